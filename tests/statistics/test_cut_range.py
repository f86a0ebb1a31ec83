"""The share of cuts that keep a label, against trying every cut."""

import numpy as np
import pytest

from culture_diag.statistics import quadrant_probabilities, share_of_cuts


@pytest.fixture(scope="module")
def teams():
    rng = np.random.default_rng(3)
    mean, sd, r = rng.normal(3.2, 0.4, (60, 2)), rng.uniform(0.05, 0.3, (60, 2)), rng.uniform(-0.7, 0.7, 60)
    covariance = sd[:, :, None] * sd[:, None, :]
    covariance[:, 0, 1] *= r
    covariance[:, 1, 0] *= r
    return mean, covariance, rng.uniform(3, 30, 60)


@pytest.mark.parametrize("cuts", [(3.0, 3.0), (3.4, 2.8)])
def test_equals_trying_every_cut(teams, cuts):
    mean, covariance, df = teams
    wanted = quadrant_probabilities(mean, covariance, df, cuts).argmax(axis=1)
    tried = []
    for x in np.linspace(-0.3, 0.3, 7):
        for y in np.linspace(-0.3, 0.3, 7):
            p = quadrant_probabilities(mean, covariance, df, (cuts[0] + x, cuts[1] + y))
            tried.append(p[np.arange(60), wanted] >= 0.7)
    found = share_of_cuts(mean, covariance, df, wanted, cuts, half_width=0.3, steps=7)
    np.testing.assert_allclose(found, np.mean(tried, axis=0))
    assert 0 < found.mean() < 1


def test_far_from_every_cut_all_are_kept_and_without_a_label_none_is_asked(teams):
    mean, covariance, df = np.full((3, 2), 4.5), np.stack([0.01 * np.eye(2)] * 3), np.full(3, 9.0)
    covariance[2] = np.nan
    assert share_of_cuts(mean, covariance, df, [3, -1, 3]).tolist() == pytest.approx([1.0, np.nan, np.nan], nan_ok=True)


def test_no_reach_is_the_label_itself(teams):
    mean, covariance, df = teams
    p = quadrant_probabilities(mean, covariance, df)
    sure = p.max(axis=1) >= 0.7
    found = share_of_cuts(mean, covariance, df, p.argmax(axis=1), half_width=0.0)
    assert (found[sure] == 1).all()
    assert (found[~sure] == 0).all()
