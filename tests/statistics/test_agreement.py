from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.statistics import team_agreement
from tests.reference_values import in_order_of, keyed_items, of_those_there, read_answers, read_expected, with_gaps

MEASURES = ("rwg_j", "rwg_j_lindell", "awg", "ad_mean")
TEAM = {"staff": "team", "lq2002": "COMPID"}


SCALES = of_those_there(
    [
        *(f"staff {scale}" for scale in ("hope", "work", "rush")),
        "edges agreement",
        "lq2002 LEAD",
        "lq2002 TSIG",
        "lq2002 HOSTIL",
        "lq2002 with_missing",
        *(f"bfi {scale}" for scale in ("agree", "conscientious", "extraversion", "neuroticism", "openness")),
        "cohesion agreement",
        "edge_cases agreement",
    ]
)


@pytest.fixture(params=SCALES)
def scale(request):
    """Items, team labels and what R says of their agreement."""
    name, key = request.param.split()
    said = read_expected(name)
    if "agreement_input" in said:
        given_items = said["agreement_input"]
        return pd.DataFrame(given_items["items"], dtype=float), pd.Series(given_items["group"]), said["agreement"]
    data = read_answers(name)
    if name == "cohesion":
        return data.filter(like="COH"), data["UNIT"] + " " + data["PLATOON"], said["agreement"]
    if key == "with_missing":
        return with_gaps(data.filter(regex=r"^LEAD\d")), data["COMPID"], said[key]["agreement_LEAD"]
    items = keyed_items(data, said["reliability"][key])
    if name == "bfi":
        return items, data["education"], said["agreement_by_education"][key]
    return items, data[TEAM[name]], said["agreement"][key]


def all_four(items, teams, bounds):
    found = team_agreement(items, teams, bounds)
    measures = (found.rwg_j(), found.rwg_j_lindell(), found.awg, found.ad_mean)
    return dict(zip(MEASURES, measures, strict=True))


def test_every_team_is_as_in_r(scale, agrees):
    items, teams, block = scale
    said = block["per_group"]
    found = all_four(items, teams, (block["scale_min"], block["scale_max"]))
    for measure in MEASURES:
        assert found[measure].name == measure
        agrees(in_order_of(said["group"], found[measure]), said[measure])
    mean_variance = (1 - found["rwg_j_lindell"]) * block["ranvar_uniform"]
    agrees(in_order_of(said["group"], mean_variance), said["mean_item_variance_n_minus_1"])


def test_every_team_is_listed_also_those_r_drops(scale):
    items, teams, block = scale
    n = items.dropna().groupby(teams).size()
    for by_team in all_four(items, teams, (block["scale_min"], block["scale_max"])).values():
        assert by_team.index.tolist() == sorted(teams.dropna().unique())
        assert by_team[[team for team in by_team.index if n.get(team, 0) < 2]].isna().all()


def test_summaries_are_those_of_r(scale, agrees):
    items, teams, block = scale
    for measure, by_team in all_four(items, teams, (block["scale_min"], block["scale_max"])).items():
        said = block["summary"][measure]
        values = by_team.dropna()
        ours = [len(values), values.mean(), values.std(), values.median(), values.min(), values.max()]
        theirs = [said["n_groups"] - said["n_na"], *(said[key] for key in ("mean", "sd", "median", "min", "max"))]
        agrees(ours, theirs)


@pytest.mark.parametrize(
    ("name", "key"),
    of_those_there([("staff", "hope"), ("staff", "work"), ("lq2002", "LEAD"), ("lq2002", "TSIG")]),
)
def test_other_nulls_are_rs(name, key, agrees):
    data, said = read_answers(name), read_expected(name)["agreement"][key]
    items, teams = keyed_items(data, read_expected(name)["reliability"][key]), data[TEAM[name]]
    found = team_agreement(items, teams)
    for null, name in [("slightly skewed", "ranvar_1.34"), (1.34, "ranvar_1.34"), (0.9, "ranvar_0.9")]:
        other = said["other_null"][name]
        truncated = found.rwg_j(null)
        agrees(in_order_of(said["per_group"]["group"], truncated), other["rwg_j"])
        agrees(in_order_of(said["per_group"]["group"], found.rwg_j_lindell(null)), other["rwg_j_lindell"])
        assert (truncated == 0).sum() == other["n_truncated_to_zero"]


@pytest.mark.parametrize(
    ("name", "key", "column"),
    of_those_there(
        [
            ("staff", "work2_single_item", "work2"),
            ("staff", "hope4_single_item", "hope4"),
            ("staff", "work_scale_mean_with_rwg", r"^work\d"),
            ("edges", "agreement_single_q1", 0),
            ("lq2002", "LEAD05_single_item", "LEAD05"),
            ("lq2002", "TSIG02_single_item", "TSIG02"),
            ("lq2002", "LEAD_scale_mean_with_rwg", r"^LEAD\d"),
            ("cohesion", "agreement_COH01", "COH01"),
            ("cohesion", "agreement_COH02_with_missing", "COH02"),
            ("edge_cases", "agreement_single_q1", 0),
        ]
    ),
)
def test_one_item_alone_is_as_in_r(name, key, column, agrees):
    said = read_expected(name)
    block = said.get("agreement", said).get(key) or said[key]
    if "agreement_input" in said:
        items, teams = pd.DataFrame(said["agreement_input"]["items"], dtype=float), said["agreement_input"]["group"]
    else:
        items = read_answers(name)
        teams = items["UNIT"] + " " + items["PLATOON"] if name == "cohesion" else items[TEAM[name]]
    one = items[column] if column in items else items.filter(regex=column).mean(axis=1)
    labels = block["per_group"]["group"]
    found = team_agreement(one, teams)
    for measure, by_team in [("rwg", found.rwg_j()), ("awg", found.awg), ("ad_mean", found.ad_mean)]:
        agrees(in_order_of(labels, by_team), block["per_group"][measure])


@pytest.mark.parametrize(("name", "row"), of_those_there([("edges", 3), ("edge_cases", 1)]))
def test_a_missing_label_is_no_team(name, row, agrees):
    said = read_expected(name)
    labels = list(said["agreement_input"]["group"])
    labels[row] = None
    items = pd.DataFrame(said["agreement_input"]["items"], dtype=float)
    block = said["agreement_group_label_missing"]
    agrees(in_order_of(block["group"], team_agreement(items, labels).rwg_j()), block["rwg_j"])


def test_worked_fractions():
    # Team of (2, 3, 4) and (4, 3, 4): item variances 2, 0, 0; m/s2 = (2/3)/2 = 1/3.
    items = np.array([[2, 3, 4], [4, 3, 4]])
    share = Fraction(1, 3)
    found = all_four(items, ["a", "a"], (1, 5))
    assert found["rwg_j"]["a"] == pytest.approx(float(3 * (1 - share) / (3 * (1 - share) + share)), rel=1e-14)
    assert found["rwg_j_lindell"]["a"] == pytest.approx(2 / 3, rel=1e-14)
    # Of two, the largest variance about 3 is 8: a_WG = 1 - 2 * 2/8 = 1/2; 1; the third mean, 4, is beyond (1 + 5)/2.
    assert found["awg"]["a"] == pytest.approx(3 / 4, rel=1e-14)
    assert found["ad_mean"]["a"] == pytest.approx(1 / 3, rel=1e-14)


def test_extremes():
    unanimous, split = np.full((6, 4), 3.4), np.array([[1.0, 1.0], [5.0, 5.0]] * 3)
    assert [by_team["a"] for by_team in all_four(unanimous, ["a"] * 6, (1, 5)).values()] == [1, 1, 1, 0]
    found = all_four(split, ["a"] * 6, (1, 5))
    assert found["rwg_j"]["a"] == 0
    assert found["rwg_j_lindell"]["a"] == pytest.approx(1 - 4.8 / 2)
    assert found["awg"]["a"] == pytest.approx(-1)
    assert found["ad_mean"]["a"] == 2


def test_labels_are_names_whatever_their_type():
    items = np.random.default_rng(0).integers(1, 6, size=(40, 3))
    numbers = np.repeat([3, 10, 20, 100], 10)
    as_number = team_agreement(items, pd.Series(numbers, name="school")).rwg_j()
    assert as_number.index.tolist() == [3, 10, 20, 100]
    assert as_number.index.name == "school"
    as_text = team_agreement(items, numbers.astype(str)).rwg_j()
    assert as_text.index.tolist() == ["10", "100", "20", "3"]
    assert as_text[as_number.index.astype(str)].tolist() == pytest.approx(as_number.tolist(), rel=1e-12)
    categories = pd.Categorical(numbers.astype(str), categories=["unused", "3", "20", "100", "10"], ordered=True)
    as_categories = team_agreement(items, pd.Series(categories)).rwg_j()
    pd.testing.assert_series_equal(as_categories, as_text, check_index_type=False, rtol=1e-12)


def test_answers_outside_the_bounds_are_refused():
    with pytest.raises(ValueError, match="run from 0 to 4, outside the bounds 1 to 5"):
        team_agreement([[0, 3], [4, 3]], ["a", "a"], (1, 5))
    with pytest.raises(ValueError, match="must rise"):
        team_agreement([[1, 3], [4, 3]], ["a", "a"], (5, 1))
    with pytest.raises(ValueError, match="two numbers"):
        team_agreement([[1, 3], [4, 3]], ["a", "a"], 5)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="one label a row: 1 labels for 2 rows"):
        team_agreement([[1, 3], [4, 3]], ["a"])
    with pytest.raises(ValueError, match="known for 5 options, not for 7"):
        team_agreement([[1, 3], [4, 3]], ["a", "a"], (1, 7)).rwg_j("slightly skewed")
    for null in ("flat", 0, -1.0, np.nan):
        with pytest.raises(ValueError, match="null must be"):
            team_agreement([[1, 3], [4, 3]], ["a", "a"]).rwg_j(null)


@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_relabelling_mirroring_and_shuffling_change_nothing(seed, k):
    rng = np.random.default_rng(seed)
    items = rng.integers(1, 6, size=(50, k)).astype(float)
    items[rng.random(items.shape) < 0.05] = np.nan
    teams = rng.integers(0, 7, size=50)
    order, names = rng.permutation(50), rng.permutation(7)
    plain = all_four(items, teams, (1, 5))
    other = all_four(6 - items[order], names[teams][order], (1, 5))
    for measure in MEASURES:
        ours, theirs = plain[measure], other[measure]
        np.testing.assert_allclose(theirs[names[ours.index]], ours, rtol=1e-9, atol=1e-12)
        assert ours.index.tolist() == np.unique(teams).tolist()
    assert plain["rwg_j"].dropna().between(0, 1).all()
    assert (plain["rwg_j"].dropna() >= plain["rwg_j_lindell"].dropna() - 1e-12).all()
    assert plain["awg"].dropna().between(-1 - 1e-12, 1).all()


@given(st.integers(0, 2**32 - 1))
def test_agrees_with_the_definitions_team_by_team(seed):
    rng = np.random.default_rng(seed)
    items = rng.integers(0, 5, size=(40, 3)).astype(float)
    teams = rng.integers(0, 5, size=40)
    found = all_four(items, teams, (0, 4))
    for team in found["awg"].index:
        rows = items[teams == team]
        if len(rows) < 2:
            assert np.isnan(found["ad_mean"][team])
            continue
        share = rows.var(axis=0, ddof=1).mean() / 2
        assert found["rwg_j_lindell"][team] == pytest.approx(1 - share)
        assert found["ad_mean"][team] == pytest.approx(np.abs(rows - rows.mean(axis=0)).mean())
