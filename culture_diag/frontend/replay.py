"""Twenty places where a team's true mean may lie, made of the shown region alone, so they tell nothing new.

The idea of showing draws one after the other is that of hypothetical outcome plots: Hullman, Resnick and Adar (2015),
https://doi.org/10.1371/journal.pone.0142444.

One pattern of twenty points serves all teams. In it the unit circle is the joint 95% region. The radii are the middles
of twenty equally probable rings of a bivariate t with :data:`FREEDOM` degrees of freedom,

    rho(u) = sqrt(((1 - u)^(-2/v) - 1) / (0.05^(-2/v) - 1)),  u = (k + 1/2) / 20,

so that one place of twenty falls outside the region. The angles turn by the golden angle, which spreads any number of
points evenly (Vogel, 1979, https://doi.org/10.1016/0025-5564(79)90080-4). The distribution is round in these
coordinates, so each turn of the pattern is as good as any other: a team gets the turn (:func:`replay_rotation`) whose
counts by quadrant come closest to its shown probabilities. Twenty places cannot follow tenths exactly, and the shown
mean is rounded: the counts may be one or two off.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DRAWS, FREEDOM, TURNS = 20, 8.0, 36

_JUMP = 7
"""Shares no divisor with 20: the order of the places jumps in and out instead of winding outwards."""


def _pattern() -> Array:
    order = (np.arange(DRAWS) * _JUMP + 3) % DRAWS
    tail = 1 - (order + 0.5) / DRAWS
    radius = np.sqrt((tail ** (-2 / FREEDOM) - 1) / (0.05 ** (-2 / FREEDOM) - 1))
    angle = order * np.pi * (3 - np.sqrt(5))
    return np.round(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), 3)


PATTERN = _pattern()
"""Array (20, 2): the places in the order of the replay, where the unit circle is the 95% region."""


def replay_places(x: float, y: float, region: Sequence[float], spin: float, *, bounds: tuple[float, float]) -> Array:
    """Put the pattern on a team's shown mean and region.

    Parameters
    ----------
    x, y : float
        The shown mean, in units of the response scale.
    region : (float, float, float)
        Half widths of the joint 95% region and its correlation.
    spin : float
        How far the pattern is turned, in degrees.
    bounds : (float, float)
        Of the response scale; a place beyond it is set on its edge, since no mean can lie there.

    Returns
    -------
    array (20, 2)

    Examples
    --------
    >>> places = replay_places(3.0, 4.0, (0.5, 0.4, 0.0), 0, bounds=(1, 5))
    >>> places.shape, int((np.hypot((places[:, 0] - 3) / 0.5, (places[:, 1] - 4) / 0.4) > 1).sum())
    ((20, 2), 1)
    """
    turn = np.deg2rad(spin)
    u = PATTERN[:, 0] * np.cos(turn) - PATTERN[:, 1] * np.sin(turn)
    v = PATTERN[:, 0] * np.sin(turn) + PATTERN[:, 1] * np.cos(turn)
    half_width_x, half_width_y, tilt = region
    tilt = min(1.0, max(-1.0, tilt))
    places = np.column_stack([x + half_width_x * u, y + half_width_y * (tilt * u + np.sqrt(1 - tilt**2) * v)])
    held: Array = np.clip(places, *bounds)
    return held


def count_by_quadrant(places: Array, cuts: tuple[float, float]) -> list[int]:
    """Count places by quadrant, in the order low_low, low_high, high_low, high_high.

    Examples
    --------
    >>> count_by_quadrant(np.array([[1.0, 1.0], [1.0, 5.0], [5.0, 5.0]]), (3.0, 3.0))
    [1, 1, 0, 1]
    """
    cell = 2 * (places[:, 0] >= cuts[0]) + (places[:, 1] >= cuts[1])
    return [int(each) for each in np.bincount(cell, minlength=4)]


def replay_rotation(
    x: float,
    y: float,
    region: Sequence[float],
    chances: Sequence[float],
    *,
    cuts: tuple[float, float],
    bounds: tuple[float, float],
) -> int:
    """Return the turn in degrees whose counts by quadrant differ least from the shown probabilities; or the first.

    Examples
    --------
    >>> spin = replay_rotation(3.0, 4.0, (0.5, 0.4, 0.0), (0, 0.5, 0, 0.5), cuts=(3.0, 3.0), bounds=(1, 5))
    >>> count_by_quadrant(replay_places(3.0, 4.0, (0.5, 0.4, 0.0), spin, bounds=(1, 5)), (3.0, 3.0))
    [0, 10, 0, 10]
    """
    wanted = DRAWS * np.asarray(chances, dtype=float)
    spins = [round(360 / TURNS * turn) for turn in range(TURNS)]
    off = [
        np.abs(np.array(count_by_quadrant(replay_places(x, y, region, spin, bounds=bounds), cuts)) - wanted).sum()
        for spin in spins
    ]
    return spins[int(np.argmin(np.round(off, 6)))]
