"""Is a probability of 0.80 right 80 times in 100? Said against right, in simulated teams with a known truth.

Run ``python benchmarks/calibration.py``. Teams of which 5 to 30 answer are drawn equally at ICC(1) 0.10, 0.20 and 0.35
and about three centres: on the cut (the hardest place to stand), 0.2 and 0.4 above it. Answers are whole numbers from 1
to 5 on sixteen items, one in fifty missing. ``--by`` shows each ICC and each centre by itself.
"""

from __future__ import annotations

import argparse
import itertools

import numpy as np
import pandas as pd

import culture_diag as cd

ICCS = (0.10, 0.20, 0.35)
CENTRES = (3.0, 3.2, 3.4)
ENOUGH = 300
"""A band with fewer placements than this is not judged."""


def placements(instrument: cd.Instrument, *, waves: int, teams: int, pooling: float | str, seed: int) -> pd.DataFrame:
    """Place simulated teams for both targets and look up the truth.

    Returns
    -------
    DataFrame
        One row a team and target: ``target, icc, centre, said`` (probability of the most probable quadrant), ``right``,
        ``inside`` (joint region holds the truth), ``inside_x``, ``inside_y`` (intervals).
    """
    rows = []
    for number, (icc, centre) in enumerate(itertools.product(ICCS, CENTRES)):
        sample = cd.simulate(instrument, teams=teams, waves=[f"{w:04d}" for w in range(waves)], sizes=(7, 43), icc=icc,
                             centre=centre, drift=0.0, response=0.7, missing=0.02, seed=seed + number)  # fmt: skip
        for target in ("culture", "members"):
            diagnosis = cd.diagnose(sample.responses, team_sizes=sample.team_sizes, target=target, pooling=pooling)
            rows.append(judge(diagnosis, sample.truth, target).assign(icc=icc, centre=centre))
    return pd.concat(rows, ignore_index=True)


def judge(diagnosis: cd.Diagnosis, truth: pd.DataFrame, target: str) -> pd.DataFrame:
    """Compare placed teams with their truth."""
    model = diagnosis.model
    ending = "" if target == "culture" else "_members"
    known = truth.set_index(["team", truth["wave"].astype(str)])
    teams = diagnosis.teams.set_index(["team", diagnosis.teams["wave"].astype(str)])
    known = known.loc[teams.index]
    x, y = model.x.scale, model.y.scale
    cells = 2 * (known[x + ending] >= 3).to_numpy() + (known[y + ending] >= 3).to_numpy()
    ids = np.array([quadrant.id for quadrant in model.quadrants])
    away_x = (known[x + ending] - teams[x]) / teams[f"{x}_half_width"]
    away_y = (known[y + ending] - teams[y]) / teams[f"{y}_half_width"]
    r = teams["region_correlation"]
    judged = pd.DataFrame({
        "target": target,
        "said": teams[[f"p_{i}" for i in ids]].max(axis=1).to_numpy(),
        "right": (teams["quadrant"] == ids[cells]).to_numpy(),
        "inside": ((away_x**2 - 2 * r * away_x * away_y + away_y**2) / (1 - r**2) <= 1).to_numpy(),
    })  # fmt: skip
    for key, scale in (("inside_x", x), ("inside_y", y)):
        known_here = known[scale + ending]
        judged[key] = ((teams[f"{scale}_low"] <= known_here) & (known_here <= teams[f"{scale}_high"])).to_numpy()
    bare = 2 * (teams[x] >= 3).to_numpy() + (teams[y] >= 3).to_numpy()
    return judged.assign(bare_wrong=bare != cells)


def bands(found: pd.DataFrame) -> pd.DataFrame:
    """Put placements in bands of a tenth: how many, what was said, what was right."""
    band = np.floor(found["said"].clip(upper=0.999) * 10) / 10
    table = found.groupby(band).agg(placements=("said", "size"), said=("said", "mean"), right=("right", "mean"))
    table["said - right"] = table["said"] - table["right"]
    return table[table["placements"] >= ENOUGH]


def report(found: pd.DataFrame, title: str) -> dict[str, str]:
    """Print one table; return its largest difference, and how often the regions and the bare label are right."""
    table = bands(found)
    cover = found[["inside", "inside_x", "inside_y"]].mean()
    print(f"\n{title}: {len(found):,} placements; region covers {cover['inside']:.3f}, "
          f"intervals {cover['inside_x']:.3f} and {cover['inside_y']:.3f}; "
          f"the bare label (side of the cut) is wrong for {found['bare_wrong'].mean():.0%}")  # fmt: skip
    print(table.to_string(float_format="{:.3f}".format, index_names=False))
    worst = table["said - right"].abs().max()
    print(f"largest |said - right| {worst:.3f}")
    return {
        f"{title}: largest difference of a band": f"{worst:.3f}",
        f"{title}: regions that hold the truth": f"{cover['inside']:.3f}",
        f"{title}: bare label wrong": f"{found['bare_wrong'].mean():.0%}",
    }


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Print the tables; return how far what is said and what is right differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40, help="waves of 40 fresh teams per ICC and centre")
    parser.add_argument("--pooling", default="2", help="number, or auto")
    parser.add_argument("--by", action="store_true", help="each ICC and each centre by itself too")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    pooling = asked.pooling if asked.pooling == "auto" else float(asked.pooling)
    instrument = cd.load_instrument("invitation-challenge")
    found = pd.concat(
        [
            placements(instrument, waves=1, teams=40, pooling=pooling, seed=1000 * (asked.seed + turn))
            for turn in range(asked.rounds)
        ],
        ignore_index=True,
    )
    figures: dict[str, str] = {}
    for target, rows in found.groupby("target"):
        figures |= report(rows, f"target {target}")
        if asked.by:
            for key in ("icc", "centre"):
                for value, part in rows.groupby(key):
                    report(part, f"target {target}, {key} {value}")
    hardest = found[(found["target"] == "culture") & (found["centre"] == found["centre"].min())]
    figures |= report(hardest, "target culture, all teams about the cut")
    return figures


if __name__ == "__main__":
    main()
