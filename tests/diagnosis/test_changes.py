import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

import culture_diag as cd
from culture_diag.diagnosis.change import change_table, judge_label_changes
from culture_diag.diagnosis.place import PlacementRules
from culture_diag.diagnosis.units import display_names, units_at_level
from culture_diag.statistics import compare_waves

AXES = ("challenge", "invitation")


def rules_for(instrument, **choices):
    """Rules of the diagnosis, by default for the two axes of the instrument and each team by itself."""
    usual = {"axes": AXES, "model": instrument.quadrants[0], "cuts": pd.DataFrame(), "target": "culture",
             "pooling": 0.0, "level": 0.95, "label_probability": 0.70, "bounds": (1.0, 5.0), "gate": (0.5, 0.75),
             "cut_range": 0.5, "margin": 0.2, "borrow": False}  # fmt: skip
    return PlacementRules(**{**usual, **choices})


def changes_of(answers, *, rules, codes=None, sizes=None, labels=None, level="team"):
    """Changes of a frame with team, wave, scores and codes; `sizes` and `labels` by (unit, wave)."""
    waves = sorted(answers["wave"].unique())
    answers = answers.assign(wave=pd.Categorical(answers["wave"], categories=waves, ordered=True))
    units = units_at_level(answers, level=level)
    at = list(zip(units.frame[level], units.frame["wave"], strict=True))
    if sizes is not None:
        units.frame["n_team"] = pd.array([sizes[key] for key in at], dtype="Int64")
    placed = pd.DataFrame({"name": display_names(units.frame, units.keys)})
    placed["label"] = pd.array(["growth" if labels is None else labels[key] for key in at], dtype="string")
    respondents = None if codes is None else answers[codes]
    return change_table(answers[list(rules.axes)], units, placed=placed, rules=rules, respondents=respondents)


def wave_of(challenge, invitation=None, *, wave="1", team="a", people=None):
    invitation = challenge if invitation is None else invitation
    people = [f"p{i}" for i in range(len(challenge))] if people is None else people
    return pd.DataFrame(
        {"team": team, "wave": wave, "person": people, "challenge": challenge, "invitation": invitation}
    )


def random_answers(seed, teams=4, waves=("1", "2", "3"), n=(4, 12), known=0.8):
    rng = np.random.default_rng(seed)
    parts = []
    for team in range(teams):
        people = [f"t{team}p{i}" for i in range(rng.integers(*n))]
        for wave in waves:
            here = [person for person in people if rng.random() < known]
            score = rng.normal(3, 0.6, size=(len(here), 2)) + rng.normal(0, 0.3, size=2)
            score[rng.random(score.shape) < 0.05] = np.nan
            parts.append(wave_of(score[:, 0], score[:, 1], wave=wave, team=f"t{team}", people=here))
    return pd.concat(parts, ignore_index=True)


def test_a_worked_change_by_hand(instrument):
    # Differences of the pairs 1, 2, 3: mean 2, variance 1. Unpaired: means 2 and 4 of variances 1 and 4 over 3 people.
    answers = pd.concat([wave_of([1.0, 2.0, 3.0]), wave_of([2.0, 4.0, 6.0], [3.0, 3.0, 3.0], wave="2")])
    answers = answers.reset_index(drop=True)
    changes = changes_of(answers, rules=rules_for(instrument), codes="person")
    assert changes["paired"].tolist() == [False, True]
    assert changes["used"].tolist() == [False, True]
    apart, paired = changes.iloc[0], changes.iloc[1]
    assert apart["challenge_change"] == paired["challenge_change"] == 2
    # t(.975, 2) = 4.3026527; half width over sqrt(3).
    assert paired["challenge_high"] - 2 == pytest.approx(4.3026527297 / np.sqrt(3), rel=1e-9)
    # t(.95, 2) = 2.9199856: the 90% interval leaves 0 out, the 95% one does not.
    assert paired["challenge_low90"] == pytest.approx(2 - 2.9199855804 / np.sqrt(3), rel=1e-9)
    assert paired["challenge_verdict"] == "cannot_tell"
    # With two degrees of freedom p = 1 - t / sqrt(2 + t^2), and t = 2 sqrt(3).
    assert paired["challenge_p"] == pytest.approx(1 - np.sqrt(12 / 14), rel=1e-10)
    assert paired["challenge_p_rose"] == pytest.approx(1 - (1 - np.sqrt(12 / 14)) / 2, rel=1e-10)
    assert paired["challenge_hedges_g"] == pytest.approx(2 / np.sqrt(np.pi))
    # Welch: (1/3 + 4/3)^2 / ((1/3)^2/2 + (4/3)^2/2) = 50/17 degrees of freedom; J(4) = sqrt(2/pi), pooled sd sqrt(5/2).
    assert apart["challenge_hedges_g"] == pytest.approx(2 / np.sqrt(2.5) * np.sqrt(2 / np.pi))
    welch = compare_waves([1, 2, 3], [2, 4, 6])
    assert welch.df == pytest.approx(50 / 17)
    assert [apart["challenge_low"], apart["challenge_high"]] == pytest.approx([welch.low, welch.high])
    assert (paired["n_from"], paired["n_to"], paired["n_matched"], paired["n_only_from"]) == (3, 3, 3, 0)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_each_team_by_itself_is_compare_waves(instrument, seed, members):
    answers = random_answers(seed)
    people = {(team, wave): 15 + len(wave) for team in answers["team"].unique() for wave in answers["wave"].unique()}
    rules = rules_for(instrument, target="members" if members else "culture")
    changes = changes_of(answers, rules=rules, codes="person", sizes=people)
    complete = answers.dropna(subset=list(AXES))
    for row in changes.to_dict("records"):
        one, two = (
            complete[(complete["team"] == row["team"]) & (complete["wave"] == row[end])].set_index("person")
            for end in ("wave_from", "wave_to")
        )
        assert (row["n_from"], row["n_to"]) == (len(one), len(two))
        both = one.index.intersection(two.index)
        assert (row["n_matched"], row["n_only_from"]) == (len(both), len(one) - len(both))
        sizes = (people[row["team"], row["wave_from"]], people[row["team"], row["wave_to"]]) if members else None
        for axis in AXES:
            before, after = (one.loc[both, axis], two.loc[both, axis]) if row["paired"] else (one[axis], two[axis])
            if min(len(before), len(after)) < 3:
                continue  # with two axes, two respondents do not say how they go together
            moved = compare_waves(before, after, paired=row["paired"], sizes=sizes)
            ours = [row[f"{axis}_{name}"] for name in ("change", "low", "high", "p", "hedges_g")]
            np.testing.assert_allclose(
                ours, [moved.difference, moved.low, moved.high, moved.p, moved.hedges_g], rtol=1e-9, atol=1e-12
            )


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 2.0, "auto"]))
def test_a_wave_paired_with_itself_has_not_moved(instrument, seed, pooling):
    first = random_answers(seed, waves=("1",), n=(6, 12))
    twice = pd.concat([first, first.assign(wave="2")], ignore_index=True).sample(frac=1, random_state=seed % 1000)
    rules = rules_for(instrument, pooling=pooling)
    paired = changes_of(twice.reset_index(drop=True), rules=rules, codes="person").query("paired")
    for axis in AXES:
        assert (paired[[f"{axis}_change", f"{axis}_low", f"{axis}_high"]] == 0).all(axis=None)
        assert (paired[f"{axis}_p"] == 1).all()
        assert (paired[f"{axis}_p_rose"] == 0.5).all()
        assert (paired[f"{axis}_verdict"] == "same").all()
        assert (paired[f"{axis}_direction"] == "unclear").all()
    assert (paired["p_joint"] == 1).all()
    assert (paired[["challenge_half_width", "region_correlation"]] == 0).all(axis=None)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_order_of_respondents_changes_nothing_and_turning_time_round_turns_signs(instrument, seed):
    answers, rules = random_answers(seed, waves=("1", "2")), rules_for(instrument, pooling=2.0)
    here = changes_of(answers, rules=rules, codes="person")
    mixed = answers.sample(frac=1, random_state=seed % 1000).reset_index(drop=True)
    pd.testing.assert_frame_equal(here, changes_of(mixed, rules=rules, codes="person"), rtol=1e-9)
    turned = answers.assign(wave=answers["wave"].map({"1": "2", "2": "1"}))
    back = changes_of(turned, rules=rules, codes="person")
    for axis in AXES:
        np.testing.assert_allclose(back[f"{axis}_change"], -here[f"{axis}_change"], atol=1e-12)
        np.testing.assert_allclose(back[f"{axis}_low"], -here[f"{axis}_high"], atol=1e-10)
        np.testing.assert_allclose(back[f"{axis}_p_rose"], 1 - here[f"{axis}_p_rose"], atol=1e-10)
        assert back[f"{axis}_verdict"].tolist() == here[f"{axis}_verdict"].tolist()
    np.testing.assert_allclose(back["p_joint"], here["p_joint"], rtol=1e-8)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 2.0]))
def test_the_figures_agree_among_themselves(instrument, seed, pooling):
    changes = changes_of(random_answers(seed), rules=rules_for(instrument, pooling=pooling), codes="person")
    used = changes[changes["used"]]
    assert not used.duplicated(["team", "wave_from", "wave_to"]).any()
    assert len(used) == len(changes[["team", "wave_from", "wave_to"]].drop_duplicates())
    for axis in AXES:
        changed = changes[f"{axis}_verdict"].isin(["changed", "changed_little"])
        known = changes[f"{axis}_p"].notna()
        assert ((changes[f"{axis}_p"] < 0.05) == changed)[known].all()
        assert (changed == (changes[f"{axis}_direction"] != "unclear")).all()
        assert (used[f"{axis}_p_adjusted"] >= used[f"{axis}_p"]).where(used[f"{axis}_p"].notna(), True).all()
    # The joint region holds no move exactly where the joint test does not call it one.
    x, y = (changes[f"{axis}_change"] / changes[f"{axis}_half_width"] for axis in AXES)
    r = changes["region_correlation"]
    outside = (x**2 - 2 * r * x * y + y**2) / (1 - r**2) > 1
    clear = (changes["p_joint"] - 0.05).abs() > 1e-6
    assert (outside == (changes["p_joint"] < 0.05))[clear].all()


def test_who_is_matched_and_who_is_not(instrument):
    people = {"1": ["ann", "bob", "cor", "eva", "", None], "2": ["ann", "bob", "cor", "eva", "eva", ""]}
    rng = np.random.default_rng(1)
    answers = pd.concat([wave_of(rng.normal(3, 1, 6), wave=wave, people=who) for wave, who in people.items()])
    answers = answers.reset_index(drop=True)
    row = changes_of(answers, rules=rules_for(instrument), codes="person").query("paired").iloc[0]
    # Eva is there twice, and nobody can say which is she; the nameless match nobody.
    assert (row["n_from"], row["n_to"], row["n_matched"], row["n_only_from"], row["n_only_to"]) == (6, 6, 3, 3, 3)
    first, second = (answers[answers["wave"] == wave].head(3)["challenge"].to_numpy() for wave in ("1", "2"))
    assert row["challenge_change"] == pytest.approx(np.mean(second - first))
    # Without the score of one axis there is no move on both: cor is not matched, and two are too few.
    answers.loc[2, "invitation"] = np.nan
    rows = changes_of(answers, rules=rules_for(instrument), codes="person")
    assert rows[["paired", "used", "n_matched"]].to_numpy().tolist() == [[False, True, 2]]


def test_fewer_than_half_matched_do_not_speak_for_all(instrument):
    rng = np.random.default_rng(2)
    first = wave_of(rng.normal(3, 1, 8))
    for n, paired in ((3, False), (4, True)):
        who = [f"p{i}" for i in range(n)] + [f"new{i}" for i in range(9 - n)]
        answers = pd.concat([first, wave_of(rng.normal(3, 1, 9), wave="2", people=who)], ignore_index=True)
        changes = changes_of(answers, rules=rules_for(instrument), codes="person")
        assert changes["paired"].tolist() == ([False, True] if paired else [False])
        assert changes["n_matched"].tolist() == [n] * len(changes)


def test_who_moved_to_another_team_is_matched_in_the_school_alone(instrument):
    rng = np.random.default_rng(3)
    parts = []
    for wave in ("1", "2"):
        for team in ("a", "b"):
            who = [f"{team}{i}" for i in range(6)]
            if wave == "2":
                who[0] = {"a": "b0", "b": "a0"}[team]
            parts.append(wave_of(rng.normal(3, 1, 6), wave=wave, team=team, people=who))
    answers = pd.concat(parts, ignore_index=True).assign(school="s")
    teams = changes_of(answers, rules=rules_for(instrument), codes="person")
    assert teams["n_matched"].tolist() == [5] * 4
    assert teams["n_only_to"].tolist() == [1] * 4
    school = changes_of(answers, rules=rules_for(instrument), codes="person", level="school")
    assert school["n_matched"].tolist() == [12, 12]


def test_a_step_spans_the_wave_a_team_missed_and_matches_across_it(instrument):
    rng = np.random.default_rng(4)
    answers = pd.concat([wave_of(rng.normal(3, 1, 6), wave=wave, team=team, people=[f"{team}{i}" for i in range(6)])
                         for wave in ("1", "2", "3") for team in ("a", "b")], ignore_index=True)  # fmt: skip
    gone = (answers["team"] == "a") & (answers["wave"] == "2")
    for absent in (answers[~gone], answers.assign(challenge=answers["challenge"].mask(gone))):
        changes = changes_of(absent.reset_index(drop=True), rules=rules_for(instrument), codes="person")
        steps = changes[["team", "wave_from", "wave_to", "paired", "n_matched"]].astype({"wave_from": str})
        assert steps.to_numpy().tolist() == [
            [team, *step, paired, 6]
            for team, step in (("a", ("1", "3")), ("b", ("1", "2")), ("b", ("2", "3")))
            for paired in (False, True)
        ]
    # Each step is adjusted for the teams that took it: alone, p stays what it is.
    alone = changes[changes["used"] & (changes["team"] == "a")]
    assert (alone["challenge_p_adjusted"] == alone["challenge_p"]).all()


def test_members_who_all_answered_have_moved_exactly(instrument):
    rng = np.random.default_rng(5)
    answers = pd.concat([wave_of(rng.normal(3, 1, 6).round(1), wave=wave) for wave in ("1", "2")], ignore_index=True)
    sizes = {("a", "1"): 6, ("a", "2"): 6}
    rules = rules_for(instrument, target="members")
    changes = changes_of(answers, rules=rules, codes="person", sizes=sizes)
    moved = answers.groupby("wave")["challenge"].mean()
    for row in changes.to_dict("records"):
        assert row["challenge_low"] == row["challenge_high"] == row["challenge_change"]
        assert row["challenge_change"] == pytest.approx(moved["2"] - moved["1"])
        assert row["challenge_verdict"].startswith("changed")
        assert (row["challenge_p"], row["p_joint"], row["challenge_half_width"]) == (0, 0, 0)
        assert row["challenge_p_rose"] == float(row["challenge_change"] > 0)
        assert np.isfinite(row["challenge_hedges_g"])
    # Seven people then, six now: who was there both times is at most six, and those are all known.
    changes = changes_of(answers, rules=rules, codes="person", sizes={("a", "1"): 7, ("a", "2"): 6})
    assert changes["challenge_low"].lt(changes["challenge_change"]).tolist() == [True, False]


def test_members_without_a_size_say_nothing(instrument):
    answers = pd.concat([wave_of([2.0, 3.0, 4.0, 3.5], wave=wave) for wave in ("1", "2")], ignore_index=True)
    sizes = {("a", "1"): 6, ("a", "2"): pd.NA}
    changes = changes_of(answers, rules=rules_for(instrument, target="members"), codes="person", sizes=sizes)
    assert changes["challenge_low"].isna().all()
    assert changes["challenge_verdict"].tolist() == ["cannot_tell", "cannot_tell"]
    assert (changes["challenge_change"] == 0).all()


def test_a_label_that_flips_without_a_change_is_noise(instrument):
    rng = np.random.default_rng(6)
    waves = {"1": 2.95, "2": 3.05, "3": 4.5, "4": 4.5, "5": 4.5}
    spread = rng.normal(0, 0.5, 9)
    answers = pd.concat([wave_of(mean + spread + rng.normal(0, 0.2, 9), wave=wave) for wave, mean in waves.items()],
                        ignore_index=True)  # fmt: skip
    labels = dict(
        zip((("a", wave) for wave in waves), ["apathetic", "borderline", "growth", "growth", pd.NA], strict=True)
    )
    changes = changes_of(answers, rules=rules_for(instrument), codes="person", labels=labels).query("used")
    assert changes["label_change"].fillna("?").tolist() == ["noise", "real", "none", "?"]
    assert changes["label_from"].tolist() == ["apathetic", "borderline", "growth", "growth"]
    assert changes["challenge_direction"].tolist() == ["unclear", "up", "unclear", "unclear"]


def test_small_teams_lean_on_the_others_as_much_as_asked(instrument):
    rng = np.random.default_rng(7)
    parts = [
        wave_of(*rng.normal(3, 0.6, size=(2, 9)), wave=wave, team=f"t{i}", people=[f"{i}.{j}" for j in range(9)])
        for wave in ("1", "2")
        for i in range(6)
    ]
    # Three people who all moved by the same: certain by themselves, not so beside the others.
    alike = [wave_of(np.array([3.0, 3.5, 4.0]) + up, wave=wave, team="z", people=list("xyz"))
             for wave, up in (("1", 0), ("2", 0.5))]  # fmt: skip
    answers = pd.concat([*parts, *alike], ignore_index=True)
    alone, pooled = (
        changes_of(answers, rules=rules_for(instrument, pooling=pooling), codes="person").query(
            "team == 'z' and paired"
        )
        for pooling in (0.0, 2.0)
    )
    assert alone["challenge_low"].iloc[0] == alone["challenge_high"].iloc[0] == 0.5
    assert pooled["challenge_low"].iloc[0] < 0 < pooled["challenge_high"].iloc[0]
    assert np.isnan(alone["challenge_hedges_g"].iloc[0])


def test_one_respondent_gives_a_difference_and_no_more(instrument):
    answers = pd.concat([wave_of([3.0]), wave_of([4.0, 4.5, 5.0], wave="2")], ignore_index=True)
    row = changes_of(answers, rules=rules_for(instrument)).iloc[0]
    assert row["challenge_change"] == 1.5
    figures = [f"challenge_{name}" for name in ("low", "high90", "p", "p_adjusted", "p_rose", "half_width")]
    assert row[[*figures, "p_joint", "region_correlation"]].isna().all()
    assert (row["challenge_verdict"], row["challenge_direction"]) == ("cannot_tell", "unclear")


def test_without_codes_nobody_is_matched_and_nobody_counted_as_unmatched(instrument):
    changes = changes_of(random_answers(8), rules=rules_for(instrument))
    assert not changes["paired"].any()
    assert changes["used"].all()
    assert changes[["n_matched", "n_only_from", "n_only_to"]].isna().all(axis=None)


@pytest.mark.parametrize("codes", [None, "person"])
def test_one_wave_has_no_steps_and_all_columns(instrument, codes):
    rules = rules_for(instrument, pooling=2.0)
    full = changes_of(random_answers(9), rules=rules, codes=codes)
    empty = changes_of(random_answers(9, waves=("1",)), rules=rules, codes=codes)
    assert len(empty) == 0
    assert empty.columns.tolist() == full.columns.tolist()
    kinds = [str(kind) for kind in full.dtypes]
    assert [str(kind) for kind in empty.dtypes] == kinds
    assert {kind for kind in kinds if kind not in ("str", "object")} == {
        "category",
        "bool",
        "Int64",
        "float64",
        "string",
    }


def test_an_instrument_without_quadrants_has_changes_and_no_labels(instrument):
    answers = random_answers(10).assign(third=lambda x: x["challenge"] + 0.1)
    changes = changes_of(answers, rules=rules_for(instrument, axes=(*AXES, "third"), model=None, pooling=2.0))
    assert np.isfinite(changes["third_low"]).any()
    assert not {"label_change", "p_joint", "region_correlation", "label_to"} & set(changes.columns)


@pytest.mark.parametrize(
    ("before", "after", "axis", "real"),
    [
        ("cosy", "growth", 0, True),  # more challenge, as the names say
        ("cosy", "growth", 1, False),  # more invitation, on which the two do not differ
        ("growth", "discouraging", 1, True),
        ("growth", "discouraging", 0, False),
        ("growth", "borderline", 0, True),  # borderline lies on neither side of any line
    ],
)
def test_another_label_is_another_culture_only_by_the_axis_that_changed(instrument, before, after, axis, real):
    labels = [pd.Series([label], dtype="string") for label in (before, after)]
    changed = np.arange(2)[None, :] == axis
    model = instrument.quadrants[0]
    said = judge_label_changes(*labels, changed=changed, cuts_moved=np.zeros(1, dtype=bool), model=model)
    assert said.tolist() == ["real" if real else "noise"]


def test_one_analysis_a_step_counts_among_the_many(instrument):
    """Steps with pairs are analysed twice, and asked once: the adjusted p is that of the used rows alone."""
    sample = cd.simulate(instrument, teams=6, waves=2, sizes=(12, 20), drift=0.4, seed=3)
    changes = cd.diagnose(sample.responses).changes
    used = changes[changes["used"]]
    assert len(used) == 6 < len(changes)
    adjusted = false_discovery_control(used["challenge_p"].to_numpy(dtype=float))
    assert used["challenge_p_adjusted"].to_numpy(dtype=float) == pytest.approx(adjusted)
