"""Pictures with words down the left side: how wide each part is, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.transforms import Transform, blended_transform_factory

from culture_diag.plotting.canvas import points_from, put, size_of, wrap
from culture_diag.plotting.style import Style, drawable
from culture_diag.story.quadrant_looks import FAINT, INK, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Layout:
    """Widths in points: words at the left, the plot itself, figures at the right."""

    style: Style
    words: float
    bars: float
    counts: float

    @classmethod
    def of(cls, style: Style, *, counts: float) -> Layout:
        """Share out the page; `counts` is in letters of the small size."""
        counts *= style.small
        words = 0.37 * style.page
        return cls(style, words, style.page - words - counts - 3.2 * style.base, counts)

    @property
    def start(self) -> float:
        """Where the words begin, in points from the left of the axes."""
        return -self.words - self.style.base


def beside(ax: Axes, x: float) -> Transform:
    """Return a transform of points from the left (0) or right (1) of the axes, and the data's height."""
    return blended_transform_factory(points_from(ax, x, 0), ax.transData)


def write_heading(ax: Axes, words: str, bottom: float, layout: Layout, *, big: bool) -> None:
    """Write the name of a scale (big, with a rule under it) or of a facet, above `bottom`."""
    style = layout.style
    put(ax, layout.start, bottom - 0.35 * style.small, words, size=1.15 * style.base if big else style.small,
        weight="bold" if big else "normal", color=INK if big else QUIET, transform=beside(ax, 0), va="baseline",
        gid="heading")  # fmt: skip
    if big:
        ends = [layout.start, size_of(ax)[0] + layout.counts]
        ax.plot(ends, [bottom] * 2, color=FAINT, linewidth=0.6, transform=beside(ax, 0), clip_on=False, gid="rule")


def write_why_empty(ax: Axes, note: str, layout: Layout) -> None:
    """Say in words why nothing is drawn."""
    style = layout.style
    lines = wrap(drawable(note), style.base, layout.words + layout.bars)
    ax.set(xlim=(0, 1), ylim=(1, 0))
    put(ax, layout.start, -0.5 * style.base, "\n".join(lines), size=style.base, transform=points_from(ax, 0, 1),
        va="top", linespacing=1.3, gid="suppressed")  # fmt: skip
