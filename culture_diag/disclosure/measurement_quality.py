"""What may be shown of the measurement itself: reliability, clustering, agreement within teams, flagged answers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from culture_diag.diagnosis import Diagnosis
from culture_diag.diagnosis.reliability import clustering_table
from culture_diag.diagnosis.units import units_at_level
from culture_diag.disclosure.model import ReleaseSettings

MIN_RESPONDENTS = 30
"""Fewest respondents behind a figure over all teams of a wave; below it such a figure says nothing either."""

INDICES = ("rwg", "rwg_skewed", "rwg_lindell", "awg")


ROUND_COUNTS_TO = 10
"""Where a team is hidden, numbers over the whole wave are rounded to tens: less those shown they would be its size."""


def shown_reliability(table: pd.DataFrame, partly: pd.Series) -> pd.DataFrame:
    """Round figures over all teams of a wave to two decimals, and leave out those of fewer than thirty respondents.

    Parameters
    ----------
    table : DataFrame
        With ``wave`` and ``n``.
    partly : Series of bool
        By wave: whether a team of it is hidden.
    """
    figures = list(table.select_dtypes("float").columns)
    few = table["n"] < MIN_RESPONDENTS
    shown = table.copy()
    shown[figures] = shown[figures].round(2).mask(few)
    shown["n"] = _rounded_count(table["n"], table["wave"], partly).mask(few)
    counts = [column for column in ("respondents_needed", "n_teams") if column in table]
    shown[counts] = shown[counts].mask(few)
    return shown


def shown_clustering(diagnosis: Diagnosis, teams: pd.DataFrame, partly: pd.Series) -> pd.DataFrame:
    """Estimate the clustering among shown teams alone: of all, F would tell how far a hidden one lies from the rest.

    Parameters
    ----------
    diagnosis : Diagnosis
    teams : DataFrame
        Of the release.
    partly : Series of bool
        By wave: whether a team of it is hidden.
    """
    if not partly.any():
        return shown_reliability(diagnosis.clustering, partly)
    keys = [key for key in ("board", "school", "team", "wave") if key in diagnosis.respondents]
    visible = pd.MultiIndex.from_frame(teams.loc[~teams["suppressed"].astype(bool), keys].astype(str))
    people = diagnosis.respondents
    codes, known = pd.factorize(pd.MultiIndex.from_frame(people[keys].astype(str)))
    kept = people[np.asarray(known.isin(visible))[codes]].reset_index(drop=True)
    if kept.empty:
        return shown_reliability(diagnosis.clustering.iloc[:0], partly)
    scales = [scale.id for scale in diagnosis.instrument.scales]
    clustering = clustering_table(kept[scales], units_at_level(kept, level="team"))
    return shown_reliability(clustering, partly & False)


def _rounded_count(n: pd.Series, wave: pd.Series, partly: pd.Series) -> pd.Series:
    about = wave.astype(str).map(partly).fillna(False).to_numpy(dtype=bool)
    counted = n.astype("Int64")
    return counted.mask(about, (counted / ROUND_COUNTS_TO).round().astype("Int64") * ROUND_COUNTS_TO)


def shown_agreement(table: pd.DataFrame, shown: pd.DataFrame, settings: ReleaseSettings) -> pd.DataFrame:
    """Coarsen the agreement within shown teams of ten or more until it cannot tell how anybody answered.

    Indices are cut off, not rounded, to one decimal, and 0.9 is the most that is said: a 1.0 would tell that all
    answered alike. Two groups are told only where both have as many members as a shown class of answers must have.
    """
    rows = table.astype({"wave": str}).merge(shown, on=["name", "wave"], how="inner")
    rows = rows.astype({"wave": table["wave"].dtype})
    hidden = (rows["n"] < settings.min_n_shares).to_numpy(dtype=bool)
    head = [column for column in ("board", "school", "team", "name", "wave", "scale") if column in rows]
    released = rows[head].copy()
    released["n"] = rows["n"].astype("Int64")
    for index in INDICES:
        released[index] = np.floor(rows[index].to_numpy(dtype=float) * 10 + 1e-9).clip(max=9.0) / 10
    released["ad_mean"] = rows["ad_mean"].round(1).clip(lower=0.1)
    released[["band", "verdict"]] = rows[["band", "verdict"]]
    # The smaller group is counted from its share: means of groups are never shown, they would be two scores.
    share = rows["low_group_share"].to_numpy(dtype=float)
    smaller = np.rint(np.fmin(share, 1 - share) * rows["n"].to_numpy(dtype=float))
    released["bimodal"] = (rows["bimodal"].fillna(False).astype(bool) & (smaller >= settings.min_class)).astype(
        "boolean"
    )
    figures = [str(column) for column in released.columns if column not in head]
    released[figures] = released[figures].mask(pd.Series(hidden, index=released.index))
    return released.assign(suppressed=hidden)


def shown_quality(flags: pd.DataFrame, waves: pd.Series, partly: pd.Series, settings: ReleaseSettings) -> pd.DataFrame:
    """Count flagged answers wave by wave; a few are not counted out, since a few may be somebody.

    Returns
    -------
    DataFrame
        One row a wave: ``wave, n`` (respondents) and a count a kind of flag (``flagged``, ``straight_lining``,
        ``fast``, ``many_missing``, ``duplicate``): NA from 1 to `settings.min_class` - 1, in waves of fewer than
        thirty, and ``fast`` where no times are known. The total is NA where it, less a kind, or everyone less it,
        would count out a few.
    """
    kinds = ["straight_lining", "fast", "many_missing", "duplicate"]
    by = waves.to_numpy()
    counts = flags[["flagged", *kinds]].astype("Int64").groupby(by, observed=False).sum()
    n = waves.value_counts().reindex(counts.index).astype("Int64")
    shown = counts.mask((counts > 0) & (counts < settings.min_class))
    timed = flags["seconds"].notna().groupby(by, observed=False).any()
    shown["fast"] = shown["fast"].mask(~timed.reindex(shown.index, fill_value=False))
    rest = pd.concat([counts["flagged"] - counts[kind] for kind in kinds] + [n - counts["flagged"]], axis=1)
    # A total that is a few more than one of its kinds counts out those few, and so does the rest of the wave.
    tells = ((rest > 0) & (rest < settings.min_class)).any(axis=1)
    shown["flagged"] = shown["flagged"].mask(tells & (counts["flagged"] > 0))
    shown = shown.mask((n < MIN_RESPONDENTS).fillna(True))
    shown.insert(0, "n", _rounded_count(n, n.index.to_series(), partly).mask(n < MIN_RESPONDENTS))
    shown.index = pd.CategoricalIndex(shown.index, categories=waves.cat.categories, ordered=True, name="wave")
    return shown.reset_index()
