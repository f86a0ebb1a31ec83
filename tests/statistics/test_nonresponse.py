from fractions import Fraction
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.statistics import silent_bounds


@pytest.mark.parametrize("cut", [Fraction(2), Fraction(3), Fraction(13, 4), Fraction(4)])
@pytest.mark.parametrize(("n", "size"), [(0, 2), (1, 4), (2, 3), (3, 5), (4, 4)])
def test_bounds_hold_for_every_completion(n, size, cut):
    # Every team of this size on a scale of halves from 1 to 5 for those who answered, all of 1 to 5 for the silent.
    answers = [Fraction(i, 2) for i in range(2, 11)]
    for given_answers in combinations_with_replacement(answers, n):
        mean = sum(given_answers) / n if n else None
        bound = silent_bounds(float(mean) if n else np.nan, n, size, (1, 5), float(cut))
        full = [sum(given_answers + rest) / Fraction(size) for rest in combinations_with_replacement(answers, size - n)]
        assert float(bound.low) == pytest.approx(float(min(full)), abs=1e-12)
        assert float(bound.high) == pytest.approx(float(max(full)), abs=1e-12)
        if n:
            much = mean >= cut
            assert bool(bound.can_tip) == any((value >= cut) != much for value in full)
        if size > n:
            needed = (size * cut - sum(given_answers)) / (size - n)
            assert float(bound.needed) == pytest.approx(float(needed), abs=1e-12)
            # The mean they need brings the team to the cut, if there is room for it.
            assert (1 <= needed <= 5) == (min(full) <= cut <= max(full))
        else:
            assert np.isnan(bound.needed)
            assert not bound.can_tip


def test_worked_example():
    # 8 of 12 answered 3.5: sum 28. The four add 4 to 20: 32/12 to 48/12. To reach 36 they need 8/4 = 2.
    bound = silent_bounds(3.5, 8, 12, (1, 5), 3.0)
    assert [float(bound.low), float(bound.high), float(bound.needed)] == pytest.approx([32 / 12, 4, 2], rel=1e-14)
    assert bool(bound.can_tip)
    # 10 of 12 answered 3.5: sum 35. To come below 36 the two would need less than 1/2.
    bound = silent_bounds(3.5, 10, 12)
    assert float(bound.needed) == pytest.approx(0.5)
    assert not bound.can_tip


def test_just_reaching_the_cut_is_enough_from_below_and_not_from_above():
    # 2 of 4 answered 5, the others could make it exactly 3, which counts as much: not tipped.
    above = silent_bounds(5.0, 2, 4)
    assert (float(above.low), float(above.needed), bool(above.can_tip)) == (3, 1, False)
    # 2 of 4 answered 1: exactly 3 is much: tipped.
    below = silent_bounds(1.0, 2, 4)
    assert (float(below.high), float(below.needed), bool(below.can_tip)) == (3, 5, True)
    # Thirds of which the floats do not add up: 3 answered 13/3, six more at 1 make 19/9.
    third = silent_bounds(13 / 3, 3, 9, (1, 5), 19 / 9)
    assert not third.can_tip


def test_all_teams_and_axes_at_once():
    means = np.array([[3.5, 2.0], [4.0, 3.0], [np.nan, np.nan], [2.5, 3.5]])
    n, size = np.array([8, 5, 0, 6]), np.array([12, 5, 4, np.nan])
    bound = silent_bounds(means, n[:, None], size[:, None], (1, 5), (3.0, 3.2))
    assert bound.low.shape == bound.can_tip.shape == (4, 2)
    for i in range(4):
        for j, cut in enumerate((3.0, 3.2)):
            alone = silent_bounds(means[i, j], n[i], size[i], (1, 5), cut)
            for name, value in vars(alone).items():
                np.testing.assert_array_equal(getattr(bound, name)[i, j], value)
    assert (bound.low[1].tolist(), bound.high[1].tolist()) == ([4, 3], [4, 3])
    assert (bound.low[2].tolist(), bound.high[2].tolist()) == ([1, 1], [5, 5])
    assert np.isnan(bound.low[3]).all()
    assert bound.can_tip[3].all()


@given(st.integers(1, 30), st.integers(0, 30), st.data())
def test_a_drawn_completion_lies_within(n, silent, data):
    answer = st.integers(0, 28).map(lambda i: 1 + i / 7)
    answered = data.draw(st.lists(answer, min_size=n, max_size=n))
    rest = data.draw(st.lists(answer, min_size=silent, max_size=silent))
    bound = silent_bounds(np.mean(answered), n, n + silent, (1, 5), 3.0)
    full = np.mean(answered + rest)
    assert bound.low - 1e-12 <= full <= bound.high + 1e-12
    if not bound.can_tip and abs(full - 3) > 1e-9:
        assert (full >= 3) == (np.mean(answered) >= 3 - 1e-12)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ((3.0, 5, 4), "smaller than the number"),
        ((3.0, -1, 4), "negative"),
        ((5.5, 5, 6), "outside the bounds 1 to 5"),
        ((0.5, 5, 6), "outside the bounds"),
        ((3.0, 5, 6, (5, 1)), "must rise"),
        (([3.0, 3.0], [5, 5, 5], 6), "of one shape"),
        (("many", 5, 6), "must be numbers"),
    ],
)
def test_bad_input_is_named(arguments, match):
    with pytest.raises(ValueError, match=match):
        silent_bounds(*arguments)
