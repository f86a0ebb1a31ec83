"""What is wrong with a mapping file as it stands: told all at once, before any export is read."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from culture_diag.errors import Problem
from culture_diag.instrument.model import Instrument
from culture_diag.instrument.toml_file import toml_text
from culture_diag.reading.columns.match import known_keys
from culture_diag.reading.columns.roles import REQUIRED, ROLES, SECONDS
from culture_diag.reading.common.cells import tidy
from culture_diag.reading.mapping.file import TABLE, SavedMapping, called, role_of


def mapping_problems(saved: SavedMapping, instrument: Instrument, *, lang: str) -> list[Problem]:
    """Say what is wrong with a mapping file for an instrument, before any export is read."""
    return [*_of_instrument(saved, instrument), *_of_keys(saved, instrument, lang), *_of_headers(saved)]


def _of_instrument(saved: SavedMapping, instrument: Instrument) -> Iterator[Problem]:
    asked, here = tidy(saved.said.instrument), called(instrument)
    if asked != here:
        entry = f"instrument = {toml_text(here)}"
        yield saved.problem("mapping_instrument", "instrument", asked=asked, here=here, entry=entry)


def _of_keys(saved: SavedMapping, instrument: Instrument, lang: str) -> Iterator[Problem]:
    items = [item.id for item in instrument.items]
    found: dict[str, str] = {}
    for key in saved.said.columns:
        name = key if key in items else role_of(key)
        if name is None:
            near = difflib.get_close_matches(key, [*ROLES, SECONDS, *items], n=1)
            kind = "mapping_file_key_near" if near else "mapping_file_key"
            values = {"near": near[0]} if near else {}
            yield saved.problem(kind, TABLE, key, key=key, known=known_keys(instrument, lang), **values)
        elif name in found:
            yield saved.problem("mapping_file_key_twice", TABLE, key, key=key, other=found[name])
        else:
            found[name] = key
    yield from _of_needs(saved, found, items)


def _of_needs(saved: SavedMapping, found: Mapping[str, str], items: Sequence[str]) -> Iterator[Problem]:
    """Say what is not filled in: where the team is not, the statements that still have a sign before them as well."""
    absent = [role for role in sorted(REQUIRED) if role not in found or saved.said.columns[found[role]] is None]
    if not absent:
        return  # a statement without a line may be known by its header
    for role in absent:
        if role in found or saved.switched_off(role) is None:
            yield saved.problem("mapping_file_needs", TABLE, found.get(role, ""), role=role)
    yield from switched_off(saved, [name for name in (*absent, *items) if name not in found])


def switched_off(saved: SavedMapping, names: Sequence[str]) -> Iterator[Problem]:
    """Name the lines of these that have a sign before them and so do nothing."""
    for name in names:
        row = saved.switched_off(name)
        if row is not None:
            values = {"mapping": saved.file, "line": row, "role": name}
            yield Problem("mapping_file_switched_off", values, file=saved.file, row=row)


def _of_headers(saved: SavedMapping) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for key, header in saved.said.columns.items():
        if header is None:
            continue
        if not tidy(header):
            yield saved.problem("mapping_file_empty", TABLE, key, key=key)
            continue
        other = first.setdefault(tidy(header), key)
        if other != key:
            yield saved.problem("mapping_file_header_twice", TABLE, key, key=key, other=other, header=tidy(header))
