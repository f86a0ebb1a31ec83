import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as student

import culture_diag as cd
from culture_diag.scoring import score
from culture_diag.statistics import (
    GroupMoments,
    borrowed_posterior,
    choose_pooling,
    group_moments,
    pooled_covariance,
    quadrant_probabilities,
)
from culture_diag.statistics.borrowing import PRIOR_MEAN, PRIOR_SD
from culture_diag.statistics.placement import posterior_of_moments

WITHIN = np.array([[0.5, 0.2], [0.2, 0.4]])


def draw(n, between, *, seed=1, centre=(3.2, 3.4), within=WITHIN):
    """Draw the answers of teams, normal at both levels, and their true means."""
    rng = np.random.default_rng(seed)
    d = len(within)
    truth = np.asarray(centre)[:d] + rng.multivariate_normal(np.zeros(d), between, size=len(n))
    codes = np.repeat(np.arange(len(n)), n)
    answers = truth[codes] + rng.multivariate_normal(np.zeros(d), within, size=len(codes))
    return group_moments(answers, codes, groups=len(n)), truth


def borrow(moments, **options):
    return borrowed_posterior(moments, teams=tuple(range(len(moments.n))), **options)


def alone(moments, **options):
    return posterior_of_moments(moments, teams=tuple(range(len(moments.n))), **options)


def of_rows(moments, rows):
    return GroupMoments(n=moments.n[rows], mean=moments.mean[rows], scatter=moments.scatter[rows])


def same(one, other, **tolerance):
    np.testing.assert_allclose(one.mean, other.mean, **tolerance)
    np.testing.assert_allclose(one.covariance, other.covariance, **tolerance)
    np.testing.assert_allclose(one.df, other.df, **tolerance)


def integrate(moments, pooling, *, neighbours):
    """Do the model on a grid: mu flat, the log of T over S normal, every team's own answers a t about its mean.

    Neighbours' answers are a t too (the whole model), or normal with the pooled covariance (as the module says).
    """
    pooled = pooled_covariance(moments.scatter, moments.n)[0, 0]
    own = alone(moments, pooling=pooling)
    mean, scale, df = own.mean[:, 0], np.sqrt(own.covariance[:, 0, 0]), own.df
    middle, reach = mean.mean(), np.ptp(mean) + 5 * np.sqrt(pooled)
    theta, mu = middle + np.linspace(-reach, reach, 1001), middle + np.linspace(-reach, reach, 121)
    likelihood = student.pdf((mean[:, None] - theta) / scale[:, None], df[:, None])
    theirs = likelihood if neighbours == "t" else norm.pdf(mean[:, None], theta, np.sqrt(pooled / moments.n)[:, None])
    posterior = np.zeros((len(mean), len(theta)))
    for log in PRIOR_MEAN + PRIOR_SD * np.linspace(-5, 5, 41):
        sd = np.sqrt(pooled * np.exp(log))
        prior = np.exp(-0.5 * ((theta[:, None] - mu) / sd) ** 2) / sd
        each = theirs @ prior
        others = np.stack([np.delete(each, team, axis=0).prod(axis=0) for team in range(len(mean))])
        posterior += np.exp(-0.5 * ((log - PRIOR_MEAN) / PRIOR_SD) ** 2) * likelihood * (others @ prior.T)
    return theta, posterior / posterior.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(("neighbours", "near"), [("normal", 0.01), ("t", 0.15)])
@pytest.mark.parametrize(
    ("between", "seed", "uneven"), [(0.1, 3, False), (0.1, 3, True), (0.5, 4, True), (3.0, 5, False)]
)
def test_one_axis_agrees_with_an_integral_on_a_grid(between, seed, uneven, neighbours, near):
    moments, _ = draw([3, 4, 5, 6, 8, 12, 5, 9], [[between]], seed=seed, within=np.array([[0.5]]))
    if uneven:
        # Teams that differ in spread are each left more of their own, and with it heavier tails.
        moments.scatter[:] *= np.array([0.2, 3, 0.1, 2, 0.2, 3, 0.5, 1])[:, None, None]
    found = borrow(moments)
    assert (found.pooling.max() < 6) == uneven
    theta, posterior = integrate(moments, float(found.pooling.max()), neighbours=neighbours)
    mean = posterior @ theta
    sd = np.sqrt(posterior @ theta**2 - mean**2)
    assert (found.mean[:, 0] - mean) / sd == pytest.approx(np.zeros(len(mean)), abs=near)
    for level in (0.5, 0.8, 0.95):
        low, high = found.interval(level)
        inside = ((theta > low) & (theta < high)) * posterior
        assert inside.sum(axis=1) == pytest.approx(np.full(len(mean), level), abs=0.04 if level < 0.9 else 0.01)


def test_teams_far_apart_are_left_to_their_own_answers():
    n = [3, 4, 5, 8, 12, 20, 7, 9, 30, 6]
    moments, _ = draw(n, 1e8 * WITHIN)
    found = borrow(moments)
    expected = alone(moments, pooling=float(found.pooling.max()))
    np.testing.assert_allclose(found.mean, expected.mean, atol=1e-4)
    np.testing.assert_allclose(found.covariance, expected.covariance, rtol=2e-3)
    np.testing.assert_allclose(found.df, expected.df, rtol=2e-2)


def test_teams_that_do_not_differ_are_taken_for_the_crowd():
    moments, _ = draw(np.full(4000, 6), np.zeros((2, 2)))
    found = borrow(moments)
    assert (found.mean.std(axis=0) < 0.1 * moments.mean.std(axis=0)).all()
    assert found.mean.mean(axis=0) == pytest.approx(moments.mean.mean(axis=0), abs=1e-3)


def test_teams_with_one_mean_keep_it():
    scatter = np.array([WITHIN * 9] * 6)
    moments = GroupMoments(n=np.full(6, 10), mean=np.tile([3.1, 2.9], (6, 1)), scatter=scatter)
    found = borrow(moments)
    assert found.mean == pytest.approx(moments.mean)
    assert (np.diagonal(found.covariance, axis1=1, axis2=2) < np.diag(WITHIN) / 10).all()


def test_the_fewer_answered_the_more_is_borrowed():
    n = np.array([4, 8, 16, 32] * 8)
    moments, _ = draw(n, 0.3 * WITHIN)
    rows = np.flatnonzero(n == 4)
    moments.mean[rows[0]] = moments.mean[rows[0] + 3] = [4.5, 4.6]
    found = borrow(moments)
    middle = moments.mean.mean(axis=0)
    kept = (found.mean - middle)[[rows[0], rows[0] + 3]] / (moments.mean - middle)[[rows[0], rows[0] + 3]]
    assert (kept[0] < kept[1]).all()
    assert ((kept > 0) & (kept < 1)).all()


def test_relabelling_the_teams_changes_nothing():
    moments, _ = draw([3, 5, 8, 13, 6, 2, 9], 0.3 * WITHIN)
    order = np.array([4, 2, 6, 0, 5, 1, 3])
    found, turned = borrow(moments), borrow(of_rows(moments, order))
    np.testing.assert_allclose(turned.mean, found.mean[order], rtol=1e-9)
    np.testing.assert_allclose(turned.covariance, found.covariance[order], rtol=1e-7)
    np.testing.assert_allclose(turned.df, found.df[order], rtol=1e-7)


@pytest.mark.parametrize(
    "change",
    [
        np.diag([25.0, 0.04]),
        np.diag([-1.0, 1.0]),
        np.array([[0.0, 1.0], [1.0, 0.0]]),
        np.array([[2.0, 1.0], [-3, 0.5]]),
    ],
)
def test_other_units_and_axes_give_the_same_answer_in_them(change):
    moments, _ = draw([3, 5, 8, 13, 6, 2, 9], [[0.2, 0.05], [0.05, 0.1]])
    shift = np.array([100.0, -7.0])
    changed = GroupMoments(
        n=moments.n, mean=moments.mean @ change.T + shift, scatter=change @ moments.scatter @ change.T
    )
    found, turned = borrow(moments), borrow(changed)
    np.testing.assert_allclose(turned.mean, found.mean @ change.T + shift, rtol=1e-6)
    np.testing.assert_allclose(turned.covariance, change @ found.covariance @ change.T, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(turned.df, found.df, rtol=1e-4)


def test_same_answers_same_numbers():
    moments, _ = draw([3, 5, 8, 13, 6], 0.3 * WITHIN)
    same(borrow(moments), borrow(moments), rtol=0)


def test_where_everyone_answered_the_members_mean_is_known():
    moments, _ = draw([5, 8, 13, 6], 0.3 * WITHIN)
    sizes = np.array([5.0, 12.0, 13.0, np.nan])
    found = borrow(moments, target="members", sizes=sizes)
    assert found.mean[[0, 2]].tolist() == moments.mean[[0, 2]].tolist()
    assert found.covariance[[0, 2]].tolist() == np.zeros((2, 2, 2)).tolist()
    assert np.isfinite(found.covariance[1]).all()
    assert np.isnan(found.covariance[3]).all()
    p = quadrant_probabilities(found.mean, found.covariance, found.df)
    assert p[0].max() == 1.0


def test_members_are_their_own_answers_and_what_is_expected_of_the_others():
    moments, _ = draw([5, 8, 13, 6], 0.3 * WITHIN)
    process = borrow(moments)
    found = borrow(moments, target="members", sizes=moments.n * 2.0)
    assert found.mean == pytest.approx((moments.mean + process.mean) / 2)
    # Of very many people, the mean of these people is that of the process.
    endless = borrow(moments, target="members", sizes=moments.n * 1e9)
    same(endless, process, rtol=1e-6)


def test_what_is_said_holds_for_members_and_the_process():
    """Normal teams with a known truth, each of two differences between teams by itself."""
    rng = np.random.default_rng(9)
    for ratio in (0.1, 0.5):
        inside, members, better = [], [], []
        for _ in range(40):
            sizes = rng.integers(7, 44, size=40)
            n = np.rint(0.7 * sizes).astype(int)
            truth = rng.multivariate_normal([3.1, 3.2], ratio * WITHIN, size=40)
            seats = np.repeat(np.arange(40), sizes)
            people = truth[seats] + rng.multivariate_normal([0, 0], WITHIN, size=len(seats))
            seat = np.arange(len(seats)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            moments = group_moments(people, np.where(seat < n[seats], seats, -1), groups=40)
            everyone = group_moments(people, seats, groups=40).mean
            for target, true, into in (("culture", truth, inside), ("members", everyone, members)):
                found = borrow(moments, target=target, sizes=sizes.astype(float))
                low, high = found.interval()
                away = (true - found.mean)[..., None]
                region = (away * np.linalg.solve(found.region(), away)).sum(axis=(1, 2)) <= 1
                into.append([*((low <= true) & (true <= high)).mean(axis=0), region.mean()])
            plain = borrow(moments).mean - truth
            better.append([(plain**2).sum(), ((moments.mean - truth) ** 2).sum()])
        assert np.mean(inside, axis=0) == pytest.approx([0.95] * 3, abs=0.025)
        assert np.mean(members, axis=0) == pytest.approx([0.95] * 3, abs=0.025)
        borrowed, observed = np.sum(better, axis=0)
        assert borrowed < (0.7 if ratio == 0.1 else 0.95) * observed


def test_probabilities_are_better_where_teams_differ_little():
    instrument = cd.load_instrument("invitation-challenge")
    axes = ["challenge", "invitation"]
    brier = {"alone": [], "borrowed": []}
    for centre in (3.0, 3.2, 3.4):
        sample = cd.simulate(instrument, teams=800, sizes=(7, 43), icc=0.10, centre=centre, response=0.7, seed=21)
        codes = sample.responses.frame["team"].str.removeprefix("team ").astype(int).to_numpy() - 1
        moments = group_moments(score(sample.responses)[axes].to_numpy(), codes, groups=800)
        truth = sample.truth[axes].to_numpy() >= 3
        right = np.eye(4)[2 * truth[:, 0] + truth[:, 1]]
        for rows in np.arange(800).reshape(20, 40):
            here = of_rows(moments, rows)
            for name, placed in (("alone", alone(here, pooling=2.0)), ("borrowed", borrow(here))):
                p = quadrant_probabilities(placed.mean, placed.covariance, placed.df)
                brier[name].append(((p - right[rows]) ** 2).sum(axis=1).mean())
    assert np.mean(brier["borrowed"]) < 0.95 * np.mean(brier["alone"])


@pytest.mark.parametrize("target", ["culture", "members"])
def test_teams_of_which_nothing_is_said_alone_get_nothing_here(target):
    n = np.array([0, 1, 2, 6, 9])
    moments, _ = draw(n, 0.3 * WITHIN)
    found = borrow(moments, target=target, sizes=n + 3.0)
    assert np.isnan(found.covariance[:2]).all()
    assert np.isnan(found.mean[0]).all()
    assert found.mean[1].tolist() == moments.mean[1].tolist()
    assert np.isfinite(found.covariance[2:]).all()
    assert np.isfinite(found.df[2:]).all()


def test_a_team_alone_has_nothing_to_borrow():
    moments, _ = draw([6], WITHIN)
    same(borrow(moments), alone(moments, pooling=2.0))
    nobody = GroupMoments(n=np.zeros(2, int), mean=np.full((2, 2), np.nan), scatter=np.zeros((2, 2, 2)))
    assert np.isnan(borrow(nobody).covariance).all()
    none = GroupMoments(n=np.zeros(0, int), mean=np.zeros((0, 2)), scatter=np.zeros((0, 2, 2)))
    assert borrow(none).mean.shape == (0, 2)


@pytest.mark.parametrize("teams", [2, 3, 4, 5])
def test_few_teams_borrow_with_more_doubt(teams):
    moments, _ = draw(np.full(teams, 8), 0.2 * WITHIN)
    found = borrow(moments)
    middle = moments.mean.mean(axis=0)
    assert (np.linalg.eigvalsh(found.covariance) > 0).all()
    assert 0 < ((found.mean - middle) ** 2).sum() < ((moments.mean - middle) ** 2).sum()


def test_without_spread_nothing_is_borrowed():
    codes = np.repeat([0, 1, 2], 5)
    no_spread = group_moments(np.repeat([[3.0, 4.0], [2.0, 2.0], [5.0, 1.0]], 5, axis=0), codes, groups=3)
    same(borrow(no_spread), alone(no_spread, pooling=2.0))
    rng = np.random.default_rng(1)
    x = rng.normal(3, 1, 15)
    for answers in (np.column_stack([x, np.repeat(4.0, 15)]), np.column_stack([x, 2 * x])):
        moments = group_moments(answers, codes, groups=3)
        same(borrow(moments), alone(moments, pooling=2.0), atol=1e-12)


def test_a_team_without_spread_has_that_of_the_others():
    moments, _ = draw([6, 6, 6, 6], 0.3 * WITHIN)
    moments.scatter[0] = 0.0
    found = borrow(moments)
    assert (np.linalg.eigvalsh(found.covariance[0]) > 0).all()


def test_spread_is_borrowed_where_teams_are_alike_in_it():
    moments, _ = draw(np.full(60, 12), 0.3 * WITHIN)
    strength = choose_pooling(moments.scatter, moments.n)
    assert strength > 20
    assert borrow(moments, pooling=2.0).pooling.tolist() == [strength] * 60
    assert borrow(moments, pooling=1e3).pooling.max() > strength


def test_one_and_three_axes():
    for d in (1, 3):
        within = 0.3 * np.eye(d) + 0.1
        moments, truth = draw([5, 8, 13, 6, 9, 20, 7] * 6, 0.3 * within, centre=(3.0, 3.2, 3.4), within=within)
        found = borrow(moments)
        assert ((found.mean - truth) ** 2).sum() < ((moments.mean - truth) ** 2).sum()
        low, high = found.interval()
        assert ((low <= truth) & (truth <= high)).mean() > 0.88


def test_members_need_sizes_that_hold_those_who_answered():
    moments, _ = draw([5, 8], WITHIN)
    with pytest.raises(ValueError, match="needs the size"):
        borrow(moments, target="members")
    with pytest.raises(ValueError, match="smaller"):
        borrow(moments, target="members", sizes=np.array([4.0, 9.0]))


@settings(max_examples=60, deadline=None)
@given(
    n=st.lists(st.integers(0, 40), min_size=1, max_size=12),
    seed=st.integers(0, 10_000),
    power=st.floats(-12, 12),
    pooling=st.sampled_from([0.0, 0.5, 2.0, 50.0]),
    whole=st.booleans(),
)
def test_every_answer_is_a_covariance_or_nothing(n, seed, power, pooling, whole):
    moments, _ = draw(np.array(n), 10.0**power * WITHIN, seed=seed)
    rng = np.random.default_rng(seed)
    if whole:
        # Whole answers of small teams: equal ones, unanimous teams, means on a line.
        codes = np.repeat(np.arange(len(n)), n)
        moments = group_moments(rng.integers(3, 5, (len(codes), 2)).astype(float), codes, groups=len(n))
    sizes = np.array(n) + rng.integers(0, 3, len(n)).astype(float)
    for target in ("culture", "members"):
        found = borrow(moments, target=target, sizes=sizes, pooling=pooling)
        said = np.isfinite(found.covariance).all(axis=(1, 2))
        expected = alone(moments, target=target, sizes=sizes, pooling=float(found.pooling.max(initial=0)))
        assert said.tolist() == np.isfinite(expected.covariance).all(axis=(1, 2)).tolist()
        values = np.linalg.eigvalsh(found.covariance[said])
        assert (values >= -1e-9 * np.abs(values).max(initial=0)).all()
        p = quadrant_probabilities(found.mean[said], found.covariance[said], found.df[said])
        assert p.sum(axis=1) == pytest.approx(np.ones(said.sum()), abs=1e-6)
