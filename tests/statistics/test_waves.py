import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.statistics import compare_waves, mean_posterior, paired_change, small_sample_factor, unpaired_change
from tests.reference_values import of_those_there, read_answers, read_expected

STEPS = of_those_there(
    [
        ("waves", "first_to_second", "first", "second"),
        ("waves", "second_to_third", "second", "third"),
        ("waves", "first_to_third", "first", "third"),
        ("chen2005", "T1_to_T2", "NCPRF.T1", "NCPRF.T2"),
        ("chen2005", "T2_to_T3", "NCPRF.T2", "NCPRF.T3"),
        ("chen2005", "T1_to_T3", "NCPRF.T1", "NCPRF.T3"),
    ]
)


@pytest.mark.parametrize(("name", "step", "first", "second"), STEPS)
def test_unpaired_is_rs(name, step, first, second, agrees):
    said, data = read_expected(name)["change"][step], read_answers(name)
    moved = compare_waves(data[first], data[second])
    welch = said["welch_t_all_available"]
    agrees(
        [moved.t, moved.df, moved.p, moved.low, moved.high], [welch[key] for key in ("t", "df", "p", "lower", "upper")]
    )
    agrees(moved.difference, said["all_available"]["diff"], absolute=1e-12)
    agrees(moved.hedges_g, said["effectsize_hedges_g_independent"]["estimate"])
    agrees(moved.hedges_g, said["metafor_SMD"]["g"])
    agrees(moved.difference / moved.t, welch["stderr"])
    assert moved.n == said["n_pre"] + said["n_post"]


@pytest.mark.parametrize(("name", "step", "first", "second"), STEPS)
def test_paired_is_rs(name, step, first, second, agrees):
    said, data = read_expected(name)["change"][step], read_answers(name)
    moved = compare_waves(data[first], data[second], paired=True)
    paired = said["paired_t"]
    agrees(
        [moved.t, moved.df, moved.p, moved.low, moved.high],
        [paired[key] for key in ("t", "df", "p", "lower", "upper")],
        absolute=1e-10,  # a limit near 0 is a small difference, and old releases of scipy know t quantiles to 1e-10
    )
    agrees(moved.difference, said["pairs"]["diff"])
    agrees(moved.hedges_g, said["effectsize_hedges_g_paired"]["estimate"])
    agrees(moved.hedges_g, said["metafor_SMCC_change_score"]["g"])
    assert moved.n == said["n_pairs"]


def test_the_small_sample_factor_is_exact(agrees):
    for name, step, *_ in STEPS:
        said = read_expected(name)["change"][step]
        df = [said["n_pairs"] - 1, said["n_pre"] + said["n_post"] - 2]
        factor = said["small_sample_factor_J"]
        agrees(small_sample_factor(df), [factor["exact_df_pairs"], factor["exact_df_pooled"]])
    # Gamma(1) / (1 Gamma(1/2)) and Gamma(2) / (sqrt(2) Gamma(3/2)); at 1 degree of freedom it would be 0.
    assert small_sample_factor([2, 4]).tolist() == pytest.approx([1 / np.sqrt(np.pi), np.sqrt(2 / np.pi)], rel=1e-14)
    assert np.isnan(small_sample_factor(1))
    assert small_sample_factor(1e8) == pytest.approx(1, abs=1e-7)


@pytest.mark.parametrize("name", of_those_there(["edges", "edge_cases"]))
def test_edge_cases_of_r(name, agrees):
    said = read_expected(name)["welch"]
    one = compare_waves([4, 5, 3], [3, 3, 3])
    agrees([one.t, one.df, one.p], [said["one_constant"]["value"][key] for key in ("t", "df", "p")])
    # Where R calls the data "essentially constant", the difference is what it is.
    for moved in (compare_waves([3, 3, 3], [4, 4, 4]), compare_waves([2, 3, 4], [3, 4, 5], paired=True)):
        assert (moved.difference, moved.low, moved.high, moved.t, moved.p) == (1, 1, 1, np.inf, 0)
        assert moved.hedges_g == np.inf
    down = compare_waves([4.0, 4.0], [3.0, 3.0])
    assert (down.t, down.p, down.hedges_g) == (-np.inf, 0, -np.inf)


@pytest.mark.parametrize(("name", "which"), of_those_there([("edges", "n4_of_9"), ("edge_cases", "n3_of_10")]))
def test_the_mean_of_these_people_is_rs_survey_mean(name, which, agrees):
    # Against a wave that is known exactly, the interval is that of the other wave's mean: R's survey package.
    case = read_expected(name)["fpc"][which]
    moved = compare_waves([4, 4], case["x"], sizes=(2, case["N"]))
    said = case["result"]["value"]
    agrees(moved.difference, said["mean"] - 4, rel=1e-12)
    census = compare_waves([3, 4, 5], [3, 5, 5], sizes=(3, 3))
    assert census.low == census.high == census.difference == pytest.approx(1 / 3)
    assert (census.t, census.p) == (np.inf, 0)
    assert np.isfinite(census.hedges_g)
    # The variance over n, times 1 - n/N: the squared standard error R gives.
    one = paired_change(len(case["x"]), 1.0, np.std(case["x"], ddof=1), size=case["N"])
    agrees(one.difference / one.t, said["se"])


@pytest.mark.parametrize(
    ("name", "kind"),
    of_those_there([("staff", "hope"), ("staff", "work"), ("lq2002", "LEAD"), ("lq2002", "TSIG")]),
)
def test_members_interval_is_rs_t_interval_with_the_correction(name, kind, agrees):
    said = read_expected(name)["fpc"]
    for case in said.get("assumed_N_ceiling_n_over_0.75", said)[kind]["values"]:
        spread = case["se_without_fpc"] * np.sqrt(case["n"])
        moved = paired_change(case["n"], case["mean"], spread, size=case["N"])
        agrees(moved.difference / moved.t, case["se_fpc"])
        agrees([moved.low, moved.high], case["ci95_t_df"].values())
        against_known = unpaired_change(
            2, 0.0, 0.0, case["n"], case["mean"], spread, size_before=2, size_after=case["N"]
        )
        agrees([against_known.low, against_known.high], case["ci95_t_df"].values())


def test_one_wave_alone_is_the_interval_of_a_mean():
    rows = np.random.default_rng(3).normal(3, 0.6, size=12)
    posterior = mean_posterior(rows[:, None], ["a"] * 12, pooling=0, sizes=[15], target="members")
    low, high = posterior.interval()
    moved = compare_waves([0.0] * 12, rows, paired=True, sizes=15)
    assert (moved.low, moved.high) == (pytest.approx(low[0, 0]), pytest.approx(high[0, 0]))


def test_pairs_with_a_gap_are_left_out_and_unpaired_uses_all_there_is():
    before = pd.Series([3.0, np.nan, 4.0, 2.0, 3.5])
    after = pd.Series([4.0, 5.0, np.nan, 3.0, 3.5])
    paired = compare_waves(before, after, paired=True)
    assert paired.n == 3
    assert paired.difference == pytest.approx(2 / 3)
    unpaired = compare_waves(before, after)
    assert unpaired.n == 8
    assert unpaired.difference == pytest.approx((4 + 5 + 3 + 3.5) / 4 - (3 + 4 + 2 + 3.5) / 4)


def test_worked_fraction():
    # Differences 1, 2, 3: mean 2, variance 1, standard error 1/sqrt(3), t = 2 sqrt(3); d_z = 2, J(2) = 1/sqrt(pi).
    moved = compare_waves([1, 1, 1], [2, 3, 4], paired=True)
    assert (moved.difference, moved.df, moved.n) == (2, 2, 3)
    assert moved.t == pytest.approx(2 * np.sqrt(3), rel=1e-14)
    assert moved.hedges_g == pytest.approx(2 / np.sqrt(np.pi), rel=1e-14)
    # With two degrees of freedom the t distribution is elementary: p = 1 - t / sqrt(2 + t^2).
    assert moved.p == pytest.approx(1 - moved.t / np.sqrt(2 + moved.t**2), rel=1e-12)


def test_too_few_scores_say_nothing_but_their_difference():
    one = compare_waves([3.0], [4.0, 5.0])
    assert (one.difference, one.n) == (1.5, 3)
    assert np.isnan([one.low, one.high, one.t, one.df, one.p, one.hedges_g]).all()
    none = compare_waves([], [4.0, 5.0])
    assert np.isnan(none.difference)
    assert np.isnan(compare_waves([3.0], [4.0], paired=True).p)
    two = compare_waves([3.0, 3.5], [4.0, 5.0], paired=True)
    assert np.isfinite([two.low, two.p]).all()
    assert np.isnan(two.hedges_g)


def test_many_teams_at_once_are_each_by_itself():
    rng = np.random.default_rng(4)
    waves = [(rng.normal(3, 0.6, size=5 + i), rng.normal(3.2, 0.6, size=9 - i)) for i in range(6)]
    summary = [[f(wave[side]) for wave in waves] for side in (0, 1) for f in (len, np.mean, lambda x: x.std(ddof=1))]
    together = unpaired_change(*summary, size_before=[12] * 6, size_after=[9] * 6)
    for i, (before, after) in enumerate(waves):
        alone = compare_waves(before, after, sizes=(12, 9))
        for name, value in vars(alone).items():
            assert getattr(together, name)[i] == pytest.approx(value, rel=1e-12), name


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="same people: 2 before, 3 after"):
        compare_waves([1, 2], [1, 2, 3], paired=True)
    with pytest.raises(ValueError, match="smaller than the number"):
        compare_waves([1, 2, 3], [1, 2, 3], sizes=(3, 2))
    with pytest.raises(ValueError, match="before must be one score"):
        compare_waves([[1, 2], [3, 4]], [1, 2])
    with pytest.raises(ValueError, match="after must be"):
        compare_waves([1, 2], [[1, 2], [3, 4]])


scores = st.lists(st.integers(0, 16).map(lambda x: 1 + x / 4), min_size=2, max_size=12)


@given(scores)
def test_a_wave_paired_with_itself_has_not_moved(values):
    moved = compare_waves(values, values, paired=True)
    assert (moved.difference, moved.low, moved.high, moved.t, moved.p) == (0, 0, 0, 0, 1)
    assert moved.hedges_g == 0 or len(values) < 3


@given(scores, scores)
def test_turning_time_round_turns_the_signs(before, after):
    there, back = compare_waves(before, after), compare_waves(after, before)
    np.testing.assert_allclose(
        [back.difference, back.low, back.high, back.t, back.df, back.p, back.hedges_g],
        [-there.difference, -there.high, -there.low, -there.t, there.df, there.p, -there.hedges_g],
        rtol=1e-10,
        atol=1e-12,
    )


@given(scores, scores)
def test_interval_and_test_say_the_same(before, after):
    moved = compare_waves(before, after)
    if abs(moved.p - 0.05) > 1e-9:
        assert (moved.p < 0.05) == (moved.low > 0 or moved.high < 0)


def test_intervals_hold_the_truth_as_often_as_they_say():
    # Teams of 5 to 30, the spread of one wave half as large again as the other's.
    rng = np.random.default_rng(5)
    runs = 20_000
    n = rng.integers(5, 31, size=(2, runs))
    sd = np.array([0.5, 0.75])[:, None]
    mean = rng.normal(size=(2, runs)) * sd / np.sqrt(n)
    spread = sd * np.sqrt(rng.chisquare(n - 1) / (n - 1))
    moved = unpaired_change(n[0], mean[0], spread[0], n[1], mean[1], spread[1])
    assert np.mean((moved.low <= 0) & (moved.high >= 0)) == pytest.approx(0.95, abs=0.005)
    alone = paired_change(n[0], mean[0], spread[0])
    assert np.mean((alone.low <= 0) & (alone.high >= 0)) == pytest.approx(0.95, abs=0.005)
