"""The choices behind a release that its reader must see: a short sentence each, wherever they are not the usual."""

from __future__ import annotations

from typing import Any

import pandas as pd

from culture_diag.disclosure.model import Release
from culture_diag.i18n import text
from culture_diag.story.phrases import given_number

MEMBERS, NORM, GIVEN = "members", "norm", "given"

FEW_TEAMS = 10
"""With fewer teams to lean on, how far they differ is itself hardly known, and so is how far to lean."""


def choice_notes(release: Release, *, wave: str | None = None, lang: str = "nl") -> dict[str, str]:
    """Say which choices made these results, as far as another choice is the usual one.

    Parameters
    ----------
    release : Release
    wave : str, optional
        By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    dict of str to str
        A sentence each, of: ``target`` (about exactly these people), ``left_out`` (flagged answers), ``cuts`` (a norm,
        or chosen), ``own_norm`` (of the very wave it is held against), ``differ`` (the cuts, between waves) and
        ``borrow``.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> choice_notes(cd.release(cd.diagnose(sample.responses)))
    {}
    >>> shown = cd.release(cd.diagnose(sample.responses, cuts={"challenge": 3.4}))
    >>> choice_notes(shown, lang="en")
    {'cuts': 'The lines were chosen: 3.4 for challenge.'}
    """
    settings, asked = release.settings, release.latest if wave is None else str(wave)
    notes = {}
    if settings.target == MEMBERS:
        notes["target"] = text("report.choice.members", lang)
    if settings.left_out:
        notes["left_out"] = text("report.choice.left_out", lang)
    notes |= _lines(release, asked, lang)
    if settings.borrow:
        notes["borrow"] = text("report.choice.borrow", lang)
        if teams_shown(release, asked) < FEW_TEAMS:
            notes["borrow"] += " " + text("report.choice.few_teams", lang)
    return notes


def explanation(release: Release, lang: str) -> list[str]:
    """Say how to read the figures, and what they may not be taken for.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> len(explanation(cd.release(cd.diagnose(sample.responses)), "en"))
    9
    """
    settings, chosen = release.settings, choice_notes(release, lang=lang)
    other_cuts = [text("report.explain.other_cuts", lang)] if "cuts" in chosen else []
    return [
        f"{release.instrument.title[lang]} ({release.instrument.id} {release.instrument.version})",
        release.instrument.note[lang],
        *other_cuts,
        *(sentence for kind, sentence in chosen.items() if kind != "target"),
        text(f"report.explain.{settings.target}", lang),
        text("report.explain.privacy", lang, min_n=settings.min_n, min_n_shares=settings.min_n_shares),
        text("report.explain.label", lang),
        text("report.explain.silent", lang),
        text("report.explain.change", lang, margin=given_number(settings.margin, lang)),
        text("report.explain.agreement", lang),
        text("report.explain.quality", lang),
    ]


def teams_shown(release: Release, wave: str) -> int:
    """Count the teams that are shown in a wave."""
    teams = release.teams
    return int(((teams["wave"].astype(str) == wave) & ~teams["suppressed"].astype(bool)).sum())


def _lines(release: Release, wave: str, lang: str) -> dict[str, str]:
    """Say where the cuts come from, and what that does to a comparison."""
    if "source" not in release.cuts:
        return {}
    rows = [row for row in release.cuts.to_dict("records") if str(row["wave"]) == wave]
    order = [scale.id for scale in release.instrument.scales]
    rows.sort(key=lambda row: order.index(row["scale"]))
    notes = {}
    norm, given = ([row for row in rows if row["source"] == source] for source in (NORM, GIVEN))
    if norm:
        of_wave = text("report.choice.of_wave", lang, wave=norm[0]["norm_wave"]) if norm[0]["norm_wave"] else ""
        kind = text(f"report.choice.norm_{release.settings.norm or 'mean'}", lang, n=int(norm[0]["n_teams"]))
        notes["cuts"] = text("report.choice.norm", lang, kind=kind, of_wave=of_wave, cuts=_cuts(norm, release, lang))
        if str(norm[0]["norm_wave"]) == wave:
            notes["own_norm"] = text("report.choice.own_norm", lang)
    elif given:
        notes["cuts"] = text("report.choice.given", lang, cuts=_cuts(given, release, lang))
    if cuts_differ(release.cuts):
        notes["differ"] = text("report.choice.differ", lang)
    return notes


def cuts_differ(cuts: pd.DataFrame) -> bool:
    """Tell whether some axis has another cut in one wave than in another."""
    return bool((cuts.groupby(cuts["scale"].astype(str))["cut"].nunique() > 1).any())


def _cuts(rows: list[dict[Any, Any]], release: Release, lang: str) -> str:
    return ", ".join(
        text(
            "report.cut_of",
            lang,
            cut=given_number(float(row["cut"]), lang),
            scale=release.instrument.scale(str(row["scale"])).name[lang],
        )
        for row in rows
    )
