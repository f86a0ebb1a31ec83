"""Change of a mean between two waves, from the scores themselves or from n, mean and standard deviation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, stdtr, stdtrit

from culture_diag.statistics.inputs import Table, score_vector
from culture_diag.statistics.moments import Floats, finite_population_factor, group_moments


@dataclass(frozen=True)
class WaveComparison:
    """After minus before.

    Parameters
    ----------
    difference, df, se : arrays
        NaN where either mean has no variance estimate; `df` infinite where the difference is known exactly.

    Examples
    --------
    >>> low, high = WaveComparison(np.array([0.4]), df=np.array([20.0]), se=np.array([0.14])).interval()
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.11], [0.69])
    """

    difference: Floats
    df: Floats
    se: Floats

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Interval of the difference."""
        # The t distribution of scipy stops short of infinite degrees of freedom, which only an exact difference has.
        t = stdtrit(np.where(np.isinf(self.df), 1.0, self.df), (1 + level) / 2)
        half_width = np.where(self.se == 0, 0.0, t * self.se)
        return self.difference - half_width, self.difference + half_width


def compare_means(
    before: ArrayLike,
    after: ArrayLike,
    *,
    variance_before: ArrayLike,
    variance_after: ArrayLike,
    df_before: ArrayLike,
    df_after: ArrayLike,
) -> WaveComparison:
    """Compare two independent means of which the variance and its degrees of freedom are known (Welch).

    Parameters
    ----------
    before, after : arrays
        Means, of one shape.
    variance_before, variance_after : arrays
        Squared standard errors of the means.
    df_before, df_after : arrays
        Their degrees of freedom.

    Returns
    -------
    WaveComparison

    References
    ----------
    Welch (1947), doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    >>> moved = compare_means(3.0, 3.5, variance_before=0.04, variance_after=0.04, df_before=9, df_after=9)
    >>> low, high = moved.interval()
    >>> round(float(low), 3), round(float(high), 3), float(moved.df)
    (-0.094, 1.094, 18.0)
    """
    difference = np.asarray(after, float) - np.asarray(before, float)
    one, two = np.asarray(variance_before, float), np.asarray(variance_after, float)
    variance = one + two
    spent = one**2 / np.asarray(df_before, float) + two**2 / np.asarray(df_after, float)
    # Two means known exactly (a census, or equal answers) differ by exactly what they differ.
    exact = variance == 0
    df = np.divide(variance**2, spent, out=np.full(variance.shape, np.inf), where=~exact)
    return WaveComparison(difference=difference, df=df, se=np.sqrt(variance))


@dataclass(frozen=True)
class WaveChange:
    """After minus before, with interval, t test and effect size: floats, or arrays of one shape.

    Parameters
    ----------
    difference, low, high : float or array
        In points of the score. `low` and `high` NaN where a wave has fewer than two scores (pairs).
    t, df, p : float or array
        Two-sided test. Without any variance t is +-inf and p 0, or t 0 and p 1 if nothing moved either.
    hedges_g : float or array
        The difference over the standard deviation of persons, with the exact small-sample factor: pooled over the
        waves when unpaired, of the differences (d_z) when paired; the two do not compare. NaN below two degrees of
        freedom, where that factor is 0.
    n : int or array
        Scores used: of both waves together when unpaired, pairs when paired.

    Examples
    --------
    >>> found = compare_waves([3.0, 3.5, 4.0], [4.0, 4.5, 5.0])
    >>> found.difference, round(found.hedges_g, 2), found.n
    (1.0, 1.6, 6)
    """

    difference: float | Floats
    low: float | Floats
    high: float | Floats
    t: float | Floats
    df: float | Floats
    p: float | Floats
    hedges_g: float | Floats
    n: float | Floats


def compare_waves(
    before: Table,
    after: Table,
    paired: bool = False,
    *,
    sizes: tuple[float, float] | float | None = None,
    level: float = 0.95,
) -> WaveChange:
    """Compare one team's scores of two waves.

    Parameters
    ----------
    before, after : array
        One score a respondent; missing ones are left out. When paired, of the same people in the same order; rows
        with either score missing are left out.
    paired : bool
        Whether rows match (paired t test), or not (Welch's test).
    sizes : (float, float) or float, optional
        Team size at each wave (one number: the same at both). When given, the answer is about *these people*: each
        wave's variance is multiplied by 1 - n/N. When paired, N is the number who were there at both waves, of which
        the smaller of two sizes is the most it can be.
    level : float
        Of the interval, 0 to 1.

    Returns
    -------
    WaveChange
        Of floats; `n` is an int.

    Raises
    ------
    ValueError
        If paired scores differ in number, or a size is below the number of scores.

    References
    ----------
    Welch (1947), doi:10.1093/biomet/34.1-2.28; Hedges (1981), doi:10.3102/10769986006002107; Cochran (1977),
    Sampling Techniques, ISBN 9780471162407, for 1 - n/N.

    Examples
    --------
    >>> moved = compare_waves([3.0, 3.5, 2.5, 4.0], [3.5, 4.0, 3.0, 4.0, 4.5])
    >>> round(moved.difference, 2), round(moved.low, 2), round(moved.high, 2), round(moved.hedges_g, 2), moved.n
    (0.55, -0.45, 1.55, 0.81, 9)
    >>> moved = compare_waves([3.0, 3.5, 2.5, 4.0], [3.5, 4.0, 3.0, 4.0], paired=True)
    >>> moved.difference, round(moved.low, 3), round(moved.high, 3), moved.n
    (0.375, -0.023, 0.773, 4)
    """
    one, two = score_vector(before, "before"), score_vector(after, "after")
    size_one, size_two = (None, None) if sizes is None else np.broadcast_to(np.asarray(sizes, dtype=float), 2).tolist()
    if paired:
        if len(one) != len(two):
            raise ValueError(f"paired scores must be of the same people: {len(one)} before, {len(two)} after")
        size = None if size_one is None or size_two is None else min(size_one, size_two)
        moved = paired_change(*_summary(two - one), size=size, level=level)
    else:
        moved = unpaired_change(*_summary(one), *_summary(two), size_before=size_one, size_after=size_two, level=level)
    values = {name: float(value) for name, value in vars(moved).items()}
    return WaveChange(**{**values, "n": int(values["n"])})


def unpaired_change(
    n_before: ArrayLike,
    mean_before: ArrayLike,
    sd_before: ArrayLike,
    n_after: ArrayLike,
    mean_after: ArrayLike,
    sd_after: ArrayLike,
    *,
    size_before: ArrayLike | None = None,
    size_after: ArrayLike | None = None,
    level: float = 0.95,
) -> WaveChange:
    """Compare different people at two waves (Welch), for any number of teams at once.

    Parameters
    ----------
    n_before, mean_before, sd_before, n_after, mean_after, sd_after : array
        Number of scores, mean and standard deviation (divisor n - 1) at each wave, of one shape.
    size_before, size_after : array, optional
        Team sizes, see :func:`compare_waves`.
    level : float
        Of the interval, 0 to 1.

    Returns
    -------
    WaveChange
        Of arrays.

    Raises
    ------
    ValueError
        If a size is below the number of scores.

    References
    ----------
    Welch (1947), doi:10.1093/biomet/34.1-2.28; Hedges (1981), doi:10.3102/10769986006002107.

    Examples
    --------
    >>> moved = unpaired_change([8, 20], 3.0, 0.6, [8, 20], 3.5, 0.6)
    >>> moved.low.round(2).tolist(), moved.hedges_g.round(2).tolist()
    ([-0.14, 0.12], [0.79, 0.82])
    """
    one = _mean_variance(n_before, sd_before, size_before)
    two = _mean_variance(n_after, sd_after, size_after)
    moved = compare_means(
        mean_before,
        mean_after,
        variance_before=one.variance,
        variance_after=two.variance,
        df_before=one.df,
        df_after=two.df,
    )
    df = one.df + two.df
    pooled = np.sqrt((one.df * np.asarray(sd_before, float) ** 2 + two.df * np.asarray(sd_after, float) ** 2) / df)
    return _with_t_test(moved, level, person_sd=pooled, df_of_sd=df, n=one.n + two.n)


def paired_change(
    n: ArrayLike, mean: ArrayLike, sd: ArrayLike, *, size: ArrayLike | None = None, level: float = 0.95
) -> WaveChange:
    """Test the differences of matched people, for any number of teams at once.

    Parameters
    ----------
    n, mean, sd : array
        Number of pairs, mean and standard deviation (divisor n - 1) of after minus before.
    size : array, optional
        How many were in the team at both waves, see :func:`compare_waves`.
    level : float
        Of the interval, 0 to 1.

    Returns
    -------
    WaveChange
        Of arrays.

    Raises
    ------
    ValueError
        If a size is below the number of pairs.

    References
    ----------
    Student (1908), doi:10.1093/biomet/6.1.1; Hedges (1981), doi:10.3102/10769986006002107.

    Examples
    --------
    >>> moved = paired_change([9, 16], 0.25, 0.5)
    >>> moved.low.round(2).tolist(), moved.p.round(2).tolist()
    ([-0.13, -0.02], [0.17, 0.06])
    """
    of_mean = _mean_variance(n, sd, size)
    # One mean against 0, which is known exactly: Welch's degrees of freedom are then n - 1.
    moved = compare_means(
        np.zeros_like(of_mean.variance),
        mean,
        variance_before=0.0,
        variance_after=of_mean.variance,
        df_before=1.0,
        df_after=of_mean.df,
    )
    return _with_t_test(moved, level, person_sd=np.asarray(sd, float), df_of_sd=of_mean.df, n=of_mean.n)


def small_sample_factor(df: ArrayLike) -> Floats:
    r"""Hedges' exact J, by which a standardized difference overstates itself in small samples.

    :math:`J = \Gamma(\nu/2) / (\sqrt{\nu/2}\, \Gamma((\nu - 1)/2))`.

    Parameters
    ----------
    df : array
        Degrees of freedom of the standard deviation.

    Returns
    -------
    array
        0 to 1; NaN below 2 degrees of freedom.

    References
    ----------
    Hedges (1981), doi:10.3102/10769986006002107.

    Examples
    --------
    >>> small_sample_factor([1, 2, 10]).round(4).tolist()
    [nan, 0.5642, 0.9227]
    """
    df = np.asarray(df, dtype=float)
    half = np.where(df >= 2, df, np.nan) / 2
    factor: Floats = np.exp(gammaln(half) - gammaln(half - 0.5)) / np.sqrt(half)
    return factor


@dataclass(frozen=True)
class _Mean:
    """Squared standard error of a mean, with its degrees of freedom."""

    n: Floats
    variance: Floats
    df: Floats


def _mean_variance(n: ArrayLike, sd: ArrayLike, size: ArrayLike | None) -> _Mean:
    n, sd = np.broadcast_arrays(np.asarray(n, dtype=float), np.asarray(sd, dtype=float))
    known = np.where(n > 1, n, np.nan)
    variance = sd**2 / known
    if size is not None:
        variance = variance * finite_population_factor(n, size)
    return _Mean(n=n, variance=variance, df=known - 1)


def _with_t_test(moved: WaveComparison, level: float, *, person_sd: Floats, df_of_sd: Floats, n: Floats) -> WaveChange:
    difference = moved.difference
    low, high = moved.interval(level)
    t = _ratio(difference, moved.se)
    # The t distribution of scipy stops short of infinite degrees of freedom; there t is 0 or infinite.
    p = np.where(moved.se == 0, np.where(difference == 0, 1.0, 0.0), 2 * stdtr(moved.df, -np.abs(t)))
    p = np.where(np.isnan(t), np.nan, p)
    # psych calls the same ratio without the factor "hedges.g": with five answers at both waves it is 11% too large.
    g = _ratio(difference, person_sd) * small_sample_factor(df_of_sd)
    return WaveChange(difference, low, high, t, moved.df, p, g, n)


def _ratio(over: Floats, under: Floats) -> Floats:
    """Divide, with 0/0 = 0: nothing moved and nothing varies."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((over == 0) & (under == 0), 0.0, np.divide(over, under))


def _summary(scores: Floats) -> tuple[int, float, float]:
    """Count scores, and give their mean and standard deviation (NaN where there is none)."""
    there = scores[~np.isnan(scores)]
    moments = group_moments(there[:, None], np.zeros(len(there), dtype=np.intp), groups=1)
    return len(there), float(moments.mean[0, 0]), float(np.sqrt(moments.covariance[0, 0, 0]))
