"""Run the benchmarks and write their figures where people read them: one command for every figure that is told.

Run ``python benchmarks/all.py`` for all in full (about two hours, most of it `fuzz` and the mutants), or name some of
them: ``python benchmarks/all.py speed reading``. Figures are kept in ``measured.json`` beside this file; what was not
run keeps the figures of its last run. Of these are made ``docs/measured.md``, with everything, and the table in
README.md, with what a reader must know (`ROWS`). No figure stands in prose: ``tests/test_benchmarks.py`` sees to that.
``--toy`` runs with the smallest of data that shows whether a script still works, and writes nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import os
import platform
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
KEPT = HERE / "measured.json"
PAGE = ROOT / "docs" / "measured.md"
README = ROOT / "README.md"
MARKS = "<!-- measured: made by benchmarks/all.py -->\n", "<!-- /measured -->"

Kept = dict[str, dict[str, object]]

TOY = {
    "calibration": ["--rounds", "1"],
    "change": ["--rounds", "1"],
    "borrowing": ["--rounds", "1", "--teams", "10"],
    "attack_release": ["--boards", "1"],
    "reading": ["--workbook", "200", "--text", "200", "--runs", "1", "--kinds", "codes"],
    "speed": ["--respondents", "2000", "--teams", "100", "--runs", "1"],
    "diagnose_release": ["--teams", "40", "--runs", "1"],
    "against_others": ["--respondents", "5000", "--teams", "250", "--runs", "1", "--r-runs", "1", "--limit", "60"],
    "fuzz": ["--runs", "40", "--sav", "1"],
    "pages": ["--collect-only"],
    "mutants": ["--toy"],
    "house": [],
}
"""Every benchmark, in the order of the page, and what it is asked for to see that it works."""

FULL = {
    "fuzz": ["--runs", "2000"],
    "against_others": ["--respondents", "200000", "--teams", "10000"],
}
"""What is asked for in full, where that is not what a script does unasked."""

CULTURE, CUT = "target culture", "target culture, all teams about the cut"
ROWS = (
    ("What is said of a place and what is right differ by at most", "calibration",
     f"{CULTURE}: largest difference of a band"),
    ("… where all teams lie about the cut, the hardest case", "calibration", f"{CUT}: largest difference of a band"),
    ("95% regions that hold the true place", "calibration", f"{CULTURE}: regions that hold the truth"),
    ("Teams of which the bare label (which side of the lines) is wrong", "calibration", f"{CULTURE}: bare label wrong"),
    ("Nothing changed, yet *changed* is said on one axis", "change",
     "different people: changed on invitation"),
    ("… on one of the two axes", "change", "different people: changed on any axis"),
    ("Nothing changed, yet the label is another", "change", "different people: another label"),
    ("95% intervals of change that hold the truth", "change", "different people, unpaired, culture"),
    ("False changes among those that hold for all teams together", "change",
     "different people: false of those found on invitation"),
    ("Borrowing: Brier score better by, culture, ICC(1) 0.10", "borrowing",
     "Brier score better by, culture, ICC(1) 0.10"),
    ("Borrowing: Brier score better by, members, ICC(1) 0.10", "borrowing",
     "Brier score better by, members, ICC(1) 0.10"),
    ("Borrowing: Brier score better by, culture, ICC(1) 0.35", "borrowing",
     "Brier score better by, culture, ICC(1) 0.35"),
    ("An XLSX of 50,000 by 30 read", "reading", "forms.xlsx, 50,000 records"),
    ("A CSV of 1,000,000 by 20 read, codes", "reading", "codes.csv, 1,000,000 records"),
    ("… labels", "reading", "labels.csv, 1,000,000 records"),
    ("… with a code for each respondent", "reading", "pseudonyms.csv, 1,000,000 records"),
    ("A million respondents in 20,000 teams and four waves: diagnosed", "diagnose_release", "diagnose"),
    ("… and released", "diagnose_release", "release"),
    ("A million respondents scored and placed, beside a bare groupby of means", "speed",
     "score and place (this package), times groupby"),
)  # fmt: skip
"""What the table in README says: words, benchmark, figure."""


def kept_figures() -> Kept:
    """Return the figures of the last runs, by benchmark."""
    kept: Kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return kept


def page(kept: Kept) -> str:
    """Write the page with every figure, a table a benchmark."""
    lines = [
        "# What was measured",
        "",
        "Printed by `python benchmarks/all.py`, a script a table; each says in its head what it does. Times hold",
        "for the machine they are told of, ratios for most.",
    ]
    for name in TOY:
        if name not in kept:
            continue
        run = kept[name]
        lines += ["", f"## `benchmarks/{name}.py`", ""]
        lines += [f"{run['date']}, {run['machine']}; {run['seconds']} s.", "", "| what | measured |", "| --- | --- |"]
        figures = run["figures"]
        assert isinstance(figures, dict)
        lines += [f"| {what.replace('|', '∣')} | {figure} |" for what, figure in figures.items()]
    return "\n".join(lines) + "\n"


def readme_table(kept: Kept) -> str:
    """Write the table of README."""
    lines = ["| measured | |", "| --- | --- |"]
    for words, name, figure in ROWS:
        figures = kept[name]["figures"]
        assert isinstance(figures, dict)
        lines.append(f"| {words} | {figures[figure]} |")
    return "\n".join(lines) + "\n"


def with_table(text: str, table: str) -> str:
    """Put the table between its marks."""
    head, _, rest = text.partition(MARKS[0])
    _, mark, tail = rest.partition(MARKS[1])
    if not mark:
        raise SystemExit(f"{README.name} has no place for the table: {MARKS[0].strip()} … {MARKS[1]}")
    return head + MARKS[0] + table + mark + tail


def run(name: str, arguments: list[str]) -> dict[str, object]:
    """Run one benchmark; return its figures and where they were measured."""
    print(f"\n=== {name} {' '.join(arguments)}", flush=True)
    begun = time.perf_counter()
    figures = importlib.import_module(name).main(arguments)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    seconds = round(time.perf_counter() - begun)
    return {"date": dt.date.today().isoformat(), "machine": machine, "seconds": seconds, "figures": figures}


def main(arguments: list[str] | None = None) -> None:
    """Run what is asked for, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[[], *TOY], help="by default all")
    parser.add_argument("--toy", action="store_true", help="only see that they work")
    parser.add_argument("--write-only", action="store_true", help="make page and table of the figures that are kept")
    asked = parser.parse_args(arguments)
    kept = kept_figures()
    for name in [] if asked.write_only else asked.names or TOY:
        done = run(name, TOY[name] if asked.toy else FULL.get(name, []))
        if not asked.toy:
            kept[name] = done  # written after each, since all of them take long
            KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if not asked.toy:
        PAGE.write_text(page(kept), encoding="utf-8")
        if all(name in kept for _, name, _ in ROWS):
            README.write_text(with_table(README.read_text(encoding="utf-8"), readme_table(kept)), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
