"""Released frames, built from their declaration in new memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.disclosure.schema import BY_NAME, Column


@dataclass(frozen=True)
class Terms:
    """What the names in the declaration stand for in one release.

    Parameters
    ----------
    axes, quadrants : tuple of str
    least : dict of str to int
        The thresholds, by name of the setting.
    steps : dict of str to float
        The rounding steps, by name.
    """

    axes: tuple[str, ...]
    quadrants: tuple[str, ...]
    least: dict[str, int]
    steps: dict[str, float]


def declared(frame: str, terms: Terms) -> Iterator[tuple[str, Column]]:
    """Go through the columns of a frame as one release names them.

    Columns of an axis or quadrant that stand together in the declaration take turns: all of one axis, then the next.
    """
    columns = BY_NAME[frame].columns
    at = 0
    while at < len(columns):
        kind = _pattern(columns[at])
        run = 1
        while kind and at + run < len(columns) and _pattern(columns[at + run]) == kind:
            run += 1
        names: Sequence[str] = {"axis": terms.axes, "quadrant": terms.quadrants}.get(kind, ("",))
        for name in names:
            yield from ((column.name.format(**{kind or "none": name}), column) for column in columns[at : at + run])
        at += run


def _pattern(column: Column) -> str:
    return next((kind for kind in ("axis", "quadrant") if f"{{{kind}}}" in column.name), "")


def build_frame(frame: str, made: pd.DataFrame, *, terms: Terms) -> pd.DataFrame:
    """Build a released frame: the declared columns, rounded as declared, in new memory, without what may not be told.

    Parameters
    ----------
    frame : str
        Name in the declaration.
    made : DataFrame
        With the declared columns, and any others, which do not pass. Rows that are ``suppressed`` are withheld; where
        it has ``n``, that is held against the least.

    Raises
    ------
    KeyError
        If a declared column that no release may lack is not there.
    """
    nothing = np.zeros(len(made), dtype=bool)
    withheld = made["suppressed"].to_numpy(dtype=bool) if "suppressed" in made else nothing
    answers = made["n"].to_numpy(dtype=float, na_value=0.0) if "n" in made else None
    columns = {}
    for name, column in declared(frame, terms):
        if name not in made and column.optional:
            continue
        least = terms.least[column.least] if isinstance(column.least, str) else column.least
        empty = nothing if column.on_hidden else withheld
        if answers is not None and not column.on_hidden and least:
            empty = empty | (answers < least)
        step = terms.steps[column.step] if isinstance(column.step, str) else column.step
        columns[name] = _fresh(made[name], empty, float(step))
    return pd.DataFrame(columns, index=pd.RangeIndex(len(made)))


def to_step(values: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Round to multiples of a step, to the nearest float that is written so.

    Examples
    --------
    >>> to_step(np.array([3.44, 0.29, 4.2]), 0.1).tolist(), to_step(np.array([3.3, 17.0]), 0.5).tolist()
    ([3.4, 0.3, 4.2], [3.5, 17.0])
    """
    # A tenth has no exact float, but ten has: by its inverse 0.3 stays 0.3.
    whole = np.rint(values * np.rint(1 / step)) / np.rint(1 / step) if step < 1 else np.rint(values / step) * step
    rounded: NDArray[np.float64] = whole + 0.0
    return rounded


def _fresh(values: pd.Series, empty: NDArray[np.bool_], step: float) -> Any:
    """Copy a column into new memory, so that not even the bytes behind an empty cell hold what was there."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        codes = np.where(empty, -1, values.cat.codes.to_numpy())
        return pd.Categorical.from_codes(codes, dtype=dtype)
    if pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_numeric_dtype(dtype):
        return _fresh_numbers(values, empty, step)
    cells = values.astype(object).to_numpy(copy=True)
    cells[empty] = pd.NA
    return pd.Series(cells.tolist(), dtype=dtype)


def _fresh_numbers(values: pd.Series, empty: NDArray[np.bool_], step: float) -> Any:
    dtype = values.dtype
    gone = empty | values.isna().to_numpy(dtype=bool)
    if pd.api.types.is_float_dtype(dtype):
        plain = values.to_numpy(dtype=float, na_value=np.nan)
        plain = np.where(gone, np.nan, to_step(plain, step) if step else plain)
        return pd.arrays.FloatingArray(np.where(gone, 0.0, plain), gone) if dtype == "Float64" else plain
    filled = np.where(gone, 0, values.to_numpy(dtype=float, na_value=0.0))
    if pd.api.types.is_bool_dtype(dtype):
        return filled.astype(bool) if isinstance(dtype, np.dtype) and not gone.any() else (
            pd.arrays.BooleanArray(filled.astype(bool), gone))  # fmt: skip
    whole = filled.astype(np.int64)
    return whole if isinstance(dtype, np.dtype) and not gone.any() else pd.arrays.IntegerArray(whole, gone)
