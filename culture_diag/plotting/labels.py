"""Where labels go: beside their marker if that is free, further off with a leader line, else a number.

A greedy search, after Christensen, Marks and Shieber (1995), "An empirical study of algorithms for point-feature label
placement", https://doi.org/10.1145/212332.212334: each label in turn takes the cheapest of its free places. Several
orders are tried and the one that leaves the fewest labels without a place is kept. All sizes are in points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NEAR, AROUND = 16, 48
"""Directions tried at the marker itself, and further off."""

RINGS = (1.1, 1.9, 2.8, 3.8, 5.0, 6.4, 8.0)
"""Distances of places with a leader line, in label heights."""

FAR = (10.0, 13.0, 16.0, 20.0, 25.0, 32.0, 40.0)
"""Further distances, for numbers only: a name that far away is read with the wrong marker."""

MOST_WORDS = 60
"""More labels than this are numbers from the start."""

MARGIN = np.array([3.0, 1.5])
"""White kept beside and above each label, in points: two names in a row must not read as one."""


@dataclass(frozen=True)
class Place:
    """One label's place: its box (left, bottom, right, top) and, if it stands off, a leader line (x0, y0, x1, y1).

    `short` says that the short form (a number) is written here rather than the label itself.
    """

    box: tuple[float, float, float, float]
    leader: tuple[float, float, float, float] | None
    short: bool

    def moved(self, step: Array) -> Place:
        """Return the same place seen from elsewhere."""
        twice = np.concatenate([step, step])
        leader = None if self.leader is None else _four(np.array(self.leader) + twice)
        return Place(_four(np.array(self.box) + twice), leader, self.short)


@dataclass(frozen=True)
class Surroundings:
    """What labels keep clear of.

    Parameters
    ----------
    bounds : tuple
        Left, bottom, right, top of the axes: no label leaves them.
    boxes : array (k, 4)
        Never covered, nor crossed by a leader line.
    soft : array (k, 3)
        Points along lines that are better not covered, and how much that matters.
    radius : float
        Half the size of a marker.
    """

    bounds: tuple[float, float, float, float]
    boxes: Array
    soft: Array
    radius: float


@dataclass(frozen=True)
class _Choices:
    """All places of one label that its fixed surroundings allow, with what each costs, cheapest first.

    `clear` says whose leader line crosses no marker and no name.
    """

    boxes: Array
    leaders: Array
    cost: Array
    clear: NDArray[np.bool_]


def place_labels(points: Array, sizes: Array, short: Array, around: Surroundings) -> list[Place | None]:
    """Find a place for each label that overlaps no other label or marker and stays inside.

    Leader lines cross no label, and no marker or other leader either as long as there is a way. Where less than half of
    the labels fit, all get their short form: a few words among many numbers only confuse.

    Parameters
    ----------
    points : array (n, 2)
        Where the markers are.
    sizes, short : array (n, 2)
        Width and height of each label and of its short form.
    around : Surroundings

    Returns
    -------
    list of Place or None
        None where even the short form has no free place.

    Examples
    --------
    >>> import numpy as np
    >>> around = Surroundings((0, 0, 100, 100), np.empty((0, 4)), np.empty((0, 3)), 3.0)
    >>> place_labels(np.array([[50.0, 50.0]]), np.array([[30.0, 8.0]]), np.array([[6.0, 8.0]]), around)[0].short
    False
    """
    count = len(points)
    if not count:
        return []
    marks = np.column_stack([points - around.radius, points + around.radius])
    hard = np.vstack([np.asarray(around.boxes, dtype=float).reshape(-1, 4), marks])
    brief = [_choices(points[i], short[i], RINGS + FAR, hard, around) for i in range(count)]
    if count <= MOST_WORDS:
        long = [_choices(points[i], sizes[i], RINGS, hard, around) for i in range(count)]
        placed = min((_run(order, long, brief) for order in _orders(points, long)), key=lambda run: run[1])[0]
        if 2 * sum(place is not None and not place.short for place in placed) >= count:
            return placed
    orders = _orders(points, brief) if count <= MOST_WORDS else _orders(points, brief)[:1]
    return min((_run(order, None, brief) for order in orders), key=lambda run: run[1])[0]


def _orders(points: Array, choices: list[_Choices]) -> list[NDArray[np.intp]]:
    away = np.linalg.norm(points - points.mean(axis=0), axis=1)
    free = np.array([each.clear.sum() for each in choices])
    return [np.argsort(key, kind="stable") for key in (free, -away, points[:, 1], -points[:, 1], points[:, 0], away)]


def _run(
    order: NDArray[np.intp], long: list[_Choices] | None, brief: list[_Choices]
) -> tuple[list[Place | None], float]:
    """Place all labels in this order; give the places and what they cost together."""
    placed: dict[int, tuple[Place, float]] = {}
    for index in order.tolist():
        place = _try(long[index], placed, False, 2) if long else None
        if place is None:
            # A number close by whose leader crosses something can be better than one far off: the costs decide.
            tries = [_try(brief[index], placed, True, strict) for strict in (2, 1, 0)]
            fits = [fit for fit in tries if fit]
            place = min(fits, key=lambda fit: fit[1]) if fits else _try(brief[index], placed, True, -1)
        if place:
            placed[index] = place
    if long:
        for index in [index for index, (place, _) in placed.items() if place.short]:
            number = placed.pop(index)
            placed[index] = _try(long[index], placed, False, 2) or number
    places = [placed[index][0] if index in placed else None for index in range(len(order))]
    return places, sum(cost for _, cost in placed.values()) + 100.0 * places.count(None)


def _try(
    choices: _Choices, placed: dict[int, tuple[Place, float]], short: bool, strict: int
) -> tuple[Place, float] | None:
    """Return the cheapest place that is free beside those placed, and its cost."""
    boxes = np.array([place.box for place, _ in placed.values()]).reshape(-1, 4)
    leaders = np.array([place.leader for place, _ in placed.values() if place.leader]).reshape(-1, 4)
    pick = _pick(choices, boxes, leaders, strict)
    if pick is None:
        return None
    line = choices.leaders[pick]
    leader = _four(line) if np.isfinite(line[0]) else None
    cost = float(choices.cost[pick]) + 10 * short + 6 * (2 - strict) ** 2
    return Place(_four(choices.boxes[pick]), leader, short), cost


def _four(values: Array) -> tuple[float, float, float, float]:
    return float(values[0]), float(values[1]), float(values[2]), float(values[3])


def _pick(choices: _Choices, boxes: Array, leaders: Array, strict: int) -> int | None:
    """Return the cheapest place still free; less strict lets a leader cross leaders (1), markers (0), labels (-1)."""
    free: NDArray[np.bool_] = np.logical_not(overlap(choices.boxes, boxes).any(axis=1))
    free &= ~crosses_box(leaders, choices.boxes).any(axis=0)
    if strict > 0:
        free &= choices.clear
    led = np.isfinite(choices.leaders[:, 0])
    if led.any() and strict >= 0:
        lines = choices.leaders[led]
        free[led] &= ~crosses_box(lines, boxes).any(axis=1)
        if strict > 1:
            free[led] &= ~crosses_line(lines, leaders).any(axis=1)
    return int(np.flatnonzero(free)[0]) if free.any() else None


def _choices(point: Array, size: Array, rings: tuple[float, ...], hard: Array, around: Surroundings) -> _Choices:
    """List the places that the markers, names and edges allow, cheapest first."""
    boxes, leaders, cost = _candidates(point, size, rings, around.radius)
    left, bottom, right, top = around.bounds
    free = (boxes[:, 0] >= left) & (boxes[:, 1] >= bottom) & (boxes[:, 2] <= right) & (boxes[:, 3] <= top)
    free &= ~overlap(boxes, hard).any(axis=1)
    boxes, leaders, cost = boxes[free], leaders[free], cost[free]
    # A leader may pass close by a marker, so markers are shrunk; one that covers this point is no obstacle.
    centre, half = (hard[:, :2] + hard[:, 2:]) / 2, (hard[:, 2:] - hard[:, :2]) / 2 * 0.7
    slim = np.column_stack([centre - half, centre + half])
    own = (slim[:, :2] <= point).all(axis=1) & (point <= slim[:, 2:]).all(axis=1)
    led = np.isfinite(leaders[:, 0])
    clear = np.ones(len(boxes), dtype=bool)
    clear[led] = ~crosses_box(leaders[led], slim[~own]).any(axis=1)
    # A label close to another marker could be read as that one's.
    halo = boxes + 1.5 * around.radius * np.array([-1, -1, 1, 1])
    cost = cost + 0.6 * np.minimum(overlap(halo, slim[~own]).sum(axis=1), 2)
    if len(around.soft) and len(boxes):
        x, y = around.soft[:, 0], around.soft[:, 1]
        inside = (boxes[:, :1] < x) & (x < boxes[:, 2:3]) & (boxes[:, 1:2] < y) & (y < boxes[:, 3:])
        cost = cost + np.minimum(inside @ around.soft[:, 2], 9.0)
    order = np.argsort(cost, kind="stable")
    return _Choices(boxes[order], leaders[order], cost[order], clear[order])


def _candidates(point: Array, size: Array, rings: tuple[float, ...], radius: float) -> tuple[Array, Array, Array]:
    """Boxes around a point, their leader lines (NaN where none) and costs: right first, diagonals last."""
    width, height = size + 2 * MARGIN
    # The white is not counted where a label stands at its own marker: it should look attached.
    distances = [radius, *(radius + ring * height for ring in rings)]
    directions = [np.arange(NEAR) * 2 * np.pi / NEAR, *[np.arange(AROUND) * 2 * np.pi / AROUND] * len(rings)]
    angle = np.concatenate(directions)
    distance = np.repeat(distances, [len(part) for part in directions])
    step = np.column_stack([np.cos(angle), np.sin(angle)])
    touch = point + distance[:, None] * step
    centre = touch + np.clip(step * np.sqrt(2), -1, 1) * np.array([width, height]) / 2
    half = np.array([width, height]) / 2
    boxes = np.column_stack([centre - half, centre + half])
    start = point + radius * step
    near = distance == distances[0]
    leaders = np.column_stack([start, touch])
    leaders[near] = np.nan
    ring = (distance - distances[0]) / height
    taste = 0.35 * (1 - step[:, 0]) + 0.35 * np.abs(np.sin(2 * angle)) - 0.05 * step[:, 1]
    return boxes, leaders, np.where(near, taste, 1.5 + ring + 0.5 * taste)


def overlap(first: Array, second: Array) -> NDArray[np.bool_]:
    """Say which boxes of the first (n, 4) overlap which of the second (k, 4).

    Examples
    --------
    >>> overlap(np.array([[0, 0, 2, 2]]), np.array([[1, 1, 3, 3], [2, 0, 4, 2]])).tolist()
    [[True, False]]
    """
    a, b = first[:, None, :], second[None, :, :]
    result: NDArray[np.bool_] = (
        (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    )
    return result


def crosses_box(lines: Array, boxes: Array) -> NDArray[np.bool_]:
    """Say which lines (n, 4) cross which boxes (k, 4), by Liang and Barsky's clipping.

    Examples
    --------
    >>> crosses_box(np.array([[0.0, 0, 9, 9]]), np.array([[3.0, 3, 4, 4], [5, 0, 6, 1]])).tolist()
    [[True, False]]
    """
    enter = np.zeros((len(lines), len(boxes)))
    leave = np.ones_like(enter)
    for axis in (0, 1):
        start = lines[:, None, axis]
        step = lines[:, None, axis + 2] - start
        step = np.where(np.abs(step) < 1e-9, 1e-9, step)
        one, two = (boxes[None, :, axis] - start) / step, (boxes[None, :, axis + 2] - start) / step
        enter = np.maximum(enter, np.minimum(one, two))
        leave = np.minimum(leave, np.maximum(one, two))
    result: NDArray[np.bool_] = enter < leave
    return result


def crosses_line(first: Array, second: Array) -> NDArray[np.bool_]:
    """Say which lines of the first (n, 4) cross which of the second (k, 4).

    Examples
    --------
    >>> crosses_line(np.array([[0.0, 0, 2, 2]]), np.array([[0.0, 2, 2, 0], [3, 0, 3, 9]])).tolist()
    [[True, False]]
    """
    a, b = first[:, None, :], second[None, :, :]

    def side(line: Array, x: Array, y: Array) -> Array:
        result: Array = (line[..., 2] - line[..., 0]) * (y - line[..., 1]) - (line[..., 3] - line[..., 1]) * (
            x - line[..., 0]
        )
        return result

    apart_a = side(a, b[..., 0], b[..., 1]) * side(a, b[..., 2], b[..., 3]) < 0
    apart_b = side(b, a[..., 0], a[..., 1]) * side(b, a[..., 2], a[..., 3]) < 0
    result: NDArray[np.bool_] = apart_a & apart_b
    return result
