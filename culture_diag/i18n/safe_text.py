"""Text of any origin made fit to print: a name in a file can hold signs that steer a terminal or turn a line round."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"
"""Signs without a width that some scripts and emoji are spelled with; all other unseen signs fall away."""

# Unseen signs turn the words around them (Cf; "Trojan source", Boucher & Anderson 2023), half of a pair cannot be
# written (Cs), what has no category may be anything in a later Unicode (Cn). Controls (Cc) steer a terminal, and part
# words.
_NEVER_SHOWN = ("Cf", "Cs", "Cn")


def one_line(words: str) -> str:
    r"""Put words on one line, single-spaced, without signs that steer: for a name or a label wherever it is shown.

    Examples
    --------
    >>> one_line("Team\n\x1b[31mA\u202e "), one_line("In ons team\n\tmag\x07 het. ")
    ('Team [31mA', 'In ons team mag het.')
    """
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else _safe(sign) for sign in words).split())


def printable(text: str) -> str:
    r"""Leave lines and tabs as they are, and take out the signs that would steer a terminal.

    Examples
    --------
    >>> printable("no\x1b[2Jord\n\tzuid")
    'no[2Jord\n\tzuid'
    """
    return "".join(_safe(sign) for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc")


def _safe(sign: str) -> str:
    return "" if unicodedata.category(sign) in _NEVER_SHOWN and sign not in JOINERS else sign
