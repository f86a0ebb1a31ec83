"""What may pass the door, column by column. Released frames are built from this: what is not declared cannot pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
    columns = (
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
    )
    return Frame(name, row, columns)


def _changes(name: str, row: str, *, depth: int) -> Frame:
    score: dict[str, Any] = {"unit": "points", "step": "score", "least": "min_n", "never": NOBODY}
    word: dict[str, Any] = {"least": "min_n", "never": SIDE}
    columns = (
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
    )
    return Frame(name, row, columns)


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
    Frame("facets", "a team, wave and facet", (
        *OF_TEAM,
        _key("scale", "its scale"),
        _key("facet", "the facet"),
        _BEHIND,
        Column("mean", "mean; near an end of the scale cut off", "points", "score", **_MANY),
        Column("low", "lower end of its 95% interval", "points", "score", **_MANY),
        Column("high", "upper end", "points", "score", **_MANY),
        SUPPRESSED,
    )),
    Frame("items", "a team, wave and item", (
        *OF_TEAM,
        _key("scale", "its scale"),
        _key("facet", "its facet, or empty"),
        _key("item", "the item"),
        _BEHIND,
        Column("n_not_applicable", "who said it does not apply; five or more", "people",
               least="min_n_shares", never=SKIPPED),
        Column("mean", "mean as answered; the ends of the scale cut off", "points", "item", **_MANY),
        SUPPRESSED,
    )),
    Frame("distributions", "a team, wave, item and class of answers", (
        *(column for column in OF_TEAM if column not in HOME),
        _key("item", "the item"),
        _key("low_code", "lowest answer of the class"),
        _key("high_code", "highest answer"),
        Column("share", "of the answers; five or more in a class", "0-1", 0.01, "min_n_shares",
               f"{SKIPPED}; who gave a rare answer"),
    )),
    Frame("shares", "a team, wave and quadrant, or several together", (
        *(column for column in OF_TEAM if column not in HOME),
        _key("quadrants", "ids, joined by +"),
        Column("share", "of the people; five or more in a class", "0-1", 0.01, "min_n_shares",
               "who stands apart"),
    )),
    _changes("changes", "a team and step to the next wave", depth=3),
    _changes("school_changes", "a school and step", depth=2),
    _changes("board_changes", "a board and step", depth=1),
    Frame("reliability", "a wave, scale and facet", (
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
    )),
    Frame("item_analysis", "a wave, scale, facet and item", (
        *_WAVE,
        _key("facet", "within which facet; empty for the whole scale"),
        _key("item", "the item"),
        Column("item_rest", "correlation with the rest", **_RATIO),
        Column("alpha_if_dropped", "alpha of the rest", **_RATIO),
        Column("n", "complete rows, as in reliability", **_ROWS),
        Column("weak", "whether item_rest is below .20", least=MIN_RESPONDENTS),
        _WHY,
    )),
    Frame("clustering", "a wave and scale; of shown teams alone", (
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
    )),
    Frame("agreement", "a team, wave and scale", (
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
    )),
    Frame("quality", "a wave", (
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
    )),
    Frame("cuts", "a wave and axis", (
        *_WAVE,
        Column("cut", "where much begins; a given one in tenths", "points", never="an exact mean"),
        Column("source", "midpoint, instrument, given or norm"),
        Column("n_teams", "teams behind a norm", "teams"),
        Column("norm_wave", "their wave"),
    )),
)  # fmt: skip
"""Every frame of a release."""

BY_NAME = {frame.name: frame for frame in FRAMES}
