import numpy as np
import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.scoring import score
from culture_diag.statistics import group_moments


def test_the_same_seed_gives_the_same_answers_and_another_seed_others(instrument):
    one, two, other = (cd.simulate(instrument, teams=3, waves=2, missing=0.1, seed=seed) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(one.responses.frame, two.responses.frame)
    assert not one.responses.frame.equals(other.responses.frame)


def test_the_expected_composite_is_the_truth(instrument):
    # A team of 40,000 comes within 4 standard errors of what it was drawn from, at a bound too and with two camps.
    plan = pd.DataFrame(
        {"team": ["a", "b"], "wave": "1", "size": 40_000, "invitation": [4.7, 3.0], "challenge": [1.4, 3.3]}
    ).assign(invitation_split=[0.0, 2.0])
    sample = cd.simulate(instrument, plan=plan, seed=1)
    scores = score(sample.responses)
    for at, team in enumerate(["a", "b"]):
        rows = scores[sample.responses.frame["team"] == team]
        for scale in ("invitation", "challenge"):
            error = 4 * rows[scale].std() / np.sqrt(len(rows))
            assert rows[scale].mean() == pytest.approx(sample.truth[scale].iloc[at], abs=error)
    assert 4.0 < sample.truth["invitation"].iloc[0] < 4.7


def test_members_truth_is_the_mean_of_everybody(instrument):
    sample = cd.simulate(instrument, teams=4, seed=2)
    means = score(sample.responses).groupby(sample.responses.frame["team"], sort=False).mean()
    for scale in ("invitation", "challenge"):
        assert means[scale].to_numpy() == pytest.approx(sample.truth[f"{scale}_members"].to_numpy())


def test_icc_is_what_was_asked(instrument):
    sample = cd.simulate(instrument, teams=1500, sizes=(20, 20), icc=0.25, seed=3)
    values = score(sample.responses).to_numpy()
    codes, _ = pd.factorize(sample.responses.frame["team"])
    moments = group_moments(values, codes, groups=1500)
    within = moments.covariance.mean(axis=0)
    between = np.cov(moments.mean.T) - within / 20
    # Answers are cut off at the bounds, which takes a little from both variances.
    assert np.diag(between / (between + within)) == pytest.approx([0.25, 0.25], abs=0.03)


def test_response_and_gaps_are_as_asked(instrument):
    plan = pd.DataFrame({"team": ["a", "b"], "wave": "1", "size": [20, 10], "response": [0.4, 1.0]})
    plan = plan.assign(invitation=3.0, challenge=3.0)
    sample = cd.simulate(instrument, plan=plan, missing=0.1, not_applicable=0.05, seed=4)
    assert sample.responses.frame["team"].value_counts().to_dict() == {"b": 10, "a": 8}
    assert sample.team_sizes["n_team"].tolist() == [20, 10]
    kinds = np.bincount(sample.responses.missing.to_numpy().ravel(), minlength=3) / (18 * 16)
    assert kinds[1] == pytest.approx(0.1, abs=0.05)
    assert kinds[2] == pytest.approx(0.05, abs=0.04)


def test_people_keep_their_code_over_waves(instrument):
    sample = cd.simulate(instrument, teams=2, waves=["2025-10", "2026-04"], sizes=(8, 8), seed=5)
    frame = sample.responses.frame
    first, second = (set(frame.loc[frame["wave"] == wave, "respondent"]) for wave in ("2025-10", "2026-04"))
    assert first == second
    assert len(first) == 16


@pytest.mark.parametrize(
    "wrong", [{"icc": 1.0}, {"teams": 0}, {"sizes": (9, 5)}, {"missing": 0.7, "not_applicable": 0.7}]
)
def test_impossible_wishes_are_refused(instrument, wrong):
    with pytest.raises(ValueError, match="out of range"):
        cd.simulate(instrument, seed=1, **wrong)
