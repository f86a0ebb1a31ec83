"""The units of a release, found by name and wave once, and the small words every sentence about one needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from culture_diag.disclosure import Release
from culture_diag.i18n import number, text
from culture_diag.story.phrases import capital, clean_name
from culture_diag.story.team_point import BORDERLINE

if TYPE_CHECKING:
    from culture_diag.instrument import QuadrantModel


Level = Literal["team", "school", "board"]
Row = Mapping[str, Any]
Rows = dict[tuple[str, ...], list[Row]]

UNITS: Mapping[str, str] = {"team": "teams", "school": "schools", "board": "boards"}
CHANGES: Mapping[str, str] = {"team": "changes", "school": "school_changes", "board": "board_changes"}


def scales_in_order(release: Release) -> list[str]:
    """List the scored scales as the instrument lists them: the axes, or all scales where there are no quadrants."""
    axes = set(release.cuts["scale"])
    return [scale.id for scale in release.instrument.scales if not axes or scale.id in axes]


def unit_ids(frame: pd.DataFrame, level: str) -> dict[str, str]:
    """Return an id for each unit of a level, by its name: its number in the release, which says nothing of it."""
    names = dict.fromkeys(frame["name"].astype(str)) if "name" in frame else ()
    return {name: f"{level}:{index}" for index, name in enumerate(names)}


class Lookup:
    """Where to find what a release says of a unit.

    Parameters
    ----------
    release : Release

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> found = Lookup(cd.release(cd.diagnose(sample.responses)))
    >>> found.unit("team", "team 2", "1")["n"], found.unit("team", "team 3", "1")
    (12, None)
    """

    def __init__(self, release: Release) -> None:
        self.release = release

    def unit(self, level: Level, name: str, wave: str) -> Row | None:
        """Return the row of a unit in a wave; None where there is none."""
        return _first(self._units[level], (name, wave))

    def names(self, level: Level) -> tuple[str, ...]:
        """List the units of a level."""
        return tuple(dict.fromkeys(name for name, _ in self._units[level]))

    def move(self, level: Level, name: str, wave: str) -> Row | None:
        """Return the step of a unit to a wave; None where there is none that may be told."""
        return _first(self._moves[level], (name, wave))

    def moves_like(self, level: Level, move: Row) -> int:
        """Count the units that made this step from wave to wave."""
        return self._steps[level][str(move["wave_from"]), str(move["wave_to"])]

    def agreement(self, name: str, wave: str) -> list[Row]:
        """Return what is shown of the agreement within a team, in the order of the scales."""
        rows = [row for row in self._agreement.get((name, wave), []) if not row["suppressed"]]
        return [row for scale in self.scales for row in rows if row["scale"] == scale]

    def cut(self, wave: str, scale: str) -> float:
        """Return the cut on an axis."""
        return self._cuts[wave, scale]

    @cached_property
    def scales(self) -> list[str]:
        """The axes, or all scales where there are no quadrants."""
        return scales_in_order(self.release)

    @cached_property
    def _units(self) -> dict[str, Rows]:
        return {level: _rows(getattr(self.release, frame), "name", "wave") for level, frame in UNITS.items()}

    @cached_property
    def _moves(self) -> dict[str, Rows]:
        return {level: _rows(getattr(self.release, frame), "name", "wave_to") for level, frame in CHANGES.items()}

    @cached_property
    def _steps(self) -> dict[str, Counter[tuple[str, str]]]:
        return {
            level: Counter((str(row["wave_from"]), str(row["wave_to"])) for of in rows.values() for row in of)
            for level, rows in self._moves.items()
        }

    @cached_property
    def _agreement(self) -> Rows:
        return _rows(self.release.agreement, "name", "wave")

    @cached_property
    def _cuts(self) -> dict[tuple[str, str], float]:
        cuts = self.release.cuts
        return {
            (str(wave), str(scale)): float(cut)
            for wave, scale, cut in zip(cuts["wave"], cuts["scale"], cuts["cut"], strict=True)
        }


def _rows(frame: pd.DataFrame, *keys: str) -> Rows:
    """Return the rows by these columns; an empty frame may lack them."""
    grouped: Rows = {}
    if set(keys) <= set(frame.columns):
        for record in frame.to_dict("records"):
            row = {str(column): value for column, value in record.items()}
            grouped.setdefault(tuple(str(row[key]) for key in keys), []).append(row)
    return grouped


def _first(rows: Rows, key: tuple[str, ...]) -> Row | None:
    return next(iter(rows.get(key, ())), None)


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
        """Return the text of ``story.<key>``; ``{unit}``, ``{Unit}`` and ``{name}`` are filled in."""
        unit = text(f"story.unit.{self.level}", self.lang)
        words = {"unit": unit, "Unit": capital(unit), "name": clean_name(self.name)} | values
        return text(f"story.{key}", self.lang, **words)

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


def quoted_label(label: str, model: QuadrantModel, lang: str) -> str:
    """Name a label: a quadrant between quotes, or the word for borderline.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> model = load_instrument("invitation-challenge").quadrants[0]
    >>> quoted_label("cosy", model, "nl"), quoted_label("borderline", model, "nl")
    ('‘knus’', 'een grensgeval')
    """
    if label == BORDERLINE:
        return text("story.place.borderline", lang, borderline=text("words.borderline", lang))
    return text("story.place.quoted", lang, name=model.quadrant(label).short[lang])
