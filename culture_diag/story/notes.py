"""What a reader must know of a result: the choices behind it, and who and what is in a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure.model import Release
from culture_diag.i18n import percent, text
from culture_diag.story.phrases import GATES, REASONS, capital, clean_name, clean_names, given_number, why_hidden
from culture_diag.story.selection import Hidden, rows_of

if TYPE_CHECKING:
    from culture_diag.disclosure import Release


MEMBERS, NORM, GIVEN = "members", "norm", "given"

FEW_TEAMS = 10
"""With fewer teams to lean on, how far they differ is itself hardly known, and so is how far to lean."""


def choice_notes(release: Release, *, wave: str | None = None, lang: str = "nl") -> dict[str, str]:
    """Say which choices made these results, as far as another choice is the usual one.

    Parameters
    ----------
    release : Release
    wave : str, optional
        By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    dict of str to str
        A sentence each, of: ``target`` (about exactly these people), ``left_out`` (flagged answers), ``cuts`` (a norm,
        or chosen), ``own_norm`` (of the very wave it is held against), ``differ`` (the cuts, between waves) and
        ``borrow``.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> choice_notes(cd.release(cd.diagnose(sample.responses)))
    {}
    >>> shown = cd.release(cd.diagnose(sample.responses, cuts={"challenge": 3.4}))
    >>> choice_notes(shown, lang="en")
    {'cuts': 'The lines were chosen: 3.4 for challenge.'}
    """
    settings, asked = release.settings, release.latest if wave is None else str(wave)
    notes = {}
    if settings.target == MEMBERS:
        notes["target"] = text("report.choice.members", lang)
    if settings.left_out:
        notes["left_out"] = text("report.choice.left_out", lang)
    notes |= _lines(release, asked, lang)
    if settings.borrow:
        notes["borrow"] = text("report.choice.borrow", lang)
        if teams_shown(release, asked) < FEW_TEAMS:
            notes["borrow"] += " " + text("report.choice.few_teams", lang)
    return notes


def explanation(release: Release, lang: str) -> list[str]:
    """Say how to read the figures, and what they may not be taken for.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> len(explanation(cd.release(cd.diagnose(sample.responses)), "en"))
    9
    """
    settings, chosen = release.settings, choice_notes(release, lang=lang)
    other_cuts = [text("report.explain.other_cuts", lang)] if "cuts" in chosen else []
    return [
        f"{release.instrument.title[lang]} ({release.instrument.id} {release.instrument.version})",
        release.instrument.note[lang],
        *other_cuts,
        *(sentence for kind, sentence in chosen.items() if kind != "target"),
        text(f"report.explain.{settings.target}", lang),
        text("report.explain.privacy", lang, min_n=settings.min_n, min_n_shares=settings.min_n_shares),
        text("report.explain.label", lang),
        text("report.explain.silent", lang),
        text("report.explain.change", lang, margin=given_number(settings.margin, lang)),
        text("report.explain.agreement", lang),
        text("report.explain.quality", lang),
    ]


def teams_shown(release: Release, wave: str) -> int:
    """Count the teams that are shown in a wave."""
    teams = release.teams
    return int(((teams["wave"].astype(str) == wave) & ~teams["suppressed"].astype(bool)).sum())


def _lines(release: Release, wave: str, lang: str) -> dict[str, str]:
    """Say where the cuts come from, and what that does to a comparison."""
    if "source" not in release.cuts:
        return {}
    rows = [row for row in release.cuts.to_dict("records") if str(row["wave"]) == wave]
    order = [scale.id for scale in release.instrument.scales]
    rows.sort(key=lambda row: order.index(row["scale"]))
    notes = {}
    norm, given = ([row for row in rows if row["source"] == source] for source in (NORM, GIVEN))
    if norm:
        of_wave = text("report.choice.of_wave", lang, wave=norm[0]["norm_wave"]) if norm[0]["norm_wave"] else ""
        kind = text(f"report.choice.norm_{release.settings.norm or 'mean'}", lang, n=int(norm[0]["n_teams"]))
        notes["cuts"] = text("report.choice.norm", lang, kind=kind, of_wave=of_wave, cuts=_cuts(norm, release, lang))
        if str(norm[0]["norm_wave"]) == wave:
            notes["own_norm"] = text("report.choice.own_norm", lang)
    elif given:
        notes["cuts"] = text("report.choice.given", lang, cuts=_cuts(given, release, lang))
    if cuts_differ(release.cuts):
        notes["differ"] = text("report.choice.differ", lang)
    return notes


def cuts_differ(cuts: pd.DataFrame) -> bool:
    """Tell whether some axis has another cut in one wave than in another."""
    return bool((cuts.groupby(cuts["scale"].astype(str))["cut"].nunique() > 1).any())


def _cuts(rows: list[dict[Any, Any]], release: Release, lang: str) -> str:
    return ", ".join(
        text(
            "report.cut_of",
            lang,
            cut=given_number(float(row["cut"]), lang),
            scale=release.instrument.scale(str(row["scale"])).name[lang],
        )
        for row in rows
    )


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
