"""What is handed from step to step: a table of text with its headers, and notes for the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.errors import Problem, ResponseError
from culture_diag.reading.common.cells import column_letter
from culture_diag.reading.common.redaction import redact

SEPARATOR = " | "
"""Between the parts of the detail of a note."""


@dataclass(frozen=True)
class Note:
    """One line of the account: what was read, dropped or converted (a key under ``reading.account``).

    `value` is a second fact beside `detail`, where there is one: by what a platform was recognised, a median.
    """

    what: str
    count: int = 1
    detail: str = ""
    value: str | float = ""


Names = tuple[tuple[str, ...], ...]


PLAIN = "plain"


NOT_SHOWN_MARK = "{question_not_shown}"
"""What a LimeSurvey file with variable names and values writes where a question was not asked."""


@dataclass(frozen=True)
class Recognised:
    """Whose export a file is, what that was seen by, and the rows of its header.

    `shape` tells forms of one platform apart: ``"legacy"`` (Qualtrics before 2017), ``"vv"`` (LimeSurvey with variable
    names), ``"stems"`` (two rows of headers, of which the first has holes). `ids` is what Qualtrics calls each column.
    """

    platform: str
    why: str = ""
    header_rows: int = 1
    shape: str = ""
    ids: tuple[str, ...] = ()


FRAME_NAME = "DataFrame"
"""What stands for the file name where a frame was given."""


@dataclass(frozen=True)
class Table:
    """One table as it was found, before anything is made of its answers.

    Parameters
    ----------
    file : str
        Name of the file, without its folder.
    header : tuple of str
        A text for each column, to show.
    columns : tuple of Series
        One a header. Categories of text where it came from a file; of any kind where it came from a frame.
    rows : array of int
        Row of each record as a spreadsheet counts it.
    notes, problems
        What was dropped or converted, and what is wrong, so far.
    faults : mapping
        Cells that hold an error or an uncalculated formula in a workbook: position of the column -> rows.
    names : tuple of tuple of str
        For each column every text by which it may be known.
    recognised : Recognised
        Whose export it is.
    encoding, delimiter : str
        As in :class:`culture_diag.reading.files.grid.Grid`; empty for a frame.
    labels : mapping
        Of a cell that holds a code and its label, the label alone: position of the column -> text -> label.
    partial : array of bool, optional
        Which records the platform marks as unfinished; None where it does not say.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[pd.Series[Any], ...]
    rows: NDArray[np.int64]
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    faults: Mapping[int, frozenset[int]] = field(default_factory=dict)
    names: Names = ()
    recognised: Recognised = field(default_factory=lambda: Recognised(PLAIN))
    encoding: str = ""
    delimiter: str = ""
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    partial: NDArray[np.bool_] | None = None

    def problem(
        self, key: str, column: int | None = None, row: int | None = None, *, kind: str = "", **values: object
    ) -> Problem:
        """Make a problem that knows its place in this table; a value called ``value`` is the text of the cell."""
        cell = values.get("value")
        if cell is not None:  # what is odd may be what somebody wrote about a person
            cell = values["value"] = redact(str(cell))
        return Problem(
            key,
            values,
            file=self.file,
            row=row,
            column=None if column is None else self.header[column],
            letter=None if column is None else column_letter(column),
            value=cell,
            kind=kind,
        )

    def where(self, keep: NDArray[np.bool_]) -> Table:
        """Keep some of the records."""
        columns = tuple(column[keep].reset_index(drop=True) for column in self.columns)
        partial = None if self.partial is None else self.partial[keep]
        return replace(self, columns=columns, rows=self.rows[keep], partial=partial)


def unreadable_file(
    file: str, key: str, lang: str | None, *, row: int | None = None, **values: object
) -> ResponseError:
    """Make the error for a file that cannot be read at all."""
    return ResponseError(Problem(key, {"name": file, "row": row, **values}, file=file, row=row), lang=lang)
