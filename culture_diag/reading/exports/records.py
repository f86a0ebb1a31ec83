"""Which records are no answers of a respondent: previews, tests, a mean at the bottom; and which are unfinished."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.reading.common.cells import parse_number, plain_header, tidy
from culture_diag.reading.common.series import cells_where
from culture_diag.reading.common.table import NOT_SHOWN_MARK, PLAIN, Names, Note, Recognised
from culture_diag.reading.exports.platforms import DATE_PATTERN, FORM_STARTS, SURVEYMONKEY_HEADERS, TIMESTAMPS

Flags = NDArray[np.bool_]

SUBMITTED_HEADERS = frozenset({
    "submitdate", "date submitted", "datum ingestuurd", "datum verzonden", "datum ingediend", "datum abgeschickt",
    "date de soumission",
})  # fmt: skip
# LimeSurvey leaves the date of who did not finish empty; elsewhere it writes N/A where there is no answer.
NOT_SUBMITTED_VALUES = ("", "N/A", NOT_SHOWN_MARK)
# Qualtrics exports numbers or labels, as whoever exports chooses.
PREVIEW_STATUSES = frozenset({
    "1", "2", "9", "17", "survey preview", "survey test", "preview", "test", "spam preview", "preview spam",
    "offline survey preview", "offline preview", "voorbeeldenquete", "voorbeeldenquête", "voorbeeld",
})  # fmt: skip
"""What Qualtrics writes in ``Status`` of an answer that nobody gave: codes and labels."""
PREVIEW_CODES = frozenset({"1", "2", "9", "17"})
UNFINISHED_VALUES = frozenset({"false", "0", "no", "nee", "onwaar", "niet waar", "falsch", "nein"})
SUMMARY_WORDS = frozenset({
    "gemiddelde", "gemiddeld", "gem", "mean", "average", "avg", "totaal", "total", "mittelwert", "durchschnitt",
    "moyenne", "standaarddeviatie", "standaardafwijking", "standard deviation", "std dev", "stdev", "mediaan",
    "median", "minimum", "maximum", "min", "max", "modus", "mode", "aantal", "count", "n", "som", "sum", "sd",
    "variantie", "variance",
})  # fmt: skip
"""Words beside what was reckoned. Where a team has such a name it is there more than once."""
MEAN_WORDS = frozenset({"gemiddelde", "gemiddeld", "mean", "average", "totaal", "total"})
MAX_SUMMARY_ROWS = 10
"""So many rows at the bottom can be a summary: a mean, a median, a deviation and their titles."""

MAX_STRAY_CELLS = 2
"""A row without the platform's mark of an answer and with so few cells is a remark below the answers."""

MIN_MEAN_COLUMNS, MAX_MEAN_ROWS = 3, 3
"""A mean is one of so many columns at least, and of so many rows at most, where it is known by its writing alone."""

MIN_WIDE_COLUMNS = 5
"""In a table of fewer columns a row with one cell may well be an answer."""

_PERCENT = re.compile(r"\s*[0-9]+(?:[.,][0-9]+)?\s*%\s*")


@dataclass(frozen=True)
class AnswerRecords:
    """Which records stay, which of all are unfinished (None where the platform does not say), and what was dropped."""

    keep: Flags
    partial: Flags | None
    notes: tuple[Note, ...]


def answer_records(columns: Sequence[pd.Series[Any]], names: Names, recognised: Recognised) -> AnswerRecords:
    """Tell which records are answers.

    Parameters
    ----------
    columns : sequence of Series
        Categories of text, without the rows of the header and without blank rows.
    names : tuple of tuple of str
        Of the columns.

    Examples
    --------
    >>> stamps, answers = (pd.Series(cells, dtype="category") for cells in (["1-2-2026 9:00", ""], ["4", "4,0"]))
    >>> kept = answer_records([stamps, answers], (("Tijdstempel",), ("inv1",)), Recognised("googleforms"))
    >>> kept.keep.tolist(), kept.notes
    ([True, False], (Note(what='rows_summary', count=1, detail='', value=''),))
    """
    rows = len(columns[0])
    keys = [{plain_header(name) for name in column} for column in names]
    summary = _are_summaries(columns, keys, recognised, rows)
    preview = _are_previews(columns, keys, recognised, rows) & ~summary
    notes = [
        Note(what, int(np.count_nonzero(flags)))
        for what, flags in (("rows_summary", summary), ("rows_preview", preview))
        if flags.any()
    ]
    return AnswerRecords(~(summary | preview), _are_unfinished(columns, keys, recognised), tuple(notes))


def _position_of(keys: Sequence[set[str]], wanted: Iterable[str]) -> int | None:
    wanted = frozenset(wanted)
    return next((at for at, own in enumerate(keys) if own & wanted), None)


def _are_previews(
    columns: Sequence[pd.Series[Any]], keys: Sequence[set[str]], recognised: Recognised, rows: int
) -> Flags:
    flags = np.zeros(rows, dtype=bool)
    if recognised.platform != "qualtrics":
        return flags
    for role, marks in (("status", PREVIEW_STATUSES), ("distributionchannel", PREVIEW_STATUSES - PREVIEW_CODES)):
        at = _position_of(keys, [role])
        if at is not None:
            if not {"0"} & set(map(tidy, columns[at].cat.categories)):  # a question may be called Status, too
                marks = marks - PREVIEW_CODES
            flags |= cells_where(columns[at], lambda text, marks=marks: plain_header(text) in marks)  # type: ignore[misc]
    return flags


def _are_unfinished(
    columns: Sequence[pd.Series[Any]], keys: Sequence[set[str]], recognised: Recognised
) -> Flags | None:
    if recognised.platform == "limesurvey":
        at = _position_of(keys, SUBMITTED_HEADERS)
        if at is None and len(columns) > 1 and cells_where(columns[1], _is_date_or_empty).all():
            at = 1  # in words of a language we do not know: it is always the second
        return None if at is None else cells_where(columns[at], lambda text: tidy(text) in NOT_SUBMITTED_VALUES)
    if recognised.platform == "qualtrics":
        at = _position_of(keys, ["finished"])
        if at is not None:
            return cells_where(columns[at], lambda text: plain_header(text) in UNFINISHED_VALUES)
        at = _position_of(keys, ["progress"])
        return None if at is None else cells_where(columns[at], lambda text: 0 <= (parse_number(tidy(text)) or 0) < 100)
    if recognised.platform == "typeform":
        at = _position_of(keys, ["response type"])
        return None if at is None else cells_where(columns[at], lambda text: plain_header(text) == "partial")
    return None


def _is_date_or_empty(text: str) -> bool:
    return not tidy(text) or bool(DATE_PATTERN.fullmatch(tidy(text)))


_ALWAYS_FILLED = {
    "googleforms": TIMESTAMPS,
    "microsoftforms": FORM_STARTS,
    "surveymonkey": SURVEYMONKEY_HEADERS,
    "typeform": frozenset({"submit date utc", "start date utc", "network id"}),
    "qualtrics": frozenset({"responseid", "recordeddate", "startdate"}),
}
"""Columns that the platform fills for everyone who answered."""


def _are_summaries(
    columns: Sequence[pd.Series[Any]], keys: Sequence[set[str]], recognised: Recognised, rows: int
) -> Flags:
    """Find what somebody reckoned under the answers: at the bottom, without a sign of a respondent, in figures."""
    flags = np.zeros(rows, dtype=bool)
    anchor = None if recognised.platform == PLAIN else _position_of(keys, _ALWAYS_FILLED.get(recognised.platform, ()))
    by_hand = recognised.platform == PLAIN and len(columns) >= MIN_WIDE_COLUMNS
    bottom = list(_bottom_rows(columns, anchor, rows, by_hand=by_hand))
    if not bottom or len(bottom) == rows:
        return flags
    if anchor is not None:
        for at, cells, worded in bottom:
            flags[at] = anchor not in cells or worded
        return flags
    upper = [column.iloc[: bottom[-1][0]] for column in columns]
    few = len(bottom) <= MAX_MEAN_ROWS  # more are people, out of a file that writes all numbers so
    whole, bare = (
        _whole_columns(upper),
        [few and not any(map(_is_fraction, column.unique())) for column in upper],
    )
    for at, cells, worded in bottom:
        flags[at] = worded or _is_mean_row(cells, whole, bare) or (by_hand and _is_remark(columns, cells))
    return flags


def _bottom_rows(
    columns: Sequence[pd.Series[Any]], anchor: int | None, rows: int, *, by_hand: bool
) -> Iterator[tuple[int, dict[int, str], bool]]:
    """Return the last rows that may be a summary, from below: position, cells, and whether a word says what it is."""
    for at in range(rows - 1, max(-1, rows - 1 - MAX_SUMMARY_ROWS), -1):
        cells = {place: cell for place, column in enumerate(columns) if (cell := tidy(str(column.iat[at])))}
        words = [place for place, cell in cells.items() if _is_summary_word(cell)]
        figures = [place for place, cell in cells.items() if _is_figure(cell)]
        stray = len(cells) <= MAX_STRAY_CELLS and anchor is not None and anchor not in cells
        stray |= by_hand and _is_remark(columns, cells)
        reckoned = bool(figures) and len(words) + len(figures) == len(cells)
        if not stray and (not reckoned or any(_is_repeated(columns[word], cells[word]) for word in words)):
            return
        yield at, cells, bool(words)


def _is_remark(columns: Sequence[pd.Series[Any]], cells: dict[int, str]) -> bool:
    """Tell whether a row of a plain table holds one text and nothing else, which nobody else gave."""
    return len(cells) == 1 and not any(
        _is_figure(cell) or _is_repeated(columns[at], cell) for at, cell in cells.items()
    )


def _is_repeated(column: pd.Series[Any], word: str) -> bool:
    """Tell whether a column holds a word more than once: then it is what people answered."""
    return int(np.count_nonzero(cells_where(column, lambda text: plain_header(text) == plain_header(word)))) > 1


def _is_summary_word(cell: str) -> bool:
    """Tell whether a cell says that its row was reckoned: "Gemiddelde", or "Gemiddelde noord"."""
    words = plain_header(cell)
    return words in SUMMARY_WORDS or words.partition(" ")[0] in MEAN_WORDS


def _is_figure(cell: str) -> bool:
    return parse_number(cell) is not None or bool(_PERCENT.fullmatch(cell))


def _is_mean_row(cells: dict[int, str], whole: Sequence[bool | None], bare: Sequence[bool]) -> bool:
    """Tell whether a row without a word has fractions where all others have none, and no text where they have.

    A mean may come out whole: it is written 3,0 where people answered 3.
    """
    figures = {at: cell for at, cell in cells.items() if whole[at]}
    fractions = [at for at, cell in figures.items() if not (parse_number(cell) or 0.0).is_integer()]
    if len(figures) >= MIN_MEAN_COLUMNS and all(bare[at] and _is_fraction(cell) for at, cell in figures.items()):
        fractions += list(figures)
    texts = [at for at, kind in enumerate(whole) if kind is None]
    return bool(fractions) and bool(texts) and not any(at in cells for at in texts)


def _is_fraction(text: object) -> bool:
    return bool(re.fullmatch(r"\s*[0-9]+[.,][0-9]{1,2}\s*", str(text)))


def _whole_columns(columns: Sequence[pd.Series[Any]]) -> list[bool | None]:
    """Tell of each column whether it holds whole numbers only; None where it holds text."""
    kinds: list[bool | None] = []
    for column in columns:
        texts = [tidy(str(text)) for text in column.unique()]
        numbers = [parse_number(text) for text in texts if text]
        if any(number is None for number in numbers):
            kinds.append(None)
        else:
            kinds.append(bool(numbers) and all(number.is_integer() for number in numbers if number is not None))
    return kinds
