"""Sizes of teams under the names of the answers: a list may have an old name, other capitals, or both names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from culture_diag.reading.joining import ARROW
from culture_diag.reading.sizes import spelled_as

if TYPE_CHECKING:
    from culture_diag.reading.responses import Responses


def sizes_as_answered(sizes: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    """Give the teams in a list of sizes the names that the answers have: new ones, and in their capitals.

    Whoever compares sizes with answers does so through here, so that all see the same teams.

    Parameters
    ----------
    sizes : DataFrame
        As :func:`culture_diag.read_team_sizes` gives it.
    responses : Responses

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
    return spelled_as(renamed_sizes(sizes, responses), responses.frame)


def renamed_sizes(sizes: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    """Give teams in a list of sizes the names they got among the answers.

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
    told = responses.account[responses.account["what"] == "team_renamed"]
    names = dict(detail.partition(ARROW)[::2] for detail in told["detail"])
    if not set(names) & set(sizes["team"]):
        return sizes
    known = sizes.assign(was=sizes["team"], team=[names.get(team, team) for team in sizes["team"]])
    keys = [key for key in ("school", "team", "wave") if key in sizes]
    if not known.duplicated(keys).any():
        return known.drop(columns="was")
    if "wave" not in sizes:
        known = _by_wave(known, responses)
        keys.append("wave")
    moved = _moved(responses)
    answered = responses.frame.groupby(["team", "wave"], observed=True).size().to_dict()
    rows = []
    for _, same in known.groupby(keys, sort=False):
        row = same.iloc[-1].copy()
        row["n_team"] = _size(same, moved, answered.get((row["team"], row["wave"]), 0))
        rows.append(row)
    return pd.DataFrame(rows).drop(columns="was").astype({"n_team": "int64"}).reset_index(drop=True)


def _size(same: pd.DataFrame, moved: dict[tuple[str, str], int], answered: int) -> int:
    """Add the sizes of the names under which a team was answered in a wave; where that is not known, its new name's."""
    counts = [moved.get((was, wave), 0) for was, wave in zip(same["was"], same["wave"].astype(str), strict=True)]
    new = (same["was"] == same["team"]).to_numpy(dtype=bool)
    used = [count > 0 or (is_new and answered > sum(counts)) for count, is_new in zip(counts, new, strict=True)]
    if not any(used):
        used = list(new) if new.any() else [True] * len(same)
    return sum(size for size, here in zip(same["n_team"].tolist(), used, strict=True) if here)


def _moved(responses: Responses) -> dict[tuple[str, str], int]:
    """Count the renamed answers by old name and wave, as far as the files tell: those that hold a single wave."""
    if responses.origin is None:
        return {}
    waves = responses.frame["wave"].astype(str).groupby(responses.origin["file"].astype(str)).unique()
    told = responses.account[responses.account["what"] == "team_renamed"]
    found: dict[tuple[str, str], int] = {}
    for row in told.itertuples():
        here = list(waves.get(row.file, ()))
        if len(here) == 1:
            key = (str(row.detail).partition(ARROW)[0], here[0])
            found[key] = found.get(key, 0) + int(str(row.count))
    return found


def _by_wave(sizes: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    """Give each size a row for every wave its team answered in; a team without answers is missed in the last."""
    waves = responses.frame["wave"].cat.categories.astype(str)
    seen = responses.frame.assign(wave=responses.frame["wave"].astype(str)).groupby("team")["wave"].unique()
    each = pd.Series([list(seen.get(team, [waves[-1]])) for team in sizes["team"]], index=sizes.index, dtype=object)
    return sizes.assign(wave=each).explode("wave", ignore_index=True)
