"""Frames of a release as people read them: headings, ids and codes in words."""

from __future__ import annotations

import pandas as pd

from culture_diag.disclosure import Release
from culture_diag.disclosure.schema import MIN_RESPONDENTS
from culture_diag.i18n import catalogue, text
from culture_diag.story.change_sentences import STILL
from culture_diag.story.phrases import REASONS, chance_text, why_hidden
from culture_diag.story.quality_sentences import band_of, is_weak
from culture_diag.story.team_sentences import A_FEW

NAMED = ("scale", "facet", "quadrant", "runner_up", "label")
"""Columns that hold ids of the instrument."""

CODED = ("response_gate", "label_change", "band", "verdict", "source", "direction", "level")
"""Columns, or endings of columns, that hold codes of ours (``story.code.<column>_<code>``)."""

YES_NO = ("paired", "can_tip", "weak", "holds")
COUNTED = ("flagged", "straight_lining", "fast", "many_missing", "duplicate")
GEOMETRY = ("region_correlation",)
"""Only of use to whoever draws the region."""


def frame_in_words(frame: pd.DataFrame, release: Release, lang: str) -> pd.DataFrame:
    """Return the columns headings and the ids and codes names, in `lang`; hidden rows without a reason fall away.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> shown = cd.release(cd.diagnose(sample.responses))
    >>> frame_in_words(shown.cuts[["scale", "cut", "source"]], shown, "en").to_dict("list")
    {'scale': ['challenge', 'invitation'], 'cut': [3.0, 3.0], 'where it comes from': ['middle of the scale',
    'middle of the scale']}
    """
    shown = frame.drop(columns=list(GEOMETRY), errors="ignore")
    # The verdict on a team asks more than one index, so the band of one of them may seem to say something else.
    if {"rwg", "verdict"} <= set(shown.columns):
        shown = shown.drop(columns="band", errors="ignore")
    if {"team", "name"} <= set(shown.columns):
        shown = shown.drop(columns="name")
    if "reason" in shown:
        shown["reason"] = _reasons(shown["reason"], release, lang)
        shown = shown.drop(columns="suppressed", errors="ignore")
    elif "suppressed" in shown:
        shown = shown[~shown["suppressed"].astype(bool)].drop(columns="suppressed")
    shown = _without_idle(shown.copy())
    words = names(release, lang)
    for column in shown.columns.intersection(list(NAMED)):
        shown[column] = shown[column].map(lambda cell: words.get(cell, cell), na_action="ignore")
    for column in shown.columns:
        shown[column] = _cells(shown, str(column), release, lang)
    if "item" in shown:
        wording = {item.id: item.wording[lang] for item in release.instrument.items}
        shown.insert(list(shown.columns).index("item") + 1, "wording", shown["item"].map(wording))
    if "quadrants" in shown:
        parts = shown["quadrants"].str.split("+")
        shown["quadrants"] = [text("story.or", lang).join(words[f"{part}/short"] for part in cell) for cell in parts]
    return shown.rename(columns=lambda column: heading(str(column), release, lang))


def names(release: Release, lang: str) -> dict[str, str]:
    """Return the words for the ids of the instrument; ``<quadrant>/short`` is its short name."""
    words = {scale.id: scale.name[lang] for scale in release.instrument.scales}
    words |= {facet.id: facet.name[lang] for scale in release.instrument.scales for facet in scale.facets}
    if release.model is not None:
        words |= {quadrant.id: quadrant.name[lang] for quadrant in release.model.quadrants}
        words |= {f"{quadrant.id}/short": quadrant.short[lang] for quadrant in release.model.quadrants}
    return words | {"borderline": text("words.borderline", lang), "": text("story.whole_scale", lang)}


def heading(column: str, release: Release, lang: str) -> str:
    """Return the heading of a column: from the catalogue, or made of the scale's or quadrant's name and its ending."""
    if f"story.column.{column}" in catalogue(lang):
        return text(f"story.column.{column}", lang)
    known = names(release, lang)
    if column.startswith("p_") and column.removeprefix("p_") in known:
        return text("story.column_of.p", lang, name=known[column.removeprefix("p_")])
    for scale in release.instrument.scales:
        ending = column.removeprefix(f"{scale.id}_")
        if ending != column and f"story.column_of.{ending}" in catalogue(lang):
            return text(f"story.column_of.{ending}", lang, name=known[scale.id])
    return known.get(column, column)


def _reasons(reasons: pd.Series, release: Release, lang: str) -> pd.Series:
    why = {
        reason: why_hidden(reason, lang, min_n=release.settings.min_n)
        if reason in REASONS
        else text(f"story.reason.{reason}", lang, least=MIN_RESPONDENTS)
        for reason in reasons.unique()
        if reason
    }
    return reasons.map(lambda reason: why.get(reason, ""))


def _without_idle(shown: pd.DataFrame) -> pd.DataFrame:
    """Leave out what means nothing, or too much: each word must fit the rounded figures beside it."""
    if {"alpha", "band"} <= set(shown.columns):
        shown["band"] = shown["alpha"].map(band_of)
    if {"item_rest", "weak"} <= set(shown.columns):
        shown["weak"] = shown["item_rest"].map(is_weak, na_action="ignore").astype("boolean")
    for column in [column for column in shown if str(column).endswith("_p_rose")]:
        still = shown[str(column).removesuffix("_p_rose") + "_change"].abs() <= STILL
        shown[column] = shown[column].mask(still)
    if "silent" in shown:
        few = (shown["silent"] < A_FEW).fillna(False).astype(bool)
        for column in [column for column in shown if str(column).endswith("_needed")]:
            shown[column] = shown[column].mask(few)
    for column in [column for column in shown if str(column).endswith("_holds")]:
        verdict = shown[str(column).removesuffix("_holds") + "_verdict"].astype(str)
        shown[column] = shown[column].astype("boolean").mask(~verdict.str.startswith("changed"))
    return shown


def _cells(shown: pd.DataFrame, column: str, release: Release, lang: str) -> pd.Series:
    cells = shown[column]
    if column.startswith("p_") or column.endswith("_p_rose"):
        return cells.astype(object).map(lambda share: chance_text(float(share), lang), na_action="ignore")
    ending = column if column in (*CODED, *YES_NO, *COUNTED, "bimodal") else column.rpartition("_")[2]
    if ending in CODED:
        return cells.astype(object).map(lambda code: text(f"story.code.{ending}_{code}", lang), na_action="ignore")
    if ending in YES_NO or ending == "bimodal":
        # That two groups do not show is not to say that there are none.
        no = text("story.not_seen" if ending == "bimodal" else "story.no", lang)
        return cells.astype(object).map(lambda yes: text("story.yes", lang) if yes else no, na_action="ignore")
    if ending in COUNTED:
        few = text("story.fewer", lang, least=release.settings.min_class)
        none = text("story.not_counted", lang)
        unknown = [none if pd.isna(n) or n < MIN_RESPONDENTS else few for n in shown["n"]]
        return cells.astype(object).where(cells.notna(), pd.Series(unknown, index=cells.index, dtype=object))
    return cells
