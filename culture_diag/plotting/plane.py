"""The plane of two axes: tinted, named quadrants, cut lines, ends in words; and the markers that stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Polygon, Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator

from culture_diag.plotting.canvas import Margins, points_at, points_from, put, size_of, width_of
from culture_diag.plotting.labels import overlap
from culture_diag.plotting.style import FAMILY, Style, drawable
from culture_diag.story.figures import Mark, Plane
from culture_diag.story.quadrant_looks import INK, PAPER, QUIET, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from culture_diag.story.geometry import Array


def draw_plane(ax: Axes, plane: Plane, style: Style, *, ends: bool = True) -> None:
    """Tint the four corners, draw the cuts, set limits and ticks; the whole response scale is always in view."""
    for quadrant in plane.quadrants:
        left, right, bottom, top = plane.area(quadrant.corner)
        tint = Rectangle(
            (left, bottom), right - left, top - bottom, facecolor=quadrant.look.tint, edgecolor="none", zorder=0
        )
        tint.set_gid(f"quadrant-{quadrant.corner}")
        ax.add_patch(tint)
    for line in (ax.axvline(plane.x.cut, gid="cut-x", zorder=1.2), ax.axhline(plane.y.cut, gid="cut-y", zorder=1.2)):
        line.set(color="#7b828a", linewidth=style.line)
    ax.set(xlim=(plane.low, plane.high), ylim=(plane.low, plane.high), facecolor=PAPER)
    ax.set_aspect("equal", adjustable="box")
    ax.spines[:].set_visible(False)
    ax.grid(False)
    set_ticks(ax, plane.ticks, "both", style)
    if ends:
        _write_ends(ax, plane, style)


def set_ticks(ax: Axes, ticks: Sequence[tuple[float, str]], which: str, style: Style) -> None:
    """Put these ticks (value, words) on the axes "x", "y" or "both"."""
    values, words = zip(*ticks, strict=True)
    for name in ("x", "y"):
        if which in (name, "both"):
            axis = ax.xaxis if name == "x" else ax.yaxis
            axis.set_major_locator(FixedLocator(list(values)))
            axis.set_major_formatter(FixedFormatter(list(words)))
            axis.set_tick_params(
                which="major", labelsize=style.small, labelfontfamily=FAMILY, length=3, color=QUIET, labelcolor=QUIET
            )


def margins_of(plane: Plane, style: Style) -> Margins:
    """White that ticks and ends in words need."""
    ticks = max(width_of(words, style.small) for words in (plane.ticks[0][1], plane.ticks[-1][1]))
    words = 1.9 * style.base
    return Margins(8 + ticks + words, 0.5 * style.base, style.base, 8 + 1.2 * style.small + words)


def _write_ends(ax: Axes, plane: Plane, style: Style) -> None:
    margins = margins_of(plane, style)
    common: dict[str, Any] = {"size": style.base, "color": INK}
    below = -margins.bottom + 0.5 * style.base
    for place, end in ((0, "low"), (1, "high")):
        put(ax, 0, below, drawable(plane.x.ends[place]), transform=points_from(ax, place, 0), va="baseline",
            ha=("left", "right")[place], gid=f"end-x-{end}", **common)  # fmt: skip
        put(ax, -margins.left, 0, drawable(plane.y.ends[place]), transform=points_from(ax, 0, place), ha="left",
            rotation=90, va=("bottom", "top")[place], gid=f"end-y-{end}", **common)  # fmt: skip


def write_names(ax: Axes, plane: Plane, marks: Array, style: Style) -> Array:
    """Name each quadrant in its outer corner, or in another of its corners where markers stand there.

    `marks` (boxes in points) are kept free; the boxes of the names come back, for labels to keep clear of.
    """
    size = style.heading
    width, height = size_of(ax)
    scale = np.array([width, height, width, height]) / (plane.high - plane.low)
    boxes = []
    for quadrant in plane.quadrants:
        left, right, bottom, top = plane.area(quadrant.corner)
        area = (np.array([left, bottom, right, top]) - plane.low) * scale
        words = drawable(quadrant.short)
        across, up = quadrant.corner.split("_")
        tries = [(h, v) for h in _outer_first(across, "low") for v in _outer_first(up, "low")]
        options = np.array([_box(area, h, v, width_of(words, size, "bold"), size) for h, v in tries])
        free = ~overlap(options, marks.reshape(-1, 4)).any(axis=1)
        best = int(np.flatnonzero(free)[0]) if free.any() else 0
        boxes.append(options[best])
        x, y = (0 if tries[best][0] == "min" else 2), (1 if tries[best][1] == "min" else 3)
        corner = points_at(ax, (left, 0, right)[x], (0, bottom, 0, top)[y])
        put(ax, options[best][0] - area[x], options[best][1] + 0.22 * size - area[y], words, size=size, weight="bold",
            color=quadrant.look.dark, alpha=0.85, transform=corner, va="baseline", ha="left", zorder=1.5,
            gid=f"name-{quadrant.corner}")  # fmt: skip
    return np.array(boxes)


def _outer_first(end: str, low: str) -> tuple[str, str]:
    return ("min", "max") if end == low else ("max", "min")


def _box(area: Array, across: str, up: str, width: float, size: float) -> list[float]:
    pad, height = 0.6 * size, 1.05 * size
    left = area[0] + pad if across == "min" else area[2] - pad - width
    bottom = area[1] + pad if up == "min" else area[3] - pad - height
    return [left, bottom, left + width, bottom + height]


def draw_marker(ax: Axes, place: Array, mark: Mark, style: Style, *, gid: str) -> None:
    """Draw one mark: shape and colour say the quadrant, an open shape says that it is not sure."""
    look, hollow = mark.look, mark.point.hollow
    points = ax.scatter(
        [place[0]], [place[1]], s=style.marker**2 * look.area, marker=look.marker, zorder=4, clip_on=False,
        facecolors=PAPER if hollow else look.color, edgecolors=look.dark,
        linewidths=style.marker / (5 if hollow else 9),
    )  # fmt: skip
    points.set_gid(gid)


def draw_region(ax: Axes, outline: Array, look: Look, *, style: Style, gid: str) -> None:
    """Draw a region: a faint fill and a clear edge in the colour of the marker."""
    fill = Polygon(outline, closed=True, facecolor=look.color, edgecolor="none", alpha=0.13, zorder=2)
    edge = Polygon(outline, closed=True, facecolor="none", edgecolor=look.dark, linewidth=style.line, zorder=2.1)
    edge.set_gid(gid)
    for patch in (fill, edge):
        ax.add_patch(patch)


def to_points(ax: Axes, places: Array, plane: Plane) -> Array:
    """Turn places (k, 2) on the response scale into points from the lower left corner of the axes."""
    scaled: Array = (places - plane.low) / (plane.high - plane.low) * np.array(size_of(ax))
    return scaled


def cut_points(ax: Axes, plane: Plane) -> Array:
    """Return points along both cuts, in points from the lower left corner."""
    along = np.linspace(plane.low, plane.high, 60)
    across = np.column_stack([np.full(60, plane.x.cut), along])
    up = np.column_stack([along, np.full(60, plane.y.cut)])
    return to_points(ax, np.vstack([across, up]), plane)


def with_label_weight(points: Array, weight: float) -> Array:
    """Add how much it matters that a label leaves these points free."""
    return np.column_stack([points, np.full(len(points), weight)])
