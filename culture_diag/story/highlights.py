"""The few sentences that matter most, for a reader who reads no more than a screen."""

from __future__ import annotations

from dataclasses import dataclass

from culture_diag.disclosure import Release, require_release
from culture_diag.i18n import text
from culture_diag.story.change_sentences import CHANGED, label_change_sentences, move_of, moved_with_caveat
from culture_diag.story.quality_sentences import quality_parts
from culture_diag.story.team_sentences import bimodal_sentences, division_sentences, response_sentences
from culture_diag.story.units import Lookup, Unit, is_true

MOST_QUALITY, MOST_TEAMS = 6, 8

SHARE = {"response": 2, "change": 2, "flags": 1, "items": 1, "reliability": 2}
"""What matters most first, and so many sentences of each subject. The choices made stand above the table."""


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


def choose_highlights(release: Release, *, wave: str | None = None, lang: str = "nl") -> Highlights:
    """Choose the sentences a reader should not miss.

    Of teams: too low a response for a quadrant, two camps, members who are divided, another quadrant than last time, a
    change that stands when all teams are looked at together, other changes, and a response that asks for caution; in
    this order, but with the lines of one team together.

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
    >>> choose_highlights(cd.release(cd.diagnose(sample.responses)), lang="en").quality[0]
    'The size of 2 teams is not known, and so neither is their response.'
    """
    require_release(release, lang=lang)
    asked = release.latest if wave is None else str(wave)
    parts = quality_parts(release, wave=asked, lang=lang)
    # That all is well with single answers and statements is no news.
    if len(parts.get("flags", [])) < 2:
        parts.pop("flags", None)
    if parts.get("items") == [text("story.quality.no_weak_item", lang)]:
        parts.pop("items")
    sentences = [sentence for subject, most in SHARE.items() for sentence in parts.get(subject, [])[:most]]
    lines = _special(release, asked, lang)
    return Highlights(tuple(sentences[:MOST_QUALITY]), tuple(lines[:MOST_TEAMS]), max(len(lines) - MOST_TEAMS, 0))


def _special(release: Release, wave: str, lang: str) -> list[tuple[str, str]]:
    """Say for each team what is special: the team with the most pressing line first, and its other lines below it."""
    lookup = Lookup(release)
    ranked = []
    for name in lookup.names("team"):
        row = lookup.unit("team", name, wave)
        if row is not None and not row["suppressed"]:
            lines = sorted(_of_team(Unit(lookup, "team", name, wave, lang)), key=lambda one: one[0])
            if lines:
                ranked.append((lines[0][0], [(name, sentence) for _, sentence in lines]))
    return [line for _, lines in sorted(ranked, key=lambda one: one[0]) for line in lines]


def _of_team(unit: Unit) -> list[tuple[int, str]]:
    """Return what is special of one team, each sentence with its rank."""
    ranked, gate = [], unit.row.get("response_gate")
    if unit.has("response_gate") and gate in ("no_label", "caution"):
        ranked.append((0 if gate == "no_label" else 7, response_sentences(unit)[-1]))
    ranked += [(1, sentence) for sentence in bimodal_sentences(unit)]
    ranked += [(2, sentence) for sentence in division_sentences(unit)]
    move = move_of(unit)
    if move is None:
        return ranked
    ranked += [(3, sentence) for sentence in label_change_sentences(unit, move)]
    changed = [scale for scale in unit.scales if move[f"{scale}_verdict"] in CHANGED]
    return ranked + [
        (5 if is_true(move[f"{scale}_holds"]) else 6, moved_with_caveat(unit, move, scale)) for scale in changed
    ]
