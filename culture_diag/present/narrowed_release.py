"""Keep of a release only what a workshop is about: some teams, up to some wave. What is left out is not in the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.errors import CultureDiagError
from culture_diag.story.selection import pick_names, pick_wave

if TYPE_CHECKING:
    from culture_diag.disclosure import Release

OF_TEAMS = ("teams", "facets", "items", "distributions", "shares", "agreement", "changes")
OF_HOMES = {"school": ("schools", "school_changes"), "board": ("boards", "board_changes")}
OF_WAVES = ("reliability", "item_analysis", "clustering", "quality", "cuts")


def narrow(
    release: Release,
    *,
    teams: Sequence[str] | str | None = None,
    school: str | None = None,
    wave: str | None = None,
    lang: str = "nl",
) -> Release:
    """Keep the rows of some teams, and of the waves up to and including one.

    Parameters
    ----------
    release : Release
    teams : sequence of str, optional
        Names as in ``release.teams["name"]``, or plain names of teams; by default all.
    school : str, optional
        Only teams of this school.
    wave : str, optional
        The last wave that is kept; by default the last there is.
    lang : {"nl", "en"}

    Returns
    -------
    Release
        Teams in the order of the release. A school or board stays only if all its teams do: the page is not about
        people who are not in the room.

    Raises
    ------
    CultureDiagError
        If a team, the school or the wave is unknown, or no team is left.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> kept = narrow(release(diagnose(responses, team_sizes=sizes)), school="De Linde", wave="2025-04")
    >>> sorted(set(kept.teams["name"])), kept.waves
    (['Beuk', 'Esdoorn', 'Wilg', 'Zorgteam'], ('2024-10', '2025-04'))
    """
    until = pick_wave(release, wave, lang)
    waves = release.waves[: release.waves.index(until) + 1]
    asked = set(pick_names(release, teams, lang))
    if school is not None:
        asked &= _of_school(release, school, lang)
    if not asked:
        raise CultureDiagError.of("present_no_team", lang=lang)
    frames: dict[str, Any] = {name: _rows(getattr(release, name), waves, asked) for name in OF_TEAMS}
    frames |= {name: _rows(getattr(release, name), waves, None) for name in OF_WAVES}
    for column, names in OF_HOMES.items():
        whole = _whole(release.teams, column, asked)
        frames |= {name: _rows(getattr(release, name), waves, whole) for name in names}
    return replace(release, waves=waves, **frames)


def _of_school(release: Release, school: str, lang: str) -> set[str]:
    teams = release.teams
    homes = teams["school"].astype(str) if "school" in teams else pd.Series("", index=teams.index)
    found = teams.loc[homes == school, "name"].astype(str)
    if found.empty:
        known = ", ".join(home for home in dict.fromkeys(homes) if home) or "–"
        raise CultureDiagError.of("present_unknown_school", lang=lang, asked=school, known=known)
    return set(found)


def _whole(teams: pd.DataFrame, column: str, asked: set[str]) -> set[str]:
    """Return the schools (or boards) of which every team was asked for."""
    if column not in teams:
        return set()
    in_room = teams["name"].astype(str).isin(asked).groupby(teams[column].astype(str)).all()
    return {str(home) for home in in_room.index[in_room]}


def _rows(frame: pd.DataFrame, waves: Iterable[str], names: set[str] | None) -> pd.DataFrame:
    kept = pd.Series(True, index=frame.index)
    for column in ("wave", "wave_to"):
        if column in frame:
            kept &= frame[column].astype(str).isin(list(waves))
    if names is not None and "name" in frame:
        kept &= frame["name"].astype(str).isin(names)
    return frame[kept].reset_index(drop=True)
