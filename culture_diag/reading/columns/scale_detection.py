"""Which columns of a table are answered on a scale, and on which, told without an instrument."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.reading.columns.identifiers import MAX_HEADER_CHARS, is_identifying
from culture_diag.reading.columns.roles import ROLE_HEADERS, TIME_HEADERS
from culture_diag.reading.common.cells import parse_number, plain_header, tidy
from culture_diag.reading.common.rating_words import family_of, is_answer, is_missing_code, is_not_applicable, rating_of
from culture_diag.reading.common.series import factorized, filled_cells
from culture_diag.reading.common.table import NOT_SHOWN_MARK, Table
from culture_diag.reading.exports.platforms import LANGUAGE_CODE, LIMESURVEY_ANSWER_CODE, PLATFORM_HEADERS

TOP_CODES = range(2, 11)
"""The highest code of a scale of numbers: from 1 to 2 it is a yes or no, above 10 an amount."""

FEW_ANSWERS = 50
"""Of so many answers one is at the top, nearly always: below it, a column without the top may have the same scale."""

MAX_LABELLED_POINTS = 3
"""So many points of a scale of numbers have a label at most: its ends and its middle."""

MIN_RANKED, MIN_RANKING_ROWS = 3, 10
"""Of an order that people may leave unfinished, so many places are asked, by so many people."""

# A number of things is no rating, however small; nor are the points of a quiz, the clicks on a page or a code of who
# somebody is. Labels tell by themselves: a statement may well speak of years.
_COUNT_WORDS = re.compile(
    r"\b(?:how many|how old|hoeveel|hoe oud|wie viele|wie alt|combien|in hours|in minutes|in uren|in minuten|"
    r"click count|first click|last click|page submit)\b|"
    r"^(?:(?:the )?number of|aantal|anzahl|(?:for )?how long|hoe lang|wie lange|points|punten|total points|"
    r"totaal aantal punten|quiz feedback)\b|"
    r"^(?:age|leeftijd|years|jaren|feedback|gender|geslacht|sex|functie|function|leeftijdsgroep|leeftijdscategorie|"
    r"age group|group|groep|groepsgrootte|source|condition)$"
)
_COUNT_QUESTION = re.compile(r"\b(?:per week|welke groep|in years|in jaren|willing to pay|euros?|aantal|number of)\b")
"""The same, in a question; in a statement it is what people agree with."""
_QUALTRICS_QUESTION = re.compile(r"(?:[0-9]+_)?QID[0-9]+(?:#[0-9]+)?(?:[-_]x?[0-9]+)*")
"""What Qualtrics calls the column of a question with choices, or of a row of it."""
_QUALTRICS_EXTRA = re.compile(
    r"_(?:DO(?:_[A-Za-z0-9]+)*|NPS_GROUP|TEXT|First Click|Last Click|Page Submit|Click Count)$"
)
"""How the columns end in which Qualtrics keeps the order of a block, a group and a time beside a question."""
_QUALTRICS_ROW = re.compile(r"(\S+?)_[0-9]+")
LIMESURVEY_OWN_COLUMNS = 4
"""LimeSurvey's own first columns: number, date, page, language."""
_FORM_HEADERS = PLATFORM_HEADERS.union(*ROLE_HEADERS.values(), *TIME_HEADERS.values())


def rating_columns(table: Table) -> dict[int, str]:
    """Find the columns answered on a scale: position -> family of labels, or bounds such as ``"1-5"``."""
    texts = {at: _texts(table, at) for at in range(len(table.header)) if not _is_platform_column(table, at)}
    texts = {at: answers for at, answers in texts.items() if not is_identifying(table.names[at], answers)}
    scales = {at: scale for at, answers in texts.items() if (scale := rating_of(answers))}
    scales |= _coded_rows(table, {at: answers for at, answers in texts.items() if at not in scales})
    blocks = _blocks(table)
    signed = {at for at, answers in texts.items() if _is_two_sided(answers)}
    signed |= {at for places in blocks if signed.intersection(places) for at in places}
    numbers: dict[int, Sequence[str]] = {}
    for at, answers in texts.items():
        if at in scales or any(map(_is_count, table.names[at])):
            continue
        if _is_numeric_scale(answers, signed=at in signed) and not _is_row_count(table, at):
            numbers[at] = answers
        elif top := _top_beside_labels(answers):
            numbers[at] = [*answers, str(top)]
    for ranked in _rankings(table, blocks, numbers):
        del numbers[ranked], texts[ranked]
    scales |= _number_scales(table, numbers, signed)
    return scales | {at: scales[like] for at, like in _unanimous_rows(blocks, texts, scales).items()}


def _is_count(name: str) -> bool:
    header = plain_header(name[:MAX_HEADER_CHARS])
    return bool(_COUNT_WORDS.search(header) or ("?" in name and _COUNT_QUESTION.search(header)))


def _texts(table: Table, at: int) -> list[str]:
    return [word for cell in factorized(table.columns[at])[1] if (word := tidy(cell)) and word != NOT_SHOWN_MARK]


def _is_platform_column(table: Table, at: int) -> bool:
    """Tell whether a column is of a platform or of a role: no question that one can choose an answer to."""
    if {plain_header(name) for name in table.names[at]} & _FORM_HEADERS:
        return True
    if table.recognised.platform == "limesurvey":
        # Its own columns come first, in whatever language; a header that is one formula holds what was reckoned.
        first = at < LIMESURVEY_OWN_COLUMNS < len(table.columns) and all(
            map(LANGUAGE_CODE.fullmatch, _texts(table, LIMESURVEY_OWN_COLUMNS - 1))
        )
        return first or bool(re.fullmatch(r"\{.*\}", tidy(table.names[at][0])))
    if table.recognised.platform != "qualtrics":
        return False
    ids = table.recognised.ids
    code = ids[at] if at < len(ids) else ""
    return bool(code and not _QUALTRICS_QUESTION.fullmatch(code)) or any(
        _QUALTRICS_EXTRA.search(name[-100:]) for name in table.names[at][:2]
    )


def _is_numeric_scale(answers: Iterable[str], *, signed: bool = False) -> bool:
    """Tell whether only small whole numbers were said: at least two different ones, and one above 2.

    A scale may run from -3 to 3 (`signed`), and an answer that is none may have a code of its own.
    """
    words = list(filter(is_answer, answers))
    values = [value for word in words if (value := parse_number(word)) is not None]
    whole = len(values) == len(words) and all(value.is_integer() and value >= -TOP_CODES[-1] for value in values)
    coded = any(len(word) > 1 and word[0] == "0" and word.isdigit() for word in words)  # "01" is the code of something
    if not whole or coded or len(set(values)) < 2:
        return False
    return signed or 2 < max(values) <= TOP_CODES[-1]


def _is_two_sided(answers: Iterable[str]) -> bool:
    """Tell whether a scale runs from below 0 to above it: 0 was said, and two steps or more on a side of it."""
    values = {parse_number(word) for word in answers if is_answer(word)}
    steps = [value for value in values if value is not None and value.is_integer()]
    return (
        len(steps) == len(values)
        and 0 in steps
        and -TOP_CODES[-1] <= min(steps) <= -2
        and max(steps) <= -min(steps) + 1
    )


def _is_row_count(table: Table, at: int) -> bool:
    """Tell whether a column only counts the rows: it rises by one at each, or stands before all others and rises."""
    if len(factorized(table.columns[at])[1]) <= len(table.rows):  # each must be another; the empty text is counted too
        return False
    steps = np.diff(_numbers(table.columns[at]))
    before = at == 0 or not tidy(table.header[at])
    return bool((len(steps) > 3 and (steps == 1).all()) or (before and len(steps) > 2 and (steps > 0).all()))


def _top_beside_labels(answers: Iterable[str]) -> int:
    """Return the highest code of a scale of numbers of which only the ends have a label; 0 if it is none.

    Some platforms write the label of a point where it has one and its number where it has none:
    ``Strongly agree``, ``9``, ``8``.
    """
    words = list(filter(is_answer, answers))
    figures = [word for word in words if re.fullmatch(r"[0-9]|10", word)]
    labels = [word for word in words if word not in figures]
    if len(figures) < 2 or not 1 <= len(labels) <= MAX_LABELLED_POINTS or any(map(str.isdigit, "".join(labels))):
        return 0
    family = family_of(labels)
    if family is None or (family == "frequency" and len(labels) == 1):  # "never, 1, 2, 3" counts something
        return 0
    highest = max(map(int, figures))
    return next((top for top in (5, 7) if top > highest), TOP_CODES[-1])


def _coded_rows(table: Table, texts: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Find the rows of LimeSurvey's arrays that are answered in its own codes: ``g2[SQ001]`` with A1, A2 and so on.

    A question that is put in order has numbers between its brackets, and is no rating.
    """
    if table.recognised.platform != "limesurvey":
        return {}
    rows: dict[str, list[int]] = {}
    for at, answers in texts.items():
        stem, bracket, row = table.header[at].partition("[")
        if (
            bracket
            and row[:1].isalpha()
            and len(answers) > 1
            and all(LIMESURVEY_ANSWER_CODE.fullmatch(word) for word in answers)
        ):
            rows.setdefault(stem, []).append(at)
    return {at: "codes" for places in rows.values() if len(places) > 1 for at in places}


def _blocks(table: Table) -> list[list[int]]:
    """Find the columns that are rows of one question: ``Question [row]``, or ``Q7_1`` in Qualtrics."""
    blocks: dict[str, list[int]] = {}
    for at, header in enumerate(table.header):
        stem, bracket, _ = header.rpartition("[")
        if table.recognised.platform == "qualtrics":
            rows = [row[1] for name in table.names[at] if (row := _QUALTRICS_ROW.fullmatch(name))]
            stem, bracket = rows[0] if rows else "", "_" if rows else ""
        if bracket:
            blocks.setdefault(plain_header(stem), []).append(at)
    return list(blocks.values())


def _rankings(table: Table, blocks: Sequence[Sequence[int]], columns: Mapping[int, Sequence[str]]) -> set[int]:
    """Find the blocks in which everybody gives each number once, as far as they got: an order, not a rating."""
    candidates = [[at for at in places if at in columns] for places in blocks]
    return {at for places in candidates if len(places) > 2 and _is_order(table, places) for at in places}


def _unanimous_rows(
    blocks: Sequence[Sequence[int]], texts: Mapping[int, Sequence[str]], rated: Container[int]
) -> dict[int, int]:
    """Find the rows of a rated question to which all gave one answer, which by itself tells of no scale: row -> row."""
    like: dict[int, int] = {}
    for places in blocks:
        known = {word: at for at in places if at in rated for word in texts[at]}
        for at in places:
            words = {word for word in texts.get(at, ()) if not is_not_applicable(word)}
            if at not in rated and len(words) == 1 and words <= known.keys():
                like[at] = known[words.pop()]
    return like


def _is_order(table: Table, places: Sequence[int]) -> bool:
    codes = np.column_stack([_numbers(table.columns[at]) for at in places])
    ranked = np.isfinite(codes).sum(axis=1)
    once = ~(np.diff(np.sort(codes, axis=1), axis=1) == 0).any(axis=1)  # what is missing comes last, and equals nothing
    whole, some = ranked == len(places), ranked >= MIN_RANKED
    unfinished = some.sum() >= MIN_RANKING_ROWS and np.nanmax(codes) <= len(places) and once[some].mean() > 0.95
    return bool((whole.any() and once[whole].mean() > 0.95) or unfinished)


def _numbers(column: pd.Series[Any]) -> NDArray[np.float64]:
    """Read a column as numbers, each different text read once."""
    places, texts = factorized(column)
    numbers = [parse_number(tidy(text)) for text in texts]
    return np.array([np.nan if number is None else number for number in numbers])[places]


def _number_scales(table: Table, columns: Mapping[int, Sequence[str]], signed: Container[int]) -> dict[int, str]:
    """Find the scale of each column of numbers, as far as its highest number and those of the others tell."""
    scales: dict[int, str] = {}
    for low in (False, True):
        tops = {at: _top_code(answers) for at, answers in columns.items() if (at in signed) == low}
        scales |= {at: f"-{top}..{top}" if low else f"1-{top}" for at, top in _likely_tops(table, tops).items()}
    return scales


def _likely_tops(table: Table, tops: dict[int, int]) -> dict[int, int]:
    """Raise the tops of columns to those of others, as far as few answers explain that nobody chose them."""
    counts = Counter(tops.values())
    if counts[5] >= counts[6] and not counts[7]:
        # One above the top is what many use for "not applicable": the reader of an instrument will ask.
        tops = {at: 5 if top == 6 else top for at, top in tops.items()}
    # Hardly anybody asks from 1 to 8 or 9 beside a scale that goes to 10.
    tops = {at: 10 if top in (8, 9) and counts[10] >= counts[top] else top for at, top in tops.items()}
    counts = Counter(tops.values())
    for at, top in tops.items():
        likely = max((other for other in counts if other >= top), key=lambda other: (counts[other], -other))
        if counts[likely] > counts[top] and np.count_nonzero(filled_cells(table.columns[at])) < FEW_ANSWERS:
            tops[at] = likely
    return tops


def _top_code(answers: Iterable[str]) -> int:
    return max(
        abs(int(value)) for word in answers if not is_missing_code(word) and (value := parse_number(word)) is not None
    )
