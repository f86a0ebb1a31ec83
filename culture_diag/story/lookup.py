"""The rows of a release by name and wave, found once: sentences of many teams must not each go through every frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from culture_diag.disclosure import Release

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
