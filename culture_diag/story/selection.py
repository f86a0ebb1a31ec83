"""Which teams, wave and scales are meant, and what a release says of them, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.errors import CultureDiagError
from culture_diag.story.phrases import REASONS

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel, Scale


@dataclass(frozen=True)
class Hidden:
    """One team that is not drawn in one wave, and why (one of :data:`culture_diag.story.phrases.REASONS`)."""

    name: str
    wave: str
    reason: str


def pick_wave(release: Release, wave: str | None, lang: str) -> str:
    """Return the wave that is meant: the latest unless said otherwise."""
    if wave is None and release.waves:
        return release.latest
    if str(wave) not in release.waves:
        known = ", ".join(release.waves)
        raise CultureDiagError.of("plot_unknown_wave", lang=lang, asked=wave, known=known)
    return str(wave)


def pick_waves(release: Release, waves: Sequence[str] | str | None, lang: str) -> tuple[str, ...]:
    """Return the waves that are meant, in order of time."""
    if waves is None:
        return release.waves
    asked = {pick_wave(release, wave, lang) for wave in _listed(waves)}
    return tuple(wave for wave in release.waves if wave in asked)


def pick_names(release: Release, teams: Iterable[str] | str | None, lang: str) -> list[str]:
    """Return the display names of the teams that are meant; a plain team name means every team of that name."""
    frame = release.teams
    names = list(dict.fromkeys(frame["name"].astype(str)))
    if teams is None:
        return names
    plain = dict.fromkeys(zip(frame["team"].astype(str), frame["name"].astype(str), strict=True))
    picked: list[str] = []
    unknown = []
    for team in _listed(teams):
        meant = [team] if team in names else [name for plainly, name in plain if plainly == team]
        picked += meant
        unknown += [] if meant else [team]
    if unknown:
        asked, known = ", ".join(unknown), ", ".join(names)
        raise CultureDiagError.of("plot_unknown_team", lang=lang, asked=asked, known=known)
    return list(dict.fromkeys(picked))


def pick_name(release: Release, team: str, lang: str) -> str:
    """Return the one team that is meant."""
    names = pick_names(release, [team], lang)
    if len(names) > 1:
        raise CultureDiagError.of("plot_several_teams", lang=lang, asked=team, known=", ".join(names))
    return names[0]


def pick_scales(release: Release, scales: Iterable[str] | str | None, lang: str) -> list[Scale]:
    """Return the scales that are meant: all unless said otherwise."""
    known = {scale.id: scale for scale in release.instrument.scales}
    asked = list(known) if scales is None else list(dict.fromkeys(_listed(scales)))
    if any(scale not in known for scale in asked):
        wrong = ", ".join(scale for scale in asked if scale not in known)
        raise CultureDiagError.of("plot_unknown_scale", lang=lang, asked=wrong, known=", ".join(known))
    return [known[scale] for scale in asked]


def pick_model(release: Release, lang: str) -> QuadrantModel:
    """Return the release's plane, or say that it has none."""
    if release.model is None:
        raise CultureDiagError.of("plot_no_model", lang=lang, instrument=release.instrument.id)
    return release.model


def cut_of(release: Release, wave: str, scale: str) -> float:
    """Return the cut between little and much; the midpoint of the response scale for a scale without one."""
    cuts = release.cuts
    rows = cuts[(cuts["wave"].astype(str) == wave) & (cuts["scale"].astype(str) == scale)]
    return float(rows["cut"].iloc[0]) if len(rows) else release.instrument.response_scale.midpoint


def rows_of(frame: pd.DataFrame, wave: str, name: str | None = None) -> pd.DataFrame:
    """Return the rows of one wave, and of one team if named."""
    if frame.empty:
        return frame
    rows = frame[frame["wave"].astype(str) == wave]
    return rows if name is None else rows[rows["name"].astype(str) == name]


def records_of(
    frame: pd.DataFrame, wave: str, name: str | None = None, *, column: str = "wave"
) -> list[dict[str, Any]]:
    """Return the same rows as dictionaries; none of an empty frame, which may lack all columns."""
    rows = rows_of(frame.rename(columns={column: "wave"}), wave, name)
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def records_by_name(frame: pd.DataFrame, wave: str) -> dict[str, dict[str, Any]]:
    """Return the rows of one wave by the name of their unit."""
    return {str(row["name"]): row for row in records_of(frame, wave)}


def facet_row(facets: pd.DataFrame, scale: str, facet: str) -> dict[Any, Any] | None:
    """Return the row of one facet from the rows of one team and wave."""
    if facets.empty:
        return None
    rows = facets[(facets["scale"].astype(str) == scale) & (facets["facet"].astype(str) == facet)]
    return rows.iloc[0].to_dict() if len(rows) else None


def hidden_reason(row: Mapping[Any, Any]) -> str:
    """Return the reason why a row is suppressed; empty if it is not."""
    if not bool(row["suppressed"]):
        return ""
    return str(row["reason"]) if row["reason"] in REASONS else "too_few"


def split_hidden(release: Release, wave: str, names: Sequence[str]) -> tuple[list[str], list[Hidden]]:
    """Split teams in those of which something is shown in a wave and those of which nothing is."""
    rows = records_by_name(release.teams, wave)
    reasons = {name: hidden_reason(rows[name]) if name in rows else "absent" for name in names}
    shown = [name for name, reason in reasons.items() if not reason]
    return shown, [Hidden(name, wave, reason) for name, reason in reasons.items() if reason]


def _listed(values: Iterable[str] | str) -> list[str]:
    return [values] if isinstance(values, str) else [str(value) for value in values]
