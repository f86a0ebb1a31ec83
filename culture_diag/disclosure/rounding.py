"""How figures are rounded: intervals about their rounded middle, as ends by themselves would give decimals away.

That all answered alike is nothing to hide behind an empty cell: an empty cell in a team of ten says just that. So it is
made to look like nothing special: means near an end of the scale are cut off, and no interval is narrower than that of
a team of small spread.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

END_SHARE = 0.05
"""Share of the response scale at each end that is shown as one: 4.8 is 4.75 or more. A mean of 5.0 would be the answer
of everybody."""

NARROWEST_SD = 0.075
"""Spread of a unit's scores, as a share of the response scale (0.3 on 1 to 5), that no shown interval goes below. About
half the usual: members differ by 0.55, and eight answers add 0.25. Among five, one may then still lie 0.5 off."""

ROUNDING = 1e-9
"""Room for sums of tenths, which miss each other by a bit or two."""


def end_room(bounds: tuple[float, float], step: float) -> float:
    """Return how far from the ends of the scale shown means stop: whole steps, none where a step is coarser.

    Examples
    --------
    >>> end_room((1, 5), 0.1), end_room((1, 5), 1), end_room((0, 100), 1)
    (0.2, 0.0, 5.0)
    """
    return float(np.round(np.floor(END_SHARE * (bounds[1] - bounds[0]) / step + ROUNDING) * step, 9))


def shown_mean(mean: pd.Series, bounds: tuple[float, float], decimals: int) -> pd.Series:
    """Round means, and cut them off near the ends of the scale.

    Examples
    --------
    >>> shown_mean(pd.Series([1.0, 3.44, 4.97]), (1, 5), 1).tolist()
    [1.2, 3.4, 4.8]
    """
    room = end_room(bounds, 10.0**-decimals)
    return mean.round(decimals).clip(bounds[0] + room, bounds[1] - room).round(decimals)


def possible_means(
    shown: NDArray[np.float64], bounds: tuple[float, float], decimals: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the largest mean that would be shown so.

    Examples
    --------
    >>> low, high = possible_means(np.array([3.4, 4.8]), (1, 5), 1)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([3.35, 4.75], [3.45, 5.0])
    """
    step = 10.0**-decimals
    room = end_room(bounds, step)
    low = np.where(shown <= bounds[0] + room + ROUNDING, bounds[0], shown - step / 2)
    high = np.where(shown >= bounds[1] - room - ROUNDING, bounds[1], shown + step / 2)
    return low.clip(*bounds), high.clip(*bounds)


def at_least_to_the_end(half: pd.Series, shown: pd.Series, bounds: tuple[float, float], decimals: int) -> pd.Series:
    """Widen half widths about means that were cut off, so that the interval reaches the end of the scale."""
    room = end_room(bounds, 10.0**-decimals)
    off = (shown <= bounds[0] + room + ROUNDING) | (shown >= bounds[1] - room - ROUNDING)
    return half.mask(off, half.clip(lower=room))


def told_in_steps(n: pd.Series, of: pd.Series, step: int) -> pd.Series:
    """Tell a number of answers as that of the people they come from, less (or more) whole steps.

    So that one to four left an item open is not told, and neither is that another item has one answer more.

    Examples
    --------
    >>> told_in_steps(pd.Series([20, 17, 14, 23, 27]), pd.Series([20] * 5), 5).tolist()
    [20, 20, 15, 20, 25]
    """
    people, apart = of.astype("Int64"), (n.astype("Int64") - of.astype("Int64"))
    return people + np.sign(apart) * (apart.abs() // step) * step


def rounded_half_width(low: pd.Series, high: pd.Series, decimals: int) -> pd.Series:
    """Return the rounded half width of exact intervals.

    Examples
    --------
    >>> rounded_half_width(pd.Series([2.81]), pd.Series([3.47]), 1).tolist()
    [0.3]
    """
    return ((high - low) / 2).round(decimals)


def interval_about(middle: pd.Series, half: pd.Series, decimals: int) -> tuple[pd.Series, pd.Series]:
    """Return the ends of intervals about rounded middles; without a minus sign before a zero.

    Examples
    --------
    >>> low, high = interval_about(pd.Series([3.1]), pd.Series([0.3]), 1)
    >>> low.tolist(), high.tolist()
    ([2.8], [3.4])
    """
    return (middle - half).round(decimals) + 0.0, (middle + half).round(decimals) + 0.0


def tenths(probabilities: NDArray[np.float64], *, sure: float) -> NDArray[np.float64]:
    """Round probabilities to tenths that still sum to 1 and never contradict the label.

    Tenths go to the largest remainders. Two rules keep label and number together: a most probable cell at or above
    `sure` keeps at least the tenths of `sure`, and one below it never shows them.

    Parameters
    ----------
    probabilities : (units, cells) array
        Rows sum to 1; NaN rows stay NaN.
    sure : float
        Probability from which a unit gets a label.

    Examples
    --------
    >>> tenths(np.array([[0.02, 0.05, 0.24, 0.69], [0.02, 0.04, 0.23, 0.71]]), sure=0.7).tolist()
    [[0.0, 0.1, 0.3, 0.6], [0.0, 0.1, 0.2, 0.7]]
    """
    known: NDArray[np.bool_] = np.asarray(~np.isnan(probabilities).any(axis=1))
    p = 10 * np.where(known[:, None], probabilities, 0.25)
    floor = np.floor(p + 1e-9)
    left = p - floor
    top = p.argmax(axis=1)
    rows = np.arange(len(p))
    limit = np.ceil(10 * sure - 1e-9)
    # A top cell just below the label's threshold would round up into it: its remainder comes last.
    near = (p[rows, top] < 10 * sure - 1e-9) & (floor[rows, top] + 1 >= limit)
    left[rows[near], top[near]] = -1.0
    missing = np.rint(10 - floor.sum(axis=1)).astype(int)
    rank = np.argsort(np.argsort(-left, axis=1, kind="stable"), axis=1, kind="stable")
    shown = (floor + (rank < missing[:, None])) / 10
    return np.where(known[:, None], shown, np.nan)
