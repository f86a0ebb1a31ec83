"""A column of names as numbers: each different one is kept once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.reading.common.cells import cell_text, tidy


@dataclass(frozen=True)
class Labels:
    """A column of text as numbers: `places` point into `words`; an empty cell is -1 and points at the last, ``""``."""

    places: NDArray[np.intp]
    words: tuple[str, ...]

    def renamed(self, names: Mapping[str, str]) -> Labels:
        """Replace some of the words."""
        return labels_from_codes(self.places, [names.get(word, word) for word in self.words])

    def where(self, keep: NDArray[np.bool_]) -> Labels:
        """Keep some of the rows."""
        return Labels(self.places[keep], self.words)

    def rows_of(self, word: str) -> NDArray[np.bool_]:
        """Tell which rows hold this word."""
        return np.equal(self.places, self.words.index(word))

    def text(self) -> pd.Series[Any]:
        """Write the column as text."""
        return pd.Series(np.array(self.words, dtype=object)[self.places])

    @property
    def empty(self) -> NDArray[np.bool_]:
        """Tell which cells are empty."""
        return self.places < 0

    @property
    def counts(self) -> dict[str, int]:
        """Count the cells of each word that is there."""
        counts = np.bincount(self.places[self.places >= 0], minlength=len(self.words) - 1).tolist()
        return {word: count for word, count in zip(self.words, counts, strict=False) if count}


def labels_from_codes(places: NDArray[np.intp], words: Iterable[str]) -> Labels:
    """Make labels of numbered words, of which some may turn out to be the same or empty.

    Examples
    --------
    >>> labels = labels_from_codes(np.array([0, 1, 2]), ["noord", "noord", ""])
    >>> labels.words, list(labels.text())
    (('noord', ''), ['noord', 'noord', ''])
    """
    listed = list(words)
    unique = dict.fromkeys(word for word in listed if word)
    if [*unique, ""] == listed:  # as it is, but for the empty ones
        return Labels(np.where(places == len(unique), -1, places), tuple(listed))
    number = {word: at for at, word in enumerate(unique)}
    return Labels(np.array([number.get(word, -1) for word in listed], dtype=np.intp)[places], (*unique, ""))


def read_labels(column: pd.Series[Any]) -> Labels:
    """Read a column of names, without white space around or repeated."""
    places, texts = factorized(column)
    return labels_from_codes(places, map(tidy, texts))


def factorized(column: pd.Series[Any]) -> tuple[NDArray[np.intp], list[str]]:
    """Count off the different values of a column, and write each as text; the last text is the empty one.

    Categories without an order are numbered as the rows meet them, and those that no row holds are left out.
    """
    values: Any
    if isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered:  # keep its order, not that of the rows
        places, values = column.cat.codes.to_numpy(dtype=np.intp), column.cat.categories
    else:
        places, values = pd.factorize(column, use_na_sentinel=True)
    texts = values.astype(str).tolist() if values.dtype.kind in "iu" else [cell_text(value) for value in values]
    # What pandas takes as missing (never text) is numbered -1: the empty text at the end.
    return np.where(places < 0, len(texts), places), [*texts, ""]


def rows_by_code(places: NDArray[np.intp], chosen: NDArray[np.bool_]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Group the rows by number, of the chosen numbers, in one pass however many numbers there are.

    Examples
    --------
    >>> [(at, rows.tolist()) for at, rows in rows_by_code(np.array([0, 2, 1, 2]), np.array([False, True, True]))]
    [(1, [2]), (2, [1, 3])]
    """
    rows = np.flatnonzero(chosen[places]) if chosen.any() else np.zeros(0, dtype=np.intp)
    if not len(rows):
        return
    rows = rows[np.argsort(places[rows], kind="stable")]
    edges = np.flatnonzero(np.diff(places[rows])) + 1
    for part in np.split(rows, edges):
        yield int(places[part[0]]), part


Columns = tuple["pd.Series[Any]", ...]
"""Of a grid: categories of text, all as long."""


def categorical(codes: NDArray[Any], texts: Sequence[str] | pd.Index[Any]) -> pd.Series[Any]:
    """Make a column of numbered texts, all different."""
    kinds = pd.CategoricalDtype(pd.Index(texts, dtype=object))
    return pd.Series(pd.Categorical.from_codes(codes, dtype=kinds))


def cells_where(column: pd.Series[Any], holds: Callable[[str], object]) -> NDArray[np.bool_]:
    """Tell for which cells of a column something holds, asking each different text once."""
    holding = np.array([bool(holds(text)) for text in column.cat.categories], dtype=bool)
    return holding[column.cat.codes.to_numpy()]


def filled_cells(column: pd.Series[Any]) -> NDArray[np.bool_]:
    """Tell which cells of a column hold more than white space."""
    return cells_where(column, tidy)
