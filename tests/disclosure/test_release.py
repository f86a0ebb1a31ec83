import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import culture_diag as cd
from culture_diag.disclosure import require_release
from culture_diag.disclosure.rounding import tenths
from culture_diag.disclosure.shares import merge_neighbours, merge_smallest
from culture_diag.disclosure.suppression import suppress
from tests.diagnosis.test_diagnose import place_on
from tests.test_scoring import make_instrument

FRAMES = ("teams", "schools", "boards", "facets", "items", "distributions", "shares", "changes")


def test_no_figure_of_a_hidden_team_is_anywhere(sample_diagnosis, sample_release):
    hidden = sample_release.teams[sample_release.teams["suppressed"]]
    assert set(hidden["name"]) == {"Zorgteam", "Wilg"}
    figures = hidden.drop(columns=["board", "school", "team", "name", "wave", "n_team", "suppressed", "reason"])
    assert figures.isna().all().all()
    keys = set(zip(hidden["name"], hidden["wave"].astype(str), strict=True))
    for name in ("facets", "items", "distributions", "shares"):
        frame = getattr(sample_release, name)
        assert not keys & set(zip(frame["name"], frame["wave"].astype(str), strict=True)), name
    moved = sample_release.changes
    for end in ("wave_from", "wave_to"):
        assert not keys & set(zip(moved["name"], moved[end].astype(str), strict=True))
    assert (sample_diagnosis.teams.loc[hidden.index, "n"] > 0).all()


def test_why_a_team_is_hidden_is_said(sample_release):
    latest = sample_release.teams[sample_release.teams["wave"] == sample_release.latest].set_index("name")
    assert latest.loc["Zorgteam", "reason"] == "too_few"
    assert latest.loc["Wilg", "reason"] == "protected"
    assert latest.loc["Zorgteam", "n_team"] == 7


def test_a_release_carries_no_person_and_no_exact_figure(sample_release):
    assert not hasattr(sample_release, "respondents")
    for name in FRAMES:
        frame = getattr(sample_release, name)
        assert "respondent" not in frame
        for column in frame.select_dtypes("number"):
            values = frame[column].dropna().to_numpy(float)
            decimals = 2 if column in ("response_rate", "share") else 1
            np.testing.assert_allclose(values, np.round(values, decimals), atol=1e-12, err_msg=f"{name}.{column}")


def test_interval_ends_give_no_second_decimal_away(sample_diagnosis, sample_release):
    shown = sample_release.teams[~sample_release.teams["suppressed"]]
    for scale in ("invitation", "challenge"):
        middle = (shown[f"{scale}_low"] + shown[f"{scale}_high"]) / 2
        np.testing.assert_allclose(middle, shown[scale], atol=1e-9)
        exact = sample_diagnosis.teams.loc[shown.index]
        assert (np.abs(shown[scale] - exact[scale]) <= 0.05 + 1e-9).all()
    moved = sample_release.changes
    np.testing.assert_allclose(
        (moved["challenge_low"] + moved["challenge_high"]) / 2, moved["challenge_change"], atol=1e-9
    )


def test_changes_are_differences_of_what_is_shown(sample_release):
    means = sample_release.teams.set_index(["name", sample_release.teams["wave"].astype(str)])["challenge"]
    for row in sample_release.changes.to_dict("records"):
        shown = means[row["name"], str(row["wave_to"])] - means[row["name"], str(row["wave_from"])]
        assert row["challenge_change"] == pytest.approx(shown)


def test_distributions_and_shares_hold_no_handful(sample_diagnosis, sample_release):
    n = sample_release.items.set_index(["name", sample_release.items["wave"].astype(str), "item"])["n"]
    for row in sample_release.distributions.to_dict("records"):
        size = n[row["name"], str(row["wave"]), row["item"]]
        assert size >= 10
        assert round(row["share"] * size) >= 5
    sums = sample_release.distributions.groupby(["name", "wave", "item"], observed=True)["share"].sum()
    assert sums.to_numpy() == pytest.approx(np.ones(len(sums)), abs=0.021)
    teams = sample_release.teams.set_index(["name", sample_release.teams["wave"].astype(str)])["n"]
    for row in sample_release.shares.to_dict("records"):
        assert round(row["share"] * teams[row["name"], str(row["wave"])]) >= 5


def test_every_released_distribution_comes_from_the_counts(sample_diagnosis, sample_release):
    counts = (
        sample_diagnosis.distributions.astype({"wave": str})
        .set_index(["name", "wave", "item", "code"])["count"]
        .sort_index()
    )
    told = sample_release.items.astype({"wave": str}).set_index(["name", "wave", "item"])["n"]
    exact = 0
    for row in sample_release.distributions.to_dict("records"):
        unit = row["name"], str(row["wave"]), row["item"]
        cell, n = counts[unit], told[unit]
        within = cell[(cell.index >= row["low_code"]) & (cell.index <= row["high_code"])].sum()
        # Where some left it open, shares are those of as many people as the item is said to have: a class gains at most
        # all of them.
        more = abs(n - cell.sum()) / n
        assert row["share"] == pytest.approx(within / cell.sum(), abs=0.00501 + more)
        exact += more == 0
    assert exact > len(sample_release.distributions) / 2


def frame_of(instrument, rng, n, **items):
    answers = rng.integers(1, 6, size=(n, 16)).astype(float)
    frame = pd.DataFrame(answers, columns=[item.id for item in instrument.items])
    return frame.assign(**items).assign(team="a", wave="1")


def released(frame, instrument, **choices):
    return cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument)), **choices)


def test_items_and_facets_of_small_teams_are_hidden(instrument):
    release = released(frame_of(instrument, np.random.default_rng(0), 9), instrument)
    assert not release.teams["suppressed"].any()
    for parts in (release.items, release.facets):
        assert parts["suppressed"].all()
        assert parts[["n", "mean"]].isna().all().all()
    enough = released(frame_of(instrument, np.random.default_rng(0), 10), instrument)
    assert not enough.items["suppressed"].any()
    assert not enough.facets["suppressed"].any()


@settings(max_examples=5)
@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(10, 25)), min_size=24, max_size=24))
def test_item_means_give_no_newcomer_away(teams):
    """Two waves, one newcomer: each item's answer, worked out from shown means and n, may be any of the five.

    Teams share a diagnosis: five draws of twenty-four try 120 newcomers.
    """
    instrument = cd.load_instrument("invitation-challenge")
    before, after = [], []
    for number, (seed, n) in enumerate(teams):
        before.append(frame_of(instrument, np.random.default_rng(seed), n).assign(team=f"team {number}"))
        after.append(frame_of(instrument, np.random.default_rng(seed + 1), 1).assign(team=f"team {number}"))
    first, second = (
        released(pd.concat(parts, ignore_index=True), instrument).items.set_index(["team", "item"])["mean"]
        for parts in (before, before + after)
    )
    for number, (_, n) in enumerate(teams):
        shown = first.loc[f"team {number}"]
        guess = (n + 1) * second.loc[f"team {number}"] - n * shown
        doubt = 0.25 * (2 * n + 1)
        truth = after[number].iloc[0][list(guess.index)].astype(float)
        assert len(guess) == len(instrument.items)
        assert doubt > 5
        assert ((guess - truth).abs() <= doubt + 1e-9).all()
        assert (np.abs(shown * 2 - np.rint(shown * 2)) < 1e-9).all()


@pytest.mark.parametrize("wrong", [{"min_n": float("nan")}, {"min_n": 5.5}, {"decimals": 1.5}, {"decimals": None}])
def test_a_threshold_that_is_no_whole_number_opens_no_door(sample_diagnosis, wrong):
    with pytest.raises(cd.DisclosureError):
        cd.release(sample_diagnosis, **wrong)


def test_only_a_diagnosis_goes_through_the_door(sample_release, sample_diagnosis):
    for other in (sample_release, sample_diagnosis.teams, None):
        with pytest.raises(cd.DisclosureError, match="Diagnosis"):
            cd.release(other)


def test_a_long_response_scale_has_no_decimals():
    instrument = place_on(make_instrument({"s": ["q1", "q2"], "u": ["q3", "q4"]}, (0, 100)), "s", "u")
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(0, 101, size=(12, 4)).astype(float), columns=["q1", "q2", "q3", "q4"])
    release = released(frame.assign(team="a", wave="1"), instrument)
    assert release.settings.decimals == 0
    assert release.teams["s"].iloc[0] == round(release.teams["s"].iloc[0])


def test_teams_whose_made_up_names_would_be_the_same_stay_apart(instrument):
    rng = np.random.default_rng(2)
    units = [("A", "zuid", 6), ("A", "oost", 3), ("C", "zuid", 12), ("B", "A – zuid", 12)]
    frame = pd.concat(
        [frame_of(instrument, rng, n).assign(school=school, team=team) for school, team, n in units], ignore_index=True
    )
    release = released(frame, instrument)
    assert release.teams["name"].is_unique
    hidden = release.teams.query("school == 'A' and team == 'zuid'").iloc[0]
    assert hidden["suppressed"]
    assert hidden["name"] not in set(release.items["name"])
    assert len(release.items) == 2 * 16


def test_an_arrow_never_contradicts_its_interval(sample_release):
    for scale in ("invitation", "challenge"):
        for row in sample_release.changes.to_dict("records"):
            holds = row[f"{scale}_low"] <= 0 <= row[f"{scale}_high"]
            assert (row[f"{scale}_direction"] == "unclear") == holds


def test_few_not_applicable_answers_are_not_counted_out(instrument):
    frame = pd.DataFrame(
        np.random.default_rng(1).integers(1, 6, size=(18, 16)), columns=[item.id for item in instrument.items]
    ).astype(object)
    frame.loc[:2, "inv1"] = "n.v.t."
    frame.loc[:5, "inv2"] = "n.v.t."
    release = cd.release(cd.diagnose(cd.responses_from_frame(frame.assign(team="a", wave="1"), instrument)))
    items = release.items.set_index("item")
    assert pd.isna(items.loc["inv1", "n_not_applicable"])
    assert items.loc["inv2", "n_not_applicable"] == 6
    assert pd.isna(items.loc["inv3", "n_not_applicable"])


@pytest.mark.parametrize(("choice", "key"), [({"min_n": 2}, "min_n_too_low"), ({"decimals": 2}, "too_many_decimals")])
def test_a_choice_that_would_expose_people_is_refused(sample_diagnosis, choice, key):
    with pytest.raises(cd.DisclosureError) as caught:
        cd.release(sample_diagnosis, **choice)
    assert caught.value.problems["key"].tolist() == [key]


def test_a_higher_threshold_hides_more_and_fewer_decimals_round_more(sample_diagnosis, sample_release):
    strict = cd.release(sample_diagnosis, min_n=12, decimals=0)
    assert strict.teams["suppressed"].sum() > sample_release.teams["suppressed"].sum()
    shown = strict.teams.loc[~strict.teams["suppressed"], "invitation"]
    assert (shown == shown.round()).all()
    assert strict.settings.min_n_shares == 12


def test_only_a_release_passes(sample_diagnosis, sample_release):
    assert require_release(sample_release) is sample_release
    for other in (sample_diagnosis, sample_diagnosis.teams, None, "release"):
        with pytest.raises(cd.DisclosureError):
            require_release(other)


def test_a_release_cannot_be_changed(sample_release):
    with pytest.raises(dataclasses.FrozenInstanceError):
        sample_release.settings.min_n = 1


# ---------------------------------------------------------------------------------------------- suppression


def levels(sizes):
    """Lay out a board: schools as lists of team sizes."""
    teams = pd.DataFrame(
        [("B", f"s{s}", f"t{s}{t}", "1", n) for s, school in enumerate(sizes) for t, n in enumerate(school)],
        columns=["board", "school", "team", "wave", "n"],
    )
    schools = teams.groupby(["board", "school", "wave"], as_index=False)["n"].sum()
    boards = teams.groupby(["board", "wave"], as_index=False)["n"].sum()
    return [boards, schools, teams]


KEYS = [("board",), ("board", "school"), ("board", "school", "team")]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 14), min_size=1, max_size=5), min_size=1, max_size=5))
def test_no_shown_whole_minus_shown_parts_counts_fewer_than_five(sizes):
    """Attack by subtraction: any shown unit minus any set of shown units within it must not leave 1 to 4 people."""
    frames = levels(sizes)
    reasons = suppress(frames, keys=KEYS, min_n=5)
    people = frames[2]["n"].to_numpy()
    school = frames[2]["school"].to_numpy()
    covers = [np.ones(len(people), bool)]
    covers += [school == name for name in frames[1]["school"]]
    covers += [np.arange(len(people)) == at for at in range(len(people))]
    shown = [
        cover for cover, reason in zip(covers, itertools.chain(*reasons), strict=True) if reason == "" and cover.any()
    ]
    for whole in shown:
        assert people[whole].sum() >= 5
        # The most that can be subtracted without overlap: shown schools within, then shown teams outside those.
        parts = [part for part in shown if part is not whole and not (part & ~whole).any()]
        for largest_first in (True, False):
            left = whole.copy()
            for part in sorted(parts, key=lambda part: part.sum(), reverse=largest_first):
                if not (part & ~left).any():
                    left &= ~part
            rest = people[left]
            assert rest.sum() == 0 or (rest.sum() >= 5 and (rest > 0).sum() >= 2) or not (whole & ~left).any()


def test_enough_hidden_siblings_hide_no_more():
    frames = levels([[4, 3, 9, 12]])
    assert suppress(frames, keys=KEYS, min_n=5)[2].tolist() == ["too_few", "too_few", "", ""]


def test_the_parts_of_a_hidden_whole_are_hidden():
    # School s0 is too small; s1 is hidden beside it, and its teams must not give s1 back.
    frames = levels([[3], [6, 7], [20, 20]])
    reasons = suppress(frames, keys=KEYS, min_n=5)
    assert reasons[1].tolist() == ["too_few", "protected", ""]
    assert reasons[2].tolist() == ["too_few", "protected", "protected", "", ""]


def test_teams_without_a_published_whole_need_no_siblings_hidden():
    teams = pd.DataFrame({"team": ["a", "b"], "wave": "1", "n": [3, 9]})
    assert suppress([teams], keys=[("team",)], min_n=5)[0].tolist() == ["too_few", ""]


# -------------------------------------------------------------------------------------------------- classes


@given(st.lists(st.integers(0, 30), min_size=2, max_size=11), st.integers(1, 8))
def test_merged_classes_are_large_enough_contiguous_and_lose_nobody(counts, least):
    merged = merge_neighbours(counts, min_class=least)
    if not merged:
        return
    assert merged[0][0] == 0
    assert merged[-1][1] == len(counts) - 1
    assert all(one[1] + 1 == two[0] for one, two in itertools.pairwise(merged))
    assert all(count >= least and count == sum(counts[first : last + 1]) for first, last, count in merged)


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_merged_quadrants_are_large_enough_and_lose_nobody(counts):
    merged = merge_smallest(counts, min_class=5)
    if merged:
        assert sorted(itertools.chain(*(places for places, _ in merged))) == [0, 1, 2, 3]
        assert all(count >= 5 and count == sum(counts[p] for p in places) for places, count in merged)


@given(st.integers(0, 2**32 - 1))
def test_tenths_sum_to_one_stay_close_and_agree_with_the_label(seed):
    p = np.random.default_rng(seed).dirichlet([0.4] * 4, size=50)
    shown = tenths(p, sure=0.7)
    np.testing.assert_allclose(shown.sum(axis=1), 1)
    np.testing.assert_allclose(shown * 10, np.rint(shown * 10), atol=1e-9)
    assert (np.abs(shown - p) < 0.1 + 1e-9).all()
    top = p.argmax(axis=1)
    np.testing.assert_array_equal(p.max(axis=1) >= 0.7, shown[np.arange(50), top] >= 0.7 - 1e-9)


def test_tenths_of_the_unknown_are_unknown():
    assert np.isnan(tenths(np.full((1, 4), np.nan), sure=0.7)).all()
