"""The diagnosis as it may be told: placed by the cuts as shown, on shown teams, no spread remarkably small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from culture_diag.diagnosis import Diagnosis
from culture_diag.diagnosis.cuts import GIVEN
from culture_diag.diagnosis.place import PlacementRules, add_probabilities, add_region, cut_matrix, place_units
from culture_diag.diagnosis.result import SHARED_SETTINGS
from culture_diag.diagnosis.units import LEVELS as KEYS
from culture_diag.diagnosis.units import Units
from culture_diag.disclosure.rounding import NARROWEST_SD, ROUNDING, ScoreRounding
from culture_diag.statistics import silent_bounds
from culture_diag.statistics.moments import Floats, finite_population_factor
from culture_diag.statistics.placement import MeanPosterior

CUT_DECIMALS = 1
"""Decimals of a given cut, as of a norm: an exact mean that is used as a cut would else be shown as it is."""


def tellable_diagnosis(diagnosis: Diagnosis, hidden: Mapping[str, NDArray[np.bool_]]) -> Diagnosis:
    """Place the units again as far as what is told of them would tell something else.

    - A given cut is rounded, and units are placed by the rounded one, so that picture and line agree.
    - Where teams lean on each other, shown teams lean on shown teams alone.
    - Where a unit's spread is remarkably small, intervals and probabilities are those of a small spread.

    Parameters
    ----------
    hidden : mapping of str to array of bool
        Which rows of ``teams``, ``schools`` and ``boards`` are hidden.
    """
    exact = diagnosis.cuts["cut"]
    given = (diagnosis.cuts["source"] == GIVEN).to_numpy(dtype=bool)
    cuts = diagnosis.cuts.assign(cut=exact.where(~given, exact.astype(float).round(CUT_DECIMALS)))
    moved = not np.array_equal(cuts["cut"].to_numpy(), exact.to_numpy())
    rules = replace(placement_rules(diagnosis), cuts=cuts)
    levels: dict[str, Any] = {}
    for level, gone in hidden.items():
        frame, of_level = getattr(diagnosis, level), replace(rules, borrow=rules.borrow and level == "teams")
        leaning = of_level.borrow and bool(gone.any())
        if len(frame) and (moved or leaning):
            frame = _placed_again(frame, ~gone if leaning else np.ones(len(frame), dtype=bool), diagnosis, of_level)
        levels[level] = _with_ordinary_spread(frame, ~gone, of_level) if len(frame) else frame
    return replace(diagnosis, cuts=cuts, **levels)


def placement_rules(diagnosis: Diagnosis) -> PlacementRules:
    """Return the rules by which a diagnosis was placed."""
    settings, scale = diagnosis.settings, diagnosis.instrument.response_scale
    return PlacementRules(
        axes=shown_axes(diagnosis),
        model=diagnosis.model,
        cuts=diagnosis.cuts,
        bounds=(scale.minimum, scale.maximum),
        **{name: getattr(settings, name) for name in SHARED_SETTINGS},
    )


def shown_axes(diagnosis: Diagnosis) -> tuple[str, ...]:
    """Return the scales that are placed: those of the quadrants, the horizontal one first, or else all."""
    return tuple(diagnosis.cuts["scale"].unique()) or tuple(scale.id for scale in diagnosis.instrument.scales)


def rows_of_respondents(respondents: pd.DataFrame, units: pd.DataFrame) -> NDArray[np.intp]:
    """Return for each respondent the row of `units` they belong to; -1 for none."""
    keys = [key for key in (*KEYS, "wave") if key in units]
    index = pd.MultiIndex.from_frame(units[keys].astype(str))
    # Respondents are many and units few: each different unit is looked up once.
    codes, known = pd.factorize(pd.MultiIndex.from_frame(respondents[keys].astype(str)))
    found: NDArray[np.intp] = index.get_indexer(known)[codes]
    return found


def _placed_again(
    frame: pd.DataFrame, kept: NDArray[np.bool_], diagnosis: Diagnosis, rules: PlacementRules
) -> pd.DataFrame:
    """Place the kept rows as if there were no others."""
    keys = tuple(key for key in KEYS if key in frame)
    part = frame.loc[kept, [*keys, "wave", "n_rows", "n_team"]].reset_index(drop=True)
    codes = rows_of_respondents(diagnosis.respondents, part)
    scores = diagnosis.respondents.loc[codes >= 0, list(rules.axes)]
    placed = place_units(scores, Units(frame=part, codes=codes[codes >= 0], keys=keys), rules=rules)
    # Names are those of all units: a hidden team of the same name is still there.
    placed["name"] = frame.loc[kept, "name"].to_numpy()
    rest = frame.loc[~kept]
    placed.index = frame.index[kept]
    return placed if rest.empty else pd.concat([placed, rest]).reindex(frame.index)


def _with_ordinary_spread(frame: pd.DataFrame, shown: NDArray[np.bool_], rules: PlacementRules) -> pd.DataFrame:
    """Widen what rests on a spread below the narrowest, in the rows that are shown."""
    axes = list(rules.axes)
    df = frame["df"].to_numpy(dtype=float)
    t = np.where(df > 0, stdtrit(np.where(df > 0, df, 1.0), (1 + rules.level) / 2), np.nan)[:, None]
    ends = [frame[[f"{axis}_{end}" for axis in axes]].to_numpy(dtype=float) for end in ("low", "high")]
    error = (ends[1] - ends[0]) / 2 / t
    narrowest = narrowest_error(frame["n"], frame["n_team"], rules)[:, None]
    narrow: NDArray[np.bool_] = shown & (error < narrowest - ROUNDING).any(axis=1) & ~np.isnan(error).any(axis=1)
    if not narrow.any():
        return frame
    rows = frame[narrow].copy()
    error = np.maximum(error, narrowest)[narrow]
    mean, df, t = rows[axes].to_numpy(dtype=float), df[narrow], t[narrow]
    for j, axis in enumerate(axes):
        half = (t * error)[:, j]
        rows[f"{axis}_low"], rows[f"{axis}_high"] = mean[:, j] - half, mean[:, j] + half
    if rules.model is not None:
        cross = rows["region_correlation"].to_numpy(dtype=float) * error.prod(axis=1)
        covariance = np.stack([np.stack([error[:, 0] ** 2, cross], 1), np.stack([cross, error[:, 1] ** 2], 1)], 1)
        posterior = MeanPosterior(
            teams=tuple(range(len(rows))),
            n=rows["n"].to_numpy(dtype=np.intp),
            mean=mean,
            covariance=covariance,
            df=df,
            pooling=rows["pooling"].to_numpy(dtype=float),
        )
        add_region(rows, posterior.region(rules.level), axes)
        add_probabilities(rows, posterior, cut_matrix(rows["wave"], cuts=rules.cuts, axes=axes), rules)
    return pd.concat([rows, frame[~narrow]]).reindex(frame.index)


def narrowest_error(n: pd.Series, size: pd.Series, rules: PlacementRules) -> Floats:
    """Return the standard error of a mean of people who differ as little as may be seen."""
    answers, people = (of.to_numpy(dtype=float, na_value=np.nan) for of in (n, size))
    share = finite_population_factor(answers, people) if rules.target == "members" else 1.0
    sd = NARROWEST_SD * (rules.bounds[1] - rules.bounds[0])
    error: Floats = sd * np.sqrt(share / np.where(answers > 0, answers, np.nan))
    return error


def shown_nonresponse(
    figures: pd.DataFrame,
    cuts: Floats | None,
    *,
    axes: Sequence[str],
    rounding: ScoreRounding,
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
    step, decimals = rounding.step, rounding.decimals
    tips = np.zeros(len(figures), dtype=bool)
    for j, axis in enumerate(axes):
        mean = figures[axis].to_numpy(dtype=float, na_value=np.nan)
        use = known & ~np.isnan(mean)
        counted, people = np.where(use, n, 0.0), np.where(use, size, np.nan)
        cut = np.full(len(figures), np.nan) if cuts is None else cuts[:, j]
        ends = rounding.possible_means(mean)
        least, most = (silent_bounds(end, counted, people, rounding.bounds, cut) for end in ends)
        whole = counted == people
        low = np.floor(np.round(least.low / step, 6)) * step
        high = np.ceil(np.round(most.high / step, 6)) * step
        shown[f"{axis}_full_low"] = np.where(whole, mean, low.round(decimals))
        shown[f"{axis}_full_high"] = np.where(whole, mean, high.round(decimals))
        if cuts is not None:
            tippable = use & ~whole & (least.low < cut) & (most.high >= cut)
            needed = silent_bounds(mean, counted, people, rounding.bounds, cut).needed
            shown[f"{axis}_needed"] = np.where(tippable, np.clip(needed, *rounding.bounds).round(decimals), np.nan)
            tips |= tippable
    if cuts is not None:
        shown["can_tip"] = pd.array(tips, dtype="boolean").copy()
        shown.loc[~known, "can_tip"] = pd.NA
    return shown
