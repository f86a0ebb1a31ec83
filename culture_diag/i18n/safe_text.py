"""Text of any origin made fit to print: a name in a file can hold signs that steer a terminal or turn a line round."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"
"""Signs without a width that some scripts and emoji are spelled with; all other unseen signs fall away."""

# Controls steer a terminal (Cc); unseen signs turn the words around them (Cf; "Trojan source", Boucher & Anderson 2023);
# half of a pair cannot be written (Cs); what has no category may be anything in a later Unicode (Cn), and XML refuses it.
_STEERING = ("Cc", "Cf", "Cs", "Cn")


def one_line(words: str) -> str:
    r"""Put words on one line, single-spaced, without signs that steer: for a name or a label wherever it is shown.

    Examples
    --------
    >>> one_line("Team\n\x1b[31mA\u202e "), one_line("In ons team\n\tmag\x07 het. ")
    ('Team [31mA', 'In ons team mag het.')
    """
    return " ".join("".join(filter(_is_safe, " ".join(words.split()))).split())


def printable(text: str) -> str:
    r"""Leave lines and tabs as they are, and take out the signs that would steer a terminal.

    Examples
    --------
    >>> printable("no\x1b[2Jord\n\tzuid")
    'no[2Jord\n\tzuid'
    """
    return "".join(sign for sign in text if sign in "\n\t" or _is_safe(sign))


def _is_safe(sign: str) -> bool:
    return sign in JOINERS or unicodedata.category(sign) not in _STEERING
