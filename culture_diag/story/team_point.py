"""One team in one wave as a point of the plane, as far as it may be shown, and what is said of its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.i18n import number, text
from culture_diag.story.phrases import chance_text
from culture_diag.story.quadrant_looks import NEUTRAL, Look, looks_of
from culture_diag.story.selection import Hidden, hidden_reason, records_by_name

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel

BORDERLINE = "borderline"
"""The label of a team of whose quadrant we are not sure."""


@dataclass(frozen=True)
class TeamPoint:
    """One team in one wave, as far as it may be shown; None where a figure is unknown."""

    name: str
    wave: str
    n: int | None
    x: float
    y: float
    region: tuple[float, float, float] | None
    """Half widths of the joint 95% region of the mean along x and y, and its correlation."""
    quadrant: str | None
    runner_up: str | None
    label: str | None
    chance: float | None
    runner_chance: float | None
    gate: str = ""
    """Whether enough answered: ``fine``, ``caution``, ``no_label`` or ``unknown``; empty where nothing is said."""

    @property
    def hollow(self) -> bool:
        """An open mark says that the quadrant is not sure."""
        return self.label == BORDERLINE and self.quadrant is not None

    def look(self, model: QuadrantModel) -> Look:
        """Shape and colours of the likeliest quadrant; neutral where none is named."""
        return looks_of(model).get((self.quadrant if self.hollow else self.label) or "", NEUTRAL)


def place_text(point: TeamPoint, release: Release, model: QuadrantModel, lang: str) -> str:
    """Say the scores of a team, and in which quadrant it stands."""
    values = ((model.x.scale, point.x), (model.y.scale, point.y))
    scores = [f"{release.instrument.scale(scale).name[lang]} {number(value, lang)}" for scale, value in values]
    return f"{', '.join(scores)}; {verdict(point, model, lang)}"


def verdict(point: TeamPoint, model: QuadrantModel, lang: str) -> str:
    """Say in which quadrant a team stands and how sure that is."""
    if point.label is None or point.quadrant is None:
        return text("story.alt.no_label", lang)
    first = _likely(model, point.quadrant, point.chance, lang)
    if point.label != BORDERLINE:
        return first
    borderline = text("words.borderline", lang)
    if point.runner_up is None:
        return text("story.alt.borderline_one", lang, borderline=borderline, first=first)
    second = _likely(model, point.runner_up, point.runner_chance, lang)
    return text("story.alt.borderline", lang, borderline=borderline, first=first, second=second)


def _likely(model: QuadrantModel, quadrant: str, chance: float | None, lang: str) -> str:
    name = model.quadrant(quadrant).name[lang]
    return name if chance is None else text("story.alt.likely", lang, quadrant=name, chance=chance_text(chance, lang))


def team_points(
    release: Release, model: QuadrantModel, wave: str, names: Sequence[str]
) -> tuple[list[TeamPoint], list[Hidden]]:
    """Split the teams of one wave in those to draw and those not, both in the order of `names`."""
    rows = records_by_name(release.teams, wave)
    shown: list[TeamPoint] = []
    hidden: list[Hidden] = []
    for name in names:
        row = rows.get(name)
        reason = "absent" if row is None else _reason(row, model)
        if row is None or reason:
            hidden.append(Hidden(name, wave, reason))
        else:
            shown.append(_team_point(row, model, wave))
    return shown, hidden


def _reason(row: dict[Any, Any], model: QuadrantModel) -> str:
    position = (row[model.x.scale], row[model.y.scale])
    return hidden_reason(row) or ("no_score" if any(pd.isna(value) for value in position) else "")


def _team_point(row: dict[Any, Any], model: QuadrantModel, wave: str) -> TeamPoint:
    x, y = model.x.scale, model.y.scale
    region = tuple(_float(row.get(key)) for key in (f"{x}_half_width", f"{y}_half_width", "region_correlation"))
    quadrant, runner_up = _text(row["quadrant"]), _text(row["runner_up"])
    return TeamPoint(
        name=str(row["name"]),
        wave=wave,
        n=None if pd.isna(row["n"]) else int(row["n"]),
        x=float(row[x]),
        y=float(row[y]),
        region=None if None in region else region,  # type: ignore[arg-type]
        quadrant=quadrant,
        runner_up=runner_up,
        label=_text(row["label"]),
        chance=_float(row.get(f"p_{quadrant}")),
        runner_chance=_float(row.get(f"p_{runner_up}")),
        gate=_text(row.get("response_gate")) or "",
    )


def _float(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) or value == "" else str(value)
