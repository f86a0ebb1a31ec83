import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f, multivariate_t, ttest_1samp

from culture_diag.statistics import adjusted_p, change_verdict, joint_df, joint_p, mean_posterior, p_rose
from culture_diag.statistics.verdict import MARGIN_TOLERANCE

number = st.floats(-3, 3)
width = st.floats(0, 2)


@given(number, width, st.floats(0.5, 1.0), st.floats(0.01, 1.0))
def test_a_verdict_says_exactly_what_its_intervals_say(difference, reach, narrower, margin):
    low, high = difference - reach, difference + reach
    low90, high90 = difference - narrower * reach, difference + narrower * reach
    (said,) = change_verdict([low], [high], [low90], [high90], margin).tolist()
    moved, inside = low > 0 or high < 0, -margin < low90 and high90 < margin
    # Difference and equivalence are never both claimed: where both hold, that is what is said.
    if said in ("same", "changed_little"):
        assert inside
    if abs(abs(low90) - margin) > 2 * MARGIN_TOLERANCE and abs(abs(high90) - margin) > 2 * MARGIN_TOLERANCE:
        assert (
            said
            == {
                (True, True): "changed_little",
                (True, False): "changed",
                (False, True): "same",
                (False, False): "cannot_tell",
            }[moved, inside]
        )


@given(number, width, st.floats(0.01, 1.0))
def test_a_verdict_is_the_same_seen_from_the_other_side(difference, reach, margin):
    low, high = difference - reach, difference + reach
    assert change_verdict(low, high, low, high, margin) == change_verdict(-high, -low, -high, -low, margin)


def test_a_verdict_at_the_edges():
    # On the margin is not within it, whichever way the floats fall; and what is not known cannot be told.
    for exact in (3.2 - 3.0, 3.4 - 3.2, 4.2 - 4.0, 0.2):
        assert change_verdict(exact, exact, exact, exact, 0.2).tolist() == "changed"
    assert change_verdict(0, 0, 0, 0, 0.2).tolist() == "same"
    assert change_verdict([np.nan, 0.1], [np.nan, 0.5], np.nan, np.nan, 0.2).tolist() == ["cannot_tell"] * 2
    assert change_verdict(0.0, 0.4, 0.05, 0.35, 0.2).tolist() == "cannot_tell"
    assert change_verdict(-0.01, 0.01, -0.01, 0.01, 0).tolist() == "cannot_tell"
    for margin in (-0.1, np.nan):
        with pytest.raises(ValueError, match="margin"):
            change_verdict(0, 1, 0, 1, margin)


def test_adjusted_p_of_a_worked_example():
    # Benjamini & Hochberg's steps by hand: sorted p_i * m / i, then the smallest from there up.
    # 0.01*4/1 = 0.04, 0.02*4/2 = 0.04, 0.04*4/3 = 0.0533.., 0.05*4/4 = 0.05 -> 0.04, 0.04, 0.05, 0.05.
    assert adjusted_p([0.05, 0.01, 0.04, 0.02]) == pytest.approx([0.05, 0.04, 0.05, 0.04], rel=1e-14)


def test_adjusted_p_is_rs():
    # Rscript -e 'p <- c(0.001, 0.3, NA, 0.02, 0.02, 0.9, 0.041); cat(sprintf("%.17g", p.adjust(p, "BH")))'
    said = [0.0060000000000000001, 0.35999999999999999, np.nan, 0.040000000000000001, 0.040000000000000001,
            0.90000000000000002, 0.061499999999999999]  # fmt: skip
    np.testing.assert_allclose(adjusted_p([0.001, 0.3, np.nan, 0.02, 0.02, 0.9, 0.041]), said, rtol=1e-14)


def test_adjusted_p_of_nothing():
    assert adjusted_p([]).tolist() == []
    assert np.isnan(adjusted_p([np.nan, np.nan])).all()
    given_p = np.array([0.01, 0.04])
    adjusted_p(given_p)
    assert given_p.tolist() == [0.01, 0.04]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_adjusting_keeps_the_order_and_lowers_nothing(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    adjusted = adjusted_p(p)
    assert (adjusted >= p).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    np.testing.assert_array_equal(adjusted_p(np.array(p)[order]), adjusted[order])


@given(st.lists(st.integers(1, 20), min_size=3, max_size=12, unique=True))
def test_p_rose_is_the_one_sided_test(scores):
    x = np.array(scores) / 4 - 2
    test = ttest_1samp(x, 0, alternative="less")
    rose = p_rose(x.mean(), x.std(ddof=1) / np.sqrt(len(x)), len(x) - 1)
    assert rose == pytest.approx(test.pvalue, rel=1e-9)


def test_p_rose_where_nothing_varies():
    assert p_rose([0.1, 0.0, -0.1], 0.0, np.inf).tolist() == [1.0, 0.5, 0.0]
    assert np.isnan(p_rose(0.1, np.nan, np.nan))


def test_joint_p_is_hotellings():
    rng = np.random.default_rng(1)
    x = rng.normal([0.2, -0.1], 0.5, size=(9, 2))
    posterior = mean_posterior(x, ["a"] * 9, pooling=0)
    squared = 9 * x.mean(axis=0) @ np.linalg.solve(np.cov(x.T), x.mean(axis=0))
    said = f.sf(squared * 7 / (2 * 8), 2, 7)
    assert joint_p(posterior.mean, posterior.covariance, posterior.df) == pytest.approx(said, rel=1e-10)


def test_joint_p_is_what_lies_outside_the_region_of_the_posterior():
    # The region is that of a bivariate t with df - 1; its mass beyond the difference, by chance draws.
    covariance, df, difference = np.array([[0.04, 0.01], [0.01, 0.09]]), 9.0, np.array([0.3, -0.4])
    drawn = multivariate_t([0, 0], covariance * df / (df - 1), df=df - 1, seed=2).rvs(200_000)
    inverse = np.linalg.inv(covariance)
    beyond = np.einsum("ti,ij,tj->t", drawn, inverse, drawn) > difference @ inverse @ difference
    assert joint_p(difference[None], covariance[None], df) == pytest.approx(beyond.mean(), abs=0.004)


@given(st.integers(0, 2**32 - 1))
def test_joint_p_and_df_do_not_hang_on_the_axes(seed):
    rng = np.random.default_rng(seed)
    one, two = (np.cov(rng.normal(size=(6, 2)).T)[None] for _ in range(2))
    turn = rng.normal(size=(2, 2)) + 2 * np.eye(2)
    if abs(np.linalg.det(turn)) < 0.1:
        return
    turned = [turn @ v @ turn.T for v in (one, two)]
    df = joint_df(one, two, [4.0], [11.0])
    assert joint_df(*turned, [4.0], [11.0]) == pytest.approx(df, rel=1e-6)
    assert 4 - 1e-9 <= df[0] <= 15 + 1e-9
    difference = rng.normal(size=(1, 2))
    np.testing.assert_allclose(
        joint_p(difference @ turn.T, sum(turned), df), joint_p(difference, one + two, df), rtol=1e-6
    )


def test_on_one_axis_joint_is_welch_and_the_t_test():
    one, two = np.array([[[0.04]]]), np.array([[[0.02]]])
    df = joint_df(one, two, [4.0], [7.0])
    assert df == pytest.approx(0.06**2 / (0.04**2 / 4 + 0.02**2 / 7))
    assert joint_p(np.array([[0.3]]), one + two, df) == pytest.approx(2 * p_rose(-0.3, np.sqrt(0.06), df))


def test_joint_where_an_axis_does_not_vary():
    flat, none = np.diag([0.04, 0.0]), np.zeros((2, 2))
    p = joint_p(
        np.array([[0.3, 0.0], [0.3, 0.1], [0.0, 0.0], [0.1, 0.0], [0.1, 0.1]]),
        np.array([flat, flat, none, none, np.full((2, 2), np.nan)]),
        [9.0, 9.0, 9.0, 9.0, np.nan],
    )
    assert p[0] == pytest.approx(f.sf(2.25 * 8 / 18, 2, 8))
    assert p[1:4].tolist() == [0, 1, 0]
    assert np.isnan(p[4])
    # Against a mean that is known, the other's degrees of freedom are all there are.
    assert joint_df(none[None], np.eye(2)[None], [1.0], [9.0]) == pytest.approx([9.0])
    assert joint_df(none[None], none[None], [4.0], [9.0]) == pytest.approx([13.0])
    assert np.isnan(joint_df(np.full((1, 2, 2), np.nan), np.eye(2)[None], [np.nan], [9.0]))
    assert joint_p(np.empty((0, 2)), np.empty((0, 2, 2)), []).shape == (0,)
