"""The door itself: from exact results to what may be shown."""

from __future__ import annotations

from numbers import Integral

import pandas as pd

from culture_diag.defaults import LOWEST_MIN_N, MIN_N
from culture_diag.diagnosis import Diagnosis
from culture_diag.diagnosis.place import NO_LABEL, cut_matrix
from culture_diag.diagnosis.units import LEVELS as KEYS
from culture_diag.disclosure.changes import shown_changes
from culture_diag.disclosure.frames import Terms, build_frame
from culture_diag.disclosure.items import shown_facets, shown_items
from culture_diag.disclosure.measurement_quality import (
    Counted,
    shown_agreement,
    shown_clustering,
    shown_quality,
    shown_reliability,
    shown_split_half,
)
from culture_diag.disclosure.model import Release, ReleaseSettings
from culture_diag.disclosure.placement import placement_rules, shown_axes, shown_nonresponse, tellable_diagnosis
from culture_diag.disclosure.rounding import NARROWEST_SD, ScoreRounding, tenths
from culture_diag.disclosure.shares import shown_distributions, shown_shares
from culture_diag.disclosure.suppression import suppress
from culture_diag.errors import DisclosureError, Problem

MIN_N_SHARES = 10
"""Fewest answers behind a distribution, a share, an item or a facet: two classes of :data:`MIN_CLASS`. Of eight answers
an item's mean to one decimal is their exact sum."""

MIN_CLASS = 5
"""Fewest answers in a shown class, as for a score: a usual minimum for counts (Hundepool et al. 2012)."""

ITEM_STEP = 0.5
"""Item means are shown in steps of this. In tenths, sixteen of them add up to the team's score to two decimals, and two
waves of such scores give the answers of whoever came in between."""

LONG_ITEM_STEP = 0.125
"""The same as a share of a long response scale, of which a half is next to nothing."""

LONG_SCALE = 40.0
"""From this response range on no decimals are shown: a tenth of a point would be as fine as two decimals on 1 to 5."""

MAX_ITEMS_IN_WHOLE_POINTS = 2
"""The mean of one or two items in tenths gives their sum away, and so the next newcomer's: whole points are shown."""

LEVELS = ("boards", "schools", "teams")


def release(diagnosis: Diagnosis, *, min_n: int = MIN_N, decimals: int = 1, lang: str | None = None) -> Release:
    """Make what may leave the advisor's machine: too small units hidden, every figure rounded.

    What passes is declared column by column in :mod:`culture_diag.disclosure.schema`; ``docs/door.md`` lists it.

    - Units with fewer than `min_n` answers are hidden, and siblings with them where subtraction would reveal them
      (see :func:`culture_diag.disclosure.suppression.suppress`).
    - Scores have one decimal. With complete answers a mean to two decimals and n give the exact sum up to n = 16, so
      one newcomer's score could be read from two waves. Intervals and regions are drawn about the rounded mean, since
      ends rounded by themselves would give its second decimal away.
    - That all answered alike looks like nothing special: means near an end of the scale are cut off, and no interval is
      narrower than that of a small spread. An empty cell in a team of ten would tell it.
    - Probabilities are tenths that sum to 1 and agree with the label.
    - Distributions and shares need ten answers, and classes under five are merged with their neighbours.
    - Items and facets need ten answers, since of fewer a mean gives the sum and so nearly each answer; item means are
      in halves, or sixteen of them together would give the score to two decimals. How many left one open is told in
      fives.
    - Where a team is hidden, other teams lean on shown teams alone, and clustering and split-half reliability are
      theirs. Given cuts are rounded, and units placed by the rounded ones.
    - On a response scale of 40 points or more no decimals are shown: they would be as fine as two on a short one. So
      it is for scales of one or two items, whose means take few values.

    Parameters
    ----------
    diagnosis : Diagnosis
    min_n : int
        Fewest answers behind a shown score; at least 3.
    decimals : {0, 1}
        Decimals of every shown score.
    lang : {"nl", "en"}, optional
        Language of error texts.

    Returns
    -------
    Release

    Raises
    ------
    DisclosureError
        If `min_n` or `decimals` would expose people.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, doi:10.1002/9781118348239.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=4, seed=1)
    >>> shown = cd.release(cd.diagnose(sample.responses))
    >>> shown.settings.min_n, bool((shown.teams["n"].dropna() >= 5).all())
    (5, True)
    """
    if not isinstance(diagnosis, Diagnosis):
        raise DisclosureError.of("not_a_diagnosis", lang=lang, kind=type(diagnosis).__name__)
    _check(min_n, decimals, lang)
    settings = _settings(diagnosis, min_n=int(min_n), decimals=_decimals(diagnosis, int(decimals)))
    reasons = _reasons(diagnosis, settings)
    diagnosis = tellable_diagnosis(diagnosis, {level: (reason != "").to_numpy() for level, reason in reasons.items()})
    scale = diagnosis.instrument.response_scale
    span = scale.maximum - scale.minimum
    terms = _terms(diagnosis, settings, span)

    def build(frame: str, made: pd.DataFrame) -> pd.DataFrame:
        return build_frame(frame, made, terms=terms)

    units = {
        level: build(level, _units(getattr(diagnosis, level), reasons[level], diagnosis, terms, settings))
        for level in LEVELS
    }
    teams = units["teams"]
    shown = teams.loc[~teams["suppressed"], ["name", "wave", "n", "n_team"]].astype({"wave": str})
    shown = shown.rename(columns={"n": "people"})
    partly = teams["suppressed"].astype(bool).groupby(teams["wave"].astype(str)).any()
    people = diagnosis.teams["n"].groupby(diagnosis.teams["wave"].astype(str)).sum()
    counted = Counted(people, partly, settings.min_class)
    items = build("items", shown_items(diagnosis, shown, settings, step=terms.steps["item"]))
    agreement = shown_agreement(diagnosis.agreement, shown, settings, least_apart=NARROWEST_SD * span)
    reliability = shown_split_half(diagnosis.reliability, diagnosis, teams, partly)
    return Release(
        **units,
        facets=build("facets", shown_facets(diagnosis, shown, settings)),
        items=items,
        distributions=build("distributions", shown_distributions(diagnosis.distributions, items, settings)),
        shares=build("shares", shown_shares(diagnosis, shown, settings)),
        **{name: build(name, made) for name, made in _changes(diagnosis, units, settings).items()},
        reliability=build("reliability", shown_reliability(reliability, counted)),
        item_analysis=build("item_analysis", shown_reliability(diagnosis.item_analysis, counted)),
        clustering=build("clustering", shown_clustering(diagnosis, teams, counted)),
        agreement=build("agreement", agreement),
        quality=build("quality", shown_quality(diagnosis.flags, diagnosis.respondents["wave"], counted, settings)),
        cuts=build("cuts", diagnosis.cuts),
        instrument=diagnosis.instrument,
        model=diagnosis.model,
        waves=tuple(str(wave) for wave in diagnosis.teams["wave"].cat.categories),
        settings=settings,
    )


def _terms(diagnosis: Diagnosis, settings: ReleaseSettings, span: float) -> Terms:
    return Terms(
        axes=shown_axes(diagnosis),
        quadrants=() if diagnosis.model is None else tuple(quadrant.id for quadrant in diagnosis.model.quadrants),
        least={name: getattr(settings, name) for name in ("min_n", "min_n_shares")},
        steps={"score": 10.0**-settings.decimals, "item": ITEM_STEP if span < LONG_SCALE else span * LONG_ITEM_STEP},
    )


def _check(min_n: int, decimals: int, lang: str | None) -> None:
    problems = []
    # A NaN is below nothing: only a whole number can be a threshold.
    if not isinstance(min_n, Integral) or min_n < LOWEST_MIN_N:
        problems.append(Problem("min_n_too_low", {"asked": min_n, "lowest": LOWEST_MIN_N}))
    if not isinstance(decimals, Integral) or decimals not in (0, 1):
        problems.append(Problem("too_many_decimals", {"asked": decimals}))
    if problems:
        raise DisclosureError(problems, lang=lang)


def _decimals(diagnosis: Diagnosis, asked: int) -> int:
    scale = diagnosis.instrument.response_scale
    shortest = min(len(one.items) for one in diagnosis.instrument.scales)
    long = scale.maximum - scale.minimum >= LONG_SCALE
    return 0 if long or (shortest <= MAX_ITEMS_IN_WHOLE_POINTS and not scale.continuous) else asked


def _settings(diagnosis: Diagnosis, *, min_n: int, decimals: int) -> ReleaseSettings:
    # By name, so that a setting of the advisor's never slips through the door because it was added to a diagnosis.
    passed = ("target", "gate", "margin", "cut_range", "borrow", "norm", "left_out")
    return ReleaseSettings(
        min_n=min_n,
        min_n_shares=max(MIN_N_SHARES, min_n),
        min_class=max(MIN_CLASS, min_n),
        decimals=decimals,
        **{name: getattr(diagnosis.settings, name) for name in passed},
    )


def _reasons(diagnosis: Diagnosis, settings: ReleaseSettings) -> dict[str, pd.Series]:
    present = [level for level in LEVELS if len(getattr(diagnosis, level))]
    frames = [getattr(diagnosis, level) for level in present]
    keys = [tuple(key for key in KEYS if key in frame) for frame in frames]
    reasons = dict(zip(present, suppress(frames, keys=keys, min_n=settings.min_n), strict=True))
    return {level: reasons.get(level, pd.Series([], dtype=object)) for level in LEVELS}


def _units(
    frame: pd.DataFrame, reason: pd.Series, diagnosis: Diagnosis, terms: Terms, settings: ReleaseSettings
) -> pd.DataFrame:
    """Work out what is shown of the units of a level; figures of hidden rows are still there."""
    if frame.empty:
        return frame.assign(n=pd.array([], dtype="Int64"), suppressed=pd.array([], dtype=bool), reason="")
    scale, axes = diagnosis.instrument.response_scale, terms.axes
    rounding = ScoreRounding((scale.minimum, scale.maximum), settings.decimals)
    shown = frame.copy()
    for axis in axes:
        for mean in (axis, f"{axis}_observed"):
            if mean in frame:
                shown[mean] = rounding.mean(frame[mean])
        half = ((frame[f"{axis}_high"] - frame[f"{axis}_low"]) / 2).round(settings.decimals)
        half = rounding.at_least_to_the_end(half, shown[axis])
        shown[f"{axis}_low"], shown[f"{axis}_high"] = rounding.interval(shown[axis], half)
    answered = shown.assign(**{axis: shown.get(f"{axis}_observed", shown[axis]) for axis in axes})
    cuts = None if diagnosis.model is None else cut_matrix(frame["wave"], cuts=diagnosis.cuts, axes=axes)
    silent = shown_nonresponse(answered, cuts, axes=axes, rounding=rounding)
    shown[silent.columns] = silent
    if diagnosis.model is not None:
        cells = [f"p_{quadrant}" for quadrant in terms.quadrants]
        shown[cells] = tenths(frame[cells].to_numpy(dtype=float), sure=diagnosis.settings.label_probability)
        # Where too few answered to give a label, nothing may stand in for it.
        unsaid = [*cells, "quadrant", "runner_up", "label"]
        shown[unsaid] = shown[unsaid].mask(frame["response_gate"] == NO_LABEL)
    return shown.assign(suppressed=(reason != "").to_numpy(dtype=bool), reason=reason.to_numpy())


def _changes(
    diagnosis: Diagnosis, units: dict[str, pd.DataFrame], settings: ReleaseSettings
) -> dict[str, pd.DataFrame]:
    rules = placement_rules(diagnosis)
    made: dict[str, pd.DataFrame] = {}
    for name, level in (("changes", "teams"), ("school_changes", "schools"), ("board_changes", "boards")):
        if units[level].empty and made:
            # A level the answers do not name has the columns of the teams, and no rows.
            made[name] = made["changes"].iloc[:0]
            continue
        made[name] = shown_changes(
            getattr(diagnosis, name), units[level], diagnosis=diagnosis, rules=rules, settings=settings,
            subsets=level == "teams",
        )  # fmt: skip
    return made
