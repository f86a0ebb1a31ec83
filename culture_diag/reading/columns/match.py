"""Which column is what: roles by common Dutch and English headers, items by id or exact wording."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from culture_diag.errors import Problem
from culture_diag.i18n import text
from culture_diag.instrument.model import Instrument, Item
from culture_diag.reading.columns.identifiers import identifies_person, is_row_number, platform_numbers_answers
from culture_diag.reading.columns.roles import (
    DURATION_HEADERS,
    NUMBER_HEADERS,
    PSEUDONYMISED_ROLES,
    REQUIRED,
    ROLE_HEADERS,
    ROLES,
    SECONDS,
    TIME_HEADERS,
    UNNUMBERED_PLATFORMS,
    is_duration,
)
from culture_diag.reading.columns.similar import nearest_column
from culture_diag.reading.common.cells import column_letter, plain_header, tidy
from culture_diag.reading.common.redaction import MAX_HEADERS_SHOWN, quoted_headers
from culture_diag.reading.common.table import Names, Table
from culture_diag.reading.exports.headers import TRUNCATED_FROM

DUPLICATE_SUFFIXES = tuple(f"{gap}{number}" for gap in ("", " ") for number in range(2, 10))
"""What programs put behind a header that is there twice."""
_BETWEEN_DIGITS = re.compile(r"[0-9][\W_]+[0-9]")
MAX_TITLE_ROWS = 20
"""So many rows are searched for headers that stand under a title."""


@dataclass(frozen=True)
class ColumnLayout:
    """Positions of the columns: by role, by item id, those that are not read, and the one or two of the time taken.

    `doubles` holds, by role or item id, the columns among which the advisor has to choose.
    """

    roles: Mapping[str, int]
    items: Mapping[str, int]
    unread: tuple[int, ...]
    times: tuple[int, ...] = ()
    doubles: Mapping[str, Sequence[int]] = field(default_factory=dict)


def match_columns(
    table: Table, instrument: Instrument, mapping: Mapping[str, str | None] | None, lang: str
) -> tuple[ColumnLayout, list[Problem]]:
    """Tell which column holds which role and item.

    Parameters
    ----------
    mapping : mapping, optional
        Role or item id -> header; goes before what is found. ``None`` as header leaves a role out. A role may be
        called by any word by which its column is known, such as ``bestuur`` for ``board``.
    lang : {"nl", "en"}
        Language in which an item's wording is repeated in a problem.

    Returns
    -------
    layout : ColumnLayout
        What is certain.
    problems : list of Problem
        Everything that is not: missing and double columns, and a mapping that names no column.
    """
    by_header = _positions_by_header(table.names)
    mapping = _with_role_keys(mapping or {}, instrument)
    mapped, problems = _mapped_positions(table, instrument, mapping, by_header, lang)
    matched = {key: [position] for key, position in mapped.items() if position is not None}
    taken = {position for places in matched.values() for position in places}
    for item, places in _item_positions(instrument, table, by_header):
        if item.id not in mapping:
            matched[item.id] = [at for at in places if at not in taken]
    taken.update(position for places in matched.values() for position in places)
    by_hand = table.recognised.platform in UNNUMBERED_PLATFORMS
    numbered = platform_numbers_answers(table)
    own = by_header if by_hand else _positions_by_header([names_without_row(names, table) for names in table.names])
    for role in ROLES:
        if role not in mapping:
            known = ROLE_HEADERS[role] - (NUMBER_HEADERS if numbered else frozenset())
            places = sorted({at for header in known for at in own.get(header, ()) if at not in taken})
            places = [at for at in places if not is_row_number(table, at)]
            if places or role in REQUIRED:
                matched[role] = places
    taken.update(position for places in matched.values() for position in places)
    # A wave made of the time of answering is a start or an end as well.
    times = _time_positions(by_header, mapping, mapped, taken - set(matched.get("wave", ())))
    taken.update(times)
    unread = tuple(position for position in range(len(table.header)) if position not in taken)
    doubles = {key: places for key, places in matched.items() if len(places) > 1}
    problems += _double_problems(table, doubles)
    if any(item.id in mapping or matched.get(item.id) for item in instrument.items):
        problems += _missing_problems(table, instrument, matched, unread, lang)
    else:
        problems += _no_item_problems(table, instrument, matched, unread, lang)
    certain = {key: places[0] for key, places in matched.items() if len(places) == 1}
    roles = {role: certain[role] for role in ROLES if role in certain}
    items = {item.id: certain[item.id] for item in instrument.items if item.id in certain}
    return ColumnLayout(roles, items, unread, times, doubles), problems


def _positions_by_header(names: Iterable[Sequence[str]]) -> dict[str, list[int]]:
    """Find the columns by each of their names, in the normal form of a header."""
    positions: dict[str, list[int]] = {}
    for position, own in enumerate(names):
        for key in dict.fromkeys(map(plain_header, own)):
            positions.setdefault(key, []).append(position)
    positions.pop("", None)
    return positions


def names_without_row(names: Sequence[str], table: Table | None = None) -> list[str]:
    """Leave out what is only a row of a question: the option "Team" of a tick box is no column of teams.

    Examples
    --------
    >>> names_without_row(["Waar werk je? [Team]", "Team"]), names_without_row(["1. Team", "Team"])
    (['Waar werk je? [Team]'], ['1. Team', 'Team'])
    """
    if table is not None and table.recognised.shape == "vv":  # the code and the whole question
        return list(names[:2])
    _, bracket, row = names[0].rstrip().rpartition("[")
    if not (bracket and row.endswith("]")):
        return list(names)
    return [name for name in names if not plain_header(row).endswith(plain_header(name))]


def column_repairs(key: str, header: str) -> dict[str, Any]:
    """Write what repairs a column, exactly as it can be pasted: in a call, and on the command line.

    Examples
    --------
    >>> column_repairs("team", "Groep")
    {'entry': 'mapping={"team": "Groep"}', 'option': '--column "team=Groep"'}
    """
    entry = f'mapping={{"{key}": {json.dumps(header, ensure_ascii=False)}}}'
    return {"entry": entry, "option": f'--column "{key}={tidy(header)}"'}


def _with_role_keys(mapping: Mapping[str, str | None], instrument: Instrument) -> dict[str, str | None]:
    """Rename the roles in a mapping to the names the code has for them."""
    items = {item.id for item in instrument.items}
    by_key: dict[str, str | None] = {}
    for key, header in mapping.items():
        word = plain_header(str(key))
        roles = [role for role in ROLES if word in ROLE_HEADERS[role]]
        roles += [SECONDS] if is_duration(word) or word in DURATION_HEADERS else []
        by_key[roles[0] if roles and key not in items else key] = header
    return by_key


def known_keys(instrument: Instrument, lang: str) -> str:
    """List what a column may be called in a mapping, in the words of the language.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> known_keys(load_instrument("invitation-challenge"), "nl").split(", inv1")[0]
    'respondentcode, bestuur, school, team, meting, duur'
    """
    roles = [text(f"reading.role.{role}", lang) for role in (*ROLES, SECONDS)]
    return ", ".join([*roles, *(item.id for item in instrument.items)])


def _mapped_positions(
    table: Table,
    instrument: Instrument,
    mapping: Mapping[str, str | None],
    by_header: Mapping[str, list[int]],
    lang: str,
) -> tuple[dict[str, int | None], list[Problem]]:
    known = [*ROLES, *(item.id for item in instrument.items), SECONDS]
    mapped: dict[str, int | None] = {}
    problems: list[Problem] = []
    problem = partial(table.problem, kind="mapping")
    for key, header in mapping.items():
        if key not in known:
            problems.append(problem("mapping_key_unknown", asked=key, known=known_keys(instrument, lang)))
        elif header is None:
            if key in REQUIRED or key not in (*ROLES, SECONDS):
                problems.append(problem("mapping_leaves_out", asked=key))
            mapped[key] = None
        else:
            places = _positions_of(table, by_header, str(header))
            mapped[key] = places[0] if len(places) == 1 else None
            if not places:
                problems.append(_header_absent(table, key, str(header)))
            elif len(places) > 1:
                letters = ", ".join(map(column_letter, places))
                problems.append(problem("mapping_header_double", asked=key, header=header, letters=letters))
            elif (other := _other_item(table.names[places[0]], key, instrument)) is not None:
                problems.append(problem("mapping_other_item", places[0], asked=key, other=other))
            elif key not in PSEUDONYMISED_ROLES and identifies_person(table, places[0], role=key in ROLES):
                problems.append(problem("mapping_identifying", places[0], asked=key))
    uses = Counter(position for position in mapped.values() if position is not None)
    for position in (position for position, count in uses.items() if count > 1):
        keys = ", ".join(key for key, place in mapped.items() if place == position)
        problems.append(problem("mapping_column_twice", position, keys=keys))
    return mapped, problems


def _other_item(names: Sequence[str], key: str, instrument: Instrument) -> str | None:
    """Find the item whose id or wording heads the column that a mapping gives to another: two were exchanged."""
    keys = set(map(plain_header, names))
    matches = {item.id: bool(keys & {plain_header(text) for text in item_names(item)}) for item in instrument.items}
    others = [item for item, here in matches.items() if here and item != key]
    return others[0] if key in matches and not matches[key] and others else None


def _positions_of(table: Table, by_header: Mapping[str, list[int]], header: str) -> list[int]:
    """Find the columns that a mapping names: as they are shown, by any of their names, or nearly so."""
    for shown in (table.header, None):
        exact = [
            at
            for at, names in enumerate(table.names)
            if tidy(header) in ([tidy(shown[at])] if shown else [tidy(name) for name in names])
        ]
        if exact:
            return exact
    return by_header.get(plain_header(header), [])


def _header_absent(table: Table, key: str, header: str) -> Problem:
    near = nearest_column([header], table, range(len(table.header)))
    problem = partial(table.problem, kind="mapping", asked=key, header=header)
    if near is None:
        return problem("mapping_header_absent", headers=quoted_headers(table.header))
    return problem("mapping_header_absent_near", **column_repairs(key, table.header[near[0]]))


def _time_positions(
    by_header: Mapping[str, Sequence[int]],
    mapping: Mapping[str, str | None],
    mapped: Mapping[str, int | None],
    taken: Collection[int],
) -> tuple[int, ...]:
    """Find the column of the duration, else those of start and end; nothing where it is not certain which."""
    if SECONDS in mapping:
        place = mapped.get(SECONDS)
        return () if place is None else (place,)
    start, end = (
        sorted({at for header in TIME_HEADERS[which] for at in by_header.get(header, ()) if at not in taken})
        for which in ("start", "end")
    )
    # A column of which code and text both say so is still one column.
    duration = {at for header, places in by_header.items() if is_duration(header) for at in places if at not in taken}
    if duration:
        return tuple(duration) if len(duration) == 1 else ()
    return (start[0], end[0]) if len(start) == len(end) == 1 else ()


def _item_positions(
    instrument: Instrument, table: Table, by_header: Mapping[str, list[int]]
) -> Iterator[tuple[Item, list[int]]]:
    """Find the columns headed by each item's id, or by wording that no other item shares."""
    by_id: dict[str, list[int]] = {}
    for at, names in enumerate(table.names):
        for code in {code for name in names for code in (tidy(name).casefold(), _code_key(name))}:
            by_id.setdefault(code, []).append(at)
    alike = Counter(_code_key(item.id) for item in instrument.items)
    cut = _truncated_headers(table.names)
    wordings = {item.id: {plain_header(wording) for wording in _wording_variants(item)} for item in instrument.items}
    shared = Counter(wording for words in wordings.values() for wording in words)
    for item in instrument.items:
        places = set(by_id.get(item.id, ()))
        if not places and alike[_code_key(item.id)] == 1:
            places.update(by_id.get(_code_key(item.id), ()))
        for wording in wordings[item.id]:
            if shared[wording] == 1:
                places.update(by_header.get(wording, ()))
        if places:  # some programs put a number behind a header that is there already
            for wording in wordings[item.id]:
                places.update(at for end in DUPLICATE_SUFFIXES for at in by_header.get(f"{wording}{end}", ()))
        if not places:
            places.update(_truncated_matches(wordings, item.id, cut))
        yield item, sorted(places)


def _code_key(text: str) -> str:
    """Strip a code of its signs: some platforms allow letters and digits only."""
    if _BETWEEN_DIGITS.search(text):  # Q1_1 is not q11
        return text.casefold()
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _truncated_headers(names: Names) -> dict[str, list[int]]:
    """Find the headers that a platform has cut: what is left of them -> columns."""
    positions: dict[str, list[int]] = {}
    for at, own in enumerate(names):
        for name in own:
            text = tidy(name).rstrip("]. …")
            if len(tidy(name)) >= TRUNCATED_FROM or (
                len(text) >= TRUNCATED_FROM // 2 and tidy(name).endswith(("...", "…"))
            ):
                positions.setdefault(plain_header(text), []).append(at)
    return positions


def _truncated_matches(wordings: Mapping[str, set[str]], item: str, cut: Mapping[str, list[int]]) -> set[int]:
    """Find the columns whose cut header begins this item's wording and that of no other."""
    return {
        at
        for beginning, places in cut.items()
        if [other for other, words in wordings.items() if any(word.startswith(beginning) for word in words)] == [item]
        for at in places
    }


def item_names(item: Item) -> tuple[str, ...]:
    """List what a column of an item may be called: its id, and its wording in each language."""
    return item.id, *item.wording.texts


def _wording_variants(item: Item) -> tuple[str, ...]:
    """List an item's wordings as a form may have them: in one language, or in both after each other."""
    _, nl, en = item_names(item)
    return nl, en, f"{nl} / {en}", f"{en} / {nl}"


def _double_problems(table: Table, doubles: Mapping[str, Sequence[int]]) -> list[Problem]:
    problems = []
    for key, places in doubles.items():
        problem = partial(table.problem, asked=key, letters=", ".join(map(column_letter, places)))
        headers = [tidy(table.header[at]) for at in places]
        if len(set(headers)) == 1:  # no mapping can tell them apart
            problems.append(problem("column_double_header", kind="header_double", header=headers[0]))
        else:
            repairs = column_repairs(key, table.header[places[0]])
            problems.append(problem("column_double", kind="column_double", **repairs))
    return problems


def _missing_problems(
    table: Table, instrument: Instrument, matched: Mapping[str, Sequence[int]], unread: Sequence[int], lang: str
) -> list[Problem]:
    problems = []
    for item in instrument.items:
        if item.id in matched and not matched[item.id]:
            near = nearest_column(item_names(item), table, unread)
            values = {"item": item.id, "wording": item.wording[lang]}
            problems.append(_column_missing(table, "item_column", item.id, near, values))
    if "team" in matched and not matched["team"]:
        near = nearest_column(sorted(ROLE_HEADERS["team"]), table, unread)
        problems.append(_column_missing(table, "team_column", "team", near, {}))
    return problems


def _no_item_problems(
    table: Table, instrument: Instrument, matched: Mapping[str, Sequence[int]], unread: Sequence[int], lang: str
) -> list[Problem]:
    """Say once that not a single item is there, unless headers stand lower or some look like items."""
    lower = _headers_lower(table, instrument)
    if lower is not None:
        return [lower]
    missing = _missing_problems(table, instrument, matched, unread, lang)
    if any(problem.kind == "item_column" and "header" in problem.values for problem in missing):
        return missing
    headers = quoted_headers(table.header, MAX_HEADERS_SHOWN)
    values = {"first": instrument.items[0].id, "last": instrument.items[-1].id, "headers": headers}
    return [Problem("item_column_none", values, file=table.file, kind="no_items")]


def _headers_lower(table: Table, instrument: Instrument) -> Problem | None:
    """Tell where the headers stand, if a title or blank rows above them were taken for the headers."""
    wanted = {plain_header(name) for item in instrument.items for name in item_names(item)}
    for at in range(min(len(table.rows), MAX_TITLE_ROWS)):
        cells = {plain_header(str(column.iloc[at])) for column in table.columns}
        if 2 * len(cells & wanted) >= len(instrument.items):
            row = int(table.rows[at])
            return Problem(
                "column_headers_lower", {"row": row, "above": row - 1}, file=table.file, row=row, kind="headers_lower"
            )
    return None


def _column_missing(
    table: Table, kind: str, key: str, near: tuple[int, float] | None, values: Mapping[str, str]
) -> Problem:
    if near is None:
        return Problem(f"{kind}_missing", values, file=table.file, kind=kind)
    header = table.header[near[0]]
    values = {**values, **column_repairs(key, header), "header": tidy(header)}
    return Problem(f"{kind}_missing_near", values, file=table.file, kind=kind)
