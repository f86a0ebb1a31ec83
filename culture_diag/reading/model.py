"""Answers of people, validated, with an account of everything dropped or converted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from culture_diag.instrument.model import Instrument
from culture_diag.reading.common.table import Note

ONE_WAVE = "1"
"""Label of the only wave of a frame that does not say which it is."""


@dataclass(frozen=True)
class Responses:
    """Validated answers: one row a respondent and wave.

    Parameters
    ----------
    frame : DataFrame
        RangeIndex; columns ``respondent?, board?, school?, team`` (text; absent where not given), ``wave`` (ordered
        categorical, in order of time), ``seconds?`` (float: how long it took, NaN where not known; absent where no
        file says it), then one float column an item: codes as answered (not reversed), within the
        instrument's bounds, NaN where there is no answer.
    missing : DataFrame
        Same index; one int8 column an item: why there is no answer (``ANSWERED`` 0, ``EMPTY`` 1,
        ``NOT_APPLICABLE`` 2, ``NOT_SHOWN`` 3).
    instrument : Instrument
    account : DataFrame
        What was read, dropped and converted: columns ``file``, ``what`` (key under ``reading.account``), ``count``,
        ``detail``, and ``value`` where there is a second fact. :func:`account_text` says it in words.
    origin : DataFrame, optional
        Same index; where each respondent stands: ``file``, and ``row`` as a spreadsheet counts it (header is row 1).
    renamed : DataFrame, optional
        Teams that answered under an old name: ``old``, ``new``, ``wave`` and ``count``, how many did so in that wave.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> from culture_diag.reading.responses import responses_from_frame
    >>> instrument = load_instrument("invitation-challenge")
    >>> frame = pd.DataFrame({"team": ["noord"], **{item.id: [4] for item in instrument.items}})
    >>> responses = responses_from_frame(frame, instrument)
    >>> responses.frame.shape, int(responses.missing.to_numpy().sum())
    ((1, 18), 0)
    """

    frame: pd.DataFrame
    missing: pd.DataFrame
    instrument: Instrument
    account: pd.DataFrame
    origin: pd.DataFrame | None = None
    renamed: pd.DataFrame | None = None


def account_frame(notes: Iterable[tuple[str, Note]]) -> pd.DataFrame:
    """Make the account of notes by file; a note that counts nothing is left out.

    Examples
    --------
    >>> account_frame([("a.csv", Note("blank_rows", 2)), ("a.csv", Note("answers_empty", 0))])
        file        what  count detail value
    0  a.csv  blank_rows      2
    """
    rows = [(file, note.what, note.count, note.detail, note.value) for file, note in notes if note.count]
    account = pd.DataFrame(rows, columns=["file", "what", "count", "detail", "value"])
    return account.astype({"count": "int64", "value": object})
