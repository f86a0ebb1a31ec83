"""When the answers of an export were given: a name for a measurement that has none but that of its file."""

from __future__ import annotations

import numpy as np

from culture_diag.reading.columns.roles import TIMES
from culture_diag.reading.common.cells import plain_header
from culture_diag.reading.exports.load import Table
from culture_diag.reading.exports.platforms import FORM_STARTS, TIMESTAMPS
from culture_diag.reading.values.dates import UNREAD, periods

DATES = TIMES["start"] | TIMES["end"] | TIMESTAMPS | FORM_STARTS
"""Headers of columns with a date from which a wave can be made."""


def is_date(table: Table, position: int) -> bool:
    """Tell whether a column is headed as one of dates."""
    return any(plain_header(name) in DATES for name in table.names[position])


def month_answered(table: Table) -> str:
    """Give the month in which most people answered; nothing where no column tells it for certain.

    Examples
    --------
    >>> import pandas as pd
    >>> from culture_diag.reading.exports.load import table_of_frame
    >>> month_answered(table_of_frame(pd.DataFrame({"Begintijd": ["2026-03-09 8:58", "2026-03-31", "2026-04-01"]})))
    '2026-03'
    >>> month_answered(table_of_frame(pd.DataFrame({"Begintijd": ["4-5-2026", "5-4-2026"]})))
    ''
    """
    for at in range(len(table.header)):
        if not is_date(table, at):
            continue
        found = periods(table, at, by="month")
        counts = np.bincount(found.places, minlength=len(found.words))
        told = {
            word: count for word, count in zip(found.words, counts.tolist(), strict=True) if word not in ("", UNREAD)
        }
        if told and not any(problem.key == "wave_dates_ambiguous" for problem in found.problems):
            return max(told, key=lambda word: (told[word], word))
    return ""
