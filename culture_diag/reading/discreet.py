"""What may be repeated of a cell in an error, which ends up on screens, in notebooks and in mail."""

from __future__ import annotations

import re

from culture_diag.errors import LONGEST_VALUE

HIDDEN = "…"
"""What stands for a cell that is not repeated."""

MOST_DIGITS = 6
"""More digits than these make a telephone number, a staff number or a date of birth."""

_IDENTIFYING = re.compile(
    r"\S\s?@\s?\S"  # an e-mail address
    r"|://|\bwww\."  # a page, often a personal one
    r"|(?<![0-9])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9])"  # where a computer is, in either version
    r"|(?:[0-9a-f]{0,4}:){3}",
    re.IGNORECASE,
)


def discreet(text: str) -> str:
    """Repeat a cell only if it cannot be a remark, an address or a number that leads to a person.

    Examples
    --------
    >>> [discreet(text) for text in ("soms", "-99", "a.b@school.nl", "06-12345678", "192.168.0.1", "x" * 61)]
    ['soms', '-99', '…', '…', '…', '…']
    """
    if len(text) > LONGEST_VALUE or sum(map(str.isdigit, text)) > MOST_DIGITS or _IDENTIFYING.search(text):
        return HIDDEN
    return text
