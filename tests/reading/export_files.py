"""Write the look-alike exports as bytes: text in any encoding and quoting, workbooks, SPSS files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
from dataclasses import replace

import pandas as pd

from tests.reading.exports import NA, TEAM, Sheet, ended, truth, words

NUMBER = re.compile(r"-?[0-9]{1,15}")
MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})")


def text_of(sheet, *, separator=",", encoding="utf-8", quoting=csv.QUOTE_MINIMAL, end="\r\n", last="") -> bytes:
    """Write a sheet as a text file."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=separator, quoting=quoting, lineterminator=end)
    for row in itertools.chain(sheet.headers, sheet.rows):
        writer.writerow(["" if cell is None else cell for cell in row])
    return (made.getvalue() + last).encode(encoding)


def workbook_of(sheet, *, name="Sheet1", above=(), before=(), merged=False) -> bytes:
    """Write a sheet as a workbook: rows `above` it, other sheets `before` it, and stems merged over their block."""
    import xlsxwriter

    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        for other in before:
            book.add_worksheet(other).write_string(0, 0, "Lees dit eerst")
        page = book.add_worksheet(name)
        time = book.add_format({"num_format": "m/d/yy h:mm:ss"})
        for at, row in enumerate([*([cell] for cell in above), *sheet.headers, *sheet.rows]):
            for place, cell in enumerate(row):
                if isinstance(cell, dt.datetime):
                    page.write_datetime(at, place, cell, time)
                elif cell not in (None, ""):
                    page.write(at, place, cell)
        if merged:
            _merge(book, page, sheet.headers[0], len(above))
    return made.getvalue()


def _merge(book, page, stems, row):
    ends = [at for at, stem in enumerate(stems) if stem] + [len(stems)]
    for first, after in itertools.pairwise(ends):
        if after - first > 1:
            page.merge_range(row, first, row, after - 1, stems[first], book.add_format())


def expanded(sheet, people, instrument, lang, points=None):
    """Write every statement as five columns, of which one repeats its own answer."""
    points = points or [point.label[lang] for point in instrument.response_scale.points]
    ids = [item.id for item in instrument.items]
    first = sheet.headers[1].index(words(instrument, lang)[0])
    last = first + len(ids)
    second = [f"{word} - {label}" for word in words(instrument, lang) for label in points]
    headers = [
        [*sheet.headers[0][: first + 1], *[""] * (len(second) - 1), *sheet.headers[0][last:]],
        [*sheet.headers[1][:first], *second, *sheet.headers[1][last:]],
    ]
    given = people[ids].to_numpy()
    rows = []
    for at, row in enumerate(sheet.rows):
        cells = [
            points[code - 1] if code == given[at][item] else "" for item in range(len(ids)) for code in range(1, 6)
        ]
        rows.append([*row[:first], *cells, *row[last:]])
    return Sheet(headers, rows)


def with_row(sheet, row):
    """Put a record under all others."""
    return replace(sheet, rows=[*sheet.rows, row])


def mean_row(sheet, people, instrument, *, word=""):
    """Return what somebody reckons under the answers: the mean of each statement, and a word before."""
    codes = truth(people, instrument)[0].mean().round(2).tolist()
    items = iter(codes)
    wordings = set(words(instrument, "nl")) | set(words(instrument, "en"))
    cells = ["" if not any(word in header for word in wordings) else str(next(items)) for header in sheet.headers[-1]]
    return [word or cells[0], *cells[1:]]


def as_sav(people, instrument, path, *, lang="nl", lime=False):
    """Write an SPSS file: codes with labels, wordings as labels of variables, 9 declared missing.

    With `lime` its first columns are those of LimeSurvey, which numbers the answers to every survey from 1.
    """
    import pyreadstat

    codes = truth(people, instrument)[0].mask(people[[item.id for item in instrument.items]] == NA, 9.0)
    scale = {point.code: point.label[lang] for point in instrument.response_scale.points}
    scale[9.0] = "n.v.t."
    teams = sorted(set(people["team"]))
    kept = {
        "id": [float(at) for at in range(1, len(people) + 1)],
        "submitdate": [f"{ended(at):%Y-%m-%d %H:%M:%S}" for at in range(len(people))],
        "lastpage": [3.0] * len(people),
        "startlanguage": [lang] * len(people),
    }
    own = {**(kept if lime else {}), "team": people["team"].map(teams.index) + 1.0}
    frame = pd.concat([pd.DataFrame(own), codes.reset_index(drop=True)], axis=1)
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels=[*list(own)[:-1], TEAM[lang], *words(instrument, lang)],
        variable_value_labels={"team": dict(enumerate(teams, start=1)), **dict.fromkeys(codes, scale)},
        missing_ranges={name: [9.0] for name in codes},
    )


def kept_as(cell):
    """Return what a spreadsheet makes of a cell of text when it opens it."""
    if not isinstance(cell, str):
        return cell
    if NUMBER.fullmatch(cell.strip()):
        return int(cell)
    if cell in ("True", "False"):
        return cell == "True"
    if re.fullmatch(r"[0-9]+,[0-9]+", cell.strip()):
        return float(cell.replace(",", "."))
    found = MOMENT.fullmatch(cell)
    return dt.datetime(*map(int, found.groups())) if found else cell


def resaved(sheet):
    """Return the sheet as a spreadsheet keeps it, with empty columns and rows behind."""
    tail = ["", " "]
    rows = [[*map(kept_as, row), *tail] for row in sheet.rows]
    return Sheet([[*row, "", ""] for row in sheet.headers], [*rows, [""] * (len(rows[0])), [" "]])
