"""Which columns hold ratings, told by the words of their answers alone: no questionnaire is at hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from culture_diag.reading.common.cells import plain_label, tidy
from culture_diag.reading.common.table import NOT_SHOWN_MARK

ANY_FAMILY = "degree"
"""Family of answers that say how much, of whatever it is."""

MAX_POINTS = 15
"""No answer scale has more points."""

MAX_LABEL_CHARS = 80
"""Characters; a longer answer is a sentence of its own."""

LANGUAGES = ("nl", "en", "de")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[(\[]?[0-9]{1,3}(?:[.,]0+)?[)\].]?")
_NUMBERED_LABEL = re.compile(
    r"[(\[]?([0-9]{1,2})[)\]]?[\s:.=)\-]*(?=[^\s0-9])(.*)|(.*[^\s0-9(\[:=\-])[\s:=(\[\-]*([0-9]{1,2})[)\]]?"
)
_NEGATIONS = frozenset({("not",), ("niet",), ("nicht",)})
_SEPARATORS = re.compile(r"\s*[/,;|]\s*|\s+(?:or|of|oder|und|en|and)\s+")
_MISSING_CODE = re.compile(r"[-−](?:[89][0-9]|[0-9]{3,})(?:[.,]0+)?|999+(?:[.,]0+)?")
_BRACKETED = re.compile(r"\s*\([^()]*\)$")
_FIRST_PART = re.compile(r"\s[-–—]\s|[:,(;]")
_N_A = re.compile(r"\bn\s?/\s?a\b\.?", re.IGNORECASE)

Words = tuple[str, ...]


@dataclass
class _Phrase:
    """What a word or group of words may be: of families, and in any family a degree, an answer, the middle, filler."""

    families: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Vocabulary:
    phrases: dict[Words, _Phrase]
    strong: frozenset[Words]
    stands_alone: dict[str, bool]
    not_applicable: frozenset[Words]
    longest: int


@dataclass(frozen=True)
class _Answer:
    """One answer, read: the families it may be of (None: any), and what it holds."""

    families: frozenset[str] | None
    core: bool
    alone: bool
    how_much: bool


def rating_of(texts: Sequence[str]) -> str | None:
    """Tell of which family of ordinal labels the answers of a column are.

    Every answer must be a row of known words of one family (and of degrees, the middle, and words such as "for me"),
    or all must share their other words and say how much of it. Empty answers and those that say that there is none
    do not count. A number before or after a label is left out; numbers by themselves make no rating here.

    Parameters
    ----------
    texts : sequence of str
        The different answers of a column, in Dutch, English or German.

    Returns
    -------
    str or None
        ``"agreement"``, ``"frequency"``, ``"satisfaction"``, ``"quality"``, ``"importance"``, ``"likelihood"``,
        ``"ease"``, ``"favourability"``, ``"comparison"``, ``"balance"``, ``"amount"``, ``"sentiment"``,
        ``"description"``, ``"confidence"``, ``"calendar"`` (how often a week or a year), or ``"degree"`` where it is
        of nothing in particular. None if it is no rating: fewer than two answers, or an answer that is something else.

    Examples
    --------
    >>> rating_of(["Mee eens", "Helemaal niet mee eens", "Neutraal", "n.v.t."])
    'agreement'
    >>> rating_of(["Critical to me", "Somewhat useful", "Not relevant for me"])
    'importance'
    >>> rating_of(["Not so tidy", "Very tidy", "Tidy"]), rating_of(["gar nicht", "eher häufig"])
    ('degree', 'frequency')
    >>> [rating_of(texts) for texts in (["Yes", "No"], ["18-29", "30-44"], ["Medium rare", "Well"], ["1", "5"])]
    [None, None, None, None]
    """
    if len(texts) > 20 * MAX_POINTS or any(len(text) > 4 * MAX_LABEL_CHARS for text in texts):
        return None
    # A dash, or another sign by itself, says nothing.
    answers = {
        plain_label(text): text for text in texts if any(map(str.isalnum, text)) and plain_label(text) != NOT_SHOWN_MARK
    }
    answers = {word: text for word, text in answers.items() if is_answer(text)}
    if not 2 <= len(answers) <= MAX_POINTS or any(len(word) > MAX_LABEL_CHARS for word in answers):
        return None
    numbers = [word for word in answers if _NUMBER.fullmatch(word)]
    parted = [_without_number(word) for word in answers if word not in numbers]
    if numbers and not all(number for number, _ in parted):
        return None  # "0, 1, 2, many" counts something
    labels = [tuple(_WORD.findall(label)) for _, label in parted]
    if not labels or any(char.isdigit() for _, label in parted for char in label):
        return None
    if len(set(labels)) + len(numbers) < 2:
        return None
    return _family(labels) or _shared_stem(labels) or _without_brackets(answers)


def is_missing_code(typed: str) -> bool:
    """Tell whether a number is one that only stands for no answer: -99, 999 and their kind.

    Examples
    --------
    >>> [is_missing_code(typed) for typed in ("-99", "999", "99999", "-2", "9", "agree")]
    [True, True, True, False, False, False]
    """
    return bool(_MISSING_CODE.fullmatch(typed))


def is_answer(text: str) -> bool:
    """Tell whether a text says something else than that there is no answer."""
    return not (is_not_applicable(text) or is_missing_code(plain_label(text)))


def family_of(labels: Sequence[str]) -> str | None:
    """Tell of which family all of some labels are, one or more; None if one is something else.

    Examples
    --------
    >>> family_of(["Strongly agree"]), family_of(["Fantastic", "Terrible"]), family_of(["Agree", "Blue"])
    ('agreement', 'quality', None)
    """
    return _family([_words(plain_label(label)) for label in labels])


def _without_brackets(labels: Iterable[str]) -> str | None:
    """Try once more without what explains a label: "low (able to speak a little)"."""
    bare = [_BRACKETED.sub("", word) for word in labels]
    if bare == list(labels) or len(set(bare)) < len(bare) or any(map(str.isdigit, "".join(bare))):
        return None
    return _family([_words(word) for word in bare])


def is_not_applicable(text: str) -> bool:
    """Tell whether an answer says that there is none, in Dutch, English or German.

    Examples
    --------
    >>> [is_not_applicable(text) for text in ("N.v.t.", "Unfamiliar (N/A)", "Weet ik niet / geen mening", "k.A.")]
    [True, True, True, True]
    >>> [is_not_applicable(text) for text in ("None", "Neutraal", "Not relevant for me", "na", "")]
    [False, False, False, False, False]
    """
    return len(text) <= MAX_LABEL_CHARS and _says_not_applicable(tidy(text))


@lru_cache(maxsize=4096)
def _says_not_applicable(typed: str) -> bool:
    if typed == "NA":  # in small letters it is Dutch for "after"
        return True
    known = _vocabulary().not_applicable
    word = _N_A.sub("not applicable", plain_label(typed))
    word = _without_number(word)[1]
    parts = [part for part in _SEPARATORS.split(re.sub(r"[()]", "/", word)) if part.strip()]
    brackets = re.findall(r"\(([^()]*)\)", word)
    first = _FIRST_PART.split(word, maxsplit=1)[0]
    return (
        _words(word) in known
        or any(_words(part) in known for part in (*brackets, first))
        or (bool(parts) and all(_words(part) in known for part in parts))
    )


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text))


def _without_number(word: str) -> tuple[str, str]:
    """Part a number from the label that it stands before or after, if there is one."""
    match = _NUMBERED_LABEL.fullmatch(word)
    if not match:
        return "", word
    return (match[1], match[2]) if match[1] else (match[4], match[3])


def _family(labels: Iterable[Words]) -> str | None:
    """Find the family of which every answer may be."""
    answers = [_parsed_answer(label) for label in labels]
    if not all(answers):
        return None
    read = [answer for answer in answers if answer]
    if not any(answer.core or answer.alone for answer in read):
        return None
    bound = [answer.families for answer in read if answer.families is not None]
    if not bound:
        return ANY_FAMILY
    shared = frozenset.intersection(*bound)
    stands_alone = _vocabulary().stands_alone
    fit = [family for family in stands_alone if family in shared]
    fit = [family for family in fit if stands_alone[family] or any(answer.how_much for answer in read)]
    return fit[0] if fit else None


def _parsed_answer(label: Words) -> _Answer | None:
    """Read an answer as a row of known phrases; None where a word is left over."""
    phrases = _phrases(label)
    if not phrases or any(phrase is None for _, phrase in phrases):
        return None
    known = [(words, phrase) for words, phrase in phrases if phrase]
    bound = [phrase.families for _, phrase in known if not phrase.kinds]
    kinds = set().union(*(phrase.kinds for _, phrase in known))
    core = any(phrase.families for _, phrase in known)
    if not core and not kinds & {"alone", "middle", "degree"}:
        return None
    return _Answer(
        families=frozenset.intersection(*map(frozenset, bound)) if bound else None,
        core=core,
        alone="alone" in kinds,
        how_much=any(
            words not in _NEGATIONS and phrase.kinds & {"degree", "alone", "middle"} for words, phrase in known
        ),
    )


def _shared_stem(labels: Iterable[Words]) -> str | None:
    """Tell whether all answers say how much of one and the same thing, whatever that is."""
    stems: set[Words] = set()
    strong = False
    for label in labels:
        phrases = _phrases(label)
        strong |= any(words in _vocabulary().strong for words, _ in phrases)
        kinds = {"degree", "alone", "filler", "middle"}
        rest = tuple(word for words, phrase in phrases if not (phrase and phrase.kinds & kinds) for word in words)
        if rest:
            stems.add(rest)
    return ANY_FAMILY if strong and len(stems) == 1 and len(next(iter(stems))) <= 3 else None


def _phrases(label: Words) -> list[tuple[Words, _Phrase | None]]:
    """Part an answer into phrases, at each word the longest that is known."""
    vocabulary = _vocabulary()
    phrases: list[tuple[Words, _Phrase | None]] = []
    at = 0
    while at < len(label):
        for size in range(min(vocabulary.longest, len(label) - at), 0, -1):
            words = label[at : at + size]
            if words in vocabulary.phrases:
                break
        phrases.append((words, vocabulary.phrases.get(words)))
        at += size
    return phrases


@cache
def _vocabulary() -> _Vocabulary:
    content = (files("culture_diag.reading.common") / "vocabulary" / "rating_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(content)

    def listed(section: dict[str, list[str]]) -> Iterable[Words]:
        return (_words(plain_label(text)) for lang in LANGUAGES for text in section[lang])

    phrases: dict[Words, _Phrase] = {}
    for kind in ("degree", "alone", "middle", "filler"):
        for words in listed(table[kind]):
            phrases.setdefault(words, _Phrase()).kinds.add(kind)
    for family, section in table["families"].items():
        for words in listed(section):
            phrases.setdefault(words, _Phrase()).families.add(family)
    return _Vocabulary(
        phrases=phrases,
        strong=frozenset(listed(table["strong"])),
        stands_alone={family: section.get("plain", True) for family, section in table["families"].items()},
        not_applicable=frozenset(listed(table["not_applicable"])),
        longest=max(map(len, phrases)),
    )
