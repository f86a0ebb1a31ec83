"""The paths of teams over the waves, with arrows; a panel each when there are more than five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from culture_diag.disclosure import require_release
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import check_language
from culture_diag.plotting.canvas import blank, frame_words, redrawn_until_settled, size_of, width_of
from culture_diag.plotting.labels import Surroundings, place_labels
from culture_diag.plotting.paths import along, draw_panels, draw_path, label_waves, path_head, path_legend, path_notes
from culture_diag.plotting.plane import cut_points, draw_plane, margins_of, to_points, with_label_weight, write_names
from culture_diag.plotting.quadrants import write_label
from culture_diag.plotting.saving import keep_alt_text
from culture_diag.plotting.style import Style, drawable, get_style
from culture_diag.story.alt_texts import path_alt_text
from culture_diag.story.figures import PathFigure, TeamPath, figure_of_paths, marked_places
from culture_diag.story.phrases import shorten
from culture_diag.story.selection import pick_model, pick_names, pick_waves

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from culture_diag.disclosure import Release
    from culture_diag.story.geometry import Array

TOGETHER = 5
"""So many paths can be followed on one plane."""

WORDED = 8
"""Up to so many points carry their wave in words; more of them carry a number with a key."""


def plot_trajectories(
    release: Release,
    *,
    teams: Sequence[str] | str | None = None,
    waves: Sequence[str] | str | None = None,
    ax: Axes | None = None,
    lang: str = "nl",
    style: str = "print",
) -> Axes | NDArray[np.object_]:
    """Draw each team's path over the waves on the plane of named quadrants.

    Arrows run from wave to wave. A wave in which a team is suppressed or absent leaves a dashed connector without an
    arrow: no point is invented. Markers are as in :func:`plot_quadrants`. The cuts are those of the last wave.

    Parameters
    ----------
    release : Release
    teams : sequence of str, optional
        Names of teams; by default all.
    waves : sequence of str, optional
        By default all, always in order of time.
    ax : matplotlib Axes, optional
        Only for at most five teams.
    lang : {"nl", "en"}
    style : {"print", "room"}

    Returns
    -------
    matplotlib.axes.Axes or numpy.ndarray of Axes
        One Axes for up to five teams with at least one point. For more, one panel a team in the order of the teams:
        a one-dimensional array of Axes on one figure. Axes are in units of the response scale. Arrows are patches with
        gid ``path-<team>-<step>``, dashed connectors ``gap-<team>-<step>``, markers ``team-<team>-<wave>``.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If a team, wave or style is unknown, the instrument has no quadrants, or `ax` is given for more than five teams.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> shown = release(diagnose(responses, team_sizes=sizes))
    >>> ax = plot_trajectories(shown, teams=["Beuk"], lang="en")
    >>> sum(str(patch.get_gid()).startswith("path-") for patch in ax.patches)
    3
    """
    check_language(lang)
    release = require_release(release, lang=lang)
    sizes = get_style(style, lang)
    model = pick_model(release, lang)
    picked = pick_waves(release, waves, lang)
    names = pick_names(release, teams, lang)
    figure = figure_of_paths(release, model, picked, names, lang)
    many = len(figure.paths) > TOGETHER
    if many and ax is not None:
        example = ", ".join(f'"{path.name}"' for path in figure.paths[:2])
        raise CultureDiagError.of("plot_ax_of_many", lang=lang, count=len(figure.paths), most=TOGETHER, example=example)
    picture = draw_panels(figure, release, sizes, lang) if many else _plot_together(figure, release, ax, sizes, lang)
    keep_alt_text(picture, path_alt_text(figure, release, names, lang))
    return picture


def _plot_together(figure: PathFigure, release: Release, ax: Axes | None, style: Style, lang: str) -> Axes:
    own = ax is None
    ax = blank(style.side, style.side) if ax is None else ax
    draw_plane(ax, figure.plane, style)
    worded = sum(len(path.steps) for path in figure.paths) <= WORDED
    head, notes = path_head(figure, release, style, lang), path_notes(figure, release, style, lang)
    margins = margins_of(figure.plane, style)

    def draw() -> None:
        key = _draw_together(ax, figure, worded, style)
        body = path_legend(figure, [] if worded else figure.waves, key, style, lang) + notes
        frame_words(ax, style, head=head, body=body, margins=margins, own=own, beside=style.column > 0)

    redrawn_until_settled(ax, draw)
    return ax


def _draw_together(ax: Axes, figure: PathFigure, worded: bool, style: Style) -> list[tuple[str, str]]:
    """Draw all paths on one plane with their labels; return the key of teams that found no room for their name."""
    plane, paths = figure.plane, figure.paths
    marks = [mark.point for path in paths for _, mark in path.steps]
    places = np.column_stack(marked_places(marks, plane))
    points = to_points(ax, places, plane)
    radius = 0.62 * style.marker
    names = write_names(ax, plane, _squares(points, radius), style)
    soft = [with_label_weight(cut_points(ax, plane), 0.2)]
    start, ends = 0, []
    for index, path in enumerate(paths):
        part = slice(start, start + len(path.steps))
        draw_path(ax, path, places[part], index, style)
        soft.append(with_label_weight(along(points[part]), 0.6))
        start += len(path.steps)
        ends.append(start - 1)
    width, height = size_of(ax)
    bounds = (2.0, 2.0, width - 2, height - 2)
    hard = np.vstack([names, _squares(points, radius)])
    around = Surroundings(bounds, hard, np.vstack(soft), radius)
    taken, key = _label_teams(ax, places[ends], points[ends], paths, around, style)
    numbers = [number for path in paths for number, _ in path.steps]
    words = [shorten(drawable(figure.waves[n]), 18) if worded else str(n + 1) for n in numbers]
    label_waves(ax, places, points, words, replace(around, boxes=np.vstack([names, taken])), style=style)
    return key


def _squares(points: Array, radius: float) -> Array:
    return np.column_stack([points - radius, points + radius])


def _label_teams(
    ax: Axes, anchors: Array, points: Array, paths: Sequence[TeamPath], around: Surroundings, style: Style
) -> tuple[Array, list[tuple[str, str]]]:
    """Name each path at its end; return the boxes taken and the key of those that became a letter."""
    labels = [drawable(path.label) for path in paths]
    sizes = np.array([[width_of(label, style.label, "bold"), style.label] for label in labels]).reshape(-1, 2)
    brief = np.tile([[width_of("M", style.label, "bold"), style.label]], (len(paths), 1))
    key: list[tuple[str, str]] = []
    taken = [np.empty((0, 4))]
    found = place_labels(points, sizes, brief, around)
    for label, place, anchor, point in zip(labels, found, anchors, points, strict=True):
        letter = "ABCDEFGH"[len(key)]
        if place is None or place.short:
            key.append((letter if place else "–", label))
        if place:
            words = letter if place.short else label
            write_label(ax, replace(place.moved(-point), short=True), anchor, words, size=style.label, style=style)
            taken.append(np.array([place.box]))
            if place.leader:
                a, b = np.array(place.leader[:2]), np.array(place.leader[2:])
                dots = a + np.linspace(0.2, 1, 12)[:, None] * (b - a)
                taken.append(np.column_stack([dots - 1, dots + 1]))
    return np.vstack(taken), key
