"""From what was typed to what the public API takes: files, columns and sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from culture_diag.errors import CultureDiagError, MappingError
from culture_diag.i18n import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from culture_diag.reading import Export, Responses


def check_choices(lang: str, style: str) -> None:
    """Refuse a language or a style that does not exist."""
    if lang not in LANGUAGES:
        raise CultureDiagError.of("language", asked=lang, known=", ".join(LANGUAGES))
    if style not in ("print", "room"):
        raise CultureDiagError.of("unknown_style", lang=lang, asked=style)


def read_answers(
    files: list[Path],
    instrument: str,
    lang: str,
    *,
    waves: list[str] | None = None,
    columns: list[str] | None = None,
    renamed: list[str] | None = None,
    order: list[str] | None = None,
    mapping: list[Path] | None = None,
    platform: str | None = None,
    partials: str | None = None,
    on_progress: Callable[[str, int], None] | None = None,
    on_inspect: Callable[[Export], None] | None = None,
) -> Responses:
    """Read the files with the choices as typed."""
    from culture_diag.instrument import load_instrument
    from culture_diag.reading import read_responses

    if mapping and columns:
        raise MappingError.of("mapping_and_column", lang=lang)
    said = {key: header or None for key, header in pairs(columns, "--column", lang).items()}
    return read_responses(
        files,
        load_instrument(instrument, lang=lang),
        mapping=(mapping[0] if len(mapping) == 1 else mapping) if mapping else said or None,
        wave=waves or None,
        renamed=pairs(renamed, "--rename", lang) or None,
        waves=order or None,
        platform=platform,
        partials=partials,
        on_progress=on_progress,
        on_inspect=on_inspect,
        lang=lang,
    )


def read_sizes(path: Path, lang: str) -> pd.DataFrame:
    """Read the sizes of the teams."""
    from culture_diag.reading import read_team_sizes

    return read_team_sizes(path, lang=lang)


def pairs(given: list[str] | None, option: str, lang: str) -> dict[str, str]:
    """Part what was typed as ``key=value``.

    Examples
    --------
    >>> pairs(["team=Groep "], "--column", "en")
    {'team': 'Groep'}
    """
    wrong = [pair for pair in given or [] if "=" not in pair]
    if wrong:
        raise CultureDiagError.of("no_pair", lang=lang, option=option, asked=wrong[0])
    parts = [pair.partition("=") for pair in given or []]
    return {key.strip(): value.strip() for key, _, value in parts}
