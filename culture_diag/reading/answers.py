"""From what was typed to codes: labels in either language, numbers, and what counts as no answer."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.errors import Problem
from culture_diag.i18n import text as words
from culture_diag.instrument.model import ResponseScale
from culture_diag.reading.cells import cell_text, number_text, parse_number, plain, tidy
from culture_diag.reading.tables import Table

ANSWERED, EMPTY, NOT_APPLICABLE, NOT_SHOWN = 0, 1, 2, 3
"""Why there is no answer: there is one; left empty; could not be answered; was never asked."""

_CODE_FIRST = re.compile(r"\(?([+-]?[0-9]+(?:[.,][0-9]+)?)(?:\)?\s*[-:.=)]\s*|\s+)(\S.*)")
_CODE_LAST = re.compile(r"(.*\S)\s*(?:[-:=]\s*|\()([+-]?[0-9]+(?:[.,][0-9]+)?)\)?")


@dataclass(frozen=True)
class Verdict:
    """What one text means: a code, or a reason why there is none, or the key of a problem."""

    code: float = math.nan
    reason: int = ANSWERED
    labelled: bool = False
    declared: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Tally:
    """What reading one column of answers came to: counts for the account, and the positions that are wrong."""

    labelled: int = 0
    declared: int = 0
    numbered: int = 0
    wrong: tuple[tuple[str, str, NDArray[np.int64]], ...] = ()


@dataclass(frozen=True)
class Rules:
    """How the answers of one response scale are read.

    Parameters
    ----------
    scale : ResponseScale

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> rules = Rules(load_instrument("invitation-challenge").response_scale)
    >>> [rules.judge(text).code for text in ("4", "4,0", "Mee eens", "agree", "4 - mee eens")]
    [4.0, 4.0, 4.0, 4.0, 4.0]
    >>> rules.judge("N.v.t.").reason == NOT_APPLICABLE, rules.judge("").reason == EMPTY
    (True, True)
    >>> [rules.judge(text).problem for text in ("NA", "6", "4,5", "5 - mee eens")]
    ['answer_unknown', 'answer_out_of_range', 'answer_not_whole', 'answer_contradicts']
    """

    scale: ResponseScale

    @cached_property
    def labels(self) -> dict[str, float]:
        """Normal form of every label of a point -> its code."""
        return {
            plain(label): point.code
            for point in self.scale.points
            for label in (point.label.nl, point.label.en, *point.also)
        }

    @cached_property
    def not_applicable(self) -> frozenset[str]:
        """Normal forms of what says that the item could not be answered."""
        return frozenset(map(plain, self.scale.not_applicable))

    def judge(self, text: str) -> Verdict:
        """Tell what one text means."""
        word = plain(text)
        if not tidy(text):
            return Verdict(reason=EMPTY)
        if word in self.labels:
            return Verdict(code=self.labels[word], labelled=True)
        if word in self.not_applicable:
            return Verdict(reason=NOT_APPLICABLE)
        number = parse_number(tidy(text))
        if number is not None:
            return self.judge_number(number)
        return self._judge_pair(word)

    def judge_number(self, number: float) -> Verdict:
        """Tell what one number means."""
        if number in self.scale.missing_codes:
            return Verdict(reason=EMPTY, declared=True)
        if not self.scale.minimum <= number <= self.scale.maximum:
            return Verdict(problem="answer_out_of_range")
        if not self.scale.continuous and not number.is_integer():
            return Verdict(problem="answer_not_whole")
        return Verdict(code=number)

    def _judge_pair(self, word: str) -> Verdict:
        """Read a code with its label, as in ``5 - agree``: both must say the same."""
        first, last = _CODE_FIRST.fullmatch(word), _CODE_LAST.fullmatch(word)
        pairs = [(first[1], first[2])] if first else []
        pairs += [(last[2], last[1])] if last else []
        for number, label in pairs:
            code = parse_number(number)
            if code is not None and label in self.labels:
                agree = code == self.labels[label]
                return Verdict(code=code, labelled=True) if agree else Verdict(problem="answer_contradicts")
            if code is not None and label in self.not_applicable:
                inside = self.scale.minimum <= code <= self.scale.maximum
                return Verdict(problem="answer_contradicts") if inside else Verdict(reason=NOT_APPLICABLE)
        return Verdict(problem="answer_unknown")


def code_answers(column: pd.Series[Any], rules: Rules, codes: NDArray[np.float64], missing: NDArray[np.int8]) -> Tally:
    """Read one column of answers into `codes` and `missing`, in place.

    Numbers are checked as an array; anything else is judged once for each different text.

    Parameters
    ----------
    column : Series
        Numbers or text (anything :func:`culture_diag.reading.cells.cell_text` can write).
    rules : Rules
    codes, missing : array
        Filled here: codes as answered (NaN where there is none) and why there is none.

    Returns
    -------
    Tally
    """
    kind = column.dtype.kind if hasattr(column.dtype, "kind") else "O"
    if kind in "iuf":
        return _code_numbers(column, rules, codes, missing)
    places, texts = distinct(column)
    verdicts = [rules.judge(text) for text in texts]
    codes[:] = np.array([verdict.code for verdict in verdicts])[places]
    missing[:] = np.array([verdict.reason for verdict in verdicts], dtype=np.int8)[places]
    counts = np.bincount(places, minlength=len(texts))
    pairs = list(zip(verdicts, counts.tolist(), strict=True))
    return Tally(
        labelled=sum(count for verdict, count in pairs if verdict.labelled),
        declared=sum(count for verdict, count in pairs if verdict.declared),
        numbered=sum(count for verdict, count in pairs if verdict.code == verdict.code and not verdict.labelled),
        wrong=tuple(
            (verdict.problem, texts[at], np.flatnonzero(places == at))
            for at, (verdict, count) in enumerate(pairs)
            if verdict.problem and count
        ),
    )


def distinct(column: pd.Series[Any]) -> tuple[NDArray[np.intp], list[str]]:
    """Give a number to each different value of a column, and each of them as text; the last text is the empty one."""
    found: Any
    if isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered:  # keep its order, not that of the rows
        places, found = column.cat.codes.to_numpy(dtype=np.intp), column.cat.categories
    else:
        places, found = pd.factorize(column, use_na_sentinel=True)
    texts = found.astype(str).tolist() if found.dtype.kind in "iu" else [cell_text(value) for value in found]
    # What pandas takes as missing (never text) is numbered -1: the empty text at the end.
    return np.where(places < 0, len(texts), places), [*texts, ""]


def _code_numbers(column: pd.Series[Any], rules: Rules, codes: NDArray[np.float64], missing: NDArray[np.int8]) -> Tally:
    scale = rules.scale
    np.copyto(codes, column.to_numpy(dtype=np.float64, na_value=np.nan))
    declared = 0
    for code in scale.missing_codes:
        stated = codes == code
        declared += int(np.count_nonzero(stated))
        codes[stated] = np.nan
    right = codes >= scale.minimum
    right &= codes <= scale.maximum
    if not scale.continuous:
        right &= codes == np.rint(codes)
    empty = np.isnan(codes)
    missing[:] = empty  # True is EMPTY
    numbered = int(np.count_nonzero(right))
    if numbered + int(np.count_nonzero(empty)) == len(codes):
        return Tally(declared=declared, numbered=numbered)
    at = np.flatnonzero(~(right | empty))
    places, values = pd.factorize(codes[at])
    wrong = tuple(
        (rules.judge_number(float(value)).problem, cell_text(float(value)), at[places == place])
        for place, value in enumerate(values)
    )
    codes[at] = np.nan
    return Tally(declared=declared, numbered=numbered, wrong=wrong)


def answer_problems(table: Table, position: int, tally: Tally, rules: Rules, lang: str) -> Iterator[Problem]:
    """Say of every wrong cell of one column what is wrong with it and what is allowed."""
    allowed = describe_scale(rules.scale, lang)
    faults = table.faults.get(position, frozenset())
    for key, text, places in tally.wrong:
        shown = f"{key}_in_numbers" if key == "answer_unknown" and tally.numbered and not tally.labelled else key
        entry = f"also = [{json.dumps(tidy(text), ensure_ascii=False)}]"
        for row in table.rows[places].tolist():
            if row in faults:
                yield table.problem("cell_fault", position, row, value=text)
            else:
                yield table.problem(shown, position, row, value=text, allowed=allowed, entry=entry)


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
