"""The workshop page as a room uses it: from a disk, without a network, by mouse, touch or keyboard."""

import re

import pytest

import culture_diag as cd
from culture_diag.present import write_presenter
from culture_diag.present.page import style
from tests.browser.pictures import LETTERS, plane_of, styles_in

STEPS = ("welcome", "axes", "predict", "reveal", "sure", "spread", "time", "items", "talk")
NO_FRAMES_LOST = 1000 / 30  # milliseconds between two frames, at thirty a second


@pytest.fixture(scope="module")
def files(sample_release, tmp_path_factory):
    folder = tmp_path_factory.mktemp("presenter")
    return {lang: write_presenter(sample_release, folder / f"{lang}.html", lang=lang) for lang in ("nl", "en")}


@pytest.fixture(scope="module")
def files_in(files, sample_release, tmp_path_factory):
    """The same page in its own letters and in wider ones, by the name of the letters."""
    folder = tmp_path_factory.mktemp("wider")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("culture_diag.present.page.style", lambda: styles_in("wider", style()))
        wider = {lang: write_presenter(sample_release, folder / f"{lang}.html", lang=lang) for lang in ("nl", "en")}
    return {"shipped": files, "wider": wider}


@pytest.fixture(scope="module")
def crowd(instrument, tmp_path_factory):
    sample = cd.simulate(instrument, teams=320, waves=4, sizes=(8, 30), seed=3)
    released = cd.release(cd.diagnose(sample.responses, team_sizes=sample.team_sizes))
    return write_presenter(released, tmp_path_factory.mktemp("crowd") / "crowd.html")


@pytest.fixture
def show(page):
    def opened(file, team=None, size=(1920, 1080), *, still=False):
        if still:  # whoever asks for less motion gets the same steps, without the seconds that they take
            page.emulate_media(reduced_motion="reduce")
        page.context.set_offline(True)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]")
        if team:
            page.select_option("#team", label=team)
            page.keyboard.press("Escape")
        return page

    yield opened
    assert page.thrown == []
    assert page.outside == []


def at(page):
    return page.get_attribute("#main", "data-at")


def go(page, step):
    page.evaluate("step => document.querySelector(`.track [data-go=${step}]`).click()", step)


def walk(page):
    """Go through all parts by the keyboard, and give each once."""
    page.keyboard.press("Home")
    seen = []
    while not seen or at(page) != seen[-1]:
        seen.append(at(page))
        yield seen[-1]
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("PageDown")


def settle(page):
    """Wait until nothing moves or fades any more."""
    page.wait_for_function(
        """() => !document.querySelector("[data-moving]")
            && document.getAnimations().every((each) => each.playState !== "running")"""
    )


def marks(page):
    return page.locator("#picture .cdq-mark:not(.cdq-gone)").count()


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_step_by_keyboard_alone(show, files, lang):
    page = show(files[lang])
    assert page.get_attribute("html", "lang") == lang
    seen = list(walk(page))
    assert list(dict.fromkeys(name.split("-")[0] for name in seen)) == list(STEPS)
    for _ in seen[1:]:
        page.keyboard.press("ArrowLeft")
    assert at(page) == "welcome"


def test_the_heading_of_a_step_has_the_focus_and_its_place_is_told(show, files):
    page = show(files["en"])
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert page.text_content("#progress") == "Step 2 of 9: The axes"
    assert page.title().startswith("Step 2 of 9")


def test_nothing_of_the_team_is_seen_before_the_reveal(show, files):
    page = show(files["nl"], "Zuid")
    for step in ("welcome", "axes", "predict"):
        go(page, step)
        assert marks(page) == 0
    go(page, "reveal")
    assert marks(page) == 1
    assert "ontmoedigend" in page.inner_text("#told-place")


def test_pins_by_keyboard(show, files):
    page = show(files["nl"], "Zuid")
    go(page, "predict")
    plane_of(page)
    page.focus('[data-do="pin"]')
    page.keyboard.press("Enter")
    pin = page.locator("button.pin")
    page.wait_for_function("document.activeElement.classList.contains('pin')")
    before = pin.bounding_box()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    after = pin.bounding_box()
    assert after["x"] > before["x"]
    assert after["y"] < before["y"]
    assert at(page) == "predict"
    name = page.locator("#pins input")
    name.fill("")
    name.type("Bouw n? b")
    assert at(page) == "predict"
    assert not page.locator("#black").evaluate("dialog => dialog.open")
    assert page.locator("button.pin").get_attribute("aria-label").startswith("Bouw n? b: uitdaging")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert page.locator("#overlay .pin").inner_text() == "Bouw n? b"
    assert "1 spelden" in page.inner_text("#guesses")
    page.keyboard.press("ArrowLeft")
    page.focus("button.pin")
    page.keyboard.press("Delete")
    assert page.locator("button.pin").count() == 0


def test_pins_by_mouse(show, files):
    page = show(files["nl"])
    go(page, "predict")
    plane = plane_of(page)
    x, y = plane["x"] + plane["width"] * 0.25, plane["y"] + plane["height"] * 0.25
    page.mouse.click(x, y)
    assert re.search(r"uitdaging 2,0, uitnodiging 4,0", page.locator("button.pin").get_attribute("aria-label"))
    head = page.locator("button.pin .pin-head").bounding_box()
    page.mouse.move(head["x"] + head["width"] / 2, head["y"] + head["height"] / 2)
    page.mouse.down()
    page.mouse.move(plane["x"] + plane["width"] * 0.75, plane["y"] + plane["height"] * 0.75, steps=4)
    page.mouse.up()
    assert re.search(r"uitdaging 4,0, uitnodiging 2,0", page.locator("button.pin").get_attribute("aria-label"))
    assert page.locator("button.pin").count() == 1
    page.click("#pins .remove")
    assert page.locator("button.pin").count() == 0
    page.mouse.click(x, y)
    page.select_option("#team", label="Zuid")
    assert page.locator("button.pin").count() == 0
    page.select_option("#team", label="Beuk")
    assert page.locator("button.pin").count() == 1


def test_pins_by_touch(browser, files):
    context = browser.new_context(viewport={"width": 1024, "height": 768}, has_touch=True, offline=True)
    page = context.new_page()
    page.goto(files["en"].as_uri())
    page.wait_for_selector("html[data-ready]")
    for _ in range(4):
        page.tap(".foot .next")
    plane = plane_of(page)
    page.touchscreen.tap(plane["x"] + plane["width"] * 0.75, plane["y"] + plane["height"] * 0.25)
    assert "challenge 4.0, invitation 4.0" in page.locator("button.pin").get_attribute("aria-label")
    context.close()


def test_the_groups_words_are_saved_as_text(show, files):
    page = show(files["nl"], "Beuk")
    go(page, "predict")
    page.click('[data-do="pin"]')
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    for name in walk(page):
        if name == "talk-close":
            page.fill("#closing-0", "Elke week één les bekijken.\n=1+1")
            break
    page.focus("#closing-0")
    page.keyboard.press("b")
    assert not page.locator("#black").evaluate("dialog => dialog.open")
    with page.expect_download() as waited:
        page.click('[data-do="save"]')
    assert waited.value.suggested_filename == "gesprek-beuk.txt"
    kept = waited.value.path().read_text(encoding="utf-8-sig")
    assert "Gesprek over Beuk" in kept
    assert "Elke week één les bekijken." in kept
    assert "- Groep 1: " in kept
    assert "(niets ingevuld)" in kept
    assert page.text_content("#status") == "Bewaard als gesprek-beuk.txt."


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
def test_black_full_screen_notes_overview_and_help(show, files_in, size, letters):
    page = show(files_in[letters]["en"], size=size)
    black = page.locator("#black")
    page.keyboard.press("b")
    assert black.evaluate("dialog => dialog.open && getComputedStyle(dialog).backgroundColor") == "rgb(0, 0, 0)"
    page.keyboard.press("ArrowRight")
    assert not black.evaluate("dialog => dialog.open")
    assert at(page) == "welcome"
    page.keyboard.press("n")
    assert "Welcome everyone" in page.inner_text("#notes")
    page.keyboard.press("g")
    page.wait_for_selector("#overview[open]")
    page.click("#overview [data-go=items]")
    assert at(page) == "items"
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement")
    page.keyboard.press("f")
    page.wait_for_function("() => !document.fullscreenElement")
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.id") == "team"
    page.keyboard.press("ArrowDown")
    assert at(page) == "items"


def test_a_second_window_for_who_presents(show, files):
    page = show(files["en"], "Zuid")
    with page.context.expect_page() as opened:
        page.keyboard.press("p")
    desk = opened.value
    desk.wait_for_selector("#desk-now:not(:empty)")
    assert desk.inner_text("#desk-now") == "Looking at our team together"
    assert "Welcome everyone" in desk.inner_text("#desk-note")
    desk.keyboard.press("PageDown")
    desk.wait_for_function("() => document.querySelector('#desk-now').textContent.startsWith('What are we')")
    assert at(page) == "axes-y"
    desk.keyboard.press("b")
    page.wait_for_selector("#black[open]")
    desk.keyboard.press("b")
    page.wait_for_selector("#black:not([open])", state="attached")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    desk.wait_for_function("() => document.querySelector('#desk-now').textContent.startsWith('Looking')")
    desk.close()


def test_how_sure_is_played_and_counted(show, files):
    page = show(files["nl"], "Beuk")
    go(page, "sure")
    assert page.locator("#chances .mark").count() == 10
    assert page.locator("#picture .cdq-region").count() == 1
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#picture .cdq-draw")
    page.keyboard.press("ArrowRight")
    assert at(page) == "sure-dots"
    assert page.locator("#picture .cdq-draw").count() == 20


def test_waves_are_played_one_after_the_other(show, files):
    page = show(files["nl"], "Beuk")
    go(page, "time")
    page.clock.install(time=0)
    # A clock that stands still: how long the machine takes is no part of the time between waves.
    page.clock.pause_at(1000)
    page.click('[data-do="play"]')
    for wave in range(4):
        assert page.get_attribute("#picture .cdq-svg", "data-wave") == str(wave)
        assert page.get_attribute(f'#waves [data-wave="{wave}"]', "aria-pressed") == "true"
        page.clock.run_for(1500)
    page.click('#waves [data-wave="1"]')
    assert page.get_attribute("#picture .cdq-svg", "data-wave") == "1"
    page.check('[data-step="time"] [data-others]')
    assert marks(page) > 5


def test_every_team_has_a_talk_that_fits(show, files):
    page = show(files["nl"], "Beuk")
    both = list(walk(page))
    assert {"talk-aside", "talk-like", "talk-questions", "talk-steps", "talk-close"} <= set(both)
    go(page, "talk")
    page.select_option("#team", label="Zuid")
    page.keyboard.press("Escape")
    clear = list(walk(page))
    assert "talk-aside" not in clear
    for team, words in (("Wilg", "tonen we geen plek"), ("Oost", "geen cultuur")):
        page.select_option("#team", label=team)
        page.keyboard.press("Escape")
        found = [name for name in walk(page) if name.startswith(("talk", "sure"))]
        assert found == ["sure-region", "talk-rules", "talk-aside", "talk-close"]
        page.keyboard.press("ArrowLeft")
        assert words in page.inner_text("#aside")


def test_a_team_between_two_cultures_gets_both(show, files):
    page = show(files["en"], "Beuk")
    for name in walk(page):
        if name == "talk-like":
            assert page.locator("#like h3").all_inner_texts() == ["growth culture", "cosy culture"]
        if name == "talk-questions":
            first = page.inner_text("#questions")
            assert page.locator("#questions li").count() == 5
            page.click("#cultures button:nth-child(2)")
            assert page.inner_text("#questions") != first
            break


def test_answers_that_stand_out_are_bars_with_words(show, files):
    page = show(files["nl"], "Bovenbouw")
    go(page, "items")
    bars = page.locator("#items-high .bar, #items-low .bar")
    assert 1 <= bars.count() <= 6
    for bar in bars.all():
        assert re.search(r"gemiddeld \d,\d", bar.get_attribute("aria-label"))
    assert re.search(r"\d+ stellingen", page.locator("#items-high .tied, #items-low .tied").first.inner_text())
    # A class with the middle of the scale in it is neither for nor against.
    for part in page.locator(".bar .tone").all():
        low, high = (re.findall(r"\d", part.get_attribute("title").split(":")[0]) * 2)[:2] or ("0", "0")
        assert ("mixed" in part.get_attribute("class")) == (int(low) < int(high) and int(low) <= 3 <= int(high))


def test_a_clicker_goes_on_while_the_list_of_teams_has_the_focus(show, files):
    page = show(files["nl"], "Noord")
    page.focus("#team")
    before = page.locator("#progress").inner_text()
    page.keyboard.press("PageDown")
    assert page.locator("#progress").inner_text() != before
    assert page.locator("#team option:checked").inner_text() == "Noord"


def test_a_window_that_this_page_did_not_open_drives_nothing(show, files):
    page = show(files["nl"])
    before = page.locator("#progress").inner_text()
    for message in ({"hello": True}, {"act": "next"}):
        page.evaluate("message => window.postMessage({ kind: 'culture-diag', ...message }, '*')", message)
    page.wait_for_timeout(300)
    assert page.locator("#progress").inner_text() == before


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080), (3840, 2160)])
def test_everything_fits_the_screen(show, files_in, size, lang, letters):
    page = show(files_in[letters][lang], "Bovenbouw", size, still=True)
    for name in walk(page):
        settle(page)
        box = page.locator("#screen .foot .next").bounding_box()
        assert box["y"] + box["height"] <= size[1]
        # A projector shows what fits: nothing is cut off on the right, and no step needs scrolling.
        over = page.evaluate(
            """() => [...document.querySelectorAll('body, #main, .step:not([hidden])')].filter((each) =>
                each.scrollWidth > each.clientWidth + 2 || each.scrollHeight > each.clientHeight + 2)
                .map((each) => each.id || each.className)"""
        )
        assert over == [], name
        letters = page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")
        assert letters >= 0.023 * size[1]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_axe_finds_nothing(show, files, axe, lang):
    page = show(files[lang], "Beuk", still=True)
    found = {}
    for name in walk(page):
        if name == "predict":
            page.click('[data-do="pin"]')
        settle(page)
        found[name] = axe(page)
    for key in ("g", "?", "n", "b"):
        page.keyboard.press(key)
        found[key] = axe(page)
        page.keyboard.press("Escape")
    assert not {name: broken for name, broken in found.items() if broken}


def test_the_presenters_window_is_clean_too(show, files, axe):
    page = show(files["nl"])
    with page.context.expect_page() as opened:
        page.keyboard.press("p")
    opened.value.wait_for_selector("#desk-now:not(:empty)")
    assert axe(opened.value) == []
    opened.value.close()


def test_stilled_for_who_wants_no_movement(show, page, files):
    page.emulate_media(reduced_motion="reduce")
    show(files["nl"], "Beuk")
    go(page, "sure")
    page.keyboard.press("ArrowRight")
    assert page.locator("#picture .cdq-draw").count() == 20


def test_print_leaves_the_controls_out(show, files):
    page = show(files["nl"])
    go(page, "reveal")
    page.emulate_media(media="print")
    assert not page.locator("#screen .foot").is_visible()
    assert page.locator("#picture").is_visible()


def test_hostile_names_are_shown_as_text(show, instrument, tmp_path):
    names = [
        '<script>document.title="x"</script>',
        "</script><img src=x onerror=alert(1)>",
        "=1+1&'\"",
        "\u202eom",
        "W" * 200,
    ]
    sample = cd.simulate(instrument, teams=len(names), waves=1, sizes=(12, 14), seed=5)
    known = sorted(sample.responses.frame["team"].unique())
    frame = sample.responses.frame.assign(team=sample.responses.frame["team"].map(dict(zip(known, names, strict=True))))
    released = cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument)))
    page = show(write_presenter(released, tmp_path / "page.html"), size=(1024, 768))
    listed = page.locator("#team option").all_inner_texts()
    assert {names[0], names[1], names[2], names[4]} <= set(listed)
    for name in listed:
        page.select_option("#team", label=name)
        page.keyboard.press("Escape")
        for step in ("reveal", "sure", "time", "talk"):
            page.evaluate("step => document.querySelector(`.track [data-go=${step}]`)?.click()", step)
        assert page.evaluate("document.querySelector('#screen').scrollWidth") <= 1024
    assert page.locator("img").count() == 0
    assert page.title() != "x"


@pytest.mark.timed
def test_a_crowd_is_small_and_moves_smoothly(show, crowd):
    assert crowd.stat().st_size < 1_000_000
    page = show(crowd)
    go(page, "time")
    page.check('[data-step="time"] [data-others]')
    assert marks(page) > 250
    page.wait_for_timeout(1000)
    between = page.evaluate(
        """async () => {
            const times = [];
            let on = true;
            const frame = (time) => { times.push(time); if (on) requestAnimationFrame(frame); };
            requestAnimationFrame(frame);
            document.querySelector('[data-do="play"]').click();
            await new Promise((done) => setTimeout(done, 5000));
            on = false;
            return times.slice(1).map((time, at) => time - times[at]).sort((a, b) => a - b);
        }"""
    )
    print(f"\npage of 320 teams over 4 waves: {crowd.stat().st_size / 1000:.0f} kB")
    print(f"that page in movement: {1000 * len(between) / sum(between):.0f} fps")
    assert between[len(between) // 2] <= NO_FRAMES_LOST
    assert sum(between) / len(between) <= NO_FRAMES_LOST
