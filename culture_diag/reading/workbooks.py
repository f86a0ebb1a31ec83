"""Workbooks (XLSX and kin) as records of text, without losing the cells that hold an error."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from culture_diag.reading.cells import cell_text
from culture_diag.reading.tables import Note

_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)([0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>")
_FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>([^<]*)</f>)")
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class UnreadableWorkbookError(Exception):
    """The bytes are no workbook that can be read."""


def read_workbook(content: bytes) -> tuple[list[list[str]], list[Note], dict[int, frozenset[int]]]:
    """Read the first visible sheet that holds anything.

    Returns
    -------
    records : list of list of str
        From cell A1 on, so that the first record is row 1.
    notes : list of Note
        Other filled sheets, which are not read.
    faults : dict
        Position of a column -> rows that hold an error (``#N/A``) or a formula that was never calculated. The
        library gives these cells as empty, which would silently make an answer missing; here they keep their text.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            sheet.name: workbook.get_sheet_by_name(sheet.name)
            for sheet in sorted(workbook.sheets_metadata, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
            if "WorkSheet" in str(sheet.typ)
        }
        filled = [name for name, sheet in sheets.items() if sheet.height]
        if not filled:
            return [], [], {}
        cells = sheets[filled[0]].to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableWorkbookError(str(error)) from error
    visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    others = [name for name in filled[1:] if name in visible]
    notes = [Note("sheets_not_read", len(others), " | ".join(others))] if others else []
    records = [[cell if isinstance(cell, str) else cell_text(cell) for cell in row] for row in cells]
    return records, notes, _restore(records, content, filled[0])


def _restore(records: list[list[str]], content: bytes, sheet: str) -> dict[int, frozenset[int]]:
    """Put back the text of cells that hold an error or an uncalculated formula, and say where they stand."""
    found: dict[int, set[int]] = {}
    for row, column, text in _faults(_sheet_xml(content, sheet)):
        while len(records) < row:
            records.append([""] * len(records[0]))
        for record in records:
            record.extend([""] * (column + 1 - len(record)))
        if not records[row - 1][column]:
            records[row - 1][column] = text
            found.setdefault(column, set()).add(row)
    return {column: frozenset(rows) for column, rows in found.items()}


def _faults(xml: bytes) -> Iterator[tuple[int, int, str]]:
    if b't="e"' not in xml and b"<f" not in xml:
        return
    for letters, row, attributes, inner in _CELL.findall(xml):
        value, formula = _VALUE.search(inner), _FORMULA.search(inner)
        if b't="e"' in attributes and value:
            yield int(row), _position(letters), value[1].decode()
        elif formula and not (value and value[1]) and b't="str"' not in attributes:
            yield int(row), _position(letters), "=" + (formula[1] or b"...").decode()


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - ord("A") + 1
    return position - 1


def _sheet_xml(content: bytes, sheet: str) -> bytes:
    """Find the part of an XLSX that holds `sheet`; nothing for other kinds of workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            targets: Mapping[str | None, Any] = {
                link.get("Id"): link.get("Target") for link in _xml(package, "xl/_rels/workbook.xml.rels")
            }
            for node in _xml(package, "xl/workbook.xml").iter():
                if node.tag.endswith("}sheet") and node.get("name") == sheet:
                    return package.read(posixpath.join("/xl", targets[node.get(_RELATIONS)]).lstrip("/"))
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        pass
    return b""


def _xml(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(package.read(name))
