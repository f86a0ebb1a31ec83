"""How one team answered each statement: diverging bars around the middle of the response scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb

from culture_diag.disclosure import require_release
from culture_diag.i18n import check_language, number, percent, text
from culture_diag.plotting.canvas import (
    Entry,
    Margins,
    Symbol,
    blank,
    frame_words,
    put,
    redrawn_until_settled,
    size_of,
    width_of,
    wrap,
)
from culture_diag.plotting.layout import Layout, beside, write_heading, write_why_empty
from culture_diag.plotting.quadrants import head_entries, note_entries
from culture_diag.plotting.saving import keep_alt_text
from culture_diag.plotting.style import Style, drawable, get_style
from culture_diag.story.alt_texts import alt_text
from culture_diag.story.item_answers import ItemAnswers, class_name, codes_of, shown_answers
from culture_diag.story.notes import hidden_notes, item_notes
from culture_diag.story.phrases import capital, short_names
from culture_diag.story.quadrant_looks import FAINT, INK, PAPER, QUIET
from culture_diag.story.selection import pick_name, pick_scales, pick_wave, split_hidden

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from culture_diag.disclosure import Release
    from culture_diag.instrument import Item, Scale
    from culture_diag.instrument.model import ResponseScale

# From little to much, apart for a colour-blind eye; what is folded together in grey is told by its side of the line.
SHADES = LinearSegmentedColormap.from_list(
    "answers", ["#9a4a12", "#d98f52", "#f0cfa8", "#e6e6e3", "#b7d3dc", "#5f9fb5", "#17607a"]
)
MIXED = FAINT
"""Of answers on both sides of the middle, or on one side and in it: they may not look like either side."""
HATCH = "//"
REVERSED = "↺"
NOTHING_SHOWN = ItemAnswers(None, None, None, ())


@dataclass(frozen=True)
class Row:
    """One line of the picture, `height` points high: a scale's name, a facet's, or an item with its figures."""

    kind: str
    lines: tuple[str, ...]
    height: float
    item: Item | None = None
    answers: ItemAnswers = NOTHING_SHOWN


def plot_items(
    release: Release,
    team: str,
    *,
    wave: str | None = None,
    scales: Sequence[str] | str | None = None,
    ax: Axes | None = None,
    lang: str = "nl",
    style: str = "print",
) -> Axes:
    """Draw how one team answered each statement, as bars around the middle of the response scale.

    The zero line runs through the middle of the class that holds the scale's midpoint, or between classes where none
    does. A class of several codes (merged to protect people) is one hatched segment. An item with too few answers for
    a distribution shows its mean on the response scale, whose midpoint is the zero line; a suppressed item a few words.
    Reverse-keyed items are drawn as they were answered, with a sign.

    Parameters
    ----------
    release : Release
    team : str
        Name of the team.
    wave : str, optional
        By default the latest.
    scales : sequence of str, optional
        Ids of scales; by default all. On a slide one scale at a time is best.
    ax : matplotlib Axes, optional
    lang : {"nl", "en"}
    style : {"print", "room"}

    Returns
    -------
    matplotlib.axes.Axes
        Horizontally shares (-1 to 1) left and right of the zero line; vertically points from the top, downwards. Bars
        are rectangles with gid ``bar-<item>-<low code>-<high code>``, means are lines with gid ``mean-<item>``.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If the team, wave, a scale or the style is unknown.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> shown = release(diagnose(responses, team_sizes=sizes))
    >>> ax = plot_items(shown, "Beuk", scales="challenge", lang="en")
    >>> [words.get_text() for words in ax.texts if words.get_gid() == "wording-cha1"]
    ['In our team, we expect much of our pupils.']
    """
    check_language(lang)
    release = require_release(release, lang=lang)
    sizes = get_style(style, lang)
    wave, name = pick_wave(release, wave, lang), pick_name(release, team, lang)
    picked = pick_scales(release, scales, lang)
    _, hidden = split_hidden(release, wave, [name])
    layout = Layout.of(sizes, counts=8)
    rows = [] if hidden else _rows(release, picked, wave, name, layout, lang)
    own = ax is None
    ax = blank(layout.bars, sum(row.height for row in rows) or 4 * sizes.base) if ax is None else ax
    ax.set_axis_off()
    title = text("story.items.title", lang, name=short_names([name], 48)[name])
    head = head_entries(title, wave, sizes) + _legend(release, rows, sizes, lang)
    margins = Margins(layout.words + sizes.base, layout.counts, 0.2 * sizes.base, 0)
    notes = note_entries(_notes(release, rows, lang), sizes)

    def draw() -> None:
        _draw(ax, release, rows, layout, lang=lang)
        if hidden:
            write_why_empty(ax, hidden_notes(hidden, release, lang)[0], layout)
        frame_words(ax, sizes, head=head, body=notes, margins=margins, own=own)

    redrawn_until_settled(ax, draw)
    keep_alt_text(ax, alt_text(release, kind="items", team=name, wave=wave, scales=scales, lang=lang))
    return ax


def _rows(release: Release, scales: list[Scale], wave: str, name: str, layout: Layout, lang: str) -> list[Row]:
    """List the lines of the picture: scale, then facet, then items, each with what may be shown."""
    answers = shown_answers(release, wave, name).get(name, {})
    rows = []
    size = layout.style
    for scale in scales:
        rows.append(Row("scale", (drawable(capital(scale.name[lang])),), 2.4 * size.base))
        groups = [(facet.name[lang], scale.items_of(facet.id)) for facet in scale.facets]
        groups.append(("", tuple(item for item in scale.items if item.facet is None)))
        for facet, members in groups:
            if facet and members:
                rows.append(Row("facet", (drawable(facet),), 1.9 * size.small))
            rows += [_item_row(item, answers.get(item.id), layout, lang) for item in members]
    return rows


def _item_row(item: Item, answers: ItemAnswers | None, layout: Layout, lang: str) -> Row:
    size = layout.style.base
    wording = drawable(item.wording[lang]) + (f" {REVERSED}" if item.reverse_keyed else "")
    lines = tuple(wrap(wording, size, layout.words))
    return Row("item", lines, max(len(lines) * 1.2 * size + 0.75 * size, 2.1 * size), item, answers or NOTHING_SHOWN)


def lefts(classes: Sequence[tuple[float, float, float]], middle: float) -> list[float]:
    """Return the left end of each bar, so that the zero line halves the class that holds the middle of the scale.

    Parameters
    ----------
    classes : sequence of (low code, high code, share)
        In order of their codes.
    middle : float
        Midpoint of the response scale.

    Returns
    -------
    list of float
        In shares; negative is left of the line.

    Examples
    --------
    >>> lefts([(1, 2, 0.25), (3, 3, 0.5), (4, 5, 0.25)], 3.0)
    [-0.5, -0.25, 0.25]
    >>> lefts([(1, 2, 0.25), (3, 4, 0.75)], 2.5)
    [-0.25, 0.0]
    """
    shares = np.array([share for _, _, share in classes])
    before = sum(share for _, high, share in classes if high < middle)
    halved = sum(share / 2 for low, high, share in classes if low <= middle <= high)
    starts: list[float] = (np.concatenate([[0.0], np.cumsum(shares)[:-1]]) - before - halved).tolist()
    return starts


def _draw(ax: Axes, release: Release, rows: list[Row], layout: Layout, *, lang: str) -> None:
    answers = release.instrument.response_scale
    drawn = [row for row in rows if row.answers.classes]
    starts = [lefts(row.answers.classes, answers.midpoint) for row in drawn]
    ends = [start[-1] + row.answers.classes[-1][2] for start, row in zip(starts, drawn, strict=True)]
    # Means need half a unit on either side and room for a code; beyond that the bars set the width.
    low, high = min([-0.56, *(start[0] for start in starts)]) - 0.01, max([0.56, *ends]) + 0.01
    if not rows:
        return
    ax.set(xlim=(low, high), ylim=(sum(row.height for row in rows), 0))
    scale = size_of(ax)[0] / (high - low)
    y = 0.0
    for row in rows:
        middle = y + row.height / 2
        if row.kind == "item":
            _draw_item(ax, row, middle, answers, release, scale, layout, lang=lang)
        else:
            write_heading(ax, row.lines[0], y + row.height, layout, big=row.kind == "scale")
        y += row.height
    _draw_columns(ax, layout, lang)


def _draw_item(
    ax: Axes, row: Row, y: float, answers: ResponseScale, release: Release, scale: float, layout: Layout, *, lang: str
) -> None:
    assert row.item is not None
    style = layout.style
    put(ax, layout.start, y, "\n".join(row.lines), size=style.base, transform=beside(ax, 0), va="center",
        linespacing=1.15, gid=f"wording-{row.item.id}")  # fmt: skip
    if row.answers.classes:
        ax.plot([0, 0], [y - row.height / 2, y + row.height / 2], color=QUIET, linewidth=0.7 * style.line, zorder=0.5)
        _draw_bar(ax, row, y, answers, scale, style, lang=lang)
    elif row.answers.mean is not None:
        _draw_mean(ax, row, y, answers, style, lang=lang)
    else:
        words = text("story.items.suppressed", lang)
        put(ax, 0, y, words, size=style.small, color=QUIET, style="italic", ha="center", va="center",
            gid=f"hidden-{row.item.id}")  # fmt: skip
        return
    fewer = text("story.items.fewer", lang, min_class=release.settings.min_class)
    n, not_applicable = row.answers.n, row.answers.not_applicable
    counts = ("" if n is None else str(n), fewer if not_applicable is None else str(not_applicable))
    for count, end in zip(counts, _ends(layout), strict=True):
        put(ax, end, y, count, size=style.small, color=QUIET, transform=beside(ax, 1), ha="right", va="center")


def _ends(layout: Layout) -> tuple[float, float]:
    return 0.42 * layout.counts, 0.98 * layout.counts


def _draw_columns(ax: Axes, layout: Layout, lang: str) -> None:
    """Head the counts at the right, level with the first scale's name."""
    size = layout.style.small
    for key, end in zip(("n", "not_applicable"), _ends(layout), strict=True):
        put(ax, end, 2.4 * layout.style.base - 0.35 * size, text(f"story.items.{key}", lang), size=size, color=QUIET,
            transform=beside(ax, 1), ha="right", va="baseline")  # fmt: skip


def _draw_bar(ax: Axes, row: Row, y: float, answers: ResponseScale, scale: float, style: Style, *, lang: str) -> None:
    assert row.item is not None
    height = 1.55 * style.base
    for left, (low, high, share) in zip(lefts(row.answers.classes, answers.midpoint), row.answers.classes, strict=True):
        color, merged = shade(answers, low, high), low != high
        (bar,) = ax.barh(
            y, share, height, left, color=color, edgecolor=PAPER, linewidth=0.8, hatch=HATCH if merged else None,
            zorder=1,
        )  # fmt: skip
        bar.set_gid(f"bar-{row.item.id}-{low:g}-{high:g}")
        share_words = percent(share, lang)
        tries = [f"{codes_of(low, high, lang)}: {share_words}", codes_of(low, high, lang)] if merged else [share_words]
        words = next((word for word in tries if width_of(word, style.small) + 3 <= share * scale), "")
        if words:
            dark = sum(part * weight for part, weight in zip(to_rgb(color), (0.3, 0.59, 0.11), strict=True)) < 0.5
            paper = {"boxstyle": "square,pad=0.12", "facecolor": color, "edgecolor": "none"} if merged else None
            put(ax, left + share / 2, y, words, size=style.small, color=PAPER if dark else INK, ha="center",
                va="center", zorder=2, bbox=paper, gid=f"share-{row.item.id}")  # fmt: skip


def shade(answers: ResponseScale, low: float, high: float) -> str:
    """Return the colour of a class of answers: that of the middle of its codes; grey where sides are taken together."""
    if low < high and low <= answers.midpoint <= high:
        return MIXED
    place = ((low + high) / 2 - answers.minimum) / (answers.maximum - answers.minimum)
    return to_hex(SHADES(place))


def _draw_mean(ax: Axes, row: Row, y: float, answers: ResponseScale, style: Style, *, lang: str) -> None:
    """Draw the mean on the response scale laid over the bars: its midpoint on the zero line, one unit wide."""
    assert row.item is not None
    assert row.answers.mean is not None
    span = answers.maximum - answers.minimum
    ax.plot([-0.5, 0.5], [y, y], color=FAINT, linewidth=style.line, zorder=0.6)
    for code in np.linspace(answers.minimum, answers.maximum, 1 + min(10, round(span))):
        place, tick = (code - answers.midpoint) / span, 0.25 * style.base
        ax.plot([place, place], [y - tick, y + tick], color=FAINT, linewidth=style.line, zorder=0.6)
    for code, end, side in ((answers.minimum, -0.5, "right"), (answers.maximum, 0.5, "left")):
        shift = 0.02 if side == "left" else -0.02
        put(ax, end + shift, y, codes_of(code, code, lang), size=style.small, color=QUIET, ha=side, va="center")
    place = (row.answers.mean - answers.midpoint) / span
    (dot,) = ax.plot([place], [y], marker="o", markersize=0.9 * style.marker, color=INK, zorder=2, linestyle="none")
    dot.set_gid(f"mean-{row.item.id}")
    words, far = text("story.items.mean", lang, mean=number(row.answers.mean, lang)), place > 0.2
    ax.annotate(
        words, (place, y), xytext=(-style.marker if far else style.marker, 0.75 * style.base), color=QUIET,
        textcoords="offset points", ha="right" if far else "left", va="center", fontsize=style.small,
        fontfamily="DejaVu Sans", parse_math=False, annotation_clip=False,
    )  # fmt: skip


def _legend(release: Release, rows: list[Row], style: Style, lang: str) -> list[Entry]:
    """Show each single answer's colour: in words where they are labelled, else the ends by their codes."""
    answers = release.instrument.response_scale
    if not any(row.answers.classes for row in rows):
        return []
    span = answers.maximum - answers.minimum
    codes = [point.code for point in answers.points]
    if len(codes) < 3:
        each = span.is_integer() and span <= 10
        codes = np.arange(answers.minimum, answers.maximum + 1).tolist() if each else [answers.minimum, answers.maximum]
    return [
        Entry(
            drawable(_code_and_label(answers, code, lang)), style.small, inline=index > 0,
            symbol=Symbol("patch", shade(answers, code, code), PAPER), gap=0.7 * style.base,
        )
        for index, code in enumerate(codes)
    ]  # fmt: skip


def _code_and_label(answers: ResponseScale, code: float, lang: str) -> str:
    """Write both: a merged class is labelled by its codes."""
    codes, label = codes_of(code, code, lang), class_name(answers, code, code, lang)
    return codes if label == codes else f"{codes}  {label}"


def _notes(release: Release, rows: list[Row], lang: str) -> list[str]:
    """Explain the signs that are in the picture."""
    settings = release.settings
    items = [row for row in rows if row.kind == "item"]
    notes = []
    if any(row.item and row.item.reverse_keyed for row in items):
        notes.append(text("story.note.reverse", lang))
    if any(low != high for row in items for low, high, _ in row.answers.classes):
        notes.append(text("story.note.merged", lang, min_class=settings.min_class))
        middle = release.instrument.response_scale.midpoint
        if any(low < high and low <= middle <= high for row in items for low, high, _ in row.answers.classes):
            notes[-1] += " " + text("story.note.merged_middle", lang)
    if any(row.answers.mean is not None and not row.answers.classes for row in items):
        notes.append(text("story.note.dot", lang, min_n_shares=settings.min_n_shares))
    if any(row.answers.n is not None and row.answers.not_applicable is None for row in items):
        notes.append(text("story.note.few_not_applicable", lang, min_class=settings.min_class))
    return [*notes, *item_notes(release, lang)]
