"""Whether a mean has moved between two waves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from culture_diag.statistics.moments import Floats


@dataclass(frozen=True)
class WaveComparison:
    """After minus before, with its interval.

    Parameters
    ----------
    difference, low, high, df, se : arrays
        NaN where either mean has no variance estimate; `df` infinite where the difference is known exactly.

    Examples
    --------
    >>> found = WaveComparison(*(np.array([value]) for value in (0.4, 0.1, 0.7, 20.0, 0.14)))
    >>> bool(found.low[0] <= found.difference[0] <= found.high[0])
    True
    """

    difference: Floats
    low: Floats
    high: Floats
    df: Floats
    se: Floats

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Interval of the difference at another level."""
        half_width = _half_width(self.se, self.df, level)
        return self.difference - half_width, self.difference + half_width


def compare_means(
    before: ArrayLike,
    after: ArrayLike,
    *,
    variance_before: ArrayLike,
    variance_after: ArrayLike,
    df_before: ArrayLike,
    df_after: ArrayLike,
    level: float = 0.95,
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
    level : float
        Of the interval, 0 to 1.

    Returns
    -------
    WaveComparison

    References
    ----------
    Welch (1947), doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    >>> moved = compare_means(3.0, 3.5, variance_before=0.04, variance_after=0.04, df_before=9, df_after=9)
    >>> round(float(moved.low), 3), round(float(moved.high), 3), float(moved.df)
    (-0.094, 1.094, 18.0)
    """
    difference = np.asarray(after, float) - np.asarray(before, float)
    one, two = np.asarray(variance_before, float), np.asarray(variance_after, float)
    variance = one + two
    spent = one**2 / np.asarray(df_before, float) + two**2 / np.asarray(df_after, float)
    # Two means known exactly (a census, or equal answers) differ by exactly what they differ.
    exact = variance == 0
    df = np.divide(variance**2, spent, out=np.full(variance.shape, np.inf), where=~exact)
    se = np.sqrt(variance)
    half_width = _half_width(se, df, level)
    return WaveComparison(
        difference=difference, low=difference - half_width, high=difference + half_width, df=df, se=se
    )


def _half_width(se: Floats, df: Floats, level: float) -> Floats:
    # The t distribution of scipy stops short of infinite degrees of freedom, which only an exact difference has.
    return np.where(se == 0, 0.0, stdtrit(np.where(np.isinf(df), 1.0, df), (1 + level) / 2) * se)
