"""A file as each platform downloads it gives exactly the answers, without a mapping, whatever the file is called."""

import csv

import pytest

from culture_diag.errors import MappingError, ResponseError
from culture_diag.instrument import Instrument, load_instrument
from culture_diag.reading import EMPTY, inspect_export, read_responses
from culture_diag.reading.common.options import ReadOptions
from culture_diag.reading.exports.platforms import recognise
from tests.reading import exports as make
from tests.reading.export_checks import assert_read, assert_same, counts, said, why
from tests.reading.export_files import mean_row, text_of, with_row, workbook_of

INSTRUMENT = load_instrument("invitation-challenge")
OTHER = load_instrument("learning-process-outcome")
PEOPLE = make.made_up(INSTRUMENT, seed=11, code=True)
NUMBERS = make.made_up(INSTRUMENT, seed=12, na=0)
IDS = [item.id for item in INSTRUMENT.items]
LANGUAGES = pytest.mark.parametrize("lang", ["nl", "en"])


@pytest.fixture
def save(save_bytes):
    return save_bytes


# --------------------------------------------------------------------------------------------------- Microsoft Forms


@LANGUAGES
@pytest.mark.parametrize("named", [True, False])
def test_microsoft_forms(save, lang, named):
    sheet = make.microsoft_forms(PEOPLE, INSTRUMENT, lang=lang, named=named, changed=named)
    responses = assert_read(save(workbook_of(sheet)), PEOPLE, INSTRUMENT, platform="microsoftforms")
    assert why(responses).endswith(", ".join(make.FORMS[lang][1:3]))
    assert responses.frame["seconds"].tolist() == [make.took(at) for at in range(len(PEOPLE))]
    # E-mail and name are told apart from what is merely not asked for.
    assert counts(responses)["columns_personal"] == 2


@pytest.mark.parametrize(
    ("lang", "style", "writing"),
    [
        ("en", make.short_moment, {}),
        ("nl", lambda moment: f"{moment:%d-%m-%Y %H:%M}", {"separator": ";", "encoding": "cp1252"}),
        ("nl", lambda moment: f"{moment:%d-%m-%Y %H:%M}", {"separator": ";", "encoding": "utf-8-sig"}),
    ],
)
def test_microsoft_forms_saved_again_as_text(save, monkeypatch, lang, style, writing):
    sheet = make.microsoft_forms(PEOPLE, INSTRUMENT, lang=lang, named=True)
    rows = [[style(cell) if place in (1, 2) else cell for place, cell in enumerate(row)] for row in sheet.rows]
    # What the code page does not know, a spreadsheet writes as the nearest sign.
    headers = [[cell.replace("\u2010", "-") for cell in row] for row in sheet.headers]
    responses = assert_read(
        save(text_of(make.Sheet(headers, rows), **writing), "answers.csv"),
        PEOPLE,
        INSTRUMENT,
        platform="microsoftforms",
    )
    assert ("encoding" in counts(responses)) == (writing.get("encoding") == "cp1252")


def long_instrument(wordings):
    """Return an instrument with these wordings in both languages, on the bundled scale."""
    items = [{"id": f"q{at}", "wording": {"nl": text, "en": text}} for at, text in enumerate(wordings, start=1)]
    words = {"nl": "lang", "en": "long"}
    scale = {"id": "all", "name": words, "meaning": words, "items": items}
    return Instrument.model_validate({
        "id": "long", "version": "1", "title": words, "note": words,
        "response_scale": INSTRUMENT.response_scale.model_dump(), "scales": [scale],
    })  # fmt: skip


def test_titles_cut_at_199_characters_are_matched_by_their_beginning(save):
    instrument = long_instrument([f"Stelling over {word} {'en zo meer ' * 25}?" for word in ("rust", "werk", "hulp")])
    people = make.made_up(instrument, seed=1)
    sheet = make.microsoft_forms(people, instrument)
    assert max(map(len, sheet.headers[0])) == 199
    assert_read(save(workbook_of(sheet)), people, instrument, platform="microsoftforms")


def test_titles_alike_as_far_as_they_are_kept_are_refused(save):
    instrument = long_instrument([f"Stelling {'en zo meer ' * 25} over {word}?" for word in ("rust", "werk")])
    people = make.made_up(instrument, seed=1)
    with pytest.raises(MappingError):
        read_responses(save(workbook_of(make.microsoft_forms(people, instrument))), instrument)


# ------------------------------------------------------------------------------------------------------ Google Forms


@LANGUAGES
@pytest.mark.parametrize("grid", [True, False])
def test_google_forms(save, lang, grid):
    sheet = make.google_forms(PEOPLE, INSTRUMENT, lang=lang, grid=grid, mail=grid)
    responses = assert_read(save(text_of(sheet)), PEOPLE, INSTRUMENT, platform="googleforms")
    assert why(responses).endswith({"nl": "Tijdstempel", "en": "Timestamp"}[lang])
    assert counts(responses).get("columns_personal", 0) == grid


@LANGUAGES
def test_google_forms_as_a_workbook(save, lang):
    sheet = make.google_forms(PEOPLE, INSTRUMENT, lang=lang, stamp=lambda moment: moment)
    content = workbook_of(sheet, name="Formulierreacties 1")
    assert_read(save(content), PEOPLE, INSTRUMENT, platform="googleforms")


def test_google_forms_answered_in_numbers_with_a_mean_below(save):
    sheet = make.google_forms(NUMBERS, INSTRUMENT, lang="en", grid=False, write=make.number)
    path = save(text_of(with_row(sheet, mean_row(sheet, NUMBERS, INSTRUMENT))))
    responses = assert_read(path, NUMBERS, INSTRUMENT, platform="googleforms")
    assert counts(responses)["rows_summary"] == 1
    assert inspect_export(path).respondents == len(NUMBERS)


# -------------------------------------------------------------------------------------------------------- LimeSurvey


def lime_text(sheet, separator=","):
    """Write as LimeSurvey does: a mark, every cell quoted, an empty line at the end."""
    return text_of(sheet, separator=separator, quoting=csv.QUOTE_ALL, encoding="utf-8-sig", last="\r\n")


@LANGUAGES
@pytest.mark.parametrize("headings", ["code", "full", "both"])
@pytest.mark.parametrize("separator", [";", ","])
def test_limesurvey(save, lang, headings, separator):
    sheet = make.limesurvey(NUMBERS, INSTRUMENT, lang=lang, headings=headings)
    responses = assert_read(save(lime_text(sheet, separator)), NUMBERS, INSTRUMENT, platform="limesurvey")
    assert counts(responses)["blank_rows"] == 1
    assert counts(responses)["columns_personal"] == 3
    full = make.limesurvey(PEOPLE, INSTRUMENT, lang=lang, headings=headings, write=make.label, personal=False)
    assert_read(save(lime_text(full, separator)), PEOPLE, INSTRUMENT, platform="limesurvey")


@pytest.mark.parametrize("headings", ["code", "full", "both"])
def test_limesurvey_tells_how_long_it_took(save, headings):
    sheet = make.limesurvey(NUMBERS, INSTRUMENT, lang="en", headings=headings)
    responses = read_responses(save(lime_text(sheet)), INSTRUMENT)
    assert responses.frame["seconds"].tolist() == [make.took(at) + 0.5 for at in range(len(NUMBERS))]


def test_limesurvey_headings_too_short_to_tell_are_refused(save):
    sheet = make.limesurvey(NUMBERS, INSTRUMENT, headings="abbreviated")
    with pytest.raises(MappingError):
        read_responses(save(lime_text(sheet)), INSTRUMENT)


def test_codes_of_rows_that_are_no_items_are_refused(save):
    sheet = make.limesurvey(NUMBERS, INSTRUMENT)
    numbered = [header.replace("[inv", "[SQ00").replace("[cha", "[SQ10") for header in sheet.headers[0]]
    with pytest.raises(MappingError):
        read_responses(save(lime_text(make.Sheet([numbered], sheet.rows))), INSTRUMENT)


@pytest.mark.parametrize("code", ["A{}", "AO0{}"])
def test_codes_of_answers_that_are_no_scores_are_refused(save, code):
    sheet = make.limesurvey(NUMBERS, INSTRUMENT, write=lambda given, *_: code.format(given) if given else "")
    with pytest.raises(ResponseError):
        read_responses(save(lime_text(sheet)), INSTRUMENT)


def test_limesurvey_with_labels_that_run_into_their_number(save):
    words = {"nl": "nut", "en": "use"}
    ends = [(0, "Helemaal niet behulpzaam", "Not at all helpful"), (10, "Zeer behulpzaam", "Very helpful")]
    points = [{"code": code, "label": {"nl": nl, "en": en}} for code, nl, en in ends]
    items = [{"id": f"q{at}", "wording": {"nl": f"Hoe nuttig is deel {at}?", "en": f"How useful is part {at}?"}}
             for at in range(1, 5)]  # fmt: skip
    scale = {"id": "use", "name": words, "meaning": words, "items": items}
    instrument = Instrument.model_validate({
        "id": "use-0-10", "version": "1", "title": words, "note": words, "scales": [scale],
        "response_scale": {"minimum": 0, "maximum": 10, "points": points},
    })  # fmt: skip
    people = make.made_up(instrument, seed=2, size=40, na=0)
    for lang in ("nl", "en"):
        sheet = make.limesurvey(people, instrument, lang=lang, headings="full", write=make.glued)
        assert any("10" in str(cell) and "elp" in str(cell) for row in sheet.rows for cell in row) or lang == "nl"
        assert_same(read_responses(save(lime_text(sheet)), instrument), people, instrument)


@LANGUAGES
def test_limesurvey_marks_what_was_not_shown(save, lang):
    people = make.made_up(INSTRUMENT, seed=13, na=0, hidden=0.1)
    sheet = make.limesurvey_vv(people, INSTRUMENT, lang=lang)
    path = save(text_of(sheet, separator="\t", end="\n"))
    responses = assert_read(path, people, INSTRUMENT, platform="limesurvey")
    hidden = int((people == make.HIDDEN).to_numpy().sum())
    assert counts(responses)["answers_not_shown"] == hidden > 0


# --------------------------------------------------------------------------------------------------------- Qualtrics


@LANGUAGES
def test_qualtrics(save, lang):
    labels = text_of(make.qualtrics(PEOPLE, INSTRUMENT, lang=lang), encoding="utf-8-sig", end="\n")
    responses = assert_read(save(labels), PEOPLE, INSTRUMENT, platform="qualtrics")
    assert why(responses).endswith("ImportId")
    assert counts(responses)["columns_personal"] == 7
    sheet = make.qualtrics(NUMBERS, INSTRUMENT, lang=lang, write=make.number)
    path = save(text_of(sheet, separator="\t", encoding="utf-16", end="\n"))
    assert_read(path, NUMBERS, INSTRUMENT, platform="qualtrics")
    export = inspect_export(path)
    assert (export.header_rows, export.encoding, export.delimiter) == (3, "utf-16", "\t")


@LANGUAGES
def test_qualtrics_tells_how_long_it_took(save, lang):
    sheet = make.qualtrics(NUMBERS, INSTRUMENT, lang=lang)
    responses = read_responses(save(text_of(sheet)), INSTRUMENT)
    assert responses.frame["seconds"].tolist() == [make.took(at) for at in range(len(NUMBERS))]


@pytest.mark.parametrize("dash", [" - ", "-"])
def test_qualtrics_as_it_was(save, dash):
    path = save(text_of(make.qualtrics_legacy(NUMBERS, INSTRUMENT, dash=dash), encoding="utf-8-sig"))
    responses = assert_read(path, NUMBERS, INSTRUMENT, platform="qualtrics")
    assert counts(responses)["columns_personal"] >= 4


def test_seen_but_unanswered_is_missing_only_if_declared(save):
    def write(given, *_):
        return "-99" if given is None else str(given)

    path = save(text_of(make.qualtrics(NUMBERS, INSTRUMENT, write=write)))
    with pytest.raises(ResponseError) as caught:
        read_responses(path, INSTRUMENT, lang="en")
    assert set(caught.value.problems["value"]) == {"-99"}
    responses = assert_read(path, NUMBERS, INSTRUMENT, mapping=ReadOptions(missing_codes=(-99,)))
    assert counts(responses)["answers_missing_code"] == (responses.missing.to_numpy() == EMPTY).sum() > 0


# ------------------------------------------------------------------------------------- SurveyMonkey and Typeform


@LANGUAGES
@pytest.mark.parametrize("known", [True, False])
def test_surveymonkey(save, lang, known):
    sheet = make.surveymonkey(PEOPLE, INSTRUMENT, lang=lang, known=known)
    responses = assert_read(save(text_of(sheet)), PEOPLE, INSTRUMENT, platform="surveymonkey")
    assert counts(responses).get("columns_personal", 0) == 5 * known
    book = make.surveymonkey(PEOPLE, INSTRUMENT, lang=lang, known=known, stamp=None)
    assert_read(save(workbook_of(book)), PEOPLE, INSTRUMENT, platform="surveymonkey")
    numbers = make.surveymonkey(NUMBERS, INSTRUMENT, lang=lang, known=known, write=make.number)
    assert_read(save(text_of(numbers, end="\n")), NUMBERS, INSTRUMENT, platform="surveymonkey")


def test_surveymonkey_from_an_old_mac(save):
    sheet = make.surveymonkey(NUMBERS, INSTRUMENT)
    headers = [[cell.replace(" ", "\u00a0", 1) for cell in row] for row in sheet.headers]
    path = save(text_of(make.Sheet(headers, sheet.rows), encoding="mac_roman"))
    assert b"\xca" in path.read_bytes()
    responses = assert_read(path, NUMBERS, INSTRUMENT, platform="surveymonkey")
    assert counts(responses)["encoding"] == 1


@LANGUAGES
@pytest.mark.parametrize("new", [True, False])
def test_typeform(save, lang, new):
    path = save(text_of(make.typeform(PEOPLE, INSTRUMENT, lang=lang, new=new), quoting=csv.QUOTE_ALL))
    responses = assert_read(path, PEOPLE, INSTRUMENT, platform="typeform")
    assert "network id" in why(responses).casefold()
    assert counts(responses)["columns_personal"] == 1
    assert inspect_export(path).duplicate_headers == {"Other": 2}


def test_surveymonkey_with_empty_columns_before_the_first_question(save):
    sheet = make.surveymonkey(PEOPLE, INSTRUMENT, known=False)
    headers, rows = ([["", "", "", *row] for row in part] for part in (sheet.headers, sheet.rows))
    assert_read(save(text_of(make.Sheet(headers, rows))), PEOPLE, INSTRUMENT, platform="surveymonkey")


# ------------------------------------------------------------------------------------------------ what holds for all

EVERY = {
    "microsoftforms": lambda people: workbook_of(make.microsoft_forms(people, INSTRUMENT)),
    "googleforms": lambda people: text_of(make.google_forms(people, INSTRUMENT, mail=True)),
    "limesurvey": lambda people: lime_text(make.limesurvey(people, INSTRUMENT, write=make.label)),
    "qualtrics": lambda people: text_of(make.qualtrics(people, INSTRUMENT)),
    "surveymonkey": lambda people: text_of(make.surveymonkey(people, INSTRUMENT)),
    "typeform": lambda people: text_of(make.typeform(people, INSTRUMENT)),
    "plain": lambda people: text_of(make.plain_sheet(people, INSTRUMENT, write=make.label)),
}


@pytest.mark.parametrize("platform", EVERY)
def test_the_name_of_a_file_tells_nothing(save, platform):
    name = "Typeform.xlsx" if platform == "microsoftforms" else "Microsoft Forms of limesurvey.tsv"
    assert_read(save(EVERY[platform](PEOPLE), name), PEOPLE, INSTRUMENT, platform=platform)


@pytest.mark.parametrize("platform", EVERY)
def test_own_codes_pair_waves_and_numbers_of_the_platform_do_not(save, platform):
    later = make.made_up(INSTRUMENT, seed=99, size=24).assign(code=PEOPLE["code"].iloc[::-1].tolist())
    paths = [save(EVERY[platform](people), f"{year}") for year, people in ((2025, PEOPLE), (2026, later))]
    responses = read_responses(paths, INSTRUMENT)
    first, second = (part["respondent"].tolist() for _, part in responses.frame.groupby("wave", observed=True))
    assert second == first[::-1]
    assert not set(first) & set(PEOPLE["code"])
    without = [save(EVERY[platform](people.drop(columns="code")), f"{year}b") for year, people in
               ((2025, PEOPLE), (2026, later))]  # fmt: skip
    assert "respondent" not in read_responses(without, INSTRUMENT).frame


def test_waves_may_come_from_different_platforms(save):
    paths = [save(content(PEOPLE), f"{2019 + at}") for at, content in enumerate(EVERY.values())]
    responses = read_responses(paths, INSTRUMENT)
    frame = responses.frame
    assert frame.groupby("wave", observed=True).size().tolist() == [24] * len(EVERY)
    assert frame["respondent"].nunique() == 24
    each = [
        part[["respondent", "team", *IDS]].reset_index(drop=True) for _, part in frame.groupby("wave", observed=True)
    ]
    assert all(part.equals(each[0]) for part in each)


def test_another_instrument_is_read_as_well(save):
    people = make.made_up(OTHER, seed=21)
    assert_read(save(workbook_of(make.microsoft_forms(people, OTHER))), people, OTHER, platform="microsoftforms")
    assert_read(save(text_of(make.qualtrics(people, OTHER, lang="en"))), people, OTHER, platform="qualtrics")


def test_a_platform_that_is_said_goes_before_the_signature(save):
    sheet = make.google_forms(PEOPLE, INSTRUMENT, grid=False)
    path = save(text_of(make.Sheet([["Wanneer", *sheet.headers[0][1:]]], sheet.rows)))
    assert inspect_export(path).platform == "plain"
    assert inspect_export(path, platform="Google Forms").platform == "googleforms"
    responses = read_responses(path, INSTRUMENT, platform="googleforms")
    assert_same(responses, PEOPLE, INSTRUMENT)
    assert why(responses).startswith("googleforms")
    known = save(text_of(sheet))
    assert why(read_responses(known, INSTRUMENT, platform="plain")) == ""


def test_an_unknown_platform_is_refused_with_those_there_are(save):
    path = save(EVERY["googleforms"](PEOPLE))
    for call in (lambda: read_responses(path, INSTRUMENT, platform="gogle", lang="en"),
                 lambda: inspect_export(path, platform="gogle", lang="en")):  # fmt: skip
        with pytest.raises(MappingError, match="gogle") as caught:
            call()
        assert "googleforms" in str(caught.value)


@pytest.mark.parametrize("platform", EVERY)
def test_a_refusal_repeats_nothing_that_tells_who_somebody_is(save, platform):
    wrong = PEOPLE.copy()
    wrong.loc[3, "inv1"] = 9
    wrong.loc[5, "inv2"] = f"{make.CANARY}@school.example"
    wrong.loc[6, "inv2"] = (
        f"Wat {make.CANARY} toen over haar collega heeft gezegd, hoort niet in deze vragenlijst thuis."
    )
    with pytest.raises(ResponseError) as caught:
        read_responses(save(EVERY[platform](wrong)), INSTRUMENT, lang="en")
    told = f"{caught.value}\n{caught.value.problems.to_csv()}"
    assert "answer scale" in told
    assert make.CANARY not in told
    fine = read_responses(save(EVERY[platform](PEOPLE)), INSTRUMENT)
    assert make.CANARY not in said(fine)


@pytest.mark.parametrize(("unnamed", "header_rows"), [(0, 2), (1, 2), (2, 1)])
def test_a_second_row_that_words_nine_in_ten_of_the_platforms_own_columns_is_a_header(unnamed, header_rows):
    own = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished",
           "RecordedDate", "ResponseId", "UserLanguage"]  # fmt: skip
    worded = [f"Omschrijving van {name}" for name in own]
    worded[:unnamed] = [""] * unnamed
    answers = ["2026-05-13 10:59:37"] * 2 + ["0", "x", "100", "300", "1", "2026-05-13 11:05:00", "R_1abc", "NL"]
    head = [[*own, "Q1"], [*worded, "Wij leren van fouten"], [*answers, "4"]]
    assert recognise(head).header_rows == header_rows
