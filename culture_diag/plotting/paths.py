"""Paths over the waves: how each is drawn, the words that explain it, and a panel a team where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from culture_diag.i18n import text
from culture_diag.plotting.canvas import Entry, Symbol, fitting, height_of, points_from, put, size_of, width_of, write
from culture_diag.plotting.labels import Surroundings, place_labels
from culture_diag.plotting.plane import cut_points, draw_marker, draw_plane, to_points, with_label_weight
from culture_diag.plotting.quadrants import head_entries, marker_legend, note_entries, write_label
from culture_diag.plotting.style import Style, drawable
from culture_diag.story.figures import PathFigure, Plane, TeamPath, gap_notes, marked_places
from culture_diag.story.notes import subtitle
from culture_diag.story.quadrant_looks import PAPER, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from culture_diag.disclosure import Release
    from culture_diag.story.geometry import Array

PATH, GAP = "#4a5058", (0, (2.5, 2.5))


def path_head(figure: PathFigure, release: Release, style: Style, lang: str) -> list[Entry]:
    """Write title and subtitle: which waves, how many teams."""
    words = subtitle(release, figure.waves, len(figure.paths), lang, brief=style.column > 0)
    return head_entries(figure.plane.title, words, style)


def path_notes(figure: PathFigure, release: Release, style: Style, lang: str) -> list[Entry]:
    """Say where few answered, what was chosen, what is not drawn, and whether the cut moved."""
    gaps = gap_notes(figure, release, lang, brief=style.column > 0)
    return note_entries([*figure.notes, *gaps, *figure.cut_note], style)


def path_legend(
    figure: PathFigure, waves: Sequence[str], key: Sequence[tuple[str, str]], style: Style, lang: str
) -> list[Entry]:
    """Explain numbers of `waves`, open markers, dashes, and letters of teams: only what is in the picture."""
    entries = [
        Entry(drawable(text("plotting.legend.wave", lang, number=number, wave=wave)), style.base, inline=number > 1)
        for number, wave in enumerate(waves, start=1)
    ]
    markers = marker_legend([mark for path in figure.paths for _, mark in path.steps], style, lang)
    if any(path.has_gap for path in figure.paths):
        symbol = Symbol("line", edge=QUIET, dashed=True)
        markers.append(Entry(text("plotting.legend.gap", lang), style.base, symbol=symbol, inline=True))
    if entries:
        entries[0] = replace(entries[0], gap=0.3 * style.base)
    if markers and entries:
        markers[0] = replace(markers[0], inline=False, gap=0.3 * style.base)
    return entries + markers + [Entry(f"{number}  {label}", style.small, inline=True) for number, label in key]


def path_places(path: TeamPath, plane: Plane) -> Array:
    """Return where the marks of a path are drawn, those at the very same place side by side."""
    return np.column_stack(marked_places([mark.point for _, mark in path.steps], plane))


def along(points: Array) -> Array:
    """Return points along a path, for labels to keep off it."""
    if len(points) < 2:
        return np.empty((0, 2))
    share = np.linspace(0, 1, 25)[:, None]
    return np.vstack([a + share * (b - a) for a, b in pairwise(points)])


def draw_path(ax: Axes, path: TeamPath, places: Array, index: int, style: Style) -> None:
    """Draw one team's markers, an arrow between successive waves and a dashed line over a gap."""
    for step, (before, after) in enumerate(pairwise(path.steps)):
        gap = after[0] - before[0] > 1
        arrow = FancyArrowPatch(
            places[step], places[step + 1], arrowstyle="-" if gap else "-|>",
            mutation_scale=1.15 * style.marker, shrinkA=0.5 * style.marker, shrinkB=0.55 * style.marker,
            color=QUIET if gap else PATH, linewidth=1.2 * style.line, linestyle=GAP if gap else "-", zorder=3,
        )  # fmt: skip
        arrow.set_gid(f"{'gap' if gap else 'path'}-{index}-{step}")
        ax.add_patch(arrow)
    for (number, mark), place in zip(path.steps, places, strict=True):
        draw_marker(ax, place, mark, style, gid=f"team-{index}-{number}")


def label_waves(
    ax: Axes, anchors: Array, points: Array, words: list[str], around: Surroundings, *, style: Style
) -> None:
    """Write each point's wave beside it."""
    size = style.small
    sizes = np.array([[width_of(word, size), size] for word in words]).reshape(-1, 2)
    found = place_labels(points, sizes, sizes, around)
    for word, place, anchor, point in zip(words, found, anchors, points, strict=True):
        if place:
            write_label(ax, replace(place.moved(-point), short=False), anchor, word, size=size, style=style, gid="wave")


@dataclass(frozen=True)
class _Grid:
    """Panels in points: how many, how many in a row, their side, the white between them, and the size of letters."""

    count: int
    columns: int
    side: float
    gap: float
    size: float

    @property
    def rows(self) -> int:
        return -(-self.count // self.columns)

    @property
    def heading(self) -> float:
        return 2.9 * self.size

    @property
    def width(self) -> float:
        return self.columns * (self.side + self.gap) - self.gap

    @property
    def height(self) -> float:
        return self.rows * (self.heading + self.side + self.gap) - self.gap


def draw_panels(figure: PathFigure, release: Release, style: Style, lang: str) -> NDArray[np.object_]:
    """Draw a panel a team, all on the same scale; the words stand above and below, or beside them on a slide."""
    paths = figure.paths
    grid = _grid(len(paths), style)
    left, edge, under = 2.2 * style.small, 0.9 * style.base, 3.2 * style.small
    beside = style.column > 0
    wide = 0.8 * style.column if beside else left + grid.width
    head, body = _words(figure, release, style, lang)
    above, below = (0.0, 0.0) if beside else (height_of(head, wide) + 0.5 * style.base, height_of(body, wide))
    words = height_of([*head, *body], wide) + edge if beside else 0.0
    height = max(above + grid.height + under + below, words) + 2 * edge
    width = left + grid.width + 2 * edge + (wide + 3 * edge) * beside
    canvas = Figure(figsize=(width / 72, height / 72), facecolor=PAPER)
    sizes = replace(style, marker=min(style.marker, max(6.0, 0.055 * grid.side)), small=min(style.small, grid.size))
    sizes = replace(sizes, line=min(style.line, max(0.8, 0.009 * grid.side)))
    axes = np.empty(len(paths), dtype=object)
    for index, path in enumerate(paths):
        row, column = divmod(index, grid.columns)
        x = edge + left + column * (grid.side + grid.gap)
        y = height - edge - above - row * (grid.heading + grid.side + grid.gap) - grid.heading - grid.side
        ax = canvas.add_axes((x / width, y / height, grid.side / width, grid.side / height))
        _panel(ax, figure.plane, path, index, grid.size, sizes, lang)
        ax.tick_params(labelleft=column == 0, labelbottom=index + grid.columns >= len(paths))
        axes[index] = ax
    if beside:
        write(axes[0], [*head, *body], corner=(0, 1), left=grid.width + 2 * edge, top=grid.heading, width=wide)
    else:
        write(axes[0], head, corner=(0, 1), left=-left, top=grid.heading + above, width=wide)
        write(axes[(grid.rows - 1) * grid.columns], body, corner=(0, 0), left=-left, top=-under, width=wide)
    return axes


def _words(figure: PathFigure, release: Release, style: Style, lang: str) -> tuple[list[Entry], list[Entry]]:
    """Set the words above and below; on a slide they follow each other."""
    plane, beside = figure.plane, style.column > 0
    ends = {f"{name}_{end}": getattr(axis, end) for name, axis in (("x", plane.x), ("y", plane.y))
            for end in ("low", "high")}  # fmt: skip
    head = path_head(figure, release, style, lang)
    head.append(Entry(drawable(text("story.note.ends", lang, **ends)), style.base, QUIET))
    body = _quadrant_legend(plane, style)
    body += path_legend(figure, figure.waves, [], style, lang)
    body += path_notes(figure, release, style, lang)
    if beside:
        body[0] = replace(body[0], gap=style.base)
    return head, body


def _grid(count: int, style: Style) -> _Grid:
    """Choose the number of columns and the side of a panel: a page of paper grows downwards, a slide is filled."""
    gap = 1.3 * style.base

    def grid(columns: int, height: float | None) -> _Grid:
        width = style.page - 2.2 * style.small - (0.8 * style.column + 5 * style.base) * (style.column > 0)
        side = (width - (columns - 1) * gap) / columns
        size = min(style.base, max(7.0, 0.09 * side))
        if height is not None:
            side = min(side, (height + gap) / -(-count // columns) - gap - 2.9 * size)
        return _Grid(count, columns, side, gap, size)

    if not style.column:
        return grid(3 if count <= 12 else 4 if count <= 24 else 5, None)
    best = max((grid(columns, style.page * 9 / 16 - 5 * style.base) for columns in range(3, 9)), key=lambda g: g.side)
    return best if best.side >= 70 else grid(5, None)


def _quadrant_legend(plane: Plane, style: Style) -> list[Entry]:
    """Say which marker is which quadrant: in small panels their names would hide the path."""
    entries: list[Entry] = []
    for quadrant in plane.quadrants:
        look = quadrant.look
        symbol = Symbol("marker", look.color, look.dark, look.marker, look.area)
        entries.append(Entry(drawable(quadrant.short), style.base, look.dark, symbol=symbol, inline=bool(entries)))
    return entries


def _panel(ax: Axes, plane: Plane, path: TeamPath, index: int, size: float, style: Style, lang: str) -> None:
    draw_plane(ax, plane, style, ends=False)
    ax.apply_aspect()
    places = path_places(path, plane)
    points = to_points(ax, places, plane)
    draw_path(ax, path, places, index, style)
    width, height = size_of(ax)
    soft = np.vstack([with_label_weight(cut_points(ax, plane), 0.2), with_label_weight(along(points), 0.6)])
    around = Surroundings((1, 1, width - 1, height - 1), np.empty((0, 4)), soft, 0.62 * style.marker)
    label_waves(ax, places, points, [str(number + 1) for number, _ in path.steps], around, style=style)
    above: dict[str, Any] = {"transform": points_from(ax, 0, 1), "va": "baseline"}
    put(ax, 0, 1.65 * size, fitting(drawable(path.name), size, width, "bold"), size=size, weight="bold", gid="label",
        **above)  # fmt: skip
    if path.last.point.n is not None:
        put(ax, 0, 0.5 * size, text("plotting.n", lang, n=path.last.point.n), size=0.9 * size, color=QUIET, **above)
