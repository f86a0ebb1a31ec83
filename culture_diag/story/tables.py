"""The short table: each team of a wave on one line, in words and rounded figures."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.i18n import number, percent, text
from culture_diag.story.lookup import Lookup, scales_in_order

if TYPE_CHECKING:
    from culture_diag.instrument import QuadrantModel


def summary_table(release: Release, *, wave: str | None = None, lang: str = "nl") -> pd.DataFrame:
    """Put each team of a wave on one line: n, response, scores, quadrant with its probability, change.

    Parameters
    ----------
    release : Release
    wave : str, optional
        By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a team, in the order of the release; headings and cells in `lang`. A hidden team has its name and the
        reason, and no figures.

    Raises
    ------
    DisclosureError
        If `release` is no release.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> summary_table(cd.release(cd.diagnose(sample.responses)), lang="en").columns.tolist()
    ['team', 'n', 'response', 'invitation', 'challenge', 'culture of the team (probability)', 'since last time']
    """
    require_release(release, lang=lang)
    asked = release.latest if wave is None else wave
    rows = release.teams[release.teams["wave"].astype(str) == asked]
    scales = scales_in_order(release)
    head = [text(f"report.heading.{key}", lang) for key in ("team", "n", "response")]
    head += [release.instrument.scale(scale).name[lang] for scale in scales]
    if release.model is not None:
        head.append(text("report.heading.quadrant", lang, name=release.model.name[lang]))
    head.append(text("report.heading.change", lang))
    lookup = Lookup(release)
    lines = [_line(row, lookup, scales, str(asked), lang) for row in rows.to_dict("records")]
    return pd.DataFrame(lines, columns=head)


def chance(probability: float, lang: str) -> str:
    """Say a probability in tenths, never as certain and never as impossible.

    Examples
    --------
    >>> [chance(p, "nl") for p in (0.0, 0.8, 1.0)]
    ['bijna 0 op 10', '8 op 10', 'bijna 10 op 10']
    """
    tenths = round(10 * probability)
    key = "nearly" if tenths in (0, 10) else "tenths"
    return text(f"report.chance.{key}", lang, tenths=tenths)


def quadrant_words(row: Mapping[Hashable, Any], model: QuadrantModel, lang: str) -> str:
    """Say where a unit stands and how probable that is; between two quadrants both are named.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> model = load_instrument("invitation-challenge").quadrants[0]
    >>> row = {"label": "borderline", "quadrant": "cosy", "runner_up": "growth", "p_cosy": 0.6, "p_growth": 0.4}
    >>> quadrant_words(row, model, "nl")
    'tussen knus (6 op 10) en groei (4 op 10)'
    """
    if pd.isna(row["label"]):
        low = row.get("response_gate") == "no_label"
        return text("report.low_response" if low else "report.no_label", lang)
    first, second = (
        text("report.quadrant", lang, name=model.quadrant(str(row[key])).short[lang], chance=chance(_p(row, key), lang))
        for key in ("quadrant", "runner_up")
    )
    return text("report.between", lang, first=first, second=second) if row["label"] == "borderline" else first


def change_words(row: Mapping[str, Any], release: Release, scales: list[str], lang: str) -> str:
    """Say which scales went up or down beyond doubt."""
    said = [
        text(
            f"report.change.{row[f'{scale}_direction']}",
            lang,
            scale=release.instrument.scale(scale).name[lang],
            change=number(row[f"{scale}_change"], lang, decimals=release.settings.decimals, signed=True),
        )
        for scale in scales
        if row[f"{scale}_direction"] != "unclear"
    ]
    return text("report.and", lang).join(said) if said else text("report.change.unclear", lang)


def _line(row: Mapping[Hashable, Any], lookup: Lookup, scales: list[str], wave: str, lang: str) -> list[str]:
    release = lookup.release
    # Control signs in a name could steer the terminal.
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in str(row["name"])).split())
    blanks = [""] * len(scales)
    if row["suppressed"]:
        why = text(f"report.reason.{row['reason']}", lang, min_n=release.settings.min_n)
        return [name, "", "", *blanks, *([why, ""] if release.model is not None else [why])]
    rate = row["response_rate"]
    cells = [name, str(row["n"]), "" if pd.isna(rate) else percent(float(rate), lang)]
    cells += [number(float(row[scale]), lang, decimals=release.settings.decimals) for scale in scales]
    if release.model is not None:
        cells.append(quadrant_words(row, release.model, lang))
    moved = lookup.move("team", str(row["name"]), wave)
    return [*cells, "" if moved is None else change_words(moved, release, scales, lang)]


def _p(row: Mapping[Hashable, Any], key: str) -> float:
    return float(row[f"p_{row[key]}"])
