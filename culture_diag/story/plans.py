"""A plan in sentences and as a figure: what so many answers can show, for who decides how hard to ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from culture_diag.errors import ResponseError
from culture_diag.i18n import check_language, number, percent, text
from culture_diag.planning import Plan, gate_counts
from culture_diag.story.phrases import capital, chance_text, given_number

if TYPE_CHECKING:
    import pandas as pd

WORTH_SAYING = 0.05
"""From this chance of a wrong label on it is said."""


def plan_text(plan: Plan, *, n: int | None = None, lang: str = "nl") -> list[str]:
    """Say in a few plain sentences what a measurement of this team can show.

    Parameters
    ----------
    plan : Plan
        As :func:`culture_diag.plan` gives it.
    n : int, optional
        The number of answers to speak of, one of ``plan.frame["n"]``; by default the least with which the response is
        fine, or else the most there is.
    lang : {"nl", "en"}

    Returns
    -------
    list of str
        For a team of which nothing can be shown: that, and what to do. Else sentences on the margin, on a difference
        from an earlier wave, on the label, on all of the team, on how many must answer to see a change, on the
        response, and on what the figures rest on and leave out.

    Raises
    ------
    ResponseError
        If the plan has no such number of answers.

    Examples
    --------
    >>> from culture_diag.planning import plan
    >>> said = plan_text(plan(12), n=8, lang="en")
    >>> print(said[0])
    Suppose 8 of the 12 people answer. The true mean is then likely (95%) to be no more than 0.5 points above or below
    the measured mean.
    >>> print(said[1])
    A difference from an earlier wave (with as many answers) then counts from about 0.6 points. A smaller
    difference may be chance.
    """
    check_language(lang)
    row = _row(plan, n, lang)
    if plan.team_size < plan.min_n:
        people = {"size": plan.team_size, "min_n": plan.min_n}
        return [text("plan.small_team.hidden", lang, **people), text("plan.small_team.advice", lang)]
    return [
        *_margin(plan, row, lang),
        *_label(plan, row, lang),
        *_everyone(plan, row, lang),
        *_needed(plan, lang),
        *_gate(plan, lang),
        text("plan.note.basis", lang, sd=given_number(plan.sd, lang)),
        text("plan.silent.note", lang),
    ]


def _row(plan: Plan, n: int | None, lang: str) -> dict[str, float]:
    counts = plan.frame["n"].tolist()
    if n is None:
        fine = [count for count in counts if count >= max(gate_counts(plan)[1], plan.min_n)]
        n = fine[0] if fine else counts[-1]
    if n not in counts:
        known = ", ".join(map(str, counts))
        raise ResponseError.of("plan_no_row", lang=lang, asked=n, known=known)
    return {str(key): value for key, value in plan.frame.iloc[counts.index(n)].items() if key != "response_gate"}


def _margin(plan: Plan, row: dict[str, float], lang: str) -> list[str]:
    """Say how near the mean is known, and from where a difference counts."""
    people = {"n": int(row["n"]), "size": plan.team_size}
    if row["n"] < plan.min_n:
        return [text("plan.margin.too_few", lang, **people)]
    half, change, paired = row["half_width"], row["smallest_change"], row["smallest_change_paired"]
    if half != half or change != change:
        return [text("plan.margin.unknown", lang, **people)]
    if half == 0:
        return [text("plan.margin.exact", lang, **people), text("plan.change.exact", lang)]
    sentences = [
        text(f"plan.margin.{plan.target}", lang, half=points_text(half, plan, lang), **people),
        text("plan.change.unpaired", lang, change=points_text(change, plan, lang)),
    ]
    if points_text(paired, plan, lang) != points_text(change, plan, lang) and paired < change:
        sentences.append(text("plan.change.paired", lang, change=points_text(paired, plan, lang)))
    return sentences


def _label(plan: Plan, row: dict[str, float], lang: str) -> list[str]:
    if row["n"] < max(gate_counts(plan)[0], plan.min_n):
        return [text("plan.label.none", lang)]
    chance = chance_text(row["firm_label"], lang)
    sentences = [
        text(
            "plan.label.firm",
            lang,
            borderline=text("words.borderline", lang),
            distance=given_number(plan.distance, lang),
            chance=chance,
        )
    ]
    if row["wrong_label"] >= WORTH_SAYING:
        sentences.append(text("plan.label.wrong", lang, share=percent(row["wrong_label"], lang)))
    return sentences


def _everyone(plan: Plan, row: dict[str, float], lang: str) -> list[str]:
    """Say what the whole team would give, where the plan goes that far."""
    last = plan.frame.iloc[-1]
    if last["n"] != plan.team_size or row["n"] == plan.team_size:
        return []
    if last["half_width"] == 0:
        return [text("plan.margin.exact", lang, size=plan.team_size)]
    half, change = (points_text(last[column], plan, lang) for column in ("half_width", "smallest_change"))
    return [text("plan.change.everyone", lang, size=plan.team_size, half=half, change=change)]


def _needed(plan: Plan, lang: str) -> list[str]:
    change = given_number(plan.change, lang)
    if plan.needed is not None:
        return [text("plan.needed.enough", lang, change=change, n=plan.needed)]
    sentences = [text("plan.needed.never", lang, change=change)]
    if plan.needed_paired is not None:
        sentences.append(text("plan.needed.paired", lang, n=plan.needed_paired))
    return sentences


def _gate(plan: Plan, lang: str) -> list[str]:
    """Say with how many answers what is given; what falls below the least number shown is not said twice."""
    label, fine = gate_counts(plan)
    sentences = [text("plan.gate.hidden", lang, min_n=plan.min_n)]
    if label > plan.min_n:
        sentences.append(text("plan.gate.no_label", lang, label=label))
    first, last = max(label, plan.min_n), min(fine - 1, plan.team_size)
    if first <= last:
        key = "one" if first == last else "between"
        sentences.append(text("plan.gate.caution", lang, n=text(f"plan.range.{key}", lang, n=first, last=last)))
    return [" ".join(sentences)]


def points_text(value: float, plan: Plan, lang: str, *, more: int = 0) -> str:
    """Write a number of points as exact as it is of use on the plan's scale, or with some decimals more.

    Examples
    --------
    >>> from culture_diag.planning import plan
    >>> small = plan(12, responses=[8])
    >>> points_text(0.48, small, "nl"), points_text(0.04, small, "nl")
    ('0,5', '0,04')
    """
    span = plan.bounds[1] - plan.bounds[0]
    decimals = more + (0 if span >= 40 else 1)
    return number(value, lang, decimals=decimals if value == 0 or round(value, decimals) > 0 else decimals + 1)


ZONES = ("hidden", "no_label", "caution", "fine")
"""What a number of answers suffices for, from the least on."""

ALL_MARKED = 5
"""Up to so many rows all are marked; of more only those with a meaning of their own."""


@dataclass(frozen=True)
class Zone:
    """A range of numbers of answers with one verdict on the response: from `first` up to and including `last`."""

    key: str
    first: int
    last: int


def plan_alt_text(plan: Plan, *, lang: str = "nl") -> str:
    """Say in words what the picture of a plan says, for who cannot see it.

    Parameters
    ----------
    plan : Plan
    lang : {"nl", "en"}

    Returns
    -------
    str
        Sentences: what is drawn, the figures at each marked number of answers, and how they were computed.

    Examples
    --------
    >>> from culture_diag.planning import plan
    >>> plan_alt_text(plan(12), lang="en").split(". ")[3]
    'With 9 of 12 answers (enough): margin 0.45 points, smallest difference 0.60 points'
    """
    check_language(lang)
    shown = shown_rows(plan)
    sentences = [text("plan.title", lang), f"{capital(plan_subtitle(plan, lang))}."]
    if len(shown):
        sentences.append(text("plan.alt.lines", lang))
    zones = zones_from(plan, 1)
    for row in marked_rows(plan, shown).to_dict("records"):
        zone = next(zone.key for zone in zones if zone.first <= row["n"] <= zone.last)
        half, change = (points_text(row[column], plan, lang, more=1) for column in ("half_width", "smallest_change"))
        figures = {"half": half, "change": change, "zone": text(f"plan.zone.{zone}", lang)}
        sentences.append(text("plan.alt.row", lang, n=row["n"], size=plan.team_size, **figures))
    return " ".join([*sentences, *plan_notes(plan, shown, lang)])


def plan_subtitle(plan: Plan, lang: str, *, brief: bool = False) -> str:
    """Say of which team and scale the picture is, and (unless brief) about what something is said."""
    low, high = (number(end, lang, decimals=0 if end.is_integer() else 1) for end in plan.bounds)
    words = text("plan.subtitle", lang, size=plan.team_size, low=low, high=high)
    return words if brief else f"{words} · {text(f'story.target.{plan.target}', lang)}"


def shown_rows(plan: Plan) -> pd.DataFrame:
    """Return the rows to draw: those with a margin, and of a larger team those of which scores are shown."""
    known = plan.frame[plan.frame[["half_width", "smallest_change"]].notna().all(axis=1)]
    counted = known[known["n"] >= plan.min_n]
    return counted if plan.team_size >= 2 * plan.min_n and len(counted) else known


def marked_rows(plan: Plan, shown: pd.DataFrame) -> pd.DataFrame:
    """Return the rows at which figures are written: where the verdict on the response changes, and all of the team."""
    counted = shown[shown["n"] >= plan.min_n]
    if len(counted) <= ALL_MARKED:
        return counted if len(counted) else shown
    return counted[counted["n"].isin([*gate_counts(plan), plan.team_size])]


def zones_from(plan: Plan, first: int) -> list[Zone]:
    """Share out the numbers of answers from `first` on; what is empty is left out."""
    label, fine = gate_counts(plan)
    size = plan.team_size
    counted = max(first, plan.min_n)
    starts = [min(start, size + 1) for start in (first, counted, max(label, counted), max(fine, counted), size + 1)]
    zones = [Zone(key, start, end - 1) for key, (start, end) in zip(ZONES, pairwise(starts), strict=True)]
    return [zone for zone in zones if zone.first <= zone.last]


def plan_notes(plan: Plan, shown: pd.DataFrame, lang: str) -> list[str]:
    """Say when a team gets a label, what counts as a difference, and what the figures rest on."""
    notes = []
    marked = marked_rows(plan, shown)
    fine = marked[(marked["response_gate"] == "fine") & (marked["n"] >= plan.min_n)]
    if len(fine):
        row = fine.iloc[0]
        given = {"distance": given_number(plan.distance, lang), "chance": chance_text(row["firm_label"], lang)}
        notes.append(text("plan.note.label", lang, n=int(row["n"]), **given))
    if len(shown):
        notes.append(text("plan.note.counts", lang))
    return [*notes, text("plan.note.basis", lang, sd=given_number(plan.sd, lang))]
