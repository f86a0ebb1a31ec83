"""How much of the differences between persons lies between teams, and how reliable a team's mean is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import fdtrc, fdtri

from culture_diag.statistics.inputs import Table, score_vector, team_codes
from culture_diag.statistics.moments import Floats, Integers, group_moments

GroupSize = Literal["mean", "n0"]


@dataclass(frozen=True)
class IntraclassCorrelation:
    """An intraclass correlation with its F test.

    Parameters
    ----------
    estimate : float
        At most 1; negative values are kept. NaN where there are fewer than two teams, no team of two, or no variance.
    low, high : float
        Interval from the F distribution: exact for equal team sizes, close otherwise.
    f, p : float
        One-way analysis of variance, of whether there is any difference between teams.
    n, n_teams : int
        Scores and teams used.

    Examples
    --------
    >>> found = icc1([1, 2, 2, 4, 5, 5], list("aaabbb"))
    >>> round(found.estimate, 4), round(found.f, 1), found.n, found.n_teams
    (0.9294, 40.5, 6, 2)
    """

    estimate: float
    low: float
    high: float
    f: float
    p: float
    n: int
    n_teams: int


@dataclass(frozen=True)
class TeamMeanReliability:
    """Split-half reliability of team means.

    Parameters
    ----------
    estimate : float
        Spearman-Brown of the mean correlation: that of means over whole teams.
    half : float
        Mean correlation between the means of two random halves.
    n, n_teams : int
        Scores and teams used: those with two scores or more.
    splits : int
        How many random splits `half` is the mean of.

    Examples
    --------
    >>> found = split_half_reliability([1.0, 1.0, 3.0, 3.0, 4.0, 4.0], list("aabbcc"))
    >>> found.estimate, found.half, found.n_teams
    (1.0, 1.0, 3)
    """

    estimate: float
    half: float
    n: int
    n_teams: int
    splits: int


def icc1(
    scores: Table, teams: ArrayLike | pd.Series, group_size: GroupSize = "mean", *, level: float = 0.95
) -> IntraclassCorrelation:
    """ICC(1): the share of the variance of persons' scores that lies between teams.

    (MSB - MSW) / (MSB + (g - 1) MSW) from a one-way analysis of variance.

    Parameters
    ----------
    scores : array
        One score a respondent; missing ones are left out.
    teams : array
        One label a row, whatever its type; rows without label are left out.
    group_size : {"mean", "n0"}
        g: the arithmetic mean team size (as R's ``multilevel``), or n0 = (N - sum n^2 / N) / (T - 1), which makes the
        estimate of the variance between teams unbiased when sizes differ.
    level : float
        Of the interval, 0 to 1.

    Returns
    -------
    IntraclassCorrelation
        At least -1/(g - 1).

    Raises
    ------
    ValueError
        If scores and labels differ in number, or `group_size` is unknown.

    References
    ----------
    Bliese (2000), in Klein & Kozlowski (eds.), ISBN 9780787952280, pp. 349-381; McGraw & Wong (1996),
    doi:10.1037/1082-989X.1.1.30, for the interval; n0: Searle, Casella & McCulloch (1992), ISBN 9780471621621.

    Examples
    --------
    >>> found = icc1([1, 2, 2, 4, 5, 5, 3], list("aaabbbc"))
    >>> round(found.estimate, 4), round(found.f, 3), found.n, found.n_teams
    (0.8921, 20.286, 7, 3)
    """
    if group_size not in ("mean", "n0"):
        raise ValueError(f'group_size must be "mean" or "n0": {group_size!r}')
    table = _one_way(scores, teams)
    size = table.sizes
    g = table.n / max(table.n_teams, 1)
    if group_size == "n0" and table.n_teams > 1:
        g = (table.n - float(size @ size) / table.n) / (table.n_teams - 1)

    def correlation(f: float) -> float:
        # Without any variance within teams all of it lies between them.
        return 1.0 if np.isinf(f) else (f - 1) / (f + g - 1)

    low, high = table.limits(level)
    return table.result(correlation(table.f), correlation(low), correlation(high))


def icc2(scores: Table, teams: ArrayLike | pd.Series, *, level: float = 0.95) -> IntraclassCorrelation:
    """ICC(2): the reliability of team means, (MSB - MSW) / MSB.

    Parameters
    ----------
    scores, teams, level : array, array and float
        As for :func:`icc1`, errors included.

    Returns
    -------
    IntraclassCorrelation
        -inf where all team means are equal.

    References
    ----------
    Bliese (2000), in Klein & Kozlowski (eds.), ISBN 9780787952280, pp. 349-381; McGraw & Wong (1996),
    doi:10.1037/1082-989X.1.1.30, for the interval.

    Examples
    --------
    >>> round(icc2([1, 2, 2, 4, 5, 5, 3], list("aaabbbc")).estimate, 4)
    0.9507
    """
    table = _one_way(scores, teams)

    def reliability(f: float) -> float:
        return -np.inf if f == 0 else 1 - 1 / f

    low, high = table.limits(level)
    return table.result(reliability(table.f), reliability(low), reliability(high))


def respondents_needed(icc1: float, *, icc2: float = 0.70) -> int:
    """Say how many respondents a team needs for a reliable mean: ICC(2) at least `icc2` (Spearman-Brown).

    Parameters
    ----------
    icc1 : float
        ICC(1), above 0 and below 1.
    icc2 : float
        The reliability wanted, above 0 and below 1.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If either is not above 0 and below 1.

    References
    ----------
    Bliese (2000), in Klein & Kozlowski (eds.), ISBN 9780787952280, pp. 349-381.

    Examples
    --------
    >>> [respondents_needed(icc1) for icc1 in (0.20, 0.15, 0.10)]
    [10, 14, 21]
    """
    if not (0 < icc1 < 1 and 0 < icc2 < 1):
        raise ValueError(f"both correlations must lie above 0 and below 1: {icc1!r}, {icc2!r}")
    # An exact whole number must not be lifted to the next by rounding.
    return int(np.ceil(icc2 * (1 - icc1) / (icc1 * (1 - icc2)) - 1e-9))


def split_half_reliability(
    scores: Table, teams: ArrayLike | pd.Series, *, splits: int = 200, precision: float = 0.001, seed: int = 0
) -> TeamMeanReliability:
    """Return the split-half reliability of team means: how alike two random halves of each team place it.

    In each split every team is cut at random into two halves (the odd one goes to either by chance), the means of the
    halves are correlated over teams, and the mean correlation r is stepped up to whole teams: 2r / (1 + r). Alpha
    cannot show this: it speaks of items within persons, not of persons within teams.

    Parameters
    ----------
    scores, teams : array
        As for :func:`icc1`. Teams with one score have no halves and are left out.
    splits : int
        At most this many.
    precision : float
        Stop earlier, after ten splits at least, once the standard error of r over splits is below this.
    seed : int
        The same seed gives the same answer.

    Returns
    -------
    TeamMeanReliability
        Estimate NaN with fewer than three teams. A split one of whose halves does not vary over teams is passed over;
        NaN if that is all of them.

    Raises
    ------
    ValueError
        If scores and labels differ in number, or `splits` is below 1.

    References
    ----------
    Spearman (1910), doi:10.1111/j.2044-8295.1910.tb00206.x; Lüdtke et al. (2006), doi:10.1007/s10984-006-9014-8, on
    the reliability of aggregated ratings.

    Examples
    --------
    >>> split_half_reliability([1.0, 1.0, 3.0, 3.0, 4.0, 4.0], list("aabbcc")).estimate
    1.0
    """
    if splits < 1:
        raise ValueError(f"splits must be 1 or more: {splits!r}")
    values, codes, _ = _usable_scores(scores, teams)
    order = np.argsort(codes, kind="stable")
    values, codes = values[order], codes[order]
    # A team of one has no halves; what is left is numbered anew, without gaps.
    keep = np.bincount(codes)[codes] > 1
    values = values[keep]
    codes = np.unique(codes[keep], return_inverse=True)[1]
    n = np.bincount(codes)
    correlations: list[float] = []
    rng = np.random.default_rng(seed)
    if len(n) > 2:
        for _ in range(splits):
            r = _correlation_of_halves(values, codes, n, rng)
            correlations += [] if np.isnan(r) else [r]
            if len(correlations) >= 10 and np.std(correlations, ddof=1) < precision * np.sqrt(len(correlations)):
                break
    half = float(np.mean(correlations)) if correlations else float("nan")
    with np.errstate(divide="ignore"):
        estimate = float(np.divide(2 * half, 1 + half))
    return TeamMeanReliability(estimate, half, n=len(values), n_teams=len(n), splits=len(correlations))


def _correlation_of_halves(values: Floats, codes: Integers, n: Integers, rng: np.random.Generator) -> float:
    """Correlate the means of two random halves; `codes` are sorted, so a team's rows stand together."""
    # Sorting code + random shuffles within each team; every other place is then one half.
    shuffled = np.argsort(codes + rng.random(len(codes)))
    starts = np.cumsum(n) - n
    place = np.arange(len(codes)) - np.repeat(starts, n) + np.repeat(rng.integers(0, 2, len(n)), n)
    first = place % 2 == 0
    values = values[shuffled]
    ones = np.bincount(codes[first], minlength=len(n))
    sums = np.bincount(codes[first], weights=values[first], minlength=len(n))
    rest = np.bincount(codes[~first], weights=values[~first], minlength=len(n))
    one, two = sums / ones, rest / (n - ones)
    one, two = one - one.mean(), two - two.mean()
    spread = np.sqrt((one @ one) * (two @ two))
    rounding = 1e-14 * max(float(values @ values), 1.0) / len(values)
    return float(np.clip(one @ two / spread, -1, 1)) if spread > rounding else float("nan")


@dataclass(frozen=True)
class _OneWay:
    """A one-way analysis of variance."""

    f: float
    df_between: int
    df_within: int
    sizes: Floats
    n: int
    n_teams: int

    def limits(self, level: float) -> tuple[float, float]:
        """Limits of the ratio of expected mean squares, from those of F."""
        if not 0 < level < 1:
            raise ValueError(f"level must lie between 0 and 1: {level!r}")
        if np.isnan(self.f):
            return np.nan, np.nan
        upper = (1 + level) / 2
        # Both correlations only rise with F, so that the limits of F are theirs (McGraw & Wong 1996).
        low = self.f / fdtri(self.df_between, self.df_within, upper)
        high = self.f * fdtri(self.df_within, self.df_between, upper)
        return float(low), float(high)

    def result(self, estimate: float, low: float, high: float) -> IntraclassCorrelation:
        p = np.nan if np.isnan(self.f) else float(fdtrc(self.df_between, self.df_within, self.f))
        return IntraclassCorrelation(float(estimate), float(low), float(high), self.f, p, self.n, self.n_teams)


def _usable_scores(scores: Table, teams: ArrayLike | pd.Series) -> tuple[Floats, Integers, int]:
    """Keep the scores that are there, in teams that have a name."""
    values = score_vector(scores)
    labels, codes = team_codes(teams, rows=len(values))
    use = (codes >= 0) & ~np.isnan(values)
    return (values, codes, len(labels)) if use.all() else (values[use], codes[use], len(labels))


def _one_way(scores: Table, teams: ArrayLike | pd.Series) -> _OneWay:
    values, codes, groups = _usable_scores(scores, teams)
    moments = group_moments(values[:, None], codes, groups=groups)
    some = moments.n > 0
    sizes, means = moments.n[some].astype(float), moments.mean[some, 0]
    n, n_teams = len(values), int(some.sum())
    between, within = n_teams - 1, n - n_teams
    f = float("nan")
    if between > 0 and within > 0:
        away = means - sizes @ means / n
        # Equal means differ by exactly nothing, though their sums may round apart.
        away[np.abs(away) <= 8 * np.finfo(float).eps * np.maximum(np.abs(means), 1.0)] = 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            f = float(np.divide(sizes @ away**2 / between, moments.scatter.sum() / within))
    return _OneWay(f=f, df_between=between, df_within=within, sizes=sizes, n=n, n_teams=n_teams)
