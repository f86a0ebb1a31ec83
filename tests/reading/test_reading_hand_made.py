"""Sheets made by hand and SPSS files give exactly the answers, without a mapping."""

import pytest

from culture_diag.instrument import load_instrument
from culture_diag.reading import inspect_export, read_responses
from tests.reading import exports as make
from tests.reading.export_checks import assert_read, assert_same, counts
from tests.reading.export_files import as_sav, mean_row, text_of, with_row, workbook_of

INSTRUMENT = load_instrument("invitation-challenge")
PEOPLE = make.made_up(INSTRUMENT, seed=14, code=True)
NUMBERS = make.made_up(INSTRUMENT, seed=15, na=0)
LANGUAGES = pytest.mark.parametrize("lang", ["nl", "en"])


@pytest.fixture
def save(save_bytes):
    return save_bytes


def test_a_sheet_as_dutch_excel_saves_it(save):
    sheet = make.plain_sheet(NUMBERS, INSTRUMENT, write=lambda given, *_: f"{given},0" if given else "")
    below = [cell.replace(".", ",") for cell in mean_row(sheet, NUMBERS, INSTRUMENT, word="Gemiddelde")]
    path = save(text_of(with_row(sheet, below), separator=";", encoding="cp1252"), "answers.csv")
    responses = assert_read(path, NUMBERS, INSTRUMENT, platform="plain")
    assert counts(responses)["rows_summary"] == 1
    assert counts(responses)["encoding"] == 1


@LANGUAGES
@pytest.mark.parametrize(
    ("stems", "below"),
    [
        (["Wie ben je?", "En verder?"], [None, None]),  # a stem above every block
        ([make.TEAM, make.REMARK], ["", ""]),  # cells merged over both rows
        (["Wie ben je?", ""], [None, None]),
        ([make.TEAM], [""]),
    ],
)
def test_a_workbook_with_titles_merged_headers_and_a_second_sheet(save, lang, stems, below):
    sheet = make.plain_sheet(NUMBERS, INSTRUMENT, lang=lang, write=lambda given, *_: given)
    if len(stems) == 1:  # without the remarks: a team and a block
        sheet = sheet.columns([0, *range(2, len(sheet.headers[0]))])
    own = [stem[lang] if isinstance(stem, dict) else stem for stem in stems]
    names = [name if cell is None else cell for name, cell in zip(sheet.headers[0], below, strict=False)]
    first = [*own, make.STEM[lang], *[""] * (len(sheet.headers[0]) - len(own) - 1)]
    two = make.Sheet([first, [*names, *sheet.headers[0][len(names) :]]], sheet.rows)
    content = workbook_of(two, name="Data", above=("Onderzoek naar ons team", ""), before=("Uitleg",), merged=True)
    responses = assert_read(save(content), NUMBERS, INSTRUMENT, platform="plain")
    assert counts(responses)["sheets_not_read"] == 1
    path = save(text_of(two, separator=";", encoding="utf-8-sig"))
    assert_read(path, NUMBERS, INSTRUMENT, platform="plain")


def test_a_workbook_with_a_title_above_one_row_of_headers(save):
    sheet = make.plain_sheet(NUMBERS, INSTRUMENT, write=lambda given, *_: given)
    content = workbook_of(sheet, name="Data", above=("Onderzoek naar ons team", ""))
    responses = assert_read(save(content), NUMBERS, INSTRUMENT, platform="plain")
    assert counts(responses)["rows_above_header"] == 1


def test_spss(save, tmp_path):
    pytest.importorskip("pyreadstat", reason="pyreadstat is not installed")
    as_sav(PEOPLE, INSTRUMENT, tmp_path / "made.sav")
    path = save((tmp_path / "made.sav").read_bytes())
    declared = PEOPLE.replace(make.NA, None)  # what the file declares missing is empty
    assert_same(read_responses(path, INSTRUMENT), declared, INSTRUMENT)
    export = inspect_export(path)
    assert (export.platform, export.respondents, export.rating_items) == ("spss", 24, 16)


def test_numbers_of_a_platform_in_an_spss_file_are_no_codes_of_people(tmp_path):
    pytest.importorskip("pyreadstat", reason="pyreadstat is not installed")
    as_sav(NUMBERS, INSTRUMENT, tmp_path / "lime.sav", lime=True)
    assert "respondent" not in read_responses(tmp_path / "lime.sav", INSTRUMENT).frame
