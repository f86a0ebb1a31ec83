"""What changed in one unit since the wave before, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from culture_diag.i18n import text
from culture_diag.story.phrases import capital, given_number, join_words
from culture_diag.story.team_point import BORDERLINE
from culture_diag.story.units import Unit, is_true, quoted_label

CHANGED = ("changed", "changed_little")
LEANS = 0.75
"""A rise and a fall differ by this much in chance (0.9 against 0.1): then it may be said which it looks like."""


STILL = 1e-9
"""A shown difference this small is 0.0."""


def change_parts(unit: Unit) -> dict[str, list[str]]:
    """Return the sentences about the step to this wave: ``change``, and ``label_change`` where the label is another.

    Examples
    --------
    >>> import culture_diag as cd
    >>> from culture_diag.story.units import Lookup
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), waves=2, seed=1)
    >>> unit = Unit(Lookup(cd.release(cd.diagnose(sample.responses))), "team", "team 1", "2", "en")
    >>> list(change_parts(unit))
    ['change', 'label_change']
    """
    move = move_of(unit)
    if move is None:
        return {}
    scales = [scale for scale in unit.scales if not pd.isna(move[f"{scale}_change"])]
    sentences = [_compared(unit, move), *(moved(unit, move, scale) for scale in scales), *_of_many(unit, move, scales)]
    return {"change": sentences if scales else [], "label_change": label_change_sentences(unit, move)}


def move_of(unit: Unit) -> Mapping[str, Any] | None:
    """Return the step to this wave; None where there is none that may be told."""
    return unit.lookup.move(unit.level, unit.name, unit.wave)


def _compared(unit: Unit, move: Mapping[str, Any]) -> str:
    if move["paired"] and not pd.isna(move["n_matched"]):
        return unit.say("compared.paired", wave=move["wave_from"], count=int(move["n_matched"]))
    return unit.say("compared.unpaired", wave=move["wave_from"])


def moved(unit: Unit, move: Mapping[str, Any], scale: str) -> str:
    """Say of one scale whether it changed.

    Examples
    --------
    >>> import culture_diag as cd
    >>> from culture_diag.story.units import Lookup
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), waves=2, seed=1)
    >>> unit = Unit(Lookup(cd.release(cd.diagnose(sample.responses))), "team", "team 1", "2", "en")
    >>> moved(unit, move_of(unit), "challenge").split(":")[0]
    'Whether challenge changed cannot be told'
    """
    verdict, rose = str(move[f"{scale}_verdict"]), move[f"{scale}_p_rose"]
    key = f"{verdict}_{move[f'{scale}_direction']}" if verdict in CHANGED else verdict
    if pd.isna(move[f"{scale}_low"]) or pd.isna(move[f"{scale}_high"]):
        key = "bare"
    elif key == "cannot_tell" and differs(move, scale) and not pd.isna(rose) and abs(2 * float(rose) - 1) >= LEANS:
        key = f"cannot_tell_{'up' if rose > 0.5 else 'down'}"
    return unit.say(
        f"moved.{key}",
        scale=unit.scale(scale),
        Scale=capital(unit.scale(scale)),
        **{end: unit.write(move[f"{scale}_{end}"], signed=True) for end in ("change", "low", "high")},
        margin=given_number(unit.release.settings.margin, unit.lang),
    )


def differs(move: Mapping[str, Any], scale: str) -> bool:
    """Tell whether the shown difference is another than 0.0: of none it cannot be said which way it leans.

    Examples
    --------
    >>> differs({"warmth_change": 0.0}, "warmth"), differs({"warmth_change": -0.1}, "warmth")
    (False, True)
    """
    return abs(float(move[f"{scale}_change"])) > STILL


def moved_with_caveat(unit: Unit, move: Mapping[str, Any], scale: str) -> str:
    """Say what changed, and at once whether that may be chance: for who reads this line alone."""
    sentence = moved(unit, move, scale)
    alone = unit.lookup.moves_like(unit.level, move) < 2
    if move[f"{scale}_verdict"] not in CHANGED or alone or is_true(move[f"{scale}_holds"]):
        return sentence
    return f"{sentence} {unit.say('many.caveat', units=text(f'story.units.{unit.level}', unit.lang))}"


def _of_many(unit: Unit, move: Mapping[str, Any], scales: list[str]) -> list[str]:
    """Say whether a change still stands when all units are looked at together."""
    if unit.lookup.moves_like(unit.level, move) < 2:
        return []
    found: dict[str, list[str]] = {"holds": [], "chance": []}
    for scale in scales:
        if move[f"{scale}_verdict"] in CHANGED:
            found["holds" if is_true(move[f"{scale}_holds"]) else "chance"].append(unit.scale(scale))
    units = text(f"story.units.{unit.level}", unit.lang)
    return [
        unit.say(f"many.{key}", scales=join_words(these, unit.lang), units=units)
        for key, these in found.items()
        if these
    ]


def label_change_sentences(unit: Unit, move: Mapping[str, Any]) -> list[str]:
    """Say that the quadrant is another than last time, and what that is worth.

    It is called noise only where it was or is borderline; from one quadrant straight to another is more than that,
    also where neither axis shows a clear change.

    Examples
    --------
    >>> import culture_diag as cd
    >>> from culture_diag.story.units import Lookup
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), waves=2, seed=1)
    >>> unit = Unit(Lookup(cd.release(cd.diagnose(sample.responses))), "team", "team 2", "2", "en")
    >>> label_change_sentences(unit, move_of(unit))[0].split(":")[0]
    'Last time ‘cosy’, now borderline'
    """
    model = unit.release.model
    change = move.get("label_change")
    if model is None or pd.isna(change) or change not in ("real", "noise"):
        return []
    before = unit.lookup.unit(unit.level, unit.name, str(move["wave_from"])) or {}
    if pd.isna(before.get("label")) or not unit.has("label"):
        return []
    labels = {"before": str(before["label"]), "now": str(unit.row["label"])}
    key = "unclear" if change == "noise" and BORDERLINE not in labels.values() else change
    words = {when: quoted_label(label, model, unit.lang) for when, label in labels.items()}
    return [unit.say(f"label_change.{key}", **words)]
