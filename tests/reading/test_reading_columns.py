"""Which column is what: found by header, told by mapping, never guessed."""

import pandas as pd
import pytest

from culture_diag.errors import MappingError, ResponseError
from culture_diag.reading import read_responses, responses_from_frame


def problems(frame, instrument, kind=MappingError, **kwargs):
    with pytest.raises(kind) as caught:
        responses_from_frame(frame, instrument, lang="en", **kwargs)
    return caught.value.problems


@pytest.mark.parametrize(
    ("role", "header"),
    [
        ("team", "Team"),
        ("team", " TEAM-NAAM: "),
        ("team", "Naam\u00a0van het team"),
        ("team", "In welk team werk je?"),
        ("school", "Schoolnaam"),
        ("board", "Bestuur"),
        ("wave", "Meetmoment"),
        ("wave", "Schooljaar"),
        ("respondent", "Respondent_ID"),
        ("respondent", "ID"),
    ],
)
def test_roles_by_their_usual_headers(answers, instrument, role, header):
    answers["respondent"] = [f"k{code}" for code in answers["respondent"]]
    named = answers.rename(columns={role: header}) if role in answers else answers.assign(**{header: "x"})
    frame = responses_from_frame(named, instrument, salt=b"").frame
    expected = answers[role].tolist() if role in answers else ["x"] * 6
    assert frame[role].astype(str).tolist() == expected


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_items_by_wording(answers, instrument, lang):
    wordings = {item.id: f" {item.wording[lang].upper().replace(' ', chr(160), 1)} \n" for item in instrument.items}
    expected = responses_from_frame(answers, instrument).frame
    pd.testing.assert_frame_equal(responses_from_frame(answers.rename(columns=wordings), instrument).frame, expected)
    capitals = answers.rename(columns={item: item.upper() for item in wordings})
    pd.testing.assert_frame_equal(responses_from_frame(capitals, instrument).frame, expected)


def test_missing_columns_come_at_once_with_the_entry_to_paste(answers, ids, instrument):
    wording = instrument.items[1].wording.nl
    frame = answers.drop(columns=[ids[0], "team"])
    frame = frame.rename(columns={ids[1]: f"Over ons: {wording}", ids[2]: "Vraag 7", ids[4]: "stelling inv5"})
    found = problems(frame, instrument).set_index("key")
    assert found.index.tolist() == [
        "item_column_missing",
        "item_column_missing_near",
        "item_column_missing",
        "item_column_missing_near",
        "team_column_missing",
    ]
    assert f'mapping={{"{ids[1]}": "Over ons: {wording}"}}' in found["repair"].iloc[1]
    assert 'mapping={"inv5": "stelling inv5"}' in found["repair"].iloc[3]
    assert instrument.items[0].wording.en in found["problem"].iloc[0]
    assert found["file"].tolist() == ["DataFrame"] * 5


def test_a_like_header_is_suggested_and_not_taken(answers, instrument):
    found = problems(answers.rename(columns={"team": "Teamnaamm"}), instrument)
    assert found["key"].tolist() == ["team_column_missing_near"]
    assert 'mapping={"team": "Teamnaamm"}' in found["repair"][0]


def test_double_columns(answers, ids, instrument):
    frame = answers.assign(**{instrument.items[0].wording.nl: "4", "Team naam": "x"})
    found = problems(frame, instrument)
    assert found["key"].tolist() == ["column_double", "column_double"]
    assert "D, T" in found["problem"][0]
    assert f'mapping={{"{ids[0]}": "{ids[0]}"}}' in found["repair"][0]
    chosen = {ids[0]: instrument.items[0].wording.nl, "team": "team"}
    assert set(responses_from_frame(frame, instrument, mapping=chosen).frame[ids[0]]) == {4}


def test_double_columns_with_the_same_header(answers, ids, instrument, save):
    frame = pd.concat([answers, answers[[ids[3]]]], axis=1)
    with pytest.raises(MappingError) as caught:
        read_responses(save(frame), instrument)
    assert caught.value.problems["key"].tolist() == ["column_double_header"]
    found = problems(frame, instrument, mapping={ids[3]: ids[3]})
    assert found["key"].tolist() == ["mapping_header_double"]


def test_mapping_overrides(answers, ids, instrument):
    frame = answers.rename(columns={"team": "Groep", ids[0]: "Vraag\n1"})
    expected = responses_from_frame(answers, instrument).frame
    for header in ("Vraag\n1", "vraag 1"):
        mapping = {"team": "Groep", ids[0]: header}
        pd.testing.assert_frame_equal(responses_from_frame(frame, instrument, mapping=mapping).frame, expected)


def test_mapping_that_is_wrong_comes_at_once(answers, ids, instrument):
    mapping = {
        "team": "Groep",
        ids[0]: "Vraag 1",
        ids[1]: "invv3",
        "teams": "team",
        ids[4]: ids[5],
        ids[5]: ids[5],
        ids[6]: None,
    }
    found = problems(answers, instrument, mapping=mapping)
    assert found["key"].tolist() == [
        "mapping_header_absent",
        "mapping_header_absent",
        "mapping_header_absent",
        "mapping_key_unknown",
        "mapping_other_item",
        "mapping_leaves_out",
        "mapping_column_twice",
    ]
    assert '"respondent", "team"' in found["repair"][0]
    assert "respondent, board, school, team, wave, duration, inv1" in found["repair"][3]


def test_a_mapping_close_to_a_header_is_repaired(answers, instrument):
    frame = answers.rename(columns={"team": "Onderbouw of bovenbouw"})
    found = problems(frame, instrument, mapping={"team": "Onderbouw of bovenbow"})
    assert found["key"].tolist() == ["mapping_header_absent_near"]
    assert 'mapping={"team": "Onderbouw of bovenbouw"}' in found["repair"][0]


def test_a_role_can_be_left_out(answers, instrument):
    answers["respondent"] = "1"
    assert set(problems(answers, instrument, ResponseError)["key"]) == {"respondent_double"}
    assert "respondent" not in responses_from_frame(answers, instrument, mapping={"respondent": None}).frame


def test_columns_not_known_are_not_read_and_named_by_header_only(answers, ids, instrument, save):
    answers["Wat wil je kwijt?"] = "geheim: Jan de Vries"
    answers["e-mail"] = "jan@school.example"
    answers[""] = ""
    path = save(answers)
    responses = read_responses(path, instrument)
    account = responses.account.set_index("what")
    assert account.loc["columns_not_read", "detail"] == "Wat wil je kwijt?"
    assert account.loc["columns_personal", "detail"] == "e-mail"
    answers[ids[0]] = "soms"
    with pytest.raises(ResponseError) as caught:
        read_responses(save(answers, "b.csv"), instrument)
    everything = responses.frame.to_csv() + responses.account.to_csv() + caught.value.problems.to_csv()
    assert "geheim" not in everything
    assert "school.example" not in everything


def test_mapping_and_answer_problems_come_together(answers, ids, instrument, save):
    answers.loc[2, ids[0]] = "9"
    with pytest.raises(MappingError) as caught:
        read_responses(save(answers.drop(columns=ids[1])), instrument)
    assert caught.value.problems["key"].tolist() == ["item_column_missing", "answer_out_of_range"]


def test_not_a_single_item_is_one_problem(instrument, save):
    frame = pd.DataFrame({"Naam": ["a"], "Adres": ["b"], **{f"Extra {at}": ["c"] for at in range(30)}})
    with pytest.raises(MappingError) as caught:
        read_responses(save(frame), instrument, lang="nl")
    assert caught.value.problems["key"].tolist() == ["item_column_none"]
    said = str(caught.value)
    assert "geen enkele stelling gevonden in dit bestand" in said
    assert "Is dit het bestand met antwoorden?" in said
    assert '"Naam", "Adres"' in said
    assert "Extra 20" not in said
    # Headers that look like items are still asked about one by one.
    near = {f"{item.wording['nl']} ({at})": ["4"] for at, item in enumerate(instrument.items)}
    assert set(problems(pd.DataFrame({"team": ["a"], **near}), instrument)["key"]) == {"item_column_missing_near"}


def test_a_role_may_be_called_by_its_name_in_either_language(answers, instrument):
    frame = answers.rename(columns={"team": "T", "wave": "W", "respondent": "R"}).assign(B="b", D="100")
    mapping = {"team": "T", "meting": "W", "respondentcode": "R", "Bestuur": "B", "tijd": "D"}
    found = responses_from_frame(frame, instrument, mapping=mapping).frame
    english = {"team": "T", "wave": "W", "respondent": "R", "board": "B", "duration": "D"}
    pd.testing.assert_frame_equal(found, responses_from_frame(frame, instrument, mapping=english).frame)
    assert found[["board", "seconds"]].iloc[0].tolist() == ["b", 100]
    for lang, known in (("nl", "respondentcode, bestuur, school, team, meting, duur, inv1"), ("en", "duration, inv1")):
        with pytest.raises(MappingError) as caught:
            responses_from_frame(answers, instrument, mapping={"groepje": "team"}, lang=lang)
        assert known in caught.value.problems["repair"][0]


def test_a_column_that_counts_the_rows_pairs_nobody(answers, instrument, save):
    counted = answers.rename(columns={"respondent": "ID"}).assign(ID=[1, 2, 3, 4, 6, 7])
    responses = read_responses(save(counted), instrument)
    assert "respondent" not in responses.frame
    assert responses.account.set_index("what").loc["column_counts_rows", "detail"] == "ID"
    said = read_responses(save(counted), instrument, mapping={"respondent": "ID"}, salt=b"")
    assert said.frame["respondent"].tolist() == ["1", "2", "3", "4", "6", "7"]
    for codes in ([6, 2, 3, 5, 4, 1], [1011, 1012, 1013, 1014, 1016, 1015]):
        assert "respondent" not in read_responses(save(counted.assign(ID=codes)), instrument).frame
    for codes in ([1, 2, 3, 3, 6, 7], [1, 5, 90, 91, 92, 93], list("abcdef")):
        coded = read_responses(save(counted.assign(ID=codes, wave=list("abcdef"))), instrument)
        assert "respondent" in coded.frame


def test_a_code_that_was_left_out_is_not_said_to_count_the_rows(answers, instrument, save):
    coded = answers.rename(columns={"respondent": "Respondentnummer"}).assign(Respondentnummer=list("abcdef"))
    told = read_responses(save(coded), instrument, mapping={"respondent": None}).account["what"]
    assert "column_counts_rows" not in set(told)


@pytest.fixture
def reworded(answers, ids):
    """Return twelve people, of whom the last six met another wording of the third item."""
    frame = pd.concat([answers] * 2, ignore_index=True).drop(columns="respondent")
    later = frame[ids[2]].where(frame.index >= 6, "")
    frame[ids[2]] = frame[ids[2]].where(frame.index < 6, "")
    frame.insert(frame.columns.get_loc(ids[2]) + 1, "There is trust between us", later)
    return frame


def told(frame, instrument):
    account = responses_from_frame(frame, instrument).account
    return account.loc[account["what"] == "item_continued", "detail"].tolist()


def test_an_item_whose_answers_go_on_in_another_column_is_told(reworded, ids, instrument):
    # A question that is reworded while people answer leaves half of them out, and nothing looked wrong.
    assert told(reworded, instrument) == [f"{ids[2]} | There is trust between us"]
    labels = {"5": "Strongly agree", "4": "Agree", "3": "Neutral", "2": "Disagree", "": ""}
    words = reworded.assign(**{key: reworded[key].map(labels) for key in [*ids, "There is trust between us"]})
    assert told(words, instrument) == [f"{ids[2]} | There is trust between us"]


def test_only_a_column_that_fills_the_gap_and_nothing_else_goes_on_with_an_item(reworded, answers, ids, instrument):
    beside = "There is trust between us"
    gap = reworded[ids[2]] == ""
    assert not told(reworded.assign(**{beside: "4"}), instrument)  # everybody answered it: another question
    assert not told(reworded.assign(**{beside: gap.map({True: "I do not know it", False: ""})}), instrument)
    assert not told(reworded.assign(**{beside: gap.map({True: "9", False: ""})}), instrument)
    few = answers.drop(columns="respondent")
    few.loc[:1, ids[2]] = ""
    assert not told(few.assign(**{beside: ["4", "4", "", "", "", ""]}), instrument)  # two people who skipped it
