"""An item whose answers go on in a column beside it: its question was reworded while people were answering."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from culture_diag.instrument.model import Instrument
from culture_diag.reading.columns.match import Layout
from culture_diag.reading.common.cells import tidy
from culture_diag.reading.exports.load import Table
from culture_diag.reading.files.grid import BESIDE, Note
from culture_diag.reading.values.answer_rules import EMPTY, JUDGED, Rules
from culture_diag.reading.values.answers import ANSWERED, distinct

FEWEST, SHARE = 3, 0.1
"""An item that so many people left open, and more than this share of them, is looked at: others just skipped it."""

FILLED = 0.8
"""The other column must hold answers of so many of those who left the item open, and of nobody else."""


def continued(
    table: Table, layout: Layout, instrument: Instrument, rules: Rules, missing: NDArray[np.int8]
) -> Iterator[Note]:
    """Tell of each item that a column which is not read goes on with.

    Parameters
    ----------
    table : Table
    layout : Layout
    instrument : Instrument
    rules : Rules
        By which the answers of this file are read.
    missing : array
        Why there is no answer: one row an item, one column a row of the table.

    Yields
    ------
    Note
        Id of the item, and the header of the other column.
    """
    said = (missing == ANSWERED).any(axis=0)
    fewest = max(FEWEST, SHARE * np.count_nonzero(said))
    left_open = {item.id: (missing[at] == EMPTY) & said for at, item in enumerate(instrument.items)}
    often = {
        item: empty for item, empty in left_open.items() if item in layout.items and np.count_nonzero(empty) >= fewest
    }
    for position in sorted(layout.unread) if often else ():
        places, texts = distinct(table.columns[position])
        if not 1 < len(texts) <= JUDGED:
            continue
        filled = np.array([bool(tidy(text)) for text in texts])[places] & said
        for item, empty in often.items():
            if (filled & ~empty).any() or np.count_nonzero(filled) < FILLED * np.count_nonzero(empty):
                continue
            verdicts = [rules.judge(text) for text in texts if tidy(text)]
            if not any(verdict.problem for verdict in verdicts) and not all(
                np.isnan(verdict.code) for verdict in verdicts
            ):
                yield Note("item_continued", 1, f"{item}{BESIDE}{tidy(table.header[position])}")
