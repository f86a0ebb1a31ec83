"""Those who did not answer: what they could still change, and whether enough did answer to give a label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from culture_diag.statistics import silent_bounds
from culture_diag.statistics.moments import Floats

FINE, CAUTION, NO_LABEL, UNKNOWN = "fine", "caution", "no_label", "unknown"


def add_nonresponse(
    placed: pd.DataFrame, observed: Floats, cuts: Floats | None, *, axes: Sequence[str], bounds: tuple[float, float]
) -> None:
    """Add what the silent colleagues could make of the unit's mean, to `placed` itself.

    Parameters
    ----------
    placed : DataFrame
        With ``n`` and ``n_team``.
    observed : (units, axes) array
        Mean of those who answered.
    cuts : (units, axes) array or None
        None where the instrument has no quadrants: then there is nothing to tip.
    axes : sequence of str
    bounds : (float, float)
        Of the response scale.

    Notes
    -----
    Adds ``silent`` (people without a valid score on both axes), for each axis ``<scale>_full_low``,
    ``<scale>_full_high`` (exact bounds of the whole unit's mean) and, with cuts, ``<scale>_needed`` (mean the silent
    need to bring that axis to its cut; NaN when nobody is silent) and ``<scale>_can_tip``; ``can_tip`` is true where
    either axis can be tipped. NA where the size is unknown.

    References
    ----------
    Manski (1989), doi:10.2307/145818.
    """
    n = placed["n"].to_numpy(dtype=float, na_value=0.0)
    size = placed["n_team"].to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(size)
    placed["silent"] = (placed["n_team"] - placed["n"]).astype("Int64")
    tips = np.zeros(len(placed), dtype=bool)
    for j, axis in enumerate(axes):
        mean = np.where(n > 0, observed[:, j], np.nan)
        cut = np.full(len(placed), np.nan) if cuts is None else cuts[:, j]
        possible = silent_bounds(mean, n, size, bounds, cut)
        placed[f"{axis}_full_low"], placed[f"{axis}_full_high"] = possible.low, possible.high
        if cuts is not None:
            placed[f"{axis}_needed"] = possible.needed
            placed[f"{axis}_can_tip"] = pd.array(possible.can_tip, dtype="boolean").copy()
            placed.loc[~known, f"{axis}_can_tip"] = pd.NA
            tips |= possible.can_tip
    if cuts is not None:
        placed["can_tip"] = pd.array(tips, dtype="boolean").copy()
        placed.loc[~known, "can_tip"] = pd.NA


def response_gate(rate: pd.Series, gate: tuple[float, float]) -> pd.Series:
    """Judge whether the answers may stand for the unit.

    Non-response is not at random: participation tends to rise with the score, so a low response flatters.

    Parameters
    ----------
    rate : Series
        Response rate, 0-1; NA where the size is unknown.
    gate : (float, float)
        Below the first no label is given, below the second only with caution.

    Returns
    -------
    Series of str
        ``fine``, ``caution``, ``no_label`` or ``unknown``.

    References
    ----------
    Rogelberg & Stanton (2007), doi:10.1177/1094428106294693.

    Examples
    --------
    >>> response_gate(pd.Series([1.0, 0.6, 0.4, None], dtype="Float64"), (0.5, 0.75)).tolist()
    ['fine', 'caution', 'no_label', 'unknown']
    """
    share = rate.to_numpy(dtype=float, na_value=np.nan)
    conditions = [np.isnan(share), share < gate[0], share < gate[1]]
    return pd.Series(np.select(conditions, [UNKNOWN, NO_LABEL, CAUTION], FINE), index=rate.index, dtype="string")
