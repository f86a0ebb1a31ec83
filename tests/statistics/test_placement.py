import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammainccinv
from scipy.stats import f, multivariate_normal, multivariate_t, t

from culture_diag.statistics import choose_pooling, mean_posterior, pooled_covariance, quadrant_probabilities
from tests.reference_values import keyed_items, label_in_r, of_those_there, read_answers, read_expected


def scores_in(name):
    """The answers with a score for every scale of items."""
    data = read_answers(name)
    scales = read_expected(name).get("reliability", {})
    return data.assign(**{scale: keyed_items(data, block).mean(axis=1) for scale, block in scales.items()})


@pytest.mark.parametrize(
    ("name", "key", "x", "y", "by"),
    of_those_there(
        [
            ("staff", "ellipse", "hope", "work", "team"),
            ("balanced", "ellipse", "calm", "loud", "team"),
            ("klein2000", "ellipse_COHES_POSAFF", "COHES", "POSAFF", "GRPID"),
            ("lq2002", "ellipse", "LEAD", "TSIG", "COMPID"),
        ]
    ),
)
def test_region_without_pooling_is_hotellings(name, key, x, y, by):
    data = scores_in(name).dropna(subset=by)
    posterior = mean_posterior(data[[x, y]].to_numpy(), data[by].to_numpy(), pooling=0)
    region = posterior.region()
    teams = [label_in_r(team) for team in posterior.teams]
    for group in read_expected(name)[key]["groups"]:
        if "radius2_hotelling" not in group:
            continue
        at = teams.index(group["group"])
        assert posterior.n[at] == group["n"]
        assert posterior.mean[at] == pytest.approx(group["centre"], rel=1e-9)
        assert posterior.covariance[at] == pytest.approx(np.array(group["cov_of_mean"]), rel=1e-9)
        ratio = region[at] / posterior.covariance[at]
        assert ratio == pytest.approx(np.full((2, 2), group["radius2_hotelling"]), rel=1e-9)
        semi_axes = np.sqrt(np.linalg.eigvalsh(region[at]))[::-1]
        assert semi_axes == pytest.approx(group["semi_axes_hotelling"], rel=1e-9)
        low, high = group["simultaneous_T2_interval_x"]
        assert 2 * np.sqrt(region[at, 0, 0]) == pytest.approx(high - low, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "score", "by"),
    of_those_there(
        [
            ("staff", "hope", "team"),
            ("staff", "rush", "team"),
            ("balanced", "even", "team"),
            ("lq2002", "LEAD", "COMPID"),
        ]
    ),
)
def test_interval_without_pooling_is_the_usual_t_interval(name, score, by):
    data = scores_in(name).dropna(subset=by)
    posterior = mean_posterior(data[[score]].to_numpy(), data[by].to_numpy(), pooling=0)
    limits = posterior.interval()
    groups = pd.DataFrame(read_expected(name)["groups"][score]).set_index("group")
    teams = [label_in_r(team) for team in posterior.teams]
    assert sorted(teams) == sorted(groups.index)
    groups = groups.loc[teams]
    assert posterior.mean[:, 0] == pytest.approx(groups["mean"].to_numpy(), rel=1e-9)
    # R is silent on a team of one and on one that is all of one mind.
    told = groups["lower"].notna().to_numpy()
    for limit, said in zip(limits, (groups["lower"], groups["upper"]), strict=True):
        assert limit[told, 0] == pytest.approx(said[told].to_numpy(float), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "answers", "score", "by"),
    of_those_there([("strata", "strata", "score", "kind"), ("api_fpc", "apistrat", "api00", "stype")]),
)
def test_members_variance_is_the_finite_population_one(name, answers, score, by):
    data = read_answers(answers)
    strata = read_expected(name)["each_stratum_as_a_team"]
    posterior = mean_posterior(
        data[[score]].to_numpy(float),
        data[by].to_numpy(),
        sizes=[strata[label]["N"] for label in sorted(strata)],
        target="members",
        pooling=0,
    )
    low, high = posterior.interval()
    for at, label in enumerate(posterior.teams):
        assert np.sqrt(posterior.covariance[at, 0, 0]) == pytest.approx(strata[label]["se"], rel=1e-9)
        assert [low[at, 0], high[at, 0]] == pytest.approx(strata[label]["ci95_t_df"], rel=1e-9)


def test_a_census_is_known_exactly_and_needs_sizes():
    rows = np.array([[3.0, 2.5], [4.0, 3.0], [5.0, 2.0]])
    posterior = mean_posterior(rows, ["a"] * 3, sizes=[3], target="members", pooling=0)
    assert (posterior.covariance == 0).all()
    assert quadrant_probabilities(posterior.mean, posterior.covariance, posterior.df).tolist() == [[0, 0, 1, 0]]
    with pytest.raises(ValueError, match="size of every team"):
        mean_posterior(rows, ["a"] * 3, target="members")
    with pytest.raises(ValueError, match="smaller than"):
        mean_posterior(rows, ["a"] * 3, sizes=[2], target="members")


def test_shrinkage_by_a_worked_fraction():
    # Two teams: scatters 2 and 12 on 2 and 3 degrees of freedom: S_p = 14/5. v0 = 2 for team a: v = 4,
    # S* = (2 + 2 * 14/5) / 4 = 1.9, V = 1.9 / 3.
    scores = np.array([[2.0], [3.0], [4.0], [1.0], [5.0], [1.0], [1.0]])
    posterior = mean_posterior(scores, np.array(["a"] * 3 + ["b"] * 4), pooling=2)
    assert posterior.df.tolist() == [4, 5]
    assert posterior.covariance[0, 0, 0] == pytest.approx(1.9 / 3)


def test_nothing_is_said_of_one_and_of_two_only_with_pooling():
    rng = np.random.default_rng(1)
    scores = rng.normal(3, 0.5, size=(13, 2))
    teams = ["one"] + ["two"] * 2 + ["ten"] * 10
    plain = mean_posterior(scores, teams, pooling=0)
    pooled = mean_posterior(scores, teams, pooling=2)
    at = {team: plain.teams.index(team) for team in ("one", "two", "ten")}
    assert np.isnan(plain.covariance[[at["one"], at["two"]]]).all()
    assert np.isnan(pooled.covariance[at["one"]]).all()
    assert np.isfinite(pooled.covariance[at["two"]]).all()
    assert np.isnan(quadrant_probabilities(plain.mean, plain.covariance, plain.df)[at["two"]]).all()
    assert quadrant_probabilities(pooled.mean, pooled.covariance, pooled.df)[at["two"]].sum() == pytest.approx(1)


def test_a_unanimous_team_is_a_point_alone_and_uncertain_among_others():
    scores = np.vstack([np.full((6, 2), 3.25), np.random.default_rng(2).normal(3, 0.6, size=(40, 2))])
    teams = ["same"] * 6 + ["other"] * 40
    alone = mean_posterior(scores, teams, pooling=0)
    among = mean_posterior(scores, teams, pooling=2)
    at = alone.teams.index("same")
    assert quadrant_probabilities(alone.mean, alone.covariance, alone.df)[at].tolist() == [0, 0, 0, 1]
    assert 0.5 < quadrant_probabilities(among.mean, among.covariance, among.df)[at, 3] < 0.999


def test_a_team_alone_has_nothing_to_lean_on():
    scores = np.random.default_rng(3).normal(3, 0.6, size=(9, 2))
    for pooling in ("auto", 50):
        posterior = mean_posterior(scores, ["only"] * 9, pooling=pooling)
        assert posterior.pooling.tolist() == [0]
        assert posterior.df.tolist() == [8]


@pytest.mark.parametrize("nu", [0.8, 2.0, 4.5, 11.0, 60.0, 400.0])
@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.35, 0.97])
def test_probabilities_match_an_independent_integral(nu, correlation):
    # A t is a scale mixture of normals: mix scipy's bivariate normal over the quantiles of the mixing chi-square.
    mean = np.array([3.13, 2.71])
    scale = np.array([[0.04, correlation * 0.06], [correlation * 0.06, 0.09]])
    p = quadrant_probabilities([mean], [scale * nu / (nu + 1)], [nu + 1])[0]

    def at(q):
        mixed = 2 * gammainccinv(nu / 2, 1 - q) / nu
        return multivariate_normal.cdf(mean - 3, mean=[0, 0], cov=scale / mixed)

    assert p[3] == pytest.approx(quad(at, 0, 1, epsabs=1e-9, limit=300)[0], abs=1e-6)
    assert p[2] + p[3] == pytest.approx(t.sf((3 - mean[0]) / 0.2, nu), abs=1e-9)
    assert p.sum() == pytest.approx(1, abs=1e-12)
    assert p.min() >= 0


def test_probabilities_match_scipys_multivariate_t():
    mean, scale = np.array([3.2, 3.3]), np.array([[0.05, 0.02], [0.02, 0.07]])
    p = quadrant_probabilities([mean], [scale * 7 / 8], [8.0])[0]
    reference = multivariate_t(loc=[0, 0], shape=scale, df=7, seed=1).cdf(mean - 3, maxpts=2_000_000)
    assert p[3] == pytest.approx(reference, abs=2e-4)


def test_the_region_holds_95_percent_of_the_posterior_it_comes_from():
    rng = np.random.default_rng(4)
    posterior = mean_posterior(rng.normal(3, 0.6, size=(11, 2)), ["a"] * 11, pooling=0)
    v = posterior.df[0]
    draws = multivariate_t(loc=posterior.mean[0], shape=posterior.covariance[0] * v / (v - 1), df=v - 1, seed=5).rvs(
        200_000
    )
    away = draws - posterior.mean[0]
    inside = np.einsum("ij,jk,ik->i", away, np.linalg.inv(posterior.region()[0]), away) <= 1
    assert inside.mean() == pytest.approx(0.95, abs=0.002)
    radius = 2 * v / (v - 1) * f.ppf(0.95, 2, v - 1)
    np.testing.assert_allclose(posterior.region()[0], posterior.covariance[0] * radius, rtol=1e-10)


@given(st.integers(0, 2**32 - 1))
def test_mirroring_an_axis_mirrors_the_probabilities(seed):
    rng = np.random.default_rng(seed)
    mean = rng.uniform(1, 5, size=(5, 2))
    root = rng.normal(size=(5, 2, 2))
    covariance = 0.05 * root @ root.transpose(0, 2, 1)
    df = rng.uniform(1.5, 80, size=5)
    p = quadrant_probabilities(mean, covariance, df)
    flip = np.diag([-1.0, 1.0])
    mirrored = quadrant_probabilities(mean * [-1, 1] + [6, 0], flip @ covariance @ flip, df)
    np.testing.assert_allclose(mirrored, p[:, [2, 3, 0, 1]], atol=2e-7)
    both = quadrant_probabilities(6 - mean, covariance, df)
    np.testing.assert_allclose(both, p[:, ::-1], atol=2e-7)
    np.testing.assert_array_equal(quadrant_probabilities(mean, covariance, df), p)


def test_the_axes_hardly_matter_when_one_is_known():
    # One axis a point on its cut ("much"), the other a plain t.
    p = quadrant_probabilities([[3.0, 3.2]], [np.diag([0.0, 0.04])], [11.0])[0]
    assert p[:2].tolist() == [0, 0]
    assert p[3] == pytest.approx(t.cdf(0.2 / np.sqrt(0.04 * 11 / 10), 10), abs=1e-9)


def test_a_mean_on_the_cut_counts_as_much():
    assert quadrant_probabilities([[3.0, 3.0]], [np.zeros((2, 2))], [9.0]).tolist() == [[0, 0, 0, 1]]


def test_marginal_likelihood_finds_how_alike_spreads_are():
    rng = np.random.default_rng(6)
    n = rng.integers(8, 25, size=300)

    def scatters(strength):
        found = []
        for size in n:
            if strength is None:
                root = np.eye(2) * 0.6
            else:
                draw = rng.normal(size=(strength, 2))
                root = np.linalg.cholesky(np.linalg.inv(draw.T @ draw)) * np.sqrt(strength) * 0.6
            rows = rng.normal(size=(size, 2)) @ root.T
            away = rows - rows.mean(axis=0)
            found.append(away.T @ away)
        return np.array(found)

    assert choose_pooling(scatters(None), n) > 80
    assert 4 < choose_pooling(scatters(6), n) < 9
    assert choose_pooling(scatters(None)[:1], n[:1]) == 0
    assert choose_pooling(np.zeros((5, 2, 2)), np.full(5, 6)) == 0


def test_pooled_covariance_weighs_by_degrees_of_freedom():
    a, b = np.diag([4.0, 1.0]), np.diag([2.0, 5.0])
    assert pooled_covariance(np.array([a, b]), np.array([3, 5])).tolist() == [[1, 0], [0, 1]]
    assert np.isnan(pooled_covariance(np.zeros((1, 1, 1)), np.array([1]))).all()


@pytest.mark.parametrize(("below", "much"), [(1e-15, True), (1e-6, False)])
def test_a_mean_that_is_known_and_misses_the_cut_by_a_bit_of_a_float_is_on_it(below, much):
    cells = quadrant_probabilities([[3.0 - below, 4.0], [4.0, 3.0 - below]], np.zeros((2, 2, 2)), [9.0, 9.0])
    assert (cells[:, 3] == 1).tolist() == [much, much]
