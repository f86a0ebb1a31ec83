"""The door itself: from exact results to what may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

import pandas as pd

from culture_diag.defaults import MIN_N
from culture_diag.diagnosis import Diagnosis
from culture_diag.diagnosis.nonresponse import NO_LABEL
from culture_diag.diagnosis.place import cut_matrix
from culture_diag.diagnosis.units import LEVELS as KEYS
from culture_diag.disclosure.changes import shown_changes
from culture_diag.disclosure.measurement_quality import (
    shown_agreement,
    shown_clustering,
    shown_quality,
    shown_reliability,
)
from culture_diag.disclosure.model import Release, ReleaseSettings
from culture_diag.disclosure.nonresponse import shown_nonresponse
from culture_diag.disclosure.rounding import interval_about, rounded_half_width, tenths
from culture_diag.disclosure.shares import shown_distributions, shown_shares
from culture_diag.disclosure.suppression import suppress
from culture_diag.errors import DisclosureError, Problem

LOWEST_MIN_N = 3
"""With two answers each person knows the other's by subtraction, so no threshold may be lower than this."""

MIN_N_SHARES = 10
"""Fewest answers behind a distribution, a share, an item or a facet: two classes of :data:`MIN_CLASS`. Of eight answers
an item's mean to one decimal is their exact sum."""

MIN_CLASS = 5
"""Fewest answers in a shown class, as for a score: a usual minimum for counts (Hundepool et al. 2012)."""

ITEM_STEP = 0.5
"""Item means are shown in steps of this. In tenths, sixteen of them add up to the team's score to two decimals, and two
waves of such scores give the answers of whoever came in between."""

LONG_SCALE = 40.0
"""From this response range on no decimals are shown: a tenth of a point would be as fine as two decimals on 1 to 5."""

MAX_ITEMS_IN_WHOLE_POINTS = 2
"""The mean of one or two items in tenths gives their sum away, and so the next newcomer's: whole points are shown."""

LABEL_KEPT_STEPS = 5
"""The share of cuts that keep a label is shown in fifths: in tenths, beside the probabilities, it narrows the mean."""

LEVELS = ("boards", "schools", "teams")


def release(diagnosis: Diagnosis, *, min_n: int = MIN_N, decimals: int = 1, lang: str | None = None) -> Release:
    """Make what may leave the advisor's machine: too small units hidden, every figure rounded.

    - Units with fewer than `min_n` answers are hidden, and siblings with them where subtraction would reveal them
      (see :func:`culture_diag.disclosure.suppression.suppress`).
    - Scores have one decimal. With complete answers a mean to two decimals and n give the exact sum up to n = 16, so
      one newcomer's score could be read from two waves. Intervals and regions are drawn about the rounded mean, since
      ends rounded by themselves would give its second decimal away.
    - Probabilities are tenths that sum to 1 and agree with the label.
    - Distributions and shares need ten answers, and classes under five are merged with their neighbours.
    - Items and facets need ten answers, since of fewer a mean gives the sum and so nearly each answer; item means are
      in halves, or sixteen of them together would give the score to two decimals. Where all answered the same they are
      hidden.
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
    axes = tuple(diagnosis.cuts["scale"].unique()) or tuple(scale.id for scale in diagnosis.instrument.scales)
    units = {
        level: _units(getattr(diagnosis, level), reasons[level], diagnosis, axes=axes, settings=settings)
        for level in LEVELS
    }
    teams = units["teams"]
    shown = teams.loc[~teams["suppressed"], ["name", "wave"]].astype({"wave": str})
    partly = teams["suppressed"].astype(bool).groupby(teams["wave"].astype(str)).any()
    items, facets = _items_and_facets(diagnosis, shown, settings)
    items["n_not_applicable"] = items["n_not_applicable"].where(items["n_not_applicable"] >= settings.min_class)
    return Release(
        **units,
        facets=facets,
        items=items.drop(columns=["n_empty"]),
        distributions=shown_distributions(diagnosis.distributions, items, settings),
        shares=shown_shares(diagnosis, shown, settings),
        **_all_changes(diagnosis, units, axes=axes, settings=settings),
        reliability=shown_reliability(diagnosis.reliability, partly),
        item_analysis=shown_reliability(diagnosis.item_analysis, partly),
        clustering=shown_clustering(diagnosis, teams, partly),
        agreement=shown_agreement(diagnosis.agreement, shown, settings),
        quality=shown_quality(diagnosis.flags, diagnosis.respondents["wave"], partly, settings),
        cuts=diagnosis.cuts.copy(),
        instrument=diagnosis.instrument,
        model=diagnosis.model,
        waves=tuple(str(wave) for wave in diagnosis.teams["wave"].cat.categories),
        settings=settings,
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
    frames, keys = [], []
    for level in present:
        frame = getattr(diagnosis, level)
        frames.append(frame.assign(exposed=_exposed(frame)))
        keys.append(tuple(key for key in KEYS if key in frame))
    reasons = dict(zip(present, suppress(frames, keys=keys, min_n=settings.min_n), strict=True))
    return {level: reasons.get(level, pd.Series([], dtype=object)) for level in LEVELS}


def _exposed(frame: pd.DataFrame) -> pd.Series:
    """Whether a unit's shown scores would tell each member's: all have the same on some axis."""
    spreads = [column for column in frame if str(column).endswith("_sd")]
    return (frame[spreads] == 0).any(axis=1)


def _units(
    frame: pd.DataFrame,
    reason: pd.Series,
    diagnosis: Diagnosis,
    *,
    axes: Sequence[str],
    settings: ReleaseSettings,
) -> pd.DataFrame:
    heading = [key for key in KEYS if key in frame]
    shown = frame[[*heading, "name", "wave"]].copy()
    if frame.empty:
        return shown.assign(n=pd.array([], dtype="Int64"), suppressed=pd.array([], dtype=bool), reason="")
    hidden = (reason != "").to_numpy()
    figures = pd.DataFrame(index=frame.index)
    figures["n"] = frame["n"].astype("Int64")
    figures["n_team"] = frame["n_team"]
    figures["response_rate"] = frame["response_rate"].round(2)
    figures["response_gate"] = frame["response_gate"]
    for axis in axes:
        figures[axis] = frame[axis].round(settings.decimals)
        half = rounded_half_width(frame[f"{axis}_low"], frame[f"{axis}_high"], settings.decimals)
        figures[f"{axis}_low"], figures[f"{axis}_high"] = interval_about(figures[axis], half, settings.decimals)
        if f"{axis}_observed" in frame:
            figures[f"{axis}_observed"] = frame[f"{axis}_observed"].round(settings.decimals)
    answers = {axis: frame.get(f"{axis}_observed", frame[axis]).round(settings.decimals) for axis in axes}
    answered = figures.assign(**answers)
    bounds = diagnosis.instrument.response_scale
    cuts = None if diagnosis.model is None else cut_matrix(frame["wave"], cuts=diagnosis.cuts, axes=axes)
    silent = shown_nonresponse(answered, cuts, axes=axes, bounds=(bounds.minimum, bounds.maximum), settings=settings)
    if diagnosis.model is not None:
        _add_label(figures, frame, diagnosis, axes=axes, settings=settings)
    figures = pd.concat([figures, silent], axis=1)
    # How many people a team has is no answer of theirs, so it stays; all that rests on answers goes.
    keep = figures["n_team"]
    figures = figures.mask(pd.Series(hidden, index=frame.index))
    figures["n_team"] = keep
    return pd.concat([shown, figures], axis=1).assign(suppressed=hidden, reason=reason.to_numpy())


def _add_label(
    figures: pd.DataFrame, frame: pd.DataFrame, diagnosis: Diagnosis, *, axes: Sequence[str], settings: ReleaseSettings
) -> None:
    assert diagnosis.model is not None
    for axis in axes:
        figures[f"{axis}_half_width"] = frame[f"{axis}_half_width"].round(settings.decimals)
    figures["region_correlation"] = frame["region_correlation"].round(1)
    cells = [f"p_{quadrant.id}" for quadrant in diagnosis.model.quadrants]
    figures[cells] = tenths(frame[cells].to_numpy(dtype=float), sure=diagnosis.settings.label_probability)
    named = ["quadrant", "runner_up", "label"]
    figures[named] = frame[named]
    # Where too few answered to give a label, nothing may stand in for it.
    figures[[*cells, *named]] = figures[[*cells, *named]].mask(frame["response_gate"] == NO_LABEL)
    figures["label_kept"] = (frame["label_kept"] * LABEL_KEPT_STEPS).round() / LABEL_KEPT_STEPS


def _items_and_facets(
    diagnosis: Diagnosis, shown: pd.DataFrame, settings: ReleaseSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Items and facets of shown teams, coarse enough that no answer can be worked out of them."""
    items, facets = (_of_shown_teams(parts, shown) for parts in (diagnosis.items, diagnosis.facets))
    items["mean"] = (items["mean"] / ITEM_STEP).round() * ITEM_STEP
    if len(facets):
        half = rounded_half_width(facets["low"], facets["high"], settings.decimals)
        facets["mean"] = facets["mean"].round(settings.decimals)
        facets["low"], facets["high"] = interval_about(facets["mean"], half, settings.decimals)
    return _hide_telling_figures(items, settings), _hide_telling_figures(facets, settings)


def _of_shown_teams(parts: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    rows = parts.astype({"wave": str}).merge(shown, on=["name", "wave"], how="inner")
    return rows.astype({"wave": parts["wave"].dtype})


def _hide_telling_figures(parts: pd.DataFrame, settings: ReleaseSettings) -> pd.DataFrame:
    """Hide the figures that would tell what people answered: of few, or of people who all answered the same."""
    hidden = (parts["n"] < settings.min_n_shares) | (parts["sd"] == 0)
    figures = [column for column in ("n", "n_not_applicable", "mean", "low", "high") if column in parts]
    counts = {column: "Int64" for column in ("n", "n_not_applicable") if column in parts}
    kept = parts.drop(columns="sd").astype(counts)
    kept[figures] = kept[figures].mask(hidden)
    return kept.assign(suppressed=hidden.to_numpy(dtype=bool))


def _all_changes(
    diagnosis: Diagnosis, units: dict[str, pd.DataFrame], *, axes: Sequence[str], settings: ReleaseSettings
) -> dict[str, pd.DataFrame]:
    shown: dict[str, pd.DataFrame] = {}
    for name, level in (("changes", "teams"), ("school_changes", "schools"), ("board_changes", "boards")):
        if units[level].empty and shown:
            # A level the answers do not name has the columns of the teams, and no rows.
            shown[name] = shown["changes"].iloc[:0]
            continue
        changes, of = getattr(diagnosis, name), units[level]
        shown[name] = shown_changes(
            changes, of, diagnosis=diagnosis, axes=axes, settings=settings, subsets=level == "teams"
        )
    return shown
