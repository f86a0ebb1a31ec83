"""How consistently the items of a scale measure, pooled over respondents: complete rows only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import fdtri

from culture_diag.statistics.inputs import Table, item_matrix
from culture_diag.statistics.moments import Floats

_ROUNDING = 1e-13
"""What is left of a difference of variances below this share of them is rounding, hence nothing."""

_ROWS_AT_ONCE = 16_384
"""Rows taken at once: eight items of so many stay within a megabyte."""


@dataclass(frozen=True)
class Reliability:
    """A reliability coefficient of a scale.

    Parameters
    ----------
    estimate : float
        At most 1. It may be negative, -inf where the total has no variance but the items have, and NaN where
        nothing can be said (fewer than two complete rows, no variance at all).
    low, high : float
        Interval; NaN where none is defined (standardized alpha, omega).
    n : int
        Complete rows, those the coefficient and its interval rest on.
    k : int
        Items.

    Examples
    --------
    >>> found = cronbach_alpha(np.array([[1, 2], [2, 2], [3, 4], [4, 3], [5, 5]]))
    >>> round(found.estimate, 4), found.n, found.k
    (0.9091, 5, 2)
    """

    estimate: float
    low: float
    high: float
    n: int
    k: int


def cronbach_alpha(items: Table, *, level: float = 0.95) -> Reliability:
    r"""Cronbach's alpha with Feldt's interval.

    :math:`\alpha = \frac{k}{k-1}(1 - \sum s_j^2 / s^2)`. The interval is :math:`1 - (1 - \alpha) F` with the upper and
    lower quantiles of F(n - 1, (n - 1)(k - 1)), n being the number of complete rows.

    Parameters
    ----------
    items : DataFrame or array
        One row a respondent, one column an item, reverse-keyed items already reversed. Rows with a missing answer
        are left out.
    level : float
        Of the interval, 0 to 1.

    Returns
    -------
    Reliability

    Raises
    ------
    ValueError
        If there are fewer than two items, or answers that are not numbers.

    References
    ----------
    Cronbach (1951), doi:10.1007/BF02310555; Feldt (1965), doi:10.1007/BF02289499.

    Examples
    --------
    >>> found = cronbach_alpha(np.array([[1, 2], [2, 2], [3, 4], [4, 3], [5, 5], [3, np.nan]]))
    >>> round(found.estimate, 4), round(found.low, 4), round(found.high, 4), found.n, found.k
    (0.9091, 0.1269, 0.9905, 5, 2)
    """
    n, covariance, names = _covariance(items)
    k = len(names)
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1: {level!r}")
    if covariance is None:
        return Reliability(np.nan, np.nan, np.nan, n, k)
    variances = np.diag(covariance)
    estimate = float(_alpha(k, variances.sum(), covariance.sum(), variances.sum()))
    df = n - 1, (n - 1) * (k - 1)
    low = 1 - (1 - estimate) * fdtri(*df, (1 + level) / 2)
    high = 1 - (1 - estimate) * fdtri(*df, (1 - level) / 2)
    return Reliability(estimate, float(low), float(high), n, k)


def standardized_alpha(items: Table) -> Reliability:
    """Alpha of the standardized items, from their mean correlation: k r / (1 + (k - 1) r).

    Parameters
    ----------
    items : DataFrame or array
        As for :func:`cronbach_alpha`, errors included.

    Returns
    -------
    Reliability
        Without interval (`low` and `high` NaN): Feldt's holds for items as they are. NaN where an item has no variance.

    References
    ----------
    Cronbach (1951), doi:10.1007/BF02310555.

    Examples
    --------
    >>> round(standardized_alpha(np.array([[1, 2], [2, 2], [3, 4], [4, 3], [5, 5]])).estimate, 4)
    0.9183
    """
    n, covariance, names = _covariance(items)
    k = len(names)
    r = _mean_correlation(covariance)
    denominator = _without_rounding(1 + (k - 1) * r, 1.0)
    with np.errstate(divide="ignore"):
        estimate = float(np.divide(k * r, denominator))
    return Reliability(estimate, np.nan, np.nan, n, k)


def mean_inter_item_correlation(items: Table) -> float:
    """Return the mean of the correlations between the items of a scale.

    Parameters
    ----------
    items : DataFrame or array
        As for :func:`cronbach_alpha`, errors included.

    Returns
    -------
    float
        -1 to 1; NaN where an item has no variance or there are fewer than two complete rows.

    References
    ----------
    Clark & Watson (1995), doi:10.1037/1040-3590.7.3.309, who advise .15 to .50.

    Examples
    --------
    >>> round(mean_inter_item_correlation(np.array([[1, 2], [2, 2], [3, 4], [4, 3], [5, 5]])), 4)
    0.8489
    """
    return _mean_correlation(_covariance(items)[1])


def item_rest_correlations(items: Table) -> pd.Series:
    """Correlate each item with the sum of the others (the "corrected" item-total correlation).

    Parameters
    ----------
    items : DataFrame or array
        As for :func:`cronbach_alpha`, errors included.

    Returns
    -------
    Series
        By item, -1 to 1; NaN where the item or the sum of the others has no variance.

    References
    ----------
    Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed., ISBN 9780070478497.

    Examples
    --------
    >>> item_rest_correlations(np.array([[1, 1, 2], [2, 3, 1], [4, 4, 3], [5, 4, 5]])).round(3).tolist()
    [0.994, 0.762, 0.741]
    """
    _, covariance, names = _covariance(items)
    if covariance is None:
        return pd.Series(np.nan, index=names, name="item_rest_correlation")
    own = np.diag(covariance)
    with_rest = covariance.sum(axis=1) - own
    spread = np.sqrt(own * _rest_variance(covariance))
    values = np.divide(with_rest, spread, out=np.full(len(own), np.nan), where=spread > 0).clip(-1, 1)
    return pd.Series(values, index=names, name="item_rest_correlation")


def alpha_if_dropped(items: Table) -> pd.Series:
    """Cronbach's alpha of the scale without each item in turn.

    Parameters
    ----------
    items : DataFrame or array
        As for :func:`cronbach_alpha`, errors included. The rows are those complete on *all* items.

    Returns
    -------
    Series
        By item dropped; NaN throughout for two items, of which one would be left.

    References
    ----------
    Cronbach (1951), doi:10.1007/BF02310555.

    Examples
    --------
    >>> alpha_if_dropped(np.array([[1, 1, 2], [2, 3, 1], [4, 4, 3], [5, 4, 5]])).round(3).tolist()
    [0.703, 0.921, 0.933]
    """
    _, covariance, names = _covariance(items)
    k = len(names)
    if covariance is None or k == 2:
        return pd.Series(np.nan, index=names, name="alpha_if_dropped")
    own = np.diag(covariance)
    values = _alpha(k - 1, own.sum() - own, _rest_variance(covariance), own.sum())
    return pd.Series(values, index=names, name="alpha_if_dropped")


def omega_total(items: Table, *, total: Literal["implied", "observed"] = "implied") -> Reliability:
    r"""Omega total of a one-factor solution (minres) of the correlations.

    :math:`\omega = (\sum \lambda)^2 / ((\sum \lambda)^2 + \sum \psi)` with :math:`\psi = 1 - \lambda^2`. Unlike alpha
    it does not ask that all items hang equally on what they share.

    Parameters
    ----------
    items : DataFrame or array
        As for :func:`cronbach_alpha`, errors included.
    total : {"implied", "observed"}
        The total variance: what the one factor implies, as in the formula above, or the sum of the observed
        correlations R, :math:`1 - \sum \psi / \sum R`, which is what R's ``psych::omega`` prints.

    Returns
    -------
    Reliability
        Without interval (`low` and `high` NaN): none in closed form. NaN where an item has no variance.

    Raises
    ------
    ValueError
        If there are fewer than two items, answers that are not numbers, or an unknown `total`.

    References
    ----------
    McDonald (1999), Test Theory, ISBN 9780805830750; Harman & Jones (1966), doi:10.1007/BF02289468.

    Examples
    --------
    >>> rows = np.array([[4, 4, 3], [4, 3, 4], [3, 4, 3], [1, 1, 1], [4, 4, 5], [4, 1, 2], [2, 2, 3], [4, 5, 3]])
    >>> round(omega_total(rows).estimate, 3)
    0.822
    """
    if total not in ("implied", "observed"):
        raise ValueError(f'total must be "implied" or "observed": {total!r}')
    n, covariance, names = _covariance(items)
    k = len(names)
    correlation = _correlation(covariance)
    if correlation is None:
        return Reliability(np.nan, np.nan, np.nan, n, k)
    loadings = _minres(correlation)
    unique = (1 - loadings**2).sum()
    common = loadings.sum() ** 2
    whole = common + unique if total == "implied" else _without_rounding(correlation.sum(), k)
    estimate = 1 - unique / whole if whole > 0 else np.nan
    return Reliability(float(estimate), np.nan, np.nan, n, k)


def one_factor_loadings(items: Table) -> pd.Series:
    """Return the loadings of the items on one common factor (minres on the correlations).

    Parameters
    ----------
    items : DataFrame or array
        As for :func:`cronbach_alpha`, errors included.

    Returns
    -------
    Series
        By item, -1 to 1, signed so that their sum is not negative. Two items do not fix their loadings: they get
        equal ones. NaN where an item has no variance.

    References
    ----------
    Harman & Jones (1966), doi:10.1007/BF02289468; loadings are kept within 1 as in Harman & Fukuda (1966),
    doi:10.1007/BF02289525.

    Examples
    --------
    >>> rows = np.array([[4, 4, 3], [4, 3, 4], [3, 4, 3], [1, 1, 1], [4, 4, 5], [4, 1, 2], [2, 2, 3], [4, 5, 3]])
    >>> one_factor_loadings(rows).round(3).tolist()
    [0.743, 0.764, 0.828]
    """
    _, covariance, names = _covariance(items)
    correlation = _correlation(covariance)
    values: Floats | float = np.nan if correlation is None else _minres(correlation)
    return pd.Series(values, index=names, name="loading", dtype=float)


def _covariance(items: Table) -> tuple[int, Floats | None, pd.Index]:
    """Count the complete rows, and give their covariance matrix unless there are fewer than two."""
    matrix, names = item_matrix(items)
    if len(names) < 2:
        raise ValueError("a scale needs at least two items: one item says nothing of its own consistency")
    missing = np.isnan(matrix).any(axis=1)
    rows = np.take(matrix.T, np.flatnonzero(~missing), axis=1).T if missing.any() else matrix
    # The rows used, not the rows given: pingouin's interval takes n before rows are left out and comes out too narrow.
    n = len(rows)
    if n < 2:
        return n, None, names
    mean = rows.mean(axis=0)
    covariance: Floats = np.zeros((len(names), len(names)))
    # Block by block, so that the deviations stay near the processor and are never all there at once.
    for start in range(0, n, _ROWS_AT_ONCE):
        away = rows[start : start + _ROWS_AT_ONCE] - mean
        covariance += away.T @ away
    covariance /= n - 1
    # Equal answers have exactly no variance, also where their mean misses them by a bit of a float.
    constant = np.diag(covariance) <= (1e-14 * np.maximum(np.abs(mean), 1.0)) ** 2
    covariance[constant, :] = 0.0
    covariance[:, constant] = 0.0
    return n, covariance, names


def _rest_variance(covariance: Floats) -> Floats:
    """Variance of the sum of all items but one, for each."""
    own = np.diag(covariance)
    return _without_rounding(covariance.sum() - 2 * covariance.sum(axis=1) + own, own.sum())


def _without_rounding(value: Floats | float, of: float) -> Floats:
    # A difference that is zero but for rounding must be zero, or -inf would come out as some huge number.
    return np.where(np.abs(value) <= _ROUNDING * of, 0.0, value)


def _alpha(k: int, items: Floats | float, total: Floats | float, of: float) -> Floats:
    """Alpha from the sum of the item variances and the variance of the total: -inf for x/0, NaN for 0/0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.divide(items, _without_rounding(total, of))
    return np.asarray(k / (k - 1) * (1 - share), dtype=float)


def _correlation(covariance: Floats | None) -> Floats | None:
    if covariance is None:
        return None
    spread = np.sqrt(np.diag(covariance))
    if (spread == 0).any():
        return None
    correlation: Floats = np.clip(covariance / np.outer(spread, spread), -1, 1)
    return correlation


def _mean_correlation(covariance: Floats | None) -> float:
    correlation = _correlation(covariance)
    if correlation is None:
        return float("nan")
    k = len(correlation)
    return float((correlation.sum() - np.trace(correlation)) / (k * (k - 1)))


def _minres(correlation: Floats) -> Floats:
    """Minimise the sum of squared off-diagonal residuals over one factor's loadings, one loading at a time.

    In one loading the sum is a parabola, so each step is exact, also where it must stop at 1.
    """
    k = len(correlation)
    if k == 2:
        r = correlation[0, 1]
        equal: Floats = np.sqrt(np.abs(r)) * np.array([1.0, 1.0 if r >= 0 else -1.0])
        return equal
    off = correlation - np.diag(np.diag(correlation))
    # Start: the first principal axis with each item's largest correlation as its communality.
    values, vectors = np.linalg.eigh(off + np.diag(np.abs(off).max(axis=1)))
    loadings: Floats = np.clip(vectors[:, -1] * np.sqrt(max(values[-1], 0.0)), -1, 1)
    for _ in range(20_000):
        before = loadings.copy()
        for j in range(k):
            others = loadings @ loadings - loadings[j] ** 2
            loadings[j] = min(max(off[j] @ loadings / others, -1.0), 1.0) if others > 0 else 0.0
        if np.abs(loadings - before).max() < 1e-12:
            break
    return -loadings if loadings.sum() < 0 else loadings
