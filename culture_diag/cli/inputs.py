"""From what was typed to what the public API takes: files, columns, sizes and norms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from culture_diag.errors import CultureDiagError, MappingError, Problem, ResponseError
from culture_diag.i18n import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from culture_diag.instrument import Instrument
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
    tell: Callable[[str, int], None] | None = None,
    look: Callable[[Export], None] | None = None,
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
        tell=tell,
        look=look,
        lang=lang,
    )


def read_sizes(path: Path, lang: str) -> pd.DataFrame:
    """Read the sizes of the teams."""
    from culture_diag.reading import read_team_sizes

    return read_team_sizes(path, lang=lang)


def read_reference(path: Path, instrument: Instrument, lang: str) -> pd.DataFrame:
    """Read the scores of reference teams: a results file of an earlier time, or a table of one's own."""
    import pandas as pd

    from culture_diag.reading.cells import parse_number, plain_header, tidy
    from culture_diag.reading.roles import HEADERS
    from culture_diag.reading.tables import read_table

    table = read_table(path, lang=lang)
    problems = list(table.problems)
    columns: dict[str, Any] = {}
    for place, (header, cells) in enumerate(zip(table.header, table.columns, strict=True)):
        called = plain_header(header)
        if called in HEADERS["wave"]:
            columns.setdefault("wave", [tidy(cell) for cell in cells])
        for scale in instrument.scales:
            if called in {plain_header(name) for name in (scale.id, scale.name["nl"], scale.name["en"])}:
                numbers = [parse_number(tidy(cell)) for cell in cells]
                problems += [
                    table.problem("norm_no_number", place, int(row), value=tidy(cell))
                    for row, cell, number in zip(table.rows, cells, numbers, strict=True)
                    if number is None and tidy(cell)
                ]
                columns.setdefault(scale.id, numbers)
    axes = [axis.scale for model in instrument.quadrants[:1] for axis in (model.x, model.y)]
    if not problems and any(axis not in columns for axis in axes):
        scales = ", ".join(f"'{axis}'" for axis in axes)
        problems.append(Problem("norm_file_wrong", {"scales": scales}, file=table.file))
    if problems:
        raise ResponseError(problems, lang=lang)
    # Rows as a spreadsheet counts them, so that an error can name one.
    return pd.DataFrame(columns, index=table.rows)


def leave_out_flagged(responses: Responses, lang: str) -> tuple[Responses, int]:
    """Leave out everyone who stands out, and say how many they are."""
    from culture_diag.quality import flag_respondents, without_respondents

    flagged = flag_respondents(responses, lang=lang)["flagged"]
    return without_respondents(responses, flagged, lang=lang), int(flagged.sum())


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
