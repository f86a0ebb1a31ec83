"""The explorer in a real JupyterLab and as a live page: run, move every control, see the picture change, in time."""

import shutil
import statistics
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

import culture_diag as cd
from culture_diag.sample import sample_files
from tests.browser.servers import REPOSITORY, TOKEN, jupyter_lab, live_page

NOTEBOOKS = sorted(path.stem for path in (REPOSITORY / "notebooks").glob("*.ipynb"))
MANY = """\
import culture_diag as cd
sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=30, waves=4, sizes=(12, 25), seed=1)
explorer = cd.explore(cd.release(cd.diagnose(sample.responses)))
explorer"""
SHOWN = "svg.cdq-svg[data-arrived]"

# Twenty steps of the wave, each timed from the input event to the picture that stands.
STEPS = """async () => {
  const svg = document.querySelector("svg.cdq-svg[data-arrived]");
  const slider = document.querySelector(".cde-slider");
  const took = [];
  for (let step = 0; step < 20; step++) {
    const value = String((Number(slider.value) + 1) % 4);
    await new Promise((done) => setTimeout(done, 100));
    took.push(await new Promise((done) => {
      const start = performance.now();
      const watch = new MutationObserver(() => {
        if (svg.dataset.wave !== value || svg.dataset.moving) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - start));
      });
      watch.observe(svg, { attributes: true });
      slider.value = value;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }));
  }
  return took;
}"""

# The same for what goes through the kernel: a tick box.
TICKS = """async (box) => {
  const svg = document.querySelector("svg.cdq-svg[data-arrived]");
  const took = [];
  for (let step = 0; step < 20; step++) {
    await new Promise((done) => setTimeout(done, 100));
    took.push(await new Promise((done) => {
      const [start, before] = [performance.now(), svg.dataset.arrived];
      const watch = new MutationObserver(() => {
        if (svg.dataset.arrived === before) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - start));
      });
      watch.observe(svg, { attributes: true });
      box.click();
    }));
  }
  return took;
}"""


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """One JupyterLab on copies of the notebooks; gives (page, folder)."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    folder = tmp_path_factory.mktemp("lab")
    work = folder / "work"
    work.mkdir()
    for name in NOTEBOOKS:
        shutil.copyfile(REPOSITORY / "notebooks" / f"{name}.ipynb", work / f"{name}.ipynb")
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    cells = [nbformat.v4.new_code_cell(MANY)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), work / "many.ipynb")
    with jupyter_lab(folder) as address:
        # Stillness: what is timed is the picture, not its movement.
        page = browser.new_page(viewport={"width": 1500, "height": 1300}, reduced_motion="reduce")
        page.goto(f"{address}/lab?token={TOKEN}")
        page.wait_for_function("window.jupyterapp !== undefined", timeout=60000)
        page.evaluate("async () => { await jupyterapp.restored; }")
        yield page, work
        page.close()


@pytest.fixture
def visit(browser):
    """Open the live page at an address; each visit has a kernel of its own."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000}, reduced_motion="reduce")
    page.outside, page.thrown = [], []
    page.on("request", lambda asked: None if inside(asked.url) else page.outside.append(asked.url))
    page.on("pageerror", lambda error: page.thrown.append(str(error)))

    def opened(address):
        page.goto(address)
        page.wait_for_selector(SHOWN, timeout=60000)
        return page

    yield opened
    page.close()


@pytest.fixture
def live(tmp_path):
    """One live page on the sample; gives (folder, address)."""
    pytest.importorskip("voila", reason="Voilà is not installed")
    with live_page(tmp_path) as address:
        yield tmp_path, address


@pytest.fixture(scope="module")
def live_files(tmp_path_factory):
    """One live page on files, a wave each; gives its address."""
    pytest.importorskip("voila", reason="Voilà is not installed")
    folder = tmp_path_factory.mktemp("live")
    sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=30, waves=4, sizes=(12, 25), seed=1)
    parts = sample.responses.frame.groupby("wave", observed=True)
    files = [write_wave(part, folder / f"2025-0{wave}.csv") for wave, part in parts]
    with live_page(folder, *files) as address:
        yield address


def inside(url):
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))


def run_all(page, name):
    """Open a notebook in the running JupyterLab, run it, and give its outputs by cell."""
    page.evaluate(
        """async (path) => {
          const panel = await jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook" });
          await panel.context.ready;
          await panel.sessionContext.ready;
          await jupyterapp.commands.execute("notebook:run-all-cells");
        }""",
        f"{name}.ipynb",
    )
    return page.evaluate(
        """() => Array.from(jupyterapp.shell.currentWidget.content.model.cells)
          .filter((cell) => cell.type === "code").flatMap((cell) => cell.outputs.toJSON())"""
    )


def close(page):
    page.evaluate(
        """async () => {
          const panel = jupyterapp.shell.currentWidget;
          await panel.context.save();
          await panel.sessionContext.shutdown();
          panel.dispose();
        }"""
    )


def said(page):
    """What the picture says, in words."""
    return page.locator(".cdq-svg").get_attribute("aria-describedby") and page.evaluate(
        'document.getElementById(document.querySelector(".cdq-svg").getAttribute("aria-describedby").split(" ")[0])'
        ".textContent"
    )


def changes(page, act):
    """Do something and wait until the picture stands anew."""
    before = page.locator(SHOWN).get_attribute("data-arrived")
    act()
    page.wait_for_function(
        "([shown, before]) => document.querySelector(shown).dataset.arrived !== before",
        arg=[SHOWN, before],
        timeout=8000,
    )


def move_every_control(page):
    """Move each control; after each the picture is another, in what it shows or how it looks."""
    assert "2026-04" in said(page)
    changes(page, lambda: page.get_by_role("button", name="Vorige meting").click())
    assert "2025-10" in said(page)
    changes(page, lambda: page.get_by_role("slider", name="Meting").press("End"))
    assert "2026-04" in said(page)
    changes(page, lambda: page.get_by_role("button", name="Alles uit").click())
    assert page.locator(SHOWN).get_attribute("data-shown") == "0"
    page.get_by_role("searchbox", name="Zoek een team").fill("noo")
    page.get_by_text("0 van de 1 teams gekozen").wait_for()
    changes(page, lambda: page.get_by_role("checkbox", name="Noord").check())
    page.locator(".cdq-region").first.wait_for(state="attached")
    changes(page, lambda: page.get_by_label("Onzekerheid").uncheck())
    assert page.locator(".cdq-region").count() == 0
    changes(page, lambda: page.get_by_label("Weg over de metingen").check())
    assert page.locator(".cdq-path").count() > 0
    page.get_by_label("Naspelen").check()
    page.locator(".cdq-replay:not([hidden])").wait_for()
    page.get_by_label("Naspelen").uncheck()
    page.locator(".cdq-replay[hidden]").wait_for(state="attached")
    page.get_by_role("searchbox", name="Zoek een team").fill("")
    changes(page, lambda: page.get_by_role("button", name="Alles aan").click())
    changes(page, lambda: page.get_by_label("School").last.select_option("De Linde"))
    assert "Esdoorn" in said(page)
    assert "Noord" not in said(page)
    changes(page, lambda: page.get_by_label("Weergave").select_option("Veel contrast"))
    page.locator(".cdq-contrast").wait_for()
    changes(page, lambda: page.get_by_label("Taal").select_option("English"))
    assert "in 10" in said(page)
    page.get_by_role("button", name="Previous wave").wait_for()


def save_all_three(page, folder, wave="2026-04"):
    for name in ("Save as PNG", "Save as SVG", "Save as workshop page"):
        page.get_by_role("button", name=name).click()
        page.get_by_text("Saved:").wait_for()
    page.wait_for_function("() => document.body.textContent.includes('.html')", timeout=60000)
    written = {path.name: path.read_bytes() for path in folder.iterdir() if wave in path.name}
    assert set(written) == {f"teams-{wave}.png", f"teams-{wave}.svg", f"workshop-{wave}.html"}
    assert written[f"teams-{wave}.png"][:4] == b"\x89PNG"
    assert b"Esdoorn" in written[f"teams-{wave}.svg"]
    assert b"Noord" not in written[f"workshop-{wave}.html"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_runs_in_jupyterlab(lab, name):
    page, work = lab
    outputs = run_all(page, name)
    assert outputs
    assert [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"] == []
    if name == "04_explore":
        page.wait_for_selector(SHOWN)
        move_every_control(page)
        save_all_three(page, work / "resultaten-notebook")
    close(page)


def test_in_jupyterlab_a_control_changes_the_picture(lab, axe):
    page, _ = lab
    run_all(page, "many")
    page.wait_for_selector(SHOWN)
    steps = statistics.median(page.evaluate(STEPS))
    ticks = statistics.median(page.get_by_label("Weg over de metingen").evaluate(TICKS))
    print(f"\nJupyterLab, a change of wave: {steps:.0f} ms\nJupyterLab, a tick box: {ticks:.0f} ms")
    # Each step ended in a new picture; how soon is printed, and judged by who runs benchmarks/pages.py.
    assert min(steps, ticks) > 0
    assert axe(page, ".culture-diag-explorer") == []
    # Letters pressed on a control are no commands of the notebook: "dd" would delete the cell.
    page.get_by_role("slider", name="Meting").focus()
    for key in "ddx":
        page.keyboard.press(key)
    source = page.evaluate("jupyterapp.shell.currentWidget.content.model.cells.get(0).sharedModel.source")
    assert source == MANY
    # Keys in the picture: to another team, hold it, and Python knows.
    page.locator(".cdq-mark[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".cdq-mark[aria-pressed='true']").wait_for()
    close(page)


def test_the_live_page_shows_no_code_and_asks_nothing_of_anyone(live, visit, axe):
    folder, address = live
    page = visit(address)
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.get_by_role("heading", level=1).inner_text() == "Verken de teams"
    content = page.content()
    assert "open_study" not in content
    assert "import culture_diag" not in content
    assert "Traceback" not in content
    assert axe(page) == []
    move_every_control(page)
    save_all_three(page, folder)
    assert page.outside == []
    assert page.thrown == []
    assert axe(page) == []
    # Who does not know the token gets nothing.
    bare = address.partition("?")[0]
    for path in ("", "api/kernels", "voila/files/app.ipynb", "voila/files/voila.json"):
        assert refused(bare + path), path


def test_the_live_page_takes_files_and_says_what_is_wrong_with_them(live_files, visit, tmp_path):
    page = visit(live_files)
    assert "2025-04" in said(page)
    wrong = tmp_path / "2025-10.csv"
    wrong.write_text(sample_files()[0].read_text(encoding="utf-8").replace("Team", "Clubje", 1), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(wrong)
    problems = page.get_by_role("alert")
    problems.wait_for()
    assert "Oplossing" in problems.inner_text()
    assert page.locator(SHOWN).count() == 0
    page.get_by_label("Team", exact=True).select_option("Clubje")
    page.wait_for_selector(SHOWN)
    assert "2025-10" in said(page)
    # Too much is refused before it is sent.
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (21 * 2**20))
    page.locator("input[type=file]").set_input_files(large)
    page.get_by_text("samen groter dan 20 MB").wait_for()
    # A file that needs many pieces arrives whole.
    padded = tmp_path / "2026-04.csv"
    padded.write_bytes(sample_files()[0].read_bytes().rstrip(b"\n") + b"\n" + b";" * (2**20) + b"\n")
    page.locator("input[type=file]").set_input_files(padded)
    page.wait_for_function("() => document.querySelector('.cde-files').textContent.includes('2026-04.csv')")


def test_on_the_live_page_a_control_changes_the_picture(live_files, visit):
    page = visit(live_files)
    steps = statistics.median(page.evaluate(STEPS))
    ticks = statistics.median(page.get_by_label("Weg over de metingen").evaluate(TICKS))
    print(f"\nVoilà, a change of wave: {steps:.0f} ms\nVoilà, a tick box: {ticks:.0f} ms")
    # Each step ended in a new picture; how soon is printed, and judged by who runs benchmarks/pages.py.
    assert min(steps, ticks) > 0


def refused(address):
    """Forbidden, not there, or sent to where a token is asked."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return "/login" in answer.url
    except urllib.error.HTTPError as error:
        return error.code in (403, 404, 405)


def write_wave(frame, path: Path) -> Path:
    frame.drop(columns="wave").to_csv(path, index=False, sep=";")
    return path
