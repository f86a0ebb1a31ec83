"""How long a respondent took: from a column of durations, or from when each began and ended."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.reading.columns.roles import is_in_minutes
from culture_diag.reading.common.cells import parse_number, tidy
from culture_diag.reading.common.series import factorized
from culture_diag.reading.common.table import Note, Table
from culture_diag.reading.values.dates import Floats, Timestamps, read_timestamps

_CLOCK = re.compile(r"(?:([0-9]+) days?,? )?([0-9]+):([0-5][0-9]):([0-5][0-9](?:[.,][0-9]+)?)")
MIN_SECONDS_PER_ITEM = 1.0
"""Seconds an item: nobody reads faster, so a column of which the median is below it does not hold seconds."""


@dataclass(frozen=True)
class Durations:
    """Seconds by row (NaN where not known), which rows said something about it, and the headers it came from.

    `minutes` tells that the column holds minutes (already converted); `median` is the median, as written, of a column
    of which the times are too short to be what it says (and so are not used), else NaN.
    """

    seconds: Floats
    filled: NDArray[np.bool_]
    headers: str
    minutes: bool = False
    median: float = math.nan

    def where(self, keep: NDArray[np.bool_]) -> Durations:
        """Keep some of the rows."""
        return replace(self, seconds=self.seconds[keep], filled=self.filled[keep])

    def notes(self) -> Iterator[Note]:
        """Tell how many were read, and how many say something that cannot be a completion time."""
        if not math.isnan(self.median):
            what = "minutes_too_short" if self.minutes else "seconds_too_short"
            yield Note(what, len(self.seconds), self.headers, float(f"{self.median:.6g}"))
            return
        known = ~np.isnan(self.seconds)
        if self.minutes:
            yield Note("seconds_from_minutes", int(np.count_nonzero(known)), self.headers)
        yield Note("seconds_read", int(np.count_nonzero(known)), self.headers)
        yield Note("seconds_not_read", int(np.count_nonzero(self.filled & ~known)), self.headers)


def read_durations(table: Table, places: Sequence[int], *, items: int = 0) -> Durations | None:
    """Read the completion times of a table; a cell that says none is not known, never an error.

    Parameters
    ----------
    places : sequence of int
        Position of one column (seconds, minutes where its header says so, or h:mm:ss), of two (start and end), or none.
    items : int
        Of the instrument. A column of durations with a median below a second an item cannot hold seconds, and none of
        it is used; 0 uses any.

    Returns
    -------
    Durations or None
        None without columns.
    """
    if not places:
        return None
    headers = " → ".join(tidy(table.header[place]) for place in places)
    columns = [table.columns[place] for place in places]
    if len(columns) == 2:
        return Durations(*_elapsed(*columns), headers)
    minutes = is_in_minutes(headers)
    unit = 60.0 if minutes else 1.0
    seconds, filled = _seconds_of(columns[0], unit)
    known = seconds[~np.isnan(seconds)]
    middle = float(np.median(known)) if len(known) else math.inf
    if middle < MIN_SECONDS_PER_ITEM * items:
        return Durations(np.full(len(seconds), math.nan), filled, headers, minutes, middle / unit)
    return Durations(seconds, filled, headers, minutes)


def parse_duration(text: str, *, unit: float = 1.0) -> float:
    """Read a number of seconds (decimal point or comma) or h:mm:ss; NaN for anything else, also below 0.

    `unit` is how many seconds a number counts for: 60 where it is in minutes.

    Examples
    --------
    >>> parse_duration("245"), parse_duration("61,5"), parse_duration("0:04:05"), parse_duration("4 min")
    (245.0, 61.5, 245.0, nan)
    """
    text = tidy(text)
    clock = _CLOCK.fullmatch(text)
    if clock:
        days, hours, minutes, seconds = clock.groups(default="0")
        return ((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60 + float(seconds.replace(",", "."))
    number = parse_number(text)
    return number * unit if number is not None and number >= 0 else math.nan


def _seconds_of(column: pd.Series[Any], unit: float) -> tuple[Floats, NDArray[np.bool_]]:
    kind = getattr(column.dtype, "kind", "O")
    if kind == "m":
        seconds = column.dt.total_seconds().to_numpy(dtype=float)
    elif kind in "iuf":
        seconds = column.to_numpy(dtype=np.float64, na_value=np.nan) * unit
    else:
        places, texts = factorized(column)
        filled = np.array([bool(tidy(text)) for text in texts])
        return np.array([parse_duration(text, unit=unit) for text in texts])[places], filled[places]
    filled = ~np.isnan(seconds)
    return np.where(np.isfinite(seconds) & (seconds >= 0), seconds, np.nan), filled


def _elapsed(start: pd.Series[Any], end: pd.Series[Any]) -> tuple[Floats, NDArray[np.bool_]]:
    """Subtract timestamps, read in the one order of day and month that fits most of both columns.

    An end at or before the start is no time anyone took: some platforms write a fixed date where none was kept, and
    a clock without seconds gives 0 for everyone who was done within the minute.
    """
    begun, done = read_timestamps(start), read_timestamps(end)
    orders = [_difference(begun, done, order) for order in ("dmy", "mdy")]
    # Where both orders can be read, the shorter is right: nobody took a month.
    took = max(orders, key=lambda took: (int(np.count_nonzero(~np.isnan(took))), -float(np.nansum(took))))
    return took, begun.filled & done.filled


def _difference(begun: Timestamps, done: Timestamps, order: str) -> Floats:
    took: Floats = done.seconds(order) - begun.seconds(order)
    took[~(took > 0)] = np.nan
    return took
