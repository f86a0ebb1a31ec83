"""Distributions of small groups: neighbouring classes merged until no class is a handful of people."""

from __future__ import annotations

from collections.abc import Sequence


def merge_neighbours(counts: Sequence[int], *, min_class: int) -> list[tuple[int, int, int]]:
    """Merge neighbouring classes until each holds at least `min_class` answers.

    The smallest class joins a neighbour on its own side of the middle while it has one, so that agreeing and
    disagreeing stay apart as long as they can; after that, its smaller neighbour. An empty class is a class too: that
    nobody answered so is as telling as that one person did.

    Parameters
    ----------
    counts : sequence of int
        Answers in each class, in order.
    min_class : int

    Returns
    -------
    list of (first, last, count)
        Positions of the first and last class that were merged. One class, or all counts together below `min_class`,
        tells nothing: an empty list.

    Examples
    --------
    >>> merge_neighbours([3, 5, 4, 4, 7], min_class=5)
    [(0, 2, 12), (3, 4, 11)]
    >>> merge_neighbours([0, 0, 12], min_class=5)
    []
    """
    classes = [(at, at, int(count)) for at, count in enumerate(counts)]
    middle = (len(counts) - 1) / 2
    for apart in (True, False):
        while (pair := _smallest_pair(classes, min_class, middle if apart else None)) is not None:
            first, last = pair
            classes[first : last + 1] = [(classes[first][0], classes[last][1], classes[first][2] + classes[last][2])]
    return classes if len(classes) > 1 else []


def _smallest_pair(
    classes: Sequence[tuple[int, int, int]], min_class: int, middle: float | None
) -> tuple[int, int] | None:
    """Find the smallest too small class that may join a neighbour, and that neighbour."""
    for at in sorted(range(len(classes)), key=lambda i: classes[i][2]):
        if classes[at][2] >= min_class:
            break
        sides = [side for side in (at - 1, at + 1) if 0 <= side < len(classes)]
        if middle is not None:
            sides = [side for side in sides if _side(classes[side], middle) * _side(classes[at], middle) > 0]
        if sides:
            other = min(sides, key=lambda i: classes[i][2])
            return min(at, other), max(at, other)
    return None


def _side(merged: tuple[int, int, int], middle: float) -> int:
    return (merged[0] > middle) - (merged[1] < middle)


def merge_smallest(counts: Sequence[int], *, min_class: int) -> list[tuple[tuple[int, ...], int]]:
    """Merge classes without an order (the four quadrants) until each holds at least `min_class` people.

    Returns
    -------
    list of (positions, count)
        Empty where only one class would be left.

    Examples
    --------
    >>> merge_smallest([1, 5, 2, 12], min_class=5)
    [((0, 1, 2), 8), ((3,), 12)]
    """
    classes: list[tuple[tuple[int, ...], int]] = [((at,), int(count)) for at, count in enumerate(counts)]
    while len(classes) > 1 and min(count for _, count in classes) < min_class:
        one, two = sorted(classes, key=lambda each: each[1])[:2]
        classes = [each for each in classes if each not in (one, two)]
        classes.append((tuple(sorted(one[0] + two[0])), one[1] + two[1]))
    return sorted(classes) if len(classes) > 1 else []
