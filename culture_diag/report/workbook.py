"""The workbook: every figure of a release, and what it says, with headings, ids and codes in words."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.errors import require_packages
from culture_diag.i18n import text
from culture_diag.story.headings import frame_in_words
from culture_diag.story.notes import explanation
from culture_diag.story.quality_sentences import quality_text
from culture_diag.story.tables import sentence_table
from culture_diag.story.units import CHANGES

QUALITY = ("reliability", "item_analysis", "clustering", "quality", "cuts")
"""Tables below the sentences on the sheet about quality."""

WIDEST, NARROWEST, LINE = 44, 9, 15
"""Width of a column in signs, and height of a line of text in points."""

SENTENCE = 120
PAIR = 2
"""So few statements in a facet are remarked on."""


def write_workbook(release: Release, path: Path, *, lang: str = "nl") -> Path:
    """Write all figures of a release to one Excel workbook, a sheet a kind, with headings in words and an explanation.

    Parameters
    ----------
    path : Path
        Ends in ``.xlsx``.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    CultureDiagError
        If XlsxWriter is not installed.

    Examples
    --------
    >>> import tempfile, culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_workbook(cd.release(cd.diagnose(sample.responses)), Path(folder) / "results.xlsx").name
    'results.xlsx'
    """
    require_packages("xlsxwriter", key="no_xlsxwriter", lang=lang)
    import xlsxwriter

    require_release(release, lang=lang)
    # Text stays text: no formula, no link and no number is made of what a cell says.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # Opened here, so that a file that is open in another program is an OSError like any other.
    with path.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
        # A date of making would make each run's file another.
        book.set_properties({"created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
        looks = {
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
            "percent": book.add_format({"num_format": "0%", "valign": "top"}),
        }
        for key, frame in _sheets(release, lang):
            if key == "quality":
                _add_quality(book, release, looks, lang)
            elif not frame.empty:
                sheet = book.add_worksheet(text(f"report.sheet.{key}", lang))
                sheet.freeze_panes(1, 0)
                last = _write(sheet, frame, looks, row=0, percent=text("story.column.response_rate", lang))
                sheet.autofilter(0, 0, last, len(frame.columns) - 1)
                _fit(sheet, [frame])
        sheet = book.add_worksheet(text("report.sheet.explanation", lang))
        sheet.set_column(0, 0, 110, looks["wrapped"])
        sheet.write_column(0, 0, explanation(release, lang))
    return path


def change_table(release: Release) -> pd.DataFrame:
    """Put the changes of teams, schools and boards in one frame, told apart by ``level``.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), waves=2, seed=1)
    >>> change_table(cd.release(cd.diagnose(sample.responses)))["level"].tolist()
    ['team', 'team']
    """
    own = ["board", "school", "team"]
    frames = {
        level: frame.drop(columns=own, errors="ignore").astype({"wave_from": str, "wave_to": str})
        for level, column in CHANGES.items()
        if len(frame := getattr(release, column))
    }
    if not frames:
        return pd.DataFrame()
    joined: pd.DataFrame = pd.concat(frames, names=["level"]).reset_index("level").reset_index(drop=True)
    return joined


def _sheets(release: Release, lang: str) -> list[tuple[str, pd.DataFrame]]:
    frames: dict[str, pd.DataFrame] = {
        "words": sentence_table(release, lang),
        "teams": release.teams,
        "schools": release.schools,
        "boards": release.boards,
        "changes": change_table(release),
        "agreement": release.agreement,
        "quality": pd.DataFrame(),
        "facets": release.facets,
        "items": release.items,
        "shares": release.shares,
    }
    return [(key, frame if frame.empty else _told(frame, release, lang)) for key, frame in frames.items()]


def _told(frame: pd.DataFrame, release: Release, lang: str) -> pd.DataFrame:
    """Put a frame in words, the newest wave first."""
    column = next((name for name in ("wave_to", "wave") if name in frame), None)
    if column is None:
        return frame_in_words(frame, release, lang)
    age = {wave: -place for place, wave in enumerate(release.waves)}
    order = frame[column].astype(str).map(age).to_numpy().argsort(kind="stable")
    return frame_in_words(frame.iloc[order], release, lang)


def _add_quality(book: Any, release: Release, looks: dict[str, Any], lang: str) -> None:
    sentences = quality_text(release, lang=lang)
    tables = [(key, _told(getattr(release, key), release, lang)) for key in QUALITY if len(getattr(release, key))]
    if not sentences and not tables:
        return
    sheet = book.add_worksheet(text("report.sheet.quality", lang))
    title = text("report.quality_title", lang, wave=release.latest)
    sheet.write(0, 0, title, looks["bold"])
    widths = _fit(sheet, [frame for _, frame in tables])
    last = next(
        (place for place in range(len(widths)) if sum(widths[: place + 1]) >= SENTENCE), max(len(widths) - 1, 1)
    )
    room = sum(widths[: last + 1]) or SENTENCE

    def say(row: int, sentence: str) -> None:
        sheet.merge_range(row, 0, row, last, sentence, looks["wrapped"])
        # Excel does not fit the height of merged cells by itself.
        sheet.set_row(row, LINE * math.ceil(1.1 * len(sentence) / room))

    row = 1
    for row, sentence in enumerate(sentences, start=1):
        say(row, sentence)
    for key, frame in tables:
        sheet.write(row + 2, 0, text(f"report.table.{key}", lang), looks["bold"])
        row += 3
        if key == "reliability" and ((release.reliability["facet"] != "") & (release.reliability["k"] == PAIR)).any():
            say(row, text("report.short_facets", lang))
            row += 1
        row = _write(sheet, frame, looks, row=row)


def _write(sheet: Any, frame: pd.DataFrame, looks: dict[str, Any], *, row: int, percent: str = "") -> int:
    """Write a table with its headings from `row` on, one column as percentages; give its last row."""
    sheet.write_row(row, 0, list(frame.columns), looks["bold"])
    cells = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    for place, values in enumerate(cells, start=row + 1):
        sheet.write_row(place, 0, values, looks["wrapped"])
    if percent in frame.columns:
        column = list(frame.columns).index(percent)
        sheet.write_column(row + 1, column, [values[column] for values in cells], looks["percent"])
    return row + len(cells)


def _fit(sheet: Any, frames: list[pd.DataFrame]) -> list[int]:
    """Make each column as wide as its cells and the longest word of its headings, up to a limit; give the widths."""
    widths: list[int] = []
    for frame in frames:
        for place, column in enumerate(frame.columns):
            words = [len(word) for word in str(column).split()]
            lines = [len(line) for cell in frame[column].dropna().unique() for line in str(cell).split("\n")]
            width = min(max(NARROWEST, *words, *lines) + 1, WIDEST if max(lines, default=0) < 3 * WIDEST else SENTENCE)
            widths[place:] = [max([width, *widths[place : place + 1]]), *widths[place + 1 :]]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    return widths
