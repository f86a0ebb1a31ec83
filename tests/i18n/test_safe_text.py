"""Names that steer a terminal or turn a line round are shown as plain words; what people write with stays."""

import pytest

from culture_diag.i18n.safe_text import one_line, printable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Team\r\n\tNoord", "Team Noord"),
        ("\x1b]0;weg\x07Noord", "]0;weg Noord"),
        ("Noord\u2028Zuid", "Noord Zuid"),
        ("\u202eNoord\u2069", "Noord"),
        ("No\ud800ord\ufffe", "Noord"),
        ("👩\u200d🏫 Björn", "👩\u200d🏫 Björn"),
        (" \x00 ", ""),
    ],
)
def test_a_name_stands_on_one_line(name, shown):
    assert one_line(name) == shown


def test_lines_and_tabs_of_a_text_stay():
    assert printable("een\n\ttwee\x1b[2J\u202e drie\r") == "een\n\ttwee[2J drie"
