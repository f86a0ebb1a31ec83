"""Do the tests notice a boundary that somebody moves? One-line changes, each of which must make a test fail.

Run ``python benchmarks/mutants.py``; ``--only NAME`` (also several times) for some of them. The package and its tests
are copied into a temporary folder and nothing else is touched. First the tests that are named below must pass on the
copy as it is, or a failure would say nothing. Then each change is made by itself, its tests are run until the first
failure, and the change is taken back.

A change is `(name, original, replacement)`; the original must stand exactly once in its file, so that a table that no
longer fits the code is told (and makes the exit code 1) rather than passed over. To mend it: look up what the rule is
called now, and keep the change one that people make by mistake (`<` for `<=`, one more or less, another step, a mask
dropped, a count of the wrong frame). Changes of which no result can hang are left out, for no test can find them.
"""

from __future__ import annotations

import argparse
import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parents[1]
COPIED = ("culture_diag", "tests", "benchmarks", "docs", "sample_data", "pyproject.toml")
PATIENCE = 300.0
"""Seconds for the tests of one change; without an answer by then the change counts as one that survived."""

FAILED = 1
"""What pytest exits with where a test failed; anything else but 0 means that it could not run them."""


@dataclass(frozen=True)
class Mutant:
    """A change of one line: of what file (under the package), and which tests (under `tests`) should notice."""

    name: str
    file: str
    original: str
    replacement: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What came of one change: the test that failed, or why there is none."""

    mutant: Mutant
    killed_by: str
    problem: str
    seconds: float


def _changes(file: str, tests: str, *changes: tuple[str, str, str]) -> tuple[Mutant, ...]:
    """Write down changes of one file; `tests` are parted by spaces, the quickest first."""
    return tuple(Mutant(name, file, old, new, tuple(tests.split())) for name, old, new in changes)


BOUNDS = "disclosure/test_boundaries.py"
QUALITY = "disclosure/test_release_quality.py"
WORKED = " ".join(
    f"diagnosis/test_diagnose.py::{test}"
    for test in (
        "test_a_label_is_given_from_seventy_in_a_hundred",
        "test_a_change_of_less_than_a_fifth_of_a_point_is_too_little_to_matter",
        "test_a_label_is_tried_at_cuts_half_a_point_to_either_side",
        "test_the_spread_of_all_teams_counts_as_two_respondents",
        "test_shares_are_of_the_people_with_a_score",
    )
)
"""By name, for the others of that file take a quarter of a minute."""

MUTANTS = (
    # ------------------------------------------------------------------------------------------------- scoring
    *_changes(
        "scoring.py", f"test_scoring.py {BOUNDS}",
        ("reversed about the maximum", "bounds.minimum + bounds.maximum - answer", "bounds.maximum - answer"),
        ("one answer more for a score", "answered >= max(needed, 1)", "answered > max(needed, 1)"),
        ("mean over all items", "np.divide(total, answered,", "np.divide(total, len(items),"),
        ("facet by the scale's rule", "scale.needed(len(items))", "scale.needed(len(scale.items))"),
        ("score on the x cut is little", "(x >= cuts[0] - CUT_EPS)", "(x > cuts[0] + CUT_EPS)"),
        ("x cut without tolerance", "x >= cuts[0] - CUT_EPS", "x >= cuts[0]"),
        ("y cut without tolerance", "y >= cuts[1] - CUT_EPS", "y >= cuts[1]"),
    ),
    *_changes("instrument/model.py", "test_scoring.py",
              ("needed answers rounded down", "math.ceil(self.min_answered * k", "math.floor(self.min_answered * k")),
    # ----------------------------------------------------------------------------------------------- placement
    *_changes(
        "statistics/placement.py", "statistics/test_placement.py",
        ("one degree of freedom more", "np.maximum(n - 1.0, 0.0)", "np.maximum(n - 0.0, 0.0)"),
        ("team leans on itself", "own.sum() - own", "own.sum()"),
        ("interval of one side", "stdtrit(self.df, (1 + level) / 2)", "stdtrit(self.df, level)"),
        ("posterior with df for df - 1", "np.asarray(df, float) - 1", "np.asarray(df, float) - 0"),
        ("mean on the cut without tolerance",
         "mean.shape) - mean\n    away = np.where(np.abs(away) < CUT_EPS, 0.0, away)", "mean.shape) - mean"),
    ),
    *_changes("statistics/moments.py", "statistics/test_placement.py",
              ("finite population of one fewer", "1 - number / np.where", "1 - (number - 1) / np.where")),
    *_changes("statistics/pooling.py", "statistics/test_placement.py",
              ("pooled over n for n - 1", "np.maximum(n - 1, 0).sum()", "np.maximum(n, 0).sum()")),
    *_changes("defaults.py", WORKED,
              ("label from .705", "LABEL_PROBABILITY = 0.70", "LABEL_PROBABILITY = 0.705"),
              ("label from .695", "LABEL_PROBABILITY = 0.70", "LABEL_PROBABILITY = 0.695"),
              ("margin of a quarter point", "MARGIN_SHARE = 1 / 20", "MARGIN_SHARE = 1 / 16"),
              ("cuts tried to .4", "CUT_RANGE_SHARE = 1 / 8", "CUT_RANGE_SHARE = 1 / 10"),
              ("pooling of three", "POOLING = 2.0", "POOLING = 3.0")),
    *_changes("defaults.py", f"diagnosis/test_nonresponse.py {BOUNDS}",
              ("gate at 45%", "GATE = (0.50, 0.75)", "GATE = (0.45, 0.75)"),
              ("scores of four", "\nMIN_N = 5", "\nMIN_N = 4")),
    *_changes("defaults.py", "disclosure/test_release.py",
              ("min_n of two", "LOWEST_MIN_N = 3", "LOWEST_MIN_N = 2")),
    *_changes("diagnosis/place.py", f"{BOUNDS} diagnosis/test_nonresponse.py {WORKED}",
              ("shares of all rows", '> 0, placed["n"], np.nan)', '> 0, placed["n_rows"], np.nan)'),
              ("label in spite of the gate", '(placed["response_gate"] != NO_LABEL)', '(placed["n"] > 0)'),
              ("ties to the last bit", "TIE_DECIMALS = 8", "TIE_DECIMALS = 17"),
              ("cuts of a label that is withheld", "np.where(sure & may,", "np.where(sure,")),
    *_changes("diagnosis/place.py", "diagnosis/test_nonresponse.py",
              ("half is too low a response", "share < gate[0]", "share <= gate[0]"),
              ("three quarters ask for caution", "share < gate[1]", "share <= gate[1]")),
    *_changes("statistics/nonresponse.py", "statistics/test_nonresponse.py",
              ("silent tip a mean at the cut", "fixed = (low >= cut - slack)", "fixed = (low > cut + slack)")),
    *_changes("statistics/placement.py", "statistics/test_cut_range.py",
              ("last cut left out", "np.linspace(-half_width, half_width, steps)",
               "np.linspace(-half_width, half_width, steps, endpoint=False)")),
    *_changes("diagnosis/cuts.py", "diagnosis/test_norms.py",
              ("norm of teams of more than five", ">= MIN_ANSWERS]", "> MIN_ANSWERS]"),
              ("norm needs six teams", "len(of_wave) < MIN_TEAMS", "len(of_wave) <= MIN_TEAMS")),
    # ------------------------------------------------------------------------------------------------ verdicts
    *_changes(
        "statistics/verdict.py", "statistics/test_verdict.py",
        ("on the margin is within it", "margin - MARGIN_TOLERANCE", "margin + MARGIN_TOLERANCE"),
        ("margin without tolerance", "within = margin - MARGIN_TOLERANCE", "within = margin"),
        ("interval that ends at 0 is a change", "(np.asarray(low, float) > 0)", "(np.asarray(low, float) >= 0)"),
        ("same by the 95% interval", "np.asarray(low90, float) > -within", "np.asarray(low, float) > -within"),
    ),
    *_changes("diagnosis/change.py", f"{BOUNDS} diagnosis/test_changes.py",
              ("two pairs are enough", "MIN_PAIRS = 3", "MIN_PAIRS = 2"),
              ("two in five paired are enough", "MIN_SHARE_PAIRED = 0.5", "MIN_SHARE_PAIRED = 0.4"),
              ("just half paired is too few", "pairs.n >= MIN_SHARE_PAIRED", "pairs.n > MIN_SHARE_PAIRED"),
              ("half of the larger wave", "fewest = np.minimum(", "fewest = np.maximum("),
              ("same by 95% of teams", "change.interval(2 * rules.level - 1)", "change.interval(rules.level)"),
              ("unused analyses among the many", "used & (kind == code)", "kind == code"),
              ("rise for fall", "change.difference > 0, UP, DOWN", "change.difference < 0, UP, DOWN")),
    *_changes("diagnosis/change.py", "diagnosis/test_changes.py",
              ("label changed on the other axis", "(changed & differ.reshape(changed.shape))", "(changed)")),
    *_changes("diagnosis/change.py", QUALITY,
              ("label changed as the line did", "after.notna() & ~cuts_moved", "after.notna()")),
    # ------------------------------------------------------------------------------------------------ the door
    *_changes("disclosure/suppression.py", BOUNDS,
              ("five are too few", 'frame["n"] < min_n', 'frame["n"] <= min_n'),
              ("five beside are too few", "answers < min_n", "answers <= min_n"),
              ("parts of a hidden whole", "shown & (under | extra)", "shown & extra")),
    *_changes("disclosure/build_release.py", f"{BOUNDS} diagnosis/test_nonresponse.py disclosure/test_release.py",
              ("subsets of schools", 'subsets=level == "teams"', "subsets=True"),
              ("items of nine", "MIN_N_SHARES = 10", "MIN_N_SHARES = 9"),
              ("classes of four", "MIN_CLASS = 5", "MIN_CLASS = 4"),
              ("tenths of two items", "MAX_ITEMS_IN_WHOLE_POINTS = 2", "MAX_ITEMS_IN_WHOLE_POINTS = 1"),
              ("decimals on a scale of forty", ">= LONG_SCALE\n", "> LONG_SCALE\n"),
              ("chances under the gate", 'unsaid = [*cells, "quadrant"', 'unsaid = ["quadrant"')),
    *_changes("disclosure/changes.py", f"{BOUNDS} {QUALITY}",
              ("subsets of matched people", "(apart >= settings.min_n) & subsets", "(apart >= 0) & subsets"),
              ("subsets where none may be told", "(apart >= settings.min_n) & subsets", "(apart >= settings.min_n)"),
              ("five apart are too few", "(apart >= settings.min_n)", "(apart > settings.min_n)"),
              ("change that pairs do not bear out", 'half.mask(~rows[f"{axis}_borne_out"]', "half.mask(half.isna()"),
              ("shown margin is within", "most < margin - ROUNDING", "most < margin + ROUNDING"),
              ("a tenth of findings false", "FALSE_DISCOVERIES = 0.05", "FALSE_DISCOVERIES = 0.10")),
    *_changes("disclosure/rounding.py", "disclosure/test_one_release.py",
              ("room at the ends rounded up", "np.floor(share / self.step", "np.ceil(share / self.step"),
              ("left open told exactly", "(apart.abs() // step) * step", "apart.abs()"),
              ("left open off by one", "apart.abs() // step", "(apart.abs() + 1) // step")),
    *_changes("disclosure/rounding.py", f"disclosure/test_release.py {BOUNDS}",
              ("chance of .7 without a label", "floor[rows, top] + 1 >= limit", "floor[rows, top] + 1 > limit"),
              ("end of the scale is no end", "shown >= high - self.room - ROUNDING, high",
               "shown > high - self.room + ROUNDING, high")),
    *_changes("disclosure/items.py", BOUNDS,
              ("not-applicable of four", "few < settings.min_class", "few < settings.min_class - 1"),
              ("not-applicable of five", "few < settings.min_class", "few <= settings.min_class"),
              ("items of ten are few", "< settings.min_n_shares", "<= settings.min_n_shares")),
    *_changes("disclosure/measurement_quality.py", f"{BOUNDS} {QUALITY}",
              ("rest of four flagged", "(rest > 0) & (rest < settings.min_class)",
               "(rest > 0) & (rest < settings.min_class - 1)"),
              ("rest of five flagged", "(rest > 0) & (rest < settings.min_class)",
               "(rest > 0) & (rest <= settings.min_class)"),
              ("rest of the wave", ' + [n - counts["flagged"]]', ""),
              ("four of a kind flagged", "(counts > 0) & (counts < settings.min_class)",
               "(counts > 0) & (counts < settings.min_class - 1)"),
              ("agreement rounded up", "np.floor(rows[index]", "np.ceil(rows[index]"),
              ("camps of four", "(smaller >= settings.min_class)", "(smaller >= settings.min_class - 1)"),
              ("camps of five are small", "(smaller >= settings.min_class)", "(smaller > settings.min_class)"),
              ("fives beside a hidden team", "ROUND_COUNTS_TO = 10", "ROUND_COUNTS_TO = 5")),
    *_changes("disclosure/schema.py", f"{BOUNDS} {QUALITY}",
              ("label_kept in tenths", "step=0.2, **chance", "step=0.1, **chance"),
              ("figures of twenty-nine", "MIN_RESPONDENTS = 30", "MIN_RESPONDENTS = 29"),
              ("figures of thirty are few", "MIN_RESPONDENTS = 30", "MIN_RESPONDENTS = 31")),
    *_changes("disclosure/shares.py", BOUNDS,
              ("shares of ten are few", '["n"] >= settings.min_n_shares', '["n"] > settings.min_n_shares'),
              ("classes of told answers alone", "np.minimum(table, told)", "told")),
    *_changes("disclosure/shares.py", BOUNDS,
              ("a class of five is small", "classes[at][2] >= min_class", "classes[at][2] > min_class"),
              ("a quadrant of five is small", "in classes) < min_class", "in classes) <= min_class")),
    *_changes("disclosure/placement.py", f"diagnosis/test_nonresponse.py {BOUNDS}",
              ("bounds rounded inwards", "np.floor(np.round(least.low", "np.rint(np.round(least.low"),
              ("silent reach the cut", "(most.high >= cut)", "(most.high > cut)")),
    *_changes("disclosure/frames.py", f"disclosure/test_schema.py {BOUNDS}",
              ("the least is too few", "answers < least", "answers <= least")),
    *_changes("quality.py", "test_quality.py",
              ("just half missing is many", "missing > most_missing", "missing >= most_missing"),
              ("just the time is fast", "seconds < seconds_per_item *", "seconds <= seconds_per_item *"),
              ("eight alike are few", "answered >= same_answers", "answered > same_answers")),
    # ------------------------------------------------------------------------------------------------- reading
    *_changes("reading/common/redaction.py", "reading/test_reading_answers.py",
              ("seven digits repeated", "MAX_DIGITS = 6", "MAX_DIGITS = 7"),
              ("six digits hidden", "> MAX_DIGITS", ">= MAX_DIGITS")),
    *_changes("reading/values/answer_rules.py", "reading/test_reading_answers.py",
              ("end of the scale declared missing", "and scale.minimum <= number <= scale.maximum",
               "and scale.minimum < number < scale.maximum"),
              ("end of the scale out of range", "if not self.scale.minimum <= number <= self.scale.maximum",
               "if not self.scale.minimum <= number < self.scale.maximum"),
              ("label that contradicts its code", "or meaning.code in (self", "or (self")),
    *_changes("reading/files/zip_safety.py", "reading/test_reading_zip_safety.py",
              ("three times the ratio", "MAX_RATIO = 100", "MAX_RATIO = 300"),
              ("twice what is always allowed", "ALWAYS_ALLOWED_BYTES = 20", "ALWAYS_ALLOWED_BYTES = 40")),
    *_changes("reading/exports/platforms.py", "reading/test_reading_platforms.py",
              ("eight in ten own names", "0.9 * len(own)", "0.8 * len(own)"),
              ("all own names", "0.9 * len(own)", "1.0 * len(own)")),
    *_changes("reading/exports/load.py", "reading/test_reading_load.py reading/test_reading_attacks.py",
              ("row as wide as the header is wrong", "> max(width, usual)", ">= max(width, usual)"),
              ("half of the rows are most", ".max() > len(body) / 2", ".max() >= len(body) / 2"),
              ("one cell short", "grid.widths[body] < named", "grid.widths[body] < named - 1"),
              ("row as wide as the last name is short", "grid.widths[body] < named", "grid.widths[body] <= named")),
    *_changes("reading/exports/records.py", "reading/test_reading_records.py",
              ("finished at 100", "or 0) < 100", "or 0) <= 100")),
    *_changes("reading/values/dates.py", "reading/test_reading_dates.py",
              ("school year from September", "SCHOOL_YEAR_FROM = 8", "SCHOOL_YEAR_FROM = 9")),
    *_changes("reading/values/durations.py", "reading/test_reading_durations.py",
              ("a second an item is too fast", "middle < MIN_SECONDS_PER_ITEM", "middle <= MIN_SECONDS_PER_ITEM")),
)  # fmt: skip

TOY = ("on the margin is within it",)
"""A quick one, for the tests of this file."""


def in_copy(folder: Path) -> Path:
    """Copy what the tests need. Compiled files go by what the source says: a change may take less than a second."""
    for name in COPIED:
        source, target = HERE / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copy(source, target)
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(folder / "culture_diag", quiet=1, invalidation_mode=mode)
    return folder


def run_tests(copy: Path, tests: Iterable[str], *, patience: float = PATIENCE) -> tuple[int | None, str]:
    """Run tests on the copy until one fails; return pytest's exit code (None: no answer in time), and what it wrote."""
    plain = {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    # Drawn examples are the same on every run: whether a change is noticed must not hang on luck.
    environment = os.environ | plain | {"CI": "1"}
    asked = [sys.executable, "-m", "pytest", "-o", "addopts=", "-x", "-q", "--tb=no", "-p", "no:cacheprovider"]
    paths = [f"tests/{test}" for test in tests]
    try:
        done = subprocess.run([*asked, *paths], cwd=copy, env=environment, timeout=patience, check=False,
                              capture_output=True, text=True)  # fmt: skip
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stdout + done.stderr


def first_failure(output: str) -> str:
    """Return the test that failed, without its folder; nothing where a file could not even be loaded."""
    found = re.search(r"^(?:FAILED|ERROR) tests/(\S*::.*?)(?: - |$)", output, re.MULTILINE)
    return re.sub(r"^[^:]*/", "", found[1]) if found else ""


def judge(copy: Path, mutant: Mutant) -> Verdict:
    """Make one change, run its tests and take the change back."""
    start = time.perf_counter()
    path = copy / "culture_diag" / mutant.file
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    times = before.count(mutant.original)
    if times != 1:
        return Verdict(mutant, "", f"the original occurs {times} times", 0.0)
    path.write_text(before.replace(mutant.original, mutant.replacement), encoding="utf-8")
    try:
        code, output = run_tests(copy, mutant.tests)
    finally:
        path.write_text(before, encoding="utf-8")
    seconds = time.perf_counter() - start
    killed_by = first_failure(output) if code == FAILED else ""
    problem = "" if killed_by else {0: "SURVIVED", None: "no answer in time"}.get(code, f"pytest exited with {code}")
    return Verdict(mutant, killed_by, problem, seconds)


def chosen(only: Sequence[str] | None, *, toy: bool) -> list[Mutant]:
    """Return the changes that are asked for; all by default."""
    names = TOY if toy else only
    unknown = set(names or ()) - {mutant.name for mutant in MUTANTS}
    if unknown:
        raise SystemExit(f"no such change: {', '.join(sorted(unknown))}")
    return [mutant for mutant in MUTANTS if names is None or mutant.name in names]


def main(arguments: Sequence[str] | None = None) -> dict[str, str]:
    """Print the table and what it comes to; return the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", metavar="NAME", help="only this change; may be given several times")
    parser.add_argument("--toy", action="store_true", help="one quick change")
    asked = parser.parse_args(arguments)
    mutants = chosen(asked.only, toy=asked.toy)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = in_copy(Path(folder))
        every = dict.fromkeys(test for mutant in mutants for test in mutant.tests)
        code, output = run_tests(copy, every, patience=len(every) * PATIENCE)
        if code != 0:
            raise SystemExit(f"The tests fail as they are, so nothing can be told.\n{output[-2000:]}")
        print(f"as it is: {len(every)} files of tests pass, {time.perf_counter() - start:.1f} s\n", flush=True)
        print(f"{'change':40}{'where':34}{'s':>6}  killed by")
        verdicts = []
        for mutant in mutants:
            verdict = judge(copy, mutant)
            verdicts.append(verdict)
            said = verdict.killed_by or f"** {verdict.problem} **"
            print(f"{mutant.name:40}{mutant.file:34}{verdict.seconds:6.1f}  {said}", flush=True)
    killed = sum(bool(verdict.killed_by) for verdict in verdicts)
    seconds = time.perf_counter() - start
    print(f"\n{len(verdicts)} changes: {killed} killed, {len(verdicts) - killed} not; {seconds:.0f} s")
    return {"changes of one line": str(len(verdicts)), "killed": str(killed), "seconds": f"{seconds:.0f}"}


if __name__ == "__main__":
    counts = main()
    sys.exit(0 if counts["killed"] == counts["changes of one line"] else 1)
