"""What may be said of a change: that it is one, that there is next to none, or that nobody can tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc, stdtr

from culture_diag.statistics.moments import Floats

CHANGED, CHANGED_LITTLE, SAME, CANNOT_TELL = "changed", "changed_little", "same", "cannot_tell"

MARGIN_TOLERANCE = 1e-9
"""A bound this close to the margin is on it, and on it is not within: sums of floats miss it by a bit or two."""

NO_VARIANCE = 1e-12
"""A direction with less than this share of the variance has none: there the difference is known exactly."""


def change_verdict(
    low: ArrayLike, high: ArrayLike, low90: ArrayLike, high90: ArrayLike, margin: float
) -> NDArray[np.str_]:
    """Say of each difference whether it is a change, next to nothing, or neither can be said.

    Parameters
    ----------
    low, high : array
        95% interval of the difference: a change where it leaves 0 out.
    low90, high90 : array
        90% interval: next to nothing where it lies within the margin (two one-sided tests at 5%).
    margin : float
        Up to here a difference does not matter, in points of the score; with 0 nothing is ever the same.

    Returns
    -------
    array of str
        ``changed``, ``changed_little`` (a change, but too little to matter), ``same`` or ``cannot_tell`` (also where a
        bound is NaN).

    Raises
    ------
    ValueError
        If the margin is below 0.

    References
    ----------
    Schuirmann (1987), doi:10.1007/BF01068419, for the two one-sided tests.

    Examples
    --------
    >>> change_verdict([0.1, -0.1, -0.3, 0.02], [0.9, 0.1, 0.5, 0.14], [0.2, -0.08, -0.2, 0.03], [0.8, 0.08, 0.4, 0.13],
    ...                margin=0.2).tolist()
    ['changed', 'same', 'cannot_tell', 'changed_little']
    """
    if not margin >= 0:
        raise ValueError(f"the margin must be 0 or more, not {margin}")
    moved = (np.asarray(low, float) > 0) | (np.asarray(high, float) < 0)
    within = margin - MARGIN_TOLERANCE
    little = (np.asarray(low90, float) > -within) & (np.asarray(high90, float) < within)
    known = ~(np.isnan(low) | np.isnan(high) | np.isnan(low90) | np.isnan(high90))
    cases = [~known, moved & little, moved, little]
    verdict: NDArray[np.str_] = np.select(cases, [CANNOT_TELL, CHANGED_LITTLE, CHANGED, SAME], CANNOT_TELL)
    return verdict


def p_rose(difference: ArrayLike, se: ArrayLike, df: ArrayLike) -> Floats:
    """Return the probability that the true difference is above 0: a t about the one seen.

    Parameters
    ----------
    difference, se, df : array
        Its standard error (0 where it is known exactly) and degrees of freedom.

    Returns
    -------
    array
        0 to 1; half where nothing moved and nothing varies. Twice that of ``-abs(difference)`` is the two-sided p.

    References
    ----------
    Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., section 3.2. ISBN 9781439840955.

    Examples
    --------
    >>> p_rose([0.0, 0.5, -0.5, 0.1], [0.2, 0.2, 0.2, 0.0], 10).round(3).tolist()
    [0.5, 0.984, 0.016, 1.0]
    """
    difference, se, df = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (difference, se, df)))
    exact = se == 0
    t = np.divide(difference, se, out=np.zeros(difference.shape), where=~exact)
    certain = (1 + np.sign(difference)) / 2
    chance: Floats = np.where(exact, certain, stdtr(np.where(exact, 1.0, df), t))
    return chance


def adjusted_p(p: ArrayLike) -> Floats:
    """Adjust p values for being many (Benjamini-Hochberg): below 0.05, one in twenty of those is expected to be false.

    Parameters
    ----------
    p : array
        One value a team; NaN counts for nothing and stays.

    Returns
    -------
    array

    References
    ----------
    Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> adjusted_p([0.01, 0.04, np.nan, 0.03]).round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    from scipy.stats import false_discovery_control

    adjusted: Floats = np.array(p, dtype=float)
    known = ~np.isnan(adjusted)
    if known.any():
        adjusted[known] = false_discovery_control(adjusted[known])
    return adjusted


def joint_df(covariance_before: Floats, covariance_after: Floats, df_before: ArrayLike, df_after: ArrayLike) -> Floats:
    r"""Return the degrees of freedom of the difference of two mean vectors: Welch's for more axes than one.

    :math:`v = (d + d^2) / \sum_i [\mathrm{tr}((V_i V^{-1})^2) + (\mathrm{tr}\, V_i V^{-1})^2] / v_i` with
    :math:`V = V_1 + V_2`.

    Parameters
    ----------
    covariance_before, covariance_after : (teams, d, d) array
        Of each mean; 0 where it is known exactly.
    df_before, df_after : (teams,) array

    Returns
    -------
    (teams,) array
        Between the smaller of the two and their sum; NaN where a covariance is.

    References
    ----------
    Krishnamoorthy & Yu (2004), doi:10.1016/j.spl.2003.10.012.

    Examples
    --------
    >>> joint_df(np.array([np.eye(2)]), np.array([np.eye(2)]), [9.0], [9.0]).tolist()
    [18.0]
    """
    df_before, df_after = np.asarray(df_before, float), np.asarray(df_after, float)
    inverse, rank, _ = _inverse(covariance_before + covariance_after)
    spent = np.zeros(len(rank))
    for covariance, own in ((covariance_before, df_before), (covariance_after, df_after)):
        share = covariance @ inverse
        trace = np.trace(share, axis1=1, axis2=2)
        spent = spent + (np.einsum("tij,tji->t", share, share) + trace**2) / own
    # Two vectors known exactly have nothing to divide; any number does, for their region is a point.
    df: Floats = np.divide(rank + rank**2, spent, out=df_before + df_after, where=~(spent <= 0))
    return df


def joint_p(difference: Floats, covariance: Floats, df: ArrayLike) -> Floats:
    """Test whether a difference on several axes at once is 0: below 0.05 where 0 lies outside its 95% region.

    Parameters
    ----------
    difference : (teams, d) array
    covariance : (teams, d, d) array
        Of the difference.
    df : (teams,) array
        Above d - 1.

    Returns
    -------
    (teams,) array
        Two-sided, as the axes together have no direction. A difference where nothing varies is certain: 0.

    References
    ----------
    Hotelling (1931), doi:10.1214/aoms/1177732979.

    Examples
    --------
    >>> joint_p(np.array([[0.5, 0.0], [0.5, 0.5]]), np.array([0.04 * np.eye(2)] * 2), [19.0, 19.0]).round(3).tolist()
    [0.077, 0.011]
    """
    df = np.asarray(df, dtype=float)
    d = difference.shape[1]
    inverse, _, null = _inverse(covariance)
    squared = np.einsum("ti,tij,tj->t", difference, inverse, difference)
    p: Floats = fdtrc(d, df - d + 1, squared * (df - d + 1) / (d * df))
    beside = np.einsum("tij,tj->ti", null, difference)
    return np.where((np.abs(beside) > NO_VARIANCE).any(axis=1), 0.0, p)


def _inverse(covariance: Floats) -> tuple[Floats, NDArray[np.intp], Floats]:
    """Invert where there is variance; give the rank, and the projection on the directions without any."""
    inverse, null = np.full(covariance.shape, np.nan), np.full(covariance.shape, np.nan)
    rank = np.zeros(len(covariance), dtype=np.intp)
    known = ~np.isnan(covariance).any(axis=(1, 2))
    values, vectors = np.linalg.eigh(covariance[known])
    there = values > NO_VARIANCE * values.sum(axis=1, keepdims=True)
    one_over = np.divide(1.0, values, out=np.zeros_like(values), where=there)
    turned = vectors.transpose(0, 2, 1)
    inverse[known] = (vectors * one_over[:, None, :]) @ turned
    null[known] = (vectors * ~there[:, None, :]) @ turned
    rank[known] = there.sum(axis=1)
    return inverse, rank, null
