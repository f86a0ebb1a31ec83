"""How answers and people are spread over the classes, in classes large enough to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.diagnosis import Diagnosis
from culture_diag.disclosure.model import ReleaseSettings
from culture_diag.disclosure.rounding import ROUNDING

Class = TypeVar("Class")


def shown_distributions(counts: pd.DataFrame, items: pd.DataFrame, settings: ReleaseSettings) -> pd.DataFrame:
    """Return the share of each class of answers, for items with enough of them.

    Parameters
    ----------
    counts : DataFrame
        ``distributions`` of a diagnosis.
    items : DataFrame
        Items of shown teams, as released: ``name, wave, item, n``, with n NA where it is hidden.

    Returns
    -------
    DataFrame
        ``name, wave, item, low_code, high_code, share`` (0-1) and ``n``.

    Notes
    -----
    The shares are those of as many answers as the item is said to have: 0.45 beside a team of twelve would tell that
    eleven answered.
    """
    columns = ["name", "wave", "item", "low_code", "high_code", "share", "n"]
    enough = items.loc[items["n"].notna(), ["name", "wave", "item", "n"]]
    if enough.empty or counts.empty:
        return pd.DataFrame(columns=columns)
    codes = np.sort(counts["code"].unique())
    # Rows of one item stand together in order of code, so a reshape gives a row an item.
    every = counts["count"].to_numpy().reshape(-1, len(codes))
    heads = counts.iloc[:: len(codes)][["name", "wave", "item"]].astype({"wave": str}).assign(at=np.arange(len(every)))
    heads = heads.merge(enough.astype({"wave": str}), on=["name", "wave", "item"])
    table = every[heads.pop("at")]
    told = apportioned(table, heads["n"].to_numpy(dtype=np.int64))
    # A class needs so many answers in truth, and as told.
    least = np.minimum(table, told)
    row, which, classes = _merge(least, lambda row_counts: merge_neighbours(row_counts, min_class=settings.min_class))
    first, last, _ = np.array(classes, dtype=np.int64).reshape(-1, 3)[which].T
    shown = heads.iloc[row].reset_index(drop=True)
    shown["low_code"], shown["high_code"] = codes[first], codes[last]
    up_to = np.pad(np.cumsum(told, axis=1), ((0, 0), (1, 0)))
    shown["share"] = (up_to[row, last + 1] - up_to[row, first]) / told.sum(axis=1)[row]
    return shown.astype({"wave": counts["wave"].dtype})


def shown_shares(diagnosis: Diagnosis, shown: pd.DataFrame, settings: ReleaseSettings) -> pd.DataFrame:
    """Return the share of a team's people in each quadrant, or in several together.

    Parameters
    ----------
    shown : DataFrame
        ``name, wave`` of the teams that are shown.

    Returns
    -------
    DataFrame
        ``name, wave, quadrants`` (ids joined by ``+``), ``share`` (0-1) and ``n``.
    """
    columns = ["name", "wave", "quadrants", "share", "n"]
    if diagnosis.model is None:
        return pd.DataFrame(columns=columns)
    ids = [quadrant.id for quadrant in diagnosis.model.quadrants]
    teams = diagnosis.teams.assign(wave=diagnosis.teams["wave"].astype(str)).merge(shown[["name", "wave"]])
    teams = teams[teams["n"] >= settings.min_n_shares]
    table = np.rint(teams[[f"share_{i}" for i in ids]].to_numpy(float) * teams[["n"]].to_numpy(float)).astype(int)
    row, which, classes = _merge(table, lambda row_counts: merge_smallest(row_counts, min_class=settings.min_class))
    together = pd.Series(["+".join(ids[place] for place in places) for places, _ in classes], dtype=str)
    released = teams[["name", "wave", "n"]].iloc[row].reset_index(drop=True)
    released["quadrants"] = together.array[which]
    released["share"] = np.array([count for _, count in classes])[which] / table.sum(axis=1)[row]
    return released.astype({"wave": diagnosis.teams["wave"].dtype})


def apportioned(counts: NDArray[np.int64], total: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return whole numbers in the proportions of each row's counts that add up to its total (largest remainders).

    Examples
    --------
    >>> apportioned(np.array([[0, 5, 6], [3, 3, 6]]), np.array([12, 12])).tolist()
    [[0, 5, 7], [3, 3, 6]]
    """
    exact = counts * (total / counts.sum(axis=1))[:, None]
    floor = np.floor(exact + ROUNDING).astype(np.int64)
    rank = np.argsort(np.argsort(floor - exact, axis=1, kind="stable"), axis=1, kind="stable")
    shared: NDArray[np.int64] = floor + (rank < (total - floor.sum(axis=1))[:, None])
    return shared


def _merge(
    table: NDArray[np.int64], merge: Callable[[Sequence[int]], list[Class]]
) -> tuple[NDArray[np.intp], NDArray[np.intp], list[Class]]:
    """Merge the classes of every row.

    Many rows hold the same counts, and equal counts merge alike: each pattern is merged once.

    Returns
    -------
    row, which : arrays of int
        For each class that is left, in order: the row it belongs to, and its place in `classes`.
    classes : list
    """
    pattern = np.zeros(len(table), dtype=np.int64)
    for column in table.T:
        # Numbered anew after each column, so that the numbers stay small however many classes there are.
        pattern = pd.factorize(pattern * (int(column.max(initial=0)) + 1) + column)[0]
    merged = [merge(table[at].tolist()) for at in np.unique(pattern, return_index=True)[1]]
    size = np.array([len(classes) for classes in merged], dtype=np.intp)
    start, many = (np.cumsum(size) - size)[pattern], size[pattern]
    row = np.repeat(np.arange(len(table)), many)
    which = np.arange(len(row)) + (start - np.cumsum(many) + many)[row]
    return row, which, [each for classes in merged for each in classes]


def merge_neighbours(counts: Sequence[int], *, min_class: int) -> list[tuple[int, int, int]]:
    """Merge neighbouring classes until each holds at least `min_class` answers.

    The smallest class joins a neighbour on its own side of the middle while it has one, so that agreeing and
    disagreeing stay apart as long as they can; after that, its smaller neighbour. An empty class is a class too: that
    nobody answered so is as telling as that one person did.

    Parameters
    ----------
    counts : sequence of int
        Answers in each class, in order.

    Returns
    -------
    list of (first, last, count)
        Positions of the first and last class that were merged. One class, or all counts together below `min_class`,
        tells nothing: an empty list.

    Examples
    --------
    >>> merge_neighbours([3, 5, 4, 4, 7], min_class=5)
    [(0, 2, 12), (3, 4, 11)]
    >>> merge_neighbours([0, 0, 12], min_class=5)
    []
    """
    classes = [(at, at, int(count)) for at, count in enumerate(counts)]
    middle = (len(counts) - 1) / 2
    for apart in (True, False):
        while (pair := _smallest_pair(classes, min_class, middle if apart else None)) is not None:
            first, last = pair
            classes[first : last + 1] = [(classes[first][0], classes[last][1], classes[first][2] + classes[last][2])]
    return classes if len(classes) > 1 else []


def _smallest_pair(
    classes: Sequence[tuple[int, int, int]], min_class: int, middle: float | None
) -> tuple[int, int] | None:
    """Find the smallest too small class that may join a neighbour, and that neighbour."""
    for at in sorted(range(len(classes)), key=lambda i: classes[i][2]):
        if classes[at][2] >= min_class:
            break
        sides = [side for side in (at - 1, at + 1) if 0 <= side < len(classes)]
        if middle is not None:
            sides = [side for side in sides if _side(classes[side], middle) * _side(classes[at], middle) > 0]
        if sides:
            other = min(sides, key=lambda i: classes[i][2])
            return min(at, other), max(at, other)
    return None


def _side(merged: tuple[int, int, int], middle: float) -> int:
    return (merged[0] > middle) - (merged[1] < middle)


def merge_smallest(counts: Sequence[int], *, min_class: int) -> list[tuple[tuple[int, ...], int]]:
    """Merge classes without an order (the four quadrants) until each holds at least `min_class` people.

    Returns
    -------
    list of (positions, count)
        Empty where only one class would be left.

    Examples
    --------
    >>> merge_smallest([1, 5, 2, 12], min_class=5)
    [((0, 1, 2), 8), ((3,), 12)]
    """
    classes: list[tuple[tuple[int, ...], int]] = [((at,), int(count)) for at, count in enumerate(counts)]
    while len(classes) > 1 and min(count for _, count in classes) < min_class:
        one, two = sorted(classes, key=lambda each: each[1])[:2]
        classes = [each for each in classes if each not in (one, two)]
        classes.append((tuple(sorted(one[0] + two[0])), one[1] + two[1]))
    return sorted(classes) if len(classes) > 1 else []
