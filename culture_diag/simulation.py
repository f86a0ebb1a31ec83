"""Made-up teams with a known truth: for sample data, for teaching, and to check what the statistics claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

from culture_diag.instrument import Instrument, Scale
from culture_diag.reading import Responses, responses_from_frame
from culture_diag.statistics.moments import Floats

# All spreads are in quarters of the response range: 1 on a five-point scale. Scores of eight items so have a standard
# deviation of 0.61 within a team, close to the 0.6 that a plan takes for granted.
PERSON_SD = 0.55
"""How far members of a team differ in what they live through."""
NOISE_SD = 0.70
"""How far one answer strays from what its giver lives through."""
PERSON_CORRELATION = 0.4
"""Between two scales, over members of a team."""
TEAM_CORRELATION = 0.3
"""Between two scales, over teams."""
WAVE_CORRELATION = 0.7
"""Correlation of a person's deviation from the team between two waves."""
ITEM_EASINESS = 0.3
"""Items of a scale differ in how easily they are agreed with, from minus to plus this."""


@dataclass(frozen=True)
class Simulation:
    """Answers, and the truth they were drawn from.

    Parameters
    ----------
    responses : Responses
    truth : DataFrame
        One row a team and wave: the plan's columns with, for each scale, ``<scale>`` (the composite expected of a
        member drawn from the team's process: the truth of ``target="culture"``) and ``<scale>_members`` (the mean
        composite of exactly these people, had all answered: that of ``target="members"``).
    team_sizes : DataFrame
        ``school`` where given, ``team, wave, n_team``.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(12, 12), seed=1)
    >>> sample.truth["team"].tolist(), sample.team_sizes["n_team"].tolist()
    (['team 1', 'team 2'], [12, 12])
    """

    responses: Responses
    truth: pd.DataFrame
    team_sizes: pd.DataFrame


def simulate(
    instrument: Instrument,
    *,
    teams: int = 10,
    waves: int | Sequence[str] = 1,
    sizes: tuple[int, int] = (5, 30),
    icc: float = 0.2,
    centre: float | None = None,
    drift: float = 0.2,
    response: float = 1.0,
    missing: float = 0.0,
    not_applicable: float = 0.0,
    plan: pd.DataFrame | Sequence[Mapping[str, object]] | None = None,
    seed: int,
) -> Simulation:
    """Draw answers of teams over waves from a known truth.

    A member's position on each scale is the team's plus a normal deviation that lasts from wave to wave; an answer is
    that position plus the item's easiness and normal noise, rounded and kept within the bounds.

    Parameters
    ----------
    instrument : Instrument
    teams : int
        How many teams (1 or more), called ``team 1`` and so on.
    waves : int or sequence of str
        How many, or their labels in order of time.
    sizes : (int, int)
        Smallest and largest team, in people.
    icc : float
        ICC(1): share of the variance of composites that lies between teams, 0 to below 1.
    centre : float, optional
        Where teams lie on average, in points of the response scale; by default its midpoint.
    drift : float
        Standard deviation of a team's move from wave to wave, in points.
    response : float
        Share of a team that answers, 0 to 1.
    missing, not_applicable : float
        Chance that an answer is left empty, or given as not applicable, 0 to 1.
    plan : DataFrame or sequence of mappings, optional
        Instead of all the above but `missing` and `not_applicable`: one row a team and wave with ``team, wave, size``,
        a column a scale (the latent position, in points), and optionally ``board, school, response`` and
        ``<scale>_split`` (points between two equal groups within the team).
    seed : int
        Seed of the random generator; the same seed gives the same answers.

    Returns
    -------
    Simulation

    Raises
    ------
    ValueError
        If a number lies outside its range.

    References
    ----------
    Bliese (2000), in Klein & Kozlowski (eds.), Multilevel Theory, Research, and Methods in Organizations, for ICC(1).

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> sample = simulate(load_instrument("invitation-challenge"), teams=2, sizes=(6, 6), seed=1)
    >>> len(sample.responses.frame), sample.truth["team"].tolist()
    (12, ['team 1', 'team 2'])
    """
    _check(teams=teams, sizes=sizes, icc=icc, response=response, missing=missing, not_applicable=not_applicable)
    generator = np.random.default_rng(seed)
    if plan is None:
        labels = [str(wave + 1) for wave in range(waves)] if isinstance(waves, int) else list(waves)
        middle = instrument.response_scale.midpoint if centre is None else centre
        plan = _draw_plan(instrument, generator, teams, labels, sizes, icc, middle, drift)
        plan["response"] = response
    plan = pd.DataFrame(plan).reset_index(drop=True)
    people = _people(plan, generator)
    answers, truth = _answers(instrument, plan, people, generator)
    # One draw for both, so that no answer is missing and declined at once.
    answers = _leave_gaps(answers, instrument, generator.random(answers.shape), missing, not_applicable)
    keys = [column for column in ("board", "school", "team", "wave") if column in plan]
    frame = pd.concat([people[["respondent"]], plan.loc[people["row"], keys].reset_index(drop=True), answers], axis=1)
    frame = frame[people["answers"].to_numpy()].reset_index(drop=True)
    order = list(dict.fromkeys(plan["wave"].astype(str)))
    return Simulation(
        # People who were made up need no pseudonyms, and the same seed gives the same frame on every computer.
        responses=responses_from_frame(frame, instrument, waves=order, salt=b""),
        truth=truth,
        team_sizes=plan[[key for key in ("school", "team", "wave") if key in plan]].assign(n_team=plan["size"]),
    )


def with_straight_lining(responses: Responses, team: str, *, people: int, answer: float) -> Responses:
    """Let some people of a team give one and the same answer to every item in the last wave, to see what that does.

    Parameters
    ----------
    responses : Responses
    team : str
    people : int
        So many, the last of the team.
    answer : float
        What they answer, also where an item is reverse-keyed.

    Returns
    -------
    Responses
        The others answer as they did.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> sample = simulate(load_instrument("invitation-challenge"), teams=1, sizes=(6, 6), seed=1)
    >>> careless = with_straight_lining(sample.responses, "team 1", people=2, answer=5)
    >>> (careless.frame[[item.id for item in careless.instrument.items]] == 5).all(axis=1).sum()
    np.int64(2)
    """
    frame, waves = responses.frame.copy(), list(responses.frame["wave"].cat.categories)
    rows = frame.index[(frame["team"] == team) & (frame["wave"] == waves[-1])][-people:]
    frame.loc[rows, [item.id for item in responses.instrument.items]] = answer
    # Codes of people are what they were: made up, or pseudonyms already.
    return responses_from_frame(frame, responses.instrument, waves=waves, salt=b"")


def _draw_plan(
    instrument: Instrument,
    generator: np.random.Generator,
    teams: int,
    waves: Sequence[str],
    sizes: tuple[int, int],
    icc: float,
    centre: float,
    drift: float,
) -> pd.DataFrame:
    scales = [scale.id for scale in instrument.scales]
    between = np.full((len(scales), len(scales)), TEAM_CORRELATION) + (1 - TEAM_CORRELATION) * np.eye(len(scales))
    # ICC(1) = between / (between + within), solved for the variance between.
    spread = np.sqrt([icc / (1 - icc) * _within_variance(scale, instrument) for scale in instrument.scales])
    position = centre + generator.multivariate_normal(np.zeros(len(scales)), between, size=teams) * spread
    size = generator.integers(sizes[0], sizes[1] + 1, size=teams)
    parts = []
    for wave in waves:
        part = pd.DataFrame(position, columns=scales)
        part.insert(0, "team", [f"team {number + 1}" for number in range(teams)])
        parts.append(part.assign(wave=wave, size=size))
        position = position + generator.normal(0, drift, size=position.shape)
    return pd.concat(parts, ignore_index=True)


def _within_variance(scale: Scale, instrument: Instrument) -> float:
    """Variance of the composite between members of a team: theirs, and what is left of the noise and the rounding."""
    unit = _unit(instrument)
    rounding = 0.0 if instrument.response_scale.continuous else 1 / 12
    return (PERSON_SD * unit) ** 2 + ((NOISE_SD * unit) ** 2 + rounding) / len(scale.items)


def _people(plan: pd.DataFrame, generator: np.random.Generator) -> pd.DataFrame:
    """One row a person and wave: row of the plan, number within the team, a code that lasts, and who answers."""
    size = plan["size"].to_numpy(dtype=int)
    row = np.repeat(np.arange(len(plan)), size)
    seat = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
    own = [column for column in ("board", "school", "team") if column in plan]
    team = plan.groupby(own, sort=False).ngroup().to_numpy()[row]
    # Who answers: the so many of a team with the lowest lot, so that the response is met exactly.
    share = plan["response"].to_numpy(dtype=float) if "response" in plan else np.ones(len(plan))
    lot = generator.random(len(row))
    rank = np.lexsort((lot, row))
    place = np.empty(len(row), dtype=int)
    place[rank] = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
    people = pd.DataFrame({"row": row, "team": team, "seat": seat})
    people["answers"] = place < np.rint(share * size)[row]
    person, _ = pd.factorize(pd.MultiIndex.from_arrays([team, seat]))
    codes = generator.permutation(person.max() + 1)
    people["person"] = person
    people["respondent"] = [f"r{code:05d}" for code in codes[person]]
    return people


def _answers(
    instrument: Instrument, plan: pd.DataFrame, people: pd.DataFrame, generator: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    scales, unit = instrument.scales, _unit(instrument)
    low, high = instrument.response_scale.minimum, instrument.response_scale.maximum
    correlation = np.full((len(scales), len(scales)), PERSON_CORRELATION)
    correlation += (1 - PERSON_CORRELATION) * np.eye(len(scales))
    zero = np.zeros(len(scales))
    row, person = people["row"].to_numpy(), people["person"].to_numpy()
    lasting = generator.multivariate_normal(zero, correlation, size=person.max() + 1)[person]
    # What lasts and what is new add up to the same spread in every wave, with WAVE_CORRELATION as their correlation.
    fresh = generator.multivariate_normal(zero, correlation, size=len(people))
    deviation = PERSON_SD * unit * (np.sqrt(WAVE_CORRELATION) * lasting + np.sqrt(1 - WAVE_CORRELATION) * fresh)
    truth, answers = plan.copy(), {}
    for at, scale in enumerate(scales):
        split = plan[f"{scale.id}_split"].to_numpy(float) if f"{scale.id}_split" in plan else np.zeros(len(plan))
        group = np.where(people["seat"].to_numpy() % 2 == 0, 0.5, -0.5)
        position = plan[scale.id].to_numpy(float)[row] + group * split[row] + deviation[:, at]
        ease = ITEM_EASINESS * unit * np.linspace(-1, 1, len(scale.items))[generator.permutation(len(scale.items))]
        total, expected = np.zeros(len(people)), np.zeros(len(plan))
        for item, easy in zip(scale.items, ease, strict=True):
            answer = position + easy + generator.normal(0, NOISE_SD * unit, size=len(people))
            answer = answer if instrument.response_scale.continuous else np.rint(answer)
            answer = np.clip(answer, low, high)
            total += answer
            expected += _expected(plan[scale.id].to_numpy(float) + easy, split, instrument)
            answers[item.id] = low + high - answer if item.reverse_keyed else answer
        truth[scale.id] = expected / len(scale.items)
        truth[f"{scale.id}_members"] = pd.Series(total / len(scale.items)).groupby(row).mean()
    return pd.DataFrame(answers), truth


def _expected(position: Floats, split: Floats, instrument: Instrument) -> Floats:
    """Return the expected answer of a member: normal positions, rounded and cut off at the bounds."""
    bounds, sd = instrument.response_scale, np.hypot(PERSON_SD, NOISE_SD) * _unit(instrument)
    step = 0.01 if bounds.continuous else 1.0
    steps = np.arange(bounds.minimum + step / 2, bounds.maximum, step)
    # E[X] = a + sum over the steps of P(X lies above the step), for each of the two groups.
    groups = [ndtr((position + side * split)[:, None] / sd - steps / sd).sum(axis=1) * step for side in (-0.5, 0.5)]
    mean: Floats = bounds.minimum + (groups[0] + groups[1]) / 2
    return mean


def _leave_gaps(
    answers: pd.DataFrame, instrument: Instrument, chance: Floats, missing: float, not_applicable: float
) -> pd.DataFrame:
    gaps = answers.mask(chance < missing)
    declined = (chance >= missing) & (chance < missing + not_applicable)
    if not declined.any():
        return gaps
    return gaps.astype(object).mask(declined, instrument.response_scale.not_applicable[0])


def _unit(instrument: Instrument) -> float:
    return (instrument.response_scale.maximum - instrument.response_scale.minimum) / 4


def _check(
    *, teams: int, sizes: tuple[int, int], icc: float, response: float, missing: float, not_applicable: float
) -> None:
    wrong = [name for name, good in {
        "teams": teams >= 1,
        "sizes": 1 <= sizes[0] <= sizes[1],
        "icc": 0 <= icc < 1,
        "response": 0 <= response <= 1,
        "missing, not_applicable": missing >= 0 and not_applicable >= 0 and missing + not_applicable <= 1,
    }.items() if not good]  # fmt: skip
    if wrong:
        raise ValueError(f"out of range: {'; '.join(wrong)}")
