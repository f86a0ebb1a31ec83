"""A release as a scene: plain JSON that holds all the front-end draws and says, and nothing else.

Version 1; ``docs/scene.md`` tells every key. Units are teams, schools and boards. All figures are the release's own:
rounded, and absent where a unit is hidden. Sentences that need judgement (the place, a change, what the silent could
do) are made here; words around a name or a figure are templates in ``words``, filled in by the module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure import require_release
from culture_diag.frontend.replay import PATTERN, count_by_quadrant, replay_places, replay_rotation
from culture_diag.i18n import catalogue, check_language, percent, text
from culture_diag.story.alt_texts import axis_sentences
from culture_diag.story.figures import Plane, PlaneAxis, plane_of
from culture_diag.story.notes import choice_notes, hidden_note, subtitle
from culture_diag.story.phrases import GATES, REASONS, capital, clean_name, short_names, why_hidden
from culture_diag.story.quadrant_looks import INK, NEUTRAL, PAPER, QUIET
from culture_diag.story.selection import pick_model
from culture_diag.story.team_point import TeamPoint, team_points, verdict
from culture_diag.story.units import CHANGES, UNITS, unit_ids

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel
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
    looks = {key: getattr(look, key) for key in ("color", "dark", "tint", "marker", "area")}
    return looks | {"marker": MARKERS[look.marker]}


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


Row = Mapping[str, Any]


@dataclass(frozen=True)
class SceneContext:
    """What all points of a scene share: the release, and its plane in each wave."""

    release: Release
    model: QuadrantModel
    lang: str
    planes: Mapping[str, Plane]

    @property
    def axes(self) -> tuple[str, str]:
        """The scales of the horizontal and the vertical axis."""
        return self.model.x.scale, self.model.y.scale


def point_of(at: TeamPoint, row: Row, change: Row | None, context: SceneContext) -> dict[str, Any]:
    """Return what the scene says of one shown unit in one wave (the keys are listed in ``docs/scene.md``)."""
    model, waves = context.model, context.release.waves
    x, y = context.axes
    rate = _value(row, "response_rate")
    point: dict[str, Any] = {
        "wave": waves.index(at.wave),
        "x": at.x,
        "y": at.y,
        "n": at.n,
        "of": None if _value(row, "n_team") is None else int(row["n_team"]),
        "response": None if rate is None else percent(float(rate), context.lang),
        "low": _numbers(row, f"{x}_low", f"{y}_low"),
        "high": _numbers(row, f"{x}_high", f"{y}_high"),
        "region": None if at.region is None else list(at.region),
        "p": _numbers(row, *(f"p_{cell.id}" for cell in model.quadrants)),
        "quadrant": at.quadrant,
        "runner_up": at.runner_up,
        "label": at.label,
        "look": {"quadrant": at.quadrant if at.hollow else at.label, "hollow": at.hollow},
        "gate": at.gate,
        "verdict": verdict(at, model, context.lang),
        "change": None if change is None else _change(change, context),
        "since": None if change is None else waves.index(str(change["wave_from"])),
        "silent": _silent(row),
    }
    return point | _replay(at, point["p"], context)


def _replay(at: TeamPoint, chances: list[float] | None, context: SceneContext) -> dict[str, Any]:
    """Return the turn of the pattern and the counts; nothing for a unit of whose quadrant nothing is said."""
    if at.region is None or chances is None or at.label is None:
        return {"spin": None, "counts": None}
    plane = context.planes[at.wave]
    cuts, bounds = (plane.x.cut, plane.y.cut), (plane.low, plane.high)
    spin = replay_rotation(at.x, at.y, at.region, chances, cuts=cuts, bounds=bounds)
    return {"spin": spin, "counts": count_by_quadrant(replay_places(at.x, at.y, at.region, spin, bounds=bounds), cuts)}


def _change(change: Row, context: SceneContext) -> list[list[Any]] | None:
    """Return by how much the unit moved along either axis, and what that is worth; None where unknown."""
    steps = [[_value(change, f"{scale}_change"), _value(change, f"{scale}_verdict")] for scale in context.axes]
    if any(None in each for each in steps):
        return None
    return [[float(moved), str(judged)] for moved, judged in steps]


def _silent(row: Row) -> dict[str, Any] | None:
    """Return how many have no score, and whether they could bring the mean across a cut (None where unknown)."""
    people = _value(row, "silent")
    if not people:
        return None
    tips = _value(row, "can_tip") if _value(row, "label") is not None else None
    return {"count": int(people), "tips": None if tips is None else bool(tips)}


def _numbers(row: Row, *columns: str) -> list[float] | None:
    values = [_value(row, column) for column in columns]
    return None if None in values else [float(each) for each in values]


def _value(row: Row, column: str) -> Any:
    value = row.get(column)
    return None if value is None or pd.isna(value) else value


SHARED = (
    "story.label", "story.teams", "plotting.legend.hollow.long", "plotting.legend.neutral",
    "plotting.legend.region", "plotting.legend.gap", "story.note.cuts", "story.note.ties",
    "story.alt.quadrants", "story.alt.count", "story.alt.interval", "story.alt.no_label",
    "words.no_number",
)  # fmt: skip
"""The same words as in and under the pictures for paper."""

OWN = (
    "frontend.unlabelled", "frontend.keys", "frontend.empty", "frontend.card.n", "frontend.card.of",
    "frontend.card.change", "frontend.card.silent", "frontend.change.both", "frontend.change.changed",
    "frontend.change.changed_little", "frontend.change.same", "frontend.change.cannot_tell", "frontend.silent.can",
    "frontend.silent.cannot", "frontend.silent.count", "frontend.replay.title", "frontend.replay.why",
    "frontend.replay.count", "frontend.replay.step", "frontend.replay.play", "frontend.replay.pause",
    "frontend.replay.again", "frontend.replay.next", "frontend.replay.previous", "frontend.replay.none",
)  # fmt: skip


def scene_templates(release: Release, model: QuadrantModel, lang: str) -> dict[str, str]:
    """Return the templates by key; their ``{fields}`` are filled in by the module."""
    entries = catalogue(lang)
    words = {}
    for key in (*SHARED, *OWN):
        brief = key.partition(".")[2]
        for end in ("", ".one", ".other"):
            if key + end in entries:
                words[brief + end] = entries[key + end]
    for reason in REASONS:
        words[f"hidden.{reason}"] = hidden_note(reason, "{names}", lang, min_n=release.settings.min_n)
    for gate, limit in zip(GATES, release.settings.gate, strict=True):
        words[f"gate.{gate}"] = text(f"story.gate.{gate}", lang, limit=percent(limit, lang), names="{names}")
    words["target"] = text(f"story.target.{release.settings.target}", lang)
    words["card.quadrant"] = model.name[lang]
    return words
