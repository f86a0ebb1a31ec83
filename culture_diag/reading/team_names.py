"""Teams that are none, and teams that are one: what people type where a team is asked for.

Nothing is taken silently. What cannot be a team (a date, "n.v.t.", a test, an empty cell) stops the reading, once a
cause, with the line to write; what may be another name of a team is told with how many people each has and that line.
A name that is given a name, be it its own, is settled; one that is given none leaves its people out, counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

import numpy as np

from culture_diag.errors import Problem
from culture_diag.instrument.toml_file import toml_text
from culture_diag.reading.common.cells import plain_label
from culture_diag.reading.common.table import Note
from culture_diag.reading.parsed_file import ParsedFile, keep_rows

MAX_SHOWN = 12
"""So many names, or rows, are listed; then the rest is counted by ``…``."""

FEW_PEOPLE = 5
"""A name of fewer people may be another team's, shortened or mistyped: as a team it would show nothing anyway."""

MIN_STEM = 7
"""So many first letters in common make two words one ("ondersteuning", "ondersteunend")."""

MAX_INITIALS = 3

NO_TEAM = frozenset(map(plain_label, (
    "-", "--", "---", "–", "—", ".", "?", "/", "x", "xx", "xxx", "geen", "geen team", "geen antwoord", "n.v.t.",
    "nvt", "niet van toepassing", "onbekend", "weet ik niet", "weet niet", "wil ik niet zeggen", "liever niet",
    "zeg ik liever niet", "anders", "anders, namelijk", "anders namelijk", "overig", "overige", "(leeg)", "leeg",
    "(blank)", "blank", "(empty)", "empty", "none", "no team", "no answer", "not applicable", "n/a", "na", "#n/a",
    "#n/b", "nan", "null", "nil", "unknown", "don't know", "i don't know", "prefer not to say", "rather not say",
    "other", "other (please specify)", "other, please specify", "other:", "anders:", "anonymous", "anoniem", "keine",
    "keine angabe", "k.a.", "sonstige", "other answer", "not answered", "niet beantwoord", "niet ingevuld",
)))  # fmt: skip
"""What people and platforms write where there is no team, in normal form. It is asked about, never taken."""

OTHER_NAMELY = re.compile(r"(?:anders|overig|other|sonstige)s?\s*[,:;(-]", re.IGNORECASE)
"""A platform's "other, namely:" with what somebody added."""

TEST_TEAM = re.compile(
    r"(?:team\s*|groep\s*)?(?:test(?:team|en|ing)?|proef(?:team)?|dummy|try ?out|asdf\w*)\s*\d*", re.IGNORECASE
)

MONTHS = (
    "jan", "feb", "mar|mrt|mär|maart", "apr", "may|mei|mai", "jun", "jul", "aug", "sep", "oct|okt", "nov", "dec|dez"
)  # fmt: skip
_MONTH = "|".join(f"(?P<m{number}>(?:{names}))[a-z]*\\.?" for number, names in enumerate(MONTHS, 1))
DAY_AND_MONTH = re.compile(rf"(?P<day>\d{{1,2}})[-/ ](?:{_MONTH})(?:[-/ ]\d{{2,4}})?", re.IGNORECASE)
MONTH_AND_DAY = re.compile(rf"(?:{_MONTH})[-/ ](?P<day>\d{{1,2}})", re.IGNORECASE)
DAY_MONTH_YEAR = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.]\d{4}(?:[ T,][\d:., ]+)?")
"""With a year of four digits: "1-2-3" is a team of three groups."""

ISO = re.compile(r"\d{4}-(?P<month>\d{2})-(?P<day>\d{2})(?:[ T][\d:.]+)?")

Thing = TypeVar("Thing")


def settle_teams(
    files: Sequence[ParsedFile], names: Mapping[str, str], *, leave_out: bool
) -> tuple[list[ParsedFile], list[Problem], list[tuple[str, Note]]]:
    """Leave out who has no team, as far as somebody said so, and ask about the rest.

    Parameters
    ----------
    files : sequence of ParsedFile
        With the names as they stand in the file.
    names : mapping of str to str
        Old name -> new name; to nothing, its people are left out.
    leave_out : bool
        Whether everybody without a team is left out: with an empty cell, or a word that says as much.

    Returns
    -------
    files : list of ParsedFile
        Without those who are left out.
    problems : list of Problem
        One a cause and file.
    notes : list of (str, Note)
        Who was left out, by file.
    """
    kept: list[ParsedFile] = []
    problems: list[Problem] = []
    notes: list[tuple[str, Note]] = []
    for parsed in files:
        if "team" not in parsed.ids:
            kept.append(parsed)
            continue
        teams = parsed.ids["team"]
        settled = {*names, *names.values()}
        without = {word for word in teams.counts if word not in settled and says_no_team(word)}
        out = {old for old, new in names.items() if not new} | (without if leave_out else set())
        gone = (teams.empty & leave_out) | np.isin(
            teams.places, [at for at, word in enumerate(teams.words) if word in out]
        )
        counted = {word: count for word, count in teams.counts.items() if word in out}
        if gone.any():
            empty = int(np.count_nonzero(teams.empty & gone))
            notes.append((parsed.table.file, Note("no_team_left_out", empty, "")))
            notes.append((parsed.table.file, Note("team_left_out", sum(counted.values()), _counted(counted))))
            parsed = keep_rows(parsed, ~gone)
        kept.append(parsed)
        problems += _questions(parsed, settled, without)
    return kept, problems, notes


def says_no_team(word: str) -> bool:
    """Tell whether somebody wrote that there is no team.

    Examples
    --------
    >>> [says_no_team(word) for word in ("n.v.t.", "Anders, namelijk: staf", "Overige vakken", "Noord")]
    [True, True, False, False]
    """
    signs_alone = all(sign.isascii() and not sign.isalnum() for sign in word)
    return signs_alone or plain_label(word) in NO_TEAM or OTHER_NAMELY.match(word) is not None


def name_before_date(word: str) -> str | None:
    """Tell what a spreadsheet may have made a date of: day and month as they were typed; None where it is no date.

    Examples
    --------
    >>> [name_before_date(word) for word in ("1-feb", "2026-02-01", "Feb/01", "1-2", "Maart")]
    ['1-2', '1-2', '2-1', None, None]
    """
    iso = ISO.fullmatch(word)
    if iso:
        return f"{int(iso['day'])}-{int(iso['month'])}"
    for pattern, order in ((DAY_AND_MONTH, "{day}-{month}"), (MONTH_AND_DAY, "{month}-{day}")):
        date = pattern.fullmatch(word)
        if date:
            month = next(number for number in range(1, 13) if date[f"m{number}"])
            return order.format(day=int(date["day"]), month=month)
    numbers = DAY_MONTH_YEAR.fullmatch(word)
    return f"{int(numbers['day'])}-{int(numbers['month'])}" if numbers else None


def _questions(parsed: ParsedFile, settled: set[str], without: set[str]) -> Iterator[Problem]:
    """Ask about everything in the column of teams that is none: one problem a cause."""
    teams, position = parsed.ids["team"], parsed.layout.roles["team"]
    faults = bool(parsed.table.faults.get(position))  # cells with an error of the spreadsheet are told by themselves
    counts = {
        word: count
        for word, count in teams.counts.items()
        if word not in settled and not (faults and word.startswith("#"))
    }
    rows = parsed.rows[teams.empty].tolist()
    if rows:
        listed = ", ".join(map(str, _some(rows)))
        yield parsed.table.problem("team_missing", position, rows[0], count=len(rows), rows=listed)
    dates = {word: before for word in counts if (before := name_before_date(word)) is not None}
    nobody = {word: word for word in sorted(counts, key=counts.__getitem__, reverse=True) if word in without}
    tests = {word: "" for word in counts if TEST_TEAM.fullmatch(word)}
    for key, pairs in (("team_date", dates), ("team_none", nobody), ("team_test", tests)):
        if pairs:
            names, lines = _counted({word: counts[word] for word in pairs}), _lines(list(pairs.items()))
            named = next((word for word in pairs if any(map(str.isalpha, word))), next(iter(pairs)))
            line, entry = _lines([(named, pairs[named])]), f"{toml_text(named)} = {toml_text(pairs[named])}"
            yield parsed.table.problem(
                key, position, kind="team_names", names=names, lines=lines, line=line, entry=entry
            )


def alike_teams(files: Sequence[ParsedFile]) -> Iterator[tuple[str, Note]]:
    """Point at names that may be one team's, with how many people each has and the line that makes them one."""
    counts: Counter[str] = Counter()
    file_of: dict[str, str] = {}
    for parsed in files:
        for word, count in (parsed.ids["team"].counts if "team" in parsed.ids else {}).items():
            counts[word] += count
            file_of[word] = parsed.table.file
    for names in _groups(counts):
        largest = max(names, key=lambda name: (counts[name], name))
        lines = _lines([(name, largest) for name in names if name != largest])
        listed = _counted({name: counts[name] for name in names})
        yield file_of[largest], Note("teams_alike", len(names), f"{listed} → {lines}")


def _groups(counts: Mapping[str, int]) -> list[list[str]]:
    """Put names together that differ in spelling alone, and a rare one with the only name that it may stand for."""
    spelled = [list(names) for _, names in groupby(sorted(counts, key=_plain), key=_plain)]
    people = {tuple(names): sum(counts[name] for name in names) for names in spelled}
    joined = {tuple(names): list(names) for names in spelled}
    for names in map(tuple, spelled):
        if people[names] >= FEW_PEOPLE:
            continue
        larger = [other for other in joined if people[other] > people[names] and _may_stand_for(names[0], other[0])]
        if len(larger) == 1:
            joined[larger[0]] += joined.pop(names)
    return [names for names in joined.values() if len(names) > 1]


def _plain(name: str) -> str:
    """Return the letters and digits of a name, without "team" before or behind, and numbers by their value."""
    letters = "".join(
        sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign)
    )
    words = re.sub(r"(\d)[.,]0\b", r"\1", letters)
    words = re.sub(r"\b0+(?=\d)", "", words)
    plain = re.sub(r"[\W_]", "", re.sub(r"^(?:het\s+)?team\b|team$", "", words.strip()))
    return plain or re.sub(r"[\W_]", "", words) or name


def _may_stand_for(name: str, other: str) -> bool:
    """Tell whether a rare name may be another one: shortened to initials, of the same stem, or mistyped by a letter."""
    one, two = _plain(name), _plain(other)
    if re.findall(r"\d+", one) != re.findall(r"\d+", two):
        return False
    if len(one) <= MAX_INITIALS:
        return len(one) > 1 and two[:1] == one[:1] and _in_order(one, two)
    first, second = (re.split(r"[\W_]", each.casefold())[0] for each in (name, other))
    same_stem = first != second and _same_start(first, second) >= MIN_STEM
    return same_stem or (min(len(one), len(two)) >= MIN_STEM and _one_letter_apart(one, two))


def _same_start(one: str, two: str) -> int:
    """Count the first letters that two words have in common."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(two)))


def _in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


def _one_letter_apart(one: str, two: str) -> bool:
    """Tell whether one letter was left out, added, changed, or swapped with the next."""
    if abs(len(one) - len(two)) > 1:
        return False
    start = _same_start(one, two)
    a, b = one[start:], two[start:]
    swapped = a[:2] == b[:2][::-1] and a[2:] == b[2:]
    # The last letter alone tells "locatie A" from "locatie B".
    return swapped or a[1:] == b or a == b[1:] or (a[1:] == b[1:] and len(a) > 1)


def _counted(counts: Mapping[str, int]) -> str:
    """List names with how many people each has; what somebody added to "other, namely" is theirs."""
    shown: Counter[str] = Counter()
    for name, count in counts.items():
        namely = OTHER_NAMELY.match(name)
        shown[f"{namely[0].rstrip()} …" if namely else name] += count
    return ", ".join(_some([f'"{name}" ({count})' for name, count in shown.items()]))


def _lines(pairs: Sequence[tuple[str, str]]) -> str:
    """Write the choice that renames, as it is typed."""
    return " ".join(_some([f"--rename {toml_text(f'{old}={new}')}" for old, new in pairs]))


def _some(things: list[Thing]) -> list[Thing | str]:
    return [*things[:MAX_SHOWN], *(["…"] if len(things) > MAX_SHOWN else [])]
