import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.statistics import group_moments


def test_worked_example_by_hand():
    # Team 0: (1, 2), (3, 6); team 1: one row; team 2: nobody; one row has a missing axis, one no team.
    values = np.array([[1.0, 2.0], [3.0, 6.0], [4.0, 4.0], [5.0, np.nan], [2.0, 2.0]])
    moments = group_moments(values, np.array([0, 0, 1, 1, -1]), groups=3)
    assert moments.n.tolist() == [2, 1, 0]
    assert moments.mean[:2].tolist() == [[2.0, 4.0], [4.0, 4.0]]
    assert np.isnan(moments.mean[2]).all()
    assert moments.scatter[0].tolist() == [[2.0, 4.0], [4.0, 8.0]]
    assert np.isnan(moments.covariance[1]).all()


def test_equal_answers_have_exactly_no_spread():
    # 3.4 has no exact float; a sum of squares minus a squared sum would leave a rounding, even a negative one.
    values = np.full((23, 2), 3.4)
    moments = group_moments(values, np.zeros(23, dtype=int), groups=1)
    assert (moments.scatter == 0).all()


def test_large_offset_loses_no_digits():
    rng = np.random.default_rng(0)
    small = rng.normal(size=(50, 2))
    shifted = group_moments(small + 1e6, np.zeros(50, dtype=int), groups=1)
    assert shifted.covariance[0] == pytest.approx(np.cov(small.T), rel=1e-6)


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_agrees_with_numpy_whatever_the_order(seed, groups):
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, groups, size=60)
    values = rng.normal(3, 1, size=(60, 3))
    moments = group_moments(values, codes, groups=groups)
    shuffled = rng.permutation(60)
    again = group_moments(values[shuffled], codes[shuffled], groups=groups)
    np.testing.assert_allclose(again.scatter, moments.scatter, atol=1e-12)
    for code in range(groups):
        rows = values[codes == code]
        assert moments.n[code] == len(rows)
        if len(rows) > 1:
            np.testing.assert_allclose(moments.covariance[code], np.cov(rows.T), rtol=1e-10, atol=1e-12)
