"""From a file to a table of text: separator, encoding, sheet, and rows as a spreadsheet counts them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.errors import Problem, ResponseError
from culture_diag.reading.cells import column_letter

SEPARATORS = (";", ",", "\t")
SAMPLED = 200
"""How many records tell the separator."""

FRAME = "DataFrame"
"""What stands for the file name where a frame was given."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEP_LINE = re.compile(r'"?sep=(.)"?[ ;,\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


@dataclass(frozen=True)
class Note:
    """One line of the account: what was read, dropped or converted (a key under ``reading.account``)."""

    what: str
    count: int = 1
    detail: str = ""


@dataclass(frozen=True)
class Table:
    """One table as it was found, before anything is made of it.

    Parameters
    ----------
    file : str
        Name of the file, without its folder.
    header : tuple of str
    columns : tuple of Series
        One a header. Text where it came from a file; of any kind where it came from a frame.
    rows : array of int
        Row of each record as a spreadsheet counts it.
    notes, problems
        What was dropped or converted, and what is wrong, so far.
    faults : mapping
        Cells that hold an error or an uncalculated formula in a workbook: position of the column -> rows.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[pd.Series[Any], ...]
    rows: NDArray[np.int64]
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    faults: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def problem(self, key: str, column: int | None = None, row: int | None = None, **values: object) -> Problem:
        """Make a problem that knows its place in this table; a value called ``value`` is the text of the cell."""
        found = values.get("value")
        return Problem(
            key,
            values,
            file=self.file,
            row=row,
            column=None if column is None else self.header[column],
            letter=None if column is None else column_letter(column),
            value=None if found is None else str(found),
        )


def read_table(path: str | Path, *, lang: str | None = None) -> Table:
    r"""Read a CSV file or the first filled sheet of a workbook as text.

    Parameters
    ----------
    path : str or Path
    lang : {"nl", "en"}, optional
        Language of the error text.

    Returns
    -------
    Table
        Every cell is text; records without any text are dropped and counted. Records that are wider or narrower
        than the header are among its problems and not among its rows.

    Raises
    ------
    ResponseError
        If there is no such file, it cannot be opened or read, or it holds no answers.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "answers.csv"
    ...     _ = path.write_text("team;inv1\nnoord;4\n;\n", encoding="utf-8")
    ...     table = read_table(path)
    >>> table.header, list(table.columns[1]), table.rows.tolist(), table.notes
    (('team', 'inv1'), ['4'], [2], (Note(what='blank_rows', count=1, detail=''),))
    """
    path = Path(path)
    content = _bytes(path, lang)
    if not content.strip():
        raise _refuse(path, "table_empty", lang)
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content or path.suffix.lower() != ".xls"
        raise _refuse(path, "table_locked" if locked else "table_old_workbook", lang)
    faults: Mapping[int, frozenset[int]] = {}
    if content.startswith(_ZIP) or path.suffix.lower() in _WORKBOOKS:
        from culture_diag.reading.workbooks import UnreadableWorkbookError, read_workbook

        try:
            records, notes, faults = read_workbook(content)
        except UnreadableWorkbookError as error:
            raise _refuse(path, "table_unreadable", lang) from error
    else:
        text, notes = _decode(content, path, lang)
        records = _records(text, path, lang)
    return _table(records, path, notes, faults, lang)


def table_of_frame(frame: pd.DataFrame) -> Table:
    """Take a frame as a table; nothing is copied, rows count from 2 as if the frame stood in a sheet.

    Examples
    --------
    >>> table_of_frame(pd.DataFrame({"team": ["noord"], "inv1": [4]})).header
    ('team', 'inv1')
    """
    columns = tuple(frame.iloc[:, position] for position in range(frame.shape[1]))
    return Table(FRAME, tuple(str(name) for name in frame.columns), columns, np.arange(2, len(frame) + 2))


def _refuse(path: Path, key: str, lang: str | None, **values: Any) -> ResponseError:
    row = values.get("row")
    return ResponseError(Problem(key, {"name": path.name, **values}, file=path.name, row=row), lang=lang)


def _bytes(path: Path, lang: str | None) -> bytes:
    try:
        if path.is_dir():
            raise _refuse(path, "table_is_folder", lang)
        if not path.exists():
            raise _refuse(path, "table_missing", lang)
        return path.read_bytes()
    except OSError as error:
        raise _refuse(path, "table_not_opened", lang) from error


def _decode(content: bytes, path: Path, lang: str | None) -> tuple[str, list[Note]]:
    """Decode by the mark at the start, else as UTF-8, else as the Windows code page of Western Europe."""
    marked = next((name for mark, name in _BOMS.items() if content.startswith(mark)), None)
    encoding, notes = marked or "utf-8", []
    if not marked:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            encoding, notes = "cp1252", [Note("encoding", detail="Windows-1252")]
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _refuse(path, "table_encoding", lang, row=content.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:
        raise _refuse(path, "table_unreadable", lang)
    return text, notes


def _records(text: str, path: Path, lang: str | None) -> list[list[str]]:
    said = _SEP_LINE.match(text)
    if said:  # Excel takes this line as an instruction: it shows no row for it
        text = text[said.end() :]
    separator = said[1] if said else _separator(text)
    reader = _reader(text, separator)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        # A quote that is never closed would swallow the rest of the file: say where it opens.
        raise _refuse(path, "table_quotes", lang, row=len(records) + 1) from error
    return records


def _reader(text: str, separator: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)


def _separator(text: str) -> str:
    """Choose the separator under which most records are as wide as the first; then the one with the most columns."""

    def merit(separator: str) -> tuple[float, int, int]:
        records: list[list[str]] = []
        broken = False
        try:
            records.extend(islice(_reader(text, separator), SAMPLED))
        except csv.Error:
            broken = True
        widths = [len(record) for record in records if any(record)]
        if not widths or widths[0] < 2:
            return (-1.0, 0, 0)
        even = sum(width == widths[0] for width in widths) / (len(widths) + broken)
        # A text between quotes that is cut in two leaves half of its quotes in each.
        halves = sum(cell.count('"') % 2 for record in records for cell in record)
        return (even, -halves, widths[0])

    return max(SEPARATORS, key=merit)


def _table(
    records: Sequence[Sequence[str]],
    path: Path,
    notes: Iterable[Note],
    faults: Mapping[int, frozenset[int]],
    lang: str | None,
) -> Table:
    filled = [(row, record) for row, record in enumerate(records, start=1) if any(map(str.strip, record))]
    if not filled:
        raise _refuse(path, "table_empty", lang)
    header_row, header = filled[0]
    body, problems = _even(filled[1:], header, path)
    if not body and not problems:
        raise _refuse(path, "table_no_rows", lang)
    blank = len(records) - header_row - len(filled) + 1
    notes = [*notes, Note("blank_rows", blank)] if blank else list(notes)
    # The header goes along, so that each of its columns is there also where no record reaches it.
    by_column = zip_longest(header, *(record[: len(header)] for _, record in body), fillvalue="")
    columns = tuple(pd.Series(list(cells[1:]), dtype=object) for cells in by_column)
    rows = np.fromiter((row for row, _ in body), dtype=np.int64, count=len(body))
    return Table(path.name, tuple(header), columns, rows, tuple(notes), tuple(problems), faults)


def _even(
    filled: Sequence[tuple[int, Sequence[str]]], header: Sequence[str], path: Path
) -> tuple[list[tuple[int, Sequence[str]]], list[Problem]]:
    """Part the records that fit the header from those that do not: in those a cell may stand in the wrong column."""
    named = max((at for at, name in enumerate(header, start=1) if name.strip()), default=0)
    even: list[tuple[int, Sequence[str]]] = []
    problems: list[Problem] = []
    for row, record in filled:
        if len(record) < named or any(map(str.strip, record[len(header) :])):
            values = {"found": len(record), "expected": named}
            problems.append(Problem("row_width", values, file=path.name, row=row))
        else:
            even.append((row, record))
    return even, problems
