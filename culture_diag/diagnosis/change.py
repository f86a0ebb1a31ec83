"""How far each unit moved from one of its waves to the next, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.diagnosis.cuts import cuts_differ
from culture_diag.diagnosis.place import PlacementRules, add_region, posterior_by
from culture_diag.diagnosis.units import Units
from culture_diag.instrument import QuadrantModel
from culture_diag.statistics import (
    GroupMoments,
    MeanPosterior,
    adjusted_p,
    change_verdict,
    compare_means,
    group_moments,
    joint_df,
    joint_p,
    p_rose,
    paired_change,
    unpaired_change,
)
from culture_diag.statistics.moments import Floats, Integers
from culture_diag.statistics.verdict import CHANGED, CHANGED_LITTLE

UP, DOWN, UNCLEAR = "up", "down", "unclear"
NONE, REAL, NOISE = "none", "real", "noise"
"""What another label means: the same culture, another one, or only another side of a line."""

MIN_PAIRS = 3
"""Fewer matched people say nothing of a team's change."""

MIN_SHARE_PAIRED = 0.5
"""Of the smaller wave's respondents: with fewer matched, those few would speak for the many who are not."""

NO_DIFFERENCE = 1e-12
"""Means that differ by less are equal: sums of floats miss each other by a bit or two."""


@dataclass(frozen=True)
class _WavePairs:
    """From a wave with answers to the unit's next: rows of the units' frame; `kind` numbers the (from, to) waves."""

    earlier: Integers
    later: Integers
    kind: Integers


@dataclass(frozen=True)
class _Changes:
    """Differences, for some of the steps. When paired there is one mean, of differences: the other is 0 and known."""

    step: Integers
    paired: NDArray[np.bool_]
    difference: Floats
    covariance_before: Floats
    covariance_after: Floats
    df_before: Floats
    df_after: Floats
    hedges_g: Floats


def change_table(
    scores: pd.DataFrame,
    units: Units,
    *,
    placed: pd.DataFrame,
    rules: PlacementRules,
    respondents: pd.Series | None = None,
) -> pd.DataFrame:
    """Compare each wave of a unit with the one before it, by all respondents and by those who answered both times.

    Parameters
    ----------
    scores : DataFrame
        One column a scale, one row a respondent.
    units : Units
        Of the level.
    placed : DataFrame
        Same rows as ``units.frame``: ``name`` and, where there is a quadrant model, ``label``.
    rules : PlacementRules
        Axes, target, pooling, level (of the intervals; the verdict ``same`` allows twice the doubt: 90% beside 95%) and
        margin.
    respondents : Series, optional
        Code of each respondent, the same from wave to wave. A code that is missing, or twice in one unit and wave,
        matches nobody; neither does somebody who went to another unit.

    Returns
    -------
    DataFrame
        One row a unit, step and analysis: key columns, ``name, wave_from, wave_to`` (ordered categorical), ``paired``
        (the matched alone; where 3 or more are, and half of the smaller wave), ``used`` (one row a step: the paired one
        where it exists), ``n_from, n_to`` (respondents), ``n_matched, n_only_from, n_only_to`` (NA without codes). For
        each axis, in points: ``<scale>_change`` (later minus earlier), ``<scale>_low, <scale>_high`` (95%),
        ``<scale>_low90, <scale>_high90``; ``<scale>_p``, ``<scale>_p_adjusted`` (Benjamini-Hochberg over the units in
        that step, used rows), ``<scale>_hedges_g`` (paired: d_z), ``<scale>_p_rose``, ``<scale>_verdict``,
        ``<scale>_direction`` (``up``, ``down``, ``unclear``). With a quadrant model also ``<scale>_half_width`` and
        ``region_correlation`` (joint region of the move), ``p_joint``, ``label_from``, ``label_to``, ``label_change``
        (see :func:`judge_label_changes`).

    References
    ----------
    See :mod:`culture_diag.statistics.verdict` and :func:`culture_diag.statistics.compare_waves`; for the region of the
    move :func:`culture_diag.statistics.joint_df`.

    Examples
    --------
    >>> from culture_diag.diagnosis.units import units_at_level
    >>> wave = pd.Categorical(["1", "1", "1", "2", "2", "2"], categories=["1", "2"], ordered=True)
    >>> answers = pd.DataFrame({"team": "a", "wave": wave})
    >>> scores = pd.DataFrame({"s": [2.0, 3.0, 4.0, 3.1, 4.0, 4.9]})
    >>> rules = PlacementRules(axes=("s",), model=None, cuts=pd.DataFrame(), target="culture", pooling=0.0, level=0.95,
    ...                        label_probability=0.70, bounds=(1, 5), gate=(0.5, 0.75), cut_range=0.5, margin=0.2,
    ...                        borrow=False)
    >>> units = units_at_level(answers, level="team")
    >>> placed = pd.DataFrame({"name": ["a", "a"]})
    >>> codes = pd.Series(["x", "y", "z"] * 2)
    >>> change = change_table(scores, units, placed=placed, rules=rules, respondents=codes)
    >>> change[["paired", "used", "n_matched", "s_change", "s_verdict"]].round(2).to_numpy().tolist()
    [[False, False, 3, 1.0, 'cannot_tell'], [True, True, 3, 1.0, 'changed']]
    """
    values = np.column_stack([scores[axis].to_numpy(dtype=float) for axis in rules.axes])
    moments = group_moments(values, units.codes, groups=len(units.frame))
    steps = _consecutive_waves(units, placed, moments)
    changes = _unpaired(moments, steps, units, rules)
    matched = None
    if respondents is not None:
        pairs = _match(values, units, placed, steps, respondents)
        matched = pairs.n
        changes = _side_by_side(changes, _paired(pairs, moments, steps, units, rules))
    table = _key_columns(changes, moments, matched, steps, units, placed)
    _add_axes(table, changes, steps, rules)
    if rules.model is not None:
        _add_joint(table, changes, rules)
        _add_labels(table, changes, steps, placed, rules)
    return table


def judge_label_changes(
    before: pd.Series,
    after: pd.Series,
    *,
    changed: NDArray[np.bool_],
    cuts_moved: NDArray[np.bool_],
    model: QuadrantModel,
) -> pd.Series:
    """Say of each step what another label means.

    Parameters
    ----------
    before, after : Series of str
        Labels: ids of quadrants, ``borderline``, or NA.
    changed : (steps, 2) array of bool
        Whether the unit changed on each axis of the model.
    cuts_moved : (steps,) array of bool
        Whether the lines lie elsewhere in the later wave: then another label says nothing of the unit.

    Returns
    -------
    Series of str
        ``none`` (same label), ``real`` (changed on an axis on which the two differ; with a borderline label that may be
        either), ``noise``, or NA where a label is missing or the cuts moved.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> model = load_instrument("invitation-challenge").quadrants[0]
    >>> before, after = (pd.Series([label] * 2, dtype="string") for label in ("cosy", "growth"))
    >>> moved = np.array([[True, False], [False, True]])  # more challenge; only more invitation
    >>> judge_label_changes(before, after, changed=moved, cuts_moved=np.zeros(2, bool), model=model).tolist()
    ['real', 'noise']
    """
    place = {quadrant.id: (at // 2, at % 2) for at, quadrant in enumerate(model.quadrants)}
    # A label that is no quadrant lies on neither side: it differs from every other on both axes.
    sides = [np.array([place.get(label, (9, 9)) for label in labels.fillna("")]) for labels in (before, after)]
    differ = (sides[0] != sides[1]) | (sides[0] == 9) | (sides[1] == 9)
    real = (changed & differ.reshape(changed.shape)).any(axis=1)
    same = (before == after).fillna(False).to_numpy(dtype=bool)
    judged = pd.Series(np.select([same, real], [NONE, REAL], NOISE), index=before.index, dtype="string")
    return judged.where(before.notna() & after.notna() & ~cuts_moved)


def _consecutive_waves(units: Units, placed: pd.DataFrame, moments: GroupMoments) -> _WavePairs:
    rows = np.flatnonzero(moments.n > 0)
    # Rows stand in order of unit and wave, so the step before is the row above, if that is the same unit.
    unit = pd.factorize(placed["name"])[0][rows]
    follows = np.flatnonzero(unit[1:] == unit[:-1]) + 1
    earlier, later = rows[follows - 1], rows[follows]
    wave = units.wave_codes
    return _WavePairs(earlier, later, wave[earlier] * len(units.frame["wave"].cat.categories) + wave[later])


def _match(
    values: Floats, units: Units, placed: pd.DataFrame, steps: _WavePairs, respondents: pd.Series
) -> GroupMoments:
    """Return the moments of the differences of those who answered both waves of each step."""
    # Somebody who changed teams is nobody's pair: what changed may be the team.
    person, codes = pd.factorize(respondents)
    nameless = np.append(np.asarray(codes == "", dtype=bool), True)
    at = np.flatnonzero(~nameless[person] & (units.codes >= 0))
    row = units.codes[at]
    unit, waves = pd.factorize(placed["name"])[0].astype(np.int64), len(units.frame["wave"].cat.categories)
    # One number a unit, person and wave: sorted, those there twice stand side by side, and so do a person's waves.
    key = (unit[row] * len(codes) + person[at]) * waves + units.wave_codes[row]
    order = np.argsort(key)
    at, row, key = at[order], row[order], key[order]
    double, same = np.zeros(len(key), dtype=bool), key[1:] == key[:-1]
    double[1:] |= same
    double[:-1] |= same
    keep = ~double & ~np.isnan(values[at]).any(axis=1)
    at, row, someone = at[keep], row[keep], key[keep] // waves
    before, step = np.full(len(units.frame), -1), np.full(len(units.frame), -1)
    before[steps.later], step[steps.later] = steps.earlier, np.arange(len(steps.later))
    pair = np.flatnonzero((someone[1:] == someone[:-1]) & (before[row[1:]] == row[:-1])) + 1
    return group_moments(values[at[pair]] - values[at[pair - 1]], step[row[pair]], groups=len(steps.later))


def _unpaired(moments: GroupMoments, steps: _WavePairs, units: Units, rules: PlacementRules) -> _Changes:
    # All units of a wave share its spread, also those that have no other wave: as in the intervals shown beside this.
    known = posterior_by(moments, units.wave_codes, sizes=units.sizes, rules=rules)
    covariance, df = known.covariance, known.df
    sd = np.sqrt(np.diagonal(moments.covariance, axis1=1, axis2=2))
    one, two = steps.earlier, steps.later
    n, mean = moments.n[:, None], moments.mean
    return _Changes(
        step=np.arange(len(two)),
        paired=np.zeros(len(two), dtype=bool),
        difference=mean[two] - mean[one],
        covariance_before=covariance[one],
        covariance_after=covariance[two],
        df_before=df[one],
        df_after=df[two],
        hedges_g=np.asarray(unpaired_change(n[one], mean[one], sd[one], n[two], mean[two], sd[two]).hedges_g),
    )


def _paired(
    pairs: GroupMoments, moments: GroupMoments, steps: _WavePairs, units: Units, rules: PlacementRules
) -> _Changes:
    # At most as many were there both times as the smaller of the two waves had.
    sizes = np.minimum(units.sizes[steps.earlier], units.sizes[steps.later])
    known = posterior_by(pairs, steps.kind, sizes=sizes, rules=rules)
    covariance, df = known.covariance, known.df
    fewest = np.minimum(moments.n[steps.earlier], moments.n[steps.later])
    step = np.flatnonzero((pairs.n >= MIN_PAIRS) & (pairs.n >= MIN_SHARE_PAIRED * fewest))
    sd = np.sqrt(np.diagonal(pairs.covariance, axis1=1, axis2=2))[step]
    return _Changes(
        step=step,
        paired=np.ones(len(step), dtype=bool),
        difference=pairs.mean[step],
        covariance_before=np.zeros_like(covariance[step]),
        covariance_after=covariance[step],
        df_before=np.ones(len(step)),
        df_after=df[step],
        hedges_g=np.asarray(paired_change(pairs.n[step, None], pairs.mean[step], sd).hedges_g),
    )


def _side_by_side(one: _Changes, two: _Changes) -> _Changes:
    """Lay two analyses side by side: a step's unpaired row, then its paired one."""
    joined = {name: np.concatenate([value, getattr(two, name)]) for name, value in vars(one).items()}
    order = np.argsort(2 * joined["step"] + joined["paired"])
    return _Changes(**{name: value[order] for name, value in joined.items()})


def _key_columns(
    changes: _Changes,
    moments: GroupMoments,
    matched: Integers | None,
    steps: _WavePairs,
    units: Units,
    placed: pd.DataFrame,
) -> pd.DataFrame:
    """Say who, when and how many."""
    one, two = steps.earlier[changes.step], steps.later[changes.step]
    frame = units.frame
    head = frame[[*units.keys]].iloc[two].reset_index(drop=True)
    head["name"] = placed["name"].iloc[two].reset_index(drop=True)
    head["wave_from"] = frame["wave"].iloc[one].reset_index(drop=True)
    head["wave_to"] = frame["wave"].iloc[two].reset_index(drop=True)
    head["paired"] = changes.paired
    has_pairs = np.zeros(len(steps.later), dtype=bool)
    has_pairs[changes.step[changes.paired]] = True
    head["used"] = changes.paired == has_pairs[changes.step]
    n_from, n_to = moments.n[one], moments.n[two]
    head["n_from"], head["n_to"] = pd.array(n_from, dtype="Int64"), pd.array(n_to, dtype="Int64")
    both = pd.Series(changes.step if matched is None else matched[changes.step], dtype="Int64")
    head["n_matched"] = both.mask(both.notna()) if matched is None else both
    for only, n in (("n_only_from", "n_from"), ("n_only_to", "n_to")):
        head[only] = head[n] - head["n_matched"]
    return head


def _add_axes(table: pd.DataFrame, changes: _Changes, steps: _WavePairs, rules: PlacementRules) -> None:
    kind, used = steps.kind[changes.step], table["used"].to_numpy()
    for j, axis in enumerate(rules.axes):
        difference = changes.difference[:, j]
        change = compare_means(
            np.zeros(len(difference)),
            np.where(np.abs(difference) < NO_DIFFERENCE, 0.0, difference),
            variance_before=changes.covariance_before[:, j, j],
            variance_after=changes.covariance_after[:, j, j],
            df_before=changes.df_before,
            df_after=changes.df_after,
        )
        # Two one-sided tests at 5% each are one interval at 90% (Schuirmann 1987).
        low, high = change.interval(rules.level)
        low90, high90 = change.interval(2 * rules.level - 1)
        p = 2 * p_rose(-np.abs(change.difference), change.se, change.df)
        verdict = change_verdict(low, high, low90, high90, rules.margin)
        changed = np.isin(verdict, (CHANGED, CHANGED_LITTLE))
        direction = np.where(changed, np.where(change.difference > 0, UP, DOWN), UNCLEAR)
        table[f"{axis}_change"] = change.difference
        table[f"{axis}_low"], table[f"{axis}_high"] = low, high
        table[f"{axis}_low90"], table[f"{axis}_high90"] = low90, high90
        table[f"{axis}_p"], table[f"{axis}_p_adjusted"] = p, _adjusted(p, kind, used)
        # Where nothing varies there is no standard deviation to measure by.
        table[f"{axis}_hedges_g"] = np.where(np.isfinite(changes.hedges_g[:, j]), changes.hedges_g[:, j], np.nan)
        table[f"{axis}_p_rose"] = p_rose(change.difference, change.se, change.df)
        table[f"{axis}_verdict"] = pd.array(verdict, dtype="string")
        table[f"{axis}_direction"] = pd.array(direction, dtype="string")


def _adjusted(p: Floats, kind: Integers, used: NDArray[np.bool_]) -> Floats:
    # One question a unit and step: the analysis that is not used may not count among the many.
    adjusted = np.full(len(p), np.nan)
    for code in np.unique(kind):
        rows = np.flatnonzero(used & (kind == code))
        adjusted[rows] = adjusted_p(p[rows])
    return adjusted


def _add_joint(table: pd.DataFrame, changes: _Changes, rules: PlacementRules) -> None:
    covariance = changes.covariance_before + changes.covariance_after
    df = joint_df(changes.covariance_before, changes.covariance_after, changes.df_before, changes.df_after)
    difference = table[[f"{axis}_change" for axis in rules.axes]].to_numpy(dtype=float)
    region = MeanPosterior((), changes.step, difference, covariance, df, np.zeros(len(df))).region(rules.level)
    add_region(table, region, rules.axes)
    table["p_joint"] = joint_p(difference, covariance, df)


def _add_labels(
    table: pd.DataFrame, changes: _Changes, steps: _WavePairs, placed: pd.DataFrame, rules: PlacementRules
) -> None:
    assert rules.model is not None
    labels = placed["label"].astype("string").reset_index(drop=True)
    one, two = (labels.iloc[rows[changes.step]].reset_index(drop=True) for rows in (steps.earlier, steps.later))
    table["label_from"], table["label_to"] = one, two
    changed = table[[f"{axis}_direction" for axis in rules.axes]].isin([UP, DOWN]).to_numpy(dtype=bool)
    cuts_moved = cuts_differ(rules.cuts, table["wave_from"], table["wave_to"])
    table["label_change"] = judge_label_changes(one, two, changed=changed, cuts_moved=cuts_moved, model=rules.model)
