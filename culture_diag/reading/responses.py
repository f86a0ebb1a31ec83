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
    answer_origins,
    changed_teams,
    duplicate_respondents,
    duplicate_wave_labels,
    equal_files,
    id_columns,
    join_spellings,
    label_differences,
    partial_roles,
    rename_teams,
    renaming_notes,
    similar_names,
    stacked,
    unknown_team_names,
    unused_wave_labels,
    wave_order,
    wording_differences,
)
from culture_diag.reading.mapping.resolve import MappingInput, resolve_mappings
from culture_diag.reading.model import ONE_WAVE, Responses, account_frame
from culture_diag.reading.parsed_file import ParsedFile, parse_file
from culture_diag.reading.team_names import alike_teams, settle_teams
from culture_diag.reading.values.pseudonyms import load_salt
from culture_diag.reading.waves import month_of_answers, tells_date, tells_order, wave_labels

COLUMN_KINDS = frozenset({
    "mapping", "mapping_stale", "item_column", "team_column", "no_items", "headers_lower", "column_double",
    "header_double",
})  # fmt: skip
"""Kinds of problems that are about columns, not cells."""


def read_responses(
    source: str | Path | Sequence[str | Path],
    instrument: Instrument,
    *,
    mapping: MappingInput | Sequence[MappingInput] = None,
    wave: str | Sequence[str] | None = None,
    renamed: Mapping[str, str] | None = None,
    waves: Sequence[str] | None = None,
    platform: str | None = None,
    partials: str | None = None,
    without_team: str = "ask",
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
        Old team name -> new team name, so that a renamed team is one team over time. A name that looks like none (a
        date, a test) is taken as it is where its own name is the new one, and left out where the new one is empty.
    waves : sequence of str, optional
        All wave labels in order of time, where the labels do not tell.
    platform : str, optional
        Whose export the files are, where the signature does not tell or tells wrong.
    partials : {"keep", "drop"}, optional
        What is done with answers that the platform marks as unfinished: they count where enough was answered (the
        default), or not at all. Who answered nothing is never counted.
    without_team : {"ask", "leave_out"}
        What is done with people whose team is empty or a word that says there is none ("n.v.t."): an error that asks
        about them, or they are left out, counted. A name in `renamed` that is renamed to nothing is left out, too.
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
    files = resolve_mappings(mapping, paths, instrument, lang=lang)
    options = [_overridden(file.options, platform, partials) for file in files]
    labels, named = wave_labels(paths, wave, from_mapping=[chosen.wave for chosen in options], lang=lang)
    salt_once = _salt_once(salt, lang)
    parsed_files: list[ParsedFile] = []
    problems: list[Problem] = []
    for path, label, file, chosen in zip(paths, labels, files, options, strict=True):
        try:
            count = None if on_progress is None else partial(on_progress, path.name)
            table = read_table(path, platform=chosen.platform, on_progress=count, lang=lang)
        except ResponseError as error:
            problems += error.problem_list
        else:
            if on_inspect is not None and not table.problems:
                on_inspect(export_of(table))
            table = replace(table, notes=(*table.notes, *file.notes(table)))
            stale = file.problems(table, path, lang)
            problems += stale
            if not stale:
                parsed = parse_file(table, label, instrument, options=chosen, salt=salt_once, lang=lang)
                parsed_files.append(
                    replace(parsed, problems=tuple(file.with_repairs(parsed.problems, str(path), instrument)))
                )
    if not named:
        problems += duplicate_wave_labels(parsed_files)
        parsed_files = list(map(_with_month_note, parsed_files))
    saved = {old: new for chosen in options for old, new in chosen.renamed.items()}
    return _joined(
        parsed_files, instrument, renamed, waves, problems, lang, saved=saved, named=named, without_team=without_team
    )


def responses_from_frame(
    frame: pd.DataFrame,
    instrument: Instrument,
    *,
    mapping: Mapping[str, str | None] | None = None,
    wave: str | None = None,
    renamed: Mapping[str, str] | None = None,
    waves: Sequence[str] | None = None,
    without_team: str = "ask",
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
    mapping : mapping of str to str or None, optional
        As in :func:`read_responses`.
    wave : str, optional
        Label of the wave where the frame has no column for it; by default ``"1"``.
    renamed : mapping of str to str, optional
        As in :func:`read_responses`, like what follows.
    waves : sequence of str, optional
    without_team : {"ask", "leave_out"}
    salt : bytes, optional
    lang : {"nl", "en"}, optional

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
    options = ReadOptions(columns=mapping or {})
    parsed = parse_file(table, label, instrument, options=options, salt=_salt_once(salt, lang), lang=lang)
    return _joined([parsed], instrument, renamed, waves, [], lang, named=wave is not None, without_team=without_team)


def _salt_once(given: bytes | None, lang: str) -> Callable[[], bytes]:
    """Load the salt of pseudonyms at most once: the secret of this computer is made and read only for codes."""
    return cache(lambda: load_salt(lang=lang) if given is None else given)


def _overridden(options: ReadOptions, platform: str | None, partials: str | None) -> ReadOptions:
    """Let what is said in the call go before what a mapping file says."""
    return replace(options, platform=platform or options.platform, partials=partials or options.partials)


def _with_month_note(parsed: ParsedFile) -> ParsedFile:
    """Tell the month of the answers, where the wave would be called by a file's name that says no date."""
    month = "" if parsed.has_wave_column or tells_date(parsed.label) else month_of_answers(parsed.table)
    return replace(parsed, notes=(*parsed.notes, Note("wave_of_file", 1, month))) if month else parsed


def _check_instrument(instrument: object, lang: str) -> None:
    if not isinstance(instrument, Instrument):
        raise InstrumentError.of("not_an_instrument", lang=lang, kind=str(instrument)[:60])


def _joined(
    files: Sequence[ParsedFile],
    instrument: Instrument,
    renamed: Mapping[str, str] | None,
    waves: Sequence[str] | None,
    problems: Iterable[Problem],
    lang: str,
    *,
    saved: Mapping[str, str] | None = None,
    named: bool = False,
    without_team: str = "ask",
) -> Responses:
    """Put the parsed files together, or raise all that is wrong with any of them."""
    problems = [*problems, *(problem for parsed in files for problem in parsed.problems)]
    given = {tidy(str(old)): tidy(str(new)) for old, new in (renamed or {}).items()}
    # A mapping file is used every wave, and a team need not be in each of them.
    names = {**{tidy(old): tidy(new) for old, new in (saved or {}).items()}, **given}
    notes = [(parsed.table.file, note) for parsed in files for note in parsed.notes]
    notes += unused_wave_labels(files) if named else ()
    notes += renaming_notes(files, names)
    problems += unknown_team_names(files, given)
    files, team_problems, team_notes = settle_teams(files, names, leave_out=without_team == "leave_out")
    problems += team_problems
    notes += team_notes
    moved = rename_teams(files, names)
    notes += join_spellings(files)
    notes += [*similar_names(files), *alike_teams(files), *equal_files(files)]
    order, unlisted = wave_order(files, waves)
    if waves is None and files and not tells_order(order):
        notes.append((files[0].table.file, Note("order_unknown", 1, " → ".join(order))))
    frame = id_columns(files, order)
    problems += [*unlisted, *duplicate_respondents(files, frame)]
    notes += [
        *wording_differences(files, instrument),
        *partial_roles(files),
        *label_differences(files),
        *changed_teams(files, frame),
    ]
    _raise_problems(problems, files, lang)
    items = [item.id for item in instrument.items]
    answers = [pd.DataFrame(parsed.codes.T, columns=items, copy=False) for parsed in files]
    missing = [pd.DataFrame(parsed.missing.T, columns=items, copy=False) for parsed in files]
    answered = pd.concat([frame, stacked(answers)], axis=1)
    return Responses(answered, stacked(missing), instrument, account_frame(notes), answer_origins(files), moved)


def _raise_problems(problems: Sequence[Problem], files: Sequence[ParsedFile], lang: str) -> None:
    rows = sum(len(parsed.rows) for parsed in files)
    if not problems and not rows:
        file = files[0].table.file
        problems = [Problem("table_no_rows", {"name": file}, file=file)]
    if problems:
        about_columns = any(problem.kind in COLUMN_KINDS for problem in problems)
        kind: type[CultureDiagError] = MappingError if about_columns else ResponseError
        raise kind(problems, lang=lang)
