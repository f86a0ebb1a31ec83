"""How far each unit moved from one of its waves to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from culture_diag.statistics import compare_means

UP, DOWN, UNCLEAR = "up", "down", "unclear"


def change_table(
    placed: pd.DataFrame, spread: pd.DataFrame, *, keys: Sequence[str], axes: Sequence[str], level: float
) -> pd.DataFrame:
    """Compare each wave of a unit with the one before it (Welch, respondents taken as different people).

    Parameters
    ----------
    placed, spread : DataFrame
        As :func:`culture_diag.diagnosis.place.place_units` gives them.
    keys, axes : sequence of str
    level : float

    Returns
    -------
    DataFrame
        One row a unit and step: key columns, ``name, wave_from, wave_to`` and for each axis ``<scale>_change`` (later
        minus earlier), ``<scale>_low``, ``<scale>_high`` and ``<scale>_direction``: ``up`` or ``down`` where the
        interval leaves 0 out, else ``unclear``.
    """
    with_scores = placed.index[placed["n"] > 0]
    rows = placed.loc[with_scores]
    # Rows stand in order of unit and wave, so the step before is the row above, if that is the same unit.
    same = (rows["name"] == rows["name"].shift()).to_numpy()
    later = with_scores[same].to_numpy()
    earlier = with_scores[np.flatnonzero(same) - 1].to_numpy()
    changes = placed.loc[later, [*keys, "name"]].reset_index(drop=True)
    changes["wave_from"] = placed.loc[earlier, "wave"].to_numpy()
    changes["wave_to"] = placed.loc[later, "wave"].to_numpy()
    for axis in axes:
        moved = compare_means(
            placed.loc[earlier, axis],
            placed.loc[later, axis],
            variance_before=spread.loc[earlier, axis],
            variance_after=spread.loc[later, axis],
            df_before=spread.loc[earlier, "df"],
            df_after=spread.loc[later, "df"],
            level=level,
        )
        changes[f"{axis}_change"], changes[f"{axis}_low"], changes[f"{axis}_high"] = (
            moved.difference,
            moved.low,
            moved.high,
        )
        direction = np.where(moved.low > 0, UP, np.where(moved.high < 0, DOWN, UNCLEAR))
        changes[f"{axis}_direction"] = pd.array(direction, dtype="string")
    return changes
