"""What a picture says, in words: the alternative text made of the same content as the picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure import require_release
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import check_language, number, percent, text
from culture_diag.story.figures import PathFigure, Plane, QuadrantFigure, figure_of_paths, figure_of_wave
from culture_diag.story.item_answers import ItemAnswers, class_name, shown_answers
from culture_diag.story.notes import hidden_notes, item_notes, profile_notes
from culture_diag.story.phrases import capital, clean_name, why_hidden
from culture_diag.story.selection import (
    facet_row,
    pick_model,
    pick_name,
    pick_names,
    pick_scales,
    pick_wave,
    pick_waves,
    rows_of,
    split_hidden,
)

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import Item
    from culture_diag.instrument.model import ResponseScale

FIGURES = ("quadrants", "trajectories", "items", "profile")


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
        Sentences: what is drawn, each team with its scores and quadrant (a probability as "8 in 10"), and which
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
    Esdoorn (n = 14): challenge 2.7, invitation 4.2; cosy culture (chance 9 in 10).
    """
    check_language(lang)
    release = require_release(release, lang=lang)
    if kind not in FIGURES:
        raise CultureDiagError.of("plot_unknown_kind", lang=lang, asked=kind, known=", ".join(FIGURES))
    if kind == "items":
        if team is None:
            raise CultureDiagError.of("plot_team_needed", lang=lang)
        return _items(release, lang, team, pick_wave(release, wave, lang), scales)
    names = pick_names(release, teams, lang)
    if kind == "profile":
        return _profile(release, lang, names, pick_wave(release, wave, lang), scales)
    model = pick_model(release, lang)
    if kind == "quadrants":
        return quadrant_alt_text(figure_of_wave(release, model, pick_wave(release, wave, lang), names, lang), lang)
    paths = figure_of_paths(release, model, pick_waves(release, waves, lang), names, lang)
    return path_alt_text(paths, release, names, lang)


def quadrant_alt_text(figure: QuadrantFigure, lang: str) -> str:
    """Say what the picture of one wave says."""
    sentences = [text("story.alt.quadrants", lang, title=figure.plane.title, wave=figure.wave)]
    sentences += axis_sentences(figure.plane, lang)
    sentences.append(capital(text("story.alt.count", lang, count=len(figure.marks))))
    sentences += [f"{mark.label}: {mark.place}." for mark in figure.marks]
    return " ".join([*sentences, *figure.notes])


def axis_sentences(plane: Plane, lang: str) -> list[str]:
    """Say what lies at the ends of both axes, and where the cut is."""
    return [
        text(f"story.alt.axis_{key}", lang, cut=number(axis.cut, lang), low=axis.low, high=axis.high)
        for key, axis in (("x", plane.x), ("y", plane.y))
    ]


def path_alt_text(figure: PathFigure, release: Release, names: Iterable[str], lang: str) -> str:
    """Say what the picture of paths says, team by team in the order of `names`, each with its last change."""
    waves = "; ".join(map(clean_name, figure.waves))
    sentences = [text("story.alt.trajectories", lang, title=figure.plane.title, waves=waves)]
    sentences += axis_sentences(figure.plane, lang)
    steps = {(mark.point.name, mark.point.wave): mark.place for path in figure.paths for _, mark in path.steps} | {
        (gap.name, gap.wave): why_hidden(gap.reason, lang, min_n=release.settings.min_n) for gap in figure.hidden
    }
    changes = _last_changes(release, figure.waves)
    for name in names:
        words = [capital(f"{clean_name(wave)}: {steps[name, wave]}") for wave in figure.waves]
        sentences.append(f"{clean_name(name)}. {'. '.join(words)}.")
        if name in changes:
            sentences += _change(changes[name], figure.plane, lang)
    return " ".join([*sentences, *figure.notes, *figure.cut_note])


def _last_changes(release: Release, waves: Sequence[str]) -> dict[str, Mapping[Any, Any]]:
    """Return the last change of each team within these waves, as far as the release has one."""
    rows = release.changes.to_dict("records")
    return {str(row["name"]): row for row in rows if {str(row["wave_from"]), str(row["wave_to"])} <= set(waves)}


def _change(row: Mapping[Any, Any], plane: Plane, lang: str) -> list[str]:
    parts = [
        text(f"story.alt.direction.{direction}", lang, scale=axis.name)
        for axis in (plane.x, plane.y)
        if not pd.isna(direction := row[f"{axis.scale}_direction"])
    ]
    between = {column: clean_name(str(row[column])) for column in ("wave_from", "wave_to")}
    return [text("story.alt.change", lang, changes=", ".join(parts), **between)] if parts else []


def _items(release: Release, lang: str, team: str, wave: str, scales: Any) -> str:
    name = pick_name(release, team, lang)
    sentences = [text("story.alt.items", lang, name=clean_name(name), wave=clean_name(wave))]
    _, hidden = split_hidden(release, wave, [name])
    if hidden:
        return " ".join(sentences + hidden_notes(hidden, release, lang))
    answers = shown_answers(release, wave, name).get(name, {})
    for scale in pick_scales(release, scales, lang):
        sentences.append(f"{capital(scale.name[lang])}.")
        sentences += [
            _item(item, answers.get(item.id), release.instrument.response_scale, lang) for item in scale.items
        ]
    return " ".join(sentences + item_notes(release, lang))


def _item(item: Item, answers: ItemAnswers | None, scale: ResponseScale, lang: str) -> str:
    wording = f"“{item.wording[lang]}”" + (f" ({text('story.alt.reverse', lang)})" if item.reverse_keyed else "")
    if answers is None:
        return f"{wording}: {text('story.items.suppressed', lang)}."
    shares = [f"{class_name(scale, low, high, lang)} {percent(share, lang)}" for low, high, share in answers.classes]
    mean = [] if answers.mean is None else [text("story.items.mean", lang, mean=number(answers.mean, lang))]
    return f"{wording}: {', '.join(shares or mean)}."


def _profile(release: Release, lang: str, names: Sequence[str], wave: str, scales: Any) -> str:
    sentences = [text("story.alt.profile", lang, wave=clean_name(wave))]
    shown, hidden = split_hidden(release, wave, names)
    for name in shown:
        facets = rows_of(release.facets, wave, name)
        parts = [
            f"{facet.name[lang]} {_mean(facet_row(facets, scale.id, facet.id), lang)}"
            for scale in pick_scales(release, scales, lang)
            for facet in scale.facets
        ]
        sentences.append(f"{clean_name(name)}: {', '.join(parts) or text('story.alt.no_facets', lang)}.")
    return " ".join(sentences + profile_notes(release, wave, shown, lang) + hidden_notes(hidden, release, lang))


def _mean(row: dict[Any, Any] | None, lang: str) -> str:
    if row is None or bool(row["suppressed"]) or pd.isna(row["mean"]):
        return text("story.items.suppressed", lang)
    mean = number(float(row["mean"]), lang)
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return mean
    ends = {"low": number(float(row["low"]), lang), "high": number(float(row["high"]), lang)}
    return text("story.alt.interval", lang, mean=mean, **ends)
