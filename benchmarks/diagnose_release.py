"""Diagnose and release everything: a million respondents with codes, 20,000 teams in schools and boards, four waves.

Run ``python benchmarks/diagnose_release.py``. First both are timed whole, then once more stage by stage: each function
that `diagnose` and `release` call by name, without what it calls of the others, so that the stages add up. Making the
answers up and checking them is timed too, but is not part of the total.
"""

from __future__ import annotations

import argparse
import functools
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from types import FunctionType
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd

import culture_diag as cd

WAVES = ("2024-10", "2025-04", "2025-10", "2026-04")
TEAMS_IN_SCHOOL, SCHOOLS_IN_BOARD = 10, 10
SMALL = 0.005
"""Stages of less than this share of the total are put together."""


def make_plan(instrument: cd.Instrument, *, teams: int, seed: int = 1) -> pd.DataFrame:
    """Give each team a school and a board, 4 to 22 people of whom nearly all answer, and a place that drifts."""
    rng = np.random.default_rng(seed)
    number = np.arange(teams)
    school = number // TEAMS_IN_SCHOOL
    # Teams of two schools may have the same name, as in life.
    heading = {
        "board": [f"board {at:03d}" for at in school // SCHOOLS_IN_BOARD],
        "school": [f"school {at:04d}" for at in school],
        "team": [f"team {at}" for at in number % TEAMS_IN_SCHOOL],
        "size": rng.integers(4, 23, teams),
        "response": 0.96,
    }
    scales = [scale.id for scale in instrument.scales]
    place = instrument.response_scale.midpoint + rng.normal(0.3, 0.4, (teams, len(scales)))
    parts = []
    for wave in WAVES:
        parts.append(pd.DataFrame({**heading, "wave": wave, **dict(zip(scales, place.T, strict=True))}))
        place = place + rng.normal(0, 0.2, place.shape)
    return pd.concat(parts, ignore_index=True)


class Stages:
    """Seconds spent in each of the functions that one module knows by name, each without the others."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside: list[float] = []

    def of(self, entry: Callable[..., Any], *given: Any, **choices: Any) -> Any:
        """Call a function of the package while its stages are timed."""
        module = sys.modules[entry.__module__]
        stages = {
            name: self._timed(name, thing)
            for name, thing in vars(module).items()
            if isinstance(thing, FunctionType) and thing.__module__.startswith("culture_diag")
        }
        with patch.dict(vars(module), stages):
            return stages[entry.__name__](*given, **choices)

    def _timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def timed(*given: Any, **choices: Any) -> Any:
            self._inside.append(0.0)
            start = time.perf_counter()
            try:
                return work(*given, **choices)
            finally:
                spent = time.perf_counter() - start
                self.seconds[name] += spent - self._inside.pop()
                if self._inside:
                    self._inside[-1] += spent

        return timed


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that one call takes, and what it gives."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def show(name: str, seconds: dict[str, float]) -> None:
    """Print the stages of one function, the longest first."""
    total = sum(seconds.values())
    print(f"\n{name}, stage by stage ({total:.2f} s in this run)")
    small = 0.0
    for stage, spent in sorted(seconds.items(), key=lambda found: -found[1]):
        if spent < SMALL * total:
            small += spent
        else:
            print(f"  {stage.strip('_'):34}{spent:8.2f}{spent / total:8.0%}")
    print(f"  {'(all that is small)':34}{small:8.2f}{small / total:8.0%}")


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Print the total and the stages; return the seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--teams", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args(arguments)
    instrument = cd.load_instrument("invitation-challenge")
    plan = make_plan(instrument, teams=asked.teams)
    making, sample = timed(lambda: cd.simulate(instrument, plan=plan, missing=0.02, seed=1))
    given = {"team_sizes": sample.team_sizes}
    parts: dict[str, list[float]] = {"diagnose": [], "release": []}
    for _ in range(asked.runs):
        # Of one diagnosis at a time, so that memory is that of one.
        spent, diagnosis = timed(lambda: cd.diagnose(sample.responses, **given))
        parts["diagnose"].append(spent)
        spent, release = timed(lambda: cd.release(diagnosis))  # noqa: B023
        parts["release"].append(spent)
        hidden = release.teams["suppressed"].mean()
        del diagnosis, release
    rows = len(sample.responses.frame)
    paired = "with" if "respondent" in sample.responses.frame else "without"
    print(f"{rows:,} respondents ({paired} codes) x {len(instrument.items)} items; {asked.teams:,} teams x "
          f"{len(WAVES)} waves, {hidden:.0%} hidden; median of {asked.runs}")  # fmt: skip
    middles = {name: statistics.median(spent) for name, spent in parts.items()}
    for name, middle in middles.items():
        print(f"{name:36}{middle:8.2f} s")
    print(f"{'diagnose + release':36}{sum(middles.values()):8.2f} s   (answers made up and checked: {making:.1f} s)")
    stages = Stages(), Stages()
    diagnosis = stages[0].of(cd.diagnose, sample.responses, **given)
    stages[1].of(cd.release, diagnosis)
    for name, found in zip(parts, stages, strict=True):
        show(name, found.seconds)
    return {"respondents": f"{rows:,}"} | {name: f"{middle:.1f} s" for name, middle in middles.items()}


if __name__ == "__main__":
    main()
