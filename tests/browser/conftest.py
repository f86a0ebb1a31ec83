"""A real browser: Debian's chromium without a window, driven by playwright; without either the tests are skipped."""

import shutil
import subprocess

import pytest

AXE = "4"
"""Major version of axe-core."""

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser():
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
    """Open a page; what it throws and what it asks of outside addresses is kept in ``page.thrown`` and ``page.outside``."""
    opened = browser.new_page(viewport={"width": 1400, "height": 1000})
    opened.thrown, opened.outside = [], []
    opened.on("pageerror", lambda error: opened.thrown.append(str(error)))
    opened.on("request", lambda asked: opened.outside.append(asked.url) if _outside(asked.url) else None)
    yield opened
    opened.close()


def _outside(url):
    return not url.startswith(("file:", "data:", "blob:", "about:", "http://127.0.0.1:", "ws://127.0.0.1:"))


@pytest.fixture(scope="session")
def axe(tmp_path_factory):
    """Give a function that checks a page (or a part of it) with axe-core and lists what it finds."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, so there is no axe-core")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), f"axe-core@{AXE}"]
    if subprocess.run(command, capture_output=True, cwd=folder, check=False).returncode:
        pytest.skip("npm could not fetch axe-core")
    script = (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

    def check(page, part=None):
        # Evaluated, not added as an element: a page with a strict policy on its contents would refuse that.
        page.evaluate(script)
        found = page.evaluate("part => axe.run(part ?? document).then((done) => done.violations)", part)
        return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]

    return check
