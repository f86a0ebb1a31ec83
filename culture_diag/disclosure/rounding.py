"""How figures are rounded: intervals about their rounded middle, as ends by themselves would give decimals away.

That all answered alike is nothing to hide behind an empty cell: an empty cell in a team of ten says just that. So it is
made to look like nothing special: means near an end of the scale are cut off, and no interval is narrower than that of
a team of small spread.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class ScoreRounding:
    """How scores are rounded: the ends of the response scale, and the decimals that are shown.

    Examples
    --------
    >>> rounding = ScoreRounding((1, 5), 1)
    >>> rounding.mean(pd.Series([1.0, 3.44, 4.97])).tolist()
    [1.2, 3.4, 4.8]
    >>> low, high = rounding.possible_means(np.array([3.4, 4.8]))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([3.35, 4.75], [3.45, 5.0])
    >>> low, high = rounding.interval(pd.Series([3.1]), pd.Series([0.3]))
    >>> low.tolist(), high.tolist()
    ([2.8], [3.4])
    """

    bounds: tuple[float, float]
    decimals: int

    @property
    def step(self) -> float:
        """The last decimal that is shown."""
        return float(10.0**-self.decimals)

    @property
    def room(self) -> float:
        """How far from the ends of the scale shown means stop: whole steps, none where a step is coarser.

        Examples
        --------
        >>> ScoreRounding((1, 5), 1).room, ScoreRounding((1, 5), 0).room, ScoreRounding((0, 100), 0).room
        (0.2, 0.0, 5.0)
        """
        share = END_SHARE * (self.bounds[1] - self.bounds[0])
        return float(np.round(np.floor(share / self.step + ROUNDING) * self.step, 9))

    def mean(self, mean: pd.Series) -> pd.Series:
        """Round means, and cut them off near the ends of the scale."""
        low, high = self.bounds
        return mean.round(self.decimals).clip(low + self.room, high - self.room).round(self.decimals)

    def possible_means(self, shown: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and the largest mean that would be shown so."""
        low, high = self.bounds
        least = np.where(shown <= low + self.room + ROUNDING, low, shown - self.step / 2)
        most = np.where(shown >= high - self.room - ROUNDING, high, shown + self.step / 2)
        return least.clip(low, high), most.clip(low, high)

    def at_least_to_the_end(self, half: pd.Series, shown: pd.Series) -> pd.Series:
        """Widen half widths about means that were cut off, so that the interval reaches the end of the scale."""
        low, high = self.bounds
        cut_off = (shown <= low + self.room + ROUNDING) | (shown >= high - self.room - ROUNDING)
        return half.mask(cut_off, half.clip(lower=self.room))

    def interval(self, middle: pd.Series, half: pd.Series) -> tuple[pd.Series, pd.Series]:
        """Return the ends of intervals about rounded middles; without a minus sign before a zero."""
        return (middle - half).round(self.decimals) + 0.0, (middle + half).round(self.decimals) + 0.0


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
