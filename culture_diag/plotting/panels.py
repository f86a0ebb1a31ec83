"""A panel a team: the paths of many teams side by side, all on the same scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from culture_diag.i18n import text
from culture_diag.plotting.canvas import Entry, Symbol, fitting, height_of, points_from, put, size_of, write
from culture_diag.plotting.labels import Surroundings
from culture_diag.plotting.path_lines import (
    along,
    draw_path,
    label_waves,
    path_head,
    path_legend,
    path_notes,
    path_places,
)
from culture_diag.plotting.plane import cut_points, draw_plane, to_points, with_label_weight
from culture_diag.plotting.style import Style, drawable
from culture_diag.story.path_figure import PathFigure, TeamPath
from culture_diag.story.quadrant_figure import Plane
from culture_diag.story.quadrant_looks import PAPER, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from culture_diag.disclosure import Release


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
    head.append(Entry(drawable(text("plotting.note.ends", lang, **ends)), style.base, QUIET))
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
