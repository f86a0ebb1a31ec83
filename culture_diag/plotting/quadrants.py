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
    redrawn_until_settled,
    size_of,
    width_of,
)
from culture_diag.plotting.labels import Place, Surroundings, place_labels
from culture_diag.plotting.plane import (
    cut_points,
    draw_marker,
    draw_plane,
    draw_region,
    margins_of,
    to_points,
    with_label_weight,
    write_names,
)
from culture_diag.plotting.saving import keep_alt_text
from culture_diag.plotting.style import Style, drawable, get_style
from culture_diag.story.alt_texts import quadrant_alt_text
from culture_diag.story.figures import Mark, QuadrantFigure, figure_of_wave, outline_of
from culture_diag.story.notes import subtitle
from culture_diag.story.phrases import SHORT_NAME
from culture_diag.story.quadrant_looks import INK, NEUTRAL, PAPER, QUIET
from culture_diag.story.selection import pick_model, pick_name, pick_names, pick_wave

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from culture_diag.disclosure import Release
    from culture_diag.story.geometry import Array

REGIONS_UP_TO = 3
"""Regions are drawn unasked for so many teams: more of them hide one another."""

NAME_IN_A_ROOM = 24
"""Signs of a name in the larger letters of a room."""

KEYS_IN_A_COLUMN = 14
"""A longer key does not fit beside the plot in a room's letters."""

LONGEST_KEY = 90
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
    limit = NAME_IN_A_ROOM if sizes.column else SHORT_NAME
    figure = figure_of_wave(release, model, wave, pick_names(release, teams, lang), lang, limit=limit)
    outlined = _outlined(release, figure, regions, lang)
    own = ax is None
    ax = blank(sizes.side, sizes.side) if ax is None else ax
    draw_plane(ax, figure.plane, sizes)
    words = subtitle(release, [wave], len(figure.marks), lang, brief=sizes.column > 0)
    margins = margins_of(figure.plane, sizes)

    def draw() -> None:
        key = _draw_teams(ax, figure, outlined, sizes)
        body = _legend(figure, outlined, sizes, lang)
        wide = sizes.column * own or size_of(ax)[0] + margins.left
        body += _key_entries(key, lang=lang, style=sizes, width=wide)
        body += _notes(figure, sizes, lang)
        head = head_entries(figure.plane.title, words, sizes)
        frame_words(ax, sizes, head=head, body=body, margins=margins, own=own, beside=sizes.column > 0)

    redrawn_until_settled(ax, draw)
    keep_alt_text(ax, quadrant_alt_text(figure, lang))
    return ax


def head_entries(title: str, words: str, style: Style) -> list[Entry]:
    """Set a title, and words of one line under it."""
    return [
        Entry(drawable(title), style.title, weight="bold"),
        Entry(drawable(words), style.base, QUIET, gap=0.2 * style.base),
    ]


def _outlined(
    release: Release, figure: QuadrantFigure, regions: bool | Sequence[str] | None, lang: str
) -> dict[int, Array]:
    """Return the outlines to draw, by number of the mark."""
    if regions is None:
        regions = len(figure.marks) <= REGIONS_UP_TO
    if isinstance(regions, bool):
        wanted = {mark.point.name for mark in figure.marks} if regions else set()
    else:
        asked = [regions] if isinstance(regions, str) else regions
        wanted = {pick_name(release, name, lang) for name in asked}
    outlines = {index: outline_of(mark.point) for index, mark in enumerate(figure.marks) if mark.point.name in wanted}
    return {index: outline for index, outline in outlines.items() if outline is not None}


def _draw_teams(ax: Axes, figure: QuadrantFigure, outlined: dict[int, Array], style: Style) -> list[tuple[str, str]]:
    """Draw regions, markers and labels; return the key of the numbers: (number, label)."""
    plane, places = figure.plane, np.column_stack(figure.places)
    for index, mark in enumerate(figure.marks):
        if index in outlined:
            draw_region(ax, outlined[index], mark.look, style=style, gid=f"region-{index}")
        draw_marker(ax, places[index], mark, style, gid=f"team-{index}")
    points = to_points(ax, places, plane)
    radius = 0.62 * style.marker
    names = write_names(ax, plane, np.column_stack([points - radius, points + radius]), style)
    soft = [with_label_weight(cut_points(ax, plane), 0.8)]
    soft += [with_label_weight(to_points(ax, outline, plane), 1.0) for outline in outlined.values()]
    width, height = size_of(ax)
    around = Surroundings((2, 2, width - 2, height - 2), names, np.vstack(soft), radius)
    return _label(ax, places, points, [drawable(mark.short_label) for mark in figure.marks], around, style)


def _label(
    ax: Axes, anchors: Array, points: Array, labels: list[str], around: Surroundings, style: Style
) -> list[tuple[str, str]]:
    size = next(size for most, size in style.labels if len(labels) <= most)
    digits = "0" * len(str(len(labels)))
    sizes = np.array([[width_of(label, size), size] for label in labels]).reshape(-1, 2)
    brief = np.tile([[width_of(digits, size, "bold"), size]], (len(labels), 1))
    places = place_labels(points, sizes, brief, around)
    key: list[tuple[str, str]] = []
    for label, place, anchor, point in zip(labels, places, anchors, points, strict=True):
        number = ""
        if place is None or place.short:
            number = str(len(key) + 1) if place else ""
            key.append((number, label))
        if place and len(key) <= LONGEST_KEY:
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


def _legend(figure: QuadrantFigure, outlined: dict[int, Array], style: Style, lang: str) -> list[Entry]:
    """Explain only what is in the picture."""
    entries = marker_legend(figure.marks, style, lang)
    if outlined:
        symbol = Symbol("region", "#e4e6e9", QUIET)
        entries.append(Entry(text("plotting.legend.region", lang), style.base, symbol=symbol, inline=True))
    return entries


def marker_legend(marks: Sequence[Mark], style: Style, lang: str) -> list[Entry]:
    """Explain open and grey markers, where there are any."""
    entries = []
    if any(mark.point.hollow for mark in marks):
        symbol = Symbol("marker", PAPER, INK, "o")
        words = text(f"plotting.legend.hollow.{'short' if style.column else 'long'}", lang)
        entries.append(Entry(words, style.base, symbol=symbol, inline=True))
    if any(mark.look is NEUTRAL for mark in marks):
        symbol = Symbol("marker", NEUTRAL.color, NEUTRAL.dark, NEUTRAL.marker)
        entries.append(Entry(text("plotting.legend.neutral", lang), style.base, symbol=symbol, inline=True))
    return entries


def _key_entries(key: list[tuple[str, str]], *, lang: str, style: Style, width: float) -> list[Entry]:
    """Set the key in columns, read downwards; a long one in a room gets smaller letters, to stay on the slide."""
    listed = key[:LONGEST_KEY]
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
    if len(key) > LONGEST_KEY:
        entries.append(Entry(text("story.note.more", lang, count=len(key) - LONGEST_KEY), size, QUIET))
    return entries


def _notes(figure: QuadrantFigure, style: Style, lang: str) -> list[Entry]:
    ties = [text("story.note.ties", lang)] if figure.has_ties and not style.column else []
    return note_entries([*figure.notes, *ties], style)


def note_entries(notes: Sequence[str], style: Style) -> list[Entry]:
    """Set notes under the rest, small and quiet."""
    return [
        Entry(drawable(note), style.small, QUIET, gap=(0.8 if index == 0 else 0.2) * style.base)
        for index, note in enumerate(notes)
    ]
