import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import culture_diag as cd
from culture_diag.diagnosis.reliability import clustering_table, item_analysis_table, reliability_table
from culture_diag.diagnosis.units import units_at_level
from culture_diag.scoring import score
from culture_diag.statistics import alpha_if_dropped, cronbach_alpha, icc1, icc2, split_half_reliability
from tests.test_scoring import make_instrument

FIGURES = ["alpha", "alpha_low", "alpha_high", "standardized_alpha", "omega", "inter_item", "team_split_half"]
KEYS = {"s": ["q1", "-q2", "q3", "q4"], "u": ["q5", "q6"]}


def answers_of(rng, n, waves=("1",), teams=5, gaps=0.0):
    people = rng.normal(3, 0.7, size=(n, 1))
    answers = np.clip(np.rint(people + rng.normal(0, 0.8, size=(n, 6))), 1, 5)
    answers[:, 1] = 6 - answers[:, 1]
    answers[rng.random(answers.shape) < gaps] = np.nan
    frame = pd.DataFrame(answers, columns=[f"q{j}" for j in range(1, 7)])
    return frame.assign(team=[f"t{k}" for k in rng.integers(0, teams, n)], wave=rng.choice(waves, n))


def tables(frame, instrument):
    responses = cd.responses_from_frame(frame, instrument)
    units, scores = units_at_level(responses.frame, level="team"), score(responses)
    return reliability_table(responses, scores, units), item_analysis_table(responses), clustering_table(scores, units)


@pytest.fixture
def made():
    return make_instrument(KEYS, (1, 5))


def test_every_wave_and_scale_has_the_figures_of_its_own_complete_rows(made):
    frame = answers_of(np.random.default_rng(1), 240, waves=("a", "b"), gaps=0.05)
    reliability, analysis, clustering = tables(frame, made)
    heading = reliability[["wave", "scale"]].astype(str).sort_values(["wave", "scale"])
    assert heading.to_numpy().tolist() == [[wave, scale] for wave in "ab" for scale in "su"]
    for wave in "ab":
        rows = frame[frame["wave"] == wave].copy()
        rows["q2"] = 6 - rows["q2"]
        for scale, items in (("s", ["q1", "q2", "q3", "q4"]), ("u", ["q5", "q6"])):
            found = reliability[(reliability["wave"] == wave) & (reliability["scale"] == scale)].iloc[0]
            wanted = cronbach_alpha(rows[items])
            assert (found["n"], found["k"]) == (rows[items].notna().all(axis=1).sum(), len(items))
            assert found[["alpha", "alpha_low", "alpha_high"]].tolist() == pytest.approx(
                [wanted.estimate, wanted.low, wanted.high], rel=1e-12
            )
            each = analysis[(analysis["wave"] == wave) & (analysis["scale"] == scale)]
            assert each["item"].tolist() == items
            dropped = alpha_if_dropped(rows[items])
            np.testing.assert_allclose(each["alpha_if_dropped"], dropped, rtol=1e-12)
            valid = rows[items].notna().sum(axis=1) >= (3 if scale == "s" else 2)
            own = rows[items].mean(axis=1).where(valid)
            cluster = clustering[(clustering["wave"] == wave) & (clustering["scale"] == scale)].iloc[0]
            assert cluster["n"] == valid.sum()
            assert cluster["icc1"] == pytest.approx(icc1(own, rows["team"]).estimate, rel=1e-9)
            assert cluster["icc2"] == pytest.approx(icc2(own, rows["team"]).estimate, rel=1e-9)
    assert reliability["wave"].cat.ordered
    # Two items: nothing is left to drop to, and their loadings are not fixed.
    two = reliability["scale"] == "u"
    assert reliability.loc[two, "omega"].isna().all()
    assert reliability.loc[~two, "omega"].notna().all()
    assert analysis.loc[analysis["scale"] == "u", "alpha_if_dropped"].isna().all()
    assert analysis.loc[analysis["scale"] == "u", "item_rest"].notna().all()


def test_below_thirty_rows_nothing_is_said_and_the_reason_is(made):
    for n in (29, 30):
        frame = answers_of(np.random.default_rng(2), 40)
        frame.loc[frame.index[n:], "q1"] = np.nan
        reliability, analysis, clustering = (table.set_index("scale") for table in tables(frame, made))
        assert reliability.loc["s", "n"] == n
        refused = n < 30
        assert reliability.loc["s", "reason"] == ("too_few_rows" if refused else "")
        assert reliability.loc["s", FIGURES].isna().all() == refused
        assert (reliability.loc["s", "band"] == "") == refused
        assert set(analysis.loc["s", "reason"]) == {"too_few_rows" if refused else ""}
        assert analysis.loc["s", ["item_rest", "alpha_if_dropped"]].isna().to_numpy().all() == refused
        assert not analysis.loc["s", "weak"].any() or not refused
        # The other scale has its own forty rows, and scores need three items of the four.
        assert reliability.loc["u", ["n", "reason"]].tolist() == [40, ""]
        assert clustering.loc["s", ["n", "reason"]].tolist() == [40, ""]
    few = tables(answers_of(np.random.default_rng(2), 29), made)[2]
    assert few["reason"].tolist() == ["too_few_rows"] * 2
    assert few[["icc1", "icc2", "icc1_low", "f", "p", "respondents_needed"]].isna().to_numpy().all()


def test_facets_are_listed_below_their_scale(instrument, simulated):
    responses = simulated.responses
    units, scores = units_at_level(responses.frame, level="team"), score(responses)
    reliability, analysis = reliability_table(responses, scores, units), item_analysis_table(responses)
    first = reliability[reliability["wave"] == "1"]
    assert first["facet"].tolist() == [
        name for scale in instrument.scales for name in ("", *(facet.id for facet in scale.facets))
    ]
    facets = reliability["facet"] != ""
    assert reliability.loc[facets, "team_split_half"].isna().all()
    assert reliability.loc[~facets, "team_split_half"].notna().all()
    assert (reliability.loc[facets, "k"] == 2).all()
    # A facet has complete rows that its scale has not.
    assert reliability.loc[facets, "n"].min() > reliability.loc[~facets, "n"].max()
    assert len(analysis) == 3 * (16 + 16)


def test_one_item_and_no_variance_are_said():
    instrument = make_instrument({"one": ["q1"], "still": ["q2", "q3", "q4"], "against": ["q5", "q6"]}, (1, 5))
    frame = answers_of(np.random.default_rng(3), 50)
    frame["q3"] = 4.0
    frame["q6"] = 6 - frame["q5"]
    reliability, analysis, _ = tables(frame, instrument)
    assert reliability["reason"].tolist() == ["one_item", "no_variance", "no_variance"]
    assert reliability.loc[0, FIGURES[:-1]].isna().all()
    # One still item leaves alpha, which is a matter of sums, but no correlation with it.
    assert np.isfinite(reliability.loc[1, "alpha"])
    assert reliability.loc[1, ["omega", "inter_item", "standardized_alpha"]].isna().all()
    # Two items that cancel out: alpha is minus infinity, which is no figure.
    assert np.isnan(reliability.loc[2, "alpha"])
    assert analysis["reason"].tolist() == ["one_item", "", "no_variance", "", "", ""]
    assert not analysis.loc[analysis["item"] == "q3", "weak"].any()
    assert analysis.loc[analysis["scale"] == "against", "weak"].all()


def test_an_item_keyed_the_wrong_way_is_called_weak():
    frame = answers_of(np.random.default_rng(4), 200)
    right = tables(frame, make_instrument({"s": ["q1", "-q2", "q3", "q4"]}, (1, 5)))
    wrong = tables(frame, make_instrument({"s": ["q1", "q2", "q3", "q4"]}, (1, 5)))
    assert right[1]["weak"].sum() == 0
    assert wrong[1].loc[wrong[1]["weak"], "item"].tolist() == ["q2"]
    assert wrong[1].loc[1, "alpha_if_dropped"] > wrong[0].loc[0, "alpha"]
    assert (right[0].loc[0, "band"], wrong[0].loc[0, "band"]) == ("fair", "low")


def test_clustering_says_why_it_cannot():
    instrument = make_instrument({"s": ["q1"]}, (1, 5))
    one_team = pd.DataFrame({"team": "a", "wave": "1", "q1": [1.0, 5.0] * 20})
    alone = one_team.assign(team=[f"t{k}" for k in range(40)])
    unanimous = one_team.assign(team=["a", "a", "b", "b"] * 10, q1=3.0)
    reasons = [tables(frame, instrument)[2].loc[0, "reason"] for frame in (one_team, alone, unanimous)]
    assert reasons == ["too_few_teams", "too_few_teams", "no_variance"]


def test_a_wave_without_answers_is_listed(made):
    frame = answers_of(np.random.default_rng(5), 40, waves=("1",))
    responses = cd.responses_from_frame(frame, made)
    wave = responses.frame["wave"].cat.add_categories("2")
    responses = cd.Responses(responses.frame.assign(wave=wave), responses.missing, made, responses.account)
    units, scores = units_at_level(responses.frame, level="team"), score(responses)
    reliability, clustering = reliability_table(responses, scores, units), clustering_table(scores, units)
    for table in (reliability, clustering, item_analysis_table(responses)):
        later = table[table["wave"] == "2"]
        assert len(later) == len(table) / 2
        assert later["n"].eq(0).all()
        assert later["reason"].eq("too_few_rows").all()


def test_respondents_needed_only_where_teams_differ(instrument):
    for icc, known in ((0.3, True), (0.0, False)):
        sample = cd.simulate(instrument, teams=40, icc=icc, seed=6)
        units = units_at_level(sample.responses.frame, level="team")
        table = clustering_table(score(sample.responses), units)
        assert table["respondents_needed"].dtype == "Int64"
        if known:
            assert table["respondents_needed"].between(3, 15).all()
        assert (table["icc1"] > 0).tolist() == table["respondents_needed"].notna().tolist()


def test_split_half_is_that_of_the_statistics_room_and_the_same_again(made):
    frame = answers_of(np.random.default_rng(8), 300, teams=20)
    once, again = (tables(frame, made)[0] for _ in range(2))
    pd.testing.assert_frame_equal(once, again)
    scores = score(cd.responses_from_frame(frame, made))["s"]
    wanted = split_half_reliability(scores, pd.factorize(frame["team"], sort=True)[0], splits=200, seed=0)
    assert once.loc[0, "team_split_half"] == pytest.approx(wanted.estimate, rel=1e-12)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1), shift=st.sampled_from([-2.0, 1.0, 3.0]), item=st.sampled_from(["q1", "q2"]))
def test_shifting_an_item_changes_no_coefficient(seed, shift, item):
    frame = answers_of(np.random.default_rng(seed), 60, gaps=0.02)
    wide = make_instrument(KEYS, (-3, 9))
    plain, moved = tables(frame, wide), tables(frame.assign(**{item: frame[item] + shift}), wide)
    for before, after in zip(plain[:2], moved[:2], strict=True):
        numbers = [name for name in before.select_dtypes("number") if name != "team_split_half"]
        np.testing.assert_allclose(before[numbers], after[numbers], rtol=1e-9, atol=1e-9)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_relabelling_teams_changes_no_icc(seed):
    rng = np.random.default_rng(seed)
    frame, made = answers_of(rng, 60, teams=6), make_instrument(KEYS, (1, 5))
    names = dict(zip([f"t{k}" for k in range(6)], rng.permutation([f"x{k}" for k in range(6)]), strict=True))
    plain = tables(frame, made)[2]
    other = tables(frame.assign(team=frame["team"].map(names)), made)[2]
    pd.testing.assert_frame_equal(plain, other, rtol=1e-9, atol=1e-12)
