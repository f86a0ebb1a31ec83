"""Against R on a small made-up file of our own: tests/oracle/quality.R says how; anyone can rerun it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.diagnosis.agreement import agreement_table
from culture_diag.diagnosis.reliability import clustering_table, item_analysis_table, reliability_table
from culture_diag.diagnosis.units import units_at_level
from culture_diag.scoring import score
from culture_diag.statistics import icc1, icc2, omega_total, team_agreement
from tests.test_scoring import make_instrument

FOLDER = Path(__file__).parents[1] / "oracle"
ITEMS = ["q1", "q2", "-q3", "q4", "-q5", "q6", "q7", "-q8"]


@pytest.fixture(scope="module")
def said():
    return json.loads((FOLDER / "quality.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def responses():
    answers = pd.read_csv(FOLDER / "quality.csv").assign(wave="1")
    # The file holds traps: nobody gives the lowest answer to q3 or the highest to q8, both reverse-keyed.
    assert (answers["q3"].min(), answers["q8"].max()) == (2, 4)
    return cd.responses_from_frame(answers, make_instrument({"s": ITEMS}, (1, 5)))


@pytest.fixture(scope="module")
def units(responses):
    return units_at_level(responses.frame, level="team")


def test_reliability_is_rs(said, responses, units, agrees):
    row = reliability_table(responses, score(responses), units).iloc[0]
    block = said["reliability"]
    assert (row["n"], row["k"]) == (block["n"], 8)
    for name in ("alpha", "alpha_low", "alpha_high", "standardized_alpha", "inter_item"):
        agrees(row[name], block[name])
    agrees(row["omega"], block["omega"], rel=1e-4)


def test_items_are_rs(said, responses, agrees):
    table, block = item_analysis_table(responses), said["reliability"]
    assert table["item"].tolist() == block["items"]
    agrees(table["item_rest"], block["item_rest"])
    agrees(table["alpha_if_dropped"], block["alpha_if_dropped"])


def test_omega_of_the_observed_total_is_rs(said, responses, agrees):
    items = responses.frame[[item.removeprefix("-") for item in ITEMS]].copy()
    items[["q3", "q5", "q8"]] = 6 - items[["q3", "q5", "q8"]]
    agrees(omega_total(items, total="observed").estimate, said["reliability"]["omega_observed"], rel=1e-4)


def test_agreement_is_rs(said, responses, units, agrees):
    table, block = agreement_table(responses, score(responses), units), said["agreement"]
    assert table["team"].tolist() == block["team"]
    for name in ("n", "rwg", "rwg_skewed", "rwg_lindell", "awg", "ad_mean"):
        agrees(table[name], block[name])
    divided = table.set_index("team").loc["oost"]
    assert (divided["rwg"], divided["band"], divided["verdict"]) == (0, "lack", "divided")


def test_clustering_is_rs(said, responses, units, agrees):
    scores, block = score(responses), said["clustering"]
    row = clustering_table(scores, units).iloc[0]
    agrees([row[name] for name in block], block.values())
    agrees(icc1(scores["s"], responses.frame["team"]).estimate, block["icc1"])
    agrees(icc2(scores["s"], responses.frame["team"]).estimate, block["icc2"])


def test_r_was_given_what_psych_would_have_got_wrong(said, responses):
    # Reversed by what was seen instead of what was declared, the indices of agreement differ by nothing (a shift), but
    # a team's place on the scale does; and the bounds still decide a_WG.
    seen = responses.frame[["q3", "q8"]].agg(["min", "max"]).sum()
    assert seen.to_dict() == {"q3": 7, "q8": 5}
    keyed = 6 - responses.frame[["q3", "q8"]]
    shifted = seen - responses.frame[["q3", "q8"]]
    lindell = [team_agreement(each, responses.frame["team"], (0, 6)).rwg_j_lindell() for each in (keyed, shifted)]
    np.testing.assert_allclose(*lindell)
    assert (keyed.mean() - shifted.mean()).round(12).tolist() == [-1, 1]
