"""What a picture of paths over the waves holds, whoever draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from culture_diag.i18n import text
from culture_diag.story.figure_notes import hidden_notes, path_notes, with_waves
from culture_diag.story.names import SHORT_NAME, clean_name, name_with_count, short_names
from culture_diag.story.quadrant_figure import Mark, Plane, marks_of, plane_of
from culture_diag.story.selection import Hidden, cut_of
from culture_diag.story.team_point import team_points

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel


@dataclass(frozen=True)
class TeamPath:
    """One team's marks in order of time, with the number of each one's wave; a wave without one is a gap."""

    name: str
    label: str
    """Name cut for the picture, with the number of answers in the last wave."""
    steps: tuple[tuple[int, Mark], ...]

    @property
    def last(self) -> Mark:
        """Where the team stood last."""
        return self.steps[-1][1]

    @property
    def has_gap(self) -> bool:
        """Whether a wave is missing between its marks."""
        return any(after[0] - before[0] > 1 for before, after in pairwise(self.steps))


@dataclass(frozen=True)
class PathFigure:
    """The picture of some teams over some waves; the plane is that of the last wave."""

    plane: Plane
    waves: tuple[str, ...]
    paths: tuple[TeamPath, ...]
    hidden: tuple[Hidden, ...]
    """In order of time; also of teams that have a path with a gap."""
    notes: tuple[str, ...]
    """Where few answered, and what was chosen."""
    cut_note: tuple[str, ...]
    """That the cuts moved between these waves, where they did, and which ones are drawn."""


def figure_of_paths(
    release: Release,
    model: QuadrantModel,
    waves: Sequence[str],
    names: Sequence[str],
    lang: str,
    *,
    limit: int = SHORT_NAME,
) -> PathFigure:
    """Gather what the picture of these teams over these waves shows."""
    steps: dict[str, list[tuple[int, Mark]]] = {name: [] for name in names}
    missing: list[Hidden] = []
    gates: dict[tuple[str, str], list[str]] = {}
    for number, wave in enumerate(waves):
        shown, hidden = team_points(release, model, wave, names)
        for mark in marks_of(shown, release, model, lang):
            steps[mark.point.name].append((number, mark))
        missing += hidden
    for marks in steps.values():
        for _, mark in marks:
            gates.setdefault((mark.point.name, mark.point.gate), []).append(mark.point.wave)
    drawn = {name: marks for name, marks in steps.items() if marks}
    short = short_names(list(drawn), limit)
    return PathFigure(
        plane_of(release, model, waves[-1], lang),
        tuple(waves),
        tuple(
            TeamPath(clean_name(name), name_with_count(short[name], marks[-1][1].point.n, lang), tuple(marks))
            for name, marks in drawn.items()
        ),
        tuple(missing),
        tuple(path_notes(gates, release, lang)),
        tuple(_cut_note(release, model, waves, lang)),
    )


def gap_notes(figure: PathFigure, release: Release, lang: str, *, brief: bool) -> list[str]:
    """Name who is not drawn in which waves, and why; that a team did not take part is left out if brief."""
    waves: dict[tuple[str, str], list[str]] = {}
    for gap in figure.hidden:
        if not (brief and gap.reason == "absent"):
            waves.setdefault((gap.name, gap.reason), []).append(gap.wave)
    return hidden_notes(
        [Hidden(with_waves(name, missed), "", reason) for (name, reason), missed in waves.items()], release, lang
    )


def _cut_note(release: Release, model: QuadrantModel, waves: Sequence[str], lang: str) -> list[str]:
    cuts = {tuple(cut_of(release, wave, axis.scale) for axis in (model.x, model.y)) for wave in waves}
    return [text("plotting.note.cuts", lang, wave=clean_name(waves[-1]))] if len(cuts) > 1 else []
