"""Word: a form for paper that the quick import of Microsoft Forms reads, too.

That import knows questions with a choice and questions with a text, so each statement is a question of its own:
numbered, with its answers as a list of boxes. Numbers and boxes are those of real lists, which screen readers tell.
The statements stand in two columns, so that sixteen with their answers take two pages; a question and its answers are
never parted.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from culture_diag.errors import require_packages
from culture_diag.i18n import text
from culture_diag.questionnaire.content import Content, Question

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

QUESTION, ANSWER, LINE, THANKS = "Question", "Answer", "Line to write on", "Thanks"
"""Names of the styles of this form."""

COLUMNS, GAP = 2, 567
"""Columns of statements, and the space between them in twentieths of a point (1 cm)."""

INK = "1F3864"
MADE = dt.datetime(2000, 1, 1)
"""A date of making would make each run's file another."""

_LISTS = """
<w:abstractNum {namespace} w:abstractNumId="{number}">
  <w:multiLevelType w:val="multilevel"/>
  <w:lvl w:ilvl="0">
    <w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="{question}"/><w:lvlText w:val="%1."/>
    <w:lvlJc w:val="left"/><w:pPr><w:ind w:left="454" w:hanging="454"/></w:pPr>
  </w:lvl>
  <w:lvl w:ilvl="1">
    <w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="{answer}"/><w:lvlText w:val="\u2610"/>
    <w:lvlJc w:val="left"/><w:pPr><w:ind w:left="851" w:hanging="397"/></w:pPr>
    <w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}" w:hint="default"/></w:rPr>
  </w:lvl>
</w:abstractNum>"""


def questionnaire_file(contents: Sequence[Content]) -> bytes:
    """Write a questionnaire as a Word document.

    Raises
    ------
    CultureDiagError
        If python-docx is not installed.
    """
    (content,) = contents
    require_packages("docx", key="no_docx", lang=content.lang)
    import docx

    document = docx.Document()
    _describe(document, content)
    _lay_out(document, content.lang)
    _make_styles(document)
    _write(document, content)
    made = io.BytesIO()
    document.save(made)
    return _undated(made.getvalue())


def _write(document: Document, content: Content) -> None:
    document.add_paragraph(content.title, style="Title")
    document.add_paragraph(content.intro)
    document.add_heading(content.privacy_title, level=1)
    for paragraph in content.privacy:
        document.add_paragraph(paragraph)
    document.add_heading(content.about, level=1)
    _ask(document, content.team.text, content.team.choices)
    if content.code:
        _ask_code(document, content.code, content.lang)
    _begin_columns(document)
    document.add_heading(content.statements, level=1)
    document.add_paragraph(text("questionnaire.word.tick", content.lang)).paragraph_format.keep_with_next = True
    for _, wording in content.items:
        _ask(document, wording, content.labels)
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # thanks never stand alone on a page
    document.add_paragraph(content.thanks, style=THANKS)


def _ask_code(document: Document, code: Question, lang: str) -> None:
    """Ask for the code under a heading of its own, so that its explanation belongs to no other question.

    The explanation comes before the question: after it, an import might take it for an answer.
    """
    document.add_heading(text("questionnaire.word.code", lang), level=2)
    explanation = document.add_paragraph(code.help).paragraph_format
    explanation.keep_with_next = explanation.keep_together = True
    _ask(document, code.text, ())


def _ask(document: Document, asked: str, choices: Sequence[str]) -> None:
    document.add_paragraph(asked, style=QUESTION)
    for at, choice in enumerate(choices, start=1):
        # A question and its answers stay in one column.
        document.add_paragraph(choice, style=ANSWER).paragraph_format.keep_with_next = at < len(choices)
    if not choices:
        document.add_paragraph("\t", style=LINE)


def _begin_columns(document: Document) -> None:
    """Let what follows stand in columns, on the same page, with a line between them."""
    from docx.enum.section import WD_SECTION
    from docx.oxml.ns import qn

    section: Any = document.add_section(WD_SECTION.CONTINUOUS)
    (columns,) = section._sectPr.findall(qn("w:cols"))
    for name, value in {"num": COLUMNS, "space": GAP, "sep": 1}.items():
        columns.set(qn(f"w:{name}"), str(value))


def _describe(document: Document, content: Content) -> None:
    about = document.core_properties
    about.title, about.language = content.title, text("words.locale", content.lang)
    about.author = about.comments = about.last_modified_by = about.keywords = ""
    about.created = about.modified = MADE
    about.revision = 1


def _lay_out(document: Document, lang: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm

    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.7)
    for spoken in (*document.styles.element.iter(qn("w:lang")), *document.settings.element.iter(qn("w:themeFontLang"))):
        spoken.set(qn("w:val"), text("words.locale", lang))


def _make_styles(document: Document) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm, Pt, RGBColor

    styles: Any = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(4), 1.0
    for name, size, before in (("Title", 20, 0), ("Heading 1", 13, 10), ("Heading 2", 11, 10)):
        styles[name].font.color.rgb, styles[name].font.size = RGBColor.from_string(INK), Pt(size)
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(3)
    question, answer, line, thanks = (_style(document, name) for name in (QUESTION, ANSWER, LINE, THANKS))
    question.font.bold = True
    question.paragraph_format.space_before, question.paragraph_format.space_after = Pt(8), Pt(1)
    question.paragraph_format.keep_with_next = question.paragraph_format.keep_together = True
    answer.font.size = Pt(10)
    answer.paragraph_format.space_after, answer.paragraph_format.keep_together = Pt(0), True
    line.paragraph_format.left_indent, line.paragraph_format.space_before = Cm(0.8), Pt(12)
    line.paragraph_format.tab_stops.add_tab_stop(Cm(13), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
    thanks.font.bold = True
    thanks.paragraph_format.space_before, thanks.paragraph_format.keep_together = Pt(20), True
    _number(document, question, answer)


def _style(document: Document, name: str) -> ParagraphStyle:
    from docx.enum.style import WD_STYLE_TYPE

    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    made: ParagraphStyle = style
    return made


def _number(document: Document, question: ParagraphStyle, answer: ParagraphStyle) -> None:
    """Make questions a numbered list and their answers the boxes below each number."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    numbering: Any = document.part.numbering_part.element
    taken = [int(one.get(qn("w:abstractNumId"))) for one in numbering.findall(qn("w:abstractNum"))]
    number = max(taken, default=0) + 1
    lists = _LISTS.format(
        namespace=nsdecls("w"), number=number, question=question.style_id, answer=answer.style_id,
        font="Segoe UI Symbol",
    )  # fmt: skip
    numbering.insert(len(taken), parse_xml(lists))  # kinds of lists stand before the lists
    used = numbering.add_num(number).numId
    for level, style in enumerate((question, answer)):
        properties: Any = style.element.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = used


def _undated(package: bytes) -> bytes:
    """Pack the same parts again without the hour of packing."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            plain = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            plain.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(plain, old.read(part))
    return made.getvalue()
