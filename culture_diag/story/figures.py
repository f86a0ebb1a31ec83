"""What a picture of the plane holds, whoever draws it: axes, quadrants, ticks, marks, and paths over the waves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from culture_diag.i18n import text
from culture_diag.instrument.model import POSITIONS
from culture_diag.story.geometry import region_outline, spread_ties, ticks
from culture_diag.story.notes import hidden_notes, path_notes, reading_notes, with_waves
from culture_diag.story.phrases import SHORT_NAME, capital, clean_name, name_with_count, short_names
from culture_diag.story.quadrant_looks import QUADRANT_LOOKS, Look
from culture_diag.story.selection import Hidden, cut_of
from culture_diag.story.team_point import TeamPoint, place_text, team_points

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel
    from culture_diag.instrument.model import Axis
    from culture_diag.story.geometry import Array


@dataclass(frozen=True)
class PlaneAxis:
    """One axis: its scale, what stands at its ends, and where little becomes much."""

    scale: str
    name: str
    low: str
    high: str
    cut: float

    @property
    def ends(self) -> tuple[str, str]:
        """What is written at either end; an arrow says which way is more."""
        return self.low, f"{self.high} →"


@dataclass(frozen=True)
class Quadrant:
    """One corner of the plane, its names and its look."""

    id: str
    name: str
    short: str
    corner: str
    look: Look


@dataclass(frozen=True)
class Plane:
    """The plane of one wave, in one language; both axes run over the whole response scale."""

    title: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    x: PlaneAxis
    y: PlaneAxis
    quadrants: tuple[Quadrant, ...]
    tie_radius: float
    """How far teams of one place are set apart: within the rounding, so that none seems to stand elsewhere."""

    def area(self, corner: str) -> tuple[float, float, float, float]:
        """Return left, right, bottom and top of a corner."""
        across, up = corner.split("_")
        left, right = (self.low, self.x.cut) if across == "low" else (self.x.cut, self.high)
        bottom, top = (self.low, self.y.cut) if up == "low" else (self.y.cut, self.high)
        return left, right, bottom, top


@dataclass(frozen=True)
class Mark:
    """A team's mark: its look, and what it is called."""

    point: TeamPoint
    look: Look
    short_label: str
    """Name cut for the picture, with the number of answers."""
    label: str
    """Whole name with the number of answers."""
    place: str
    """Its scores and quadrant, in words."""


@dataclass(frozen=True)
class QuadrantFigure:
    """The picture of one wave."""

    plane: Plane
    wave: str
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]
    """What its reader must know, and who is not drawn and why."""

    @property
    def places(self) -> tuple[Array, Array]:
        """Where the marks are drawn: as scored, ties side by side."""
        return marked_places([mark.point for mark in self.marks], self.plane)

    @property
    def has_ties(self) -> bool:
        """Whether some teams are at the very same place."""
        return len({(mark.point.x, mark.point.y) for mark in self.marks}) < len(self.marks)


def figure_of_wave(
    release: Release, model: QuadrantModel, wave: str, names: Sequence[str], lang: str, *, limit: int = SHORT_NAME
) -> QuadrantFigure:
    """Gather what the picture of one wave shows; `names` are teams, each cut to `limit` signs or a few more."""
    shown, hidden = team_points(release, model, wave, names)
    notes = reading_notes([(point.name, point.gate) for point in shown], release, lang, wave=wave)
    marks = marks_of(shown, release, model, lang, limit=limit)
    notes += hidden_notes(hidden, release, lang)
    return QuadrantFigure(plane_of(release, model, wave, lang), clean_name(wave), marks, tuple(notes))


def plane_of(release: Release, model: QuadrantModel, wave: str, lang: str) -> Plane:
    """Describe the plane of one wave."""

    def axis(of: Axis) -> PlaneAxis:
        name = release.instrument.scale(of.scale).name[lang]
        return PlaneAxis(of.scale, name, of.ends.low[lang], of.ends.high[lang], cut_of(release, wave, of.scale))

    answers = release.instrument.response_scale
    low, high = float(answers.minimum), float(answers.maximum)
    quadrants = tuple(
        Quadrant(cell.id, cell.name[lang], cell.short[lang], corner, QUADRANT_LOOKS[corner])
        for cell, corner in zip(model.quadrants, POSITIONS, strict=True)
    )
    return Plane(
        capital(model.name[lang]), low, high, ticks(low, high, lang), axis(model.x), axis(model.y), quadrants,
        0.45 * 10.0**-release.settings.decimals,
    )  # fmt: skip


def marks_of(
    points: Sequence[TeamPoint], release: Release, model: QuadrantModel, lang: str, *, limit: int = SHORT_NAME
) -> tuple[Mark, ...]:
    """Dress points as marks, in their order."""
    short = short_names([point.name for point in points], limit)
    return tuple(
        Mark(
            point,
            point.look(model),
            name_with_count(short[point.name], point.n, lang),
            name_with_count(clean_name(point.name), point.n, lang),
            place_text(point, release, model, lang),
        )
        for point in points
    )


def marked_places(points: Sequence[TeamPoint], plane: Plane) -> tuple[Array, Array]:
    """Return where points are drawn: as scored, ties side by side."""
    x, y = np.array([point.x for point in points], dtype=float), np.array([point.y for point in points], dtype=float)
    return spread_ties(x, y, plane.tie_radius)


def outline_of(point: TeamPoint) -> Array | None:
    """Return the edge of a point's region; None where it has none."""
    return None if point.region is None else region_outline(point.x, point.y, point.region)


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
    return [text("story.note.cuts", lang, wave=clean_name(waves[-1]))] if len(cuts) > 1 else []
