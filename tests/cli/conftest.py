"""What the tests of the command line share: one demo in each language, for each draws all its pictures."""

import shutil

import pytest

from tests.cli.running import process, run


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo, in a process of its own: how it ended, and the folder it made. Not to be changed."""
    here = tmp_path_factory.mktemp("demo")
    return process("demo", cwd=here), here / "culture-diag-demo"


@pytest.fixture(scope="session")
def english_demo(demo, tmp_path_factory):
    """The demo once more, over the Dutch one, by force and in English."""
    folder = shutil.copytree(demo[1], tmp_path_factory.mktemp("english") / "culture-diag-demo")
    return run("demo", "--force", "--lang", "en", cwd=folder.parent), folder
