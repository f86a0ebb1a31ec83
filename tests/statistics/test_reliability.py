from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.statistics import (
    alpha_if_dropped,
    cronbach_alpha,
    item_rest_correlations,
    mean_inter_item_correlation,
    omega_total,
    one_factor_loadings,
    standardized_alpha,
)
from tests.reference_values import keyed_items, of_those_there, read_answers, read_expected, with_gaps

SCALES = [
    ("staff", "hope"),
    ("staff", "work"),
    ("staff", "rush"),
    ("lq2002", "LEAD"),
    ("lq2002", "TSIG"),
    ("lq2002", "HOSTIL"),
    ("lq2002", "with_missing"),
    ("bfi", "agree"),
    ("bfi", "conscientious"),
    ("bfi", "extraversion"),
    ("bfi", "neuroticism"),
    ("bfi", "openness"),
    ("VerbAgg", "all24"),
    ("VerbAgg", "want12"),
    ("VerbAgg", "do12"),
    ("cohesion", None),
]


@pytest.fixture(params=of_those_there(SCALES), ids=lambda scale: "-".join(filter(None, scale)))
def scale(request):
    """Items of one scale, reversed by the declared bounds, and what R says of it."""
    name, key = request.param
    said = read_expected(name)
    block = said["with_missing"]["reliability_LEAD"] if key == "with_missing" else said["reliability"]
    block = block.get(key, block)
    answers = read_answers("VerbAgg_wide" if name == "VerbAgg" else name)
    if key == "with_missing":
        answers = with_gaps(answers[block["item_names"]])
    return keyed_items(answers, block), block


def of_complete_rows(block, key="psych_alpha_complete_rows"):
    # R was not asked again where no row has a gap.
    return block["psych_alpha_pairwise"] if isinstance(block[key], str) else block[key]


def test_alpha_and_its_interval_are_rs(scale, agrees):
    items, block = scale
    said = of_complete_rows(block)
    alpha = cronbach_alpha(items)
    agrees(alpha.estimate, said["total"]["raw_alpha"])
    agrees([alpha.low, alpha.high], said["feldt_95"].values())
    agrees([alpha.estimate, alpha.n], [block["multilevel_cronbach"]["alpha"], block["multilevel_cronbach"]["n"]])
    agrees([alpha.low, alpha.high], block["psychometric_alpha_CI_95"].values())
    assert (alpha.n, alpha.k) == (said["rows_complete"], block["n_items"])


def test_standardized_alpha_and_mean_correlation_are_rs(scale, agrees):
    items, block = scale
    said = of_complete_rows(block)["total"]
    found = standardized_alpha(items)
    agrees([found.estimate, mean_inter_item_correlation(items)], [said["std.alpha"], said["average_r"]])
    assert np.isnan([found.low, found.high]).all()


def test_item_statistics_are_rs(scale, agrees):
    items, block = scale
    said = of_complete_rows(block)
    rest, dropped = item_rest_correlations(items), alpha_if_dropped(items)
    assert list(rest.index) == said["item_stats"]["row"] == said["alpha_drop"]["row"] == list(dropped.index)
    agrees(rest, said["item_stats"]["r.drop"])
    agrees(dropped, said["alpha_drop"]["raw_alpha"])
    if not items.isna().any(axis=None):
        agrees(rest, block["multilevel_item_total"]["Item.Total"])
        agrees(dropped, block["multilevel_item_total"]["Alpha.Without"])


def test_omega_is_rs(scale, agrees):
    items, block = scale
    if "psych_omega_1factor" not in block:
        pytest.skip("R was not asked for omega here")
    said = block["psych_omega_1factor"]
    said = said.get("minres_cor_complete_rows") or said["minres_cor_pairwise"]
    loadings = one_factor_loadings(items)
    # psych's optimizer fixes loadings to 1e-4 of their size at best; the sign of a factor is arbitrary.
    theirs = np.array(list(said["loadings"].values()))
    theirs *= np.sign(theirs.sum())
    assert list(loadings.index) == list(said["loadings"])
    agrees(loadings, theirs, rel=1e-4, absolute=1e-5)
    agrees(1 - loadings**2, said["u2"].values(), rel=1e-4, absolute=1e-5)
    agrees(omega_total(items, total="observed").estimate, said["omega_total"], rel=1e-6)
    common, unique = theirs.sum() ** 2, sum(said["u2"].values())
    agrees(omega_total(items).estimate, common / (common + unique), rel=1e-6)


def test_minres_leaves_no_direction_to_improve_in(scale):
    items, _ = scale
    correlation = items.dropna().corr().to_numpy()
    loadings = one_factor_loadings(items).to_numpy()
    residual = correlation - np.outer(loadings, loadings)
    np.fill_diagonal(residual, 0.0)
    assert np.abs(residual @ loadings).max() < 1e-9


@pytest.mark.parametrize("name", of_those_there(["edges", "edge_cases"]))
def test_edge_cases_are_those_of_r(name, agrees):
    said = read_expected(name)["alpha"]
    for which, case in said.items():
        items = np.array(case["items"], dtype=float)
        if which == "one_item":
            with pytest.raises(ValueError, match="at least two items"):
                cronbach_alpha(items)
            continue
        alpha = cronbach_alpha(items)
        agrees(alpha.estimate, case["multilevel_cronbach"]["value"])
        psych = case["default"]["value"]
        # psych leaves an item without variance out of alpha but in the score; that is compared without the item.
        varying = items[:, np.ptp(items, axis=0) > 0]
        alpha = cronbach_alpha(varying)
        agrees([alpha.estimate, alpha.low, alpha.high], [psych["raw_alpha"], *psych["feldt"]])
        agrees(standardized_alpha(varying).estimate, psych["std_alpha"])
        agrees(item_rest_correlations(varying), psych["r_drop"].values())
        if varying.shape[1] > 2:
            agrees(alpha_if_dropped(varying), psych["raw_alpha_drop"].values())
        else:
            assert alpha_if_dropped(varying).isna().all()


@pytest.mark.parametrize("name", of_those_there(["edges", "edge_cases"]))
def test_reversing_mends_what_r_calls_negative(name, agrees):
    case = read_expected(name)["alpha"]["negative_alpha"]
    items = np.array(case["items"], dtype=float)
    items[:, 1] = 6 - items[:, 1]
    agrees(cronbach_alpha(items).estimate, case["check_keys"]["value"]["raw_alpha"])
    agrees(alpha_if_dropped(items), case["check_keys"]["value"]["raw_alpha_drop"].values())


def test_an_item_without_variance_counts_and_has_no_correlation():
    items = np.array([[3, 4, 2], [4, 4, 3], [2, 4, 2], [5, 4, 4], [1, 4, 1]], dtype=float)
    rows = [[Fraction(int(value)) for value in row] for row in items]

    def variance(values):
        mean = sum(values) / len(values)
        return sum((value - mean) ** 2 for value in values) / (len(values) - 1)

    share = sum(variance(column) for column in zip(*rows, strict=True)) / variance([sum(row) for row in rows])
    assert cronbach_alpha(items).estimate == pytest.approx(float(Fraction(3, 2) * (1 - share)), rel=1e-12)
    assert np.isnan(item_rest_correlations(items)[1])
    assert np.isnan(standardized_alpha(items).estimate)
    assert np.isnan(omega_total(items).estimate)
    assert one_factor_loadings(items).isna().all()


def test_worked_fraction():
    # Both items have variance 1, and their sums 3, 3, 6 have variance 3: alpha = 2 (1 - 2/3) = 2/3.
    # Their correlation is 1/2, so standardized alpha is 2(1/2) / (3/2) = 2/3, and omega the same.
    items = pd.DataFrame({"p": [1, 2, 3], "q": [2, 1, 3]})
    assert cronbach_alpha(items).estimate == pytest.approx(2 / 3, rel=1e-14)
    assert standardized_alpha(items).estimate == pytest.approx(2 / 3, rel=1e-14)
    assert omega_total(items).estimate == pytest.approx(2 / 3, rel=1e-14)
    assert one_factor_loadings(items).tolist() == pytest.approx([np.sqrt(0.5)] * 2)
    assert item_rest_correlations(items).to_dict() == pytest.approx({"p": 0.5, "q": 0.5})


def test_known_loadings_are_found_again():
    # Three items: products of correlations give the loadings exactly.
    true = np.array([0.8, 0.7, 0.5])
    correlation = np.outer(true, true)
    np.fill_diagonal(correlation, 1.0)
    # Rows with exactly this correlation: orthonormal columns through its root.
    base, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(40, 4)))
    centred = base - base.mean(axis=0)
    white, _ = np.linalg.qr(centred[:, :3])
    rows = white @ np.linalg.cholesky(correlation).T
    assert one_factor_loadings(rows).tolist() == pytest.approx(true.tolist(), abs=1e-9)
    assert omega_total(rows).estimate == pytest.approx(4 / (4 + 3 - 0.64 - 0.49 - 0.25), abs=1e-9)


def test_what_no_rows_can_tell_is_nan_and_n_says_why():
    empty = cronbach_alpha(np.full((4, 3), np.nan))
    assert (empty.n, empty.k) == (0, 3)
    assert np.isnan([empty.estimate, empty.low, empty.high]).all()
    assert np.isnan(standardized_alpha([[1, 2]]).estimate)
    assert np.isnan(cronbach_alpha(np.full((5, 3), 3.4)).estimate)
    assert np.isnan(mean_inter_item_correlation(np.full((5, 3), 3.4)))
    assert alpha_if_dropped([[1, 2, 3]]).isna().all()
    assert item_rest_correlations([[1, 2, 3]]).isna().all()


def test_two_mirrored_items_have_no_total():
    items = np.array([[1, 5], [2, 4], [4, 2]])
    alpha = cronbach_alpha(items)
    assert [alpha.estimate, alpha.low, alpha.high] == [-np.inf] * 3
    assert standardized_alpha(items).estimate == -np.inf
    assert np.isnan(omega_total(items, total="observed").estimate)


@pytest.mark.parametrize(
    ("items", "match"),
    [
        ([[1], [2]], "at least two items"),
        ([["a", "b"]], "table of numbers"),
        ([[1, np.inf], [2, 3]], "infinite"),
        (np.ones((2, 2, 2)), "table of numbers"),
        (pd.DataFrame(index=[0, 1]), "no item"),
    ],
)
def test_bad_input_is_named(items, match):
    with pytest.raises(ValueError, match=match):
        cronbach_alpha(items)


def test_bad_options_are_named():
    with pytest.raises(ValueError, match="level"):
        cronbach_alpha([[1, 2], [2, 3]], level=95)
    with pytest.raises(ValueError, match="implied"):
        omega_total([[1, 2], [2, 3]], total="whole")


def test_nullable_and_integer_columns_do():
    plain = pd.DataFrame({"a": [1, 2, 4, 5], "b": [2, 2, 3, 5], "c": [1, 3, 4, np.nan]})
    nullable = plain.convert_dtypes()
    assert cronbach_alpha(nullable) == cronbach_alpha(plain)
    assert cronbach_alpha(plain).n == 3


@given(st.integers(0, 2**32 - 1), st.integers(2, 7))
def test_shifting_an_item_or_shuffling_rows_changes_nothing(seed, k):
    rng = np.random.default_rng(seed)
    items = rng.integers(1, 6, size=(25, k)).astype(float)
    items[rng.random(items.shape) < 0.05] = np.nan
    shift = rng.integers(-3, 4, size=k)
    moved = rng.permutation(items) + shift
    one, two = cronbach_alpha(items), cronbach_alpha(moved)
    assert (one.n, one.k) == (two.n, two.k)
    np.testing.assert_allclose(
        [two.estimate, two.low, two.high], [one.estimate, one.low, one.high], rtol=1e-9, atol=1e-11
    )
    np.testing.assert_allclose(
        standardized_alpha(moved).estimate, standardized_alpha(items).estimate, rtol=1e-9, atol=1e-11
    )
    np.testing.assert_allclose(alpha_if_dropped(moved), alpha_if_dropped(items), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(item_rest_correlations(moved), item_rest_correlations(items), rtol=1e-9, atol=1e-12)


@given(st.integers(0, 2**32 - 1))
def test_omega_does_not_depend_on_units(seed):
    rng = np.random.default_rng(seed)
    items = rng.normal(size=(60, 1)) + rng.normal(size=(60, 4))
    units = rng.uniform(0.5, 3, size=4)
    np.testing.assert_allclose(omega_total(items * units).estimate, omega_total(items).estimate, rtol=1e-8)
