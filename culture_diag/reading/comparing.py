"""What makes waves hard to compare, told once all are read: statements put otherwise, and teams that came and went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from culture_diag.instrument.model import Instrument
from culture_diag.instrument.toml_file import toml_text
from culture_diag.reading.common.cells import plain_header, tidy
from culture_diag.reading.files.grid import BESIDE, Note
from culture_diag.reading.parsed_file import Part

WORDS = 3
"""A header of fewer words is a code or a heading, and tells nothing of how a statement was put."""

MOST_SHOWN = 3
"""So many statements are written out."""

MOST_TEAMS = 10


def roles_in_some(parts: Sequence[Part]) -> Iterator[tuple[str, Note]]:
    """Tell where only some files say the school or the board: a team is then another one in the other files."""
    for role in ("board", "school"):
        lacking = [part.table.file for part in parts if role not in part.ids]
        if lacking and len(lacking) < len(parts):
            column = next(tidy(part.table.header[part.layout.roles[role]]) for part in parts if role in part.ids)
            yield lacking[0], Note("role_in_some", len(lacking), f"{column}{BESIDE}{', '.join(lacking)}")


def other_degrees(parts: Sequence[Part]) -> Iterator[tuple[str, Note]]:
    """Tell where one file says "somewhat agree" and another "agree" for a point: part of a change may be that."""
    own = [part.table.file for part in parts if part.rules and part.rules.own_words]
    for part in parts:
        if own and part.rules and part.rules.stands_in:
            yield part.table.file, Note("labels_differ", 1, f"{own[0]} / {part.table.file}")


def other_wordings(parts: Sequence[Part], instrument: Instrument) -> Iterator[tuple[str, Note]]:
    """Tell which statements were put otherwise in an earlier file: another wording is another question.

    A code, or a wording of the instrument in another language, says nothing; nor does a number or a title before it.
    """
    for at, part in enumerate(parts):
        for other in parts[:at]:
            told = []
            for item in instrument.items:
                known = [plain_header(item.wording.nl), plain_header(item.wording.en)]
                now, before = _wordings(part, item.id), _wordings(other, item.id)
                both = all(any(word in known for word in words) for words in (now, before))
                if now and before and not both and not _same(now, before):
                    old, new = (_shown(each, item.id) for each in (other, part))
                    told.append(f'{item.id}: "{old}" ({_name(other)}) → "{new}" ({_name(part)})')
            if told:
                listed = [*told[:MOST_SHOWN], *(["…"] if len(told) > MOST_SHOWN else [])]
                yield part.table.file, Note("wording_differs", len(told), "; ".join(listed))
                break  # with the first file that differs all is said


def _wordings(part: Part, item: str) -> list[str]:
    position = part.layout.items.get(item)
    names = () if position is None else part.table.names[position]
    return [words for words in map(plain_header, names) if len(words.split()) >= WORDS]


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two columns have a wording in common: one within the other, for titles, numbers and cut ends."""
    return any(words in others or others in words for words in one for others in other)


def _shown(part: Part, item: str) -> str:
    return tidy(part.table.header[part.layout.items[item]])


def _name(part: Part) -> str:
    return part.table.file if part.own_wave else part.label


def changed_teams(parts: Sequence[Part], frame: pd.DataFrame) -> Iterator[tuple[str, Note]]:
    """Point at teams that are gone since the wave before where others are new: they may be the same by another name."""
    waves = list(frame["wave"].cat.categories) if len(frame) and "team" in frame else []
    if len(waves) < 2:
        return
    before, last = waves[-2:]
    keys = [key for key in ("board", "school") if key in frame]
    units = frame.loc[frame["wave"].isin([before, last]), [*keys, "team", "wave"]].drop_duplicates()
    gone: list[str] = []
    new: list[str] = []
    for _, here in units.groupby(keys) if keys else [((), units)]:
        then, now = (set(here.loc[here["wave"] == wave, "team"]) for wave in (before, last))
        if then and now and then - now and now - then:
            gone += sorted(then - now)
            new += sorted(now - then)
    if gone:
        file = next(part.table.file for part in reversed(parts) if last in part.ids["wave"].counts)
        if len(gone) == len(new) == 1:
            yield file, Note("team_swapped", 1, f"{toml_text(gone[0])} = {toml_text(new[0])}")
        else:
            yield file, Note("teams_changed", len(gone), f"{_listed(gone)} → {_listed(new)}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join([*names[:MOST_TEAMS], *(["…"] if len(names) > MOST_TEAMS else [])])
