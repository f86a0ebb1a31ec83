"""The plan: how the margin of a mean, and the smallest difference that counts, shrink as more people answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter

from culture_diag.i18n import check_language, number, percent, text
from culture_diag.planning import Plan
from culture_diag.plotting.canvas import (
    Entry,
    Margins,
    Symbol,
    blank,
    frame_words,
    points_at,
    points_from,
    put,
    redrawn_until_settled,
    size_of,
    width_of,
)
from culture_diag.plotting.labels import overlap
from culture_diag.plotting.quadrants import head_entries, note_entries
from culture_diag.plotting.saving import keep_alt_text
from culture_diag.plotting.style import FAMILY, TEAM_LOOKS, Style, get_style
from culture_diag.story.plans import (
    marked_rows,
    plan_alt_text,
    plan_notes,
    plan_subtitle,
    points_text,
    shown_rows,
    zones_from,
)
from culture_diag.story.quadrant_looks import INK, PAPER, QUIET

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from culture_diag.story.geometry import Array

SHADES = {"hidden": "#e3e6e9", "no_label": "#e3e6e9", "caution": "#f2f3f5", "fine": PAPER}
"""Behind the numbers of answers, the darker the less they show."""

RULE = "#d5d9dd"


@dataclass(frozen=True)
class Line:
    """One line of the picture: column of the frame, marker and colours, and on which side its words stand."""

    column: str
    key: str
    color: str
    dark: str
    marker: str
    above: bool


LINES = (
    Line("smallest_change", "change", TEAM_LOOKS[5].color, TEAM_LOOKS[5].dark, "D", True),
    Line("half_width", "width", TEAM_LOOKS[0].color, TEAM_LOOKS[0].dark, "o", False),
)


def plot_plan(plan: Plan, *, ax: Axes | None = None, lang: str = "nl", style: str = "print") -> Axes:
    """Draw what a number of answers can show: the margin of the mean, and the smallest difference that counts.

    Behind the lines stands whether so many answers suffice: shaded where scores or a label are not given, lighter
    where caution is due. Numbers of answers of which no score is ever shown are left out for a larger team.

    Parameters
    ----------
    plan : Plan
        As :func:`culture_diag.plan` gives it.
    ax : matplotlib Axes, optional
        By default axes on a figure of their own, fitted around all words.
    lang : {"nl", "en"}
    style : {"print", "room"}
        Sizes for a page or for a projector.

    Returns
    -------
    matplotlib.axes.Axes
        Horizontally numbers of answers, vertically points of the scale. Lines with gid ``line-change`` and
        ``line-width``, marked numbers ``mark-...`` with ``value-...`` words, areas ``zone-<hidden, no_label, caution,
        fine>``.

    Raises
    ------
    CultureDiagError
        If the style is unknown.

    Examples
    --------
    >>> from culture_diag.planning import plan
    >>> ax = plot_plan(plan(12), lang="en")
    >>> [words.get_text() for words in ax.texts if words.get_gid() == "zone-name"]
    ['no quadrant', 'caution', 'enough']
    """
    check_language(lang)
    sizes = get_style(style, lang)
    own = ax is None
    wide = sizes.page - 7.5 * sizes.base
    ax = blank(wide, wide * (0.38 if sizes.column else 0.5)) if ax is None else ax
    shown = shown_rows(plan)
    _set_axes(ax, plan, shown, lang=lang, style=sizes)
    strip = 2.9 * sizes.small
    margins = Margins(8 + width_of("0,00", sizes.small) + 1.9 * sizes.base, 1.6 * sizes.base, strip,
                      8 + 1.2 * sizes.small + 1.9 * sizes.base)  # fmt: skip
    head = head_entries(text("plan.title", lang), plan_subtitle(plan, lang, brief=sizes.column > 0), sizes)

    def draw() -> None:
        _write_zones(ax, plan, lang=lang, style=sizes)
        _write_axis_names(ax, plan, margins, lang=lang, style=sizes)
        body = _draw_lines(ax, plan, shown, lang=lang, style=sizes)
        body += note_entries(plan_notes(plan, shown, lang), sizes)
        frame_words(ax, sizes, head=head, body=body, margins=margins, own=own)

    redrawn_until_settled(ax, draw)
    keep_alt_text(ax, plan_alt_text(plan, lang=lang))
    return ax


def _set_axes(ax: Axes, plan: Plan, shown: pd.DataFrame, *, lang: str, style: Style) -> None:
    first = int(shown["n"].min()) if len(shown) else 1
    top = float(shown[[line.column for line in LINES]].to_numpy(dtype=float).max()) if len(shown) else 0.0
    top = 1.15 * top or 1.0
    ax.set(xlim=(first - 0.5, plan.team_size + 0.5), ylim=(0, top), facecolor=PAPER)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    for zone in zones_from(plan, first):
        ax.axvspan(zone.first - 0.5, zone.last + 0.5, facecolor=SHADES[zone.key], edgecolor="none", zorder=0,
                   gid=f"zone-{zone.key}")  # fmt: skip
    step = next(step for step in _steps() if top / step <= 6)
    ticks = np.arange(0, top + step / 1000, step)
    ax.hlines(ticks, first - 0.5, plan.team_size + 0.5, color=RULE, linewidth=0.6 * style.line, zorder=0.5)
    decimals = max(0, int(-np.floor(np.log10(step) + 1e-9)))
    ax.yaxis.set_major_locator(FixedLocator(list(ticks)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang, decimals=decimals)))
    ax.xaxis.set_major_locator(FixedLocator(_counts_on_axis(ax, plan, shown, first, style)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang, decimals=0)))
    ax.tick_params(which="major", labelsize=style.small, labelfontfamily=FAMILY, length=0, color=QUIET,
                   labelcolor=QUIET)  # fmt: skip


def _steps() -> list[float]:
    return [base * 10.0**power for power in range(-4, 7) for base in (1, 2, 5)]


def _counts_on_axis(ax: Axes, plan: Plan, shown: pd.DataFrame, first: int, style: Style) -> list[float]:
    """Tick the numbers that are marked, and round ones where there is room beside them."""
    marked = marked_rows(plan, shown)["n"].tolist()
    unit = size_of(ax)[0] / (plan.team_size + 1 - first)
    room = (width_of(str(plan.team_size), style.small) + 1.6 * style.small) / unit
    step = next(step for step in (1.0, *range(5, 100, 5), *_steps()) if step >= max(1.0, room))
    others = [n for n in np.arange(0, plan.team_size + 1, step) if n >= first]
    return sorted([*marked, *(n for n in others if all(abs(n - mark) >= room for mark in marked))])


def _write_zones(ax: Axes, plan: Plan, *, lang: str, style: Style) -> None:
    """Name the areas above the axes, each over its own."""
    low, high = ax.get_xlim()
    unit = size_of(ax)[0] / (high - low)
    shares = {"gate_label": percent(plan.gate[0], lang), "gate_fine": percent(plan.gate[1], lang)}
    for zone in zones_from(plan, int(low + 0.5)):
        room = (zone.last - zone.first + 1) * unit - 4
        below = zone.key in ("hidden", "no_label")
        key = "below" if below else "above" if zone.key == "fine" else "one" if zone.first == zone.last else "between"
        counts = text(
            f"plan.range.{key}",
            lang,
            n=plan.min_n if zone.key == "hidden" else zone.last + 1 if below else zone.first,
            last=zone.last,
        )
        part = "" if zone.key == "hidden" else text(f"plan.share.{zone.key}", lang, **shares)
        lines = {
            "zone-name": ([text(f"plan.zone.{zone.key}", lang)], "bold", INK, 1.55),
            "zone-range": ([f"{counts} ({part})", counts] if part else [counts], "normal", QUIET, 0.35),
        }
        middle = (zone.first + zone.last) / 2
        for gid, (tries, weight, color, up) in lines.items():
            words = next((words for words in tries if width_of(words, style.small, weight) <= room), "")
            if words:
                put(ax, 0, up * style.small, words, size=style.small, weight=weight, color=color, ha="center",
                    va="baseline", transform=_over(ax, middle), gid=gid)  # fmt: skip


def _over(ax: Axes, n: float) -> Any:
    """Return a transform in points from the top of the axes, over a number of answers."""
    low, high = ax.get_xlim()
    return points_from(ax, (n - low) / (high - low), 1)


def _write_axis_names(ax: Axes, plan: Plan, margins: Margins, *, lang: str, style: Style) -> None:
    put(ax, 0, -margins.bottom + 0.5 * style.base, text("plan.axis.x", lang, size=plan.team_size), size=style.base,
        transform=points_from(ax, 0.5, 0), ha="center", va="baseline", gid="axis-x")  # fmt: skip
    put(ax, -margins.left, 0, text("plan.axis.y", lang), size=style.base, rotation=90, ha="left", va="center",
        transform=points_from(ax, 0, 0.5), gid="axis-y")  # fmt: skip


def _draw_lines(ax: Axes, plan: Plan, shown: pd.DataFrame, *, lang: str, style: Style) -> list[Entry]:
    """Draw both lines with their figures and names; a name that finds no room goes to a legend."""
    legend: list[Entry] = []
    if shown.empty:
        put(ax, 0, 0, text("plan.note.nothing", lang), size=style.base, color=QUIET, ha="center", va="center",
            transform=points_from(ax, 0.5, 0.5), gid="nothing")  # fmt: skip
        return legend
    marked = marked_rows(plan, shown)
    taken = [_values(ax, plan, marked, line, lang=lang, style=style) for line in LINES]
    lows = [_in_points(ax, shown["n"], shown[line.column]) for line in LINES]
    for line, curve in zip(LINES, lows, strict=True):
        ax.plot(shown["n"], shown[line.column], color=line.color, linewidth=1.8 * style.line, zorder=2,
                gid=f"line-{line.key}")  # fmt: skip
        ax.plot(marked["n"], marked[line.column], linestyle="none", marker=line.marker, zorder=3, clip_on=False,
                markersize=style.marker * (0.8 if line.marker == "D" else 0.9), color=line.color,
                markeredgecolor=PAPER, markeredgewidth=0.6 * style.line, gid=f"mark-{line.key}")  # fmt: skip
        words = text(f"plan.line.{line.key}", lang)
        place = _name_place(ax, words, line, curve, lows, np.vstack(taken), style)
        if place is None:
            symbol = Symbol("line", edge=line.color)
            legend.append(Entry(words, style.base, symbol=symbol, inline=bool(legend)))
        else:
            # Tied to the scales, so that it stays with its line if the axes are moved afterwards.
            (left, right), (_, top), (width, height) = ax.get_xlim(), ax.get_ylim(), size_of(ax)
            anchor = left + place[0] / width * (right - left), place[1] / height * top
            put(ax, 0, 0, words, size=style.base, weight="bold", color=line.dark, va="bottom", zorder=4,
                ha="left", transform=points_at(ax, *anchor), gid=f"name-{line.key}")  # fmt: skip
    return legend


def _in_points(ax: Axes, n: pd.Series, values: pd.Series) -> Array:
    """Turn numbers of answers and values into points from the lower left corner of the axes."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    width, height = size_of(ax)
    x, y = (n.to_numpy(float) - left) / (right - left), (values.to_numpy(float) - bottom) / (top - bottom)
    return np.column_stack([x * width, y * height])


def _values(ax: Axes, plan: Plan, marked: pd.DataFrame, line: Line, *, lang: str, style: Style) -> Array:
    """Write the figure at each mark, above the upper line and below the lower one; give the boxes it takes."""
    gap, height = 0.6 * style.marker + 1, 1.15 * style.base
    low = gap if line.above else -gap - height
    places = _in_points(ax, marked["n"], marked[line.column])
    words = np.empty((0, 4))
    # From the whole team down: where figures stand too close the lower number goes without.
    for n, value, (x, y) in reversed(list(zip(marked["n"], marked[line.column], places, strict=True))):
        figure = ("" if line.above else "±") + points_text(value, plan, lang, more=1)
        half = width_of(figure, style.base, "bold") / 2
        box = np.array([[x - half, y + low, x + half, y + low + height]])
        if value == 0 or y + low < 0 or overlap(box + 2 * np.array([-1, 0, 1, 0]), words).any():
            continue
        put(ax, 0, low + 0.2 * style.base, figure, size=style.base, weight="bold", color=line.dark, ha="center",
            va="baseline", transform=points_at(ax, n, value), zorder=4, gid=f"value-{line.key}")  # fmt: skip
        words = np.vstack([words, box])
    return np.vstack([words, np.column_stack([places - gap, places + gap])])


def _name_place(
    ax: Axes, words: str, line: Line, curve: Array, curves: list[Array], taken: Array, style: Style
) -> tuple[float, float] | None:
    """Find where a line's name stands beside it: the upper name begins at its line, the lower one ends at it."""
    box = np.array([width_of(words, style.base, "bold"), 1.3 * style.base])
    (width, height), gap = size_of(ax), 0.5 * style.base
    along = np.linspace(0, width, 160)
    heights = [np.interp(along, found[:, 0], found[:, 1]) for found in curves]
    ticks = np.asarray(ax.get_yticks()) / ax.get_ylim()[1] * height
    # Close to the line if it can be, else beyond the figures at its marks.
    for away in (gap, 3 * gap, 5 * gap):
        tries, clear = [], []
        for x, y in zip(along, np.interp(along, curve[:, 0], curve[:, 1]), strict=True):
            left, low = (x, y + away) if line.above else (x - box[0], y - away - box[1])
            right, top = left + box[0], low + box[1]
            under = (along >= left - 3) & (along <= right + 3)
            if left < 2 or right > width - 2 or low < 2 or top > height:
                continue
            crossed = any(((found[under] > low - 2) & (found[under] < top + 2)).any() for found in heights)
            if (
                not crossed
                and not overlap(np.array([[left - 2 * gap, low - gap, right + 2 * gap, top + gap]]), taken).any()
            ):
                tries.append((left, low))
                if not ((ticks > low) & (ticks < top)).any():
                    clear.append((left, low))
        found = clear or tries
        if found:
            # Begin early on the upper line, where it stands clear of everything; end the lower one amid its own.
            return found[len(found) // 4] if line.above else found[len(found) // 2]
    return None
