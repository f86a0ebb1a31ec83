"""What the parts of a workbook hold, told from the stream: how far a sheet reaches, long texts, cells with a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import unescape

import numpy as np
from numpy.typing import NDArray

from culture_diag.reading.common.cells import column_position
from culture_diag.reading.files.unreadable import UnreadableFileError

MAX_SHEET_CELLS = 60_000_000
"""Rows times columns of a sheet, at most: the library keeps a place for each cell of the rectangle."""

SPARSE_FROM_CELLS = 10_000_000
"""A larger rectangle must be filled for at least one in a hundred: else a stray cell far away costs gigabytes."""

MAX_TEXT_BYTES = 1 << 30
"""Bytes of all cells together, at most: the library copies a shared text for each cell that shows it."""

MAX_SINGLE_TEXT_BYTES = 1 << 19
"""Bytes of one text, at most: more than what a spreadsheet can hold in a cell, however it is written."""

_LETTERS, _DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"
_PREFIX = re.compile(rb"<([\w.-]+):(?:worksheet|sst)[\s>]")
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_ODD_PLAIN = re.compile(rb'<c(?! r="[A-Z]{1,3}[0-9]{1,7}"[\s/>])[\s/>]')
_ODD_PREFIXED = re.compile(rb":c[\s/>]")
_TEXT = re.compile(rb"<si[\s/>]")
_COUNT = re.compile(rb"ount\s*=\s*[\"'][\s+0]*([0-9]{8,})")
_PLACE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>')
_VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>")
_UNCALCULATED = re.compile(rb"<f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v[^>]*>\s*</v>)?\s*</c>")

Fault = tuple[int, int, str]
"""Row (from 1), position of the column (from 0) and text of a cell with an error or an uncalculated formula."""


@dataclass
class WorkbookPart:
    """What was seen of one part of a workbook, piece by piece.

    Parameters
    ----------
    rows, width, cells : int
        The largest row and column (from 1) that a cell names, and how many cells there are.
    odd : bool
        Cells are written in a way that only an XML parser reads.
    lengths : list of array
        Bytes of each shared text.
    """

    rows: int = 0
    width: int = 0
    cells: int = 0
    odd: bool = False
    lengths: list[NDArray[np.int64]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _kept: bytes = b""
    _prefix: bytes = b""
    _silent: int = 0
    _long: int = 0
    _table: bool = False
    _begun: bool = False
    _markup: bool = False

    def feed(self, piece: bytes) -> None:
        """Take the next piece."""
        if not self._begun:
            self._begun = True
            self._markup = piece.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"")
            prefix = _PREFIX.search(piece)
            self._prefix = prefix[1] if prefix else b""
        window = self._kept + piece
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            raise UnreadableFileError("table_external")
        self._table = self._table or b"sheetData" in window or b"<si" in window or b":si" in window
        self._measure(piece)
        # What may go on in the next piece waits for it: the last cell or text, or the last tag.
        cut = max(window.rfind(b"<c "), window.rfind(b"<si"), window.rfind(b":c "), window.rfind(b":si"))
        cut = window.rfind(b"<") if cut < 0 else window.rfind(b"<", 0, cut + 1)
        cut = cut if cut >= 0 and len(window) - cut < 4 * MAX_SINGLE_TEXT_BYTES else max(len(window) - 16, 0)
        self._kept = window[cut:]
        self._look(window[:cut])

    def close(self) -> None:
        """Look at what is left."""
        self._look(self._kept)
        self._kept = b""
        check_filled(self.rows, self.width, self.cells)
        if self._long:
            self.lengths.append(np.array([self._long], dtype=np.int64))
            if self._long > MAX_SINGLE_TEXT_BYTES:
                raise UnreadableFileError("table_text_too_long")

    def _measure(self, piece: bytes) -> None:
        """Refuse a text that goes on and on in a sheet or among the shared texts; a picture is no text."""
        first = piece.find(b"<")
        self._silent += len(piece) if first < 0 else first
        if self._silent > MAX_SINGLE_TEXT_BYTES and self._table and self._markup:
            raise UnreadableFileError("table_text_too_long")
        if first >= 0:
            self._silent = len(piece) - piece.rfind(b"<")

    def _look(self, window: bytes) -> None:
        if self._prefix:  # some programs write <x:c r="A1"> for <c r="A1">
            window = window.replace(b"<" + self._prefix + b":", b"<").replace(b"</" + self._prefix + b":", b"</")
        check_counts(window)
        if not self.odd:
            self.odd = bool(_ODD_PLAIN.search(window) or _ODD_PREFIXED.search(window))
        references = _REFERENCE.findall(window)
        if references:
            self._reach(b" ".join(references))
            self.cells += len(references)
            self.faults.extend(_faults(window))
        if self._markup:  # not what a package inside this one holds
            self._count_texts(window)

    def _reach(self, references: bytes) -> None:
        numbers = set(references.translate(None, _LETTERS).split())
        letters = set(references.translate(None, _DIGITS).split())
        self.rows = max(self.rows, *map(int, numbers))
        self.width = max(self.width, *(column_position(name) + 1 for name in letters))
        check_rectangle(self.rows, self.width)

    def _count_texts(self, window: bytes) -> None:
        starts = [match.start() for match in _TEXT.finditer(window)]
        if not starts:
            self._long += len(window) if self._long else 0
        else:
            places = np.array([*starts, len(window)], dtype=np.int64)
            lengths = np.diff(places)
            if self._long:
                lengths = np.concatenate([[self._long + starts[0]], lengths])
            self._long = int(lengths[-1])
            self.lengths.append(lengths[:-1])
            if len(lengths) > 1 and lengths[:-1].max() > MAX_SINGLE_TEXT_BYTES:
                raise UnreadableFileError("table_text_too_long")
        if self._long > 8 * MAX_SINGLE_TEXT_BYTES:
            raise UnreadableFileError("table_text_too_long")


def check_counts(window: bytes) -> None:
    """Refuse a tag that announces more than there can be: the library makes room for as many beforehand."""
    for count in _COUNT.finditer(window):
        inside = window.rfind(b"<", 0, count.start()) > window.rfind(b">", 0, count.start())
        if inside and int(count[1][:20]) > MAX_SHEET_CELLS:
            raise UnreadableFileError("table_unpacks_too_large")


def check_rectangle(rows: int, width: int) -> None:
    """Refuse a sheet of which the rectangle from A1 to the last cell is too large."""
    if rows * width > MAX_SHEET_CELLS:
        raise UnreadableFileError("table_sheet_too_large")


def check_filled(rows: int, width: int, cells: int) -> None:
    """Refuse a large sheet that is nearly empty."""
    if rows * width > max(SPARSE_FROM_CELLS, 100 * cells):
        raise UnreadableFileError("table_sheet_too_large")


def _faults(window: bytes) -> Iterator[Fault]:
    """Find the cells with an error or without a result; nothing is looked at but the places where one may be."""
    at = window.find(b' t="e"')
    while at >= 0:
        place = _PLACE.match(window, window.rfind(b"<c ", 0, at))
        end = window.find(b"</c>", at)
        if place and end >= 0 and place.start() <= at < place.end():
            value = _VALUE.search(window, place.end(), end)
            if value:
                yield int(place[2]), column_position(place[1]), unescape(value[1].decode("utf-8", "replace"))
        at = window.find(b' t="e"', at + 1)
    if b"<f" not in window:
        return
    for formula in _UNCALCULATED.finditer(window):
        place = _PLACE.match(window, window.rfind(b"<c ", 0, formula.start()))
        # A formula that gives an empty text is calculated: it has the type of a text.
        if place and b't="str"' not in place[3] and b't="e"' not in place[3]:
            text = (formula[1] or b"...").decode("utf-8", "replace")
            yield int(place[2]), column_position(place[1]), "=" + unescape(text)
