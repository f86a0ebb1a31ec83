"""What changed in one unit since the wave before, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from culture_diag.i18n import text
from culture_diag.report.unit import CHANGES, UNITS, Unit, capital, is_true, label_words, listed, points

CHANGED = ("changed", "changed_little")
LEANS = 0.75
"""A rise and a fall differ by this much in chance (0.9 against 0.1): then it may be said which it looks like."""


def change_parts(unit: Unit) -> dict[str, list[str]]:
    """Give the sentences about the step to this wave: ``change``, and ``flip`` where the label is another.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), waves=2, seed=1)
    >>> release = cd.release(cd.diagnose(sample.responses))
    >>> unit = Unit(release, release.teams.iloc[1].to_dict(), release.latest, "team", "en")
    >>> list(change_parts(unit))
    ['change', 'flip']
    """
    move = move_of(unit)
    if move is None:
        return {}
    frame = getattr(unit.release, CHANGES[unit.level])
    same_step = (frame["wave_from"].astype(str) == str(move["wave_from"])) & (frame["wave_to"].astype(str) == unit.wave)
    scales = [scale for scale in unit.scales if not pd.isna(move[f"{scale}_change"])]
    said = [_compared(unit, move), *(moved(unit, move, scale) for scale in scales)]
    said += _of_many(unit, move, scales, int(same_step.sum()))
    return {"change": said if scales else [], "flip": _flip(unit, move)}


def move_of(unit: Unit) -> Mapping[str, Any] | None:
    """Give the step to this wave; None where there is none that may be told.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> release = cd.release(cd.diagnose(sample.responses))
    >>> move_of(Unit(release, release.teams.iloc[1].to_dict(), release.latest, "team", "en")) is None
    True
    """
    frame = getattr(unit.release, CHANGES[unit.level])
    if frame.empty:
        return None
    rows = frame[(frame["wave_to"].astype(str) == unit.wave) & (frame["name"].astype(str) == str(unit.row["name"]))]
    return {str(key): value for key, value in rows.iloc[0].to_dict().items()} if len(rows) else None


def _compared(unit: Unit, move: Mapping[str, Any]) -> str:
    if move["paired"] and not pd.isna(move["n_matched"]):
        return unit.say("compared.paired", wave=move["wave_from"], count=int(move["n_matched"]))
    return unit.say("compared.unpaired", wave=move["wave_from"])


def moved(unit: Unit, move: Mapping[str, Any], scale: str) -> str:
    """Say of one scale whether it changed.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), waves=2, seed=1)
    >>> release = cd.release(cd.diagnose(sample.responses))
    >>> unit = Unit(release, release.teams.iloc[1].to_dict(), release.latest, "team", "en")
    >>> moved(unit, move_of(unit), "challenge").split(":")[0]
    'Whether challenge changed cannot be told'
    """
    verdict, rose = str(move[f"{scale}_verdict"]), move[f"{scale}_p_rose"]
    key = f"{verdict}_{move[f'{scale}_direction']}" if verdict in CHANGED else verdict
    if pd.isna(move[f"{scale}_low"]) or pd.isna(move[f"{scale}_high"]):
        key = "bare"
    elif key == "cannot_tell" and not pd.isna(rose) and abs(2 * float(rose) - 1) >= LEANS:
        key = f"cannot_tell_{'up' if rose > 0.5 else 'down'}"
    return unit.say(
        f"moved.{key}",
        scale=unit.scale(scale),
        Scale=capital(unit.scale(scale)),
        **{end: unit.write(move[f"{scale}_{end}"], signed=True) for end in ("change", "low", "high")},
        margin=points(unit.release.settings.margin, unit.lang),
    )


def _of_many(unit: Unit, move: Mapping[str, Any], scales: list[str], others: int) -> list[str]:
    """Say whether a change still stands when all units are looked at together."""
    if others < 2:
        return []
    said = []
    for key in (True, False):
        these = [
            unit.scale(scale)
            for scale in scales
            if move[f"{scale}_verdict"] in CHANGED and is_true(move[f"{scale}_holds"]) is key
        ]
        if these:
            units = text(f"report.units.{unit.level}", unit.lang)
            said.append(unit.say(f"many.{'holds' if key else 'chance'}", scales=listed(these, unit.lang), units=units))
    return said


def _flip(unit: Unit, move: Mapping[str, Any]) -> list[str]:
    model = unit.release.model
    flip = move.get("flip")
    if model is None or pd.isna(flip) or flip not in ("real", "noise"):
        return []
    frame = getattr(unit.release, UNITS[unit.level])
    earlier = frame[(frame["name"] == unit.row["name"]) & (frame["wave"].astype(str) == str(move["wave_from"]))]
    before = earlier.to_dict("records")[0] if len(earlier) else {}
    if pd.isna(before.get("label")) or not unit.has("label"):
        return []
    labels = {
        "before": label_words({"label": before["label"]}, model, unit.lang),
        "now": label_words(unit.row, model, unit.lang),
    }
    return [unit.say(f"flip.{flip}", **labels)]
