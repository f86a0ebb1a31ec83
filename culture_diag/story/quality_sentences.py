"""What a release says of the measurement as a whole, in short plain sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.disclosure.schema import MIN_RESPONDENTS
from culture_diag.i18n import number, percent, text
from culture_diag.story.change_sentences import CHANGED
from culture_diag.story.notes import GIVEN, NORM, choice_notes, cut_words, cuts_by_source, leans_on_few
from culture_diag.story.phrases import capital, given_number, join_words
from culture_diag.story.selection import records_of
from culture_diag.story.units import is_true, scales_in_order

FLAGS = ("straight_lining", "fast", "many_missing", "duplicate")
DEPENDABLE = 0.70
"""ICC(2) from which team means may be compared: guidance (see ``statistics.respondents_needed``), not a law."""

CERTAIN = 0.05
BANDS = (0.80, "good"), (0.70, "fair")
WANTED = 0.20
"""Lowest correlation of a statement with the others that is no reason to look at it."""


def quality_text(release: Release, *, wave: str | None = None, lang: str = "nl") -> list[str]:
    """Say how good a measurement is: what its figures can bear, and what they cannot.

    Parameters
    ----------
    release : Release
    wave : str, optional
        By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    list of str
        On who it is about where that is not as usual, the response and what is hidden, reliability of the scales, weak
        statements, how much teams differ and how dependable their means are, change over all teams, flagged answers,
        the cuts, and borrowing where it is on.
        Every figure is one of the release, or a count of its rows.

    Raises
    ------
    DisclosureError
        If `release` is no release.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> quality_text(cd.release(cd.diagnose(sample.responses)), lang="en")[0]
    'The size of 1 team is not known, and so neither is its response.'
    """
    return [sentence for part in quality_parts(release, wave=wave, lang=lang).values() for sentence in part]


def quality_parts(release: Release, *, wave: str | None = None, lang: str = "nl") -> dict[str, list[str]]:
    """Return the sentences of :func:`quality_text` by what they are about.

    Returns
    -------
    dict of str to list of str
        Some of ``choices, response, reliability, items, differ, change, flags, cuts, borrow``, in this order.
    """
    require_release(release, lang=lang)
    asked = release.latest if wave is None else str(wave)
    chosen = choice_notes(release, wave=asked, lang=lang)
    parts = {
        "choices": [chosen[kind] for kind in ("target", "left_out") if kind in chosen],
        "response": _response(release, asked, lang),
        "reliability": _reliability(release, asked, lang),
        "items": _items(release, asked, lang),
        "differ": _differ(release, asked, lang),
        "change": _change(release, asked, lang),
        "flags": _flags(release, asked, lang),
        "cuts": _cuts(release, asked, lang) + [chosen[kind] for kind in ("own_norm", "differ") if kind in chosen],
        "borrow": _borrow(release, asked, lang),
    }
    return {subject: sentences for subject, sentences in parts.items() if sentences}


def _name(release: Release, scale: str, lang: str) -> str:
    return release.instrument.scale(scale).name[lang]


def band_of(alpha: float) -> str:
    """Return the band of a shown alpha: the word must fit the figure that stands beside it.

    Examples
    --------
    >>> [band_of(alpha) for alpha in (0.80, 0.79, 0.69, float("nan"))]
    ['good', 'fair', 'low', '']
    """
    return "" if pd.isna(alpha) else next((band for least, band in BANDS if round(alpha, 2) >= least), "low")


def is_weak(item_rest: float) -> bool:
    """Tell whether a shown correlation of a statement with the others is too low.

    Examples
    --------
    >>> is_weak(0.20), is_weak(0.19)
    (False, True)
    """
    return round(item_rest, 2) < WANTED


def _borrow(release: Release, wave: str, lang: str) -> list[str]:
    keys = ["borrowing", "choice.few_teams"] if leans_on_few(release, wave) else ["borrowing"]
    return [text(f"story.{key}", lang) for key in keys] if release.settings.borrow else []


def _two(value: float, lang: str) -> str:
    return number(value, lang, decimals=2)


def _response(release: Release, wave: str, lang: str) -> list[str]:
    rows, settings = records_of(release.teams, wave), release.settings
    shown = [row for row in rows if not row["suppressed"]]
    low, fine = (percent(share, lang) for share in settings.gate)
    counts = Counter(str(row.get("response_gate")) for row in shown)
    counts["hidden"] = sum(row["reason"] in ("too_few", "protected") for row in rows)
    counts["no_answers"] = sum(row["reason"] == "no_answers" for row in rows)
    sentences = [
        text(f"story.quality.{key}", lang, count=counts[key], n=len(rows), low=low, fine=fine)
        for key in ("no_label", "caution", "unknown", "hidden", "no_answers")
        if counts[key]
    ]
    return sentences + ([text("story.quality.who_answers", lang)] if counts["no_label"] or counts["caution"] else [])


def _reliability(release: Release, wave: str, lang: str) -> list[str]:
    sentences, figures = [], False
    for row in records_of(release.reliability, wave):
        if row["facet"] != "":
            continue
        words = {"scale": _name(release, row["scale"], lang)}
        if pd.isna(row["alpha"]):
            reason = row["reason"] or "no_variance"
            sentences.append(text(f"story.no_reliability.{reason}", lang, least=MIN_RESPONDENTS, **words))
            continue
        figures = True
        for figure in ("alpha", "alpha_low", "alpha_high", "omega"):
            words[figure] = _two(row[figure], lang)
        omega = "" if pd.isna(row["omega"]) else text("story.reliability.omega", lang, **words)
        sentences.append(text(f"story.reliability.{band_of(row['alpha'])}", lang, and_omega=omega, **words))
    return [*sentences, text("story.reliability.rule", lang)] if figures else sentences


def _items(release: Release, wave: str, lang: str) -> list[str]:
    rows = [
        row for row in records_of(release.item_analysis, wave) if row["facet"] == "" and not pd.isna(row["item_rest"])
    ]
    if not rows:
        return []
    sentences = []
    for row in rows:
        if is_weak(row["item_rest"]):
            words = {"wording": release.instrument.item(row["item"]).wording[lang], "r": _two(row["item_rest"], lang)}
            words["scale"] = _name(release, row["scale"], lang)
            sentences.append(text("story.quality.weak_item", lang, **words))
    return sentences or [text("story.quality.no_weak_item", lang)]


def _differ(release: Release, wave: str, lang: str) -> list[str]:
    halves = {
        row["scale"]: row["team_split_half"] for row in records_of(release.reliability, wave) if row["facet"] == ""
    }
    sentences = []
    for row in records_of(release.clustering, wave):
        words: dict[str, object] = {"scale": _name(release, row["scale"], lang)}
        words["Scale"] = capital(str(words["scale"]))
        if pd.isna(row["icc1"]):
            continue
        words |= {"icc1": _two(row["icc1"], lang), "share": percent(max(row["icc1"], 0), lang)}
        sure = row["icc1"] > 0 and row["p"] < CERTAIN
        sentences.append(text(f"story.differ.{'sure' if sure else 'unsure'}", lang, **words))
        if row["icc1"] <= 0 or pd.isna(row["icc2"]):
            continue
        words |= {"icc2": _two(row["icc2"], lang), "wanted": _two(DEPENDABLE, lang)}
        dependable = text(f"story.means.{'fine' if row['icc2'] >= DEPENDABLE else 'short'}", lang, **words)
        half = halves.get(row["scale"], float("nan"))
        more = "" if pd.isna(half) else " " + text("story.means.half", lang, half=_two(half, lang))
        needed = row["respondents_needed"]
        if not pd.isna(needed):
            more += " " + text("story.means.needed", lang, count=int(needed), wanted=words["wanted"])
        sentences.append(dependable + more)
    return sentences


def _change(release: Release, wave: str, lang: str) -> list[str]:
    rows, scales = records_of(release.changes, wave, column="wave_to"), scales_in_order(release)
    # Of a single team its own sentences say it all.
    if len(rows) < 2:
        return []
    moved = [row for row in rows if any(row[f"{scale}_verdict"] in CHANGED for scale in scales)]
    firm = [row for row in moved if any(is_true(row[f"{scale}_holds"]) for scale in scales)]
    same = [row for row in rows if all(row[f"{scale}_verdict"] == "same" for scale in scales)]
    noise = [row for row in rows if not pd.isna(row["label_change"]) and row["label_change"] == "noise"]
    sentences = [_counted("changed", len(moved), lang, n=len(rows))]
    doubtful = len(moved) - len(firm)
    if moved:
        key = "all_hold" if not doubtful else "may_be_chance" if firm else "all_may_be_chance"
        sentences.append(_counted(key, doubtful or len(moved), lang))
    margin = given_number(release.settings.margin, lang)
    sentences += [_counted(key, len(of), lang, margin=margin) for key, of in (("same", same), ("noise", noise)) if of]
    return sentences


def _counted(key: str, count: int, lang: str, **values: object) -> str:
    # No language says "at 0 of 9 teams".
    return text(f"story.quality.{key}" + ("" if count else "_none"), lang, count=count, **values)


def _flags(release: Release, wave: str, lang: str) -> list[str]:
    rows = records_of(release.quality, wave)
    if not rows:
        return []
    row: Mapping[str, Any] = rows[0]
    least = release.settings.min_class
    if pd.isna(row["n"]) or int(row["n"]) < MIN_RESPONDENTS:
        return [text("story.flagged.small_wave", lang, least=MIN_RESPONDENTS)]
    # Where a team is hidden the number is a rounded one.
    rounded = any(team["suppressed"] for team in records_of(release.teams, wave))
    n = text("story.about", lang, n=int(row["n"])) if rounded else str(int(row["n"]))
    if pd.isna(row["flagged"]):
        return [text("story.flagged.few", lang, least=least, n=n)]
    if int(row["flagged"]) == 0:
        return [text("story.flagged.none", lang, n=n)]
    known = {kind: int(row[kind]) for kind in FLAGS if not pd.isna(row[kind])}
    kinds = [text(f"story.flag.{kind}", lang, count=count) for kind, count in known.items() if count > 0]
    rest = [kind for kind in FLAGS if kind not in known]
    sentences = [text("story.flagged.some", lang, count=int(row["flagged"]), n=n)]
    if kinds:
        sentences.append(text("story.flagged.kinds", lang, kinds=capital(join_words(kinds, lang))))
    if rest:
        names = join_words((text(f"story.flag_name.{kind}", lang) for kind in rest), lang)
        sentences.append(text("story.flagged.few_kinds", lang, names=names, least=least))
    return [*sentences, text("story.flagged.counted", lang)]


def _cuts(release: Release, wave: str, lang: str) -> list[str]:
    sentences, by_source = [], cuts_by_source(release, wave)
    for source in (NORM, GIVEN, "instrument", "midpoint"):
        rows = by_source.get(source)
        if not rows:
            continue
        words: dict[str, object] = {"cuts": join_words(cut_words(rows, release, lang), lang)}
        if source == NORM:
            words["kind"] = text(f"story.norm.{release.settings.norm or 'mean'}", lang)
            words["n"] = int(rows[0]["n_teams"])
            norm_wave = rows[0]["norm_wave"]
            words["of_wave"] = text("story.norm.of_wave", lang, wave=norm_wave) if norm_wave else ""
        sentences.append(text(f"story.cuts.{source}", lang, **words))
    return sentences
