"""One unit of a release in one wave, and the small words every sentence needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure import Release
from culture_diag.i18n import number, text
from culture_diag.story.lookup import Level, Lookup, Row
from culture_diag.story.names import clean_name
from culture_diag.story.phrases import capital
from culture_diag.story.team_point import BORDERLINE

if TYPE_CHECKING:
    from culture_diag.instrument import QuadrantModel


@dataclass(frozen=True)
class Unit:
    """One shown unit in one wave, and the language it is told in."""

    lookup: Lookup
    level: Level
    name: str
    wave: str
    lang: str

    @property
    def release(self) -> Release:
        """Where all figures come from."""
        return self.lookup.release

    @cached_property
    def row(self) -> Row:
        """The unit's row; it must be there."""
        return self.lookup.unit(self.level, self.name, self.wave) or {}

    def say(self, key: str, **values: object) -> str:
        """Return the text of ``report.<key>``; ``{unit}``, ``{Unit}`` and ``{name}`` are filled in."""
        unit = text(f"report.unit.{self.level}", self.lang)
        words = {"unit": unit, "Unit": capital(unit), "name": clean_name(self.name)} | values
        return text(f"report.{key}", self.lang, **words)

    @property
    def whom(self) -> str:
        """Of a team it is said that it lies somewhere; of a school or board, that all its people together do."""
        return "team" if self.level == "team" else "together"

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
        """Return the name of a scale."""
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


def is_true(value: Any) -> bool:
    """Tell whether a cell is true; one that is not known is not.

    Examples
    --------
    >>> is_true(True), is_true(pd.NA)
    (True, False)
    """
    return not pd.isna(value) and bool(value)


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
