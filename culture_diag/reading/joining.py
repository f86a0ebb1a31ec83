"""Several parsed files made one: names of teams, order of waves, and what makes waves hard to compare."""

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
from culture_diag.reading.common.table import SEPARATOR, Note
from culture_diag.reading.parsed_file import ParsedFile
from culture_diag.reading.waves import order_of_waves

ARROW = " → "
"""Between an old and a new name in the account."""

MIN_EQUAL_ROWS = 3
"""Fewer people may answer alike by chance."""


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put frames under each other; a single one is not copied."""
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def id_columns(files: Sequence[ParsedFile], order: Sequence[str]) -> pd.DataFrame:
    """Put the id columns of all files under each other, and how long each took where a file says so.

    A column that only some files have is empty (NaN for a time) in the others.
    """
    roles = [role for role in ROLES if any(role in parsed.ids for parsed in files) and role != "wave"]
    frames = []
    for parsed in files:
        rows = len(parsed.rows)
        absent = pd.Series([""] * rows, dtype=object)
        texts = {role: parsed.ids[role].text() if role in parsed.ids else absent for role in roles}
        frames.append(pd.DataFrame({**texts, "wave": _categorical(parsed.ids["wave"], order)}, index=range(rows)))
        if any(parsed.times for parsed in files):
            frames[-1][SECONDS] = parsed.times.seconds if parsed.times else np.nan
    return stacked(frames) if frames else pd.DataFrame()


def answer_origins(files: Sequence[ParsedFile]) -> pd.DataFrame:
    """Tell of each respondent in which file and row the answers stand."""
    names = list(dict.fromkeys(parsed.table.file for parsed in files))
    owners = np.repeat([names.index(parsed.table.file) for parsed in files], [len(parsed.rows) for parsed in files])
    file = pd.Categorical.from_codes(owners, dtype=pd.CategoricalDtype(names))
    return pd.DataFrame({"file": file, "row": np.concatenate([parsed.rows for parsed in files])})


def _categorical(labels: Labels, order: Sequence[str]) -> pd.Categorical[Any]:
    place = {word: at for at, word in enumerate(order)}
    codes = np.array([place.get(word, -1) for word in labels.words], dtype=np.intp)[labels.places]
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(order), ordered=True))


def duplicate_wave_labels(files: Sequence[ParsedFile]) -> Iterator[Problem]:
    """Refuse to make one wave of two files that happen to have the same name."""
    seen: set[str] = set()
    for parsed in files:
        if not parsed.has_wave_column:
            if parsed.label in seen:
                yield parsed.table.problem("wave_names_equal", label=parsed.label)
            seen.add(parsed.label)


def unused_wave_labels(files: Sequence[ParsedFile]) -> Iterator[tuple[str, Note]]:
    """Tell where a label of the wave was given for a table that has a column for it."""
    for parsed in files:
        if parsed.has_wave_column:
            yield parsed.table.file, Note("wave_not_used", 1, parsed.label)


def wave_order(files: Sequence[ParsedFile], waves: Sequence[str] | None) -> tuple[tuple[str, ...], list[Problem]]:
    """Put all waves in order of time; a label that `waves` lacks is a problem, and stands at the end."""
    labels = list(dict.fromkeys(word for parsed in files for word in parsed.ids["wave"].counts))
    if waves is None:
        return order_of_waves(labels), []
    listed = list(dict.fromkeys(tidy(str(wave)) for wave in waves))
    order = (*(label for label in listed if label in labels), *(label for label in labels if label not in listed))
    problems = [
        parsed.table.problem("wave_not_listed", value=label, waves=", ".join(listed))
        for parsed in files
        for label in parsed.ids["wave"].counts
        if label not in listed
    ]
    return order, problems


def rename_teams(files: Sequence[ParsedFile], names: Mapping[str, str]) -> pd.DataFrame:
    """Rename teams, in place.

    Returns
    -------
    DataFrame
        How many answered under an old name: columns ``old, new, wave, count``.
    """
    rows = [
        (old, new, wave, count)
        for parsed in files
        for old, new in names.items()
        if old != new
        for wave, count in _waves_of(parsed, old).items()
    ]
    for parsed in files:
        if "team" in parsed.ids:
            parsed.ids["team"] = parsed.ids["team"].renamed(names)
    return pd.DataFrame(rows, columns=["old", "new", "wave", "count"]).astype({"count": "int64"})


def unknown_team_names(files: Sequence[ParsedFile], names: Mapping[str, str]) -> Iterator[Problem]:
    """Refuse to rename a team that is not there."""
    known = {word for parsed in files if "team" in parsed.ids for word in parsed.ids["team"].counts}
    for old in names:
        if known and old not in known:
            yield Problem("renamed_absent", {"team": old, "known": ", ".join(sorted(known))})


def renaming_notes(files: Sequence[ParsedFile], names: Mapping[str, str]) -> Iterator[tuple[str, Note]]:
    """Tell what was renamed, and where two teams of one wave became one."""
    for parsed in files:
        counts = parsed.ids["team"].counts if "team" in parsed.ids else {}
        for old, new in names.items():
            if new and old != new:
                yield parsed.table.file, Note("team_renamed", counts.get(old, 0), f"{old}{ARROW}{new}")
    for old, new in names.items():
        before, after = (
            {wave: parsed.table.file for parsed in files for wave in _waves_of(parsed, team)} for team in (old, new)
        )
        if old != new and before.keys() & after.keys():
            yield before[min(before.keys() & after.keys())], Note("team_renamed_beside", 1, f"{old}{ARROW}{new}")


def _waves_of(parsed: ParsedFile, team: str) -> dict[str, int]:
    """Count the answers of a team in each wave of a file."""
    if "team" not in parsed.ids or team not in parsed.ids["team"].counts:
        return {}
    return parsed.ids["wave"].where(parsed.ids["team"].rows_of(team)).counts


def equal_files(files: Sequence[ParsedFile]) -> Iterator[tuple[str, Note]]:
    """Point at files that hold the same answers in the same order: one may be a copy of the other."""
    for at, parsed in enumerate(files):
        for other in files[:at]:
            same = parsed.codes.shape == other.codes.shape and len(parsed.rows) >= MIN_EQUAL_ROWS
            if same and np.array_equal(parsed.codes, other.codes, equal_nan=True) and not np.isnan(parsed.codes).all():
                yield parsed.table.file, Note("files_equal", 1, f"{other.table.file} = {parsed.table.file}")


def join_spellings(files: Sequence[ParsedFile]) -> Iterator[tuple[str, Note]]:
    """Make names that differ in capitals alone one, as most people spell it, in place; tell what was joined."""
    for role in ("board", "school", "team"):
        spelled: dict[str, Counter[str]] = {}
        for parsed in files:
            for word, count in (parsed.ids[role].counts if role in parsed.ids else {}).items():
                spelled.setdefault(word.casefold(), Counter())[word] += count
        names = {
            other: counts.most_common(1)[0][0]
            for counts in spelled.values()
            for other in counts
            if other != counts.most_common(1)[0][0]
        }
        for parsed in files:
            counts = parsed.ids[role].counts if names and role in parsed.ids else {}
            for old in names.keys() & counts.keys():
                yield parsed.table.file, Note("spelling_joined", counts[old], f"{old}{ARROW}{names[old]}")
            if counts:
                parsed.ids[role] = parsed.ids[role].renamed(names)


def similar_names(files: Sequence[ParsedFile]) -> Iterator[tuple[str, Note]]:
    """Point at names that differ in punctuation only (waves: in capitals, too): they count as different ones."""
    for role, what in (("school", "schools_alike"), ("wave", "waves_alike")):
        spellings: dict[str, dict[str, str]] = {}
        for parsed in files:
            for word in parsed.ids[role].counts if role in parsed.ids else ():
                spellings.setdefault(plain_header(word) or word, {})[word] = parsed.table.file
        for names in spellings.values():
            if len(names) > 1:
                yield next(reversed(names.values())), Note(what, len(names), " / ".join(names))


def duplicate_respondents(files: Sequence[ParsedFile], frame: pd.DataFrame) -> Iterator[Problem]:
    """Name every row of a respondent who is in a wave more than once, with the row that came first."""
    if "respondent" not in frame:
        return
    known = np.flatnonzero(((frame["respondent"] != "") & frame["wave"].notna()).to_numpy())
    keys = frame.iloc[known][["respondent", "wave"]]
    again = known[keys.duplicated().to_numpy()]
    if not len(again):
        return
    owners = np.repeat(np.arange(len(files)), [len(parsed.rows) for parsed in files])
    rows = np.concatenate([parsed.rows for parsed in files])
    first: dict[tuple[Any, ...], int] = {}
    for at, key in zip(known.tolist(), keys.itertuples(index=False, name=None), strict=True):
        first.setdefault(key, at)
    for at in again.tolist():
        respondent, wave = frame["respondent"].iloc[at], frame["wave"].iloc[at]
        other, parsed = first[respondent, wave], files[owners[at]]
        values = {"wave": wave, "other": int(rows[other]), "other_file": files[owners[other]].table.file}
        column = parsed.layout.roles["respondent"]
        # The code itself is not repeated: who made it up from a birthday would be known by it.
        yield parsed.table.problem("respondent_double", column, int(rows[at]), **values)


MIN_WORDING_WORDS = 3
"""A header of fewer words is a code or a heading, and tells nothing of how a statement was put."""


MAX_WORDINGS_SHOWN = 3
"""So many statements are written out."""


MAX_TEAMS_SHOWN = 10


def partial_roles(files: Sequence[ParsedFile]) -> Iterator[tuple[str, Note]]:
    """Tell where only some files say the school or the board: a team is then another one in the other files."""
    for role in ("board", "school"):
        lacking = [parsed.table.file for parsed in files if role not in parsed.ids]
        if lacking and len(lacking) < len(files):
            column = next(
                tidy(parsed.table.header[parsed.layout.roles[role]]) for parsed in files if role in parsed.ids
            )
            yield lacking[0], Note("role_in_some", len(lacking), f"{column}{SEPARATOR}{', '.join(lacking)}")


def label_differences(files: Sequence[ParsedFile]) -> Iterator[tuple[str, Note]]:
    """Tell where one file says "somewhat agree" and another "agree" for a point: part of a change may be that."""
    own = [parsed.table.file for parsed in files if parsed.rules and parsed.rules.has_own_labels]
    for parsed in files:
        if own and parsed.rules and parsed.rules.reads_substitutes:
            yield parsed.table.file, Note("labels_differ", 1, f"{own[0]} / {parsed.table.file}")


def wording_differences(files: Sequence[ParsedFile], instrument: Instrument) -> Iterator[tuple[str, Note]]:
    """Tell which statements were put otherwise in an earlier file: another wording is another question.

    A code, or a wording of the instrument in another language, says nothing; nor does a number or a title before it.
    """
    for at, parsed in enumerate(files):
        for other in files[:at]:
            differences = []
            for item in instrument.items:
                known = [plain_header(wording) for wording in item.wording.texts]
                now, before = _wordings(parsed, item.id), _wordings(other, item.id)
                both = all(any(word in known for word in words) for words in (now, before))
                if now and before and not both and not _share_wording(now, before):
                    old, new = (_item_header(each, item.id) for each in (other, parsed))
                    differences.append(f'{item.id}: "{old}" ({_wave_name(other)}) → "{new}" ({_wave_name(parsed)})')
            if differences:
                listed = [*differences[:MAX_WORDINGS_SHOWN], *(["…"] if len(differences) > MAX_WORDINGS_SHOWN else [])]
                yield parsed.table.file, Note("wording_differs", len(differences), "; ".join(listed))
                break  # with the first file that differs all is said


def _wordings(parsed: ParsedFile, item: str) -> list[str]:
    position = parsed.layout.items.get(item)
    names = () if position is None else parsed.table.names[position]
    return [words for words in map(plain_header, names) if len(words.split()) >= MIN_WORDING_WORDS]


def _share_wording(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two columns have a wording in common: one within the other, for titles, numbers and cut ends."""
    return any(words in others or others in words for words in one for others in other)


def _item_header(parsed: ParsedFile, item: str) -> str:
    return tidy(parsed.table.header[parsed.layout.items[item]])


def _wave_name(parsed: ParsedFile) -> str:
    return parsed.table.file if parsed.has_wave_column else parsed.label


def changed_teams(files: Sequence[ParsedFile], frame: pd.DataFrame) -> Iterator[tuple[str, Note]]:
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
        file = next(parsed.table.file for parsed in reversed(files) if last in parsed.ids["wave"].counts)
        if len(gone) == len(new) == 1:
            yield file, Note("team_swapped", 1, f"{toml_text(gone[0])} = {toml_text(new[0])}")
        else:
            yield file, Note("teams_changed", len(gone), f"{_listed(gone)} → {_listed(new)}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join([*names[:MAX_TEAMS_SHOWN], *(["…"] if len(names) > MAX_TEAMS_SHOWN else [])])
