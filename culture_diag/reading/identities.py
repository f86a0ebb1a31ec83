"""Who answered, where and when: what the columns of roles say, made safe and checked before it comes in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np

from culture_diag.errors import Problem
from culture_diag.reading.cells import plain
from culture_diag.reading.choices import Choices
from culture_diag.reading.columns import Layout
from culture_diag.reading.dates import periods
from culture_diag.reading.labels import Labels, labels_of, read_labels
from culture_diag.reading.platforms import DATE
from culture_diag.reading.pseudonyms import pseudonym
from culture_diag.reading.tables import FRAME, Table

MOST_DATES = 12
"""So many days may be waves of their own; more of them are moments of answering."""

FEWEST, MOST_TEAMS = 8, 0.7
"""Of so many rows at least, no more than this share can be teams of their own: it is rather a column of names."""

NO_CODE = frozenset(map(plain, (
    "geen", "geen code", "nee", "-", "--", "x", "xx", "xxx", "?", "/", "nvt", "n.v.t.", "n/a", "none", "no", "no code",
    "niet van toepassing", "weet niet", "weet ik niet", "onbekend", "unknown", "anoniem", "anonymous", "liever niet",
)))  # fmt: skip
"""What people write who make no code: they are not one person."""

_ADDRESS = re.compile(r"\S@\S+\.\S")


def read_ids(
    table: Table, layout: Layout, choices: Choices, salt: Callable[[], bytes], lang: str
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
        codes = ids["respondent"].renamed({word: "" for word in ids["respondent"].words if plain(word) in NO_CODE})
        secret = salt()
        ids["respondent"] = labels_of(codes.places, pseudonym(codes.words, secret)) if secret else codes
    if "team" in ids:
        ids["team"] = _chosen(ids["team"])
        problems += _of_teams(table, layout.roles["team"], ids["team"], certain="team" in choices.columns)
    if "wave" in ids and choices.wave_by:
        found = periods(table, layout.roles["wave"], by=choices.wave_by, order=choices.dates, lang=lang)
        ids["wave"] = labels_of(found.places, found.words)
        problems += found.problems
    elif "wave" in ids and _are_dates(ids["wave"]):
        problems.append(table.problem("wave_of_dates", layout.roles["wave"]))
    return ids, problems


def _chosen(teams: Labels) -> Labels:
    """Leave out the semicolon that Microsoft Forms puts behind each choice of a question with several."""
    return teams.renamed({word: word.rstrip("; ") for word in teams.words if word.endswith(";")})


def _of_teams(table: Table, position: int, teams: Labels, *, certain: bool) -> Iterator[Problem]:
    """Refuse a column that holds people rather than teams, and people who chose several teams."""
    counts = teams.counts
    if any(_ADDRESS.search(word) for word in counts):
        yield table.problem("team_is_address", position)
        return
    if not certain and table.file != FRAME and len(table.rows) >= FEWEST and len(counts) > MOST_TEAMS * len(table.rows):
        yield table.problem("team_of_people", position, teams=len(counts), rows=len(table.rows))
        return
    several = {word for word in counts if ";" in word and {part.strip() for part in word.split(";")} & counts.keys()}
    for word in sorted(several):
        for row in table.rows[np.flatnonzero(teams.rows_of(word))].tolist():
            yield table.problem("team_several", position, row, value=word)


def _are_dates(waves: Labels) -> bool:
    """Tell whether there is a wave for each moment somebody answered."""
    words = [word for word in waves.words if word]
    return len(words) > MOST_DATES and all(DATE.fullmatch(word) for word in words)
