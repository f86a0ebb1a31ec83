"""The street runs one way: who may import whom, and what a light import loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests import import_checks as check

PACKAGE = Path(__file__).parents[1] / "culture_diag"

# From the ground up. A room may import rooms of a lower rank only; those of one rank do not know each other.
RANK = {
    "i18n": 0,
    "errors": 1,
    "paths": 2,
    "defaults": 2,
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
    "study": 8,
    "guide": 8,
    "story": 9,
    "plotting": 10,
    "frontend": 10,
    "report": 11,
    "present": 11,
    "explorer": 12,
    "lab": 12,
    "workshop": 13,
    "console": 13,
    "cli": 14,
    "__main__": 15,
}
# Within reading data goes the same way; the files beside the wings put them together.
READING_WINGS = ("common", "files", "exports", "columns", "values", "mapping")
FILES = sorted(PACKAGE.rglob("*.py"))


def test_every_room_has_its_place():
    assert {check.room(path, PACKAGE) for path in FILES} - {"__init__"} <= set(RANK)


def test_imports_point_down_only():
    assert check.upward_imports(PACKAGE, RANK) == []


def test_a_wing_of_reading_imports_only_wings_before_it():
    assert all((PACKAGE / "reading" / wing).is_dir() for wing in READING_WINGS)
    assert check.backward_imports(PACKAGE, "reading", READING_WINGS) == []


def test_no_circle_between_files():
    assert check.circles(PACKAGE) == []


def test_no_room_imports_the_face_of_the_package():
    assert check.face_imports(PACKAGE) == []


def test_only_a_study_leads_from_answers_to_a_release():
    assert check.assembling(PACKAGE, RANK) == []


def test_nothing_above_the_door_sees_a_diagnosis():
    # A study hands a diagnosis to the door and to the advisor who asks for it; no other room looks into one.
    assert check.diagnosis_seen(PACKAGE, RANK) == []


@pytest.fixture
def tree(tmp_path):
    """A package of few files, made of what a test says is in them."""

    def make(**sources):
        for name, source in {
            "__init__": "",
            "diagnosis/__init__": "from culture_diag.diagnosis.build_diagnosis import diagnose",
            "diagnosis/build_diagnosis": "def diagnose(): ...",
            "disclosure/__init__": "from culture_diag.disclosure.build_release import release",
            "disclosure/build_release": "from culture_diag.diagnosis import Diagnosis\ndef release(): ...",
            "reading/__init__": "from culture_diag.reading.responses import read_responses",
            "reading/responses": "def read_responses(): ...",
            **{name if "/" in name else name.replace("__", "/"): source for name, source in sources.items()},
        }.items():
            path = tmp_path / "culture_diag" / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")
        return tmp_path / "culture_diag"

    return make


WITHIN = "def draw():\n    {}"
FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {}"


@pytest.mark.parametrize("place", ["{}", WITHIN, FOR_TYPES])
@pytest.mark.parametrize(
    "line",
    [
        "from culture_diag.cli.app import main",
        "from culture_diag.cli import app",
        "from culture_diag import cli",
        "import culture_diag.cli.app as app",
        "from ..cli.app import main",
        "from .. import cli",
        "from culture_diag.frontend import scene",
    ],
)
def test_an_import_that_runs_up_or_aside_is_found(tree, line, place):
    package = tree(plotting__plane=place.format(line), cli__app="", frontend__scene="")
    assert len(check.upward_imports(package, RANK)) == 1


def test_an_import_that_runs_down_passes(tree):
    package = tree(plotting__plane="from culture_diag.story import marks\nimport pandas", story__marks="")
    assert check.upward_imports(package, RANK) == []


def test_an_import_from_a_later_wing_is_found(tree):
    package = tree(
        reading__common__table="from culture_diag.reading.values import dates",
        reading__values__dates="from culture_diag.reading.common.table import Table",
        reading__files__open="from culture_diag.reading import responses",
    )
    assert check.backward_imports(package, "reading", READING_WINGS) == [
        "reading/common/table.py:1 may not import reading/values/dates.py",
        "reading/files/open.py:1 may not import reading/responses.py",
    ]


@pytest.mark.parametrize("place", ["{}", WITHIN])
@pytest.mark.parametrize(
    "line",
    [
        "from culture_diag.story import marks",
        "from culture_diag.story.marks import draw",
        "from .marks import draw",
        "from importlib import import_module; import_module('culture_diag.story.marks')",
    ],
)
def test_a_circle_between_files_is_found(tree, line, place):
    package = tree(story__words=place.format(line), story__marks="from culture_diag.story.words import say")
    assert sorted(check.circles(package)[0].split(" → ")[1:]) == ["story/marks.py", "story/words.py"]


def test_circles_that_touch_are_all_found(tree):
    package = tree(
        story__a="from culture_diag.story import b, c",
        story__b="from culture_diag.story import a",
        story__c="from culture_diag.story import a",
    )
    assert len(check.circles(package)) == 2


def test_a_file_that_imports_the_front_of_its_room_is_a_circle(tree):
    package = tree(
        **{"story/__init__": "from culture_diag.story.words import say", "story/words": "import culture_diag.story"}
    )
    assert len(check.circles(package)) == 1


def test_an_import_for_types_makes_no_circle(tree):
    line = FOR_TYPES.format("from culture_diag.story.marks import Mark")
    package = tree(story__words=line, story__marks="from culture_diag.story.words import say")
    assert check.circles(package) == []
    assert len(check.circles(package, for_types=True)) == 1


@pytest.mark.parametrize("place", ["{}", WITHIN])
@pytest.mark.parametrize(
    "line",
    [
        "import culture_diag",
        "import culture_diag as cd",
        "import culture_diag.story",
        "from culture_diag import diagnose",
        "from .. import diagnose",
        "import importlib; importlib.import_module('culture_diag')",
    ],
)
def test_an_import_of_the_face_is_found(tree, line, place):
    assert len(check.face_imports(tree(plotting__plane=place.format(line)))) == 1


def test_a_plot_that_looks_through_the_face_at_respondents_is_found(tree):
    plot = "import culture_diag as cd\ndef plot(r):\n    return cd.diagnose(r).respondents"
    assert check.face_imports(tree(plotting__plane=plot)) == ["plotting/plane.py:1 imports culture_diag itself"]


def test_the_face_in_a_docstring_or_in_the_source_of_a_page_is_no_import(tree):
    source = '"""Draw.\n\n>>> from culture_diag import diagnose\n"""\nPAGE = "import culture_diag as cd"'
    package = tree(plotting__plane=source, story__words="import culture_diag.story.marks as marks", story__marks="")
    assert check.face_imports(package) == []


@pytest.mark.parametrize("place", ["{}", WITHIN])
@pytest.mark.parametrize(
    "line",
    [
        "from culture_diag.reading import read_responses",
        "from culture_diag.reading.responses import read_responses as read",
        "from culture_diag.reading import responses",
        "from culture_diag.reading.responses import *",
        "import culture_diag.reading as reading",
        "from culture_diag.diagnosis import diagnose",
        "from culture_diag.disclosure import release",
        "from culture_diag.disclosure import build_release",
        "import culture_diag.disclosure as door",
        "import culture_diag.disclosure",
        "from importlib import import_module; import_module('culture_diag.disclosure')",
        "from culture_diag.study.sources import read_responses",
    ],
)
def test_a_room_that_assembles_is_found(tree, line, place):
    handed_on = "from culture_diag.reading import read_responses"
    package = tree(explorer__opening=place.format(line), study__sources=handed_on)
    assert check.assembling(package, RANK) != []


def test_a_study_assembles_and_a_room_that_takes_a_release_does_not(tree):
    package = tree(
        study__study="from culture_diag.disclosure import release\nfrom culture_diag.diagnosis import diagnose",
        plotting__plane="from culture_diag.disclosure import Release, require_release",
        sample="from culture_diag.reading import read_responses",
        **{"cli/__init__": "from culture_diag.cli.commands import diagnose", "cli/commands": "def diagnose(): ..."},
    )
    assert check.assembling(package, RANK) == []


DIAGNOSIS_SEEN = pytest.mark.parametrize(
    "source",
    [
        "from culture_diag.diagnosis import Settings",
        "from culture_diag.diagnosis.build_diagnosis import diagnose",
        "import culture_diag.diagnosis.cuts as cuts",
        FOR_TYPES.format("from culture_diag.diagnosis import Diagnosis"),
        "def plot(diagnosis: Diagnosis): ...",
        "def plot(diagnosis: model.Diagnosis): ...",
    ],
)


@DIAGNOSIS_SEEN
def test_a_diagnosis_above_the_door_is_found(tree, source):
    assert len(check.diagnosis_seen(tree(cli__app=source), RANK)) == 1


@DIAGNOSIS_SEEN
def test_a_study_and_the_door_see_a_diagnosis(tree, source):
    assert check.diagnosis_seen(tree(study__study=source, disclosure__shares=source), RANK) == []


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
        for node in ast.walk(check.parse(path)):
            if isinstance(node, ast.Import):
                assert not any(alias.name == "matplotlib.pyplot" for alias in node.names), path
            elif isinstance(node, ast.ImportFrom):
                assert node.module != "matplotlib.pyplot", path
                assert not (node.module == "matplotlib" and "pyplot" in {alias.name for alias in node.names}), path


def test_the_engine_knows_no_culture_by_name():
    words = ("invitation", "challenge", "uitnodiging", "uitdaging", "growth", "groei", "cosy", "knus", "apathetic",
             "apathisch", "discouraging", "ontmoedigend")  # fmt: skip
    for path in FILES:
        if check.room(path, PACKAGE) in ("sample", "guide"):
            continue
        tree = check.parse(path)
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
