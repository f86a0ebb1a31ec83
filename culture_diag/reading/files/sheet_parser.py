"""Measure the sheets of a workbook cell by cell with an XML parser, where a glance at the stream does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from culture_diag.reading.common.cells import column_position
from culture_diag.reading.files.sheet_limits import MAX_SHEET_CELLS, MAX_TEXT_BYTES, Fault, check_rectangle
from culture_diag.reading.files.unreadable import UnreadableFileError

_REFERENCE = re.compile(r"\s*([A-Za-z]{1,7})([0-9]{1,9})\s*")
_FILLED = {"value", "value-type", "string-value", "date-value", "time-value", "boolean-value", "formula"}


class SafeXmlParser:
    """A parser of XML that never reads a definition of entities or anything outside of the document."""

    def read(self, pieces: Iterable[bytes]) -> None:
        """Parse one document; the names of tags go without their prefix.

        Raises
        ------
        UnreadableFileError
            If it is no XML, or has a document type.
        """
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = lambda tag, attributes: self.start(tag.rpartition(":")[2], attributes)
        parser.EndElementHandler = lambda tag: self.end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = self.text
        parser.buffer_text = True
        try:
            for piece in pieces:
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise UnreadableFileError("table_unreadable") from error

    def _refuse(self, *_: object) -> None:
        raise UnreadableFileError("table_external")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, tag: str) -> None:
        """Take its end."""

    def text(self, data: str) -> None:
        """Take text."""


class XlsxSheetParser(SafeXmlParser):
    """Count the cells of a sheet of XLSX and the bytes of the shared texts they show; refuse what is too much.

    Parameters
    ----------
    lengths : array
        Bytes of each shared text.
    """

    def __init__(self, lengths: NDArray[np.int64]) -> None:
        self.lengths = lengths
        self.row = self.column = self.rows = self.width = self.cells = self.shown = 0
        self.kind = self.inside = ""
        self.found: dict[str, str] = {}
        self.faults: list[Fault] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Follow rows and cells; a cell that does not say where it stands follows the one before."""
        if tag == "row":
            self.row = whole_number(attributes.get("r")) or self.row + 1
            self.column = 0
        elif tag == "c":
            named = attributes.get("r", "").strip()
            reference = _REFERENCE.fullmatch(named)
            if named and not reference:  # the library would keep the last bits of such a number, and ask for the rest
                raise UnreadableFileError("table_sheet_too_large")
            self.row = int(reference[2]) if reference else self.row
            self.column = column_position(reference[1].encode()) + 1 if reference else self.column + 1
            self.rows, self.width = max(self.rows, self.row), max(self.width, self.column)
            self.cells += 1
            check_rectangle(max(self.rows, self.cells // MAX_SHEET_CELLS), self.width)
            self.kind, self.found = attributes.get("t", ""), {}
        elif tag in ("v", "f"):
            self.inside, self.found[tag] = tag, ""

    def end(self, tag: str) -> None:
        """Add the shared text that a cell shows; keep what is at fault."""
        if tag == self.inside:
            self.inside = ""
        elif tag == "c":
            value = self.found.get("v", "")
            if self.kind == "s":
                self._show(whole_number(value))
            elif self.kind == "e" and value:
                self.faults.append((self.row, self.column - 1, value))
            elif "f" in self.found and not value and self.kind not in ("str", "e"):
                self.faults.append((self.row, self.column - 1, "=" + (self.found["f"] or "...")))

    def _show(self, at: int) -> None:
        self.shown += int(self.lengths[at]) if at < len(self.lengths) else 0
        if self.shown > MAX_TEXT_BYTES:
            raise UnreadableFileError("table_unpacks_too_large")

    def text(self, data: str) -> None:
        """Keep the value and the formula of a cell."""
        if self.inside:
            self.found[self.inside] += data


class OdsParser(SafeXmlParser):
    """Refuse OpenDocument sheets of which repeated rows and columns make more than may be opened."""

    def __init__(self) -> None:
        self.shown = 0
        self._begin()

    def _begin(self) -> None:
        self.rows = self.cells = self.width = self.widest = self.size = 0
        self.row = self.cell = 1
        self.filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Follow sheets, rows and cells with their repeats."""
        if tag == "table":
            self._begin()
        elif tag == "table-row":
            self.row, self.cells, self.width, self.size = _repeats(attributes, "number-rows-repeated"), 0, 0, 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell = _repeats(attributes, "number-columns-repeated")
            self.filled = any(key.rpartition(":")[2] in _FILLED for key in attributes)
            self.size += self.cell * sum(map(len, attributes.values())) if self.filled else 0

    def end(self, tag: str) -> None:
        """Count what was repeated; empty rows and columns at the end are not kept by the library."""
        if tag in ("table-cell", "covered-table-cell"):
            self.cells += self.cell
            self.width = self.cells if self.filled else self.width
            self.filled = False
        elif tag == "table-row":
            self.rows += self.row
            self.shown += self.size * self.row
            self.widest = max(self.widest, self.width)
            if self.width:
                check_rectangle(self.rows, self.widest)
            if self.shown > MAX_TEXT_BYTES:
                raise UnreadableFileError("table_unpacks_too_large")

    def text(self, data: str) -> None:
        """Count text for each cell it is repeated in."""
        if not data.isspace():
            self.filled = True
            self.size += self.cell * len(data)


class SheetNamesParser(SafeXmlParser):
    """Collect which part holds which sheet: of ``workbook.xml`` name -> id, of its relations id -> target."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a sheet or a relation."""
        if tag == "sheet":
            wanted = [value for key, value in attributes.items() if key.endswith(":id")]
            self.ids[attributes.get("name", "")] = wanted[0] if wanted else ""
        elif tag == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


def whole_number(text: str | None) -> int:
    """Read a whole number of an attribute; 0 where there is none.

    Examples
    --------
    >>> whole_number(" 12 "), whole_number("x"), whole_number(None)
    (12, 0, 0)
    """
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _repeats(attributes: dict[str, str], name: str) -> int:
    return max(next((whole_number(value) for key, value in attributes.items() if key.rpartition(":")[2] == name), 1), 1)
