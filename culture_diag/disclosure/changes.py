"""What may be shown of change: differences of shown means, judged by what is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from culture_diag.diagnosis import Diagnosis
from culture_diag.diagnosis.change import DOWN, UNCLEAR, UP, judge_label_changes
from culture_diag.diagnosis.cuts import cuts_differ
from culture_diag.diagnosis.place import PlacementRules
from culture_diag.disclosure.model import ReleaseSettings
from culture_diag.disclosure.placement import narrowest_error
from culture_diag.disclosure.rounding import ROUNDING, ScoreRounding
from culture_diag.statistics.verdict import CANNOT_TELL, CHANGED, CHANGED_LITTLE, SAME

NORMAL_95 = 1.96
"""Standard errors in half a 95% interval, as if normal: the degrees of freedom are not shown, so none may be used."""

NORMAL_JOINT_95 = 2.45
"""The same for the joint region on two axes: the root of the 95% point of chi-square(2)."""

FALSE_DISCOVERIES = 0.05
"""Share of false findings among all findings that "holds" allows."""


def shown_changes(
    changes: pd.DataFrame,
    units: pd.DataFrame,
    *,
    diagnosis: Diagnosis,
    rules: PlacementRules,
    settings: ReleaseSettings,
    subsets: bool,
) -> pd.DataFrame:
    """Choose for each step of a shown unit how it may be told, and round it.

    The change of matched respondents is told only where everybody matches, or (with `subsets`) where those who do and
    those who do not are each `min_n` or more: else the difference with the unmatched would tell what few answered.
    Otherwise it is the difference of the shown means, which tells nothing the picture does not; it is then called
    changed only if the matched, of whom nothing is shown, bear that out.

    Parameters
    ----------
    changes : DataFrame
        See :func:`culture_diag.diagnosis.change.change_table`.
    units : DataFrame
        Of the release, same level.
    diagnosis : Diagnosis
        For its quadrants and cuts.
    subsets : bool
        Whether the change of some of the respondents may be told; not of schools and boards, whose matched are nearly
        the sum of those of their teams.

    Returns
    -------
    DataFrame
        As declared in :mod:`culture_diag.disclosure.schema`, and ``n``, the fewest answers behind a row.
    """
    axes, rounding = rules.axes, ScoreRounding(rules.bounds, settings.decimals)
    chosen = _with_own_analysis(_choose(changes, settings, subsets=subsets), changes, axes)
    rows = _with_ends(chosen, units, axes)
    everybody = ~rows["paired"] | ((rows["n_only_from"] == 0) & (rows["n_only_to"] == 0))
    head = [column for column in ("board", "school", "team", "name", "wave_from", "wave_to") if column in rows]
    shown = rows[[*head, "paired"]].copy()
    shown["n"] = rows[["n_from", "n_to"]].min(axis=1)
    error = _narrowest(rows, rules)
    shown["n_matched"] = rows["n_matched"].astype("Int64").where(rows["paired"])
    for axis in axes:
        of_means = rows[f"{axis}_to"] - rows[f"{axis}_from"]
        shown[f"{axis}_change"] = of_means.where(everybody, rows[f"{axis}_change"]).round(settings.decimals) + 0.0
        half = ((rows[f"{axis}_high"] - rows[f"{axis}_low"]) / 2).clip(lower=NORMAL_95 * error).round(settings.decimals)
        for end in ("from", "to"):
            half = rounding.at_least_to_the_end(half, rows[f"{axis}_{end}"])
        # A change that the matched do not bear out is not told: the interval is then drawn up to 0.
        half = half.mask(~rows[f"{axis}_borne_out"], half.clip(lower=shown[f"{axis}_change"].abs()))
        change = shown[f"{axis}_change"]
        shown[f"{axis}_low"], shown[f"{axis}_high"] = rounding.interval(change, half)
        shown[f"{axis}_p_rose"] = _p_rose(change, half, rounding)
        _add_verdict(shown, rows, axis, margin=settings.margin)
    for axis in axes if f"{axes[0]}_half_width" in rows else ():
        shown[f"{axis}_half_width"] = rows[f"{axis}_half_width"].clip(lower=NORMAL_JOINT_95 * error)
        shown["region_correlation"] = rows["region_correlation"]
    return shown.assign(label_change=_label_change(rows, shown, axes, diagnosis))


def _choose(changes: pd.DataFrame, settings: ReleaseSettings, *, subsets: bool) -> pd.DataFrame:
    """Keep one row a step: the paired where it may be told."""
    paired = changes["paired"].to_numpy(dtype=bool)
    safe = paired & (changes["n_matched"].to_numpy(dtype=float, na_value=0) >= settings.min_n)
    for column in ("n_only_from", "n_only_to"):
        apart = changes[column].to_numpy(dtype=float, na_value=0)
        safe &= (apart == 0) | ((apart >= settings.min_n) & subsets)
    rows = changes.assign(_safe=safe)[~paired | safe]
    steps = ["name", "wave_from", "wave_to"]
    rows = rows.sort_values("_safe", kind="stable").drop_duplicates(steps, keep="last").sort_index()
    return rows.drop(columns="_safe").reset_index(drop=True)


def _with_own_analysis(rows: pd.DataFrame, changes: pd.DataFrame, axes: Sequence[str]) -> pd.DataFrame:
    """Add whether the advisor's own analysis of a step finds the change, and take over its adjusted p."""
    steps = ["name", "wave_from", "wave_to"]
    columns = [f"{axis}_{what}" for axis in axes for what in ("direction", "p_adjusted")]
    used = changes.loc[changes["used"].to_numpy(dtype=bool), [*steps, "paired", *columns]].reset_index(drop=True)
    own = rows[steps].merge(used, on=steps, how="left")
    same_analysis = own["paired"].to_numpy(dtype=bool) == rows["paired"].to_numpy(dtype=bool)
    judged = rows.copy()
    for axis in axes:
        direction = np.where(rows[f"{axis}_change"] > 0, UP, DOWN)
        judged[f"{axis}_borne_out"] = same_analysis | (own[f"{axis}_direction"] == direction).to_numpy(dtype=bool)
        judged[f"{axis}_p_adjusted"] = own[f"{axis}_p_adjusted"].to_numpy()
    return judged


def _with_ends(rows: pd.DataFrame, units: pd.DataFrame, axes: Sequence[str]) -> pd.DataFrame:
    """Add the shown means and labels of both waves; steps of a hidden unit fall away."""
    of = {axis: f"{axis}_observed" if f"{axis}_observed" in units else axis for axis in axes}
    label = ["label"] if "label" in units else []
    keep = ["name", "wave", "n_team", *of.values(), *label]
    shown = units.loc[~units["suppressed"].astype(bool), keep].astype({"wave": str})
    shown = shown.rename(columns={source: axis for axis, source in of.items()})
    kept = rows.drop(columns=["label_from", "label_to"], errors="ignore").astype({"wave_from": str, "wave_to": str})
    for end in ("from", "to"):
        names = {"wave": f"wave_{end}"} | {column: f"{column}_{end}" for column in ("n_team", *axes, *label)}
        kept = kept.merge(shown.rename(columns=names), on=["name", f"wave_{end}"])
    return kept


def _narrowest(rows: pd.DataFrame, rules: PlacementRules) -> pd.Series:
    """Return the standard error of the change where people differ as little as may be seen."""
    ends = [narrowest_error(rows[f"n_{end}"], rows[f"n_team_{end}"], rules) for end in ("from", "to")]
    people = rows[["n_team_from", "n_team_to"]].min(axis=1)
    matched = narrowest_error(rows["n_matched"], people, rules)
    return pd.Series(np.where(rows["paired"], matched, np.hypot(*ends)), index=rows.index)


def _p_rose(change: pd.Series, half: pd.Series, rounding: ScoreRounding) -> pd.Series:
    """Return the chance of a rise, in tenths, from the shown figures alone.

    From the exact ones it would say on which side of its rounding the change lies: enough to give a newcomer away.
    """
    least = half.clip(lower=rounding.step / 2)
    return pd.Series(ndtr(NORMAL_95 * change / least), index=change.index).round(1)


def _add_verdict(shown: pd.DataFrame, rows: pd.DataFrame, axis: str, *, margin: float) -> None:
    """Judge by what is shown, so that nothing more is told and nothing beside it contradicts it."""
    low, high = shown[f"{axis}_low"], shown[f"{axis}_high"]
    changed: NDArray[np.bool_] = ((low > 0) | (high < 0)).to_numpy(dtype=bool)
    # The shown interval is 95%, wider than the 90% of the diagnosis: "the same" is said less often, never more.
    most = np.maximum(low.abs().to_numpy(dtype=float), high.abs().to_numpy(dtype=float))
    little: NDArray[np.bool_] = most < margin - ROUNDING
    verdict = np.select([changed & little, changed, little], [CHANGED_LITTLE, CHANGED, SAME], CANNOT_TELL)
    shown[f"{axis}_verdict"] = pd.array(verdict, dtype="string")
    rose = (shown[f"{axis}_change"] > 0).to_numpy(dtype=bool)
    shown[f"{axis}_direction"] = pd.array(np.select([changed & rose, changed], [UP, DOWN], UNCLEAR), dtype="string")
    stands = (rows[f"{axis}_p_adjusted"] <= FALSE_DISCOVERIES).to_numpy(dtype=bool)
    shown[f"{axis}_holds"] = pd.array(changed & stands, dtype="boolean")


def _label_change(rows: pd.DataFrame, shown: pd.DataFrame, axes: Sequence[str], diagnosis: Diagnosis) -> pd.Series:
    if "label_from" not in rows or diagnosis.model is None:
        return pd.Series(pd.NA, index=shown.index, dtype="string")
    changed = ~shown[[f"{axis}_direction" for axis in axes]].isin([UNCLEAR]).to_numpy(dtype=bool)
    labels = [rows[f"label_{end}"].astype("string") for end in ("from", "to")]
    cuts_moved = cuts_differ(diagnosis.cuts, rows["wave_from"], rows["wave_to"])
    return judge_label_changes(labels[0], labels[1], changed=changed, cuts_moved=cuts_moved, model=diagnosis.model)
