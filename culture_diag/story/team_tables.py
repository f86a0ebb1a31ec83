"""Tables about teams, for reading: each answers one question, with headings and cells in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.i18n import number, percent, text
from culture_diag.story.headings import frame_in_words, heading, names
from culture_diag.story.phrases import clean_name
from culture_diag.story.selection import pick_name, pick_wave, rows_of
from culture_diag.story.units import scales_in_order


def hidden_table(release: Release, *, lang: str = "nl") -> pd.DataFrame:
    """List the teams of which nothing is shown, with the wave and the reason.

    Parameters
    ----------
    release : Release
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a team and wave, indexed by team; empty where nothing is hidden.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(4, 4), seed=1)
    >>> hidden_table(cd.open_study(sample.responses).release, lang="en").loc["team 1"].tolist()
    ['1', 'not shown (fewer than 5 answers)']
    """
    require_release(release, lang=lang)
    return text_table(release.teams[release.teams["suppressed"]], ("wave", "reason"), release, lang)


def shares_table(release: Release, team: str, *, wave: str | None = None, lang: str = "nl") -> pd.DataFrame:
    """Tell which share of the people of a team stands in which quadrant; small groups are taken together.

    Parameters
    ----------
    release : Release
    team : str
    wave : str, optional
        By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a group of people, indexed by where they stand; empty where there are too few answers to show it.

    Raises
    ------
    CultureDiagError
        If there is no such team or wave.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=1, sizes=(24, 24), seed=1)
    >>> table = shares_table(cd.open_study(sample.responses).release, "team 1", lang="en")
    >>> table["share"].to_dict()
    {'apathetic': '25%', 'cosy or growth': '33%', 'discouraging': '42%'}
    """
    require_release(release, lang=lang)
    rows = rows_of(release.shares, pick_wave(release, wave, lang), pick_name(release, team, lang))
    rows = rows.reindex(columns=["quadrants", "share"])
    words = frame_in_words(rows.assign(share=[percent(share, lang) for share in rows["share"]]), release, lang)
    return words.set_index(words.columns[0])


def labels_table(release: Release, *, lang: str = "nl") -> pd.DataFrame:
    """Put the label of each team in each wave side by side; a dash where there is none.

    Parameters
    ----------
    release : Release
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a team, one column a wave.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, waves=2, sizes=(12, 12), seed=1)
    >>> labels_table(cd.open_study(sample.responses).release, lang="en").loc["team 2"].tolist()
    ['cosy', 'borderline']
    """
    require_release(release, lang=lang)
    labels = label_words(release.teams["label"], release, lang)
    return _wide(release.teams.assign(label=labels), "wave", "label", release.waves, release, lang)


def response_table(release: Release, *, wave: str | None = None, lang: str = "nl") -> pd.DataFrame:
    """Tell how many people answered in each team, and what those who did not could still change.

    Parameters
    ----------
    release : Release
    wave : str, optional
        By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a shown team: answers, people, whether that is enough, people without a score, whether these could
        bring the mean over a line, and for each axis the mean score with which they would.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(20, 20), response=0.6, seed=1)
    >>> release = cd.open_study(sample.responses, team_sizes=sample.team_sizes).release
    >>> response_table(release, lang="en").iloc[0, :4].tolist()
    ['12', '20', 'be careful', '8']
    """
    require_release(release, lang=lang)
    needed = [f"{scale}_needed" for scale in scales_in_order(release) if f"{scale}_needed" in release.teams]
    columns = ("n", "n_team", "response_gate", "silent", "can_tip", *needed)
    return text_table(shown_teams(release, wave, lang), columns, release, lang)


def agreement_table(release: Release, *, wave: str | None = None, lang: str = "nl") -> pd.DataFrame:
    """Tell for each team and scale whether its people see things alike.

    Parameters
    ----------
    release : Release
    wave : str, optional
        By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a team with enough answers, one column a scale.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(12, 12), seed=1)
    >>> agreement_table(cd.open_study(sample.responses).release, lang="en").loc["team 1"].tolist()
    ['much alike', 'much alike']
    """
    require_release(release, lang=lang)
    rows = rows_of(release.agreement, pick_wave(release, wave, lang))
    rows = rows[~rows["suppressed"].astype(bool)] if len(rows) else rows.reindex(columns=["name", "scale", "verdict"])
    verdicts = rows["verdict"].map(lambda verdict: text(f"story.code.verdict_{verdict}", lang), na_action="ignore")
    scales = scales_in_order(release)
    table = _wide(rows.assign(verdict=verdicts), "scale", "verdict", scales, release, lang)
    return table.replace(text("words.no_number", lang), text("story.code.verdict_cannot_tell", lang))


def two_groups_table(release: Release, *, lang: str = "nl") -> pd.DataFrame:
    """List where a team clearly falls apart in two groups that answer differently: which team, wave and scale.

    Parameters
    ----------
    release : Release
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        Indexed by team; empty where no two groups are seen.

    Examples
    --------
    >>> import culture_diag as cd
    >>> two_groups_table(cd.open_study("sample").release, lang="en").iloc[0].tolist()
    ['2024-10', 'invitation']
    """
    require_release(release, lang=lang)
    rows = release.agreement
    rows = rows[rows["bimodal"].fillna(False).astype(bool)] if len(rows) else rows
    return text_table(rows, ("wave", "scale"), release, lang)


def other_cuts_table(release: Release, other: Release, *, lang: str = "nl") -> pd.DataFrame:
    """Put the label of each team in the last wave beside that under other cuts.

    Parameters
    ----------
    release : Release
    other : Release
        Of the same answers, with other cuts.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a shown team: its label, the one under the other cuts, and with how many in ten cuts around the first it
        keeps its label.

    Examples
    --------
    >>> import culture_diag as cd
    >>> study = cd.open_study("sample")
    >>> other_cuts_table(study.release, study.with_own_norm().release, lang="en").loc["Middenbouw"].tolist()
    ['growth', 'discouraging', '6 in 10']
    """
    require_release(release, lang=lang)
    require_release(other, lang=lang)
    teams = shown_teams(release, None, lang)
    there = rows_of(other.teams, other.latest).set_index("name")["label"].reindex(teams["name"])
    kept = teams["label_kept"].map(
        lambda share: text("story.chance.tenths", lang, tenths=round(10 * share)), na_action="ignore"
    )
    columns = {
        "label": label_words(teams["label"], release, lang),
        "other_label": label_words(there, other, lang).to_numpy(),
        "label_kept": kept,
    }
    return _titled(teams["name"], pd.DataFrame(columns), release, lang)


def without_flagged_table(comparison: pd.DataFrame, release: Release, *, lang: str = "nl") -> pd.DataFrame:
    """Tell where people with conspicuous answers make a difference: numbers and labels with and without them.

    **For the advisor alone**: two versions of the same answers beside each other can tell those of a few people.

    Parameters
    ----------
    comparison : DataFrame
        As :func:`culture_diag.compare_without_flagged` returns it.
    release : Release
        Of the same answers: of its teams that are shown, those are listed that lose people and keep enough.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a team and wave, indexed by team.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(12, 12), seed=1)
    >>> answers = cd.with_straight_lining(sample.responses, "team 1", people=2, answer=5)
    >>> comparison = cd.compare_without_flagged(answers)
    >>> without_flagged_table(comparison, cd.open_study(answers).release, lang="en").iloc[0, :3].tolist()
    ['1', '12', '10']
    """
    require_release(release, lang=lang)
    shown = release.teams.loc[~release.teams["suppressed"], ["name", "wave"]].astype(str)
    left = comparison["n_without"]
    rows = comparison[(comparison["n"] > left) & (left >= release.settings.min_n)]
    rows = rows.astype({"name": str, "wave": str}).merge(shown)
    labels = {key: label_words(rows[key], release, lang) for key in ("label", "label_without") if key in rows}
    columns = rows[["wave", "n", "n_without"]].assign(**labels)
    return _titled(rows["name"], columns, release, lang)


def shown_teams(release: Release, wave: str | None, lang: str) -> pd.DataFrame:
    """Return the rows of the teams that are shown in a wave, the last by default."""
    rows = rows_of(release.teams, pick_wave(release, wave, lang))
    return rows[~rows["suppressed"].astype(bool)]


def text_table(frame: pd.DataFrame, columns: Sequence[str], release: Release, lang: str) -> pd.DataFrame:
    """Put columns of a frame in words, indexed by team, every cell a text and numbers as the language writes them."""
    # A frame without rows may lack its columns.
    chosen = frame.reindex(columns=["name", *columns]) if frame.empty else frame[["name", *columns]]
    words = frame_in_words(chosen.drop(columns="name"), release, lang)
    table = words.astype(object).map(lambda cell: table_cell(cell, release, lang))
    table.index = team_index(chosen["name"], release, lang)
    return table


def team_index(teams: Iterable[object], release: Release, lang: str) -> pd.Index[Any]:
    """Make an index of the names of teams: on one line each, without signs that steer a terminal."""
    return pd.Index([clean_name(str(team)) for team in teams], name=heading("team", release, lang), dtype=object)


def table_cell(cell: Any, release: Release, lang: str, *, signed: bool = False) -> str:
    """Write one cell: a dash for nothing, and a number with the decimals of the release.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=1, sizes=(12, 12), seed=1)
    >>> release = cd.open_study(sample.responses).release
    >>> [table_cell(cell, release, "nl") for cell in (3.4, 12, "groei", None)]
    ['3,4', '12', 'groei', '–']
    """
    if pd.isna(cell):
        return text("words.no_number", lang)
    return (
        number(cell, lang, decimals=release.settings.decimals, signed=signed) if isinstance(cell, float) else str(cell)
    )


def label_words(labels: pd.Series[Any], release: Release, lang: str) -> pd.Series[Any]:
    """Say labels by their short names; NA stays."""
    words = names(release, lang)
    return labels.astype(object).map(lambda label: words.get(f"{label}/short", words.get(label)), na_action="ignore")


def _titled(teams: pd.Series[Any], columns: pd.DataFrame, release: Release, lang: str) -> pd.DataFrame:
    """Give columns their headings of these tables, else those all frames have."""
    keys = ("other_label", "label_kept", "n_without", "label_without")
    own = {key: text(f"tables.column.{key}", lang) for key in keys}
    table = columns.astype(object).map(lambda cell: table_cell(cell, release, lang))
    table.index = team_index(teams, release, lang)
    return table.rename(columns=lambda key: own.get(key) or heading(key, release, lang))


def _wide(
    rows: pd.DataFrame, across: str, cells: str, columns: Sequence[str], release: Release, lang: str
) -> pd.DataFrame:
    """Put a column of a long frame side by side: a row a team, in the order of the release."""
    order = list(dict.fromkeys(rows["name"].astype(str)))
    keys = pd.MultiIndex.from_arrays([rows["name"].astype(str), rows[across].astype(str)])
    wide = pd.Series(rows[cells].to_numpy(dtype=object), index=keys).unstack()
    table = wide.reindex(index=order, columns=list(columns)).map(lambda cell: table_cell(cell, release, lang))
    named = names(release, lang)
    table.columns = pd.Index([named.get(str(key), str(key)) for key in columns], name=heading(across, release, lang))
    table.index = team_index(order, release, lang)
    return table
