"""What an advisor is told of a file: codes that match, and repairs that can be done without knowing our words."""

import pytest

import culture_diag as cd
from culture_diag.errors import ResponseError
from culture_diag.reading import account_text, read_responses, responses_from_frame, warning_text


@pytest.mark.parametrize(
    ("codes", "nl", "en"),
    [
        ("abcdae", "Codes gevonden: 1 persoon in meer dan één meting.", "Codes found: 1 person in more than one wave."),
        ("abcdab", "Codes gevonden: 2 mensen in meer dan één meting.", "Codes found: 2 people in more than one wave."),
        ("abcdef", "geen enkele code staat in meer dan één meting", "not one code is in more than one wave"),
    ],
)
def test_codes_are_told_and_whether_they_match(answers, instrument, codes, nl, en):
    frame = answers.assign(respondent=list(codes), wave=["2024"] * 4 + ["2025"] * 2)
    responses = responses_from_frame(frame, instrument)
    assert any(nl in line for line in account_text(responses, "nl"))
    assert any(en in line for line in account_text(responses, "en"))
    one = responses_from_frame(frame.assign(wave="1", respondent=list("abcdef")), instrument)
    assert "Codes gevonden: 6 mensen." in account_text(one, "nl")
    without = responses_from_frame(frame.drop(columns="respondent"), instrument)
    assert not any("Codes" in line for line in account_text(without, "nl"))


def test_an_answer_out_of_range_is_first_repaired_in_the_file(answers, instrument, ids):
    with pytest.raises(ResponseError) as caught:
        responses_from_frame(answers.assign(**{ids[0]: "99"}), instrument, lang="nl")
    repair = caught.value.problems["repair"][0]
    assert 0 < repair.index("Open het bestand") < repair.index("Zoeken en vervangen") < repair.index("instrument")


def test_a_folder_is_told_to_be_one(instrument, tmp_path):
    with pytest.raises(ResponseError, match="dit is een map, geen bestand"):
        read_responses(tmp_path, instrument, lang="nl")


def test_each_respondent_knows_its_file_and_row(answers, instrument, ids, save):
    first, second = answers[answers["wave"] == "2024"].copy(), answers[answers["wave"] == "2025"]
    first.loc[first.index[1], ["team", *ids]] = ""  # a row that is skipped
    responses = read_responses([save(first, "a.csv"), save(second, "b.csv")], instrument)
    assert responses.origin.astype(str).to_numpy().tolist() == [
        ["a.csv", "2"], ["a.csv", "4"], ["a.csv", "5"], ["b.csv", "2"], ["b.csv", "3"],
    ]  # fmt: skip
    assert responses.origin.index.equals(responses.frame.index)


def test_waves_that_only_the_sizes_have_are_told_once():
    responses = cd.open_study(cd.sample_path() / "2026-04.csv", lang="en").responses
    sizes = cd.read_team_sizes(cd.sample_path() / "team_sizes.csv")
    assert warning_text(responses, sizes, "en") == [
        "The team sizes also hold waves that are not here: 2024-10, 2025-04, 2025-10."
    ]
