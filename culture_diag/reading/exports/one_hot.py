"""Answers with a column for each point of the scale, put back into one: SurveyMonkey's "expanded" exports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.reading.common.cells import parse_number, plain_label, tidy
from culture_diag.reading.common.rating_words import is_not_applicable, rating_of
from culture_diag.reading.common.series import filled_cells
from culture_diag.reading.common.table import Note, Table
from culture_diag.reading.exports.headers import header_variants

MAX_POINTS = 12
"""No question has more points, with those for no answer."""

_DASH = " - "
_OPEN_ANSWER = re.compile(
    r"(?:other|anders|andere|overige?|comments?|kommentare?|toelichting|opmerking(?:en)?|licht toe|waarom|why|namelijk|"
    r"(?:please )?explain|(?:please )?specify)\b"
)
"""How the column begins in which people wrote something beside the points."""


@dataclass(frozen=True)
class _Column:
    """A column of a block: its own row of the header, and the only text in it ("" if it is empty, None if several)."""

    at: int
    row: str
    text: str | None
    filled: NDArray[np.bool_]


@dataclass(frozen=True)
class _Point:
    """A column that holds one point of a scale or nothing: the statement it is of, and what the point is called."""

    column: _Column
    statement: str
    label: str


def join_one_hot(table: Table) -> Table:
    """Put the answers of each question of an expanded export in the first of its columns; the others are emptied.

    A column stands for a point of the scale if its cells repeat its own header, or the end of it. Nobody may have two
    points of one question (then they are options to be ticked), and no column of a block may be left that looks like a
    point: half a scale would be other numbers.

    Returns
    -------
    Table
        With a note of how many questions were put together; the same table if there are none.
    """
    if table.recognised.platform != "surveymonkey":
        return table
    scales = [(stem, points) for stem, columns in _blocks(table) for points in _scales(_points(columns))]
    if not scales:
        return table
    nothing = pd.Series([""] * len(table.rows), dtype="category")
    header, columns, names = list(table.header), list(table.columns), list(table.names)
    for stem, points in scales:
        first, answers = points[0], np.full(len(table.rows), "", dtype=object)
        for point in points:
            answers[point.column.filled] = point.label
            at = point.column.at
            header[at], columns[at], names[at] = "", nothing, ("",)
        at = first.column.at
        shown = [f"{stem} [{first.statement}]", first.statement] if first.statement else [stem]
        header[at], columns[at] = shown[0], pd.Series(answers, dtype="category")
        names[at] = tuple(dict.fromkeys(header_variants(shown, codes=False)))
    notes = (*table.notes, Note("columns_expanded", len(scales)))
    return replace(table, header=tuple(header), columns=tuple(columns), names=tuple(names), notes=notes)


def repeats_header(table: Table, at: int) -> bool:
    """Tell whether a column only repeats its own header, or the end of it: an option, and never an item."""
    row = _split_header(table.header[at])[1] or table.header[at]
    text = _only_text(table.columns[at])
    return bool(text) and f" {plain_label(row)}".endswith(f" {plain_label(str(text))}")


def _split_header(header: str) -> tuple[str, str]:
    """Part ``question [row]``, of which the row may end with brackets of its own."""
    if not header.endswith("]"):
        return header, ""
    depth = 0
    for at in range(len(header) - 1, 0, -1):
        depth += (header[at] == "]") - (header[at] == "[")
        if not depth:
            return header[:at].rstrip(), tidy(header[at + 1 : -1])
    return header, ""


def _only_text(column: pd.Series[Any]) -> str | None:
    """Return the only text of a column, "" where it is empty; None where there are several."""
    texts = [text for each in column.unique() if (text := tidy(str(each)))]
    return None if len(texts) > 1 else texts[0] if texts else ""


def _blocks(table: Table) -> Iterator[tuple[str, list[_Column]]]:
    """Group the columns side by side under one question."""
    here, columns = "", list[_Column]()
    for at, shown in enumerate((*table.header, "")):
        stem, row = _split_header(shown)
        if columns and (not row or stem != here):
            yield here, columns
            columns = []
        if row:
            here = stem
            columns.append(_Column(at, row, _only_text(table.columns[at]), filled_cells(table.columns[at])))


def _points(columns: Sequence[_Column]) -> list[_Point]:
    """Part each column's row into statement and label; nothing if one of them cannot be."""
    odd = [column.row for column in columns if column.text is None and not _OPEN_ANSWER.match(plain_label(column.row))]
    columns = [
        column for column in columns if column.text is not None and not _OPEN_ANSWER.match(plain_label(column.row))
    ]
    split = {column.at: _split_row(column.row, column.text) for column in columns if column.text}
    parted = [parts for parts in split.values() if parts]
    if not parted or len(parted) < len(split):
        return []
    labels = sorted({label for _, label in parted}, key=len, reverse=True)
    if len(labels) > MAX_POINTS:
        return []
    statements = sorted({statement for statement, _ in parted if statement}, key=len, reverse=True)
    for column in columns:
        if not column.text:  # nobody chose it: it is called as the points of other statements are
            known = [parts for label in labels if (parts := _split_row(column.row, label))]
            begun = [
                (each, column.row.removeprefix(each + _DASH))
                for each in statements
                if column.row.startswith(each + _DASH)
            ]
            bare = column.row.removeprefix("- ")
            whole = [("", bare)] if not statements and _DASH not in bare else []
            split[column.at] = next(iter([*known, *begun, *whole]), None)
    points = [_Point(column, *parts) for column in columns if (parts := split[column.at])]
    if len(points) < len(columns):
        return []
    # A column of the same statement that holds several texts is no point of it: then the others are not all.
    return [each for each in points if not any(row.startswith(each.statement) for row in odd)]


def _split_row(row: str, label: str) -> tuple[str, str] | None:
    """Part "statement - label", of which the label is known; or all of it, where the cell repeats the whole header."""
    if plain_label(row) == plain_label(label):
        before, dash, after = row.rpartition(_DASH)
        if not dash and row.startswith("- "):
            return "", row[2:]
        return (before, after) if dash and not label.startswith("- ") else ("", row)
    for cut in (at for at in range(len(row)) if row.startswith(_DASH, at) or (at == 0 and row.startswith("- "))):
        rest = row[cut:].removeprefix(_DASH).removeprefix("- ")
        if plain_label(rest) == plain_label(label):
            return row[:cut], rest
    return None


def _scales(points: Sequence[_Point]) -> list[list[_Point]]:
    """Group the points by statement, where they make a scale."""
    by_statement: dict[str, list[_Point]] = {}
    for point in points:
        by_statement.setdefault(point.statement, []).append(point)
    statements = list(by_statement)
    if "" in by_statement and len(by_statement) > 1:
        return []  # of a single question some labels have a dash, and were cut
    if any(one != other and other.startswith(one + _DASH) for one in statements for other in statements if one):
        return []  # a label with a dash in it was cut in two
    scales = [here for here in by_statement.values() if _is_scale(here)]
    known = [sorted(plain_label(point.label) for point in here) for here in scales]
    silent = [
        here
        for here in by_statement.values()
        if not any(point.column.text for point in here) and sorted(plain_label(point.label) for point in here) in known
    ]
    return [*scales, *silent]


def _is_scale(points: Sequence[_Point]) -> bool:
    """Tell whether columns are the points of one scale, of which everybody chose one at most."""
    labels = [point.label for point in points if not is_not_applicable(point.label)]
    if not 3 <= len(labels) <= len(points) <= MAX_POINTS or len(set(map(plain_label, labels))) < len(labels):
        return False
    if np.sum([point.column.filled for point in points], axis=0).max(initial=0) != 1:
        return False
    numbers = [parse_number(label) for label in labels]
    whole = sorted(number for number in numbers if number is not None)
    if len(whole) == len(labels):
        return whole[0] in (0, 1) and bool((np.diff(whole) == 1).all())
    return bool(rating_of(labels))
