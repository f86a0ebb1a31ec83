"""From a TOML file to a checked model (an instrument, a guide), or to every mistake in it with line, key and repair."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from culture_diag.errors import CultureDiagError, Problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)
Explain = Callable[["ErrorDetails", str, str], Problem]
"""Of what pydantic found, the file's content and its name: the problem."""


def bundled_ids(folder: Traversable) -> tuple[str, ...]:
    """List the ids of the TOML files of a folder, sorted.

    Examples
    --------
    >>> from importlib.resources import files
    >>> bundled_ids(files("culture_diag.instrument") / "bundled")
    ('invitation-challenge', 'learning-process-outcome')
    """
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def load_model(
    source: str | Path,
    model: type[Model],
    *,
    folder: Traversable,
    explain: Explain,
    raises: type[CultureDiagError],
    unknown: str,
    lang: str | None,
) -> Model:
    """Load a model by the id of a bundled file, or from a file of one's own.

    Parameters
    ----------
    source : str or Path
        A bundled id or the path of a ``.toml`` file.
    model : type
    folder : Traversable
        Where the bundled files are.
    explain : callable
        What makes a problem of a fault of the model.
    raises : type
        Of the error: unknown, unreadable, no TOML (the line is named), or a model with faults (all are named).
    unknown : str
        Key of the error for a source that is neither.
    lang : {"nl", "en"} or None
        Language of the error text.
    """
    name, known = str(source), bundled_ids(folder)
    if name in known:
        content, file = (folder / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml"
    else:
        path = Path(source)
        if path.suffix != ".toml" or not path.is_file():
            raise raises.of(unknown, lang=lang, asked=name, known=", ".join(known))
        try:
            content, file = path.read_bytes().decode("utf-8-sig"), path.name
        except (OSError, UnicodeDecodeError) as error:
            raise raises(Problem("unreadable_instrument", file=path.name), lang=lang) from error
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        row = int(found[1]) if found else content.count("\n") + 1
        problem = Problem("broken_toml", {"line": row, "detail": str(error)}, file=file, row=row)
        raise raises(problem, lang=lang) from error
    try:
        return model.model_validate(table)
    except ValidationError as error:
        problems = [explain(details, content, file) for details in error.errors(include_url=False)]
        raise raises(problems, lang=lang) from error


def key_of(location: Iterable[str | int], *, whole: str) -> str:
    """Write the path of a key as a reader counts: from 1; `whole` for the file itself.

    Examples
    --------
    >>> key_of(("scales", 0, "name"), whole="instrument"), key_of((), whole="instrument")
    ('scales.1.name', 'instrument')
    """
    return ".".join(part if isinstance(part, str) else str(part + 1) for part in location) or whole


def line_of(content: str, location: Iterable[str | int]) -> int | None:
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
