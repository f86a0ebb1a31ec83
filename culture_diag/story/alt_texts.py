"""What a picture says, in words: titles, notes, and the alternative text for who cannot see it.

Made from the same frames as the pictures; nothing here draws, so nothing here imports matplotlib.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure import require_release
from culture_diag.story.assumptions import choice_notes
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import check_language, number, percent, text
from culture_diag.story.selection import (
    REASONS,
    Hidden,
    TeamPoint,
    cut_of,
    pick_model,
    pick_name,
    pick_names,
    pick_scales,
    pick_wave,
    pick_waves,
    reason_of,
    rows_of,
    team_points,
)
from culture_diag.plotting.style import HOLLOW

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import Item, QuadrantModel, ResponseScale


def plain(words: str) -> str:
    r"""Put words of any origin on one line, without control signs.

    Examples
    --------
    >>> plain("Team\n\x07A")
    'Team A'
    """
    return "".join(sign for sign in " ".join(words.split()) if unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))


def capital(words: str) -> str:
    """Start with a capital.

    Examples
    --------
    >>> capital("team")
    'Team'
    """
    return words[:1].upper() + words[1:]


def label_of(name: str, n: int | None, lang: str) -> str:
    """Write a team with its number of answers.

    Examples
    --------
    >>> label_of("De Ster", 12, "nl")
    'De Ster (n = 12)'
    """
    return name if n is None else text("plotting.label", lang, name=name, n=n)


def plane_title(model: QuadrantModel, lang: str) -> str:
    """Name the plane."""
    return capital(model.name[lang])


def plane_subtitle(release: Release, waves: str, count: int, lang: str, *, brief: bool = False) -> str:
    """Say which wave, how many teams are drawn, and (unless brief) about what something is said."""
    parts = [plain(waves), text("plotting.teams", lang, count=count)]
    if not brief:
        parts.append(text(f"plotting.target.{release.settings.target}", lang))
    return " · ".join(parts)


def hidden_notes(hidden: Sequence[Hidden], release: Release, lang: str) -> list[str]:
    """Name the teams that are not drawn, one sentence a reason."""
    notes = []
    for reason in REASONS:
        names = [plain(team.name) for team in hidden if team.reason == reason]
        if names:
            words = "; ".join(names)
            notes.append(text(f"plotting.hidden.{reason}", lang, names=words, min_n=release.settings.min_n))
    return notes


def reading_notes(shown: Sequence[TeamPoint], release: Release, lang: str, *, wave: str | None = None) -> list[str]:
    """Say what a reader of the picture must know: where few answered, and which choices made it."""
    notes = gate_notes(((team.name, team.gate) for team in shown), release, lang)
    return notes + list(choice_notes(release, wave=wave, lang=lang).values())


def gate_notes(gates: Iterable[tuple[str, str]], release: Release, lang: str) -> list[str]:
    """Name the teams of which too few answered, from (name, response gate): one sentence a gate."""
    found, notes = list(gates), []
    for gate, limit in zip(("no_label", "caution"), release.settings.gate, strict=True):
        names = [plain(name) for name, at in found if at == gate]
        if names:
            notes.append(text(f"plotting.gate.{gate}", lang, limit=percent(limit, lang), names="; ".join(names)))
    return notes


def profile_notes(release: Release, wave: str, names: Sequence[str], lang: str) -> list[str]:
    """Say of a profile what :func:`reading_notes` says of a plane."""
    rows = {str(row["name"]): row for row in rows_of(release.teams, wave).to_dict("records")}
    gates = [(name, str(rows[name].get("response_gate"))) for name in names]
    return gate_notes(gates, release, lang) + list(choice_notes(release, wave=wave, lang=lang).values())


def path_gates(steps: Iterable[TeamPoint], release: Release, lang: str) -> list[str]:
    """Name the teams of which too few answered, each with the waves it is about, and the choices made."""
    waves: dict[tuple[str, str], list[str]] = {}
    for step in steps:
        waves.setdefault((step.name, step.gate), []).append(plain(step.wave))
    gates = [(f"{plain(name)} ({', '.join(of)})", gate) for (name, gate), of in waves.items()]
    # That the cuts differ is said of the paths with the wave whose cut is drawn.
    chosen = choice_notes(release, lang=lang)
    return gate_notes(gates, release, lang) + [said for kind, said in chosen.items() if kind != "differ"]


def lines_differ(release: Release, model: QuadrantModel, waves: Sequence[str], lang: str) -> list[str]:
    """Say that the cut moved between these waves, where it did, and which one is drawn."""
    cuts = {tuple(cut_of(release, wave, axis.scale) for axis in (model.x, model.y)) for wave in waves}
    return [text("plotting.note.cuts", lang, wave=plain(waves[-1]))] if len(cuts) > 1 else []


def verdict(standing: TeamPoint, model: QuadrantModel, lang: str) -> str:
    """Say in which quadrant a team stands and how sure that is."""
    if standing.label is None or standing.quadrant is None:
        return text("plotting.alt.no_label", lang)
    first = _likely(model, standing.quadrant, standing.chance, lang)
    if standing.label != HOLLOW:
        return first
    if standing.runner_up is None:
        return text("plotting.alt.borderline_one", lang, first=first)
    second = _likely(model, standing.runner_up, standing.runner_chance, lang)
    return text("plotting.alt.borderline", lang, first=first, second=second)


def _likely(model: QuadrantModel, quadrant: str, chance: float | None, lang: str) -> str:
    name = model.quadrant(quadrant).name[lang]
    if chance is None:
        return name
    tenths = round(10 * chance)
    key = {0: "hardly", 10: "nearly"}.get(tenths, "tenths")
    return text(f"plotting.alt.{key}", lang, quadrant=name, tenths=tenths)


def alt_text(
    release: Release,
    *,
    kind: str = "quadrants",
    team: str | None = None,
    wave: str | None = None,
    waves: Sequence[str] | str | None = None,
    teams: Sequence[str] | str | None = None,
    scales: Sequence[str] | str | None = None,
    lang: str = "nl",
) -> str:
    """Say in words what a picture of this release says, for who cannot see it.

    Parameters
    ----------
    release : Release
    kind : {"quadrants", "trajectories", "items", "profile"}
        Which picture.
    team : str, optional
        The team of ``kind="items"``.
    wave, waves, teams, scales : optional
        As given to the plot (`waves` of ``kind="trajectories"``).
    lang : {"nl", "en"}

    Returns
    -------
    str
        Sentences: what is drawn, each team with its scores and quadrant (a probability as "8 out of 10"), and which
        teams are not shown and why.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If the kind, a team, a wave or a scale is unknown, or ``kind="items"`` lacks its team.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> shown = release(diagnose(responses, team_sizes=sizes))
    >>> print(alt_text(shown, teams="Esdoorn", lang="en").partition("drawn. ")[2])
    Esdoorn (n = 14): challenge 2.7, invitation 4.2; cosy culture (chance 9 out of 10).
    """
    check_language(lang)
    release = require_release(release, lang=lang)
    if kind not in _KINDS:
        raise CultureDiagError.of("plot_unknown_kind", lang=lang, asked=kind, known=", ".join(_KINDS))
    if kind == "items" and team is None:
        raise CultureDiagError.of("plot_team_needed", lang=lang)
    return " ".join(_KINDS[kind](release, lang, team=team, wave=wave, waves=waves, teams=teams, scales=scales))


def _quadrants(release: Release, lang: str, *, wave: str | None, teams: Any, **_: Any) -> list[str]:
    model = pick_model(release, lang)
    wave = pick_wave(release, wave, lang)
    shown, hidden = team_points(release, model, wave, pick_names(release, teams, lang))
    said = [text("plotting.alt.quadrants", lang, title=plane_title(model, lang), wave=plain(wave))]
    said += _axes(release, model, wave, lang)
    said.append(capital(text("plotting.alt.count", lang, count=len(shown))))
    said += [f"{label_of(plain(at.name), at.n, lang)}: {_place(at, release, model, lang)}." for at in shown]
    return said + reading_notes(shown, release, lang, wave=wave) + hidden_notes(hidden, release, lang)


def _axes(release: Release, model: QuadrantModel, wave: str, lang: str) -> list[str]:
    said = []
    for key, axis in (("x", model.x), ("y", model.y)):
        cut = number(cut_of(release, wave, axis.scale), lang)
        ends = {"low": axis.ends.low[lang], "high": axis.ends.high[lang]}
        said.append(text(f"plotting.alt.axis_{key}", lang, cut=cut, **ends))
    return said


def _place(at: TeamPoint, release: Release, model: QuadrantModel, lang: str) -> str:
    values = ((model.x.scale, at.x), (model.y.scale, at.y))
    scores = [f"{release.instrument.scale(scale).name[lang]} {number(value, lang)}" for scale, value in values]
    return f"{', '.join(scores)}; {verdict(at, model, lang)}"


def _trajectories(release: Release, lang: str, *, waves: Any, teams: Any, **_: Any) -> list[str]:
    model = pick_model(release, lang)
    waves = pick_waves(release, waves, lang)
    names = pick_names(release, teams, lang)
    said = [text("plotting.alt.trajectories", lang, title=plane_title(model, lang), waves="; ".join(map(plain, waves)))]
    said += _axes(release, model, waves[-1], lang)
    drawn: list[TeamPoint] = []
    for name in names:
        steps = []
        for each in waves:
            shown, hidden = team_points(release, model, each, [name])
            drawn += shown
            steps += [f"{plain(each)}: {_place(at, release, model, lang)}" for at in shown]
            steps += [f"{plain(each)}: {text(f'plotting.gap.{gap.reason}', lang)}" for gap in hidden]
        said.append(f"{plain(name)}. {'. '.join(capital(step) for step in steps)}.")
        said += _change(release, model, name, waves, lang)
    return said + path_gates(drawn, release, lang) + lines_differ(release, model, waves, lang)


def _change(release: Release, model: QuadrantModel, name: str, waves: Sequence[str], lang: str) -> list[str]:
    """Say the last change of a team within these waves, if the release has one."""
    changes = release.changes
    if changes.empty:
        return []
    inside = changes["wave_from"].astype(str).isin(waves) & changes["wave_to"].astype(str).isin(waves)
    rows = changes[(changes["name"].astype(str) == name) & inside]
    if rows.empty:
        return []
    row = rows.iloc[-1]
    parts = []
    for axis in (model.x, model.y):
        direction = row[f"{axis.scale}_direction"]
        if not pd.isna(direction):
            scale = release.instrument.scale(axis.scale).name[lang]
            parts.append(text(f"plotting.alt.direction.{direction}", lang, scale=scale))
    waves_said = {"wave_from": plain(str(row["wave_from"])), "wave_to": plain(str(row["wave_to"]))}
    return [text("plotting.alt.change", lang, changes=", ".join(parts), **waves_said)] if parts else []


def _items(release: Release, lang: str, *, team: str, wave: str | None, scales: Any, **_: Any) -> list[str]:
    wave = pick_wave(release, wave, lang)
    name = pick_name(release, team, lang)
    said = [text("plotting.alt.items", lang, name=plain(name), wave=plain(wave))]
    reason = team_reason(release, wave, name)
    if reason:
        return said + hidden_notes([Hidden(name, wave, reason)], release, lang)
    items = {str(row["item"]): row for row in rows_of(release.items, wave, name).to_dict("records")}
    spread = rows_of(release.distributions, wave, name)
    for scale in pick_scales(release, scales, lang):
        said.append(f"{capital(scale.name[lang])}.")
        for item in scale.items:
            classes = spread[spread["item"].astype(str) == item.id] if len(spread) else spread
            said.append(_item(item, items.get(item.id), classes, release.instrument.response_scale, lang))
    return said + item_notes(release, lang)


def item_notes(release: Release, lang: str) -> list[str]:
    """Say of the choices made the one that matters to single answers: whether some were left out."""
    chosen = choice_notes(release, lang=lang)
    return [chosen["left_out"]] if "left_out" in chosen else []


def _item(item: Item, row: dict[Any, Any] | None, classes: pd.DataFrame, answers: ResponseScale, lang: str) -> str:
    wording = f"“{item.wording[lang]}”" + (f" ({text('plotting.alt.reverse', lang)})" if item.reverse_keyed else "")
    if row is None or bool(row["suppressed"]) or (pd.isna(row["mean"]) and classes.empty):
        return f"{wording}: {text('plotting.items.suppressed', lang)}."
    if classes.empty:
        mean = text("plotting.items.mean", lang, mean=number(float(row["mean"]), lang))
        return f"{wording}: {mean}."
    ordered = classes.sort_values("low_code").to_dict("records")
    shares = [
        f"{class_name(answers, c['low_code'], c['high_code'], lang)} {percent(c['share'], lang)}" for c in ordered
    ]
    return f"{wording}: {', '.join(shares)}."


def _profile(release: Release, lang: str, *, wave: str | None, teams: Any, scales: Any, **_: Any) -> list[str]:
    wave = pick_wave(release, wave, lang)
    names = pick_names(release, teams, lang)
    said = [text("plotting.alt.profile", lang, wave=plain(wave))]
    hidden = []
    for name in names:
        reason = team_reason(release, wave, name)
        if reason:
            hidden.append(Hidden(name, wave, reason))
            continue
        facets = rows_of(release.facets, wave, name)
        parts = []
        for scale in pick_scales(release, scales, lang):
            for facet in scale.facets:
                row = facet_row(facets, scale.id, facet.id)
                parts.append(f"{facet.name[lang]} {_mean(row, lang)}")
        said.append(f"{plain(name)}: {', '.join(parts) or text('plotting.alt.no_facets', lang)}.")
    away = {gap.name for gap in hidden}
    notes = profile_notes(release, wave, [name for name in names if name not in away], lang)
    return said + notes + hidden_notes(hidden, release, lang)


def _mean(row: dict[Any, Any] | None, lang: str) -> str:
    if row is None or bool(row["suppressed"]) or pd.isna(row["mean"]):
        return text("plotting.items.suppressed", lang)
    mean = number(float(row["mean"]), lang)
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return mean
    ends = {"low": number(float(row["low"]), lang), "high": number(float(row["high"]), lang)}
    return text("plotting.alt.interval", lang, mean=mean, **ends)


def facet_row(facets: pd.DataFrame, scale: str, facet: str) -> dict[Any, Any] | None:
    """Give the row of one facet from the rows of one team and wave."""
    if facets.empty:
        return None
    rows = facets[(facets["scale"].astype(str) == scale) & (facets["facet"].astype(str) == facet)]
    return rows.iloc[0].to_dict() if len(rows) else None


def team_reason(release: Release, wave: str, name: str) -> str:
    """Give the reason why nothing of a team is shown in a wave; empty if something is."""
    rows = rows_of(release.teams, wave, name)
    return reason_of(rows.iloc[0].to_dict()) if len(rows) else "absent"


def class_name(answers: ResponseScale, low: float, high: float, lang: str) -> str:
    """Name a class of answers: its label if it is one labelled code, else its codes.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> answers = load_instrument("invitation-challenge").response_scale
    >>> class_name(answers, 5, 5, "en"), class_name(answers, 1, 3, "en")
    ('strongly agree', '1–3')
    """
    label = next((point.label[lang] for point in answers.points if low == high == point.code), None)
    return label or codes_of(low, high, lang)


def codes_of(low: float, high: float, lang: str) -> str:
    """Write the codes of a class.

    Examples
    --------
    >>> codes_of(1, 3, "nl"), codes_of(4, 4, "nl"), codes_of(2.5, 3, "nl")
    ('1–3', '4', '2,5–3')
    """
    ends = [number(code, lang, decimals=0 if float(code).is_integer() else 1) for code in (low, high)]
    return ends[0] if low == high else "–".join(ends)


_KINDS: dict[str, Callable[..., list[str]]] = {
    "quadrants": _quadrants,
    "trajectories": _trajectories,
    "items": _items,
    "profile": _profile,
}
