"""Several parts made one: names of teams, order of waves, and respondents who are there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from culture_diag.errors import Problem
from culture_diag.reading.columns.roles import ROLES, SECONDS
from culture_diag.reading.common.cells import plain_header, tidy
from culture_diag.reading.common.series import Labels
from culture_diag.reading.files.grid import Note
from culture_diag.reading.parsed_file import Part
from culture_diag.reading.waves import order_of_waves

ARROW = " → "
"""Between the old and the new name in the account of a renaming; `renaming` reads it again."""

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


def rename_teams(parts: Sequence[Part], names: Mapping[str, str]) -> None:
    """Give teams their new names, in place."""
    for part in parts:
        if "team" in part.ids:
            part.ids["team"] = part.ids["team"].renamed(names)


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
        before, after = _waves_of(parts, old), _waves_of(parts, new)
        if old != new and before.keys() & after.keys():
            yield before[min(before.keys() & after.keys())], Note("team_renamed_beside", 1, f"{old}{ARROW}{new}")


def _waves_of(parts: Sequence[Part], team: str) -> dict[str, str]:
    """Find the waves a team is in, each with the file that says so."""
    found: dict[str, str] = {}
    for part in parts:
        if "team" in part.ids and team in part.ids["team"].counts:
            here = part.ids["wave"].where(part.ids["team"].rows_of(team))
            found.update(dict.fromkeys(here.counts, part.table.file))
    return found


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
