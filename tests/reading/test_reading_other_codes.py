"""Answers that are numbered otherwise: one cause is told with the line that mends it, and that line loses nothing."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.errors import MappingError, ResponseError
from culture_diag.reading import read_responses

CASES = Path(__file__).parent / "cases"
INSTRUMENT = cd.load_instrument("invitation-challenge")
ITEMS = [item.id for item in INSTRUMENT.items]
LABELS = {lang: {point.code: point.label[lang] for point in INSTRUMENT.response_scale.points} for lang in ("nl", "en")}


def the_problem(path):
    with pytest.raises(ResponseError) as caught:
        read_responses(path, INSTRUMENT, lang="en")
    (problem,) = caught.value.problem_list
    return problem


def read_with(path, entry, folder):
    """Write a mapping as an advisor would, with the line that was offered, and read with it."""
    file = cd.write_mapping(path, INSTRUMENT, folder / "mapping.toml", lang="en")
    content = file.read_text(encoding="utf-8")
    assert re.search(r"^# codes = ", content, re.MULTILINE)
    file.write_text(re.sub(r"^# codes = .*$", entry, content, flags=re.MULTILINE), encoding="utf-8")
    return read_responses(path, INSTRUMENT, mapping=file, lang="en").frame[ITEMS].to_numpy()


def test_a_number_that_was_skipped_is_the_cause_and_nobody_is_taken_away(tmp_path):
    path = CASES / "08_skipped_choice_ids.csv"
    problem = the_problem(path)
    assert problem.key == "answers_skip_codes"
    assert problem.values["entry"] == "codes = { 4 = 3, 5 = 4, 6 = 5 }"
    assert "missing_codes" not in problem.repair("en")
    typed = pd.read_csv(path, sep=";")[ITEMS].to_numpy()
    read = read_with(path, problem.values["entry"], tmp_path)
    assert np.array_equal(read, np.select([typed == code for code in (1, 2, 4, 5, 6)], [1, 2, 3, 4, 5]))


def test_numbers_that_contradict_their_labels_are_one_problem_and_the_labels_hold(tmp_path):
    path = CASES / "07_opposite_labelled.csv"
    problem = the_problem(path)
    assert problem.key == "answers_turned"
    typed = pd.read_csv(path, sep=None, engine="python", encoding="utf-8-sig")
    first = typed.columns[typed.iloc[0].astype(str).str.match(r"\d - ")][0]
    read = read_with(path, problem.values["entry"], tmp_path)
    assert read[:, 0].tolist() == [6 - int(cell[0]) for cell in typed[first]]


@pytest.mark.parametrize(
    ("numbers", "entry"),
    [((1, 2, 3, 5, 6), "codes = { 5 = 4, 6 = 5 }"), ((1, 3, 4, 5, 7), "codes = { 3 = 2, 4 = 3, 5 = 4, 7 = 5 }"),
     ((2, 3, 4, 5, 7), "codes = { 2 = 1, 3 = 2, 4 = 3, 5 = 4, 7 = 5 }")],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_any_gap_is_found_in_text_and_in_workbooks(tmp_path, numbers, entry, ending):
    right = np.random.default_rng(1).integers(1, 6, (40, len(ITEMS)))
    right[0, :5] = [1, 2, 3, 4, 5]
    frame = pd.DataFrame(np.array(numbers)[right - 1], columns=ITEMS).assign(team="Noord")
    path = tmp_path / f"answers.{ending}"
    frame.to_csv(path, index=False) if ending == "csv" else frame.to_excel(path, index=False, engine="xlsxwriter")
    assert the_problem(path).values["entry"] == entry
    assert np.array_equal(read_with(path, entry, tmp_path), right)


@pytest.mark.parametrize(("lang", "layout"), [("en", "{turned}: {label}"), ("nl", "{label} ({turned})")])
def test_labels_hold_in_either_language_and_order(tmp_path, lang, layout):
    right = np.random.default_rng(2).integers(1, 6, (30, len(ITEMS)))
    cells = [[layout.format(turned=6 - code, label=LABELS[lang][code]) for code in row] for row in right]
    path = tmp_path / "answers.csv"
    pd.DataFrame(cells, columns=ITEMS).assign(team="Noord").to_csv(path, index=False)
    problem = the_problem(path)
    assert problem.key == "answers_turned"
    assert np.array_equal(read_with(path, problem.values["entry"], tmp_path), right)


def test_a_stray_number_beyond_the_scale_is_a_slip_and_no_other_numbering(tmp_path):
    right = np.random.default_rng(3).integers(1, 6, (40, len(ITEMS)))
    right[3, 4] = 6
    path = tmp_path / "answers.csv"
    pd.DataFrame(right, columns=ITEMS).assign(team="Noord").to_csv(path, index=False)
    assert the_problem(path).key == "answer_out_of_range"


def test_a_seven_point_scale_is_another_scale(tmp_path):
    right = np.random.default_rng(4).integers(1, 8, (40, len(ITEMS)))
    path = tmp_path / "answers.csv"
    pd.DataFrame(right, columns=ITEMS).assign(team="Noord").to_csv(path, index=False)
    with pytest.raises(ResponseError) as caught:
        read_responses(path, INSTRUMENT, lang="en")
    assert {problem.key for problem in caught.value.problem_list} == {"answer_out_of_range"}


@pytest.mark.parametrize(
    ("entry", "key"),
    [("codes = { 4 = 3, 5 = 3 }", "mapping_code_double"), ("codes = { 4 = 9 }", "mapping_code_outside"),
     ("codes = { 6 = 5 }", "answer_code_taken")],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_codes_that_make_two_answers_one_or_lead_off_the_scale_are_refused(tmp_path, entry, key, ending):
    path = tmp_path / f"answers.{ending}"
    frame = pd.read_csv(CASES / "08_skipped_choice_ids.csv", sep=";")
    frame.to_csv(path, index=False) if ending == "csv" else frame.to_excel(path, index=False, engine="xlsxwriter")
    with pytest.raises((MappingError, ResponseError)) as caught:
        read_with(path, entry, tmp_path)
    assert key in {problem.key for problem in caught.value.problem_list}
