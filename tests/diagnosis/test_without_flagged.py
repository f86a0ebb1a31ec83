"""The diagnosis with and without the flagged: the same numbers as diagnosing twice by hand."""

import numpy as np
import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.diagnosis.without_flagged import compare_without_flagged
from culture_diag.errors import ResponseError
from culture_diag.quality import flag_respondents

AXES = ["invitation", "challenge"]


@pytest.fixture(scope="module")
def dirty(instrument):
    """Give two waves of six teams, of which the first is half straight-liners and the second nothing but."""
    drawn = cd.simulate(instrument, teams=6, waves=2, sizes=(8, 12), centre=2.2, seed=4)
    frame = drawn.responses.frame.copy()
    ids = [item.id for item in instrument.items]
    first = frame.index[(frame["team"] == "team 1") & (frame["wave"] == "1")]
    frame.loc[first[::2], ids] = 5.0
    frame.loc[(frame["team"] == "team 2") & (frame["wave"] == "2"), ids] = 4.0
    return cd.responses_from_frame(frame, instrument), drawn.team_sizes


def test_both_sides_are_those_of_a_diagnosis(dirty, instrument):
    responses, sizes = dirty
    flagged = flag_respondents(responses)["flagged"]
    both = compare_without_flagged(responses, team_sizes=sizes)
    everyone = cd.diagnose(responses, team_sizes=sizes).teams
    kept = cd.responses_from_frame(responses.frame[~flagged], instrument, waves=["1", "2"])
    rest = cd.diagnose(kept, team_sizes=sizes).teams
    assert set(both.columns) == {
        "team", "name", "wave", "n", "n_without", "label", "label_without", "label_differs",
        *AXES, *(f"{axis}_without" for axis in AXES),
    }  # fmt: skip
    assert len(both) == len(everyone) == 12
    for column in ("n", *AXES, "label"):
        pd.testing.assert_series_equal(both[column].astype(object), everyone[column].astype(object), rtol=1e-12)
    left = both[["team", "wave"]].astype(str).merge(rest.assign(wave=rest["wave"].astype(str)), on=["team", "wave"])
    for column in ("n", *AXES, "label"):
        pd.testing.assert_series_equal(
            both[f"{column}_without"].astype(object), left[column].astype(object), check_names=False
        )


def test_what_hangs_on_the_flagged_is_seen(dirty):
    responses, _ = dirty
    both = compare_without_flagged(responses, cuts={"invitation": 2.5, "challenge": 2.5}).set_index(["team", "wave"])
    first = both.loc[("team 1", "1")]
    people = flag_respondents(responses).assign(team=responses.frame["team"], wave=responses.frame["wave"])
    mine = people[(people["team"] == "team 1") & (people["wave"] == "1")]
    assert first["n"] - first["n_without"] == mine["flagged"].sum() >= 4
    assert first["challenge"] > first["challenge_without"]
    assert bool(first["label_differs"]) == (first["label"] != first["label_without"])
    assert both["label_differs"].any()


def test_a_team_that_loses_everyone_is_listed(dirty):
    responses, sizes = dirty
    for choices in ({}, {"team_sizes": sizes}):
        gone = compare_without_flagged(responses, **choices).set_index(["team", "wave"]).loc[("team 2", "2")]
        assert gone["n_without"] == 0
        assert gone["n"] >= 8
        assert gone[[f"{axis}_without" for axis in AXES]].isna().all()
        assert pd.isna(gone["label_without"])
        assert pd.isna(gone["label_differs"])


def test_nobody_flagged_and_everybody_flagged(dirty):
    responses, _ = dirty
    index = responses.frame.index
    same = compare_without_flagged(responses, flags=pd.DataFrame({"flagged": np.zeros(len(index), bool)}, index=index))
    assert same["n"].eq(same["n_without"]).all()
    for axis in AXES:
        np.testing.assert_allclose(same[axis], same[f"{axis}_without"], rtol=1e-12)
    assert not same["label_differs"].fillna(False).any()
    none = compare_without_flagged(responses, flags=pd.DataFrame({"flagged": np.ones(len(index), bool)}, index=index))
    assert len(none) == len(same)
    assert none["n_without"].eq(0).all()
    assert none[[f"{axis}_without" for axis in AXES]].isna().all(axis=None)
    assert none["label_differs"].isna().all()


def test_teams_of_one_name_in_two_schools(dirty):
    responses, _ = dirty
    frame = responses.frame.copy()
    frame.insert(0, "school", np.where(frame["team"].isin(["team 1", "team 3"]), "oost", "west"))
    frame["team"] = frame["team"].replace({"team 1": "bovenbouw", "team 2": "bovenbouw"})
    both = compare_without_flagged(cd.responses_from_frame(frame, responses.instrument))
    assert both.columns[:4].tolist() == ["school", "team", "name", "wave"]
    assert len(both) == 12
    gone = both[(both["school"] == "west") & (both["team"] == "bovenbouw") & (both["wave"] == "2")]
    assert gone["n_without"].tolist() == [0]


def test_an_instrument_without_a_plane(dirty, instrument):
    responses, _ = dirty
    flat = instrument.model_copy(update={"quadrants": ()})
    both = compare_without_flagged(cd.responses_from_frame(responses.frame, flat))
    assert {"invitation_without", "challenge_without", "n_without"} <= set(both.columns)


def test_flags_without_the_column_are_refused(dirty):
    with pytest.raises(ResponseError) as caught:
        compare_without_flagged(dirty[0], flags=pd.DataFrame({"fast": [True]}))
    assert caught.value.problems["key"].tolist() == ["flags_without_column"]
