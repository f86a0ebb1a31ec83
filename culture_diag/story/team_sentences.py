"""What a release says of one team, school or board, in short plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import percent, text
from culture_diag.story.change_sentences import change_parts
from culture_diag.story.phrases import capital, chance_text, given_number, join_words, why_hidden
from culture_diag.story.selection import hidden_reason
from culture_diag.story.team_point import BORDERLINE
from culture_diag.story.units import Level, Lookup, Unit, written

if TYPE_CHECKING:
    from culture_diag.instrument import QuadrantModel

A_FEW = 3
"""With fewer silent people, or answers missing, a sentence about them would be about someone."""


def team_text(
    release: Release, name: str, *, wave: str | None = None, level: Level = "team", lang: str = "nl"
) -> list[str]:
    """Say what a measurement shows of one team, and what it does not.

    In this order: the response, the scores, the place and its probability, how much hangs on the cut, what the silent
    could still change, how far the members answer alike, and what changed since the wave before. Each sentence can be
    read by itself; the name is not in it. Every figure is one of the release.

    Parameters
    ----------
    release : Release
    name : str
        As in ``release.teams["name"]`` (or of the level).
    wave : str, optional
        By default the last.
    level : {"team", "school", "board"}
    lang : {"nl", "en"}

    Returns
    -------
    list of str
        For a hidden team one sentence: the reason.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If there is no such team.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> team_text(cd.release(cd.diagnose(sample.responses)), "team 1", lang="en")[0]
    '12 people answered enough for a score. The size of the team is not known, and so neither is the response.'
    """
    return [
        sentence for part in team_parts(release, name, wave=wave, level=level, lang=lang).values() for sentence in part
    ]


def team_parts(
    release: Release,
    name: str,
    *,
    wave: str | None = None,
    level: Level = "team",
    lang: str = "nl",
    lookup: Lookup | None = None,
) -> dict[str, list[str]]:
    """Return the sentences of :func:`team_text` by what they are about.

    Parameters
    ----------
    release, name, wave, level, lang
        As there.
    lookup : Lookup, optional
        Of this release; who asks for many units makes one for all.

    Returns
    -------
    dict of str to list of str
        ``hidden`` alone, or some of ``response, scores, place, cut, silent, agreement, bimodal, change,
        label_change``, in this order; subjects of which there is nothing to say are absent.
    """
    require_release(release, lang=lang)
    asked = release.latest if wave is None else str(wave)
    lookup = Lookup(release) if lookup is None else lookup
    row = lookup.unit(level, name, asked)
    if row is None:
        known = lookup.names(level)
        if name not in known:
            raise CultureDiagError.of("plot_unknown_team", lang=lang, asked=name, known=", ".join(known) or "–")
        return {"hidden": [_hidden("absent", release, lang)]}
    if row["suppressed"]:
        return {"hidden": [_hidden(hidden_reason(row), release, lang)]}
    unit = Unit(lookup, level, name, asked, lang)
    parts = {
        "response": response_sentences(unit),
        "scores": _scores(unit),
        "place": _place(unit),
        "cut": _hangs_on_cut(unit),
        "silent": _silent(unit),
        "agreement": _agreement(unit),
        "bimodal": bimodal_sentences(unit),
    } | change_parts(unit)
    return {subject: sentences for subject, sentences in parts.items() if sentences}


def _hidden(reason: str, release: Release, lang: str) -> str:
    return capital(why_hidden(reason, lang, min_n=release.settings.min_n)) + "."


def response_sentences(unit: Unit) -> list[str]:
    """Say how many answered, and whether that is enough.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> release = cd.release(cd.diagnose(sample.responses, team_sizes=sample.team_sizes))
    >>> response_sentences(Unit(Lookup(release), "team", "team 1", "1", "en"))
    ['All 12 people answered enough for a score.']
    """
    if not unit.has("n"):
        return []
    n, settings = int(unit.row["n"]), unit.release.settings
    if not unit.has("n_team") or not unit.has("response_rate"):
        return [unit.say("response.unknown", n=n)]
    size = int(unit.row["n_team"])
    if size == n:
        return [unit.say("response.all", n=n)]
    share, gate = float(unit.row["response_rate"]), unit.row.get("response_gate")
    rate = percent(share, unit.lang)
    if not unit.has("response_gate") or gate not in ("caution", "no_label"):
        return [unit.say("response.some", n=n, size=size, rate=rate)]
    wanted = settings.gate[1] if gate == "caution" else settings.gate[0]
    if share >= wanted:
        # What falls short by less than the rounding must not be told as if it did not.
        rate = text("story.response.just_short", unit.lang, rate=rate)
    sentence = unit.say("response.some", n=n, size=size, rate=rate)
    key = "caution_few" if gate == "caution" and size - n < A_FEW else str(gate)
    return [sentence, unit.say(f"response.{key}", rate=rate, gate=percent(wanted, unit.lang))]


def _scores(unit: Unit) -> list[str]:
    scales = [scale for scale in unit.scales if unit.has(scale)]
    if not scales:
        return []
    sentences = []
    for scale in scales:
        ends = {end: unit.score(f"{scale}_{end}") for end in ("low", "high") if unit.has(f"{scale}_{end}")}
        # Of a whole team that answered, asked for its members, the mean is known: there is nothing between the ends.
        key = "interval" if len(set(ends.values())) == 2 else "bare"
        sentences.append(unit.say(f"scores.{key}", scale=unit.scale(scale), mean=unit.score(scale), **ends))
    bounds = unit.release.instrument.response_scale
    sentence = unit.say(
        "scores.all",
        scores=capital(join_words(sentences, unit.lang)),
        low=given_number(bounds.minimum, unit.lang),
        high=given_number(bounds.maximum, unit.lang),
    )
    borrowed = [scale for scale in scales if unit.has(f"{scale}_observed")]
    if not borrowed:
        return [sentence]
    observed = [
        unit.say("scores.bare", scale=unit.scale(scale), mean=unit.score(f"{scale}_observed")) for scale in borrowed
    ]
    return [sentence, unit.say("scores.borrowed", scores=join_words(observed, unit.lang))]


def _place(unit: Unit) -> list[str]:
    model = unit.release.model
    if model is None or unit.row.get("response_gate") == "no_label":
        return []
    if not unit.has("label") or not unit.has("quadrant"):
        return [unit.say(f"place.nothing_{unit.whom}")]
    first, likely = _quadrant(unit, model, "quadrant")
    careful = unit.row.get("response_gate") == "caution"
    who = "few" if unit.has("silent") and int(unit.row["silent"]) < A_FEW else "silent"
    if unit.row["label"] != BORDERLINE or not unit.has("runner_up"):
        only = text(f"story.place.only_chance_{who}", unit.lang) if careful else ""
        return [unit.say(f"place.sure_{unit.whom}", quadrant=first, chance=likely, only=only)]
    second, less_likely = _quadrant(unit, model, "runner_up")
    words = {
        "borderline": text("words.borderline", unit.lang),
        "first": first,
        "first_chance": likely,
        "second": second,
        "second_chance": less_likely,
    }
    sentence = unit.say(f"place.between_{unit.whom}", **words)
    return [sentence, text(f"story.place.only_chances_{who}", unit.lang)] if careful else [sentence]


def _quadrant(unit: Unit, model: QuadrantModel, key: str) -> tuple[str, str]:
    """Name a quadrant, and say how probable it is."""
    quadrant = str(unit.row[key])
    return model.quadrant(quadrant).short[unit.lang], chance_text(float(unit.row[f"p_{quadrant}"]), unit.lang)


def _hangs_on_cut(unit: Unit) -> list[str]:
    if not unit.has("label_kept") or not unit.has("label"):
        return []
    tenths = round(10 * float(unit.row["label_kept"]))
    key = {0: "none", 10: "all"}.get(tenths, "some")
    around = given_number(unit.release.settings.cut_range, unit.lang)
    return [unit.say(f"label_kept.{key}_{unit.whom}", tenths=tenths, around=around)]


def _silent(unit: Unit) -> list[str]:
    if not unit.has("silent") or int(unit.row["silent"]) < 1:
        return []
    count = int(unit.row["silent"])
    if unit.release.model is None or unit.row.get("response_gate") == "no_label":
        ranges = [
            unit.say(
                "silent.between",
                scale=unit.scale(scale),
                low=unit.score(f"{scale}_full_low"),
                high=unit.score(f"{scale}_full_high"),
            )
            for scale in unit.scales
            if unit.has(f"{scale}_full_low") and unit.has(f"{scale}_full_high")
        ]
        return [unit.say("silent.range", ranges=join_words(ranges, unit.lang))] if ranges else []
    if not unit.has("can_tip"):
        return []
    if count < A_FEW:
        return [unit.say("silent.few_tip" if unit.row["can_tip"] else "silent.few_cannot")]
    if not unit.row["can_tip"]:
        return [unit.say("silent.cannot", count=count)]
    return [_tips(unit, scale, count) for scale in unit.scales if unit.has(f"{scale}_needed")]


def _tips(unit: Unit, scale: str, count: int) -> str:
    """Say at which mean the silent would bring the unit to the other side of the cut on this axis."""
    cut = unit.lookup.cut(unit.wave, scale)
    mean, needed = float(unit.row[unit.observed(scale)]), float(unit.row[f"{scale}_needed"])
    words = {"scale": unit.scale(scale), "cut": given_number(cut, unit.lang), "count": count}
    if abs(mean - cut) < 1e-9:
        # The shown mean is rounded: on which side of the cut the exact one lies is not told.
        return unit.say("silent.on_cut", **words)
    bounds, side = unit.release.instrument.response_scale, "down" if mean > cut else "up"
    end = bounds.minimum if side == "down" else bounds.maximum
    at_end = abs(needed - end) < 10.0**-unit.release.settings.decimals
    aim = unit.say(f"silent.aim.{side}_end" if at_end else f"silent.aim.{side}", needed=unit.write(needed))
    return unit.say(f"silent.{side}", aim=aim, **words)


def _agreement(unit: Unit) -> list[str]:
    by_verdict: dict[str, list[Mapping[str, Any]]] = {}
    for row in _agreement_rows(unit):
        if not pd.isna(row["verdict"]):
            by_verdict.setdefault(str(row["verdict"]), []).append(row)
    sentences = []
    for verdict in ("alike", "mixed", "divided"):
        rows = by_verdict.get(verdict, [])
        if rows:
            words = {
                "scales": join_words((unit.scale(row["scale"]) for row in rows), unit.lang),
                "apart": join_words((written(float(row["ad_mean"]), unit.lang) for row in rows), unit.lang),
                "rwg": join_words((written(_rwg(row), unit.lang) for row in rows), unit.lang),
            }
            sentences.append(unit.say(f"agreement.{verdict}", **words))
    return sentences


def _rwg(row: Mapping[str, Any]) -> float:
    """Return the r_WG the verdict rests on: against answers that lean to the positive, where that is known."""
    skewed = row.get("rwg_skewed", float("nan"))
    return float(row["rwg"] if pd.isna(skewed) else skewed)


def bimodal_sentences(unit: Unit) -> list[str]:
    """Say on which scales the mean lies between two groups."""
    rows = [row for row in _agreement_rows(unit) if not pd.isna(row["bimodal"]) and row["bimodal"]]
    return [
        unit.say("agreement.bimodal", scale=unit.scale(row["scale"]), mean=unit.score(unit.observed(row["scale"])))
        for row in rows
        if unit.has(unit.observed(row["scale"]))
    ]


def division_sentences(unit: Unit) -> list[str]:
    """Name the scales on which a team is divided, for who reads no more than a line; of two camps more is said."""
    rows = [row for row in _agreement_rows(unit) if not pd.isna(row["verdict"]) and row["verdict"] == "divided"]
    scales = [unit.scale(row["scale"]) for row in rows if pd.isna(row["bimodal"]) or not row["bimodal"]]
    return [unit.say("agreement.far_apart", scales=join_words(scales, unit.lang))] if scales else []


def _agreement_rows(unit: Unit) -> list[Mapping[str, Any]]:
    return unit.lookup.agreement(unit.name, unit.wave) if unit.level == "team" else []
