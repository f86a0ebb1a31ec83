"""Score and place 1,000,000 respondents in 20,000 teams, beside the groupby a user would write for the means alone.

Run ``python benchmarks/speed.py``. Both sides get the same frame in the same run, in turn, several times; what counts
is the ratio of medians, since the machine's own pace differs from hour to hour. Memory is the highest traced use above
what is held before the call, as a multiple of the answers' frame.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd

import culture_diag as cd
from culture_diag.defaults import GATE, LABEL_PROBABILITY, LEVEL, POOLING
from culture_diag.diagnosis.place import PlacementRules, place_units
from culture_diag.diagnosis.units import units_at_level
from culture_diag.instrument import Instrument
from culture_diag.scoring import score


def make_answers(instrument: Instrument, *, respondents: int, teams: int, seed: int = 1) -> pd.DataFrame:
    """Draw answers of 1 to 5, one in fifty missing, with team labels as text and one wave."""
    rng = np.random.default_rng(seed)
    items = [item.id for item in instrument.items]
    answers = rng.integers(1, 6, size=(respondents, len(items))).astype(float)
    answers[rng.random(answers.shape) < 0.02] = np.nan
    frame = pd.DataFrame(answers, columns=items)
    frame.insert(
        0, "team", np.array([f"team {number:05d}" for number in range(teams)])[rng.integers(0, teams, respondents)]
    )
    frame.insert(1, "wave", "2026-04")
    return frame


def plain_groupby(frame: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Do what a user would write: reverse, average the items of each scale, average by team and wave."""
    scores = pd.DataFrame({"team": frame["team"], "wave": frame["wave"]})
    for scale in instrument.scales:
        items = [item.id for item in scale.items]
        answers = frame[items].copy()
        for item in scale.items:
            if item.reverse_keyed:
                answers[item.id] = 6 - answers[item.id]
        scores[scale.id] = answers.mean(axis=1)
    return scores.groupby(["team", "wave"], observed=True)[[scale.id for scale in instrument.scales]].mean()


def score_and_place(responses: cd.Responses) -> pd.DataFrame:
    """Do what `diagnose` does to place teams: scores, means, covariances, intervals, regions, probabilities, labels."""
    model = responses.instrument.quadrants[0]
    cuts = pd.DataFrame({"wave": "2026-04", "scale": [model.x.scale, model.y.scale], "cut": 3.0})
    rules = PlacementRules(
        axes=(model.x.scale, model.y.scale), model=model, cuts=cuts, target="culture", pooling=POOLING, level=LEVEL,
        label_probability=LABEL_PROBABILITY, bounds=(1, 5), gate=GATE, cut_range=0.5, margin=0.2, borrow=False,
    )  # fmt: skip
    return place_units(score(responses), units_at_level(responses.frame, level="team"), rules=rules)


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak(work: Callable[[], object]) -> int:
    """Highest traced memory of one call, in bytes above what was held before it."""
    tracemalloc.start()
    work()
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return highest


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Print the table; return times and memory beside the plain groupby."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--respondents", type=int, default=1_000_000)
    parser.add_argument("--teams", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args(arguments)
    instrument = cd.load_instrument("invitation-challenge")
    frame = make_answers(instrument, respondents=asked.respondents, teams=asked.teams)
    responses = cd.responses_from_frame(frame, instrument)
    works: dict[str, Callable[[], object]] = {
        "plain pandas groupby, means only": lambda: plain_groupby(frame, instrument),
        "score and place (this package)": lambda: score_and_place(responses),
        "validate a frame (responses_from_frame)": lambda: cd.responses_from_frame(frame, instrument),
        "diagnose: all tables (this package)": lambda: cd.diagnose(responses),
    }
    # The two must agree before it is worth asking which is faster; a team's incomplete answers are the difference.
    placed = score_and_place(responses).set_index("team")["invitation"]
    plain = plain_groupby(frame, instrument)["invitation"].droplevel("wave")
    assert np.corrcoef(placed, plain.loc[placed.index])[0, 1] > 0.99
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(asked.runs):
        for name, work in works.items():
            times[name].append(timed(work))
    size = int(frame.memory_usage(deep=True).sum())
    base = statistics.median(times["plain pandas groupby, means only"])
    print(f"{asked.respondents:,} respondents x {len(instrument.items)} items, {asked.teams:,} teams; "
          f"frame {size / 1e6:.0f} MB; median of {asked.runs}")  # fmt: skip
    print(f"{'':42}{'seconds':>8}{'ratio':>7}{'peak memory / frame':>21}")
    figures = {}
    for name, work in works.items():
        middle, memory = statistics.median(times[name]), peak(work) / size
        print(f"{name:42}{middle:8.2f}{middle / base:7.2f}{memory:21.2f}")
        figures |= {f"{name}, seconds": f"{middle:.1f}", f"{name}, times groupby": f"{middle / base:.1f}"}
    return figures


if __name__ == "__main__":
    main()
