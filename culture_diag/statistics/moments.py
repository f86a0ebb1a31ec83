"""Sums by group: the one pass over the respondents that everything else stands on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True)
class GroupMoments:
    """How many, what mean and what scatter each group has.

    Parameters
    ----------
    n : (groups,) array of int
        Rows with a value in every column.
    mean : (groups, d) array
        NaN where n = 0.
    scatter : (groups, d, d) array
        Sum of products of deviations: (n - 1) times the covariance; 0 where n < 2.

    Examples
    --------
    >>> moments = group_moments(np.array([[1.0], [3.0], [4.0]]), np.array([0, 0, 1]), groups=2)
    >>> moments.n.tolist(), moments.mean[:, 0].tolist(), moments.scatter[:, 0, 0].tolist()
    ([2, 1], [2.0, 4.0], [2.0, 0.0])
    """

    n: Integers
    mean: Floats
    scatter: Floats

    @property
    def covariance(self) -> Floats:
        """Within-group covariance with divisor n - 1; NaN where n < 2."""
        divisor = np.where(self.n > 1, self.n - 1.0, np.nan)
        return self.scatter / divisor[:, None, None]


def group_moments(values: Floats, codes: Integers, *, groups: int) -> GroupMoments:
    """Count, average and cross-multiply rows by group.

    Rows with a NaN in any column, or with a negative code, are left out. Deviations are taken about the group's own
    mean (two passes), so that equal answers give a scatter of exactly 0 and large groups lose no digits.

    Parameters
    ----------
    values : (rows, d) array
    codes : (rows,) array of int
        Group of each row, 0 to `groups` - 1.
    groups : int

    Returns
    -------
    GroupMoments

    Examples
    --------
    >>> moments = group_moments(np.array([[1.0, 2.0], [3.0, 6.0], [5.0, 5.0]]), np.array([0, 0, 1]), groups=2)
    >>> moments.n.tolist(), moments.mean[0].tolist(), moments.scatter[0].tolist()
    ([2, 1], [2.0, 4.0], [[2.0, 4.0], [4.0, 8.0]])
    """
    columns = [values[:, j] for j in range(values.shape[1])]
    valid = codes >= 0
    for column in columns:
        valid &= ~np.isnan(column)
    if not valid.all():
        columns, codes = [column[valid] for column in columns], codes[valid]
    n = np.bincount(codes, minlength=groups)
    divisor = np.where(n > 0, n, np.nan)
    d = len(columns)
    mean = np.empty((groups, d))
    scatter = np.zeros((groups, d, d))
    deviations: list[Floats] = []
    for j, column in enumerate(columns):
        mean[:, j] = np.bincount(codes, weights=column, minlength=groups) / divisor
        deviations.append(_deviations(column, mean[:, j], codes))
        for i, other in enumerate(deviations):
            products = np.bincount(codes, weights=deviations[j] * other, minlength=groups)
            scatter[:, i, j] = scatter[:, j, i] = products
    return GroupMoments(n=n, mean=mean, scatter=scatter)


def finite_population_factor(n: ArrayLike, sizes: ArrayLike) -> Floats:
    """Return 1 - n/N, by which the variance of a mean shrinks where n of the N people it is about have answered.

    Parameters
    ----------
    n, sizes : array
        Respondents and people; NaN for a size that is not known, or 0.

    Raises
    ------
    ValueError
        If a size is below n.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., ISBN 9780471162407, section 2.6.

    Examples
    --------
    >>> finite_population_factor([5, 10], [20, 10]).tolist()
    [0.75, 0.0]
    """
    number, people = np.asarray(n, dtype=float), np.asarray(sizes, dtype=float)
    if (people < number).any():
        raise ValueError("a team size is smaller than the number of respondents")
    return 1 - number / np.where(people > 0, people, np.nan)


def _deviations(column: Floats, mean: Floats, codes: Integers) -> Floats:
    # Equal answers must give exactly 0, but the mean of n equal numbers may miss them by a bit or two of a float.
    away = column - mean[codes]
    away[np.abs(away) <= 8 * np.finfo(float).eps * np.maximum(np.abs(column), 1.0)] = 0.0
    return away
