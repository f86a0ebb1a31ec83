"""Workbooks: which sheet holds the answers, merged cells, true dates and times, errors and formulas."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from culture_diag.reading.common.cells import cell_text
from culture_diag.reading.files.unreadable import UnreadableFileError
from culture_diag.reading.files.workbook import read_workbook


def book(fill, **options):
    """Write a workbook in memory and read it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, options) as workbook:
        fill(workbook)
    return read_workbook(target.getvalue())


def answers(sheet, people=5, questions=4, at=0):
    sheet.write_row(at, 0, ["team", *(f"vraag {number}" for number in range(questions))])
    for row in range(people):
        sheet.write_row(at + 1 + row, 0, [f"team {row}", *([4] * questions)])


def test_a_cover_and_a_list_of_schools_lose_from_the_answers():
    def fill(workbook):
        cover = workbook.add_worksheet("Toelichting")
        for row in range(40):
            cover.write(row, 0, "Zo vul je deze lijst in.")
        schools = workbook.add_worksheet("Scholen")
        for row in range(12):
            schools.write_row(row, 0, [f"school {row}", row])
        answers(workbook.add_worksheet("Antwoorden"))
        workbook.add_worksheet("Leeg")

    found = book(fill)
    assert found.name == "Antwoorden"
    assert found.rows[1] == ["team 0", 4.0, 4.0, 4.0, 4.0]
    assert [(note.what, note.count, note.detail) for note in found.notes] == [
        ("sheets_not_read", 2, "Toelichting | Scholen")
    ]


def test_of_equal_sheets_the_first_is_read():
    found = book(lambda workbook: [answers(workbook.add_worksheet(name)) for name in ("een", "twee")])
    assert found.name == "een"


def test_hidden_sheets_are_read_only_where_nothing_is_visible():
    def fill(workbook, visible=True):
        hidden = workbook.add_worksheet("verborgen")
        answers(hidden, people=50)
        other = workbook.add_worksheet("open")
        if visible:
            answers(other)
        other.activate()
        other.set_first_sheet()
        hidden.hide()

    assert book(fill).name == "open"
    assert book(fill).notes == ()
    assert book(lambda workbook: fill(workbook, visible=False)).name == "verborgen"


def test_a_chart_sheet_is_no_sheet_of_answers():
    def fill(workbook):
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=antwoorden!$B$2:$B$6"})
        workbook.add_chartsheet("grafiek").set_chart(chart)
        answers(workbook.add_worksheet("antwoorden"))

    assert book(fill).name == "antwoorden"


def test_merged_cells_are_told_and_not_filled():
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "team")
        sheet.merge_range(0, 1, 0, 3, "Hoe vaak gebeurt dit?")
        sheet.write_row(1, 1, ["a", "b", "c"])
        sheet.write_row(2, 0, ["noord", 1, 2, 3])

    found = book(fill)
    assert found.rows[0] == ["team", "Hoe vaak gebeurt dit?", "", ""]
    assert found.merged == ((0, 1, 0, 3),)


def test_empty_rows_and_columns_before_the_table_stay():
    def fill(workbook):
        workbook.add_worksheet().write_row(2, 1, ["team", "x"])

    assert book(fill).rows == [["", "", ""], ["", "", ""], ["", "team", "x"]]


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_times_shares_and_truth_values(date_1904):
    def fill(workbook):
        def style(text):
            return workbook.add_format({"num_format": text})

        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["datum", "moment", "tijd", "deel", "ja"])
        sheet.write_datetime(1, 0, dt.datetime(2026, 5, 4), style("d-m-yyyy"))
        sheet.write_datetime(1, 1, dt.datetime(2026, 5, 4, 10, 59, 37), style("d/m/yyyy h:mm:ss"))
        sheet.write_datetime(1, 2, dt.time(13, 5), style("hh:mm"))
        sheet.write_number(1, 3, 0.25, style("0%"))
        sheet.write_boolean(1, 4, True)

    found = book(fill, date_1904=date_1904)
    assert [cell_text(value) for value in found.rows[1]] == [
        "2026-05-04",
        "2026-05-04 10:59:37",
        "13:05:00",
        "0.25",
        "TRUE",
    ]


def test_errors_and_formulas_without_a_result_keep_their_text():
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["team", "x", "y"])
        sheet.write(1, 0, "noord")
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
        sheet.write_formula(1, 2, "=1+3", None, 4)
        sheet.write_formula(2, 1, '=IF(A1="a";1;2)', None, "weg")
        sheet.write_formula(2, 2, '=""', None, "niets")
        sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")

    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        fill(workbook)
    with zipfile.ZipFile(target) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert sheet.count(b' t="str"><f>IF(A1="a";1;2)</f><v>weg</v>') == 1
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b' t="str"><f>IF(', b"><f>IF(").replace(b"<v>weg</v>", b"")
    # How Excel writes a formula that gives an empty text.
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"<v>niets</v>", b"<v></v>")
    with zipfile.ZipFile(target := io.BytesIO(), "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    found = read_workbook(target.getvalue())
    assert found.rows[1][:3] == ["noord", "#N/A", 4.0]
    assert found.rows[2][1] == '=IF(A1="a";1;2)'
    assert found.rows[2][2] == ""
    assert found.rows[3] == ["", "", "", "#DIV/0!"]
    assert found.faults == {1: frozenset({2, 3}), 3: frozenset({4})}


def test_an_empty_workbook_has_no_rows():
    assert book(lambda workbook: workbook.add_worksheet()).rows == []


def test_faults_are_found_where_the_stream_is_cut():
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["team", "x"])
        for row in range(1, 20_000):
            sheet.write(row, 0, f"team {row}")
            sheet.write_formula(row, 1, "=NA()", None, "#N/A")

    found = book(fill)
    assert found.faults == {1: frozenset(range(2, 20_001))}
    assert all(row[1] == "#N/A" for row in found.rows[1:])


def test_what_is_no_workbook_inside_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook><sheets>")
    with pytest.raises(UnreadableFileError):
        read_workbook(target.getvalue())
