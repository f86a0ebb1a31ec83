"""Sizes of teams: how many people could have answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from culture_diag.errors import MappingError, Problem, ResponseError
from culture_diag.i18n import default_language, text
from culture_diag.reading.columns.roles import ROLE_HEADERS
from culture_diag.reading.common.cells import column_letter, parse_number, plain_header, tidy
from culture_diag.reading.common.redaction import quoted_headers
from culture_diag.reading.common.series import factorized
from culture_diag.reading.common.table import Table
from culture_diag.reading.exports.load import read_table, table_of_frame
from culture_diag.reading.model import Responses

SIZE_HEADERS: Mapping[str, frozenset[str]] = {
    "school": ROLE_HEADERS["school"],
    "team": ROLE_HEADERS["team"],
    "wave": ROLE_HEADERS["wave"],
    "n_team": frozenset({
        "n team", "nteam", "n", "aantal", "aantal leden", "aantal teamleden", "aantal medewerkers",
        "aantal collega s", "aantal personen", "omvang", "teamomvang", "teamgrootte", "grootte", "team size",
        "teamsize", "size", "number", "number of people", "members", "team members", "headcount",
    }),
}  # fmt: skip
"""Headers by which the columns of a list of sizes are known."""

REQUIRED_COLUMNS = ("team", "n_team")

RESULTS_HEADERS = frozenset({"name", "n", "n team", "response rate"})
"""Headers that only a results file of ours has all of."""


MAX_TEAM_SIZE = 1_000_000
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
        numbers, texts = factorized(table.columns[position])
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


def with_spelling_of(sizes: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Spell names in a list of sizes with the capitals they have among the answers.

    Parameters
    ----------
    sizes, answers : DataFrame
        With the columns ``team`` and perhaps ``school``.

    Examples
    --------
    >>> sizes = pd.DataFrame({"team": ["NOORD", "zuid"], "n_team": [9, 8]})
    >>> with_spelling_of(sizes, pd.DataFrame({"team": ["Noord"]}))["team"].tolist()
    ['Noord', 'zuid']
    """
    spelled = sizes.copy()
    for key in ("school", "team"):
        if key in sizes and key in answers:
            names = [str(name) for name in answers[key].unique()]
            known = {name.casefold(): name for name in names}
            own = set(names)
            spelled[key] = [name if name in own else known.get(str(name).casefold(), name) for name in sizes[key]]
    return spelled


def _columns(table: Table, lang: str) -> tuple[dict[str, int], list[Problem]]:
    if {plain_header(header) for header in table.header} >= RESULTS_HEADERS:
        return {}, [table.problem("sizes_of_results")]
    places: dict[str, int] = {}
    problems = []
    for role, known in SIZE_HEADERS.items():
        name = text(f"reading.role.{role}", lang)
        positions = [at for at, header in enumerate(table.header) if plain_header(header) in known]
        if len(positions) > 1:
            letters = ", ".join(map(column_letter, positions))
            problems.append(table.problem("sizes_column_double", role=name, letters=letters))
        elif positions:
            places[role] = positions[0]
        elif role in REQUIRED_COLUMNS:
            problems.append(table.problem("sizes_column_missing", role=name, headers=quoted_headers(table.header)))
    return places, problems


def _wrong_sizes(table: Table, frame: pd.DataFrame, places: Mapping[str, int]) -> Iterator[Problem]:
    for row, size in zip(table.rows.tolist(), frame["n_team"], strict=True):
        number = parse_number(size)
        if number is None or not 1 <= number < MAX_TEAM_SIZE or not number.is_integer():
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


def sizes_as_answered(sizes: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    """Name the teams in a list of sizes as the answers do: by their new names, and in the same capitals.

    Whoever compares sizes with answers does so through here, so that all see the same teams.

    Parameters
    ----------
    sizes : DataFrame
        As :func:`culture_diag.read_team_sizes` gives it.

    Returns
    -------
    DataFrame
        As of :func:`renamed_sizes`.

    Examples
    --------
    >>> import culture_diag as cd
    >>> instrument = cd.load_instrument("invitation-challenge")
    >>> frame = pd.DataFrame({"team": ["Bouw 1"], **{item.id: [4] for item in instrument.items}})
    >>> responses = cd.responses_from_frame(frame, instrument, renamed={"Bouw 1": "Onderbouw"})
    >>> sizes_as_answered(cd.read_team_sizes({"onderbouw": 9}), responses)["team"].tolist()
    ['Onderbouw']
    """
    return with_spelling_of(renamed_sizes(sizes, responses), responses.frame)


def renamed_sizes(sizes: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    """Rename teams in a list of sizes as they were renamed among the answers.

    Where the list has both names, the size counts that stands with the name a wave was answered under: a list without
    waves may hold the old team and the new one. Of teams that became one within a wave the sizes are added.

    Parameters
    ----------
    sizes : DataFrame
        As :func:`culture_diag.read_team_sizes` gives it.
    responses : Responses
        Read with the new names.

    Returns
    -------
    DataFrame
        The same columns; ``wave`` as well, if a team has another size in another wave.

    Examples
    --------
    >>> import culture_diag as cd
    >>> instrument = cd.load_instrument("invitation-challenge")
    >>> frame = pd.DataFrame({"team": ["Bouw 1"], **{item.id: [4] for item in instrument.items}})
    >>> responses = cd.responses_from_frame(frame, instrument, renamed={"Bouw 1": "Onderbouw"})
    >>> renamed_sizes(cd.read_team_sizes({"Bouw 1": 9, "Bouw 2": 8}), responses).to_dict("list")
    {'team': ['Onderbouw', 'Bouw 2'], 'n_team': [9, 8]}
    """
    renamed = responses.renamed
    if renamed is None or not set(renamed["old"]) & set(sizes["team"]):
        return sizes
    names = dict(zip(renamed["old"], renamed["new"], strict=True))
    known = sizes.assign(was=sizes["team"], team=[names.get(team, team) for team in sizes["team"]])
    keys = [key for key in ("school", "team", "wave") if key in sizes]
    if not known.duplicated(keys).any():
        return known.drop(columns="was")
    if "wave" not in sizes:
        known = _by_wave(known, responses)
        keys.append("wave")
    moved: dict[Any, int] = renamed.groupby(["old", "wave"])["count"].sum().to_dict()
    answered = responses.frame.groupby(["team", "wave"], observed=True).size().to_dict()
    rows = []
    for _, same in known.groupby(keys, sort=False):
        row = same.iloc[-1].copy()
        row["n_team"] = _combined_size(same, moved, answered.get((row["team"], row["wave"]), 0))
        rows.append(row)
    return pd.DataFrame(rows).drop(columns="was").astype({"n_team": "int64"}).reset_index(drop=True)


def _combined_size(same: pd.DataFrame, moved: Mapping[tuple[str, str], int], answered: int) -> int:
    """Add the sizes of the names under which a team was answered in a wave; where that is not known, its new name's."""
    counts = [moved.get((was, wave), 0) for was, wave in zip(same["was"], same["wave"].astype(str), strict=True)]
    new = (same["was"] == same["team"]).to_numpy(dtype=bool)
    used = [count > 0 or (is_new and answered > sum(counts)) for count, is_new in zip(counts, new, strict=True)]
    if not any(used):
        used = list(new) if new.any() else [True] * len(same)
    return sum(size for size, here in zip(same["n_team"].tolist(), used, strict=True) if here)


def _by_wave(sizes: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    """Repeat each size for every wave its team answered in; a team without answers is missed in the last."""
    waves = responses.frame["wave"].cat.categories.astype(str)
    seen = responses.frame.assign(wave=responses.frame["wave"].astype(str)).groupby("team")["wave"].unique()
    each = pd.Series([list(seen.get(team, [waves[-1]])) for team in sizes["team"]], index=sizes.index, dtype=object)
    return sizes.assign(wave=each).explode("wave", ignore_index=True)
