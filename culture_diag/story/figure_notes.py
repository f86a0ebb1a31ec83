"""The small words around a figure: its subtitle, and what its reader must know of who and what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from culture_diag.i18n import percent, text
from culture_diag.story.assumptions import choice_notes
from culture_diag.story.names import clean_name, clean_names
from culture_diag.story.phrases import GATES, REASONS, capital, why_hidden
from culture_diag.story.selection import Hidden, rows_of

if TYPE_CHECKING:
    from culture_diag.disclosure import Release


def subtitle(release: Release, waves: Sequence[str], count: int, lang: str, *, brief: bool = False) -> str:
    """Say which waves, how many teams are drawn, and (unless brief) about what something is said."""
    span = clean_name(" – ".join(dict.fromkeys([waves[0], waves[-1]])))
    parts = [span, text("plotting.teams", lang, count=count)]
    return " · ".join(parts if brief else [*parts, text(f"plotting.target.{release.settings.target}", lang)])


def hidden_note(reason: str, names: str, lang: str, *, min_n: int) -> str:
    """Name the teams that one reason hides."""
    return f"{capital(why_hidden(reason, lang, min_n=min_n))}: {names}."


def hidden_notes(hidden: Sequence[Hidden], release: Release, lang: str) -> list[str]:
    """Name the teams that are not drawn, one sentence a reason."""
    names = {reason: [team.name for team in hidden if team.reason == reason] for reason in REASONS}
    min_n = release.settings.min_n
    return [hidden_note(reason, clean_names(these), lang, min_n=min_n) for reason, these in names.items() if these]


def gate_notes(gates: Iterable[tuple[str, str]], release: Release, lang: str) -> list[str]:
    """Name the teams of which too few answered, from (name, response gate): one sentence a gate."""
    teams, notes = list(gates), []
    for gate, limit in zip(GATES, release.settings.gate, strict=True):
        names = [name for name, at in teams if at == gate]
        if names:
            notes.append(text(f"plotting.gate.{gate}", lang, limit=percent(limit, lang), names=clean_names(names)))
    return notes


def reading_notes(
    gates: Iterable[tuple[str, str]], release: Release, lang: str, *, wave: str | None = None
) -> list[str]:
    """Say what a reader of the picture must know: where few answered, and which choices made it."""
    return gate_notes(gates, release, lang) + list(choice_notes(release, wave=wave, lang=lang).values())


def profile_notes(release: Release, wave: str, names: Sequence[str], lang: str) -> list[str]:
    """Say of a profile what :func:`reading_notes` says of a plane."""
    rows = {str(row["name"]): row for row in rows_of(release.teams, wave).to_dict("records")}
    return reading_notes([(name, str(rows[name].get("response_gate"))) for name in names], release, lang, wave=wave)


def item_notes(release: Release, lang: str) -> list[str]:
    """Say of the choices made the one that matters to single answers: whether some were left out."""
    chosen = choice_notes(release, lang=lang)
    return [chosen["left_out"]] if "left_out" in chosen else []


def path_notes(gates: Mapping[tuple[str, str], Sequence[str]], release: Release, lang: str) -> list[str]:
    """Say of paths what :func:`reading_notes` says of a plane; `gates` has the waves by team and response gate."""
    # That the cuts differ is said below, with the wave whose cut is drawn.
    chosen = [note for kind, note in choice_notes(release, lang=lang).items() if kind != "differ"]
    return gate_notes([(with_waves(name, at), gate) for (name, gate), at in gates.items()], release, lang) + chosen


def with_waves(name: str, waves: Sequence[str]) -> str:
    """Write a team with the waves something is said of."""
    return f"{clean_name(name)} ({', '.join(map(clean_name, waves))})"
