"""The golden cases in the living picture; ``tests/plotting/test_quadrant_cases.py`` holds matplotlib to the same."""

import re

import pytest

import culture_diag as cd
from culture_diag.frontend import make_scene
from culture_diag.story.quadrant_looks import NEUTRAL, PAPER, QUADRANT_LOOKS
from tests.browser.pictures import STILL, places_of, show
from tests.golden.cases import CASES, PICTURE, golden_release
from tests.plotting.handmade import WAVES, instrument_with, make_release, team_row


@pytest.fixture(scope="module")
def golden():
    return golden_release()


def test_geometry_and_numbers(page, golden):
    scenes = {lang: make_scene(golden, lang=lang) for lang in ("nl", "en")}
    show(page, scenes["nl"])
    for case in CASES["numbers"]:
        for lang, scene in scenes.items():
            given = [scene, case["value"], case["decimals"], case["signed"]]
            assert page.evaluate("given => window.tools.write(...given)", given) == case[lang], case
    for case in CASES["ties"]:
        points = [{"x": x, "y": y} for x, y in case["points"]]
        spread = "([points, radius]) => { window.tools.spreadTies(points, radius); return points; }"
        places = page.evaluate(spread, [points, case["radius"]])
        assert [value for place in places for value in (place["x"], place["y"])] == pytest.approx(
            [value for place in case["places"] for value in place], abs=1e-5
        )
    for case in CASES["regions"]:
        # A thousand pixels a unit; down is more.
        path = page.evaluate("given => window.tools.regionPath(...given)", [0, 0, case["region"], 1000])
        outline = [
            (case["x"] + float(x) / 1000, case["y"] - float(y) / 1000)
            for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)
        ]
        across, up = zip(*outline, strict=True)
        assert [min(across), max(across), min(up), max(up)] == pytest.approx(case["extremes"], abs=1e-3)
        assert outline[0] == pytest.approx(case["at_right"], abs=1e-3)
    for case in CASES["label_sides"]:
        x, y = case["point"]
        item = {"x": x, "y": y, "w": 30, "h": 8, "r": 3, "rank": 1}
        around = {"bounds": [0, 0, 100, 100], "boxes": [], "marks": [{"x": x, "y": y, "r": 3}], "soft": []}
        (place,) = page.evaluate("given => window.tools.placeLabels(...given)", [[item], around])
        left, _, right, _ = place["box"]
        assert place["leader"] is None
        assert (left > x) if case["side"] == "right" else (right < x)


@pytest.mark.parametrize("case", CASES["ticks"], ids=lambda case: str(case["bounds"]))
def test_ticks(page, case):
    low, high = case["bounds"]
    instrument = instrument_with(low, high, continuous=True)
    middle = (low + high) / 2
    release = make_release([team_row(instrument, "A", WAVES[-1], 9, middle, middle)], instrument=instrument)
    show(page, make_scene(release, lang=case["lang"]))
    # Each is written under the plane and beside it.
    assert page.locator(".cdq-number").all_text_contents()[::2] == case["words"]


def test_the_picture(page, golden):
    expected = PICTURE["nl"]
    scene = make_scene(golden, lang="nl")
    show(page, scene, STILL)
    labels = page.evaluate("() => [...document.querySelectorAll('.cdq-label')].map((each) => each.textContent)")
    assert [label.replace("  ", " ") for label in labels] == expected["labels"]
    assert page.locator(".cdq-quadrant").all_text_contents() == expected["quadrants"]
    assert page.locator(".cdq-end").all_text_contents() == expected["ends"]
    for mark, (corner, hollow) in zip(places_of(page), expected["looks"], strict=True):
        look = QUADRANT_LOOKS.get(corner, NEUTRAL)
        assert (mark["fill"], mark["edge"]) == (PAPER if hollow else look.color, look.dark)
    assert list(scene["cuts"].values()) == [PICTURE["cuts"]]
    assert ("precies dezelfde plek" in page.locator(".cdq-notes").inner_text()) == expected["tied"]
    assert page.evaluate("window.picture.text()") == cd.alt_text(golden)
