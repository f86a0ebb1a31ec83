"""Answers of people, validated: from files or from a frame to `Responses`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pandas as pd

from culture_diag.errors import CultureDiagError, InstrumentError, MappingError, Problem, ResponseError
from culture_diag.i18n import default_language
from culture_diag.instrument.model import Instrument
from culture_diag.reading.common.cells import tidy
from culture_diag.reading.common.options import ReadOptions
from culture_diag.reading.common.table import Note
from culture_diag.reading.exports.load import read_table, table_of_frame
from culture_diag.reading.inspection import Export, export_of
from culture_diag.reading.joining import (
    alike_names,
    changed_teams,
    double_respondents,
    equal_parts,
    id_columns,
    join_spellings,
    origins,
    other_degrees,
    other_wordings,
    rename_teams,
    renaming_notes,
    roles_in_some,
    same_names,
    stack,
    unknown_names,
    unused_labels,
    wave_order,
)
from culture_diag.reading.mapping.resolve import Mapped, mappings_of
from culture_diag.reading.model import ONE_WAVE, Responses, account_frame
from culture_diag.reading.parsed_file import Part, read_part
from culture_diag.reading.values.pseudonyms import salt as secret
from culture_diag.reading.waves import labels_of_files, month_answered, tells_moment, tells_order

COLUMN_KINDS = frozenset({
    "mapping", "mapping_stale", "item_column", "team_column", "no_items", "headers_lower", "column_double",
    "header_double",
})  # fmt: skip
"""Kinds of problems that are about columns, not cells."""


def read_responses(
    source: str | Path | Sequence[str | Path],
    instrument: Instrument,
    *,
    mapping: Mapped | Sequence[Mapped] = None,
    wave: str | Sequence[str] | None = None,
    renamed: Mapping[str, str] | None = None,
    waves: Sequence[str] | None = None,
    platform: str | None = None,
    partials: str | None = None,
    salt: bytes | None = None,
    on_progress: Callable[[str, int], None] | None = None,
    on_inspect: Callable[[Export], None] | None = None,
    lang: str | None = None,
) -> Responses:
    r"""Read answers from one or several files, as they were downloaded.

    Exports of Microsoft Forms, Google Forms, LimeSurvey, Qualtrics, SurveyMonkey, Typeform and SPSS are known by their
    signature; anything else is a plain table with a row a respondent.

    Parameters
    ----------
    source : path or sequence of paths
        Without a column for the wave, each file is a wave.
    instrument : Instrument
    mapping : mapping, path or ReadOptions, or a sequence of these, optional
        Which column is what, where the header does not tell: ``{"team": "Groep", "inv1": "Vraag 1"}`` (role or item
        id -> header); or a mapping file (see :func:`write_mapping`); one for all files or one a file. ``None`` as
        header leaves a role out, as in ``{"respondent": None}``. ``"seconds"`` names the
        column with how long each took (seconds or h:mm:ss); by default it is known by its header, or is the time
        between a start and an end.
    wave : str or sequence of str, optional
        Label of the wave: one for all files or one a file; by default the file's name. A column for the wave wins.
    renamed : mapping, optional
        Old team name -> new team name, so that a renamed team is one team over time.
    waves : sequence of str, optional
        All wave labels in order of time, where the labels do not tell.
    platform : str, optional
        Whose export the files are, where the signature does not tell or tells wrong.
    partials : {"keep", "drop"}, optional
        What is done with answers that the platform marks as unfinished: they count where enough was answered (the
        default), or not at all. Who answered nothing is never counted.
    salt : bytes, optional
        Makes the pseudonyms of respondents; by default the secret that is kept on this computer. Empty (``b""``) keeps
        the codes as they are, for people who were made up.
    on_progress : callable, optional
        Told the name of a file and how many records of it were read so far.
    on_inspect : callable, optional
        Given what each file is, as :func:`inspect_export` tells it, before its answers are read.
    lang : {"nl", "en"}, optional
        Language of the error text; by default the user's.

    Returns
    -------
    Responses
        Codes of respondents are pseudonyms. Names, addresses and free text are never read.

    Raises
    ------
    MappingError
        If columns are missing, double, or a mapping names what is not there. All other problems come with it.
    ResponseError
        If a file cannot be read or holds answers that are not allowed. ``error.problems`` lists every cell.

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> ids = [item.id for item in instrument.items]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "2025-03.csv"
    ...     _ = path.write_text(";".join(["Team", *ids]) + "\nnoord" + ";Mee eens" * 16, encoding="utf-8")
    ...     responses = read_responses(path, instrument)
    >>> responses.frame[["team", "wave", "inv1"]]
        team     wave  inv1
    0  noord  2025-03   4.0
    """
    lang = lang or default_language()
    _check_instrument(instrument, lang)
    paths = [Path(source)] if isinstance(source, str | Path) else [Path(path) for path in source]
    if not paths:
        raise ResponseError.of("no_files", lang=lang)
    files = mappings_of(mapping, paths, instrument, lang=lang)
    choices = [_with(file.choices, platform, partials) for file in files]
    labels, named = labels_of_files(paths, wave, said=[said.wave for said in choices], lang=lang)
    kept = _kept(salt, lang)
    parts: list[Part] = []
    problems: list[Problem] = []
    for path, label, file, said in zip(paths, labels, files, choices, strict=True):
        try:
            count = None if on_progress is None else partial(on_progress, path.name)
            table = read_table(path, platform=said.platform, on_progress=count, lang=lang)
        except ResponseError as error:
            problems += error.problem_list
        else:
            if on_inspect is not None and not table.problems:
                on_inspect(export_of(table))
            table = replace(table, notes=(*table.notes, *file.notes(table)))
            stale = file.problems(table, path, lang)
            problems += stale
            if not stale:
                part = read_part(table, label, instrument, choices=said, salt=kept, lang=lang)
                parts.append(replace(part, problems=tuple(file.where_to_mend(part.problems, str(path), instrument))))
    if not named:
        problems += same_names(parts)
        parts = [_with_hint(part) for part in parts]
    saved = {old: new for said in choices for old, new in said.renamed.items()}
    return _responses(parts, instrument, renamed, waves, problems, lang, saved=saved, named=named)


def responses_from_frame(
    frame: pd.DataFrame,
    instrument: Instrument,
    *,
    mapping: Mapping[str, str | None] | None = None,
    wave: str | None = None,
    renamed: Mapping[str, str] | None = None,
    waves: Sequence[str] | None = None,
    salt: bytes | None = None,
    lang: str | None = None,
) -> Responses:
    """Take answers from a DataFrame of numbers or text; columns of numbers are checked as whole arrays.

    Parameters
    ----------
    frame : DataFrame
        Headed as a file would be; it is not changed. The index is not read. In errors rows count from 2, as if the
        frame stood in a sheet under its header.
    instrument : Instrument
    mapping, renamed, waves, salt, lang
        As in :func:`read_responses`.
    wave : str, optional
        Label of the wave where the frame has no column for it; by default ``"1"``.

    Returns
    -------
    Responses

    Raises
    ------
    MappingError, ResponseError
        As in :func:`read_responses`.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> frame = pd.DataFrame({"team": ["noord", "noord"], **{item.id: [4, 9] for item in instrument.items}})
    >>> try:
    ...     responses_from_frame(frame, instrument, lang="en")
    ... except ResponseError as error:
    ...     print(error.problems.loc[0, ["column", "letter", "value", "problem"]].to_list())
    ['inv1', 'B', '9', 'this number is not on the answer scale']
    """
    lang = lang or default_language()
    _check_instrument(instrument, lang)
    table = table_of_frame(frame)
    if not len(frame):
        raise ResponseError(Problem("table_no_rows", {"name": table.file}, file=table.file), lang=lang)
    label = ONE_WAVE if wave is None else tidy(str(wave))
    choices = ReadOptions(columns=mapping or {})
    part = read_part(table, label, instrument, choices=choices, salt=_kept(salt, lang), lang=lang)
    return _responses([part], instrument, renamed, waves, [], lang, named=wave is not None)


def _kept(given: bytes | None, lang: str) -> Callable[[], bytes]:
    """Give what makes pseudonyms: the secret of this computer is made and read only if there are codes."""
    return cache(lambda: secret(lang=lang) if given is None else given)


def _with(said: ReadOptions, platform: str | None, partials: str | None) -> ReadOptions:
    """Let what is said in the call go before what a mapping file says."""
    return replace(said, platform=platform or said.platform, partials=partials or said.partials)


def _with_hint(part: Part) -> Part:
    """Tell the month of the answers, where the wave would be called by a file's name that says no moment."""
    month = "" if part.own_wave or tells_moment(part.label) else month_answered(part.table)
    return replace(part, notes=(*part.notes, Note("wave_of_file", 1, month))) if month else part


def _check_instrument(instrument: object, lang: str) -> None:
    if not isinstance(instrument, Instrument):
        raise InstrumentError.of("not_an_instrument", lang=lang, kind=str(instrument)[:60])


def _responses(
    parts: Sequence[Part],
    instrument: Instrument,
    renamed: Mapping[str, str] | None,
    waves: Sequence[str] | None,
    problems: Iterable[Problem],
    lang: str,
    *,
    saved: Mapping[str, str] | None = None,
    named: bool = False,
) -> Responses:
    """Put the parts together, or raise all that is wrong with any of them."""
    problems = [*problems, *(problem for part in parts for problem in part.problems)]
    asked = {tidy(str(old)): tidy(str(new)) for old, new in (renamed or {}).items()}
    # A mapping file is used every wave, and a team need not be in each of them.
    names = {**{tidy(old): tidy(new) for old, new in (saved or {}).items()}, **asked}
    notes = [(part.table.file, note) for part in parts for note in part.notes]
    notes += unused_labels(parts) if named else ()
    notes += renaming_notes(parts, names)
    problems += unknown_names(parts, asked)
    moved = rename_teams(parts, names)
    notes += join_spellings(parts)
    notes += [*alike_names(parts), *equal_parts(parts)]
    order, unlisted = wave_order(parts, waves)
    if waves is None and parts and not tells_order(order):
        notes.append((parts[0].table.file, Note("order_unknown", 1, " → ".join(order))))
    frame = id_columns(parts, order)
    problems += [*unlisted, *double_respondents(parts, frame)]
    notes += [
        *other_wordings(parts, instrument),
        *roles_in_some(parts),
        *other_degrees(parts),
        *changed_teams(parts, frame),
    ]
    _stop(problems, parts, lang)
    items = [item.id for item in instrument.items]
    answers = [pd.DataFrame(part.codes.T, columns=items, copy=False) for part in parts]
    missing = [pd.DataFrame(part.missing.T, columns=items, copy=False) for part in parts]
    told = pd.concat([frame, stack(answers)], axis=1)
    return Responses(told, stack(missing), instrument, account_frame(notes), origins(parts), moved)


def _stop(problems: Sequence[Problem], parts: Sequence[Part], lang: str) -> None:
    rows = sum(len(part.rows) for part in parts)
    if not problems and not rows:
        file = parts[0].table.file
        problems = [Problem("table_no_rows", {"name": file}, file=file)]
    if problems:
        about_columns = any(problem.kind in COLUMN_KINDS for problem in problems)
        kind: type[CultureDiagError] = MappingError if about_columns else ResponseError
        raise kind(problems, lang=lang)
