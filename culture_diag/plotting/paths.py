"""Paths over the waves: what there is of each team, how it is drawn, and the words that explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import FancyArrowPatch

from culture_diag.i18n import text
from culture_diag.plotting.canvas import Entry, Symbol, width_of
from culture_diag.story.selection import Hidden, TeamPoint, team_points
from culture_diag.plotting.labels import Surroundings, place_labels, spread_ties
from culture_diag.plotting.plane import draw_marker
from culture_diag.plotting.quadrants import marker_legend, write_label
from culture_diag.plotting.style import QUIET, Style, printable
from culture_diag.story.alt_texts import hidden_notes, lines_differ, path_gates, plain, plane_subtitle, plane_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel

    Array = NDArray[np.float64]


PATH, GAP = "#4a5058", (0, (2.5, 2.5))


@dataclass(frozen=True)
class Path:
    """One team's team_points in order of time, with the number of each one's wave; a wave without one is a gap."""

    name: str
    steps: tuple[tuple[int, TeamPoint], ...]

    @property
    def last(self) -> TeamPoint:
        """Where the team stood last."""
        return self.steps[-1][1]


def find_paths(
    release: Release, model: QuadrantModel, waves: Sequence[str], names: Sequence[str]
) -> tuple[list[Path], list[Hidden]]:
    """Give the path of each team that has a point, and what is not drawn of any team."""
    steps: dict[str, list[tuple[int, TeamPoint]]] = {name: [] for name in names}
    missing: list[Hidden] = []
    for number, wave in enumerate(waves):
        shown, hidden = team_points(release, model, wave, names)
        for standing in shown:
            steps[standing.name].append((number, standing))
        missing += hidden
    return [Path(name, tuple(found)) for name, found in steps.items() if found], missing


def path_head(
    release: Release, model: QuadrantModel, waves: Sequence[str], count: int, *, lang: str, style: Style
) -> list[Entry]:
    """Give title and subtitle: which waves, how many teams."""
    span = waves[0] if len(waves) == 1 else f"{waves[0]} – {waves[-1]}"
    subtitle = plane_subtitle(release, span, count, lang, brief=style.column > 0)
    return [
        Entry(printable(plane_title(model, lang)), style.title, weight="bold"),
        Entry(printable(subtitle), style.base, QUIET, gap=0.2 * style.base),
    ]


def path_notes(
    release: Release,
    model: QuadrantModel,
    waves: Sequence[str],
    paths: Sequence[Path],
    hidden: list[Hidden],
    lang: str,
    *,
    brief: bool,
) -> list[str]:
    """Say where few answered, what was chosen, what is not drawn (absence not if brief), and whether the cut moved."""
    hidden = [gap for gap in hidden if not (brief and gap.reason == "absent")]
    grouped: dict[tuple[str, str], list[str]] = {}
    for gap in hidden:
        grouped.setdefault((gap.name, gap.reason), []).append(plain(gap.wave))
    whole = [
        Hidden(f"{plain(name)} ({', '.join(missed)})", waves[-1], reason) for (name, reason), missed in grouped.items()
    ]
    gates = path_gates((step for path in paths for _, step in path.steps), release, lang)
    return gates + hidden_notes(whole, release, lang) + lines_differ(release, model, waves, lang)


def path_legend(
    model: QuadrantModel, paths: list[Path], waves: list[str], key: list[tuple[str, str]], *, lang: str, style: Style
) -> list[Entry]:
    """Explain numbers of waves, open markers, dashes, and numbers of teams: only what is in the picture."""
    entries = [
        Entry(printable(text("plotting.legend.wave", lang, number=number, wave=wave)), style.base, inline=number > 1)
        for number, wave in enumerate(waves, start=1)
    ]
    markers = marker_legend([standing for path in paths for _, standing in path.steps], model, lang=lang, style=style)
    if any(_gaps(path) for path in paths):
        symbol = Symbol("line", edge=QUIET, dashed=True)
        markers.append(Entry(text("plotting.legend.gap", lang), style.base, symbol=symbol, inline=True))
    if entries:
        entries[0] = replace(entries[0], gap=0.3 * style.base)
    if markers and entries:
        markers[0] = replace(markers[0], inline=False, gap=0.3 * style.base)
    return entries + markers + [Entry(f"{number}  {label}", style.small, inline=True) for number, label in key]


def _gaps(path: Path) -> bool:
    return any(after[0] - before[0] > 1 for before, after in pairwise(path.steps))


def spread(steps: Sequence[TeamPoint], release: Release) -> tuple[Array, Array]:
    """Give the places of team_points, those at the very same place side by side within the rounding."""
    x, y = np.array([step.x for step in steps], dtype=float), np.array([step.y for step in steps], dtype=float)
    return spread_ties(x, y, 0.45 * 10.0**-release.settings.decimals)


def along(points: Array) -> Array:
    """Give points along a path, for labels to keep off it."""
    if len(points) < 2:
        return np.empty((0, 2))
    share = np.linspace(0, 1, 25)[:, None]
    return np.vstack([a + share * (b - a) for a, b in pairwise(points)])


def draw_path(ax: Axes, model: QuadrantModel, path: Path, x: Array, y: Array, index: int, *, style: Style) -> None:
    """Draw one team's markers, an arrow between successive waves and a dashed line over a gap."""
    for step, (before, after) in enumerate(pairwise(path.steps)):
        gap = after[0] - before[0] > 1
        arrow = FancyArrowPatch(
            (x[step], y[step]), (x[step + 1], y[step + 1]), arrowstyle="-" if gap else "-|>",
            mutation_scale=1.15 * style.marker, shrinkA=0.5 * style.marker, shrinkB=0.55 * style.marker,
            color=QUIET if gap else PATH, linewidth=1.2 * style.line, linestyle=GAP if gap else "-", zorder=3,
        )  # fmt: skip
        arrow.set_gid(f"{'gap' if gap else 'path'}-{index}-{step}")
        ax.add_patch(arrow)
    for step, (number, standing) in enumerate(path.steps):
        look, hollow = standing.look(model)
        draw_marker(ax, x[step], y[step], look, hollow=hollow, style=style, gid=f"team-{index}-{number}")


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
