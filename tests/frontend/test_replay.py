"""Twenty places: the right spread, in the right quadrants, and made of nothing but what is shown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.frontend import make_scene
from culture_diag.frontend.replay import DRAWS, FREEDOM, PATTERN, count_by_quadrant, replay_places, replay_rotation


def test_one_place_of_twenty_lies_outside_the_region():
    radius = np.hypot(PATTERN[:, 0], PATTERN[:, 1])
    assert len(PATTERN) == DRAWS == 20
    assert (radius > 1).sum() == 1


def test_radii_follow_the_t_distribution():
    """r²/2 of a bivariate t is F(2, v): the share within each radius is the middle of one of twenty equal parts."""
    special = pytest.importorskip("scipy.special")
    edge = 2 * special.fdtri(2, FREEDOM, 0.95)
    within = special.fdtr(2, FREEDOM, np.sort(np.hypot(PATTERN[:, 0], PATTERN[:, 1])) ** 2 * edge / 2)
    assert within == pytest.approx((np.arange(20) + 0.5) / 20, abs=2e-3)


def test_places_are_spread_evenly_round_the_middle():
    assert np.abs(PATTERN.mean(axis=0)).max() < 0.07
    assert abs(np.corrcoef(PATTERN.T)[0, 1]) < 0.2
    sectors = np.histogram(np.arctan2(PATTERN[:, 1], PATTERN[:, 0]), bins=4, range=(-np.pi, np.pi))[0]
    assert sectors.min() >= 4


def test_the_order_does_not_wind_outwards():
    radius = np.hypot(PATTERN[:, 0], PATTERN[:, 1])
    assert abs(np.corrcoef(np.arange(20), radius)[0, 1]) < 0.4


def test_counts_agree_with_the_shown_probabilities(sample_release):
    points = [point for unit in make_scene(sample_release)["units"] for point in unit["points"] if point.get("counts")]
    off = [max(abs(n - 20 * p) for n, p in zip(point["counts"], point["p"], strict=True)) for point in points]
    assert len(points) > 40
    assert max(off) <= 2.01
    assert np.mean(np.array(off) <= 1.01) > 0.9


@given(
    x=st.integers(10, 50), y=st.integers(10, 50), rx=st.integers(0, 15), ry=st.integers(0, 15), r=st.integers(-10, 10),
    spin=st.integers(0, 359),
)  # fmt: skip
def test_places_stay_on_the_scale_and_keep_their_number(x, y, rx, ry, r, spin):
    places = replay_places(x / 10, y / 10, (rx / 10, ry / 10, r / 10), spin, bounds=(1, 5))
    assert places.shape == (20, 2)
    assert np.isfinite(places).all()
    assert places.min() >= 1
    assert places.max() <= 5
    assert sum(count_by_quadrant(places, (3.0, 3.0))) == 20


def test_the_same_figures_give_the_same_places():
    figures = (3.2, 3.4, (0.5, 0.4, 0.3), (0.1, 0.3, 0.0, 0.6))
    assert len({replay_rotation(*figures, cuts=(3.0, 3.0), bounds=(1, 5)) for _ in range(3)}) == 1
