"""From a TOML file to a guide, or to every mistake in it with line, key and repair."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from culture_diag.errors import CultureDiagError, Problem
from culture_diag.guide.model import Guide
from culture_diag.instrument.load import _line

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from culture_diag.instrument import QuadrantModel

_BUNDLED = files("culture_diag.guide") / "bundled"


class GuideError(CultureDiagError):
    """A conversation guide is unknown, cannot be read, or contradicts itself."""


def bundled_guides() -> tuple[str, ...]:
    """List the ids of the guides that come with the package; each is called as the instrument it was written for.

    Examples
    --------
    >>> bundled_guides()
    ('invitation-challenge', 'learning-process-outcome')
    """
    return tuple(sorted(file.name.removesuffix(".toml") for file in _BUNDLED.iterdir() if file.name.endswith(".toml")))


def load_guide(source: str | Path, *, lang: str | None = None) -> Guide:
    """Load a conversation guide by the id of a bundled one, or from a TOML file of one's own.

    Parameters
    ----------
    source : str or Path
        A bundled id (see :func:`bundled_guides`) or the path of a ``.toml`` file.
    lang : {"nl", "en"}, optional
        Language of the error text; the guide itself holds every language.

    Returns
    -------
    Guide

    Raises
    ------
    GuideError
        If it is unknown, cannot be read, is no TOML (the line is named), or contradicts itself (every key is named).

    Examples
    --------
    >>> load_guide("invitation-challenge").chapter("cosy").questions[0]["en"]
    'What would you never want to lose in how we treat each other?'
    """
    name = str(source)
    if name in bundled_guides():
        return _parse((_BUNDLED / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml", lang)
    path = Path(source)
    if path.suffix != ".toml" or not path.is_file():
        raise GuideError.of("unknown_guide", lang=lang, asked=name, known=", ".join(bundled_guides()))
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GuideError(Problem("unreadable_instrument", file=path.name), lang=lang) from error
    return _parse(content, path.name, lang)


def guide_for(model: QuadrantModel) -> Guide | None:
    """Give the bundled guide about this model, or nothing where none was written.

    Parameters
    ----------
    model : QuadrantModel

    Returns
    -------
    Guide or None

    See Also
    --------
    culture_diag.guide.Guide.fits : What is compared.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> guide_for(load_instrument("learning-process-outcome").quadrants[0]).title["en"]
    'Talking about how the team learns'
    """
    return next((guide for guide in map(load_guide, bundled_guides()) if guide.fits(model)), None)


def _parse(content: str, file: str, lang: str | None) -> Guide:
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        row = int(found[1]) if found else content.count("\n") + 1
        problem = Problem("broken_toml", {"line": row, "detail": str(error)}, file=file, row=row)
        raise GuideError(problem, lang=lang) from error
    try:
        return Guide.model_validate(table)
    except ValidationError as error:
        raise GuideError([_problem(details, content, file) for details in error.errors()], lang=lang) from error


# What pydantic calls it -> our entry of the errors catalogue; the guide's own rules are called as their entry.
_KINDS = {"missing": "guide_key_missing", "extra_forbidden": "guide_key_unknown"}


def _problem(details: ErrorDetails, content: str, file: str) -> Problem:
    location, kind = details["loc"], details["type"]
    key = ".".join(part if isinstance(part, str) else str(part + 1) for part in location) or "guide"
    # What is missing stands nowhere: its table is sought, not another key of the same name further down.
    row = _line(content, location[:-1] if kind == "missing" else location)
    if kind.startswith("guide_"):
        named = details["ctx"].get("named")
        # The rule looked at a whole table; the text it stumbled over says where: of two that are alike, the second.
        row = max((at for at, line in enumerate(content.splitlines(), 1) if f'"{named}"' in line), default=row)
        return Problem(kind, {"key": key, **details["ctx"]}, file=file, row=row, value=named)
    value = details["input"]
    shown = str(value) if isinstance(value, str | int | float) else None
    values = {"key": key, "detail": details["msg"]}
    return Problem(_KINDS.get(kind, "guide_value_wrong"), values, file=file, row=row, value=shown)
