"""Read 50,000 answers of 30 columns from a workbook and 1,000,000 of 20 from CSV, beside the bare parser alone.

Run ``python benchmarks/reading.py``. The files are made anew: an export of Microsoft Forms as a workbook, and CSV with
codes, with labels, and with a code for each respondent, of which pseudonyms are made. The bare parser only parses:
python-calamine's `to_python` and Python's `csv.reader` go through the file and keep nothing or little; pandas is what
many would use. Each reading is a process of its own, in turn and several times, in the same run; what counts is the
ratio of medians. "Above the parser" is the share of the time that the bare parser does not take; memory is the highest
of the process above what it held before.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import multiprocessing
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import culture_diag as cd

SALT = b"a secret of thirty-two characters"
FIRST_START = dt.datetime(2026, 5, 4, 9)
PEOPLE_IN_TEAM = 50
CHOICES = ("Rekenen;", "Rekenen;Taal;", "Taal;", "")
REMARKS = ("", "", "", "Geen opmerkingen", "Dank je wel")
GOAL_SECONDS = {"forms.xlsx": 5.0, "codes.csv": 15.0, "labels.csv": 15.0, "pseudonyms.csv": 15.0}
"""Seconds that reading may take on two cores."""


KINDS = ("codes", "labels", "pseudonyms")
"""What is in the CSV files."""


def make_answers(instrument: cd.Instrument, rows: int, *, labels: bool, seed: int = 1) -> list[list[str]]:
    """Draw answers as codes or labels, one in fifty missing: a row a person."""
    rng = np.random.default_rng(seed)
    points = instrument.response_scale.points
    cells = np.array([point.label.nl if labels else f"{point.code:g}" for point in points] + [""], dtype=object)
    drawn = rng.integers(0, len(points), (rows, len(instrument.items)))
    drawn[rng.random(drawn.shape) < 0.02] = len(points)
    made: list[list[str]] = cells[drawn].tolist()
    return made


def write_workbook(path: Path, instrument: cd.Instrument, rows: int) -> None:
    """Write what Microsoft Forms downloads: 30 columns, true dates, labels, choices and remarks."""
    import xlsxwriter

    header = ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "In welk team werk je?"]
    header += [item.wording.nl for item in instrument.items]
    header += [f"Welke vakken geef je in periode {at}?" for at in range(1, 5)]
    header += [f"Toelichting {at}" for at in range(1, 30 - len(header) + 1)]
    answers = make_answers(instrument, rows, labels=True)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        moment = book.add_format({"num_format": "m/d/yy h:mm:ss"})
        sheet.write_row(0, 0, header)
        for at, given in enumerate(answers):
            begun = FIRST_START + dt.timedelta(seconds=37 * at)
            sheet.write_number(at + 1, 0, at + 1)
            sheet.write_datetime(at + 1, 1, begun, moment)
            sheet.write_datetime(at + 1, 2, begun + dt.timedelta(seconds=200 + at % 300), moment)
            row = ["anonymous", "", f"team {at // PEOPLE_IN_TEAM}", *given]
            row += [CHOICES[(at + place) % len(CHOICES)] for place in range(4)]
            row += [REMARKS[(at + place) % len(REMARKS)] for place in range(30 - 3 - len(row))]
            for place, cell in enumerate(row, start=3):
                if cell:
                    sheet.write_string(at + 1, place, cell)


def write_text(path: Path, instrument: cd.Instrument, rows: int) -> None:
    """Write a CSV of 20 columns: a number or a code, team, wave, the answers, and how long it took."""
    coded = path.stem == "pseudonyms"
    answers = make_answers(instrument, rows, labels=path.stem == "labels")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        head = ["respondentcode" if coded else "ID", "team", "wave", *(item.id for item in instrument.items)]
        writer.writerow([*head, "duur in seconden"])
        for at, given in enumerate(answers):
            who = f"{at * 7919 % 10_000_019:07d}ab" if coded else str(at + 1)
            writer.writerow([who, f"team {at // PEOPLE_IN_TEAM}", "2026-04", *given, str(120 + at % 700)])


def this_package(path: Path) -> tuple[int, int]:
    """Read with this package; give how many respondents, and how often it was told how far the reading was."""
    progress_calls: list[int] = []
    instrument = cd.load_instrument("invitation-challenge")
    responses = cd.read_responses(path, instrument, salt=SALT, on_progress=lambda _, rows: progress_calls.append(rows))
    return len(responses.frame), len(progress_calls)


def bare_calamine(path: Path) -> tuple[int, int]:
    """Parse a workbook and give its cells as Python values."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    return len(sheet.to_python(skip_empty_area=False)) - 1, 0


def bare_csv(path: Path) -> tuple[int, int]:
    """Parse a CSV and throw each record away."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1, 0


def with_pandas(path: Path) -> tuple[int, int]:
    """Parse a CSV into a frame of text."""
    import pandas as pd

    return len(pd.read_csv(path, dtype=str, keep_default_na=False)), 0


def peak_memory() -> int:
    """Return the most memory this process ever had, in bytes; on Linux without that of the process that began it."""
    status = Path("/proc/self/status")
    if status.exists():
        match = re.search(r"VmHWM:\s+([0-9]+) kB", status.read_text(encoding="ascii"))
        return int(match[1]) * 1024 if match else 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def run_in_process(read: Callable[[Path], tuple[int, int]], path: Path, pipe: Any) -> None:
    """Do a reading once, with what it imports loaded before, and tell seconds, bytes, rows and calls of progress."""
    for module in ("pandas", "python_calamine", "culture_diag.reading", "culture_diag.reading.files.workbook"):
        __import__(module)
    cd.read_responses  # noqa: B018
    before = peak_memory()
    start = time.perf_counter()
    rows, progress_calls = read(path)
    seconds = time.perf_counter() - start
    pipe.send((seconds, peak_memory() - before, rows, progress_calls))


def measure(read: Callable[[Path], tuple[int, int]], path: Path) -> tuple[float, int, int, int]:
    """Do a reading in a process of its own."""
    fresh = multiprocessing.get_context("spawn")
    here, there = fresh.Pipe(duplex=False)
    process = fresh.Process(target=run_in_process, args=(read, path, there))
    process.start()
    there.close()
    result: tuple[float, int, int, int] = here.recv()
    process.join()
    return result


def compare(path: Path, ways: dict[str, Callable[[Path], tuple[int, int]]], runs: int) -> dict[str, str]:
    """Print one line a way of reading, of which the first is the bare parser; return the figures of the second."""
    results: dict[str, list[tuple[float, int, int, int]]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, read in ways.items():
            results[name].append(measure(read, path))
    medians = {name: statistics.median(one[0] for one in many) for name, many in results.items()}
    base = next(iter(medians.values()))
    goal = GOAL_SECONDS[path.name]
    count = results[next(iter(results))][0][2]
    print(f"\n{path.name}: {count:,} records, {path.stat().st_size / 1e6:.0f} MB; goal {goal:g} s")
    for name, median in medians.items():
        _, memory, rows, progress_calls = results[name][0]
        memory = max(one[1] for one in results[name])
        above = f"{1 - base / median:10.0%}" if median > base else f"{'–':>10}"
        print(f"  {name:34}{median:8.2f}{median / base:7.2f}{above}{memory / 1e6:12,.0f}{rows:12,}{progress_calls:8,}")
    ours = list(medians.values())[1]
    return {
        f"{path.name}, {count:,} records": f"{ours:.1f} s",
        f"{path.name}, times the bare parser": f"{ours / base:.1f}",
    }


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Print the table; return the seconds, and how many times the bare parser that is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workbook", type=int, default=50_000, help="rows of the workbook")
    parser.add_argument("--text", type=int, default=1_000_000, help="rows of each CSV")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="of CSV")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    instrument = cd.load_instrument("invitation-challenge")
    print(f"median of {options.runs}, each in a process of its own")
    print(f"{'':36}{'seconds':>8}{'ratio':>7}{'above':>10}{'memory MB':>12}{'rows':>12}{'told':>8}")
    reading = {"this package: read_responses": this_package}
    with tempfile.TemporaryDirectory() as place:
        book = Path(place) / "forms.xlsx"
        write_workbook(book, instrument, options.workbook)
        figures = compare(book, {"bare parser: calamine to_python": bare_calamine, **reading}, options.runs)
        for name in options.kinds:
            path = Path(place) / f"{name}.csv"
            write_text(path, instrument, options.text)
            ways = {"bare parser: csv.reader": bare_csv, **reading, "pandas.read_csv, all text": with_pandas}
            figures |= compare(path, ways, options.runs)
            path.unlink()
    return figures


if __name__ == "__main__":
    main()
