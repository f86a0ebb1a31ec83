"""Answers to codes: both languages, decimal commas, codes with labels, and nothing silently missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.errors import ResponseError
from culture_diag.instrument import Point, ResponseScale, Words, load_instrument
from culture_diag.reading import ANSWERED, EMPTY, NOT_APPLICABLE, read_responses, responses_from_frame
from culture_diag.reading.answers import Rules, code_answers
from culture_diag.reading.cells import column_letter

AGREEMENT = load_instrument("invitation-challenge").response_scale


def coded(values, scale=AGREEMENT):
    column = pd.Series(values, dtype=object) if isinstance(values, list) else values
    codes, missing = np.empty(len(column)), np.empty(len(column), dtype=np.int8)
    tally = code_answers(column, Rules(scale), codes, missing)
    return codes, missing, tally


def wrong(values, scale=AGREEMENT):
    return [(key, text, places.tolist()) for key, text, places in coded(values, scale)[2].wrong]


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


@pytest.mark.parametrize("text", ["None", "NA", "nan", "NaN", "null", "-", "?", "#N/A", "4e0", "1_0", "mee", "5 jaar"])
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
