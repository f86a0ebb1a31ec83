"""What somebody did wrong who wrote TOML by hand: the usual mistakes by their name, never the words of a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from culture_diag.errors import Problem

_CURLY = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚", "'"))
_YES = frozenset({"ja", "waar", "yes", "on", "aan", "true"})
_NO = frozenset({"nee", "onwaar", "no", "off", "uit", "false"})
_ENTRY = re.compile(r"""(?P<before>\s*[^=\s"'#][^="'#]*=\s*)(?P<value>[^#]*?)(?P<after>\s*(?:#.*)?)""")
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_LABEL = re.compile(r"[0-9]+(?:[-/][0-9]+){1,2}")
"""A month or a school year: text, though it is written in figures."""
_PERCENT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%")


def toml_mistake(message: str, content: str, file: str) -> Problem:
    """Say of a text that is no TOML what is wrong with which line, and how that line should be.

    Parameters
    ----------
    message : str
        What the parser says: for the number of the line, and whether something is there twice.

    Examples
    --------
    >>> problem = toml_mistake("Expected newline (at line 1, column 11)", "margin = 0,2", "a.toml")
    >>> problem.key, problem.row, problem.values["mended"]
    ('toml_comma', 1, 'margin = 0.2')
    """
    lines = content.splitlines() or [""]
    named_line = re.search(r"line (\d+)", message)
    row = min(int(named_line[1]) if named_line else len(lines), len(lines))
    line = lines[row - 1].strip()
    if message.startswith(("Cannot overwrite", "Cannot declare")):
        table = re.fullmatch(r"\[([^\[\]]+)\]", _unquoted(line).strip())
        values = {"line": row, "entry": line, "mended": f"[{line}]"}
        return Problem("toml_twice_table" if table else "toml_twice", values, file=file, row=row)
    key, mended = next(_mistakes(line), ("broken_toml", line))
    opened = _opened_above(lines[: row - 1]) if key in ("broken_toml", "toml_no_value", "toml_bracket") else None
    if opened is not None:
        row, line, key = opened, lines[opened - 1].strip(), "toml_bracket"
    entry = mended if key == "toml_backslash" else line
    return Problem(key, {"line": row, "entry": entry, "mended": mended}, file=file, row=row)


def _opened_above(lines: list[str]) -> int | None:
    """Find the line on which a list was opened that is not closed: the parser is lost only below it."""
    for at in range(len(lines), 0, -1):
        line = _unquoted(lines[at - 1])
        if line.count("[") > line.count("]"):
            return at
        if "=" in line or "]" in line:
            return None
    return None


def _unquoted(line: str) -> str:
    """Return what stands outside quotes and comments."""
    return re.sub(r'"[^"]*"|\'[^\']*\'', "", line).partition("#")[0]


def _mistakes(line: str) -> Iterator[tuple[str, str]]:
    """Yield what may be wrong with a line, the likeliest first, with the line as it should be."""
    if "\\" in line:
        yield "toml_backslash", line.replace("\\", "/")
    outside = _unquoted(line)
    if outside.translate(_CURLY) != outside:
        yield "toml_quotes_curly", line.translate(_CURLY)
    if '"' in outside or "'" in outside:
        yield "toml_quote_missing", line
    if outside.count("[") != outside.count("]"):
        yield "toml_bracket", line
    entry = _ENTRY.fullmatch(line)
    if entry is not None and entry["value"]:
        yield from _wrong_values(entry["before"], entry["value"], entry["after"])
    elif entry is not None or not ("=" in outside or outside.startswith("[")):
        yield "toml_no_value", line


def _wrong_values(before: str, value: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield what may be wrong with what stands after the sign =."""
    if _PERCENT.search(value):
        yield "toml_percent", before + _PERCENT.sub(_as_share, value) + after
    if _COMMA.fullmatch(value):
        yield "toml_comma", before + value.replace(",", ".") + after
    if value.casefold() in _YES | _NO:
        yield "toml_yes_no", before + ("true" if value.casefold() in _YES else "false") + after
    if not re.match(r"""["'\[{0-9+=-]""", value) or _LABEL.fullmatch(value):
        yield "toml_text_bare", f'{before}"{value}"{after}'


def _as_share(percentage: re.Match[str]) -> str:
    return f"{float(percentage[1].replace(',', '.')) / 100:g}"
