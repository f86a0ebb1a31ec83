"""What may be repeated of a cell in an error, which ends up on screens, in notebooks and in mail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import shorten

from culture_diag.errors import MAX_VALUE_LENGTH
from culture_diag.reading.common.cells import tidy

HIDDEN = "…"
"""What stands for a cell that is not repeated."""

MAX_DIGITS = 6
"""More digits than these make a telephone number, a staff number or a date of birth."""

_IDENTIFYING = re.compile(
    r"\S\s?@\s?\S"  # an e-mail address
    r"|://|\bwww\."  # a page, often a personal one
    r"|(?<![0-9])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9])"  # where a computer is, in either version
    r"|(?:[0-9a-f]{0,4}:){3}",
    re.IGNORECASE,
)


_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_TIMESTAMP = re.compile(
    r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4},?[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?: ?[AP]\.?M\.?)?(?: ?(?:Z|[A-Z]{2,5}|(?:GMT|UTC)?[+-][0-9:]{2,6}))?",
    re.IGNORECASE,
)

MAX_HEADER_CHARS_SHOWN = 50
MAX_HEADERS_SHOWN = 12
"""So many headers tell which file it is."""


def is_timestamp(cell: str) -> bool:
    """Tell whether a cell is a day with a time: never a header, but what a form writes beside somebody's answers."""
    return bool(_TIMESTAMP.fullmatch(cell.strip()))


def is_address(cell: str) -> bool:
    """Tell whether a cell is an e-mail address and nothing else."""
    return bool(_ADDRESS.fullmatch(cell.strip()))


def quoted_headers(headers: Iterable[str], most: int | None = None) -> str:
    """List headers in an error, each as short as it can be known by; nothing if they are an answer of somebody.

    Examples
    --------
    >>> quoted_headers(["Team", "", "In ons team"]), quoted_headers(["4-5-2026 10:59", "Jan Bos"])
    ('"Team", "In ons team"', '…')
    """
    shown = [tidy(header) for header in headers if tidy(header)]
    if any(is_timestamp(header) or is_address(header) for header in shown):
        return HIDDEN
    quoted = [f'"{redact(shorten(header, MAX_HEADER_CHARS_SHOWN, placeholder=" …"))}"' for header in shown[:most]]
    return ", ".join([*quoted, *([HIDDEN] if len(shown) > len(quoted) else [])])


def redact(text: str) -> str:
    """Repeat a cell only if it cannot be a remark, an address or a number that leads to a person.

    Examples
    --------
    >>> [redact(text) for text in ("soms", "-99", "a.b@school.nl", "06-12345678", "192.168.0.1", "x" * 61)]
    ['soms', '-99', '…', '…', '…', '…']
    """
    if len(text) > MAX_VALUE_LENGTH or sum(map(str.isdigit, text)) > MAX_DIGITS or _IDENTIFYING.search(text):
        return HIDDEN
    return text
