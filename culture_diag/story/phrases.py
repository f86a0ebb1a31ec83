"""The small pieces every sentence is made of: names, a list, a capital, a chance, a number, why a team is not shown."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from culture_diag.i18n import number, text
from culture_diag.i18n.safe_text import one_line

REASONS = ("too_few", "protected", "no_answers", "no_score", "absent")
"""Why a team is not shown: the release's reasons, a score that cannot be computed, and no row in this wave."""

GATES = ("no_label", "caution")
"""Verdicts on the response of which a reader is warned, the gravest first: as the limits of ``settings.gate``."""


def capital(words: str) -> str:
    """Start with a capital.

    Examples
    --------
    >>> capital("het team"), capital("")
    ('Het team', '')
    """
    return words[:1].upper() + words[1:]


def join_words(words: Iterable[str], lang: str) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> join_words(["a", "b", "c"], "nl"), join_words(["a"], "en")
    ('a, b en c', 'a')
    """
    from babel.lists import format_list

    # British English: the American comma before "and" would be the only one of its kind in our texts.
    return str(format_list(list(words), locale=text("words.locale", lang).replace("-", "_")))


def chance_text(probability: float, lang: str) -> str:
    """Say a probability in tenths, never as certain and never as impossible.

    Examples
    --------
    >>> [chance_text(p, "nl") for p in (0.0, 0.8, 1.0)]
    ['bijna 0 op 10', '8 op 10', 'bijna 10 op 10']
    """
    tenths = round(10 * probability)
    key = "nearly" if tenths in (0, 10) else "tenths"
    return text(f"story.chance.{key}", lang, tenths=tenths)


def given_number(value: float, lang: str) -> str:
    """Write a number somebody chose with the decimals it was given, three at most.

    Examples
    --------
    >>> given_number(0.5, "nl"), given_number(12.0, "nl"), given_number(0.375, "en")
    ('0,5', '12', '0.375')
    """
    decimals = next((places for places in range(3) if abs(round(value, places) - value) < 1e-9), 3)
    return number(value, lang, decimals=decimals)


def why_hidden(reason: str, lang: str, *, min_n: int) -> str:
    """Say why a team is not shown, for one of :data:`REASONS`.

    Examples
    --------
    >>> why_hidden("no_answers", "en", min_n=5), why_hidden("too_few", "en", min_n=5)
    ('no answers', 'not shown (fewer than 5 answers)')
    """
    return text(f"story.hidden.{reason}", lang, min_n=min_n)


SHORT_NAME = 28
"""Signs of a name in a picture of a page or a screen."""


def clean_name(name: str) -> str:
    r"""Put a name on one line, without signs that steer a terminal or turn the reading direction of words around it.

    Examples
    --------
    >>> clean_name("Team\n\x1b\u202eA\u2069 <b>"), clean_name("\x07")
    ('Team A <b>', '□')
    """
    return one_line(unicodedata.normalize("NFC", name)) or "□"


def clean_names(names: Iterable[str]) -> str:
    """Write several names one after another; they may hold commas of their own.

    Examples
    --------
    >>> clean_names(["Groep 1, 2", "De Ster"])
    'Groep 1, 2; De Ster'
    """
    return "; ".join(map(clean_name, names))


def name_with_count(name: str, n: int | None, lang: str) -> str:
    """Write a team with its number of answers.

    Examples
    --------
    >>> name_with_count("De Ster", 12, "nl")
    'De Ster (n = 12)'
    """
    return name if n is None else text("story.label", lang, name=name, n=n)


def shorten(words: str, limit: int) -> str:
    """Cut the middle out of words longer than `limit` signs: names of teams differ at either end.

    Examples
    --------
    >>> shorten("Basisschool De Regenboog – onderbouw", 24)
    'Basisschool … onderbouw'
    """
    if len(words) <= limit:
        return words
    half = (limit - 1) // 2
    head, tail = words[: limit - 1 - half], words[len(words) - half :]
    # A cut between words reads better than one through a word, where that costs little.
    if " " in head and len(head) - head.rindex(" ") <= limit // 4:
        head = head[: head.rindex(" ") + 1]
    if " " in tail and tail.index(" ") <= limit // 4:
        tail = tail[tail.index(" ") :]
    return f"{head}…{tail}"


def short_names(names: Sequence[str], limit: int = SHORT_NAME) -> dict[str, str]:
    """Shorten each name for a picture; names that would come out alike are cut less.

    Examples
    --------
    >>> list(short_names(["A" * 40, "A" * 20 + "B" + "A" * 19, "De Ster"], 9).values())[-1]
    'De Ster'
    """
    clean = {name: clean_name(name) for name in names}
    short = {name: shorten(clean[name], limit) for name in names}
    for more in (2 * limit, 4 * limit, 8 * limit):
        times = Counter(short.values())
        short |= {name: shorten(clean[name], more) for name in names if times[short[name]] > 1}
    return short
