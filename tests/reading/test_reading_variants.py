"""Forms of an export that real files have: other export choices, older versions, saved again by another program."""

from dataclasses import replace

import pytest

import culture_diag as cd
from culture_diag.errors import ResponseError
from culture_diag.instrument import load_instrument
from culture_diag.reading import export_text, inspect_export, read_responses
from tests.reading import exports as make
from tests.reading.export_checks import assert_read, assert_same, counts
from tests.reading.export_files import expanded, text_of

INSTRUMENT = load_instrument("invitation-challenge")
PEOPLE = make.made_up(INSTRUMENT, seed=71, na=0)
IDS = [item.id for item in INSTRUMENT.items]


@pytest.fixture
def save(save_bytes):
    return save_bytes


def with_column(sheet, headers, cells):
    """Put a column before all others."""
    rows = [[cell, *row] for cell, row in zip(cells, sheet.rows, strict=True)]
    return replace(
        sheet, headers=[[header, *row] for header, row in zip(headers, sheet.headers, strict=True)], rows=rows
    )


# -------------------------------------------------------------------------------------------------------- Qualtrics


@pytest.mark.parametrize("quotes", ['"', "'"])
@pytest.mark.parametrize("index", [True, False])
def test_the_row_of_import_ids_is_no_respondent_however_it_was_saved_again(save, quotes, index):
    # An index of pandas stood beside it, or single quotes, and it was read as somebody's answers.
    sheet = make.qualtrics(PEOPLE, INSTRUMENT)
    sheet = replace(sheet, headers=[[cell.replace('"', quotes) for cell in row] for row in sheet.headers])
    if index:
        sheet = with_column(sheet, ["", "0", "1"], [str(at + 2) for at in range(len(sheet.rows))])
    path = save(text_of(sheet))
    assert_read(path, PEOPLE, INSTRUMENT, platform="qualtrics")
    assert inspect_export(path).header_rows == 3


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_respondent_of_a_cut_down_export_is_not_lost(save, lang):
    # With a contact list the first answer is nearly all words: it was taken for the row of questions.
    sheet = make.qualtrics(PEOPLE, INSTRUMENT, lang=lang)
    rows = [list(row) for row in sheet.rows]
    rows[0][2], rows[0][15], rows[0][6], rows[0][8] = "IP-adres", "email", "WAAR", "R_2aBcDefGhIjKlMn"
    codes = [*sheet.headers[0]]
    wordings = {word: item.id for word, item in zip(make.words(INSTRUMENT, lang), INSTRUMENT.items, strict=True)}
    for at, told in enumerate(sheet.headers[1]):
        codes[at] = next((code for word, code in wordings.items() if told.endswith(word)), codes[at])
    codes[codes.index("Q1")] = "team"
    path = save(text_of(make.Sheet([codes], rows)))
    export = inspect_export(path)
    assert (export.platform, export.header_rows, export.respondents) == ("qualtrics", 1, len(PEOPLE))
    assert len(read_responses(path, INSTRUMENT).frame) == len(PEOPLE)


def test_an_anonymised_first_respondent_is_not_lost_either(save):
    # Without dates, numbers and an R_ all cells were words; what comes again below is an answer.
    sheet = make.qualtrics(PEOPLE, INSTRUMENT)
    own = ("ResponseId", "RecordedDate", "Progress", "Status", "Finished", "DistributionChannel", "UserLanguage")
    kept = [at for at, name in enumerate(sheet.headers[0]) if name in own or name.startswith("Q")]
    rows = [[row[at] for at in kept] for row in sheet.rows]
    names = [sheet.headers[0][at] for at in kept]
    for at, row in enumerate(rows):
        row[names.index("ResponseId")], row[names.index("RecordedDate")] = f"P{at:02}", "Nov 3, 2026"
        row[names.index("Progress")] = ""
    path = save(text_of(make.Sheet([names], rows)))
    assert (inspect_export(path).header_rows, inspect_export(path).respondents) == (1, len(PEOPLE))


def test_what_qualtrics_keeps_beside_a_question_is_no_rating(save):
    sheet = make.qualtrics(PEOPLE, INSTRUMENT, write=make.number)
    beside = {"Block_DO_Q3": "QID9_DO", "Q8_NPS_GROUP": "QID8_NPS_GROUP", "groep": "groep", "Q7_Click Count": "QID7_C"}
    for name, code in beside.items():
        cells = [str(1 + at % 4) for at in range(len(sheet.rows))]
        sheet = with_column(sheet, [name, name, f'{{"ImportId":"{code}"}}'], cells)
    assert inspect_export(save(text_of(sheet))).rating_items == len(IDS)


@pytest.mark.parametrize("code", ["-99", "99999"])
def test_an_unanswered_question_with_a_code_is_a_rating_still(save, code):
    sheet = make.qualtrics(PEOPLE, INSTRUMENT, write=make.number)
    first = next(at for at, name in enumerate(sheet.headers[0]) if name == "Q3_1")
    rows = [[*row[:first], *(code if at == number else cell for number, cell in enumerate(row[first:]))]
            for at, row in enumerate(sheet.rows)]  # fmt: skip
    assert inspect_export(save(text_of(replace(sheet, rows=rows)))).rating_items >= len(IDS)


# ----------------------------------------------------------------------------------------------------- SurveyMonkey


@pytest.mark.parametrize("remark", ["Antwoord", "Reactie", "Risposta"])
def test_a_sheet_whose_first_person_remarks_answer_is_no_surveymonkey(save, remark):
    headers = [["team", "opmerking", *IDS, "", ""]]
    rows = [
        [f"t{at % 2}", f"iets {at}" if at else remark, *(str(1 + (at + item) % 5) for item in range(16)), "x", ""]
        for at in range(9)
    ]
    export = inspect_export(save(text_of(make.Sheet(headers, rows))))
    assert (export.platform, export.header_rows, export.respondents) == ("plain", 1, 9)


def test_options_of_a_block_may_be_numbers(save):
    # Tick boxes such as "1.16" and "1.17" in the second row hid the whole header of a file without respondent ids.
    sheet = make.surveymonkey(PEOPLE, INSTRUMENT, known=False)
    for number in ("1.17", "1.16"):
        headers = ["Welke versies gebruik je?" if number == "1.16" else "", number]
        sheet = with_column(sheet, headers, [number if at % 3 else "" for at in range(len(sheet.rows))])
    assert_read(save(text_of(sheet)), PEOPLE, INSTRUMENT, platform="surveymonkey")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_an_expanded_export_is_put_together(save, lang, tmp_path):
    # One column for each answer: nothing was found, and for every statement its first column was proposed.
    sheet = expanded(make.surveymonkey(PEOPLE, INSTRUMENT, lang=lang), PEOPLE, INSTRUMENT, lang)
    path = save(text_of(sheet))
    responses = assert_read(path, PEOPLE, INSTRUMENT, platform="surveymonkey")
    assert counts(responses)["columns_expanded"] == len(IDS)
    export = inspect_export(path)
    assert export.rating_items == len(IDS)
    assert "16 questions had a column for each answer" in " ".join(export_text(export, "en"))
    mapping = cd.write_mapping(path, INSTRUMENT, tmp_path / "m.toml", lang=lang)
    assert_read(path, PEOPLE, INSTRUMENT, platform="surveymonkey", mapping=mapping)
    assert '"Collector ID"' not in mapping.read_text(encoding="utf-8").split("[unread]")[0]  # it is no code of people


ENDS = ("1 - helemaal mee oneens", "2", "3", "4", "5 - helemaal mee eens")


def test_a_label_with_a_dash_is_not_cut_in_two(save):
    # The points with a dash were left out, and what was left was read as the whole scale.
    sheet = expanded(make.surveymonkey(PEOPLE, INSTRUMENT), PEOPLE, INSTRUMENT, "nl", ENDS)
    assert_read(save(text_of(sheet)), PEOPLE, INSTRUMENT, platform="surveymonkey")


@pytest.mark.parametrize("change", ["other words", "two points"])
def test_half_a_scale_is_never_read(save, change):
    sheet = expanded(make.surveymonkey(PEOPLE, INSTRUMENT), PEOPLE, INSTRUMENT, "nl")
    first = sheet.headers[1].index(f"{INSTRUMENT.items[0].wording.nl} - helemaal mee oneens")
    rows = [list(row) for row in sheet.rows]
    for row in rows if change == "other words" else rows[:1]:
        if change == "two points":
            row[first : first + 2] = ["helemaal mee oneens", "mee oneens"]
        elif row[first + 4]:
            row[first + 4] = "zeker"
    path = save(text_of(replace(sheet, rows=rows)))
    with pytest.raises(cd.CultureDiagError) as caught:
        read_responses(path, INSTRUMENT, lang="nl")
    assert set(caught.value.problems["key"]) <= {"item_column_missing", "item_column_missing_many", "item_column_none"}
    assert "oneens" not in caught.value.text("nl")  # no point of the scale is proposed as the item


@pytest.mark.parametrize(("end", "key"), [(" - altijd", "item_column_missing_many"), (" [helemaal]", "answer_unknown")])
@pytest.mark.parametrize("single", [True, False])
def test_labels_that_end_otherwise_are_whole_or_nothing(save, end, key, single):
    # Labels with a dash or a bracket fell out of their question, and the others were read as the whole scale.
    # With a bracket the question is whole now, and its label is none of this instrument: that is said.
    points = [point.label.nl for point in INSTRUMENT.response_scale.points]
    points[4] += end
    sheet = expanded(make.surveymonkey(PEOPLE, INSTRUMENT), PEOPLE, INSTRUMENT, "nl", points)
    if single:
        stems, rows = sheet.headers
        parts = [row.split(" - ", 1) if row.endswith(tuple(points)) else ["", row] for row in rows]
        stems = [part[0] if part[0] and points[0] == part[1] else "" if part[0] else stem
                 for part, stem in zip(parts, stems, strict=True)]  # fmt: skip
        sheet = replace(sheet, headers=[stems, [part[1] for part in parts]])
    with pytest.raises(cd.CultureDiagError) as caught:
        read_responses(save(text_of(sheet)), INSTRUMENT)
    assert set(caught.value.problems["key"]) == {key}


def test_a_question_with_a_thousand_options_is_not_put_together(save):
    options = [f"boek {at}" for at in range(1_500)]
    head = ["Respondent ID", "Welke boeken las je?", *[""] * (len(options) - 1)]
    rows = [[str(at), *(each if (at + place) % 3 else "" for place, each in enumerate(options))] for at in range(6)]
    responses = inspect_export(save(text_of(make.Sheet([head, ["", *options]], rows))))
    assert (responses.respondents, "columns_expanded" in responses.dropped) == (6, False)


def test_a_statement_that_nobody_answered_is_put_together_as_the_others_are(save):
    people = PEOPLE.copy()
    people[IDS[3]] = 0
    sheet = expanded(make.surveymonkey(PEOPLE, INSTRUMENT), people, INSTRUMENT, "nl")
    responses = read_responses(save(text_of(sheet)), INSTRUMENT)
    assert responses.frame[IDS[3]].isna().all()
    assert counts(responses)["columns_expanded"] == len(IDS)


def test_tick_boxes_are_not_put_together(save):
    sheet = make.surveymonkey(PEOPLE, INSTRUMENT)
    for at, option in enumerate(("goed", "slecht", "matig")):  # some chose two of them
        headers = ["Wat vind je van de koffie?" if option == "matig" else "", option]
        sheet = with_column(sheet, headers, [option if (row + at) % 2 else "" for row in range(len(sheet.rows))])
    responses = assert_read(save(text_of(sheet)), PEOPLE, INSTRUMENT, platform="surveymonkey")
    assert "columns_expanded" not in counts(responses)


@pytest.mark.parametrize(
    ("head", "answered", "skipped"),
    [("Answer Choices", "Answered", "Skipped"), ("Antwoordkeuzes", "Beantwoord", "Overgeslagen")],
)
def test_a_summary_is_refused_as_one(save, head, answered, skipped):
    block = f"Q1. Wij helpen elkaar,,,\n{head},1,2,3,Totaal\n1,3,4,5,12\n,,,{answered},12\n,,,{skipped},2\n,,,\n"
    with pytest.raises(ResponseError) as caught:
        inspect_export(save(f"Een vragenlijst,,,\n{block}{block}".encode()), lang="en")
    assert caught.value.problems["key"].tolist() == ["table_summary"]
    assert "All responses data" in caught.value.text("en")


# ------------------------------------------------------------------------------------------- LimeSurvey and Typeform


@pytest.mark.parametrize("shape", ["{} ({})", "{} - {}", "{} [{}]"])
def test_variable_names_and_values_are_known_without_a_mark(save, shape):
    # Where everybody answered everything no cell says so, and the row of codes became a respondent.
    people = make.made_up(INSTRUMENT, seed=72, na=0)
    people["partial"] = False
    sheet = make.limesurvey_vv(people, INSTRUMENT)
    wordings = [cell.replace(" [", "\0", 1).removesuffix("]") if " [" in cell else cell for cell in sheet.headers[0]]
    wordings = [shape.format(*cell.split("\0")) if "\0" in cell else cell for cell in wordings]
    codes = [f"q_SQ{at:03}" if code.startswith("culture_") else code for at, code in enumerate(sheet.headers[1])]
    path = save(text_of(make.Sheet([wordings, codes], sheet.rows), separator="\t"))
    responses = assert_read(path, people, INSTRUMENT, platform="limesurvey")
    assert len(responses.frame) == len(people)


def test_headings_of_code_and_text_may_have_a_colon(save):
    sheet = make.limesurvey(PEOPLE, INSTRUMENT, headings="both")
    headers = [[cell.replace(". ", ": ", 1) for cell in sheet.headers[0]]]
    assert_read(save(text_of(replace(sheet, headers=headers))), PEOPLE, INSTRUMENT, platform="limesurvey")


@pytest.mark.parametrize("question", ["School: tevreden over het gebouw?", "Tevredenheid: team", "Gewenst: {item}"])
def test_a_question_with_a_colon_is_no_code_and_text(save, question):
    # The school was read from a rating, and a wish as the statement itself.
    sheet = make.limesurvey(PEOPLE, INSTRUMENT, headings="full")
    header = question.format(item=INSTRUMENT.items[0].wording.nl)
    headers = [[*sheet.headers[0], header]]
    rows = [[*row, str(1 + at % 5)] for at, row in enumerate(sheet.rows)]
    responses = assert_same_file(save(text_of(make.Sheet(headers, rows))))
    assert "school" not in responses.frame


def assert_same_file(path):
    responses = read_responses(path, INSTRUMENT, lang="en")
    assert_same(responses, PEOPLE, INSTRUMENT)
    return responses


@pytest.mark.parametrize("question", ["Hoe is de samenwerking (team)", "Hoe is de werkplek - team"])
def test_the_row_of_a_question_is_no_role_in_a_file_with_variable_names(save, question):
    sheet = make.limesurvey_vv(PEOPLE, INSTRUMENT)
    headers = [[*row, name] for row, name in zip(sheet.headers, (question, "werk_SQ001"), strict=True)]
    rows = [[*row, str(1 + at % 5)] for at, row in enumerate(sheet.rows)]
    assert_same_file(save(text_of(make.Sheet(headers, rows), separator="\t")))


@pytest.mark.parametrize("code", ["A{}", "AO{:02}"])
def test_answer_codes_of_limesurvey_are_ratings_and_refused_with_the_way_out(save, code):
    write = lambda given, *_: code.format(int(given)) if given in range(1, 6) else ""  # noqa: E731
    path = save(text_of(make.limesurvey(PEOPLE, INSTRUMENT, write=write)))
    assert inspect_export(path).rating_items == len(IDS)
    with pytest.raises(ResponseError, match="full answers") as caught:
        read_responses(path, INSTRUMENT, lang="en")
    assert caught.value.problems["key"].tolist() == ["answers_coded"]


def test_the_own_columns_of_limesurvey_are_no_ratings_in_any_language(save):
    sheet = make.limesurvey(PEOPLE.head(6), INSTRUMENT, headings="full")
    headers = [["ID de respuesta", "Fecha de envío", "Última página", "Lenguaje inicial", *sheet.headers[0][4:]]]
    export = inspect_export(save(text_of(replace(sheet, headers=headers))))
    assert export.platform == "limesurvey"
    assert (export.rating_items, export.single_items) == (len(IDS), ())


def test_a_row_of_titles_above_the_codes_of_limesurvey_holds_no_questions(save):
    # The school was read from the column below the title "School".
    sheet = make.limesurvey(PEOPLE, INSTRUMENT)
    codes = [*sheet.headers[0], "bouw"]
    titles = ["Systeem", *[""] * (len(codes) - 2), "School"]
    rows = [[*row, ("onder", "boven")[at % 2]] for at, row in enumerate(sheet.rows)]
    responses = assert_same_file(save(text_of(make.Sheet([titles, codes], rows))))
    assert "school" not in responses.frame


def test_typeform_is_known_below_a_row_of_titles(save):
    sheet = make.typeform(PEOPLE, INSTRUMENT, new=True)
    titles = ["", "Over jou", "", "Over het team", *[""] * (len(sheet.headers[0]) - 5), "Van het platform"]
    path = save(text_of(replace(sheet, headers=[titles, *sheet.headers])))
    assert_read(path, PEOPLE, INSTRUMENT, platform="typeform")
    assert inspect_export(path).header_rows == 2


@pytest.mark.parametrize(
    "stamp", ["Carimbo de data/hora", "Informazioni cronologiche", "Tidstämpel", "Отметка времени"]
)
def test_google_forms_in_other_languages(save, stamp):
    sheet = make.google_forms(PEOPLE, INSTRUMENT)
    headers = [[stamp, *sheet.headers[0][1:]]]
    assert inspect_export(save(text_of(replace(sheet, headers=headers)))).platform == "googleforms"


@pytest.mark.parametrize("shape", ["{nl} / {en}", "{en} | {nl}", "{nl} ({en})"])
def test_a_form_in_two_languages_at_once(save, shape):
    # An international team reads each statement and each answer twice.
    pairs = {
        point.code: shape.format(nl=point.label.nl, en=point.label.en) for point in INSTRUMENT.response_scale.points
    }
    sheet = make.google_forms(PEOPLE, INSTRUMENT, grid=False, write=lambda given, *_: pairs.get(given, ""))
    other = make.google_forms(PEOPLE, INSTRUMENT, grid=False, lang="en")
    headers = [shape.format(nl=nl, en=en) for nl, en in zip(sheet.headers[0][1:], other.headers[0][1:], strict=True)]
    assert_same_file(save(text_of(replace(sheet, headers=[[sheet.headers[0][0], *headers]]))))


def test_a_longer_scale_in_two_languages_is_not_folded(save):
    # Two words for one end are a longer scale, in two languages as well as in one.
    tops = {5: "Zeer mee eens / Strongly agree", 4: "Helemaal mee eens / Completely agree", 3: "Mee eens / Agree"}
    sheet = make.google_forms(
        PEOPLE, INSTRUMENT, grid=False, write=lambda given, *_: tops.get(given, "Neutraal / Neutral")
    )
    with pytest.raises(ResponseError) as caught:
        read_responses(save(text_of(sheet)), INSTRUMENT)
    assert set(caught.value.problems["key"]) == {"answer_other_scale"}


def test_two_labels_that_contradict_are_no_answer(save):
    sheet = make.google_forms(PEOPLE, INSTRUMENT, grid=False, write=lambda *_: "Mee eens / Disagree")
    with pytest.raises(ResponseError):
        read_responses(save(text_of(sheet)), INSTRUMENT)
