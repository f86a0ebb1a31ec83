"""What can a measurement of this team show? Asked before one measures: how many must answer, and what for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from culture_diag.defaults import GATE, MIN_N
from culture_diag.errors import Problem, ResponseError
from culture_diag.statistics.planning import (
    change_with_power,
    label_chance,
    mean_half_width,
    smallest_detectable_change,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from culture_diag.statistics.placement import Target

    Integers = NDArray[np.intp]

SD_SHARE, DISTANCE_SHARE, CHANGE_SHARE = 0.15, 0.125, 0.125
"""Defaults as shares of the range of the scale: 0.6, 0.5 and 0.5 points from 1 to 5."""

MAX_ROWS = 30
"""A team up to this size gets a row for each number of answers; a larger one a selection."""

OUT_OF_RANGE = "out_of_range"
"""Kind of the problem of a number that lies outside its range; ``bound`` among its values says how it is bounded."""


@dataclass(frozen=True)
class Plan:
    """What a measurement of one team can show, for a number of answers a row.

    Parameters
    ----------
    frame : DataFrame
        One row a number of answers, rising: ``n``, ``n_team``, ``response_rate`` (0-1); in points of the scale
        ``half_width`` (half the 95% interval of the mean), ``smallest_change`` and ``smallest_change_paired`` (smallest
        difference between two waves of n answers that is called changed), ``change_80`` and ``change_80_paired`` (true
        change that is called changed in 80 of 100 measurements); ``firm_label`` (probability of a label for a team at
        the distance from both cuts, 0-1) and ``wrong_label`` (the part of it in which the label is not that of the true
        mean), both 0 where the response is too low for a label; ``response_gate`` (``fine``, ``caution``,
        ``no_label``). NaN where nothing can be said (a single answer).
    team_size : int
    target : {"culture", "members"}
    sd, distance, change : float
        In points of the scale.
    correlation, waves_correlation : float
        Over members, between the two axes and between two waves.
    pooling : float
    bounds : (float, float)
    gate : (float, float)
        Shares of the team from which on the response suffices for a label, and is fine.
    min_n : int
        Scores of fewer are not shown.
    needed, needed_paired : int or None
        Least number of answers, at both waves, with which a true change of `change` is called changed in 80 of 100
        measurements; None where even all cannot show it.

    Examples
    --------
    >>> import culture_diag as cd
    >>> planned = cd.plan(18)
    >>> planned.team_size, planned.min_n, int(planned.frame["n"].max())
    (18, 5, 18)
    """

    frame: pd.DataFrame
    team_size: int
    target: Target
    sd: float
    distance: float
    change: float
    correlation: float
    waves_correlation: float
    pooling: float
    bounds: tuple[float, float]
    gate: tuple[float, float]
    min_n: int
    needed: int | None
    needed_paired: int | None


def plan(
    team_size: int,
    *,
    responses: int | Iterable[int] | None = None,
    target: Target = "culture",
    sd: float | None = None,
    distance: float | None = None,
    change: float | None = None,
    correlation: float = 0.3,
    waves_correlation: float = 0.5,
    pooling: float = 2.0,
    bounds: tuple[float, float] = (1, 5),
    gate: tuple[float, float] = GATE,
    min_n: int = MIN_N,
    lang: str | None = None,
) -> Plan:
    """Say what a measurement of a team can show, for each number of answers.

    The margins are those of a typical team: they follow from the spread `sd`, and a team that turns out more or less
    alike has narrower or wider ones. They are about chance alone, not about how the silent would have answered.

    Parameters
    ----------
    team_size : int
        People in the team, 2 or more.
    responses : int or sequence of int, optional
        Numbers of answers to look at, 1 to `team_size`; by default from 3 on.
    target : {"culture", "members"}
        As in :func:`culture_diag.diagnose`.
    sd : float, optional
        Standard deviation between members of a team, in points: that of earlier data, such as the median of
        ``<scale>_sd`` in ``diagnosis.teams``. By default 0.15 of the range (0.6 on a scale from 1 to 5).
    distance : float, optional
        How far the team's true mean lies from both cuts, in points; by default an eighth of the range (0.5).
    change : float, optional
        True change between two waves one would not want to miss, in points; by default an eighth of the range (0.5).
    correlation : float
        Between the two axes, over members of a team, above -1 and below 1. The chance of a label is the mean of the
        corners where the axes agree and those where they do not.
    waves_correlation : float
        Between a member's scores at two waves, -1 to below 1; for the paired columns.
    pooling : float
        As the diagnosis uses it: how many answers the spread of the other teams counts for. 0 for a team that is
        measured alone.
    bounds : (float, float)
        Lowest and highest answer.
    gate : (float, float)
        Response below which no label is given, and from which on it is fine.
    min_n : int
        Scores of fewer answers are not shown.
    lang : {"nl", "en"}, optional
        Language of error texts.

    Returns
    -------
    Plan

    Raises
    ------
    ResponseError
        If a number is out of its range; all of them at once.

    References
    ----------
    See :mod:`culture_diag.statistics.planning`.

    Examples
    --------
    >>> plan(12, responses=[8]).frame[["half_width", "smallest_change", "firm_label"]].round(2).values.tolist()
    [[0.48, 0.64, 0.91]]
    >>> plan(12).needed is None, plan(30).needed
    (True, 24)
    """
    low, high = _check_scale(bounds, lang)
    span = high - low
    sd = SD_SHARE * span if sd is None else sd
    distance = DISTANCE_SHARE * span if distance is None else distance
    change = CHANGE_SHARE * span if change is None else change
    numbers: list[tuple[str, Any, float, float, bool]] = [
        ("sd", sd, 0, span / 2, False),
        ("distance", distance, 0, span, True),
        ("change", change, 0, span, False),
        ("correlation", correlation, -1, 1, False),
        ("waves_correlation", waves_correlation, -1, 1, True),
        ("pooling", pooling, 0, np.inf, True),
        ("min_n", min_n, 1, np.inf, True),
    ]
    # Taken once: a generator can be gone through only once.
    asked = list(responses) if isinstance(responses, Iterable) and not isinstance(responses, str) else responses
    problems = [*_choice_problems(target, gate), *_count_problems(team_size, asked)]
    problems += [problem for entry in numbers if (problem := _out_of_range(*entry))]
    if problems:
        raise ResponseError(problems, lang=lang)
    chosen = _counts(int(team_size), asked, gate, int(min_n))
    share = (float(gate[0]), float(gate[1]))
    spread: dict[str, Any] = {"sd": float(sd), "size": int(team_size) if target == "members" else None}
    frame = _frame(chosen, int(team_size), share, spread, float(waves_correlation), float(pooling))
    _add_labels(frame, spread, float(distance), float(correlation), float(pooling))
    # Fewer than min_n are never shown, so they cannot be enough; and one answer has no spread.
    everyone = np.arange(max(2, int(min_n)), int(team_size) + 1)
    needed, needed_paired = (
        _least(everyone, change_with_power(everyone, **spread, correlation=over) <= float(change))
        for over in (None, float(waves_correlation))
    )
    return Plan(
        frame, int(team_size), target, float(sd), float(distance), float(change), float(correlation),
        float(waves_correlation), float(pooling), (low, high), share, int(min_n), needed, needed_paired,
    )  # fmt: skip


def gate_counts(plan: Plan) -> tuple[int, int]:
    """Return the least numbers of answers for a label, and for a response that is fine.

    Examples
    --------
    >>> gate_counts(plan(12)), gate_counts(plan(7))
    ((6, 9), (4, 6))
    """
    return _gate_counts(plan.team_size, plan.gate)


def _gate_counts(size: int, gate: tuple[float, float]) -> tuple[int, int]:
    # 0.55 * 20 is a bit more than 11 in floats.
    label, fine = (int(np.ceil(share * size - 1e-9)) for share in gate)
    return label, fine


def _frame(
    n: Integers, size: int, gate: tuple[float, float], spread: dict[str, Any], over_waves: float, pooling: float
) -> pd.DataFrame:
    frame = pd.DataFrame({"n": n, "n_team": size, "response_rate": n / size})
    frame["half_width"] = mean_half_width(n, **spread, pooling=pooling)
    for name, function in (("smallest_change", smallest_detectable_change), ("change_80", change_with_power)):
        frame[name] = function(n, **spread)
        frame[f"{name}_paired"] = function(n, **spread, correlation=over_waves)
    label, fine = _gate_counts(size, gate)
    frame["response_gate"] = np.select([n >= fine, n >= label], ["fine", "caution"], "no_label")
    return frame


def _add_labels(
    frame: pd.DataFrame, spread: dict[str, Any], distance: float, correlation: float, pooling: float
) -> None:
    gated = (frame["response_gate"] != "no_label").to_numpy()
    n = frame["n"].to_numpy()[gated]
    # A team may lie in any corner: where it is beyond one cut and short of the other, the correlation turns round.
    chances = [
        label_chance(n, distance=distance, correlation=sign * correlation, pooling=pooling, **spread)
        for sign in (1, -1)
    ]
    for name in ("firm", "wrong"):
        frame[f"{name}_label"] = 0.0
        frame.loc[gated, f"{name}_label"] = np.mean([getattr(chance, name) for chance in chances], axis=0)


def _counts(size: int, asked: Any, gate: tuple[float, float], min_n: int) -> Integers:
    if asked is not None:
        return np.unique(np.atleast_1d(asked).astype(np.intp))
    first = min(3, size)
    if size <= MAX_ROWS:
        return np.arange(first, size + 1)
    # Margins change fast where few answer; the numbers that mean something are always there.
    marks = [mark for mark in (*_gate_counts(size, gate), min_n) if first <= mark <= size]
    rows = np.concatenate([np.geomspace(first, size, MAX_ROWS).round(), marks])
    return np.unique(rows.astype(np.intp))


def _least(n: Integers, enough: NDArray[np.bool_]) -> int | None:
    return int(n[enough][0]) if enough.any() else None


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_) and bool(np.isfinite(float(value)))


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _out_of_range(name: str, value: Any, low: float, high: float, closed: bool) -> Problem | None:
    """Say that a number is not above `low` (or at it, if closed) and below `high`."""
    if _is_number(value) and low <= float(value) < high and (closed or float(value) > low):
        return None
    bound = "least" if np.isinf(high) else "from" if closed else "above"
    values = {"name": name, "asked": value, "bound": bound, "low": f"{low:g}", "high": f"{high:g}"}
    return Problem(f"plan_number_{bound}", values, kind=OUT_OF_RANGE)


def _choice_problems(target: object, gate: Any) -> list[Problem]:
    problems = [] if target in ("culture", "members") else [Problem("unknown_target", {"asked": target})]
    shares = _two_numbers(gate)
    if shares is None or not 0 <= shares[0] <= shares[1] <= 1:
        problems.append(Problem("gate_unknown", {"asked": gate}))
    return problems


def _count_problems(size: Any, asked: Any) -> list[Problem]:
    if not _is_whole(size) or size < 2:
        return [Problem("plan_team_size", {"asked": size})]
    given = [] if asked is None else asked if isinstance(asked, list) else [asked]
    wrong = [value for value in given if not _is_whole(value) or not 1 <= value <= size]
    if wrong or (asked is not None and not given):
        return [Problem("plan_responses", {"asked": ", ".join(map(str, wrong[:5])) or "[]", "size": size})]
    return []


def _check_scale(bounds: Any, lang: str | None) -> tuple[float, float]:
    ends = _two_numbers(bounds)
    if ends is None or not ends[0] < ends[1]:
        raise ResponseError.of("plan_bounds", lang=lang, asked=bounds)
    return ends


def _two_numbers(value: Any) -> tuple[float, float] | None:
    numbers = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else []
    return (float(numbers[0]), float(numbers[1])) if len(numbers) == 2 and all(map(_is_number, numbers)) else None
