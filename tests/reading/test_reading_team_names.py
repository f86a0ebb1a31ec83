"""Teams that are none, and teams that are one: files as they come, and kinds beside them."""

from pathlib import Path

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.errors import ResponseError
from culture_diag.reading import responses_from_frame, warning_text
from culture_diag.reading.team_names import name_before_date, says_no_team

CASES = Path(__file__).parent / "cases"
INSTRUMENT = cd.load_instrument("invitation-challenge")


def answers(*teams, **choices):
    """Read answers of people of these teams, all alike: only the names matter."""
    frame = pd.DataFrame({"team": teams, **{item.id: [4] * len(teams) for item in INSTRUMENT.items}})
    return responses_from_frame(frame, INSTRUMENT, lang="en", **choices)


def refused(*teams, **choices):
    with pytest.raises(ResponseError) as caught:
        answers(*teams, **choices)
    return {problem.key: problem for problem in caught.value.problem_list}


def case(name, **choices):
    return cd.open_study(CASES / name, lang="nl", **choices).responses


def teams_of(responses):
    return responses.frame["team"].value_counts().to_dict()


def alike(responses):
    return [line for line in warning_text(responses, None, "en") if "look alike" in line]


@pytest.mark.parametrize(
    ("file", "dates", "rest"),
    [
        ("10_teams_became_dates.csv", ("1-feb", "3-apr", "5-jun", "7-aug"), {}),
        ("10_teams_became_dates.xlsx", ("2026-02-01", "2026-04-03", "2026-06-05", "2026-08-07"), {}),
        ("10_teams_partly_dates.xlsx", ("2026-02-01", "2026-04-03", "2026-06-05", "2026-08-07"), {"1-2": 8}),
    ],
)
def test_a_date_is_no_team_and_the_line_that_mends_it_does(file, dates, rest):
    with pytest.raises(ResponseError) as caught:
        case(file)
    (problem,) = caught.value.problem_list
    assert problem.key == "team_date"
    assert problem.letter == "A"
    lines = [f'--rename "{date}={name}"' for date, name in zip(dates, ("1-2", "3-4", "5-6", "7-8"), strict=True)]
    assert " ".join(lines) in problem.repair("nl")
    names = dict(zip(dates, ("1-2", "3-4", "5-6", "7-8"), strict=True))
    assert teams_of(case(file, rename=names)) == dict.fromkeys(("1-2", "3-4", "5-6", "7-8"), 8) | rest


@pytest.mark.parametrize(
    ("word", "name"),
    [("01-feb", "1-2"), ("1/2/2026", "1-2"), ("3-mrt.", "3-3"), ("Mar-04", "3-4"), ("Okt/11", "10-11"),
     ("2026-09-10 00:00:00", "10-9"), ("1-2", None), ("1-2-3", None), ("Maart", None), ("mei 3b", None),
     ("Groep 3-4", None)],
)  # fmt: skip
def test_what_a_date_was_before(word, name):
    assert name_before_date(word) == name


def test_words_for_no_team_are_asked_about_once_and_left_out_when_told():
    with pytest.raises(ResponseError) as caught:
        case("17_no_team.csv")
    (problem,) = caught.value.problem_list
    said = problem.text("nl")
    for name in ('"-" (6)', '"(blank)" (5)', '"#N/A" (5)', '"Weet ik niet" (5)'):
        assert name in said
    assert "staf" not in said  # what somebody added to "other, namely" is theirs
    assert "--without-team leave_out" in problem.repair("nl")
    left = case("17_no_team.csv", without_team="leave_out")
    assert teams_of(left) == {"Noord": 10, "Zuid": 10}
    assert left.account.set_index("what").loc["team_left_out", "count"] == 42


def test_who_left_the_team_empty_is_asked_about_once_and_left_out_when_told():
    with pytest.raises(ResponseError) as caught:
        case("42_team_left_empty.csv")
    (problem,) = caught.value.problem_list
    assert (problem.key, problem.row, problem.values["rows"]) == ("team_missing", 9, "9, 33")
    left = case("42_team_left_empty.csv", without_team="leave_out")
    assert teams_of(left) == {"Noord": 19, "Zuid": 19}
    assert left.account.set_index("what").loc["no_team_left_out", "count"] == 2


@pytest.mark.parametrize("word", ["Other (please specify)", "keine Angabe", "N/A", "...", "n.v.t", "Overig: directie"])
def test_a_word_for_no_team_in_other_languages_and_platforms(word):
    assert says_no_team(word)
    assert set(refused(*["North"] * 5, word)) == {"team_none"}
    assert teams_of(answers(*["North"] * 5, word, without_team="leave_out")) == {"North": 5}


@pytest.mark.parametrize("word", ["Overige vakken", "Nieuwe instroom", "A", "7", "Geen Zorgen Team", "Onbekende Zee"])
def test_a_team_that_only_sounds_like_none_is_one(word):
    assert teams_of(answers(*["North"] * 5, word)) == {"North": 5, word: 1}


def test_a_name_that_is_given_its_own_name_is_a_team_and_one_that_is_given_none_is_left_out():
    told = answers(*["North"] * 5, *["Overig"] * 6, "test", renamed={"Overig": "Overig", "test": ""})
    assert teams_of(told) == {"Overig": 6, "North": 5}
    rows = told.account.set_index("what")
    assert rows.loc["team_left_out", "count"] == 1
    assert "team_renamed" not in rows.index
    assert told.renamed.empty


@pytest.mark.parametrize("word", ["test", "Test 2", "TESTTEAM", "team test", "proef", "asdf"])
def test_a_test_is_no_team(word):
    problem = refused(*["North"] * 5, word)["team_test"]
    assert f'--rename "{word}="' in problem.repair("en")


def test_a_team_that_tests_for_a_living_is_one():
    assert teams_of(answers("Testafname", "Testen en toetsen", "Toetsteam")) != {}


def test_every_cause_is_told_at_once_and_in_both_languages():
    found = refused(*["North"] * 5, "1-feb", "n.v.t.", "test", "")
    assert set(found) == {"team_date", "team_none", "team_test", "team_missing"}
    for problem in found.values():
        for lang in ("nl", "en"):
            assert problem.text(lang)
            assert problem.repair(lang)


def test_near_doubles_are_told_with_how_many_people_each_has_and_the_line():
    with pytest.raises(ResponseError, match="test="):
        case("53_forms_typed_teams.xlsx")
    read = case("53_forms_typed_teams.xlsx", rename={"test": ""})
    lines = {
        "Midden bouw": "Middenbouw",
        "zorg team": "Zorgteam",
        "Team Bovenbouw": "Bovenbouw",
        "OB": "Onderbouw",
        "Ondersteunend personeel": "Ondersteuning",
    }
    said = alike(read)
    assert len(said) == 5
    for old, new in lines.items():
        assert sum(f'--rename "{old}={new}"' in line for line in said) == 1
    mended = case("53_forms_typed_teams.xlsx", rename={"test": "", **lines})
    assert teams_of(mended) == {
        "Bovenbouw": 13, "Onderbouw": 12, "Middenbouw": 10, "Ondersteuning": 6, "Zorgteam": 4,
    }  # fmt: skip
    assert alike(mended) == []


@pytest.mark.parametrize(
    ("large", "small"),
    [("Unit 1", "Unit 01"), ("1", "1,0"), ("Team Noord", "noord "), ("Bovenbouw", "Bovenbuow"), ("Café", "Cafe"),
     ("Support Staff", "Supporting staff"), ("Middle School", "MS")],
)  # fmt: skip
def test_a_name_written_otherwise_is_told(large, small):
    (line,) = alike(answers(*[large] * 6, small))
    assert f"={large}" in line


@pytest.mark.parametrize(
    "teams",
    [("Unit 1", "Unit 2"), ("Locatie A", "Locatie B"), ("Noord", "Oost"), ("Onderbouw", "Bovenbouw"), ("1-2", "3-4"),
     ("Groep 1", "Groep 11"), ("West", "Noordwest"), ("A", "B")],
)  # fmt: skip
def test_teams_that_differ_are_left_alone(teams):
    assert alike(answers(*[teams[0]] * 6, teams[1])) == []


def test_a_shortened_name_that_may_be_two_teams_is_not_guessed():
    assert alike(answers(*["Onderbouw"] * 6, *["Oude Brug"] * 6, "OB")) == []


def test_names_of_two_waves_are_seen_together(tmp_path):
    for wave, team in (("2025-10", "Middenbouw"), ("2026-04", "Midden bouw")):
        frame = pd.DataFrame({"team": [team] * 6, **{item.id: [4] * 6 for item in INSTRUMENT.items}})
        frame.to_csv(tmp_path / f"{wave}.csv", index=False)
    read = cd.open_study(sorted(tmp_path.glob("*.csv")), lang="en").responses
    (line,) = alike(read)
    assert "Midden bouw" in line


def test_in_the_folder_of_a_customer_the_choice_is_a_line(tmp_path):
    made = cd.init_study(tmp_path / "klant", [CASES / "42_team_left_empty.csv"], notebooks=False)
    file = made.folder / "diagnosis.toml"
    told = file.read_text(encoding="utf-8").replace('# without_team = "ask"', 'without_team = "leave_out"')
    file.write_text(told, encoding="utf-8")
    assert teams_of(cd.open_study(made.folder).responses) == {"Noord": 19, "Zuid": 19}
