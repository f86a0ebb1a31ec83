"""The plane of two axes: tinted, named quadrants, cut lines, ends in words; and the markers that stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Polygon, Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter

from culture_diag.i18n import number
from culture_diag.plotting.canvas import Margins, points_at, points_from, put, size_of, width_of
from culture_diag.story.selection import TeamPoint, cut_of
from culture_diag.plotting.labels import overlap
from culture_diag.plotting.style import FAMILY, INK, LOOKS, PAPER, QUIET, Look, Style, printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel
    from culture_diag.instrument.model import Axis

    Array = NDArray[np.float64]

TURN = np.linspace(0, 2 * np.pi, 181)


@dataclass(frozen=True)
class Plane:
    """What the plane spans: bounds of the response scale, and where little becomes much on either axis."""

    low: float
    high: float
    x_cut: float
    y_cut: float


def draw_plane(
    ax: Axes, release: Release, model: QuadrantModel, wave: str, *, lang: str, style: Style, ends: bool = True
) -> Plane:
    """Tint the four corners, draw the cuts, set limits and ticks; the whole response scale is always in view."""
    answers = release.instrument.response_scale
    low, high = float(answers.minimum), float(answers.maximum)
    plane = Plane(low, high, cut_of(release, wave, model.x.scale), cut_of(release, wave, model.y.scale))
    for place, look in LOOKS.items():
        left, right, bottom, top = _corner(plane, place)
        tint = Rectangle((left, bottom), right - left, top - bottom, facecolor=look.tint, edgecolor="none", zorder=0)
        tint.set_gid(f"quadrant-{place}")
        ax.add_patch(tint)
    for line in (
        ax.axvline(plane.x_cut, gid="cut-x", zorder=1.2),
        ax.axhline(plane.y_cut, gid="cut-y", zorder=1.2),
    ):
        line.set(color="#7b828a", linewidth=style.line)
    ax.set(xlim=(low, high), ylim=(low, high), facecolor=PAPER)
    ax.set_aspect("equal", adjustable="box")
    ax.spines[:].set_visible(False)
    ax.grid(False)
    set_ticks(ax, low, high, "both", lang=lang, style=style)
    if ends:
        _write_ends(ax, model, plane, lang=lang, style=style)
    return plane


def set_ticks(ax: Axes, low: float, high: float, which: str, *, lang: str, style: Style) -> None:
    """Put a tick at every code of a short scale and at every other code of a long one, as the language writes it."""
    step = 1.0 if high - low <= 6 else 2.0 if high - low <= 12 else (high - low) / 5
    places = np.arange(low, high + step / 1000, step)
    decimals = 0 if np.allclose(places, np.round(places)) else 1
    for name in ("x", "y"):
        if which in (name, "both"):
            axis = ax.xaxis if name == "x" else ax.yaxis
            axis.set_major_locator(FixedLocator(list(places)))
            axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang, decimals=decimals)))
            axis.set_tick_params(
                which="major", labelsize=style.small, labelfontfamily=FAMILY, length=3, color=QUIET, labelcolor=QUIET
            )


def _corner(plane: Plane, place: str) -> tuple[float, float, float, float]:
    across, up = place.split("_")
    left, right = (plane.low, plane.x_cut) if across == "low" else (plane.x_cut, plane.high)
    bottom, top = (plane.low, plane.y_cut) if up == "low" else (plane.y_cut, plane.high)
    return left, right, bottom, top


def margins_of(plane: Plane, style: Style, lang: str) -> Margins:
    """White that ticks and ends in words need."""
    ticks = max(width_of(number(value, lang, decimals=0), style.small) for value in (plane.low, plane.high))
    words = 1.9 * style.base
    return Margins(8 + ticks + words, 0.5 * style.base, style.base, 8 + 1.2 * style.small + words)


def _write_ends(ax: Axes, model: QuadrantModel, plane: Plane, *, lang: str, style: Style) -> None:
    margins = margins_of(plane, style, lang)
    common: dict[str, Any] = {"size": style.base, "color": INK}

    def end(axis: Axis, high: bool) -> str:
        words = printable(axis.ends.high[lang] if high else axis.ends.low[lang])
        return f"{words} →" if high else words

    below = -margins.bottom + 0.5 * style.base
    for place, high in ((0, False), (1, True)):
        put(ax, 0, below, end(model.x, high), transform=points_from(ax, place, 0), va="baseline",
            ha="right" if high else "left", gid=f"end-x-{'high' if high else 'low'}", **common)  # fmt: skip
        put(ax, -margins.left, 0, end(model.y, high), transform=points_from(ax, 0, place), ha="left", rotation=90,
            va="top" if high else "bottom", gid=f"end-y-{'high' if high else 'low'}", **common)  # fmt: skip


def write_names(
    ax: Axes, model: QuadrantModel, plane: Plane, marks: Array, *, lang: str, style: Style, size: float | None = None
) -> Array:
    """Name each quadrant in its outer corner, or in another of its corners where markers stand there.

    `marks` (boxes in points) are kept free; the boxes of the names come back, for labels to keep clear of.
    """
    size = size or style.heading
    width, height = size_of(ax)
    scale = np.array([width, height, width, height]) / (plane.high - plane.low)
    boxes = []
    for place, cell in zip(LOOKS, model.quadrants, strict=True):
        left, right, bottom, top = _corner(plane, place)
        area = (np.array([left, bottom, right, top]) - plane.low) * scale
        words = printable(cell.short[lang])
        across, up = place.split("_")
        tries = [(h, v) for h in _outer_first(across, "low") for v in _outer_first(up, "low")]
        options = np.array([_box(area, h, v, width_of(words, size, "bold"), size) for h, v in tries])
        free = ~overlap(options, marks.reshape(-1, 4)).any(axis=1)
        best = int(np.flatnonzero(free)[0]) if free.any() else 0
        boxes.append(options[best])
        x, y = (0 if tries[best][0] == "min" else 2), (1 if tries[best][1] == "min" else 3)
        corner = points_at(ax, (left, 0, right)[x], (0, bottom, 0, top)[y])
        put(ax, options[best][0] - area[x], options[best][1] + 0.22 * size - area[y], words, size=size, weight="bold",
            color=LOOKS[place].dark, alpha=0.85, transform=corner, va="baseline", ha="left", zorder=1.5,
            gid=f"name-{place}")  # fmt: skip
    return np.array(boxes)


def _outer_first(end: str, low: str) -> tuple[str, str]:
    return ("min", "max") if end == low else ("max", "min")


def _box(area: Array, across: str, up: str, width: float, size: float) -> list[float]:
    pad, height = 0.6 * size, 1.05 * size
    left = area[0] + pad if across == "min" else area[2] - pad - width
    bottom = area[1] + pad if up == "min" else area[3] - pad - height
    return [left, bottom, left + width, bottom + height]


def draw_marker(ax: Axes, x: float, y: float, look: Look, *, hollow: bool, style: Style, gid: str = "") -> None:
    """Draw one marker: shape and colour say the quadrant, an open shape says that it is not sure."""
    points = ax.scatter(
        [x], [y], s=style.marker**2 * look.area, marker=look.marker, facecolors=PAPER if hollow else look.color,
        edgecolors=look.dark, linewidths=style.marker / (5 if hollow else 9), zorder=4, clip_on=False,
    )  # fmt: skip
    if gid:
        points.set_gid(gid)


def region(standing: TeamPoint) -> Array | None:
    """Give the joint 95% region of a team's mean as points (k, 2); None where it has none.

    With reaches r_x, r_y and correlation r: x = m_x + r_x cos t, y = m_y + r_y (r cos t + sqrt(1 - r^2) sin t).

    Examples
    --------
    >>> team = TeamPoint("A", "1", 9, 3.0, 4.0, (0.5, 0.4, 0.0), None, None, None, None, None)
    >>> region(team).max(axis=0).round(2).tolist()
    [3.5, 4.4]
    """
    if standing.reach is None:
        return None
    reach_x, reach_y, tilt = standing.reach
    tilt = min(1.0, max(-1.0, tilt))
    across = standing.x + reach_x * np.cos(TURN)
    up = standing.y + reach_y * (tilt * np.cos(TURN) + np.sqrt(1 - tilt**2) * np.sin(TURN))
    return np.column_stack([across, up])


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
    """Give points along both cuts, in points from the lower left corner."""
    along = np.linspace(plane.low, plane.high, 60)
    across = np.column_stack([np.full(60, plane.x_cut), along])
    up = np.column_stack([along, np.full(60, plane.y_cut)])
    return to_points(ax, np.vstack([across, up]), plane)


def weighed(points: Array, weight: float) -> Array:
    """Add how much it matters that a label leaves these points free."""
    return np.column_stack([points, np.full(len(points), weight)])
