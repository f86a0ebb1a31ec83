"""How the columns of chosen files are understood: which is what, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from culture_diag.errors import CultureDiagError
from culture_diag.i18n import text
from culture_diag.reading.columns.match import match_columns
from culture_diag.reading.columns.roles import REQUIRED, ROLES
from culture_diag.reading.common.cells import tidy
from culture_diag.reading.exports.load import read_table

if TYPE_CHECKING:
    from culture_diag.instrument import Instrument

SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".sav", ".zsav")


@dataclass(frozen=True)
class ColumnCheck:
    """How the columns of some files are understood.

    Parameters
    ----------
    headers : tuple of str
        All headers of all files, in their order.
    found : mapping
        Role or item id -> its header, or the headers of each file where they differ; empty where there is none.
    needed : tuple of str
        Role and item ids without which the files cannot be used.
    unread : tuple of str
        Headers of which nothing is made.
    """

    headers: tuple[str, ...]
    found: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """What is needed and has no column yet."""
        return tuple(key for key in self.needed if not self.found[key])


def check_columns(
    files: Sequence[Path], instrument: Instrument, mapping: Mapping[str, str | None], *, lang: str
) -> ColumnCheck:
    """Tell which column of the files is what; a file that cannot be read as a table is passed over.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> from culture_diag.sample import sample_files
    >>> check = check_columns(sample_files(), load_instrument("invitation-challenge"), {}, lang="en")
    >>> check.open, check.found["team"], len(check.needed)
    ((), ('Team',), 17)
    """
    items = [item.id for item in instrument.items]
    keys = [*ROLES, *items]
    headers: dict[str, None] = {}
    unread: dict[str, None] = {}
    found: dict[str, dict[str, None]] = {key: {} for key in keys}
    absent: set[str] = set()
    for path in files:
        try:
            table = read_table(path, lang=lang)
        except CultureDiagError:
            continue
        layout, _ = match_columns(table, instrument, mapping, lang)
        headers.update(dict.fromkeys(tidy(header) for header in table.header if header.strip()))
        unread.update(dict.fromkeys(tidy(table.header[at]) for at in layout.unread if table.header[at].strip()))
        places = {**layout.roles, **layout.items}
        for key in keys:
            if key in places:
                found[key][tidy(table.header[places[key]])] = None
            else:
                absent.add(key)
    # What one of the files lacks is not found: the files are read as one.
    needed = (*sorted(REQUIRED), *items)
    known = {key: () if key in needed and key in absent else tuple(names) for key, names in found.items()}
    return ColumnCheck(tuple(headers), known, needed, tuple(unread))


def role_name(key: str, instrument: Instrument, *, lang: str) -> str:
    """Say what a role or an item is.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> role_name("team", load_instrument("invitation-challenge"), lang="en")
    'Team'
    """
    if key in ROLES:
        return text(f"explore.role.{key}", lang)
    return f"{key}: {instrument.item(key).wording[lang]}"
