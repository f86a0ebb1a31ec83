"""What the picture of a plan holds: which numbers of answers, which are marked, what they suffice for, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from culture_diag.i18n import check_language, number, text
from culture_diag.planning import Plan, gate_counts
from culture_diag.story.phrases import capital, chance_text, given_number
from culture_diag.story.plan_sentences import points_text

if TYPE_CHECKING:
    import pandas as pd

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
    return words if brief else f"{words} · {text(f'plotting.target.{plan.target}', lang)}"


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
