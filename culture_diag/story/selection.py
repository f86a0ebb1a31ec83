"""Which teams, wave and scales are meant, and what a release says of them, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.errors import CultureDiagError
from culture_diag.plotting.style import HOLLOW, NEUTRAL, Look, looks_of

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel, Scale

REASONS = ("too_few", "protected", "no_answers", "no_score", "absent")
"""Why a team is not drawn: the release's reasons, a score that cannot be computed, and no row in this wave."""


@dataclass(frozen=True)
class TeamPoint:
    """One team in one wave, as far as it may be shown; None where a figure is unknown."""

    name: str
    wave: str
    n: int | None
    x: float
    y: float
    reach: tuple[float, float, float] | None
    quadrant: str | None
    runner_up: str | None
    label: str | None
    chance: float | None
    runner_chance: float | None
    gate: str = ""
    """Whether enough answered: ``fine``, ``caution``, ``no_label`` or ``unknown``; empty where nothing is said."""

    def look(self, model: QuadrantModel) -> tuple[Look, bool]:
        """Give the marker's look and whether it is hollow."""
        looks = looks_of(model)
        if self.label == HOLLOW and self.quadrant in looks:
            return looks[self.quadrant], True
        return looks.get(self.label or "", NEUTRAL), False


@dataclass(frozen=True)
class Hidden:
    """One team that is not drawn in one wave, and why (one of :data:`REASONS`)."""

    name: str
    wave: str
    reason: str


def pick_wave(release: Release, wave: str | None, lang: str) -> str:
    """Give the wave that is meant: the latest unless said otherwise."""
    if wave is None and release.waves:
        return release.latest
    if str(wave) not in release.waves:
        known = ", ".join(release.waves)
        raise CultureDiagError.of("plot_unknown_wave", lang=lang, asked=wave, known=known)
    return str(wave)


def pick_waves(release: Release, waves: Sequence[str] | str | None, lang: str) -> tuple[str, ...]:
    """Give the waves that are meant, in order of time."""
    if waves is None:
        return release.waves
    asked = {pick_wave(release, wave, lang) for wave in _listed(waves)}
    return tuple(wave for wave in release.waves if wave in asked)


def pick_names(release: Release, teams: Iterable[str] | str | None, lang: str) -> list[str]:
    """Give the display names of the teams that are meant; a plain team name means every team of that name."""
    frame = release.teams
    names = list(dict.fromkeys(frame["name"].astype(str)))
    if teams is None:
        return names
    plain = dict.fromkeys(zip(frame["team"].astype(str), frame["name"].astype(str), strict=True))
    found: list[str] = []
    unknown = []
    for team in _listed(teams):
        meant = [team] if team in names else [name for plainly, name in plain if plainly == team]
        found += meant
        unknown += [] if meant else [team]
    if unknown:
        asked, known = ", ".join(unknown), ", ".join(names)
        raise CultureDiagError.of("plot_unknown_team", lang=lang, asked=asked, known=known)
    return list(dict.fromkeys(found))


def pick_name(release: Release, team: str, lang: str) -> str:
    """Give the one team that is meant."""
    names = pick_names(release, [team], lang)
    if len(names) > 1:
        raise CultureDiagError.of("plot_several_teams", lang=lang, asked=team, known=", ".join(names))
    return names[0]


def pick_scales(release: Release, scales: Iterable[str] | str | None, lang: str) -> list[Scale]:
    """Give the scales that are meant: all unless said otherwise."""
    known = {scale.id: scale for scale in release.instrument.scales}
    asked = list(known) if scales is None else list(dict.fromkeys(_listed(scales)))
    if any(scale not in known for scale in asked):
        wrong = ", ".join(scale for scale in asked if scale not in known)
        raise CultureDiagError.of("plot_unknown_scale", lang=lang, asked=wrong, known=", ".join(known))
    return [known[scale] for scale in asked]


def pick_model(release: Release, lang: str) -> QuadrantModel:
    """Give the release's plane, or say that it has none."""
    if release.model is None:
        raise CultureDiagError.of("plot_no_model", lang=lang, instrument=release.instrument.id)
    return release.model


def cut_of(release: Release, wave: str, scale: str) -> float:
    """Give the cut between little and much; the midpoint of the response scale for a scale without one."""
    cuts = release.cuts
    rows = cuts[(cuts["wave"].astype(str) == wave) & (cuts["scale"].astype(str) == scale)]
    return float(rows["cut"].iloc[0]) if len(rows) else release.instrument.response_scale.midpoint


def rows_of(frame: pd.DataFrame, wave: str, name: str | None = None) -> pd.DataFrame:
    """Give the rows of one wave, and of one team if named."""
    if frame.empty:
        return frame
    rows = frame[frame["wave"].astype(str) == wave]
    return rows if name is None else rows[rows["name"].astype(str) == name]


def team_points(
    release: Release, model: QuadrantModel, wave: str, names: Sequence[str]
) -> tuple[list[TeamPoint], list[Hidden]]:
    """Split the teams of one wave in those to draw and those not, both in the order of `names`."""
    frame = rows_of(release.teams, wave)
    rows = {str(row["name"]): row for row in frame.to_dict("records")}
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


def reason_of(row: dict[Any, Any]) -> str:
    """Give the reason why a row is suppressed; empty if it is not."""
    if not bool(row["suppressed"]):
        return ""
    return str(row["reason"]) if row["reason"] in REASONS else "too_few"


def _reason(row: dict[Any, Any], model: QuadrantModel) -> str:
    position = (row[model.x.scale], row[model.y.scale])
    return reason_of(row) or ("no_score" if any(pd.isna(value) for value in position) else "")


def _team_point(row: dict[Any, Any], model: QuadrantModel, wave: str) -> TeamPoint:
    x, y = model.x.scale, model.y.scale
    reach = tuple(_float(row.get(key)) for key in (f"{x}_reach", f"{y}_reach", "region_correlation"))
    quadrant, runner_up = _text(row["quadrant"]), _text(row["runner_up"])
    return TeamPoint(
        name=str(row["name"]),
        wave=wave,
        n=None if pd.isna(row["n"]) else int(row["n"]),
        x=float(row[x]),
        y=float(row[y]),
        reach=None if None in reach else reach,  # type: ignore[arg-type]
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


def _listed(values: Iterable[str] | str) -> list[str]:
    return [values] if isinstance(values, str) else [str(value) for value in values]
