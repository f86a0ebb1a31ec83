"""What may be shown of change: differences of shown means, and a verdict that both the exact and the shown bear out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from culture_diag.diagnosis.change import DOWN, NOISE, NONE, REAL, UNCLEAR, UP
from culture_diag.disclosure.model import ReleaseSettings

CHANGED, CANNOT_TELL = "changed", "cannot_tell"
FALSE_DISCOVERIES = 0.05
"""Share of false findings among all findings that "holds" allows."""


def shown_changes(
    changes: pd.DataFrame, units: pd.DataFrame, *, axes: Sequence[str], settings: ReleaseSettings, subsets: bool
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
    axes : sequence of str
    settings : ReleaseSettings
    subsets : bool
        Whether the change of some of the respondents may be told; not of schools and boards, whose matched are nearly
        the sum of those of their teams.

    Returns
    -------
    DataFrame
        As documented at :class:`culture_diag.disclosure.Release`.
    """
    chosen = _borne_out(_choose(changes, settings, subsets=subsets), changes, axes)
    rows = _with_ends(chosen, units, axes)
    everybody = ~rows["paired"] | ((rows["n_only_from"] == 0) & (rows["n_only_to"] == 0))
    head = [column for column in ("board", "school", "team", "name", "wave_from", "wave_to") if column in rows]
    told = rows[[*head, "paired"]].copy()
    told["n_matched"] = rows["n_matched"].astype("Int64").where(rows["paired"])
    for axis in axes:
        of_means = rows[f"{axis}_to"] - rows[f"{axis}_from"]
        told[f"{axis}_change"] = of_means.where(everybody, rows[f"{axis}_change"]).round(settings.decimals) + 0.0
        half = ((rows[f"{axis}_high"] - rows[f"{axis}_low"]) / 2).round(settings.decimals)
        # Where rounding alone would leave 0 out of the shown interval, it is drawn up to 0.
        unsure = ~rows[f"{axis}_verdict"].astype(str).str.startswith(CHANGED)
        half = half.mask(unsure & (half < told[f"{axis}_change"].abs()), told[f"{axis}_change"].abs())
        told[f"{axis}_low"] = (told[f"{axis}_change"] - half).round(settings.decimals)
        told[f"{axis}_high"] = (told[f"{axis}_change"] + half).round(settings.decimals)
        told[f"{axis}_p_rose"] = rows[f"{axis}_p_rose"].round(1)
        _add_verdict(told, rows, axis)
    for axis in axes if f"{axes[0]}_reach" in rows else ():
        told[f"{axis}_reach"] = rows[f"{axis}_reach"].round(settings.decimals)
        told["region_correlation"] = rows["region_correlation"].round(1)
    return told.assign(flip=_flip(rows, told, axes))


def _choose(changes: pd.DataFrame, settings: ReleaseSettings, *, subsets: bool) -> pd.DataFrame:
    """Give one row a step: the paired where it may be told."""
    paired = changes["paired"].to_numpy(dtype=bool)
    safe = paired & (changes["n_matched"].to_numpy(dtype=float, na_value=0) >= settings.min_n)
    for column in ("n_only_from", "n_only_to"):
        apart = changes[column].to_numpy(dtype=float, na_value=0)
        safe &= (apart == 0) | ((apart >= settings.min_n) & subsets)
    rows = changes.assign(_safe=safe)[~paired | safe]
    steps = ["name", "wave_from", "wave_to"]
    rows = rows.sort_values("_safe", kind="stable").drop_duplicates(steps, keep="last").sort_index()
    return rows.drop(columns="_safe").reset_index(drop=True)


def _borne_out(rows: pd.DataFrame, changes: pd.DataFrame, axes: Sequence[str]) -> pd.DataFrame:
    """Take a change back that the advisor's own analysis of the step does not find, and take over its adjusted p."""
    steps = ["name", "wave_from", "wave_to"]
    columns = [f"{axis}_{what}" for axis in axes for what in ("direction", "p_adjusted")]
    used = changes.loc[changes["used"].to_numpy(dtype=bool), [*steps, *columns]].reset_index(drop=True)
    own = rows[steps].merge(used, on=steps, how="left", suffixes=("", "_used"))
    found = rows.copy()
    for axis in axes:
        agrees = (own[f"{axis}_direction"] == rows[f"{axis}_direction"]).to_numpy()
        found[f"{axis}_verdict"] = rows[f"{axis}_verdict"].where(
            agrees | ~rows[f"{axis}_verdict"].str.startswith(CHANGED), CANNOT_TELL
        )
        found[f"{axis}_p_adjusted"] = own[f"{axis}_p_adjusted"].to_numpy()
    return found


def _with_ends(rows: pd.DataFrame, units: pd.DataFrame, axes: Sequence[str]) -> pd.DataFrame:
    """Add the shown means and labels of both waves; steps of a hidden unit fall away."""
    of = {axis: f"{axis}_observed" if f"{axis}_observed" in units else axis for axis in axes}
    label = ["label"] if "label" in units else []
    shown = units.loc[~units["suppressed"].astype(bool), ["name", "wave", *of.values(), *label]].astype({"wave": str})
    shown = shown.rename(columns={source: axis for axis, source in of.items()})
    kept = rows.drop(columns=["label_from", "label_to"], errors="ignore").astype({"wave_from": str, "wave_to": str})
    for end in ("from", "to"):
        names = {"wave": f"wave_{end}"} | {column: f"{column}_{end}" for column in (*axes, *label)}
        kept = kept.merge(shown.rename(columns=names), on=["name", f"wave_{end}"])
    return kept


def _add_verdict(told: pd.DataFrame, rows: pd.DataFrame, axis: str) -> None:
    exact = rows[f"{axis}_verdict"].astype(str)
    excludes = (told[f"{axis}_low"] > 0) | (told[f"{axis}_high"] < 0)
    # An arrow beside an interval that holds 0 would contradict what is shown.
    verdict = exact.mask(exact.str.startswith(CHANGED) & ~excludes, CANNOT_TELL)
    told[f"{axis}_verdict"] = verdict.astype("string")
    changed = verdict.str.startswith(CHANGED).to_numpy(dtype=bool)
    rose = (told[f"{axis}_change"] > 0).to_numpy(dtype=bool)
    told[f"{axis}_direction"] = pd.array(np.select([changed & rose, changed], [UP, DOWN], UNCLEAR), dtype="string")
    told[f"{axis}_holds"] = pd.array(
        changed & (rows[f"{axis}_p_adjusted"] <= FALSE_DISCOVERIES).to_numpy(dtype=bool), dtype="boolean"
    )


def _flip(rows: pd.DataFrame, told: pd.DataFrame, axes: Sequence[str]) -> pd.Series:
    if "label_from" not in rows:
        return pd.Series(pd.NA, index=told.index, dtype="string")
    one, two = rows["label_from"].astype("string"), rows["label_to"].astype("string")
    moved = (told[[f"{axis}_direction" for axis in axes]] != UNCLEAR).any(axis=1)
    flip = pd.Series(np.where(moved, REAL, NOISE), index=told.index, dtype="string").mask(
        (one == two).fillna(False), NONE
    )
    return flip.where(one.notna() & two.notna())
