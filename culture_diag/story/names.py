"""Names of any origin made safe to show, and short enough for a picture."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from culture_diag.i18n import text
from culture_diag.i18n.safe_text import one_line

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
    return name if n is None else text("plotting.label", lang, name=name, n=n)


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
