"""Text by key in Dutch and English, and numbers and dates as each language writes them.

Every sentence a person reads stands in ``i18n/<language>/<room>.toml``; code names its key. A test compares the
languages key by key, so a missing translation fails.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("nl", "en")


def default_language() -> str:
    """Tell the language of the user: the environment's ``CULTURE_DIAG_LANG`` where it names one we speak, else Dutch.

    Returns
    -------
    str
        ``"nl"`` or ``"en"``.

    Examples
    --------
    >>> default_language() in LANGUAGES
    True
    """
    asked = os.environ.get("CULTURE_DIAG_LANG", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def check_language(lang: str) -> str:
    """Return `lang` if it is spoken here.

    Raises
    ------
    ValueError
        If it is not; the message lists the languages, in both of them.

    Examples
    --------
    >>> check_language("nl")
    'nl'
    """
    if lang not in LANGUAGES:
        both = (text("errors.language.problem", known, asked=lang, known=", ".join(LANGUAGES)) for known in LANGUAGES)
        raise ValueError(" / ".join(both))
    return lang


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Read the whole catalogue of one language as ``{"room.key": "text"}``.

    Examples
    --------
    >>> "errors.language.problem" in catalogue("en")
    True
    """
    entries: dict[str, str] = {}
    for file in sorted(files(__name__).joinpath(lang).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            entries.update(_flatten(tomllib.loads(file.read_text(encoding="utf-8")), file.name.removesuffix(".toml")))
    return entries


def text(key: str, lang: str, /, **values: object) -> str:
    """Look up the text of `key`, its ``{fields}`` filled in.

    A key with ``.one`` and ``.other`` is chosen by the value called ``count``. Integers and text are filled in as
    they are; format other numbers with :func:`number` first, so that the caller decides the decimals.

    Raises
    ------
    KeyError
        If the catalogue lacks the key: a mistake in this package, not of the user.

    Examples
    --------
    >>> text("errors.language.problem", "en", asked="fr", known="nl, en")
    "language 'fr' is not available; choose from: nl, en"
    """
    entries = catalogue(check_language(lang) if lang not in LANGUAGES else lang)
    if key not in entries:
        key = f"{key}.one" if values.get("count") == 1 else f"{key}.other"
    return entries[key].format(**values)


def number(value: float, lang: str, *, decimals: int = 1, signed: bool = False) -> str:
    """Write a number with the language's decimal sign.

    Examples
    --------
    >>> number(3.44, "nl"), number(3.44, "en"), number(0.25, "nl", signed=True)
    ('3,4', '3.4', '+0,2')
    """
    from babel.numbers import format_decimal

    if not math.isfinite(value):
        return text("words.no_number", lang)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    rounded = round(float(value), decimals) + 0.0  # + 0.0: no minus sign before a zero
    # A real minus sign aligns with the plus and is read aloud as "minus".
    body = format_decimal(abs(rounded), format=pattern, locale=lang)
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + str(body)


def percent(share: float, lang: str) -> str:
    """Write a share (0 to 1) as a whole percentage.

    Examples
    --------
    >>> percent(0.4, "nl"), percent(0.875, "en")
    ('40%', '88%')
    """
    return number(100 * share, lang, decimals=0) + "%"


def date(day: dt.date, lang: str) -> str:
    """Write a date in words.

    Examples
    --------
    >>> date(dt.date(2026, 3, 1), "nl"), date(dt.date(2026, 3, 1), "en")
    ('1 maart 2026', 'March 1, 2026')
    """
    from babel.dates import format_date

    return str(format_date(day, format="long", locale=lang))


def _flatten(table: Mapping[str, Any], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}.{key}"
        flat.update(_flatten(value, name) if isinstance(value, Mapping) else {name: str(value)})
    return flat
