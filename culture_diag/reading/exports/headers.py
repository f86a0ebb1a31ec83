"""Every text by which a column may be known: its code, its question, its row of a grid, with or without a number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from culture_diag.reading.common.cells import plain_header, tidy, without_markup
from culture_diag.reading.common.table import Names, Recognised
from culture_diag.reading.exports.platforms import LIMESURVEY_CODES, SURVEYMONKEY_KINDS

MAX_QUESTION_CHARS, MAX_SPLITS = 5_000, 20
"""No question is longer, or has more brackets or dashes that may begin a row; what is, is no header of a survey."""

TRUNCATED_FROM = 190
"""Headers of this length may have been cut: Microsoft Forms keeps 199 characters and ends them with dots."""

# "Vraag 12." or "Q3)" before a question; a number alone needs a sign behind it.
_NUMBERED_QUESTION = re.compile(
    r"\A\(?(?:(?:vraag|question|stelling|statement|frage|q|v)\s*[0-9]+[a-z]?\s*[-.:)\]]?|[0-9]+[a-z]?\s*[-.:)\]])\s+(?=\S)",
    re.IGNORECASE,
)
_DUPLICATE = re.compile(r"(?<=.) #[0-9]+\Z", re.DOTALL)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\[[^\[\]]+\])*")
_MARKS = re.compile(r"[\s*]+$")


def column_names(rows: Sequence[Sequence[str]], recognised: Recognised) -> Names:
    """List for each column the texts by which it may be known; the first is the one to show.

    Parameters
    ----------
    rows : sequence of records
        The rows of the header, all as wide.

    Returns
    -------
    tuple of tuple of str
        One a column, all different. A text that heads several columns is told apart by ``#1``, ``#2`` in order.

    Examples
    --------
    >>> column_names([["Team", "In ons team  [1. mag je fouten maken]"]], Recognised("googleforms"))[1]
    ('In ons team  [1. mag je fouten maken]', '1. mag je fouten maken', 'mag je fouten maken')
    """
    if recognised.platform == "qualtrics":
        found = _qualtrics(rows, recognised)
    elif recognised.platform == "typeform":
        found = [[header] for header in rows[-1]]  # what stands above is somebody's own
    elif recognised.header_rows >= 2 and recognised.shape in ("stems", ""):
        found = _stems(rows)
    elif recognised.shape == "vv":
        found = [[code, wording, *_question_rows(wording)] for wording, code in zip(*rows[:2], strict=True)]
    else:
        found = [[header] for header in rows[0]]
    lime = recognised.platform == "limesurvey"
    # "submitdate: Date submitted" tells that a code ends at a colon; else "School: ..." is a question.
    colon = lime and any(
        name.partition(":")[0].strip().casefold() in LIMESURVEY_CODES for (name, *_) in found if ":" in name
    )
    return numbered_duplicates([header_variants(names, codes=lime, colon=colon) for names in found])


def numbered_duplicates(texts: Iterable[Sequence[str]]) -> Names:
    """Put a number behind a shown text that heads several columns, so that each can be pointed at.

    Examples
    --------
    >>> numbered_duplicates([["Other"], ["Other"], ["Team"]])
    (('Other', 'Other #1'), ('Other', 'Other #2'), ('Team',))
    """
    columns = [tuple(dict.fromkeys(names)) for names in texts]
    counts = Counter(tidy(names[0]) for names in columns)
    met: Counter[str] = Counter()
    numbered = []
    for names in columns:
        shown = tidy(names[0])
        met[shown] += 1
        numbered.append((*names, f"{shown} #{met[shown]}") if shown and counts[shown] > 1 else names)
    return tuple(numbered)


def without_number(name: str) -> str:
    """Leave out the number that :func:`numbered_duplicates` puts behind a header.

    Examples
    --------
    >>> without_number("Other #2"), without_number("Room #A")
    ('Other', 'Room #A')
    """
    return _DUPLICATE.sub("", name)


def double_headers(names: Names) -> dict[str, int]:
    """Count the columns of each header that heads more than one."""
    counts = Counter(tidy(column[0]) for column in names)
    return {header: count for header, count in counts.items() if header and count > 1}


def carried_stems(rows: Sequence[Sequence[str]]) -> list[str]:
    """Carry the texts of the first row over the columns below them: over a block it is in its first cell only.

    Examples
    --------
    >>> carried_stems([["Team", "In ons team", ""], ["", "mag je fouten maken", "helpen we elkaar"]])
    ['Team', 'In ons team', 'In ons team']
    """
    filled: list[str] = []
    for at, cell in enumerate(rows[0]):
        carried = filled[-1] if filled and not tidy(cell) and tidy(rows[1][at]) else ""
        filled.append(cell if tidy(cell) else carried)
    return filled


def _stems(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    names = []
    for stem, below in zip(carried_stems(rows), rows[1], strict=True):
        if not tidy(below) or plain_header(below) in SURVEYMONKEY_KINDS:
            names.append([stem])
        elif not tidy(stem):
            names.append([below])
        else:
            names.append([f"{tidy(stem)} [{tidy(below)}]", below])
    return names


def _qualtrics(rows: Sequence[Sequence[str]], recognised: Recognised) -> list[list[str]]:
    if len(rows) == 1:
        return [[code] for code in rows[0]]
    names = []
    for code, wording in zip(rows[0], rows[1], strict=True):
        # A matrix writes its stem, a dash and the row: "In hoeverre … - In ons team mag je fouten maken."; before 2017
        # without spaces.
        legacy = recognised.shape == "legacy"
        parts = re.split("-" if legacy else r"\s+-\s+", without_markup(wording))
        rests = [("-" if legacy else " - ").join(parts[at:]) for at in range(1, min(len(parts), MAX_SPLITS))]
        shown = [wording, code] if legacy else [code, wording]
        names.append([*(name for name in shown if tidy(name)), *rests] or [""])
    return names


def header_variants(names: Sequence[str], *, codes: bool, colon: bool = False) -> list[str]:
    """Add what is within a header: the row of a grid, a code and its text, the same without number or star."""
    variants: list[str] = []
    for name in names:
        variants.append(name)
        if codes:
            variants += _code_and_text(name, ": " if colon else ". ")
    for name in list(variants):
        variants += _rows(name)
    for name in list(variants):
        bare = _MARKS.sub("", _NUMBERED_QUESTION.sub("", tidy(name), count=1))
        if bare and bare != tidy(name):
            variants.append(bare)
    return variants


def _rows(name: str) -> list[str]:
    """List what may be the row of ``Question [row]``: from each bracket on, as either may hold brackets of its own.

    Examples
    --------
    >>> _rows("Team [noord]  [we helpen elkaar]")
    ['noord]  [we helpen elkaar', 'we helpen elkaar']
    """
    whole = name.rstrip()
    if not whole.endswith("]") or len(whole) > MAX_QUESTION_CHARS:
        return []
    starts = [at for at, sign in enumerate(whole) if sign == "[" and tidy(whole[:at])][:MAX_SPLITS]
    return [row for at in starts if tidy(row := whole[at + 1 : -1])]


def _question_rows(wording: str) -> list[str]:
    """List what may be the row of a grid where the question stands before it: ``Question (row)``, ``Question - row``.

    Examples
    --------
    >>> _question_rows("In ons team (we helpen elkaar)"), _question_rows("In ons team - we helpen elkaar")
    (['we helpen elkaar'], ['we helpen elkaar'])
    """
    whole = tidy(wording)
    if len(whole) > MAX_QUESTION_CHARS:
        return []
    starts = [at for at, sign in enumerate(whole) if sign == "(" and tidy(whole[:at])][:MAX_SPLITS]
    rows = [whole[at + 1 : -1] for at in starts] if whole.endswith(")") else []
    parts = whole.split(" - ")
    return [*rows, *(" - ".join(parts[at:]) for at in range(1, min(len(parts), MAX_SPLITS)))]


def _code_and_text(name: str, separator: str) -> list[str]:
    """Part a heading of LimeSurvey that holds the code: ``g2[SQ001]`` or ``g2[SQ001]. Stelling [In ons team …]``."""
    code, dot, text = tidy(name).partition(separator)
    if not _CODE.fullmatch(code) or (not dot and "[" not in code):
        return []
    if code.casefold() in LIMESURVEY_CODES:
        return [code]
    return [part for part in (code if dot else "", text) if part]
