"""Does a change between waves hold what is said of it? In simulated teams with a known truth.

Run ``python benchmarks/change.py``: about two minutes. Teams of which 5 to 30 answer (70% of 7 to 43 people, who keep
0.7 of their deviation from one wave to the next), 40 to a board, ICC(1) 0.10, 0.20 and 0.35 equally, answers whole
numbers from 1 to 5 on sixteen items, one in fifty missing. Every figure is followed by what it must be.

Three or four pairs, and the region of few, are covered more often than 95%: the common spread counts as two more
respondents, as is right where teams differ in spread. Here they hardly do, and it is worth more than that.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

import culture_diag as cd
from culture_diag.defaults import CUT_RANGE_SHARE, GATE, LABEL_PROBABILITY, LEVEL, POOLING
from culture_diag.diagnosis.change import change_table
from culture_diag.diagnosis.cuts import resolve_cuts
from culture_diag.diagnosis.place import PlacementRules, place_units
from culture_diag.diagnosis.units import units_at_level, with_sizes
from culture_diag.scoring import score

ICCS = (0.10, 0.20, 0.35)
TEAMS = 40
RESPONSE = 0.7
SIZES, LARGE = (7, 43), (90, 170)
FEWEST = 5
MARGIN = 0.2
MOVE = 0.2
"""Standard deviation of a team's true move, in points, where coverage is looked at."""
SHIFT = 0.5
"""How far the teams that changed did, in points, where half of them did."""
WAVES = ("1", "2")


class Boards:
    """Boards of teams of which the change in expected composite is exactly what is asked."""

    def __init__(self, instrument: cd.Instrument) -> None:
        self.instrument = instrument
        self.axes = (instrument.quadrants[0].x.scale, instrument.quadrants[0].y.scale)
        # What composite is expected at each position: rounding and the bounds bend it.
        self.grid = np.linspace(0.0, 6.0, 601)
        rows = pd.DataFrame({"team": [f"{i}" for i in range(len(self.grid))], "wave": "1", "size": 1})
        plan = rows.assign(**dict.fromkeys(self.axes, self.grid))
        self.expected = cd.simulate(instrument, plan=plan, seed=0).truth

    def draw(self, move: object, *, icc: float, sizes: tuple[int, int] = SIZES, same: bool = True, seed: int):
        """Draw a board; `move` gives the changes for a generator. Give answers, true changes and team sizes."""
        base = cd.simulate(self.instrument, teams=TEAMS, sizes=sizes, icc=icc, seed=seed).truth
        start = base[list(self.axes)].to_numpy()
        end = np.clip(start + move(np.random.default_rng(seed), start.shape), 1.2, 4.8)
        plans = []
        for wave, composite in zip(WAVES, (start, end), strict=True):
            at = {s: np.interp(composite[:, j], self.expected[s], self.grid) for j, s in enumerate(self.axes)}
            plans.append(base[["team", "size"]].assign(wave=wave, response=RESPONSE, **at))
        if same:
            samples = [cd.simulate(self.instrument, plan=pd.concat(plans), missing=0.02, seed=seed + 1)]
        else:
            samples = [
                cd.simulate(self.instrument, plan=plan, missing=0.02, seed=seed + 1 + i) for i, plan in enumerate(plans)
            ]
        frames = [sample.responses.frame.assign(wave=lambda x: x["wave"].astype(str)) for sample in samples]
        if not same:
            frames = [frame.assign(respondent=f"{i}-" + frame["respondent"]) for i, frame in enumerate(frames)]
        responses = cd.responses_from_frame(pd.concat(frames, ignore_index=True), self.instrument, waves=list(WAVES))
        truth = pd.concat([sample.truth for sample in samples]).set_index(["wave", "team"])
        return responses, truth.loc["2"] - truth.loc["1"], pd.concat([sample.team_sizes for sample in samples])

    def changes(self, move: object, *, target: str = "culture", **how: object) -> pd.DataFrame:
        """Draw a board and compare its waves; ``<scale>_true`` stands beside what is said."""
        responses, truth, sizes = self.draw(move, **how)
        found = self.diagnosed(responses, sizes, target)
        ending = "" if target == "culture" else "_members"
        true = truth.loc[found["team"], [f"{axis}{ending}" for axis in self.axes]].to_numpy()
        return found.assign(**{f"{axis}_true": true[:, j] for j, axis in enumerate(self.axes)})

    def diagnosed(self, responses: cd.Responses, sizes: pd.DataFrame, target: str) -> pd.DataFrame:
        """Give ``cd.diagnose(...).changes``, without all else that a diagnosis works out."""
        model, bounds = self.instrument.quadrants[0], self.instrument.response_scale
        rules = PlacementRules(
            axes=self.axes,
            model=model,
            cuts=resolve_cuts(None, instrument=self.instrument, model=model, waves=WAVES),
            target=target,
            pooling=POOLING,
            level=LEVEL,
            label_probability=LABEL_PROBABILITY,
            bounds=(bounds.minimum, bounds.maximum),
            gate=GATE,
            cut_range=CUT_RANGE_SHARE * (bounds.maximum - bounds.minimum),
            margin=MARGIN,
            borrow=False,
        )
        scores = score(responses)
        units = with_sizes(units_at_level(responses.frame, level="team"), sizes)
        placed = place_units(scores, units, rules=rules)
        return change_table(scores, units, placed=placed, rules=rules, respondents=responses.frame.get("respondent"))


def covered(found: pd.DataFrame, axes: tuple[str, ...]) -> pd.DataFrame:
    """Say for each axis whether the interval holds the truth."""
    return pd.DataFrame({s: (found[f"{s}_low"] <= found[f"{s}_true"]) & (found[f"{s}_true"] <= found[f"{s}_high"])
                         for s in axes})  # fmt: skip


def in_region(found: pd.DataFrame, axes: tuple[str, ...]) -> pd.Series:
    """Say whether the joint region of the move holds the truth."""
    x, y = ((found[f"{s}_true"] - found[f"{s}_change"]) / found[f"{s}_half_width"] for s in axes)
    r = found["region_correlation"]
    return (x**2 - 2 * r * x * y + y**2) / (1 - r**2) <= 1


def said(found: pd.DataFrame, axes: tuple[str, ...], *verdicts: str) -> pd.DataFrame:
    """Say for each axis whether the verdict is one of these."""
    return pd.DataFrame({s: found[f"{s}_verdict"].isin(verdicts) for s in axes})


def no_move(_: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return np.zeros(shape)


def some_move(generator: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return generator.normal(0, MOVE, size=shape)


def margin_move(generator: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return MARGIN * generator.choice([-1, 1], size=shape)


def half_move(generator: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    changed = np.arange(shape[0]) % 2 == 0
    return SHIFT * changed[:, None] * generator.choice([-1, 1], size=shape)


def simulate_all(boards: Boards, rounds: int, seed: int) -> dict[str, pd.DataFrame]:
    """Draw every kind of board `rounds` times at each ICC."""
    kinds = {
        "move": {"move": some_move},
        "move, members": {"move": some_move, "target": "members"},
        "move, others": {"move": some_move, "same": False},
        "still": {"move": no_move},
        "still, others": {"move": no_move, "same": False},
        "margin": {"move": margin_move},
        "margin, large": {"move": margin_move, "sizes": LARGE},
        "half": {"move": half_move},
        "half, others": {"move": half_move, "same": False},
    }
    found: dict[str, list[pd.DataFrame]] = {kind: [] for kind in kinds}
    for turn in range(rounds):
        for i, icc in enumerate(ICCS):
            for j, (kind, how) in enumerate(kinds.items()):
                here = 1000 * (seed + turn) + 100 * i + 10 * j
                found[kind].append(
                    boards.changes(**how, icc=icc, seed=here).assign(icc=icc, board=(turn, i).__hash__())
                )
    return {kind: pd.concat(parts, ignore_index=True) for kind, parts in found.items()}


def report(found: dict[str, pd.DataFrame], axes: tuple[str, ...]) -> dict[str, str]:
    """Print all figures, and return them."""
    figures: dict[str, str] = {}
    under = ""

    def line(title: str, values: pd.Series, must: str) -> None:
        """Print one figure, at each ICC and in all; what is indented belongs to the line above it."""
        nonlocal under
        under = under if title.startswith(" ") else title
        by = "  ".join(f"{value:.3f}" for value in values.groupby(level=0).mean())
        print(f"  {title:<62} {values.mean():.3f}   {by}   {must}")
        figures[title if title == under else f"{under}: {title.strip()}"] = f"{values.mean():.1%}"

    found = {kind: frame.set_index("icc") for kind, frame in found.items()}
    used = {kind: frame[frame["used"]] for kind, frame in found.items()}
    teams = len(used["still"]) / len(ICCS)
    print(f"{teams:,.0f} teams at each ICC and of each kind. Figures: all, then ICC " + ", ".join(map(str, ICCS)))
    print("\n95% intervals of the change hold the truth (both axes), and the joint region does")
    for title, kind, paired in (
        ("different people, unpaired, culture", "move, others", False),
        ("the same people, paired, culture", "move", True),
        ("the same people, unpaired, members", "move, members", False),
        ("the same people, paired, members", "move, members", True),
    ):
        rows = found[kind][found[kind]["paired"] == paired]
        few = paired & (rows["n_matched"] < FEWEST)
        line(title, covered(rows[~few], axes).stack().droplevel(1), "0.94 to 0.96")
        line("  region", in_region(rows[~few], axes), "0.94 or more")
        if paired:
            line("  of 3 or 4 pairs only", covered(rows[few], axes).stack().droplevel(1), "0.94 or more")
    rows = found["move"][~found["move"]["paired"]]
    line(
        "the same people, unpaired, culture (codes not used)", covered(rows, axes).stack().droplevel(1), "0.94 or more"
    )
    print("\nNothing changed")
    for kind, title in (("still, others", "different people"), ("still", "the same people, codes used")):
        rows = used[kind]
        moved = said(rows, axes, "changed", "changed_little")
        for axis in axes:
            line(f"{title}: changed on {axis}", moved[axis], "0.05 or less")
        line(f"{title}: changed on any axis", moved.any(axis=1), "(not promised: 0.10 of two axes)")
        together = rows["p_joint"] <= 0.05
        line(f"{title}: p of both axes together <= 0.05", together, "0.05 or less")
        line(f"{title}: that, and changed on any axis", together & moved.any(axis=1), "0.05 or less")
        for axis in axes:
            line(f"{title}: adjusted p <= 0.05 on {axis}", rows[f"{axis}_p_adjusted"] <= 0.05, "0.05 or less")
        line(f"{title}: another label", (rows["label_change"] != "none").astype(float), "0.20 and more")
        line(f"{title}: of which called noise", (rows["label_change"] == "noise")[rows["label_change"] != "none"], "")
    rows = found["still"][~found["still"]["paired"]]
    moved = said(rows, axes, "changed", "changed_little")
    line("the same people, codes not used: changed on an axis", moved.stack().droplevel(1), "0.05 or less")
    print(f"\nThe true change is exactly the margin ({MARGIN})")
    for kind, title in (("margin", "5 to 30 answers"), ("margin, large", "63 to 119 answers")):
        same = said(used[kind], axes, "same", "changed_little")
        line(f"{title}: said to lie within it", same.stack().droplevel(1), "0.05 or less")
    print(f"\nHalf of the teams changed by {SHIFT}: adjusted p <= 0.05")
    for kind, title in (("half, others", "different people"), ("half", "the same people, codes used")):
        rows = used[kind].reset_index()
        for axis in axes:
            rows["found"], rows["false"] = rows[f"{axis}_p_adjusted"] <= 0.05, rows[f"{axis}_true"].abs() < 1e-3
            by = rows.groupby(["icc", "board"])
            wrong = rows[rows["found"]].groupby(["icc", "board"])["false"].mean().reindex(by.size().index, fill_value=0)
            line(f"{title}: false of those found on {axis}", wrong.droplevel(1), "0.05 or less")
            line("  and found of those that changed", rows[~rows["false"]].set_index("icc")["found"], "")
    return figures


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Print the calibration; return its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40, help=f"boards of {TEAMS} teams at each ICC, of each kind")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    boards = Boards(cd.load_instrument("invitation-challenge"))
    return report(simulate_all(boards, asked.rounds, asked.seed), boards.axes)


if __name__ == "__main__":
    main()
