"""Who answered, where and when: what the columns of roles say, made safe and checked before it comes in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from culture_diag.errors import Problem
from culture_diag.i18n import text
from culture_diag.reading.columns.match import ColumnLayout
from culture_diag.reading.common.cells import plain_label
from culture_diag.reading.common.options import ReadOptions
from culture_diag.reading.common.series import Labels, labels_from_codes, read_labels
from culture_diag.reading.common.table import FRAME_NAME, Table
from culture_diag.reading.exports.platforms import DATE_PATTERN
from culture_diag.reading.values.dates import wave_periods
from culture_diag.reading.values.pseudonyms import pseudonymise

MAX_DATE_WAVES = 12
"""So many days may be waves of their own; more of them are times of answering."""

MIN_ROWS, MIN_NAMES, MAX_OWN_SHARE = 8, 3, 0.7
"""In a file of so many rows, with so many names, no more than this share can be names of one row each."""

NO_CODE_ANSWERS = frozenset(map(plain_label, (
    "geen", "geen code", "nee", "-", "--", "x", "xx", "xxx", "?", "/", "nvt", "n.v.t.", "n/a", "none", "no", "no code",
    "niet van toepassing", "weet niet", "weet ik niet", "onbekend", "unknown", "anoniem", "anonymous", "liever niet",
)))  # fmt: skip
"""What people write who make no code: they are not one person."""

_ADDRESS = re.compile(r"\S@\S+\.\S")


def read_ids(
    table: Table, layout: ColumnLayout, options: ReadOptions, salt: Callable[[], bytes], lang: str
) -> tuple[dict[str, Labels], list[Problem]]:
    """Read the columns that say who, where and when; of a code of a respondent only its pseudonym comes in.

    Returns
    -------
    ids : dict
        Role -> labels, one a row.
    problems : list of Problem
    """
    ids = {
        role: read_labels(table.columns[position]).renamed(table.labels.get(position, {}))
        for role, position in layout.roles.items()
    }
    problems: list[Problem] = []
    if "respondent" in ids:
        codes = ids["respondent"].renamed(
            {word: "" for word in ids["respondent"].words if plain_label(word) in NO_CODE_ANSWERS}
        )
        secret = salt()
        ids["respondent"] = labels_from_codes(codes.places, pseudonymise(codes.words, secret)) if secret else codes
    if "team" in ids:
        ids["team"] = _without_semicolon(ids["team"])
        problems += _several_teams(table, layout.roles["team"], ids["team"])
    if "wave" in ids and options.wave_by:
        by, order = options.wave_by, options.dates
        ids["wave"], date_problems = wave_periods(table, layout.roles["wave"], by=by, order=order, lang=lang)
        problems += date_problems
    elif "wave" in ids and _are_dates(ids["wave"]):
        problems.append(table.problem("wave_of_dates", layout.roles["wave"]))
    if table.file != FRAME_NAME:
        for role in sorted(ids.keys() - {"respondent"}):
            if not (role == "wave" and problems):  # dates are a matter of their own
                problems += _names_of_people(table, role, layout.roles[role], ids[role], lang)
    return ids, problems


def _without_semicolon(teams: Labels) -> Labels:
    """Leave out the semicolon that Microsoft Forms puts behind each choice of a question with several."""
    return teams.renamed({word: word.rstrip("; ") for word in teams.words if word.endswith(";")})


def _names_of_people(table: Table, role: str, position: int, labels: Labels, lang: str) -> Iterator[Problem]:
    """Refuse a column in which nearly everybody has something of their own: names or remarks of people."""
    counts = labels.counts
    filled = sum(counts.values())
    if any(_ADDRESS.search(word) for word in counts):
        yield table.problem("role_is_address", position, role=text(f"reading.role.{role}", lang))
    elif len(table.rows) >= MIN_ROWS and len(counts) >= MIN_NAMES and len(counts) > MAX_OWN_SHARE * filled:
        values: dict[str, Any] = {"role": text(f"reading.role.{role}", lang), "names": len(counts), "rows": filled}
        yield table.problem("role_of_people", position, **values)


def _several_teams(table: Table, position: int, teams: Labels) -> Iterator[Problem]:
    """Refuse to place who chose several teams."""
    counts = teams.counts
    several = {word for word in counts if ";" in word and {part.strip() for part in word.split(";")} & counts.keys()}
    for word in sorted(several):
        for row in table.rows[np.flatnonzero(teams.rows_of(word))].tolist():
            yield table.problem("team_several", position, row, value=word)


def _are_dates(waves: Labels) -> bool:
    """Tell whether there is a wave for each time somebody answered."""
    words = [word for word in waves.words if word]
    return len(words) > MAX_DATE_WAVES and all(DATE_PATTERN.fullmatch(word) for word in words)
