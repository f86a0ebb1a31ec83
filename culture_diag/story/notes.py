"""What a reader must know of a result: the choices behind it, and who and what is in a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from culture_diag.disclosure.model import Release
from culture_diag.i18n import percent, text
from culture_diag.story.phrases import GATES, REASONS, capital, clean_name, clean_names, given_number, why_hidden
from culture_diag.story.selection import Hidden, records_by_name, records_of

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
        notes["target"] = text("story.choice.members", lang)
    if settings.left_out:
        notes["left_out"] = text("story.choice.left_out", lang)
    notes |= _cut_notes(release, asked, lang)
    if settings.borrow:
        notes["borrow"] = text("story.choice.borrow", lang)
        if leans_on_few(release, asked):
            notes["borrow"] += " " + text("story.choice.few_teams", lang)
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
    other_cuts = [text("story.explain.other_cuts", lang)] if "cuts" in chosen else []
    return [
        f"{release.instrument.title[lang]} ({release.instrument.id} {release.instrument.version})",
        release.instrument.note[lang],
        *other_cuts,
        *(sentence for kind, sentence in chosen.items() if kind != "target"),
        text(f"story.explain.{settings.target}", lang),
        text("story.explain.privacy", lang, min_n=settings.min_n, min_n_shares=settings.min_n_shares),
        text("story.explain.label", lang, borderline=text("words.borderline", lang)),
        text("story.explain.silent", lang),
        text("story.explain.change", lang, margin=given_number(settings.margin, lang)),
        text("story.explain.agreement", lang),
        text("story.explain.quality", lang),
    ]


def leans_on_few(release: Release, wave: str) -> bool:
    """Tell whether few teams are shown in a wave."""
    return sum(not row["suppressed"] for row in records_of(release.teams, wave)) < FEW_TEAMS


def cuts_by_source(release: Release, wave: str) -> dict[str, list[dict[str, Any]]]:
    """Return the cuts of a wave by where they come from, in the order of the scales."""
    order = [scale.id for scale in release.instrument.scales]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(records_of(release.cuts, wave), key=lambda row: order.index(row["scale"])):
        found.setdefault(str(row.get("source")), []).append(row)
    return found


def cut_words(rows: Iterable[Mapping[str, Any]], release: Release, lang: str) -> list[str]:
    """Say each cut with the name of its scale."""
    scale_name = {scale.id: scale.name[lang] for scale in release.instrument.scales}
    return [
        text("story.cut_of", lang, cut=given_number(float(row["cut"]), lang), scale=scale_name[row["scale"]])
        for row in rows
    ]


def _cut_notes(release: Release, wave: str, lang: str) -> dict[str, str]:
    """Say where the cuts come from, and what that does to a comparison."""
    if "source" not in release.cuts:
        return {}
    notes, rows = {}, cuts_by_source(release, wave)
    cuts = {source: ", ".join(cut_words(these, release, lang)) for source, these in rows.items()}
    if NORM in rows:
        first = rows[NORM][0]
        of_wave = text("story.choice.of_wave", lang, wave=first["norm_wave"]) if first["norm_wave"] else ""
        kind = text(f"story.choice.norm_{release.settings.norm or 'mean'}", lang, n=int(first["n_teams"]))
        notes["cuts"] = text("story.choice.norm", lang, kind=kind, of_wave=of_wave, cuts=cuts[NORM])
        if str(first["norm_wave"]) == wave:
            notes["own_norm"] = text("story.choice.own_norm", lang)
    elif GIVEN in rows:
        notes["cuts"] = text("story.choice.given", lang, cuts=cuts[GIVEN])
    if (release.cuts.groupby("scale", observed=True)["cut"].nunique() > 1).any():
        notes["differ"] = text("story.choice.differ", lang)
    return notes


def subtitle(release: Release, waves: Sequence[str], count: int, lang: str, *, brief: bool = False) -> str:
    """Say which waves, how many teams are drawn, and (unless brief) about what something is said."""
    span = clean_name(" – ".join(dict.fromkeys([waves[0], waves[-1]])))
    parts = [span, text("story.teams", lang, count=count)]
    return " · ".join(parts if brief else [*parts, text(f"story.target.{release.settings.target}", lang)])


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
            notes.append(text(f"story.gate.{gate}", lang, limit=percent(limit, lang), names=clean_names(names)))
    return notes


def reading_notes(
    gates: Iterable[tuple[str, str]], release: Release, lang: str, *, wave: str | None = None
) -> list[str]:
    """Say what a reader of the picture must know: where few answered, and which choices made it."""
    return gate_notes(gates, release, lang) + list(choice_notes(release, wave=wave, lang=lang).values())


def profile_notes(release: Release, wave: str, names: Sequence[str], lang: str) -> list[str]:
    """Say of a profile what :func:`reading_notes` says of a plane."""
    rows = records_by_name(release.teams, wave)
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
