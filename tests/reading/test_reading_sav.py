"""SPSS files: codes with their labels, declared missing values, dates, and damaged bytes."""

import datetime as dt

import pandas as pd
import pytest

from culture_diag.reading.files import sav_child as spss_child
from culture_diag.reading.files.sav import read_sav
from culture_diag.reading.files.unreadable import UnreadableFileError
from culture_diag.reading.values.answer_rules import NOT_APPLICABLE, AnswerRules

pyreadstat = pytest.importorskip("pyreadstat")

FRAME = pd.DataFrame(
    {
        "school_van_de_respondent_zoals_opgegeven": ["De Zoë-school", "Noord", "", "Noord"],
        "team": [1.0, 2, 2, 99],
        "inv1": [5.0, 2, 9, None],
        "chal1": [4.5, 95, 97, 1],
        "soort": ["m", "v", "x", ""],
        "datum": [dt.date(2024, 10, 1)] * 4,
        "tijd": [dt.datetime(2024, 10, 1, 10, 59, 37)] * 4,
    }
)
LABELS = {"team": "Bij welk team\nhoor je?", "inv1": "In ons team is écht ruimte"}
VALUES = {
    "team": {1: "Noord", 2: "Zuid", 99: "onbekend"},
    "inv1": {1: "helemaal mee oneens", 5: "helemaal mee eens", 9: "n.v.t."},
    "soort": {"m": "man", "v": "vrouw"},
}
MISSING = {"team": [99], "inv1": [9], "chal1": [{"lo": 90, "hi": 96}, 97], "soort": ["x"]}


def written(path, frame=FRAME, **options):
    told = {"column_labels": LABELS, "variable_value_labels": VALUES, "missing_ranges": MISSING} | options
    pyreadstat.write_sav(frame, path, **told)
    return path


@pytest.fixture(scope="module", params=["answers.sav", "answers.zsav"])
def found(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("spss") / request.param
    return read_sav(written(path, compress=path.suffix == ".zsav"))


def texts(found, name):
    at = next(at for at, names in enumerate(found.names) if names[0] == name)
    return at, list(found.columns[at])


def test_variables_have_their_name_and_their_wording(found):
    assert found.names[0] == ("school_van_de_respondent_zoals_opgegeven",)
    assert found.names[1:3] == (("team", "Bij welk team hoor je?"), ("inv1", "In ons team is écht ruimte"))


def test_codes_stand_with_their_labels(found):
    at, team = texts(found, "team")
    assert team == ["1 - Noord", "2 - Zuid", "2 - Zuid", ""]
    assert found.labels[at]["2 - Zuid"] == "Zuid"
    assert texts(found, "inv1")[1] == ["5 - helemaal mee eens", "2", "", ""]
    assert texts(found, "soort")[1] == ["m - man", "v - vrouw", "", ""]
    assert texts(found, "school_van_de_respondent_zoals_opgegeven")[1] == ["De Zoë-school", "Noord", "", "Noord"]


def test_the_reader_of_answers_checks_code_against_label(tmp_path, found, instrument):
    rules = AnswerRules(instrument.response_scale)
    _, answers = texts(found, "inv1")
    assert [rules.meaning_of(text).code for text in answers[:2]] == [5.0, 2.0]
    turned = {"inv1": {1: "helemaal mee eens", 5: "helemaal mee oneens", 2: "soms"}}
    other = read_sav(written(tmp_path / "turned.sav", variable_value_labels=turned, missing_ranges={}))
    problems = [rules.meaning_of(text).problem for text in texts(other, "inv1")[1][:2]]
    assert problems == ["answer_contradicts", "answer_unknown"]


def test_what_the_file_declares_missing_is_empty_and_told(found, instrument):
    _, answers = texts(found, "chal1")
    assert answers == ["4.5", "", "", "1"]
    assert AnswerRules(instrument.response_scale).meaning_of("9 - n.v.t.").reason == NOT_APPLICABLE
    assert [(note.what, note.count) for note in found.notes] == [("declared_in_file", 5)]


def test_dates_are_written_the_iso_way(found):
    assert texts(found, "datum")[1][0] == "2024-10-01"
    assert texts(found, "tijd")[1][0] == "2024-10-01 10:59:37"


def test_a_file_that_declares_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(spss_child, "MAX_CELLS", 27)
    with pytest.raises(UnreadableFileError):
        spss_child.variables_of(written(tmp_path / "answers.sav"))


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return written(tmp_path_factory.mktemp("sav") / "answers.sav").read_bytes()


@pytest.mark.parametrize("size", [5, 200, 1000])
def test_half_a_file_is_refused(tmp_path, content, size):
    path = tmp_path / "half.sav"
    path.write_bytes(content[:size])
    with pytest.raises(UnreadableFileError):
        read_sav(path)


def test_a_crash_of_the_library_is_a_refusal(tmp_path, monkeypatch):
    monkeypatch.setattr("culture_diag.reading.files.sav._CHILD", "import os; os.abort()")
    with pytest.raises(UnreadableFileError):
        read_sav(written(tmp_path / "answers.sav"))
