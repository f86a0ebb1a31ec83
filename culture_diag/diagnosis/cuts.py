"""Where "much" begins on each axis, wave by wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Literal

import pandas as pd

from culture_diag.diagnosis.norms import NORM, Norm, norm_cuts
from culture_diag.errors import InstrumentError, Problem
from culture_diag.instrument import Instrument, QuadrantModel

Cuts = Mapping[str, float] | Mapping[str, Mapping[str, float]] | Literal["norm"]
MIDPOINT, OWN, GIVEN = "midpoint", "instrument", "given"
COLUMNS = ["wave", "scale", "cut", "source", "n_teams", "norm_wave"]


def resolve_cuts(
    cuts: Cuts | None,
    *,
    instrument: Instrument,
    model: QuadrantModel,
    waves: Sequence[str],
    reference: pd.DataFrame | None = None,
    norm: Norm = "mean",
    lang: str | None = None,
) -> pd.DataFrame:
    """Give the cut of both axes in every wave.

    Parameters
    ----------
    cuts : mapping, "norm" or None
        ``{scale: cut}`` for all waves, or ``{wave: {scale: cut}}``. What is not named keeps the instrument's own cut,
        or else the midpoint of the response scale. ``"norm"``: what the teams of `reference` have on average.
    instrument, model, waves
    reference : DataFrame, optional
        For ``"norm"``, see :func:`culture_diag.diagnosis.norms.norm_cuts`.
    norm : {"mean", "median"}
    lang : {"nl", "en"}, optional

    Returns
    -------
    DataFrame
        A row an axis (x first) and wave: ``wave, scale, cut``, where it comes from (``source``: ``midpoint``,
        ``instrument``, ``given`` or ``norm``) and for a norm the teams it rests on (``n_teams``, NA otherwise) and
        their wave (``norm_wave``, empty when not told).

    Raises
    ------
    InstrumentError
        If a cut names no axis or wave, or does not lie between the bounds of the response scale; or the reference does
        not give a norm.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> model = instrument.quadrants[0]
    >>> found = resolve_cuts({"challenge": 3.5}, instrument=instrument, model=model, waves=["1"])
    >>> found[["scale", "cut", "source"]].to_dict("list")
    {'scale': ['challenge', 'invitation'], 'cut': [3.5, 3.0], 'source': ['given', 'midpoint']}
    """
    if (cuts == NORM) != (reference is not None):
        raise InstrumentError(Problem("norm_and_reference", kind="norm"), lang=lang)
    axes = (model.x.scale, model.y.scale)
    if reference is not None:
        table = norm_cuts(reference, axes=axes, waves=waves, norm=norm, instrument=instrument, lang=lang)
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
    found = pd.DataFrame(rows, columns=COLUMNS).astype({"n_teams": "Int64"})
    _check(found, instrument, lang)
    return found


def no_cuts() -> pd.DataFrame:
    """Give the table of an instrument without quadrants: no rows."""
    return pd.DataFrame(columns=COLUMNS)


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
