"""Answers to codes: both languages, decimal commas, codes with labels, and nothing silently missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.errors import ResponseError
from culture_diag.instrument import Point, ResponseScale, Words, load_instrument
from culture_diag.reading import ANSWERED, EMPTY, NOT_APPLICABLE, NOT_SHOWN, read_responses, responses_from_frame
from culture_diag.reading.common.cells import column_letter
from culture_diag.reading.common.redaction import redact
from culture_diag.reading.common.series import factorized, rows_by_code
from culture_diag.reading.exports.load import table_of_frame
from culture_diag.reading.values.answer_rules import answer_rules_for, missing_code_problems
from culture_diag.reading.values.answers import MAX_ROWS_NAMED, answer_problems, code_answers, describe_scale

AGREEMENT = load_instrument("invitation-challenge").response_scale


def coded(values, scale=AGREEMENT, *, missing_codes=()):
    column = pd.Series(values, dtype=object) if isinstance(values, list) else values
    codes, missing = np.empty(len(column)), np.empty(len(column), dtype=np.int8)
    rules = answer_rules_for(scale, [factorized(column)[1]], missing_codes=missing_codes)
    tally = code_answers(column, rules, codes, missing)
    return codes, missing, tally


def wrong(values, scale=AGREEMENT, **options):
    return [(key, text, places.tolist()) for key, text, places in coded(values, scale, **options)[2].wrong]


def problems_of(values, *, scale=AGREEMENT, lang="nl"):
    """What an advisor is told of one column of answers."""
    table = table_of_frame(pd.DataFrame({"inv1": values}))
    rules = answer_rules_for(scale, [factorized(table.columns[0])[1]])
    codes, missing = np.empty(len(values)), np.empty(len(values), dtype=np.int8)
    tally = code_answers(table.columns[0], rules, codes, missing)
    return list(answer_problems(table, 0, tally, rules, lang))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4", 4),
        (" 4 ", 4),
        ("4,0", 4),
        ("4.0", 4),
        ("4.000", 4),
        ("mee eens", 4),
        ("MEE\u00a0EENS", 4),
        ("Agree", 4),
        ("eens", 4),
        ("4 - mee eens", 4),
        ("4 – Mee eens.", 4),
        ("4. agree", 4),
        ("4: mee eens", 4),
        ("(4) mee eens", 4),
        ("4 mee eens", 4),
        ("mee eens (4)", 4),
        ("niet mee eens,  niet mee oneens", 3),
        ("Niet mee eens,niet mee oneens", 3),
        ("3 - niet mee eens, niet mee oneens", 3),
        ("Strongly disagree", 1),
        ("helemaal mee oneens", 1),
        # A label glued to its number, as end labels of LimeSurvey are.
        ("Helemaal mee eens5", 5),
        ("1Helemaal mee oneens", 1),
        ("5.Helemaal mee eens", 5),
        ("[4] mee eens", 4),
        ("mee eens - 4", 4),
        ("mee eens=4", 4),
        # An apostrophe that keeps a spreadsheet from taking a text for a formula.
        ("'4", 4),
        ("’4", 4),
        ("'mee eens", 4),
        ("４", 4),
        # As survey platforms write them.
        ("Niet eens/niet oneens", 3),
        ("Noch eens, noch oneens", 3),
        ("Noch mee eens noch mee oneens", 3),
        ("Niet mee eens / niet mee oneens", 3),
        ("niet mee eens", 2),
        ("mee oneens", 2),
        ("Zeer mee oneens", 1),
        ("Helemaal niet mee eens", 1),
        ("Neutral", 3),
        ("Completely agree", 5),
        ("Enigszins mee eens", 4),
        ("Somewhat disagree", 2),
        ("4 - Somewhat agree", 4),
    ],
)
def test_codes_and_labels(text, code):
    codes, missing, tally = coded([text])
    assert codes.tolist() == [code]
    assert missing.tolist() == [ANSWERED]
    assert not tally.wrong


@pytest.mark.parametrize(
    "text", ["weet ik niet / n.v.t.", "Weet ik niet/n.v.t", "N.v.t.", "Don’t know", "n/a", "6 - weet ik niet / n.v.t."]
)
def test_declared_texts_are_not_applicable(text):
    codes, missing, tally = coded([text])
    assert np.isnan(codes).all()
    assert missing.tolist() == [NOT_APPLICABLE]
    assert not tally.wrong


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\n"])
def test_only_nothing_is_empty(text):
    assert coded([text])[1].tolist() == [EMPTY]


@pytest.mark.parametrize(
    "text",
    [
        "None",
        "NA",
        "nan",
        "NaN",
        "null",
        "-",
        "?",
        "#N/A",
        "4e0",
        "1_0",
        "mee",
        "5 jaar",
        "18-29",
        "Jun-25",
        "4-5-2026",
        "①",
        "4²",
        "-oth-",
        "Very helpful5",
    ],
)
def test_other_text_is_never_silently_missing(text):
    assert wrong([text, "4"]) == [("answer_unknown", text, [0])]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("0", "answer_out_of_range"),
        ("6", "answer_out_of_range"),
        ("-99", "answer_out_of_range"),
        ("4,5", "answer_not_whole"),
        ("5 - mee eens", "answer_contradicts"),
        ("1 - weet ik niet", "answer_contradicts"),
        ("Helemaal mee eens4", "answer_contradicts"),
        ("2Helemaal mee oneens", "answer_contradicts"),
        ("'-99", "answer_out_of_range"),
    ],
)
def test_numbers_off_the_scale(text, key):
    assert wrong([text]) == [(key, text, [0])]


def test_declared_missing_codes_and_continuous_scales():
    scale = ResponseScale(minimum=0, maximum=10, missing_codes=(-99, 77), continuous=True)
    codes, missing, tally = coded(["0", "7,25", "-99", "77,0", "10"], scale)
    np.testing.assert_array_equal(codes, [0, 7.25, np.nan, np.nan, 10])
    assert missing.tolist() == [ANSWERED, ANSWERED, EMPTY, EMPTY, ANSWERED]
    assert tally.declared == 2
    assert wrong(["10,01"], scale) == [("answer_out_of_range", "10,01", [0])]


def test_missing_codes_of_one_file():
    said = ["6", "6,0", "'-99", "Overgeslagen", "4", "", "n.v.t.", "{question_not_shown}", "-oth-"]
    codes, missing, tally = coded(said, missing_codes=(6, -99.0, "overgeslagen", "-oth-"))
    assert missing.tolist() == [*[EMPTY] * 4, ANSWERED, EMPTY, NOT_APPLICABLE, NOT_SHOWN, EMPTY]
    assert np.flatnonzero(~np.isnan(codes)).tolist() == [4]
    assert (tally.declared, tally.numbered, tally.wrong) == (5, 1, ())
    codes, missing, tally = coded(pd.Series([6, 4, -99]), missing_codes=("6", -99))
    assert (missing.tolist(), tally.declared) == ([EMPTY, ANSWERED, EMPTY], 2)
    assert wrong(["7"], missing_codes=(6,)) == [("answer_out_of_range", "7", [0])]


def test_an_answer_cannot_be_declared_missing():
    found = missing_code_problems(AGREEMENT, (6, -99, 3, "3", "eens", "overgeslagen"), "export.toml")
    assert [problem.values["code"] for problem in found] == ["3", "3", "eens"]


@pytest.mark.parametrize(
    ("value", "line"),
    [("6", "missing_codes = [6]"), ("'-99", "missing_codes = [-99]"), ("skip", 'missing_codes = ["skip"]')],
)
def test_the_repair_says_how_to_declare_it(value, line):
    for lang in ("nl", "en"):
        assert line in problems_of(["mee eens", value], lang=lang)[0].repair(lang)


def test_another_degree_in_the_same_place_is_no_other_spelling():
    same = ["Strongly agree", "Somewhat agree", "Neutral", "Somewhat disagree"]
    assert coded(same)[0].tolist() == [5, 4, 3, 2]
    longer = [("answer_other_scale", "Somewhat agree", [0])]
    assert wrong(["Somewhat agree", "Agree"]) == longer
    assert wrong(["Somewhat agree", "Disagree"]) == longer  # nobody chose "agree", but it was there
    assert wrong(["Somewhat agree", "4 - Agree"]) == longer
    assert [key for key, *_ in wrong(["Slightly agree", "Mostly agree"])] == ["answer_other_scale"] * 2
    assert coded(["Mee eens", "eens", "Agree", "mee oneens", "niet mee eens"])[0].tolist() == [4, 4, 4, 2, 2]


def test_the_whole_file_tells_which_degrees_there_were(answers, ids, instrument):
    mild = answers.assign(**{ids[0]: "Somewhat agree", ids[1]: "Strongly agree"})
    assert set(responses_from_frame(mild.assign(**dict.fromkeys(ids[2:], "3")), instrument).frame[ids[0]]) == {4}
    with pytest.raises(ResponseError) as caught:
        responses_from_frame(mild.assign(**{ids[2]: "Agree"}), instrument)
    assert set(caught.value.problems["key"]) == {"answer_other_scale"}


REMARKS = [f"De directeur {name} luistert niet" for name in ("Ada", "Bo", "Cas", "Dia", "Eva", "Fen", "Gus", "Ina")]


@pytest.mark.parametrize("values", [REMARKS, [*REMARKS, "4", "5", "n.v.t."], list(range(20, 60)), REMARKS * 3])
def test_a_column_of_something_else_is_one_problem_that_repeats_nothing(values):
    (problem,) = problems_of(values)
    assert (problem.key, problem.row, problem.value, problem.column) == ("answer_column_unlike", None, None, "inv1")
    told = problem.text("nl") + problem.repair("nl") + repr(problem)
    assert not any(str(value) in told for value in values if str(value) not in describe_scale(AGREEMENT, "nl"))


def test_a_few_wrong_answers_are_all_named():
    odd = ["a", "b", "c", "d", "e", "f", "g"]
    assert [problem.value for problem in problems_of([*odd, "4"])] == odd


@pytest.mark.parametrize(
    "text",
    ["jan@school.nl", "jan @ school.nl", "06-12345678", "+31 20 123 4567", "192.168.1.20", "fe80::1ff:fe23", "x" * 61,
     "https://school.nl/jan", "100012345", "www.jan.nl"],
)  # fmt: skip
def test_what_leads_to_a_person_is_not_repeated(text):
    (problem,) = problems_of([text, "mee eens"])
    assert problem.value == redact(text) == "…"
    assert text not in problem.text("nl") + problem.repair("nl") + repr(problem)


def test_what_is_wrong_a_million_times_is_named_a_thousand_times():
    found = problems_of(["soms"] * 5_000 + ["4"])
    assert len(found) == MAX_ROWS_NAMED + 1
    assert found[-1].key == "answer_wrong_more"
    assert "4000" in found[-1].text("nl")


@pytest.mark.parametrize("longest", [10**7])
def test_one_enormous_cell_takes_no_time(longest):
    for text in ("(" * longest, "mee eens " * (longest // 9), " " * longest, "4" * longest):
        assert wrong([text, "4"]) == ([("answer_unknown", text, [0])] if text.strip() else [])


@given(st.lists(st.sampled_from(["a", "b", "c", None, "d"])))
def test_categories_are_numbered_as_the_rows_meet_them(values):
    plain = pd.Series(values, dtype=object)
    places, texts = factorized(plain)
    category = plain.astype(pd.CategoricalDtype(["unused", "d", "c", "b", "a"]))
    other, words = factorized(category)
    assert words == texts
    np.testing.assert_array_equal(other, places)


@given(st.lists(st.integers(0, 5)), st.lists(st.booleans(), min_size=6, max_size=6))
def test_rows_are_grouped_by_number(places, chosen):
    places, chosen = np.array(places, dtype=np.intp), np.array(chosen)
    found = {at: rows.tolist() for at, rows in rows_by_code(places, chosen)}
    expected = {at: np.flatnonzero(places == at).tolist() for at in range(6) if chosen[at] and (places == at).any()}
    assert found == expected


def test_a_label_may_look_like_a_number():
    points = (Point(code=0, label=Words(nl="18-29", en="18-29")),)
    assert coded(["18-29"], ResponseScale(minimum=0, maximum=1, points=points))[0].tolist() == [0]


values = st.lists(st.one_of(st.none(), st.integers(-1, 7), st.sampled_from([1.0, 2.5, 4.0, 99.0])), min_size=1)


@given(values)
def test_arrays_of_numbers_are_read_as_their_text_would_be(column):
    scale = ResponseScale(minimum=1, maximum=5, missing_codes=(99,))
    numbers = pd.Series(column, dtype="float64")
    texts = ["" if value is None else f"{value:g}".replace(".", ",") for value in column]
    fast, slow = coded(numbers, scale), coded(texts, scale)
    right = ~np.isin(np.arange(len(column)), [at for *_, places in slow[2].wrong for at in places])
    np.testing.assert_array_equal(fast[0], slow[0])
    np.testing.assert_array_equal(fast[1][right], slow[1][right])
    assert fast[2].declared == slow[2].declared

    def located(tally):
        return sorted((key, text.replace(",", "."), tuple(places)) for key, text, places in tally.wrong)

    assert located(fast[2]) == located(slow[2])


@pytest.mark.parametrize("dtype", ["int8", "int64", "float32", "Int64", "Float64", "object", "str", "category"])
def test_every_kind_of_column_gives_the_same(dtype, ids, instrument):
    column = pd.Series([1, 5, 3])
    column = column.astype(str).astype(dtype) if dtype == "str" else column.astype(dtype)
    frame = pd.DataFrame({"team": list("aab"), **dict.fromkeys(ids, column)})
    assert responses_from_frame(frame, instrument).frame[ids[3]].tolist() == [1, 5, 3]


def test_missing_values_of_a_frame_are_empty_but_their_names_are_not(ids, instrument):
    for gap in (None, np.nan, pd.NA, pd.NaT):
        frame = pd.DataFrame({"team": list("ab"), **{item: pd.Series([gap, 4], dtype=object) for item in ids}})
        responses = responses_from_frame(frame, instrument)
        assert responses.missing[ids[0]].tolist() == [EMPTY, ANSWERED]
    with pytest.raises(ResponseError):
        responses_from_frame(frame.assign(**{ids[0]: ["None", "4"]}), instrument)


def test_all_wrong_cells_come_at_once_with_their_place(answers, ids, save, instrument):
    answers.loc[0, ids[0]] = "NA"
    answers.loc[1:4, ids[1]] = ["0", "6", "6", "4,5"]
    answers[ids[2]] = ["Mee eens", "eens", "soms", "agree", "", "soms"]
    answers.loc[5, ids[15]] = "4 - helemaal mee eens"
    with pytest.raises(ResponseError) as caught:
        read_responses(save(answers), instrument, lang="nl")
    found = caught.value.problems
    letters = [column_letter(3 + at) for at in range(16)]
    assert found[["row", "letter", "column", "value", "key"]].values.tolist() == [
        [2, letters[0], ids[0], "NA", "answer_unknown_in_numbers"],
        [3, letters[1], ids[1], "0", "answer_out_of_range"],
        [4, letters[1], ids[1], "6", "answer_out_of_range"],
        [5, letters[1], ids[1], "6", "answer_out_of_range"],
        [6, letters[1], ids[1], "4,5", "answer_not_whole"],
        [4, letters[2], ids[2], "soms", "answer_unknown"],
        [7, letters[2], ids[2], "soms", "answer_unknown"],
        [7, letters[15], ids[15], "4 - helemaal mee eens", "answer_contradicts"],
    ]
    assert set(found["file"]) == {"answers.csv"}
    assert all("hele getallen van 1 tot en met 5" in repair for repair in found["repair"])
    assert 'also = ["soms"]' in found["repair"][5]
    assert "helemaal mee eens" in str(caught.value)


def test_a_cell_with_an_error_of_excel_is_named(answers, ids, instrument, tmp_path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["team", *ids, "opmerking"])
        sheet.write_row(1, 0, ["noord", *[4] * 16])
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 17, "=1/0", None, "#DIV/0!")  # not read, so no harm
        sheet.write_row(2, 0, ["", *[4] * 16])
        sheet.write_formula(2, 0, "=NA()", None, "#N/A")
    with pytest.raises(ResponseError) as caught:
        read_responses(path, instrument)
    assert caught.value.problems[["key", "row", "letter", "value"]].values.tolist() == [
        ["cell_fault", 2, "D", "#DIV/0!"],
        ["cell_fault", 3, "A", "#N/A"],
    ]


@pytest.mark.parametrize(
    ("text", "repeated"), [("999999", True), ("201-234", True), ("6543210", False), ("1234 567", False)]
)
def test_a_code_of_six_digits_is_repeated_and_a_telephone_number_of_seven_is_not(text, repeated):
    assert (redact(text) == text) == repeated


def test_neither_end_of_the_scale_can_be_declared_missing():
    found = missing_code_problems(AGREEMENT, (0, 1, 5, 6), "export.toml")
    assert [problem.values["code"] for problem in found] == ["1", "5"]
