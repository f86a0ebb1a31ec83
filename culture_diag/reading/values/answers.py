"""From columns of what was typed to columns of codes, and what is wrong with them without telling who said it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.errors import Problem
from culture_diag.i18n import text as words
from culture_diag.instrument.model import ResponseScale
from culture_diag.reading.common.cells import cell_text, number_text, parse_number, tidy
from culture_diag.reading.common.redaction import redact
from culture_diag.reading.common.series import factorized, rows_by_code
from culture_diag.reading.common.table import Table
from culture_diag.reading.exports.platforms import LIMESURVEY_ANSWER_CODE
from culture_diag.reading.values.answer_rules import (
    EMPTY,
    MAX_DISTINCT_TEXTS,
    AnswerMeaning,
    AnswerRules,
)

MIN_NUMBERS_BEYOND, MIN_SHARE_BEYOND = 3, 0.1
"""So many numbers beyond the scale, and more than this share of the answers, tell that it is another scale."""
MIN_SHARE_UNKNOWN, MAX_LABELS_SHOWN, MIN_PEOPLE = 0.5, 7, 3
"""More than this share of unknown labels tells so, too; so many of them are named, if so many people chose them."""


MAX_SKIPPED = 2
"""So many choices may have been removed; where more numbers are left out it is another scale (2, 4, 6, 8, 10)."""

MIN_TURNED, MIN_SHARE_TURNED = 2, 0.3
"""So many numbers beside the label of the other end, in more than this share of the answers, tell that a file counts
the other way; one in the middle is the same both ways."""

MAX_WRONG_TEXTS = 7
"""A column holds no answers on the scale if more different texts than these are wrong, and more than half of all."""

MAX_ROWS_NAMED = 1_000
"""So many cells with the same wrong answer are named one by one in a column; the others are counted."""


@dataclass(frozen=True)
class Tally:
    """What reading one column of answers came to: counts for the account, and the positions that are wrong.

    `wrong` holds key of the problem, text and positions; where the column as a whole is wrong, one without a text.
    """

    labelled: int = 0
    declared: int = 0
    numbered: int = 0
    wrong: tuple[tuple[str, str, NDArray[np.int64]], ...] = ()


def code_answers(
    column: pd.Series[Any], rules: AnswerRules, codes: NDArray[np.float64], missing: NDArray[np.int8]
) -> Tally:
    """Read one column of answers into `codes` and `missing`, in place.

    Numbers are checked as an array; anything else is judged once for each different text.

    Parameters
    ----------
    column : Series
        Numbers or text (anything :func:`culture_diag.reading.common.cells.cell_text` can write).
    codes, missing : array
        Filled here: codes as answered (NaN where there is none) and why there is none.
    """
    if _kind(column) in "iuf":
        return _code_numbers(column, rules, codes, missing)
    places, texts = factorized(column)
    counts = np.bincount(places, minlength=len(texts))
    verdicts = [rules.meaning_of(text) for text in texts[:MAX_DISTINCT_TEXTS]]
    if len(texts) > MAX_DISTINCT_TEXTS and not _holds_no_answers(verdicts, counts):
        verdicts += [rules.meaning_of(text) for text in texts[MAX_DISTINCT_TEXTS:]]
    if _holds_no_answers(verdicts, counts):
        filled = np.array([bool(tidy(text)) for text in texts], dtype=bool)
        codes[:], missing[:] = np.nan, EMPTY
        return Tally(wrong=(("answer_column_unlike", "", np.flatnonzero(filled[places])),))
    codes[:] = np.array([verdict.code for verdict in verdicts]).take(places)
    missing[:] = np.array([verdict.reason for verdict in verdicts], dtype=np.int8).take(places)
    pairs = list(zip(verdicts, counts.tolist(), strict=True))
    wrong = np.array([bool(verdict.problem) for verdict in verdicts])
    return Tally(
        labelled=sum(count for verdict, count in pairs if verdict.labelled),
        declared=sum(count for verdict, count in pairs if verdict.declared),
        numbered=sum(count for verdict, count in pairs if verdict.code == verdict.code and not verdict.labelled),
        wrong=tuple((verdicts[at].problem, texts[at], rows) for at, rows in rows_by_code(places, wrong)),
    )


def _kind(column: pd.Series[Any]) -> str:
    return str(getattr(column.dtype, "kind", "O"))


def _holds_no_answers(verdicts: Sequence[AnswerMeaning], counts: NDArray[np.int64]) -> bool:
    """Tell whether a column as a whole holds something else than answers, as when remarks are taken for an item.

    Each wrong cell would then be repeated, and what people wrote about each other would be read on a screen.
    """
    used = counts[: len(verdicts)] > 0
    wrong = np.array([bool(verdict.problem) for verdict in verdicts]) & used
    empty = np.array([verdict.reason == EMPTY and not verdict.declared for verdict in verdicts])
    unknown = np.array([verdict.problem == "answer_unknown" for verdict in verdicts]) & used
    if unknown.sum() == (used & ~empty).sum() > 1 and counts[: len(verdicts)][unknown].max() == 1:
        return True  # nobody gave an answer, and everybody wrote something else
    return bool(wrong.sum() > max(MAX_WRONG_TEXTS, (used & ~empty).sum() / 2))


def _code_numbers(
    column: pd.Series[Any], rules: AnswerRules, codes: NDArray[np.float64], missing: NDArray[np.int8]
) -> Tally:
    scale = rules.scale
    np.copyto(codes, column.to_numpy(dtype=np.float64, na_value=np.nan))
    taken = np.isin(codes, list(rules.taken))
    for code, places in [(code, codes == number) for number, code in rules.codes.items()]:
        codes[places] = code
    declared = 0
    for code in rules.missing_numbers:
        stated = codes == code
        declared += int(np.count_nonzero(stated))
        codes[stated] = np.nan
    right = codes >= scale.minimum
    right &= codes <= scale.maximum
    if not scale.continuous:
        right &= codes == np.rint(codes)
    right &= ~taken
    empty = np.isnan(codes)
    missing[:] = empty  # True is EMPTY
    numbered = int(np.count_nonzero(right))
    if numbered + int(np.count_nonzero(empty)) == len(codes):
        return Tally(declared=declared, numbered=numbered)
    at = np.flatnonzero(~(right | empty))
    places, values = pd.factorize(codes[at])
    if len(values) > max(MAX_WRONG_TEXTS, len(pd.unique(codes[right]))):
        filled = np.flatnonzero(~empty)
        codes[:], missing[:] = np.nan, EMPTY
        return Tally(wrong=(("answer_column_unlike", "", filled),))
    wrong = tuple(
        (rules.meaning_of_number(float(values[place])).problem, cell_text(float(values[place])), at[rows])
        for place, rows in rows_by_code(places, np.ones(len(values), dtype=bool))
    )
    codes[at] = np.nan
    return Tally(declared=declared, numbered=numbered, wrong=wrong)


def answer_problems(table: Table, position: int, tally: Tally, rules: AnswerRules, lang: str) -> Iterator[Problem]:
    """Say of every wrong cell of one column what is wrong with it and what is allowed.

    A cell that may lead to a person is not repeated (see :mod:`culture_diag.reading.common.redaction`), and nothing
    is repeated of a column that holds no answers at all.
    """
    allowed = describe_scale(rules.scale, lang)
    faults = table.faults.get(position, frozenset())
    for key, text, places in tally.wrong:
        if key == "answer_column_unlike":
            yield table.problem(key, position, allowed=allowed)
            continue
        shown = f"{key}_in_numbers" if key == "answer_unknown" and tally.numbered and not tally.labelled else key
        value = redact(tidy(text)) if redact(tidy(text)) != tidy(text) else text
        quoted = json.dumps(tidy(value), ensure_ascii=False)
        numeric = key in ("answer_out_of_range", "answer_not_whole")
        declare = f"missing_codes = [{tidy(value).lstrip(chr(39)).replace(',', '.') if numeric else quoted}]"
        values: dict[str, Any] = {"value": value, "allowed": allowed, "entry": f"also = [{quoted}]", "declare": declare}
        for row in table.rows[places[:MAX_ROWS_NAMED]].tolist():
            if row in faults:
                yield table.problem("cell_fault", position, row, value=value)
            else:
                yield table.problem(shown, position, row, **values)
        if len(places) > MAX_ROWS_NAMED:
            yield table.problem("answer_wrong_more", position, **values, count=len(places) - MAX_ROWS_NAMED)


def label_problems(table: Table, position: int, rules: AnswerRules, lang: str) -> Iterator[Problem]:
    """Compare the labels that a file keeps of a column's codes with those of the scale, also where nobody chose them.

    With labels that run the other way, or more of them, codes within the bounds would be read as what they are not.
    """
    wrong = [text for text in table.labels.get(position, {}) if rules.meaning_of(text).problem]
    if wrong:
        shown = ", ".join(f"'{redact(text)}'" for text in wrong[:MAX_LABELS_SHOWN])
        yield table.problem("labels_contradict", position, labels=shown, allowed=describe_scale(rules.scale, lang))


def other_scale(
    table: Table, tallies: Sequence[Tally], used: NDArray[np.float64], rules: AnswerRules, lang: str
) -> Problem | None:
    """Tell whether a file is answered on another scale altogether: to repair it cell by cell would lose the answers.

    Parameters
    ----------
    tallies : sequence of Tally
        Of all columns of answers.
    used : array
        The different codes that were read in them.

    Returns
    -------
    Problem or None
        One for the whole file, where its numbers leave out a code and go on beyond the scale, run the other way than
        its labels, where at least three numbers beyond the scale are common, or most labels are unknown.
    """
    allowed = describe_scale(rules.scale, lang)
    beyond, unknown = Counter[str](), Counter[str]()
    contradicting = Counter[str]()
    people: dict[str, set[int]] = {}
    answered = sum(tally.labelled + tally.numbered for tally in tallies)
    for key, text, places in (wrong for tally in tallies for wrong in tally.wrong):
        answered += len(places)
        if key == "answer_contradicts":
            contradicting[text] += len(places)
        if key == "answer_out_of_range" and parse_number(tidy(text)) is not None:
            beyond[text] += len(places)
        elif key == "answer_unknown":
            unknown[text] += len(places)
            people.setdefault(text, set()).update(places[:MIN_PEOPLE].tolist())
    common = beyond.total() > MIN_SHARE_BEYOND * answered
    cause = _skipped_codes(beyond, used, rules.scale) if common else None
    if contradicting.total() > MIN_SHARE_TURNED * answered:
        cause = cause or _turned_codes(contradicting, rules)
    if cause:
        return replace(cause, file=table.file)
    if common and len(beyond) >= MIN_NUMBERS_BEYOND:
        numbers = [parse_number(tidy(text)) or 0.0 for text in beyond]
        ends = {"low": number_text(min(numbers)), "high": number_text(max(numbers))}
        return Problem("answers_other_range", {**ends, "allowed": allowed}, file=table.file)
    if len(unknown) > 1 and unknown.total() > MIN_SHARE_UNKNOWN * answered:
        if all(LIMESURVEY_ANSWER_CODE.fullmatch(tidy(text)) for text in unknown):
            return Problem("answers_coded", {"codes": ", ".join(sorted(map(tidy, unknown)))}, file=table.file)
        # What one or two people wrote may be about a person; a label is shared.
        shared = [text for text, _ in unknown.most_common() if len(people[text]) >= MIN_PEOPLE][:MAX_LABELS_SHOWN]
        labels = ", ".join(f"'{redact(tidy(text))}'" for text in shared) or "…"
        return Problem("answers_other_labels", {"labels": labels, "allowed": allowed}, file=table.file)
    return None


def _skipped_codes(beyond: Mapping[str, int], used: NDArray[np.float64], scale: ResponseScale) -> Problem | None:
    """Tell whether a platform numbered the choices 1, 2, 4, 5, 6: as many numbers as the scale has points, with a gap.

    To call the last of them "no answer" would take away all who agree most.
    """
    if scale.continuous or not beyond:
        return None
    points = np.arange(scale.minimum, scale.maximum + 1)
    numbers = sorted({*used.tolist(), *(number for text in beyond if (number := parse_number(tidy(text))) is not None)})
    whole = all(number.is_integer() for number in numbers)
    gap = set(np.arange(numbers[0], numbers[-1] + 1)) - set(numbers)
    if not whole or not 0 < len(gap) <= MAX_SKIPPED or len(numbers) != len(points) or numbers[0] < 0:
        return None
    pairs = [(number, code) for number, code in zip(numbers, points.tolist(), strict=True) if number != code]
    shown = {name: ", ".join(map(number_text, of)) for name, of in (("numbers", numbers), ("never", sorted(gap)))}
    return Problem("answers_skip_codes", {**shown, "entry": _recoding(pairs)})


def _turned_codes(contradicting: Collection[str], rules: AnswerRules) -> Problem | None:
    """Tell whether numbers stand beside labels of the other end: then the labels are right, and 1 is the most."""
    turned: dict[float, float] = {}
    for text in contradicting:
        pair = rules.number_and_code(text)
        if pair is None or pair[0] != rules.scale.minimum + rules.scale.maximum - pair[1]:
            return None
        turned[pair[0]] = pair[1]
    if len(turned) < MIN_TURNED:
        return None
    return Problem("answers_turned", {"entry": _recoding(sorted(turned.items()))})


def _recoding(pairs: Sequence[tuple[float, float]]) -> str:
    """Write the line of a mapping that gives numbers another code."""
    return "codes = { " + ", ".join(f"{number_text(old)} = {number_text(new)}" for old, new in pairs) + " }"


def describe_scale(scale: ResponseScale, lang: str) -> str:
    """Say in words which answers are allowed.

    Examples
    --------
    >>> describe_scale(ResponseScale(minimum=0, maximum=10), "en")
    'whole numbers from 0 to 10'
    """
    kind = "continuous" if scale.continuous else "whole"
    bounds = {"low": number_text(scale.minimum), "high": number_text(scale.maximum)}
    allowed = words(f"reading.allowed.{kind}", lang, **bounds)
    labels = "; ".join(f"{number_text(point.code)} = {point.label[lang]}" for point in scale.points)
    return f"{allowed} ({labels})" if labels else allowed
