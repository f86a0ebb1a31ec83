"""The scores of reference teams, from a file: a results file of an earlier time, or a table of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from culture_diag.errors import Problem, ResponseError
from culture_diag.instrument import Instrument
from culture_diag.reading.columns.roles import ROLE_HEADERS
from culture_diag.reading.common.cells import parse_number, plain_header, tidy
from culture_diag.reading.exports.load import read_table


def read_reference(path: str | Path, instrument: Instrument, *, lang: str | None = None) -> pd.DataFrame:
    """Read the scores of reference teams.

    Parameters
    ----------
    path : path
        A table with a column for each axis, called by the id of its scale or its name in either language; and,
        where there are several, a column with the wave.
    lang : {"nl", "en"}, optional
        Language of error texts.

    Returns
    -------
    DataFrame
        The axes, and ``wave`` where there is one; indexed by rows as a spreadsheet counts them, so that an error can
        name one. What :func:`culture_diag.diagnose` takes as ``reference``.

    Raises
    ------
    ResponseError
        If an axis has no column, or a cell holds no number.
    """
    table = read_table(path, lang=lang)
    problems = list(table.problems)
    columns: dict[str, Any] = {}
    for place, (header, cells) in enumerate(zip(table.header, table.columns, strict=True)):
        called = plain_header(header)
        if called in ROLE_HEADERS["wave"]:
            columns.setdefault("wave", [tidy(cell) for cell in cells])
        for scale in instrument.scales:
            if called in {plain_header(name) for name in (scale.id, *scale.name.texts)}:
                numbers = [parse_number(tidy(cell)) for cell in cells]
                problems += [
                    table.problem("norm_no_number", place, int(row), kind="norm", value=tidy(cell))
                    for row, cell, number in zip(table.rows, cells, numbers, strict=True)
                    if number is None and tidy(cell)
                ]
                columns.setdefault(scale.id, numbers)
    axes = [axis.scale for model in instrument.quadrants[:1] for axis in (model.x, model.y)]
    if not problems and any(axis not in columns for axis in axes):
        scales = ", ".join(f"'{axis}'" for axis in axes)
        problems.append(Problem("norm_file_wrong", {"scales": scales}, file=table.file, kind="norm"))
    if problems:
        raise ResponseError(problems, lang=lang)
    return pd.DataFrame(columns, index=table.rows)
