"""Paper measured in points: a figure of its own, words at a set distance from the axes, and legends that wrap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform

from culture_diag.plotting.style import FAMILY, Style
from culture_diag.story.phrases import shorten
from culture_diag.story.quadrant_looks import INK, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

LEADING = 1.35
"""Height of a line of words, in letter sizes."""


@dataclass(frozen=True)
class Symbol:
    """A small picture before the words of a legend: a marker, a patch, a line or a region."""

    kind: str
    face: str = PAPER
    edge: str = INK
    marker: str = ""
    area: float = 1.0
    hatch: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class Entry:
    """Words beside a plot: on a line of their own, or `inline` after the previous ones, in cells if `cell` is set."""

    words: str
    size: float
    color: str = INK
    weight: str = "normal"
    symbol: Symbol | None = None
    inline: bool = False
    cell: float = 0
    gap: float = 0


@dataclass(frozen=True)
class Margins:
    """White around the axes, in points."""

    left: float
    right: float
    top: float
    bottom: float


def points_from(ax: Axes, x: float, y: float) -> Transform:
    """Return a transform in points from a place of the axes (0-1): it moves with the axes and scales with the dpi."""
    inches, corner = ax.figure.dpi_scale_trans, ax.transAxes
    return Affine2D().scale(1 / 72) + inches + ScaledTranslation(x, y, corner)  # type: ignore[arg-type]


def points_at(ax: Axes, x: float, y: float) -> Transform:
    """Return a transform in points from a place on the data's scales: what it holds stays with its marker."""
    inches, scales = ax.figure.dpi_scale_trans, ax.transData
    return Affine2D().scale(1 / 72) + inches + ScaledTranslation(x, y, scales)  # type: ignore[arg-type]


def put(ax: Axes, x: float, y: float, words: str, *, size: float, **more: Any) -> Text:
    """Write words exactly as they are: no formulas, one font, never cut off by the axes."""
    more = {"color": INK, "clip_on": False, **more}
    return ax.text(x, y, words, fontsize=size, fontfamily=FAMILY, parse_math=False, usetex=False, **more)


@lru_cache(maxsize=20_000)
def width_of(words: str, size: float, weight: str = "normal") -> float:
    """Measure one line of words, in points, without drawing it."""
    font = FontProperties(family=FAMILY, size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(words, font, False)[0])


def wrap(words: str, size: float, width: float, weight: str = "normal") -> list[str]:
    """Break words into lines of at most `width` points; a single longer word is broken too."""
    lines: list[str] = []
    line = ""
    for word in _pieces(words, size, width, weight):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size, weight) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def fitting(words: str, size: float, width: float, weight: str = "normal") -> str:
    """Shorten words until they fit in `width` points."""
    limit = len(words)
    while limit > 4 and width_of(shorten(words, limit), size, weight) > width:
        limit -= 1
    return shorten(words, limit)


def _pieces(words: str, size: float, width: float, weight: str) -> list[str]:
    pieces = []
    for word in words.split():
        while len(word) > 1 and width_of(word, size, weight) > width:
            keep = max(1, int(len(word) * width / width_of(word, size, weight)) - 1)
            pieces.append(word[:keep])
            word = word[keep:]
        pieces.append(word)
    return pieces


def blank(width: float, height: float) -> Axes:
    """Make axes of so many points on a figure of their own (no pyplot: nothing is kept alive, nothing pops up)."""
    figure = Figure(figsize=(width / 72, height / 72), facecolor=PAPER)
    return figure.add_axes((0.0, 0.0, 1.0, 1.0))


def fit(ax: Axes, margins: Margins) -> None:
    """Grow the figure around its only axes, which keep their size in points."""
    width, height = size_of(ax)
    whole = (width + margins.left + margins.right, height + margins.top + margins.bottom)
    ax.figure.canvas.figure.set_size_inches(whole[0] / 72, whole[1] / 72)
    ax.set_position((margins.left / whole[0], margins.bottom / whole[1], width / whole[0], height / whole[1]))


def settle(ax: Axes) -> None:
    """Let a layout engine of the caller's figure place the axes first, since labels are placed by measure."""
    figure = ax.figure.canvas.figure
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    ax.apply_aspect()


def redrawn_until_settled(ax: Axes, draw: Callable[[], None]) -> None:
    """Draw what is placed by measure; where the words make a layout engine move the axes, draw it once more."""
    for _ in range(3):
        settle(ax)
        size, before = size_of(ax), {id(artist) for artist in ax.get_children()}
        draw()
        settle(ax)
        if max(abs(old - new) for old, new in zip(size, size_of(ax), strict=True)) < 0.5:
            return
        for artist in [artist for artist in ax.get_children() if id(artist) not in before]:
            artist.remove()
    draw()


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes in points."""
    box = ax.bbox
    scale = 72 / ax.figure.dpi
    return box.width * scale, box.height * scale


def write(
    ax: Axes, entries: Sequence[Entry], *, corner: tuple[float, float], left: float, top: float, width: float
) -> float:
    """Write entries downwards from `left` and `top` points off a corner of the axes; give the height they took."""
    rows, height = _rows(entries, width)
    transform = points_from(ax, *corner)
    for x, y, entry, words in rows:
        shift = _symbol_width(entry)
        middle = top - y - entry.size * 0.5
        if entry.symbol and words.first:
            _draw_symbol(ax, entry.symbol, left + x, middle, entry.size, transform)
        baseline = top - y - entry.size * 0.86
        put(
            ax, left + x + shift, baseline, words.line, size=entry.size, transform=transform, color=entry.color,
            weight=entry.weight, va="baseline", ha="left",
        )  # fmt: skip
    return height


def height_of(entries: Sequence[Entry], width: float) -> float:
    """Say how high :func:`write` will be."""
    return _rows(entries, width)[1]


@dataclass(frozen=True)
class _Line:
    line: str
    first: bool


def _rows(entries: Sequence[Entry], width: float) -> tuple[list[tuple[float, float, Entry, _Line]], float]:
    """Lay entries out in rows: (x, y from the top, entry, line)."""
    placed: list[tuple[float, float, Entry, _Line]] = []
    x = y = row = 0.0
    for entry in entries:
        shift = _symbol_width(entry)
        full = shift + width_of(entry.words, entry.size, entry.weight)
        if not (entry.inline and x and x + full <= width):
            y, x, row = y + row + (entry.gap if y + row else 0), 0.0, 0.0
        lines = [entry.words] if full <= width else wrap(entry.words, entry.size, width - shift, entry.weight)
        for index, line in enumerate(lines):
            if index:
                y += entry.size * LEADING
            placed.append((x, y, entry, _Line(line, index == 0)))
        row = max(row, entry.size * LEADING)
        step = full + 1.4 * entry.size
        x += -(-step // entry.cell) * entry.cell if entry.cell else step
    return placed, y + row


def _symbol_width(entry: Entry) -> float:
    wide = {"marker": 1.5, "patch": 1.7, "line": 2.6, "region": 2.2}
    return entry.size * wide[entry.symbol.kind] if entry.symbol else 0.0


def _draw_symbol(ax: Axes, symbol: Symbol, x: float, y: float, size: float, transform: Transform) -> None:
    common: dict[str, Any] = {"transform": transform, "clip_on": False}
    if symbol.kind == "marker":
        ax.add_artist(Line2D(
            [x + 0.5 * size], [y], marker=symbol.marker, markersize=0.9 * size * symbol.area**0.5, linestyle="none",
            markerfacecolor=symbol.face, markeredgecolor=symbol.edge, markeredgewidth=size / 8, **common,
        ))  # fmt: skip
    elif symbol.kind == "patch":
        ax.add_artist(Rectangle(
            (x, y - 0.4 * size), 1.3 * size, 0.8 * size, facecolor=symbol.face, edgecolor=symbol.edge, linewidth=0.5,
            hatch=symbol.hatch or None, **common,
        ))  # fmt: skip
    elif symbol.kind == "region":
        ax.add_artist(Ellipse(
            (x + 0.8 * size, y), 1.6 * size, 0.8 * size, facecolor=symbol.face, edgecolor=symbol.edge, linewidth=1,
            **common,
        ))  # fmt: skip
    else:
        ax.add_artist(Line2D([x, x + 2.1 * size], [y, y], color=symbol.edge, linestyle="--" if symbol.dashed else "-",
                             linewidth=size / 7, **common))  # fmt: skip


def frame_words(
    ax: Axes,
    style: Style,
    *,
    head: Sequence[Entry],
    body: Sequence[Entry],
    margins: Margins,
    own: bool,
    beside: bool = False,
) -> None:
    """Set the words around a finished plot: a head above, a body below, or both in a column beside it.

    `margins` is what ticks and words at the axes need; a figure of our own is fitted around all of it.
    """  # fmt: skip
    width, height = size_of(ax)
    gap = 1.2 * style.base
    if own and beside:
        edge, left = 0.8 * gap, margins.right + 1.8 * style.base
        # The first of them starts a block of its own.
        body = [replace(entry, inline=False, gap=1.6 * style.base) for entry in body[:1]] + list(body[1:])
        used = write(ax, [*head, *body], corner=(1, 1), left=left, top=0, width=style.column)
        page = style.page - width - margins.left - edge, style.page * 9 / 16 - height - edge
        fit(ax, Margins(margins.left + edge, max(page[0], left + style.column + edge), edge,
                        max(page[1], margins.bottom + edge, used - height + edge)))  # fmt: skip
        return
    wide, start = width + margins.left + margins.right, -margins.left
    above = height_of(head, wide)
    write(ax, head, corner=(0, 1), left=start, top=margins.top + above, width=wide)
    below = write(ax, body, corner=(0, 0), left=start, top=-margins.bottom - 0.4 * gap, width=wide) if body else 0.0
    if own:
        edge = 0.9 * gap
        fit(ax, Margins(margins.left + edge, margins.right + edge, margins.top + above + edge,
                        margins.bottom + below + gap))  # fmt: skip
