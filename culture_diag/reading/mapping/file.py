"""The mapping file: what an advisor has said about an export, kept for every wave, and whether it still fits.

A mapping fits an export when it is of the same platform and every column it names is there. Rows, the order of the
columns and columns that it does not name may change: they alter no answer, and a form gets a new question more often
than not. What it names may not change in silence: another wording is another question until the advisor says it is not.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from culture_diag.errors import MappingError, Problem
from culture_diag.i18n import default_language, percent, text
from culture_diag.instrument.model import Instrument
from culture_diag.instrument.toml_file import line_of, load_settings, toml_text
from culture_diag.reading.columns.match import names_without_row
from culture_diag.reading.columns.roles import DURATION_HEADERS, REQUIRED, ROLE_HEADERS, ROLES, SECONDS, is_duration
from culture_diag.reading.columns.similar import likeness
from culture_diag.reading.common.cells import plain_header, tidy
from culture_diag.reading.common.options import DateOrder, Partials, Period, ReadOptions
from culture_diag.reading.common.table import PLAIN, Note, Table
from culture_diag.reading.exports.headers import without_number
from culture_diag.reading.exports.platforms import PLATFORMS, Platform

MIN_NEAR_LIKENESS = 0.6
"""How like a new header must be (0 to 1) to be named beside one that has gone."""

MAX_HEADERS_NAMED = 8
"""So many new headers are named in an error."""

COLUMNS_TABLE = "columns"
"""Name of the table in the file that says which column is what."""


def _left_out(value: object) -> object:
    return None if value is False else value


Header = Annotated[str | None, BeforeValidator(_left_out)]
"""Header of a column; ``false`` leaves a role out."""


class UnreadHeaders(BaseModel):
    """The headers of an export that are not read: to know later which columns are new."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    headers: tuple[str, ...] = ()


class MappingFile(BaseModel):
    """What a mapping file says.

    Parameters
    ----------
    fingerprint : str
        Of the platform and all headers of the export it was made for (:func:`fingerprint_of`).
    platform : str, optional
        Whose export it is to be read as.
    instrument : str
        Id and version.
    columns : mapping
        Role or item id -> header as found.
    wave, wave_by, dates, partials, missing_codes, codes, renamed
        As in :class:`~culture_diag.reading.common.options.ReadOptions`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fingerprint: str
    platform: Platform | None = None
    instrument: str
    wave: str | None = Field(default=None, min_length=1)
    wave_by: Period | None = None
    dates: DateOrder | None = None
    partials: Partials = "keep"
    missing_codes: tuple[float | str, ...] = ()
    codes: dict[float, float] = Field(default_factory=dict)
    columns: dict[str, Header]
    renamed: dict[str, str] = Field(default_factory=dict)
    unread: UnreadHeaders = UnreadHeaders()

    @property
    def headers(self) -> list[str]:
        """All headers of the export it was made for, read or not."""
        return [*filter(None, self.columns.values()), *filter(None, self.unread.headers)]

    def options(self, instrument: Instrument) -> ReadOptions:
        """Say the same as the reader takes it: a role that the file does not name is left out.

        Left to itself the reader would take a column that happens to be called ``School`` next year; with a mapping
        nothing comes in that the advisor has not seen. The time taken is reckoned from two columns and has no line of
        its own, so it is sought unless the file says ``false``.
        """
        items = {item.id for item in instrument.items}
        columns = {(None if key in items else role_of(key)) or key: header for key, header in self.columns.items()}
        return ReadOptions(
            columns={**{role: None for role in ROLES if role not in REQUIRED}, **columns},
            platform=self.platform,
            partials=self.partials,
            missing_codes=self.missing_codes,
            codes=self.codes,
            wave=self.wave,
            wave_by=self.wave_by,
            dates=self.dates,
            renamed=self.renamed,
        )


@dataclass(frozen=True)
class SavedMapping:
    """A mapping file that was loaded: what it says, its name, and its content to find lines in."""

    mapping: MappingFile
    file: str
    content: str

    def line(self, *location: str) -> int | None:
        """Find the line of a key."""
        return line_of(self.content, location)

    def line_commented_out(self, key: str) -> int | None:
        """Find the line of a key that has the sign before it which makes it do nothing."""
        off = re.compile(rf"\s*#+\s*{re.escape(key)}\s*=")
        return next((row for row, line in enumerate(self.content.splitlines(), start=1) if off.match(line)), None)

    def problem(self, key: str, /, *location: str, kind: str = "mapping", **values: object) -> Problem:
        """Make a problem that knows its line in the file."""
        row = self.line(*location)
        return Problem(key, {"mapping": self.file, "line": row, **values}, file=self.file, row=row, kind=kind)


def load_mapping(path: str | Path, *, lang: str | None = None) -> SavedMapping:
    r"""Load a mapping file.

    Parameters
    ----------
    lang : {"nl", "en"}, optional
        Language of the error text.

    Raises
    ------
    MappingError
        If there is no such file or it holds mistakes: all at once, each with its line and what to write there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "form.toml"
    ...     lines = ['fingerprint = "plain-0"', 'instrument = "x 1"', '[colums]', 'team = "Groep"']
    ...     _ = path.write_text("\n".join(lines), encoding="utf-8")
    ...     try:
    ...         load_mapping(path, lang="en")
    ...     except MappingError as error:
    ...         print(error.problems[["row", "problem"]].to_string(index=False, header=False))
    3 key 'colums' is unknown
    """
    mapping, content = load_settings(path, MappingFile, raises=MappingError, lang=lang)
    return SavedMapping(mapping, Path(path).name, content)


def fingerprint_problems(
    saved: SavedMapping, table: Table, *, shared: bool = False, lang: str | None = None
) -> list[Problem]:
    """Tell whether a mapping still fits an export.

    Parameters
    ----------
    table : Table
        As read from the export.
    shared : bool
        Whether other files are read with the mapping too: to change it would mend one and break the others.

    Returns
    -------
    list of Problem
        Empty where it fits: it is of the same platform, and every column that the mapping names is there. Otherwise
        what has gone, what is new, and the line to write.
    """
    lang = lang or default_language()
    problem = partial(saved.problem, kind="mapping_stale")
    now = fingerprint_of(table)
    # Where the export is as it was, the mapping was mistyped.
    key = "mapping_file_header_absent" if now == tidy(saved.mapping.fingerprint) else "mapping_stale"
    # The row of another question may have the same words: "How is it?" is not "How would you like it?".
    here = {plain_header(name) for names in table.names for name in names_without_row(names, table)}
    gone = {
        name: header
        for name, header in saved.mapping.columns.items()
        if header and (plain_header(header) not in here or _is_renumbered(saved, table, header))
    }
    (before, was), (after, is_now) = (tidy(common).rpartition("-")[::2] for common in (saved.mapping.fingerprint, now))
    # A signature may hang on the order of columns; with the same headers the export is the same.
    moved = before != after and was != is_now
    values = {"export": table.file, "before": _platform(before, lang), "after": _platform(after, lang)}
    new = _new_headers(saved, table)
    if len(gone) > len(saved.mapping.columns) / 2:
        other = "mapping_stale_other_platform" if moved else "mapping_stale_other"
        return [problem(other, "fingerprint", count=len(gone), new=_quoted(new), **values)]
    problems = []
    if moved:
        entry = f"fingerprint = {toml_text(now)}"
        platform = "mapping_stale_platform_shared" if shared else "mapping_stale_platform"
        problems.append(problem(platform, "fingerprint", entry=entry, **values))
    if shared:
        common = {"export": table.file, "new": _quoted(new)}
        return problems + [
            problem("mapping_stale_shared", COLUMNS_TABLE, name, key=name, header=tidy(header), **common)
            for name, header in gone.items()
        ]
    return [*problems, *(_header_gone(saved, key, name, header, table, new, lang) for name, header in gone.items())]


def _is_renumbered(saved: SavedMapping, table: Table, header: str) -> bool:
    """Tell whether a header with a number is one of more or fewer than before: its number may be another's now."""
    base = without_number(tidy(header))
    if base == tidy(header):
        return False
    before = set(map(tidy, saved.mapping.headers))
    return sum(without_number(name) == base != name for name in before) != [*map(tidy, table.header)].count(base)


def _platform(name: str, lang: str) -> str:
    return text(f"reading.platform.{name}", lang) if name in PLATFORMS else name or "?"


def _header_gone(
    saved: SavedMapping, key: str, name: str, header: str, table: Table, new: Sequence[str], lang: str
) -> Problem:
    """Say of one column that it has gone, with the new header most like it: never taken, only named."""
    values = {"export": table.file, "key": name, "header": tidy(header), "new": _quoted(new)}
    problem = partial(saved.problem, kind="mapping_stale")
    # A column that has a place already is not proposed for another: the advice would go round in circles.
    placed = {plain_header(other) for other in saved.mapping.columns.values() if other}
    free = [shown for shown in shown_headers(table) if shown and plain_header(shown) not in placed]
    among = new if key == "mapping_stale" else free
    rated = [(_like(header, other), other) for other in among]
    best = max(rated, default=(0.0, ""), key=lambda pair: pair[0])
    if best[0] < MIN_NEAR_LIKENESS:
        return problem(key, COLUMNS_TABLE, name, **values)
    values |= {"near": best[1], "likeness": percent(best[0], lang), "entry": f"{name} = {toml_text(best[1])}"}
    return problem(f"{key}_near", COLUMNS_TABLE, name, **values)


def _like(header: str, other: str) -> float:
    one, two = plain_header(header), plain_header(other)
    return max(likeness(one, two), difflib.SequenceMatcher(None, one, two, autojunk=False).ratio())


def _new_headers(saved: SavedMapping, table: Table) -> list[str]:
    """List the headers that the mapping has neither among those read nor among those not read."""
    before = set(map(plain_header, saved.mapping.headers))
    return [
        shown
        for shown, names in zip(shown_headers(table), table.names, strict=True)
        if shown and not {plain_header(shown), *map(plain_header, names)} & before
    ]


def _quoted(headers: Sequence[str]) -> str:
    listed = [f'"{header}"' for header in headers[:MAX_HEADERS_NAMED]] + (
        ["…"] if len(headers) > MAX_HEADERS_NAMED else []
    )
    return ", ".join(listed) or "–"


def mapping_notes(saved: SavedMapping, table: Table) -> list[Note]:
    """Tell of the columns that are new since the mapping was made: they are not read."""
    new = _new_headers(saved, table)
    return [Note("mapping_new_columns", len(new), " | ".join(new))] if new else []


def fingerprint_of(table: Table) -> str:
    """Return the platform of an export and a short hash of its headers, whatever their order, case or punctuation.

    Examples
    --------
    >>> import pandas as pd
    >>> from culture_diag.reading.exports.load import table_of_frame
    >>> one, two = (table_of_frame(pd.DataFrame(columns=names)) for names in (["Team", "inv1"], ["INV1", "team:"]))
    >>> fingerprint_of(one) == fingerprint_of(two), fingerprint_of(one)[:6]
    (True, 'plain-')
    """
    recognised = table.recognised
    # Not what it was only asked to be read as.
    seen = recognised.platform if recognised.why or recognised.platform == "spss" else PLAIN
    headers = sorted(filter(None, map(plain_header, shown_headers(table))))
    return f"{seen}-{hashlib.sha256(chr(10).join(headers).encode()).hexdigest()[:10]}"


def shown_headers(table: Table) -> list[str]:
    """List for each column the text to point at it: its header, with a number where another column has the same."""
    shown = [tidy(header) for header in table.header]
    return [
        tidy(names[-1]) if header and shown.count(header) > 1 else header
        for header, names in zip(shown, table.names, strict=True)
    ]


def instrument_label(instrument: Instrument) -> str:
    """Name an instrument with its version.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> instrument_label(load_instrument("learning-process-outcome")).rpartition(" ")[0]
    'learning-process-outcome'
    """
    return f"{instrument.id} {instrument.version}"


def role_of(key: str) -> str | None:
    """Return the role that a word in Dutch or English stands for.

    Examples
    --------
    >>> role_of("bestuur"), role_of("duur"), role_of("inv1")
    ('board', 'seconds', None)
    """
    word = plain_header(key)
    if is_duration(word) or word in DURATION_HEADERS:
        return SECONDS
    return next((role for role in ROLES if word in ROLE_HEADERS[role]), None)
