"""Paths over the waves: how each is drawn, and the words that explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import FancyArrowPatch

from culture_diag.i18n import text
from culture_diag.plotting.canvas import Entry, Symbol, width_of
from culture_diag.plotting.labels import Surroundings, place_labels
from culture_diag.plotting.plane import draw_marker
from culture_diag.plotting.quadrants import head_entries, marker_legend, note_entries, write_label
from culture_diag.plotting.style import Style, drawable
from culture_diag.story.figure_notes import subtitle
from culture_diag.story.path_figure import PathFigure, TeamPath, gap_notes
from culture_diag.story.quadrant_figure import Plane, marked_places
from culture_diag.story.quadrant_looks import QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from culture_diag.disclosure import Release

    Array = NDArray[np.float64]


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
