"""What may be shown of items and facets: means too coarse for any answer to be worked out of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from culture_diag.diagnosis import Diagnosis
from culture_diag.disclosure.frames import to_step
from culture_diag.disclosure.model import ReleaseSettings
from culture_diag.disclosure.placement import narrowest_error, placement_rules
from culture_diag.disclosure.rounding import ScoreRounding, told_in_steps


def shown_items(diagnosis: Diagnosis, shown: pd.DataFrame, settings: ReleaseSettings, *, step: float) -> pd.DataFrame:
    """Coarsen the means of items, and cut them off a step from the ends.

    So an item that all answered alike looks like any other: were it hidden, that alone would tell that they did, and
    the facet's other item what they answered.

    Parameters
    ----------
    shown : DataFrame
        ``name, wave, people`` (with a score) of the teams that are shown.
    step : float
        Of the means.

    Returns
    -------
    DataFrame
        As declared, with ``suppressed``.
    """
    scale = diagnosis.instrument.response_scale
    items = of_shown_teams(diagnosis.items, shown, settings)
    # On a scale of two or three options there is no room for it.
    room = step if scale.maximum - scale.minimum > 2 * step + 1 else 0.0
    means = to_step(items["mean"].to_numpy(dtype=float), step)
    items["mean"] = means.clip(scale.minimum + room, scale.maximum - room)
    few = items["n_not_applicable"].astype("Int64")
    return items.assign(n_not_applicable=few.mask(few < settings.min_class))


def shown_facets(diagnosis: Diagnosis, shown: pd.DataFrame, settings: ReleaseSettings) -> pd.DataFrame:
    """Round the means of facets, with intervals about them that are never remarkably narrow.

    Parameters
    ----------
    diagnosis, shown, settings
        As for :func:`shown_items`.
    """
    facets = of_shown_teams(diagnosis.facets, shown, settings)
    if facets.empty:
        return facets
    rules = placement_rules(diagnosis)
    rounding = ScoreRounding(rules.bounds, settings.decimals)
    n = facets["answers"].to_numpy(dtype=float)
    t = stdtrit(np.where(n > 1, n - 1, np.nan), (1 + rules.level) / 2)
    half = (facets["high"] - facets["low"]) / 2
    half = half.clip(lower=t * narrowest_error(facets["answers"], facets["n_team"], rules)).round(settings.decimals)
    facets["mean"] = rounding.mean(facets["mean"])
    half = rounding.at_least_to_the_end(half, facets["mean"])
    facets["low"], facets["high"] = rounding.interval(facets["mean"], half)
    return facets


def of_shown_teams(parts: pd.DataFrame, shown: pd.DataFrame, settings: ReleaseSettings) -> pd.DataFrame:
    """Keep the rows of shown teams: ``answers`` as they are, ``n`` as it is told, ``suppressed`` where too few."""
    rows = parts.astype({"wave": str}).merge(shown, on=["name", "wave"], how="inner")
    rows = rows.astype({"wave": parts["wave"].dtype})
    answers = rows["n"].astype("Int64")
    few = rows.assign(n=answers)[["n", "people"]].min(axis=1) < settings.min_n_shares
    told = told_in_steps(answers, rows["people"], settings.min_class)
    return rows.assign(answers=answers, n=told, suppressed=few.to_numpy(dtype=bool))
