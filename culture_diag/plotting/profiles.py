"""The facet profile: what each scale is made of, with the interval of every mean, for a few teams side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from culture_diag.disclosure import require_release
from culture_diag.i18n import check_language, number, text
from culture_diag.plotting.canvas import Entry, Margins, Symbol, blank, frame_words, put, redrawn_until_settled, wrap
from culture_diag.plotting.layout import Layout, beside, write_heading, write_why_empty
from culture_diag.plotting.overview import draw_overview, team_labels
from culture_diag.plotting.plane import set_ticks
from culture_diag.plotting.quadrants import head_entries, note_entries
from culture_diag.plotting.saving import keep_alt_text
from culture_diag.plotting.style import TEAM_LOOKS, Style, drawable, get_style
from culture_diag.story.alt_texts import alt_text
from culture_diag.story.geometry import ticks
from culture_diag.story.notes import hidden_notes, profile_notes
from culture_diag.story.phrases import capital
from culture_diag.story.quadrant_looks import INK, QUIET, Look
from culture_diag.story.selection import cut_of, facet_row, pick_names, pick_scales, pick_wave, rows_of, split_hidden

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from culture_diag.disclosure import Release
    from culture_diag.instrument import Scale

STRIPE = "#f3f4f5"
"""Behind every other row, to lead the eye from its name to its dots."""

TEAMS_TOGETHER = len(TEAM_LOOKS)
"""So many teams can be told apart in one profile."""


@dataclass(frozen=True)
class Dot:
    """One team's mean with its interval; None where that is unknown."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Row:
    """One line: a scale's name, the whole scale, or a facet, with each team's dot (None where it is not shown)."""

    kind: str
    id: str
    lines: tuple[str, ...]
    height: float
    dots: tuple[Dot | None, ...] = ()


def plot_profile(
    release: Release,
    *,
    teams: Sequence[str] | str | None = None,
    wave: str | None = None,
    scales: Sequence[str] | str | None = None,
    ax: Axes | None = None,
    lang: str = "nl",
    style: str = "print",
) -> Axes:
    """Draw the mean of each facet, and of each whole scale of the plane.

    Up to six teams stand side by side, each mean with its 95% interval. More teams become a table in which each cell
    is shaded and holds its mean.

    Parameters
    ----------
    release : Release
    teams : sequence of str, optional
        Names of teams; by default all.
    wave : str, optional
        By default the latest.
    scales : sequence of str, optional
        Ids of scales; by default all.
    ax : matplotlib Axes, optional
    lang : {"nl", "en"}
    style : {"print", "room"}

    Returns
    -------
    matplotlib.axes.Axes
        Horizontally units of the response scale, vertically points from the top, downwards. Means are lines with gid
        ``mean-<team>-<scale or facet>``, intervals ``interval-<team>-<scale or facet>``, cuts ``cut-<scale>``. Of a
        table, horizontally its columns and vertically its rows, one unit each, from the top left.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If a team, wave, scale or style is unknown.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> shown = release(diagnose(responses, team_sizes=sizes))
    >>> ax = plot_profile(shown, teams=["Beuk", "Esdoorn"], lang="en")
    >>> [float(end) for end in ax.get_xlim()]
    [1.0, 5.0]
    """
    check_language(lang)
    release = require_release(release, lang=lang)
    sizes = get_style(style, lang)
    wave = pick_wave(release, wave, lang)
    picked = pick_scales(release, scales, lang)
    names, hidden = split_hidden(release, wave, pick_names(release, teams, lang))
    alt = alt_text(release, kind="profile", wave=wave, teams=teams, scales=scales, lang=lang)
    notes = profile_notes(release, wave, names, lang) + hidden_notes(hidden, release, lang)
    if len(names) > TEAMS_TOGETHER:
        ax = draw_overview(
            release, picked, wave, names, notes=note_entries(notes, sizes), ax=ax, lang=lang, style=sizes
        )
        keep_alt_text(ax, alt)
        return ax
    layout = Layout.of(sizes, counts=3 if len(names) == 1 else 0.5)
    rows = _rows(release, picked, wave, names, layout, lang) if names else []
    own = ax is None
    ax = blank(layout.bars, sum(row.height for row in rows) or 2 * sizes.base) if ax is None else ax
    if any(None in row.dots and any(row.dots) for row in rows):
        notes.append(text("story.note.no_dot", lang))
    head = _head(wave, team_labels(release, wave, names, lang, 40), sizes, lang)
    body = _legend(rows, sizes, lang) + note_entries(notes, sizes)
    margins = Margins(layout.words + sizes.base, layout.counts, 0.2 * sizes.base, 2.2 * sizes.small * bool(rows))

    def draw() -> None:
        if rows:
            _draw(ax, release, wave, rows, layout, lang=lang)
        else:
            ax.set_axis_off()
            write_why_empty(ax, text("plotting.profile.nothing", lang), layout)
        frame_words(ax, sizes, head=head, body=body, margins=margins, own=own)

    redrawn_until_settled(ax, draw)
    keep_alt_text(ax, alt)
    return ax


def _head(wave: str, labels: list[str], style: Style, lang: str) -> list[Entry]:
    """Title, wave, and which marker is which team; a single team stands in the title."""
    single = len(labels) == 1
    title = text("plotting.profile.title_one", lang, name=labels[0]) if single else text("plotting.profile.title", lang)
    head = head_entries(title, wave, style)
    for index, label in enumerate(labels if not single else []):
        look = TEAM_LOOKS[index]
        symbol = Symbol("marker", look.color, look.dark, look.marker, look.area)
        head.append(Entry(label, style.base, symbol=symbol, inline=index > 0, gap=0.6 * style.base))
    return head


def _rows(release: Release, scales: list[Scale], wave: str, names: list[str], layout: Layout, lang: str) -> list[Row]:
    style = layout.style
    frames = [rows_of(release.facets, wave, name) for name in names]
    wholes = [rows_of(release.teams, wave, name).iloc[0].to_dict() for name in names]
    least = max(2.1 * style.base, len(names) * 1.05 * style.marker + 0.9 * style.base)
    rows = []

    def add(kind: str, identity: str, words: str, dots: list[Dot | None]) -> None:
        lines = tuple(wrap(drawable(words), style.base, layout.words))
        rows.append(
            Row(kind, identity, lines, max(least, len(lines) * 1.2 * style.base + 0.75 * style.base), tuple(dots))
        )

    for scale in scales:
        rows.append(Row("scale", scale.id, (drawable(capital(scale.name[lang])),), 2.6 * style.base))
        if scale.id in release.teams.columns:
            keys = (scale.id, f"{scale.id}_low", f"{scale.id}_high")
            add("whole", scale.id, text("plotting.profile.whole", lang), [_dot(row, keys) for row in wholes])
        for facet in scale.facets:
            found = [facet_row(frame, scale.id, facet.id) for frame in frames]
            add("facet", facet.id, facet.name[lang], [_dot(row, ("mean", "low", "high")) for row in found])
    return rows


def _dot(row: dict[Any, Any] | None, keys: tuple[str, str, str]) -> Dot | None:
    if row is None or bool(row["suppressed"]) or pd.isna(row[keys[0]]):
        return None
    ends = [None if pd.isna(row[key]) else float(row[key]) for key in keys[1:]]
    return Dot(float(row[keys[0]]), *ends)


def _draw(ax: Axes, release: Release, wave: str, rows: list[Row], layout: Layout, *, lang: str) -> None:
    answers = release.instrument.response_scale
    total = sum(row.height for row in rows)
    ax.set(xlim=(answers.minimum, answers.maximum), ylim=(total, 0), yticks=[])
    ax.spines[:].set_visible(False)
    set_ticks(ax, ticks(answers.minimum, answers.maximum, lang), "x", layout.style)
    y, scale, striped = 0.0, "", False
    for row in rows:
        if row.kind == "scale":
            scale, striped = row.id, False
            write_heading(ax, row.lines[0], y + row.height, layout, big=True)
        else:
            if striped:
                ax.axhspan(y, y + row.height, facecolor=STRIPE, edgecolor="none", zorder=0, gid="stripe")
            striped = not striped
            _draw_row(ax, row, y, cut_of(release, wave, scale), scale, layout, lang=lang)
        y += row.height


def _draw_row(ax: Axes, row: Row, y: float, cut: float, scale: str, layout: Layout, *, lang: str) -> None:
    style, middle = layout.style, y + row.height / 2
    ax.plot([cut, cut], [y, y + row.height], color=QUIET, linewidth=style.line, zorder=1, gid=f"cut-{scale}")
    put(ax, layout.start, middle, "\n".join(row.lines), size=style.base, transform=beside(ax, 0), va="center",
        weight="bold" if row.kind == "whole" else "normal", linespacing=1.15, gid=f"name-{row.id}")  # fmt: skip
    if not any(row.dots):
        words = text("story.items.suppressed", lang)
        put(ax, cut, middle, words, size=style.small, color=QUIET, style="italic", ha="center", va="center",
            gid=f"hidden-{row.id}", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
        return
    shifts = (np.arange(len(row.dots)) - (len(row.dots) - 1) / 2) * 1.05 * style.marker
    for index, (dot, shift) in enumerate(zip(row.dots, shifts, strict=True)):
        if dot is not None:
            _draw_dot(ax, dot, middle + shift, TEAM_LOOKS[index], f"{index}-{row.id}", style)
    if len(row.dots) == 1 and row.dots[0] is not None:
        put(ax, 0.5 * style.base, middle, number(row.dots[0].mean, lang), size=style.base, transform=beside(ax, 1),
            va="center", color=INK, gid=f"value-{row.id}")  # fmt: skip


def _draw_dot(ax: Axes, dot: Dot, y: float, look: Look, name: str, style: Style) -> None:
    if dot.low is not None and dot.high is not None:
        ax.plot([dot.low, dot.high], [y, y], color=look.color, linewidth=1.8 * style.line, alpha=0.75,
                solid_capstyle="butt", zorder=2, gid=f"interval-{name}")  # fmt: skip
    ax.plot([dot.mean], [y], marker=look.marker, markersize=style.marker * look.area**0.5, color=look.color,
            markeredgecolor=look.dark, markeredgewidth=style.marker / 10, linestyle="none", zorder=3, clip_on=False,
            gid=f"mean-{name}")  # fmt: skip


def _legend(rows: list[Row], style: Style, lang: str) -> list[Entry]:
    if not any(dot for row in rows for dot in row.dots):
        return []
    interval = Symbol("line", edge=TEAM_LOOKS[0].color)
    cut = Symbol("line", edge=QUIET)
    return [
        Entry(text("plotting.legend.interval", lang), style.small, QUIET, symbol=interval),
        Entry(text("plotting.legend.cut", lang), style.small, QUIET, symbol=cut, inline=True),
    ]
