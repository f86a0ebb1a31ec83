"""Checks of who imports whom in a package, as functions of its folder: each returns what breaks its rule, as sentences.

Every import counts, those inside functions too. Docstrings and other strings do not: an example is no import.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

STEPS = ("read_responses", "diagnose", "release")
"""Together they lead from answers to what may be shown; only a study puts them together."""


@dataclass(frozen=True)
class Import:
    """One name that a file imports.

    Parameters
    ----------
    source : str
        The module named, such as ``culture_diag.reading``.
    name : str
        What is taken from it; empty where the module itself is bound.
    binds_face : bool
        Whether the importing file can reach everything through the package's own ``__init__``.
    for_types : bool
        Whether only a type checker sees it.
    line : int
    """

    source: str
    name: str
    binds_face: bool
    for_types: bool
    line: int


def module_files(package: Path) -> dict[str, Path]:
    """Map the name of each module in `package` to its file."""
    named = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


def room(path: Path, package: Path) -> str:
    """Return the folder or file of the package's first level that `path` belongs to; the face is ``__init__``."""
    return path.relative_to(package).parts[0].removesuffix(".py")


@cache
def parse(path: Path) -> ast.Module:
    """Parse a file once, however many checks ask for it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path, package: Path) -> tuple[Import, ...]:
    """List what a file imports from its own package."""
    return tuple(one for one in _imports(parse(path), path, package) if one.source.split(".")[0] == package.name)


def _imports(tree: ast.AST, path: Path, package: Path, *, for_types: bool = False) -> Iterator[Import]:
    if isinstance(tree, ast.If) and ast.unparse(tree.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
        branches = [(child, True) for child in tree.body] + [(child, for_types) for child in tree.orelse]
    else:
        branches = [(child, for_types) for child in ast.iter_child_nodes(tree)]
        for source, name, binds_face in _bindings(tree, path, package):
            yield Import(source, name, binds_face, for_types, tree.lineno)
    for child, only_types in branches:
        yield from _imports(child, path, package, for_types=only_types)


def _bindings(node: ast.AST, path: Path, package: Path) -> Iterator[tuple[str, str, bool]]:
    """Yield what one statement imports: from where, what, and whether it gets hold of the face."""
    face = package.name
    if isinstance(node, ast.Import):
        for alias in node.names:
            # `import a.b` binds a, and with it the face; `import a.b as c` binds only b.
            yield alias.name, "", alias.name == face or not alias.asname
    elif isinstance(node, ast.ImportFrom):
        source = _absolute(node, path, package)
        for alias in node.names:
            yield source, alias.name, source == face
    elif isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith("import_module"):
        source = getattr(node.args[0], "value", None)
        if isinstance(source, str):
            yield source, "", source == face


def _absolute(node: ast.ImportFrom, path: Path, package: Path) -> str:
    if not node.level:
        return node.module or ""
    folders = path.relative_to(package.parent).parts[: -node.level]
    return ".".join([*folders, *([node.module] if node.module else [])])


def rooms_imported(path: Path, package: Path) -> set[str]:
    """Return the other rooms that a file imports from."""
    named = {f"{one.source}.{one.name}".split(".")[1] for one in imports(path, package) if one.source != package.name}
    named |= {one.name for one in imports(path, package) if one.source == package.name}
    return (named & _rooms(package)) - {room(path, package)}


@cache
def _rooms(package: Path) -> set[str]:
    return {room(path, package) for path in package.rglob("*.py")} - {"__init__"}


def files_imported(path: Path, package: Path, files: Mapping[str, Path]) -> dict[Path, int]:
    """Return the files that a file needs when it runs, with the line that asks for each."""
    needed: dict[Path, int] = {}
    for one in imports(path, package):
        if one.for_types:
            continue
        # Of `from a import b` b may be a file of its own, and then a's front is no more than the way to it.
        target = files.get(f"{one.source}.{one.name}") or files.get(one.source)
        if target is not None and target != path:
            needed.setdefault(target, one.line)
    return needed


def upward_imports(package: Path, rank: Mapping[str, int]) -> list[str]:
    """Tell the imports between rooms that do not run down."""
    return [
        f"{path.relative_to(package)}: {room(path, package)} may not import {other}"
        for path in _files(package)
        for other in sorted(rooms_imported(path, package))
        if rank[other] >= rank[room(path, package)]
    ]


def backward_imports(package: Path, folder: str, order: Sequence[str]) -> list[str]:
    """Tell the imports within `folder` from a wing that comes later; files beside the wings come last."""

    def step(path: Path) -> int:
        wing = path.relative_to(package / folder).parts[0]
        return order.index(wing) if wing in order else len(order)

    files = module_files(package)
    return [
        f"{path.relative_to(package)}:{line} may not import {other.relative_to(package)}"
        for path in sorted((package / folder).rglob("*.py"))
        for other, line in files_imported(path, package, files).items()
        if other.is_relative_to(package / folder) and step(other) > step(path)
    ]


def circles(package: Path) -> list[str]:
    """Tell the circles between files; imports for types alone do not count, since they never run.

    Of circles that touch each other one is told at a time.
    """
    files = module_files(package)
    graph = {path: set(files_imported(path, package, files)) for path in files.values()}
    told = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[Path] = list(reversed(error.args[1]))
            told.append(" → ".join(str(path.relative_to(package)) for path in circle))
            graph[circle[0]].discard(circle[1])
        else:
            return told


def face_imports(package: Path) -> list[str]:
    """Tell the imports of the package's face: through it any file reaches every room."""
    return [
        f"{path.relative_to(package)}:{one.line} imports {package.name} itself"
        for path in _files(package)
        for one in imports(path, package)
        if one.binds_face
    ]


def assembling(package: Path, rank: Mapping[str, int], *, door: str = "disclosure", study: str = "study") -> list[str]:
    """Tell the imports, above the door and outside the study, of the steps from answers to a release.

    A module that holds such a step counts too: ``import a.disclosure as d`` is followed by ``d.release``.
    """
    files = module_files(package)
    return [
        f"{path.relative_to(package)}:{one.line} imports {step} of {one.source}"
        for path in _above(package, rank, door, study)
        for one in imports(path, package)
        for module, step in _steps_reached(one, files)
        if _defined_below(module, step, package, files, rank, door)
    ]


def _steps_reached(one: Import, files: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    """Yield what an import gets hold of, as module and name: a step itself, or a module that has it."""
    if one.name in STEPS:
        yield one.source, one.name
    module = one.source if one.name in ("", "*") else f"{one.source}.{one.name}"
    if module in files:
        yield from ((module, step) for step in STEPS)


def _defined_below(
    module: str, name: str, package: Path, files: Mapping[str, Path], rank: Mapping[str, int], door: str
) -> bool:
    """Tell whether `name` of `module`, handed on or not, is defined at the door or below; a command may bear it too."""
    path = files.get(module)
    for node in parse(path).body if path is not None else ():
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return rank.get(room(path, package), 0) <= rank[door]
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if name == (alias.asname or alias.name):
                    source = _absolute(node, path, package)
                    return _defined_below(source, alias.name, package, files, rank, door)
    return False


def diagnosis_seen(
    package: Path, rank: Mapping[str, int], *, door: str = "disclosure", study: str = "study"
) -> list[str]:
    """Tell where, above the door and outside the study, something of the room diagnosis is imported or named."""
    told = []
    for path in _above(package, rank, door, study):
        if "diagnosis" in rooms_imported(path, package):
            told.append(f"{path.relative_to(package)} imports diagnosis")
        told += [
            f"{path.relative_to(package)}:{node.lineno} names Diagnosis"
            for node in ast.walk(parse(path))
            if "Diagnosis" in (getattr(node, "id", ""), getattr(node, "attr", ""))
        ]
    return told


def _files(package: Path) -> list[Path]:
    """List the files of the rooms: all but the face."""
    return [path for path in sorted(package.rglob("*.py")) if path != package / "__init__.py"]


def _above(package: Path, rank: Mapping[str, int], door: str, study: str) -> list[Path]:
    return [path for path in _files(package) if rank[room(path, package)] > rank[door] and room(path, package) != study]
