"""One unit of a release in one wave, and the small words every sentence needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure import Release
from culture_diag.i18n import number, text
from culture_diag.story.lookup import CHANGES, UNITS, Level, Lookup

if TYPE_CHECKING:
    from culture_diag.instrument import QuadrantModel

__all__ = ["CHANGES", "UNITS", "Level", "Unit"]

BORDERLINE = "borderline"
TEAM = "team"


@dataclass(frozen=True)
class Unit:
    """One shown unit in one wave, and the language it is told in."""

    release: Release
    row: Mapping[str, Any]
    wave: str
    level: Level
    lang: str
    lookup: Lookup

    def say(self, key: str, **values: object) -> str:
        """Give the text of ``report.<key>``; ``{unit}``, ``{Unit}`` and ``{name}`` are filled in."""
        unit = text(f"report.unit.{self.level}", self.lang)
        words = {"unit": unit, "Unit": capital(unit), "name": plain(str(self.row["name"]))} | values
        return text(f"report.{key}", self.lang, **words)

    @property
    def whom(self) -> str:
        """Of a team it is said that it lies somewhere; of a school or board, that all its people together do."""
        return "team" if self.level == TEAM else "together"

    def has(self, column: str) -> bool:
        """Tell whether this figure is known."""
        return column in self.row and not pd.isna(self.row[column])

    def score(self, column: str, *, signed: bool = False) -> str:
        """Write a score of this row."""
        return self.write(self.row[column], signed=signed)

    def write(self, value: float, *, signed: bool = False) -> str:
        """Write a score as the release rounds it."""
        return written(float(value), self.lang, decimals=self.release.settings.decimals, signed=signed)

    def scale(self, scale: str) -> str:
        """Give the name of a scale."""
        return self.release.instrument.scale(scale).name[self.lang]

    @property
    def scales(self) -> list[str]:
        """The axes, or all scales where there are no quadrants."""
        return self.lookup.scales

    def observed(self, scale: str) -> str:
        """Name the column with the mean of the answers: another than the score where teams lean on each other."""
        return f"{scale}_observed" if f"{scale}_observed" in self.row else scale


@cache
def written(value: float, lang: str, *, decimals: int = 1, signed: bool = False) -> str:
    """Write a rounded number; of those there are few, and each is written once.

    Examples
    --------
    >>> written(3.4, "nl"), written(0.5, "en", signed=True)
    ('3,4', '+0.5')
    """
    return number(value, lang, decimals=decimals, signed=signed)


def plain(name: str) -> str:
    r"""Put a name on one line, without control signs: they could steer a terminal.

    Examples
    --------
    >>> plain("Team\n\x1b[31mA")
    'Team [31mA'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())


def is_true(value: Any) -> bool:
    """Tell whether a cell is true; one that is not known is not.

    Examples
    --------
    >>> is_true(True), is_true(pd.NA)
    (True, False)
    """
    return not pd.isna(value) and bool(value)


def capital(sentence: str) -> str:
    """Begin with a capital.

    Examples
    --------
    >>> capital("het team"), capital("")
    ('Het team', '')
    """
    return sentence[:1].upper() + sentence[1:]


def listed(words: Iterable[str], lang: str) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["a", "b", "c"], "nl"), listed(["a"], "en")
    ('a, b en c', 'a')
    """
    *first, last = words
    return text("report.and", lang).join([", ".join(first), last]) if first else last


def points(value: float, lang: str) -> str:
    """Write a distance in points of the scale with as many decimals as it has, at most two.

    Examples
    --------
    >>> points(0.2, "nl"), points(0.375, "en"), points(5.0, "nl")
    ('0,2', '0.38', '5')
    """
    decimals = next((d for d in (0, 1) if abs(round(value, d) - value) < 1e-9), 2)
    return number(value, lang, decimals=decimals)


def label_words(row: Mapping[str, Any], model: QuadrantModel, lang: str) -> str:
    """Name a label: a quadrant between quotes, or a border case.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> model = load_instrument("invitation-challenge").quadrants[0]
    >>> label_words({"label": "cosy"}, model, "nl"), label_words({"label": "borderline"}, model, "nl")
    ('‘knus’', 'een grensgeval')
    """
    if row["label"] == BORDERLINE:
        return text("report.place.a_border_case", lang)
    return text("report.place.quoted", lang, name=model.quadrant(str(row["label"])).short[lang])
