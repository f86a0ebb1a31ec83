"""ARCHITECTURE.md is true: its rooms are those of the code in their order, with what they import, and names exist."""

import ast
import re
from pathlib import Path

import pytest

from tests import import_checks as check
from tests.test_imports import PACKAGE, RANK, READING_WINGS

TEXT = (Path(__file__).parents[1] / "ARCHITECTURE.md").read_text(encoding="utf-8")


def table(heading):
    """Return the rows of the table under a heading, cell by cell."""
    after = TEXT.partition(f"| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in after]


def ticked(cell):
    return re.findall(r"`([^`]+)`", cell)


def rooms(cell):
    return [name.rstrip("/").removesuffix(".py") for name in ticked(cell)]


ROOMS = {tuple(rooms(row[0])): row for row in table("room")}
WINGS = {row[0].strip("`/"): row for row in table("wing")}


def defined(folder):
    """Return the names of files, folders, functions, classes and constants in a part of the package."""
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.py"))
    names = {path.stem for path in files} | {path.name for path in folder.rglob("*") if path.is_dir()}
    for path in files:
        for node in ast.walk(check.parse(path)):
            names |= {node.name} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
    return names


def test_rooms_stand_in_their_order():
    listed = [room for named in ROOMS for room in named]
    assert set(listed) == set(RANK) - {"__main__"}
    assert len(listed) == len(set(listed))
    ranks = [RANK[room] for room in listed]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("named", ROOMS, ids=" ".join)
def test_a_room_imports_what_is_said(named):
    files = [path for path in PACKAGE.rglob("*.py") if check.room(path, PACKAGE) in named]
    imported = {room for path in files for room in check.rooms_imported(path, PACKAGE)} - set(named)
    assert sorted(imported, key=lambda room: (RANK[room], room)) == rooms(ROOMS[named][2])


@pytest.mark.parametrize("named", [*ROOMS, *WINGS], ids=str)
def test_what_is_named_in_a_room_is_there(named):
    """A name in backticks is a file, function or class of that room; with a sign in it it is a path or an example."""
    row = ROOMS.get(named) or WINGS[named]
    folders = [PACKAGE / room for room in named] if named in ROOMS else [PACKAGE / "reading" / named]
    if named == "on top":
        folders = [PACKAGE / "reading"]
    places = [path if path.exists() else path.with_suffix(".py") for path in folders]
    there = set().union(*map(defined, places))
    words = {word.removesuffix("()") for word in ticked(row[1])}
    assert {word for word in words if re.fullmatch(r"\w+", word)} - there - {"Release", "Plan"} == set()


def test_wings_stand_in_their_order():
    assert tuple(name for name in WINGS if name != "on top") == READING_WINGS


@pytest.mark.parametrize("name", sorted({*ticked(TEXT)}))
def test_a_path_that_is_named_exists(name):
    if re.fullmatch(r"[\w./-]+/[\w./-]*|[\w/-]+\.(?:py|md|json|toml)", name) and "*" not in name:
        root = PACKAGE.parent
        inside = [root / name, PACKAGE / name, *PACKAGE.glob(f"*/{name}"), *PACKAGE.glob(f"reading/*/{name}")]
        inside += [path.with_suffix(ending) for path in inside[:2] for ending in (".py", ".js")]
        assert any(path.exists() for path in inside) or name in ("diagnosis.toml", "release.toml")
