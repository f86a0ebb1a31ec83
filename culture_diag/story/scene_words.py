"""Words of the living picture as templates: the page fills in who is shown, which changes while one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from culture_diag.i18n import catalogue, percent, text
from culture_diag.story.figure_notes import hidden_note
from culture_diag.story.phrases import GATES, REASONS

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel

SHARED = (
    "plotting.label", "plotting.teams", "plotting.legend.hollow.long", "plotting.legend.neutral",
    "plotting.legend.region", "plotting.legend.gap", "plotting.note.cuts", "plotting.note.ties",
    "plotting.alt.quadrants", "plotting.alt.count", "plotting.alt.interval", "plotting.alt.no_label",
    "words.no_number",
)  # fmt: skip
"""The same words as in and under the pictures for paper."""

OWN = (
    "frontend.unlabelled", "frontend.keys", "frontend.empty", "frontend.card.n", "frontend.card.of",
    "frontend.card.change", "frontend.card.silent", "frontend.change.both", "frontend.change.changed",
    "frontend.change.changed_little", "frontend.change.same", "frontend.change.cannot_tell", "frontend.silent.can",
    "frontend.silent.cannot", "frontend.silent.count", "frontend.replay.title", "frontend.replay.why",
    "frontend.replay.count", "frontend.replay.step", "frontend.replay.play", "frontend.replay.pause",
    "frontend.replay.again", "frontend.replay.next", "frontend.replay.previous", "frontend.replay.none",
)  # fmt: skip


def scene_templates(release: Release, model: QuadrantModel, lang: str) -> dict[str, str]:
    """Return the templates by key; their ``{fields}`` are filled in by the module."""
    entries = catalogue(lang)
    words = {}
    for key in (*SHARED, *OWN):
        brief = key.partition(".")[2]
        for end in ("", ".one", ".other"):
            if key + end in entries:
                words[brief + end] = entries[key + end]
    for reason in REASONS:
        words[f"hidden.{reason}"] = hidden_note(reason, "{names}", lang, min_n=release.settings.min_n)
    for gate, limit in zip(GATES, release.settings.gate, strict=True):
        words[f"gate.{gate}"] = text(f"plotting.gate.{gate}", lang, limit=percent(limit, lang), names="{names}")
    words["target"] = text(f"plotting.target.{release.settings.target}", lang)
    words["card.quadrant"] = model.name[lang]
    return words
