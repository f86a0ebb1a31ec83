"""A column of names as numbers: each different one is kept once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.reading.common.cells import tidy
from culture_diag.reading.values.answers import distinct


@dataclass(frozen=True)
class Labels:
    """A column of text as numbers: `places` point into `words`; an empty cell is -1 and points at the last, ``""``."""

    places: NDArray[np.intp]
    words: tuple[str, ...]

    def renamed(self, names: Mapping[str, str]) -> Labels:
        """Give the same column with other words for some."""
        return labels_of(self.places, [names.get(word, word) for word in self.words])

    def where(self, keep: NDArray[np.bool_]) -> Labels:
        """Give the rows that are kept."""
        return Labels(self.places[keep], self.words)

    def rows_of(self, word: str) -> NDArray[np.bool_]:
        """Tell which rows hold this word."""
        return np.equal(self.places, self.words.index(word))

    def text(self) -> pd.Series[Any]:
        """Give the column as text."""
        return pd.Series(np.array(self.words, dtype=object)[self.places])

    @property
    def empty(self) -> NDArray[np.bool_]:
        """Tell which cells are empty."""
        return self.places < 0

    @property
    def counts(self) -> dict[str, int]:
        """Count the cells of each word that is there."""
        found = np.bincount(self.places[self.places >= 0], minlength=len(self.words) - 1).tolist()
        return {word: count for word, count in zip(self.words, found, strict=False) if count}


def labels_of(places: NDArray[np.intp], words: Iterable[str]) -> Labels:
    """Make labels of numbered words, of which some may turn out to be the same or empty.

    Examples
    --------
    >>> labels = labels_of(np.array([0, 1, 2]), ["noord", "noord", ""])
    >>> labels.words, list(labels.text())
    (('noord', ''), ['noord', 'noord', ''])
    """
    listed = list(words)
    kept = dict.fromkeys(word for word in listed if word)
    if [*kept, ""] == listed:  # as it is, but for the empty ones
        return Labels(np.where(places == len(kept), -1, places), tuple(listed))
    number = {word: at for at, word in enumerate(kept)}
    return Labels(np.array([number.get(word, -1) for word in listed], dtype=np.intp)[places], (*kept, ""))


def read_labels(column: pd.Series[Any]) -> Labels:
    """Read a column of names, without white space around or repeated."""
    places, texts = distinct(column)
    return labels_of(places, map(tidy, texts))
