"""From a TOML file to an instrument, or to every mistake in it with line, key and repair."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from culture_diag.errors import InstrumentError, Problem
from culture_diag.instrument.model import Instrument

_BUNDLED = files("culture_diag.instrument") / "bundled"


def bundled_instruments() -> tuple[str, ...]:
    """List the ids of the instruments that come with the package.

    Examples
    --------
    >>> bundled_instruments()
    ('invitation-challenge', 'learning-process-outcome')
    """
    return tuple(sorted(file.name.removesuffix(".toml") for file in _BUNDLED.iterdir() if file.name.endswith(".toml")))


def load_instrument(source: str | Path, *, lang: str | None = None) -> Instrument:
    """Load an instrument by the id of a bundled one, or from a TOML file of one's own.

    Parameters
    ----------
    source : str or Path
        A bundled id (see :func:`bundled_instruments`) or the path of a ``.toml`` file.
    lang : {"nl", "en"}, optional
        Language of the error text.

    Returns
    -------
    Instrument

    Raises
    ------
    InstrumentError
        If it is unknown, cannot be read, is no TOML (the line is named), or contradicts itself (every key is named).

    Examples
    --------
    >>> load_instrument("invitation-challenge").response_scale.midpoint
    3.0
    """
    name = str(source)
    if name in bundled_instruments():
        return _parse((_BUNDLED / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml", lang)
    path = Path(source)
    if path.suffix != ".toml" or not path.is_file():
        raise InstrumentError.of("unknown_instrument", lang=lang, asked=name, known=", ".join(bundled_instruments()))
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InstrumentError(Problem("unreadable_instrument", file=path.name), lang=lang) from error
    return _parse(content, path.name, lang)


def _parse(content: str, file: str, lang: str | None) -> Instrument:
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        row = int(found[1]) if found else content.count("\n") + 1
        problem = Problem("broken_toml", {"line": row, "detail": str(error)}, file=file, row=row)
        raise InstrumentError(problem, lang=lang) from error
    try:
        return Instrument.model_validate(table)
    except ValidationError as error:
        problems = [_problem(details, content, file) for details in error.errors(include_url=False)]
        raise InstrumentError(problems, lang=lang) from error


# What pydantic calls it -> our entry of the errors catalogue.
_KINDS = {"missing": "instrument_key_missing", "extra_forbidden": "instrument_key_unknown"}


def _problem(details: object, content: str, file: str) -> Problem:
    assert isinstance(details, dict)
    location = details["loc"]
    key = ".".join(str(part) if isinstance(part, str) else str(part + 1) for part in location) or "instrument"
    row = _line(content, location)
    rule = str(details.get("ctx", {}).get("error", ""))
    if details["type"] == "value_error" and rule:
        return Problem(f"instrument_rule_{rule}", {"key": key}, file=file, row=row)
    kind = _KINDS.get(details["type"], "instrument_value_wrong")
    value = details.get("input")
    shown = str(value) if isinstance(value, str | int | float) else None
    return Problem(kind, {"key": key, "detail": details["msg"]}, file=file, row=row, value=shown)


def _line(content: str, location: Iterable[str | int]) -> int | None:
    """Find the line of a key: walk the headers and keys of the path in the order in which they must stand.

    TOML's reader keeps no positions. Each part of the path that stands in the file narrows the search to its table;
    for a list the n-th ``[[header]]`` is sought. Where a key is absent, its table's line is the best that can be said.
    """
    lines = content.splitlines()
    at, end, prefix = 0, len(lines), ""
    for part in location:
        if isinstance(part, int):
            own = re.compile(rf"\s*\[\[\s*{re.escape(prefix)}\s*\]\]")
            rows = [row for row in range(at, end) if own.match(lines[row])]
            if part < len(rows):
                at, end = rows[part], (rows[part + 1] if part + 1 < len(rows) else end)
            continue
        prefix = f"{prefix}.{part}" if prefix else part
        header = re.compile(rf"\s*\[+\s*{re.escape(prefix)}\s*\]+")
        key = re.compile(rf"\s*(?:[\w-]+\s*\.\s*)*{re.escape(part)}\s*[=.]|.*[{{,]\s*{re.escape(part)}\s*=")
        at = next((row for row in range(at, end) if header.match(lines[row]) or key.match(lines[row])), at)
    return at + 1 if lines else None
