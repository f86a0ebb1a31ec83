"""Excel: a sheet for typing in answers from paper, a row a person, with the answers as lists in the cells.

It is for the adviser alone. Whoever has it sees every row, so it makes no promise to respondents and asks them nothing.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from culture_diag.errors import require_packages
from culture_diag.i18n import text
from culture_diag.questionnaire.content import Content

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROWS_WITH_LISTS = 500
"""So many rows have lists."""
TEAM_WIDTH, CODE_WIDTH, ITEM_WIDTH, TEXT_WIDTH, LINE = 18, 14, 15, 100, 15
"""Widths of columns in signs, and the height of a line of text in points."""
A4 = 9
"""Number of this size of paper."""


def questionnaire_file(contents: Sequence[Content]) -> bytes:
    """Write a questionnaire as a workbook for typing in answers from paper.

    The first sheet is empty but for its headings, which are the wordings of the items: filled in, it is read as it is.
    The second explains it to the adviser, without the privacy statement; a hidden third holds the lists, since a label
    may hold the comma that parts a list in a cell.

    Raises
    ------
    CultureDiagError
        If XlsxWriter is not installed.
    """
    (content,) = contents
    require_packages("xlsxwriter", key="no_xlsxwriter", lang=content.lang)
    import xlsxwriter

    made = io.BytesIO()
    # Text stays text: no formula, no link and no number is made of what a cell says.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        # A date of making would make each run's file another.
        book.set_properties({"title": content.title, "created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
        wrapped = {"text_wrap": True, "valign": "top"}
        looks = {
            "heading": book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEEEEE", **wrapped}),
            "text": book.add_format({"num_format": "@", **wrapped}),
            "wrapped": book.add_format(wrapped),
            "bold": book.add_format({"bold": True, **wrapped}),
        }
        answers = book.add_worksheet(_say("answers", content))
        instructions = book.add_worksheet(_say("instructions", content))
        lists = book.add_worksheet(_say("lists", content))
        lists.hide()
        _answer_sheet(answers, content, looks)
        for at, words in enumerate((content.team.choices, content.labels)):
            lists.write_column(0, at, words)
        _instructions(instructions, content, looks)
        for sheet in (answers, instructions):
            _lay_out(sheet)
        answers.repeat_rows(0)
    return made.getvalue()


def columns(content: Content) -> tuple[str, ...]:
    """Return the headings of the answer sheet.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> from culture_diag.questionnaire.content import questionnaire_content
    >>> columns(questionnaire_content(load_instrument("invitation-challenge"), lang="nl", code=True))[:3]
    ('Team', 'Persoonlijke code', 'In ons team mag je fouten maken.')
    """
    code = (_say("code", content),) if content.code else ()
    return (_say("team", content), *code, *(wording for _, wording in content.items))


def _say(key: str, content: Content) -> str:
    return text(f"questionnaire.excel.{key}", content.lang)


def _lay_out(sheet: Worksheet) -> None:
    """Print as wide as one page lying down, and as long as it takes."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)


def _answer_sheet(sheet: Worksheet, content: Content, looks: dict[str, Any]) -> None:
    headings = columns(content)
    first = len(headings) - len(content.items)
    widths = [TEAM_WIDTH, CODE_WIDTH][:first] + [ITEM_WIDTH] * len(content.items)
    for at, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.write_string(0, at, heading, looks["heading"])
        # As text, so that a code such as 05 or 1E5 stays what was typed.
        sheet.set_column(at, at, width, looks["text"])
    longest = max(len(heading) for heading in headings)
    sheet.set_row(0, LINE * (1 + -(-longest // (ITEM_WIDTH - 4))))
    sheet.freeze_panes(1, 1)
    if content.team.choices:
        source = _list("A", len(content.team.choices), content)
        sheet.data_validation(1, 0, ROWS_WITH_LISTS, 0, _one_of(source, "refused_team", content))
    source = _list("B", len(content.labels), content)
    sheet.data_validation(1, first, ROWS_WITH_LISTS, len(headings) - 1, _one_of(source, "refused", content))


def _one_of(source: str, refusal: str, content: Content) -> dict[str, str]:
    """Let a cell hold only what is in a list, and say so in the words of that column."""
    words = {"error_title": _say("refused_title", content), "error_message": _say(refusal, content)}
    return {"validate": "list", "source": source, **words}


def _list(letter: str, length: int, content: Content) -> str:
    return f"='{_say('lists', content)}'!${letter}$1:${letter}${length}"


def _instructions(sheet: Worksheet, content: Content, looks: dict[str, Any]) -> None:
    sheet.set_column(0, 0, TEXT_WIDTH, looks["wrapped"])
    for row, (look, words) in enumerate(_explained(content)):
        # Not every program makes a row as high as its text.
        sheet.set_row(row, LINE * max(1, -(-len(words) // TEXT_WIDTH)))
        sheet.write_string(row, 0, words, looks[look])


def _explained(content: Content) -> Iterator[tuple[str, str]]:
    yield "bold", content.title
    yield "wrapped", _say("adviser", content)
    yield "wrapped", _say("keep", content)
    yield "wrapped", ""
    yield "bold", _say("how", content)
    team = "teams_listed" if content.team.choices else "teams"
    for key in ("row", team, *(["typed_code"] if content.code else []), "choose", "header", "wave"):
        yield "wrapped", _say(key, content)
    yield "wrapped", ""
    yield "bold", _say("possible", content)
    for label in content.labels:
        yield "wrapped", label
