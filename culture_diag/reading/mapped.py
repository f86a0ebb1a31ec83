"""What was said about each of several files: in the call, or in a mapping file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from culture_diag.errors import MappingError, Problem
from culture_diag.instrument.model import Instrument
from culture_diag.reading.choices import Choices
from culture_diag.reading.grid import Note
from culture_diag.reading.mapping import (
    SavedMapping,
    check_fingerprint,
    load_mapping,
    mapping_notes,
    mapping_problems,
)
from culture_diag.reading.rules import missing_code_problems
from culture_diag.reading.tables import Table

Mapped = Mapping[str, str | None] | Choices | str | Path | None
"""What tells which column is what: role or item id -> header, choices, or the path of a mapping file."""


@dataclass(frozen=True)
class FileMapping:
    """The choices for one file, and the mapping file they come from."""

    choices: Choices
    saved: SavedMapping | None = None

    def problems(self, table: Table, lang: str) -> list[Problem]:
        """Tell whether the mapping file still fits the headers."""
        return check_fingerprint(self.saved, table, lang=lang) if self.saved else []

    def notes(self, table: Table) -> list[Note]:
        """Tell what is new since the mapping file was made."""
        return mapping_notes(self.saved, table) if self.saved else []


def mappings_of(
    mapping: Mapped | Sequence[Mapped], paths: Sequence[Path], instrument: Instrument, *, lang: str
) -> list[FileMapping]:
    """Give each file its mapping.

    Raises
    ------
    MappingError
        If there is neither one mapping nor one a file, or a mapping file is missing or holds mistakes.
    """
    given: list[Any] = list(mapping) if isinstance(mapping, list | tuple) else [mapping] * len(paths)
    if len(given) != len(paths):
        raise MappingError.of("mapping_count", lang=lang, files=len(paths), mappings=len(given))
    problems: list[Problem] = []
    found: list[FileMapping] = []
    for one, path in zip(given, paths, strict=True):
        if isinstance(one, str | Path):
            saved = load_mapping(one, lang=lang)
            found.append(FileMapping(saved.said.choices(instrument), saved))
            problems += mapping_problems(saved, instrument, lang=lang)
        else:
            found.append(FileMapping(one if isinstance(one, Choices) else Choices(columns=one or {})))
        file = path.name if isinstance(one, Choices) else Path(str(one or path)).name
        codes = found[-1].choices.missing_codes
        problems += missing_code_problems(instrument.response_scale, codes, file)
    if problems:
        raise MappingError([each for at, each in enumerate(problems) if each not in problems[:at]], lang=lang)
    return found
