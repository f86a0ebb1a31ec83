"""Sizes of teams: how many people could have answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from culture_diag.errors import MappingError, Problem, ResponseError
from culture_diag.i18n import default_language, text
from culture_diag.reading.columns.roles import HEADERS
from culture_diag.reading.common.cells import column_letter, parse_number, plain_header, tidy
from culture_diag.reading.common.redact import listed
from culture_diag.reading.exports.load import Table, read_table, table_of_frame
from culture_diag.reading.values.answers import distinct

SIZE_HEADERS: Mapping[str, frozenset[str]] = {
    "school": HEADERS["school"],
    "team": HEADERS["team"],
    "wave": HEADERS["wave"],
    "n_team": frozenset({
        "n team", "nteam", "n", "aantal", "aantal leden", "aantal teamleden", "aantal medewerkers",
        "aantal collega s", "aantal personen", "omvang", "teamomvang", "teamgrootte", "grootte", "team size",
        "teamsize", "size", "number", "number of people", "members", "team members", "headcount",
    }),
}  # fmt: skip
"""Headers by which the columns of a list of sizes are known."""

REQUIRED = ("team", "n_team")

RESULTS = frozenset({"name", "n", "n team", "response rate"})
"""Headers that only a results file of ours has all of."""


MOST = 1_000_000
"""A team of more people than this is a slip of the keyboard."""


def read_team_sizes(source: str | Path | pd.DataFrame | Mapping[str, int], *, lang: str | None = None) -> pd.DataFrame:
    """Read how many people each team has.

    Parameters
    ----------
    source : path, DataFrame or mapping
        A CSV or XLSX file or a frame with a column for the team (``team``) and its size (``n_team``, ``aantal``,
        ``teamgrootte``, ``size``), and perhaps for the school and the wave; or ``{team: size}``.
    lang : {"nl", "en"}, optional
        Language of the error text; by default the user's.

    Returns
    -------
    DataFrame
        Columns ``school?, team, wave?`` (text) and ``n_team`` (whole number of people, at least 1). A size without a
        wave holds for every wave.

    Raises
    ------
    MappingError
        If the column for the team or the size is missing or double.
    ResponseError
        If a size is no whole positive number, or a team is listed twice (in a wave). All problems come at once.

    Examples
    --------
    >>> read_team_sizes({"noord": 12, "zuid": 9})
        team  n_team
    0  noord      12
    1   zuid       9
    """
    lang = lang or default_language()
    if isinstance(source, pd.DataFrame):
        table = table_of_frame(source)
    elif isinstance(source, Mapping):
        table = table_of_frame(pd.DataFrame({"team": list(source), "n_team": list(source.values())}))
    else:
        table = read_table(source, lang=lang)
    places, problems = _columns(table, lang)
    if problems:
        raise MappingError([*table.problems, *problems], lang=lang)
    problems = list(table.problems)
    columns: dict[str, Any] = {}
    for role, position in places.items():
        numbers, texts = distinct(table.columns[position])
        columns[role] = np.array([tidy(text) for text in texts], dtype=object)[numbers]
    frame = pd.DataFrame(columns)
    problems += _wrong_sizes(table, frame, places)
    problems += _wrong_teams(table, frame, places)
    if not len(frame) and not problems:
        problems.append(Problem("table_no_rows", {"name": table.file}, file=table.file))
    if problems:
        raise ResponseError(problems, lang=lang)
    frame["n_team"] = np.array([parse_number(size) for size in frame["n_team"]], dtype=np.int64)
    return frame


def spelled_as(sizes: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Give names in a list of sizes the capitals they have among the answers.

    Parameters
    ----------
    sizes, answers : DataFrame
        With the columns ``team`` and perhaps ``school``.

    Examples
    --------
    >>> sizes = pd.DataFrame({"team": ["NOORD", "zuid"], "n_team": [9, 8]})
    >>> spelled_as(sizes, pd.DataFrame({"team": ["Noord"]}))["team"].tolist()
    ['Noord', 'zuid']
    """
    found = sizes.copy()
    for key in ("school", "team"):
        if key in sizes and key in answers:
            names = [str(name) for name in answers[key].unique()]
            known = {name.casefold(): name for name in names}
            own = set(names)
            found[key] = [name if name in own else known.get(str(name).casefold(), name) for name in sizes[key]]
    return found


def _columns(table: Table, lang: str) -> tuple[dict[str, int], list[Problem]]:
    if {plain_header(header) for header in table.header} >= RESULTS:
        return {}, [table.problem("sizes_of_results")]
    places: dict[str, int] = {}
    problems = []
    for role, known in SIZE_HEADERS.items():
        called = text(f"reading.role.{role}", lang)
        found = [at for at, header in enumerate(table.header) if plain_header(header) in known]
        if len(found) > 1:
            letters = ", ".join(map(column_letter, found))
            problems.append(table.problem("sizes_column_double", role=called, letters=letters))
        elif found:
            places[role] = found[0]
        elif role in REQUIRED:
            problems.append(table.problem("sizes_column_missing", role=called, headers=listed(table.header)))
    return places, problems


def _wrong_sizes(table: Table, frame: pd.DataFrame, places: Mapping[str, int]) -> Iterator[Problem]:
    for row, size in zip(table.rows.tolist(), frame["n_team"], strict=True):
        number = parse_number(size)
        if number is None or not 1 <= number < MOST or not number.is_integer():
            yield table.problem("size_wrong", places["n_team"], row, value=size)


def _wrong_teams(table: Table, frame: pd.DataFrame, places: Mapping[str, int]) -> Iterator[Problem]:
    keys = [role for role in ("school", "team", "wave") if role in places]
    first: dict[tuple[str, ...], int] = {}
    for row, key in zip(table.rows.tolist(), frame[keys].itertuples(index=False, name=None), strict=True):
        team = key[keys.index("team")]
        if not team:
            yield table.problem("size_without_team", places["team"], row)
        elif key in first:
            yield table.problem("size_double", places["team"], row, value=team, other=first[key])
        else:
            first[key] = row
