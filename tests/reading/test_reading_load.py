"""Bytes to text tables: separators, encodings, workbooks, rows as a spreadsheet counts them."""

import contextlib
import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from culture_diag.errors import ResponseError
from culture_diag.reading.exports.load import Note, read_table

EXPORTS = Path(__file__).parents[3] / "shared" / "exports"


def written(tmp_path, content, name="answers.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def cells(table):
    return [list(record) for record in zip(*table.columns, strict=True)]


def refusal(path, **kwargs):
    with pytest.raises(ResponseError) as caught:
        read_table(path, lang="en", **kwargs)
    return caught.value


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_is_found_by_consistent_width(tmp_path, separator):
    text = separator.join(["team", '"goed, dat; mag\tbest"']) + "\n" + separator.join(["a", '"4,5"']) + "\n"
    table = read_table(written(tmp_path, text))
    assert table.header == ("team", "goed, dat; mag\tbest")
    assert cells(table) == [["a", "4,5"]]


def test_decimal_commas_do_not_win_from_semicolons(tmp_path):
    assert read_table(written(tmp_path, "a;b\n1,0;2,0\n3,5;4,5\n")).header == ("a", "b")


def test_a_sep_line_is_an_instruction_and_no_row(tmp_path):
    table = read_table(written(tmp_path, "sep=;\r\na,x;b\r\n1;2\r\n"))
    assert table.header == ("a,x", "b")
    assert table.rows.tolist() == [2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    table = read_table(written(tmp_path, "team;één\nZoë – “bouw”;4\n", encoding=encoding))
    assert table.header == ("team", "één")
    assert cells(table) == [["Zoë – “bouw”", "4"]]
    assert table.notes == ((Note("encoding", 1, "Windows-1252"),) if encoding == "cp1252" else ())


def test_bytes_of_no_known_encoding_are_refused_with_their_line(tmp_path):
    error = refusal(written(tmp_path, b"team;x\nnoord;4\nzuid\0\x81;4\n"))
    assert error.problems["key"].tolist() == ["table_encoding"]
    assert error.problems["row"].tolist() == [3]


def test_nothing_but_an_empty_cell_is_missing(tmp_path):
    text = "a,b,c,d,e,f\nNone,NA,0,N/A,nan,null\n,-,#N/A,NULL,NaN,\n"
    assert cells(read_table(written(tmp_path, text))) == [
        ["None", "NA", "0", "N/A", "nan", "null"],
        ["", "-", "#N/A", "NULL", "NaN", ""],
    ]


def test_rows_count_as_in_a_spreadsheet(tmp_path):
    text = 'a;b\n1;"two\nlines"\n\n;\n2;x\n'
    table = read_table(written(tmp_path, text))
    assert table.rows.tolist() == [2, 5]  # the quoted line end starts no row; blank rows count
    assert table.columns[1].tolist() == ["two\nlines", "x"]
    assert Note("blank_rows", 2) in table.notes


def test_a_header_below_blank_rows_keeps_row_numbers(tmp_path):
    assert read_table(written(tmp_path, "\n\na;b\n1;2\n")).rows.tolist() == [4]


def test_ragged_rows_are_problems_with_their_row(tmp_path):
    table = read_table(written(tmp_path, "a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3;\n7;8;9\n"))
    assert [(p.key, p.row, p.values["found"]) for p in table.problems] == [("row_width", 3, 2), ("row_width", 4, 4)]
    assert table.rows.tolist() == [2, 5, 6]


@pytest.mark.parametrize(("plain", "ended"), [(2, 2), (3, 2)])
def test_a_row_that_ends_with_a_separator_is_wrong_only_where_most_do_not(tmp_path, plain, ended):
    """In a file that ends half of its rows so, no text was cut in two."""
    table = read_table(written(tmp_path, "a;b\n" + "1;2\n" * plain + "3;4;\n" * ended))
    assert len(table.problems) == (ended if plain > ended else 0)


def test_columns_without_a_header_need_not_be_reached(tmp_path):
    table = read_table(written(tmp_path, "a;b;;\n1;2\n1;2;x;\n3;4;;;;\n"))
    assert table.header == ("a", "b", "", "")
    assert cells(table) == [["1", "2", "", ""], ["1", "2", "x", ""], ["3", "4", "", ""]]
    assert not table.problems


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=60), st.text(alphabet='a1;,\t"\n\r é\0', max_size=40).map(str.encode)))
def test_any_bytes_give_a_table_or_a_repair(tmp_path, content):
    path = written(tmp_path, content)
    with contextlib.suppress(ResponseError):
        table = read_table(path)
        assert {len(column) for column in table.columns} == {len(table.rows)}
        assert len(table.columns) == len(table.header)


def test_an_unclosed_quote_swallows_nothing(tmp_path):
    error = refusal(written(tmp_path, 'a;b\n1;"2\n3;4\n5;6\n'))
    assert error.problems[["key", "row"]].values.tolist() == [["table_quotes", 2]]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "table_empty"),
        (b" \n\n", "table_empty"),
        (b"\xef\xbb\xbf\n", "table_empty"),
        (b";;\n;;\n", "table_empty"),
        (b"team;inv1\n", "table_no_rows"),
        (b"team;inv1\n;\n", "table_no_rows"),
        (b"team\0;x\n1;2\n", "table_encoding"),
    ],
)
def test_files_that_hold_nothing(tmp_path, content, key):
    error = refusal(written(tmp_path, content))
    assert error.problems["key"].tolist() == [key]
    assert error.problems["file"].tolist() == ["answers.csv"]
    assert "Repair:" in str(error)


def test_missing_file_and_folder(tmp_path):
    assert refusal(tmp_path / "nergens.csv").problems["key"].tolist() == ["table_missing"]
    assert refusal(tmp_path).problems["key"].tolist() == ["table_is_folder"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.xlsx", OLE, "table_locked"),
        ("a.xls", OLE + "EncryptedPackage".encode("utf-16-le"), "table_locked"),
        ("a.xls", OLE, "table_old_workbook"),
        ("a.xlsx", b"PK\x03\x04 and then nonsense", "table_unreadable"),
        ("a.xlsx", b"team;inv1\nnoord;4\n", "table_unreadable"),
        ("a.csv", b"PK\x03\x04 and then nonsense", "table_unreadable"),
    ],
)
def test_workbooks_that_cannot_be_read(tmp_path, name, content, key):
    assert refusal(written(tmp_path, content, name)).problems["key"].tolist() == [key]


def test_a_file_that_may_not_be_opened(tmp_path, monkeypatch):
    def locked(self):
        raise PermissionError

    path = written(tmp_path, "a;b\n1;2\n")
    monkeypatch.setattr(Path, "read_bytes", locked)
    assert refusal(path).problems["key"].tolist() == ["table_not_opened"]


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "answers.xlsx"
    book = xlsxwriter.Workbook(path)
    yield path, book
    if not book.fileclosed:
        book.close()


def rewrite(path, old, new):
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part.replace(old, new) if "sheet1" in name else part)


def test_a_workbook_as_text(workbook):
    path, book = workbook
    book.add_worksheet("leeg")
    hidden = book.add_worksheet("verborgen")
    hidden.write(0, 0, "lijst")
    hidden.hide()
    sheet = book.add_worksheet("antwoorden")
    sheet.write_row(1, 0, ["team", "x", "wave"])
    sheet.write_row(2, 0, ["NA", 4.0])
    sheet.write_datetime(2, 2, dt.datetime(2024, 10, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_row(4, 0, ["None", 2.5, "0"])
    sheet.write(5, 0, "'=1+1")
    sheet.write_string(5, 1, "=1+1")
    sheet.write_boolean(5, 2, True)
    book.add_worksheet("toelichting").write(0, 0, "over deze vragenlijst")
    book.close()
    table = read_table(path)
    assert table.header == ("team", "x", "wave")
    assert cells(table) == [["NA", "4", "2024-10-01"], ["None", "2.5", "0"], ["'=1+1", "=1+1", "TRUE"]]
    assert table.rows.tolist() == [3, 5, 6]
    assert table.notes == (
        Note("sheet_read", 1, "antwoorden"),
        Note("sheets_not_read", 1, "toelichting"),
        Note("blank_rows", 1),
    )


def test_cells_with_an_error_or_no_result_are_not_taken_as_empty(workbook):
    path, book = workbook
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["team", "x"])
    sheet.write(1, 0, "noord")
    sheet.write_formula(1, 1, "=NA()", None, "#N/A")
    sheet.write(2, 0, "zuid")
    sheet.write_formula(2, 1, "=1+3", None, 4)
    sheet.write(3, 0, "oost")
    sheet.write_formula(3, 1, '=""', None, "nothing")
    book.close()
    rewrite(path, b"<v>nothing</v>", b"<v></v>")  # how Excel writes a formula that gives an empty text
    table = read_table(path)
    assert table.columns[1].tolist() == ["#N/A", "4", ""]
    assert table.faults == {1: frozenset({2})}


@pytest.mark.parametrize("result", [b"<v></v>", b"<v/>", b""])
def test_a_formula_that_was_never_calculated_keeps_its_text(workbook, result):
    path, book = workbook
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["team", "x"])
    sheet.write_row(1, 0, ["noord", "=1+3"])
    sheet.write_row(2, 0, ["zuid", 4])
    book.close()
    rewrite(path, b"<v>0</v></c>", result + b"</c>")  # as other programs than Excel write it
    table = read_table(path)
    assert table.columns[1].tolist() == ["=1+3", "4"]
    assert table.faults == {1: frozenset({2})}


def test_an_empty_workbook(workbook):
    path, book = workbook
    book.add_worksheet()
    book.close()
    assert refusal(path).problems["key"].tolist() == ["table_empty"]


def test_real_exports_keep_every_record():
    if not EXPORTS.is_dir():
        pytest.skip("the real survey exports are not beside the repository")
    expected = json.loads((EXPORTS / "expected.json").read_text(encoding="utf-8"))
    for name, facts in expected.items():
        table = read_table(EXPORTS / name)
        people = facts.get("rows", facts.get("respondents"))
        assert len(table.rows) == people, name
        assert not table.problems, name
