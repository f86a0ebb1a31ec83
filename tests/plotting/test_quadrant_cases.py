"""The golden cases, drawn by matplotlib; ``tests/browser/test_quadrant_cases.py`` has the living picture's."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from culture_diag.i18n import number
from culture_diag.plotting import plot_quadrants
from culture_diag.plotting.labels import Surroundings, place_labels
from culture_diag.story.geometry import region_outline, spread_ties, ticks
from culture_diag.story.quadrant_looks import NEUTRAL, PAPER, QUADRANT_LOOKS
from tests.golden.cases import CASES, PICTURE, golden_release


@pytest.mark.parametrize("case", CASES["ticks"], ids=lambda case: str(case["bounds"]))
def test_ticks(case):
    assert [words for _, words in ticks(*case["bounds"], case["lang"])] == case["words"]


@pytest.mark.parametrize("case", CASES["numbers"], ids=lambda case: str(case["value"]))
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_numbers(case, lang):
    assert number(case["value"], lang, decimals=case["decimals"], signed=case["signed"]) == case[lang]


@pytest.mark.parametrize("case", CASES["ties"], ids=lambda case: f"{len(case['points'])} points")
def test_ties(case):
    places = np.column_stack(spread_ties(*np.array(case["points"]).T, case["radius"]))
    assert places == pytest.approx(np.array(case["places"]), abs=1e-5)


@pytest.mark.parametrize("case", CASES["regions"], ids=lambda case: str(case["region"]))
def test_regions(case):
    outline = region_outline(case["x"], case["y"], tuple(case["region"]))
    (left, low), (right, high) = outline.min(axis=0), outline.max(axis=0)
    assert [left, right, low, high] == pytest.approx(case["extremes"], abs=1e-3)
    assert outline[0] == pytest.approx(case["at_right"], abs=1e-6)


@pytest.mark.parametrize("case", CASES["label_sides"], ids=lambda case: case["side"])
def test_sides_of_labels(case):
    around = Surroundings((0, 0, 100, 100), np.empty((0, 4)), np.empty((0, 3)), 3.0)
    sizes = np.array([[30.0, 8.0]]), np.array([[6.0, 8.0]])
    (place,) = place_labels(np.array([case["point"]], dtype=float), *sizes, around)
    left, _, right, _ = place.box
    assert place.leader is None
    assert (left > case["point"][0]) if case["side"] == "right" else (right < case["point"][0])


def test_the_picture():
    expected = PICTURE["nl"]
    ax = plot_quadrants(golden_release(), lang="nl")
    words: dict[str, list[str]] = {}
    for each in ax.texts:
        words.setdefault(str(each.get_gid()), []).append(each.get_text())
    assert words["label"] == expected["labels"]
    assert [words[f"name-{corner}"][0] for corner in QUADRANT_LOOKS] == expected["quadrants"]
    assert [words[f"end-{end}"][0] for end in ("x-low", "x-high", "y-low", "y-high")] == expected["ends"]
    drawn = [each for each in ax.collections if str(each.get_gid()).startswith("team-")]
    for mark, (corner, hollow) in zip(drawn, expected["looks"], strict=True):
        look = QUADRANT_LOOKS.get(corner, NEUTRAL)
        face, edge = to_hex(mark.get_facecolor()[0]), to_hex(mark.get_edgecolor()[0])
        assert (face, edge) == (PAPER if hollow else look.color, look.dark)
    cuts = [ax.lines[0].get_xdata()[0], ax.lines[1].get_ydata()[0]]
    assert cuts == PICTURE["cuts"]
    assert any("precies dezelfde plek" in each.get_text() for each in ax.texts) == expected["tied"]
