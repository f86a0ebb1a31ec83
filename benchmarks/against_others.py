"""The same figures by this package and by what one would otherwise use, on the same made-up answers in one run.

Run ``python benchmarks/against_others.py``. ICC(1), ICC(2) and r_WG(J) stand against R's ``multilevel``, Cronbach's
alpha against ``pingouin``; what is not installed is said and passed over. Teams have text labels and unequal sizes, as
in life. Each side computes once to warm up, then several times; ours once before and once after each other package's,
so that the machine's own pace weighs on both. R is timed from within, with the data loaded and the labels a factor
already; our labels are plain text. The two sides' values are compared before their times are printed.

ICC needs two comparisons. ``ICC1(aov(...))`` builds a matrix of respondents by teams, out of reach at full size: it is
compared on a smaller table. ``mult.icc`` does go to full size, but estimates by REML: there, values only come close.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.statistics import cronbach_alpha, icc1, icc2, team_agreement

try:
    import pingouin
except ImportError:
    pingouin = None

ITEMS = 8
NOT_INSTALLED = "not installed"

R_CODE = r"""
suppressMessages(library(multilevel))
given <- commandArgs(trailingOnly = TRUE)
folder <- given[1]; what <- given[2]; rows <- as.integer(given[3]); items <- as.integer(given[4])
runs <- as.integer(given[5])
doubles <- function(name, n) readBin(file.path(folder, name), "double", n)
team <- factor(sprintf("team %05d", readBin(file.path(folder, "team"), "integer", rows)))
score <- doubles("score", rows)
work <- switch(what,
  "aov" = { data <- data.frame(score, team); function() { fit <- aov(score ~ team, data); c(ICC1(fit), ICC2(fit)) } },
  "mult.icc" = { data <- data.frame(score, score)
    function() { found <- mult.icc(data, team); c(found$ICC1[1], found$ICC2[1]) } },
  "rwg.j" = { data <- as.data.frame(matrix(doubles("items", rows * items), rows)); function() rwg.j(data, team)$rwg.j })
seconds <- c()
for (run in 0:runs) {
  start <- Sys.time(); value <- work(); spent <- as.numeric(Sys.time() - start, units = "secs")
  if (run > 0) seconds <- c(seconds, spent)
}
writeBin(as.double(value), file.path(folder, "value")); writeBin(seconds, file.path(folder, "seconds"))
"""


@dataclass(frozen=True)
class Data:
    """Answers of 1 to 5: a frame of items, a team for each row as number and as text, and the mean of the items."""

    items: pd.DataFrame
    number: NDArray[np.int32]
    team: pd.Series
    score: NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One line of the table: seconds of each run, ours and theirs, and how the values compare."""

    what: str
    rows: int
    other: str
    ours: list[float]
    theirs: list[float]
    values: str

    def line(self) -> str:
        """Write the line, without figures of what could not be run."""
        ours = statistics.median(self.ours)
        told = f"{self.what:40}{self.rows:>10,}{ours:9.3f}  {self.other:24}"
        if not self.theirs:
            return f"{told}{'':9}{'':9}  {self.values}"
        theirs = statistics.median(self.theirs)
        return f"{told}{theirs:9.3f}{theirs / ours:8.1f}x  {self.values}"


def make_data(*, respondents: int, teams: int, seed: int = 1) -> Data:
    """Draw teams of unequal size that differ, persons that differ within them, and noise on each item."""
    rng = np.random.default_rng(seed)
    weight = rng.gamma(2.0, size=teams)
    # Every team two rows at least, or R counts other teams than we do.
    rest = rng.choice(teams, respondents - 2 * teams, p=weight / weight.sum())
    number = rng.permutation(np.concatenate([np.repeat(np.arange(teams), 2), rest])).astype(np.int32)
    place = rng.normal(3.0, 0.4, teams)[number] + rng.normal(0, 0.6, respondents)
    noisy = [np.clip(np.rint(place + rng.normal(0, 0.7, respondents)), 1, 5) for _ in range(ITEMS)]
    items = pd.DataFrame({f"q{at + 1}": answers for at, answers in enumerate(noisy)})
    labels = np.array([f"team {at:05d}" for at in range(teams)])
    return Data(items, number, pd.Series(labels[number], name="team"), items.to_numpy().mean(axis=1))


def timed(work: Callable[[], object], *, runs: int) -> list[float]:
    """Seconds of each of so many calls, after one to warm up."""
    work()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds


def in_r(data: Data, what: str, *, runs: int, limit: float) -> tuple[NDArray[np.float64], list[float]] | str:
    """Let R do it: its values and seconds, or why there are none."""
    command = shutil.which("Rscript")
    probe = ["-e", "library(multilevel)"]
    if command is None or subprocess.run([command, *probe], capture_output=True, check=False).returncode:
        return NOT_INSTALLED
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data.number.tofile(folder / "team")
        data.score.tofile(folder / "score")
        # R keeps a matrix column by column.
        data.items.to_numpy().T.tofile(folder / "items")
        (folder / "work.R").write_text(R_CODE, encoding="utf-8")
        asked = [str(folder), what, str(len(data.score)), str(ITEMS), str(runs)]
        try:
            done = subprocess.run(
                [command, str(folder / "work.R"), *asked], capture_output=True, text=True, timeout=limit, check=False
            )
        except subprocess.TimeoutExpired:
            return f"not done in {limit:.0f} s"
        if done.returncode:
            return f"failed: {(done.stderr.strip().splitlines() or ['?'])[-1][:60]}"
        seconds = np.fromfile(folder / "seconds").tolist()
        return np.fromfile(folder / "value"), seconds


def against_r(
    what: str, data: Data, ours: Callable[[], NDArray[np.float64]], *, other: str, runs: int, limit: float,
    exact: bool = True, share: float = 1.0,
) -> Row:  # fmt: skip
    """Compare with R; `share` is the part of R's work that answers the same question."""
    before = timed(ours, runs=runs)
    found = in_r(data, other, runs=runs, limit=limit)
    seconds = before + timed(ours, runs=runs)
    name = f"multilevel::{other}" if other != "aov" else "multilevel::ICC1(aov)"
    if isinstance(found, str):
        return Row(what, len(data.score), name, seconds, [], found)
    theirs, spent = found
    apart = float(np.abs(ours() - theirs).max())
    if exact:
        assert apart < 1e-8, f"{what}: {apart}"
    values = f"equal (within {apart:.0e})" if exact else f"REML: {apart:.0e} apart"
    return Row(what, len(data.score), name, seconds, [share * each for each in spent], values)


def against_pingouin(what: str, items: pd.DataFrame, *, runs: int) -> Row:
    """Compare alpha and its interval with pingouin, which rounds the interval to three decimals."""

    def ours() -> object:
        return cronbach_alpha(items)

    def theirs() -> tuple[float, NDArray[np.float64]]:
        assert pingouin is not None
        estimate, interval = pingouin.cronbach_alpha(items, nan_policy="listwise")
        return float(estimate), interval

    name = "pingouin.cronbach_alpha"
    if pingouin is None:
        return Row(what, len(items), name, timed(ours, runs=runs), [], NOT_INSTALLED)
    found, (estimate, interval) = cronbach_alpha(items), theirs()
    apart = abs(found.estimate - estimate)
    assert apart < 1e-8, f"{what}: {apart}"
    assert np.abs(np.array([found.low, found.high]) - interval).max() <= 0.0005 + 1e-9, interval
    ours_first = timed(ours, runs=runs)
    spent = timed(theirs, runs=2 * runs)
    return Row(what, len(items), name, ours_first + timed(ours, runs=runs), spent, f"equal (within {apart:.0e})")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--respondents", type=int, default=1_000_000)
    parser.add_argument("--teams", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5, help="of ours, before and after, and of pingouin twice so many")
    parser.add_argument("--r-runs", type=int, default=3, help="of R, which takes long")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds after which R is given up")
    asked = parser.parse_args()
    whole = make_data(respondents=asked.respondents, teams=asked.teams)
    small = make_data(respondents=asked.respondents // 50, teams=asked.teams // 50)
    gaps = whole.items.mask(np.random.default_rng(2).random(whole.items.shape) < 0.02)

    def iccs(data: Data) -> Callable[[], NDArray[np.float64]]:
        return lambda: np.array([icc1(data.score, data.team).estimate, icc2(data.score, data.team).estimate])

    def agreement(data: Data) -> Callable[[], NDArray[np.float64]]:
        return lambda: team_agreement(data.items, data.team, bounds=(1, 5)).rwg_j().to_numpy()

    r = {"runs": asked.r_runs, "limit": asked.limit}
    print(f"{asked.respondents:,} respondents in {asked.teams:,} unequal teams x {ITEMS} items; median seconds")
    print(f"{'':40}{'rows':>10}{'ours':>9}  {'other':24}{'other':>9}{'other/ours':>11}  values")
    for row in (
        lambda: against_r("ICC(1) and ICC(2)", small, iccs(small), other="aov", **r),
        lambda: against_r("ICC(1) and ICC(2)", whole, iccs(whole), other="mult.icc", exact=False, share=0.5, **r),
        lambda: against_r("r_WG(J) of every team", whole, agreement(whole), other="rwg.j", **r),
        lambda: against_pingouin("alpha with interval, all answered", whole.items, runs=asked.runs),
        lambda: against_pingouin("alpha with interval, 1 in 50 missing", gaps, runs=asked.runs),
    ):
        print(row().line(), flush=True)


if __name__ == "__main__":
    main()
