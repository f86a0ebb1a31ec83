"""What may pass the door, column by column. Released frames are built from this: what is not declared cannot pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MIN_RESPONDENTS = 30
"""Fewest respondents behind a figure over all teams of a wave; below it such a figure says nothing either."""

NOBODY = "the score of one person"
ALIKE = "that all answered alike"
SKIPPED = "that one to four people left it open"
SIDE = "on which side of its rounding a mean lies"
REST = "a hidden unit, by subtraction"


@dataclass(frozen=True)
class Column:
    """One column of a released frame.

    Parameters
    ----------
    name : str
        With ``{axis}`` or ``{quadrant}`` for a column each.
    meaning : str
    unit : str
    step : float or str
        What figures are rounded to: a number, ``"score"`` (the decimals of the release) or ``"item"``; 0 for as it is.
    least : int or str
        Fewest answers behind it: a number, or the name of a setting of the release; 0 for what is no answer.
    never : str
        What it may not reveal.
    on_hidden : bool
        Whether it is filled in on rows that are hidden, too.
    optional : bool
        Whether there are releases without it.
    """

    name: str
    meaning: str
    unit: str = ""
    step: float | str = 0
    least: int | str = 0
    never: str = ""
    on_hidden: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Frame:
    """One released frame: its name in the release, what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Terms:
    """What the names in the declaration stand for in one release.

    Parameters
    ----------
    axes, quadrants : tuple of str
    least : dict of str to int
        The thresholds, by name of the setting.
    steps : dict of str to float
        The rounding steps, by name.
    """

    axes: tuple[str, ...]
    quadrants: tuple[str, ...]
    least: dict[str, int]
    steps: dict[str, float]


def _key(name: str, meaning: str, *, optional: bool = False) -> Column:
    return Column(name, meaning, on_hidden=True, optional=optional)


HOME = tuple(_key(level, f"the {level}, where answers name it", optional=True) for level in ("board", "school", "team"))
OF_TEAM = (*HOME, _key("name", "the team, as no other is called"), _key("wave", "the wave"))
SUPPRESSED = _key("suppressed", "whether figures are withheld")


def _units(name: str, row: str, *, depth: int) -> Frame:
    least = "min_n"
    score: dict[str, Any] = {"unit": "points", "step": "score", "least": least, "never": NOBODY}
    chance: dict[str, Any] = {"unit": "0-1", "least": least, "never": SIDE}
    model: dict[str, Any] = {"least": least, "optional": True}
    return Frame(
        name,
        row,
        (
            *HOME[:depth],
            _key("name", "the unit, as no other is called"),
            _key("wave", "the wave"),
            Column("n", "people with a score on both axes", "people", least=least, never=REST),
            Column("n_team", "people in the unit", "people", on_hidden=True, optional=True),
            Column("response_rate", "n of n_team", "0-1", 0.01, least, REST, optional=True),
            Column("response_gate", "whether enough people answered", least=least, optional=True),
            Column("{axis}", "mean; near an end of the scale cut off", **score, optional=True),
            Column("{axis}_low", "lower end of its 95% interval, about the shown mean", **score, optional=True),
            Column("{axis}_high", "upper end", **score, optional=True),
            Column("{axis}_observed", "mean of the answers, where teams lean on each other", **score, optional=True),
            Column("{axis}_half_width", "half the width of the joint 95% region", **score, optional=True),
            Column("region_correlation", "correlation of that region", "-1 to 1", 0.1, least, NOBODY, optional=True),
            Column("p_{quadrant}", "probability that the mean lies there", step=0.1, **chance, optional=True),
            Column("quadrant", "the most probable", never=SIDE, **model),
            Column("runner_up", "the next", never=SIDE, **model),
            Column("label", "quadrant, or borderline", never=SIDE, **model),
            Column("label_kept", "share of cuts under which the label stays", step=0.2, **chance, optional=True),
            Column("silent", "people without a score", "people", least=least, never=REST, optional=True),
            Column("{axis}_full_low", "least that the mean of the whole unit can be", **score, optional=True),
            Column("{axis}_full_high", "most that it can be", **score, optional=True),
            Column("{axis}_needed", "mean at which the silent tip the axis", **score, optional=True),
            Column("can_tip", "whether the silent can tip an axis", never=SIDE, **model),
            SUPPRESSED,
            _key("reason", "why: too_few, protected, no_answers or empty"),
        ),
    )


def _changes(name: str, row: str, *, depth: int) -> Frame:
    score: dict[str, Any] = {"unit": "points", "step": "score", "least": "min_n", "never": NOBODY}
    word: dict[str, Any] = {"least": "min_n", "never": SIDE}
    return Frame(
        name,
        row,
        (
            *HOME[:depth],
            _key("name", "the unit"),
            _key("wave_from", "the wave before"),
            _key("wave_to", "the wave after"),
            _key("paired", "whether of matched respondents alone"),
            Column("n_matched", "matched respondents, where paired", "people", least="min_n", never=REST),
            Column("{axis}_change", "later minus earlier mean", **score),
            Column("{axis}_low", "lower end of its 95% interval, about the shown change", **score),
            Column("{axis}_high", "upper end", **score),
            Column("{axis}_p_rose", "chance of a rise, by what is shown", "0-1", 0.1, **word),
            Column("{axis}_verdict", "changed, changed_little, same or cannot_tell, by what is shown", **word),
            Column("{axis}_direction", "up, down or unclear", **word),
            Column("{axis}_holds", "still changed among all units", **word),
            Column("{axis}_half_width", "half the width of the joint 95% region of the move", **score, optional=True),
            Column("region_correlation", "correlation of that region", "-1 to 1", 0.1, "min_n", NOBODY, optional=True),
            Column("label_change", "none, real or noise", **word),
        ),
    )


_WAVE = (_key("wave", "the wave"), _key("scale", "the scale"))
_RATIO: dict[str, Any] = {"unit": "ratio", "step": 0.01, "least": MIN_RESPONDENTS, "never": NOBODY}
_ROWS: dict[str, Any] = {"unit": "people", "least": MIN_RESPONDENTS, "never": f"{SKIPPED}; {REST}"}
_WHY = _key("reason", "why figures are missing")
_MANY: dict[str, Any] = {"least": "min_n_shares", "never": ALIKE}
_BEHIND = Column("n", "people in the team with a score, less those who left it open, in fives", "people",
                 least="min_n_shares", never=SKIPPED)  # fmt: skip

FRAMES = (
    _units("teams", "a team and wave", depth=3),
    _units("schools", "a school and wave", depth=2),
    _units("boards", "a board and wave", depth=1),
    Frame(
        "facets",
        "a team, wave and facet",
        (
            *OF_TEAM,
            _key("scale", "its scale"),
            _key("facet", "the facet"),
            _BEHIND,
            Column("mean", "mean; near an end of the scale cut off", "points", "score", **_MANY),
            Column("low", "lower end of its 95% interval", "points", "score", **_MANY),
            Column("high", "upper end", "points", "score", **_MANY),
            SUPPRESSED,
        ),
    ),
    Frame(
        "items",
        "a team, wave and item",
        (
            *OF_TEAM,
            _key("scale", "its scale"),
            _key("facet", "its facet, or empty"),
            _key("item", "the item"),
            _BEHIND,
            Column("n_not_applicable", "who said it does not apply; five or more", "people",
                   least="min_n_shares", never=SKIPPED),
            Column("mean", "mean as answered; the ends of the scale cut off", "points", "item", **_MANY),
            SUPPRESSED,
        ),
    ),
    Frame(
        "distributions",
        "a team, wave, item and class of answers",
        (
            *(column for column in OF_TEAM if column not in HOME),
            _key("item", "the item"),
            _key("low_code", "lowest answer of the class"),
            _key("high_code", "highest answer"),
            Column("share", "of the answers; five or more in a class", "0-1", 0.01, "min_n_shares",
                   f"{SKIPPED}; who gave a rare answer"),
        ),
    ),
    Frame(
        "shares",
        "a team, wave and quadrant, or several together",
        (
            *(column for column in OF_TEAM if column not in HOME),
            _key("quadrants", "ids, joined by +"),
            Column("share", "of the people; five or more in a class", "0-1", 0.01, "min_n_shares",
                   "who stands apart"),
        ),
    ),
    _changes("changes", "a team and step to the next wave", depth=3),
    _changes("school_changes", "a school and step", depth=2),
    _changes("board_changes", "a board and step", depth=1),
    Frame(
        "reliability",
        "a wave, scale and facet",
        (
            *_WAVE,
            _key("facet", "the facet; empty for the whole scale"),
            Column("n", "complete rows, in fives below people with a score; in tens where a team is hidden", **_ROWS),
            _key("k", "items"),
            Column("alpha", "Cronbach's alpha", **_RATIO),
            Column("alpha_low", "lower end of its 95% interval", **_RATIO),
            Column("alpha_high", "upper end", **_RATIO),
            Column("standardized_alpha", "alpha of standardized items", **_RATIO),
            Column("omega", "omega total", **_RATIO),
            Column("inter_item", "mean inter-item correlation", **_RATIO),
            Column("team_split_half", "split-half reliability of the means of shown teams", "ratio", 0.01,
                   MIN_RESPONDENTS, "how far a hidden team lies from the rest"),
            Column("band", "of alpha", least=MIN_RESPONDENTS),
            _WHY,
        ),
    ),
    Frame(
        "item_analysis",
        "a wave, scale, facet and item",
        (
            *_WAVE,
            _key("facet", "within which facet; empty for the whole scale"),
            _key("item", "the item"),
            Column("item_rest", "correlation with the rest", **_RATIO),
            Column("alpha_if_dropped", "alpha of the rest", **_RATIO),
            Column("n", "complete rows, as in reliability", **_ROWS),
            Column("weak", "whether item_rest is below .20", least=MIN_RESPONDENTS),
            _WHY,
        ),
    ),
    Frame(
        "clustering",
        "a wave and scale; of shown teams alone",
        (
            *_WAVE,
            Column("icc1", "ICC(1); in steps of .1 under twenty teams and .05 under a hundred", **_RATIO),
            Column("icc1_low", "lower end of its 95% interval, from the shown icc1", **_RATIO),
            Column("icc1_high", "upper end", **_RATIO),
            Column("icc2", "ICC(2), from the shown icc1", **_RATIO),
            Column("icc2_low", "lower end of its 95% interval", **_RATIO),
            Column("icc2_high", "upper end", **_RATIO),
            Column("p", "of the F test: 0 below .05, else .5 or 1 at most", "0-1", 0.5, MIN_RESPONDENTS, NOBODY),
            Column("n", "scores, in fives less than people with a score", **_ROWS),
            Column("n_teams", "shown teams", "teams", least=MIN_RESPONDENTS),
            Column("respondents_needed", "a team, for icc2 = .70", "people", least=MIN_RESPONDENTS),
            _WHY,
        ),
    ),
    Frame(
        "agreement",
        "a team, wave and scale",
        (
            *OF_TEAM,
            _key("scale", "the scale"),
            _BEHIND,
            Column("rwg", "r_WG(J), uniform null; cut off, .9 at most", "ratio", 0.1, **_MANY),
            Column("rwg_skewed", "r_WG(J), slightly skewed null; likewise", "ratio", 0.1, **_MANY),
            Column("rwg_lindell", "Lindell's; cut off, .8 at most", "ratio", 0.1, **_MANY),
            Column("awg", "a_WG; likewise", "ratio", 0.1, **_MANY),
            Column("ad_mean", "AD_M; never below 7.5% of the scale", "points", 0.1, **_MANY),
            Column("band", "of r_WG(J)", **_MANY),
            Column("verdict", "alike, mixed or divided", **_MANY),
            Column("bimodal", "two groups of five or more", **_MANY),
            SUPPRESSED,
        ),
    ),
    Frame(
        "quality",
        "a wave",
        (
            _key("wave", "the wave"),
            Column("n", "respondents, in fives more than people with a score; in tens where a team is hidden", **_ROWS),
            *(
                Column(kind, meaning, "people", least=MIN_RESPONDENTS, never="one to four people, nor the rest of them")
                for kind, meaning in (
                    ("flagged", "with any sign of carelessness"),
                    ("straight_lining", "who gave one answer throughout"),
                    ("fast", "who were too fast"),
                    ("many_missing", "who left much open"),
                    ("duplicate", "who answered as another did"),
                )
            ),
        ),
    ),
    Frame(
        "cuts",
        "a wave and axis",
        (
            *_WAVE,
            Column("cut", "where much begins; a given one in tenths", "points", never="an exact mean"),
            Column("source", "midpoint, instrument, given or norm"),
            Column("n_teams", "teams behind a norm", "teams"),
            Column("norm_wave", "their wave"),
        ),
    ),
)  # fmt: skip
"""Every frame of a release."""

BY_NAME = {frame.name: frame for frame in FRAMES}


def declared(frame: str, terms: Terms) -> Iterator[tuple[str, Column]]:
    """Go through the columns of a frame as one release names them.

    Columns of an axis or quadrant that stand together in the declaration take turns: all of one axis, then the next.
    """
    columns = BY_NAME[frame].columns
    at = 0
    while at < len(columns):
        kind = _pattern(columns[at])
        run = 1
        while kind and at + run < len(columns) and _pattern(columns[at + run]) == kind:
            run += 1
        names: Sequence[str] = {"axis": terms.axes, "quadrant": terms.quadrants}.get(kind, ("",))
        for name in names:
            yield from ((column.name.format(**{kind or "none": name}), column) for column in columns[at : at + run])
        at += run


def _pattern(column: Column) -> str:
    return next((kind for kind in ("axis", "quadrant") if f"{{{kind}}}" in column.name), "")


def build_frame(
    frame: str,
    made: pd.DataFrame,
    *,
    terms: Terms,
    hidden: NDArray[np.bool_] | None = None,
    n: pd.Series | None = None,
) -> pd.DataFrame:
    """Build a released frame: the declared columns, rounded as declared, in new memory, without what may not be told.

    Parameters
    ----------
    frame : str
        Name in the declaration.
    made : DataFrame
        With the declared columns, and any others, which do not pass.
    terms : Terms
    hidden : array of bool, optional
        Rows that are withheld; by default none.
    n : Series, optional
        Answers behind each row, held against the least; by default the column ``n``, if there is one.

    Raises
    ------
    KeyError
        If a declared column that no release may lack is not there.
    """
    withheld = np.zeros(len(made), dtype=bool) if hidden is None else np.asarray(hidden, dtype=bool)
    behind = made["n"] if n is None and "n" in made else n
    answers = None if behind is None else behind.to_numpy(dtype=float, na_value=0.0)
    columns = {}
    for name, column in declared(frame, terms):
        if name not in made and column.optional:
            continue
        least = terms.least[column.least] if isinstance(column.least, str) else column.least
        empty = np.zeros(len(made), dtype=bool) if column.on_hidden else withheld.copy()
        if answers is not None and not column.on_hidden and least:
            empty |= answers < least
        step = terms.steps[column.step] if isinstance(column.step, str) else column.step
        columns[name] = _fresh(made[name], empty, float(step))
    return pd.DataFrame(columns, index=pd.RangeIndex(len(made)))


def to_step(values: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Round to multiples of a step, to the nearest float that is written so.

    Examples
    --------
    >>> to_step(np.array([3.44, 0.29, 4.2]), 0.1).tolist(), to_step(np.array([3.3, 17.0]), 0.5).tolist()
    ([3.4, 0.3, 4.2], [3.5, 17.0])
    """
    # A tenth has no exact float, but ten has: by its inverse 0.3 stays 0.3.
    whole = np.rint(values * np.rint(1 / step)) / np.rint(1 / step) if step < 1 else np.rint(values / step) * step
    rounded: NDArray[np.float64] = whole + 0.0
    return rounded


def _fresh(values: pd.Series, empty: NDArray[np.bool_], step: float) -> Any:
    """Copy a column into new memory, so that not even the bytes behind an empty cell hold what was there."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        codes = np.where(empty, -1, values.cat.codes.to_numpy())
        return pd.Categorical.from_codes(codes, dtype=dtype)
    if pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_numeric_dtype(dtype):
        return _fresh_numbers(values, empty, step)
    cells = values.astype(object).to_numpy(copy=True)
    cells[empty] = pd.NA
    return pd.Series(cells.tolist(), dtype=dtype)


def _fresh_numbers(values: pd.Series, empty: NDArray[np.bool_], step: float) -> Any:
    dtype = values.dtype
    gone = empty | values.isna().to_numpy(dtype=bool)
    if pd.api.types.is_float_dtype(dtype):
        plain = values.to_numpy(dtype=float, na_value=np.nan)
        plain = np.where(gone, np.nan, to_step(plain, step) if step else plain)
        return pd.arrays.FloatingArray(np.where(gone, 0.0, plain), gone) if dtype == "Float64" else plain
    filled = np.where(gone, 0, values.to_numpy(dtype=float, na_value=0.0))
    if pd.api.types.is_bool_dtype(dtype):
        return filled.astype(bool) if isinstance(dtype, np.dtype) and not gone.any() else (
            pd.arrays.BooleanArray(filled.astype(bool), gone))  # fmt: skip
    whole = filled.astype(np.int64)
    return whole if isinstance(dtype, np.dtype) and not gone.any() else pd.arrays.IntegerArray(whole, gone)
