"""Benchmarks still work, and every figure that is told was printed by one of them."""

import importlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks"
sys.path.append(str(FOLDER))  # scripts, that import each other by their bare names

everything = importlib.import_module("all")

COMPARES = {"same_results"}
"""What needs another checkout to compare with."""

CLOSED = (
    "an item that a team of ten or more answered alike", "that a team scored alike",
    "the score of who is in a team that scored alike", "an exact mean used as a cut",
    "that one to four left an item open", "what is behind empty cells of hidden units",
    "a new column of the diagnosis that passes",
)  # fmt: skip
"""Attacks that never find anything exactly."""

UNITS = r"%|ms\b|s\b|kB\b|MB\b|GB\b|fps\b|seconds|seconden|minut|times|keer"
FIGURE = re.compile(rf"(?<![\w.–-])(\d[\d,.]*\d|\d)(?: ?(?:{UNITS})|x\b)")
"""A number with a unit in which something is measured."""

CHOSEN = {"95%", "50%", "75%", "7.5%"}
"""Such numbers that nobody measured: levels, gates and steps that were chosen."""

NOT_PROSE = re.compile(re.escape(everything.MARKS[0]) + r".*?" + re.escape(everything.MARKS[1]) + "|`[^`]*`", re.DOTALL)


def test_every_script_is_known():
    assert {file.stem for file in FOLDER.glob("*.py")} - {"all"} - COMPARES == set(everything.TOY)


@pytest.mark.parametrize("name", everything.TOY)
def test_a_benchmark_works_at_toy_size(name, capsys):
    script = importlib.import_module(name)
    figures = script.main(everything.TOY[name])
    assert capsys.readouterr().out.strip()
    assert figures
    assert all(isinstance(what, str) and isinstance(figure, str) and figure for what, figure in figures.items())
    if name == "fuzz":
        assert figures["failures"] == "0"
    if name == "attack_release":
        # Nothing of one release is exact, beyond what a tie of the late answer may leave.
        assert set(figures) == set(script.BEFORE)
        assert {what: figures[what].split(" · ")[1] for what in CLOSED} == dict.fromkeys(CLOSED, "0%")


def test_results_of_a_checkout_are_those_of_itself(capfd):
    compare = importlib.import_module("same_results").main
    assert compare([str(ROOT), "--only", "plan_text en", "--shared", "nowhere"]) == 0
    assert re.search(r"plan_text en +\d+ values  same", capfd.readouterr().out)


def test_results_that_differ_are_told():
    differences = importlib.import_module("same_results").differences
    assert differences({"a": [1, 2.5], "camp_low": 3}, {"a": [1, 2.5], "low_group_mean": 3}) == []
    assert differences({"a": [1, 2.5]}, {"a": [1, 2.5000001]}) == ["a / 1: 2.5000001 → 2.5"]


def test_every_figure_is_of_a_script_that_prints_it():
    kept = everything.kept_figures()
    for words, name, figure in everything.ROWS:
        assert figure in kept[name]["figures"], (words, name, figure)


def test_page_and_table_are_what_was_measured():
    kept = everything.kept_figures()
    assert everything.PAGE.read_text(encoding="utf-8") == everything.page(kept)
    readme = everything.README.read_text(encoding="utf-8")
    assert everything.with_table(readme, everything.readme_table(kept)) == readme


@pytest.mark.parametrize(
    "file", sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")} - {everything.PAGE}), ids=lambda file: file.name
)
def test_no_measured_figure_stands_in_prose(file):
    """A figure in a sentence is the one that nobody measures again: it stands in the table, or nowhere."""
    prose = NOT_PROSE.sub("", file.read_text(encoding="utf-8"))
    assert [found[0] for found in FIGURE.finditer(prose) if found[0] not in CHOSEN] == []


def test_a_figure_in_prose_would_be_seen():
    said = "It takes 11 s, is 27 times as fast, wrong for 5% (12.5 MB); and 95% intervals, 1-5, team 3, 20 MB."
    found = [found[0] for found in FIGURE.finditer(said)]
    assert found == ["11 s", "27 times", "5%", "12.5 MB", "95%", "20 MB"]


def test_the_tests_that_are_timed_are_there():
    """`pages` runs them by their mark; without it they would run nowhere."""
    files = (ROOT / "tests" / "browser").glob("test_*.py")
    assert sum("mark.timed" in file.read_text(encoding="utf-8") for file in files) == 2
