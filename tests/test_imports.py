"""The street runs one way: who may import whom, and what a light import loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "culture_diag"

# From the ground up. A room may import rooms of a lower rank only; those of one rank do not know each other.
RANK = {
    "i18n": 0,
    "errors": 1,
    "paths": 2,
    "instrument": 3,
    "statistics": 3,
    "questionnaire": 4,
    "reading": 4,
    "scoring": 5,
    "quality": 5,
    "simulation": 5,
    "sample": 5,
    "diagnosis": 6,
    "planning": 6,
    "disclosure": 7,
    "guide": 7.5,
    "story": 8,
    "plotting": 9,
    "frontend": 9,
    "report": 9,
    "study": 8,
    "explorer": 12,
    "present": 10,
    "lab": 10,
    "workshop": 13,
    "console": 10,
    "cli": 14,
    "__main__": 15,
}
DOOR = RANK["disclosure"]
FILES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> list[tuple[str, list[str]]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, [alias.name for alias in node.names]))
        elif isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
    return found


def rooms_imported(path: Path) -> set[str]:
    rooms = set()
    for module, names in imported(path):
        parts = module.split(".")
        if parts[0] == "culture_diag":
            rooms |= {parts[1]} if len(parts) > 1 else {name for name in names if name in RANK}
    return rooms - {room(path)}


def test_every_room_has_its_place():
    assert {room(path) for path in FILES} - {"__init__"} <= set(RANK)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down_only(path):
    if room(path) == "__init__":
        return
    for other in rooms_imported(path):
        assert RANK[other] < RANK[room(path)], f"{room(path)} may not import {other}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_above_the_door_sees_a_diagnosis(path):
    # The command line and the top of the package hand a diagnosis to the door; they may name it, not look into it.
    if RANK.get(room(path), 99) <= DOOR or room(path) in ("cli", "__init__"):
        return
    assert "diagnosis" not in rooms_imported(path)
    names = {node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    assert "Diagnosis" not in names


def loaded_by(code: str) -> set[str]:
    program = f"{code}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    return set(done.stdout.split())


def test_a_light_import_loads_nothing_heavy():
    loaded = loaded_by("import culture_diag")
    assert not loaded & {"matplotlib", "seaborn", "IPython", "ipywidgets", "jupyterlab", "scipy.stats", "pandas"}


def test_the_whole_street_to_the_door_needs_no_plotting():
    loaded = loaded_by("import culture_diag as cd; cd.diagnose, cd.release, cd.simulate, cd.read_responses")
    assert not loaded & {"matplotlib", "seaborn", "IPython", "ipywidgets", "jupyterlab", "scipy.stats"}


def test_the_help_loads_neither_pandas_nor_matplotlib():
    loaded = loaded_by("import culture_diag.cli")
    assert not loaded & {"matplotlib", "pandas", "numpy", "pydantic"}


def test_library_code_leaves_pyplot_to_the_caller():
    for path in FILES:
        for module, names in imported(path):
            assert module != "matplotlib.pyplot", path
            assert not (module == "matplotlib" and "pyplot" in names), path


def test_the_engine_knows_no_culture_by_name():
    words = ("invitation", "challenge", "uitnodiging", "uitdaging", "growth", "groei", "cosy", "knus", "apathetic",
             "apathisch", "discouraging", "ontmoedigend")  # fmt: skip
    for path in FILES:
        if room(path) in ("sample", "guide"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        }
        for node in ast.walk(tree):
            said = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            said = getattr(node, "id", "") or getattr(node, "attr", "") or getattr(node, "name", "") or said
            # The id of the bundled instrument may be the default of the command line.
            if isinstance(said, str) and said not in docstrings and said != "invitation-challenge":
                assert not any(word in said.lower() for word in words), f"{path.name}: {said[:60]}"


def test_files_stay_small_enough_to_hold_in_the_head():
    for path in FILES:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 400, f"{path}: {len(lines)} lines"
