"""A file as it stands: every cell as text, column by column, before anything is made of it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, zip_longest

import numpy as np
from numpy.typing import NDArray

from culture_diag.reading.common.cells import cell_text
from culture_diag.reading.common.series import Columns, categorical, filled_cells
from culture_diag.reading.common.table import Note
from culture_diag.reading.files.unreadable import UnreadableFileError

# Not pandas.read_csv: its list of missing values makes gaps of the answers "None" and "NA", and it guesses numbers.
CHUNK_RECORDS = 500
"""So many records are taken at a time: they fit in the cache of a processor, and with 20,000 it takes twice as long."""

PROGRESS_CHUNKS = 50
"""After so many chunks it is told how far the reading is."""

MAX_COLUMNS = 16_384
"""The widest sheet there is. A record with more cells comes from a wrong separator, not from a survey."""


OnProgress = Callable[[int], None]
"""Told how many records were read so far."""


@dataclass(frozen=True)
class Grid:
    """Every cell of a file as text, from row 1 on.

    Parameters
    ----------
    file : str
        Name of the file, without its folder.
    columns : tuple of Series
        Categories of text, one row a record; a cell that a record does not have is empty.
    widths : array of int
        How many cells each record really has.
    encoding : str
        ``"utf-8"``, ``"utf-8-bom"``, ``"utf-16"``, ``"cp1252"``, ``"mac-roman"``, ``"cp850"``; ``"workbook"`` or
        ``"sav"`` where the file keeps its own.
    delimiter : str
        Empty for what has none.
    faults : mapping
        Cells that hold an error or an uncalculated formula in a workbook: position of the column -> rows.
    names : tuple of tuple of str, optional
        Names of the columns where the file tells them apart from its records (SPSS): then row 1 is an answer.
    labels : mapping
        Of a cell that holds a code and its label, the label alone: position of the column -> text -> label.
    """

    file: str
    columns: Columns
    widths: NDArray[np.int64]
    encoding: str
    delimiter: str = ""
    notes: tuple[Note, ...] = ()
    faults: Mapping[int, frozenset[int]] = field(default_factory=dict)
    names: tuple[tuple[str, ...], ...] | None = None
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.widths)

    def record(self, at: int) -> tuple[str, ...]:
        """Return one record, from 0."""
        return tuple(str(column.iat[at]) for column in self.columns)

    def filled(self) -> NDArray[np.bool_]:
        """Tell which cells hold more than white space: one row a column, one column a record."""
        return np.array([filled_cells(column) for column in self.columns]).reshape(len(self.columns), len(self))


def columns_of_records(
    records: Iterable[Sequence[object]], *, text: bool = False, on_progress: OnProgress | None = None
) -> tuple[Columns, NDArray[np.int64]]:
    """Turn records into columns in which each different text is kept once.

    Parameters
    ----------
    records : iterable of sequence
        Of text, or of the values of a workbook.
    text : bool
        Whether all of it is text, which saves a look at every cell.
    on_progress : callable, optional
        Told now and then how many records were read so far.

    Returns
    -------
    columns : tuple of Series
        Categories of text; as many as the widest record has cells.
    widths : array of int

    Raises
    ------
    UnreadableFileError
        If a record has more than :data:`MAX_COLUMNS` cells.

    Examples
    --------
    >>> columns, widths = columns_of_records([["team", "inv1"], ["noord", 4.0], ["zuid"]])
    >>> [list(column) for column in columns], widths.tolist()
    ([['team', 'noord', 'zuid'], ['inv1', '4', '']], [2, 2, 1])
    """
    stream = iter(records)
    numbers: list[_Texts] = []
    pieces: list[list[NDArray[np.int32]]] = []
    widths: list[NDArray[np.int64]] = []
    done = 0
    with _without_collecting():
        while chunk := list(islice(stream, CHUNK_RECORDS)):
            wide = np.fromiter(map(len, chunk), dtype=np.int64, count=len(chunk))
            if wide.max() > MAX_COLUMNS:
                raise UnreadableFileError("table_too_wide", done + int(np.argmax(wide > MAX_COLUMNS)) + 1)
            while len(numbers) < wide.max():  # columns that no record before this chunk reached
                numbers.append(_Texts())
                pieces.append([np.full(done, numbers[-1][""], dtype=np.int32)] if done else [])
            for at, cells in enumerate(zip_longest(*chunk, fillvalue="")):
                pieces[at].append(numbers[at].numbered(cells if text else _without_truth(cells)))
            for at in range(int(wide.max()), len(numbers)):
                pieces[at].append(np.full(len(chunk), numbers[at][""], dtype=np.int32))
            widths.append(wide)
            done += len(chunk)
            if on_progress and len(widths) % PROGRESS_CHUNKS == 0:
                on_progress(done)
    columns = tuple(
        categorical(np.concatenate(codes), number.texts) for codes, number in zip(pieces, numbers, strict=True)
    )
    return columns, np.concatenate(widths) if widths else np.zeros(0, dtype=np.int64)


class _Texts(dict[object, int]):
    """Numbers of the different texts of a column; a text not met before gets the next."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def __missing__(self, cell: object) -> int:
        if isinstance(cell, str):
            self[cell] = len(self.texts)
            self.texts.append(cell)
            return self[cell]
        self[cell] = number = self[cell_text(cell)]  # of a workbook: the number 4 and the text "4" are one
        return number

    def numbered(self, cells: Sequence[object]) -> NDArray[np.int32]:
        """Return the numbers of the cells of one column of a chunk."""
        return np.fromiter(map(self.__getitem__, cells), dtype=np.int32, count=len(cells))


def _without_truth(cells: Sequence[object]) -> Sequence[object]:
    """Make text of truth values: to a dictionary true and 1 are equal."""
    if bool in set(map(type, cells)):
        return [cell_text(cell) if isinstance(cell, bool) else cell for cell in cells]
    return cells


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep the garbage collector from walking millions of rows, none of which refers to another: half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
