"""Text of any origin made fit to print: a name in a file can hold signs that steer a terminal or turn a line round."""

from __future__ import annotations

import unicodedata

# Marks, embeddings, overrides and isolates of the reading direction (Unicode TR9): one in a name turns the words
# around it ("Trojan source", Boucher & Anderson 2023). Joiners are left in: scripts and emoji are written with them.
_DIRECTION = frozenset(map(chr, [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]))

# Never a character, in whatever version of Unicode; XML refuses them.
_NONCHARACTERS = frozenset("\ufffe\uffff")


def one_line(words: str) -> str:
    r"""Put words on one line, single-spaced, without signs that steer: for a name or a label wherever it is shown.

    Examples
    --------
    >>> one_line("Team\n\x1b[31mA\u202e "), one_line("In ons team\n\tmag\x07 het. ")
    ('Team [31mA', 'In ons team mag het.')
    """
    return " ".join("".join(map(_safe, words)).split())


def printable(text: str) -> str:
    r"""Leave lines and tabs as they are, and take out the signs that would steer a terminal.

    Examples
    --------
    >>> printable("no\x1b[2Jord\n\tzuid")
    'no[2Jord\n\tzuid'
    """
    return "".join(sign for sign in text if sign in "\n\t" or _safe(sign) == sign)


def _safe(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Cs" or sign in _DIRECTION or sign in _NONCHARACTERS:
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else sign
