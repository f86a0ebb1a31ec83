"""Attacks on one release: what it says of people who answered alike, of hidden teams, and of those who left it open."""

import numpy as np
import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.disclosure.measurement_quality import Counted
from culture_diag.disclosure.rounding import NARROWEST_SD, told_in_steps
from culture_diag.disclosure.shares import apportioned

AXES = ("challenge", "invitation")


def answers_of(instrument, rng, n, **items):
    frame = pd.DataFrame(rng.integers(2, 6, size=(n, 16)).astype(float), columns=[item.id for item in instrument.items])
    return frame.assign(**items)


def alike(instrument, n, score):
    keyed = {item.id: 6.0 - score if item.reverse_keyed else score for item in instrument.items}
    return pd.DataFrame([keyed] * n)


def released(frame, instrument, **choices):
    return cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument), **choices))


# ---------------------------------------------------------------------------------------------------- alike


@pytest.mark.parametrize("answer", [3.0, 4.0, 5.0])
def test_an_item_that_all_answered_alike_looks_like_one_that_they_did_not(instrument, answer):
    rng = np.random.default_rng(3)
    frame = answers_of(instrument, rng, 14).assign(team="a")
    # The same mean as far as is shown, from answers that differ.
    other = np.full(14, answer)
    other[:3] -= 1.0
    told = [
        released(frame.assign(inv1=column), instrument).items.set_index("item").loc["inv1"]
        for column in (np.full(14, answer), other)
    ]
    assert told[0].equals(told[1])
    assert not told[0]["suppressed"]


def test_no_mean_is_shown_that_only_one_answer_gives(instrument):
    release = released(alike(instrument, 12, 5.0).assign(team="a"), instrument)
    assert set(release.items["mean"]) == {1.5, 4.5}
    assert (release.facets["mean"] == 4.8).all()
    for axis in AXES:
        row = release.teams.iloc[0]
        assert (row[axis], row[f"{axis}_high"]) == (4.8, 5.0)
    assert release.teams["label"].tolist() == ["growth"]


@pytest.mark.parametrize("n", [5, 7, 12, 20])
@pytest.mark.parametrize("pooling", [0, 2])
def test_a_team_that_scores_alike_is_shown_as_one_of_small_spread(instrument, n, pooling):
    """Beside it a team of the same mean whose spread is just what is called small."""
    frame = alike(instrument, n, 4.0)
    spread = frame.copy()
    items = [item.id for item in instrument.items]
    # Some a quarter higher, as many a quarter lower, on both scales.
    for up, rows in ((1, range(0, n // 2)), (-1, range(n // 2, 2 * (n // 2)))):
        for item in (instrument.items[0], instrument.items[1], instrument.items[8], instrument.items[9]):
            spread.loc[list(rows), item.id] += -up if item.reverse_keyed else up
    told = [
        released(one.assign(team="a")[["team", *items]], instrument, pooling=pooling).teams for one in (frame, spread)
    ]
    assert not told[0]["suppressed"].any()
    figures = [f"{axis}{end}" for axis in AXES for end in ("", "_low", "_high")]
    pd.testing.assert_frame_equal(told[0][["n", *figures, "label"]], told[1][["n", *figures, "label"]])
    half = told[0]["challenge_high"].iloc[0] - told[0]["challenge"].iloc[0]
    assert half >= 1.96 * NARROWEST_SD * 4 / np.sqrt(n) - 0.05


def test_near_a_line_who_score_alike_are_no_surer_than_others(instrument):
    frame = alike(instrument, 8, 3.0)
    frame["inv1"] = 4.0
    frame["inv3"] = 4.0
    row = released(frame.assign(team="a"), instrument, pooling=0).teams.iloc[0]
    exact = cd.diagnose(cd.responses_from_frame(frame.assign(team="a"), instrument), pooling=0).teams.iloc[0]
    assert exact["invitation_low"] == pytest.approx(exact["invitation_high"])
    # 3.25 with a standard error of .3/sqrt(8): t(7) = 2.4, so about .97 above the line; on the other axis half.
    assert row["p_growth"] == 0.5
    assert row["label"] == "borderline"


def test_a_change_that_was_the_same_for_all_is_no_surer_than_others(instrument):
    people = [f"p{i}" for i in range(10)]
    before = alike(instrument, 10, 3.0).assign(team="a", wave="1", respondent=people)
    after = alike(instrument, 10, 4.0).assign(team="a", wave="2", respondent=people)
    row = released(pd.concat([before, after], ignore_index=True), instrument, pooling=0).changes.iloc[0]
    assert row["paired"]
    assert (row["challenge_change"], row["challenge_low"], row["challenge_high"]) == (1.0, 0.8, 1.2)
    assert row["challenge_half_width"] == 0.2


def test_that_everybody_answered_is_no_small_spread(instrument):
    """Of exactly these people the mean is then known, whatever their spread."""
    rng = np.random.default_rng(1)
    frame = pd.concat([answers_of(instrument, rng, 8).assign(team=team) for team in "ab"], ignore_index=True)
    told = released(frame, instrument, target="members", team_sizes={"a": 8, "b": 8}).teams
    assert (told["challenge_low"] == told["challenge_high"]).all()


# --------------------------------------------------------------------------------------------- hidden teams


@pytest.fixture(scope="module")
def two_versions():
    """Eight teams, of which one of four answers low or high."""
    instrument = cd.load_instrument("invitation-challenge")
    plan = pd.DataFrame({"team": list("abcdefgH"), "wave": "1", "size": [9, 12, 10, 14, 8, 11, 13, 4],
                         "challenge": 3.4, "invitation": 3.6})  # fmt: skip
    frame = cd.simulate(instrument, plan=plan, seed=5).responses.frame
    items = [item.id for item in instrument.items]
    hidden = (frame["team"] == "H").to_numpy()
    either = (np.arange(len(frame)) % 2)[:, None]
    versions = []
    for answer in (1.0, 4.0):
        versions.append(frame.copy())
        versions[-1][items] = np.where(hidden[:, None], answer + either, frame[items])
    return instrument, versions


def test_where_teams_lean_on_each_other_they_lean_on_no_hidden_one(two_versions):
    instrument, versions = two_versions
    one, two = (released(frame, instrument, borrow=True).teams for frame in versions)
    pd.testing.assert_frame_equal(one, two)
    without = released(versions[0][versions[0]["team"] != "H"], instrument, borrow=True).teams
    columns = ["challenge", "invitation", "challenge_low", "label", "p_growth"]
    pd.testing.assert_frame_equal(one.loc[~one["suppressed"], columns].reset_index(drop=True), without[columns])


def test_split_half_reliability_and_clustering_are_those_of_shown_teams(two_versions):
    instrument, versions = two_versions
    one, two = (released(frame, instrument) for frame in versions)
    pd.testing.assert_series_equal(one.reliability["team_split_half"], two.reliability["team_split_half"])
    pd.testing.assert_frame_equal(one.clustering, two.clustering)
    assert one.reliability["team_split_half"].notna().sum() == 2


# ----------------------------------------------------------------------------------------------- clustering


def test_of_the_clustering_only_a_rounded_icc_is_told(sample_release, sample_diagnosis):
    told = sample_release.clustering
    assert "f" not in told
    assert (told["n_teams"] < 20).all()
    steps = told["icc1"] / 0.1
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-9)
    # All else follows from it: what has the same icc1, n and n_teams has the same of all.
    size = told["n"].astype(float) / told["n_teams"]
    f = 1 + size * told["icc1"] / (1 - told["icc1"])
    np.testing.assert_allclose(told["icc2"], 1 - 1 / f, atol=0.011)
    exact = sample_diagnosis.clustering["p"]
    assert (exact < 0.05).equals(told["p"] == 0.0)
    assert set(told["p"]) <= {0.0, 0.5, 1.0}
    assert ((told["icc1_low"] < told["icc1"]) & (told["icc1"] < told["icc1_high"])).all()


# ----------------------------------------------------------------------------------------------------- cuts


def test_an_exact_mean_that_is_used_as_a_cut_is_not_shown(instrument):
    sample = cd.simulate(instrument, teams=6, sizes=(7, 12), seed=2)
    exact = cd.diagnose(sample.responses)
    cut = float(exact.teams["challenge"].iloc[0])
    assert round(cut, 1) != cut
    given = cd.diagnose(sample.responses, cuts={"challenge": cut})
    rounded = cd.diagnose(sample.responses, cuts={"challenge": round(cut, 1)})
    one, two = cd.release(given), cd.release(rounded)
    for name in ("cuts", "teams", "shares", "changes"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))
    # The picture is right: teams are placed by the line that is drawn.
    assert not given.teams["p_growth"].equals(rounded.teams["p_growth"])


def test_a_cut_of_the_instrument_is_public_and_stays():
    instrument = cd.load_instrument("invitation-challenge")
    plane = instrument.quadrants[0]
    own = plane.model_copy(update={"x": plane.x.model_copy(update={"cut": 3.25})})
    instrument = instrument.model_copy(update={"quadrants": (own,)})
    release = cd.release(cd.diagnose(cd.simulate(instrument, teams=2, sizes=(8, 9), seed=1).responses))
    assert release.cuts.set_index("scale").loc[plane.x.scale, "cut"] == 3.25


# ------------------------------------------------------------------------------------------ who left it open


@pytest.mark.parametrize(("open_", "told"), [(0, 18), (1, 18), (4, 18), (5, 13), (6, 13), (8, 13)])
def test_how_many_left_an_item_open_is_told_in_fives(instrument, open_, told):
    frame = answers_of(instrument, np.random.default_rng(1), 18).assign(team="a")
    frame.loc[: open_ - 1, "inv1"] = np.nan
    release = released(frame, instrument)
    assert release.items.set_index("item").loc["inv1", "n"] == told
    assert release.facets.set_index("facet")["n"].iloc[0] == told
    assert release.agreement.set_index("scale").loc["invitation", "n"] == told


def test_the_shares_of_an_item_do_not_tell_it_either(instrument):
    frame = answers_of(instrument, np.random.default_rng(1), 12).assign(team="a")
    frame["inv1"] = [2.0] * 5 + [4.0] * 6 + [np.nan]
    shares = released(frame, instrument).distributions.set_index("item").loc[["inv1"], "share"]
    # Five and six of eleven would be .45 and .55, which no twelve give.
    assert shares.tolist() == [0.42, 0.58]


def test_apportioned_numbers_add_up():
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 9, size=(200, 5)) + np.eye(5, dtype=int)[0]
    total = counts.sum(axis=1) + rng.integers(-2, 5, 200).clip(1 - counts.sum(axis=1))
    told = apportioned(counts, total)
    np.testing.assert_array_equal(told.sum(axis=1), total)
    same = total == counts.sum(axis=1)
    np.testing.assert_array_equal(told[same], counts[same])
    assert (abs(told - counts * (total / counts.sum(axis=1))[:, None]) < 1).all()


def test_numbers_over_a_wave_are_told_in_fives_and_in_tens_where_a_team_is_hidden():
    n, wave = pd.Series([47, 45, 52, 41]), pd.Series(["1", "1", "1", "2"])
    counted = Counted(pd.Series({"1": 48, "2": 44}), pd.Series({"1": False, "2": True}), 5)
    assert counted.told(n, wave).tolist() == [48, 48, 48, 40]
    assert told_in_steps(pd.Series([53, 43]), pd.Series([48, 48]), 5).tolist() == [53, 43]
