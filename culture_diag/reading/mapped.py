"""What was said about each of several files: in the call, or in a mapping file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from culture_diag.errors import MappingError, Problem
from culture_diag.instrument.model import Instrument
from culture_diag.reading.choices import Choices
from culture_diag.reading.grid import Note
from culture_diag.reading.tables import Table

Mapped = Mapping[str, str | None] | Choices | str | Path | None
"""What tells which column is what: role or item id -> header, choices, or the path of a mapping file."""


def _nothing_wrong(_: Table) -> list[Problem]:
    return []


def _nothing_new(_: Table) -> list[Note]:
    return []


@dataclass(frozen=True)
class FileMapping:
    """The choices for one file, what tells whether they still fit its headers, and which columns are new."""

    choices: Choices
    check: Callable[[Table], list[Problem]] = _nothing_wrong
    notes: Callable[[Table], list[Note]] = _nothing_new


def mappings_of(
    mapping: Mapped | Sequence[Mapped], paths: Sequence[Path], instrument: Instrument, *, lang: str
) -> list[FileMapping]:
    """Give each file its mapping.

    Parameters
    ----------
    mapping : mapping, path, Choices, None, or a sequence of these
        One for all files or one a file.
    paths : sequence of Path
    instrument : Instrument
    lang : {"nl", "en"}

    Returns
    -------
    list of FileMapping
        One a path.

    Raises
    ------
    MappingError
        If there are more or fewer mappings than files, or a mapping file holds mistakes: those of all files at once.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> given = mappings_of([{"team": "Groep"}, None], [Path("a.csv"), Path("b.csv")], instrument, lang="en")
    >>> [one.choices.columns for one in given]
    [{'team': 'Groep'}, {}]
    """
    one_each = isinstance(mapping, Sequence) and not isinstance(mapping, str)
    given: list[Mapped] = list(mapping) if one_each else [mapping] * len(paths)  # type: ignore[arg-type,list-item]
    if len(given) != len(paths):
        raise MappingError.of("mapping_count", lang=lang, files=len(paths), mappings=len(given))
    loaded: dict[str, FileMapping] = {}
    problems: list[Problem] = []
    for one in dict.fromkeys(str(one) for one in given if isinstance(one, str | Path)):
        try:
            loaded[one] = _of_file(one, instrument, lang)
        except MappingError as error:
            problems += error.found
    if problems:
        raise MappingError(problems, lang=lang)
    return [loaded[str(one)] if isinstance(one, str | Path) else _said(one) for one in given]


def _said(one: Mapping[str, str | None] | Choices | None) -> FileMapping:
    return FileMapping(one if isinstance(one, Choices) else Choices(columns=one or {}))


def _of_file(path: str, instrument: Instrument, lang: str) -> FileMapping:
    from culture_diag.reading.mapping import check_fingerprint, load_mapping, mapping_notes, mapping_problems

    saved = load_mapping(path, lang=lang)
    problems = mapping_problems(saved, instrument, lang=lang)
    if problems:
        raise MappingError(problems, lang=lang)
    return FileMapping(
        saved.said.choices(instrument),
        lambda table: check_fingerprint(saved, table, lang=lang),
        lambda table: mapping_notes(saved, table),
    )
