"""What those who did not answer could still change: exact bounds, without any assumption about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from culture_diag.statistics.inputs import check_bounds
from culture_diag.statistics.moments import Floats


@dataclass(frozen=True)
class SilentBounds:
    """What a full response could have given.

    Parameters
    ----------
    low, high : array
        Least and largest possible mean of the whole team; both the mean itself when everyone answered. NaN where the
        team's size is unknown.
    needed : array
        The mean the silent would need to bring the team's mean exactly to the cut. Outside the bounds of the scale
        they cannot; NaN when nobody is silent or the size is unknown.
    can_tip : array of bool
        Whether they can change the side of the cut on which the mean lies (a mean on the cut counts as above it).
        True where the size is unknown: it cannot be ruled out.

    Examples
    --------
    >>> found = SilentBounds(np.array([2.8]), np.array([3.6]), np.array([2.1]), np.array([True]))
    >>> found.low[0], found.high[0], bool(found.can_tip[0])
    (np.float64(2.8), np.float64(3.6), True)
    """

    low: Floats
    high: Floats
    needed: Floats
    can_tip: NDArray[np.bool_]


def silent_bounds(
    mean: ArrayLike,
    n: ArrayLike,
    size: ArrayLike,
    bounds: tuple[float, float] = (1, 5),
    cut: ArrayLike = 3.0,
) -> SilentBounds:
    """Bound the mean of a whole team, of which n of N answered, and say what the silent need to tip it.

    With m = N - n silent and a scale from a to b: (n mean + m a)/N to (n mean + m b)/N; needed: (N cut - n mean)/m.

    Parameters
    ----------
    mean : array
        Mean of those who answered; not looked at where n = 0.
    n : array
        How many answered.
    size : array
        Team size N; NaN where unknown.
    bounds : (float, float)
        Lowest and highest score the scale allows.
    cut : array
        Where "little" becomes "much". All of these are broadcast against each other.

    Returns
    -------
    SilentBounds

    Raises
    ------
    ValueError
        If a size is below n, a number is negative, or a mean is outside the bounds.

    References
    ----------
    Manski (1989), doi:10.2307/145818 (bounds without assumptions about non-response).

    Examples
    --------
    Eight of twelve answered, 3.5 on average:

    >>> bound = silent_bounds(3.5, 8, 12, (1, 5), 3.0)
    >>> round(float(bound.low), 3), round(float(bound.high), 3), float(bound.needed), bool(bound.can_tip)
    (2.667, 4.0, 2.0, True)
    """
    least, most = check_bounds(bounds)
    try:
        mean, n, size, cut = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (mean, n, size, cut)))
    except (TypeError, ValueError) as reason:
        raise ValueError(f"mean, n, size and cut must be numbers of one shape: {reason}") from None
    if (n < 0).any() or (size < 0).any():
        raise ValueError("numbers of people cannot be negative")
    if (size < n).any():
        raise ValueError("a team size is smaller than the number of respondents")
    answered = np.where(n > 0, n * mean, np.where(n == 0, 0.0, np.nan))
    # A mean computed in floats may miss a bound it reaches by a bit or two.
    slack = 1e-12 * max(abs(least), abs(most), 1.0)
    if ((n > 0) & ((mean < least - slack) | (mean > most + slack))).any():
        raise ValueError(f"a mean lies outside the bounds {least:g} to {most:g}")
    silent = size - n
    people = np.where(size > 0, size, np.nan)
    low, high = (answered + silent * least) / people, (answered + silent * most) / people
    everyone = silent == 0
    low, high = np.where(everyone & (n > 0), mean, low), np.where(everyone & (n > 0), mean, high)
    needed = np.divide(size * cut - answered, silent, out=np.full(mean.shape, np.nan), where=silent > 0)
    fixed = (low >= cut - slack) | (high < cut - slack)
    return SilentBounds(low=low, high=high, needed=needed, can_tip=~fixed)
