import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import culture_diag as cd
from culture_diag.instrument import Facet, Instrument, Item, ResponseScale, Scale, Words
from culture_diag.scoring import quadrant_of, score, score_facets
from tests.reference_values import of_those_there, read_answers, read_expected

WORDS = Words(nl="x", en="x")


def make_instrument(keys: dict[str, list[str]], bounds: tuple[float, float], min_answered: float = 2 / 3) -> Instrument:
    """Make an instrument of scales whose items are written as psych writes them: -A1 is reverse-keyed."""
    scales = [
        Scale(
            id=scale,
            name=WORDS,
            meaning=WORDS,
            min_answered=min_answered,
            items=[
                Item(id=key.removeprefix("-").lower(), wording=WORDS, reverse_keyed=key.startswith("-"))
                for key in items
            ],
        )
        for scale, items in keys.items()
    ]
    response = ResponseScale(minimum=bounds[0], maximum=bounds[1])
    return Instrument(id="made", version="1", title=WORDS, note=WORDS, response_scale=response, scales=scales)


@pytest.mark.parametrize("name", of_those_there(["staff", "bfi"]))
def test_scores_are_psychs_on_answers_with_gaps_and_reverse_keys(name):
    wanted = read_expected(name)["scoring"]
    answers = read_answers(name).rename(columns=str.lower)
    keys = {scale: list(items) for scale, items in wanted["keys"].items()}
    instrument = make_instrument(keys, (wanted["scale_min"], wanted["scale_max"]), min_answered=0.01)
    frame = answers[[item.id for item in instrument.items]].assign(team="all", wave="1")
    scores = score(cd.responses_from_frame(frame, instrument))
    for scale, stats in wanted["mean_of_available"]["stats"].items():
        assert scores[scale].notna().sum() == stats["n"] - stats["n_missing"]
        assert scores[scale].mean() == pytest.approx(stats["mean"], rel=1e-12)
        assert scores[scale].std() == pytest.approx(stats["sd"], rel=1e-10)


@pytest.mark.parametrize(
    ("bounds", "answer", "reversed_answer"),
    [((1, 5), 4, 2), ((1, 4), 1, 4), ((1, 7), 6, 2), ((0, 10), 0, 10), ((0, 10), 5, 5)],
)
def test_reversal_uses_declared_bounds_even_where_nobody_used_them(bounds, answer, reversed_answer):
    instrument = make_instrument({"s": ["-q1"], "u": ["q2"]}, bounds)
    frame = pd.DataFrame({"team": ["a"], "wave": ["1"], "q1": [float(answer)], "q2": [float(answer)]})
    scores = score(cd.responses_from_frame(frame, instrument))
    assert scores.iloc[0].tolist() == [reversed_answer, answer]


@pytest.mark.parametrize(
    ("share", "k", "needed"),
    [(2 / 3, 8, 6), (2 / 3, 6, 4), (2 / 3, 3, 2), (2 / 3, 2, 2), ("2/3", 9, 6), ("1/2", 4, 2), (1, 5, 5), (0.1, 5, 1)],
)
def test_how_many_answers_a_valid_score_needs(share, k, needed):
    scale = Scale(id="s", name=WORDS, meaning=WORDS, min_answered=share, items=[Item(id="q", wording=WORDS)])
    assert scale.needed(k) == needed


def test_missing_rule_at_its_edge(instrument):
    items = [item.id for item in instrument.scales[0].items]
    row = {item.id: 4.0 for item in instrument.items}
    two_gaps = row | dict.fromkeys(items[:2], np.nan)
    three_gaps = row | dict.fromkeys(items[:3], np.nan)
    frame = pd.DataFrame([two_gaps, three_gaps]).assign(team="a", wave="1")
    scores = score(cd.responses_from_frame(frame, instrument))
    # inv2 is reverse-keyed: with the first two items missing, six fours are left.
    assert scores["invitation"].iloc[0] == 4.0
    assert np.isnan(scores["invitation"].iloc[1])
    assert scores["challenge"].notna().all()


def test_each_scale_has_its_own_missing_rule():
    strict = make_instrument({"s": ["q1", "q2"], "u": ["q3", "q4"]}, (1, 5))
    strict = strict.model_copy(
        update={"scales": (strict.scales[0], strict.scales[1].model_copy(update={"min_answered": 0.5}))}
    )
    frame = pd.DataFrame({"team": ["a"], "wave": ["1"], "q1": [2.0], "q2": [np.nan], "q3": [2.0], "q4": [np.nan]})
    scores = score(cd.responses_from_frame(frame, strict))
    assert np.isnan(scores["s"].iloc[0])
    assert scores["u"].iloc[0] == 2.0


def test_a_facet_is_scored_on_its_own_items():
    facets = [Facet(id="f", name=WORDS), Facet(id="g", name=WORDS)]
    items = [
        Item(id="q1", wording=WORDS, facet="f"),
        Item(id="q2", wording=WORDS, facet="f", reverse_keyed=True),
        Item(id="q3", wording=WORDS, facet="g"),
    ]
    base = make_instrument({"s": ["q1"]}, (1, 5))
    scale = Scale(id="s", name=WORDS, meaning=WORDS, items=items, facets=facets)
    instrument = base.model_copy(update={"scales": (scale,)})
    frame = pd.DataFrame({"team": ["a", "a"], "wave": "1", "q1": [5.0, 5], "q2": [2.0, np.nan], "q3": [1.0, 3]})
    scores = score_facets(cd.responses_from_frame(frame, instrument))
    assert scores[("s", "f")].iloc[0] == 4.5
    assert np.isnan(scores[("s", "f")].iloc[1])
    assert scores[("s", "g")].tolist() == [1, 3]


@given(st.integers(0, 2**32 - 1))
def test_reversing_every_answer_mirrors_every_score(seed):
    rng = np.random.default_rng(seed)
    instrument = cd.load_instrument("invitation-challenge")
    items = [item.id for item in instrument.items]
    answers = pd.DataFrame(rng.integers(1, 6, size=(12, 16)).astype(float), columns=items)
    answers = answers.mask(rng.random(answers.shape) < 0.1)
    heads = {"team": "a", "wave": "1"}
    one = score(cd.responses_from_frame(answers.assign(**heads), instrument))
    other = score(cd.responses_from_frame((6 - answers).assign(**heads), instrument))
    np.testing.assert_allclose(other, 6 - one, rtol=0, atol=1e-12)


def test_a_score_on_the_cut_counts_as_much_and_unknown_stays_unknown():
    x, y = np.array([3.0, 2.99, 3.0, np.nan]), np.array([3.0, 3.0, 2.99, 3.0])
    assert quadrant_of(x, y, cuts=(3.0, 3.0)).tolist() == [3, 1, 2, -1]


def test_both_items_of_a_facet_are_enough_and_one_is_not(instrument):
    # ceil(2/3 * 2) = 2, whatever the eight items of the scale need.
    facet = instrument.scales[0].facets[0].id
    first, second = instrument.scales[0].items_of(facet)
    frame = pd.DataFrame([{item.id: 4.0 for item in instrument.items}] * 2).assign(team="a", wave="1")
    frame[first.id] = 2.0 if first.reverse_keyed else 4.0
    frame[second.id] = 2.0 if second.reverse_keyed else 4.0
    frame.loc[1, second.id] = np.nan
    scores = score_facets(cd.responses_from_frame(frame, instrument))[instrument.scales[0].id, facet]
    assert scores.iloc[0] == 4.0
    assert np.isnan(scores.iloc[1])
