"""Where things stand on the plane: ties side by side, the outline of a region, ticks. ``geometry.js`` does the same.

Both are held against one file of cases, ``tests/golden/quadrant_cases.json``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from culture_diag.i18n import number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TURN = np.linspace(0, 2 * np.pi, 181)


def spread_ties(x: Array, y: Array, radius: float) -> tuple[Array, Array]:
    """Set points of the very same place side by side, no further off than `radius` (within the rounding).

    A sunflower's order keeps them apart evenly: angle k * 137.5 degrees, at radius * sqrt((k + 0.5) / count).

    Examples
    --------
    >>> x, y = spread_ties(np.array([3.0, 3.0, 4.0]), np.array([2.0, 2.0, 2.0]), 0.05)
    >>> bool(x[0] != x[1]), float(x[2]), bool(np.hypot(x - [3, 3, 4], y - 2).max() <= 0.05)
    (True, 4.0, True)
    """
    moved = np.column_stack([x, y]).astype(float)
    _, group, sizes = np.unique(moved, axis=0, return_inverse=True, return_counts=True)
    group = group.reshape(-1)
    for tie in np.flatnonzero(sizes > 1):
        members = np.flatnonzero(group == tie)
        count = len(members)
        rank = np.arange(count)
        angle = np.pi + 2 * np.pi * rank / count if count <= 4 else rank * np.pi * (3 - np.sqrt(5))
        away = np.full(count, radius) if count <= 4 else radius * np.sqrt((rank + 0.5) / count)
        moved[members] += np.column_stack([away * np.cos(angle), away * np.sin(angle)])
    return moved[:, 0], moved[:, 1]


def region_outline(x: float, y: float, region: tuple[float, float, float]) -> Array:
    """Return the joint 95% region of a mean as points (k, 2) along its edge.

    With half widths h_x, h_y and correlation r: x + h_x cos t, y + h_y (r cos t + sqrt(1 - r^2) sin t).

    Examples
    --------
    >>> region_outline(3.0, 4.0, (0.5, 0.4, 0.0)).max(axis=0).round(2).tolist()
    [3.5, 4.4]
    """
    half_width_x, half_width_y, correlation = region
    # Rounded figures may put it just beyond its bounds.
    tilt = min(1.0, max(-1.0, correlation))
    across = x + half_width_x * np.cos(TURN)
    up = y + half_width_y * (tilt * np.cos(TURN) + np.sqrt(1 - tilt**2) * np.sin(TURN))
    return np.column_stack([across, up])


def ticks(low: float, high: float, lang: str) -> tuple[tuple[float, str], ...]:
    """Put a tick at every code of a short scale and at every other code of a long one, as the language writes it.

    Examples
    --------
    >>> ticks(1, 4, "nl"), [words for _, words in ticks(0, 1, "en")], [value for value, _ in ticks(0, 100, "nl")][:2]
    (((1.0, '1'), (2.0, '2'), (3.0, '3'), (4.0, '4')), ['0', '1'], [0.0, 20.0])
    """
    step = 1.0 if high - low <= 6 else 2.0 if high - low <= 12 else (high - low) / 5
    values = np.arange(low, high + step / 1000, step)
    decimals = 0 if np.allclose(values, np.round(values)) else 1
    return tuple((float(value), number(value, lang, decimals=decimals)) for value in values)
