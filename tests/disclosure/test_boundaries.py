"""Where one more or one less makes the difference: each of these bounds has a test that fails when it is moved."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.diagnosis.change import MIN_PAIRS, MIN_SHARE_PAIRED
from culture_diag.disclosure.changes import _choose
from culture_diag.disclosure.measurement_quality import Counted, shown_quality
from culture_diag.disclosure.placement import shown_nonresponse
from culture_diag.disclosure.rounding import ScoreRounding
from culture_diag.disclosure.shares import merge_neighbours, merge_smallest
from culture_diag.disclosure.suppression import suppress
from culture_diag.scoring import quadrant_of
from culture_diag.statistics.placement import CUT_EPS
from tests.diagnosis.test_diagnose import people, place_on
from tests.test_scoring import make_instrument

SHOWN, FEW, BESIDE = "", "too_few", "protected"


def hidden_of(*sizes):
    """Reasons of the teams of one school, by their numbers of answers."""
    teams = pd.DataFrame({"school": "A", "team": [f"t{i}" for i in range(len(sizes))], "wave": "1", "n": sizes})
    school = pd.DataFrame({"school": ["A"], "wave": ["1"], "n": [sum(sizes)]})
    return suppress([school, teams], keys=[("school",), ("school", "team")], min_n=5)[1].tolist()


@pytest.mark.parametrize(
    ("sizes", "reasons"),
    [
        ((5, 9), [SHOWN, SHOWN]),  # five are enough
        ((4, 9, 20), [FEW, BESIDE, SHOWN]),  # one hidden part is not enough
        ((4, 1, 20), [FEW, FEW, SHOWN]),  # two with five together are
        ((3, 1, 5, 20), [FEW, FEW, BESIDE, SHOWN]),  # and with four are not
        ((4, 6, 5, 20), [FEW, SHOWN, BESIDE, SHOWN]),  # the smallest goes first
        ((4, 0, 20), [FEW, "no_answers", BESIDE]),  # who did not answer is no part
        ((0, 9, 20), ["no_answers", SHOWN, SHOWN]),
    ],
)
def test_which_siblings_are_hidden(sizes, reasons):
    assert hidden_of(*sizes) == reasons


@pytest.mark.parametrize("n", [4, 5])
def test_five_answers_are_enough_for_a_score(instrument, n):
    frame = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (n, 16)), columns=[i.id for i in instrument.items])
    told = cd.release(cd.diagnose(cd.responses_from_frame(frame.assign(team="a"), instrument))).teams.iloc[0]
    assert told["suppressed"] == (n < 5)
    assert pd.isna(told["challenge"]) == (n < 5)


@pytest.mark.parametrize(("count", "told"), [(0, None), (1, None), (4, None), (5, 5), (6, 6)])
def test_one_to_four_to_whom_an_item_does_not_apply_are_not_counted(instrument, count, told):
    items = [item.id for item in instrument.items]
    frame = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (18, 16)), columns=items).astype(object)
    frame.loc[: count - 1, "inv1"] = "n.v.t."
    release = cd.release(cd.diagnose(cd.responses_from_frame(frame.assign(team="a"), instrument)))
    found = release.items.set_index("item").loc["inv1", "n_not_applicable"]
    assert found == told if told else pd.isna(found)


@pytest.mark.parametrize(
    ("matched", "only_from", "only_to", "subsets", "paired"),
    [
        (9, 0, 0, True, True),
        (9, 0, 0, False, True),
        (9, 5, 5, True, True),
        (9, 5, 5, False, False),
        (9, 4, 0, True, False),
        (9, 0, 4, True, False),
        (9, 4, 5, True, False),
        (9, 5, 4, True, False),
        (9, 1, 0, True, False),
        (5, 0, 0, True, True),
        (4, 0, 0, True, False),
        (4, 5, 5, True, False),
    ],
)
def test_the_matched_change_is_told_only_where_no_few_are_left_over(
    sample_release, matched, only_from, only_to, subsets, paired
):
    rows = pd.DataFrame({"name": "a", "wave_from": "1", "wave_to": "2", "paired": [False, True], "n_matched": matched,
                         "n_only_from": only_from, "n_only_to": only_to})  # fmt: skip
    assert _choose(rows, sample_release.settings, subsets=subsets)["paired"].tolist() == [paired]


def test_the_share_of_cuts_that_keep_a_label_is_told_in_fifths(diagnosis):
    told = cd.release(diagnosis).teams["label_kept"].dropna()
    exact = diagnosis.teams.loc[told.index, "label_kept"]
    np.testing.assert_allclose(told * 5, np.rint(told * 5), atol=1e-9)
    np.testing.assert_allclose(told, exact, atol=0.1 + 1e-9)
    assert told.nunique() > 1
    # Some would be told otherwise in tenths.
    assert (abs(told - exact.round(1)) > 0.05).any()


@pytest.mark.parametrize(
    ("flagged", "straight", "of", "told"),
    [
        (10, 10, 40, 10),  # all of one kind
        (14, 10, 40, None),  # four of other kinds
        (15, 10, 40, 15),
        (11, 10, 40, None),
        (36, 36, 40, None),  # four of the wave left
        (35, 35, 40, 35),
        (39, 39, 40, None),
        (40, 40, 40, 40),
        (4, 4, 40, None),
        (5, 5, 40, 5),
        (0, 0, 40, 0),
    ],
)
def test_the_rest_of_the_flagged_and_of_the_wave_are_five_or_nobody(sample_release, flagged, straight, of, told):
    at = np.arange(of)
    others = (at >= straight) & (at < flagged)
    flags = pd.DataFrame({"flagged": at < flagged, "straight_lining": at < straight, "many_missing": others})
    flags = flags.assign(fast=False, duplicate=others, seconds=1.0)
    waves = pd.Series(pd.Categorical(["1"] * of, categories=["1"], ordered=True))
    counted = Counted(pd.Series({"1": of}), pd.Series({"1": False}), 5)
    found = shown_quality(flags, waves, counted, sample_release.settings).loc[0, "flagged"]
    assert pd.isna(found) if told is None else found == told


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize(("below", "much"), [(0.5, True), (2.0, False)])
def test_a_score_that_misses_the_cut_by_a_bit_of_a_float_counts_as_on_it(axis, below, much):
    points = [np.array([4.0]), np.array([4.0])]
    points[axis] = np.array([3.0 - below * CUT_EPS])
    assert (quadrant_of(*points, cuts=(3.0, 3.0))[0] == 3) == much


@pytest.mark.parametrize(
    ("points", "quadrant"),
    [
        (((2, 2), (2, 4), (4, 2), (4, 4)), "growth"),  # on both cuts
        (((4, 2), (4, 4), (5, 2), (5, 4)), "growth"),  # much challenge, on the cut of the other axis
        (((2, 4), (4, 4), (2, 5), (4, 5)), "growth"),
        (((2, 2), (2, 4), (1, 2), (1, 4)), "cosy"),  # little challenge
        (((2, 2), (4, 2), (2, 1), (4, 1)), "discouraging"),
    ],
)
def test_ties_between_quadrants_go_to_the_one_with_more(instrument, points, quadrant):
    rows = []
    for x, y in points:
        at = {"challenge": float(x), "invitation": float(y)}
        keyed = {item.id: at[scale.id] for scale in instrument.scales for item in scale.items}
        rows.append({i.id: 6.0 - keyed[i.id] if i.reverse_keyed else keyed[i.id] for i in instrument.items})
    diagnosis = cd.diagnose(cd.responses_from_frame(pd.DataFrame(rows * 2).assign(team="a"), instrument))
    for teams in (diagnosis.teams, cd.release(diagnosis).teams):
        assert teams["quadrant"].tolist() == [quadrant]
        assert teams["label"].tolist() == ["borderline"]


@pytest.mark.parametrize(
    ("both", "once", "paired"),
    [(3, 0, True), (2, 0, False), (3, 3, True), (3, 4, False), (4, 4, True), (4, 5, False)],
)
def test_three_pairs_and_half_of_the_wave_are_enough_to_compare_them(instrument, both, once, paired):
    rng = np.random.default_rng(1)
    items = [item.id for item in instrument.items]
    parts = []
    for wave in ("1", "2"):
        people = [f"p{i}" for i in range(both)] + [f"w{wave}{i}" for i in range(once)]
        answers = pd.DataFrame(rng.integers(1, 6, (len(people), 16)).astype(float), columns=items)
        parts.append(answers.assign(respondent=people, team="a", wave=wave))
    changes = cd.diagnose(cd.responses_from_frame(pd.concat(parts, ignore_index=True), instrument)).changes
    assert changes["paired"].any() == paired
    assert (MIN_PAIRS, MIN_SHARE_PAIRED) == (3, 0.5)


def test_classes_of_five_and_of_four():
    assert [count for *_, count in merge_neighbours([5, 5], min_class=5)] == [5, 5]
    assert merge_neighbours([5, 4], min_class=5) == []
    assert [count for _, count in merge_smallest([5, 5, 5, 5], min_class=5)] == [5, 5, 5, 5]
    assert merge_smallest([5, 4, 0, 0], min_class=5) == []


def test_thresholds_are_those_of_the_promise(sample_release):
    settings = dataclasses.asdict(sample_release.settings)
    assert {name: settings[name] for name in ("min_n", "min_n_shares", "min_class", "decimals")} == {
        "min_n": 5, "min_n_shares": 10, "min_class": 5, "decimals": 1}  # fmt: skip


def test_a_part_of_a_whole_that_is_hidden_for_another_is_hidden_with_it():
    """School X has four answers, so Y is hidden beside it; its only team would be Y."""
    board = pd.DataFrame({"board": ["B"], "wave": "1", "n": [31]})
    schools = pd.DataFrame({"board": "B", "school": ["X", "Y", "Z"], "wave": "1", "n": [4, 7, 20]})
    teams = schools.assign(team=["x", "y", "z"])
    keys = [("board",), ("board", "school"), ("board", "school", "team")]
    reasons = [reason.tolist() for reason in suppress([board, schools, teams], keys=keys, min_n=5)]
    assert reasons == [[SHOWN], [FEW, BESIDE, SHOWN], [FEW, BESIDE, SHOWN]]


def two_waves(instrument, *, teams, both, once):
    """Return answers of people who were there in both waves and of others who were there in one, in each team."""
    rng = np.random.default_rng(1)
    parts = []
    for team in teams:
        for wave in ("1", "2"):
            codes = [f"{team}{i}" for i in range(both)] + [f"{team}{wave}-{i}" for i in range(once)]
            answers = pd.DataFrame(rng.integers(1, 6, (both + once, 16)).astype(float),
                                   columns=[item.id for item in instrument.items])  # fmt: skip
            parts.append(answers.assign(respondent=codes, school="S", team=team, wave=wave))
    return pd.concat(parts, ignore_index=True)


def test_of_a_school_the_change_of_some_is_not_told_though_of_its_teams_it_is(instrument):
    """The school's matched less those of its teams would be the few that one team's own change leaves out."""
    frame = two_waves(instrument, teams="ab", both=9, once=6)
    release = cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument)))
    assert release.changes["paired"].tolist() == [True, True]
    school, shown = release.school_changes.iloc[0], release.schools
    assert not school["paired"]
    assert pd.isna(school["n_matched"])
    for axis in ("challenge", "invitation"):
        assert school[f"{axis}_change"] == pytest.approx(shown[axis].iloc[1] - shown[axis].iloc[0])


@pytest.mark.parametrize("min_n", [3, 5])
def test_four_are_a_few_whatever_is_asked_for_a_score(instrument, min_n):
    items = [item.id for item in instrument.items]
    frame = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (18, 16)), columns=items).astype(object)
    frame.loc[:3, "inv1"] = "n.v.t."
    diagnosis = cd.diagnose(cd.responses_from_frame(frame.assign(team="a"), instrument))
    told = cd.release(diagnosis, min_n=min_n).items.set_index("item").loc["inv1"]
    assert pd.isna(told["n_not_applicable"])


@pytest.mark.parametrize(
    ("items", "bounds", "tenths"),
    [
        (3, (1, 5), True),
        (2, (1, 5), False),  # a mean of two in tenths is their sum
        (3, (0, 39), True),
        (3, (0, 40), False),  # a tenth of forty points is as fine as a hundredth of four
    ],
)
def test_where_a_tenth_would_tell_too_much_whole_points_are_shown(items, bounds, tenths):
    keys = {scale: [f"q{scale}{at}" for at in range(items)] for scale in "su"}
    instrument = place_on(make_instrument(keys, bounds), "s", "u")
    columns = [item.id for item in instrument.items]
    answers = np.random.default_rng(2).integers(bounds[0], bounds[1] + 1, (11, len(columns))).astype(float)
    frame = pd.DataFrame(answers, columns=columns).assign(team="a", wave="1")
    shown = cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument))).teams[["s", "u"]].to_numpy()
    assert (shown != shown.round()).any() == tenths


@pytest.mark.parametrize(("rise", "verdict"), [(7, "changed_little"), (8, "changed")])
def test_a_shown_change_on_the_margin_is_not_within_it(instrument, rise, verdict):
    """Of five people who all answered the change is known: 7/40 is shown as .2, too, and so judged by the means."""
    low = people(instrument, [24] * 5, [24] * 5).assign(wave="1")
    high = people(instrument, [24 + (rise - 4 if at == 0 else 1) for at in range(5)], [24] * 5).assign(wave="2")
    frame = pd.concat([low, high], ignore_index=True)
    diagnosis = cd.diagnose(cd.responses_from_frame(frame, instrument), target="members", team_sizes={"a": 5})
    assert diagnosis.changes["challenge_verdict"].tolist() == [verdict]
    assert cd.release(diagnosis).changes["challenge_verdict"].tolist() == ["changed"]


def test_what_is_shown_near_an_end_of_the_scale_may_be_the_end():
    # 1.2 is all that is cut off below, 4.8 all above: from 4.75 to 5, which rounds to no other tenth.
    low, high = ScoreRounding((1, 5), 1).possible_means(np.array([1.2, 1.3, 4.7, 4.8]))
    np.testing.assert_allclose(low, [1.0, 1.25, 4.65, 4.75])
    np.testing.assert_allclose(high, [1.25, 1.35, 4.75, 5.0])


def test_silent_who_can_just_bring_a_team_to_the_cut_can_tip_it(sample_release):
    # 40 at most 2.55, and nine who would all say 5: (40 * 2.55 + 45) / 49 = 3, and on the cut is much.
    figures = pd.DataFrame({"n": [40, 40], "n_team": [49, 48], "x": [2.5, 2.5]}).astype(
        {"n": "Int64", "n_team": "Int64"}
    )
    told = shown_nonresponse(figures, np.full((2, 1), 3.0), axes=["x"], rounding=ScoreRounding((1, 5), 1))
    assert told["can_tip"].tolist() == [True, False]


@pytest.mark.parametrize("n", [9, 10])
def test_items_facets_agreement_and_shares_need_ten(instrument, n):
    five = people(instrument, [36, 37, 38, 35, 36], [36, 35, 37, 38, 36])
    others = people(instrument, [12, 13, 14, 11, 12][: n - 5], [12, 11, 13, 14, 12][: n - 5])
    frame = pd.concat([five, others], ignore_index=True)
    release = cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument)))
    for told in (release.items, release.facets, release.agreement):
        assert told["suppressed"].all() == told["n"].isna().all() == (n < 10)
    shares = {row.quadrants: row.share for row in release.shares.itertuples()}
    assert sorted(shares.values()) == ([0.5, 0.5] if n == 10 else [])
    assert (len(release.distributions) > 0) == (n == 10)


def test_a_class_needs_five_in_truth_and_not_as_told(instrument):
    """Four of ten are told as six of fourteen: the four who left the item open are told as if they had answered."""
    frame = people(instrument, [32] * 14, [32] * 14)
    frame["inv1"] = [2.0] * 4 + [4.0] * 6 + [np.nan] * 4
    release = cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument)))
    assert release.items.set_index("item").loc["inv1", "n"] == 14
    assert "inv1" not in set(release.distributions["item"])


@pytest.mark.parametrize(("count", "told"), [(4, None), (5, 5)])
def test_a_kind_of_flag_is_counted_from_five(sample_release, count, told):
    at = np.arange(40)
    flags = pd.DataFrame({"flagged": at < 20, "straight_lining": at < count, "many_missing": at < 20, "fast": False,
                          "duplicate": False, "seconds": 1.0})  # fmt: skip
    waves = pd.Series(pd.Categorical(["1"] * 40, categories=["1"], ordered=True))
    counted = Counted(pd.Series({"1": 40}), pd.Series({"1": False}), 5)
    found = shown_quality(flags, waves, counted, sample_release.settings).loc[0, "straight_lining"]
    assert pd.isna(found) if told is None else found == told


@pytest.mark.parametrize("n", [29, 30])
def test_figures_of_a_wave_need_thirty_people(instrument, n):
    sample = cd.simulate(instrument, teams=3, sizes=(10, 10), seed=1)
    frame = sample.responses.frame.iloc[:n]
    release = cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument)))
    for told in (release.quality["n"], release.reliability["alpha"], release.clustering["icc1"]):
        assert told.isna().all() == (n < 30)
        assert told.isna().any() == (n < 30)
