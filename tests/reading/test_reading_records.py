"""Previews, tests, blank rows and what somebody reckoned at the bottom are no respondents; the unfinished by a rule."""

import csv

import pandas as pd
import pytest

from culture_diag.errors import CultureDiagError
from culture_diag.instrument import load_instrument
from culture_diag.reading import account_text, inspect_export, read_responses
from culture_diag.reading.common.options import ReadOptions
from culture_diag.reading.common.table import Recognised
from culture_diag.reading.exports.records import answer_records
from tests.reading import exports as make
from tests.reading.export_checks import assert_same, counts
from tests.reading.export_files import mean_row, resaved, text_of, with_row, workbook_of

INSTRUMENT = load_instrument("invitation-challenge")
IDS = [item.id for item in INSTRUMENT.items]
PEOPLE = make.made_up(INSTRUMENT, seed=31)
NUMBERS = make.made_up(INSTRUMENT, seed=32, na=0)


@pytest.fixture
def save(save_bytes):
    return save_bytes


# ---------------------------------------------------------------------------------------------- the unfinished


def unfinished():
    """Return people of whom two stopped halfway, one answered nothing, and one did not even say a team."""
    people = PEOPLE.copy()
    people.loc[[2, 7, 11, 19], "partial"] = True
    people.loc[[2, 7], IDS[8:]] = None
    people.loc[[11, 19], IDS] = None
    people.loc[19, "team"] = ""
    return people


def in_dutch(sheet):
    """Return what a Dutch spreadsheet writes when it saves the file as text again."""
    truth = {"True": "WAAR", "False": "ONWAAR"}
    return make.Sheet(sheet.headers, [[truth.get(cell, cell) for cell in row] for row in sheet.rows])


PARTIALS = {
    "limesurvey": lambda people: text_of(make.limesurvey(people, INSTRUMENT, write=make.label), encoding="utf-8-sig"),
    "limesurvey full": lambda people: text_of(
        make.limesurvey(people, INSTRUMENT, headings="full", lang="en", write=make.label), quoting=csv.QUOTE_ALL
    ),
    "limesurvey nl": lambda people: text_of(
        make.limesurvey(people, INSTRUMENT, headings="full", write=make.label, personal=False), separator=";"
    ),
    "limesurvey both": lambda people: text_of(make.limesurvey(people, INSTRUMENT, headings="both", write=make.label)),
    "qualtrics": lambda people: text_of(make.qualtrics(people, INSTRUMENT)),
    "qualtrics tsv": lambda people: text_of(make.qualtrics(people, INSTRUMENT), separator="\t", encoding="utf-16"),
    "qualtrics resaved": lambda people: workbook_of(resaved(make.qualtrics(people, INSTRUMENT))),
    "qualtrics in Dutch": lambda people: text_of(in_dutch(make.qualtrics(people, INSTRUMENT)), separator=";"),
    "typeform": lambda people: text_of(make.typeform(people, INSTRUMENT, new=True)),
    "typeform resaved": lambda people: workbook_of(resaved(make.typeform(people, INSTRUMENT, new=True))),
    "limesurvey resaved": lambda people: workbook_of(resaved(make.limesurvey(people, INSTRUMENT, write=make.label))),
}


@pytest.mark.parametrize("kind", PARTIALS)
def test_the_unfinished_count_if_they_answered_something_and_every_count_is_told(save, kind):
    people = unfinished()
    path = save(PARTIALS[kind](people))
    export = inspect_export(path)
    assert (export.respondents, export.partial) == (24, 4)
    assert (export.rating_items, export.single_items) == (len(IDS), ())
    kept = read_responses(path, INSTRUMENT)
    assert_same(kept, people.drop(index=[11, 19]).reset_index(drop=True), INSTRUMENT)
    told = counts(kept)
    assert (told["partials_kept"], told["rows_read"]) == (2, 22)
    assert told.get("partials_without_answers", 0) + told.get("rows_without_team", 0) == 2
    dropped = read_responses(path, INSTRUMENT, partials="drop")
    assert_same(dropped, people[~people["partial"].astype(bool)].reset_index(drop=True), INSTRUMENT)
    assert counts(dropped)["partials_dropped"] == 4
    assert_same(read_responses(path, INSTRUMENT, mapping=ReadOptions(partials="drop")),
                people[~people["partial"].astype(bool)].reset_index(drop=True), INSTRUMENT)  # fmt: skip


FOREIGN = ["Svar-ID", "Inlämningsdatum", "Sista sidan", "Startspråk", "Frö", "Kod", "Startdag", "Senast ändrad"]


@pytest.mark.parametrize("known", [0, 3, 8], ids=["no heading known", "the last two known", "none but the date known"])
def test_the_unfinished_of_limesurvey_are_known_whatever_the_language_of_its_headings(save, known):
    people = unfinished()
    sheet = make.limesurvey(people, INSTRUMENT, headings="full", write=make.label)
    own = len(make.LIME["nl"])
    headers = [*FOREIGN[: 8 - known], *sheet.headers[0][8 - known : own], *sheet.headers[0][own:]]
    if known == 8:
        headers[1] = "Datum van inzending"
    path = save(text_of(make.Sheet([headers], sheet.rows), quoting=csv.QUOTE_ALL))
    export = inspect_export(path)
    assert (export.platform, export.respondents, export.partial) == ("limesurvey", 24, 4)
    finished = people[~people["partial"].astype(bool)].reset_index(drop=True)
    assert_same(read_responses(path, INSTRUMENT, partials="drop"), finished, INSTRUMENT)


def test_an_unknown_rule_for_the_unfinished_is_refused(save):
    with pytest.raises(CultureDiagError, match="skip"):
        read_responses(save(PARTIALS["typeform"](PEOPLE)), INSTRUMENT, partials="skip", lang="en")


def test_who_finished_and_answered_nothing_is_still_there(save):
    people = PEOPLE.copy()
    people.loc[5, IDS] = None
    responses = read_responses(save(PARTIALS["qualtrics"](people)), INSTRUMENT)
    assert_same(responses, people, INSTRUMENT)
    assert counts(responses)["rows_without_answers"] == 1


# --------------------------------------------------------------------------------------------- previews and tests


@pytest.mark.parametrize("write", [make.label, make.number])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_previews_and_tests_are_left_out_and_counted(save, write, lang):
    people = NUMBERS if write is make.number else PEOPLE
    kinds = [""] * 24
    kinds[0], kinds[9], kinds[23] = "preview", "test", "preview"
    path = save(text_of(make.qualtrics(people, INSTRUMENT, lang=lang, write=write, kinds=kinds)))
    rest = people[[not kind for kind in kinds]].reset_index(drop=True)
    responses = read_responses(path, INSTRUMENT)
    assert_same(responses, rest, INSTRUMENT)
    assert counts(responses)["rows_preview"] == 3
    assert any("3 previews" in line for line in account_text(responses, "en"))
    export = inspect_export(path)
    assert (export.respondents, dict(export.dropped)) == (21, {"rows_preview": 3})
    if write is make.number:
        legacy = save(text_of(make.qualtrics_legacy(people, INSTRUMENT, kinds=kinds)))
        assert_same(read_responses(legacy, INSTRUMENT), rest, INSTRUMENT)


def test_previews_are_known_by_their_channel_alone(save):
    kinds = ["preview", *[""] * 23]
    sheet = make.qualtrics(PEOPLE, INSTRUMENT, kinds=kinds)
    without = sheet.columns([at for at, name in enumerate(sheet.headers[0]) if name != "Status"])
    responses = read_responses(save(text_of(without)), INSTRUMENT)
    assert_same(responses, PEOPLE.iloc[1:].reset_index(drop=True), INSTRUMENT)


def test_imported_answers_count(save):
    sheet = make.qualtrics(PEOPLE, INSTRUMENT)
    sheet.rows[4][2] = "Imported"
    sheet.rows[5][2] = "IP Address"
    assert_same(read_responses(save(text_of(sheet)), INSTRUMENT), PEOPLE, INSTRUMENT)


# ------------------------------------------------------------------------------------------------------ blank rows


@pytest.mark.parametrize("kind", ["csv", "short", "xlsx"])
def test_blank_rows_anywhere_are_skipped_and_counted(save, kind):
    sheet = make.google_forms(PEOPLE, INSTRUMENT)
    wide = len(sheet.headers[0])
    blank = [" "] + [""] * (wide - 1) if kind != "short" else []
    rows = [*sheet.rows[:3], blank, *sheet.rows[3:9], blank, blank, *sheet.rows[9:], blank]
    made = make.Sheet(sheet.headers, rows)
    path = save(workbook_of(made) if kind == "xlsx" else text_of(made))
    responses = read_responses(path, INSTRUMENT)
    assert_same(responses, PEOPLE, INSTRUMENT)
    assert counts(responses)["blank_rows"] == 4
    assert inspect_export(path).respondents == 24
    # Rows are those that a spreadsheet shows.
    assert responses.origin["row"].tolist()[:4] == [2, 3, 4, 6]


# ---------------------------------------------------------------------------------------- what is below the answers

BELOW = ["Gemiddelde", "Mean", "Average", "Gem.", "Totaal", "Mediaan", "Standaarddeviatie"]
ALSO_BELOW = ["Minimum", "Maximum", "Modus", "Aantal", "N", "Som", "Min", "Max", "Count", "Mode", "SD"]


@pytest.mark.parametrize(("word", "kind"), [(word, ("csv", "xlsx")[at % 2]) for at, word in enumerate(BELOW)])
def test_a_mean_below_is_no_respondent(save, word, kind):
    sheet = make.plain_sheet(NUMBERS, INSTRUMENT, write=lambda given, *_: given)
    below = mean_row(sheet, NUMBERS, INSTRUMENT, word=word)
    made = with_row(with_row(sheet, [""] * len(below)), below)
    path = save(workbook_of(made) if kind == "xlsx" else text_of(made, separator=";"))
    responses = read_responses(path, INSTRUMENT)
    assert_same(responses, NUMBERS, INSTRUMENT)
    assert counts(responses)["rows_summary"] == 1


def below_the_answers(word, value):
    """Return a plain table with a word and one value below all answers."""
    sheet = make.plain_sheet(NUMBERS, INSTRUMENT)
    cells = [value if "team" in header else "" for header in sheet.headers[0]]
    return text_of(with_row(sheet, [word, *cells[1:]]), separator=";")


@pytest.mark.parametrize("value", ["4", "3,75", "24"])
def test_whatever_is_below_the_answers_is_never_a_team(save, value):
    taken = []
    for word in [*BELOW, *ALSO_BELOW]:
        try:
            responses = read_responses(save(below_the_answers(word, value)), INSTRUMENT)
        except CultureDiagError:
            continue
        taken += [word] if len(responses.frame) > len(NUMBERS) else []
    assert taken == []


def test_several_rows_below_are_all_left_out(save):
    sheet = make.google_forms(NUMBERS, INSTRUMENT, grid=False, write=make.number)
    mean = mean_row(sheet, NUMBERS, INSTRUMENT)
    made = with_row(with_row(sheet, mean), [cell and "1.2" for cell in mean])
    responses = read_responses(save(text_of(made)), INSTRUMENT)
    assert_same(responses, NUMBERS, INSTRUMENT)
    assert counts(responses)["rows_summary"] == 2


def test_a_mean_without_a_word_below_a_plain_table(save):
    sheet = make.plain_sheet(NUMBERS, INSTRUMENT)
    made = with_row(sheet, ["", *mean_row(sheet, NUMBERS, INSTRUMENT)[1:]])
    responses = read_responses(save(text_of(made, separator=";")), INSTRUMENT)
    assert_same(responses, NUMBERS, INSTRUMENT)


def test_a_mean_that_comes_out_whole_is_no_respondent_either(save):
    sheet = make.plain_sheet(NUMBERS, INSTRUMENT)
    mean = [cell and "3,0" for cell in mean_row(sheet, NUMBERS, INSTRUMENT)[1:]]
    responses = read_responses(save(text_of(with_row(sheet, ["", *mean]), separator=";")), INSTRUMENT)
    assert_same(responses, NUMBERS, INSTRUMENT)
    assert counts(responses)["rows_summary"] == 1


@pytest.mark.parametrize("written", ["1.000", "4.0"])
def test_a_last_respondent_with_one_number_written_otherwise_is_no_mean(save, written):
    people = make.made_up(INSTRUMENT, seed=34, na=0, teams=("1", "2"))
    sheet = make.plain_sheet(people, INSTRUMENT)
    rows = [[*row, "700"] for row in sheet.rows]
    rows[-1][-1] = written
    remark = sheet.headers[0].index(make.REMARK["nl"])
    rows[-1][remark] = ""
    path = save(text_of(make.Sheet([[*sheet.headers[0], "leerlingen"]], rows)))
    assert_same(read_responses(path, INSTRUMENT), people, INSTRUMENT)


@pytest.mark.parametrize("team", ["3", "7", "Gem", "Totaal onderwijs", "2,5"])
def test_the_last_respondent_is_not_taken_for_a_mean(save, team):
    people = make.made_up(INSTRUMENT, seed=33, na=0, teams=(team, "8"))
    people = people.sort_values("team", key=lambda teams: teams == team, kind="stable").reset_index(drop=True)
    sheet = make.plain_sheet(people, INSTRUMENT)
    sheet = sheet.columns([at for at, name in enumerate(sheet.headers[0]) if name != make.REMARK["nl"]])
    assert_same(read_responses(save(text_of(sheet)), INSTRUMENT), people, INSTRUMENT)


@pytest.mark.parametrize("size", [1, 2])
def test_a_few_respondents_are_not_taken_for_a_mean(save, size):
    people = NUMBERS.iloc[:size].reset_index(drop=True)
    for sheet in (make.google_forms(people, INSTRUMENT, grid=False, write=make.number),
                  make.surveymonkey(people, INSTRUMENT, write=make.number),
                  make.typeform(people, INSTRUMENT, write=make.number),
                  make.plain_sheet(people, INSTRUMENT)):  # fmt: skip
        assert_same(read_responses(save(text_of(sheet)), INSTRUMENT), people, INSTRUMENT)


@pytest.mark.parametrize("place", [0, 1])
def test_a_count_in_words_below_is_no_respondent_and_no_team(save, place):
    sheet = make.google_forms(PEOPLE, INSTRUMENT)
    below = [""] * len(sheet.headers[0])
    below[place] = "Aantal reacties: 24"
    responses = read_responses(save(text_of(with_row(sheet, below))), INSTRUMENT)
    assert_same(responses, PEOPLE, INSTRUMENT)


def test_who_came_to_the_end_is_finished_and_who_came_to_99_percent_is_not():
    progress, answers = (pd.Series(cells, dtype="category") for cells in (["100", "99", "0"], ["4", "5", "3"]))
    kept = answer_records([progress, answers], (("Progress",), ("inv1",)), Recognised("qualtrics"))
    assert kept.partial.tolist() == [False, True, True]
