"""Data goes one way through reading: a wing imports only wings before it, and no two files import each other."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

READING = Path(__file__).parents[2] / "culture_diag" / "reading"
WAY = ("common", "files", "exports", "columns", "values", "mapping")
MODULES = {
    ".".join(("culture_diag.reading", *path.relative_to(READING).with_suffix("").parts)): path
    for path in sorted(READING.rglob("*.py"))
    if path.name != "__init__.py"
}


def imported(path):
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.module for node in tree if isinstance(node, ast.ImportFrom) and node.module in MODULES}


def step(module):
    wing = module.split(".")[2]
    return WAY.index(wing) if wing in WAY else len(WAY)


@pytest.mark.parametrize("module", MODULES)
def test_a_wing_imports_only_wings_before_it(module):
    assert [other for other in imported(MODULES[module]) if step(other) > step(module)] == []


def test_no_circle_between_files():
    list(TopologicalSorter({module: imported(path) for module, path in MODULES.items()}).static_order())
