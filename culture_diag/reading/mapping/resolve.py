"""What was said about each of several files: in the call, or in a mapping file."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from culture_diag.errors import MappingError, Problem
from culture_diag.instrument.model import Instrument
from culture_diag.instrument.toml_file import toml_text
from culture_diag.reading.columns.identifiers import is_answer_number
from culture_diag.reading.columns.match import known_keys
from culture_diag.reading.columns.roles import REQUIRED, ROLES, SECONDS
from culture_diag.reading.common.cells import plain_header, tidy
from culture_diag.reading.common.options import ReadOptions
from culture_diag.reading.common.table import PLAIN, Note, Table
from culture_diag.reading.exports.load import read_table
from culture_diag.reading.mapping.file import (
    COLUMNS_TABLE,
    SavedMapping,
    fingerprint_problems,
    instrument_label,
    load_mapping,
    mapping_notes,
    role_of,
)
from culture_diag.reading.values.answer_rules import missing_code_problems, recoding_problems

MappingInput = Mapping[str, str | None] | ReadOptions | str | Path | None
"""What tells which column is what: role or item id -> header, choices, or the path of a mapping file."""

MAX_ABSENT_LISTED = 3
"""Of more statements than this without a column, a mapping file is the shorter way."""

COLUMN_ABSENT = ("item_column", "team_column")
"""Kinds of problems about a column that was not found."""


@dataclass(frozen=True)
class ResolvedMapping:
    """The choices for one file, and the mapping file they come from; `shared` where others are read with it too."""

    options: ReadOptions
    saved: SavedMapping | None = None
    shared: bool = False

    def problems(self, table: Table, path: Path, lang: str) -> list[Problem]:
        """Tell whether the mapping file still fits the headers."""
        if self.saved is None:
            return []
        problems = fingerprint_problems(self.saved, table, shared=self.shared, lang=lang)
        if problems and not table.recognised.why and self.saved.mapping.platform not in (None, PLAIN):
            # The mapping said whose export it is, and it is not: say what the file itself tells.
            table = read_table(path, lang=lang)
            return fingerprint_problems(self.saved, table, shared=self.shared, lang=lang) or problems
        return problems

    def notes(self, table: Table) -> Iterator[Note]:
        """Tell what is new since the mapping file was made, and of a code that is none."""
        yield from mapping_notes(self.saved, table) if self.saved else ()
        for key, header in self.options.columns.items():
            if header and role_of(key) == "respondent":
                wanted = plain_header(header)
                places = [at for at, names in enumerate(table.names) if wanted in map(plain_header, names)]
                if any(is_answer_number(table, at) for at in places):
                    yield Note("respondent_numbers", 1, header)

    def with_repairs(self, problems: Sequence[Problem], file: str, instrument: Instrument) -> list[Problem]:
        """Let the repair of a column that was not found be in the mapping file, or in a new one if many are absent."""
        if self.saved is not None:
            return [repaired for problem in problems for repaired in _in_file(self.saved, problem, instrument)]
        if sum(problem.kind == "item_column" for problem in problems) <= MAX_ABSENT_LISTED:
            return list(problems)
        return [
            replace(problem, key=f"{problem.kind}_missing_many", values={**problem.values, "export": file})
            if problem.kind in COLUMN_ABSENT
            else problem
            for problem in problems
        ]


def _in_file(saved: SavedMapping, problem: Problem, instrument: Instrument) -> list[Problem]:
    """Say which line of the mapping file a column that was not found stands on."""
    if problem.kind == "no_items":
        return list(commented_out(saved, [item.id for item in instrument.items])) or [problem]
    if problem.kind not in COLUMN_ABSENT:
        return [problem]
    key = str(problem.values.get("item", "team"))
    header = problem.values.get("header")
    values = {**problem.values, "mapping": saved.file, "key": key, "line": saved.line_commented_out(key)}
    if header:
        values["entry"] = f"{key} = {toml_text(str(header))}"
    where = "mapping_file_switched_off_column" if values["line"] else "mapping_file_no_line"
    values["line"] = values["line"] or saved.line(COLUMNS_TABLE)
    return [replace(problem, key=f"{where}_near" if header else where, values=values, kind="mapping")]


def resolve_mappings(
    mapping: MappingInput | Sequence[MappingInput], paths: Sequence[Path], instrument: Instrument, *, lang: str
) -> list[ResolvedMapping]:
    """Find the mapping of each file.

    Raises
    ------
    MappingError
        If there is neither one mapping nor one a file, or a mapping file is missing or holds mistakes.
    """
    mappings: list[Any] = list(mapping) if isinstance(mapping, list | tuple) else [mapping] * len(paths)
    if len(mappings) != len(paths):
        raise MappingError.of("mapping_count", lang=lang, files=len(paths), mappings=len(mappings))
    used = Counter(Path(one).resolve() for one in mappings if isinstance(one, str | Path))
    problems: list[Problem] = []
    resolved: list[ResolvedMapping] = []
    for one, path in zip(mappings, paths, strict=True):
        if isinstance(one, str | Path):
            saved = load_mapping(one, lang=lang)
            resolved.append(ResolvedMapping(saved.mapping.options(instrument), saved, used[Path(one).resolve()] > 1))
            problems += mapping_problems(saved, instrument, lang=lang)
        else:
            resolved.append(ResolvedMapping(one if isinstance(one, ReadOptions) else ReadOptions(columns=one or {})))
        file = path.name if isinstance(one, ReadOptions) else Path(str(one or path)).name
        options = resolved[-1].options
        problems += missing_code_problems(instrument.response_scale, options.missing_codes, file)
        problems += recoding_problems(instrument.response_scale, options.codes, file)
    if problems:
        raise MappingError([each for at, each in enumerate(problems) if each not in problems[:at]], lang=lang)
    return resolved


def mapping_problems(saved: SavedMapping, instrument: Instrument, *, lang: str) -> list[Problem]:
    """Say what is wrong with a mapping file for an instrument, before any export is read."""
    return [*_of_instrument(saved, instrument), *_of_keys(saved, instrument, lang), *_of_headers(saved)]


def _of_instrument(saved: SavedMapping, instrument: Instrument) -> Iterator[Problem]:
    named, here = tidy(saved.mapping.instrument), instrument_label(instrument)
    if named != here:
        entry = f"instrument = {toml_text(here)}"
        yield saved.problem("mapping_instrument", "instrument", asked=named, here=here, entry=entry)


def _of_keys(saved: SavedMapping, instrument: Instrument, lang: str) -> Iterator[Problem]:
    items = [item.id for item in instrument.items]
    keys: dict[str, str] = {}
    for key in saved.mapping.columns:
        name = key if key in items else role_of(key)
        if name is None:
            near = difflib.get_close_matches(key, [*ROLES, SECONDS, *items], n=1)
            unknown = "mapping_file_key_near" if near else "mapping_file_key"
            values = {"near": near[0]} if near else {}
            yield saved.problem(unknown, COLUMNS_TABLE, key, key=key, known=known_keys(instrument, lang), **values)
        elif name in keys:
            yield saved.problem("mapping_file_key_twice", COLUMNS_TABLE, key, key=key, other=keys[name])
        else:
            keys[name] = key
    yield from _of_needs(saved, keys, items)


def _of_needs(saved: SavedMapping, keys: Mapping[str, str], items: Sequence[str]) -> Iterator[Problem]:
    """Say what is not filled in: where the team is not, the statements that still have a sign before them as well."""
    absent = [role for role in sorted(REQUIRED) if role not in keys or saved.mapping.columns[keys[role]] is None]
    if not absent:
        return  # a statement without a line may be known by its header
    for role in absent:
        if role in keys or saved.line_commented_out(role) is None:
            yield saved.problem("mapping_file_needs", COLUMNS_TABLE, keys.get(role, ""), role=role)
    yield from commented_out(saved, [name for name in (*absent, *items) if name not in keys])


def commented_out(saved: SavedMapping, names: Sequence[str]) -> Iterator[Problem]:
    """Name the lines of these that have a sign before them and so do nothing."""
    for name in names:
        row = saved.line_commented_out(name)
        if row is not None:
            values = {"mapping": saved.file, "line": row, "role": name}
            yield Problem("mapping_file_switched_off", values, file=saved.file, row=row, kind="mapping")


def _of_headers(saved: SavedMapping) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for key, header in saved.mapping.columns.items():
        if header is None:
            continue
        if not tidy(header):
            yield saved.problem("mapping_file_empty", COLUMNS_TABLE, key, key=key)
            continue
        other = first.setdefault(tidy(header), key)
        if other != key:
            yield saved.problem(
                "mapping_file_header_twice", COLUMNS_TABLE, key, key=key, other=other, header=tidy(header)
            )
