"""From a file to a table of text: one header, a row an answer, and all that is known of where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.errors import Problem
from culture_diag.reading.common.cells import parse_number, plain_header, tidy
from culture_diag.reading.common.rating_words import rating_of
from culture_diag.reading.common.redaction import is_address, is_timestamp
from culture_diag.reading.common.table import FRAME_NAME, PLAIN, Names, Note, Recognised, Table, unreadable_file
from culture_diag.reading.exports.headers import column_names, numbered_duplicates
from culture_diag.reading.exports.one_hot import join_one_hot
from culture_diag.reading.exports.platforms import MAX_HEADER_RECORDS, recognise
from culture_diag.reading.exports.records import answer_records
from culture_diag.reading.files.grid import Grid, OnProgress
from culture_diag.reading.files.open import read_grid

MAX_TITLE_CELLS = 2
"""A record above the headers with at most so many filled cells is a title, if a wide one follows."""
MIN_WIDE_CELLS = 5
SUMMARY_ROWS = 60
SUMMARY_HEADS = frozenset({"answer choices", "answer options", "antwoordkeuzes", "antwoordkeuze", "antwoordopties"})
SUMMARY_COUNTS = frozenset({
    "answered", "skipped", "answered question", "skipped question", "beantwoord", "overgeslagen",
})  # fmt: skip
"""What stands above and below each question in a summary."""
WHOLE_QUESTION_PLATFORMS = ("googleforms", "microsoftforms", "limesurvey")
"""Platforms that never head a column by an answer alone."""
MIN_REPEATED_HEADERS = 4
"""A record that repeats all of so many headers at least is no answer."""


def read_table(
    path: str | Path, *, platform: str | None = None, on_progress: OnProgress | None = None, lang: str | None = None
) -> Table:
    r"""Read a CSV file, the sheet of a workbook that holds the answers, or an SPSS file as text.

    Parameters
    ----------
    platform : str, optional
        Whose export it is, where the file does not tell or tells wrong.
    on_progress : callable, optional
        Told how many records were read so far.
    lang : {"nl", "en"}, optional
        Language of the error text.

    Returns
    -------
    Table
        Every cell is text; records without any text, previews, tests and a mean at the bottom are dropped and
        counted. Records that are wider or narrower than the header are among its problems and not among its rows.

    Raises
    ------
    ResponseError
        If there is no such file, it cannot be opened or read, or it holds no answers.
    MappingError
        If `platform` is none we know.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "answers.csv"
    ...     _ = path.write_text("team;inv1\nnoord;4\n;\n", encoding="utf-8")
    ...     table = read_table(path)
    >>> table.header, list(table.columns[1]), table.rows.tolist(), table.notes
    (('team', 'inv1'), ['4'], [2], (Note(what='blank_rows', count=1, detail='', value=''),))
    """
    return table_of_grid(read_grid(path, on_progress=on_progress, lang=lang), platform=platform, lang=lang)


def table_of_frame(frame: pd.DataFrame) -> Table:
    """Take a frame as a table; nothing is copied, rows count from 2 as if the frame stood in a sheet.

    Examples
    --------
    >>> table_of_frame(pd.DataFrame({"team": ["noord"], "inv1": [4]})).header
    ('team', 'inv1')
    """
    columns = tuple(frame.iloc[:, position] for position in range(frame.shape[1]))
    header = tuple(str(name) for name in frame.columns)
    names = column_names([header], Recognised(PLAIN))
    return Table(FRAME_NAME, header, columns, np.arange(2, len(frame) + 2), names=names)


def table_of_grid(grid: Grid, *, platform: str | None = None, lang: str | None = None) -> Table:
    """Find the headers of a grid and the records that are answers.

    Raises
    ------
    ResponseError
        If it holds no answers.
    MappingError
        If `platform` is none we know.
    """
    filled = grid.filled()
    full = np.flatnonzero(filled.any(axis=0))
    if not len(full):
        raise unreadable_file(grid.file, "table_empty", lang)
    if _is_summary(grid, full):
        raise unreadable_file(grid.file, "table_summary", lang)
    start, recognised, names = _find_header(grid, filled, full, platform, lang)
    body = full[full >= start]
    again = _repeated_headers(grid, full, start, recognised.header_rows, body)
    body = body[~again]
    named = max((at for at, own in enumerate(names, start=1) if any(map(tidy, own))), default=0)
    body, problems = _fitting_rows(grid, filled, body, len(names), named)
    if not len(body) and not problems:
        raise unreadable_file(grid.file, "table_no_rows", lang)
    columns = tuple(_selected_rows(column, body) for column in grid.columns[: len(names)])
    notes = [*grid.notes, *_row_notes(grid, full, start, recognised.header_rows)]
    if again.any():
        notes.append(Note("rows_header_again", int(np.count_nonzero(again))))
    table = Table(
        grid.file,
        tuple(own[0] for own in names),
        columns,
        (body + 1 if grid.names is None else body + 2).astype(np.int64),
        tuple(notes),
        tuple(problems),
        grid.faults,
        names,
        recognised,
        grid.encoding,
        grid.delimiter,
        grid.labels,
    )
    return join_one_hot(_answers_only(table)) if len(body) else table


def _is_summary(grid: Grid, full: NDArray[np.intp]) -> bool:
    """Tell whether a file counts the answers of each question, as SurveyMonkey's export of summaries does."""
    first = full[:SUMMARY_ROWS].tolist()
    if not any(plain_header(str(grid.columns[0].iat[at])) in SUMMARY_HEADS for at in first):
        return False
    headers = {plain_header(cell) for at in first for cell in grid.record(at)}
    return len(headers & SUMMARY_COUNTS) > 1


def _answers_only(table: Table) -> Table:
    """Drop the records that are no answers."""
    kept = answer_records(table.columns, table.names, table.recognised)
    marked = replace(table, partial=kept.partial, notes=(*table.notes, *kept.notes))
    return marked if kept.keep.all() else marked.where(kept.keep)


def _find_header(
    grid: Grid, filled: NDArray[np.bool_], full: NDArray[np.intp], platform: str | None, lang: str | None
) -> tuple[int, Recognised, Names]:
    """Find where the answers start, whose headers stand above them, and what those say."""
    if grid.names is not None:
        return 0, Recognised("spss", header_rows=0), numbered_duplicates(grid.names)
    first = int(full[0])
    for at in full[:MAX_HEADER_RECORDS].tolist():
        if not _is_title(grid, filled, full, at):
            break
        first = int(full[full > at][0])
    used = full[full >= first][:MAX_HEADER_RECORDS]
    head = [grid.record(at) for at in used.tolist()]
    recognised = recognise(head, asked=platform, lang=lang)
    # A record may be wider than the headers; what stands there is a problem of its own.
    rows = head[: recognised.header_rows]
    wide = int(grid.widths[used[: recognised.header_rows]].max())
    start = int(used[len(rows) - 1]) + 1
    names = column_names([record[:wide] for record in rows], recognised)
    # Of a plain table anything may be the case; these platforms write whole questions above their columns.
    if recognised.platform in (PLAIN, *WHOLE_QUESTION_PLATFORMS) and _holds_answers(rows[0][:wide], head[1:]):
        raise unreadable_file(grid.file, "table_without_headers", lang)
    return start, recognised, names


def _repeated_headers(
    grid: Grid, full: NDArray[np.intp], start: int, header_rows: int, body: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Find the headers that stand between the answers, where exports were pasted under each other."""
    again = np.zeros(len(body), dtype=bool)
    if grid.names is not None:
        return again
    for at in full[full < start][-header_rows:].tolist():
        texts = grid.record(at)
        named = [place for place, text in enumerate(texts) if tidy(text)]
        if len(named) >= MIN_REPEATED_HEADERS:
            same = np.zeros(len(body), dtype=np.int64)
            for place in named:
                codes = grid.columns[place].cat.codes.to_numpy()
                same += codes[body] == codes[at]
            again |= same == len(named)
    return again


def _holds_answers(record: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell whether a first record holds answers rather than headers: nobody's words may be taken for headers.

    A form fills a column with timestamps or addresses, from the first person on.
    """
    cells = [tidy(cell) for cell in record if tidy(cell)]
    alike = []
    for at, tell in ((at, tell) for at, cell in enumerate(record) for tell in (is_timestamp, is_address) if tell(cell)):
        below = [other[at] for other in others if tidy(other[at])]
        if below and all(map(tell, below)):
            alike.append((at, tell))
    if any(at == 0 or tell is is_address for at, tell in alike) or len(alike) > 1:
        return True
    numbers = [cell for cell in cells if parse_number(cell) is not None]
    repeated = [cell for cell, count in Counter(cells).items() if count > 1]
    labels = {cell for cell in repeated if rating_of([cell, *repeated])}
    return len(labels) > 1 or (len(numbers) >= MIN_REPEATED_HEADERS and len(set(numbers)) < len(numbers))


def _is_title(grid: Grid, filled: NDArray[np.bool_], full: NDArray[np.intp], at: int) -> bool:
    """Tell whether a record above the headers is none of them: one cell at the left, or few that head no columns."""
    below = full[full >= at][:MAX_HEADER_RECORDS]
    if filled[:, at].sum() > MAX_TITLE_CELLS or filled[:, below].sum(axis=0).max(initial=0) < MIN_WIDE_CELLS:
        return False
    if filled[:, at].sum() == 1 and filled[0, at]:
        return True
    records = [grid.record(row) for row in below.tolist()]
    return recognise(records).header_rows == 1 or recognise(records[1:]).platform != PLAIN


def _row_notes(grid: Grid, full: NDArray[np.intp], start: int, header_rows: int) -> Iterator[Note]:
    above = int(np.count_nonzero(full < start)) - header_rows
    if above > 0:
        yield Note("rows_above_header", above)
    blank = len(grid) - start - int(np.count_nonzero(full >= start))
    if blank:
        yield Note("blank_rows", blank)


def _fitting_rows(
    grid: Grid, filled: NDArray[np.bool_], body: NDArray[np.intp], width: int, named: int
) -> tuple[NDArray[np.intp], list[Problem]]:
    """Part the records that fit the header from those that do not: in those a cell may stand in the wrong column."""
    beyond = filled[width:, body].any(axis=0)
    wrong = (grid.widths[body] < named) | beyond
    if grid.delimiter and len(body):
        # One cell more than all others, and the last one empty: a separator in a text has moved the rest along.
        common = np.bincount(grid.widths[body]).max() > len(body) / 2
        usual = int(np.bincount(grid.widths[body]).argmax())
        wrong |= (grid.widths[body] > max(width, usual)) & common
    if not wrong.any():
        return body, []
    problems = [
        Problem("row_width", {"found": int(grid.widths[at]), "expected": named}, file=grid.file, row=int(at) + 1)
        for at in body[wrong]
    ]
    return body[~wrong], problems


def _selected_rows(column: pd.Series[Any], rows: NDArray[np.intp]) -> pd.Series[Any]:
    taken = column.iloc[rows] if len(rows) != len(column) else column
    return taken.cat.remove_unused_categories().reset_index(drop=True)
