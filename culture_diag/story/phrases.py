"""The small pieces every sentence is made of: a list, a capital, a chance, a number, why a team is not shown."""

from __future__ import annotations

from collections.abc import Iterable

from culture_diag.i18n import number, text

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
    return text(f"report.chance.{key}", lang, tenths=tenths)


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
    return text(f"plotting.hidden.{reason}", lang, min_n=min_n)
