"""What a file is, told without an instrument: whose export, how many answered, which questions are ratings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from culture_diag.errors import ResponseError
from culture_diag.i18n import default_language, text
from culture_diag.reading.account import count_text
from culture_diag.reading.columns.identifiers import identifies_person
from culture_diag.reading.columns.scale_detection import rating_columns
from culture_diag.reading.common.cells import column_letter, tidy
from culture_diag.reading.common.table import Table
from culture_diag.reading.exports.headers import double_headers
from culture_diag.reading.exports.load import read_table
from culture_diag.reading.files.grid import OnProgress


@dataclass(frozen=True)
class RatingItem:
    """A column that is answered on a scale: ``scale`` is a family of labels, or bounds such as ``"1-5"``."""

    letter: str
    header: str
    scale: str


@dataclass(frozen=True)
class Export:
    """What a file is.

    Parameters
    ----------
    file, platform, why : str
        ``why`` is what the platform was recognised by; empty for a plain table.
    encoding, delimiter : str
        ``"utf-8"``, ``"utf-8-bom"``, ``"utf-16"``, ``"cp1252"``, ``"mac-roman"``, ``"cp850"``, ``"workbook"``,
        ``"sav"``; the delimiter is empty where there is none.
    header_rows : int
    respondents : int
        Answers of people, finished or not: without blank rows, previews, tests and sums at the bottom.
    partial : int
        How many of them the platform marks as unfinished.
    rating_items : int
        Questions answered on a scale that at least one other question shares; where no two share one, all of them.
    dropped : mapping
        What was left out and why: key of the account -> how many rows.
    items : tuple of RatingItem
        The questions that `rating_items` counts.
    single_items : tuple of RatingItem
        Questions on a scale of their own, such as one recommendation from 0 to 10.
    personal : tuple of str
        Headers of columns that tell who somebody is. They are never read.
    duplicate_headers : mapping
        Header -> how many columns have it.

    Examples
    --------
    >>> from culture_diag.sample import sample_files
    >>> export = inspect_export(sample_files()[0])
    >>> export.platform, export.header_rows, export.rating_items
    ('plain', 1, 16)
    """

    file: str
    platform: str
    why: str
    encoding: str
    delimiter: str
    header_rows: int
    respondents: int
    partial: int
    rating_items: int
    dropped: Mapping[str, int]
    items: tuple[RatingItem, ...]
    single_items: tuple[RatingItem, ...]
    personal: tuple[str, ...]
    duplicate_headers: Mapping[str, int]


def inspect_export(
    path: str | Path, *, platform: str | None = None, on_progress: OnProgress | None = None, lang: str | None = None
) -> Export:
    r"""Tell what a file of answers is, without an instrument.

    Parameters
    ----------
    path : str or Path
        CSV or kin, workbook or SPSS file, as it was downloaded.
    platform : str, optional
        Whose export it is, where the file does not tell or tells wrong.
    on_progress : callable, optional
        Told how many records were read so far.
    lang : {"nl", "en"}, optional
        Language of the error text.

    Returns
    -------
    Export
        No answer of anybody is in it.

    Raises
    ------
    ResponseError
        If the file cannot be read, holds no answers, or rows do not fit its headers.
    MappingError
        If `platform` is none we know.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "export.csv"
    ...     answers = "4-5-2026 10:59:37,Zeer tevreden,J\n5-5-2026 9:00,Ontevreden,K\n"
    ...     _ = path.write_text("Tijdstempel,Hoe tevreden ben je?,Naam\n" + answers, encoding="utf-8")
    ...     export = inspect_export(path)
    >>> export.platform, export.respondents, export.rating_items, export.personal
    ('googleforms', 2, 1, ('Naam',))
    """
    table = read_table(path, platform=platform, on_progress=on_progress, lang=lang)
    if table.problems:
        raise ResponseError(table.problems, lang=lang)
    return export_of(table)


def export_of(table: Table) -> Export:
    """Tell what a table is that was read already."""
    items, single = _split_by_scale(rating_columns(table), table)
    personal = [tidy(names[0]) for at, names in enumerate(table.names) if identifies_person(table, at)]
    return Export(
        file=table.file,
        platform=table.recognised.platform,
        why=table.recognised.why,
        encoding=table.encoding,
        delimiter=table.delimiter,
        header_rows=table.recognised.header_rows,
        respondents=len(table.rows),
        partial=0 if table.partial is None else int(np.count_nonzero(table.partial)),
        rating_items=len(items),
        dropped={note.what: note.count for note in table.notes if note.what in DROPPED_ROWS + JOINED_COLUMNS},
        items=items,
        single_items=single,
        personal=tuple(dict.fromkeys(personal)),
        duplicate_headers=double_headers(table.names),
    )


DROPPED_ROWS = ("rows_above_header", "rows_header_again", "blank_rows", "rows_summary", "rows_preview")
"""Notes about rows that are no answers."""

JOINED_COLUMNS = ("columns_expanded",)
"""Notes about what was made of the columns."""

EXPORT_NOTES = (*DROPPED_ROWS, *JOINED_COLUMNS, "columns_personal", "platform")
"""What :func:`export_text` says of an account."""


def export_text(export: Export, lang: str | None = None) -> list[str]:
    """Say what a file is, one sentence each.

    Parameters
    ----------
    export : Export
    lang : {"nl", "en"}, optional
        By default the user's language.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from culture_diag.sample import sample_files
    >>> print(export_text(inspect_export(sample_files()[0]), "en")[1])
    Characters: utf-8; separator: comma.
    """
    lang = lang or default_language()
    known = export.platform if export.platform in ("plain", "spss") else "known" if export.why else "asked"
    platform = text(f"reading.platform.{export.platform}", lang)
    lines = [text(f"reading.export.{known}", lang, platform=platform, why=export.why, file=export.file)]
    if export.delimiter:
        delimiter = _delimiter(export.delimiter, lang)
        lines.append(text("reading.export.coding", lang, encoding=export.encoding, delimiter=delimiter))
    else:
        lines.append(text("reading.export.kind", lang, kind=text(f"reading.kind.{export.encoding}", lang)))
    if export.header_rows:
        lines.append(count_text("export.headers", export.header_rows, lang))
    lines.append(count_text("export.respondents", export.respondents, lang))
    if export.partial:
        lines.append(count_text("export.partial", export.partial, lang))
    lines += _rating_text(export, lang)
    lines += [count_text(f"account.{what}", count, lang, detail="") for what, count in export.dropped.items()]
    if export.personal:
        headers = " | ".join(export.personal)
        lines.append(count_text("account.columns_personal", len(export.personal), lang, detail=headers))
    for header, count in export.duplicate_headers.items():
        lines.append(text("reading.export.double", lang, header=header, number=count))
    return lines


def _split_by_scale(scales: Mapping[int, str], table: Table) -> tuple[tuple[RatingItem, ...], tuple[RatingItem, ...]]:
    """Part the questions that share a scale from those with one of their own; an instrument is never a single one."""
    counts = Counter(scales.values())
    lone = {scale for scale, count in counts.items() if count == 1}
    items = {at: RatingItem(column_letter(at), tidy(table.header[at]), scale) for at, scale in sorted(scales.items())}
    if len(lone) == len(counts):
        return tuple(items.values()), ()
    shared = tuple(item for item in items.values() if item.scale not in lone)
    return shared, tuple(item for item in items.values() if item.scale in lone)


def _rating_text(export: Export, lang: str) -> list[str]:
    if not export.items:
        return [text("reading.export.no_items", lang)]
    scales = Counter(item.scale for item in export.items)
    listed = ", ".join(f"{count} × {_scale(scale, lang)}" for scale, count in scales.items())
    lines = [count_text("export.items", export.rating_items, lang, scales=listed)]
    if export.single_items:
        headers = " | ".join(f"{item.letter} ({_scale(item.scale, lang)})" for item in export.single_items)
        lines.append(count_text("export.single", len(export.single_items), lang, headers=headers))
    return lines


def _scale(scale: str, lang: str) -> str:
    return scale if scale[-1:].isdigit() else text(f"reading.family.{scale}", lang)


def _delimiter(sign: str, lang: str) -> str:
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
    return text(f"reading.delimiter.{names[sign]}", lang) if sign in names else sign
