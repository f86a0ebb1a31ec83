"""How far the members of a team agree: r_WG(J), Lindell's r*_WG(J), a_WG and AD_M, a Series by team.

A row with a missing answer on any of the items is left out. Every team that occurs is listed: with NaN where fewer than
two of its rows are complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from culture_diag.statistics.inputs import Table, check_bounds, item_matrix, team_codes
from culture_diag.statistics.moments import Floats, GroupMoments, Integers, group_moments

SLIGHTLY_SKEWED = {5: 1.34}
"""Variance of a slightly skewed null distribution, by number of options (LeBreton & Senter 2008, table 2)."""


@dataclass(frozen=True)
class TeamAgreement:
    """All indices of agreement of one scale, from one pass over the answers.

    Parameters
    ----------
    n : Series of int
        Complete rows, by team.
    item_variance : Series
        Mean item variance (divisor n - 1); NaN where n < 2, as all that follows.
    awg, ad_mean : Series
        As from :func:`awg` and :func:`ad_mean`.
    k : int
        Items.
    bounds : (float, float)

    Examples
    --------
    >>> found = team_agreement(np.array([[2, 3, 4], [4, 3, 4]]), ["a", "a"])
    >>> found.item_variance.round(4).to_dict(), found.k
    ({'a': 0.6667}, 3)
    """

    n: pd.Series
    item_variance: pd.Series
    awg: pd.Series
    ad_mean: pd.Series
    k: int
    bounds: tuple[float, float]

    def rwg_j(self, null: str | float = "uniform") -> pd.Series:
        """Return :func:`rwg_j` under this null distribution."""
        # At worst 0: a team that varies more than at random agrees no less than one that varies at random.
        capped = self._variance_ratio(null).clip(upper=1.0)
        return (self.k * (1 - capped) / (self.k * (1 - capped) + capped)).rename("rwg_j")

    def rwg_j_lindell(self, null: str | float = "uniform") -> pd.Series:
        """Return :func:`rwg_j_lindell` under this null distribution."""
        return (1 - self._variance_ratio(null)).rename("rwg_j_lindell")

    def _variance_ratio(self, null: str | float) -> pd.Series:
        return self.item_variance / _null_variance(*self.bounds, null)


def team_agreement(items: Table, teams: ArrayLike | pd.Series, bounds: tuple[float, float] = (1, 5)) -> TeamAgreement:
    """Compute every index of agreement at once, for less time than one by one.

    Parameters
    ----------
    items, teams, bounds : array, array and (float, float)
        As for :func:`rwg_j`, errors included.

    Returns
    -------
    TeamAgreement

    Raises
    ------
    ValueError
        If rows and labels differ in number, or an answer is outside the bounds.

    References
    ----------
    LeBreton & Senter (2008), doi:10.1177/1094428106296642, on why to look at more than one.

    Examples
    --------
    >>> found = team_agreement(np.array([[2, 3, 4], [4, 3, 4], [1, 5, 3]]), ["a", "a", "b"])
    >>> found.n.to_dict(), found.rwg_j().round(4).to_dict(), found.awg.to_dict()
    ({'a': 2, 'b': 1}, {'a': 0.8571, 'b': nan}, {'a': 0.75, 'b': nan})
    """
    matrix, labels, codes, k = _complete(items, teams)
    low, high = check_bounds(bounds, matrix)
    groups = len(labels)
    variance, away, awg_sum, awg_items = (np.zeros(groups) for _ in range(4))
    for column, moments in _by_item(matrix, codes, groups):
        variance += moments.covariance[:, 0, 0]
        awg_of_item = _awg_of_item(moments, low, high)
        awg_sum += np.nan_to_num(awg_of_item)
        awg_items += ~np.isnan(awg_of_item)
        away += _away_from_mean(column, codes, moments)
    n = np.bincount(codes, minlength=groups)
    return TeamAgreement(
        n=pd.Series(n, index=labels, name="n"),
        item_variance=pd.Series(variance / k, index=labels, name="item_variance"),
        awg=pd.Series(awg_sum / np.where(awg_items > 0, awg_items, np.nan), index=labels, name="awg"),
        ad_mean=pd.Series(away / (np.where(n > 1, n, np.nan) * k), index=labels, name="ad_mean"),
        k=k,
        bounds=(low, high),
    )


def rwg_j(
    items: Table,
    teams: ArrayLike | pd.Series,
    bounds: tuple[float, float] = (1, 5),
    null: str | float = "uniform",
) -> pd.Series:
    r"""Return r_WG(J): how much less a team varies than answers given at random would.

    :math:`J(1 - m/s^2) / (J(1 - m/s^2) + m/s^2)`, with m the mean item variance (divisor n - 1), capped at the null
    variance :math:`s^2`, so that it is 0 at worst. For one item it is r_WG. Bands by LeBreton & Senter: to .30 lack,
    to .50 weak, to .70 moderate, to .90 strong, to 1 very strong agreement.

    Parameters
    ----------
    items : DataFrame, Series or array
        One row a respondent, one column an item; reverse-keyed items already reversed.
    teams : array
        One label a row; rows without label are left out.
    bounds : (float, float)
        Lowest and highest answer the scale allows, in steps of 1.
    null : {"uniform", "slightly skewed"} or float
        Null distribution: all A options equally likely, (A^2 - 1)/12; slightly skewed, 1.34 for five options; or a
        variance of one's own.

    Returns
    -------
    Series
        By team, 0 to 1.

    Raises
    ------
    ValueError
        If rows and labels differ in number, an answer is outside the bounds, or the null is unknown.

    References
    ----------
    James, Demaree & Wolf (1984), doi:10.1037/0021-9010.69.1.85; LeBreton & Senter (2008),
    doi:10.1177/1094428106296642.

    Examples
    --------
    >>> rwg_j(np.array([[2, 3, 4], [4, 3, 4], [1, 5, 3]]), ["a", "a", "b"]).round(4).to_dict()
    {'a': 0.8571, 'b': nan}
    """
    return team_agreement(items, teams, bounds).rwg_j(null)


def rwg_j_lindell(
    items: Table,
    teams: ArrayLike | pd.Series,
    bounds: tuple[float, float] = (1, 5),
    null: str | float = "uniform",
) -> pd.Series:
    r"""Lindell's r*_WG(J) = 1 - m/s2, which neither rises with the number of items nor stops at 0.

    Parameters
    ----------
    items, teams, bounds, null : array, array, (float, float) and str or float
        As for :func:`rwg_j`, errors included.

    Returns
    -------
    Series
        By team, at most 1; negative where members vary more than at random.

    References
    ----------
    Lindell, Brandt & Whitney (1999), doi:10.1177/01466219922031257.

    Examples
    --------
    >>> rwg_j_lindell(np.array([[1, 1], [5, 5], [1, 1], [5, 5]]), ["a"] * 4).round(4).to_dict()
    {'a': -1.6667}
    """
    return team_agreement(items, teams, bounds).rwg_j_lindell(null)


def awg(items: Table, teams: ArrayLike | pd.Series, bounds: tuple[float, float] = (1, 5)) -> pd.Series:
    r"""Return a_WG: agreement relative to the largest variance a team with that mean could have.

    Per item :math:`1 - 2 s^2 / \{((H + L)M - M^2 - HL) n/(n - 1)\}`, averaged over the items that have one. An item
    all of whose answers are at the floor or the ceiling has 1; one with a mean outside (L(n - 1) + H)/n ..
    (H(n - 1) + L)/n is too extreme to say anything and is passed over.

    Parameters
    ----------
    items, teams, bounds : array, array and (float, float)
        As for :func:`rwg_j`, errors included.

    Returns
    -------
    Series
        By team, -1 (the largest possible disagreement) to 1; NaN also where no item has one.

    References
    ----------
    Brown & Hauenstein (2005), doi:10.1177/1094428105275376.

    Examples
    --------
    >>> awg(np.array([[2, 3, 4], [4, 3, 4]]), ["a", "a"]).to_dict()
    {'a': 0.75}
    """
    return team_agreement(items, teams, bounds).awg


def ad_mean(items: Table, teams: ArrayLike | pd.Series) -> pd.Series:
    """AD_M: the mean absolute deviation from the item's mean in the team, averaged over items.

    Parameters
    ----------
    items, teams : array or DataFrame
        As for :func:`rwg_j`, errors included.

    Returns
    -------
    Series
        By team, in points of the response scale; 0 is full agreement. For A options, A/6 or less is taken as agreement.

    Raises
    ------
    ValueError
        If rows and labels differ in number, or answers are not numbers.

    References
    ----------
    Burke, Finkelstein & Dusig (1999), doi:10.1177/109442819921004; Burke & Dunlap (2002),
    doi:10.1177/1094428102005002002.

    Examples
    --------
    >>> ad_mean(np.array([[1, 3], [5, 3], [1, 3], [5, 4]]), ["a"] * 4).to_dict()
    {'a': 1.1875}
    """
    matrix, labels, codes, k = _complete(items, teams)
    total = np.zeros(len(labels))
    for column, moments in _by_item(matrix, codes, len(labels)):
        total += _away_from_mean(column, codes, moments)
    n = np.bincount(codes, minlength=len(labels))
    return pd.Series(total / (np.where(n > 1, n, np.nan) * k), index=labels, name="ad_mean")


def _complete(items: Table, teams: ArrayLike | pd.Series) -> tuple[Floats, pd.Index, Integers, int]:
    """Keep the complete rows of teams that have a name, and all names."""
    matrix, names = item_matrix(items)
    labels, codes = team_codes(teams, rows=len(matrix))
    # R's multilevel loses a team without a complete row; here its label stays, and its figures are NaN.
    use = (codes >= 0) & ~np.isnan(matrix).any(axis=1)
    if not use.all():
        matrix, codes = matrix[use], codes[use]
    return matrix, labels, codes, len(names)


def _by_item(matrix: Floats, codes: Integers, groups: int) -> Iterator[tuple[Floats, GroupMoments]]:
    for j in range(matrix.shape[1]):
        column = np.ascontiguousarray(matrix[:, j])
        yield column, group_moments(column[:, None], codes, groups=groups)


def _away_from_mean(column: Floats, codes: Integers, moments: GroupMoments) -> Floats:
    """Sum the absolute deviations from the mean, by team."""
    away = np.abs(column - moments.mean[:, 0][codes])
    sums = np.bincount(codes, weights=away, minlength=len(moments.n))
    # Equal answers deviate by exactly nothing; the scatter knows which they are.
    return np.where(moments.scatter[:, 0, 0] > 0, sums, 0.0)


def _null_variance(low: float, high: float, null: str | float) -> float:
    options = high - low + 1
    if null == "uniform":
        return (options**2 - 1) / 12
    if null == "slightly skewed":
        if options not in SLIGHTLY_SKEWED:
            raise ValueError(f"the slightly skewed null is known for 5 options, not for {options:g}: give a variance")
        return SLIGHTLY_SKEWED[int(options)]
    if isinstance(null, str) or not 0 < null < np.inf:
        raise ValueError(f'null must be "uniform", "slightly skewed" or a variance above 0: {null!r}')
    return float(null)


def _awg_of_item(moments: GroupMoments, low: float, high: float) -> Floats:
    n, mean = moments.n.astype(float), moments.mean[:, 0]
    variance = moments.covariance[:, 0, 0]
    # The limits are reached exactly by whole answers, so leave a mean room for its rounding.
    slack = 1e-12 * max(abs(low), abs(high))
    with np.errstate(divide="ignore", invalid="ignore"):
        largest: Floats = ((high + low) * mean - mean**2 - high * low) * n / (n - 1)
        value: Floats = 1 - 2 * variance / largest
        value[mean < (low * (n - 1) + high) / n - slack] = np.nan
        value[mean > (high * (n - 1) + low) / n + slack] = np.nan
    at_end = (np.abs(mean - low) <= slack) | (np.abs(mean - high) <= slack)
    value[at_end] = 1.0
    value[n < 2] = np.nan
    return value
