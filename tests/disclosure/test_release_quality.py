"""What the door lets through of change, agreement, reliability and flags."""

import numpy as np
import pandas as pd
import pytest

import culture_diag as cd

AXES = ("challenge", "invitation")


@pytest.fixture(scope="module")
def both():
    """Forty teams over two waves, in which six, some or all of the people answered only once."""
    sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=40, waves=2, sizes=(6, 40), response=0.8,
                         missing=0.02, drift=0.5, seed=5)  # fmt: skip
    diagnosis = cd.diagnose(sample.responses, team_sizes=sample.team_sizes)
    return diagnosis, cd.release(diagnosis)


def merged(diagnosis, release):
    steps = ["name", "wave_from", "wave_to"]
    exact = diagnosis.changes.astype({"wave_from": str, "wave_to": str})
    return release.changes.merge(exact, on=[*steps, "paired"], suffixes=("", "_exact"))


def test_matched_people_are_told_of_only_where_no_few_are_left_over(both):
    diagnosis, release = both
    rows = merged(diagnosis, release)
    assert len(rows) == len(release.changes)  # one row a step
    paired = rows[rows["paired"]]
    assert 0 < len(paired) < len(rows)
    for column in ("n_only_from", "n_only_to"):
        assert ((paired[column] == 0) | (paired[column] >= 5)).all()
    assert (paired["n_matched_exact"] >= 5).all()
    assert rows.loc[~rows["paired"], "n_matched"].isna().all()


def test_else_a_change_is_the_difference_of_the_shown_means(both):
    _, release = both
    shown = release.teams.assign(wave=release.teams["wave"].astype(str)).set_index(["name", "wave"])
    for row in release.changes[~release.changes["paired"]].to_dict("records"):
        for axis in AXES:
            after, before = (shown.loc[(row["name"], row[end]), axis] for end in ("wave_to", "wave_from"))
            assert row[f"{axis}_change"] == pytest.approx(after - before)


def test_what_is_said_of_a_change_is_what_is_shown_and_no_more(both):
    """From the exact figures a chance or a verdict would narrow down what rounding left open."""
    _, release = both
    rows = release.changes
    for axis in AXES:
        low, high = rows[f"{axis}_low"], rows[f"{axis}_high"]
        changed = rows[f"{axis}_verdict"].str.startswith("changed")
        assert changed.tolist() == ((low > 0) | (high < 0)).tolist()
        assert changed.tolist() == (rows[f"{axis}_direction"] != "unclear").tolist()
        inside = np.maximum(low.abs(), high.abs()) < 0.2 - 1e-9
        assert inside.tolist() == rows[f"{axis}_verdict"].isin(["same", "changed_little"]).tolist()
        assert not (rows[f"{axis}_holds"] & ~changed).any()
        assert changed.any()
        # The same shown change and interval have the same chance, whatever lies behind them.
        shown = rows.groupby([f"{axis}_change", low.rename("low"), high.rename("high")])[f"{axis}_p_rose"]
        assert (shown.nunique() == 1).all()
    moved = (rows[[f"{axis}_direction" for axis in AXES]] != "unclear").any(axis=1)
    assert moved[rows["label_change"] == "real"].all()


def test_a_change_that_the_matched_do_not_bear_out_is_taken_back(both):
    diagnosis, release = both
    steps = ["name", "wave_from", "wave_to"]
    used = diagnosis.changes[diagnosis.changes["used"]].astype({"wave_from": str, "wave_to": str})
    rows = release.changes.merge(used, on=steps, suffixes=("", "_used"))
    assert (rows["paired_used"] & ~rows["paired"]).any()  # some are analysed by pairs of which nothing may be shown
    for axis in AXES:
        changed = rows[f"{axis}_direction"] != "unclear"
        assert (rows.loc[changed, f"{axis}_direction"] == rows.loc[changed, f"{axis}_direction_used"]).all()
        assert (rows.loc[rows[f"{axis}_holds"], f"{axis}_p_adjusted"] <= 0.05).all()
    exact = diagnosis.changes.astype({"wave_from": str, "wave_to": str}).query("not paired")
    alone = release.changes.query("not paired").merge(exact, on=steps, suffixes=("", "_exact"))
    kept, found = (alone[[f"{axis}_direction{end}" for axis in AXES]] for end in ("", "_exact"))
    assert (kept != "unclear").to_numpy().sum() < (found != "unclear").to_numpy().sum()


def test_a_school_with_people_who_moved_is_compared_by_its_means(instrument):
    sample = cd.simulate(instrument, teams=4, waves=2, sizes=(12, 12), drift=0.3, seed=2)
    frame = sample.responses.frame.assign(school="S")
    # One person goes to another team: matched in the school, and in no team.
    mover = frame.index[(frame["team"] == "team 1") & (frame["wave"] == "2")][0]
    frame.loc[mover, "team"] = "team 2"
    responses = cd.responses_from_frame(frame, instrument)
    diagnosis = cd.diagnose(responses)
    school = cd.release(diagnosis).school_changes.iloc[0]
    shown = cd.release(diagnosis).schools
    assert diagnosis.school_changes.query("paired")["n_matched"].tolist() == [48]
    assert school["challenge_change"] == pytest.approx(shown["challenge"].iloc[1] - shown["challenge"].iloc[0])


def test_agreement_needs_ten_and_never_reads_as_unanimous(both):
    diagnosis, release = both
    rows = release.agreement
    exact = diagnosis.agreement.astype({"wave": str})
    rows = rows.astype({"wave": str}).merge(exact, on=["name", "wave", "scale"], suffixes=("", "_exact"))
    told = rows[~rows["suppressed"]]
    assert (told["n_exact"] >= 10).all()
    assert rows.loc[rows["n_exact"] < 10, ["n", "rwg", "verdict", "bimodal"]].isna().all(axis=None)
    assert (told["rwg"] <= told["rwg_exact"] + 1e-9).all()
    assert (told["rwg"] < 1).all()
    assert "low_group_mean" not in release.agreement


def test_ten_who_answer_alike_are_not_shown_to_agree_more_than_others(instrument):
    frame = pd.DataFrame({"team": ["a"] * 12, **{item.id: 4 for item in instrument.items}})
    told = cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument))).agreement
    assert not told["suppressed"].any()
    assert (told[["rwg", "rwg_skewed"]] == 0.9).all(axis=None)
    assert (told[["rwg_lindell", "awg"]] == 0.8).all(axis=None)
    assert (told["ad_mean"] == 0.3).all()


def test_two_camps_are_told_only_where_both_are_large(instrument):
    rng = np.random.default_rng(4)

    def team(name, low, high):
        scores = np.concatenate([np.full(low, 2.0), np.full(high, 4.5)])[:, None] + rng.normal(0, 0.4, (low + high, 16))
        answers = pd.DataFrame(np.clip(np.rint(scores), 1, 5), columns=[item.id for item in instrument.items])
        for item in instrument.items:
            if item.reverse_keyed:
                answers[item.id] = 6 - answers[item.id]
        return answers.assign(team=name)

    frame = pd.concat([team("few", 4, 8), team("five", 5, 8), team("many", 10, 10)], ignore_index=True)
    diagnosis = cd.diagnose(cd.responses_from_frame(frame, instrument))
    assert diagnosis.agreement.set_index(["name", "scale"]).loc[("many", "challenge"), "bimodal"]
    release = cd.release(diagnosis)
    told = release.agreement.groupby("name")["bimodal"].any()
    assert told.to_dict() == {"few": False, "five": True, "many": True}


def test_figures_over_all_teams_need_thirty_respondents(instrument):
    few = cd.simulate(instrument, teams=3, sizes=(9, 9), seed=1)
    release = cd.release(cd.diagnose(few.responses))
    assert release.reliability["alpha"].isna().all()
    assert set(release.reliability["reason"]) == {"too_few_rows"}
    assert release.clustering["icc1"].isna().all()
    enough = cd.release(cd.diagnose(cd.simulate(instrument, teams=5, sizes=(9, 9), seed=1).responses))
    alpha = enough.reliability["alpha"]
    assert alpha.notna().all()
    np.testing.assert_allclose(alpha, alpha.round(2))


def test_numbers_over_a_wave_do_not_count_out_a_hidden_team(instrument):
    plan = pd.DataFrame({"team": list("abcdH"), "wave": "1", "size": [15, 12, 14, 11, 4], "challenge": 3.4,
                         "invitation": [3.2, 3.6, 3.9, 2.8, 1.2]})  # fmt: skip
    sample = cd.simulate(instrument, plan=plan, seed=1)
    diagnosis = cd.diagnose(sample.responses)
    release = cd.release(diagnosis)
    assert release.teams["n"].sum() == 52
    for frame in (release.quality, release.reliability, release.item_analysis):
        assert set(frame["n"]) <= {50, 60}
    # The clustering is that of the shown teams, whoever the hidden one may be.
    frame = sample.responses.frame
    alone = cd.diagnose(cd.responses_from_frame(frame[frame["team"] != "H"], instrument))
    np.testing.assert_allclose(release.clustering["icc1"], cd.release(alone).clustering["icc1"])
    np.testing.assert_allclose(release.clustering["icc1"], alone.clustering["icc1"], atol=0.06)
    assert release.clustering["n"].tolist() == alone.clustering["n"].tolist()
    whole = cd.release(cd.diagnose(cd.simulate(instrument, plan=plan[:4], seed=1).responses))
    assert whole.quality["n"].tolist() == [52]


def test_a_norm_does_not_count_teams_that_are_hidden(instrument, simulated):
    sample = cd.simulate(instrument, teams=14, sizes=(3, 12), seed=4)
    exact = cd.diagnose(sample.responses)
    small = exact.teams["n"] < 5
    assert small.any()
    cuts = cd.diagnose(sample.responses, cuts="norm", reference=exact.teams).cuts.set_index("scale")
    large = exact.teams[~small]
    assert cuts.loc["challenge", "n_teams"] == len(large)
    assert cuts.loc["challenge", "cut"] == pytest.approx(large["challenge"].mean(), abs=0.051)


def test_a_flip_is_credited_to_the_axis_that_changed_and_not_to_a_line_that_moved(instrument):
    plan = pd.DataFrame({"team": ["a", "a"], "wave": ["1", "2"], "size": 30, "challenge": [3.6, 3.6],
                         "invitation": [4.0, 4.0]})  # fmt: skip
    responses = cd.simulate(instrument, plan=plan, seed=2).responses
    cuts = {"1": {"challenge": 3.0, "invitation": 3.0}, "2": {"challenge": 4.3, "invitation": 3.0}}
    diagnosis = cd.diagnose(responses, cuts=cuts)
    assert diagnosis.teams["label"].tolist() == ["growth", "cosy"]
    assert diagnosis.changes["label_change"].isna().all()
    assert cd.release(diagnosis).changes["label_change"].isna().all()


def test_a_few_flagged_answers_are_not_counted_out(instrument):
    sample = cd.simulate(instrument, teams=6, sizes=(10, 10), seed=3)
    for flagged, told in ((3, pd.NA), (7, 7)):
        frame = sample.responses.frame.copy()
        items = [item.id for item in instrument.items]
        # Straight-liners of different lengths of patience: each leaves another item open, so that none is a copy.
        frame.loc[: flagged - 1, items] = 5.0
        for row in range(flagged):
            frame.loc[row, items[row]] = np.nan
        release = cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument)))
        row = release.quality.iloc[0]
        assert row["n"] == 60
        assert (row["straight_lining"] is told) or row["straight_lining"] == told
        assert pd.isna(row["fast"])  # no times are known
        timed = cd.release(cd.diagnose(cd.responses_from_frame(frame.assign(seconds=240.0), instrument)))
        assert timed.quality.iloc[0]["fast"] == 0
        assert row["duplicate"] == 0


def test_borrowed_estimates_come_with_the_plain_means(both):
    sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=20, seed=8, sizes=(6, 20))
    plain = cd.release(cd.diagnose(sample.responses, team_sizes=sample.team_sizes))
    borrowed = cd.release(cd.diagnose(sample.responses, team_sizes=sample.team_sizes, borrow=True))
    assert borrowed.settings.borrow
    pd.testing.assert_series_equal(borrowed.teams["challenge_observed"], plain.teams["challenge"], check_names=False)
    spread = borrowed.teams["challenge"].std(), plain.teams["challenge"].std()
    assert spread[0] < spread[1]
    # What the silent can do hangs on what people answered, not on the estimate.
    columns = ["challenge_full_low", "challenge_needed", "can_tip"]
    pd.testing.assert_frame_equal(borrowed.teams[columns], plain.teams[columns])
