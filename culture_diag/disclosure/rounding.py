"""How figures are rounded: intervals about their rounded middle, as ends by themselves would give decimals away."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


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

    Returns
    -------
    (units, cells) array

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
