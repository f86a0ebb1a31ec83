"""How like a header is to what is sought: for a suggestion only, since nothing near is taken without asking."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from culture_diag.reading.common.cells import plain_header
from culture_diag.reading.common.table import Table
from culture_diag.reading.exports.one_hot import repeats_header

MIN_LIKENESS = 0.8
"""How like a header must be (0 to 1) to be suggested; it is never taken without asking."""


def nearest_column(names: Iterable[str], table: Table, positions: Iterable[int]) -> tuple[int, float] | None:
    """Find the column most like one of `names`, and how like it is: for a suggestion only."""
    wanted = [plain_header(name) for name in names]
    best, best_at = MIN_LIKENESS, None
    for at in positions:
        headers = [key for key in map(plain_header, table.names[at]) if key]
        alike = max((likeness(name, header) for name in wanted for header in headers), default=0.0)
        better = alike > best or (alike == best and best_at is None)
        if better and not repeats_header(table, at):  # an option that could be ticked is no question
            best, best_at = alike, at
    return None if best_at is None else (best_at, best)


def likeness(name: str, header: str) -> float:
    """Tell how alike two headers in their normal form are, 0 to 1.

    Examples
    --------
    >>> likeness("team", "naam van het team"), round(likeness("teamnaam", "teamnaamm"), 2)
    (0.0, 0.94)
    """
    if name.replace(" ", "") == header.replace(" ", ""):
        return 1.0
    telling = " " in name or not name.isalpha() or len(header.split()) <= 3  # "team" in a sentence says nothing
    if telling and f" {name} " in f" {header} ":  # an id or a wording with a number or a question around it
        return 0.99
    if len(name) < 6:  # of short names half the letters are alike by chance
        return 0.0
    matcher = difflib.SequenceMatcher(None, name, header, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= MIN_LIKENESS else 0.0
