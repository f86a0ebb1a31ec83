"""What lies behind a score: the items, how they were answered, and the facets."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from culture_diag.diagnosis.units import Units
from culture_diag.reading import EMPTY, NOT_APPLICABLE, Responses
from culture_diag.scoring import score_facets
from culture_diag.statistics import group_moments
from culture_diag.statistics.moments import finite_population_factor
from culture_diag.statistics.placement import Target


def item_table(responses: Responses, units: Units) -> pd.DataFrame:
    """Count and average the answers to each item, as answered (not reversed).

    Returns
    -------
    DataFrame
        One row a unit, wave and item: key columns, ``name, wave, scale, facet, item, n`` (answers), ``n_empty``,
        ``n_not_applicable``, ``mean``, ``sd``.
    """
    parts = []
    for scale in responses.instrument.scales:
        for item in scale.items:
            part = units.heading(scale=scale.id, facet=item.facet or "", item=item.id)
            answers = responses.frame[item.id].to_numpy(dtype=float)
            moments = group_moments(answers[:, None], units.codes, groups=len(units.frame))
            why = responses.missing[item.id].to_numpy()
            part["n"] = moments.n
            part["n_empty"] = _count(units, why == EMPTY)
            part["n_not_applicable"] = _count(units, why == NOT_APPLICABLE)
            part["mean"] = moments.mean[:, 0]
            part["sd"] = np.sqrt(moments.covariance[:, 0, 0])
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def distribution_table(responses: Responses, units: Units) -> pd.DataFrame:
    """Count how often each answer was given to each item.

    Returns
    -------
    DataFrame
        One row a unit, wave, item and code of the response scale (unused codes included): key columns,
        ``name, wave, item, code, count``. Empty for a continuous response scale, which has no codes.
    """
    scale = responses.instrument.response_scale
    columns = [*units.keys, "name", "wave", "item", "code", "count"]
    if scale.continuous:
        return pd.DataFrame(columns=columns)
    codes = np.arange(scale.minimum, scale.maximum + 1)
    parts = []
    for item in responses.instrument.items:
        answers = responses.frame[item.id].to_numpy(dtype=float)
        given = ~np.isnan(answers)
        cell = units.codes[given] * len(codes) + (answers[given] - scale.minimum).astype(np.intp)
        part = units.heading(item=item.id)
        part = part.loc[part.index.repeat(len(codes))].reset_index(drop=True)
        part["code"] = np.tile(codes, len(units.frame))
        part["count"] = np.bincount(cell, minlength=len(part))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)[columns]


def facet_table(responses: Responses, units: Units, *, target: Target, level: float) -> pd.DataFrame:
    """Average the facets, each with its own t interval (no pooling: a facet stands beside the placement, not in it).

    Returns
    -------
    DataFrame
        One row a unit, wave and facet: key columns, ``name, wave, scale, facet, n, mean, sd, low, high``.
    """
    scores = score_facets(responses)
    parts = []
    facets = [(scale.id, facet.id) for scale in responses.instrument.scales for facet in scale.facets]
    for at, (scale, facet) in enumerate(facets):
        moments = group_moments(scores.iloc[:, [at]].to_numpy(), units.codes, groups=len(units.frame))
        variance = moments.covariance[:, 0, 0]
        counted = np.where(moments.n > 1, moments.n, np.nan)
        share = finite_population_factor(counted, units.sizes) if target == "members" else 1.0
        half_width = stdtrit(counted - 1, (1 + level) / 2) * np.sqrt(variance * share / counted)
        part = units.heading(scale=scale, facet=facet)
        part["n"], part["mean"], part["sd"] = moments.n, moments.mean[:, 0], np.sqrt(variance)
        part["low"], part["high"] = part["mean"] - half_width, part["mean"] + half_width
        parts.append(part)
    columns = [*units.keys, "name", "wave", "scale", "facet", "n", "mean", "sd", "low", "high"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _count(units: Units, rows: NDArray[np.bool_]) -> NDArray[np.intp]:
    return np.bincount(units.codes[rows], minlength=len(units.frame))
