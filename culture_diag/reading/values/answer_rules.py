"""What one text of an answer means: a code of the response scale, a reason why there is none, or a mistake."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from types import MappingProxyType

from culture_diag.errors import Problem
from culture_diag.instrument.model import ResponseScale
from culture_diag.reading.common.cells import number_text, parse_number, plain_label, tidy
from culture_diag.reading.common.table import NOT_SHOWN_MARK

ANSWERED, EMPTY, NOT_APPLICABLE, NOT_SHOWN = 0, 1, 2, 3
"""Why there is no answer: there is one; left empty; could not be answered; was never asked."""


MAX_DISTINCT_TEXTS = 5_000
"""So many different texts tell whether a column holds answers; no scale has as many."""

NO_CODES: Mapping[float, float] = MappingProxyType({})

EXTRA_CHARS = 80
"""So much longer than the longest label a text may be and still be a label with a number and white space."""

ANY_NOT_APPLICABLE = frozenset(map(plain_label, ("nvt", "n.v.t.", "n/a", "niet van toepassing", "not applicable")))
"""What says so on any scale that has a way to say so; questionnaires we write use the first as its code."""

_FULL_WIDTH = {0xFF10 + digit: ord("0") + digit for digit in range(10)}
_CODE_FIRST = re.compile(r"[(\[]?([+-]?[0-9]{1,3}(?:[.,][0-9]+)?)[\s)\]:.=-]*(.+)")
_IN_TWO = (re.compile(r"\s+[/|–—-]\s+"), re.compile(r"[/|]"), re.compile(r"[()\[\]]"))
"""What may stand between a label and the same in another language."""
_CODE_LAST = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?)[\])]?$")


@dataclass(frozen=True)
class AnswerMeaning:
    """What one text means: a code, or a reason why there is none, or the key of a problem."""

    code: float = math.nan
    reason: int = ANSWERED
    labelled: bool = False
    declared: bool = False
    problem: str = ""


_UNKNOWN = AnswerMeaning(problem="answer_unknown")


@dataclass(frozen=True)
class AnswerRules:
    """How the answers of one response scale are read.

    Parameters
    ----------
    missing_codes : tuple of float or str
        What else stands for no answer in this file, as its mapping declares it: numbers outside the scale, or texts.
    codes : mapping of float to float
        Number in the file -> code of the scale, where the file counts otherwise; other numbers stay.
    reads_substitutes : bool
        Whether labels that take the place of a point's own (``instead``) are read; :func:`answer_rules_for` decides
        it for a whole file.
    has_own_labels : bool
        Whether the file uses the own labels of points that such labels could stand for.
    doubled_labels : frozenset of str
        Normal forms of labels of one end of the scale that the file has several of: they are answers of a longer one.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> rules = AnswerRules(load_instrument("invitation-challenge").response_scale, missing_codes=(6, "overgeslagen"))
    >>> [rules.meaning_of(text).code for text in ("4", "4,0", "Mee eens", "agree", "4 - mee eens", "Mee eens4", "'4")]
    [4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0]
    >>> [rules.meaning_of(text).reason for text in ("", "6", "Overgeslagen", "N.v.t.", "{question_not_shown}")]
    [1, 1, 1, 2, 3]
    >>> [rules.meaning_of(text).problem for text in ("NA", "7", "4,5", "5 - mee eens", "18-29")]
    ['answer_unknown', 'answer_out_of_range', 'answer_not_whole', 'answer_contradicts', 'answer_unknown']
    """

    scale: ResponseScale
    missing_codes: tuple[float | str, ...] = ()
    codes: Mapping[float, float] = field(default_factory=dict)
    reads_substitutes: bool = False
    has_own_labels: bool = False
    doubled_labels: frozenset[str] = frozenset()

    @cached_property
    def taken(self) -> frozenset[float]:
        """Numbers whose code another number was given: where they occur, two answers would become one."""
        return frozenset(self.codes.values()) - self.codes.keys()

    @cached_property
    def labels(self) -> dict[str, float]:
        """Normal form of every label of a point -> its code."""
        return {
            plain_label(label): point.code for point in self.scale.points for label in (*point.label.texts, *point.also)
        }

    @cached_property
    def substitutes(self) -> dict[str, float]:
        """Normal form of every label that other answer scales have in the place of a point -> its code."""
        return {plain_label(label): point.code for point in self.scale.points for label in point.instead}

    @cached_property
    def not_applicable(self) -> frozenset[str]:
        """Normal forms of what says that the item could not be answered."""
        own = frozenset(map(plain_label, self.scale.not_applicable))
        return own | ANY_NOT_APPLICABLE if own else own

    @cached_property
    def missing_numbers(self) -> frozenset[float]:
        """Numbers that stand for no answer, of the instrument and of the file."""
        declared = (_number(code) for code in self.missing_codes)
        return frozenset((*self.scale.missing_codes, *(code for code in declared if code is not None)))

    @cached_property
    def missing_texts(self) -> frozenset[str]:
        """Normal forms of texts that stand for no answer in this file."""
        return frozenset(plain_label(str(code)) for code in self.missing_codes if _number(code) is None)

    @cached_property
    def longest(self) -> int:
        """Characters beyond which a text cannot be an answer, so that nobody's letter is searched for labels."""
        known = (*self.labels, *self.substitutes, *self.not_applicable, *self.missing_texts)
        return EXTRA_CHARS + 2 * max(map(len, known), default=0)

    def meaning_of(self, text: str) -> AnswerMeaning:
        """Tell what one text means."""
        if len(text) > self.longest:
            return _UNKNOWN if text.strip() else AnswerMeaning(reason=EMPTY)
        typed = _without_apostrophe(text)
        if not typed:
            return AnswerMeaning(reason=EMPTY)
        word = plain_label(typed)
        if word == NOT_SHOWN_MARK:
            return AnswerMeaning(reason=NOT_SHOWN)
        if word in self.missing_texts:
            return AnswerMeaning(reason=EMPTY, declared=True)
        if word in self.labels or word in self.substitutes:
            return self._judge_label(word)
        if word in self.not_applicable:
            return AnswerMeaning(reason=NOT_APPLICABLE)
        number = parse_number(typed)
        if number is not None:
            return self.meaning_of_number(number)
        meaning = self._judge_pair(word)
        return self._judge_both(word) or meaning if meaning is _UNKNOWN else meaning

    def meaning_of_number(self, number: float) -> AnswerMeaning:
        """Tell what one number means."""
        if number in self.taken:
            return AnswerMeaning(problem="answer_code_taken")
        number = self.codes.get(number, number)
        if number in self.missing_numbers:
            return AnswerMeaning(reason=EMPTY, declared=True)
        if not self.scale.minimum <= number <= self.scale.maximum:
            return AnswerMeaning(problem="answer_out_of_range")
        if not self.scale.continuous and not number.is_integer():
            return AnswerMeaning(problem="answer_not_whole")
        return AnswerMeaning(code=number)

    def label_of(self, text: str) -> str | None:
        """Return the label of a point that a text holds, with or without a number; None where there is none."""
        if len(text) > self.longest:
            return None
        word = plain_label(_without_apostrophe(text))
        for label in (word, *(label for _, label in _numbers_and_label(word))):
            if label in self.labels or label in self.substitutes:
                return label
        return None

    def labels_of(self, text: str) -> tuple[str, ...]:
        """Return the label of a point that a text holds, or the two in two languages; nothing where there is none."""
        label = self.label_of(text)
        if label is not None or len(text) > self.longest:
            return () if label is None else (label,)
        return next(
            (
                both
                for both in _two_languages(plain_label(_without_apostrophe(text)))
                if all(each in self.labels for each in both)
            ),
            (),
        )

    def number_and_code(self, text: str) -> tuple[float, float] | None:
        """Return the number that a text begins or ends with, and the code of the label beside it."""
        for numbers, label in _numbers_and_label(plain_label(_without_apostrophe(text))):
            if label in self.labels:
                return numbers[0], self.labels[label]
        return None

    def _judge_label(self, label: str) -> AnswerMeaning:
        if label in self.doubled_labels:
            return AnswerMeaning(problem="answer_other_scale")
        if label in self.labels:
            return AnswerMeaning(code=self.labels[label], labelled=True)
        if self.reads_substitutes:
            return AnswerMeaning(code=self.substitutes[label], labelled=True)
        return AnswerMeaning(problem="answer_other_scale")

    def _judge_both(self, word: str) -> AnswerMeaning | None:
        """Read a label in two languages, as in ``mee eens / agree``: both must say the same."""
        for labels in _two_languages(word):
            if all(label in self.labels for label in labels):
                if not self.doubled_labels.isdisjoint(labels):
                    return AnswerMeaning(problem="answer_other_scale")
                codes = {self.labels[label] for label in labels}
                return AnswerMeaning(code=codes.pop(), labelled=True) if len(codes) == 1 else None
            if all(label in self.not_applicable for label in labels):
                return AnswerMeaning(reason=NOT_APPLICABLE)
        return None

    def _judge_pair(self, word: str) -> AnswerMeaning:
        """Read a code with its label, as in ``5 - agree`` or ``Agree5``: both must say the same."""
        for numbers, label in _numbers_and_label(word):
            if label in self.labels or label in self.substitutes:
                meaning = self._judge_label(label)
                agrees = meaning.problem or meaning.code in (self.codes.get(number, number) for number in numbers)
                return meaning if agrees else AnswerMeaning(problem="answer_contradicts")
            if label in self.not_applicable or label in self.missing_texts:
                if self.scale.minimum <= max(numbers) <= self.scale.maximum:
                    return AnswerMeaning(problem="answer_contradicts")
                declared = label in self.missing_texts
                return AnswerMeaning(reason=EMPTY if declared else NOT_APPLICABLE, declared=declared)
        return _UNKNOWN


def answer_rules_for(
    scale: ResponseScale,
    texts: Iterable[Iterable[str]],
    *,
    missing_codes: tuple[float | str, ...] = (),
    codes: Mapping[float, float] = NO_CODES,
) -> AnswerRules:
    """Make the rules for one file, of which all items are answered on one scale.

    A label out of a point's ``instead`` ("somewhat agree" where this scale says "agree") is read only if the whole
    file tells each such point in one way. In a file that holds both "agree" and "somewhat agree" they are two
    answers of a longer scale, and to make one code of them would lose what people said. It takes the whole file, as
    in a small team nobody may have chosen "agree" at the one item while it is chosen at the next.

    Parameters
    ----------
    texts : iterable
        The different texts of each column of answers.
    missing_codes, codes : tuple, mapping
        As the mapping of the file declares them.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> scale = load_instrument("invitation-challenge").response_scale
    >>> answer_rules_for(scale, [["Somewhat agree", "Strongly agree"]]).meaning_of("Somewhat agree").code
    4.0
    >>> answer_rules_for(scale, [["Somewhat agree"], ["Disagree"]]).meaning_of("Somewhat agree").problem
    'answer_other_scale'
    """
    rules = AnswerRules(scale, missing_codes, codes)
    used = {
        labels for column in texts for text in islice(column, MAX_DISTINCT_TEXTS) if (labels := rules.labels_of(text))
    }
    rules = replace(rules, doubled_labels=_doubled(rules, used))
    if not rules.substitutes:
        return rules
    points = set(rules.substitutes.values())
    words = {label for labels in used for label in labels}
    own = {label for label in words if rules.labels.get(label) in points}
    others = [rules.substitutes[label] for label in words if label not in rules.labels]
    stands_in = bool(others) and not own and len(set(others)) == len(others)
    return replace(rules, reads_substitutes=stands_in, has_own_labels=bool(own))


def _doubled(rules: AnswerRules, used: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """Find different words for one end of the scale within a file: "zeer" beside "helemaal" is a longer scale.

    The one word in two languages is no such thing, and in the middle people differ in how they call it.
    """
    scale = rules.scale
    doubled: set[str] = set()
    for point in scale.points:
        if point.code in (scale.minimum, scale.maximum):
            here = {labels for labels in used if rules.labels.get(labels[0]) == point.code}
            words = {label for labels in here for label in labels}
            if len(here) > 1 and not words <= set(map(plain_label, point.label.texts)):
                doubled |= words
    return frozenset(doubled)


def missing_code_problems(scale: ResponseScale, codes: Iterable[float | str], file: str) -> Iterator[Problem]:
    """Refuse to take for missing what is an answer on the scale.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> scale = load_instrument("invitation-challenge").response_scale
    >>> [problem.values["code"] for problem in missing_code_problems(scale, (6, 3, "eens"), "export.toml")]
    ['3', 'eens']
    """
    rules = AnswerRules(scale)
    for code in codes:
        number = _number(code)
        inside = number is not None and scale.minimum <= number <= scale.maximum
        if inside or (number is None and rules.label_of(str(code))):
            shown = str(code) if number is None else number_text(number)
            yield Problem("mapping_missing_code_inside", {"code": shown}, file=file)


def recoding_problems(scale: ResponseScale, codes: Mapping[float, float], file: str) -> Iterator[Problem]:
    """Refuse to give two numbers one code, or one that is not on the scale: both would change what people said.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> scale = load_instrument("invitation-challenge").response_scale
    >>> [problem.values["code"] for problem in recoding_problems(scale, {4: 3, 5: 3, 6: 9}, "export.toml")]
    ['3', '9']
    """
    given = list(codes.values())
    for code in dict.fromkeys(given):
        off = AnswerRules(scale).meaning_of_number(float(code)).problem
        if off or given.count(code) > 1:
            key = "mapping_code_outside" if off else "mapping_code_double"
            yield Problem(key, {"code": number_text(code)}, file=file)


def _number(code: float | str) -> float | None:
    return parse_number(tidy(code)) if isinstance(code, str) else float(code)


def _two_languages(word: str) -> Iterator[tuple[str, str]]:
    """Part a text into what may be a label in two languages."""
    for between in _IN_TWO:
        parts = [part.strip() for part in between.split(word) if part.strip()]
        if len(parts) == 2:
            yield parts[0], parts[1]


def _without_apostrophe(text: str) -> str:
    """Leave out the apostrophe that some programs put before a text lest a spreadsheet takes it for a formula."""
    typed = tidy(text).translate(_FULL_WIDTH)
    guarded = len(typed) > 1 and typed[0] in "'’" and typed[-1] not in "'’"
    return typed[1:].lstrip() if guarded else typed


def _numbers_and_label(word: str) -> Iterator[tuple[tuple[float, ...], str]]:
    """Part a text into a number and the rest, where it begins or ends with one.

    A dash before the number may be a sign or may part them, so both are offered.
    """
    first, last = _CODE_FIRST.fullmatch(word), _CODE_LAST.search(word)
    if first:
        yield (float(first[1].replace(",", ".")),), first[2].strip("([])")
    if last:
        number, before = float(last[1].replace(",", ".")), word[: last.start()].rstrip(" ([")
        label = before.rstrip(" ([:=+-.")
        if label:
            yield ((number, -number) if before.endswith("-") else (number,)), label
