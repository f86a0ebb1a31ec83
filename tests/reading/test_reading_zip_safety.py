"""Packages that must not be opened: they are refused before any library sees them, within bounded memory."""

import io
import json
import struct
import subprocess
import sys
import textwrap
import zipfile
import zlib
from functools import cache

import numpy as np
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from culture_diag.reading.files.unreadable import UnreadableFileError
from culture_diag.reading.files.workbook import read_workbook
from culture_diag.reading.files.zip_safety import check_package

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>team</t></is></c><c r="B1"><v>4</v></c></row>'


@cache
def base():
    """Write an honest workbook, of which the tests change parts."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet().write_row(0, 0, ["team", 4])
    return target.getvalue()


def with_parts(content, parts, method=zipfile.ZIP_DEFLATED):
    """Put parts into a package, or others in their place."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()} | parts
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return target.getvalue()


def package(sheet=HEAD + ROWS + TAIL, texts=None):
    parts = {"xl/worksheets/sheet1.xml": sheet} | ({} if texts is None else {"xl/sharedStrings.xml": texts})
    return with_parts(base(), parts)


def refusal(content):
    with pytest.raises(UnreadableFileError) as caught:
        read_workbook(content)
    return caught.value.key


def strings(*texts):
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'


def test_the_smallest_workbook_is_opened():
    assert read_workbook(package()).rows == [["team", 4.0]]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("definition", [ENTITIES, OUTSIDE, '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["xl/workbook", "xl/worksheets/sheet1", "xl/sharedStrings", "docProps/core"])
def test_definitions_of_entities_are_never_read(definition, encoding, name):
    part = f'<?xml version="1.0" encoding="{encoding}"?>{definition}<x>&a;</x>'.encode(encoding)
    assert refusal(with_parts(base(), {f"{name}.xml": part})) == "table_external"


def test_a_definition_hidden_by_an_encoding_is_not_read_either():
    hidden = b"<?xml version='1.0' encoding='cp037'?>" + f"{OUTSIDE}<workbook>&a;</workbook>".encode("cp037")
    with pytest.raises(UnreadableFileError):
        read_workbook(with_parts(base(), {"xl/workbook.xml": hidden}))


SHARED, INLINE = ' t="s"', ' t="inlineStr"'


def cell(place, inner="<v>1</v>", attributes=""):
    return f'<c r="{place}"{attributes}>{inner}</c>'


@pytest.mark.parametrize(
    "sheet",
    [
        f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>',
        f'<row r="1">{cell("A1")}{cell("XFD1")}</row><row r="1048576">{cell("A1048576")}</row>',
        f"<row>{cell('XFD1048576').replace(chr(34), chr(39))}</row>",  # single quotes
        '<row r="1"><c s="0" r="A1"><v>1</v></c><c s="0" r="XFD1048576"><v>1</v></c></row>',  # another order
        f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("AD1048576")}</row>',
        '<row r="9999"><c\nr="XFD9999"><v>1</v></c></row>',
        '<row r="1048576">' + "<c><v>1</v></c>" * 99 + "</row>",  # cells that do not say where they stand
        f'<x:row xmlns:x="http://x" r="1"><x:c r="XFD1048576"><v>1</v></x:c></x:row>{ROWS}',
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused(sheet):
    assert refusal(package(HEAD + sheet + TAIL)) == "table_sheet_too_large"


def test_cells_without_a_place_or_with_a_prefix_are_read():
    sheet = "<row><c><v>4</v></c><c><v>5</v></c></row>"
    assert read_workbook(package(HEAD + sheet + TAIL)).rows == [[4.0, 5.0]]
    sheet = '<row><c t="e"><v>#N/A</v></c><c><f>1+3</f></c><c t="str"><f>A1</f><v></v></c><c><v>5</v></c></row>'
    found = read_workbook(package(HEAD + sheet + TAIL))
    assert found.rows == [["#N/A", "=1+3", "", 5.0]]
    assert found.faults == {0: frozenset({1}), 1: frozenset({1})}
    prefixed = (HEAD + ROWS + TAIL).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    assert check_package(package(prefixed)).parts["xl/worksheets/sheet1.xml"].width == 2
    assert read_workbook(package(prefixed)).rows == [["team", 4.0]]


def test_a_text_that_is_too_long_is_refused():
    long = "x" * 2_000_000
    shared = HEAD + f'<row r="1">{cell("A1", "<v>0</v>", SHARED)}</row>' + TAIL
    assert refusal(package(shared, texts=strings(long))) == "table_text_too_long"
    runs = strings("kort", "</t><t>".join(["x" * 1000] * 2000))
    assert refusal(package(shared, texts=runs)) == "table_text_too_long"
    inline = HEAD + f'<row r="1">{cell("A1", f"<is><t>{long}</t></is>", INLINE)}</row>'
    assert refusal(package(inline + TAIL)) == "table_text_too_long"


@pytest.mark.parametrize("announced", ['uniqueCount="31999999999"', "count = '0031999999999'"])
def test_a_table_that_announces_more_than_there_can_be_is_refused(announced):
    texts = strings("Account = '31999999999'")
    assert read_workbook(package(texts=texts)).rows == [["team", 4.0]]
    assert refusal(package(texts=texts.replace("<sst ", f"<sst {announced} "))) == "table_unpacks_too_large"


def test_one_long_text_shown_in_very_many_cells_is_refused():
    rows = "".join(f'<row r="{r}">{cell(f"A{r}", "<v>1</v>", SHARED)}</row>' for r in range(1, 9000))
    texts = strings("kort", "x" * 200_000)
    assert refusal(package(HEAD + rows + TAIL, texts=texts)) == "table_unpacks_too_large"
    short = rows.replace("<v>1</v>", "<v>0</v>").replace("<v>0</v>", "<v>1</v>", 5)
    assert len(read_workbook(package(HEAD + short + TAIL, texts=texts)).rows) == 8999


def test_sizes_and_check_sums_that_lie_are_refused():
    content = package()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        info = book.getinfo("xl/worksheets/sheet1.xml")
    for at, value in (
        (16, info.CRC ^ 1),
        (24, info.file_size - 9),
        (24, info.file_size + 9),
        (20, info.compress_size - 3),
    ):
        changed = bytearray(content)
        entry = content.rindex(b"PK\1\2", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
        struct.pack_into("<L", changed, entry + at, value)
        assert refusal(bytes(changed)) == "table_unreadable"


def test_members_that_overlap_are_refused():
    content = package()
    entries = [at for at in range(len(content)) if content.startswith(b"PK\1\2", at)]
    changed = bytearray(content)
    changed[entries[1] + 42 : entries[1] + 46] = content[entries[0] + 42 : entries[0] + 46]
    assert refusal(bytes(changed)) == "table_unreadable"


def test_encrypted_members_and_other_packages_are_told_apart():
    changed = bytearray(package())
    changed[changed.index(b"PK\1\2") + 8] |= 1
    assert refusal(bytes(changed)) == "table_locked"
    for names, key in (
        (["survey.csv"], "table_zip"),
        (["inner.zip"], "table_zip"),
        (["[Content_Types].xml", "word/document.xml"], "table_unreadable"),
        (["[Content_Types].xml", "xl/workbook.bin"], "table_binary_workbook"),
    ):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as book:
            for name in names:
                book.writestr(name, package())
        assert refusal(target.getvalue()) == key


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Blad1">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def open_document(rows):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", ODS.format(rows))
        book.writestr("META-INF/manifest.xml", "<x/>")
    return target.getvalue()


def test_repeats_of_open_document_sheets():
    row = "<table:table-row{}>{}</table:table-row>"
    filled = '<table:table-cell office:value-type="string"{}><text:p>noord</text:p></table:table-cell>'
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    many = ' table:number-rows-repeated="1048000"'
    wide = ' table:number-columns-repeated="16000"'
    honest = row.format("", filled.format("") * 2 + blank) + row.format(many, blank)
    assert read_workbook(open_document(honest)).rows == [["noord", "noord"]]
    for rows in (
        row.format(many, filled.format(wide)),
        row.format("", filled.format(""))
        + row.format(many, blank)
        + row.format("", blank[:-2] + "/>" + filled.format("")),
        row.format("", filled.format(wide)) + row.format(many, filled.format("")),
    ):
        assert refusal(open_document(rows)) == "table_sheet_too_large"
    long = filled.format(' table:number-columns-repeated="1000"').replace("noord", "noord" * 20_000)
    assert refusal(open_document(row.format(' table:number-rows-repeated="100"', long))) == "table_unpacks_too_large"


def bomb(size):
    """Write a package of which one part becomes `size` mebibytes of spaces, and says so."""
    block = b" " * (1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = once * size + packer.flush()
    check = _check_of_repeats(block, size)
    name = b"xl/worksheets/sheet1.xml"
    rest = package()
    with zipfile.ZipFile(io.BytesIO(rest)) as book:
        others = {entry: book.read(entry) for entry in book.namelist() if entry.encode() != name}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        for entry, content in others.items():
            book.writestr(entry, content)
    with zipfile.ZipFile(target, "a") as book:
        start = book.start_dir
        target.seek(start)
        fields = (20, 0, 8, 0, 33, check, len(packed), min(size << 20, 0xFFFFFFFF), len(name))
        wide = struct.pack("<HHQQ", 1, 16, size << 20, len(packed)) if size >= 4096 else b""
        target.write(struct.pack("<4s5H3L2H", b"PK\3\4", *fields, len(wide)) + name + wide + packed)
        info = zipfile.ZipInfo(name.decode())
        info.compress_type, info.CRC, info.compress_size, info.file_size = 8, check, len(packed), size << 20
        info.header_offset = start
        book.filelist.append(info)
        book.start_dir = target.tell()
        book._didModify = True
    return target.getvalue()


def _check_of_repeats(block, times):
    """Compute the check sum of a block many times over: adding a block is a linear map of the check sum so far."""
    zero = zlib.crc32(block, 0)
    columns = [zlib.crc32(block, 1 << bit) ^ zero for bit in range(32)]
    check = 0

    def apply(matrix, vector):
        total = 0
        for bit in range(32):
            if vector >> bit & 1:
                total ^= matrix[bit]
        return total

    offset = zero
    while times:
        if times & 1:
            check = apply(columns, check) ^ offset
        offset = apply(columns, offset) ^ offset
        columns = [apply(columns, column) for column in columns]
        times >>= 1
    return check


def test_the_check_sum_of_the_bomb_is_right():
    with zipfile.ZipFile(io.BytesIO(bomb(5))) as book:
        assert len(book.read("xl/worksheets/sheet1.xml")) == 5 << 20


CHILD = """
    import json, resource, sys, time
    from pathlib import Path
    from culture_diag.reading.files import workbook
    import python_calamine
    def used():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    answers = []
    for path in sys.argv[1:]:
        content = Path(path).read_bytes()
        before, start = used(), time.perf_counter()
        try:
            workbook.read_workbook(content)
            key = "opened"
        except Exception as error:
            key = getattr(error, "key", type(error).__name__)
        answers.append([key, used() - before, time.perf_counter() - start])
    print(json.dumps(answers))
"""


def test_bombs_are_refused_within_bounded_memory(tmp_path):
    pytest.importorskip("resource", reason="memory is measured the Unix way")
    far = HEAD + f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>' + TAIL
    lines = "".join(f'<row r="{row}">{cell(f"A{row}", "<v>1</v>", SHARED)}</row>' for row in range(1, 20_000))
    texts = {"xl/sharedStrings.xml": strings("x" * 100_000_000)}
    files = {
        "ten_gigabytes.xlsx": (bomb(10_240), "table_unpacks_too_large"),
        "two_cells.xlsx": (package(far), "table_sheet_too_large"),
        "one_text.xlsx": (with_parts(base(), texts, zipfile.ZIP_STORED), "table_text_too_long"),
        "one_text_packed.xlsx": (with_parts(base(), texts), "table_unpacks_too_large"),
        "shown_often.xlsx": (
            package(HEAD + lines + TAIL, texts=strings("a", "x" * 500_000)),
            "table_unpacks_too_large",
        ),
        "nested.xlsx": (with_parts(base(), {"xl/embeddings/inner.zip": bomb(2048)}), "opened"),
    }
    assert 9_000_000 < len(files["ten_gigabytes.xlsx"][0]) < 12_000_000
    for name, (content, _) in files.items():
        (tmp_path / name).write_bytes(content)
    child = [sys.executable, "-c", textwrap.dedent(CHILD), *(str(tmp_path / name) for name in files)]
    done = subprocess.run(child, capture_output=True, text=True, check=True, timeout=60)
    for (name, (_, key)), (found, growth, seconds) in zip(files.items(), json.loads(done.stdout), strict=True):
        assert found == key, name
        assert growth < 150, (name, growth)
        assert seconds < 10, (name, seconds)


def honest():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for row in range(30):
            sheet.write_row(row, 0, [f"team {row}", row % 5, "één"])
    return target.getvalue()


HONEST = honest()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(HONEST) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_any_changed_byte_gives_a_sheet_or_a_refusal(changes):
    content = bytearray(HONEST)
    for at, byte in changes:
        content[at] = byte
    try:
        read_workbook(bytes(content))
    except UnreadableFileError:
        return


@pytest.mark.parametrize(
    ("mebibytes", "random_bytes", "allowed"),
    [
        (18, 0, True),  # however well packed
        (30, 0, False),  # a thousand times as large
        (40, 120_000, False),  # 40 MiB of 160 kB: beyond 20 MiB more than a hundred times as large
        (40, 260_000, True),  # of 300 kB it is less
    ],
)
def test_a_part_may_become_a_hundred_times_as_large_beyond_what_is_always_allowed(mebibytes, random_bytes, allowed):
    part = bytes((mebibytes << 20) - random_bytes) + np.random.default_rng(1).bytes(random_bytes)
    content = with_parts(package(), {"xl/media/picture.bin": part})
    if allowed:
        assert check_package(content).kind == "xlsx"
    else:
        assert refusal(content) == "table_unpacks_too_large"
