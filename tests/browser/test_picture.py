"""The living picture in a real browser: where marks stand, what is written, and that it is the same as on paper."""

import re
from xml.etree import ElementTree

import pytest
from matplotlib.colors import to_hex

import culture_diag as cd
from culture_diag.frontend import make_scene
from culture_diag.plotting.quadrants import plot_quadrants
from tests.browser.pictures import LETTERS, STILL, boxes_of, clashes, mark, places_of, show, update
from tests.plotting.handmade import WAVES, make_release, team_row


@pytest.mark.parametrize("name", ["invitation-challenge", "learning-process-outcome"])
def test_it_agrees_with_the_picture_for_paper(page, name):
    instrument = cd.load_instrument(name)
    sample = cd.simulate(instrument, teams=12, waves=1, sizes=(6, 25), response=0.7, seed=4)
    release = cd.release(cd.diagnose(sample.responses, team_sizes=sample.team_sizes))
    show(page, make_scene(release, lang="nl"))
    ax = plot_quadrants(release, lang="nl")
    (low, high), drawn = ax.get_xlim(), [each for each in ax.collections if str(each.get_gid()).startswith("team-")]
    found = places_of(page)
    assert len(found) == len(drawn) > 5
    for screen, paper in zip(found, drawn, strict=True):
        x, y = paper.get_offsets()[0]
        assert (screen["x"], screen["y"]) == pytest.approx(
            ((x - low) / (high - low), (y - low) / (high - low)), abs=1e-3
        )
        assert (screen["fill"], screen["edge"]) == (to_hex(paper.get_facecolor()[0]), to_hex(paper.get_edgecolor()[0]))
    words = {text.get_text() for text in ax.texts}
    ends = page.locator(".cdq-end, .cdq-quadrant").all_text_contents()
    assert len(ends) == 8
    assert set(ends) <= words
    numbers = set(page.locator(".cdq-number").all_text_contents())
    assert numbers == {tick.get_text() for tick in ax.get_xticklabels()}


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_text_alternative_is_that_of_the_picture_for_paper(page, sample_release, lang):
    show(page, make_scene(sample_release, lang=lang))
    for number, wave in enumerate(sample_release.waves):
        update(page, wave=number)
        said = page.evaluate("window.picture.text()")
        assert said == cd.alt_text(sample_release, wave=wave, lang=lang)
        assert page.locator(".cdq-svg desc").text_content() == said
    some = ["Beuk", "Zorgteam"]
    ids = [unit["id"] for unit in make_scene(sample_release)["units"] if unit["name"] in some]
    update(page, units=ids, wave=3)
    assert page.evaluate("window.picture.text()") == cd.alt_text(sample_release, teams=some, wave="2026-04", lang=lang)


def test_hidden_teams_are_named_under_the_picture_with_their_reason(page, scene):
    show(page, scene)
    notes = page.locator(".cdq-notes").inner_text()
    assert "minder dan 5 antwoorden): Zorgteam." in notes
    assert "Geen vak, want minder dan 50% vulde in: Oost." in notes
    assert page.locator('.cdq-mark[data-id="team:3"]').count() == 0, "Zorgteam is never drawn"


def test_every_mark_has_a_name_and_the_figures_follow_the_language(page, sample_release):
    for lang, score in (("nl", "uitdaging 2,7, uitnodiging 4,2"), ("en", "challenge 2.7, invitation 4.2")):
        show(page, make_scene(sample_release, lang=lang))
        names = [each.get_attribute("aria-label") for each in page.locator(".cdq-mark").all()]
        assert all(names)
        assert any(name.startswith(f"Esdoorn (n = 14): {score}; ") for name in names)
        assert page.locator(".cdq").get_attribute("lang") == lang


def test_region_trail_and_emphasis_are_for_the_focused_team(page, scene):
    show(page, scene, {**STILL, "focus": ["team:1"], "trails": True})
    assert page.locator(".cdq-region").count() == 1
    assert page.locator(".cdq-ghost").count() == 3
    assert page.locator(".cdq-head-of-arrow").count() == 3
    assert page.locator(".cdq-when").all_text_contents() == ["2024-10", "2025-04", "2025-10"]
    update(page, wave=1)
    assert page.locator(".cdq-ghost").count() == 1
    update(page, wave=3, region=False, trails=False)
    assert page.locator(".cdq-region, .cdq-ghost").count() == 0
    update(page, focus=[])
    assert page.locator(".cdq-label.cdq-strong").count() == 0


def test_a_wave_in_which_a_team_is_hidden_is_bridged_without_an_arrow(page, instrument):
    rows = [team_row(instrument, "A", wave, 12, 2.5 + at / 4, 3.5) for at, wave in enumerate(WAVES) if at != 1]
    rows.append(team_row(instrument, "A", WAVES[1], None, None, None, reason="protected"))
    show(page, make_scene(make_release(rows, waves=WAVES)), {**STILL, "focus": ["team:0"], "trails": True})
    assert page.locator(".cdq-trails .cdq-gap").count() == 1
    assert page.locator(".cdq-head-of-arrow").count() == 1
    assert "streepjes" in page.locator(".cdq-legend").inner_text()
    update(page, wave=1)
    assert page.locator(".cdq-mark:not(.cdq-gone)").count() == 0
    assert "af te leiden" in page.locator(".cdq-notes").inner_text()


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("count", [40, 320])
def test_labels_never_overlap_and_those_without_room_are_counted(page, crowd, count, letters):
    show(page, crowd(count), letters=letters)
    for wave in range(4):
        update(page, wave=wave)
        labels = boxes_of(page, ".cdq-label")
        # A line of text is higher than its letters: a third of it may touch.
        assert not clashes(labels, labels, slack=4.0)
        shown = int(page.locator(".cdq-svg").get_attribute("data-shown"))
        said = page.locator(".cdq-left").inner_text()
        left = int(re.match(r"\d+", said).group()) if said else 0
        assert left == shown - len(labels)
        assert left <= (shown // 6 if count == 40 else shown - 25), (
            "a name is left out only where it would be read with another mark"
        )
    update(page, focus=["team:9"])
    assert page.locator('.cdq-label[data-id="team:9"]:not(.cdq-away)').count() == 1, "the focused one is named first"
    mark(page, "team:30").dispatch_event("click", {"detail": 0})
    assert page.locator('.cdq-label[data-id="team:30"]:not(.cdq-away)').count() == 1


def test_cuts_that_move_take_the_tints_along(page, instrument):
    waves = WAVES[:2]
    rows = [team_row(instrument, "A", wave, 12, 3.1, 3.2) for wave in waves]
    cuts = [
        {"wave": w, "scale": s, "cut": c}
        for w, c in zip(waves, (3.0, 3.5), strict=True)
        for s in ("invitation", "challenge")
    ]
    show(page, make_scene(make_release(rows, waves=waves, cuts=cuts)), {**STILL, "wave": 0})
    line = page.locator('.cdq-cut[data-axis="x"]')
    first = float(line.get_attribute("x1"))
    update(page, wave=1)
    side = float(page.locator(".cdq-border").get_attribute("width"))
    assert float(line.get_attribute("x1")) - first == pytest.approx(side / 8, abs=0.1)


HOSTILE = [
    "<script>window.hacked = 1</script>", '"><img src=x onerror="window.hacked=1">', "\u202eomgekeerd\u2066", "فريق",
    "👩\u200d🏫 Team 🎉", "=SUM(A1)", "A" * 200, "${window.hacked=1} {name} {names} {count}", "</style></svg>",
    "javascript:alert(1)",
]  # fmt: skip


def test_hostile_names_are_words_and_nothing_else(page, instrument):
    rows = [
        team_row(instrument, name, WAVES[-1], 9 + at, 1.5 + at % 4, 1.5 + at / 4) for at, name in enumerate(HOSTILE)
    ]
    rows.append(team_row(instrument, "<b>weg</b>", WAVES[-1], None, None, None, reason="too_few"))
    show(page, make_scene(make_release(rows)))
    labels = page.locator(".cdq-name").all_text_contents()
    assert any(label.startswith("<script>") and "…" in label for label in labels)
    assert "omgekeerd" in labels
    for at, name in enumerate(HOSTILE):
        mark(page, f"team:{at}").dispatch_event("click", {"detail": 0})
        held = page.locator(".cdq-held .cdq-card-name bdi").text_content()
        assert held == name.replace("\u202e", "").replace("\u2066", "")
    assert "<b>weg</b>" in page.locator(".cdq-notes bdi").all_text_contents()
    assert page.locator("#root script, #root img, #root b").count() == 0
    assert page.evaluate("window.hacked") is None
    assert not page.thrown
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1400, "nothing runs off the page"
    ElementTree.fromstring(page.evaluate("window.picture.svg()"))


def test_the_saved_svg_stands_by_itself(page, scene, sample_release):
    show(page, scene, {**STILL, "focus": ["team:1"], "trails": True})
    whole = ElementTree.fromstring(page.evaluate("window.picture.svg()"))
    space = "{http://www.w3.org/2000/svg}"
    assert whole.get("role") == "img"
    assert whole.find(f"{space}title").text == "Cultuur van het team"
    assert whole.find(f"{space}desc").text == cd.alt_text(sample_release, lang="nl")
    words = ["".join(each.itertext()) for each in whole.iter(f"{space}text")]
    for expected in ("Cultuur van het team", "groei", "veel uitdaging →", "Esdoorn (n = 14)", "2024-10"):
        assert expected in words, expected
    assert any("Zorgteam" in line for line in words)
    assert not [each for each in whole.iter() if each.get("class") or each.get("tabindex") or each.get("style")]
    for each in whole.iter(f"{space}text"):
        assert each.get("font-size")
    assert whole.find(f"{space}style").text.count("@font-face") == 2, "it carries its letters"
    page.set_content(f"<body>{ElementTree.tostring(whole, encoding='unicode')}</body>")
    assert not page.outside


@pytest.mark.parametrize("letters", LETTERS)
def test_a_png_is_drawn_in_the_letters_of_the_page(page, scene, letters):
    show(page, scene, letters=letters)
    png = page.evaluate("window.picture.png(2)")
    assert png.startswith("data:image/png;base64,")
    # The title in the letters of the page, and where its last one ends in the image.
    drawn, written = page.evaluate(
        """async (png) => {
            const image = new Image();
            image.src = png;
            await image.decode();
            const title = document.querySelector(".cdq-title");
            const { fontSize, fontWeight, color } = getComputedStyle(title);
            const size = parseFloat(fontSize);
            const paper = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
            [paper.canvas.width, paper.canvas.height] = [image.width, image.height];
            paper.font = `${fontWeight} ${size}px ${getComputedStyle(title).fontFamily}`;
            const written = paper.measureText(title.textContent).width;
            paper.drawImage(image, 0, 0);
            const rows = [2 * 14, Math.round(2 * size * 1.2)];
            const line = paper.getImageData(0, rows[0], image.width, rows[1]);
            const dark = [...Array(image.width * rows[1]).keys()].filter((at) => line.data[at * 4] < 90);
            const across = dark.map((at) => at % image.width);
            return [(Math.max(...across) - Math.min(...across)) / 2, written];
        }""",
        png,
    )
    assert drawn == pytest.approx(written, rel=0.02)


def test_names_are_measured_again_when_the_letters_come(page, scene):
    """A picture that is made at once is drawn in a font of the computer first."""
    show(page, scene)
    assert page.evaluate("[...document.fonts].map((face) => face.status)") == ["loaded", "loaded"]
    ends = page.evaluate("""() => [...document.querySelectorAll(".cdq-quadrant")]
      .map((each) => Number(each.getAttribute("x")) + each.getComputedTextLength())""")
    # Names of different lengths stand against the same edge by their measured width.
    assert ends[2] == pytest.approx(ends[3], abs=0.5)


@pytest.mark.parametrize("letters", LETTERS)
def test_a_room_has_large_letters_and_they_grow_with_the_screen(browser, scene, letters):
    for width, height, least in ((1024, 768, 13), (1920, 1080, 23.9), (3840, 2160, 48)):
        page = browser.new_page(viewport={"width": width, "height": height})
        show(
            page,
            scene,
            {**STILL, "theme": "room", "fit": "box", "selected": "team:1"},
            width=width,
            height=height,
            letters=letters,
        )
        sizes = page.evaluate("""() => [...document.querySelectorAll(".cdq p, .cdq li, .cdq dt, .cdq dd, .cdq text")]
          .filter((each) => each.getClientRects().length && !each.closest(".cdq-unseen"))
          .map((each) => parseFloat(getComputedStyle(each).fontSize))""")
        assert min(sizes) >= least, (width, min(sizes))
        plane = page.locator(".cdq-svg").bounding_box()
        assert plane["y"] + plane["height"] <= height + 1
        assert plane["x"] + plane["width"] <= width
        page.close()


def _luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_and_marks_stand_out_from_every_tint(scene):
    grounds = [cell["tint"] for cell in scene["quadrants"]] + ["#ffffff"]
    for ground in grounds:
        assert contrast(scene["colors"]["ink"], ground) >= 4.5
        assert contrast(scene["colors"]["quiet"], ground) >= 4.5
        for cell in [*scene["quadrants"], scene["neutral"]]:
            assert contrast(cell["dark"], ground) >= 4.5, "quadrant names, and the edge of every mark"


@pytest.mark.parametrize("theme", ["screen", "print", "contrast", "room"])
def test_quadrant_names_are_read_easily_in_every_theme(page, scene, theme):
    show(page, scene, {**STILL, "theme": theme})
    fills = page.evaluate("""() => [...document.querySelectorAll(".cdq-quadrant")]
      .map((each) => [getComputedStyle(each).fill, getComputedStyle(each).opacity])""")
    assert len(fills) == 4
    for cell, (fill, _) in zip(scene["quadrants"], fills, strict=True):
        color = "#{:02x}{:02x}{:02x}".format(*map(int, re.findall(r"\d+", fill)[:3]))
        assert color == ("#000000" if theme == "contrast" else cell["dark"])


def test_forced_colours_keep_shapes_and_hollowness(page, scene):
    page.emulate_media(forced_colors="active")
    show(page, scene)
    fills = page.evaluate("""() => [...document.querySelectorAll(".cdq-mark .cdq-shape")]
      .map((each) => [each.dataset.hollow, getComputedStyle(each).fill, getComputedStyle(each).stroke])""")
    solid = {fill for hollow, fill, _ in fills if hollow == "false"}
    hollow = {fill for hollow, fill, _ in fills if hollow == "true"}
    assert len(solid) == len(hollow) == 1
    assert solid != hollow


@pytest.mark.parametrize(
    "state", [{"selected": "team:1", "trails": True}, {"replay": {"unit": "team:0"}}, {"theme": "contrast"}]
)
def test_axe_finds_nothing(page, axe, scene, state):
    show(page, scene, {**STILL, **state})
    assert axe(page, "#root") == []
