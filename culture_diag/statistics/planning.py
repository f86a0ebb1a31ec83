"""What a measurement can show before it is made: margins, detectable changes, and the chance of a firm label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtri, nctdtrinc, ndtri, stdtrit

from culture_diag.statistics.moments import finite_population_factor
from culture_diag.statistics.placement import quadrant_probabilities

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from culture_diag.statistics.moments import Floats

SAMPLING_POINTS = 4096
"""Points at which the sampling of a team is tried; the chances come out within 0.01 of the exact ones."""


def mean_half_width(
    n: ArrayLike, *, sd: float, size: ArrayLike | None = None, pooling: float = 0.0, level: float = 0.95
) -> Floats:
    r"""Return half the width of the interval of a team's mean: :math:`t_v \, s \sqrt{c/n}` with v = n - 1 + v0.

    Parameters
    ----------
    n : array
        How many answer.
    sd : float
        Standard deviation between the members of a team.
    size : array, optional
        Team size N. When given, the interval is that of the mean of *these people*, whose own spread is about `sd`:
        c = 1 - n/N, else c = 1.
    pooling : float
        v0, see :func:`culture_diag.statistics.mean_posterior`; the pooled spread is taken to be `sd` too.
    level : float
        Of the interval, 0 to 1.

    Returns
    -------
    array
        In units of `sd`; NaN where no interval is given (n = 1, or a single degree of freedom).

    Raises
    ------
    ValueError
        If `sd` or `pooling` is negative, or a size is below n.

    References
    ----------
    Student (1908), doi:10.1093/biomet/6.1.1; Cochran (1977), Sampling Techniques, ISBN 9780471162407, for 1 - n/N.

    Examples
    --------
    >>> mean_half_width([5, 8, 20], sd=0.6, pooling=2).round(2).tolist()
    [0.66, 0.48, 0.28]
    """
    if pooling < 0:
        raise ValueError("pooling cannot be negative")
    number, variance = _mean_variance(n, sd, size)
    df = number - 1 + pooling
    known = np.where((number > 1) & (df > 1), df, np.nan)
    half_width: Floats = np.asarray(stdtrit(known, (1 + level) / 2), dtype=float) * np.sqrt(variance)
    return half_width


def smallest_detectable_change(
    n: ArrayLike, *, sd: float, size: ArrayLike | None = None, correlation: float | None = None, level: float = 0.95
) -> Floats:
    r"""Return the smallest difference between two waves whose interval leaves out 0: t times its standard error.

    Each wave stands on its own spread (no pooling), as when a team is measured alone; a diagnosis that pools is content
    with a little less (at n = 5 by 6%).

    Unpaired, with n answers at both waves, :math:`t_{2(n-1)} \, s \sqrt{2c/n}` (Welch); paired
    :math:`t_{n-1} \, s \sqrt{2(1 - r)c/n}`. It is about the *observed* difference: a true change of just this size is
    called changed in hardly more than half of all measurements, see :func:`change_with_power`.

    Parameters
    ----------
    n : array
        How many answer, at each wave; of pairs when paired.
    sd : float
        Standard deviation between the members of a team, at each wave.
    size : array, optional
        Team size, as in :func:`mean_half_width`.
    correlation : float, optional
        Of a member's scores at the two waves. When given, the answers of the two waves are matched (paired).
    level : float
        Of the interval, 0 to 1.

    Returns
    -------
    array
        In units of `sd`; NaN where n = 1.

    Raises
    ------
    ValueError
        If `sd` is negative, `correlation` is not between -1 and 1, or a size is below n.

    References
    ----------
    Welch (1947), doi:10.1093/biomet/34.1-2.28; Student (1908), doi:10.1093/biomet/6.1.1.

    Examples
    --------
    >>> smallest_detectable_change([5, 8, 20], sd=0.6).round(2).tolist()
    [0.88, 0.64, 0.38]
    >>> smallest_detectable_change([5, 8, 20], sd=0.6, correlation=0.5).round(2).tolist()
    [0.74, 0.5, 0.28]
    """
    df, error = _difference_error(n, sd, size, correlation)
    change: Floats = stdtrit(df, (1 + level) / 2) * error
    return change


def change_with_power(
    n: ArrayLike,
    *,
    sd: float,
    size: ArrayLike | None = None,
    correlation: float | None = None,
    level: float = 0.95,
    power: float = 0.80,
) -> Floats:
    """Return the *true* change between two waves that is called changed with probability `power`.

    The noncentrality at which Student's t exceeds its critical value that often, times the standard error. That it
    is called changed in the wrong direction (less than 1 in 10,000) is left out.

    Parameters
    ----------
    n, sd, size, correlation, level
        As in :func:`smallest_detectable_change`.
    power : float
        Probability of seeing it, 0.5 to below 1.

    Returns
    -------
    array
        In units of `sd`; NaN where n = 1.

    Raises
    ------
    ValueError
        As :func:`smallest_detectable_change`, or if `power` is out of range.

    References
    ----------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, ISBN 9780805802832.

    Examples
    --------
    >>> change_with_power([5, 8, 20], sd=0.6).round(2).tolist()
    [1.21, 0.9, 0.55]
    """
    if not 0.5 <= power < 1:
        raise ValueError("power must be at least 0.5 and below 1")
    df, error = _difference_error(n, sd, size, correlation)
    change: Floats = nctdtrinc(df, 1 - power, stdtrit(df, (1 + level) / 2)) * error
    return change


@dataclass(frozen=True)
class LabelChance:
    """How often a team gets a label.

    Parameters
    ----------
    firm : array
        Probability that some quadrant is the label, 0 to 1.
    wrong : array
        Probability that it is a label, but not that of the quadrant in which the true mean lies; part of `firm`.
    """

    firm: Floats
    wrong: Floats


def label_chance(
    n: ArrayLike,
    *,
    distance: float | tuple[float, float],
    sd: float,
    correlation: float = 0.0,
    size: ArrayLike | None = None,
    pooling: float = 0.0,
    label_probability: float = 0.70,
) -> LabelChance:
    """Say how often a team of a known true mean is given a label (its most probable quadrant reaches a probability).

    The sampling of a normal team's mean (normal) and covariance (Wishart) is gone through at :data:`SAMPLING_POINTS`
    evenly spread points (an additive recurrence: no random numbers, so the same inputs give the same chances); at each,
    quadrant probabilities are those the diagnosis would compute.

    Parameters
    ----------
    n : array
        How many answer.
    distance : float or (float, float)
        How far the true mean lies beyond the cut of the first and the second axis (0 or more).
    sd : float
        Standard deviation between the members of a team, on either axis.
    correlation : float
        Between the axes, over members; with the opposite sign for a team that is above one cut and below the other.
    size, pooling
        As in :func:`mean_half_width`.
    label_probability : float
        From which probability on the most probable quadrant is the label.

    Returns
    -------
    LabelChance
        0 where the diagnosis gives no probability (n = 1, or a single degree of freedom).

    Raises
    ------
    ValueError
        If a number is out of its range, or a size is below n.

    References
    ----------
    Smith & Hocking (1972), doi:10.2307/2346290, for drawing a Wishart matrix by Bartlett's factors.

    Examples
    --------
    >>> label_chance([5, 8, 20], distance=0.5, sd=0.6, correlation=0.3, pooling=2).firm.round(1).tolist()
    [0.8, 0.9, 1.0]
    """
    away = np.broadcast_to(np.asarray(distance, dtype=float), 2)
    if not (away >= 0).all() or pooling < 0 or not -1 < correlation < 1:
        raise ValueError("distance and pooling cannot be negative, and a correlation lies between -1 and 1")
    number, variance = _mean_variance(n, sd, size)
    root = np.linalg.cholesky(np.array([[1.0, correlation], [correlation, 1.0]]))
    points = _even_points()
    firm, wrong = np.zeros(number.shape), np.zeros(number.shape)
    for at in np.ndindex(number.shape):
        own = float(number[at]) - 1
        df = own + pooling
        if own > 0 and df > 1:
            mean = away + np.sqrt(variance[at]) * ndtri(points[:, :2]) @ root.T
            spread = (_wishart(points[:, 2:], own, root) + pooling * root @ root.T) / df
            p = quadrant_probabilities(mean, variance[at] * spread, np.full(SAMPLING_POINTS, df), (0.0, 0.0))
            given = p.max(axis=1) >= label_probability - 1e-12
            firm[at] = given.mean()
            # At or above both cuts is the last of the four quadrants.
            wrong[at] = (given & (p.argmax(axis=1) != 3)).mean()
    return LabelChance(firm=firm, wrong=wrong)


def _wishart(points: Floats, df: float, root: Floats) -> Floats:
    """Turn points of the unit cube into draws of a 2 x 2 Wishart matrix of which the scale is root root'."""
    factor = np.zeros((len(points), 2, 2))
    factor[:, 0, 0] = np.sqrt(chdtri(df, points[:, 0]))
    factor[:, 1, 0] = ndtri(points[:, 1])
    # On a single degree of freedom the matrix is of rank one.
    factor[:, 1, 1] = np.sqrt(chdtri(df - 1, points[:, 2])) if df > 1 else 0.0
    half = root @ factor
    drawn: Floats = half @ half.transpose(0, 2, 1)
    return drawn


def _even_points() -> Floats:
    """Spread points evenly over the unit cube of five dimensions.

    Steps of the powers of 1/g, g the positive root of g^6 = g + 1 (the golden ratio's kin in five dimensions).
    """
    root = 2.0
    for _ in range(64):
        root = (1 + root) ** (1 / 6)
    points: Floats = (0.5 + np.arange(1, SAMPLING_POINTS + 1)[:, None] * root ** -np.arange(1.0, 6.0)) % 1
    return points


def _mean_variance(n: ArrayLike, sd: float, size: ArrayLike | None) -> tuple[Floats, Floats]:
    """Return n as floats, and the variance of the mean of n."""
    if not sd >= 0:
        raise ValueError("a standard deviation cannot be negative")
    number = np.asarray(n, dtype=float)
    if not (number >= 1).all():
        raise ValueError("a number of answers is at least 1")
    variance = sd**2 / number
    if size is not None:
        if np.isnan(np.asarray(size, dtype=float)).any():
            raise ValueError("a plan is about a team of a known size")
        variance = variance * finite_population_factor(number, size)
    return number, variance


def _difference_error(
    n: ArrayLike, sd: float, size: ArrayLike | None, correlation: float | None
) -> tuple[Floats, Floats]:
    """Return the degrees of freedom and the standard error of the difference between two waves."""
    if correlation is not None and not -1 <= correlation <= 1:
        raise ValueError("a correlation lies between -1 and 1")
    number, variance = _mean_variance(n, sd, size)
    known = np.where(number > 1, number - 1, np.nan)
    df = 2 * known if correlation is None else known
    error: Floats = np.sqrt(2 * (1 - (correlation or 0.0)) * variance)
    return df, error
