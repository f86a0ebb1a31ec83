"""Items, scores and team labels, checked once and turned into plain arrays."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from culture_diag.statistics.moments import Floats, Integers

Table = pd.DataFrame | pd.Series | ArrayLike
"""Answers: a frame or 2-d array with one column an item; a Series or 1-d array is one item."""


def item_matrix(items: Table) -> tuple[Floats, pd.Index]:
    """Turn answers into a matrix of floats and the names of its columns.

    Parameters
    ----------
    items : DataFrame, Series or array
        One row a respondent, one column an item; a single dimension is one item.

    Returns
    -------
    matrix : (rows, k) array
    names : Index
        Column names; positions where there are none.

    Raises
    ------
    ValueError
        If there is no item, or an answer is not a finite number (missing ones are NaN).

    Examples
    --------
    >>> matrix, names = item_matrix(pd.DataFrame({"q1": [1, 2], "q2": [3, None]}))
    >>> matrix.tolist(), list(names)
    ([[1.0, 3.0], [2.0, nan]], ['q1', 'q2'])
    """
    try:
        frame = pd.DataFrame(items if isinstance(items, pd.DataFrame | pd.Series) else np.asarray(items))
        matrix = frame.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as reason:
        raise ValueError(f"items must be a table of numbers, one column an item: {reason}") from None
    if matrix.shape[1] == 0:
        raise ValueError("there is no item: give at least one column")
    if np.isinf(matrix).any():
        raise ValueError("an answer is infinite: missing answers are NaN, all others finite numbers")
    return matrix, frame.columns


def score_vector(scores: Table, what: str = "scores") -> Floats:
    """Turn one score a respondent into a vector of floats.

    Raises
    ------
    ValueError
        If there is more than one column, or a score is not a finite number or NaN.

    Examples
    --------
    >>> score_vector([3, 4.5]).tolist()
    [3.0, 4.5]
    """
    matrix, _ = item_matrix(scores)
    if matrix.shape[1] != 1:
        raise ValueError(f"{what} must be one score a respondent, not {matrix.shape[1]} columns")
    return matrix[:, 0]


def team_codes(teams: ArrayLike | pd.Series, *, rows: int) -> tuple[pd.Index, Integers]:
    """Turn team labels into codes: the place of each in sorted order.

    Parameters
    ----------
    teams : array
        One label a row; labels are names, whatever their type. A missing label is no team.
    rows : int
        How many labels there must be.

    Returns
    -------
    labels : Index
        Every label that occurs, named as the Series was, else ``"team"``.
    codes : (rows,) array of int
        Place of each row's label in `labels`; -1 where it is missing.

    Raises
    ------
    ValueError
        If the number of labels differs from the number of rows.

    Examples
    --------
    >>> labels, codes = team_codes(["b", "a", None, "b"], rows=4)
    >>> list(labels), codes.tolist()
    (['a', 'b'], [1, 0, -1, 1])
    """
    column = teams if isinstance(teams, pd.Series) else pd.Series(np.asarray(teams))
    if len(column) != rows:
        raise ValueError(f"teams must hold one label a row: {len(column)} labels for {rows} rows")
    if isinstance(column.dtype, pd.CategoricalDtype):
        # Labels only: an order of categories or an unused one means nothing here.
        column = column.astype(column.cat.categories.dtype)
    codes, labels = pd.factorize(column, sort=True)
    name = column.name if column.name is not None else "team"
    return pd.Index(labels, name=name), codes.astype(np.intp, copy=False)


def check_bounds(bounds: tuple[float, float], matrix: Floats | None = None) -> tuple[float, float]:
    """Return the declared ends of the response scale, after a look at whether the answers keep to them.

    Raises
    ------
    ValueError
        If the bounds are not two rising finite numbers, or an answer lies outside them.

    Examples
    --------
    >>> check_bounds((1, 5), np.array([[1.0, np.nan, 5.0]]))
    (1.0, 5.0)
    """
    try:
        low, high = (float(bound) for bound in bounds)
    except (TypeError, ValueError):
        raise ValueError(f"bounds must be two numbers, lowest and highest answer: {bounds!r}") from None
    if not (np.isfinite([low, high]).all() and low < high):
        raise ValueError(f"bounds must rise from the lowest to the highest answer: {bounds!r}")
    if matrix is not None and matrix.size:
        # fmin and fmax pass over NaN, and unlike nanmin do not mind a table that is all missing.
        least, most = np.fmin.reduce(matrix, axis=None), np.fmax.reduce(matrix, axis=None)
        if least < low or most > high:
            raise ValueError(f"answers run from {least:g} to {most:g}, outside the bounds {low:g} to {high:g}")
    return low, high
