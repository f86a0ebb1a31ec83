"""Cells as text, and the normal forms in which two spellings of the same words are equal."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from html import unescape

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_PUNCTUATION = str.maketrans("’‘`´“”„«»–—−‐‑", '\'\'\'\'"""""-----')
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>")
_BLOCK_TAGS = frozenset({"br", "p", "div", "li", "td", "tr", "h1", "h2", "h3", "h4"})
_MAX_EXACT_INTEGER = 1e15
"""Above this a float no longer holds every whole number."""


def cell_text(value: object) -> str:
    """Write the value of one cell as text, without losing or adding anything.

    Whole numbers lose the ``.0`` that spreadsheets give them; dates are written the ISO way; nothing is missing but
    an empty cell (``None``, NaN and their kin in a DataFrame).

    Examples
    --------
    >>> cell_text(4.0), cell_text(3.5), cell_text("NA"), cell_text(None), cell_text(True)
    ('4', '3.5', 'NA', '', 'TRUE')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime) and value == value:
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if hasattr(value, "item"):  # a number of numpy
        return cell_text(value.item())
    if value is None or value != value or type(value).__name__ == "NAType":
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _MAX_EXACT_INTEGER:
        return str(int(value))
    return str(value)


def tidy(text: str) -> str:
    r"""Strip a text and make every run of white space (also a non-breaking space or a line end) one space.

    Examples
    --------
    >>> tidy("  team\u00a0 noord\n")
    'team noord'
    """
    if text.isascii() and text.isprintable() and " " not in text:
        return text  # most cells; there may be millions
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def plain_label(text: str) -> str:
    """Return the normal form of a label: case, white space, kinds of quotes and dashes and a last full stop are equal.

    Other punctuation stays, so that "NA" does not become "n/a".

    Examples
    --------
    >>> plain_label("Don’t know/Not applicable.") == plain_label("don't know / not applicable")
    True
    """
    words = tidy(unicodedata.normalize("NFKC", text).casefold().translate(_PUNCTUATION))
    return re.sub(r"\s*([/,])\s*", r"\1", words).rstrip(". ")


def without_markup(text: str) -> str:
    """Take HTML out of a text: tags become white space, entities the signs they stand for.

    Examples
    --------
    >>> without_markup("Mag je&nbsp;<b>fouten</b> maken?<br>")
    'Mag je fouten maken?'
    """
    if "<" in text:
        text = _TAG.sub(lambda tag: " " if tag[1].lower() in _BLOCK_TAGS else "", text)
    return tidy(unescape(text) if "&" in text else text)


def plain_header(text: str) -> str:
    """Return the normal form of a header: letters and digits count, punctuation is white space, HTML is left out.

    Examples
    --------
    >>> plain_header(" Team-naam: "), plain_header("<p>Team&nbsp;naam</p>")
    ('team naam', 'team naam')
    """
    return " ".join(re.sub(r"[\W_]", " ", plain_label(without_markup(text))).split())


def parse_number(text: str) -> float | None:
    """Read a number with a decimal point or comma; anything else is no number.

    Examples
    --------
    >>> parse_number("4,0"), parse_number("-99"), parse_number("1e3"), parse_number("4 a 5")
    (4.0, -99.0, None, None)
    """
    text = text.replace("−", "-")
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def number_text(value: float) -> str:
    """Write a code as a person types it.

    Examples
    --------
    >>> number_text(5.0), number_text(2.5)
    ('5', '2.5')
    """
    return f"{value:g}"


def column_letter(position: int) -> str:
    """Return the letter a spreadsheet shows above the column at `position` (from 0).

    Examples
    --------
    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(701), column_letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_position(letters: bytes) -> int:
    """Return the position (from 0) of the column that a spreadsheet calls by these letters.

    Examples
    --------
    >>> column_position(b"A"), column_position(b"AA")
    (0, 26)
    """
    position = 0
    for letter in letters.upper():
        position = position * 26 + letter - ord("A") + 1
    return position - 1
