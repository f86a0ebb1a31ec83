"""A release as a scene: plain JSON that holds all the front-end draws and says, and nothing else.

Version 1; ``docs/scene.md`` tells every key. Units are teams, schools and boards. All figures are the release's own:
rounded, and absent where a unit is hidden. Sentences that need judgement (the place, a change, what the silent could
do) are made here; words around a name or a figure are templates in ``words``, filled in by the module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure import require_release
from culture_diag.frontend.points import SceneContext, point_of
from culture_diag.frontend.replay import PATTERN
from culture_diag.i18n import check_language, text
from culture_diag.story.alt_texts import axis_sentences
from culture_diag.story.assumptions import choice_notes
from culture_diag.story.figure_notes import subtitle
from culture_diag.story.lookup import CHANGES, UNITS, unit_ids
from culture_diag.story.names import clean_name, short_names
from culture_diag.story.phrases import GATES, REASONS, capital, why_hidden
from culture_diag.story.quadrant_figure import PlaneAxis, plane_of
from culture_diag.story.quadrant_looks import INK, NEUTRAL, PAPER, QUIET
from culture_diag.story.scene_words import scene_templates
from culture_diag.story.selection import pick_model
from culture_diag.story.team_point import team_points

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.story.quadrant_looks import Look

VERSION = 1

MARKERS = {"o": "circle", "^": "triangle", "s": "square", "D": "diamond", "X": "cross"}
"""The markers of the pictures for paper, by name."""


def make_scene(release: Release, *, lang: str = "nl") -> dict[str, Any]:
    """Turn a release into the scene of its plane.

    Parameters
    ----------
    release : Release
    lang : {"nl", "en"}

    Returns
    -------
    dict
        Only strings, numbers, booleans, None, lists and dicts with string keys: ``json.dumps`` takes it as it is. The
        units stand in the order of the release, teams first; their ids (``team:0``) say nothing of them.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If the instrument has no quadrants.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> scene = make_scene(release(diagnose(responses, team_sizes=sizes)), lang="en")
    >>> scene["units"][1]["name"], scene["units"][1]["points"][3]["x"], scene["units"][1]["points"][3]["counts"]
    ('Esdoorn', 2.7, [0, 18, 0, 2])
    """
    check_language(lang)
    release = require_release(release, lang=lang)
    model = pick_model(release, lang)
    planes = {wave: plane_of(release, model, wave, lang) for wave in release.waves}
    context = SceneContext(release, model, lang, planes)
    plane = planes[release.latest]
    units = [unit for level in UNITS for unit in _units(level, context)]
    teams = sum(unit["level"] == "team" for unit in units)
    return {
        "version": VERSION,
        "lang": lang,
        "direction": "ltr",
        "decimals": release.settings.decimals,
        "bounds": [plane.low, plane.high],
        "ticks": [list(tick) for tick in plane.ticks],
        "tie_radius": plane.tie_radius,
        "title": plane.title,
        "subtitle": subtitle(release, release.waves, teams, lang),
        "notes": {wave: list(choice_notes(release, wave=wave, lang=lang).values()) for wave in release.waves},
        "axes": {key: _axis(axis) for key, axis in (("x", plane.x), ("y", plane.y))},
        "quadrants": [
            {"id": cell.id, "name": cell.name, "short": cell.short, "column": place // 2, "row": place % 2}
            | _look(cell.look)
            for place, cell in enumerate(plane.quadrants)
        ],
        "neutral": _look(NEUTRAL),
        "colors": {"ink": INK, "quiet": QUIET, "paper": PAPER},
        "waves": list(release.waves),
        "cuts": {wave: [of.x.cut, of.y.cut] for wave, of in planes.items()},
        "axis_sentences": {wave: " ".join(axis_sentences(of, lang)) for wave, of in planes.items()},
        "units": units,
        "shares": _shares(release, lang),
        "pattern": PATTERN.tolist(),
        "words": scene_templates(release, model, lang),
        "gates": list(GATES),
        "reasons": list(REASONS),
        "format": {"decimal": text("frontend.decimal", lang), "group": text("frontend.group", lang), "minus": "−"},
    }


def _axis(axis: PlaneAxis) -> dict[str, Any]:
    return {"id": axis.scale, "name": axis.name, "low": axis.low, "high": axis.high, "ends": list(axis.ends)}


def _look(look: Look) -> dict[str, Any]:
    return {
        "color": look.color,
        "dark": look.dark,
        "tint": look.tint,
        "marker": MARKERS[look.marker],
        "area": look.area,
    }


def _units(level: str, context: SceneContext) -> list[dict[str, Any]]:
    """List all units of one level with their points, in the order of the release."""
    frame = getattr(context.release, UNITS[level])
    ids = unit_ids(frame, level)
    names = list(ids)
    if not names:
        return []
    rows = {(str(row["name"]), str(row["wave"])): row for row in frame.to_dict("records")}
    points = _points(level, names, rows, context)
    homes = frame.drop_duplicates("name").to_dict("records")
    short = short_names(names)
    return [
        {
            "id": ids[name],
            "level": level,
            "name": clean_name(name),
            "short": short[name],
            "school": _home(home, "school") if level == "team" else None,
            "board": _home(home, "board") if level != "board" else None,
            "points": points[name],
        }
        for name, home in zip(names, homes, strict=True)
    ]


def _points(
    level: str, names: list[str], rows: Mapping[tuple[str, str], Any], context: SceneContext
) -> dict[str, list[dict[str, Any]]]:
    release, lang = context.release, context.lang
    steps = getattr(release, CHANGES[level])
    moves = {(str(row["name"]), str(row["wave_to"])): row for row in steps.to_dict("records")}
    # The plots' own way from row to point, for any level: only the frame is another.
    same = replace(release, teams=getattr(release, UNITS[level]))
    points: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for number, wave in enumerate(release.waves):
        shown, hidden = team_points(same, context.model, wave, names)
        for at in shown:
            key = (at.name, wave)
            points[at.name].append(point_of(at, rows[key], moves.get(key), context))
        for gap in hidden:
            why = why_hidden(gap.reason, lang, min_n=release.settings.min_n)
            points[gap.name].append({"wave": number, "hidden": why, "reason": gap.reason})
    return points


def _home(row: Mapping[Any, Any], column: str) -> str | None:
    value = row.get(column)
    return None if value is None or pd.isna(value) else clean_name(str(value))


def _shares(release: Release, lang: str) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Say where the people of each team stand, by unit and wave; small classes are together."""
    if release.shares.empty or release.model is None:
        return {}
    ids = unit_ids(release.teams, "team")
    short = {cell.id: cell.short[lang] for cell in release.model.quadrants}
    shares: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in release.shares.to_dict("records"):
        cells = str(row["quadrants"]).split("+")
        wave = str(release.waves.index(str(row["wave"])))
        name = capital(text("frontend.or", lang).join(short[cell] for cell in cells))
        share = {"quadrants": cells, "name": name, "value": float(row["share"])}
        shares.setdefault(ids[str(row["name"])], {}).setdefault(wave, []).append(share)
    return shares
