"""Word and Excel: a Microsoft form made of the document, and the template filled in."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from xml.sax.saxutils import escape

from tests.questionnaire.limesurvey_export import label_of

FORMS = {
    "nl": ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Tijd van laatste wijziging"],
    "en": ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"],
}
LONGEST_TITLE = 199


def questions_of(content: bytes):
    """Give the questions of a document in order, with the answers listed below each."""
    import docx

    found = []
    for paragraph in docx.Document(io.BytesIO(content)).paragraphs:
        if paragraph.style.name == "Question":
            found.append((paragraph.text, []))
        elif paragraph.style.name == "Answer":
            found[-1][1].append(paragraph.text)
    return found


def forms_export(content, people, instrument, *, lang):
    """Give the workbook that Microsoft Forms downloads."""
    import xlsxwriter

    team, *rest = questions_of(content)
    code = [asked for asked, choices in rest if not choices]
    statements = [asked for asked, choices in rest if choices]
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet("Sheet1")
        time = book.add_format({"num_format": "m/d/yy h:mm:ss"})
        for at, title in enumerate([*FORMS[lang], team[0], *code, *statements]):
            sheet.write_string(0, at, title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 3] + "...")
        for row, person in enumerate(people, start=1):
            begun = dt.datetime(2026, 3, 10 + row, 9, 0, 0)
            sheet.write_number(row, 0, row)
            sheet.write_datetime(row, 1, begun, time)
            sheet.write_datetime(row, 2, begun + dt.timedelta(seconds=100), time)
            sheet.write_string(row, 3, "anonymous")
            given = [label_of(asked, person, instrument, lang) for asked in statements]
            for at, cell in enumerate([person.team, *(person.code for _ in code), *given], start=len(FORMS[lang])):
                if cell is not None:
                    sheet.write_string(row, at, cell)
    return made.getvalue()


def part(content: bytes, name: str) -> str:
    """Give one part of a package as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode("utf-8")


def sheet_rows(content: bytes, position: int):
    """Give the cells of a sheet (hidden or not) as text."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(position).to_python()


def filled_in(content, people, instrument, *, lang):
    """Give the template as a person leaves it: the same package, with rows below the headings."""
    headings = sheet_rows(content, 0)[0]
    statements = headings[1 + (len(headings) - 1 - len(instrument.items)) :]
    rows = []
    for number, person in enumerate(people, start=2):
        with_code = len(headings) - len(statements) == 2
        given = [label_of(asked, person, instrument, lang) for asked in statements]
        cells = [person.team, *([person.code] if with_code else []), *given]
        written = "".join(
            f'<c r="{_letters(at)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for at, cell in enumerate(cells)
            if cell is not None
        )
        rows.append(f'<row r="{number}">{written}</row>')
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            held = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                text = held.decode("utf-8").replace("</sheetData>", f"{''.join(rows)}</sheetData>")
                held = re.sub(r'<dimension ref="[^"]*"/>', "", text).encode()
            new.writestr(info.filename, held)
    return made.getvalue()


def _letters(position):
    return chr(ord("A") + position)
