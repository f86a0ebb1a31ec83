"""Whether a team stands in two groups, so that its mean is nobody's position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from culture_diag.statistics.inputs import Table, check_bounds, score_vector, team_codes
from culture_diag.statistics.moments import Floats, Integers

MIN_SCORES = 10
"""With fewer, chance alone splits almost any team: nothing is said."""

MIN_GROUP_SIZE, MIN_GROUP_SHARE = 3, 0.20
"""A group has this many members and this share of the team at least: one dissenter is no group."""

MIN_GROUP_DISTANCE = 0.25
"""Between the means of the groups, as a share of the response range: one point on a scale of 1 to 5."""

MAX_SHARE_NEAR_MEAN = 0.10
"""At most this share of the team stands within a sixth of the distance between the groups from the team's mean."""

MAX_GROUP_VARIANCE = 0.75
"""Variance of the wider group, at most, as a share of what the edge of a flat distribution would give (see below)."""

_ROUNDING = 1e-9
"""Scores closer than this are equal: means of the same answers miss each other by a bit or two."""


def detect_bimodality(
    scores: Table, teams: ArrayLike | pd.Series, bounds: tuple[float, float] = (1, 5), *, step: float = 0.0
) -> pd.DataFrame:
    r"""Say which teams stand in two groups.

    Each team is split in two where that explains most of its variance. That share is 3/4 in the long run even where
    scores are spread evenly, and less for a normal distribution; so two groups are only said where it exceeds
    :math:`3/4 + 0.49/\sqrt n`, which an evenly spread team does in 5% of cases (simulated, n = 10 to 400). Moreover
    the groups must lie a quarter of the response range apart, hold three members and a fifth of the team each,
    nearly nobody may stand about the mean, and each group must be compact: of a distribution with one peak, the side
    without the peak never varies less than :math:`d^2/12`, d being the distance between the groups.

    The price of few false alarms is that a true split is often missed. Camps that each vary as much as an ordinary
    team (SD 0.55 and answers of 8 items) and stand 3 points apart on a scale of 1 to 5 are found in 6 of 10 teams of
    10 and in 9 of 10 of 20; 2 points apart, where the tails of the groups meet, in 1 or 2 of 10. From so few answers
    nothing could do much better: even the most powerful test against an evenly spread team, which would have to know
    where the groups are, finds 3 of 10 teams of 10 and 5 of 10 of 20. ``False`` means "not shown", not "no groups";
    indices of agreement say in any case how far a team is divided. And chance is not held to 5% for every shape: half
    a team on the very same score with the others spread evenly over the rest is called so in up to 20% of cases.

    Parameters
    ----------
    scores : array
        One score a respondent; missing ones are left out.
    teams : array
        One label a row; rows without label are left out.
    bounds : (float, float)
        Lowest and highest score possible.
    step : float
        Distance between two neighbouring scores (1/8 for the mean of eight whole answers), 0 for any value. Scores
        that can only be 3 or 4 leave a gap that means nothing: each is taken as spread over its step.

    Returns
    -------
    DataFrame
        By team: ``n`` (scores), ``bimodal`` (boolean, NA where n < 10), ``low_group_mean``, ``high_group_mean`` and
        ``low_group_share`` (0-1), NaN unless there are two groups; ``explained`` (0-1, of the variance, by the best
        split) and ``needed`` (what it must exceed), NaN where n < 10.

    Raises
    ------
    ValueError
        If rows and labels differ in number, a score is outside the bounds, or `step` is negative.

    References
    ----------
    Hartigan & Hartigan (1985), doi:10.1214/aos/1176346577, for the uniform as the least favourable distribution with
    one peak.

    Examples
    --------
    >>> split = [1.5, 1.6, 1.8, 1.9, 2.0, 2.1, 4.0, 4.1, 4.3, 4.4, 4.5, 4.6]
    >>> found = detect_bimodality(split, ["a"] * 12)
    >>> found[["bimodal", "low_group_mean", "high_group_mean", "low_group_share"]].round(2).to_numpy().tolist()
    [[True, 1.82, 4.32, 0.5]]
    """
    if not step >= 0:
        raise ValueError(f"step must be 0 or more: {step!r}")
    values = score_vector(scores)
    labels, codes = team_codes(teams, rows=len(values))
    low, high = check_bounds(bounds, values)
    use = (codes >= 0) & ~np.isnan(values)
    values, codes = values[use], codes[use]
    n = np.bincount(codes, minlength=len(labels))
    large = n >= MIN_SCORES
    table = pd.DataFrame({"n": n}, index=labels)
    table["bimodal"] = pd.array([pd.NA] * len(labels), dtype="boolean")
    table[["low_group_mean", "high_group_mean", "low_group_share", "explained", "needed"]] = np.nan
    if not large.any():
        return table
    inside = large[codes]
    splits = _best_splits(values[inside], (np.cumsum(large) - 1)[codes[inside]])
    bimodal = splits.are_separate(distance=MIN_GROUP_DISTANCE * (high - low), rounding=step**2 / 12)
    table.loc[large, "bimodal"] = bimodal
    means = splits.means()
    for column, value in zip(("low_group_mean", "high_group_mean"), means, strict=True):
        table.loc[large, column] = np.where(bimodal, value, np.nan)
    table.loc[large, "low_group_share"] = np.where(bimodal, splits.n_low / splits.n, np.nan)
    table.loc[large, "explained"] = splits.explained(step**2 / 12)
    table.loc[large, "needed"] = needed_share(splits.n)
    return table


def needed_share(n: Integers) -> Floats:
    """Return the share of the variance that the best split must exceed, for `n` scores.

    Examples
    --------
    >>> needed_share(np.array([10, 20, 40])).round(3).tolist()
    [0.905, 0.86, 0.827]
    """
    # The 95th percentile of the best split's share in evenly spread teams, simulated for n = 10 to 400.
    share: Floats = 0.75 + 0.49 / np.sqrt(n)
    return share


@dataclass(frozen=True)
class _Splits:
    """The best split of each team; sums are of deviations from the team's mean."""

    n: Integers
    n_low: Integers
    mean: Floats
    sum_low: Floats
    squares_low: Floats
    squares: Floats
    near: Floats
    """Share of the team within a sixth of the groups' distance from the mean."""

    def distance(self) -> Floats:
        distance: Floats = -self.sum_low * self.n / (self.n_low * (self.n - self.n_low))
        return distance

    def means(self) -> tuple[Floats, Floats]:
        return self.mean + self.sum_low / self.n_low, self.mean - self.sum_low / (self.n - self.n_low)

    def explained(self, rounding: float) -> Floats:
        between = self.sum_low**2 * self.n / (self.n_low * (self.n - self.n_low))
        # Sheppard's correction: a score stands for all that rounds to it, which varies step^2/12 about it.
        total = self.squares + self.n * rounding
        return np.divide(between, total, out=np.zeros_like(total), where=total > 0)  # equal scores: nothing

    def are_separate(self, *, distance: float, rounding: float) -> NDArray[np.bool_]:
        n_high = self.n - self.n_low
        apart = self.distance()
        low = (self.squares_low - self.sum_low**2 / self.n_low) / np.maximum(self.n_low - 1, 1)
        high = (self.squares - self.squares_low - self.sum_low**2 / n_high) / np.maximum(n_high - 1, 1)
        # Cut in the middle, a flat distribution has sides that vary apart^2/12: a side as wide as that is no group.
        widest = np.maximum(low, high) + rounding
        enough: Integers = np.maximum(MIN_GROUP_SIZE, np.ceil(MIN_GROUP_SHARE * self.n - _ROUNDING)).astype(np.intp)
        separate: NDArray[np.bool_] = (
            (np.minimum(self.n_low, n_high) >= enough)
            & (apart >= distance - _ROUNDING)
            & (self.explained(rounding) > needed_share(self.n))
            & (self.near <= MAX_SHARE_NEAR_MEAN + _ROUNDING)
            & (widest < MAX_GROUP_VARIANCE * apart**2 / 12)
        )
        return separate


def _best_splits(values: Floats, codes: Integers) -> _Splits:
    """Split each team where most of its variance is explained; every team has two scores or more."""
    n = np.bincount(codes)
    mean = np.bincount(codes, weights=values) / n
    away = values - mean[codes]
    # By team, then by score, as one key: scores never reach the next team's whole number. (Faster than lexsort.)
    order = np.argsort(codes + 0.4 * away / max(float(np.abs(away).max()), 1.0))
    away, codes = away[order], codes[order]
    starts = np.cumsum(n) - n
    place = np.arange(1, len(codes) + 1) - starts[codes]
    sums, squares = _cumulative_sums(away, starts, codes), _cumulative_sums(away**2, starts, codes)
    after = n[codes] - place
    with np.errstate(divide="ignore", invalid="ignore"):
        between = sums**2 * n[codes] / (place * after)
    # No group is too small, and equal scores are never in two groups.
    enough = np.maximum(MIN_GROUP_SIZE, np.ceil(MIN_GROUP_SHARE * n - _ROUNDING))[codes]
    tied = np.append(away[1:] - away[:-1] < _ROUNDING, True)
    between[(np.minimum(place, after) < enough) | tied] = -1.0
    best = np.maximum.reduceat(between, starts)
    at = np.full(len(n), -1)
    hits = np.flatnonzero(between == best[codes])[::-1]
    at[codes[hits]] = hits
    none = best < 0
    at = np.where(none, starts, at)
    n_low, sum_low = place[at], sums[at]
    reach = -sum_low * n / (n_low * (n - n_low)) / 6
    near = np.bincount(codes[np.abs(away) <= reach[codes] - _ROUNDING], minlength=len(n)) / n
    return _Splits(n, n_low, mean, sum_low, squares[at], squares[starts + n - 1], near)


def _cumulative_sums(values: Floats, starts: Integers, codes: Integers) -> Floats:
    """Sum from the start of each team up to each row."""
    total = np.cumsum(values)
    running: Floats = total - (total[starts] - values[starts])[codes]
    return running
