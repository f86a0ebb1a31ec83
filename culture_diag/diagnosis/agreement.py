"""How far the members of each team look the same way, wave by wave and scale by scale."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.diagnosis.units import Units
from culture_diag.instrument import Scale
from culture_diag.reading import Responses
from culture_diag.scoring import keyed_answer
from culture_diag.statistics import SLIGHTLY_SKEWED, TeamAgreement, detect_bimodality, team_agreement

BANDS = (0.30, "lack"), (0.50, "weak"), (0.70, "moderate"), (0.90, "strong"), (1.0, "very_strong")
"""Upper end of each band of r_WG(J) (LeBreton & Senter 2008, doi:10.1177/1094428106296642, table 3)."""

ALIKE_ABOVE, DIVIDED_UP_TO = 0.70, 0.50
"""r_WG(J) above which a team may be called alike, and up to which divided: the ends of "moderate"."""

SKEWED_SHARE = SLIGHTLY_SKEWED[5] / 2.0
"""Variance of the slightly skewed null as a share of the uniform's: .67, as it is for five options."""

MIN_VERDICT = 3
"""Complete rows from which a verdict is given; of two, one answer decides."""


def agreement_table(responses: Responses, scores: pd.DataFrame, units: Units) -> pd.DataFrame:
    r"""Measure the agreement within every team, with a verdict that asks more than one index.

    r_WG(J) rises with the number of items: eight items make .90 of answers that differ by nearly a point each. So
    ``alike`` asks that r_WG(J) under the slightly skewed null (people lean to the positive, also when they do not
    agree) is above .70 *and* that AD_M, which knows no number of items, is at most A/6, A being the number of options;
    ``divided`` that r_WG(J) is .50 at most *and* AD_M above A/6; all else is ``mixed``. Either sign alone would call
    one in ten ordinary teams of five divided. A team in two groups, however near, is never called alike.

    In simulation (members SD .55 about the team, answers SD .70, eight items, mean of 3), of ordinary teams of 5, 8,
    13, 30 respondents 80, 84, 90, 97% are alike and 6, 5, 1, 0% divided; of teams in two groups 2 points apart
    84, 94, 97, 100% are divided and 6, 2, 1, 0% alike.

    Where the number of options is not five, the verdict takes .67 of the uniform variance for the slightly skewed
    null, as it is for five. For a continuous response scale the options are without number: the uniform null has
    variance :math:`(b - a)^2/12` and AD_M is held against (b - a)/6.

    Parameters
    ----------
    responses : Responses
    scores : DataFrame
        Of the respondents, one column a scale; for the two groups.
    units : Units
        Of teams, or of any level.

    Returns
    -------
    DataFrame
        One row a unit, wave and scale, every unit listed: key columns, ``name, wave, scale``, ``n`` (complete rows of
        that scale); NaN where n < 2: ``rwg`` (r_WG(J), uniform null, 0-1), ``rwg_skewed`` (slightly skewed null; NaN
        where that is not known for the number of options), ``rwg_lindell`` (uniform null, at most 1), ``awg`` (-1 to
        1), ``ad_mean`` (AD_M, points); ``band`` (of `rwg`: ``lack, weak, moderate, strong, very_strong`` or NA),
        ``verdict`` (``alike, mixed, divided``; NA where n < 3), ``bimodal`` (boolean, NA with fewer than 10 valid
        scores; see :func:`culture_diag.statistics.detect_bimodality`), ``low_group_mean``, ``high_group_mean`` (points)
        and ``low_group_share`` (0-1), NaN unless there are two groups.

    References
    ----------
    James, Demaree & Wolf (1984), doi:10.1037/0021-9010.69.1.85; LeBreton & Senter (2008),
    doi:10.1177/1094428106296642; Burke & Dunlap (2002), doi:10.1177/1094428102005002002, for A/6.

    Examples
    --------
    >>> import culture_diag as cd
    >>> from culture_diag.diagnosis.units import units_at_level
    >>> from culture_diag.scoring import score
    >>> responses = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, seed=1).responses
    >>> table = agreement_table(responses, score(responses), units_at_level(responses.frame, level="team"))
    >>> table[["team", "scale", "n", "rwg", "rwg_skewed", "ad_mean", "verdict"]].round(2).head(2)
         team       scale   n   rwg  rwg_skewed  ad_mean verdict
    0  team 1  invitation  11  0.93        0.86     0.62   alike
    1  team 2  invitation  13  0.94        0.88     0.65   alike
    """
    parts = [
        pd.concat([units.heading(scale=scale.id), _scale_agreement(responses, scale, scores, units)], axis=1)
        for scale in responses.instrument.scales
    ]
    return pd.concat(parts, ignore_index=True)


def _scale_agreement(responses: Responses, scale: Scale, scores: pd.DataFrame, units: Units) -> pd.DataFrame:
    bounds = responses.instrument.response_scale
    low, high = bounds.minimum, bounds.maximum
    items = np.array([keyed_answer(responses.frame, item, instrument=responses.instrument) for item in scale.items]).T
    agreement = team_agreement(items, units.codes, (low, high))
    options = high - low + (0 if bounds.continuous else 1)
    uniform = (options**2 - (0 if bounds.continuous else 1)) / 12
    rwg = agreement.rwg_j(uniform)
    known = not bounds.continuous and options in SLIGHTLY_SKEWED
    table = pd.DataFrame(index=agreement.n.index)
    table["n"] = agreement.n
    table["rwg"] = rwg
    table["rwg_skewed"] = agreement.rwg_j("slightly skewed") if known else np.nan
    table["rwg_lindell"] = agreement.rwg_j_lindell(uniform)
    table["awg"], table["ad_mean"] = agreement.awg, agreement.ad_mean
    table["band"] = _band(rwg)
    step = 0.0 if bounds.continuous else 1 / len(scale.items)
    groups = detect_bimodality(scores[scale.id], units.codes, (low, high), step=step)
    table["verdict"] = _verdict(agreement, groups["bimodal"].fillna(False), uniform * SKEWED_SHARE, options)
    for column in ("bimodal", "low_group_mean", "high_group_mean", "low_group_share"):
        table[column] = groups[column]
    # Units without respondents are listed too.
    every = table.reindex(range(len(units.frame)))
    every["n"] = every["n"].fillna(0).astype(np.intp)
    return every


def _band(rwg: pd.Series) -> pd.Series:
    ends, words = zip(*BANDS, strict=True)
    # The last bit of a float must not lift a team over the end of its band.
    place = np.searchsorted(np.array(ends[:-1]) + 1e-12, rwg.to_numpy())
    return pd.Series(np.array(words, dtype=object)[place], index=rwg.index, dtype="string").where(rwg.notna())


def _verdict(agreement: TeamAgreement, groups: pd.Series, skewed: float, options: float) -> pd.Series:
    rwg, close = agreement.rwg_j(skewed), agreement.ad_mean <= options / 6 + 1e-12
    words: NDArray[np.object_] = np.select(
        [(rwg > ALIKE_ABOVE) & close & ~groups.astype(bool), (rwg <= DIVIDED_UP_TO) & ~close],
        np.array(["alike", "divided"], dtype=object),
        "mixed",
    )
    return pd.Series(words, index=rwg.index, dtype="string").where(agreement.n >= MIN_VERDICT)
