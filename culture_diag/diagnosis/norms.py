"""Cuts from a reference of one's own: "much" is then more than comparable teams have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from culture_diag.errors import InstrumentError, Problem
from culture_diag.instrument import Instrument

Norm = Literal["mean", "median"]
NORM = "norm"
FEWEST_TEAMS = 5
"""A norm of fewer teams would lie on one of them, and tell its score."""
FEWEST_ANSWERS = 5
"""Teams with fewer answers are hidden at the door; a norm they count in would give their score away."""
STEPS = 40
"""Norms are rounded to this part of the range (0.1 on a five-point scale), as what is shown is: so the line in the
picture is the line that was used."""


def norm_cuts(
    reference: pd.DataFrame,
    *,
    axes: Sequence[str],
    waves: Sequence[str],
    norm: Norm = "mean",
    instrument: Instrument,
    lang: str | None = None,
) -> pd.DataFrame:
    """Take the cuts from the scores of reference teams.

    Parameters
    ----------
    reference : DataFrame
        One row a team: its score on each axis in a column ``<scale>``, and ``wave`` where it has several. The teams of
        an earlier release will do (``release.teams``); so will a table of one's own. Rows without a score on both axes
        do not count, nor do, where it has ``n``, teams of fewer than five: of a few teams the norm would tell theirs.
    axes, waves : sequence of str
        Of the answers that are being placed.
    norm : {"mean", "median"}
        Over teams, each counting once.
    instrument : Instrument
    lang : {"nl", "en"}, optional

    Returns
    -------
    DataFrame
        A row an axis and wave: ``wave, scale, cut, source, n_teams, norm_wave``. A reference of one wave serves all
        waves; one of several serves each wave with its own.

    Raises
    ------
    InstrumentError
        If an axis is missing, a score lies outside the response scale, a wave has no reference, or fewer than five
        teams give the norm.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> teams = pd.DataFrame({"challenge": [2.9, 3.1, 3.3, 3.4, 3.8], "invitation": [3.5, 3.6, 3.8, 4.0, 4.1]})
    >>> found = norm_cuts(teams, axes=["challenge", "invitation"], waves=["1"],
    ...                   instrument=load_instrument("invitation-challenge"))
    >>> found[["scale", "cut", "n_teams"]].to_dict("list")
    {'scale': ['challenge', 'invitation'], 'cut': [3.3, 3.8], 'n_teams': [5, 5]}
    """
    if norm not in ("mean", "median"):
        raise InstrumentError(Problem("norm_unknown", {"asked": norm}, kind="norm"), lang=lang)
    if not isinstance(reference, pd.DataFrame) or reference.columns.duplicated().any():
        raise InstrumentError(Problem("norm_no_table", kind="norm"), lang=lang)
    reference = reference.reset_index(drop=True)
    missing = [axis for axis in axes if axis not in reference]
    if missing:
        absent = [Problem("norm_without_scale", {"scale": scale}, kind="norm") for scale in missing]
        raise InstrumentError(absent, lang=lang)
    scores = _scores(reference, axes, instrument, lang)
    told = reference["wave"].astype("string").fillna("") if "wave" in reference else pd.Series("", reference.index)
    told = told.loc[scores.index]
    several = told.nunique() > 1
    step = (instrument.response_scale.maximum - instrument.response_scale.minimum) / STEPS
    rows, problems = [], []
    for wave in waves:
        of_wave = scores[told == wave] if several else scores
        if len(of_wave) < FEWEST_TEAMS:
            values = {"wave": wave, "n": len(of_wave), "fewest": FEWEST_TEAMS}
            problems.append(Problem("norm_too_few_teams", values, kind="norm"))
            continue
        source = wave if several else str(told.iloc[0])
        for axis in axes:
            cut = float(of_wave[axis].agg(norm))
            rows.append((wave, axis, round(round(cut / step) * step, 10), NORM, len(of_wave), source))
    if problems:
        raise InstrumentError(problems, lang=lang)
    columns = ["wave", "scale", "cut", "source", "n_teams", "norm_wave"]
    return pd.DataFrame(rows, columns=columns).astype({"n_teams": "Int64"})


def _scores(reference: pd.DataFrame, axes: Sequence[str], instrument: Instrument, lang: str | None) -> pd.DataFrame:
    bounds = instrument.response_scale
    numbers: pd.DataFrame = reference[list(axes)].apply(pd.to_numeric, errors="coerce")
    if "n" in reference:
        numbers = numbers[pd.to_numeric(reference["n"], errors="coerce") >= FEWEST_ANSWERS]
    scores = numbers.dropna()
    wrong = scores[((scores < bounds.minimum) | (scores > bounds.maximum)).any(axis=1)]
    if len(wrong):
        values = {"low": f"{bounds.minimum:g}", "high": f"{bounds.maximum:g}", "row": str(wrong.index[0])}
        raise InstrumentError(Problem("norm_outside_bounds", values, kind="norm"), lang=lang)
    return scores
