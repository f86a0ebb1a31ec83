"""Workbooks (XLSX and kin): the sheet that holds the answers, without losing the cells that hold an error."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from culture_diag.reading.common.table import Note
from culture_diag.reading.files.sheet_limits import Fault
from culture_diag.reading.files.sheet_parser import SheetNamesParser
from culture_diag.reading.files.unreadable import UnreadableFileError
from culture_diag.reading.files.zip_safety import Package, check_package, read_part

Merged = tuple[int, int, int, int]
"""First row, first column, last row and last column of merged cells, all from 0."""


MIN_ALIKE_HEADERS = 5
"""Sheets with fewer headers may be alike by chance."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook.

    Parameters
    ----------
    rows : list of list
        Values from cell A1 on, so that the first record is row 1: text, numbers, truth values, dates, times; an empty
        cell is the empty text.
    notes : tuple of Note
        Other visible sheets with something on them, which are not read.
    faults : mapping
        Position of a column -> rows that hold an error (``#N/A``) or a formula that was never calculated. The
        library gives these cells as empty, which would silently make an answer missing; here they keep their text.
    merged : tuple of Merged
        Only the first of merged cells has their text.
    alike : tuple of str
        Other visible sheets with answers under the same headers: of a sheet a team one would be read, the rest lost.
    """

    name: str = ""
    rows: list[list[Any]] = field(default_factory=list)
    notes: tuple[Note, ...] = ()
    faults: Mapping[int, frozenset[int]] = field(default_factory=dict)
    merged: tuple[Merged, ...] = ()
    alike: tuple[str, ...] = ()


def read_workbook(content: bytes) -> Sheet:
    """Read the sheet that holds the answers.

    That is the visible sheet with the largest table: rows in which several cells are filled, wide rows above all. A
    cover or an instruction, which has text in one column, is none. Hidden sheets count only where no visible one
    holds anything.

    Returns
    -------
    Sheet
        Empty where nothing is on any sheet.

    Raises
    ------
    UnreadableFileError
        If opening it could be unsafe (see :func:`culture_diag.reading.files.zip_safety.check_package`).
    """
    package = check_package(content)
    try:
        return _answer_sheet(content, package)
    except (OSError, ValueError) as error:
        raise UnreadableFileError("table_unreadable") from error
    except BaseException as error:
        # What goes wrong inside the library comes as its own exceptions, which are not all of kind Exception.
        if type(error).__module__ in ("python_calamine", "pyo3_runtime", "python_calamine._python_calamine"):
            raise UnreadableFileError("table_unreadable") from error
        raise


def _answer_sheet(content: bytes, package: Package) -> Sheet:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [sheet for sheet in workbook.sheets_metadata if "WorkSheet" in str(sheet.typ)]
    visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    hidden = [sheet.name for sheet in sheets if sheet.name not in visible]
    largest = _largest_sheet(workbook, visible) or _largest_sheet(workbook, hidden)
    if not largest:
        return Sheet()
    name, rows, merged, heads = largest
    others = [other for other in heads if other != name] if name in visible else []
    notes = (Note("sheets_not_read", len(others), " | ".join(others)),) if others else ()
    part = package.parts.get(_part_of_sheet(content, name)) if package.kind == "xlsx" else None
    alike = tuple(other for other in others if len(heads[name]) >= MIN_ALIKE_HEADERS and heads[other] == heads[name])
    return Sheet(name, rows, notes, _restore_faults(rows, part.faults if part else []), merged, alike)


def _largest_sheet(
    workbook: Any, names: list[str]
) -> tuple[str, list[list[Any]], tuple[Merged, ...], dict[str, frozenset[str]]] | None:
    """Find the sheet with the largest table, and the headers of all that hold anything; one at a time is in memory."""
    best: tuple[int, str, list[list[Any]], tuple[Merged, ...]] | None = None
    heads: dict[str, frozenset[str]] = {}
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if not sheet.height:
            continue
        rows = sheet.to_python(skip_empty_area=False)
        heads[name] = _header_texts(rows)
        merit = _table_size(rows)
        if best is None or merit > best[0]:
            spans = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
            best = (merit, name, rows, spans)
    return (*best[1:], heads) if best else None


def _header_texts(rows: list[list[Any]]) -> frozenset[str]:
    """Return the texts of the first row that holds several, if anything stands under it."""
    for row in rows[:-1]:
        texts = frozenset(cell.strip() for cell in row if isinstance(cell, str) and cell.strip())
        if len(texts) > 1:
            return texts
    return frozenset()


def _table_size(rows: list[list[Any]]) -> int:
    """Add up the squares of how many cells are filled: answers are wide, lists of codes or schools are narrow."""
    filled = (len(row) - row.count("") for row in rows)
    return sum(count * count for count in filled if count > 1)


def _restore_faults(rows: list[list[Any]], faults: list[Fault]) -> dict[int, frozenset[int]]:
    """Put back the text of cells that hold an error or an uncalculated formula, and say where they stand."""
    restored: dict[int, set[int]] = {}
    if not faults:
        return {}
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _, column, _ in faults))
    rows.extend([] for _ in range(max(row for row, _, _ in faults) - len(rows)))
    for row in rows:
        row.extend([""] * (width - len(row)))
    for at, column, text in faults:
        if rows[at - 1][column] == "":
            rows[at - 1][column] = text
            restored.setdefault(column, set()).add(at)
    return {column: frozenset(places) for column, places in restored.items()}


def _part_of_sheet(content: bytes, sheet: str) -> str:
    """Find the part of an XLSX that holds `sheet`; nothing where the package does not tell."""
    parser = SheetNamesParser()
    parser.read([read_part(content, "xl/workbook.xml") or b"<none/>"])
    parser.read([read_part(content, "xl/_rels/workbook.xml.rels") or b"<none/>"])
    target = parser.targets.get(parser.ids.get(sheet, ""), "")
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
