"""What may be shown of the silent: all of it worked out from the shown mean, so that it tells nothing more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from culture_diag.disclosure.model import ReleaseSettings
from culture_diag.disclosure.rounding import possible_means
from culture_diag.statistics import silent_bounds
from culture_diag.statistics.moments import Floats


def shown_nonresponse(
    figures: pd.DataFrame,
    cuts: Floats | None,
    *,
    axes: Sequence[str],
    bounds: tuple[float, float],
    settings: ReleaseSettings,
) -> pd.DataFrame:
    """Say what the silent could still change, given the mean as shown.

    The shown mean stands for any mean that rounds to it. So bounds are rounded outwards (they hold the full mean
    whatever was rounded away), and that the silent cannot tip a unit is said only if that goes for all those means.

    Parameters
    ----------
    figures : DataFrame
        ``n``, ``n_team`` and the rounded mean of the answers for each axis (``<scale>``).

    Returns
    -------
    DataFrame
        Same index: ``silent``; for each axis ``<scale>_full_low``, ``<scale>_full_high`` and, with cuts,
        ``<scale>_needed`` (NaN where they cannot tip that axis); with cuts ``can_tip`` (NA where unknown).
    """
    n = figures["n"].to_numpy(dtype=float, na_value=np.nan)
    size = figures["n_team"].to_numpy(dtype=float, na_value=np.nan)
    # Without a known size nothing can be said; 0 keeps the arithmetic quiet until it is masked.
    known = ~np.isnan(n) & ~np.isnan(size)
    shown = pd.DataFrame(index=figures.index)
    shown["silent"] = (figures["n_team"] - figures["n"]).astype("Int64")
    step = 10.0**-settings.decimals
    tips = np.zeros(len(figures), dtype=bool)
    for j, axis in enumerate(axes):
        mean = figures[axis].to_numpy(dtype=float, na_value=np.nan)
        use = known & ~np.isnan(mean)
        counted, people = np.where(use, n, 0.0), np.where(use, size, np.nan)
        cut = np.full(len(figures), np.nan) if cuts is None else cuts[:, j]
        least, most = (
            silent_bounds(end, counted, people, bounds, cut) for end in possible_means(mean, bounds, settings.decimals)
        )
        whole = counted == people
        low = np.floor(np.round(least.low / step, 6)) * step
        high = np.ceil(np.round(most.high / step, 6)) * step
        shown[f"{axis}_full_low"] = np.where(whole, mean, low.round(settings.decimals))
        shown[f"{axis}_full_high"] = np.where(whole, mean, high.round(settings.decimals))
        if cuts is not None:
            tippable = use & ~whole & (least.low < cut) & (most.high >= cut)
            needed = silent_bounds(mean, counted, people, bounds, cut).needed
            shown[f"{axis}_needed"] = np.where(tippable, np.clip(needed, *bounds).round(settings.decimals), np.nan)
            tips |= tippable
    if cuts is not None:
        shown["can_tip"] = pd.array(tips, dtype="boolean").copy()
        shown.loc[~known, "can_tip"] = pd.NA
    return shown
