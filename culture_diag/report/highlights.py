"""The few sentences that matter most, for a reader who reads no more than a screen."""

from __future__ import annotations

from dataclasses import dataclass

from culture_diag.disclosure import Release, require_release
from culture_diag.i18n import text
from culture_diag.report.measurement import quality_parts
from culture_diag.report.moves import CHANGED, move_of, moved
from culture_diag.report.sentences import team_parts
from culture_diag.report.unit import Unit, is_true

MOST_QUALITY, MOST_TEAMS = 6, 8

SHARE = {"cuts": 1, "response": 2, "change": 2, "flags": 1, "items": 1, "reliability": 2, "borrow": 1}
"""What matters most first, and so many sentences of each subject."""


@dataclass(frozen=True)
class Highlights:
    """What to say first of a measurement.

    Parameters
    ----------
    quality : tuple of str
        At most six sentences about the measurement.
    teams : tuple of (name, sentence)
        At most eight, of teams with something special.
    left : int
        How many more such sentences there are.
    """

    quality: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]
    left: int


def highlights(release: Release, *, wave: str | None = None, lang: str = "nl") -> Highlights:
    """Choose the sentences a reader should not miss.

    Of teams: too low a response for a label, two camps, another label than last time, a change that stands when all
    teams are looked at together, other changes, and a response that asks for caution; in this order.

    Parameters
    ----------
    release : Release
    wave : str, optional
        By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    Highlights

    Raises
    ------
    DisclosureError
        If `release` is no release.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> highlights(cd.release(cd.diagnose(sample.responses)), lang="en").quality[0]
    'The size of 2 teams is not known, and so neither is their response.'
    """
    require_release(release, lang=lang)
    asked = release.latest if wave is None else str(wave)
    parts = quality_parts(release, wave=asked, lang=lang)
    # That all is well with single answers and statements is no news.
    if len(parts.get("flags", [])) < 2:
        parts.pop("flags", None)
    if parts.get("items") == [text("report.quality.no_weak_item", lang)]:
        parts.pop("items")
    # The midpoint is what everyone expects; a norm moves teams to another quadrant without any change in their answers.
    if not release.settings.norm:
        parts.pop("cuts", None)
    said = [sentence for subject, most in SHARE.items() for sentence in parts.get(subject, [])[:most]]
    told = sorted(_special(release, asked, lang), key=lambda one: one[0])
    lines = [(name, sentence) for _, name, sentence in told]
    return Highlights(tuple(said[:MOST_QUALITY]), tuple(lines[:MOST_TEAMS]), max(len(lines) - MOST_TEAMS, 0))


def _special(release: Release, wave: str, lang: str) -> list[tuple[int, str, str]]:
    """Give for each team what is special, with its rank."""
    rows = release.teams[(release.teams["wave"].astype(str) == wave) & ~release.teams["suppressed"].astype(bool)]
    told = []
    for record in rows.to_dict("records"):
        unit = Unit(release, {str(key): value for key, value in record.items()}, wave, "team", lang)
        name, gate = str(unit.row["name"]), unit.row.get("response_gate")
        parts = team_parts(release, name, wave=wave, lang=lang)
        if unit.has("response_gate") and gate in ("no_label", "caution"):
            told.append((0 if gate == "no_label" else 6, name, parts["response"][-1]))
        told += [(1, name, sentence) for sentence in parts.get("camps", [])]
        told += [(rank, name, sentence) for rank, sentence in _moves(unit)]
        told += [(2, name, sentence) for sentence in parts.get("flip", [])]
    return told


def _moves(unit: Unit) -> list[tuple[int, str]]:
    move = move_of(unit)
    if move is None:
        return []
    changed = [scale for scale in unit.scales if move[f"{scale}_verdict"] in CHANGED]
    return [(4 if is_true(move[f"{scale}_holds"]) else 5, moved(unit, move, scale)) for scale in changed]
