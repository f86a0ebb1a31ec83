"""Which units may be shown: enough answers, and no way to reach a hidden one by subtraction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NO_ANSWERS, TOO_FEW, PROTECTED = "no_answers", "too_few", "protected"


def suppress(levels: Sequence[pd.DataFrame], *, keys: Sequence[tuple[str, ...]], min_n: int) -> list[pd.Series]:
    """Decide for every unit of every level and wave whether it is hidden, and why.

    A unit is hidden when fewer than `min_n` answered (``too_few``) or nobody did (``no_answers``). Where a shown whole
    has a hidden part, its hidden parts must together count at least `min_n` answers (so they are two or more), or else
    the whole minus its shown parts would tell what the hidden one answered; the smallest shown parts are hidden too
    until that holds (``protected``). What is part of a hidden whole is hidden with it.

    Parameters
    ----------
    levels : sequence of DataFrame
        From the whole to the parts (boards, schools, teams), each with its key columns, ``wave`` and ``n``.
    keys : sequence of tuple of str
        Key columns of each level.

    Returns
    -------
    list of Series of str
        A reason a row, empty for what may be shown.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, chapter 4, doi:10.1002/9781118348239.

    Examples
    --------
    >>> schools = pd.DataFrame({"school": ["A"], "wave": ["1"], "n": [21]})
    >>> teams = pd.DataFrame({"school": ["A"] * 3, "team": ["x", "y", "z"], "wave": ["1"] * 3, "n": [3, 7, 11]})
    >>> suppress([schools, teams], keys=[("school",), ("school", "team")], min_n=5)[1].tolist()
    ['too_few', 'protected', '']
    """
    reasons: list[pd.Series] = []
    for depth, frame in enumerate(levels):
        reason = pd.Series("", index=frame.index, dtype=object)
        reason[frame["n"] < min_n] = TOO_FEW
        reason[frame["n"] == 0] = NO_ANSWERS
        if depth:
            _suppress_siblings(frame, reason, levels[depth - 1], reasons[depth - 1], [*keys[depth - 1], "wave"], min_n)
        reasons.append(reason)
    return reasons


def _suppress_siblings(
    parts: pd.DataFrame,
    reason: pd.Series,
    wholes: pd.DataFrame,
    whole_reason: pd.Series,
    by: list[str],
    min_n: int,
) -> None:
    """Extend `reason` in place for parts of hidden wholes and for siblings of hidden parts."""
    named = pd.concat([wholes[by].astype(str), parts[by].astype(str)], ignore_index=True)
    family = np.asarray(named.groupby(by, sort=False, dropna=False).ngroup(), dtype=np.intp)
    whole, family = family[: len(wholes)], family[len(wholes) :]
    under = np.isin(family, whole[(whole_reason != "").to_numpy()])
    n = parts["n"].to_numpy(dtype=np.int64)
    shown = (reason == "").to_numpy(dtype=bool)
    extra = _complementary(family, n, shown, min_n)
    reason[shown & (under | extra)] = PROTECTED


def _complementary(
    family: NDArray[np.intp], n: NDArray[np.int64], shown: NDArray[np.bool_], min_n: int
) -> NDArray[np.bool_]:
    """Find which shown parts of each family, smallest first, must be hidden too."""
    hidden = ~shown & (n > 0)
    families = int(family.max(initial=-1)) + 1
    total = np.zeros(families, dtype=np.int64)
    np.add.at(total, family[hidden], n[hidden])
    # Shown parts by family and size: beside each is hidden what was already, and all that come before it.
    order = np.flatnonzero(shown)[np.lexsort((n[shown], family[shown]))]
    of = family[order]
    before = np.cumsum(n[order]) - n[order]
    answers = total[of] + before - before[np.searchsorted(of, of)]
    extra = np.zeros(len(n), dtype=bool)
    # One hidden part alone never has enough, or it would be shown: enough answers are those of two parts or more.
    extra[order] = (total[of] > 0) & (answers < min_n)
    return extra
