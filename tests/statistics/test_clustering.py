from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.statistics import icc1, icc2, respondents_needed, split_half_reliability
from tests.reference_values import keyed_items, of_those_there, read_answers, read_expected, with_gaps


def lead(data):
    return data.filter(regex=r"^LEAD\d")


def platoon(data):
    return data["UNIT"] + " " + data["PLATOON"]


CASES = {
    **{
        f"staff {scale}": (
            "staff",
            lambda said, scale=scale: said["icc"][scale],
            lambda data, said, scale=scale: keyed_items(data, said["reliability"][scale]).mean(axis=1),
            lambda data: data["team"],
        )
        for scale in ("hope", "work", "rush")
    },
    "staff complete": (
        "staff",
        lambda said: said["icc"]["hope_complete_rows"],
        lambda data, said: keyed_items(data, said["reliability"]["hope"]).mean(axis=1, skipna=False),
        lambda data: data["team"],
    ),
    "staff one item": (
        "staff",
        lambda said: said["icc"]["work2"],
        lambda data, _: data["work2"],
        lambda data: data["team"],
    ),
    **{
        f"balanced {name}": (
            "balanced",
            lambda said, name=name: said["icc"][name],
            lambda data, _, name=name: data[name],
            lambda data: data["team"],
        )
        for name in ("calm", "loud", "even")
    },
    **{
        f"lq2002 {scale}": (
            "lq2002",
            lambda said, scale=scale: said["icc"][scale],
            lambda data, _, scale=scale: data.filter(regex=rf"^{scale}\d").mean(axis=1),
            lambda data: data["COMPID"],
        )
        for scale in ("LEAD", "TSIG", "HOSTIL")
    },
    "lq2002 one item": (
        "lq2002",
        lambda said: said["icc"]["LEAD05"],
        lambda data, _: data["LEAD05"],
        lambda data: data["COMPID"],
    ),
    "lq2002 with missing": (
        "lq2002",
        lambda said: said["with_missing"]["icc_mean_of_available"],
        lambda data, _: with_gaps(lead(data)).mean(axis=1),
        lambda data: data["COMPID"],
    ),
    **{
        f"klein2000 {name}": (
            "klein2000",
            lambda said, name=name: said["icc"][name],
            lambda data, _, name=name: data[name],
            lambda data: data["GRPID"],
        )
        for name in ("JOBSAT", "COHES", "POSAFF", "PAY", "NEGLEAD", "WLOAD", "TASKSIG", "PHYSEN")
    },
    **{
        f"bfi {scale}": (
            "bfi",
            lambda said, scale=scale: said["icc_by_education"][scale],
            lambda data, said, scale=scale: keyed_items(data, said["reliability"][scale]).mean(axis=1),
            lambda data: data["education"],
        )
        for scale in ("agree", "conscientious", "extraversion", "neuroticism", "openness")
    },
    "cohesion available": (
        "cohesion",
        lambda said: said["icc"]["mean_of_available"],
        lambda data, _: data.filter(like="COH").mean(axis=1),
        platoon,
    ),
    "cohesion complete": (
        "cohesion",
        lambda said: said["icc"]["complete_rows"],
        lambda data, _: data.filter(like="COH").mean(axis=1, skipna=False),
        platoon,
    ),
    "cohesion one item": ("cohesion", lambda said: said["icc"]["COH01"], lambda data, _: data["COH01"], platoon),
}


@pytest.mark.parametrize("case", of_those_there(CASES))
def test_is_rs(case, agrees):
    name, block_of, score_of, team_of = CASES[case]
    all_said, data = read_expected(name), read_answers(name)
    said, scores, teams = block_of(all_said), score_of(data, all_said), team_of(data)
    one, two = icc1(scores, teams), icc2(scores, teams)
    assert (one.n, one.n_teams) == (two.n, two.n_teams) == (said["n"], said["n_groups"])
    agrees([one.estimate, two.estimate], [said["ICC1_multilevel"], said["ICC2_multilevel"]])
    agrees([one.low, one.high], said["ICC1_CI95_psychometric"].values())
    agrees([two.low, two.high], said["ICC2_CI95_psychometric"].values())
    agrees([one.f, one.p], [said["anova"]["F"], said["anova"]["p"]])
    agrees([two.f, two.p], [said["anova"]["F"], said["anova"]["p"]])
    agrees(icc1(scores, teams, "n0").estimate, said["ICC1_n0_formula"])


def balanced(name):
    """Scores, team labels and what psych says of the design in which every team is as large."""
    source, variable = name.split()
    data, said = read_answers(source), read_expected(source)
    if source == "balanced":
        return data[variable], data["team"], said["psych_ICC"][variable]
    return data[variable], data["GRPID"], said["psych_ICC_wide_50x15"][variable]["aov"]


@pytest.mark.parametrize("name", of_those_there(name for name in CASES if name.startswith(("balanced", "klein2000"))))
def test_is_psychs_on_a_balanced_design(name, agrees):
    scores, teams, said = balanced(name)
    for ours, kind in [(icc1(scores, teams), "ICC1"), (icc2(scores, teams), "ICC1k")]:
        at = said["type"].index(kind)
        theirs = [said[key][at] for key in ("ICC", "lower", "upper", "F", "p")]
        agrees([ours.estimate, ours.low, ours.high, ours.f, ours.p], theirs)


@pytest.mark.parametrize("source", of_those_there(["edges", "edge_cases"]))
def test_edge_cases_are_those_of_r(source, agrees):
    for name, case in read_expected(source)["icc"].items():
        one, two = icc1(case["y"], case["group"]), icc2(case["y"], case["group"])
        if name in ("constant", "every_group_one", "one_group"):
            # R refuses two of these, and divides rounding by rounding in the third: 0/0 is no number.
            assert np.isnan([one.estimate, one.low, one.high, one.f, one.p, two.estimate]).all()
            assert one.n == len(case["y"])
        else:
            said = case["result"]["value"]
            agrees([one.estimate, two.estimate], [said["ICC1"], said["ICC2"]])


@pytest.mark.parametrize(
    ("name", "items", "team"), of_those_there([("staff", r"^work\d", "school"), ("lq2002", r"^LEAD\d", "COMPID")])
)
def test_team_numbers_are_labels_not_amounts(name, items, team):
    data = read_answers(name).dropna(subset=team)
    scores, teams = data.filter(regex=items).mean(axis=1), data[team]
    wrong = read_expected(name)["icc_trap_group_as_number"]["ICC1"]
    as_text = icc1(scores, teams.astype(int).astype(str)).estimate
    assert icc1(scores, teams).estimate == pytest.approx(as_text, rel=1e-12)
    assert icc1(scores, teams).estimate != pytest.approx(wrong, rel=0.01)


def test_limits_where_there_is_no_variance_within_or_between():
    none_within = icc1([1, 1, 3, 3], list("aabb")), icc2([1, 1, 3, 3], list("aabb"))
    for found in none_within:
        assert (found.estimate, found.low, found.high, found.f, found.p) == (1, 1, 1, np.inf, 0)
    # Three times 0.1, 0.2, 0.7 in another order: sums that round apart must still be equal means.
    scores = [0.1, 0.2, 0.7, 0.7, 0.2, 0.1, 0.2, 0.7, 0.1]
    flat = icc2(scores, list("aaabbbccc"))
    assert (flat.estimate, flat.low, flat.high, flat.f, flat.p) == (-np.inf, -np.inf, -np.inf, 0, 1)
    assert icc1(scores, list("aaabbbccc")).estimate == pytest.approx(-1 / 2)


def test_worked_fractions():
    # Teams (1, 2, 3) and (4, 6): means 2 and 5, grand mean 16/5. SSB = 3 (6/5)^2 + 2 (9/5)^2 = 54/5, SSW = 2 + 2.
    between, within = Fraction(54, 5), Fraction(4, 3)
    scores, teams = [1, 2, 3, 4, 6], list("aaabb")
    g, n0 = Fraction(5, 2), 5 - Fraction(13, 5)
    for size, label in ((g, "mean"), (n0, "n0")):
        value = (between - within) / (between + (size - 1) * within)
        assert icc1(scores, teams, label).estimate == pytest.approx(float(value), rel=1e-14)
    assert icc2(scores, teams).estimate == pytest.approx(float(1 - within / between), rel=1e-14)
    assert icc1(scores, teams).f == pytest.approx(float(between / within), rel=1e-14)


def test_how_many_respondents_a_reliable_mean_needs():
    assert [respondents_needed(value) for value in (0.20, 0.15, 0.10)] == [10, 14, 21]
    assert respondents_needed(0.5, icc2=0.5) == 1
    for wrong in (0, 1, -0.1, np.nan):
        with pytest.raises(ValueError, match="above 0 and below 1"):
            respondents_needed(wrong)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="one label a row"):
        icc1([1, 2], ["a"])
    with pytest.raises(ValueError, match="group_size"):
        icc1([1, 2], ["a", "b"], "median")
    with pytest.raises(ValueError, match="scores must be one score a respondent, not 2 columns"):
        icc2([[1, 2], [3, 4]], ["a", "b"])
    with pytest.raises(ValueError, match="level"):
        icc2([1, 2, 4], ["a", "b", "b"], level=95)
    with pytest.raises(ValueError, match="splits"):
        split_half_reliability([1, 2], ["a", "b"], splits=0)


def test_nothing_at_all_is_nan():
    for found in (icc1([], []), icc2([np.nan], ["a"]), icc1([1.0, 2.0], [None, None], "n0")):
        assert np.isnan([found.estimate, found.low, found.high, found.f, found.p]).all()
        assert (found.n, found.n_teams) == (0, 0)


@given(st.integers(0, 2**32 - 1))
def test_relabelling_shuffling_shifting_and_stretching_change_nothing(seed):
    rng = np.random.default_rng(seed)
    scores = rng.normal(3, 0.6, size=60)
    scores[rng.random(60) < 0.05] = np.nan
    teams = rng.integers(0, 8, size=60)
    names = rng.permutation(["z", "y", "10", "9", "x", "1", "0", "w"])
    order = rng.permutation(60)
    for estimate in (icc1, icc2, lambda s, t: icc1(s, t, "n0")):
        one = estimate(scores, teams)
        two = estimate(2 * scores[order] + 1, names[teams][order])
        np.testing.assert_allclose(
            [two.estimate, two.low, two.high, two.f, two.p],
            [one.estimate, one.low, one.high, one.f, one.p],
            rtol=1e-8,
            atol=1e-12,
        )
        assert one.low <= one.estimate <= one.high
    assert one.n_teams == len(np.unique(teams[~np.isnan(scores)]))


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    teams = np.repeat(np.arange(30), 8)
    runs = 600
    true = 0.2
    inside = 0
    for _ in range(runs):
        scores = np.sqrt(true) * rng.normal(size=30)[teams] + np.sqrt(1 - true) * rng.normal(size=len(teams))
        found = icc1(scores, teams)
        inside += found.low <= true <= found.high
    # Three binomial standard errors about 0.95.
    assert inside / runs == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / runs))


def test_split_halves_of_a_team_of_four_by_hand():
    # Two of four make three ways to cut; each of three teams is cut on its own: 27 splits, each as likely.
    rows = np.array([[1.0, 2.0, 4.0, 5.0], [2.0, 3.0, 3.5, 6.0], [5.0, 6.0, 8.0, 9.0]])
    cuts = [((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2))]
    halves = [[[row[list(part)].mean() for part in cut] for cut in (*cuts, *(c[::-1] for c in cuts))] for row in rows]
    every = [np.corrcoef(np.array([a, b, c]).T)[0, 1] for a in halves[0] for b in halves[1] for c in halves[2]]
    found = split_half_reliability(rows.ravel(), np.repeat(list("abc"), 4), splits=4000, precision=0, seed=3)
    assert found.splits == 4000
    assert found.half == pytest.approx(np.mean(every), abs=4 * np.std(every) / np.sqrt(4000))
    assert found.estimate == pytest.approx(2 * found.half / (1 + found.half))


def test_split_halves_say_what_icc2_says_of_equal_teams():
    rng = np.random.default_rng(2)
    teams = np.repeat(np.arange(2000), 10)
    scores = pd.Series(0.4 * rng.normal(size=2000)[teams] + rng.normal(size=len(teams)))
    found = split_half_reliability(scores, teams)
    assert found.estimate == pytest.approx(icc2(scores, teams).estimate, abs=0.02)
    assert 10 <= found.splits < 200
    assert found == split_half_reliability(scores, teams)
    assert found != split_half_reliability(scores, teams, seed=1)


def test_split_halves_need_teams_of_two_and_three_of_them():
    found = split_half_reliability([1, 2, 3, 4, 5, np.nan], list("aabbcc"))
    assert np.isnan(found.estimate)
    assert (found.n, found.n_teams, found.splits) == (4, 2, 0)
    flat = split_half_reliability([3.4] * 9, list("aaabbbccc"))
    assert np.isnan(flat.estimate)
    assert split_half_reliability([], []).n_teams == 0
