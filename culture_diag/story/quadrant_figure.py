"""What a picture of the plane holds, whoever draws it: axes, quadrants, ticks, and a mark for each team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from culture_diag.instrument.model import POSITIONS
from culture_diag.story.figure_notes import hidden_notes, reading_notes
from culture_diag.story.geometry import region_outline, spread_ties, ticks
from culture_diag.story.names import SHORT_NAME, clean_name, name_with_count, short_names
from culture_diag.story.phrases import capital
from culture_diag.story.quadrant_looks import QUADRANT_LOOKS, Look
from culture_diag.story.selection import cut_of
from culture_diag.story.team_point import TeamPoint, place_text, team_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel
    from culture_diag.instrument.model import Axis

    Array = NDArray[np.float64]


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
