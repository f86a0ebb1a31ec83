"""Reading: from files of answers to validated `Responses`, with an account of everything on the way.

The way goes through wings, each of which imports only those before it: `common` (what is handed on) → `files` (bytes
to a grid of text, safely) → `exports` (whose export, which headers, which records are answers: a `Table`) → `columns`
(which column is what) → `values` (answers, dates, ids, durations) → `parsed_file` (one table), `joining` and
`responses` (all of them). `mapping` is what an advisor says of a file.

Everything is read as text first; nothing but an empty cell, a declared missing code or a declared "not applicable"
is ever taken as missing.
"""

from culture_diag.reading.account import account_text, warning_text
from culture_diag.reading.common.options import ReadOptions
from culture_diag.reading.inspection import Export, export_text, inspect_export
from culture_diag.reading.model import Responses
from culture_diag.reading.responses import read_responses, responses_from_frame
from culture_diag.reading.sizes import read_team_sizes
from culture_diag.reading.values.answer_rules import ANSWERED, EMPTY, NOT_APPLICABLE, NOT_SHOWN

__all__ = [
    "ANSWERED",
    "EMPTY",
    "NOT_APPLICABLE",
    "NOT_SHOWN",
    "Export",
    "ReadOptions",
    "Responses",
    "account_text",
    "export_text",
    "inspect_export",
    "read_responses",
    "read_team_sizes",
    "responses_from_frame",
    "warning_text",
]
