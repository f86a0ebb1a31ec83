"""Figures of the code itself: how large, how deep, how often it says why.

Run ``python benchmarks/house.py [CHECKOUT]``, by default on the checkout that this file is in. Nothing of the checkout
is run: its source is read. Circles are counted by the checker that the tests use.

The way of the option ``min_n`` is a best effort. Calls are followed as far as names tell: to functions of the same
file, imported ones, methods and properties of any class by that name; a function handed on as a value is lost, and so
is what stands in the source of a page. Of the functions on a way from some command to ``release`` those above the door
and outside the media are counted (`OPTION_ROOMS`) that have ``min_n`` in them, as a name, a keyword, an attribute or a
text; to read it off a result's settings does not count. A file that declares it outside any function counts as a file.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path.insert(0, str(HERE))

from tests import import_checks  # noqa: E402  the tests lie beside this folder, in no package that is installed

Function = ast.FunctionDef | ast.AsyncFunctionDef
OPTION = "min_n"
OPTION_ROOMS = ("cli", "study", "project", "explorer", "workshop")
"""Rooms that hand options on; `project` is what study was called. The others take a release and read it off there."""
VAGUE = {"found", "said", "told"}
LONG = 50
"""Lines of a function, its docstring left out, above which it is counted as long."""


@dataclass(frozen=True)
class Source:
    """A file of Python, as text and as a tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def functions(self) -> list[Function]:
        """All functions, methods and inner ones too."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]


def read(paths: Iterable[Path]) -> list[Source]:
    texts = ((path, path.read_text(encoding="utf-8")) for path in sorted(paths))
    return [Source(path, text, ast.parse(text)) for path, text in texts]


def count_lines(paths: Iterable[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def docstring_lines(node: ast.AST) -> int:
    if isinstance(node, Function | ast.ClassDef | ast.Module) and ast.get_docstring(node) is not None:
        first = node.body[0]
        return (first.end_lineno or first.lineno) - first.lineno + 1
    return 0


def function_lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)


def comments(source: Source) -> int:
    """Count the comments; those for a tool are none."""
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    found = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return sum(not re.match(r"#\s*(noqa|type:|fmt:|pragma|ruff)", comment) for comment in found)


def code_lines(source: Source) -> int:
    """Count the lines that are neither blank nor comment nor docstring."""
    lines = sum(bool(line.strip()) and not line.strip().startswith("#") for line in source.text.splitlines())
    spaces = sum(
        not line.strip()
        for node in ast.walk(source.tree)
        if docstring_lines(node)
        for line in source.text.splitlines()[node.body[0].lineno - 1 : node.body[0].end_lineno]
    )
    return lines - sum(docstring_lines(node) for node in ast.walk(source.tree)) + spaces


def has_vague_local(node: Function) -> bool:
    stored = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    return bool(stored & VAGUE)


def way_of_option(sources: list[Source], package: Path) -> tuple[int, int]:
    """Return how many functions and how many files have the option in them on its way from a command to a release."""
    home = {id(node): source.path for source in sources for node in source.functions}
    calls = call_graph(sources, package)
    callers: dict[int, set[int]] = defaultdict(set)
    for caller, targets in calls.items():
        for target in targets:
            callers[target].add(caller)
    nodes = [node for source in sources for node in source.functions]
    commands = [id(node) for node in nodes if is_command(node, home[id(node)], package)]
    door = package / "disclosure"
    goals = [id(node) for node in nodes if node.name == "release" and home[id(node)].is_relative_to(door)]
    between = (reach(commands, calls) & reach(goals, callers)) - set(goals)
    handing_on = {source.path for source in sources if import_checks.room(source.path, package) in OPTION_ROOMS}
    passing = [node for node in nodes if id(node) in between and home[id(node)] in handing_on and mentions(node)]
    declared = {
        source.path
        for source in sources
        if source.path in handing_on
        and any(mentions(node) for node in source.tree.body if not isinstance(node, Function))
    }
    return len(passing), len({home[id(node)] for node in passing} | declared)


def call_graph(sources: list[Source], package: Path) -> dict[int, set[int]]:
    """Map each function to those that it calls and the properties it asks for, as far as names tell."""
    top, methods = defaultdict(list), defaultdict(list)
    for source in sources:
        within = {id(node) for one in source.tree.body if isinstance(one, ast.ClassDef) for node in one.body}
        for node in source.functions:
            (methods if id(node) in within else top)[node.name].append((source.path, node))
    properties = {name for name, nodes in methods.items() if any(is_property(node) for _, node in nodes)}

    def by_name(name: str, path: Path, imported: dict[str, tuple[str, str]]) -> list[Function]:
        room, name = imported.get(name, ("", name))
        return [
            node for file, node in top[name] if (import_checks.room(file, package) == room if room else file == path)
        ]

    def targets(node: ast.AST, path: Path, imported: dict[str, tuple[str, str]]) -> list[Function]:
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name):
            return by_name(called.id, path, imported)
        if isinstance(called, ast.Attribute):
            is_module = isinstance(called.value, ast.Name) and called.value.id in imported
            return [target for _, target in (top if is_module else methods)[called.attr]]
        if isinstance(node, ast.Attribute) and node.attr in properties:
            return [target for _, target in methods[node.attr] if is_property(target)]
        return []

    graph = {}
    for source in sources:
        imported = imported_names(source.tree)
        for function in source.functions:
            called = (targets(node, source.path, imported) for node in ast.walk(function))
            graph[id(function)] = {id(target) for some in called for target in some}
    return graph


def imported_names(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Map each name that a file imports from the package to the room it comes from and its name there."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("culture_diag."):
            room = (node.module or "").split(".")[1]
            names |= {alias.asname or alias.name: (room, alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.asname: ("", "") for alias in node.names if alias.asname and "culture_diag" in alias.name}
    return names


def is_property(node: Function) -> bool:
    return any(ast.unparse(one).endswith("property") for one in node.decorator_list)


def is_command(node: Function, path: Path, package: Path) -> bool:
    decorated = any("command" in ast.unparse(one) for one in node.decorator_list)
    return decorated and path.is_relative_to(package / "cli")


def reach(starts: list[int], edges: dict[int, set[int]]) -> set[int]:
    reached, waiting = set(starts), list(starts)
    while waiting:
        fresh = edges.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting += fresh
    return reached


def mentions(node: ast.AST) -> bool:
    """Tell whether the option is in a piece of code; to read it off a result is not to pass it."""
    return any(
        OPTION in (getattr(one, key, None) for key in ("id", "arg", "value"))
        or (isinstance(one, ast.Attribute) and one.attr == OPTION and not ast.unparse(one.value).endswith("settings"))
        for one in ast.walk(node)
    )


def notebook_figures(folder: Path) -> dict[str, int]:
    cells = [
        "".join(cell["source"])
        for path in sorted(folder.glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    lines = [line for cell in cells for line in cell.splitlines() if line.strip()]
    return {
        "notebooks: code cells": len(cells),
        "notebooks: lines of code": len(lines),
        "notebooks: asserts": sum(line.lstrip().startswith("assert") for line in lines),
    }


def figures(checkout: Path) -> dict[str, object]:
    """Measure a checkout."""
    package = checkout / "culture_diag"
    sources = read(package.rglob("*.py"))
    functions = [(function_lines(node), node, source.path) for source in sources for node in source.functions]
    longest, node, place = max(functions, key=lambda function: function[0])
    size, file = max((len(source.text.splitlines()), source.path) for source in sources)
    documented = [
        ast.get_docstring(node) or ""
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, Function | ast.ClassDef | ast.Module)
    ]
    passes, files = way_of_option(sources, package)
    code = sum(map(code_lines, sources))
    return {
        "lines of Python, package": count_lines(package.rglob("*.py")),
        "lines of Python, tests": count_lines((checkout / "tests").rglob("*.py")),
        "lines of JavaScript and CSS": count_lines([*package.rglob("*.js"), *package.rglob("*.css")]),
        "lines of TOML": count_lines(package.rglob("*.toml")),
        "files of Python, package": len(sources),
        "circles between files": len(import_checks.circles(package)),
        "circles between files, imports for types too": len(import_checks.circles(package, for_types=True)),
        "imports of the package's face": len(import_checks.face_imports(package)),
        "longest function, without docstring": f"{longest} ({place.relative_to(package)}: {node.name})",
        f"functions over {LONG} lines": sum(lines > LONG for lines, _, _ in functions),
        "functions": len(functions),
        "longest file": f"{size} ({file.relative_to(package)})",
        "docstrings": sum(map(bool, documented)),
        'docstrings that begin with "Give"': sum(text.startswith(("Give ", "Gives ")) for text in documented),
        f"functions with a local {', '.join(sorted(VAGUE))}": sum(has_vague_local(one) for _, one, _ in functions),
        "comments a hundred lines of code": f"{100 * sum(map(comments, sources)) / code:.1f}",
        f"functions that {OPTION} passes by name": passes,
        f"files that {OPTION} passes by name": files,
        **notebook_figures(checkout / "notebooks"),
    }


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Print the figures, and return them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkout", type=Path, nargs="?", default=HERE)
    found = {name: str(figure) for name, figure in figures(parser.parse_args(arguments).checkout.resolve()).items()}
    for name, figure in found.items():
        print(f"{name:50} {figure}")
    return found


if __name__ == "__main__":
    main()
