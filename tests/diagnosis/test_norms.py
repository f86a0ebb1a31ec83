"""Cuts from a reference of one's own."""

import pandas as pd
import pytest

import culture_diag as cd

SCORES = {"challenge": [2.9, 3.1, 3.3, 3.4, 3.8], "invitation": [3.5, 3.6, 3.8, 4.0, 4.9]}


@pytest.fixture
def reference() -> pd.DataFrame:
    return pd.DataFrame(SCORES)


def test_the_mean_of_the_teams_is_the_cut(simulated, reference):
    diagnosis = cd.diagnose(simulated.responses, cuts="norm", reference=reference)
    first = diagnosis.cuts[diagnosis.cuts["wave"] == "1"].set_index("scale")
    assert first["cut"].to_dict() == pytest.approx({"challenge": 3.3, "invitation": 4.0})  # 3.30 and 3.96, in tenths
    assert first[["source", "n_teams"]].drop_duplicates().to_numpy().tolist() == [["norm", 5]]
    assert diagnosis.settings.norm == "mean"
    assert ("1", "challenge", pytest.approx(3.3)) in diagnosis.settings.cuts


def test_the_median_stands_firm_where_the_mean_does_not(simulated, reference):
    diagnosis = cd.diagnose(simulated.responses, cuts="norm", reference=reference, norm="median")
    assert set(diagnosis.cuts["cut"].round(6)) == {3.3, 3.8}
    assert diagnosis.settings.norm == "median"


def test_labels_are_those_of_the_same_cuts_given_by_hand(simulated, reference):
    normed = cd.diagnose(simulated.responses, cuts="norm", reference=reference)
    given = cd.diagnose(simulated.responses, cuts={"challenge": 3.3, "invitation": 4.0})
    pd.testing.assert_series_equal(normed.teams["label"], given.teams["label"])


def test_an_earlier_diagnosis_gives_each_wave_its_own_norm(simulated, diagnosis):
    normed = cd.diagnose(simulated.responses, cuts="norm", reference=diagnosis.teams)
    for (wave, scale), row in normed.cuts.set_index(["wave", "scale"]).iterrows():
        teams = diagnosis.teams[diagnosis.teams["wave"] == wave][scale]
        assert row["cut"] == pytest.approx(teams.mean(), abs=0.051)
        assert (row["n_teams"], row["norm_wave"]) == (teams.notna().sum(), wave)


def test_a_reference_of_one_wave_serves_all(simulated, diagnosis):
    one = diagnosis.teams[diagnosis.teams["wave"] == "2"]
    normed = cd.diagnose(simulated.responses, cuts="norm", reference=one)
    assert normed.cuts["norm_wave"].unique().tolist() == ["2"]
    assert normed.cuts.groupby("scale")["cut"].nunique().tolist() == [1, 1]


@pytest.mark.parametrize(
    ("choices", "key"),
    [
        ({"cuts": "norm"}, "norm_and_reference"),
        ({"reference": pd.DataFrame(SCORES)}, "norm_and_reference"),
        ({"cuts": "norm", "reference": pd.DataFrame(SCORES).iloc[:4]}, "norm_too_few_teams"),
        ({"cuts": "norm", "reference": pd.DataFrame(SCORES)[["challenge"]]}, "norm_without_scale"),
        ({"cuts": "norm", "reference": pd.DataFrame(SCORES) * 20}, "norm_outside_bounds"),
        ({"cuts": "norm", "reference": pd.DataFrame(SCORES), "norm": "best"}, "norm_unknown"),
        ({"cuts": "midden"}, "cuts_unknown"),
        ({"cuts": "norm", "reference": pd.DataFrame(SCORES) * 0 + 5}, "cut_outside_bounds"),
    ],
)
def test_what_gives_no_norm_is_said(simulated, choices, key):
    with pytest.raises(cd.InstrumentError) as caught:
        cd.diagnose(simulated.responses, **choices, lang="nl")
    assert set(caught.value.problems["key"]) == {key}


def test_a_team_of_five_counts_for_the_norm_and_a_team_of_four_does_not(simulated):
    teams = pd.DataFrame({"challenge": [3.0, 3.0, 3.0, 3.0, 3.0, 4.2, 5.0], "invitation": 3.5, "n": [9] * 5 + [5, 4]})
    cuts = cd.diagnose(simulated.responses, cuts="norm", reference=teams).cuts
    # (5 * 3.0 + 4.2) / 6 = 3.2; with the four it would be 3.5.
    assert set(cuts.loc[cuts["scale"] == "challenge", "cut"]) == {3.2}
    assert set(cuts["n_teams"]) == {6}
