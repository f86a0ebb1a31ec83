"""Tables about changes from wave to wave, for reading: headings and cells in words."""

from __future__ import annotations

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.i18n import text
from culture_diag.story.headings import heading, names
from culture_diag.story.team_tables import shown_teams, table_cell, team_index
from culture_diag.story.units import scales_in_order

OF_A_SCALE = ("change", "low", "high", "verdict", "holds")
"""What is told of each scale, in this order."""


def changes_table(release: Release, *, clear_only: bool = False, lang: str = "nl") -> pd.DataFrame:
    """Tell how each team changed from each wave to the next, scale by scale.

    Parameters
    ----------
    release : Release
    clear_only : bool
        Whether only differences are listed whose margin holds no zero, and that the matched people bear out.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a team, step and scale, indexed by team: the waves, the difference with its 95% margin, what that says,
        and whether a change still stands when all teams are looked at together.

    Examples
    --------
    >>> import culture_diag as cd
    >>> table = changes_table(cd.open_study("sample").release, clear_only=True, lang="en")
    >>> table.iloc[0].tolist()
    ['2024-10', '2025-04', 'challenge', '+0.5', '+0.1', '+0.9', 'changed', 'no']
    """
    require_release(release, lang=lang)
    rows = pd.concat([_of_scale(release.changes, scale) for scale in scales_in_order(release)])
    rows = rows.sort_index(kind="stable")
    if clear_only:
        rows = rows[rows["is_clear"]]
    words = names(release, lang)
    signed = {key: [table_cell(cell, release, lang, signed=True) for cell in rows[key]] for key in OF_A_SCALE[:3]}
    table = rows.assign(
        **signed,
        scale=rows["scale"].map(words),
        verdict=[text(f"story.code.verdict_{verdict}", lang) for verdict in rows["verdict"]],
        holds=[
            text("words.no_number" if pd.isna(holds) else "story.yes" if holds else "story.no", lang)
            for holds in rows["holds"]
        ],
    )
    table.index = team_index(rows["name"], release, lang)
    own = {key: text(f"tables.column.{key}", lang) for key in ("change", "verdict", "holds")}
    table = table.drop(columns=["name", "direction", "is_clear"]).astype(str)
    return table.rename(columns=lambda key: own.get(key) or heading(key, release, lang))


def verdict_table(
    release: Release, *, changes: pd.DataFrame | None = None, with_holds: bool = False, lang: str = "nl"
) -> pd.DataFrame:
    """Tell for each team and scale whether it changed in the step to the last wave.

    Parameters
    ----------
    release : Release
    changes : DataFrame, optional
        Steps as in ``release.changes``, which are the default. An advisor may pass those of a diagnosis, say of the
        people who answered twice; what comes out is then for the advisor alone. Teams that are not shown in the last
        wave are left out.
    with_holds : bool
        Whether each change says if it still stands when all teams are looked at together.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a team, one column a scale.

    Examples
    --------
    >>> import culture_diag as cd
    >>> verdict_table(cd.open_study("sample").release, lang="en").loc["Noord"].tolist()
    ['changed', 'cannot tell']
    """
    require_release(release, lang=lang)
    rows = release.changes if changes is None else changes
    shown = shown_teams(release, None, lang)["name"].astype(str)
    rows = rows[(rows["wave_to"].astype(str) == release.latest) & rows["name"].astype(str).isin(shown)]
    words = names(release, lang)
    table = {words[scale]: _verdicts(_of_scale(rows, scale), with_holds, lang) for scale in scales_in_order(release)}
    return pd.DataFrame(table, index=team_index(rows["name"], release, lang), dtype=object)


def change_counts_table(release: Release, *, lang: str = "nl") -> pd.DataFrame:
    """Count over all steps how often something seems to have changed, and how often the label did.

    Parameters
    ----------
    release : Release
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of int
        One column: steps of a team from a wave to the next; clear differences on each scale, on any of them, and those
        that still stand when all teams are looked at together; other labels, and those with a clear change.

    Examples
    --------
    >>> import culture_diag as cd
    >>> change_counts_table(cd.open_study("sample").release, lang="en").iloc[:, 0].tolist()
    [29, 1, 1, 2, 1, 8, 0]
    """
    require_release(release, lang=lang)
    rows, words = release.changes, names(release, lang)
    parts = {scale: _of_scale(rows, scale) for scale in scales_in_order(release)}
    clear = pd.DataFrame({scale: part["is_clear"] for scale, part in parts.items()})
    holds = pd.DataFrame({scale: part["holds"].fillna(False) for scale, part in parts.items()})
    counts = {text("tables.count.steps", lang): len(rows)}
    counts |= {text("tables.count.clear", lang, scale=words[scale]): int(clear[scale].sum()) for scale in parts}
    counts[text("tables.count.any", lang)] = int(clear.any(axis=1).sum())
    counts[text("tables.count.holds", lang)] = int(holds.any(axis=1).sum())
    if "label_change" in rows:
        counts[text("tables.count.other_label", lang)] = int(rows["label_change"].isin(["real", "noise"]).sum())
        counts[text("tables.count.other_label_changed", lang)] = int(rows["label_change"].eq("real").sum())
    return pd.DataFrame({text("tables.column.count", lang): list(counts.values())}, index=list(counts))


def _of_scale(changes: pd.DataFrame, scale: str) -> pd.DataFrame:
    """Take what is told of one scale from the steps, and whether that is a clear difference."""
    columns = {f"{scale}_{key}": key for key in (*OF_A_SCALE, "direction")}
    # Those of a diagnosis do not tell whether a change stands.
    part = changes.reindex(columns=["name", "wave_from", "wave_to", *columns]).rename(columns=columns)
    part.insert(3, "scale", scale)
    part["is_clear"] = part["direction"].isin(["up", "down"])
    # Whether a change stands is asked of changes only.
    part["holds"] = part["holds"].astype("boolean").where(part["is_clear"])
    return part


def _verdicts(part: pd.DataFrame, with_holds: bool, lang: str) -> list[str]:
    said = [text(f"story.code.verdict_{verdict}", lang) for verdict in part["verdict"]]
    if not with_holds:
        return said
    return [
        verdict if pd.isna(holds) else text(f"tables.holds_{'yes' if holds else 'no'}", lang, verdict=verdict)
        for verdict, holds in zip(said, part["holds"], strict=True)
    ]
