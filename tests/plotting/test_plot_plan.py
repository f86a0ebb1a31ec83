"""The picture of a plan: lines, marked numbers, names beside their lines, and the areas of the gate."""

from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from culture_diag.errors import CultureDiagError
from culture_diag.planning import plan
from culture_diag.plotting import save
from culture_diag.plotting.plans import plot_plan
from culture_diag.story.plans import plan_alt_text


def texts(ax, gid):
    return [found.get_text() for found in ax.texts if found.get_gid() == gid]


def line(ax, gid):
    (found,) = (found for found in ax.lines if found.get_gid() == gid)
    return found


def zones(ax):
    found = {}
    for patch in ax.patches:
        if str(patch.get_gid()).startswith("zone-"):
            found[patch.get_gid()[5:]] = (patch.get_x(), patch.get_x() + patch.get_width())
    return found


def test_the_lines_are_those_of_the_frame():
    made = plan(30)
    ax = plot_plan(made)
    shown = made.frame[made.frame["n"] >= 5]
    for gid, column in (("line-width", "half_width"), ("line-change", "smallest_change")):
        assert list(line(ax, gid).get_xdata()) == shown["n"].tolist()
        assert list(line(ax, gid).get_ydata()) == shown[column].tolist()
    assert ax.get_ylim()[0] == 0
    assert ax.get_xlim() == (4.5, 30.5)


def test_marked_are_the_turns_of_the_gate_and_the_whole_team():
    ax = plot_plan(plan(12))
    assert list(line(ax, "mark-width").get_xdata()) == [6, 9, 12]
    assert sorted(texts(ax, "value-width"), reverse=True) == ["±0,58", "±0,45", "±0,37"]
    assert sorted(texts(ax, "value-change"), reverse=True) == ["0,77", "0,60", "0,51"]
    assert {label.get_text() for label in plot_plan(plan(30)).get_xticklabels()} >= {"15", "23", "30"}


def test_areas_of_the_gate_are_shaded_and_named():
    ax = plot_plan(plan(12), lang="en")
    assert zones(ax) == {"no_label": (4.5, 5.5), "caution": (5.5, 8.5), "fine": (8.5, 12.5)}
    assert texts(ax, "zone-name") == ["no quadrant", "caution", "enough"]
    assert texts(ax, "zone-range") == ["fewer than 6", "6 to 8 (from 50%)", "9 or more (from 75%)"]
    # In a team of six half is three, but of fewer than five no scores are shown.
    small = plot_plan(plan(6))
    assert zones(small) == {"hidden": (2.5, 4.5), "fine": (4.5, 6.5)}
    assert texts(small, "zone-name") == ["geen scores", "genoeg"]
    assert texts(plot_plan(plan(4)), "zone-range") == ["minder dan 5"]
    assert zones(plot_plan(plan(12, responses=[8])))["caution"] == (7.5, 8.5)


def test_each_line_has_its_name_beside_it_and_no_legend():
    ax = plot_plan(plan(12))
    assert texts(ax, "name-change") == ["kleinste verschil tussen twee metingen dat telt"]
    assert texts(ax, "name-width") == ["marge rond het gemiddelde (±)"]
    assert ax.get_legend() is None


@pytest.mark.parametrize("style", ["print", "room"])
@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("size", [6, 12, 17, 30, 60])
def test_no_words_overlap_and_none_fall_off(style, lang, size):
    ax = plot_plan(plan(size), lang=lang, style=style)
    figure = ax.figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    words = [found for found in ax.texts if found.get_text()] + ax.get_xticklabels() + ax.get_yticklabels()
    boxes = [found.get_window_extent(renderer) for found in words]
    for at, one in enumerate(boxes):
        assert one.x0 >= 0
        assert one.y0 >= 0
        assert one.x1 <= figure.bbox.width
        assert one.y1 <= figure.bbox.height
        for other, two in enumerate(boxes[:at]):
            across = min(one.x1, two.x1) - max(one.x0, two.x0)
            up = min(one.y1, two.y1) - max(one.y0, two.y0)
            # Boxes hold room for letters below the line that figures and small words do not fill.
            assert across <= 1 or up <= 4, (words[at].get_text(), words[other].get_text())


def test_names_stay_off_the_lines():
    for size in (6, 12, 30, 60):
        ax = plot_plan(plan(size))
        renderer = FigureCanvasAgg(ax.figure).get_renderer()
        for words in (found for found in ax.texts if str(found.get_gid()).startswith("name-")):
            box = words.get_window_extent(renderer)
            for gid in ("line-width", "line-change"):
                path = ax.transData.transform_path(line(ax, gid).get_path())
                assert not path.intersects_bbox(box, filled=False)


def test_on_the_axes_of_the_caller():
    figure = Figure(figsize=(9, 6))
    given = figure.add_axes((0.1, 0.3, 0.8, 0.5))
    assert plot_plan(plan(12), ax=given) is given
    assert given.get_position().bounds == pytest.approx((0.1, 0.3, 0.8, 0.5))
    assert figure.get_size_inches().tolist() == [9, 6]
    moved = Figure(figsize=(9, 8), layout="constrained")
    ax = plot_plan(plan(12), ax=moved.add_subplot())
    moved.draw_without_rendering()
    assert texts(ax, "value-width")


def test_it_can_be_saved_and_says_what_it_shows(tmp_path):
    made = plan(12)
    alt = plan_alt_text(made)
    assert "Bij 9 van de 12 antwoorden (genoeg): marge 0,45 punt, kleinste verschil 0,60 punt." in alt
    assert "met een kans van 9 op 10 een duidelijk vak" in alt
    assert "With 6 of 12 answers (caution): margin 0.58 points" in plan_alt_text(made, lang="en")
    with Image.open(save(plot_plan(made), tmp_path / "a.png", dpi=50)) as image:
        assert image.text["Description"] == alt


@pytest.mark.parametrize("made", [
    plan(2), plan(4), plan(12, responses=1), plan(12, responses=8), plan(400), plan(9, pooling=0),
    plan(14, target="members"), plan(25, bounds=(0, 100)), plan(40, gate=(0.6, 0.62)), plan(20, min_n=30),
], ids=range(10))  # fmt: skip
def test_any_plan_can_be_drawn(made):
    ax = plot_plan(made)
    assert ax.figure.get_size_inches().min() > 1
    assert "nan" not in plan_alt_text(made)
    assert all("nan" not in found.get_text() for found in ax.texts)


def test_without_a_margin_it_says_so():
    ax = plot_plan(plan(12, responses=1), lang="en")
    assert texts(ax, "nothing") == ["With so few answers no margin can be given."]
    assert not [found for found in ax.lines if str(found.get_gid()).startswith("line-")]


def test_an_unknown_style_is_refused():
    with pytest.raises(CultureDiagError, match="room"):
        plot_plan(plan(12), style="poster")
