"""Answers with a column for each point of the scale, put back into one: SurveyMonkey's "expanded" exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.reading.cells import parse_number, plain, tidy
from culture_diag.reading.grid import Note
from culture_diag.reading.ratings import is_not_applicable, rating_of

if TYPE_CHECKING:
    from culture_diag.reading.tables import Table

MOST_POINTS = 12
"""No question has more points, with those for no answer."""


@dataclass(frozen=True)
class _Point:
    """A column that holds one point of a scale or nothing: the question, and what its cells say."""

    at: int
    question: str
    label: str
    filled: NDArray[np.bool_]


def put_together(table: Table) -> Table:
    """Give each question of an expanded export its answers in the first of its columns; the others are emptied.

    A column stands for a point of the scale if its cells are empty or repeat its own header (or what follows a dash in
    it). Nobody may have two points of one question: then they are options to be ticked.

    Parameters
    ----------
    table : Table

    Returns
    -------
    Table
        With a note of how many questions were put together; the same table if there are none.
    """
    if table.recognised.platform != "surveymonkey":
        return table
    found = [scale for points in _questions(table) if (scale := _scale_of(points))]
    if not found:
        return table
    nothing = pd.Series([""] * len(table.rows), dtype="category")
    header, columns, names = list(table.header), list(table.columns), list(table.names)
    for points in found:
        first = points[0]
        said = np.full(len(table.rows), "", dtype=object)
        for point in points:
            said[point.filled] = point.label
            header[point.at], columns[point.at], names[point.at] = "", nothing, ("",)
        header[first.at], columns[first.at] = first.question, pd.Series(said, dtype="category")
        stem, bracket, row = first.question.rpartition(" [")
        names[first.at] = (first.question, row.removesuffix("]")) if bracket and stem else (first.question,)
    notes = (*table.notes, Note("columns_expanded", len(found)))
    return replace(table, header=tuple(header), columns=tuple(columns), names=tuple(names), notes=notes)


def _questions(table: Table) -> Iterator[list[_Point]]:
    """Give the columns side by side that are points of one question."""
    points: list[_Point] = []
    for at in range(len(table.header)):
        point = _point(table, at)
        if point is None or (points and point.question != points[0].question):
            if points:
                yield points
            points = []
        if point is not None:
            points.append(point)
    if points:
        yield points


def _point(table: Table, at: int) -> _Point | None:
    stem, bracket, row = table.header[at].rpartition(" [")
    row = row.removesuffix("]")
    column = table.columns[at]
    texts = [tidy(str(text)) for text in column.cat.categories if tidy(str(text))]
    if not bracket or len(texts) > 1:
        return None
    before, dash, after = f" {row}".rpartition(" - ")
    whole, last = tidy(row), tidy(after)
    if texts and plain(texts[0]) not in (plain(whole), plain(last)):
        return None
    question = f"{stem} [{tidy(before)}]" if dash and tidy(before) else stem
    filled = np.array([bool(tidy(str(text))) for text in column.cat.categories], dtype=bool)
    return _Point(at, question, last if dash else whole, filled[column.cat.codes.to_numpy()])


def _scale_of(points: list[_Point]) -> list[_Point]:
    """Give the points of a scale: without "Other (please specify)", which stands last and holds what was typed."""
    if not _is_scale(points) and not points[-1].filled.any():
        points = points[:-1]
    return points if _is_scale(points) else []


def _is_scale(points: Sequence[_Point]) -> bool:
    """Tell whether columns are the points of one scale, of which everybody chose one at most."""
    labels = [point.label for point in points if not is_not_applicable(point.label)]
    if not 3 <= len(labels) <= len(points) <= MOST_POINTS or len(set(map(plain, labels))) < len(labels):
        return False
    if np.sum([point.filled for point in points], axis=0).max(initial=0) != 1:
        return False
    numbers = [parse_number(label) for label in labels]
    whole = [number for number in numbers if number is not None]
    steps = np.diff(sorted(whole))
    return bool(rating_of(labels)) or (len(whole) == len(labels) and bool((steps == 1).all()))
