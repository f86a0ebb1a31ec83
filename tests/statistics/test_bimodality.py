import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import culture_diag as cd
from culture_diag.scoring import score
from culture_diag.statistics import detect_bimodality

SIZES = (10, 13, 20, 30, 40)


def found_in(rows, **choices):
    """Share of teams, one a row, that are said to stand in two groups."""
    teams, n = rows.shape
    return detect_bimodality(rows.ravel(), np.repeat(np.arange(teams), n), **choices)["bimodal"].mean()


def split_teams(instrument, *, apart, n, teams=1000):
    """Composites of simulated teams in two equal groups, with the simulation's own noise."""
    plan = pd.DataFrame({"team": [f"t{k}" for k in range(teams)], "wave": "1", "size": n})
    plan = plan.assign(invitation=3.0, challenge=3.0, invitation_split=apart)
    responses = cd.simulate(instrument, plan=plan, seed=3).responses
    return score(responses)["invitation"].to_numpy().reshape(teams, n)


@pytest.mark.parametrize("n", SIZES)
def test_one_peak_is_seldom_called_two_camps(n):
    rng = np.random.default_rng(n)
    flat = rng.uniform(1, 5, size=(4000, n))
    assert found_in(flat) <= 0.05
    for spread in (0.3, 0.6, 1.0):
        assert found_in(rng.normal(3, spread, size=(4000, n)).clip(1, 5)) <= 0.02
    # Skewed, and piled up at the ceiling.
    assert found_in(5 - 4 * rng.beta(1, 2, size=(4000, n))) <= 0.05
    assert found_in(rng.normal(4.5, 0.8, size=(4000, n)).clip(1, 5)) <= 0.05


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("k", [1, 2, 4, 8])
def test_steps_between_scores_are_not_taken_for_gaps(n, k):
    rng = np.random.default_rng(100 * n + k)
    people = rng.normal(3.5, 0.55, size=(2000, n, 1))
    answers = np.rint(people + rng.normal(0, 0.7, size=(2000, n, k))).clip(1, 5)
    assert found_in(answers.mean(axis=2), step=1 / k) <= 0.02
    steps = np.rint(rng.uniform(1 - 0.5 / k, 5 + 0.5 / k, size=(2000, n)) * k) / k
    assert found_in(steps.clip(1, 5), step=1 / k) <= 0.055


def test_two_answers_next_to_each_other_are_no_camps():
    team = np.array([3.0] * 6 + [4.0] * 6)
    assert not detect_bimodality(team, ["a"] * 12, step=1.0)["bimodal"]["a"]
    assert detect_bimodality(team, ["a"] * 12, step=1 / 8)["bimodal"]["a"]


def test_camps_are_found_where_they_can_be(instrument):
    # Camps of ordinary people (composite SD .6 each), three points apart.
    found = {n: found_in(split_teams(instrument, apart=3.0, n=n), step=1 / 8) for n in SIZES}
    assert all(found[n] >= wanted for n, wanted in {10: 0.58, 13: 0.70, 20: 0.86, 30: 0.94, 40: 0.96}.items())
    # Close-knit groups two points apart.
    rng = np.random.default_rng(1)
    sides = np.where(np.arange(12) % 2, 2.0, 4.0)
    assert found_in((sides + rng.normal(0, 0.25, size=(2000, 12))).clip(1, 5)) >= 0.95


def test_two_points_apart_no_test_could_tell_small_teams_from_evenly_spread_ones(instrument):
    # The best any test can do (Neyman & Pearson), even one that knows both distributions to the last digit: the
    # likelihood ratio of a team split at 2 and 4, with ordinary people, to one spread evenly from 1 to 5.
    rng = np.random.default_rng(2)
    points = np.arange(33)
    seen = np.rint((split_teams(instrument, apart=2.0, n=40, teams=4000) - 1) * 8).astype(int).ravel()
    share = np.bincount(seen, minlength=33) / len(seen)
    ratio = np.log(share * 33)
    power = {}
    for n in SIZES:
        flat, split = (ratio[rng.choice(points, (10_000, n), p=p)].sum(axis=1) for p in (np.full(33, 1 / 33), share))
        power[n] = (split > np.quantile(flat, 0.95)).mean()
    assert power[10] < 0.40
    assert power[20] < 0.65
    # So what is found is little, and said to be so.
    found = {n: found_in(split_teams(instrument, apart=2.0, n=n), step=1 / 8) for n in (10, 20)}
    assert 0.08 < found[10] < power[10]
    assert 0.12 < found[20] < power[20]


def test_worked_team():
    scores = [1.0, 1.5, 2.0, 4.5, 4.5, 4.5, 4.5, 5.0, 5.0, 5.0]
    row = detect_bimodality(scores, ["a"] * 10).loc["a"]
    # Means 1.5 and 33/7; within them squares of 1/2 and 3/7, between them 0.3 * 0.7 * 10 times their distance squared.
    low, high = 1.5, 33 / 7
    between = 0.3 * 0.7 * 10 * (high - low) ** 2
    assert row["explained"] == pytest.approx(between / (between + 1 / 2 + 3 / 7))
    assert row["needed"] == pytest.approx(0.75 + 0.49 / np.sqrt(10))
    assert row["bimodal"]
    assert [row["low_group_mean"], row["high_group_mean"], row["low_group_share"]] == pytest.approx([low, high, 0.3])
    assert row["n"] == 10


@pytest.mark.parametrize(
    ("scores", "why"),
    [
        ([1.0, 1.2] + [4.0, 4.1, 4.2, 4.3] * 3, "two dissenters are no group"),
        ([3.0, 3.05, 3.1] * 2 + [3.9, 3.95, 4.0] * 2, "less than a quarter of the range apart"),
        ([1.0, 1.1, 1.2] * 3 + [3.0] * 3 + [4.8, 4.9, 5.0] * 3, "three of twenty-one stand at the mean"),
        ([3.0] * 12, "all the same"),
        ([1.0] * 8 + list(np.linspace(2.4, 5, 12)), "a heap, and the rest spread evenly"),
    ],
)
def test_what_is_no_pair_of_camps(scores, why):
    row = detect_bimodality(scores, ["a"] * len(scores)).loc["a"]
    assert not row["bimodal"], why
    assert row[["low_group_mean", "high_group_mean", "low_group_share"]].isna().all()


def test_small_teams_and_missing_answers():
    split = [1.0, 1.1, 1.2, 1.3, 1.4, 4.5, 4.6, 4.7, 4.8, 4.9]
    scores = [*split, *split[1:], np.nan, 3.0]
    teams = ["a"] * 10 + ["b"] * 10 + [None]
    table = detect_bimodality(scores, pd.Series(teams, name="group"))
    assert table.index.name == "group"
    assert table["n"].tolist() == [10, 9]
    assert table["bimodal"].tolist() == [True, pd.NA]
    assert table.loc["b"].drop("n").isna().all()
    assert detect_bimodality([], [])["bimodal"].empty


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="outside the bounds 1 to 5"):
        detect_bimodality([0.0, 3.0], ["a", "a"])
    with pytest.raises(ValueError, match="step must be 0 or more"):
        detect_bimodality([2.0, 3.0], ["a", "a"], step=-1)
    with pytest.raises(ValueError, match="one label a row"):
        detect_bimodality([2.0, 3.0], ["a"])


@given(st.integers(0, 2**32 - 1))
def test_order_names_direction_and_unit_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    teams = rng.integers(0, 6, size=120)
    scores = (3 + rng.choice([-1.4, 1.4], 120) * (teams % 2) + rng.normal(0, 0.3, 120)).clip(1, 5)
    plain = detect_bimodality(scores, teams)
    order, names = rng.permutation(120), rng.permutation(6)
    other = detect_bimodality(100 - 25 * (scores[order] - 1), names[teams][order], (0, 100)).loc[names[plain.index]]
    assert other["bimodal"].tolist() == plain["bimodal"].tolist()
    np.testing.assert_allclose(100 - 25 * (plain["low_group_mean"] - 1), other["high_group_mean"], rtol=1e-9)
    np.testing.assert_allclose(1 - plain["low_group_share"], other["low_group_share"], rtol=1e-9)
    np.testing.assert_allclose(plain["explained"], other["explained"], rtol=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_the_cut_is_the_best_of_all(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(10, 25))
    scores = np.sort(rng.uniform(1, 5, n))
    least = max(3, int(np.ceil(0.2 * n)))
    away = ((scores - scores.mean()) ** 2).sum()
    shares = []
    for k in range(least, n - least + 1):
        low, high = scores[:k], scores[k:]
        within = ((low - low.mean()) ** 2).sum() + ((high - high.mean()) ** 2).sum()
        shares.append(1 - within / away)
    assert detect_bimodality(scores, ["a"] * n).loc["a", "explained"] == pytest.approx(max(shares))
