"""Labels never overlap each other or a marker and never leave their bounds, whatever the points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from culture_diag.instrument import load_instrument
from culture_diag.plotting import plot_quadrants
from culture_diag.plotting.labels import Surroundings, crosses_box, crosses_line, overlap, place_labels
from culture_diag.story.geometry import spread_ties
from tests.plotting.handmade import WAVES, make_release, team_row

SIDE, RADIUS = 400.0, 4.0


def surroundings(boxes=()):
    return Surroundings((0.0, 0.0, SIDE, SIDE), np.array(boxes, dtype=float).reshape(-1, 4), np.empty((0, 3)), RADIUS)


def check(places, points):
    boxes = np.array([place.box for place in places if place])
    hits = overlap(boxes, boxes)
    np.fill_diagonal(hits, False)
    assert not hits.any()
    marks = np.column_stack([points - RADIUS, points + RADIUS])
    assert not overlap(boxes, marks).any()
    assert boxes.min() >= 0
    assert boxes.max() <= SIDE


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(4, 36), st.integers(4, 36)), min_size=1, max_size=40), st.integers(20, 120))
def test_no_label_covers_another_or_a_marker(cells, width):
    x, y = spread_ties(*np.array(cells, dtype=float).T, 0.4)
    points = np.column_stack([x, y]) * 10
    count = len(points)
    places = place_labels(points, np.tile([width, 8.0], (count, 1)), np.tile([10.0, 8.0], (count, 1)), surroundings())
    assert all(places)
    check(places, points)


def test_a_lone_label_stands_at_the_right_of_its_marker_without_a_leader():
    (place,) = place_labels(np.array([[200.0, 200.0]]), np.array([[50.0, 8.0]]), np.array([[6.0, 8.0]]), surroundings())
    assert place.leader is None
    assert not place.short
    assert place.box[0] > 200
    assert (place.box[1] + place.box[3]) / 2 == pytest.approx(200)


def test_a_label_that_is_too_wide_becomes_short():
    (place,) = place_labels(
        np.array([[200.0, 200.0]]), np.array([[900.0, 8.0]]), np.array([[6.0, 8.0]]), surroundings()
    )
    assert place.short


def test_a_taken_corner_is_avoided():
    taken = (204.0, 190.0, 400.0, 210.0)
    (place,) = place_labels(
        np.array([[200.0, 200.0]]), np.array([[50.0, 8.0]]), np.array([[6.0, 8.0]]), surroundings([taken])
    )
    assert not overlap(np.array([place.box]), np.array([taken])).any()


@given(st.lists(st.integers(0, 20), min_size=4, max_size=4), st.lists(st.integers(0, 20), min_size=4, max_size=4))
def test_line_and_box_crossing_agrees_with_sampling(line, corners):
    box = [min(corners[0], corners[2]), min(corners[1], corners[3]), max(corners[0], corners[2]) + 1,
           max(corners[1], corners[3]) + 1]  # fmt: skip
    t = np.linspace(0, 1, 2001)[:, None]
    points = np.array(line[:2]) + t * (np.array(line[2:]) - np.array(line[:2]))
    inside = ((points > box[:2]) & (points < box[2:])).all(axis=1).any()
    found = crosses_box(np.array([line], dtype=float), np.array([box], dtype=float))[0, 0]
    # A touch, or a cut of less than the sampling step, may differ.
    if inside:
        assert found


def test_crossing_lines():
    lines = np.array([[0.0, 0, 10, 10]])
    others = np.array([[0.0, 10, 10, 0], [20, 0, 20, 10], [0, 1, 9, 10]])
    assert crosses_line(lines, others).tolist() == [[True, False, False]]


def test_ties_are_spread_within_the_rounding_and_stay_apart():
    x, y = spread_ties(np.full(7, 3.1), np.full(7, 3.4), 0.045)
    assert np.hypot(x - 3.1, y - 3.4).max() <= 0.045 + 1e-12
    assert len(set(zip(x.round(6), y.round(6), strict=True))) == 7


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("style", ["print", "room"])
@pytest.mark.parametrize("layout", ["own", None, "constrained", "tight"])
def test_drawn_labels_of_forty_teams_are_disjoint(seed, style, layout):
    """The measure that places labels must agree with what is really drawn."""
    instrument = load_instrument("invitation-challenge")
    draw = np.random.default_rng(seed)
    rows = []
    for index, (x, y) in enumerate(np.clip(draw.normal((3.4, 3.6), 0.35 + 0.1 * seed, (40, 2)), 1, 5).round(1)):
        rows.append(team_row(instrument, f"Basisschool {index} bovenbouw", WAVES[-1], 5 + index, float(x), float(y)))
    ax = None if layout == "own" else Figure(figsize=(11, 14), layout=layout).add_subplot()
    ax = plot_quadrants(make_release(rows), ax=ax, style=style)
    figure = ax.figure
    figure.draw_without_rendering()
    labels = [words for words in ax.texts if words.get_gid() == "label"]
    key = [words.get_text() for words in ax.texts if words.get_gid() is None]
    boxes = np.array([words.get_window_extent().extents for words in labels])
    hits = overlap(boxes, boxes)
    np.fill_diagonal(hits, False)
    assert not hits.any()
    frame = ax.get_window_extent().extents
    assert (boxes[:, :2] >= frame[:2]).all()
    assert (boxes[:, 2:] <= frame[2:]).all()
    for index in range(40):
        name = f"Basisschool {index} bovenbouw (n = {5 + index})"
        assert sum(words.get_text() == name for words in labels) + sum(name in words for words in key) == 1


def test_labels_stay_with_their_markers_when_the_axes_are_resized():
    instrument = load_instrument("invitation-challenge")
    ax = plot_quadrants(make_release([team_row(instrument, "A", WAVES[-1], 9, 4.0, 4.0)]), regions=False)
    (label,) = [words for words in ax.texts if words.get_gid() == "label"]
    gaps = []
    for side in (0.5, 0.2):
        ax.set_position((0.3, 0.3, side, side))
        ax.figure.draw_without_rendering()
        gaps.append(label.get_window_extent().x0 - ax.transData.transform((4.0, 4.0))[0])
    assert gaps[0] == pytest.approx(gaps[1], abs=0.5)
