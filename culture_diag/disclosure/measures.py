"""What may be shown of the measurement itself: reliability, clustering, agreement within teams, flagged answers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from culture_diag.disclosure.model import ReleaseSettings

SUM_UP = 30
"""Fewest respondents behind a figure over all teams of a wave; below it such a figure says nothing either."""

INDICES = ("rwg", "rwg_skewed", "rwg_lindell", "awg")


def shown_reliability(table: pd.DataFrame) -> pd.DataFrame:
    """Round figures over all teams of a wave to two decimals, and leave out those of fewer than thirty respondents."""
    figures = list(table.select_dtypes("float").columns)
    shown = table.copy()
    shown[figures] = shown[figures].round(2).mask(table["n"] < SUM_UP)
    counts = [column for column in ("respondents_needed", "n_teams") if column in table]
    shown[counts] = shown[counts].mask(table["n"] < SUM_UP)
    return shown


def shown_agreement(table: pd.DataFrame, shown: pd.DataFrame, settings: ReleaseSettings) -> pd.DataFrame:
    """Give the agreement within shown teams of ten or more, too coarse to tell how anybody answered.

    Indices are cut off, not rounded, to one decimal: a 1.0 would say that all answered alike, and where they did the
    row is hidden. Two camps are told only where both have as many members as a shown class of answers must have.
    """
    rows = table.astype({"wave": str}).merge(shown, on=["name", "wave"], how="inner")
    rows = rows.astype({"wave": table["wave"].dtype})
    hidden = ((rows["n"] < settings.min_n_shares) | ~(rows["ad_mean"] > 0)).to_numpy(dtype=bool)
    head = [column for column in ("board", "school", "team", "name", "wave", "scale") if column in rows]
    told = rows[head].copy()
    told["n"] = rows["n"].astype("Int64")
    for index in INDICES:
        told[index] = np.floor(rows[index].to_numpy(dtype=float) * 10 + 1e-9).clip(max=9.0) / 10
    told["ad_mean"] = rows["ad_mean"].round(1).clip(lower=0.1)
    told[["band", "verdict"]] = rows[["band", "verdict"]]
    share = rows["camp_low_share"].to_numpy(dtype=float)
    smaller = np.rint(np.fmin(share, 1 - share) * rows["n"].to_numpy(dtype=float))
    told["two_camps"] = (rows["two_camps"].fillna(False).astype(bool) & (smaller >= settings.min_class)).astype(
        "boolean"
    )
    figures = [str(column) for column in told.columns if column not in head]
    told[figures] = told[figures].mask(pd.Series(hidden, index=told.index))
    return told.assign(suppressed=hidden)


def shown_quality(flags: pd.DataFrame, waves: pd.Series, settings: ReleaseSettings) -> pd.DataFrame:
    """Count flagged answers wave by wave; a few are not counted out, since a few may be somebody.

    Returns
    -------
    DataFrame
        One row a wave: ``wave, n`` (respondents) and a count a kind of flag (``flagged``, ``straight_lining``,
        ``fast``, ``many_missing``, ``duplicate``): NA from 1 to `settings.min_class` - 1, and in waves of fewer than
        thirty.
    """
    kinds = ["flagged", "straight_lining", "fast", "many_missing", "duplicate"]
    counts = flags[kinds].astype("Int64").groupby(waves.to_numpy(), observed=False).sum()
    n = waves.value_counts().reindex(counts.index)
    few = (counts > 0) & (counts < settings.min_class)
    found = counts.mask(few).mask(n < SUM_UP)
    found.insert(0, "n", n.astype("Int64"))
    found.index = pd.CategoricalIndex(found.index, categories=waves.cat.categories, ordered=True, name="wave")
    return found.reset_index()
