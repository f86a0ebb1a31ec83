"""Columns that number the answers: they look like a code of people, and are given anew each time."""

from __future__ import annotations

from culture_diag.reading.columns.roles import KEPT_BY_HAND, NUMBERS
from culture_diag.reading.common.cells import cell_text, parse_number, plain_header, tidy
from culture_diag.reading.exports.load import Table
from culture_diag.reading.exports.platforms import LIME_CODES, QUALTRICS_META

FEW_ROWS = 3
"""Of fewer rows nobody can tell whether numbers count them."""


def numbers_answers(table: Table, position: int) -> bool:
    """Tell whether a column numbers the answers, each time anew: no code by which to know people again."""
    if not NUMBERS & set(map(plain_header, table.names[position])):
        return False
    return is_numbered(table) or numbers_rows(table, position)


def is_numbered(table: Table) -> bool:
    """Tell whether a file is of a platform that numbers answers."""
    if table.recognised.platform not in KEPT_BY_HAND:
        return True
    keys = {plain_header(name) for names in table.names for name in names}
    return len(keys & (LIME_CODES | QUALTRICS_META)) > 1


def numbers_rows(table: Table, position: int) -> bool:
    """Tell whether a column called ID only counts the answers, as a form does, in whatever order they now stand.

    Two waves would else pair the first respondent of one with the first of the other.
    """
    if not NUMBERS & set(map(plain_header, table.names[position])) or len(table.rows) < FEW_ROWS:
        return False
    numbers = [parse_number(tidy(cell_text(cell))) for cell in table.columns[position]]
    whole = {number for number in numbers if number is not None and number.is_integer()}
    return len(whole) == len(numbers) and max(whole) - min(whole) < 2 * len(numbers)
