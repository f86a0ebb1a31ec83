"""From a TOML file to a checked model (an instrument, a guide), or to every mistake in it with line, key and repair."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from culture_diag.errors import CultureDiagError, Problem
from culture_diag.i18n import default_language, text
from culture_diag.instrument.toml_mistakes import toml_mistake
from culture_diag.paths import is_file

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)
Explain = Callable[["ErrorDetails", str, str], Problem]
"""Of what pydantic found, the file's content and its name: the problem."""

TABLE_MISSING, KEY_UNKNOWN = "table_missing", "key_unknown"
"""Kinds of problems: one missing ``[table]`` makes every key below it unknown."""


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
        if path.suffix != ".toml" or not is_file(path):
            raise raises.of(unknown, lang=lang, asked=name, known=", ".join(known))
        try:
            content, file = path.read_bytes().decode("utf-8-sig"), path.name
        except (OSError, UnicodeDecodeError) as error:
            raise raises(Problem("unreadable_instrument", file=path.name), lang=lang) from error
    return checked_model(content, file, model, explain=explain, raises=raises, lang=lang)


def load_settings(
    path: str | Path, model: type[Model], *, raises: type[CultureDiagError], lang: str | None
) -> tuple[Model, str]:
    """Load a file that a person keeps (a mapping, a project).

    Returns
    -------
    model
    content : str
        Of the file, to find the line of a key in (:func:`line_of`).

    Raises
    ------
    raises
        If there is no such file, it is no text or no TOML, or a key is unknown, missing or has a wrong value: all at
        once, each with its line and what to write there.
    """
    path = Path(path)
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        key = "toml_absent" if isinstance(error, OSError) else "toml_not_text"
        raise raises(Problem(key, {"name": str(path)}, file=path.name), lang=lang) from error

    def explain(details: ErrorDetails, content: str, file: str) -> Problem:
        return settings_fault(details, content, file, model=model, lang=lang or default_language())

    try:
        return checked_model(content, path.name, model, explain=explain, raises=raises, lang=lang), content
    except raises as error:
        raise raises(_without_consequences(error.problem_list), lang=lang) from error


def _without_consequences(problems: Sequence[Problem]) -> list[Problem]:
    """Leave out the keys that are only unknown because the line with the name of their table is missing."""
    absent = {str(problem.values["name"]): problem for problem in problems if problem.kind == TABLE_MISSING}
    for problem in problems:
        if problem.values.get("near") in absent:  # it is there, and mistyped
            return [other for other in problems if other is not absent[str(problem.values["near"])]]
    if not absent:
        return list(problems)
    return [problem for problem in problems if problem.kind != KEY_UNKNOWN or "." in str(problem.values["key"])]


def checked_model(
    content: str,
    file: str,
    model: type[Model],
    *,
    explain: Explain,
    raises: type[CultureDiagError],
    lang: str | None,
) -> Model:
    """Check the content of a TOML file as a model."""
    try:
        table = tomllib.loads(content)
    except (ValueError, RecursionError) as error:  # also a number or a nesting without end
        raise raises(toml_mistake(str(error), content, file), lang=lang) from error
    try:
        return model.model_validate(table)
    except ValidationError as error:
        problems = [explain(details, content, file) for details in error.errors(include_url=False)]
        raise raises(problems, lang=lang) from error


def settings_fault(details: ErrorDetails, content: str, file: str, *, model: type[BaseModel], lang: str) -> Problem:
    """Say of one fault of a settings file which line it is about, and what may stand there.

    Parameters
    ----------
    details : dict
        What pydantic found.
    model : type
        The model of the whole file: it tells which keys there are.
    """
    location = details["loc"]
    key, row = key_of(location, whole=file), line_of(content, location)
    if details["type"] == "extra_forbidden":
        known = _known_keys(model, location[:-1])
        under = [name for name in _tables(model) if location[-1] in _known_keys(model, [name])]
        if len(location) == 1 and len(under) == 1:
            return Problem("toml_key_elsewhere", {"key": key, "table": under[0]}, file=file, row=row)
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        values = {"key": key, "known": ", ".join(known), **({"near": near[0]} if near else {})}
        unknown = "toml_key_unknown_near" if near else "toml_key_unknown"
        return Problem(unknown, values, file=file, row=row, kind=KEY_UNKNOWN)
    if details["type"] == "missing" and isinstance(location[-1], str):
        if location[-1] in _tables(model) and len(location) == 1:
            return Problem("toml_table_missing", {"name": location[-1]}, file=file, row=row, kind=TABLE_MISSING)
        return Problem("toml_key_missing", {"key": key, "name": location[-1]}, file=file, row=row)
    value = details.get("input")
    shown = str(value) if isinstance(value, str | int | float) else None
    return Problem(
        "toml_value_wrong", {"key": key, "kind": _kind_of_value(details, lang)}, file=file, row=row, value=shown
    )


def model_fault(details: ErrorDetails, content: str, file: str, *, model: str) -> Problem:
    """Say of one fault of a bundled kind of model which key and line it is about.

    Parameters
    ----------
    details : dict
        What pydantic found.
    model : str
        What the file holds, as its entries of the errors catalogue begin.
    """
    location = details["loc"]
    # What is missing stands nowhere: its table is sought, not another key of the same name further down.
    row = line_of(content, location[:-1] if details["type"] == "missing" else location)
    ending = {"missing": "key_missing", "extra_forbidden": "key_unknown"}.get(details["type"], "value_wrong")
    value = details.get("input")
    shown = str(value) if isinstance(value, str | int | float) else None
    values = {"key": key_of(location, whole=model), "detail": details["msg"]}
    return Problem(f"{model}_{ending}", values, file=file, row=row, value=shown)


_KINDS = {"string": "text", "int": "whole", "float": "number", "bool": "yes_no", "tuple": "list", "dict": "table",
          "model": "table", "date": "text", "literal": "choice", "too": "list", "missing": "list"}  # fmt: skip


def _kind_of_value(details: ErrorDetails, lang: str) -> str:
    """Say in words what kind of value is meant, by the first part of what pydantic calls the fault."""
    context = details.get("ctx", {})
    value = details.get("input")
    if details["type"] == "tuple_type":
        if isinstance(value, dict):
            return text("errors.kind.tables", lang, name=details["loc"][-1])
        if isinstance(value, str | int | float) and "gate" not in details["loc"]:
            return text("errors.kind.items", lang, example=f"[{json.dumps(value, ensure_ascii=False)}]")
    if details["type"] in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        sign = {"greater": "≥" if "ge" in context else ">", "less": "≤" if "le" in context else "<"}
        bound = next(context[name] for name in ("ge", "gt", "le", "lt") if name in context)
        return text("errors.kind.bound", lang, bound=f"{sign[details['type'].split('_')[0]]} {bound:g}")
    kind = _KINDS.get(details["type"].split("_")[0], "other")
    known = str(context.get("expected", "")).replace("'", '"').replace('" or "', '", "')
    example = json.dumps("" if isinstance(value, dict | list) else str(value), ensure_ascii=False)
    return text(f"errors.kind.{kind}", lang, known=known, example=example)


def _tables(model: type[BaseModel]) -> list[str]:
    """List the keys of a model that stand as a table of their own, under ``[name]``."""
    return [
        name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is dict or list(_models(field.annotation))
    ]


def _known_keys(model: type[BaseModel], location: Iterable[str | int]) -> list[str]:
    """List the keys of the table at a place of a model."""
    for part in location:
        if isinstance(part, int):
            continue
        inner = list(_models(model.model_fields[part].annotation)) if part in model.model_fields else []
        if not inner:
            return []
        model = inner[0]
    return list(model.model_fields)


def _models(annotation: object) -> Iterable[type[BaseModel]]:
    """Find the models within an annotation, such as that of ``tuple[Wave, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def toml_text(value: str) -> str:
    r"""Write a text as TOML does.

    Examples
    --------
    >>> toml_text('zeg "ja"'), toml_text("é")
    ('"zeg \\"ja\\""', '"é"')
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


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
        name = rf"[\"']?{re.escape(part)}[\"']?"  # a name of several words stands between quotes
        key = re.compile(rf"\s*(?:[\w-]+\s*\.\s*)*{name}\s*[=.]|.*[{{,]\s*{name}\s*=")
        at = next((row for row in range(at, end) if header.match(lines[row]) or key.match(lines[row])), at)
    return at + 1 if lines else None
