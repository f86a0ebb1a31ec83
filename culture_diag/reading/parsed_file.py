"""One table, parsed: its ids, codes, reasons for missing, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from culture_diag.errors import Problem
from culture_diag.i18n import LANGUAGES
from culture_diag.instrument.model import Instrument
from culture_diag.reading.columns.identifiers import identifies_person, is_answer_number
from culture_diag.reading.columns.match import ColumnLayout, match_columns
from culture_diag.reading.columns.roles import UNNUMBERED_PLATFORMS
from culture_diag.reading.common.cells import column_letter, plain_header, tidy
from culture_diag.reading.common.options import ReadOptions
from culture_diag.reading.common.redaction import HIDDEN, is_timestamp
from culture_diag.reading.common.series import Labels, factorized
from culture_diag.reading.common.table import PLAIN, SEPARATOR, Note, Table
from culture_diag.reading.values.answer_rules import (
    ANSWERED,
    EMPTY,
    MAX_DISTINCT_TEXTS,
    NOT_APPLICABLE,
    NOT_SHOWN,
    AnswerRules,
    answer_rules_for,
)
from culture_diag.reading.values.answers import Tally, answer_problems, code_answers, label_problems, other_scale
from culture_diag.reading.values.durations import Durations, read_durations
from culture_diag.reading.values.ids import read_ids

MIN_WORDING_LIKENESS = 0.5
"""Below this a question is not that of an item, however it was shortened."""

DEFAULT_OPTIONS = ReadOptions()


@dataclass(frozen=True)
class ParsedFile:
    """What one table came to.

    Parameters
    ----------
    ids : dict
        Role -> labels, one a row; a wave always, a team unless its column was not found.
    codes, missing : array
        One row an item (so that each is contiguous), one column a respondent.
    rows : array
        Row of each respondent in the file.
    label : str
        The label given to the table as a whole.
    has_wave_column : bool
        Whether the wave comes from a column of the table instead.
    times : Durations or None
        How long each respondent took, where the table says so.
    rules : AnswerRules
        By which the answers were read.
    """

    table: Table
    layout: ColumnLayout
    ids: dict[str, Labels]
    codes: NDArray[np.float64]
    missing: NDArray[np.int8]
    rows: NDArray[np.int64]
    label: str
    has_wave_column: bool
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    times: Durations | None = None
    rules: AnswerRules | None = None


def parse_file(
    table: Table,
    wave: str,
    instrument: Instrument,
    *,
    options: ReadOptions = DEFAULT_OPTIONS,
    salt: Callable[[], bytes],
    lang: str,
) -> ParsedFile:
    """Read one table as far as it can be read; what is wrong is among its problems.

    Parameters
    ----------
    wave : str
        Label for all rows where the table has no column for the wave.
    salt : callable
        Gives what makes pseudonyms of the codes of respondents; empty to keep the codes. Asked only if there are any.
    lang : {"nl", "en"}
        Language of labels and wordings within a problem.
    """
    table = _without_partials(table, options.partials)
    layout, problems = match_columns(table, instrument, options.columns, lang)
    rules = _rules(table, layout, instrument, options)
    codes, missing, tallies, unread = _coded_answers(table, layout, instrument, rules, lang)
    ids, id_problems = read_ids(table, layout, options, salt, lang)
    times = read_durations(table, layout.times, items=len(instrument.items))
    problems = [*table.problems, *problems, *unread, *id_problems, *_id_faults(table, layout)]
    answered = _has_answer(missing, tallies)
    idle = ids["team"].empty & ~answered if "team" in ids else np.zeros_like(answered)
    begun = np.zeros_like(answered) if table.partial is None else table.partial & ~answered & ~idle
    problems += _missing_ids(table, layout, ids, idle | begun)
    notes = [*_platform_note(table), *table.notes, *_tally_notes(tallies), *_column_notes(table, layout, ids, idle)]
    notes += [*_partial_notes(table, begun, idle), *_wording_notes(table, layout, instrument)]
    notes += reworded_item_notes(table, layout, instrument, rules, missing)
    if "respondent" in layout.roles and not getattr(salt(), "kept", True):
        notes.append(Note("codes_for_now"))
    has_wave_column = "wave" in ids
    counted = ~(idle | begun)
    if not has_wave_column:
        ids["wave"] = Labels(np.zeros(len(table.rows), dtype=np.intp), (wave, ""))
        notes.append(Note("wave_given", int(np.count_nonzero(counted)), wave))
    parsed = keep_rows(
        ParsedFile(table, layout, ids, codes, missing, table.rows, wave, has_wave_column, (), (), times, rules), counted
    )
    notes += _answer_notes(parsed.missing, answered[counted])
    notes += parsed.times.notes() if parsed.times else ()
    return replace(parsed, notes=tuple(notes), problems=tuple(problems))


def keep_rows(parsed: ParsedFile, keep: NDArray[np.bool_]) -> ParsedFile:
    """Keep some of the respondents."""
    if keep.all():
        return parsed
    return replace(
        parsed,
        ids={role: labels.where(keep) for role, labels in parsed.ids.items()},
        codes=parsed.codes[:, keep],
        missing=parsed.missing[:, keep],
        rows=parsed.rows[keep],
        times=parsed.times and parsed.times.where(keep),
    )


def _coded_answers(
    table: Table, layout: ColumnLayout, instrument: Instrument, rules: AnswerRules, lang: str
) -> tuple[NDArray[np.float64], NDArray[np.int8], list[Tally], list[Problem]]:
    """Read the answers to all items: codes, why there are none, and what is wrong with them."""
    shape = (len(instrument.items), len(table.rows))
    codes, missing = np.full(shape, np.nan), np.full(shape, EMPTY, dtype=np.int8)
    tallies: list[Tally] = []
    problems: list[Problem] = []
    for at, item in enumerate(instrument.items):
        if item.id in layout.items:
            position = layout.items[item.id]
            tally = code_answers(table.columns[position], rules, codes[at], missing[at])
            tallies.append(tally)
            # Where the labels of the file contradict the scale, its cells are wrong for no other reason.
            contradicted = list(label_problems(table, position, rules, lang))
            problems += contradicted or answer_problems(table, position, tally, rules, lang)
    used = np.unique(codes[~np.isnan(codes)])
    other = other_scale(table, tallies, used, rules, lang)
    return codes, missing, tallies, [other] if other else problems


def _rules(table: Table, layout: ColumnLayout, instrument: Instrument, options: ReadOptions) -> AnswerRules:
    """Make the rules by which all answers of a file are read; columns of numbers have no labels to tell."""
    columns = [table.columns[position] for position in layout.items.values()]
    texts = [factorized(column)[1] for column in columns if getattr(column.dtype, "kind", "O") not in "iuf"]
    return answer_rules_for(instrument.response_scale, texts, missing_codes=options.missing_codes, codes=options.codes)


def _without_partials(table: Table, partials: str) -> Table:
    """Leave out the unfinished, if that is asked."""
    if partials == "keep" or table.partial is None or not table.partial.any():
        return table
    notes = (*table.notes, Note("partials_dropped", int(np.count_nonzero(table.partial))))
    return replace(table.where(~table.partial), notes=notes)


def _platform_note(table: Table) -> Iterator[Note]:
    if table.recognised.platform != PLAIN:
        yield Note("platform", 1, table.recognised.platform, table.recognised.why)


def _partial_notes(table: Table, begun: NDArray[np.bool_], idle: NDArray[np.bool_]) -> Iterator[Note]:
    """Tell of the unfinished who answered something, and who only looked."""
    if table.partial is not None:
        yield Note("partials_kept", int(np.count_nonzero(table.partial & ~begun & ~idle)))
        yield Note("partials_without_answers", int(np.count_nonzero(begun)))


def _has_answer(missing: NDArray[np.int8], tallies: Iterable[Tally]) -> NDArray[np.bool_]:
    """Tell who answered anything, also what cannot be read."""
    answered = np.zeros(missing.shape[1], dtype=bool)
    for reasons in missing:
        answered |= (reasons == ANSWERED) | (reasons == NOT_APPLICABLE)
    for _, _, places in (wrong for tally in tallies for wrong in tally.wrong):
        answered[places] = True
    return answered


def _id_faults(table: Table, layout: ColumnLayout) -> Iterator[Problem]:
    """Refuse a cell that holds an error of the spreadsheet where a name should stand."""
    for position in layout.roles.values():
        faults = table.faults.get(position, frozenset())
        for at, row in enumerate(table.rows.tolist() if faults else []):
            if row in faults:
                yield table.problem("cell_fault", position, row, value=str(table.columns[position].iloc[at]))


def _missing_ids(
    table: Table, layout: ColumnLayout, ids: Mapping[str, Labels], idle: NDArray[np.bool_]
) -> Iterator[Problem]:
    """Refuse a row that is of no wave; who has no team is asked about with the names of teams."""
    if "wave" in ids:
        for row in table.rows[ids["wave"].empty & ~idle].tolist():
            yield table.problem("wave_missing", layout.roles["wave"], row)


def _tally_notes(tallies: Iterable[Tally]) -> Iterator[Note]:
    tallies = list(tallies)
    yield Note("items_found", len(tallies))
    yield Note("answers_from_labels", sum(tally.labelled for tally in tallies))
    yield Note("answers_missing_code", sum(tally.declared for tally in tallies))


def _column_notes(
    table: Table, layout: ColumnLayout, ids: Mapping[str, Labels], idle: NDArray[np.bool_]
) -> Iterator[Note]:
    personal = [at for at in layout.unread if identifies_person(table, at)]
    for what, places in (("columns_personal", personal), ("columns_not_read", set(layout.unread) - set(personal))):
        unread = [name for position in sorted(places) if (name := _column_name(table, position))]
        # Where the headers are gone, somebody's answers stand in their place.
        yield Note(what, len(unread), HIDDEN if any(map(is_timestamp, unread)) else " | ".join(unread))
    if "respondent" not in ids and table.recognised.platform in UNNUMBERED_PLATFORMS:
        counting = [name for at in layout.unread if is_answer_number(table, at) and (name := _column_name(table, at))]
        yield Note("column_counts_rows", len(counting), " | ".join(counting))
    yield Note("rows_without_team", int(np.count_nonzero(idle)))
    for role in ("respondent", "board", "school"):
        if role in ids:
            empty = int(np.count_nonzero(ids[role].empty & ~idle))
            yield Note("cells_empty", empty, tidy(table.header[layout.roles[role]]))


def _wording_notes(table: Table, layout: ColumnLayout, instrument: Instrument) -> Iterator[Note]:
    """Tell where a code is that of an item while the question beside it says something else."""
    for item in instrument.items:
        if item.id not in layout.items:
            continue
        names = [plain_header(name) for name in table.names[layout.items[item.id]]]
        questions = [name for name in names if len(name.split()) > 2 and not name.endswith(f" {plain_header(item.id)}")]
        wordings = [plain_header(item.wording[lang]) for lang in LANGUAGES]
        if (
            questions
            and max(_wording_likeness(one, two) for one in questions for two in wordings) < MIN_WORDING_LIKENESS
        ):
            yield Note("item_text_differs", 1, f"{item.id}{SEPARATOR}{questions[0]}")


def _wording_likeness(one: str, two: str) -> float:
    return 1.0 if two in one else SequenceMatcher(None, one, two, autojunk=False).ratio()


def _column_name(table: Table, position: int) -> str:
    """Return the header of a column, or its letter where it has none, or nothing where it is empty altogether."""
    filled = any(map(tidy, factorized(table.columns[position])[1]))
    return tidy(table.header[position]) or (column_letter(position) if filled else "")


def _answer_notes(missing: NDArray[np.int8], answered: NDArray[np.bool_]) -> Iterator[Note]:
    yield Note("rows_read", missing.shape[1])
    yield Note("rows_without_answers", int(np.count_nonzero(~answered)))
    yield Note("answers_empty", int(np.count_nonzero(missing == EMPTY)))
    yield Note("answers_not_applicable", int(np.count_nonzero(missing == NOT_APPLICABLE)))
    yield Note("answers_not_shown", int(np.count_nonzero(missing == NOT_SHOWN)))


MIN_LEFT_OPEN, MIN_LEFT_OPEN_SHARE = 3, 0.1
"""An item that so many people left open, and more than this share of them, is looked at: others just skipped it."""


MIN_FILLED_SHARE = 0.8
"""The other column must hold answers of so many of those who left the item open, and of nobody else."""


def reworded_item_notes(
    table: Table, layout: ColumnLayout, instrument: Instrument, rules: AnswerRules, missing: NDArray[np.int8]
) -> Iterator[Note]:
    """Tell of each item that a column which is not read goes on with.

    Parameters
    ----------
    rules : AnswerRules
        By which the answers of this file are read.
    missing : array
        Why there is no answer: one row an item, one column a row of the table.

    Yields
    ------
    Note
        Id of the item, and the header of the other column.
    """
    answered = (missing == ANSWERED).any(axis=0)
    fewest = max(MIN_LEFT_OPEN, MIN_LEFT_OPEN_SHARE * np.count_nonzero(answered))
    left_open = {item.id: (missing[at] == EMPTY) & answered for at, item in enumerate(instrument.items)}
    often = {
        item: empty for item, empty in left_open.items() if item in layout.items and np.count_nonzero(empty) >= fewest
    }
    for position in sorted(layout.unread) if often else ():
        places, texts = factorized(table.columns[position])
        if not 1 < len(texts) <= MAX_DISTINCT_TEXTS:
            continue
        filled = np.array([bool(tidy(text)) for text in texts])[places] & answered
        for item, empty in often.items():
            if (filled & ~empty).any() or np.count_nonzero(filled) < MIN_FILLED_SHARE * np.count_nonzero(empty):
                continue
            verdicts = [rules.meaning_of(text) for text in texts if tidy(text)]
            if not any(verdict.problem for verdict in verdicts) and not all(
                np.isnan(verdict.code) for verdict in verdicts
            ):
                yield Note("item_continued", 1, f"{item}{SEPARATOR}{tidy(table.header[position])}")
