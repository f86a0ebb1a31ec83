"""From answers to a diagnosis: the one function that walks through the room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from numbers import Real
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from culture_diag.defaults import CUT_RANGE_SHARE, GATE, LABEL_PROBABILITY, LEVEL, MARGIN_SHARE, POOLING
from culture_diag.diagnosis.agreement import agreement_table
from culture_diag.diagnosis.change import change_table
from culture_diag.diagnosis.cuts import Cuts, Norm, resolve_cuts
from culture_diag.diagnosis.items_and_facets import distribution_table, facet_table, item_table
from culture_diag.diagnosis.place import PlacementRules, cut_matrix, place_units
from culture_diag.diagnosis.reliability import clustering_table, item_analysis_table, reliability_table
from culture_diag.diagnosis.result import SHARED_SETTINGS, Diagnosis, Settings
from culture_diag.diagnosis.units import LEVELS, Units, keys_of, teams_without_answers, units_at_level, with_sizes
from culture_diag.errors import InstrumentError, Problem, ResponseError
from culture_diag.instrument import Instrument, QuadrantModel
from culture_diag.quality import flag_respondents
from culture_diag.reading import Responses, read_team_sizes
from culture_diag.reading.sizes import sizes_as_answered
from culture_diag.scoring import quadrant_of, score
from culture_diag.statistics.placement import Target


def diagnose(
    responses: Responses,
    *,
    team_sizes: str | Path | pd.DataFrame | Mapping[str, int] | None = None,
    target: Target = "culture",
    cuts: Cuts | None = None,
    reference: pd.DataFrame | None = None,
    norm: Norm = "mean",
    model: str | None = None,
    pooling: float | Literal["auto"] = POOLING,
    borrow: bool = False,
    gate: tuple[float, float] = GATE,
    margin: float | None = None,
    cut_range: float | None = None,
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
    cuts : mapping or "norm", optional
        ``{scale: cut}`` or ``{wave: {scale: cut}}``; by default the instrument's, or the scale's midpoint. A score on
        the cut counts as much. ``"norm"``: what the teams of `reference` score.
    reference : DataFrame, optional
        For ``cuts="norm"``: a row a team with a column a scale, and ``wave`` where it has several; the ``teams`` of an
        earlier release will do.
    norm : {"mean", "median"}
        Of the reference teams.
    model : str, optional
        Id of the quadrant model, where the instrument has several; by default its first.
    pooling : float or "auto"
        How strongly a team's spread leans on the spread of all teams of the wave, in respondents; ``"auto"`` chooses
        by marginal likelihood, 0 takes each team by itself.
    borrow : bool
        Whether a team's place leans on those of the other teams of its wave (see
        :mod:`culture_diag.statistics.borrowing`, also for when not to). ``<scale>`` is then that estimate, and
        ``<scale>_observed`` the mean of the answers; changes still compare the answers. `pooling` is then a minimum:
        where the teams' spreads are alike, more is used.
    gate : (float, float)
        Response rates: below the first a unit gets no label, below the second it is to be read with caution.
    margin : float, optional
        Difference between waves, in points, up to which a change is too little to matter; by default a twentieth of
        the response range (0.2 on a five-point scale).
    cut_range : float, optional
        Half the width, in points, of the range of cuts under which each label is tried; by default an eighth of the
        response range (0.5 on a five-point scale).
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
        If the model or a cut does not exist, or the reference gives no norm.

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
    margins = {"margin": margin, "cut_range": cut_range}
    _check_choices(responses, target=target, pooling=pooling, gate=gate, margins=margins, lang=lang)
    instrument, answers = responses.instrument, responses.frame
    if answers.empty:
        raise ResponseError.of("no_respondents", lang=lang)
    used = _find_model(instrument, model, lang)
    sizes = None if team_sizes is None else read_team_sizes(team_sizes, lang=lang)
    waves = [str(wave) for wave in answers["wave"].cat.categories]
    table = resolve_cuts(
        cuts, instrument=instrument, model=used, waves=waves, reference=reference, norm=norm, lang=lang
    )
    scale = instrument.response_scale
    span = scale.maximum - scale.minimum
    rules = PlacementRules(
        axes=tuple(one.id for one in instrument.scales) if used is None else (used.x.scale, used.y.scale),
        model=used,
        cuts=table,
        target=target,
        pooling=pooling,
        level=LEVEL,
        label_probability=LABEL_PROBABILITY,
        bounds=(scale.minimum, scale.maximum),
        gate=(float(gate[0]), float(gate[1])),
        cut_range=CUT_RANGE_SHARE * span if cut_range is None else float(cut_range),
        margin=MARGIN_SHARE * span if margin is None else float(margin),
        borrow=bool(borrow),
    )
    return _build(responses, _teams(responses, sizes, target, lang), rules, norm=norm if reference is not None else "")


def _find_model(instrument: Instrument, asked: str | None, lang: str | None) -> QuadrantModel | None:
    """Find the quadrant model that is asked for: the first unless named, None where the instrument has none."""
    known = {model.id: model for model in instrument.quadrants}
    if asked is None:
        return next(iter(known.values()), None)
    if asked not in known:
        raise InstrumentError.of("unknown_model", lang=lang, asked=asked, known=", ".join(known) or "–")
    return known[asked]


def _check_choices(
    responses: object,
    *,
    target: str,
    pooling: object,
    gate: object,
    margins: Mapping[str, float | None],
    lang: str | None,
) -> None:
    """Raise one ResponseError for all choices that cannot be."""
    if not isinstance(responses, Responses):
        raise ResponseError.of("not_responses", lang=lang, kind=type(responses).__name__)
    problems = []
    if target not in ("culture", "members"):
        problems.append(Problem("unknown_target", {"asked": target}))
    if pooling != "auto" and not (isinstance(pooling, Real) and 0 <= float(pooling) < np.inf):
        problems.append(Problem("unknown_pooling", {"asked": pooling}))
    if not _is_gate(gate):
        problems.append(Problem("gate_unknown", {"asked": gate}))
    scale = responses.instrument.response_scale
    for name, margin in margins.items():
        if margin is None:
            continue
        possible = isinstance(margin, Real) and 0 <= margin < (scale.maximum - scale.minimum) / 2
        # Of no range of cuts no share can be given.
        if not possible or (name == "cut_range" and margin == 0):
            problems.append(Problem("margin_unknown", {"name": name, "asked": margin}))
    if problems:
        raise ResponseError(problems, lang=lang)


def _check_sizes_known(teams: Units, lang: str | None) -> None:
    """Raise a ResponseError that lists the teams of which the size is not known."""
    unknown = teams.frame[teams.frame["n_team"].isna()]
    if len(unknown):
        problems = [Problem("size_unknown", {"team": row.team, "wave": row.wave}) for row in unknown.itertuples()]
        raise ResponseError(problems, lang=lang)


def _is_gate(gate: object) -> bool:
    if not isinstance(gate, tuple | list) or len(gate) != 2 or not all(isinstance(share, Real) for share in gate):
        return False
    return bool(0 <= gate[0] <= gate[1] <= 1)


def _teams(responses: Responses, sizes: pd.DataFrame | None, target: Target, lang: str | None) -> Units:
    """Find the teams with their sizes, those without answers too: silence is a fact that a board must see."""
    answers = responses.frame
    sizes = None if sizes is None else sizes_as_answered(sizes, responses)
    teams = with_sizes(
        units_at_level(answers, level="team", extra=teams_without_answers(answers, sizes)), sizes, lang=lang
    )
    if target == "members":
        _check_sizes_known(teams, lang)
    return teams


def _build(responses: Responses, teams: Units, rules: PlacementRules, *, norm: str) -> Diagnosis:
    scores, codes = score(responses), responses.frame.get("respondent")
    placed: dict[str, pd.DataFrame] = {}
    changes: dict[str, pd.DataFrame] = {}
    for level in reversed(LEVELS):
        units = teams if level == "team" else _units_above(level, responses.frame, teams)
        if units is None:
            # A level the answers do not name has the columns of a table of changes, and no rows.
            placed[level], changes[level] = pd.DataFrame(columns=["name", "wave", "n"]), changes["team"].iloc[:0]
            continue
        # Borrowing is over teams; a school's mean is that of many answers already, and boards are few.
        of_level = replace(rules, borrow=rules.borrow and level == "team")
        placed[level] = place_units(scores, units, rules=of_level)
        changes[level] = change_table(scores, units, placed=placed[level], rules=of_level, respondents=codes)
    return Diagnosis(
        respondents=_respondents(responses, scores, rules),
        teams=placed["team"],
        schools=placed["school"],
        boards=placed["board"],
        facets=facet_table(responses, teams, target=rules.target, level=rules.level),
        items=item_table(responses, teams),
        distributions=distribution_table(responses, teams),
        changes=changes["team"],
        school_changes=changes["school"],
        board_changes=changes["board"],
        reliability=reliability_table(responses, scores, teams),
        item_analysis=item_analysis_table(responses),
        clustering=clustering_table(scores, teams),
        agreement=agreement_table(responses, scores, teams),
        flags=flag_respondents(responses),
        cuts=rules.cuts,
        instrument=responses.instrument,
        model=rules.model,
        settings=_settings(responses, rules, norm=norm),
    )


def _settings(responses: Responses, rules: PlacementRules, *, norm: str) -> Settings:
    instrument = responses.instrument
    left_out = responses.account["what"].astype(str).str.endswith("respondents_left_out").any()
    cuts = rules.cuts[["wave", "scale", "cut"]].itertuples(index=False, name=None)
    return Settings(
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        model_id=rules.model.id if rules.model else "",
        **{name: getattr(rules, name) for name in SHARED_SETTINGS},
        norm=norm,
        cuts=tuple(cuts),
        left_out=bool(left_out),
    )


def _units_above(level: str, answers: pd.DataFrame, teams: Units) -> Units | None:
    """Return the schools or boards, with their sizes; None where the answers do not name them."""
    keys = keys_of(answers, level)
    if not keys:
        return None
    by = [*keys, "wave"]
    units = units_at_level(answers, level=level, extra=teams.frame[by].drop_duplicates())
    # A school's size is known only when that of all its teams is.
    of_teams = teams.frame.groupby(by, observed=True)["n_team"].agg(["sum", "count", "size"])
    sums = of_teams["sum"].where(of_teams["count"] == of_teams["size"]).rename("n_team").reset_index()
    units.frame["n_team"] = units.frame[by].merge(sums, on=by, how="left")["n_team"].astype("Int64")
    return units


def _respondents(responses: Responses, scores: pd.DataFrame, rules: PlacementRules) -> pd.DataFrame:
    keys = [column for column in ("respondent", *LEVELS, "wave") if column in responses.frame]
    frame = pd.concat([responses.frame[keys], scores], axis=1)
    if rules.model is not None:
        cuts = cut_matrix(frame["wave"], cuts=rules.cuts, axes=rules.axes)
        x, y = (scores[axis].to_numpy() for axis in rules.axes)
        cells = quadrant_of(x, y, cuts=(cuts[:, 0], cuts[:, 1]))
        ids = [quadrant.id for quadrant in rules.model.quadrants]
        frame["quadrant"] = pd.Categorical.from_codes(cells.tolist(), categories=pd.Index(ids))
    return frame
