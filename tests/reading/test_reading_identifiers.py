"""Who somebody is: never in a header that is shown, and marked where a column asks for it."""

from dataclasses import replace

import pytest

import culture_diag as cd
from culture_diag.errors import ResponseError
from culture_diag.instrument import load_instrument
from culture_diag.reading import inspect_export, read_responses
from culture_diag.reading.columns.identifiers import is_identifying
from tests.reading import exports as make
from tests.reading.export_checks import assert_read
from tests.reading.export_files import text_of

INSTRUMENT = load_instrument("invitation-challenge")
PEOPLE = make.made_up(INSTRUMENT, seed=73, na=0)
IDS = [item.id for item in INSTRUMENT.items]


@pytest.fixture
def save(save_bytes):
    return save_bytes


@pytest.mark.parametrize(
    "row",
    [
        "{at}-3-2026 10:00:11,Jan {canary},wiskunde,4",
        "{at},{at}-3-2026 10:00,{at}-3-2026 10:04,anonymous,Jan {canary},4",
        "Jan {canary},jan.{canary}{at}@school.nl,4",
    ],
)
def test_a_form_without_its_headers_is_refused_and_nobody_repeated(save, row):
    # The first person's name and remark were shown as headers.
    content = "\n".join(row.format(at=at, canary=make.CANARY) for at in range(1, 9))
    path = save(content.encode())
    for read in (inspect_export, lambda path, lang: read_responses(path, INSTRUMENT, lang=lang)):
        with pytest.raises(ResponseError) as caught:
            read(path, lang="en")
        assert caught.value.problems["key"].tolist() == ["table_without_headers"]
        assert make.CANARY not in caught.value.text("en")


def test_an_export_of_limesurvey_without_its_headers_is_refused_and_nobody_repeated(save):
    # It is known by the order of its columns, with or without the names above them.
    sheet = make.limesurvey(PEOPLE, INSTRUMENT)
    path = save(text_of(make.Sheet([], sheet.rows)))
    for read in (inspect_export, cd.read_team_sizes):
        with pytest.raises(ResponseError) as caught:
            read(path, lang="en")
        assert caught.value.problems["key"].tolist() == ["table_without_headers"]
        assert make.CANARY not in caught.value.text("en")


def test_headers_that_are_somebodys_answers_are_not_listed(save):
    content = f"team;4-5-2026 10:59;{make.CANARY} Bos\nnoord;4;5\nzuid;3;4\n"
    for read in (cd.read_team_sizes, lambda path, lang: read_responses(path, INSTRUMENT, lang=lang)):
        with pytest.raises(cd.CultureDiagError) as caught:
            read(save(content.encode()), lang="en")
        assert make.CANARY not in caught.value.text("en")


@pytest.mark.parametrize(
    "headers",
    [
        ["team", "2024-10-01 9:00", "2025-10-01 9:00"],
        ["team", "beheer@school.nl", "inv1"],
        ["1-9-2026 9:00 - 10:00", "team", "inv1"],
    ],
)
def test_headers_may_hold_a_moment_or_an_address(save, headers):
    rows = [["noord", "4", "5"], ["zuid", "3", "4"], ["oost", "3", "4"]]
    assert inspect_export(save(text_of(make.Sheet([headers], rows)))).respondents == 3


@pytest.mark.parametrize(
    "header",
    [
        "Naam (niet verplicht)", "Name (optional)", "Studentnummer", "Wat is je leeftijd?", "Postcode (4 cijfers)",
        "IP-Adresse", "Adresse IP", "Zip/Post Code", "Full Legal Name", "Mailadres contactpersoon", "Hoe heet je?",
        "E-mail2", "Name.1",
    ],
)  # fmt: skip
def test_headers_that_ask_who_somebody_is(header):
    assert is_identifying([header])


@pytest.mark.parametrize("header", ["Naam van het team", "Wat is je team?", "Team 2", "School (naam)", "Afdeling 1"])
def test_headers_of_teams_do_not(header):
    assert not is_identifying([header])


def test_answers_on_a_scale_tell_nobodys_name():
    agree = ["Mee eens", "Mee oneens", ""]
    assert not is_identifying(["In ons team beantwoorden we e-mail snel"], agree)
    assert not is_identifying(["Hoe tevreden ben je over [Location]", "Location"], ["Very satisfied", "Dissatisfied"])
    assert not is_identifying(["E-mail snel beantwoord"], ["1", "5", "3"])
    assert not is_identifying(["Wij beantwoorden e-mail snel"], ["1,0", "4,0", "n.v.t.", "-99"])
    assert not is_identifying(["What is your location?"])  # of the school, as far as anybody knows
    assert is_identifying(["Naam"], ["Best", "Sterk", "Goed"])  # people are called so
    assert is_identifying(["E-mail"], ["jan", "piet"])
    assert is_identifying(["E-mail snel beantwoord"], ["jan@school.nl"])
    assert is_identifying(["Leeftijd"], ["1", "3"])


def test_an_item_about_mail_can_be_pointed_at(save):
    sheet = make.google_forms(PEOPLE, INSTRUMENT, grid=False)
    old = INSTRUMENT.items[0].wording.nl
    headers = [["E-mail met een fout sturen mag" if cell == old else cell for cell in sheet.headers[0]]]
    path = save(text_of(replace(sheet, headers=headers)))
    mapping = {IDS[0]: "E-mail met een fout sturen mag"}
    assert_read(path, PEOPLE, INSTRUMENT, platform="googleforms", mapping=mapping)
