"""How consistently each scale and facet measures in a wave, and how much of it lies between teams.

Pooled over all respondents of the wave, never by team: a handful of rows says nothing of an instrument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.diagnosis.units import Units
from culture_diag.reading import Responses
from culture_diag.scoring import keyed_answer
from culture_diag.statistics import (
    alpha_if_dropped,
    cronbach_alpha,
    icc1,
    icc2,
    item_rest_correlations,
    mean_inter_item_correlation,
    omega_total,
    respondents_needed,
    split_half_reliability,
    standardized_alpha,
)
from culture_diag.statistics.moments import Floats

MIN_ROWS = 30
"""Respondents in a wave below which no coefficient of the instrument is given."""

FAIR, GOOD = 0.70, 0.80
"""Guidance for alpha, not a gate: .70 for the early stages of research, .80 for basic research (Nunnally 1978,
Psychometric Theory, ISBN 9780070474659, p. 245). He is often cited for "above .70 is good", which he did not say:
Lance, Butts & Michels (2006), doi:10.1177/1094428105284919."""

WEAK_BELOW = 0.20
"""An item that hangs on the rest of its scale by less than this, or the wrong way round, is weak. Nunnally & Bernstein
(1994) ask for .30; .20 leaves room for short facets and for what varies little in a wave."""

TOO_FEW_ROWS, ONE_ITEM, NO_VARIANCE, TOO_FEW_TEAMS = "too_few_rows", "one_item", "no_variance", "too_few_teams"

_MAX_ROWS_SHUFFLED = 500_000
"""Rows to shuffle for one split-half reliability: up to 200 splits of a small wave, two of a very large one, where the
splits differ far less than another sample of teams would."""


def reliability_table(responses: Responses, scores: pd.DataFrame, teams: Units) -> pd.DataFrame:
    """Estimate the reliability of every scale and facet in every wave.

    A facet is taken as a scale of its own: complete rows are those of its own items.

    Parameters
    ----------
    scores : DataFrame
        Of the respondents, one column a scale.

    Returns
    -------
    DataFrame
        One row a wave, scale and facet (``""`` for the whole scale): ``wave, scale, facet``, ``n`` (complete rows),
        ``k`` (items), ``alpha, alpha_low, alpha_high`` (Feldt's 95% interval), ``standardized_alpha``, ``omega`` (NaN
        for two items, whose loadings are not fixed), ``inter_item`` (mean correlation), ``team_split_half`` (of team
        means over random halves of their members; whole scales only), ``band`` of alpha (``low, fair, good`` or empty)
        and ``reason`` why figures are missing (``too_few_rows``: n < 30, ``one_item``, ``no_variance``: an item
        or the total does not vary; or empty).

    References
    ----------
    Cronbach (1951), doi:10.1007/BF02310555; Feldt (1965), doi:10.1007/BF02289499; McDonald (1999), Test Theory,
    ISBN 9780805830750; Nunnally (1978), ISBN 9780070474659, and Lance, Butts & Michels (2006),
    doi:10.1177/1094428105284919, for the bands.

    Examples
    --------
    >>> import culture_diag as cd
    >>> from culture_diag.diagnosis.units import units_at_level
    >>> from culture_diag.scoring import score
    >>> responses = cd.simulate(cd.load_instrument("invitation-challenge"), teams=6, seed=1).responses
    >>> units = units_at_level(responses.frame, level="team")
    >>> table = reliability_table(responses, score(responses), units)
    >>> table.loc[table["facet"] == "", ["scale", "n", "k", "alpha", "band"]].round(2)
            scale    n  k  alpha  band
    0  invitation  100  8   0.75  fair
    5   challenge  100  8   0.81  good
    """
    rows = []
    for part in _scales_and_facets(responses):
        coefficients = _coefficients(part)
        row: dict[str, object] = {"wave": part.wave, "scale": part.scale, "facet": part.facet}
        row |= {"n": part.n, "k": part.k, **coefficients, "team_split_half": np.nan}
        if part.facet == "" and part.reason != TOO_FEW_ROWS:
            row["team_split_half"] = team_split_half(scores[part.scale].to_numpy()[part.at], teams.codes[part.at])
        still = not np.isfinite([coefficients["alpha"], coefficients["inter_item"]]).all()
        row["band"], row["reason"] = _band(coefficients["alpha"]), part.reason or (NO_VARIANCE if still else "")
        rows.append(row)
    return _in_waves(pd.DataFrame(rows), responses)


def item_analysis_table(responses: Responses) -> pd.DataFrame:
    """Estimate what every item contributes to its scale, and to its facet.

    Returns
    -------
    DataFrame
        One row a wave, scale, facet (``""``: within the whole scale) and item, reverse-keyed items reversed:
        ``wave, scale, facet, item``, ``item_rest`` (correlation with the sum of the other items), ``alpha_if_dropped``
        (NaN for two items), ``n`` (complete rows), ``weak`` (bool: item_rest below .20 or negative) and ``reason`` as
        in :func:`reliability_table` (``no_variance``: the item or the sum of the others does not vary).

    References
    ----------
    Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed., ISBN 9780070478497.

    Examples
    --------
    >>> import culture_diag as cd
    >>> responses = cd.simulate(cd.load_instrument("invitation-challenge"), teams=6, seed=1).responses
    >>> item_analysis_table(responses)[["facet", "item", "item_rest", "alpha_if_dropped", "weak"]].round(2).head(2)
      facet  item  item_rest  alpha_if_dropped   weak
    0        inv1       0.38              0.74  False
    1        inv2       0.55              0.71  False
    """
    tables = []
    for part in _scales_and_facets(responses):
        table = pd.DataFrame({"wave": part.wave, "scale": part.scale, "facet": part.facet, "item": part.names})
        table["item_rest"] = np.nan if part.reason else item_rest_correlations(part.items).to_numpy()
        table["alpha_if_dropped"] = np.nan if part.reason else _finite(alpha_if_dropped(part.items).to_numpy())
        table["n"] = part.n
        table["weak"] = table["item_rest"] < WEAK_BELOW
        table["reason"] = np.where(table["item_rest"].isna(), part.reason or NO_VARIANCE, "")
        tables.append(table)
    return _in_waves(pd.concat(tables, ignore_index=True), responses)


def clustering_table(scores: pd.DataFrame, teams: Units) -> pd.DataFrame:
    """Estimate how much of the differences between persons lies between teams, in every wave and on every scale.

    Parameters
    ----------
    scores : DataFrame
        Of the respondents, one column a scale; all valid scores count.

    Returns
    -------
    DataFrame
        One row a wave and scale: ``wave, scale``, ``icc1`` (share of the variance between teams), ``icc2``
        (reliability of team means), each with ``_low``, ``_high`` (95% interval), ``f, p`` (one-way analysis of
        variance), ``n`` (scores), ``n_teams``, ``respondents_needed`` (Int64: per team, for icc2 = .70; NA unless
        0 < icc1 < 1) and ``reason`` why figures are missing (``too_few_rows``: n < 30, ``too_few_teams``: fewer than
        two, or none of two; ``no_variance``; or empty).

    References
    ----------
    Bliese (2000), in Klein & Kozlowski (eds.), ISBN 9780787952280, pp. 349-381.

    Examples
    --------
    >>> import culture_diag as cd
    >>> from culture_diag.diagnosis.units import units_at_level
    >>> from culture_diag.scoring import score
    >>> responses = cd.simulate(cd.load_instrument("invitation-challenge"), teams=30, seed=1).responses
    >>> table = clustering_table(score(responses), units_at_level(responses.frame, level="team"))
    >>> table[["scale", "icc1", "icc2", "n_teams", "respondents_needed"]].round(2)
            scale  icc1  icc2  n_teams  respondents_needed
    0  invitation  0.21  0.84       30                   9
    1   challenge  0.16  0.79       30                  13
    """
    rows: list[dict[str, object]] = []
    wave = teams.frame["wave"].cat.codes.to_numpy()[teams.codes]
    for code, label in enumerate(teams.frame["wave"].cat.categories):
        here = np.flatnonzero(wave == code)
        rows.extend(
            {"wave": label, "scale": scale, **_clustering(scores[scale].to_numpy()[here], teams.codes[here])}
            for scale in scores
        )
    table = pd.DataFrame(rows)
    table["wave"] = table["wave"].astype(teams.frame["wave"].dtype)
    table["respondents_needed"] = table["respondents_needed"].astype("Int64")
    return table


@dataclass(frozen=True)
class _ScaleAnswers:
    """A scale or facet in one wave: the keyed answers of its complete rows, and why nothing is said of it."""

    wave: str
    scale: str
    facet: str
    names: list[str]
    items: Floats
    at: NDArray[np.intp]
    """Rows of the wave, complete or not."""

    @property
    def n(self) -> int:
        return len(self.items)

    @property
    def k(self) -> int:
        return len(self.names)

    @property
    def reason(self) -> str:
        return TOO_FEW_ROWS if self.n < MIN_ROWS else ONE_ITEM if self.k == 1 else ""


def _scales_and_facets(responses: Responses) -> Iterator[_ScaleAnswers]:
    """Go through every wave, scale and facet; the whole scale first."""
    instrument = responses.instrument
    wave = responses.frame["wave"]
    for code, label in enumerate(wave.cat.categories):
        at = np.flatnonzero(wave.cat.codes.to_numpy() == code)
        here = responses.frame.take(at)
        for scale in instrument.scales:
            answers = {item.id: keyed_answer(here, item, instrument=instrument) for item in scale.items}
            gaps = {item: np.isnan(answer) for item, answer in answers.items()}
            parts = [("", scale.items), *((facet.id, scale.items_of(facet.id)) for facet in scale.facets)]
            for facet, items in parts:
                names = [item.id for item in items]
                complete = ~np.logical_or.reduce([gaps[name] for name in names])
                # Columns lie together in memory, which is how everything below goes through them.
                own = np.array([answers[name][complete] for name in names]).T
                yield _ScaleAnswers(str(label), scale.id, facet, names, own, at)


def _coefficients(part: _ScaleAnswers) -> dict[str, float]:
    names = ("alpha", "alpha_low", "alpha_high", "standardized_alpha", "omega", "inter_item")
    if part.reason:
        return dict.fromkeys(names, np.nan)
    alpha = cronbach_alpha(part.items)
    values = (
        alpha.estimate,
        alpha.low,
        alpha.high,
        standardized_alpha(part.items).estimate,
        omega_total(part.items).estimate if part.k > 2 else np.nan,
        mean_inter_item_correlation(part.items),
    )
    return dict(zip(names, _finite(np.array(values)).tolist(), strict=True))


def team_split_half(scores: Floats, codes: NDArray[np.intp]) -> float:
    """Return the split-half reliability of team means; NaN where there is none."""
    splits = int(np.clip(_MAX_ROWS_SHUFFLED // max(len(scores), 1), 2, 200))
    return float(_finite(np.array(split_half_reliability(scores, codes, splits=splits, seed=0).estimate)))


def _band(alpha: float) -> str:
    if np.isnan(alpha):
        return ""
    return "good" if alpha >= GOOD else "fair" if alpha >= FAIR else "low"


def _clustering(scores: Floats, codes: NDArray[np.intp]) -> dict[str, object]:
    n = int((~np.isnan(scores)).sum())
    one, two = icc1(scores, codes), icc2(scores, codes)
    if n < MIN_ROWS:
        reason = TOO_FEW_ROWS
    elif one.n_teams < 2 or one.n == one.n_teams:
        reason = TOO_FEW_TEAMS
    else:
        reason = NO_VARIANCE if np.isnan(one.f) else ""
    row: dict[str, object] = {}
    for name, correlation in (("icc1", one), ("icc2", two)):
        row |= {name: correlation.estimate, f"{name}_low": correlation.low, f"{name}_high": correlation.high}
    row |= {"f": one.f, "p": one.p}
    if reason:
        row = dict.fromkeys(row, np.nan)
    needed = respondents_needed(one.estimate) if not reason and 0 < one.estimate < 1 else pd.NA
    return row | {"n": n, "n_teams": one.n_teams, "respondents_needed": needed, "reason": reason}


def _finite(values: Floats) -> Floats:
    """Minus infinity, alpha's way to say that the total does not vary, is no figure for a table."""
    return np.where(np.isfinite(values), values, np.nan)


def _in_waves(table: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    table["wave"] = table["wave"].astype(responses.frame["wave"].dtype)
    return table
