"""What a measurement can show, against the tests it promises to agree with and against simulated teams."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import chi2, norm, t

from culture_diag.diagnosis import diagnose
from culture_diag.instrument import load_instrument
from culture_diag.simulation import simulate
from culture_diag.statistics import GroupMoments, group_moments, paired_change, quadrant_probabilities, unpaired_change
from culture_diag.statistics.placement import posterior_of_moments
from culture_diag.statistics.planning import (
    change_with_power,
    label_chance,
    mean_half_width,
    smallest_detectable_change,
)

SD, COUNTS = 0.6, np.array([2, 3, 5, 8, 20, 60])


def test_the_worked_examples_of_the_definitions():
    # "SD 0.60, unpaired: 5 of 6 answered -> 0.88; 8 of 12 -> 0.64; 20 of 30 -> 0.38"
    assert smallest_detectable_change([5, 8, 20], sd=SD).round(2).tolist() == [0.88, 0.64, 0.38]
    # By hand: t(.975, 14) = 2.1448, standard error 0.6 sqrt(2/8) = 0.3.
    assert smallest_detectable_change(8, sd=SD) == pytest.approx(2.14479 * 0.3, abs=1e-5)


def test_a_difference_of_just_that_size_is_where_the_test_turns():
    change = smallest_detectable_change(COUNTS, sd=SD)
    assert unpaired_change(COUNTS, 3.0, SD, COUNTS, 3.0 + change, SD).low == pytest.approx(0, abs=1e-12)
    paired = smallest_detectable_change(COUNTS, sd=SD, correlation=0.7)
    assert paired_change(COUNTS, paired, SD * np.sqrt(2 * 0.3)).low == pytest.approx(0, abs=1e-12)
    of_members = smallest_detectable_change(COUNTS, sd=SD, size=75)
    moved = unpaired_change(COUNTS, 3.0, SD, COUNTS, 3.0 + of_members, SD, size_before=75, size_after=75)
    assert moved.low == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("pooling", [0.0, 2.0, 7.5])
@pytest.mark.parametrize("target", ["culture", "members"])
def test_the_half_width_is_that_of_the_diagnosis(pooling, target):
    n = np.array([3, 5, 8, 20, 20, 20])
    spread = SD**2 * np.array([[1.0, 0.3], [0.3, 1.0]])
    moments = GroupMoments(n=n, mean=np.full((6, 2), 3.0), scatter=(n - 1)[:, None, None] * spread)
    sizes = 2.0 * n
    posterior = posterior_of_moments(moments, teams=tuple(range(6)), sizes=sizes, target=target, pooling=pooling)
    low, high = posterior.interval()
    size = sizes if target == "members" else None
    ours = mean_half_width(n, sd=SD, size=size, pooling=pooling)
    assert ours == pytest.approx((high - low)[:, 0] / 2, rel=1e-12)


def test_nothing_is_said_where_the_diagnosis_says_nothing():
    assert np.isnan(mean_half_width([1, 2], sd=SD)).all()
    assert np.isfinite(mean_half_width(2, sd=SD, pooling=2))
    assert np.isnan(smallest_detectable_change(1, sd=SD))
    assert label_chance([1, 2], distance=1, sd=SD).firm.tolist() == [0, 0]


def test_everyone_is_known_exactly():
    assert mean_half_width(12, sd=SD, size=12) == 0
    assert smallest_detectable_change(12, sd=SD, size=12) == change_with_power(12, sd=SD, size=12) == 0
    sure = label_chance(12, distance=0.01, sd=SD, size=12)
    assert (sure.firm, sure.wrong) == (1, 0)


@pytest.mark.parametrize("n", [3, 8, 30])
def test_power_by_integration_over_the_spread(n):
    # P(|T| > t) = E over s of the normal tails beyond t s, for a shift of the promised size.
    change = float(change_with_power(n, sd=SD))
    df, error = 2 * (n - 1), SD * np.sqrt(2 / n)
    critical = t.ppf(0.975, df)

    def tail(x):
        s = np.sqrt(x / df)
        return chi2.pdf(x, df) * (norm.sf(critical * s - change / error) + norm.cdf(-critical * s - change / error))

    assert quad(tail, 0, np.inf)[0] == pytest.approx(0.80, abs=1e-4)


@pytest.mark.parametrize(("n", "correlation"), [(6, None), (12, None), (8, 0.5)])
def test_power_by_simulation(n, correlation):
    generator = np.random.default_rng(3)
    change = float(change_with_power(n, sd=SD, correlation=correlation))
    r = correlation or 0.0
    waves = generator.multivariate_normal([3, 3 + change], SD**2 * np.array([[1, r], [r, 1]]), size=(20_000, n))
    if correlation is None:
        mean, sd = waves.mean(axis=1), waves.std(axis=1, ddof=1)
        moved = unpaired_change(n, mean[:, 0], sd[:, 0], n, mean[:, 1], sd[:, 1])
    else:
        differences = waves[..., 1] - waves[..., 0]
        moved = paired_change(n, differences.mean(axis=1), differences.std(axis=1, ddof=1))
    seen = np.mean((moved.low > 0) | (moved.high < 0))
    assert seen == pytest.approx(0.80, abs=0.02)


@pytest.mark.parametrize(("n", "distance", "correlation", "members"), [
    (5, (0.5, 0.5), 0.3, False), (8, (0.2, 0.2), -0.3, False), (12, (0.1, 0.6), 0.3, False),
    (3, (0.4, 0.4), 0.0, False), (8, (0.2, 0.3), 0.3, True),
])  # fmt: skip
def test_labels_by_simulation_through_the_placement(n, distance, correlation, members):
    generator = np.random.default_rng(11)
    spread = SD**2 * np.array([[1, correlation], [correlation, 1]])
    teams, size = 4000, 12
    people = generator.multivariate_normal([0, 0], spread, size=(teams, size if members else n))
    if members:
        # Twelve people whose own mean is exactly there, of whom n answer.
        people -= people.mean(axis=1, keepdims=True)
    rows = (people[:, :n] + np.array(distance) + 3).reshape(-1, 2)
    moments = group_moments(rows, np.repeat(np.arange(teams), n), groups=teams)
    posterior = posterior_of_moments(
        moments, teams=tuple(range(teams)), sizes=np.full(teams, float(size)),
        target="members" if members else "culture", pooling=2.0,
    )  # fmt: skip
    p = quadrant_probabilities(posterior.mean, posterior.covariance, posterior.df, (3.0, 3.0))
    firm = p.max(axis=1) >= 0.70
    ours = label_chance(n, distance=distance, sd=SD, correlation=correlation, size=size if members else None, pooling=2)
    assert ours.firm == pytest.approx(firm.mean(), abs=0.03)
    assert ours.wrong == pytest.approx((firm & (p.argmax(axis=1) != 3)).mean(), abs=0.03)


def test_labels_by_the_whole_street():
    # Answers in whole numbers on sixteen items, scored and diagnosed: only the spread is taken from the diagnosis.
    instrument = load_instrument("invitation-challenge")
    x, y = instrument.quadrants[0].x.scale, instrument.quadrants[0].y.scale
    teams = pd.DataFrame({"team": [f"t{k}" for k in range(1500)], "wave": "1", "size": 7, x: 3.3, y: 3.3})
    sample = simulate(instrument, plan=teams, seed=5)
    diagnosis = diagnose(sample.responses)
    scores = diagnosis.respondents
    within = scores[[x, y]] - scores.groupby("team")[[x, y]].transform("mean")
    sd = float(np.sqrt((within**2).sum().mean() / (6 * 1500)))
    distance = tuple(float(sample.truth[scale].mean()) - 3 for scale in (x, y))
    ours = label_chance(7, distance=distance, sd=sd, correlation=float(within.corr().iloc[0, 1]), pooling=2)
    firm = diagnosis.teams["p_growth"].where(diagnosis.teams["quadrant"] == "growth", 0) >= 0.70
    assert ours.firm - ours.wrong == pytest.approx(firm.mean(), abs=0.03)


def test_more_answers_and_more_distance_never_show_less():
    n = np.arange(3, 61)
    for change in (
        mean_half_width(n, sd=SD, pooling=2),
        smallest_detectable_change(n, sd=SD),
        smallest_detectable_change(n, sd=SD, correlation=0.5),
        change_with_power(n, sd=SD),
        mean_half_width(n, sd=SD, size=60),
    ):
        assert (np.diff(change) < 0).all()
    by_n = label_chance(n[::4], distance=0.25, sd=SD, correlation=0.3, pooling=2).firm
    assert (np.diff(by_n) > 0).all()
    by_distance = [label_chance(8, distance=d, sd=SD, correlation=0.3, pooling=2) for d in np.linspace(0, 1.2, 9)]
    assert (np.diff([chance.firm for chance in by_distance]) >= 0).all()
    assert (np.diff([chance.wrong for chance in by_distance]) <= 0).all()


def test_the_same_question_gets_the_same_answer_in_any_unit():
    small = label_chance([5, 9], distance=0.3, sd=SD, correlation=0.2, pooling=2).firm
    assert label_chance([5, 9], distance=0.3, sd=SD, correlation=0.2, pooling=2).firm.tolist() == small.tolist()
    assert label_chance([5, 9], distance=7.5, sd=15, correlation=0.2, pooling=2).firm == pytest.approx(small, abs=1e-3)
    assert smallest_detectable_change(9, sd=15) == pytest.approx(25 * smallest_detectable_change(9, sd=SD))


@pytest.mark.parametrize("call", [
    lambda: mean_half_width(5, sd=-1), lambda: mean_half_width(5, sd=SD, pooling=-1),
    lambda: mean_half_width(5, sd=SD, size=4), lambda: mean_half_width(0, sd=SD),
    lambda: smallest_detectable_change(5, sd=SD, correlation=1.2), lambda: change_with_power(5, sd=SD, power=1.0),
    lambda: label_chance(5, distance=-0.1, sd=SD), lambda: label_chance(5, distance=0.1, sd=SD, correlation=1.0),
    lambda: mean_half_width(5, sd=float("nan")),
])  # fmt: skip
def test_numbers_out_of_range_are_refused(call):
    with pytest.raises(ValueError, match=r"negative|smaller|between|at least"):
        call()
