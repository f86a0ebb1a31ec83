"""Does it help to borrow strength, and is what is then said right? Teams by themselves against teams that borrow.

Run ``python benchmarks/borrowing.py``. Waves of 40 teams, of which 5 to 30 answer, are drawn as in ``calibration.py``
at ICC(1) 0.10, 0.20 and 0.35 and about three centres, and every wave is placed twice: each team by its own answers,
and with what the wave's other teams tell. The Brier score is the sum over the four quadrants of the squared difference
between probability and truth: 0 is perfect. Calibration is shown at each ICC alone.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd
from calibration import CENTRES, ENOUGH, ICCS, bands, report

import culture_diag as cd
from culture_diag.scoring import score
from culture_diag.statistics import GroupMoments, MeanPosterior, borrowed_posterior, group_moments
from culture_diag.statistics import quadrant_probabilities as probabilities
from culture_diag.statistics.placement import posterior_of_moments

CUT = 3.0
TARGETS = {"culture": "", "members": "_members"}
METHODS = {"alone": posterior_of_moments, "borrowed": borrowed_posterior}
POOLING = 2.0
"""The default of `diagnose`."""


def draw(
    instrument: cd.Instrument, *, teams: int, rounds: int, icc: float, centre: float, seed: int
) -> tuple[GroupMoments, np.ndarray, dict[str, np.ndarray]]:
    """Draw teams: what they answered, how large they are, and the truth of each target."""
    sample = cd.simulate(instrument, teams=teams * rounds, sizes=(7, 43), icc=icc, centre=centre, response=0.7,
                         missing=0.02, seed=seed)  # fmt: skip
    model = instrument.quadrants[0]
    axes = [model.x.scale, model.y.scale]
    codes = pd.Categorical(sample.responses.frame["team"], categories=sample.truth["team"]).codes
    moments = group_moments(score(sample.responses)[axes].to_numpy(), codes.astype(np.intp), groups=teams * rounds)
    truth = {target: sample.truth[[axis + end for axis in axes]].to_numpy() for target, end in TARGETS.items()}
    return moments, sample.team_sizes["n_team"].to_numpy(float), truth


def in_waves(teams: int, rounds: int) -> Iterator[np.ndarray]:
    """Rows of the teams of each wave."""
    yield from np.arange(teams * rounds).reshape(rounds, teams)


def judge(posterior: MeanPosterior, observed: np.ndarray, truth: np.ndarray) -> pd.DataFrame:
    """Compare placed teams with their truth, in the columns of ``calibration.judge`` and ``brier``."""
    said = probabilities(posterior.mean, posterior.covariance, posterior.df, (CUT, CUT))
    cell = 2 * (truth[:, 0] >= CUT) + (truth[:, 1] >= CUT)
    low, high = posterior.interval()
    inside = (low <= truth) & (truth <= high)
    away = (truth - posterior.mean)[..., None]
    distance = (away * np.linalg.solve(posterior.region(), away)).sum(axis=(1, 2))
    return pd.DataFrame({
        "brier": ((said - np.eye(4)[cell]) ** 2).sum(axis=1),
        "said": said.max(axis=1),
        "right": said.argmax(axis=1) == cell,
        "inside": distance <= 1,
        "inside_x": inside[:, 0],
        "inside_y": inside[:, 1],
        "bare_wrong": 2 * (observed[:, 0] >= CUT) + (observed[:, 1] >= CUT) != cell,
    })  # fmt: skip


def placements(instrument: cd.Instrument, *, teams: int, rounds: int, pooling: float, seed: int) -> pd.DataFrame:
    """Place every wave by each method and for each target: one row a team, with ``wave`` to tell them apart."""
    found = []
    for number, (icc, centre) in enumerate(itertools.product(ICCS, CENTRES)):
        moments, sizes, truth = draw(instrument, teams=teams, rounds=rounds, icc=icc, centre=centre, seed=seed + number)
        for wave, rows in enumerate(in_waves(teams, rounds)):
            here = GroupMoments(n=moments.n[rows], mean=moments.mean[rows], scatter=moments.scatter[rows])
            for (method, place), target in itertools.product(METHODS.items(), TARGETS):
                placed = place(here, teams=tuple(rows), sizes=sizes[rows], target=target, pooling=pooling)
                judged = judge(placed, here.mean, truth[target][rows])
                found.append(judged.assign(method=method, target=target, icc=icc, centre=centre, wave=wave))
    return pd.concat(found, ignore_index=True)


def brier_table(found: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Brier scores of both methods, the improvement, and its standard error over waves."""
    waves = found.pivot_table(index=[*by, "wave"], columns="method", values="brier")
    table = waves.groupby(by)[list(METHODS)].mean()
    table["improvement"] = 1 - table["borrowed"] / table["alone"]
    # Of a ratio of means: the spread of what each wave has too much or too little.
    ratio = (table["borrowed"] / table["alone"]).reindex(waves.droplevel("wave").index).to_numpy()
    left = (waves["borrowed"] - ratio * waves["alone"]).groupby(by)
    table["standard error"] = left.std() / np.sqrt(left.size()) / table["alone"]
    return table


def seconds(instrument: cd.Instrument, teams: int, seed: int) -> float:
    """Time one wave of very many teams."""
    moments, sizes, _ = draw(instrument, teams=teams, rounds=1, icc=0.2, centre=3.2, seed=seed)
    start = time.perf_counter()
    borrowed_posterior(moments, teams=tuple(range(teams)), sizes=sizes, pooling=POOLING)
    return time.perf_counter() - start


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Print the tables; return the gain and the worst band."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200, help="waves per ICC and centre")
    parser.add_argument("--teams", type=int, default=40, help="teams in a wave")
    parser.add_argument(
        "--pooling", type=float, default=POOLING, help="as in diagnose; borrowing takes it as the least"
    )
    parser.add_argument("--alone", action="store_true", help="calibration of the teams by themselves too")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    instrument = cd.load_instrument("invitation-challenge")
    found = placements(
        instrument, teams=asked.teams, rounds=asked.rounds, pooling=asked.pooling, seed=1000 * asked.seed
    )
    print(f"{asked.rounds} waves of {asked.teams} teams per ICC(1) and centre; bands of {ENOUGH} placements and more")
    print("\nBrier score per target and ICC(1)")
    gained = brier_table(found, ["target", "icc"])
    print(gained.to_string(float_format="{:.4f}".format))
    print("\nBrier score per target, ICC(1) and centre")
    print(brier_table(found, ["target", "icc", "centre"]).to_string(float_format="{:.4f}".format))
    worst = {}
    for (target, icc, method), rows in found.groupby(["target", "icc", "method"]):
        if method == "borrowed" or asked.alone:
            report(rows, f"{method}, target {target}, ICC(1) {icc:.2f}")
        worst[method, target, icc] = bands(rows)["said - right"].abs().max()
    print("\nlargest |said - right| of a band at each ICC(1) alone")
    print(pd.Series(worst).unstack(0).rename_axis(["target", "icc"]).to_string(float_format="{:.3f}".format))
    print(f"\n20,000 teams in a wave: {seconds(instrument, 20_000, asked.seed):.2f} s")
    return {
        f"Brier score better by, {target}, ICC(1) {icc:.2f}": f"{share:.1%}"
        for (target, icc), share in gained["improvement"].items()
    } | {
        f"largest difference of a band, {target}, ICC(1) {icc:.2f}": f"{difference:.3f}"
        for (method, target, icc), difference in worst.items()
        if method == "borrowed"
    }


if __name__ == "__main__":
    main()
