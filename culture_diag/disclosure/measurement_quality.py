"""What may be shown of the measurement itself: reliability, clustering, agreement within teams, flagged answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import fdtri

from culture_diag.diagnosis import Diagnosis
from culture_diag.diagnosis.reliability import WEAK_BELOW, clustering_table, team_split_half
from culture_diag.diagnosis.units import LEVELS as KEYS
from culture_diag.diagnosis.units import Units
from culture_diag.disclosure.items import of_shown_teams
from culture_diag.disclosure.model import ReleaseSettings
from culture_diag.disclosure.placement import rows_of_respondents
from culture_diag.disclosure.rounding import ROUNDING, told_in_steps
from culture_diag.disclosure.schema import MIN_RESPONDENTS
from culture_diag.statistics import respondents_needed

INDICES = {"rwg": 0.9, "rwg_skewed": 0.9, "rwg_lindell": 0.8, "awg": 0.8}
"""The most that is said of each. r_WG(J) of eight items reaches .9 while answers differ by nearly a point; the two that
know no number of items say as much at .8."""

ROUND_COUNTS_TO = 10
"""Where a team is hidden, numbers over the whole wave are rounded to tens: less those shown they would be its size."""

ICC_STEPS = (20, 0.1), (100, 0.05), (np.inf, 0.01)
"""Under how many teams ICC(1) is shown in which steps. One newcomer moves F by about one team's share of it: in two
releases, all other answers equal, finer steps would give the newcomer's score. The interval of ICC(1) among twenty
teams is four steps wide or more."""

SURE = 0.05
"""A p value below this is shown as 0, and any other as 0.5 or 1, whichever it does not exceed."""

MOST_ICC = 0.95
"""1 would say that the members of each team scored alike."""


@dataclass(frozen=True)
class Counted:
    """How many people a wave has, and how they may be counted: what every count over a wave is held against.

    Parameters
    ----------
    people : Series
        By wave: people with a score on both axes.
    partly : Series of bool
        By wave: whether a team of it is hidden.
    step : int
        In which the others are told.
    """

    people: pd.Series
    partly: pd.Series
    step: int

    def told(self, n: pd.Series, wave: pd.Series) -> pd.Series:
        """Tell a number of rows or scores of each wave."""
        waves = wave.astype(str)
        about = waves.map(self.partly).fillna(False).to_numpy(dtype=bool)
        counted = n.astype("Int64")
        exactly = told_in_steps(counted, waves.map(self.people).set_axis(n.index), self.step)
        return exactly.mask(about, (counted / ROUND_COUNTS_TO).round().astype("Int64") * ROUND_COUNTS_TO)


def shown_reliability(table: pd.DataFrame, counted: Counted) -> pd.DataFrame:
    """Leave out what rests on fewer than thirty respondents, and count as the wave may be counted."""
    few = table["n"] < MIN_RESPONDENTS
    shown = table.copy()
    shown[list(table.select_dtypes("float").columns)] = table.select_dtypes("float").mask(few)
    if "weak" in shown:
        shown["weak"] = (shown["item_rest"].round(2) < WEAK_BELOW).astype("boolean").mask(shown["item_rest"].isna())
    return shown.assign(n=counted.told(table["n"], table["wave"]).mask(few))


def shown_split_half(table: pd.DataFrame, diagnosis: Diagnosis, teams: pd.DataFrame, partly: pd.Series) -> pd.DataFrame:
    """Work out the split-half reliability anew where a team is hidden: of all it tells how far that one lies apart."""
    redo = table["wave"].astype(str).map(partly).fillna(False).to_numpy(dtype=bool) & table["team_split_half"].notna()
    if not redo.any():
        return table
    people, codes = _people_of_shown_teams(diagnosis, teams)
    waves, shown = people["wave"].astype(str).to_numpy(), table.copy()
    for row in table[redo].itertuples():
        here = waves == str(row.wave)
        scores = people[str(row.scale)].to_numpy(dtype=float)[here]
        enough = (~np.isnan(scores)).sum() >= MIN_RESPONDENTS
        shown.loc[row.Index, "team_split_half"] = team_split_half(scores, codes[here]) if enough else np.nan
    return shown


def shown_clustering(diagnosis: Diagnosis, teams: pd.DataFrame, counted: Counted) -> pd.DataFrame:
    """Estimate the clustering among shown teams alone: of all, F would tell how far a hidden one lies from the rest.

    ICC(1) is rounded and all else follows from it: F, or five figures of it that are rounded apart, give more away.

    Parameters
    ----------
    teams : DataFrame
        Of the release.
    """
    table = diagnosis.clustering
    if counted.partly.any():
        people, codes = _people_of_shown_teams(diagnosis, teams)
        if people.empty:
            return _from_rounded_icc(table.iloc[:0])
        shown = teams[~teams["suppressed"].astype(bool)].reset_index(drop=True)
        scales = [scale.id for scale in diagnosis.instrument.scales]
        keys = tuple(key for key in KEYS if key in shown)
        table = clustering_table(people[scales], Units(frame=shown, codes=codes, keys=keys))
        told = shown["n"].groupby(shown["wave"].astype(str)).sum()
        counted = Counted(told, counted.partly & False, counted.step)
    return shown_reliability(_from_rounded_icc(table), counted)


def _from_rounded_icc(table: pd.DataFrame) -> pd.DataFrame:
    shown = table.copy()
    teams = table["n_teams"].to_numpy(dtype=float)
    between, within = teams - 1, table["n"].to_numpy(dtype=float) - teams
    step = np.select([teams < most for most, _ in ICC_STEPS], [step for _, step in ICC_STEPS], ICC_STEPS[0][1])
    # A negative one is rounded towards 0: further down there may be no F that gives it.
    exact = table["icc1"].to_numpy(dtype=float)
    icc = np.where(exact < 0, np.ceil(exact / step - ROUNDING), np.rint(exact / step)) * step
    icc = np.minimum(icc, MOST_ICC)
    size = (within + teams) / np.where(teams > 0, teams, np.nan)
    f = 1 + size * icc / (1 - icc)
    known = ~np.isnan(f) & (between > 0) & (within > 0)
    one, rest = np.where(known, between, 1.0), np.where(known, within, 1.0)
    # Limits of F as in :mod:`culture_diag.statistics.clustering`.
    ends = {"": f, "_low": f / fdtri(one, rest, 0.975), "_high": f * fdtri(rest, one, 0.975)}
    for end, ratio in ends.items():
        shown[f"icc1{end}"] = np.where(known, (ratio - 1) / (ratio + size - 1), np.nan)
        shown[f"icc2{end}"] = np.where(known & (ratio > 0), 1 - 1 / np.where(ratio > 0, ratio, 1.0), np.nan)
    # Whether teams differ for sure is told, and hardly more.
    shown["p"] = table["p"].mask(table["p"] < SURE, 0.0).mask(table["p"] >= SURE, np.ceil(table["p"] * 2) / 2)
    needed = [respondents_needed(value) if 0 < value < 1 else pd.NA for value in shown["icc1"].round(2)]
    return shown.assign(respondents_needed=pd.array(needed, dtype="Int64"))


def _people_of_shown_teams(diagnosis: Diagnosis, teams: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Return the respondents of shown teams, and the place of their team among the shown."""
    rows = rows_of_respondents(diagnosis.respondents, teams[~teams["suppressed"].astype(bool)])
    return diagnosis.respondents[rows >= 0].reset_index(drop=True), rows[rows >= 0]


def shown_agreement(
    table: pd.DataFrame, shown: pd.DataFrame, settings: ReleaseSettings, *, least_apart: float
) -> pd.DataFrame:
    """Coarsen the agreement within shown teams of ten or more until it cannot tell how anybody answered.

    Indices are cut off, not rounded, to one decimal, and there is a most that is said: a 1.0 would tell that all
    answered alike, and so would an AD_M of 0. Two groups are told only where both have as many members as a shown class
    of answers must have.

    Parameters
    ----------
    table : DataFrame
        ``agreement`` of a diagnosis.
    shown : DataFrame
        ``name, wave, people`` of shown teams.
    least_apart : float
        The smallest AD_M that is said.

    Returns
    -------
    DataFrame
        As declared, with ``suppressed``.
    """
    rows = of_shown_teams(table, shown, settings)
    for index, most in INDICES.items():
        rows[index] = np.floor(rows[index].to_numpy(dtype=float) * 10 + ROUNDING).clip(max=10 * most) / 10
    rows["ad_mean"] = rows["ad_mean"].clip(lower=least_apart)
    # The smaller group is counted from its share: means of groups are never shown, they would be two scores.
    share = rows["low_group_share"].to_numpy(dtype=float)
    smaller = np.rint(np.fmin(share, 1 - share) * rows["answers"].to_numpy(dtype=float))
    bimodal = rows["bimodal"].fillna(False).astype(bool) & (smaller >= settings.min_class)
    return rows.assign(bimodal=bimodal.astype("boolean"))


def shown_quality(flags: pd.DataFrame, waves: pd.Series, counted: Counted, settings: ReleaseSettings) -> pd.DataFrame:
    """Count flagged answers wave by wave; a few are not counted out, since a few may be somebody.

    Returns
    -------
    DataFrame
        One row a wave: ``wave, n`` (respondents) and a count a kind of flag (``flagged``, ``straight_lining``,
        ``fast``, ``many_missing``, ``duplicate``): NA from 1 to `settings.min_class` - 1, in waves of fewer than
        thirty, and ``fast`` where no times are known. The total is NA where it, less a kind, or everyone less it,
        would count out a few.
    """
    kinds = ["straight_lining", "fast", "many_missing", "duplicate"]
    by = waves.to_numpy()
    counts = flags[["flagged", *kinds]].astype("Int64").groupby(by, observed=False).sum()
    n = waves.value_counts().reindex(counts.index).astype("Int64")
    shown = counts.mask((counts > 0) & (counts < settings.min_class))
    timed = flags["seconds"].notna().groupby(by, observed=False).any()
    shown["fast"] = shown["fast"].mask(~timed.reindex(shown.index, fill_value=False))
    rest = pd.concat([counts["flagged"] - counts[kind] for kind in kinds] + [n - counts["flagged"]], axis=1)
    # A total that is a few more than one of its kinds counts out those few, and so does the rest of the wave.
    tells = ((rest > 0) & (rest < settings.min_class)).any(axis=1)
    shown["flagged"] = shown["flagged"].mask(tells & (counts["flagged"] > 0))
    shown = shown.mask((n < MIN_RESPONDENTS).fillna(True))
    shown.insert(0, "n", counted.told(n, n.index.to_series()).mask(n < MIN_RESPONDENTS))
    shown.index = pd.CategoricalIndex(shown.index, categories=waves.cat.categories, ordered=True, name="wave")
    return shown.reset_index()
