"""The package as somebody gets it: a wheel is built and installed outside the checkout, and everything it is for works.

The libraries are those of the environment that runs the tests: what is tried is what the wheel holds. What somebody
sees first on an index page, the description, is read too.
"""

import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

import pytest

import culture_diag as cd

ROOT = Path(__file__).parents[1]
START = 240
"""Seconds that a server may take to start, on a machine that is busy with the other tests."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    # In this environment, which has what the build needs (the extra `test`): no network is asked for.
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Install the wheel in an environment of its own, which borrows the libraries of this one but not the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    pip = [sys.executable, "-m", "pip", "--python", python(folder), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    (site,) = (folder / "env").rglob("site-packages")
    # A path alone: what stands in its .pth files, such as the checkout, is not followed.
    (site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    if os.name != "nt":
        (folder / "env" / "share").symlink_to(Path(sys.prefix) / "share")  # Jupyter's files, such as Voilà's templates
    return folder


def python(folder):
    return folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def program(installed, *arguments):
    return [python(installed).with_name("culture-diag"), *arguments]


@pytest.fixture(scope="module")
def answers(installed):
    """Return a file of answers that came with the wheel."""
    return str(next((installed / "env").rglob("culture_diag/sample_data/2024-10.csv")))


def environment(installed):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CULTURE_DIAG", "PYTEST"))}
    return kept | {"PYTHONPATH": "", "PYTHONUNBUFFERED": "1", "HOME": str(installed)}


def command(installed, *arguments):
    return subprocess.run(
        program(installed, *arguments),
        cwd=installed, env=environment(installed), capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip


@contextmanager
def served(installed, *arguments):
    """Start a command that serves a page, and yield the page's address; afterwards nothing is left running."""
    process = subprocess.Popen(
        program(installed, *arguments),
        cwd=installed, env=environment(installed), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    kill = lambda *_: os.killpg(process.pid, signal.SIGKILL)  # noqa: E731
    before = signal.signal(signal.SIGALRM, kill)
    signal.alarm(START)
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if found := re.search(r"http://(?:127\.0\.0\.1|localhost):\d+/\S*token=[\w-]+", line):
                yield found[0]
                break
        else:
            pytest.fail("".join(said))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        kill()
        process.wait()
        process.stdout.close()


def fetched(address):
    """Fetch a page; the address may be told a moment before somebody listens."""
    for _ in range(START):
        try:
            with urllib.request.urlopen(address, timeout=START) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(1)
    return pytest.fail(f"nobody listens at {address}")


def test_it_is_the_wheel_that_is_tried(installed):
    said = subprocess.run(
        [python(installed), "-c", "import culture_diag; print(culture_diag.__file__)"],
        cwd=installed, env=environment(installed), capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert said.stdout.startswith(str(installed / "env")), said


def test_the_demo_runs_outside_the_checkout(installed):
    assert "demo/en" in command(installed, "demo", "--out", "demo/en", "--lang", "en")
    made = {path.suffix for path in (installed / "demo" / "en").glob("[!.]*")}
    assert made == {".csv", ".png", ".svg", ".xlsx"}


def test_the_page_for_the_workshop_is_written(installed, answers):
    command(installed, "present", answers, "--out", "workshop.html")
    page = (installed / "workshop.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "font/woff2" in page


@pytest.mark.skipif(os.name == "nt", reason="groups of processes are ended otherwise on Windows")
def test_the_live_page_starts(installed, answers):
    pytest.importorskip("voila")
    with served(installed, "workshop", answers, "--no-browser") as address:
        status, page = fetched(address)
    assert status == 200
    assert "Verken de teams" in page


@pytest.mark.skipif(os.name == "nt", reason="groups of processes are ended otherwise on Windows")
def test_the_lab_starts_on_a_copy_of_the_notebooks(installed):
    pytest.importorskip("jupyterlab")
    # Who runs the tests may be root, which Jupyter refuses unless told.
    config = installed / ".jupyter" / "jupyter_server_config.py"
    config.parent.mkdir(exist_ok=True)
    config.write_text("c.ServerApp.allow_root = True\n", encoding="utf-8")
    with served(installed, "lab", "--folder", "notebooks", "--no-browser") as address:
        status, _ = fetched(address)
    assert status == 200
    assert {file.name for file in (installed / "notebooks").glob("*.ipynb")} == {
        file.name for file in cd.notebooks_path().glob("*.ipynb")
    }


def test_the_wheel_holds_no_tests_and_nothing_of_this_machine(wheel):
    with zipfile.ZipFile(wheel) as package:
        names = package.namelist()
        assert not [name for name in names if name.split("/")[0] in ("tests", "benchmarks", "docs")]
        assert not [name for name in names if str(ROOT).encode() in package.read(name)]
    assert {name for name in names if name.endswith("py.typed")} == {"culture_diag/py.typed"}


def test_the_description_needs_no_files_beside_it(wheel):
    """An index page has no folder beside it: every link and picture is a whole address, or words."""
    with zipfile.ZipFile(wheel) as package:
        (name,) = [name for name in package.namelist() if name.endswith("METADATA")]
        metadata = message_from_bytes(package.read(name))
    description = metadata.get_payload()
    assert re.findall(r"\]\((?!https?:)", description) == []
    assert "*Figure: Nine teams" in description
    assert metadata["Version"] == cd.__version__


def test_versions_agree():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert cd.__version__ == version
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+) \((.+)\)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest[1] == version
    # A day of release stands in both or in neither.
    released = re.search(r"date-released: \"?([\d-]+)", (ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert newest[2] == (released[1] if released else "unreleased")
