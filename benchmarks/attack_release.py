"""What can be worked out of one release, and what the protection costs: attacks on simulated boards, and a price.

Run ``python benchmarks/attack_release.py`` (about ten minutes), or ``--boards 2`` to see in seconds that it runs.
Who attacks knows everything that is released and how it was made. A case counts as *exact* where one value is left, and
as *within .5* where no more than half a point is left (or an estimate is no more than half a point off). The column
*before* was measured with this file on commit 5991762.
"""

from __future__ import annotations

import argparse
import pickle
import time
from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np
import pandas as pd
from scipy.special import stdtrit

import culture_diag as cd

INSTRUMENT = cd.load_instrument("invitation-challenge")
ITEMS = [item.id for item in INSTRUMENT.items]
REVERSED = {item.id for item in INSTRUMENT.items if item.reverse_keyed}
SCALES = [scale.id for scale in INSTRUMENT.scales]
LOW, HIGH = 1.0, 5.0
HALF_STEP, POOLING = 0.05, 2.0
FULL = 200

AFTER = True
"""Whether the release is of these rules: ends cut off, numbers in fives, a narrowest spread."""

BEFORE: dict[str, tuple[str, ...]] = {
    "an item that a team of ten or more answered alike": ("179", "99%", "99%"),
    "that a team scored alike": ("20", "95%", "95%"),
    "the score of who is in a team that scored alike": ("40", "0%", "0%"),
    "one late answer, by the clustering, all others known": ("20", "100%", "100%"),
    "an exact mean used as a cut": ("20", "100%", "100%"),
    "how far a hidden team lies from the rest, by team_split_half": ("40", "r 0.52", "68%"),
    "a hidden team's mean, by borrow=True": ("40", "r 0.60", "55%"),
    "that one to four left an item open": ("4290", "100%", "100%"),
    "what is behind empty cells of hidden units": ("849", "78%", "78%"),
    "a new column of the diagnosis that passes": ("16", "31%", "31%"),
    "teams with five answers or more": ("3057", "95.7%"),
    "schools": ("800", "100.0%"),
    "items, of shown teams": ("46800", "71.1%"),
    "items, of shown teams of ten or more": ("33728", "98.6%"),
    "facets, of shown teams of ten or more": ("16864", "97.3%"),
    "distributions, of items of shown teams": ("46800", "47.4%"),
    "shares, of shown teams": ("2925", "25.9%"),
    "scales with agreement, of shown teams": ("5850", "65.0%"),
    "figures of the measurement": ("19200", "100.0%"),
}
"""By line of the tables: what the full run printed on commit 5991762."""


def board(seed: int, *, high: bool = False, schools: bool = True) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw a board of about fifteen teams; return answers and team sizes."""
    rng = np.random.default_rng(seed)
    rows = [
        {"school": f"S{school}", "team": f"t{school}{team}", "wave": "1", "size": int(rng.integers(5, 26))}
        for school in range(4)
        for team in range(int(rng.integers(3, 6)))
    ]
    plan = pd.DataFrame(rows).assign(response=0.8, board="B")
    centre = (4.1, 4.3) if high else (3.3, 3.6)
    for scale, at in zip(SCALES, centre, strict=True):
        plan[scale] = rng.normal(at, 0.35, len(plan)).clip(1.5, 4.8)
    if not schools:
        plan = plan.drop(columns=["school", "board"])
    sample = cd.simulate(INSTRUMENT, plan=plan, missing=0.01, seed=seed)
    return sample.responses.frame, sample.team_sizes


def opened(frame: pd.DataFrame, sizes: pd.DataFrame, **choices: object) -> tuple[cd.Diagnosis, cd.Release]:
    """Diagnose and release."""
    answers = frame[[c for c in ("respondent", "board", "school", "team", "wave", *ITEMS) if c in frame]]
    diagnosis = cd.diagnose(cd.responses_from_frame(answers, INSTRUMENT), team_sizes=sizes, **choices)
    return diagnosis, cd.release(diagnosis)


def line(widths: list[float]) -> tuple[str, ...]:
    """Sum up what is left in each case: how many cases, share exact, share within half a point."""
    left = np.array(widths, dtype=float)
    return str(len(left)), f"{(left < 0.01).mean():.0%}", f"{(left <= 0.5 + 1e-9).mean():.0%}"


def one_of(n: int, low: float, high: float) -> float:
    """Return what is left of one person's value, when the mean of n lies between low and high."""
    least, most = max(LOW, n * low - (n - 1) * HIGH), min(HIGH, n * high - (n - 1) * LOW)
    return max(most - least, 0.0)


# ------------------------------------------------------------------------------------------------ leaks of one release


def unanimous_items(seed: int) -> list[float]:
    """Let a team of ten or more answer one item alike, and look for the answer."""
    frame, sizes = board(seed, high=seed % 2 == 0)
    rng = np.random.default_rng(seed)
    planted = {}
    for team, rows in frame.groupby("team", observed=True).groups.items():
        if len(rows) >= 11:
            item = str(rng.choice(ITEMS))
            planted[team, item] = float(np.rint(frame.loc[rows, item].mean()))
            frame.loc[rows, item] = planted[team, item]
    _, release = opened(frame, sizes)
    items = release.items.set_index(["team", "item"])
    complete = release.agreement.set_index(["team", "scale"])["n"]
    left = []
    for (team, item), answer in planted.items():
        if (team, item) not in items.index:
            continue
        row = items.loc[team, item]
        facets = release.facets.query("team == @team and facet == @row.facet").iloc[0]
        partner = release.items.query("team == @team and facet == @row.facet and item != @item").iloc[0]
        rows = complete.get((team, row["scale"]), pd.NA)
        if row["suppressed"]:
            # Ten complete rows: the item is not hidden for being answered by few.
            known = not pd.isna(rows) and rows >= 10
            other = turned(partner["item"], partner["mean"])
            guess = turned(item, 2 * facets["mean"] - other) if known else np.nan
            window = np.array([guess - 0.35, guess + 0.35])
            whole = np.arange(np.ceil(window[0] - 1e-9), window[1] + 1e-9) if not np.isnan(guess) else np.arange(1, 6)
            whole = whole[(whole >= LOW) & (whole <= HIGH)]
            left.append(float(np.ptp(whole)) if answer in whole else 4.0)
        else:
            low, high = ends(row["mean"], 0.25, 0.5)
            left.append(one_of(int(row["n"]), low, high))
    return left


def turned(item: str, value: float) -> float:
    """Turn an answer to a reverse-keyed item, to or from how it counts."""
    return LOW + HIGH - value if item in REVERSED else value


def ends(shown: float, half: float, room: float) -> tuple[float, float]:
    """Return the means that are shown so; near an end of the scale all beyond it."""
    low = LOW if AFTER and shown <= LOW + room + 1e-9 else shown - half
    high = HIGH if AFTER and shown >= HIGH - room - 1e-9 else shown + half
    return max(low, LOW), min(high, HIGH)


def with_alike_team(seed: int) -> tuple[cd.Diagnosis, cd.Release, pd.Series]:
    """Let a team of five or more score alike on both scales; return also its row."""
    frame, sizes = board(seed)
    rng = np.random.default_rng(seed)
    size = frame.groupby("team", observed=True).size()
    team = str(rng.choice(size.index[size >= 5]))
    rows = frame["team"] == team
    for item in ITEMS:
        frame.loc[rows, item] = turned(item, 4.0)
    diagnosis, release = opened(frame, sizes)
    return diagnosis, release, release.teams.set_index("team").loc[team]


def alike_proven(seed: int) -> list[float]:
    """Prove of a team that it scored alike: hidden as too small, while the school's n says that it is not."""
    _, release, row = with_alike_team(seed)
    return [0.0 if row["reason"] == "too_few" and hidden_answers(release, row)[0] >= 5 else HIGH - LOW]


def alike_scores(seed: int) -> list[float]:
    """Look for the score of a member of a team that scored alike."""
    diagnosis, release, row = with_alike_team(seed)
    return [
        hidden_score(release, row, scale) if row["suppressed"] else member(diagnosis, row, scale) for scale in SCALES
    ]


def hidden_answers(release: cd.Release, row: pd.Series) -> tuple[int, int]:
    """Return the fewest answers that a hidden team can have, and how many all hidden ones of its school have."""
    school = release.schools.set_index("school").loc[row["school"]]
    family = release.teams[release.teams["school"] == row["school"]]
    if school["suppressed"]:
        return 0, 0
    shown, hidden = family[~family["suppressed"]], family[family["suppressed"]]
    others = hidden[hidden["team"] != row.name]
    n = int(school["n"]) - int(shown["n"].sum())
    most_others = int(np.where(others["reason"] == "too_few", np.minimum(others["n_team"], 4), others["n_team"]).sum())
    return n - most_others, n


def hidden_score(release: cd.Release, row: pd.Series, scale: str) -> float:
    """Return what is left of the score of a team that is hidden, where it is proven that it is not too small."""
    fewest, n = hidden_answers(release, row)
    if row["reason"] != "too_few" or fewest < 5:
        return HIGH - LOW
    school = release.schools.set_index("school").loc[row["school"]]
    shown = release.teams[(release.teams["school"] == row["school"]) & ~release.teams["suppressed"]]
    total = school["n"] * school[scale] - (shown["n"] * shown[scale]).sum()
    doubt = HALF_STEP * (school["n"] + shown["n"].sum())
    # Whatever the others of the hidden answered, and however many of them there are.
    low = min((total - doubt - HIGH * (n - own)) / own for own in range(fewest, n + 1))
    high = max((total + doubt - LOW * (n - own)) / own for own in range(fewest, n + 1))
    return max(min(high, HIGH) - max(low, LOW), 0.0)


def member(diagnosis: cd.Diagnosis, row: pd.Series, scale: str) -> float:
    """Return what is left of the score of one member, by the mean and by the scatter that the interval allows."""
    n = int(row["n"])
    people = diagnosis.respondents[["team", scale]].dropna()
    groups = people.groupby("team", observed=True)[scale]
    pooled = (groups.var() * (groups.size() - 1)).sum() / (groups.size() - 1).sum()
    df = n - 1 + POOLING
    half = (row[f"{scale}_high"] - row[f"{scale}_low"]) / 2 + HALF_STEP
    variance = (half / stdtrit(df, 0.975)) ** 2 * n
    scatter = max((df * variance - POOLING * pooled) / (n - 1), 0.0)
    if AFTER:
        # A smaller spread than the narrowest is shown as that one.
        scatter = max(scatter, 0.3**2)
    low, high = ends(row[scale], HALF_STEP, 0.2)
    farthest = np.sqrt(scatter) * (n - 1) / np.sqrt(n)
    return float(min(one_of(n, low, high), min(high + farthest, HIGH) - max(low - farthest, LOW)))


def with_hidden(seed: int) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Draw eight teams without schools, of which one has four members who lie apart."""
    rng = np.random.default_rng(seed)
    plan = pd.DataFrame({"team": [f"t{i}" for i in range(8)], "wave": "1", "size": [4, *rng.integers(6, 15, 7)]})
    for scale in SCALES:
        plan[scale] = rng.normal(3.4, 0.3, 8)
        plan.loc[0, scale] = rng.uniform(1.5, 4.8)
    sample = cd.simulate(INSTRUMENT, plan=plan, seed=seed)
    return sample.responses.frame, sample.team_sizes, "t0"


def split_half(boards: int) -> tuple[str, ...]:
    """Estimate how far a hidden team lies from the rest: the split-half of all, less the ICC(2) of those shown."""
    signs, truths = [], []
    for seed in range(boards):
        frame, sizes, team = with_hidden(seed)
        diagnosis, release = opened(frame, sizes)
        half = release.reliability.query("facet == ''").set_index("scale")["team_split_half"]
        of = release.clustering.set_index("scale")["icc2"]
        exact = diagnosis.teams.set_index("team")
        for scale in SCALES:
            signs.append(half[scale] - of[scale])
            truths.append(abs(exact.loc[team, scale] - exact.drop(team)[scale].mean()))
    return estimate(np.array(signs), np.array(truths))


def estimate(sign: np.ndarray, truth: np.ndarray) -> tuple[str, ...]:
    """Fit the truth to what was seen, as an attacker can by simulation: cases, r, share within half a point."""
    known = ~np.isnan(sign)
    sign, truth = sign[known], truth[known]
    if len(sign) < 3:
        return str(len(sign)), "-", "-"
    fitted = np.polyval(np.polyfit(sign, truth, 1), sign)
    return str(len(sign)), f"r {np.corrcoef(sign, truth)[0, 1]:.2f}", f"{(abs(fitted - truth) <= 0.5).mean():.0%}"


def borrowing(boards: int) -> tuple[str, ...]:
    """Estimate a hidden team's mean: where the estimates of the others are drawn to, less what these answered."""
    signs, truths = [], []
    for seed in range(boards):
        frame, sizes, team = with_hidden(seed)
        _, release = opened(frame, sizes, borrow=True)
        shown = release.teams[~release.teams["suppressed"]]
        exact = cd.diagnose(cd.responses_from_frame(frame, INSTRUMENT)).teams.set_index("team")
        for scale in SCALES:
            observed, drawn = shown[f"{scale}_observed"].to_numpy(float), shown[scale].to_numpy(float)
            slope, level = np.polyfit(observed, drawn, 1)
            centre = level / (1 - slope) if slope < 0.98 else np.nan
            signs.append(np.clip(8 * centre - observed.sum(), LOW, HIGH))
            truths.append(exact.loc[team, scale])
    return estimate(np.array(signs), np.array(truths))


def clustering(seed: int) -> list[float]:
    """Let one more answer, and know all others exactly: which scores of the newcomer give this clustering."""
    sample = cd.simulate(INSTRUMENT, teams=6, sizes=(6, 12), seed=seed)
    frame = sample.responses.frame
    rng = np.random.default_rng(seed)
    seen = []
    scores = np.arange(LOW, HIGH + 0.1, 0.5)
    for score in scores:
        row = frame.iloc[[0]].assign(respondent="new")
        for at, item in enumerate(ITEMS):
            row[item] = turned(item, np.floor(score + 0.5 * (at % 2)))
        more = pd.concat([frame, row], ignore_index=True)
        told = cd.release(cd.diagnose(cd.responses_from_frame(more, INSTRUMENT))).clustering
        seen.append(tuple(told.select_dtypes("number").fillna(-9).astype(float).to_numpy().ravel()))
    true = int(rng.integers(len(scores)))
    return [float(np.ptp([score for score, told in zip(scores, seen, strict=True) if told == seen[true]]))]


def cuts(seed: int) -> list[float]:
    """Use the exact mean of a team as the cut: how wide is what its mean may be."""
    frame, sizes = board(seed)
    exact, _ = opened(frame, sizes)
    row = exact.teams[exact.teams["n"] >= 5].sample(1, random_state=seed).iloc[0]
    _, release = opened(frame, sizes, cuts={SCALES[0]: float(row[SCALES[0]])})
    shown = float(release.cuts.set_index("scale").loc[SCALES[0], "cut"])
    return [0.0 if abs(shown - row[SCALES[0]]) < 1e-6 else 2 * HALF_STEP]


def skipped(diagnosis: cd.Diagnosis, release: cd.Release) -> list[float]:
    """Look for how many of a team left an item open, where it was one to four."""
    teams = release.teams.set_index("name")["n"]
    answered = diagnosis.items.set_index(["name", "item"])["n"]
    spread = {key: part["share"].to_numpy() for key, part in release.distributions.groupby(["name", "item"])}
    left = []
    for row in release.items.to_dict("records"):
        n, item = int(teams[row["name"]]), (row["name"], row["item"])
        true = n - int(answered[item])
        if not 1 <= true <= 4 or row["suppressed"]:
            continue
        told = n - int(row["n"])
        fits = [told] if not AFTER else list(range(told, told + 5))
        shares = spread.get(item)
        if shares is not None:
            fits = [gap for gap in fits if possible(shares, n - gap)] or fits
        left.append(0.0 if fits == [true] else 1.0)
    return left


def possible(shares: np.ndarray, n: int) -> bool:
    """Tell whether n answers can be spread over the classes with these shares, in two decimals."""
    return bool((np.abs(np.rint(shares * n) / n - shares) <= 0.00501).all() and np.rint(shares * n).sum() == n)


def masked_cells(release: cd.Release) -> list[float]:
    """Look behind the empty cells of hidden units, in a release that was pickled."""
    teams = pickle.loads(pickle.dumps(release)).teams
    left = []
    for column in ("n", "silent", "response_rate"):
        array = teams[column].array
        behind = array._data[array._mask & (teams["reason"] != "no_answers").to_numpy()]
        left += [1.0 if value in (0, 1) else 0.0 for value in behind]
    return left


def undeclared(diagnosis: cd.Diagnosis) -> list[float]:
    """Add a column to every frame of the diagnosis, and look which of them pass."""
    frames = {field.name: getattr(diagnosis, field.name) for field in fields(diagnosis)}
    more = {name: frame.assign(secret=1.5) for name, frame in frames.items() if isinstance(frame, pd.DataFrame)}
    release = cd.release(replace(diagnosis, **more))
    told = (getattr(release, field.name) for field in fields(release))
    return [0.0 if "secret" in frame else 4.0 for frame in told if isinstance(frame, pd.DataFrame)]


# ------------------------------------------------------------------------------------------------------------ the price


def filled(frame: pd.DataFrame) -> int:
    """Count the numbers in a frame."""
    return int(frame.select_dtypes("number").notna().sum().sum())


def price(release: cd.Release, diagnosis: cd.Diagnosis) -> dict[str, tuple[float, float]]:
    """Count what is shown of what there is."""
    enough = diagnosis.teams["n"] >= 5
    many = set(diagnosis.teams.loc[diagnosis.teams["n"] >= 10, "name"])
    shown = ~release.teams["suppressed"]
    names = set(release.teams.loc[shown, "name"])
    items = release.items[release.items["name"].isin(many)]
    facets = release.facets[release.facets["name"].isin(many)]
    in_full = release.items["n"].notna()
    return {
        "teams with five answers or more": (shown.sum(), enough.sum()),
        "schools": ((~release.schools["suppressed"]).sum(), (diagnosis.schools["n"] >= 5).sum()),
        "items, of shown teams": (in_full.sum(), len(names) * len(ITEMS)),
        "items, of shown teams of ten or more": ((~items["suppressed"]).sum(), len(items)),
        "facets, of shown teams of ten or more": ((~facets["suppressed"]).sum(), len(facets)),
        "distributions, of items of shown teams": (
            len(release.distributions.groupby(["name", "item"], observed=True)),
            len(names) * len(ITEMS),
        ),
        "shares, of shown teams": (release.shares["name"].nunique(), len(names)),
        "scales with agreement, of shown teams": ((~release.agreement["suppressed"]).sum(), 2 * len(names)),
        "figures of the measurement": (
            sum(filled(frame) for frame in (release.reliability, release.clustering)),
            sum(filled(frame) for frame in (diagnosis.reliability, diagnosis.clustering)),
        ),
    }


LEAKS = {
    "an item that a team of ten or more answered alike": unanimous_items,
    "that a team scored alike": alike_proven,
    "the score of who is in a team that scored alike": alike_scores,
    "one late answer, by the clustering, all others known": clustering,
    "an exact mean used as a cut": cuts,
}
ESTIMATES = {
    "how far a hidden team lies from the rest, by team_split_half": split_half,
    "a hidden team's mean, by borrow=True": borrowing,
}


def measure(boards: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Attack, line by line, and reckon the price."""
    few = max(boards // 10, 1)
    for name, attack in LEAKS.items():
        yield name, line([left for seed in range(few) for left in attack(seed)])
    for name, attack in ESTIMATES.items():
        yield name, attack(few)
    gaps, cells, paid = [], [], {}
    for seed in range(boards):
        diagnosis, release = opened(*board(seed, high=seed % 3 == 0))
        gaps += skipped(diagnosis, release)
        cells += masked_cells(release)
        for name, (shown, of) in price(release, diagnosis).items():
            so_far = paid.get(name, (0, 0))
            paid[name] = so_far[0] + int(shown), so_far[1] + int(of)
    yield "that one to four left an item open", line(gaps)
    yield "what is behind empty cells of hidden units", line(cells)
    yield "a new column of the diagnosis that passes", line(undeclared(diagnosis))
    for name, (shown, of) in paid.items():
        yield name, (str(of), f"{shown / max(of, 1):.1%}")


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Print both tables; return them by line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boards", type=int, default=FULL)
    parser.add_argument("--before", action="store_true", help="attack the rules of 5991762, from a checkout of it")
    asked = parser.parse_args(arguments)
    global AFTER
    AFTER = not asked.before
    figures: dict[str, str] = {}
    begun = time.perf_counter()
    print("| attack or price | cases | exact, or shown | within .5 | before: cases | exact, or shown | within .5 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, found in measure(asked.boards):
        cells = [*found, "", ""][:3] + [*BEFORE.get(name, ()), "", "", ""][:3]
        print("| " + " | ".join([name, *cells]) + " |", flush=True)
        figures[name] = " · ".join(found)
    print(f"\n{asked.boards} boards, {time.perf_counter() - begun:.0f} seconds.")
    return figures


if __name__ == "__main__":
    main()
