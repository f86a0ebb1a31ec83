"""The diagnosis: every frame an advisor needs, exact, with the settings that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from culture_diag.instrument import Instrument, QuadrantModel
from culture_diag.statistics.placement import Target

SHARED_SETTINGS = ("target", "pooling", "level", "label_probability", "borrow", "gate", "margin", "cut_range")
"""Settings that rules of placement hold by the same names."""


@dataclass(frozen=True)
class Settings:
    """What made a diagnosis, so that it can be explained and redone.

    Parameters
    ----------
    instrument_id, instrument_version : str
    model_id : str
        Quadrant model used, or empty.
    target : {"culture", "members"}
    pooling : float or "auto"
    level : float
        Of intervals and regions.
    label_probability : float
    borrow : bool
        Whether teams leaned on each other.
    gate : (float, float)
        Response rates below which no label is given, and below which only with caution.
    margin : float
        Difference between waves, in points, up to which a change is too little to matter.
    cut_range : float
        Half the width of the range of cuts tried, in points.
    norm : {"", "mean", "median"}
        Of the reference teams, where the cuts are a norm.
    cuts : tuple of (wave, scale, cut)
        The cuts used, wave by wave.
    left_out : bool
        Whether respondents with flagged answers were left out before.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(12, 12), seed=1)
    >>> settings = cd.diagnose(sample.responses, pooling=4).settings
    >>> settings.pooling, settings.target, settings.gate
    (4, 'culture', (0.5, 0.75))
    """

    instrument_id: str
    instrument_version: str
    model_id: str
    target: Target
    pooling: float | Literal["auto"]
    level: float
    label_probability: float
    borrow: bool
    gate: tuple[float, float]
    margin: float
    cut_range: float
    norm: str
    cuts: tuple[tuple[str, str, float], ...]
    left_out: bool


@dataclass(frozen=True)
class Diagnosis:
    """Exact results, for the advisor alone; :func:`culture_diag.release` makes what may be shown.

    Parameters
    ----------
    respondents : DataFrame
        One row a respondent: ``respondent, board, school, team`` where given, ``wave``, a score a scale (response-scale
        points, NaN where too little was answered) and ``quadrant``.
    teams, schools, boards : DataFrame
        One row a unit and wave, empty for a level the answers do not name: key columns, ``name`` (unique), ``wave``,
        ``n`` (respondents with a valid score on both axes), ``n_rows`` (respondents in the file), ``n_team`` (people),
        ``response_rate`` (0-1); for each axis scale ``<scale>``, ``<scale>_sd`` (between respondents), ``<scale>_low``,
        ``<scale>_high`` (interval of the mean), ``<scale>_half_width`` (half the width of the joint region),
        ``region_correlation``, ``df``, ``pooling``; ``p_<quadrant>``, ``quadrant`` (most probable), ``runner_up``,
        ``label`` (quadrant or ``borderline``; NA where the response is too low) and ``share_<quadrant>`` (of
        respondents, 0-1); of the response: ``response_gate``, ``silent``, ``<scale>_full_low``, ``<scale>_full_high``,
        ``<scale>_needed``, ``<scale>_can_tip``, ``can_tip`` (see
        :func:`culture_diag.diagnosis.place.add_nonresponse`); and ``label_kept``, the share of cuts (0-1) under which
        the label stays.
    facets, items, distributions : DataFrame
        Of teams; see :mod:`culture_diag.diagnosis.items_and_facets`.
    changes, school_changes, board_changes : DataFrame
        From each wave to the next; see :func:`culture_diag.diagnosis.change.change_table`.
    reliability, item_analysis, clustering : DataFrame
        Of the instrument in each wave; see :mod:`culture_diag.diagnosis.reliability`.
    agreement : DataFrame
        Within each team; see :func:`culture_diag.diagnosis.agreement.agreement_table`.
    flags : DataFrame
        One row a respondent, as in `respondents`; see :func:`culture_diag.quality.flag_respondents`.
    cuts : DataFrame
        ``wave, scale, cut, source, n_teams, norm_wave``; see :func:`culture_diag.diagnosis.cuts.resolve_cuts`.
    instrument : Instrument
    model : QuadrantModel or None
    settings : Settings

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(12, 12), seed=1)
    >>> cd.diagnose(sample.responses).teams[["team", "wave", "n"]].values.tolist()
    [['team 1', '1', 12], ['team 2', '1', 12]]
    """

    respondents: pd.DataFrame
    teams: pd.DataFrame
    schools: pd.DataFrame
    boards: pd.DataFrame
    facets: pd.DataFrame
    items: pd.DataFrame
    distributions: pd.DataFrame
    changes: pd.DataFrame
    school_changes: pd.DataFrame
    board_changes: pd.DataFrame
    reliability: pd.DataFrame
    item_analysis: pd.DataFrame
    clustering: pd.DataFrame
    agreement: pd.DataFrame
    flags: pd.DataFrame
    cuts: pd.DataFrame
    instrument: Instrument
    model: QuadrantModel | None
    settings: Settings
