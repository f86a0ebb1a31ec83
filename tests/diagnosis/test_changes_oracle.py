"""Change of every team against R's own tests, on the made-up answers in tests/oracle (the R script lies there too)."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from culture_diag.statistics import joint_df
from tests.diagnosis.test_changes import changes_of, rules_for

ORACLE = Path(__file__).parents[1] / "oracle"
AXES = ("challenge", "invitation")


@pytest.fixture(scope="module")
def said():
    return json.loads((ORACLE / "change.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def answers():
    wide = pd.read_csv(ORACLE / "change.csv")
    waves = [
        wide[["team", "person"]].assign(wave=wave, **{axis: wide[f"{axis}_{wave}"] for axis in AXES})
        for wave in ("1", "2")
    ]
    return pd.concat(waves, ignore_index=True)


@pytest.fixture(scope="module")
def changes(answers, instrument):
    return changes_of(answers, rules=rules_for(instrument, pooling=0.0), codes="person")


def test_every_test_is_rs(said, changes):
    rows = changes.set_index(["team", "paired"])
    assert len(said["tests"]) == 2 * (5 + 4)
    for test in said["tests"]:
        row, axis = rows.loc[(test["team"], test["paired"])], test["axis"]
        ours = [row[f"{axis}_{name}"] for name in ("change", "low", "high", "low90", "high90", "p", "hedges_g")]
        theirs = [test[name] for name in ("difference", "low", "high", "low90", "high90", "p", "hedges_g")]
        np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-10)
        n = row["n_matched"] if test["paired"] else row["n_from"] + row["n_to"]
        assert n == test["n"]
        assert row[f"{axis}_p_rose"] == pytest.approx(
            1 - test["p"] / 2 if test["difference"] > 0 else test["p"] / 2, rel=1e-8
        )


def test_adjusted_p_is_rs(said, changes):
    used = changes[changes["used"]].set_index("team")
    for axis in AXES:
        for team, p in said["p_adjusted"][axis].items():
            assert used.loc[team, f"{axis}_p_adjusted"] == pytest.approx(p, rel=1e-8)
    # One pair is no change of a team: willow is told by all who answered.
    assert used["paired"].to_dict() == {"ash": True, "beech": True, "elm": True, "oak": True, "willow": False}
    assert changes.loc[~changes["used"], "challenge_p_adjusted"].isna().all()


def test_both_axes_at_once_are_rs(said, changes, answers):
    rows = changes.set_index(["team", "paired"])["p_joint"]
    for team, p in said["joint_paired"].items():
        assert rows[team, True] == pytest.approx(p, rel=1e-8)
    for team, test in said["joint_unpaired"].items():
        assert rows[team, False] == pytest.approx(test["p"], rel=1e-8)
        rows_of = answers[answers["team"] == team].dropna().groupby("wave")[list(AXES)]
        waves = [rows_of.get_group(wave) for wave in ("1", "2")]
        covariances = [wave.cov().to_numpy()[None] / len(wave) for wave in waves]
        df = joint_df(*covariances, *([len(wave) - 1.0] for wave in waves))
        assert df[0] == pytest.approx(test["df"], rel=1e-8)
