"""From text to records: which sign parts the cells, and quoting as spreadsheets write it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from culture_diag.reading.files.unreadable import UnreadableFileError

# csv.Sniffer fails on real exports with long questions; clevercsv is as good as this, and takes 36 times as long.
DELIMITERS = (";", ",", "\t", "|")

MAX_CELL_CHARS = 131_072
"""Characters of the longest cell: four times what a spreadsheet holds, and what the `csv` module stops at."""

SAMPLED_RECORDS = 200
"""How many records tell the delimiter."""

_SEP_LINE = re.compile(r'"?sep=([;,\t|])"?[ ;,\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_PIECE_CHARS = 1 << 20
_UNCLOSED_LINES = 20
"""From so many lines on, a cell that is too long is rather a quote that was never closed."""


def split_records(text: str) -> tuple[str, Iterator[list[str]]]:
    r"""Find the delimiter and give the records.

    Parameters
    ----------
    text : str
        The whole file. A first line ``sep=;`` is obeyed and is no record: a spreadsheet shows no row for it.

    Returns
    -------
    delimiter : {";", ",", "\\t", "|"}
    records : iterator of list of str
        All of them, blank ones too: the first is row 1. Lines may end in any of the three ways.

    Raises
    ------
    UnreadableFileError
        While the records are taken.

    Examples
    --------
    >>> delimiter, records = split_records('team;x\nnoord;"1,5; 2"\n')
    >>> delimiter, list(records)
    (';', [['team', 'x'], ['noord', '1,5; 2']])
    """
    sep_line = _SEP_LINE.match(text)
    start = sep_line.end() if sep_line else 0
    delimiter = sep_line[1] if sep_line else _delimiter(text)
    return delimiter, _records(text, start, delimiter)


def _records(text: str, start: int, delimiter: str) -> Iterator[list[str]]:
    reader = _reader(text, start, delimiter)
    row = lines = 0
    try:
        for row, record in enumerate(reader, start=1):  # noqa: B007
            yield record
            lines = reader.line_num
    except csv.Error as error:
        # A quote that is never closed would swallow the rest of the file, so it is told where it opens. Its cell may
        # grow too long before the file ends: then it runs over many lines.
        if "field larger" in str(error) and reader.line_num - lines < _UNCLOSED_LINES:
            raise UnreadableFileError("table_cell_too_long", row + 1) from error
        raise UnreadableFileError("table_quotes", row + 1) from error


def _reader(text: str, start: int, delimiter: str) -> Any:
    return csv.reader(_lines(text, start), delimiter=delimiter, skipinitialspace=True, strict=True)


def _lines(text: str, start: int) -> Iterator[str]:
    """Split into lines without a second copy of the text: a `StringIO` of all of it takes four bytes a character."""
    return chain.from_iterable(
        [piece] if len(piece) > 2 * _PIECE_CHARS else io.StringIO(piece, newline="") for piece in _pieces(text, start)
    )


def _pieces(text: str, start: int) -> Iterator[str]:
    """Cut a text into pieces at line ends; only a line that is longer than a piece is a piece by itself."""
    while start < len(text):
        end = _cut(text, start)
        yield text[start:end]
        start = end


def _cut(text: str, start: int) -> int:
    stop = start + _PIECE_CHARS
    if stop >= len(text):
        return len(text)
    end = text.rfind("\n", start, stop) + 1
    if not end:
        # The last sign of the piece is left out: what follows it may belong to the same line end.
        end = text.rfind("\r", start, stop - 1) + 1
    if not end:
        line_end = _LINE_END.search(text, stop - 1)
        end = line_end.end() if line_end else len(text)
    return end


def _delimiter(text: str) -> str:
    """Choose the delimiter under which most records are as wide as the first; then the one with the most columns.

    Only where no delimiter makes sense of the first record (a title above the table), the commonest width counts.
    """
    return max(DELIMITERS, key=lambda delimiter: _score(text, delimiter))


def _score(text: str, delimiter: str) -> tuple[int, float, int, int]:
    records: list[list[str]] = []
    broken = 0
    try:
        records.extend(islice(_reader(text, 0, delimiter), SAMPLED_RECORDS))
    except csv.Error:
        broken = 1
    widths = [len(record) for record in records if any(record)]
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return (0, 0.0, 0, 0)
    # A text between quotes that is cut in two leaves half of its quotes in each.
    halves = sum(cell.count('"') % 2 for record in records for cell in record)
    first = wide[widths[0]] / (len(widths) + broken)
    if first > 0.5:
        return (2, first, -halves, widths[0])
    width, count = wide.most_common(1)[0]
    return (1, count / (len(widths) + broken), -halves, width)
