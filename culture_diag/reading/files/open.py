"""From the bytes of a file to a grid of text: which kind of file it is, and what cannot be opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from culture_diag.reading.common.series import Columns, categorical
from culture_diag.reading.common.table import Note, unreadable_file
from culture_diag.reading.files.decoding import decode
from culture_diag.reading.files.delimiters import split_records
from culture_diag.reading.files.grid import Grid, OnProgress, columns_of_records
from culture_diag.reading.files.unreadable import UnreadableFileError

if TYPE_CHECKING:
    from culture_diag.reading.files.workbook import Merged

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CODE_PAGE_NAMES = {"cp1252": "Windows-1252", "mac-roman": "Mac Roman", "cp850": "DOS 850"}
"""What people call the encodings that are guessed."""
_SAV = (b"$FL2", b"$FL3")
_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}


def read_grid(path: str | Path, *, on_progress: OnProgress | None = None, lang: str | None = None) -> Grid:
    """Read a file as text, cell by cell.

    Parameters
    ----------
    path : str or Path
        CSV or kin, a workbook, or an SPSS file: told by its content.
    on_progress : callable, optional
        Told how many records were read so far.

    Raises
    ------
    ResponseError
        If there is no such file, or it cannot be opened, is unsafe, or is no table.
    """
    path = Path(path)
    try:
        return _grid(path, on_progress, lang)
    except UnreadableFileError as error:
        raise unreadable_file(path.name, error.key, lang, row=error.row, **error.values) from error


def _grid(path: Path, on_progress: OnProgress | None, lang: str | None) -> Grid:
    if path.name.startswith("~$"):  # what a spreadsheet keeps beside a workbook that is open
        raise UnreadableFileError("table_lock_file")
    content = _content_of(path)
    if not content.strip():
        raise UnreadableFileError("table_empty")
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content or path.suffix.lower() != ".xls"
        raise UnreadableFileError("table_locked" if locked else "table_old_workbook")
    if content.startswith(_SAV):
        return _sav_grid(path, lang)
    if content.startswith(_ZIP) or path.suffix.lower() in _WORKBOOKS:
        return _workbook_grid(content, path.name, on_progress)
    return _text_grid(content, path.name, on_progress)


def _content_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFileError("table_is_folder")
        if not path.exists():
            raise UnreadableFileError("table_missing")
        if not path.is_file():  # a device or a pipe has no end
            raise UnreadableFileError("table_not_opened")
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a sign that no name can have
        raise UnreadableFileError("table_not_opened") from error


def _text_grid(content: bytes, name: str, on_progress: OnProgress | None) -> Grid:
    decoded = decode(content)
    notes = (Note("encoding", detail=_CODE_PAGE_NAMES[decoded.encoding]),) if decoded.guessed else ()
    delimiter, records = split_records(decoded.text)
    columns, widths = columns_of_records(records, text=True, on_progress=on_progress)
    return Grid(name, columns, widths, decoded.encoding, delimiter, notes)


def _workbook_grid(content: bytes, name: str, on_progress: OnProgress | None) -> Grid:
    from culture_diag.reading.files.workbook import read_workbook

    book = read_workbook(content)
    if book.alike:
        raise UnreadableFileError("table_sheets_alike", sheets=" | ".join((book.name, *book.alike)))
    columns, widths = columns_of_records(book.rows, on_progress=on_progress)
    columns, spans = _fill_merged(columns, book.merged)
    notes = (
        *([Note("sheet_read", 1, book.name)] if book.notes else []),
        *book.notes,
        *([Note("merged_filled", spans)] if spans else []),
    )
    return Grid(name, columns, widths, "workbook", "", notes, book.faults)


def _fill_merged(columns: Columns, merged: Sequence[Merged]) -> tuple[Columns, int]:
    """Repeat the text of merged cells in each of their rows: a name written once beside all who belong to it.

    Cells merged in the first row are headers, in which a gap has a meaning of its own.
    """
    spread, spans = list(columns), 0
    for first, left, last, right in merged:
        if first and last > first and left == right and left < len(columns):
            codes = spread[left].cat.codes.to_numpy().copy()
            codes[first + 1 : last + 1] = codes[first]
            spread[left] = categorical(codes, spread[left].cat.categories)
            spans += 1
    return tuple(spread), spans


def _sav_grid(path: Path, lang: str | None) -> Grid:
    from culture_diag.reading.files.sav import read_sav

    sav = read_sav(path, lang=lang)
    rows = len(sav.columns[0]) if sav.columns else 0
    widths = np.full(rows, len(sav.columns), dtype=np.int64)
    return Grid(path.name, sav.columns, widths, "sav", notes=sav.notes, names=sav.names, labels=sav.labels)
