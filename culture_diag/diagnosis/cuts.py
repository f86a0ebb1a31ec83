"""Where "much" begins on each axis, wave by wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.errors import InstrumentError, Problem
from culture_diag.instrument import Instrument, QuadrantModel

Norm = Literal["mean", "median"]
Cuts = Mapping[str, float] | Mapping[str, Mapping[str, float]] | Literal["norm"]
MIDPOINT, OWN, GIVEN, NORM = "midpoint", "instrument", "given", "norm"
COLUMNS = ["wave", "scale", "cut", "source", "n_teams", "norm_wave"]

MIN_TEAMS = 5
"""A norm of fewer teams would lie on one of them, and tell its score."""
MIN_ANSWERS = 5
"""Teams with fewer answers are hidden at the door; a norm they count in would give their score away."""
NORM_STEPS = 40
"""Norms are rounded to this part of the range (0.1 on a five-point scale), as what is shown is: so the line in the
picture is the line that was used."""


def resolve_cuts(
    cuts: Cuts | None,
    *,
    instrument: Instrument,
    model: QuadrantModel | None,
    waves: Sequence[str],
    reference: pd.DataFrame | None = None,
    norm: Norm = "mean",
    lang: str | None = None,
) -> pd.DataFrame:
    """Return the cut of both axes in every wave; no rows for an instrument without quadrants.

    Parameters
    ----------
    cuts : mapping, "norm" or None
        ``{scale: cut}`` for all waves, or ``{wave: {scale: cut}}``. What is not named keeps the instrument's own cut,
        or else the midpoint of the response scale. ``"norm"``: what the teams of `reference` have on average.
    reference : DataFrame, optional
        For ``"norm"``, one row a team: its score on each axis in a column ``<scale>``, and ``wave`` where it has
        several. The teams of an earlier release will do (``release.teams``); so will a table of one's own. Rows without
        a score on both axes do not count, nor do, where it has ``n``, teams of fewer than five: of a few teams the norm
        would tell theirs. A reference of one wave serves all waves; one of several serves each wave with its own.

    Returns
    -------
    DataFrame
        A row an axis (x first) and wave: ``wave, scale, cut``, where it comes from (``source``: ``midpoint``,
        ``instrument``, ``given`` or ``norm``) and for a norm the teams it rests on (``n_teams``, NA otherwise) and
        their wave (``norm_wave``, empty when not told).

    Raises
    ------
    InstrumentError
        If a cut names no axis or wave, or does not lie between the bounds of the response scale; or the reference lacks
        an axis or a wave, has a score outside the response scale, or gives a norm of fewer than five teams.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> model = instrument.quadrants[0]
    >>> found = resolve_cuts({"challenge": 3.5}, instrument=instrument, model=model, waves=["1"])
    >>> found[["scale", "cut", "source"]].to_dict("list")
    {'scale': ['challenge', 'invitation'], 'cut': [3.5, 3.0], 'source': ['given', 'midpoint']}
    >>> teams = pd.DataFrame({"challenge": [2.9, 3.1, 3.3, 3.4, 3.8], "invitation": [3.5, 3.6, 3.8, 4.0, 4.1]})
    >>> found = resolve_cuts("norm", instrument=instrument, model=model, waves=["1"], reference=teams)
    >>> found[["scale", "cut", "n_teams"]].to_dict("list")
    {'scale': ['challenge', 'invitation'], 'cut': [3.3, 3.8], 'n_teams': [5, 5]}
    """
    if model is None:
        return pd.DataFrame(columns=COLUMNS)
    if (cuts == NORM) != (reference is not None):
        raise InstrumentError(Problem("norm_and_reference", kind=NORM), lang=lang)
    axes = (model.x.scale, model.y.scale)
    if reference is not None:
        table = _norm_cuts(reference, axes, waves, norm, instrument, lang)
        _check(table, instrument, lang)
        return table[COLUMNS]
    midpoint = instrument.response_scale.midpoint
    own = {axis.scale: (midpoint, MIDPOINT) if axis.cut is None else (axis.cut, OWN) for axis in (model.x, model.y)}
    asked = {} if cuts is None else _by_wave(cuts, waves, lang)
    problems = [
        Problem("cut_unknown_wave", {"asked": wave, "known": ", ".join(waves)}) for wave in asked if wave not in waves
    ]
    named = dict.fromkeys(scale for table in asked.values() for scale in table)
    problems += [
        Problem("cut_unknown_scale", {"asked": scale, "known": ", ".join(axes)}) for scale in named if scale not in axes
    ]
    if problems:
        raise InstrumentError(problems, lang=lang)
    rows = []
    for wave in waves:
        here = asked.get(wave, {})
        for scale, (cut, source) in own.items():
            rows.append((wave, scale, float(here.get(scale, cut)), GIVEN if scale in here else source, pd.NA, ""))
    resolved = pd.DataFrame(rows, columns=COLUMNS).astype({"n_teams": "Int64"})
    _check(resolved, instrument, lang)
    return resolved


def _norm_cuts(
    reference: pd.DataFrame,
    axes: Sequence[str],
    waves: Sequence[str],
    norm: Norm,
    instrument: Instrument,
    lang: str | None,
) -> pd.DataFrame:
    """Take the cuts from the scores of reference teams, each counting once."""
    if norm not in ("mean", "median"):
        raise InstrumentError(Problem("norm_unknown", {"asked": norm}, kind=NORM), lang=lang)
    if not isinstance(reference, pd.DataFrame) or reference.columns.duplicated().any():
        raise InstrumentError(Problem("norm_no_table", kind=NORM), lang=lang)
    reference = reference.reset_index(drop=True)
    missing = [axis for axis in axes if axis not in reference]
    if missing:
        absent = [Problem("norm_without_scale", {"scale": scale}, kind=NORM) for scale in missing]
        raise InstrumentError(absent, lang=lang)
    scores = _reference_scores(reference, axes, instrument, lang)
    reference_wave = pd.Series("", scores.index)
    if "wave" in reference:
        reference_wave = reference["wave"].astype("string").fillna("").loc[scores.index]
    several = reference_wave.nunique() > 1
    step = (instrument.response_scale.maximum - instrument.response_scale.minimum) / NORM_STEPS
    rows: list[tuple[object, ...]] = []
    problems: list[Problem] = []
    for wave in waves:
        of_wave = scores[reference_wave == wave] if several else scores
        if len(of_wave) < MIN_TEAMS:
            values = {"wave": wave, "n": len(of_wave), "fewest": MIN_TEAMS}
            problems.append(Problem("norm_too_few_teams", values, kind=NORM))
            continue
        source = wave if several else str(reference_wave.iloc[0])
        for axis in axes:
            cut = float(of_wave[axis].agg(norm))
            rows.append((wave, axis, round(round(cut / step) * step, 10), NORM, len(of_wave), source))
    if problems:
        raise InstrumentError(problems, lang=lang)
    return pd.DataFrame(rows, columns=COLUMNS).astype({"n_teams": "Int64"})


def cuts_differ(cuts: pd.DataFrame, before: pd.Series, after: pd.Series) -> NDArray[np.bool_]:
    """Tell for each step whether any cut lies elsewhere in the later wave.

    Examples
    --------
    >>> cuts = pd.DataFrame({"wave": ["1", "2", "3"], "scale": "s", "cut": [3.0, 3.0, 3.2]})
    >>> cuts_differ(cuts, pd.Series(["1", "2"]), pd.Series(["2", "3"])).tolist()
    [False, True]
    """
    if cuts.empty:
        return np.zeros(len(before), dtype=bool)
    lines = cuts.groupby("wave", observed=True)["cut"].agg(tuple)
    one, two = (side.astype(str).map(lines) for side in (before, after))
    return np.array([a != b for a, b in zip(one, two, strict=True)], dtype=bool)


def _check(table: pd.DataFrame, instrument: Instrument, lang: str | None) -> None:
    bounds = instrument.response_scale
    outside = table[~((table["cut"] > bounds.minimum) & (table["cut"] < bounds.maximum))]
    limits = {"low": f"{bounds.minimum:g}", "high": f"{bounds.maximum:g}"}
    problems = [
        Problem("cut_outside_bounds", {"scale": scale, **limits}, value=f"{cut:g}")
        for scale, cut in dict.fromkeys(zip(outside["scale"], outside["cut"], strict=True))
    ]
    if problems:
        raise InstrumentError(problems, lang=lang)


def _by_wave(cuts: object, waves: Sequence[str], lang: str | None) -> dict[str, dict[str, float]]:
    if not isinstance(cuts, Mapping):
        raise InstrumentError.of("cuts_unknown", lang=lang, asked=str(cuts))
    nested = {str(key): dict(value) for key, value in cuts.items() if isinstance(value, Mapping)}
    plain = {str(key): value for key, value in cuts.items() if not isinstance(value, Mapping)}
    for cut in [*plain.values(), *(cut for table in nested.values() for cut in table.values())]:
        if isinstance(cut, bool) or not isinstance(cut, Real):
            raise InstrumentError.of("cuts_unknown", lang=lang, asked=str(cut))
    return nested | {wave: plain | nested.get(wave, {}) for wave in waves}


def _reference_scores(
    reference: pd.DataFrame, axes: Sequence[str], instrument: Instrument, lang: str | None
) -> pd.DataFrame:
    bounds = instrument.response_scale
    numbers: pd.DataFrame = reference[list(axes)].apply(pd.to_numeric, errors="coerce")
    if "n" in reference:
        numbers = numbers[pd.to_numeric(reference["n"], errors="coerce") >= MIN_ANSWERS]
    scores = numbers.dropna()
    wrong = scores[((scores < bounds.minimum) | (scores > bounds.maximum)).any(axis=1)]
    if len(wrong):
        values = {"low": f"{bounds.minimum:g}", "high": f"{bounds.maximum:g}", "row": str(wrong.index[0])}
        raise InstrumentError(Problem("norm_outside_bounds", values, kind=NORM), lang=lang)
    return scores
