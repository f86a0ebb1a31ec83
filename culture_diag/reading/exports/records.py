"""Which records are no answers of a respondent: previews, tests, a mean at the bottom; and which are unfinished."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.reading.common.cells import parse_number, plain_header, tidy
from culture_diag.reading.common.table import NOT_SHOWN_MARK, PLAIN, Names, Note, Recognised
from culture_diag.reading.exports.platforms import DATE, FORM_STARTS, MONKEY_META, TIMESTAMPS

Flags = NDArray[np.bool_]

SUBMITTED = frozenset({
    "submitdate", "date submitted", "datum ingestuurd", "datum verzonden", "datum ingediend", "datum abgeschickt",
    "date de soumission",
})  # fmt: skip
NOT_SUBMITTED = ("", "N/A", NOT_SHOWN_MARK)
PREVIEWS = frozenset({
    "1", "2", "9", "17", "survey preview", "survey test", "preview", "test", "spam preview", "preview spam",
    "offline survey preview", "offline preview", "voorbeeldenquete", "voorbeeldenquête", "voorbeeld",
})  # fmt: skip
"""What Qualtrics writes in ``Status`` of an answer that nobody gave: codes and labels."""
CODES = frozenset({"1", "2", "9", "17"})
UNFINISHED = frozenset({"false", "0", "no", "nee", "onwaar", "niet waar", "falsch", "nein"})
SUMMARIES = frozenset({
    "gemiddelde", "gemiddeld", "gem", "mean", "average", "avg", "totaal", "total", "mittelwert", "durchschnitt",
    "moyenne", "standaarddeviatie", "standaardafwijking", "standard deviation", "std dev", "stdev", "mediaan",
    "median", "minimum", "maximum", "min", "max", "modus", "mode", "aantal", "count", "n", "som", "sum", "sd",
    "variantie", "variance",
})  # fmt: skip
"""Words beside what was reckoned. Where a team has such a name it is there more than once."""
MEANS = frozenset({"gemiddelde", "gemiddeld", "mean", "average", "totaal", "total"})
MOST_SUMMARIES = 10
"""So many rows at the bottom can be a summary: a mean, a median, a deviation and their titles."""

STRAY = 2
"""A row without the platform's mark of an answer and with so few cells is a remark below the answers."""

SOME = 3
"""A mean is one of so many columns at least, and of so many rows at most, where it is known by its writing alone."""

WIDE = 5
"""In a table of fewer columns a row with one cell may well be an answer."""

_PERCENT = re.compile(r"\s*[0-9]+(?:[.,][0-9]+)?\s*%\s*")


@dataclass(frozen=True)
class Kept:
    """Which records stay, which of all are unfinished (None where the platform does not say), and what was dropped."""

    keep: Flags
    partial: Flags | None
    notes: tuple[Note, ...]


def exclude(columns: Sequence[pd.Series[Any]], names: Names, recognised: Recognised) -> Kept:
    """Tell which records are answers.

    Parameters
    ----------
    columns : sequence of Series
        Categories of text, without the rows of the header and without blank rows.
    names : tuple of tuple of str
        Of the columns.
    recognised : Recognised

    Returns
    -------
    Kept

    Examples
    --------
    >>> stamps, answers = (pd.Series(cells, dtype="category") for cells in (["1-2-2026 9:00", ""], ["4", "4,0"]))
    >>> kept = exclude([stamps, answers], (("Tijdstempel",), ("inv1",)), Recognised("googleforms"))
    >>> kept.keep.tolist(), kept.notes
    ([True, False], (Note(what='rows_summary', count=1, detail=''),))
    """
    rows = len(columns[0])
    keys = [{plain_header(name) for name in column} for column in names]
    summary = _summary(columns, keys, recognised, rows)
    preview = _preview(columns, keys, recognised, rows) & ~summary
    notes = [
        Note(what, int(np.count_nonzero(flags)))
        for what, flags in (("rows_summary", summary), ("rows_preview", preview))
        if flags.any()
    ]
    return Kept(~(summary | preview), _partial(columns, keys, recognised), tuple(notes))


def _where(column: pd.Series[Any], holds: Callable[[str], bool]) -> Flags:
    """Tell of each record whether its cell is so, asking each different text once."""
    told = np.array([holds(text) for text in column.cat.categories], dtype=bool)
    return told[column.cat.codes.to_numpy()]


def _place(keys: Sequence[set[str]], wanted: Iterable[str]) -> int | None:
    wanted = frozenset(wanted)
    return next((at for at, own in enumerate(keys) if own & wanted), None)


def _preview(columns: Sequence[pd.Series[Any]], keys: Sequence[set[str]], recognised: Recognised, rows: int) -> Flags:
    found = np.zeros(rows, dtype=bool)
    if recognised.platform != "qualtrics":
        return found
    for role, marks in (("status", PREVIEWS), ("distributionchannel", PREVIEWS - CODES)):
        at = _place(keys, [role])
        if at is not None:
            if not {"0"} & set(map(tidy, columns[at].cat.categories)):  # a question may be called Status, too
                marks = marks - CODES
            found |= _where(columns[at], lambda text, marks=marks: plain_header(text) in marks)  # type: ignore[misc]
    return found


def _partial(columns: Sequence[pd.Series[Any]], keys: Sequence[set[str]], recognised: Recognised) -> Flags | None:
    if recognised.platform == "limesurvey":
        at = _place(keys, SUBMITTED)
        if at is None and len(columns) > 1 and _where(columns[1], _date_or_nothing).all():
            at = 1  # in words of a language we do not know: it is always the second
        return None if at is None else _where(columns[at], lambda text: tidy(text) in NOT_SUBMITTED)
    if recognised.platform == "qualtrics":
        at = _place(keys, ["finished"])
        if at is not None:
            return _where(columns[at], lambda text: plain_header(text) in UNFINISHED)
        at = _place(keys, ["progress"])
        return None if at is None else _where(columns[at], lambda text: 0 <= (parse_number(tidy(text)) or 0) < 100)
    if recognised.platform == "typeform":
        at = _place(keys, ["response type"])
        return None if at is None else _where(columns[at], lambda text: plain_header(text) == "partial")
    return None


def _date_or_nothing(text: str) -> bool:
    return not tidy(text) or bool(DATE.fullmatch(tidy(text)))


_ANCHORS = {
    "googleforms": TIMESTAMPS,
    "microsoftforms": FORM_STARTS,
    "surveymonkey": MONKEY_META,
    "typeform": frozenset({"submit date utc", "start date utc", "network id"}),
    "qualtrics": frozenset({"responseid", "recordeddate", "startdate"}),
}
"""Columns that the platform fills for everyone who answered."""


def _summary(columns: Sequence[pd.Series[Any]], keys: Sequence[set[str]], recognised: Recognised, rows: int) -> Flags:
    """Find what somebody reckoned under the answers: at the bottom, without a sign of a respondent, in figures."""
    found = np.zeros(rows, dtype=bool)
    anchor = None if recognised.platform == PLAIN else _place(keys, _ANCHORS.get(recognised.platform, ()))
    by_hand = recognised.platform == PLAIN and len(columns) >= WIDE
    bottom = list(_bottom(columns, anchor, rows, by_hand=by_hand))
    if not bottom or len(bottom) == rows:
        return found
    if anchor is not None:
        for at, cells, worded in bottom:
            found[at] = anchor not in cells or worded
        return found
    upper = [column.iloc[: bottom[-1][0]] for column in columns]
    few = len(bottom) <= SOME  # more are people, out of a file that writes all numbers so
    whole, bare = _whole(upper), [few and not any(map(_written_as_fraction, column.unique())) for column in upper]
    for at, cells, worded in bottom:
        found[at] = worded or _reckoned(cells, whole, bare) or (by_hand and _remark(columns, cells))
    return found


def _bottom(
    columns: Sequence[pd.Series[Any]], anchor: int | None, rows: int, *, by_hand: bool
) -> Iterator[tuple[int, dict[int, str], bool]]:
    """Give the last rows that may be a summary, from below: position, cells, and whether a word says what it is."""
    for at in range(rows - 1, max(-1, rows - 1 - MOST_SUMMARIES), -1):
        cells = {place: cell for place, column in enumerate(columns) if (cell := tidy(str(column.iat[at])))}
        words = [place for place, cell in cells.items() if _summed(cell)]
        figures = [place for place, cell in cells.items() if _figure(cell)]
        stray = len(cells) <= STRAY and anchor is not None and anchor not in cells
        stray |= by_hand and _remark(columns, cells)
        reckoned = bool(figures) and len(words) + len(figures) == len(cells)
        if not stray and (not reckoned or any(_again(columns[word], cells[word]) for word in words)):
            return
        yield at, cells, bool(words)


def _remark(columns: Sequence[pd.Series[Any]], cells: dict[int, str]) -> bool:
    """Tell whether a row of a plain table holds one text and nothing else, which nobody else gave."""
    return len(cells) == 1 and not any(_figure(cell) or _again(columns[at], cell) for at, cell in cells.items())


def _again(column: pd.Series[Any], word: str) -> bool:
    """Tell whether a column holds a word more than once: then it is what people answered."""
    return int(np.count_nonzero(_where(column, lambda text: plain_header(text) == plain_header(word)))) > 1


def _summed(cell: str) -> bool:
    """Tell whether a cell says that its row was reckoned: "Gemiddelde", or "Gemiddelde noord"."""
    called = plain_header(cell)
    return called in SUMMARIES or called.partition(" ")[0] in MEANS


def _figure(cell: str) -> bool:
    return parse_number(cell) is not None or bool(_PERCENT.fullmatch(cell))


def _reckoned(cells: dict[int, str], whole: Sequence[bool | None], bare: Sequence[bool]) -> bool:
    """Tell whether a row without a word has fractions where all others have none, and no text where they have.

    A mean may come out whole: it is written 3,0 where people answered 3.
    """
    asked = {at: cell for at, cell in cells.items() if whole[at]}
    fractions = [at for at, cell in asked.items() if not (parse_number(cell) or 0.0).is_integer()]
    if len(asked) >= SOME and all(bare[at] and _written_as_fraction(cell) for at, cell in asked.items()):
        fractions += list(asked)
    texts = [at for at, kind in enumerate(whole) if kind is None]
    return bool(fractions) and bool(texts) and not any(at in cells for at in texts)


def _written_as_fraction(text: object) -> bool:
    return bool(re.fullmatch(r"\s*[0-9]+[.,][0-9]{1,2}\s*", str(text)))


def _whole(columns: Sequence[pd.Series[Any]]) -> list[bool | None]:
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
