"""Careless answers that were put in are found; people who answered with care are left in peace."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import culture_diag as cd
from culture_diag.errors import ResponseError
from culture_diag.quality import FLAGS, flag_respondents, flagged_text, without_respondents
from culture_diag.reading import account_text, responses_from_frame, warning_text

INSTRUMENT = cd.load_instrument("invitation-challenge")
IDS = [item.id for item in INSTRUMENT.items]
REVERSE = [item.reverse_keyed for item in INSTRUMENT.items]


def simulated(name="invitation-challenge", *, centre=3.5, teams=60, seed=5, **more):
    """Draw teams; `centre` is told in points of a five-point scale, whatever the instrument's."""
    instrument = cd.load_instrument(name)
    low, high = instrument.response_scale.minimum, instrument.response_scale.maximum
    at = low + (centre - 1) / 4 * (high - low)
    return cd.simulate(instrument, teams=teams, sizes=(5, 40), centre=at, seed=seed, **more).responses


def rows(*answers, team="a", **columns):
    frame = pd.DataFrame([*answers], columns=IDS, dtype=float)
    return responses_from_frame(frame.assign(team=team, **columns), INSTRUMENT)


def flags_of(*answers, options=None, **columns):
    return flag_respondents(rows(*answers, **columns), **(options or {}))


VARIED = [4, 2, 5, 4, 3, 4, 2, 5, 3, 4, 4, 1, 5, 3, 4, 2]
NONE = [None] * 16


# ------------------------------------------------------------------------------------------------------- by hand


def test_numbers_of_one_respondent_by_hand():
    skipping = [4, None, 4, 4, None, 2, 2, 1, *[None] * 8]
    found = flags_of(skipping, NONE).iloc[0]
    assert found["longest_run"] == 3  # what is not answered does not break a run
    assert found["within_sd"] == pytest.approx(np.std([4, 4, 4, 2, 2, 1], ddof=1))
    assert found["share_missing"] == 10 / 16
    assert np.isnan(found["seconds"])
    nobody = flags_of(skipping, NONE).iloc[1]
    assert (nobody["longest_run"], nobody["share_missing"]) == (0, 1)
    assert np.isnan(nobody["within_sd"])
    assert nobody["reasons"] == "many_missing"


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from([None, 1, 2, 3, 4, 5]), min_size=16, max_size=16), min_size=1, max_size=6))
def test_numbers_are_those_of_a_slow_walk(people):
    found = flags_of(*people)
    for at, answers in enumerate(people):
        given_ = [answer for answer in answers if answer is not None]
        longest = run = 0
        for before, answer in zip([None, *given_], given_, strict=False):
            run = run + 1 if answer == before else 1
            longest = max(longest, run)
        assert found.loc[at, "longest_run"] == longest
        assert found.loc[at, "share_missing"] == pytest.approx(1 - len(given_) / 16)
        if len(given_) > 1:
            assert found.loc[at, "within_sd"] == pytest.approx(np.std(given_, ddof=1), abs=1e-12)


def test_columns_and_kinds():
    found = flags_of(VARIED, [4] * 16)
    assert found.columns.tolist() == [
        "longest_run", "within_sd", "share_missing", "seconds", *FLAGS, "flagged", "duplicate_of", "reasons",
    ]  # fmt: skip
    assert found.dtypes[[*FLAGS, "flagged"]].eq(bool).all()
    assert found.index.equals(pd.RangeIndex(2))
    assert found["flagged"].tolist() == [False, True]


def test_all_the_same_is_straight_lining_only_where_the_keying_turns():
    eight = [*[5] * 8, *[None] * 8]  # inv2 among them is reverse-keyed
    seven = [*[5] * 7, *[None] * 9]
    one_way = [5 if not reverse else None for reverse in REVERSE]
    assert flags_of(eight, seven, one_way)["straight_lining"].tolist() == [True, False, False]
    assert flags_of(eight, options={"same_answers": 9})["straight_lining"].tolist() == [False]
    # Full agreement, said with the keying, is an opinion.
    agree = [1 if reverse else 5 for reverse in REVERSE]
    assert not flags_of(agree, agree)["flagged"].any()


def test_a_run_that_contradicts_itself():
    # Ten times 4 across cha4, which is reverse-keyed; ten times 4 is nothing odd where cha4 is answered the other way.
    across = [2, 3, 5, 1, *[4] * 10, 2, 5]
    with_the_keying = [*across[:11], 2, *across[12:]]
    middle = [2, 1, 5, 1, *[3] * 10, 2, 5]
    assert flags_of(across, with_the_keying, middle)["straight_lining"].tolist() == [True, False, False]
    assert not flags_of(across, options={"contradicting_run": 11})["straight_lining"].any()
    assert flags_of(with_the_keying, options={"long_run": 7})["straight_lining"].all()


def test_fast_is_under_two_seconds_for_each_item_responded_to():
    half = [*VARIED[:8], *NONE[8:]]
    declined = [*VARIED[:8], *["n.v.t."] * 8]
    frame = pd.DataFrame([VARIED, VARIED, half, declined, VARIED], columns=IDS, dtype=object)
    frame = frame.assign(team=list("abcde"), seconds=[31.9, 32, 17, 17, None])
    found = flag_respondents(responses_from_frame(frame, INSTRUMENT))
    assert found["fast"].tolist() == [True, False, False, True, False]
    assert found["seconds"].tolist()[:4] == [31.9, 32, 17, 17]
    slow = flag_respondents(responses_from_frame(frame, INSTRUMENT), seconds_per_item=1)
    assert slow["fast"].tolist() == [False, False, False, False, False]


def test_many_missing_is_fewer_than_half():
    half, less = [*VARIED[:8], *NONE[8:]], [*VARIED[:7], *NONE[7:]]
    assert flags_of(half, less)["many_missing"].tolist() == [False, True]
    assert flags_of(half, less, options={"most_missing": 0.6})["many_missing"].tolist() == [False, False]


def test_the_second_of_two_the_same_is_the_duplicate():
    gap = [None, *VARIED[1:]]
    other = [5, *VARIED[1:]]
    found = flags_of(VARIED, other, gap, VARIED, gap, VARIED)
    assert found["duplicate"].tolist() == [False, False, False, True, True, True]
    assert found["duplicate_of"].tolist() == [pd.NA, pd.NA, pd.NA, 0, 2, 0]
    assert found["reasons"].tolist() == ["", "", "", *["duplicate"] * 3]


@pytest.mark.parametrize("apart", [{"team": ["a", "b"]}, {"wave": ["1", "2"]}, {"school": ["x", "y"]}])
def test_the_same_answers_elsewhere_are_chance(apart):
    assert not flags_of(VARIED, VARIED, **apart)["duplicate"].any()
    assert flags_of(VARIED, VARIED, **{key: value[0] for key, value in apart.items()})["duplicate"].sum() == 1


def test_few_answers_the_same_are_chance():
    eleven = [*VARIED[:11], *NONE[11:]]
    assert not flags_of(eleven, eleven)["duplicate"].any()
    assert flags_of(eleven, eleven, options={"identical_answers": 8})["duplicate"].tolist() == [False, True]
    straight = flags_of([4] * 16, [4] * 16)
    assert straight["reasons"].tolist() == ["straight_lining"] * 2


def test_a_code_that_is_there_already():
    responses = rows(VARIED, VARIED[::-1], [3, *VARIED[1:]], respondent=["r1", "r2", "r3"])
    responses.frame["respondent"] = ["r1", "r1", ""]  # no reader lets this through
    found = flag_respondents(responses)
    assert found["duplicate"].tolist() == [False, True, False]
    assert found["duplicate_of"].tolist() == [pd.NA, 0, pd.NA]
    responses.frame["respondent"] = ["", "", ""]
    assert not flag_respondents(responses)["duplicate"].any()


def test_reasons_come_together():
    found = flags_of([4] * 16, team="a", seconds=20)
    assert found["reasons"].tolist() == ["straight_lining+fast"]


@pytest.mark.parametrize(
    ("option", "value", "key"),
    [
        ("same_answers", -1, "quality_threshold"),
        ("seconds_per_item", float("nan"), "quality_threshold"),
        ("long_run", "20", "quality_threshold"),
        ("most_missing", 1.5, "quality_share"),
    ],
)
def test_thresholds_that_cannot_be(option, value, key):
    with pytest.raises(ResponseError) as caught:
        flags_of(VARIED, options={option: value, "lang": "en"})
    assert caught.value.problems["key"].tolist() == [key]
    assert option in str(caught.value)


# ------------------------------------------------------------------------------------------- what was put in, found


@pytest.mark.parametrize("name", ["invitation-challenge", "learning-process-outcome"])
@pytest.mark.parametrize("centre", [3.0, 4.2])
@pytest.mark.parametrize("missing", [0.0, 0.05])
def test_fewer_than_one_in_a_hundred_attentive_people_is_flagged(name, centre, missing):
    responses = simulated(name, centre=centre, teams=200, missing=missing)
    found = flag_respondents(responses)
    assert len(found) > 4000
    assert found["flagged"].mean() < 0.01


def test_fewer_than_one_in_a_hundred_of_the_sample_is_flagged():
    responses, _ = cd.load_sample()
    assert flag_respondents(responses)["flagged"].mean() < 0.01


def test_why_eight_identical_answers_are_too_few():
    # With eight items and four options, members of a contented team give the same answers by chance.
    responses = simulated("learning-process-outcome", centre=4.2, teams=200)
    assert flag_respondents(responses, identical_answers=8)["duplicate"].mean() > 0.01


@pytest.mark.parametrize("name", ["invitation-challenge", "learning-process-outcome"])
@pytest.mark.parametrize("centre", [3.0, 4.2])
def test_all_that_was_put_in_is_found(name, centre):
    responses = simulated(name, centre=centre)
    ids = [item.id for item in responses.instrument.items]
    rng = np.random.default_rng(2)
    frame = responses.frame.copy()
    picked = rng.choice(len(frame), size=90, replace=False)
    lines, speeders, quitters = picked[:30], picked[30:60], picked[60:]
    frame["seconds"] = rng.uniform(60, 600, len(frame))
    for at in lines:
        frame.loc[at, ids] = float(rng.choice([1, 2, 4]))
    frame.loc[speeders, "seconds"] = rng.uniform(3, 1.9 * len(ids), 30)
    for at in quitters:
        frame.loc[at, ids[len(ids) // 2 - 1 :]] = np.nan
    found = flag_respondents(responses_from_frame(frame, responses.instrument))
    assert found.loc[lines, "straight_lining"].all()
    assert set(found.index[found["fast"]]) == set(speeders)
    assert set(found.index[found["many_missing"]]) == set(quitters)
    assert found.drop(index=picked)["flagged"].mean() < 0.01


def test_copies_that_were_put_in_are_found():
    responses = simulated(centre=4.2)
    frame = responses.frame
    copies = frame.sample(40, random_state=3)
    both = pd.concat([frame, copies.assign(respondent="")], ignore_index=True)
    found = flag_respondents(responses_from_frame(both, INSTRUMENT))
    assert found.loc[len(frame) :, "duplicate"].all()
    assert found.loc[: len(frame) - 1, "duplicate"].mean() < 0.01
    originals = found["duplicate_of"].iloc[len(frame) :].astype(int)
    pd.testing.assert_frame_equal(both.loc[originals, IDS].reset_index(drop=True), copies[IDS].reset_index(drop=True))


def test_flags_do_not_hang_on_the_order_of_rows_but_for_which_copy_is_the_first():
    frame = simulated(centre=4.2, teams=20).frame
    frame = pd.concat([frame, frame.head(5).assign(respondent="")], ignore_index=True)
    frame.loc[7, IDS] = 2.0
    order = np.random.default_rng(1).permutation(len(frame))
    found = flag_respondents(responses_from_frame(frame, INSTRUMENT))
    mixed = flag_respondents(responses_from_frame(frame.iloc[order], INSTRUMENT))
    for column in ("longest_run", "within_sd", "straight_lining", "many_missing"):
        assert mixed[column].tolist() == found[column].iloc[order].tolist()
    assert mixed["duplicate"].sum() == found["duplicate"].sum() == 5


# --------------------------------------------------------------------------------------------------- leaving out


def test_leaving_out_is_told_and_changes_nothing_else():
    frame = pd.DataFrame([VARIED, [4] * 16, VARIED[::-1]], columns=IDS, dtype=float)
    frame = frame.assign(team="a", wave=["2024", "2025", "2024"], seconds=[60, 61, 62])
    responses = responses_from_frame(frame, INSTRUMENT)
    before = responses.frame.copy()
    left = without_respondents(responses, flag_respondents(responses)["flagged"])
    pd.testing.assert_frame_equal(responses.frame, before)
    pd.testing.assert_frame_equal(left.frame, before.iloc[[0, 2]].reset_index(drop=True))
    assert left.frame["wave"].cat.categories.tolist() == ["2024", "2025"]
    assert len(left.missing) == 2
    assert left.account["count"].dtype == "int64"
    assert "Na het lezen is 1 ingevulde vragenlijst weggelaten." in account_text(left, "nl")
    assert warning_text(left, lang="en") == ["After reading, 1 completed questionnaire was left out."]
    assert left.instrument is responses.instrument
    assert without_respondents(responses, np.zeros(3, dtype=bool)) is responses


def test_leaving_everyone_out_is_refused_with_a_repair():
    with pytest.raises(ResponseError) as caught:
        without_respondents(rows(VARIED, VARIED[::-1]), [True, True], lang="nl")
    assert caught.value.problems["key"].tolist() == ["nobody_left"]
    assert "alle 2 ingevulde vragenlijsten" in str(caught.value)
    assert "--without-flagged" in caught.value.problems["repair"][0]


def test_what_stands_out_is_told_by_file_and_row_and_never_the_answer(tmp_path):
    frame = pd.DataFrame([VARIED, [5] * 16, *[[5 - (at + k) % 5 for k in range(16)] for at in range(3)], NONE],
                         columns=IDS, dtype=object).assign(team="a")  # fmt: skip
    for name in ("een.csv", "twee.csv"):
        frame.to_csv(tmp_path / name, index=False)
    one = cd.read_responses(tmp_path / "een.csv", INSTRUMENT)
    said = ["Opvallend: rij 3 (overal of heel lang hetzelfde antwoord).", "Opvallend: rij 7 (veel leeg gelaten)."]
    assert flagged_text(one, lang="nl") == said
    both = cd.read_responses([tmp_path / "een.csv", tmp_path / "twee.csv"], INSTRUMENT)
    found = flagged_text(both, lang="nl")
    assert "Opvallend in een.csv: rij 3 (overal of heel lang hetzelfde antwoord)." in found
    assert "Opvallend in twee.csv: rij 7 (veel leeg gelaten)." in found
    # Where somebody was left out, the rows are still those of the file.
    left = without_respondents(both, [True, *[False] * 11])
    assert flagged_text(left, lang="nl") == found
    assert flagged_text(rows(VARIED, VARIED[::-1]), lang="en") == ["No conspicuous answers found."]


def test_ten_rows_are_listed_and_the_rest_is_counted():
    many = [[1 + at % 5] * 16 for at in range(14)]
    responses = dataclasses.replace(rows(*many), origin=None)
    assert flagged_text(responses, lang="nl") == [
        "Opvallend: rij 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 … en nog 4 in volgorde van lezen "
        "(overal of heel lang hetzelfde antwoord)."
    ]


@pytest.mark.parametrize(
    "flagged",
    [
        [True],
        [0, 1, 0],
        pd.Series([True, False, False], index=[2, 1, 0]),
        pd.Series([True, False, pd.NA], dtype="boolean"),
        pd.DataFrame({"flagged": [True, False, False]}),
        None,
    ],
)
def test_a_mask_that_does_not_fit_is_refused(flagged):
    with pytest.raises(ResponseError) as caught:
        without_respondents(rows(VARIED, VARIED, VARIED), flagged)
    assert caught.value.problems["key"].tolist() == ["flagged_not_a_mask"]
