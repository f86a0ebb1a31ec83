"""The diagnosis: every frame an advisor needs, exact, with the settings that made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from culture_diag.diagnosis.change import change_table
from culture_diag.diagnosis.cuts import Cuts, resolve_cuts
from culture_diag.diagnosis.parts import distribution_table, facet_table, item_table
from culture_diag.diagnosis.place import PlacementRules, cut_matrix, place_units
from culture_diag.diagnosis.units import LEVELS, Units, find_units, keys_of, with_sizes, without_answers
from culture_diag.errors import InstrumentError, Problem, ResponseError
from culture_diag.instrument import Instrument, QuadrantModel
from culture_diag.reading import Responses, read_team_sizes
from culture_diag.scoring import quadrant_of, score
from culture_diag.statistics.placement import Target

POOLING = 2.0
"""Default strength of pooling: the common spread counts as two respondents' worth.

Enough to keep a small unanimous team from looking certain, little enough to leave each team its own spread; with it
said and right agree within 0.03 even where all teams lie about the cut (``benchmarks/calibration.py``).
"""


LEVEL = 0.95
"""Of intervals and regions. One level everywhere: every picture and text says 95%."""

LABEL_PROBABILITY = 0.70
"""A unit gets the name of a quadrant from this probability on; below it is borderline."""


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
    """

    instrument_id: str
    instrument_version: str
    model_id: str
    target: Target
    pooling: float | Literal["auto"]
    level: float
    label_probability: float


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
        ``<scale>_high`` (interval of the mean), ``<scale>_reach`` (half the width of the joint region),
        ``region_correlation``, ``df``, ``pooling``; ``p_<quadrant>``, ``quadrant`` (most probable), ``runner_up``,
        ``label`` (quadrant or ``borderline``) and ``share_<quadrant>`` (of respondents, 0-1).
    facets, items, distributions : DataFrame
        Of teams; see :mod:`culture_diag.diagnosis.parts`.
    changes : DataFrame
        Of teams; see :func:`culture_diag.diagnosis.change.change_table`.
    cuts : DataFrame
        ``wave, scale, cut``.
    instrument : Instrument
    model : QuadrantModel or None
    settings : Settings
    """

    respondents: pd.DataFrame
    teams: pd.DataFrame
    schools: pd.DataFrame
    boards: pd.DataFrame
    facets: pd.DataFrame
    items: pd.DataFrame
    distributions: pd.DataFrame
    changes: pd.DataFrame
    cuts: pd.DataFrame
    instrument: Instrument
    model: QuadrantModel | None
    settings: Settings


def diagnose(
    responses: Responses,
    *,
    team_sizes: str | Path | pd.DataFrame | Mapping[str, int] | None = None,
    target: Target = "culture",
    cuts: Cuts | None = None,
    model: str | None = None,
    pooling: float | Literal["auto"] = POOLING,
    lang: str | None = None,
) -> Diagnosis:
    """Score the answers and place every team, school and board in every wave.

    Parameters
    ----------
    responses : Responses
    team_sizes : path, DataFrame or mapping, optional
        How many people each team has (``team, n_team``, and ``school``, ``wave`` where they matter): for response
        rates, and needed for ``target="members"``.
    target : {"culture", "members"}
        Which question the intervals and probabilities answer: about the process behind the answers (the default), or
        about the mean of exactly these people now.
    cuts : mapping, optional
        ``{scale: cut}`` or ``{wave: {scale: cut}}``; by default the instrument's, or the scale's midpoint. A score on
        the cut counts as much.
    model : str, optional
        Id of the quadrant model, where the instrument has several; by default its first.
    pooling : float or "auto"
        How strongly a team's spread leans on the spread of all teams of the wave, in respondents; ``"auto"`` chooses
        by marginal likelihood, 0 takes each team by itself.
    lang : {"nl", "en"}, optional
        Language of error texts.

    Returns
    -------
    Diagnosis

    Raises
    ------
    ResponseError
        If there are no answers, sizes do not fit, or ``target="members"`` lacks a size.
    InstrumentError
        If the model or a cut does not exist.

    References
    ----------
    See :func:`culture_diag.statistics.mean_posterior` and :func:`culture_diag.statistics.quadrant_probabilities`.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=3, seed=1)
    >>> diagnosis = cd.diagnose(sample.responses, team_sizes=sample.team_sizes)
    >>> diagnosis.teams[["name", "n", "label"]].shape
    (3, 3)
    """
    _check_choices(responses, target=target, pooling=pooling, lang=lang)
    instrument, answers = responses.instrument, responses.frame
    if answers.empty:
        raise ResponseError.of("no_respondents", lang=lang)
    used = _find_model(instrument, model, lang)
    sizes = None if team_sizes is None else read_team_sizes(team_sizes, lang=lang)
    axes = tuple(scale.id for scale in instrument.scales) if used is None else (used.x.scale, used.y.scale)
    waves = [str(wave) for wave in answers["wave"].cat.categories]
    table = (
        pd.DataFrame(columns=["wave", "scale", "cut"])
        if used is None
        else resolve_cuts(cuts, instrument=instrument, model=used, waves=waves, lang=lang)
    )
    rules = PlacementRules(axes, used, table, target, pooling, LEVEL, LABEL_PROBABILITY)
    teams = with_sizes(find_units(answers, level="team", extra=without_answers(answers, sizes)), sizes, lang=lang)
    if target == "members":
        _check_sizes_known(teams, lang)
    scores = score(responses)
    placed, spread = place_units(scores, teams, rules=rules)
    return Diagnosis(
        respondents=_respondents(responses, scores, rules),
        teams=placed,
        schools=_place_level("school", answers, scores, teams, rules),
        boards=_place_level("board", answers, scores, teams, rules),
        facets=facet_table(responses, teams, target=target, level=LEVEL),
        items=item_table(responses, teams),
        distributions=distribution_table(responses, teams),
        changes=change_table(placed, spread, keys=teams.keys, axes=axes, level=LEVEL),
        cuts=table,
        instrument=instrument,
        model=used,
        settings=Settings(
            instrument_id=instrument.id,
            instrument_version=instrument.version,
            model_id=used.id if used else "",
            target=target,
            pooling=pooling,
            level=LEVEL,
            label_probability=LABEL_PROBABILITY,
        ),
    )


def _place_level(
    level: str, answers: pd.DataFrame, scores: pd.DataFrame, teams: Units, rules: PlacementRules
) -> pd.DataFrame:
    keys = keys_of(answers, level)
    if not keys:
        return pd.DataFrame(columns=["name", "wave", "n"])
    by = [*keys, "wave"]
    units = find_units(answers, level=level, extra=teams.frame[by].drop_duplicates())
    # A school's size is known only when that of all its teams is.
    sums = teams.frame.groupby(by, observed=True)["n_team"].agg(lambda sizes: sizes.sum(skipna=False)).reset_index()
    units.frame["n_team"] = units.frame[by].merge(sums, on=by, how="left")["n_team"].astype("Int64")
    placed, _ = place_units(scores, units, rules=rules)
    return placed


def _respondents(responses: Responses, scores: pd.DataFrame, rules: PlacementRules) -> pd.DataFrame:
    told = [column for column in ("respondent", *LEVELS, "wave") if column in responses.frame]
    frame = pd.concat([responses.frame[told], scores], axis=1)
    if rules.model is not None:
        cuts = cut_matrix(frame["wave"], cuts=rules.cuts, axes=rules.axes)
        x, y = (scores[axis].to_numpy() for axis in rules.axes)
        cells = quadrant_of(x, y, cuts=(cuts[:, 0], cuts[:, 1]))
        ids = [quadrant.id for quadrant in rules.model.quadrants]
        frame["quadrant"] = pd.Categorical.from_codes(cells.tolist(), categories=pd.Index(ids))
    return frame


def _find_model(instrument: Instrument, asked: str | None, lang: str | None) -> QuadrantModel | None:
    known = {model.id: model for model in instrument.quadrants}
    if asked is None:
        return next(iter(known.values()), None)
    if asked not in known:
        raise InstrumentError.of("unknown_model", lang=lang, asked=asked, known=", ".join(known) or "–")
    return known[asked]


def _check_choices(responses: object, *, target: str, pooling: object, lang: str | None) -> None:
    if not isinstance(responses, Responses):
        raise ResponseError.of("not_responses", lang=lang, kind=type(responses).__name__)
    problems = []
    if target not in ("culture", "members"):
        problems.append(Problem("unknown_target", {"asked": target}))
    if pooling != "auto" and not (isinstance(pooling, Real) and 0 <= float(pooling) < np.inf):
        problems.append(Problem("unknown_pooling", {"asked": pooling}))
    if problems:
        raise ResponseError(problems, lang=lang)


def _check_sizes_known(teams: Units, lang: str | None) -> None:
    unknown = teams.frame[teams.frame["n_team"].isna()]
    if len(unknown):
        problems = [Problem("size_unknown", {"team": row.team, "wave": row.wave}) for row in unknown.itertuples()]
        raise ResponseError(problems, lang=lang)
