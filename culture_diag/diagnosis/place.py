"""The table of placed units: means, intervals, regions, probabilities and labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.diagnosis.units import Units
from culture_diag.instrument import QuadrantModel
from culture_diag.scoring import quadrant_of
from culture_diag.statistics import (
    GroupMoments,
    borrowed_posterior,
    choose_pooling,
    group_moments,
    quadrant_probabilities,
    share_of_cuts,
    silent_bounds,
)
from culture_diag.statistics.moments import Floats
from culture_diag.statistics.placement import MeanPosterior, Target, posterior_of_moments

BORDERLINE = "borderline"
FINE, CAUTION, NO_LABEL, UNKNOWN = "fine", "caution", "no_label", "unknown"
"""Whether enough answered for a label."""

TIE_DECIMALS = 8
"""Probabilities that differ by less are the same: the integral by which they are found is exact to 1e-7."""


@dataclass(frozen=True)
class PlacementRules:
    """How units are placed.

    Parameters
    ----------
    axes : tuple of str
        Scales scored jointly, the horizontal one first.
    model : QuadrantModel or None
    cuts : DataFrame
        ``wave, scale, cut``.
    bounds : (float, float)
        Of the response scale.
    target, pooling, level, label_probability, gate, cut_range, margin, borrow
        As in :class:`culture_diag.diagnosis.Settings`.
    """

    axes: tuple[str, ...]
    model: QuadrantModel | None
    cuts: pd.DataFrame
    target: Target
    pooling: float | Literal["auto"]
    level: float
    label_probability: float
    bounds: tuple[float, float]
    gate: tuple[float, float]
    cut_range: float
    margin: float
    borrow: bool


def place_units(scores: pd.DataFrame, units: Units, *, rules: PlacementRules) -> pd.DataFrame:
    """Place every unit of a level in every wave.

    Parameters
    ----------
    scores : DataFrame
        One column a scale, one row a respondent.

    Returns
    -------
    DataFrame
        As documented at :class:`culture_diag.diagnosis.Diagnosis`.
    """
    values = np.column_stack([scores[axis].to_numpy() for axis in rules.axes])
    moments = group_moments(values, units.codes, groups=len(units.frame))
    frame = units.frame
    posterior = posterior_by(moments, units.wave_codes, sizes=units.sizes, rules=rules, borrow=rules.borrow)
    placed = units.heading()
    placed["n"] = pd.array(moments.n, dtype="Int64")
    placed["n_rows"] = frame["n_rows"]
    placed["n_team"] = frame["n_team"]
    placed["response_rate"] = (placed["n"] / placed["n_team"]).astype("Float64")
    placed["response_gate"] = response_gate(placed["response_rate"], rules.gate)
    _add_means(placed, moments, posterior, rules)
    cuts = None if rules.model is None else cut_matrix(frame["wave"], cuts=rules.cuts, axes=rules.axes)
    add_nonresponse(placed, moments.mean, cuts, axes=rules.axes, bounds=rules.bounds)
    if rules.model is not None and cuts is not None:
        add_region(placed, posterior.region(rules.level), rules.axes)
        add_probabilities(placed, posterior, cuts, rules)
        _add_shares(placed, values, units, cuts, rules.model)
    return placed


def posterior_by(
    moments: GroupMoments, stratum: NDArray[np.intp], *, sizes: Floats, rules: PlacementRules, borrow: bool = False
) -> MeanPosterior:
    """Estimate each group's mean, with a spread that leans on that of its own stratum (a wave, or a step).

    Parameters
    ----------
    sizes : (groups,) array
        People; NaN where unknown.
    rules : PlacementRules
        Target and pooling.
    borrow : bool
        Whether means lean on those of their stratum, too.
    """
    posterior_of = borrowed_posterior if borrow else posterior_of_moments
    # A wave's teams pool with each other alone: what a team is like in spring says nothing of others in autumn.
    parts, order = [], []
    for code in np.unique(stratum):
        rows = np.flatnonzero(stratum == code)
        here = GroupMoments(n=moments.n[rows], mean=moments.mean[rows], scatter=moments.scatter[rows])
        pooling = choose_pooling(here.scatter, here.n) if rules.pooling == "auto" else rules.pooling
        parts.append(posterior_of(here, teams=tuple(rows), sizes=sizes[rows], target=rules.target, pooling=pooling))
        order.append(rows)
    if not order:
        return posterior_of_moments(moments, teams=(), sizes=sizes, target=rules.target)
    back = np.argsort(np.concatenate(order))

    def gather(name: str) -> Floats:
        joined: Floats = np.concatenate([getattr(part, name) for part in parts])[back]
        return joined

    return MeanPosterior(
        teams=tuple(range(len(back))),
        n=moments.n,
        mean=gather("mean"),
        covariance=gather("covariance"),
        df=gather("df"),
        pooling=gather("pooling"),
    )


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


def _add_means(placed: pd.DataFrame, moments: GroupMoments, posterior: MeanPosterior, rules: PlacementRules) -> None:
    low, high = posterior.interval(rules.level)
    covariance = moments.covariance
    for j, axis in enumerate(rules.axes):
        placed[axis] = posterior.mean[:, j]
        if rules.borrow:
            placed[f"{axis}_observed"] = moments.mean[:, j]
        placed[f"{axis}_sd"] = np.sqrt(covariance[:, j, j])
        placed[f"{axis}_low"], placed[f"{axis}_high"] = low[:, j], high[:, j]
    placed["df"], placed["pooling"] = posterior.df, posterior.pooling


def add_region(table: pd.DataFrame, region: Floats, axes: Sequence[str]) -> None:
    """Add a joint region to `table` as it is drawn: ``<scale>_half_width`` on each axis, and ``region_correlation``."""
    half_width = np.sqrt(np.diagonal(region, axis1=1, axis2=2))
    for j, axis in enumerate(axes):
        table[f"{axis}_half_width"] = half_width[:, j]
    # Without spread on an axis the region is a line or a point, and a correlation has no meaning: 0 draws it.
    product = half_width.prod(axis=1)
    table["region_correlation"] = np.divide(
        region[:, 0, 1], product, out=np.where(np.isnan(product), np.nan, 0.0), where=product > 0
    ).clip(-1, 1)


def add_probabilities(placed: pd.DataFrame, posterior: MeanPosterior, cuts: Floats, rules: PlacementRules) -> None:
    """Add the probability of each quadrant and what is said of it, to `placed` itself."""
    assert rules.model is not None
    ids = np.array([quadrant.id for quadrant in rules.model.quadrants], dtype=object)
    p = quadrant_probabilities(posterior.mean, posterior.covariance, posterior.df, cuts)
    for j, identity in enumerate(ids):
        placed[f"p_{identity}"] = p[:, j]
    known: NDArray[np.bool_] = np.asarray(~np.isnan(p).any(axis=1))
    # Ties (a mean exactly on a cut) go to the quadrant with more, as a score on the cut counts as much.
    order = np.argsort(np.where(known[:, None], p.round(TIE_DECIMALS), 0.0), axis=1, kind="stable")
    first, second = ids[order[:, -1]], ids[order[:, -2]]
    # A probability that should be exactly .70 may miss it by the last bit of a float.
    sure: NDArray[np.bool_] = p.max(axis=1, initial=0) >= rules.label_probability - 1e-12
    labels = np.where(sure, first, BORDERLINE)
    may = known & (placed["response_gate"] != NO_LABEL).to_numpy(dtype=bool)
    for column, words, there in (("quadrant", first, known), ("runner_up", second, known), ("label", labels, may)):
        placed[column] = pd.Series(words, index=placed.index, dtype="string").where(there)
    named = np.where(sure & may, order[:, -1], -1)
    placed["label_kept"] = share_of_cuts(
        posterior.mean,
        posterior.covariance,
        posterior.df,
        named,
        cuts,
        half_width=rules.cut_range,
        probability=rules.label_probability,
    )


def _add_shares(placed: pd.DataFrame, values: Floats, units: Units, cuts: Floats, model: QuadrantModel) -> None:
    cells = quadrant_of(values[:, 0], values[:, 1], cuts=(cuts[units.codes, 0], cuts[units.codes, 1]))
    valid = cells >= 0
    counts = np.bincount(units.codes[valid] * 4 + cells[valid], minlength=4 * len(placed)).reshape(-1, 4)
    n = np.where(placed["n"] > 0, placed["n"], np.nan).astype(float)
    for j, quadrant in enumerate(model.quadrants):
        placed[f"share_{quadrant.id}"] = counts[:, j] / n


def cut_matrix(wave: pd.Series, *, cuts: pd.DataFrame, axes: Sequence[str]) -> Floats:
    """Return the cut of each axis for each row's wave: a (rows, axes) array.

    Examples
    --------
    >>> wave = pd.Series(pd.Categorical(["2", "1"], categories=["1", "2"], ordered=True))
    >>> cuts = pd.DataFrame({"wave": ["1", "2"], "scale": ["s", "s"], "cut": [3.0, 3.5]})
    >>> cut_matrix(wave, cuts=cuts, axes=["s"]).tolist()
    [[3.5], [3.0]]
    """
    table = cuts.pivot(index="wave", columns="scale", values="cut").loc[list(wave.cat.categories), list(axes)]
    matrix: Floats = table.to_numpy(dtype=float)[wave.cat.codes.to_numpy()]
    return matrix
