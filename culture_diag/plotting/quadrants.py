"""The quadrant plot: where teams stand in one wave, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from culture_diag.disclosure import require_release
from culture_diag.i18n import check_language, text
from culture_diag.plotting.canvas import (
    Entry,
    Symbol,
    blank,
    frame_words,
    points_at,
    put,
    size_of,
    until_settled,
    width_of,
)
from culture_diag.story.selection import Hidden, TeamPoint, pick_model, pick_name, pick_names, pick_wave, team_points
from culture_diag.plotting.labels import Place, Surroundings, place_labels, spread_ties
from culture_diag.plotting.plane import (
    Plane,
    cut_points,
    draw_marker,
    draw_plane,
    draw_region,
    margins_of,
    region,
    to_points,
    weighed,
    write_names,
)
from culture_diag.plotting.style import INK, NEUTRAL, PAPER, QUIET, Style, get_style, printable, short_names
from culture_diag.story.alt_texts import hidden_notes, label_of, plane_subtitle, plane_title, reading_notes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel

    Array = NDArray[np.float64]

REGIONS_UP_TO = 3
"""Regions are drawn unasked for so many teams: more of them hide one another."""

KEYS_IN_A_COLUMN = 14
"""A longer key does not fit beside the plot in a room's letters."""

MOST_KEYS = 90
"""Entries of a key of numbers; what is more is counted and the repair is said."""


def plot_quadrants(
    release: Release,
    *,
    wave: str | None = None,
    teams: Sequence[str] | str | None = None,
    regions: bool | Sequence[str] | None = None,
    ax: Axes | None = None,
    lang: str = "nl",
    style: str = "print",
) -> Axes:
    """Draw the teams of one wave on the plane of named quadrants.

    A marker's shape and colour tell the most probable quadrant; it is open where the team is borderline and a grey
    cross where nothing can be said. A suppressed team is named in a note and never drawn. Scores are rounded, so teams
    at the very same place are set side by side within the rounding. A label that finds no room becomes a number with
    a key.

    Parameters
    ----------
    release : Release
    wave : str, optional
        By default the latest.
    teams : sequence of str, optional
        Names of teams; by default all.
    regions : bool or sequence of str, optional
        Whose joint 95% region of the mean is drawn: all, none, or the named teams. By default all if at most three
        teams are drawn, else none.
    ax : matplotlib Axes, optional
        By default axes on a figure of their own, fitted around all words.
    lang : {"nl", "en"}
    style : {"print", "room"}
        Sizes for a page or for a projector (16:9).

    Returns
    -------
    matplotlib.axes.Axes
        Both axes in units of the response scale, from its lowest to its highest answer. The markers are collections
        with gid ``team-<k>``, in the order of the teams drawn; regions are patches with gid ``region-<k>``.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If a team, wave or style is unknown, or the instrument has no quadrants.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> shown = release(diagnose(responses, team_sizes=sizes))
    >>> ax = plot_quadrants(shown, teams=["Beuk", "Esdoorn"], lang="en")
    >>> sorted(words.get_text() for words in ax.texts if words.get_gid() == "label")
    ['Beuk (n = 13)', 'Esdoorn (n = 14)']
    """
    check_language(lang)
    release = require_release(release, lang=lang)
    sizes = get_style(style, lang)
    model = pick_model(release, lang)
    wave = pick_wave(release, wave, lang)
    shown, hidden = team_points(release, model, wave, pick_names(release, teams, lang))
    outlined = _outlined(release, shown, regions, lang)
    own = ax is None
    ax = blank(sizes.side, sizes.side) if ax is None else ax
    plane = draw_plane(ax, release, model, wave, lang=lang, style=sizes)
    head = [
        Entry(printable(plane_title(model, lang)), sizes.title, weight="bold"),
        Entry(
            printable(plane_subtitle(release, wave, len(shown), lang, brief=sizes.column > 0)),
            sizes.base,
            QUIET,
            gap=0.2 * sizes.base,
        ),
    ]
    margins = margins_of(plane, sizes, lang)

    def draw() -> None:
        key = _draw_teams(ax, release, model, plane, shown, outlined, lang=lang, style=sizes)
        body = _legend(shown, model, outlined, lang=lang, style=sizes)
        wide = sizes.column * own or size_of(ax)[0] + margins.left
        body += _key_entries(key, lang=lang, style=sizes, width=wide)
        body += _notes(release, wave, shown, hidden, lang=lang, style=sizes)
        frame_words(ax, sizes, head=head, body=body, margins=margins, own=own, beside=sizes.column > 0)

    until_settled(ax, draw)
    return ax


def _outlined(
    release: Release, shown: list[TeamPoint], regions: bool | Sequence[str] | None, lang: str
) -> dict[int, Array]:
    """Give the outlines to draw, by number of the team."""
    if regions is None:
        regions = len(shown) <= REGIONS_UP_TO
    if isinstance(regions, bool):
        wanted = {team.name for team in shown} if regions else set()
    else:
        asked = [regions] if isinstance(regions, str) else regions
        wanted = {pick_name(release, name, lang) for name in asked}
    outlines = {index: region(team) for index, team in enumerate(shown) if team.name in wanted}
    return {index: outline for index, outline in outlines.items() if outline is not None}


def _draw_teams(
    ax: Axes,
    release: Release,
    model: QuadrantModel,
    plane: Plane,
    shown: list[TeamPoint],
    outlined: dict[int, Array],
    *,
    lang: str,
    style: Style,
) -> list[tuple[str, str]]:
    """Draw regions, markers and labels; give the key of the numbers: (number, label)."""  # fmt: skip
    rounding = 10.0**-release.settings.decimals
    x, y = spread_ties(*_positions(shown), 0.45 * rounding)
    for index, team in enumerate(shown):
        look, hollow = team.look(model)
        if index in outlined:
            draw_region(ax, outlined[index], look, style=style, gid=f"region-{index}")
        draw_marker(ax, x[index], y[index], look, hollow=hollow, style=style, gid=f"team-{index}")
    points = to_points(ax, np.column_stack([x, y]), plane)
    radius = 0.62 * style.marker
    marks = np.column_stack([points - radius, points + radius])
    names = write_names(ax, model, plane, marks, lang=lang, style=style)
    soft = [weighed(cut_points(ax, plane), 0.8)]
    soft += [weighed(to_points(ax, outline, plane), 1.0) for outline in outlined.values()]
    width, height = size_of(ax)
    around = Surroundings((2, 2, width - 2, height - 2), names, np.vstack(soft), radius)
    return _label(ax, np.column_stack([x, y]), points, shown, around, lang=lang, style=style)


def _positions(shown: list[TeamPoint]) -> tuple[Array, Array]:
    return np.array([team.x for team in shown], dtype=float), np.array([team.y for team in shown], dtype=float)


def _label(
    ax: Axes, anchors: Array, points: Array, shown: list[TeamPoint], around: Surroundings, *, lang: str, style: Style
) -> list[tuple[str, str]]:
    size = next(size for most, size in style.labels if len(shown) <= most)
    short = short_names([team.name for team in shown], 28 if style.column == 0 else 24)
    labels = [label_of(short[team.name], team.n, lang) for team in shown]
    digits = "0" * len(str(len(shown)))
    sizes = np.array([[width_of(label, size), size] for label in labels]).reshape(-1, 2)
    brief = np.tile([[width_of(digits, size, "bold"), size]], (len(shown), 1))
    places = place_labels(points, sizes, brief, around)
    key: list[tuple[str, str]] = []
    for label, place, anchor, point in zip(labels, places, anchors, points, strict=True):
        number = ""
        if place is None or place.short:
            number = str(len(key) + 1) if place else ""
            key.append((number, label))
        if place and len(key) <= MOST_KEYS:
            write_label(ax, place.moved(-point), anchor, number or label, size=size, style=style)
    return key


def write_label(
    ax: Axes, place: Place, anchor: Array, words: str, *, size: float, style: Style, gid: str = "label"
) -> None:
    """Write a label at its place (in points off its anchor), with its leader line if it stands off."""
    transform = points_at(ax, float(anchor[0]), float(anchor[1]))
    left, bottom, right, top = place.box
    if place.leader:
        x0, y0, x1, y1 = place.leader
        (line,) = ax.plot([x0, x1], [y0, y1], color=QUIET, linewidth=0.55 * style.line, transform=transform, zorder=3)
        line.set_gid("leader")
    put(ax, (left + right) / 2, (bottom + top) / 2, words, size=size, transform=transform, ha="center",
        va="center", weight="bold" if place.short else "normal", zorder=5, gid=gid)  # fmt: skip


def _legend(
    shown: list[TeamPoint], model: QuadrantModel, outlined: dict[int, Array], *, lang: str, style: Style
) -> list[Entry]:
    """Explain only what is in the picture."""
    entries = marker_legend(shown, model, lang=lang, style=style)
    if outlined:
        symbol = Symbol("region", "#e4e6e9", QUIET)
        entries.append(Entry(text("plotting.legend.region", lang), style.base, symbol=symbol, inline=True))
    return entries


def marker_legend(shown: list[TeamPoint], model: QuadrantModel, *, lang: str, style: Style) -> list[Entry]:
    """Explain open and grey markers, where there are any."""
    entries = []
    if any(team.look(model)[1] for team in shown):
        symbol = Symbol("marker", PAPER, INK, "o")
        words = text(f"plotting.legend.hollow.{'short' if style.column else 'long'}", lang)
        entries.append(Entry(words, style.base, symbol=symbol, inline=True))
    if any(team.look(model)[0] is NEUTRAL for team in shown):
        symbol = Symbol("marker", NEUTRAL.color, NEUTRAL.dark, NEUTRAL.marker)
        entries.append(Entry(text("plotting.legend.neutral", lang), style.base, symbol=symbol, inline=True))
    return entries


def _key_entries(key: list[tuple[str, str]], *, lang: str, style: Style, width: float) -> list[Entry]:
    """Set the key in columns, read downwards; a long one in a room gets smaller letters, to stay on the slide."""
    listed = key[:MOST_KEYS]
    size = style.small if len(listed) <= KEYS_IN_A_COLUMN else min(style.small, 10.0)
    lines = [f"{number or '–'}  {label}" for number, label in listed]
    widest = max((width_of(line, size) for line in lines), default=0.0) + 2 * size
    columns = max(1, int((width + 2 * size) // widest)) if lines else 1
    rows = -(-len(lines) // columns)
    entries = []
    for row in range(rows):
        for column, line in enumerate(lines[row::rows]):
            gap = 0.8 * style.base if row == 0 else 0.0
            entries.append(Entry(line, size, inline=column > 0, cell=widest, gap=gap))
    if len(key) > MOST_KEYS:
        entries.append(Entry(text("plotting.note.more", lang, count=len(key) - MOST_KEYS), size, QUIET))
    return entries


def _notes(
    release: Release, wave: str, shown: list[TeamPoint], hidden: list[Hidden], *, lang: str, style: Style
) -> list[Entry]:
    notes = reading_notes(shown, release, lang, wave=wave) + hidden_notes(hidden, release, lang)
    places = [(team.x, team.y) for team in shown]
    if len(set(places)) < len(places) and not style.column:
        notes.append(text("plotting.note.ties", lang))
    return note_entries(notes, style)


def note_entries(notes: Sequence[str], style: Style) -> list[Entry]:
    """Set notes under the rest, small and quiet."""
    return [
        Entry(printable(note), style.small, QUIET, gap=(0.8 if index == 0 else 0.2) * style.base)
        for index, note in enumerate(notes)
    ]
