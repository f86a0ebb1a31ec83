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
        ``exposed`` (bool: figures that would tell each person's answer, so hidden whatever n; the reason is the same
        ``protected``, for to say that all answered alike would tell it already).
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


def hide_parts(items: pd.DataFrame, facets: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Decide which items and facets of a team are hidden.

    A scale's mean and its shown parts would give a single hidden part back: what is hidden because all answered alike
    is a whole number, so even rounded figures tell it. Therefore no scale has just one hidden item (the other of its
    facet, or else the one with fewest answers, goes with it), a facet with a hidden item is hidden, and no scale has
    just one facet hidden for its own sake.

    Parameters
    ----------
    items : DataFrame
        ``name, wave, scale, facet, item, n`` and ``exposed`` (bool).
    facets : DataFrame
        ``name, wave, scale, facet, n`` and ``exposed`` (bool).

    Returns
    -------
    items, facets : Series of bool

    Examples
    --------
    >>> items = pd.DataFrame({"name": "a", "wave": "1", "scale": "s", "facet": ["f", "f", "g", "g"],
    ...                       "item": ["q1", "q2", "q3", "q4"], "n": 7, "exposed": [True, False, False, False]})
    >>> facets = pd.DataFrame({"name": "a", "wave": "1", "scale": "s", "facet": ["f", "g"], "n": 7, "exposed": False})
    >>> [hidden.tolist() for hidden in hide_parts(items, facets)]
    [[True, True, False, False], [True, False]]
    """
    scale, facet = ["name", "wave", "scale"], ["name", "wave", "scale", "facet"]
    hidden = items["exposed"].astype(bool)
    hidden = _no_lonely(items, hidden, within=scale, near=facet)
    spoilt = items.loc[hidden & (items["facet"] != ""), facet].drop_duplicates()
    own = _no_lonely(facets, facets["exposed"].astype(bool), within=scale, near=scale)
    holds = facets[facet].merge(spoilt, on=facet, how="left", indicator=True)["_merge"] == "both"
    return hidden, own | pd.Series(holds.to_numpy(dtype=bool), index=facets.index)


def _no_lonely(parts: pd.DataFrame, hidden: pd.Series, *, within: list[str], near: list[str]) -> pd.Series:
    """Hide a second part where just one of a family is hidden: one `near` it if there is, with fewest answers."""
    hidden = hidden.copy()
    if not hidden.any():
        return hidden
    families = parts.groupby(within, observed=True).ngroup()
    counts = hidden.groupby(families).transform("sum")
    for family in families[hidden & (counts == 1)]:
        rows = parts[families == family]
        alone = rows.index[hidden[rows.index]][0]
        others = rows.drop(index=alone)
        beside = others[(others[near] == parts.loc[alone, near]).all(axis=1)]
        found = (beside if len(beside) else others).sort_values("n", kind="stable").index[:1]
        hidden[found] = True
    return hidden


def _primary(frame: pd.DataFrame, min_n: int) -> pd.Series:
    reason = pd.Series("", index=frame.index, dtype=object)
    reason[frame["exposed"].astype(bool)] = PROTECTED
    reason[frame["n"] < min_n] = TOO_FEW
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
            reason[_extra(parts.loc[family.index, "n"], shown, min_n)] = PROTECTED


def _extra(n: pd.Series, shown: pd.Series, min_n: int) -> pd.Index:
    """Find which shown parts, smallest first, must be hidden too."""
    hidden = n.drop(shown.index)
    hidden = hidden[hidden > 0]
    count, total = len(hidden), int(hidden.sum())
    more = 0
    for size in shown:
        if not count or (count >= 2 and total >= min_n):
            break
        more, count, total = more + 1, count + 1, total + int(size)
    return shown.index[:more]
