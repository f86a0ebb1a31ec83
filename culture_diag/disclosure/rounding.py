"""How intervals are shown: about the rounded middle, since ends rounded by themselves would give its decimals away."""

from __future__ import annotations

import pandas as pd


def shown_half(low: pd.Series, high: pd.Series, decimals: int) -> pd.Series:
    """Return the rounded half width of exact intervals.

    Examples
    --------
    >>> shown_half(pd.Series([2.81]), pd.Series([3.47]), 1).tolist()
    [0.3]
    """
    return ((high - low) / 2).round(decimals)


def shown_ends(middle: pd.Series, half: pd.Series, decimals: int) -> tuple[pd.Series, pd.Series]:
    """Return the ends of intervals about rounded middles; without a minus sign before a zero.

    Examples
    --------
    >>> low, high = shown_ends(pd.Series([3.1]), pd.Series([0.3]), 1)
    >>> low.tolist(), high.tolist()
    ([2.8], [3.4])
    """
    return (middle - half).round(decimals) + 0.0, (middle + half).round(decimals) + 0.0
