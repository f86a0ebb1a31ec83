"""Where "much" begins on each axis, wave by wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from culture_diag.errors import InstrumentError, Problem
from culture_diag.instrument import Instrument, QuadrantModel

Cuts = Mapping[str, float] | Mapping[str, Mapping[str, float]]


def resolve_cuts(
    cuts: Cuts | None,
    *,
    instrument: Instrument,
    model: QuadrantModel,
    waves: Sequence[str],
    lang: str | None = None,
) -> pd.DataFrame:
    """Give the cut of both axes in every wave.

    Parameters
    ----------
    cuts : mapping or None
        ``{scale: cut}`` for all waves, or ``{wave: {scale: cut}}``. What is not named keeps the instrument's own cut,
        or else the midpoint of the response scale.
    instrument, model, waves
    lang : {"nl", "en"}, optional

    Returns
    -------
    DataFrame
        ``wave, scale, cut``: a row an axis (x first) and wave.

    Raises
    ------
    InstrumentError
        If a cut names no axis or wave, or does not lie between the bounds of the response scale.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> model = instrument.quadrants[0]
    >>> resolve_cuts({"challenge": 3.5}, instrument=instrument, model=model, waves=["1"]).to_dict("list")
    {'wave': ['1', '1'], 'scale': ['challenge', 'invitation'], 'cut': [3.5, 3.0]}
    """
    midpoint = instrument.response_scale.midpoint
    own = {axis.scale: midpoint if axis.cut is None else axis.cut for axis in (model.x, model.y)}
    asked = _by_wave(cuts or {}, waves)
    problems = [
        Problem("cut_unknown_wave", {"asked": wave, "known": ", ".join(waves)}) for wave in asked if wave not in waves
    ]
    for scale, cut in {(s, c) for table in asked.values() for s, c in table.items()}:
        if scale not in own:
            problems.append(Problem("cut_unknown_scale", {"asked": scale, "known": ", ".join(own)}))
        elif not instrument.response_scale.minimum < cut < instrument.response_scale.maximum:
            bounds = instrument.response_scale
            values = {"scale": scale, "low": f"{bounds.minimum:g}", "high": f"{bounds.maximum:g}"}
            problems.append(Problem("cut_outside_bounds", values, value=f"{cut:g}"))
    if problems:
        raise InstrumentError(problems, lang=lang)
    rows = [(wave, scale, float(asked.get(wave, {}).get(scale, cut))) for wave in waves for scale, cut in own.items()]
    return pd.DataFrame(rows, columns=["wave", "scale", "cut"])


def _by_wave(cuts: Cuts, waves: Sequence[str]) -> dict[str, dict[str, float]]:
    nested = {str(key): dict(value) for key, value in cuts.items() if isinstance(value, Mapping)}
    plain = {str(key): float(value) for key, value in cuts.items() if not isinstance(value, Mapping)}
    return nested | {wave: plain | nested.get(wave, {}) for wave in waves}
