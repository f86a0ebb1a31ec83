import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import culture_diag as cd
from culture_diag.diagnosis.agreement import agreement_table
from culture_diag.diagnosis.units import units_at_level
from culture_diag.instrument import ResponseScale
from culture_diag.scoring import score
from culture_diag.statistics import detect_bimodality, team_agreement
from tests.test_scoring import make_instrument

INDICES = ["rwg", "rwg_skewed", "rwg_lindell", "awg", "ad_mean"]
KEYS = {"s": ["q1", "-q2", "q3"], "u": ["q4"]}


def table_of(responses, extra=None):
    return agreement_table(responses, score(responses), units_at_level(responses.frame, level="team", extra=extra))


def team_table(instrument, *, split=0.0, n=13, teams=300, centre=3.0, seed=0):
    plan = pd.DataFrame({"team": [f"t{k}" for k in range(teams)], "wave": "1", "size": n})
    first, second = (scale.id for scale in instrument.scales)
    plan[first], plan[second], plan[f"{first}_split"] = centre, centre, split
    return table_of(cd.simulate(instrument, plan=plan, seed=seed).responses).query("scale == @first")


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_figures_are_those_of_the_statistics_room_wave_by_wave(seed):
    rng = np.random.default_rng(seed)
    answers = rng.integers(1, 6, size=(80, 4)).astype(float)
    answers[rng.random(answers.shape) < 0.05] = np.nan
    frame = pd.DataFrame(answers, columns=["q1", "q2", "q3", "q4"])
    frame = frame.assign(team=rng.choice(list("abcdefg"), 80), wave=rng.choice(["1", "2"], 80))
    responses = cd.responses_from_frame(frame, make_instrument(KEYS, (1, 5)))
    table, scores = table_of(responses), score(responses)
    for (wave, scale), found in table.groupby(["wave", "scale"], observed=True):
        here = responses.frame["wave"] == wave
        items = frame.loc[here, ["q1", "q2", "q3"] if scale == "s" else ["q4"]].copy()
        if scale == "s":
            items["q2"] = 6 - items["q2"]
        own = team_agreement(items, frame.loc[here, "team"])
        wanted = pd.DataFrame(
            {
                "rwg": own.rwg_j(),
                "rwg_skewed": own.rwg_j("slightly skewed"),
                "rwg_lindell": own.rwg_j_lindell(),
                "awg": own.awg,
                "ad_mean": own.ad_mean,
            }
        )
        found = found.set_index("team")
        assert found.index.tolist() == wanted.index.tolist()
        np.testing.assert_allclose(found[INDICES], wanted, rtol=1e-12, atol=1e-12)
        complete = items.notna().all(axis=1).groupby(frame.loc[here, "team"]).sum()
        assert found["n"].tolist() == complete.tolist()
        groups = detect_bimodality(scores.loc[here, scale], frame.loc[here, "team"], step=1 / items.shape[1])
        assert found["bimodal"].tolist() == groups["bimodal"].tolist()
        assert (found["verdict"].isna() == (found["n"] < 3)).all()
        assert (found["band"].isna() == found["rwg"].isna()).all()


def test_every_team_is_listed_also_those_of_whom_nothing_is_known():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.integers(1, 6, size=(9, 4)).astype(float), columns=["q1", "q2", "q3", "q4"])
    frame = frame.assign(team=list("aaaabbccc"), wave="1")
    frame.loc[frame["team"] == "c", "q1"] = np.nan
    responses = cd.responses_from_frame(frame, make_instrument(KEYS, (1, 5)))
    absent = pd.DataFrame({"team": ["z"], "wave": ["1"]})
    table = table_of(responses, extra=absent)
    assert table["team"].tolist() == list("abcz") * 2
    assert table["n"].tolist() == [4, 2, 0, 0, 4, 2, 3, 0]
    of_s = table[table["scale"] == "s"].set_index("team")
    assert of_s.loc[["c", "z"], INDICES].isna().to_numpy().all()
    assert of_s["verdict"].isna().tolist() == [False, True, True, True]
    assert table["bimodal"].isna().all()
    assert table["bimodal"].dtype == "boolean"
    assert table["n"].dtype.kind == "i"


@pytest.mark.parametrize(
    ("rwg", "band"),
    [
        (0.0, "lack"),
        (0.3, "lack"),
        (0.31, "weak"),
        (0.5, "weak"),
        (0.7, "moderate"),
        (0.9, "strong"),
        (1, "very_strong"),
    ],
)
def test_bands_are_those_of_lebreton_and_senter(rwg, band):
    # One item, three answers around 3 with variance 2 (1 - rwg): on a slider any variance can be had.
    instrument = make_instrument({"s": ["q1"]}, (1, 5))
    slider = ResponseScale(minimum=1, maximum=5, continuous=True)
    instrument = instrument.model_copy(update={"response_scale": slider})
    away = np.sqrt((1 - rwg) * 16 / 12)
    frame = pd.DataFrame({"team": "a", "wave": "1", "q1": [3 - away, 3, 3 + away]})
    row = table_of(cd.responses_from_frame(frame, instrument)).iloc[0]
    assert row["rwg"] == pytest.approx(rwg, abs=1e-12)
    assert row["band"] == band
    assert np.isnan(row["rwg_skewed"])


def test_the_verdict_asks_two_indices():
    instrument = make_instrument({"s": [f"q{j}" for j in range(8)]}, (1, 5))

    def verdict(rows):
        frame = pd.DataFrame(rows, columns=[f"q{j}" for j in range(8)], dtype=float).assign(team="a", wave="1")
        return table_of(cd.responses_from_frame(frame, instrument)).iloc[0]

    same = verdict([[4] * 8] * 5)
    assert (same["verdict"], same["rwg"], same["ad_mean"]) == ("alike", 1, 0)
    # Items from 2 to 4 have variance 1: the uniform null makes .89 of it, the skewed one .75; AD_M is .80, below 5/6.
    loose = verdict([[2] * 8, [2] * 8, [3] * 8, [4] * 8, [4] * 8])
    assert loose["rwg"] == pytest.approx(8 * 0.5 / (8 * 0.5 + 0.5))
    assert loose["ad_mean"] == pytest.approx(0.8)
    assert loose["verdict"] == "alike"
    wider = verdict([[1] * 8, [3] * 8, [3] * 8, [3] * 8, [4] * 8, [4] * 8])
    assert wider["verdict"] == "mixed"
    apart = verdict([[1] * 8, [2] * 8, [2] * 8, [4] * 8, [4] * 8])
    assert apart["rwg"] == pytest.approx(8 * 0.1 / (8 * 0.1 + 0.9))
    assert (apart["band"], apart["verdict"]) == ("weak", "divided")
    # Two close-knit groups a point apart: every index says agreement, but the mean, 3.5, is nobody's position.
    groups = verdict([[3] * 8] * 6 + [[4] * 8] * 6)
    assert groups["bimodal"]
    assert (groups["rwg"] > 0.95, groups["ad_mean"], groups["verdict"]) == (True, 0.5, "mixed")


@pytest.mark.parametrize(
    ("n", "alike", "divided"), [(5, 0.72, 0.09), (8, 0.78, 0.07), (13, 0.85, 0.04), (30, 0.94, 0.01)]
)
def test_ordinary_teams_are_seldom_called_divided(instrument, n, alike, divided):
    shares = team_table(instrument, n=n)["verdict"].value_counts(normalize=True)
    assert shares["alike"] >= alike
    assert shares.get("divided", 0) <= divided


@pytest.mark.parametrize(
    ("n", "divided", "alike"), [(5, 0.78, 0.10), (8, 0.90, 0.04), (13, 0.94, 0.02), (30, 0.98, 0.0)]
)
def test_teams_split_two_points_apart_are_called_divided(instrument, n, divided, alike):
    shares = team_table(instrument, n=n, split=2.0)["verdict"].value_counts(normalize=True)
    assert shares["divided"] >= divided
    assert shares.get("alike", 0) <= alike


def test_a_team_split_three_points_apart_stands_in_two_camps(instrument):
    table = team_table(instrument, n=24, split=3.0, teams=100)
    assert table["bimodal"].mean() > 0.85
    found = table[table["bimodal"]]
    assert found["low_group_mean"].mean() == pytest.approx(1.7, abs=0.2)
    assert found["high_group_mean"].mean() == pytest.approx(4.3, abs=0.2)
    assert found["low_group_share"].mean() == pytest.approx(0.5, abs=0.03)
    ordinary = team_table(instrument, n=24, teams=100)
    assert ordinary["bimodal"].sum() <= 1
    assert (
        ordinary[["low_group_mean", "high_group_mean", "low_group_share"]].notna().any(axis=1).sum()
        == ordinary["bimodal"].sum()
    )


def test_other_response_scales_have_the_indices_that_are_known(other_instrument):
    four = team_table(other_instrument, teams=200, centre=2.5)
    assert four["rwg"].notna().all()
    assert four["rwg_skewed"].isna().all()
    assert four["verdict"].value_counts(normalize=True).get("divided", 0) < 0.05
    split = team_table(other_instrument, teams=200, centre=2.5, split=1.5)
    assert split["verdict"].value_counts(normalize=True)["divided"] > 0.8
