"""What is not declared cannot pass the door, and an empty cell is empty down to its bytes."""

import dataclasses
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.arrays import BooleanArray, FloatingArray, IntegerArray

import culture_diag as cd
from culture_diag.disclosure.__main__ import door_page
from culture_diag.disclosure.frames import Terms, build_frame, declared, to_step
from culture_diag.disclosure.schema import FRAMES

SECRET = 86420.25


def frames_of(thing):
    return {
        field.name: frame
        for field in dataclasses.fields(thing)
        if isinstance(frame := getattr(thing, field.name), pd.DataFrame)
    }


@pytest.fixture(scope="module")
def terms(sample_release):
    return Terms(
        axes=("challenge", "invitation"),
        quadrants=tuple(quadrant.id for quadrant in sample_release.model.quadrants),
        least={"min_n": 5, "min_n_shares": 10},
        steps={"score": 0.1, "item": 0.5},
    )


def test_every_frame_of_a_release_is_declared_and_no_other():
    named = {field.name for field in dataclasses.fields(cd.Release)} - {"instrument", "model", "waves", "settings"}
    assert {frame.name for frame in FRAMES} == named


def test_every_frame_has_the_declared_columns_in_order(sample_release, terms):
    for name, frame in frames_of(sample_release).items():
        names = [column for column, _ in declared(name, terms)]
        assert list(frame.columns) == [column for column in names if column in frame], name
        absent = {column for column, how in declared(name, terms) if column not in frame and not how.optional}
        assert not absent, name


def test_a_new_column_of_the_diagnosis_does_not_pass(sample_diagnosis, sample_release):
    """On shown and hidden rows, in every frame: under a new name, and under the name of a column of the frame's."""
    more = {
        name: frame.assign(secret=SECRET, challenge_secret=SECRET, p_secret=SECRET, n_secret=int(SECRET))
        for name, frame in frames_of(sample_diagnosis).items()
    }
    release = cd.release(dataclasses.replace(sample_diagnosis, **more))
    assert release.teams["suppressed"].any()
    for name, frame in frames_of(release).items():
        pd.testing.assert_frame_equal(frame, getattr(sample_release, name))


def test_a_column_that_may_not_be_lacking_is_asked_for(terms):
    with pytest.raises(KeyError, match="wave"):
        build_frame("cuts", pd.DataFrame({"scale": ["s"], "cut": [3.0]}), terms=terms)


def test_figures_are_rounded_as_declared(sample_release, terms):
    for name, frame in frames_of(sample_release).items():
        for column, how in declared(name, terms):
            step = terms.steps[how.step] if isinstance(how.step, str) else how.step
            if column in frame and step:
                values = frame[column].dropna().to_numpy(float) / step
                np.testing.assert_allclose(values, np.rint(values), atol=1e-9, err_msg=f"{name}.{column}")


@pytest.mark.parametrize("least", ["min_n", "min_n_shares"])
def test_fewer_answers_than_the_least_leave_a_cell_empty(terms, least):
    name, figure = {"min_n": ("changes", "challenge_change"), "min_n_shares": ("facets", "mean")}[least]
    made = pd.DataFrame(1.0, index=range(2), columns=[column for column, _ in declared(name, terms)])
    made = made.assign(n=[terms.least[least] - 1, terms.least[least]], suppressed=False)
    built = build_frame(name, made, terms=terms)
    assert built[figure].isna().tolist() == [True, False]


def test_halves_and_tenths_are_written_as_they_are():
    assert to_step(np.array([0.1 + 0.2, -0.04, 3.25]), 0.1).tolist() == [0.3, 0.0, 3.2]
    assert to_step(np.array([56.0, 57.0]), 12.5).tolist() == [50.0, 62.5]


def masked(release):
    for name, frame in frames_of(release).items():
        for column in frame:
            array = frame[column].array
            if isinstance(array, BooleanArray | FloatingArray | IntegerArray):
                yield f"{name}.{column}", array._data[array._mask]


def test_behind_an_empty_cell_there_is_nothing(sample_release):
    seen = 0
    for name, behind in masked(pickle.loads(pickle.dumps(sample_release))):
        assert not behind.any(), name
        seen += len(behind)
    assert seen > 100


def test_the_bytes_of_hidden_rows_are_the_same_whatever_was_answered(instrument):
    """Four answer this or that: the frames of the units are the same to the byte."""
    sample = cd.simulate(instrument, teams=4, sizes=(12, 12), seed=1)
    items = [item.id for item in instrument.items]
    frame = sample.responses.frame
    pickles = set()
    for few, answer in ((4, 2.0), (3, 5.0)):
        small = frame.iloc[:few].assign(team="small", respondent=[f"s{i}" for i in range(few)])
        small[items] = np.tile(np.arange(few)[:, None] % 2 + answer - 1, (1, 16))
        both = pd.concat([frame, small], ignore_index=True)[["respondent", "team", *items]]
        release = cd.release(cd.diagnose(cd.responses_from_frame(both, instrument), team_sizes={"small": 6}))
        assert release.teams.loc[release.teams["name"] == "small", "reason"].tolist() == ["too_few"]
        pickles.add(pickle.dumps(release.teams[release.teams["suppressed"]]))
        pickles.add(pickle.dumps(release.teams.loc[release.teams["suppressed"], ["n", "silent", "can_tip"]]))
    assert len(pickles) == 2


def test_the_page_of_the_door_is_current():
    page = Path(__file__).parents[2] / "docs" / "door.md"
    assert page.read_text(encoding="utf-8") == door_page()
