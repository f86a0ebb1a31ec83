"""One unit in one wave, as far as it may be shown: its place, its region, its draws, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.frontend.replay import count_by_quadrant, replay_places, replay_rotation
from culture_diag.i18n import percent
from culture_diag.story.quadrant_figure import Plane
from culture_diag.story.team_point import TeamPoint, verdict

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel

Row = Mapping[str, Any]


@dataclass(frozen=True)
class SceneContext:
    """What all points of a scene share: the release, and its plane in each wave."""

    release: Release
    model: QuadrantModel
    lang: str
    planes: Mapping[str, Plane]

    @property
    def axes(self) -> tuple[str, str]:
        """The scales of the horizontal and the vertical axis."""
        return self.model.x.scale, self.model.y.scale


def point_of(at: TeamPoint, row: Row, change: Row | None, context: SceneContext) -> dict[str, Any]:
    """Return what the scene says of one shown unit in one wave (the keys are listed in ``docs/scene.md``)."""
    model, waves = context.model, context.release.waves
    x, y = context.axes
    rate = _value(row, "response_rate")
    point: dict[str, Any] = {
        "wave": waves.index(at.wave),
        "x": at.x,
        "y": at.y,
        "n": at.n,
        "of": None if _value(row, "n_team") is None else int(row["n_team"]),
        "response": None if rate is None else percent(float(rate), context.lang),
        "low": _numbers(row, f"{x}_low", f"{y}_low"),
        "high": _numbers(row, f"{x}_high", f"{y}_high"),
        "region": None if at.region is None else list(at.region),
        "p": _numbers(row, *(f"p_{cell.id}" for cell in model.quadrants)),
        "quadrant": at.quadrant,
        "runner_up": at.runner_up,
        "label": at.label,
        "look": {"quadrant": at.quadrant if at.hollow else at.label, "hollow": at.hollow},
        "gate": at.gate,
        "verdict": verdict(at, model, context.lang),
        "change": None if change is None else _change(change, context),
        "since": None if change is None else waves.index(str(change["wave_from"])),
        "silent": _silent(row),
    }
    return point | _replay(at, point["p"], context)


def _replay(at: TeamPoint, chances: list[float] | None, context: SceneContext) -> dict[str, Any]:
    """Return the turn of the pattern and the counts; nothing for a unit of whose quadrant nothing is said."""
    if at.region is None or chances is None or at.label is None:
        return {"spin": None, "counts": None}
    plane = context.planes[at.wave]
    cuts, bounds = (plane.x.cut, plane.y.cut), (plane.low, plane.high)
    spin = replay_rotation(at.x, at.y, at.region, chances, cuts=cuts, bounds=bounds)
    return {"spin": spin, "counts": count_by_quadrant(replay_places(at.x, at.y, at.region, spin, bounds=bounds), cuts)}


def _change(change: Row, context: SceneContext) -> list[list[Any]] | None:
    """Return by how much the unit moved along either axis, and what that is worth; None where unknown."""
    steps = [[_value(change, f"{scale}_change"), _value(change, f"{scale}_verdict")] for scale in context.axes]
    if any(None in each for each in steps):
        return None
    return [[float(moved), str(judged)] for moved, judged in steps]


def _silent(row: Row) -> dict[str, Any] | None:
    """Return how many have no score, and whether they could bring the mean across a cut (None where unknown)."""
    people = _value(row, "silent")
    if not people:
        return None
    tips = _value(row, "can_tip") if _value(row, "label") is not None else None
    return {"count": int(people), "tips": None if tips is None else bool(tips)}


def _numbers(row: Row, *columns: str) -> list[float] | None:
    values = [_value(row, column) for column in columns]
    return None if None in values else [float(each) for each in values]


def _value(row: Row, column: str) -> Any:
    value = row.get(column)
    return None if value is None or pd.isna(value) else value
