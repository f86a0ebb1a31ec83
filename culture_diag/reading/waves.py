"""Which wave each file is, and the order of the waves in time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from culture_diag.errors import Problem, ResponseError
from culture_diag.reading.columns.roles import is_date
from culture_diag.reading.common.cells import tidy
from culture_diag.reading.common.table import Table
from culture_diag.reading.values.dates import MONTHS, UNREADABLE_DATE, wave_periods

_DATE_LABEL = re.compile(r"\d{4}(?:[-/]\d{1,4})?(?:-\d{1,2})?")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[-/. ](\d{1,2})[-/. ]((?:19|20)\d\d)(?!\d)")
_NUMBERED = re.compile(r"(\D*)(\d+(?:[.,]\d+)?)(\D*)")

# Part of the year in Dutch or English -> month. Winter lies at both ends of a year, so it tells no order.
_SEASONS = {"voorjaar": 4, "lente": 4, "spring": 4, "zomer": 7, "summer": 7, "najaar": 10, "herfst": 10, "autumn": 10,
          "fall": 10}  # fmt: skip
_WINTER = {"winter"}
_STAGES = {"nulmeting": 0, "voormeting": 0, "pretest": 0, "tussenmeting": 1,
           "nameting": 2, "posttest": 2}  # fmt: skip


def order_of_waves(labels: Sequence[str]) -> tuple[str, ...]:
    """Put wave labels in order of time.

    Years, months, days and school years anywhere in a label are sorted; so are a year with a part of it (voorjaar
    2026), labels that differ only in a number, and before and after. Of other labels the order in which they are first
    met is kept.

    Parameters
    ----------
    labels : sequence of str
        Different labels, in the order in which they are met.

    Examples
    --------
    >>> order_of_waves(["2025-03", "2024-10"]), order_of_waves(["2024/2025", "2023/2024"])
    (('2024-10', '2025-03'), ('2023/2024', '2024/2025'))
    >>> order_of_waves(["10", "9"]), order_of_waves(["meting 10", "meting 2"])
    (('9', '10'), ('meting 2', 'meting 10'))
    >>> order_of_waves(["voorjaar 2026", "Najaar 2025"]), order_of_waves(["voormeting", "nameting"])
    (('Najaar 2025', 'voorjaar 2026'), ('voormeting', 'nameting'))
    """
    return _sorted_labels(labels) or tuple(labels)


def tells_order(labels: Sequence[str]) -> bool:
    """Tell whether labels say in which order they come; else the order is that of the files.

    Examples
    --------
    >>> tells_order(["april 2025", "oktober 2024"]), tells_order(["blauw", "rood"]), tells_order(["blauw"])
    (True, False, True)
    """
    return len(labels) < 2 or _sorted_labels(labels) is not None


def _sorted_labels(labels: Sequence[str]) -> tuple[str, ...] | None:
    """Sort by what all labels tell: a date, a number, or before and after."""
    read = [_date_of(label) for label in labels]
    dates = [date for date in read if date]
    # A year alone stands on neither side of a month of that year.
    mixed = any(one[0] == two[0] and bool(one[1]) != bool(two[1]) for one in dates for two in dates)
    if len(set(dates)) == len(labels) and not mixed:
        return tuple(label for _, label in sorted(zip(dates, labels, strict=True)))
    parts = [_NUMBERED.fullmatch(label) for label in labels]
    numbered = [part for part in parts if part]
    if len(numbered) == len(labels) and len({(part[1], part[3]) for part in numbered}) == 1:
        return tuple(part[0] for part in sorted(numbered, key=lambda part: float(part[2].replace(",", "."))))
    stages = [_STAGES.get(label.casefold()) for label in labels]
    known = [stage for stage in stages if stage is not None]
    if len(set(known)) == len(labels):
        return tuple(label for _, label in sorted(zip(known, labels, strict=True)))
    return None


def _date_of(label: str) -> tuple[int, int, int] | None:
    """Read the year, and month and day where they are told (else 0), anywhere in a label.

    Examples
    --------
    >>> _date_of("Teamscan april 2025"), _date_of("01-10-2024"), _date_of("24-25"), _date_of("T1")
    ((2025, 4, 0), (2024, 10, 1), (2024, 0, 0), None)
    """
    if _DATE_LABEL.fullmatch(label):
        year, *rest = [int(part) for part in re.findall(r"\d+", label)]
        rest = [] if rest and rest[0] > 12 else rest  # 2024/2025 is a school year
        month, day_of_month = [*rest, 0, 0][:2]
        return year, month, day_of_month
    day = _DAY.search(label)
    if day and 1 <= int(day[2]) <= 12:
        return int(day[3]), int(day[2]), int(day[1])
    words = re.findall(r"[^\W\d_]+|\d+", label.casefold())
    years = [int(word) for word in words if re.fullmatch(r"(?:19|20)\d\d", word)]
    parts = _SEASONS | MONTHS
    months = [parts[word] for word in words if word in parts]
    months += [3 * int(quarter) - 2 for quarter in re.findall(r"\bq([1-4])\b", label.casefold())]
    if not years and len(words) == 2:
        short = [int(word) for word in words if re.fullmatch(r"\d\d", word)]
        if len(short) == 2 and short[1] == short[0] + 1:
            return 2000 + short[0], 0, 0
        years = [2000 + short[0]] if len(short) == len(months) == 1 else []
    elif len(years) == 1 and len(words) == 2 and not months:
        months = [int(word) for word in words if re.fullmatch(r"0?[1-9]|1[0-2]", word)]
    if len(years) == 2 and years[1] == years[0] + 1:
        years = years[:1]
    if len(years) != 1 or len(months) > 1 or _WINTER & set(words):
        return None
    return years[0], months[0] if months else 0, 0


def tells_date(label: str) -> bool:
    """Tell whether a label says which date it is.

    Examples
    --------
    >>> tells_date("2026-03"), tells_date("najaar 2026"), tells_date("antwoorden(1-21)")
    (True, True, False)
    """
    return _date_of(label) is not None


def wave_labels(
    paths: Sequence[Path],
    wave: str | Sequence[str] | None,
    *,
    from_mapping: Sequence[str | None] = (),
    lang: str | None = None,
) -> tuple[tuple[str, ...], bool]:
    """Label each file, for where it holds no wave column.

    Returns
    -------
    labels : tuple of str
        From `wave` (one label for all files, or one a file), else what its mapping says (`from_mapping`), else
        the file's name without its extension.
    named : bool
        Whether they were given: files of one wave are then no mistake.

    Raises
    ------
    ResponseError
        If a file is given twice, or `wave` does not give one label a file.

    Examples
    --------
    >>> wave_labels([Path("2024.csv"), Path("2025.csv")], None)
    (('2024', '2025'), False)
    """
    problems = []
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            problems.append(Problem("file_twice", {"name": path.name}, file=path.name))
        seen.add(path.resolve())
    given = [wave] * len(paths) if isinstance(wave, str) else list(wave or [])
    from_mapping = tuple(from_mapping) or (None,) * len(paths)
    own = [label or path.stem for label, path in zip(from_mapping, paths, strict=True)]
    labels = tuple(tidy(str(label)) for label in given or own)
    if len(labels) != len(paths) or not all(labels):
        problems.append(Problem("wave_labels_count", {"files": len(paths), "labels": len(given)}))
    if problems:
        raise ResponseError(problems, lang=lang)
    return labels, wave is not None or all(from_mapping)


def month_of_answers(table: Table) -> str:
    """Find the month in which most people answered; nothing where no column tells it for certain.

    Examples
    --------
    >>> import pandas as pd
    >>> from culture_diag.reading.exports.load import table_of_frame
    >>> month_of_answers(table_of_frame(pd.DataFrame({"Begintijd": ["2026-03-09 8:58", "2026-03-31", "2026-04-01"]})))
    '2026-03'
    >>> month_of_answers(table_of_frame(pd.DataFrame({"Begintijd": ["4-5-2026", "5-4-2026"]})))
    ''
    """
    for at in range(len(table.header)):
        if not is_date(table, at):
            continue
        months, problems = wave_periods(table, at, by="month")
        counts = {month: count for month, count in months.counts.items() if month != UNREADABLE_DATE}
        if counts and not any(problem.kind == "ambiguous_dates" for problem in problems):
            return max(counts, key=lambda month: (counts[month], month))
    return ""
