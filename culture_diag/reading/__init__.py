"""Reading: from files of answers to validated `Responses`, with an account of everything on the way.

Everything is read as text first; nothing but an empty cell, a declared missing code or a declared "not applicable"
is ever taken as missing. A reader for a survey platform belongs between `tables` and `parts`: it takes the
:class:`~culture_diag.reading.tables.Table` as found and gives one with a single header row.
"""

from culture_diag.reading.account import account_text, warning_text
from culture_diag.reading.answers import ANSWERED, EMPTY, NOT_APPLICABLE, NOT_SHOWN
from culture_diag.reading.responses import Responses, read_responses, responses_from_frame
from culture_diag.reading.sizes import read_team_sizes

__all__ = [
    "ANSWERED",
    "EMPTY",
    "NOT_APPLICABLE",
    "NOT_SHOWN",
    "Responses",
    "account_text",
    "read_responses",
    "read_team_sizes",
    "responses_from_frame",
    "warning_text",
]
