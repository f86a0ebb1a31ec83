"""A real browser: Debian's chromium without a window, driven by playwright; without either the tests are skipped."""

import shutil
from functools import cache, partial
from pathlib import Path

import pytest

import culture_diag as cd
from culture_diag.frontend import make_scene

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="package")
def browser():
    """Open the browser once; it is closed after the last test here, for no two drivers run in one process."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser):
    """Open a page; ``page.thrown`` keeps what it throws, ``page.outside`` what it asks of other addresses."""
    opened = browser.new_page(viewport={"width": 1400, "height": 1000})
    opened.thrown, opened.outside = [], []
    opened.on("pageerror", lambda error: opened.thrown.append(str(error)))
    opened.on("request", lambda asked: opened.outside.append(asked.url) if _outside(asked.url) else None)
    yield opened
    opened.close()


def _outside(url):
    return not url.startswith(("file:", "data:", "blob:", "about:", "http://127.0.0.1:", "ws://127.0.0.1:"))


@pytest.fixture(scope="session")
def axe():
    """Give a function that checks a page (or a part of it) with axe-core and lists what it finds."""
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe-playwright-python, which brings axe-core, is not installed"
    )
    script = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

    def check(page, part=None):
        # Evaluated, not added as an element: a page with a strict policy on its contents would refuse that.
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        found = page.evaluate("part => axe.run(part ?? document).then((done) => done.violations)", part)
        return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]

    return check


@pytest.fixture(scope="session")
def scene(sample_release):
    """The sample, in Dutch."""
    return make_scene(sample_release, lang="nl")


@pytest.fixture(scope="session")
def crowd(instrument):
    """Give scenes of many simulated teams over four waves, by the number of teams."""
    return cache(partial(_simulated, instrument))


def _simulated(instrument, count):
    sample = cd.simulate(instrument, teams=count, waves=4, sizes=(6, 30), response=0.85, seed=3)
    return make_scene(cd.release(cd.diagnose(sample.responses, team_sizes=sample.team_sizes)), lang="nl")
