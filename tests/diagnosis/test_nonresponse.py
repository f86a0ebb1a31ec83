"""What the silent can still change, and the response gate."""

import itertools

import numpy as np
import pandas as pd
import pytest

import culture_diag as cd


def made(instrument, answers: dict[str, list[float]]) -> cd.Responses:
    """Give teams of which each member answers every item with one number (as scored)."""
    rows = []
    for team, scores in answers.items():
        for score in scores:
            row = {"team": team, "wave": "1"}
            row |= {item.id: 6 - score if item.reverse_keyed else score for item in instrument.items}
            rows.append(row)
    return cd.responses_from_frame(pd.DataFrame(rows), instrument)


@pytest.mark.parametrize("silent", [1, 2, 3])
def test_bounds_hold_the_truth_for_every_completion(instrument, silent):
    answers = [2.0, 3.0, 4.0, 4.0, 5.0]
    diagnosis = cd.diagnose(made(instrument, {"a": answers}), team_sizes={"a": 5 + silent})
    team = diagnosis.teams.iloc[0]
    completions = [np.mean([*answers, *rest]) for rest in itertools.product([1, 2, 3, 4, 5], repeat=silent)]
    assert team["challenge_full_low"] == pytest.approx(min(completions))
    assert team["challenge_full_high"] == pytest.approx(max(completions))
    assert team["can_tip"] == any(mean < 3 for mean in completions)
    # The needed mean, given by all of them, brings the team exactly to the cut.
    full = (sum(answers) + silent * team["challenge_needed"]) / (5 + silent)
    assert full == pytest.approx(3.0)


def test_the_shown_bounds_hold_the_truth_too(instrument):
    rng = np.random.default_rng(1)
    drawn = {}
    for number in range(60):
        n, silent = int(rng.integers(5, 12)), int(rng.integers(0, 6))
        answers = rng.integers(1, 6, n).tolist()
        if len(set(answers)) > 1:
            drawn[f"team {number}"] = (answers, silent)
    responses = made(instrument, {team: answers for team, (answers, _) in drawn.items()})
    sizes = {team: len(answers) + silent for team, (answers, silent) in drawn.items()}
    shown = cd.release(cd.diagnose(responses, team_sizes=sizes, gate=(0, 0))).teams.set_index("team")
    assert not shown["suppressed"].any()
    for name, (answers, silent) in drawn.items():
        team = shown.loc[name]
        low, high = (np.mean([*answers, *[end] * silent]) for end in (1, 5))
        assert (
            team["invitation_full_low"] <= low + 1e-9 if silent else team["invitation_full_low"] == team["invitation"]
        )
        assert team["invitation_full_high"] >= high - 1e-9 if silent else True
        if (low < 3) != (high < 3):
            assert team["can_tip"]


@pytest.mark.parametrize(
    ("size", "gate", "has_label"),
    [(9, "fine", True), (12, "fine", True), (13, "caution", True), (18, "caution", True), (19, "no_label", False)],
)
def test_too_low_a_response_gives_no_label(instrument, size, gate, has_label):
    diagnosis = cd.diagnose(made(instrument, {"a": [4, 4, 5, 5, 4, 5, 4, 5, 4]}), team_sizes={"a": size})
    team = diagnosis.teams.iloc[0]
    assert (team["response_gate"], pd.notna(team["label"])) == (gate, has_label)
    assert pd.notna(team["label_kept"]) == has_label
    assert pd.notna(team["quadrant"])  # the advisor sees what it would be
    shown = cd.release(diagnosis).teams.iloc[0]
    assert pd.notna(shown["label"]) == has_label
    assert pd.notna(shown["quadrant"]) == has_label
    assert pd.notna(shown["p_growth"]) == has_label
    assert shown["challenge"] == pytest.approx(4.4)


def test_the_gate_is_configurable_and_needs_a_size(instrument):
    responses = made(instrument, {"a": [4, 4, 5, 5, 4, 5, 4, 5, 4]})
    assert cd.diagnose(responses, team_sizes={"a": 19}, gate=(0.4, 0.6)).teams["response_gate"].tolist() == ["caution"]
    unknown = cd.diagnose(responses).teams.iloc[0]
    assert unknown["response_gate"] == "unknown"
    assert pd.isna(unknown["silent"])
    assert pd.isna(unknown["can_tip"])
    assert pd.notna(unknown["label"])


@pytest.mark.parametrize("gate", [(0.8, 0.5), (0.5,), "half", (-1, 0.5), (0.5, float("nan"))])
def test_an_impossible_gate_is_refused(instrument, gate):
    with pytest.raises(cd.ResponseError, match="gate=") as caught:
        cd.diagnose(made(instrument, {"a": [4, 5]}), gate=gate, lang="nl")
    assert caught.value.problems["key"].tolist() == ["gate_unknown"]


@pytest.mark.parametrize("choice", [{"margin": -0.1}, {"cut_range": 3}, {"margin": "veel"}])
def test_an_impossible_margin_is_refused(instrument, choice):
    with pytest.raises(cd.ResponseError) as caught:
        cd.diagnose(made(instrument, {"a": [4, 5]}), **choice, lang="nl")
    assert caught.value.problems["key"].tolist() == ["margin_unknown"]
