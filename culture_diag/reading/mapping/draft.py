"""A mapping file for an export, to be corrected by hand: what was found, what looks like it, and what is not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from culture_diag.errors import CultureDiagError, MappingError, Problem
from culture_diag.i18n import default_language, percent, text
from culture_diag.instrument.model import Instrument
from culture_diag.instrument.toml_file import toml_text
from culture_diag.paths import prepare_file
from culture_diag.reading.columns.identifiers import identifies_person, is_answer_number
from culture_diag.reading.columns.match import ColumnLayout, item_names, match_columns
from culture_diag.reading.columns.roles import ROLE_HEADERS, ROLES, SECONDS, is_date
from culture_diag.reading.columns.scale_detection import rating_columns
from culture_diag.reading.columns.similar import nearest_column
from culture_diag.reading.common.cells import parse_number, plain_header, tidy
from culture_diag.reading.common.redaction import is_timestamp
from culture_diag.reading.common.table import Table
from culture_diag.reading.exports.load import read_table
from culture_diag.reading.exports.platforms import PLATFORM_HEADERS
from culture_diag.reading.mapping.file import fingerprint_of, instrument_label, shown_headers

_PERSONAL = re.compile(r"\S@\S+\.\S|(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.])|\b0[0-9][- ]?[0-9]{7,8}\b")
"""An address or a telephone number: no header, but the answer of somebody in a file without headers."""


def write_mapping(
    source: str | Path,
    instrument: Instrument,
    path: str | Path | None = None,
    *,
    platform: str | None = None,
    force: bool = False,
    lang: str | None = None,
) -> Path:
    r"""Write down which column of an export is what, to be corrected once and used every wave.

    What is certain is filled in; what only looks like it is a line with ``#`` before it, and what was not found is
    marked. The file holds headers of columns, and never an answer.

    Parameters
    ----------
    source : str or Path
        Export, as :func:`read_responses` takes it.
    instrument : Instrument
    path : str or Path, optional
        By default the name of the export with ``.toml``, beside it.
    platform : str, optional
        Whose export it is, where its signature does not tell or tells wrong.
    force : bool
        Whether a file that exists may be replaced.
    lang : {"nl", "en"}, optional
        Of the explanations in the file and of error texts; by default the user's.

    Returns
    -------
    Path
        The file that was written: give it to :func:`read_responses` as ``mapping``.

    Raises
    ------
    ResponseError
        If the export cannot be read.
    MappingError
        If it has answers where headers should stand, or holds nothing like the statements.
    CultureDiagError
        If `path` exists (unless `force`) or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export = Path(folder) / "form.csv"
    ...     ids = ";".join(item.id for item in instrument.items)
    ...     _ = export.write_text(f"Naam;Team;{ids}\nA. Bos;noord{';4' * 16}\n", encoding="utf-8")
    ...     written = write_mapping(export, instrument, lang="en").read_text(encoding="utf-8")
    >>> "A. Bos" in written, 'team = "Team"' in written, '"Naam",   # personal data' in written
    (False, True, True)
    """
    lang = lang or default_language()
    source = Path(source)
    goal = source.with_suffix(".toml") if path is None else Path(path)
    table = read_table(source, platform=platform, lang=lang)
    content = mapping_text(table, instrument, lang=lang)
    prepare_file(goal, force=force, inputs=[source], lang=lang)
    try:
        goal.write_text(content, encoding="utf-8")
    except OSError as error:
        raise CultureDiagError.of("file_unwritable", lang=lang, file=goal.name) from error
    return goal


def mapping_text(table: Table, instrument: Instrument, *, lang: str) -> str:
    """Write the content of a mapping file for a table.

    Raises
    ------
    MappingError
        If the table has answers where headers should stand, or holds nothing like the statements.
    """
    _check_headers(table, lang)
    layout, problems = match_columns(table, instrument, None, lang)
    draft = _Draft(table, instrument, layout, tuple(shown_headers(table)), lang)
    _check_statements(draft, problems)
    lines = [
        *_top_lines(draft),
        "",
        *_comment("columns", lang),
        "[columns]",
        *_role_lines(draft),
        "",
        *_item_lines(draft),
        "",
    ]
    lines += [*_comment("renamed", lang), "[renamed]", f"# {_words('renamed_example', lang)}", ""]
    return "\n".join([*lines, *_unread_lines(draft)]) + "\n"


@dataclass(frozen=True)
class _Draft:
    """What matching the columns came to, with the text that each column is pointed at by."""

    table: Table
    instrument: Instrument
    layout: ColumnLayout
    headers: tuple[str, ...]
    lang: str

    def header(self, position: int) -> str:
        return toml_text(self.headers[position])

    def near(self, names: Iterable[str]) -> tuple[int, float] | None:
        """Find the unread column most like one of these names: for a proposal only."""
        unfit = (identifies_person, is_answer_number, _is_of_the_platform)
        free = [at for at in self.layout.unread if not any(is_unfit(self.table, at) for is_unfit in unfit)]
        return nearest_column(names, self.table, free)


def _is_of_the_platform(table: Table, position: int) -> bool:
    return not PLATFORM_HEADERS.isdisjoint(map(plain_header, table.names[position]))


def _check_headers(table: Table, lang: str) -> None:
    """Refuse a file without headers: its first row of answers would be written down as such."""
    shown = [tidy(header) for header in table.header if tidy(header)]
    figures = sum(parse_number(header) is not None for header in shown)
    if 2 * figures > len(shown) or any(_PERSONAL.search(each) or is_timestamp(each) for each in shown):
        raise MappingError(Problem("mapping_no_headers", {"name": table.file}, file=table.file, row=1), lang=lang)


def _check_statements(draft: _Draft, problems: list[Problem]) -> None:
    """Refuse a file that holds no statements, nor anything like them: a list of teams, or results."""
    lower = [problem for problem in problems if problem.kind == "headers_lower"]
    if lower:
        raise MappingError(lower, lang=draft.lang)
    items = draft.instrument.items
    if any(item.id in draft.layout.items or list(_proposals(draft, item.id, item_names(item))) for item in items):
        return
    # Statements under headings of their own (V1, V2) look like nothing, but are answered on a scale.
    if 2 * len(rating_columns(draft.table)) < len(items):
        file = draft.table.file
        raise MappingError(Problem("mapping_no_statements", {"name": file}, file=file), lang=draft.lang)


def _words(key: str, lang: str, **values: object) -> str:
    return text(f"study.map.{key}", lang, **values)


def _comment(key: str, lang: str) -> list[str]:
    return [f"# {line}" for line in _words(key, lang).splitlines()]


def _top_lines(draft: _Draft) -> Iterator[str]:
    lang = draft.lang
    yield from _comment("title", lang)
    yield ""
    yield from _comment("fingerprint", lang)
    yield f"fingerprint = {toml_text(fingerprint_of(draft.table))}"
    yield f"platform = {toml_text(draft.table.recognised.platform)}   # {_words('platform', lang)}"
    yield f"instrument = {toml_text(instrument_label(draft.instrument))}"
    if "wave" not in draft.layout.roles:
        yield f'# wave = "2025-10"   # {_words("wave", lang)}'
    yield f'# wave_by = "school-year"   # {_words("wave_by", lang)}'
    yield f'# dates = "dmy"   # {_words("dates", lang)}'
    yield f'partials = "keep"   # {_words("partials", lang)}'
    yield f"missing_codes = []   # {_words('missing_codes', lang)}"
    yield f"# codes = {{ 4 = 3, 5 = 4, 6 = 5 }}   # {_words('codes', lang)}"


def _role_lines(draft: _Draft) -> Iterator[str]:
    for role in ROLES:
        name = text(f"reading.role.{role}", draft.lang)
        if role in draft.layout.roles:
            position = draft.layout.roles[role]
            yield f"{role} = {draft.header(position)}" + _explanation(name, draft, position)
            continue
        proposed = list(_proposals(draft, role, sorted(ROLE_HEADERS[role])))
        if role == "wave" and not proposed:
            # One only: two of them would be the same key twice.
            dates = sorted({at for at in draft.layout.unread if is_date(draft.table, at)} | set(draft.layout.times))
            proposed += [f"# wave = {draft.header(at)}   # {_words('wave_date', draft.lang)}" for at in dates[:1]]
        yield from proposed or [f'# {role} = ""   # {_words("absent", draft.lang, name=name)}']
    if len(draft.layout.times) == 1:
        name = text(f"reading.role.{SECONDS}", draft.lang)
        yield f"{SECONDS} = {draft.header(draft.layout.times[0])}   # {name}"
    elif draft.layout.times:
        start, end = map(draft.header, draft.layout.times)
        yield f"# {SECONDS} = false   # {_words('times', draft.lang, start=start, end=end)}"


def _item_lines(draft: _Draft) -> Iterator[str]:
    for item in draft.instrument.items:
        wording = tidy(item.wording[draft.lang])
        if item.id in draft.layout.items:
            position = draft.layout.items[item.id]
            yield f"{item.id} = {draft.header(position)}" + _explanation(wording, draft, position)
            continue
        proposed = list(_proposals(draft, item.id, item_names(item)))
        yield from proposed or [f'# {item.id} = ""   # {_words("absent", draft.lang, name=wording)}']


def _explanation(words: str, draft: _Draft, position: int) -> str:
    """Say what a column is, where its header does not."""
    is_said = any(plain_header(words) in plain_header(name) for name in draft.table.names[position])
    return "" if is_said else f"   # {words}"


def _proposals(draft: _Draft, key: str, names: Iterable[str]) -> Iterator[str]:
    """Write the lines of which the advisor may take the sign away."""
    for position in draft.layout.doubles.get(key, ()):
        yield f"# {key} = {draft.header(position)}   # {_words('double', draft.lang)}"
    near = None if key in draft.layout.doubles else draft.near(names)
    if near:
        share = percent(near[1], draft.lang)
        yield f"# {key} = {draft.header(near[0])}   # {_words('near', draft.lang, likeness=share)}"


def _unread_lines(draft: _Draft) -> Iterator[str]:
    yield from _comment("unread", draft.lang)
    yield "[unread]"
    used = {*draft.layout.roles.values(), *draft.layout.items.values()}
    used |= set(draft.layout.times) if len(draft.layout.times) == 1 else set()
    others = [at for at in range(len(draft.headers)) if at not in used and draft.headers[at]]
    if not others:
        yield "headers = []"
        return
    yield "headers = ["
    for at in others:
        personal = f"   # {_words('personal', draft.lang)}" if identifies_person(draft.table, at) else ""
        yield f"  {draft.header(at)},{personal}"
    yield "]"
