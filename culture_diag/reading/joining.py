"""Several parts made one: names of teams, order of waves, and respondents who are there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from culture_diag.errors import Problem
from culture_diag.instrument.model import Instrument
from culture_diag.instrument.toml_file import toml_text
from culture_diag.reading.columns.roles import ROLES, SECONDS
from culture_diag.reading.common.cells import plain_header, tidy
from culture_diag.reading.common.series import Labels
from culture_diag.reading.common.table import BESIDE, Note
from culture_diag.reading.parsed_file import Part
from culture_diag.reading.waves import order_of_waves

ARROW = " → "
"""Between an old and a new name in the account."""

FEW_ROWS = 3
"""Fewer people may answer alike by chance."""


def stack(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put frames under each other; a single one is not copied."""
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def id_columns(parts: Sequence[Part], order: Sequence[str]) -> pd.DataFrame:
    """Put the id columns of all parts under each other, and how long each took where a part says so.

    A column that only some files have is empty (NaN for a time) in the others.
    """
    roles = [role for role in ROLES if any(role in part.ids for part in parts) and role != "wave"]
    frames = []
    for part in parts:
        rows = len(part.rows)
        absent = pd.Series([""] * rows, dtype=object)
        texts = {role: part.ids[role].text() if role in part.ids else absent for role in roles}
        frames.append(pd.DataFrame({**texts, "wave": _categorical(part.ids["wave"], order)}, index=range(rows)))
        if any(part.times for part in parts):
            frames[-1][SECONDS] = part.times.seconds if part.times else np.nan
    return stack(frames) if frames else pd.DataFrame()


def origins(parts: Sequence[Part]) -> pd.DataFrame:
    """Tell of each respondent in which file and row the answers stand."""
    files = list(dict.fromkeys(part.table.file for part in parts))
    owners = np.repeat([files.index(part.table.file) for part in parts], [len(part.rows) for part in parts])
    file = pd.Categorical.from_codes(owners, dtype=pd.CategoricalDtype(files))
    return pd.DataFrame({"file": file, "row": np.concatenate([part.rows for part in parts])})


def _categorical(labels: Labels, order: Sequence[str]) -> pd.Categorical[Any]:
    place = {word: at for at, word in enumerate(order)}
    codes = np.array([place.get(word, -1) for word in labels.words], dtype=np.intp)[labels.places]
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(order), ordered=True))


def same_names(parts: Sequence[Part]) -> Iterator[Problem]:
    """Refuse to make one wave of two files that happen to have the same name."""
    seen: set[str] = set()
    for part in parts:
        if not part.own_wave:
            if part.label in seen:
                yield part.table.problem("wave_names_equal", label=part.label)
            seen.add(part.label)


def unused_labels(parts: Sequence[Part]) -> Iterator[tuple[str, Note]]:
    """Tell where a label of the wave was given for a table that has a column for it."""
    for part in parts:
        if part.own_wave:
            yield part.table.file, Note("wave_not_used", 1, part.label)


def wave_order(parts: Sequence[Part], waves: Sequence[str] | None) -> tuple[tuple[str, ...], list[Problem]]:
    """Put all waves in order of time; a label that `waves` lacks is a problem, and stands at the end."""
    found = list(dict.fromkeys(word for part in parts for word in part.ids["wave"].counts))
    if waves is None:
        return order_of_waves(found), []
    listed = list(dict.fromkeys(tidy(str(wave)) for wave in waves))
    order = (*(label for label in listed if label in found), *(label for label in found if label not in listed))
    problems = [
        part.table.problem("wave_not_listed", value=label, waves=", ".join(listed))
        for part in parts
        for label in part.ids["wave"].counts
        if label not in listed
    ]
    return order, problems


def rename_teams(parts: Sequence[Part], names: Mapping[str, str]) -> pd.DataFrame:
    """Give teams their new names, in place.

    Returns
    -------
    DataFrame
        How many answered under an old name: columns ``old, new, wave, count``.
    """
    rows = [
        (old, new, wave, count)
        for part in parts
        for old, new in names.items()
        for wave, count in _waves_of(part, old).items()
    ]
    for part in parts:
        if "team" in part.ids:
            part.ids["team"] = part.ids["team"].renamed(names)
    return pd.DataFrame(rows, columns=["old", "new", "wave", "count"]).astype({"count": "int64"})


def unknown_names(parts: Sequence[Part], names: Mapping[str, str]) -> Iterator[Problem]:
    """Refuse to rename a team that is not there."""
    known = {word for part in parts if "team" in part.ids for word in part.ids["team"].counts}
    for old in names:
        if known and old not in known:
            yield Problem("renamed_absent", {"team": old, "known": ", ".join(sorted(known))})


def renaming_notes(parts: Sequence[Part], names: Mapping[str, str]) -> Iterator[tuple[str, Note]]:
    """Tell what was renamed, and where two teams of one wave became one."""
    for part in parts:
        counts = part.ids["team"].counts if "team" in part.ids else {}
        for old, new in names.items():
            yield part.table.file, Note("team_renamed", counts.get(old, 0), f"{old}{ARROW}{new}")
    for old, new in names.items():
        before, after = (
            {wave: part.table.file for part in parts for wave in _waves_of(part, team)} for team in (old, new)
        )
        if old != new and before.keys() & after.keys():
            yield before[min(before.keys() & after.keys())], Note("team_renamed_beside", 1, f"{old}{ARROW}{new}")


def _waves_of(part: Part, team: str) -> dict[str, int]:
    """Count the answers of a team in each wave of a file."""
    if "team" not in part.ids or team not in part.ids["team"].counts:
        return {}
    return part.ids["wave"].where(part.ids["team"].rows_of(team)).counts


def equal_parts(parts: Sequence[Part]) -> Iterator[tuple[str, Note]]:
    """Point at files that hold the same answers in the same order: one may be a copy of the other."""
    for at, part in enumerate(parts):
        for other in parts[:at]:
            same = part.codes.shape == other.codes.shape and len(part.rows) >= FEW_ROWS
            if same and np.array_equal(part.codes, other.codes, equal_nan=True) and not np.isnan(part.codes).all():
                yield part.table.file, Note("files_equal", 1, f"{other.table.file} = {part.table.file}")


def join_spellings(parts: Sequence[Part]) -> Iterator[tuple[str, Note]]:
    """Make names that differ in capitals alone one, as most people spell it, in place; tell what was joined."""
    for role in ("board", "school", "team"):
        spelled: dict[str, Counter[str]] = {}
        for part in parts:
            for word, count in (part.ids[role].counts if role in part.ids else {}).items():
                spelled.setdefault(word.casefold(), Counter())[word] += count
        names = {
            other: counts.most_common(1)[0][0]
            for counts in spelled.values()
            for other in counts
            if other != counts.most_common(1)[0][0]
        }
        for part in parts:
            counts = part.ids[role].counts if names and role in part.ids else {}
            for old in names.keys() & counts.keys():
                yield part.table.file, Note("spelling_joined", counts[old], f"{old}{ARROW}{names[old]}")
            if counts:
                part.ids[role] = part.ids[role].renamed(names)


def alike_names(parts: Sequence[Part]) -> Iterator[tuple[str, Note]]:
    """Point at names that differ in punctuation only (waves: in capitals, too): they count as different ones."""
    for role, what in (("school", "schools_alike"), ("team", "teams_alike"), ("wave", "waves_alike")):
        spellings: dict[str, dict[str, str]] = {}
        for part in parts:
            for word in part.ids[role].counts if role in part.ids else ():
                spellings.setdefault(plain_header(word) or word, {})[word] = part.table.file
        for found in spellings.values():
            if len(found) > 1:
                yield next(reversed(found.values())), Note(what, len(found), " / ".join(found))


def double_respondents(parts: Sequence[Part], frame: pd.DataFrame) -> Iterator[Problem]:
    """Name every row of a respondent who is in a wave more than once, with the row that came first."""
    if "respondent" not in frame:
        return
    known = np.flatnonzero(((frame["respondent"] != "") & frame["wave"].notna()).to_numpy())
    keys = frame.iloc[known][["respondent", "wave"]]
    again = known[keys.duplicated().to_numpy()]
    if not len(again):
        return
    owners = np.repeat(np.arange(len(parts)), [len(part.rows) for part in parts])
    rows = np.concatenate([part.rows for part in parts])
    first: dict[tuple[Any, ...], int] = {}
    for at, key in zip(known.tolist(), keys.itertuples(index=False, name=None), strict=True):
        first.setdefault(key, at)
    for at in again.tolist():
        respondent, wave = frame["respondent"].iloc[at], frame["wave"].iloc[at]
        other, part = first[respondent, wave], parts[owners[at]]
        values = {"wave": wave, "other": int(rows[other]), "other_file": parts[owners[other]].table.file}
        column = part.layout.roles["respondent"]
        # The code itself is not repeated: who made it up from a birthday would be known by it.
        yield part.table.problem("respondent_double", column, int(rows[at]), **values)


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
