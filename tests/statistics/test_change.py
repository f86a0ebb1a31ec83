import numpy as np
import pytest
from scipy.stats import ttest_ind

from culture_diag.statistics import compare_means
from tests.reference_values import of_those_there, read_expected


def test_is_welchs_interval():
    before, after = np.array([3.0, 3.5, 2.5, 4.0, 3.2]), np.array([4.0, 3.9, 4.4, 3.1, 3.8, 4.6])
    moved = compare_means(
        before.mean(),
        after.mean(),
        variance_before=before.var(ddof=1) / 5,
        variance_after=after.var(ddof=1) / 6,
        df_before=4,
        df_after=5,
    )
    reference = ttest_ind(after, before, equal_var=False).confidence_interval()
    assert list(moved.interval()) == pytest.approx([reference.low, reference.high], rel=1e-10)


@pytest.mark.parametrize("name", of_those_there(["edges", "edge_cases"]))
def test_r_agrees_where_one_side_has_no_spread(name):
    welch = read_expected(name)["welch"]["one_constant"]["value"]
    after = np.array([4.0, 5.0, 3.0])
    moved = compare_means(
        3.0, after.mean(), variance_before=0.0, variance_after=after.var(ddof=1) / 3, df_before=2, df_after=2
    )
    assert moved.df == pytest.approx(welch["df"])
    assert -moved.difference / np.sqrt(after.var(ddof=1) / 3) == pytest.approx(welch["t"])


def test_exact_means_differ_exactly_and_unknown_ones_say_nothing():
    exact = compare_means(3.0, 3.4, variance_before=0, variance_after=0, df_before=4, df_after=4)
    assert list(map(float, exact.interval())) == [pytest.approx(0.4), pytest.approx(0.4)]
    unknown = compare_means(3.0, 3.4, variance_before=np.nan, variance_after=0.1, df_before=np.nan, df_after=4)
    assert np.isnan(unknown.interval()[0])
