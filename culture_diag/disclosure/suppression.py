"""Which units may be shown: enough answers, and no way to reach a hidden one by subtraction."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

NO_ANSWERS, TOO_FEW, PROTECTED = "no_answers", "too_few", "protected"


def suppress(levels: Sequence[pd.DataFrame], *, keys: Sequence[tuple[str, ...]], min_n: int) -> list[pd.Series]:
    """Decide for every unit of every level and wave whether it is hidden, and why.

    A unit is hidden when fewer than `min_n` answered (``too_few``) or nobody did (``no_answers``). Where a shown whole
    has a hidden part, its hidden parts must be at least two and together count at least `min_n` answers, or else the
    whole minus its shown parts would tell what the hidden one answered; the smallest shown parts are hidden too until
    that holds (``protected``). What is part of a hidden whole is hidden with it.

    Parameters
    ----------
    levels : sequence of DataFrame
        From the whole to the parts (boards, schools, teams), each with its key columns, ``wave``, ``n`` and
        ``exposed`` (bool: figures that would tell each person's answer, so hidden whatever n; the reason is
        ``too_few`` all the same, for to say that all answered alike would tell it already).
    keys : sequence of tuple of str
        Key columns of each level.
    min_n : int

    Returns
    -------
    list of Series of str
        A reason a row, empty for what may be shown.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, chapter 4, doi:10.1002/9781118348239.

    Examples
    --------
    >>> schools = pd.DataFrame({"school": ["A"], "wave": ["1"], "n": [21], "exposed": False})
    >>> teams = pd.DataFrame({"school": ["A"] * 3, "team": ["x", "y", "z"], "wave": ["1"] * 3, "n": [3, 7, 11],
    ...                       "exposed": False})
    >>> suppress([schools, teams], keys=[("school",), ("school", "team")], min_n=5)[1].tolist()
    ['too_few', 'protected', '']
    """
    reasons: list[pd.Series] = []
    for depth, frame in enumerate(levels):
        reason = _primary(frame, min_n)
        if depth:
            _hide_siblings(frame, reason, levels[depth - 1], reasons[depth - 1], [*keys[depth - 1], "wave"], min_n)
        reasons.append(reason)
    return reasons


def _primary(frame: pd.DataFrame, min_n: int) -> pd.Series:
    reason = pd.Series("", index=frame.index, dtype=object)
    reason[frame["exposed"].astype(bool) | (frame["n"] < min_n)] = TOO_FEW
    reason[frame["n"] == 0] = NO_ANSWERS
    return reason


def _hide_siblings(
    parts: pd.DataFrame,
    reason: pd.Series,
    wholes: pd.DataFrame,
    whole_reason: pd.Series,
    by: list[str],
    min_n: int,
) -> None:
    """Extend `reason` in place for parts of hidden wholes and for siblings of hidden parts."""
    hidden_wholes = set(wholes.loc[whole_reason != "", by].astype(str).itertuples(index=False, name=None))
    whole_of = pd.Series(list(parts[by].astype(str).itertuples(index=False, name=None)), index=parts.index)
    # Only families with something hidden, or under a hidden whole, need a look: few among many.
    concerned = set(whole_of[reason != ""]) | (hidden_wholes & set(whole_of))
    rows = whole_of[whole_of.isin(list(concerned))]
    for whole, family in rows.groupby(rows, sort=False):
        shown = parts.loc[family.index, "n"][reason[family.index] == ""].sort_values(kind="stable")
        if whole in hidden_wholes:
            reason[shown.index] = PROTECTED
        else:
            reason[_extra(parts.loc[family.index], shown, min_n)] = PROTECTED


def _extra(family: pd.DataFrame, shown: pd.Series, min_n: int) -> pd.Index:
    """Find which shown parts, smallest first, must be hidden too.

    Hidden parts must be two or more with `min_n` answers, and those beside an exposed one must have so many themselves:
    it scores alike, so it would stand out from anything less.
    """
    hidden = family.drop(shown.index)
    hidden = hidden[hidden["n"] > 0]
    exposed = int(hidden.loc[hidden["exposed"].astype(bool), "n"].max() or 0) if hidden["exposed"].any() else 0
    count, total = len(hidden), int(hidden["n"].sum())
    more = 0
    for size in shown:
        if not count or (count >= 2 and total - exposed >= min_n):
            break
        more, count, total = more + 1, count + 1, total + int(size)
    return shown.index[:more]
