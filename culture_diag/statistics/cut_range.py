"""How much a label hangs on where exactly the cuts are put."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from culture_diag.statistics.moments import Floats
from culture_diag.statistics.placement import CUT_EPS, NO_STANDARD_ERROR, quadrant_probabilities


def share_of_cuts(
    mean: ArrayLike,
    covariance: ArrayLike,
    df: ArrayLike,
    quadrants: ArrayLike,
    cuts: ArrayLike = (3.0, 3.0),
    *,
    half_width: float = 0.5,
    steps: int = 11,
    probability: float = 0.70,
) -> Floats:
    """Return the share of defensible cuts at which a quadrant keeps at least a probability.

    No cut is given by nature. So every pair of cuts from `half_width` below to `half_width` above the ones used is
    tried, on a grid of `steps` by `steps`, each as likely as another.

    Parameters
    ----------
    mean : (teams, 2) array
        As for :func:`culture_diag.statistics.quadrant_probabilities`, like what follows.
    covariance : (teams, 2, 2) array
    df : (teams,) array
    quadrants : (teams,) array of int
        The quadrant to be kept, 0 to 3 in the order of that function; -1 for none.
    cuts : (2,) or (teams, 2) array
    half_width : float
        Half the width of the declared range, in points of the scores, on both axes.
    steps : int
        Cuts tried on each axis, at least 2.
    probability : float
        That the quadrant must keep, above 0.5 and below 1.

    Returns
    -------
    (teams,) array
        0 to 1; NaN where there is no quadrant or no covariance.

    References
    ----------
    Steegen et al. (2016), doi:10.1177/1745691616658637: show the result under all defensible choices.

    Examples
    --------
    >>> near, far = [3.4, 3.4], [4.2, 4.2]
    >>> share_of_cuts([near, far], [0.01 * np.eye(2)] * 2, [12.0, 12.0], [3, 3]).round(2).tolist()
    [0.66, 1.0]
    """
    mean, covariance = np.atleast_2d(np.asarray(mean, float)), np.asarray(covariance, float)
    df, wanted = np.asarray(df, float), np.asarray(quadrants, dtype=int)
    known = (wanted >= 0) & ~np.isnan(covariance).any(axis=(1, 2)) & ~np.isnan(df)
    # For "much" a higher cut is harder, for "little" a lower one: seen from easy to hard, the probability only falls.
    sign = np.column_stack([np.where(wanted >= 2, 1.0, -1.0), np.where(wanted % 2 == 1, 1.0, -1.0)])
    offsets = np.linspace(-half_width, half_width, steps)
    tried = np.broadcast_to(np.asarray(cuts, float), mean.shape)[:, :, None] + sign[:, :, None] * offsets
    alone = _axis_probability(tried, mean, covariance, df, sign)
    needed = probability - PROBABILITY_TOLERANCE
    kept = np.zeros(len(mean))
    x, y = np.zeros(len(mean), dtype=int), np.full(len(mean), steps - 1)
    # A walk along the staircase where the probability is lost: a step right adds a whole column of kept cuts.
    rows = np.flatnonzero(known)
    while len(rows):
        px, py = alone[rows, 0, x[rows]], alone[rows, 1, y[rows]]
        # Each axis by itself bounds both together from above and below; only between those is the integral needed.
        held: NDArray[np.bool_] = px + py - 1 >= needed
        asked = np.flatnonzero(~held & (np.minimum(px, py) >= needed))
        at = rows[asked]
        pair = np.column_stack([tried[at, 0, x[at]], tried[at, 1, y[at]]])
        p = quadrant_probabilities(mean[at], covariance[at], df[at], pair)
        held[asked] = p[np.arange(len(at)), wanted[at]] >= needed
        kept[rows[held]] += y[rows[held]] + 1
        x[rows[held]] += 1
        y[rows[~held]] -= 1
        rows = rows[(x[rows] < steps) & (y[rows] >= 0)]
    return np.where(known, kept / steps**2, np.nan)


PROBABILITY_TOLERANCE = 1e-9
"""A probability this close to the one asked for has reached it."""


def _axis_probability(tried: Floats, mean: Floats, covariance: Floats, df: Floats, sign: Floats) -> Floats:
    """Probability that the mean lies on the wanted side of each cut, for each axis by itself: (teams, 2, steps)."""
    away = tried - mean[:, :, None]
    away = np.where(np.abs(away) < CUT_EPS, 0.0, away)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2) * (df / (df - 1))[:, None])[:, :, None]
        standard = np.where(scale > NO_STANDARD_ERROR, away / scale, np.where(away > 0, np.inf, -np.inf))
    much = stdtr((df - 1)[:, None, None], -standard)
    alone: Floats = np.where(sign[:, :, None] > 0, much, 1 - much)
    return alone
