"""The plan of a measurement: its frame, its defaults, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from culture_diag.errors import ResponseError
from culture_diag.planning import gate_counts, plan
from culture_diag.statistics.planning import change_with_power, label_chance, mean_half_width

POINTS = ["half_width", "smallest_change", "smallest_change_paired", "change_80", "change_80_paired"]


def row(made, n):
    return made.frame.set_index("n").loc[n]


def test_one_row_a_number_of_answers():
    made = plan(12)
    assert made.frame["n"].tolist() == list(range(3, 13))
    assert (made.frame["n_team"] == 12).all()
    assert row(made, 9)["response_rate"] == 0.75
    assert made.frame["response_gate"].tolist() == ["no_label"] * 3 + ["caution"] * 3 + ["fine"] * 4
    assert [round(row(plan(size), n)["smallest_change"], 2) for size, n in ((6, 5), (12, 8), (30, 20))] == [
        0.88, 0.64, 0.38,
    ]  # fmt: skip


def test_a_large_team_gets_a_selection_with_the_numbers_that_matter():
    frame = plan(200).frame
    assert len(frame) <= 35
    assert {3, 5, 100, 150, 200} <= set(frame["n"])
    assert frame["n"].is_monotonic_increasing


def test_numbers_of_answers_may_be_chosen():
    assert plan(12, responses=8).frame["n"].tolist() == [8]
    assert plan(12, responses=(n for n in (8, 4, 8))).frame["n"].tolist() == [4, 8]
    assert plan(12, responses=np.array([5, 6])).frame["n"].tolist() == [5, 6]
    assert plan(2).frame["n"].tolist() == [2]
    assert plan(12, responses=1).frame[POINTS].isna().all(axis=None)


def test_no_label_where_too_few_answer():
    made = plan(12, gate=(0.6, 0.8))
    below = made.frame["response_gate"] == "no_label"
    assert made.frame.loc[below, "n"].tolist() == [3, 4, 5, 6, 7]
    assert (made.frame.loc[below, ["firm_label", "wrong_label"]] == 0).all(axis=None)
    assert (made.frame.loc[~below, "firm_label"] > 0).all()


def test_the_chance_of_a_label_is_that_of_any_corner():
    found = row(plan(12, distance=0.2, correlation=0.4), 8)["firm_label"]
    corners = [label_chance(8, distance=0.2, sd=0.6, correlation=r, pooling=2).firm for r in (0.4, -0.4)]
    assert found == pytest.approx(np.mean(corners))


def test_defaults_grow_with_the_scale():
    five, hundred = plan(12), plan(12, bounds=(0, 100))
    assert (five.sd, five.distance, five.change) == pytest.approx((0.6, 0.5, 0.5))
    assert (hundred.sd, hundred.distance, hundred.change) == (15, 12.5, 12.5)
    assert (hundred.frame[POINTS] / five.frame[POINTS]).to_numpy() == pytest.approx(25)
    assert hundred.frame["firm_label"].tolist() == pytest.approx(five.frame["firm_label"].tolist(), abs=1e-3)


def test_members_know_themselves_exactly_when_all_answer():
    made = plan(10, target="members")
    assert (row(made, 10)[POINTS] == 0).all()
    assert row(made, 10)["firm_label"] == 1
    assert row(made, 8)["half_width"] == pytest.approx(mean_half_width(8, sd=0.6, size=10, pooling=2))
    assert (made.frame["half_width"] <= plan(10).frame["half_width"]).all()


def test_a_team_measured_alone_has_nothing_to_lean_on():
    assert row(plan(12, pooling=0), 8)["half_width"] == pytest.approx(mean_half_width(8, sd=0.6))
    assert row(plan(12, pooling=0), 8)["half_width"] > row(plan(12), 8)["half_width"]


def test_how_many_must_answer_to_see_a_change():
    made = plan(60, responses=3)
    assert (made.needed, made.needed_paired) == (24, 14)
    for count, over in ((made.needed, None), (made.needed_paired, 0.5)):
        at, before = change_with_power([count, count - 1], sd=0.6, correlation=over)
        assert at <= 0.5 < before
    assert (plan(12, responses=3).needed, plan(12, responses=3).needed_paired) == (None, None)
    assert (plan(20, responses=3).needed, plan(20, responses=3).needed_paired) == (None, 14)
    # Whatever it takes, fewer than are shown at all are not enough.
    assert plan(30, responses=3, change=3.0).needed == 5
    assert plan(30, responses=3, change=3.0, min_n=7).needed == 7
    assert plan(4, responses=3, change=3.0).needed is None


def test_counts_of_the_gate():
    assert gate_counts(plan(6, responses=3)) == (3, 5)
    assert gate_counts(plan(7, responses=3)) == (4, 6)
    assert gate_counts(plan(20, responses=3, gate=(0.55, 0.55))) == (11, 11)
    assert gate_counts(plan(20, responses=3, gate=(0, 1))) == (0, 20)


def test_all_problems_at_once_each_with_its_repair():
    with pytest.raises(ResponseError) as caught:
        plan(12, responses=[0, 13, 2.5], sd=-1, distance=9, correlation=1, gate=(0.8, 0.2), target="x", min_n=0,
             waves_correlation=1, pooling=float("nan"), change=0, lang="en")  # fmt: skip
    problems = caught.value.problems
    assert len(problems) == 10
    assert "this number of answers is not possible: 0, 13, 2.5" in set(problems["problem"])
    assert "Give sd a number above 0 and below 2." in set(problems["repair"])
    assert "Give pooling a number of 0 or more." in set(problems["repair"])


@pytest.mark.parametrize(("size", "more", "key"), [
    (1, {}, "plan_team_size"), (0, {}, "plan_team_size"), ("twaalf", {}, "plan_team_size"),
    (12.5, {}, "plan_team_size"), (True, {}, "plan_team_size"), (12, {"responses": []}, "plan_responses"),
    (12, {"responses": "8"}, "plan_responses"), (12, {"responses": [True]}, "plan_responses"),
    (12, {"bounds": (5, 1)}, "plan_bounds"), (12, {"bounds": 5}, "plan_bounds"),
    (12, {"bounds": (1, float("inf"))}, "plan_bounds"), (12, {"gate": 0.5}, "gate_unknown"),
    (12, {"sd": "veel"}, "plan_number_above"), (12, {"waves_correlation": 1}, "plan_number_from"),
])  # fmt: skip
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_what_makes_no_sense_is_refused_with_a_repair(size, more, key, lang):
    with pytest.raises(ResponseError) as caught:
        plan(size, lang=lang, **more)
    assert caught.value.problems["key"].tolist() == [key]
    assert "{" not in str(caught.value)
