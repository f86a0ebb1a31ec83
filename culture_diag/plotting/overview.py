"""Many teams at once: a table of facets in which colour leads the eye and the figure is written in each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from culture_diag.i18n import number, text
from culture_diag.plotting.canvas import (
    LEADING,
    Entry,
    Margins,
    blank,
    frame_words,
    put,
    redrawn_until_settled,
    width_of,
    wrap,
)
from culture_diag.plotting.layout import beside
from culture_diag.plotting.quadrants import head_entries
from culture_diag.plotting.style import Style, drawable
from culture_diag.story.phrases import capital, name_with_count, short_names
from culture_diag.story.quadrant_looks import INK, QUIET
from culture_diag.story.selection import facet_row, rows_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from culture_diag.disclosure import Release
    from culture_diag.instrument import Scale

DARKEST = "#0b5f7d"
"""From near white to this: one hue in one direction of lightness, so it reads in grey and to the colour-blind."""


def overview_table(release: Release, scales: list[Scale], wave: str, names: list[str]) -> pd.DataFrame:
    """Gather the means: a row a team, a column for each whole scale and each of its facets.

    Returns
    -------
    DataFrame
        Index the names of the teams; columns a MultiIndex (scale id, facet id or empty for the whole scale); NaN where
        not shown.
    """
    columns: dict[tuple[str, str], list[float]] = {}
    facets = {name: rows_of(release.facets, wave, name) for name in names}
    wholes = {name: rows_of(release.teams, wave, name) for name in names}
    for scale in scales:
        if scale.id in release.teams.columns:
            columns[scale.id, ""] = [float(wholes[name][scale.id].iloc[0]) for name in names]
        for facet in scale.facets:
            found = [facet_row(facets[name], scale.id, facet.id) for name in names]
            columns[scale.id, facet.id] = [np.nan if row is None else float(row["mean"]) for row in found]
    table = pd.DataFrame(columns, index=names)
    table.columns = pd.MultiIndex.from_tuples(list(columns), names=["scale", "facet"])
    return table


def draw_overview(
    release: Release,
    scales: list[Scale],
    wave: str,
    names: list[str],
    *,
    notes: list[Entry],
    ax: Axes | None,
    lang: str,
    style: Style,
) -> Axes:
    """Draw the table with the words around it; without axes of the caller's on a figure of its own."""
    import seaborn as sns

    table = overview_table(release, scales, wave, names)
    own = ax is None
    ax = blank(table.shape[1] * 3.6 * style.base, table.shape[0] * 2.1 * style.base) if ax is None else ax
    answers = release.instrument.response_scale
    written = table.map(lambda mean: number(mean, lang, decimals=release.settings.decimals))
    palette = sns.light_palette(DARKEST, as_cmap=True)
    sns.heatmap(
        table.to_numpy(), vmin=answers.minimum, vmax=answers.maximum, cmap=palette, annot=written.to_numpy(), fmt="",
        annot_kws={"fontsize": style.small}, linewidths=0.8, linecolor="white", cbar=False, xticklabels=False,
        yticklabels=False, ax=ax,
    )  # fmt: skip
    ax.set(facecolor="#f3f4f5", xlabel="", ylabel="")
    # seaborn writes nothing in a cell without a value, so the figures stand in the order of those that have one.
    share = (table.to_numpy() - answers.minimum) / (answers.maximum - answers.minimum)
    for cell, value in zip(ax.texts, share[~np.isnan(share)], strict=True):
        cell.set(color=ink_on(palette(value)), gid="mean")
    for row, column in np.argwhere(np.isnan(share)):
        put(ax, column + 0.5, row + 0.5, number(np.nan, lang), size=style.small, color=QUIET, ha="center", va="center",
            gid="absent")  # fmt: skip
    head = head_entries(text("plotting.profile.title", lang), wave, style)
    body = [Entry(text("plotting.profile.shades", lang), style.small, QUIET), *notes]
    labels = team_labels(release, wave, names, lang, 34)
    columns = _column_labels(table, scales, style, lang)
    line = LEADING * style.small
    above = max((max(width_of(part, style.small) for part in lines) for lines in columns), default=0) + style.base
    margins = Margins(max(width_of(label, style.small) for label in labels) + style.base, 0, above + 2 * line, 0)

    def draw() -> None:
        for row, name in enumerate(labels):
            put(ax, -0.5 * style.base, row + 0.5, name, size=style.small, transform=beside(ax, 0), ha="right",
                va="center", gid=f"team-{row}")  # fmt: skip
        _write_columns(ax, table, columns, scales, above, style=style, lang=lang)
        frame_words(ax, style, head=head, body=body, margins=margins, own=own)

    redrawn_until_settled(ax, draw)
    return ax


def ink_on(background: tuple[float, float, float, float]) -> str:
    """Choose black or white, whichever stands out more; one of them always reaches 4.5 to 1 (WCAG 2.2).

    Examples
    --------
    >>> ink_on((1.0, 1.0, 1.0, 1.0)), ink_on((0.1, 0.2, 0.4, 1.0))
    ('black', 'white')
    """
    channels = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in background[:3]]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return "black" if (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) else "white"


def team_labels(release: Release, wave: str, names: list[str], lang: str, limit: int) -> list[str]:
    """Write teams with their numbers of answers, each name cut to `limit` signs or a few more."""
    short = short_names(names, limit)
    n = rows_of(release.teams, wave).set_index("name")["n"]
    return [drawable(name_with_count(short[at], None if pd.isna(n[at]) else int(n[at]), lang)) for at in names]


def _column_labels(table: pd.DataFrame, scales: list[Scale], style: Style, lang: str) -> list[list[str]]:
    names = {(scale.id, facet.id): facet.name[lang] for scale in scales for facet in scale.facets}
    names |= {(scale.id, ""): text("plotting.profile.whole", lang) for scale in scales}
    keys = table.columns.to_list()
    return [wrap(drawable(names[key[0], key[1]]), style.small, 11 * style.small) for key in keys]


def _write_columns(
    ax: Axes, table: pd.DataFrame, columns: list[list[str]], scales: list[Scale], above: float, *, style: Style,
    lang: str,
) -> None:  # fmt: skip
    """Write the facets upright above their columns, and each scale above its facets."""
    from matplotlib.transforms import blended_transform_factory

    from culture_diag.plotting.canvas import points_from

    over = blended_transform_factory(ax.transData, points_from(ax, 0, 1))
    keys = table.columns.to_list()
    for at, (key, lines) in enumerate(zip(keys, columns, strict=True)):
        put(ax, at + 0.5, 0.5 * style.base, "\n".join(lines), size=style.small, transform=over, rotation=90,
            ha="center", va="bottom", linespacing=1.05, weight="normal" if key[1] else "bold",
            gid=f"column-{at}")  # fmt: skip
    for scale in scales:
        places = [at for at, key in enumerate(keys) if key[0] == scale.id]
        if places:
            put(ax, places[0], above + 0.5 * style.base, drawable(capital(scale.name[lang])), size=style.base,
                transform=over, weight="bold", color=INK, va="bottom", gid=f"scale-{scale.id}")  # fmt: skip
        if places and places[0]:
            ax.plot([places[0]] * 2, [0, len(table)], color="white", linewidth=4 * style.line, gid="parting")
