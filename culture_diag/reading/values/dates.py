"""Moments as survey platforms write them: one place that reads them, and it never guesses which number is the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.errors import Problem, ResponseError
from culture_diag.reading.common.cells import tidy
from culture_diag.reading.common.options import DateOrder, Period
from culture_diag.reading.common.redaction import redact
from culture_diag.reading.common.series import Labels, factorized, labels_from_codes, rows_by_code
from culture_diag.reading.common.table import Table
from culture_diag.reading.values.answers import MAX_ROWS_NAMED, MAX_WRONG_TEXTS

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

ColumnOrder = Literal["iso", "dmy", "mdy", "ambiguous"]
"""What comes first: nothing to choose (the year, or the month by name), the day, the month, or either."""

PERIODS = get_args(Period)
ORDERS = ("iso", *get_args(DateOrder))

MONTHS = {
    name: number
    for number, names in enumerate(
        ["januari jan january januar", "februari feb february februar", "maart mrt march mar märz mär maerz",
         "april apr", "mei may mai", "juni jun june", "juli jul july", "augustus aug august",
         "september sep sept", "oktober okt october oct", "november nov", "december dec dezember dez"],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
"""Name of a month in Dutch, English or German, whole or short -> its number."""

SCHOOL_YEAR_FROM = 8
"""A Dutch school year begins on the first of August."""

MAX_TIMESTAMP_CHARS = 60
_NO_DATE = (1980, 1, 1)
"""What LimeSurvey writes as the date where it was told to keep none."""

_TIME = (
    r"(?:(?:,? ?T ?|,? | om | at | um | - )(?P<H>[0-9]{1,2})[:.](?P<M>[0-9]{2})"
    r"(?:[:.](?P<S>[0-9]{2})(?:[.,](?P<F>[0-9]{1,9}))?)?"
    r"(?: ?(?:uur|uhr|h))?(?: ?(?P<half>[ap])\.? ?m\.?)?"
    r"(?: ?(?:Z|(?:GMT|UTC)?(?P<sign>[+-])(?P<ZH>[0-9]{1,2})(?::?(?P<ZM>[0-9]{2}))?|[A-Z]{2,5}|\([A-Z ]+\)))?)?"
)
_WEEKDAY = r"(?:[^\W\d_]{2,10}\.?,? )?"
_NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
_STYLES = tuple(
    re.compile(style + _TIME, re.IGNORECASE)
    for style in (
        r"(?P<y>[0-9]{4})(?P<between>[-/.])(?P<a>[0-9]{1,2})(?P=between)(?P<b>[0-9]{1,2})",
        r"(?P<a>[0-9]{1,2})(?P<between>[-/.])(?P<b>[0-9]{1,2})(?P=between)(?P<y>[0-9]{4}|[0-9]{2})",
        rf"{_WEEKDAY}(?P<b>[0-9]{{1,2}})(?:st|nd|rd|th|\.)?[ -]{_NAME},?[ -](?P<y>[0-9]{{4}}|[0-9]{{2}})",
        rf"{_WEEKDAY}{_NAME} (?P<b>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y>[0-9]{{4}})",
    )
)
_DIGITS = str.maketrans("123456789", "000000000")


@dataclass(frozen=True)
class Timestamps:
    """A column of timestamps before it is known which number is the day.

    Parameters
    ----------
    places : array of int
        Of each row, which of the different texts it holds; all else here is by text.
    year : array of int
        0 where a text is no timestamp.
    first, second : array of int
        Month and day where `fixed`, else in the order they were written.
    fixed : array of bool
        Whether the text itself tells which is the month.
    clock : array of float
        Seconds since midnight as written; NaN where a text tells the date alone.
    ahead : array of float
        Seconds that the clock lies ahead of universal time, where the text tells so in figures; else 0.
    """

    places: NDArray[np.intp]
    texts: list[str]
    year: Integers
    first: Integers
    second: Integers
    fixed: Flags
    clock: Floats
    ahead: Floats

    @property
    def filled(self) -> Flags:
        """Tell which rows hold any text."""
        return np.array([bool(tidy(text)) for text in self.texts], dtype=bool)[self.places]

    @property
    def order(self) -> ColumnOrder:
        """Tell the order in which day and month are written, as far as the whole column settles it.

        A single day above 12 does; AM or PM does not, as there are forms in every mixture of the two.
        """
        free = (self.year > 0) & ~self.fixed & (self.first != self.second)
        dmy, mdy = (~np.isnan(self.days(order)) & free for order in ("dmy", "mdy"))
        day_first, month_first = bool((dmy & ~mdy).any()), bool((mdy & ~dmy).any())
        if not (dmy | mdy).any():
            return "iso"
        if day_first == month_first:
            return "ambiguous"
        return "dmy" if day_first else "mdy"

    def months_days(self, order: str) -> tuple[Integers, Integers]:
        """Return month and day by text; 0 where the order does not tell which is which."""
        if order == "dmy":
            return np.where(self.fixed, self.first, self.second), np.where(self.fixed, self.second, self.first)
        known = self.fixed | (self.first == self.second) | (order == "mdy")
        return np.where(known, self.first, 0), np.where(known, self.second, 0)

    def days(self, order: str) -> Floats:
        """Return days since 1970 by text; NaN for what is no day of the calendar."""
        month, day = self.months_days(order)
        valid = (self.year > 0) & (month >= 1) & (month <= 12) & (day >= 1)
        start = (np.where(valid, (self.year - 1970) * 12 + month - 1, 0)).astype("datetime64[M]")
        begin, after = (moment.astype("datetime64[D]").astype(np.int64) for moment in (start, start + 1))
        valid &= day <= after - begin
        return np.where(valid, begin + day - 1.0, np.nan)

    def seconds(self, order: str) -> Floats:
        """Return seconds since a fixed time by row; NaN for what is no timestamp.

        A date by itself is midnight (so workbooks are read) only in a column that tells the time of day elsewhere.
        """
        timed = bool((~np.isnan(self.clock)).any())
        since = self.days(order) * 86_400 + np.nan_to_num(self.clock) - self.ahead
        return np.where(timed, since, np.nan)[self.places]


def read_timestamps(column: pd.Series[Any]) -> Timestamps:
    """Read a column of dates, with or without a time of day.

    Texts that differ in digits alone have one shape, so a million of them are read as a few arrays.

    Examples
    --------
    >>> column = pd.Series(["4-5-2026 10:59:37", "31-5-2026 9:00:00", "5 mei 2026", "2026-05-06T10:00:00Z", "soon"])
    >>> timestamps = read_timestamps(column)
    >>> timestamps.order, timestamps.days("dmy").tolist()
    ('dmy', [20577.0, 20604.0, 20578.0, 20579.0, nan, nan])
    """
    if getattr(column.dtype, "kind", "O") == "M":
        return _of_datetimes(column)
    places, texts = factorized(column)
    size = len(texts)
    timestamps = Timestamps(
        places,
        texts,
        year=np.zeros(size, dtype=np.int64),
        first=np.zeros(size, dtype=np.int64),
        second=np.zeros(size, dtype=np.int64),
        fixed=np.zeros(size, dtype=bool),
        clock=np.full(size, np.nan),
        ahead=np.zeros(size),
    )
    shapes: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if len(text) <= MAX_TIMESTAMP_CHARS:
            shapes.setdefault(text.translate(_DIGITS), []).append(at)
    for shape, members in shapes.items():
        _read_shape(timestamps, shape, np.array(members))
    return timestamps


def _read_shape(timestamps: Timestamps, shape: str, members: NDArray[np.intp]) -> None:
    """Fill in all texts of one shape, if it is that of a timestamp."""
    tidied = tidy(shape)
    match = next((match for style in _STYLES if (match := style.fullmatch(tidied))), None)
    name = match and match.groupdict().get("name")
    if match is None or (name and name.casefold() not in MONTHS):
        return
    texts = [timestamps.texts[at] for at in members.tolist()]
    if tidied != shape:
        texts, shape = list(map(tidy, texts)), tidied
    characters = np.array(texts, dtype=f"U{len(shape)}").view(np.uint32).reshape(len(texts), len(shape))
    groups = match.groupdict()

    def number(group: str) -> Integers:
        value = np.zeros(len(texts), dtype=np.int64)
        if groups.get(group):
            for at in range(*match.span(group)):
                value = value * 10 + characters[:, at] - ord("0")
        return value

    year = number("y")
    timestamps.year[members] = year + 2000 if len(groups["y"]) == 2 else year
    timestamps.first[members] = MONTHS[name.casefold()] if name else number("a")
    timestamps.second[members] = number("b")
    timestamps.fixed[members] = bool(name) or match.start("y") == 0
    if groups["H"]:
        hour = number("H")
        if groups["half"]:
            hour = hour % 12 + (12 if groups["half"] in "pP" else 0)
        clock = hour * 3600 + number("M") * 60 + number("S")
        right = (hour < 24) & (number("M") < 60) & (number("S") < 60)
        timestamps.clock[members] = clock + number("F") / 10.0 ** len(groups["F"] or "")
        timestamps.year[members[~right]] = 0
        sign = -1 if groups["sign"] == "-" else 1
        timestamps.ahead[members] = sign * (number("ZH") * 3600 + number("ZM") * 60)


def _of_datetimes(column: pd.Series[Any]) -> Timestamps:
    """Take a column of true datetimes; what it says is the local time, and each row is a text of its own."""
    known = column.notna().to_numpy(dtype=bool)
    local = column.dt.tz_localize(None)
    filled = local.where(column.notna(), pd.Timestamp(0))
    ahead = (local - column.dt.tz_convert(None) if column.dt.tz is not None else local - local).dt.total_seconds()
    clock = (filled - filled.dt.normalize()).dt.total_seconds().to_numpy(dtype=np.float64)
    size = len(column)
    return Timestamps(
        np.arange(size),
        np.where(known, "timestamp", "").tolist(),
        np.where(known, filled.dt.year.to_numpy(dtype=np.int64), 0),
        filled.dt.month.to_numpy(dtype=np.int64),
        filled.dt.day.to_numpy(dtype=np.int64),
        np.ones(size, dtype=bool),
        clock,
        np.nan_to_num(ahead.to_numpy(dtype=np.float64)),
    )


def wave_periods(
    table: Table, position: int, *, by: str = "month", order: str | None = None, lang: str | None = None
) -> tuple[Labels, list[Problem]]:
    """Make waves of a column of dates.

    Parameters
    ----------
    position : int
        Of the column with the dates.
    by : {"month", "school-year", "year"}
        ``2025-10``, ``2025/2026`` (from the first of August) or ``2025``; the date as written, whatever the zone.
    order : {"iso", "dmy", "mdy"}, optional
        What the mapping file says (``dates = "dmy"``); by default what the whole column tells.
    lang : {"nl", "en"}, optional
        Language of the error text.

    Returns
    -------
    labels : Labels
        The wave of each row; empty where it has no date.
    problems : list of Problem
        One where both orders fit and give other waves, and one for each row of which the date cannot be read.

    Raises
    ------
    ResponseError
        If `by` or `order` is none of these.

    Examples
    --------
    >>> from culture_diag.reading.exports.load import table_of_frame
    >>> table = table_of_frame(pd.DataFrame({"Tijdstempel": ["31-7-2025 9:00", "1-8-2025 9:00"]}))
    >>> [wave_periods(table, 0, by=by)[0].counts for by in ("month", "school-year")]
    [{'2025-07': 1, '2025-08': 1}, {'2024/2025': 1, '2025/2026': 1}]
    """
    if by not in PERIODS:
        raise ResponseError.of("wave_period_unknown", lang=lang, asked=by, known=", ".join(PERIODS))
    if order is not None and order not in ORDERS:
        raise ResponseError.of("wave_dates_unknown", lang=lang, asked=order, known=", ".join(ORDERS))
    timestamps = read_timestamps(table.columns[position])
    settled = order or timestamps.order
    labels = _labels(timestamps, settled, by)
    problems: list[Problem] = []
    if settled == "ambiguous":
        labels, other = _labels(timestamps, "dmy", by), _labels(timestamps, "mdy", by)
        if labels != other:
            at = next(at for at, label in enumerate(labels) if label != other[at])
            example, first, second = date_without_time(timestamps.texts[at]), labels[at], other[at]
            problem = partial(table.problem, "wave_dates_ambiguous", position, kind="ambiguous_dates")
            problems.append(problem(example=example, first=first, second=second))
    if not problems:
        problems += _unreadable_dates(table, position, timestamps, labels)
    return labels_from_codes(timestamps.places, labels), problems


def date_without_time(text: str) -> str:
    """Return the date without its time of day: that someone answered at 10:59:37 tells who it was."""
    return tidy(text).split(" ")[0].split("T")[0].rstrip(",")


UNREADABLE_DATE = "?"
"""Label of a row of which the date cannot be read: it is refused, and not once more for having no wave."""


def _labels(timestamps: Timestamps, order: str, by: str) -> list[str]:
    """Return the label of each different text; nothing for an empty one."""
    known = ~np.isnan(timestamps.days(order))
    month, day = timestamps.months_days(order)
    known &= ~((timestamps.year == _NO_DATE[0]) & (month == _NO_DATE[1]) & (day == _NO_DATE[2]))
    labels = []
    for text, read, y, m in zip(
        timestamps.texts, known.tolist(), timestamps.year.tolist(), month.tolist(), strict=True
    ):
        if not read:
            labels.append(UNREADABLE_DATE if tidy(text) else "")
        elif by == "month":
            labels.append(f"{y:04d}-{m:02d}")
        elif by == "year":
            labels.append(f"{y:04d}")
        else:
            begin = y if m >= SCHOOL_YEAR_FROM else y - 1
            labels.append(f"{begin:04d}/{begin + 1:04d}")
    return labels


def _unreadable_dates(table: Table, position: int, timestamps: Timestamps, labels: list[str]) -> Iterator[Problem]:
    """Name every row of which the date cannot be read; a column without dates is named as a whole."""
    wrong = np.array([label == UNREADABLE_DATE for label in labels], dtype=bool)
    used = np.bincount(timestamps.places, minlength=len(labels)) > 0
    filled = used & np.array([bool(label) for label in labels], dtype=bool)
    if (wrong & used).sum() > max(MAX_WRONG_TEXTS, filled.sum() / 2):
        yield table.problem("wave_dates_none", position)
        return
    for at, rows in rows_by_code(timestamps.places, wrong):
        for row in table.rows[rows[:MAX_ROWS_NAMED]].tolist():
            yield table.problem("wave_date_unread", position, row, value=redact(timestamps.texts[at]))
