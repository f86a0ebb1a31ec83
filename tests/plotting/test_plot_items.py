"""Diverging bars against worked examples."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from culture_diag.errors import CultureDiagError, DisclosureError
from culture_diag.instrument import load_instrument
from culture_diag.plotting import plot_items
from culture_diag.plotting.items import REVERSED, lefts, shade
from tests.plotting.handmade import WAVES, instrument_with, make_release, team_row

INSTRUMENT = load_instrument("invitation-challenge")
WAVE = WAVES[-1]


def item(identity, n=25, mean=3.4, suppressed=False, not_applicable=None):
    scale = next(s for s in INSTRUMENT.scales if identity in {i.id for i in s.items})
    return {"name": "A", "wave": WAVE, "scale": scale.id, "facet": INSTRUMENT.item(identity).facet, "item": identity,
            "n": None if suppressed else n, "n_not_applicable": not_applicable,
            "mean": None if suppressed else mean, "suppressed": suppressed}  # fmt: skip


def classes(identity, *parts):
    return [{"name": "A", "wave": WAVE, "item": identity, "low_code": float(low), "high_code": float(high),
             "share": share} for low, high, share in parts]  # fmt: skip


def release(items, spread, instrument=INSTRUMENT):
    rows = [team_row(instrument, "A", WAVE, 25, 3.0, 3.0), team_row(instrument, "Klein", WAVE, None, None, None,
                                                                   reason="too_few")]  # fmt: skip
    return make_release(rows, items=items, distributions=spread, instrument=instrument)


def bars(ax, identity):
    found = [p for p in ax.patches if str(p.get_gid()).startswith(f"bar-{identity}-")]
    return {p.get_gid().removeprefix(f"bar-{identity}-"): p for p in found}


def texts(ax, gid=None):
    return [t.get_text() for t in ax.texts if gid is None or t.get_gid() == gid]


def test_worked_example_of_five_answers():
    spread = classes("inv1", (1, 1, 0.1), (2, 2, 0.2), (3, 3, 0.2), (4, 4, 0.3), (5, 5, 0.2))
    ax = plot_items(release([item("inv1")], spread), "A")
    found = bars(ax, "inv1")
    assert [bar.get_x() for bar in found.values()] == pytest.approx([-0.4, -0.3, -0.1, 0.1, 0.4])
    assert [bar.get_width() for bar in found.values()] == pytest.approx([0.1, 0.2, 0.2, 0.3, 0.2])
    assert not any(bar.get_hatch() for bar in found.values())
    assert texts(ax, "share-inv1") == ["10%", "20%", "20%", "30%", "20%"]


def test_a_merged_class_is_one_hatched_segment_named_by_its_codes():
    spread = classes("inv1", (1, 3, 0.4), (4, 4, 0.35), (5, 5, 0.25))
    ax = plot_items(release([item("inv1")], spread), "A")
    found = bars(ax, "inv1")
    assert list(found) == ["1-3", "4-4", "5-5"]
    assert found["1-3"].get_x() == pytest.approx(-0.2)  # the class holds the midpoint: the line halves it
    assert found["1-3"].get_hatch()
    assert not found["4-4"].get_hatch()
    assert texts(ax, "share-inv1")[0] == "1–3: 40%"
    assert any("Gearceerd" in text for text in texts(ax))


def test_unused_categories_and_a_single_class():
    ax = plot_items(
        release([item("inv1"), item("inv3")], classes("inv1", (5, 5, 1.0)) + classes("inv3", (1, 5, 1.0))), "A"
    )
    assert bars(ax, "inv1")["5-5"].get_x() == pytest.approx(0)
    assert bars(ax, "inv3")["1-5"].get_x() == pytest.approx(-0.5)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=11), st.integers(0, 10))
def test_bars_touch_and_the_line_divides_little_from_much(shares, first):
    total = sum(shares)
    parts = [(first + i, first + i, share / total) for i, share in enumerate(shares)]
    starts = lefts(parts, 5.0)
    for (_, _, share), start, after in zip(parts, starts, starts[1:], strict=False):
        assert start + share == pytest.approx(after)
    for (low, high, share), start in zip(parts, starts, strict=True):
        if high < 5:
            assert start + share <= 1e-9
        elif low > 5:
            assert start >= -1e-9
        else:
            assert start == pytest.approx(-share / 2)


@pytest.mark.parametrize(("low", "high", "parts", "starts"), [
    (1, 4, [(1, 2, 0.3), (3, 3, 0.3), (4, 4, 0.4)], [-0.3, 0.0, 0.3]),
    (1, 7, [(1, 3, 0.2), (4, 4, 0.4), (5, 7, 0.4)], [-0.4, -0.2, 0.2]),
    (0, 10, [(0, 4, 0.5), (5, 6, 0.3), (7, 10, 0.2)], [-0.65, -0.15, 0.15]),
])  # fmt: skip
def test_other_response_scales(low, high, parts, starts):
    instrument = instrument_with(low, high)
    ax = plot_items(release([item("cha1")], classes("cha1", *parts), instrument), "A", scales="challenge")
    assert [bar.get_x() for bar in bars(ax, "cha1").values()] == pytest.approx(starts)


def test_few_answers_show_a_mean_on_the_scale_and_no_bar():
    ax = plot_items(release([item("inv1", n=8, mean=4.0)], []), "A")
    assert bars(ax, "inv1") == {}
    (dot,) = [line for line in ax.lines if line.get_gid() == "mean-inv1"]
    assert list(dot.get_xdata()) == [0.25]  # (4 - 3) / (5 - 1)
    assert "gemiddelde 4,0" in texts(ax)
    assert any("afgerond op halven" in text for text in texts(ax))


def test_a_suppressed_item_is_words_only():
    ax = plot_items(release([item("inv1", suppressed=True), item("inv3")], classes("inv3", (1, 5, 1.0))), "A")
    assert texts(ax, "hidden-inv1") == ["niet getoond, om mensen te beschermen"]
    assert bars(ax, "inv1") == {}
    assert not [line for line in ax.lines if line.get_gid() == "mean-inv1"]


def test_unequal_n_and_not_applicable_stand_at_the_right():
    items = [item("inv1", n=25, not_applicable=7), item("inv3", n=12)]
    spread = classes("inv1", (1, 5, 1.0)) + classes("inv3", (1, 5, 1.0))
    said = texts(plot_items(release(items, spread), "A", lang="en"))
    assert {"25", "12", "7", "<5", "n", "n/a"} <= set(said)


def test_reverse_keyed_items_are_shown_as_answered_with_a_sign():
    spread = classes("inv2", (1, 2, 0.7), (3, 5, 0.3))
    ax = plot_items(release([item("inv2")], spread), "A")
    (wording,) = texts(ax, "wording-inv2")
    assert wording.endswith(REVERSED)
    assert list(bars(ax, "inv2")) == ["1-2", "3-5"]
    assert bars(ax, "inv2")["1-2"].get_x() == pytest.approx(-0.85)
    assert any(text.startswith(REVERSED) for text in texts(ax))


@pytest.mark.parametrize(("lang", "wording"), [("nl", "In ons team mag je fouten maken."),
                                               ("en", "In our team, you are allowed to make mistakes.")])  # fmt: skip
def test_wording_is_wrapped_in_the_language(lang, wording):
    ax = plot_items(release([item("inv1")], classes("inv1", (1, 5, 1.0))), "A", lang=lang)
    assert texts(ax, "wording-inv1")[0].replace("\n", " ") == wording


def test_scales_and_facets_head_their_items():
    ax = plot_items(release([item("inv1")], classes("inv1", (1, 5, 1.0))), "A")
    assert texts(ax, "heading") == [
        "Uitnodiging", "ruimte voor fouten", "vertrouwen en kwetsbaarheid", "je uitspreken en hulp vragen",
        "erbij horen en elkaar steunen", "Uitdaging", "hoge verwachtingen", "gedeelde professionele ambitie",
        "professionele scherpte", "proberen, onderzoeken en verbeteren",
    ]  # fmt: skip
    assert texts(plot_items(release([], []), "A", scales=["challenge"]), "heading")[0] == "Uitdaging"


def test_a_suppressed_team_says_so_and_draws_nothing():
    ax = plot_items(release([item("inv1")], classes("inv1", (1, 5, 1.0))), "Klein", lang="en")
    assert texts(ax, "suppressed") == ["Not shown (fewer than 5 answers): Klein."]
    assert not ax.patches
    assert not [line for line in ax.lines if str(line.get_gid()).startswith("mean")]


def test_shades_run_from_one_end_to_the_other():
    answers = INSTRUMENT.response_scale
    assert len({shade(answers, code, code) for code in range(1, 6)}) == 5


@pytest.mark.parametrize(("low", "high"), [(1, 3), (3, 5), (2, 3), (1, 4), (1, 5)])
def test_answers_taken_together_with_the_neutral_one_are_painted_grey(low, high):
    """Advisor's trial: 'disagree to neutral' had the colour of disagree, so neutral people seemed to disagree."""
    answers = INSTRUMENT.response_scale
    red, green, blue = to_rgb(shade(answers, low, high))
    assert max(red, green, blue) - min(red, green, blue) < 0.05
    assert shade(answers, low, high) not in {shade(answers, code, code) for code in range(1, 6)}
    assert shade(answers, 1, 2) not in (shade(answers, 1, 1), shade(answers, low, high))
    ax = plot_items(release([item("inv1")], classes("inv1", (low, high, 1.0))), "A")
    assert any("Grijs: met het midden van de schaal erbij." in text for text in texts(ax))
    plain = plot_items(release([item("inv1")], classes("inv1", (1, 2, 0.5), (4, 5, 0.5))), "A")
    assert not any("Grijs" in text for text in texts(plain))


def test_that_answers_were_left_out_stands_below_the_bars():
    shown = release([item("inv1")], classes("inv1", (1, 5, 1.0)))
    shown = dataclasses.replace(shown, settings=dataclasses.replace(shown.settings, left_out=True))
    assert any("zij tellen hier als niet ingevuld" in text.replace("\n", " ") for text in texts(plot_items(shown, "A")))


@pytest.mark.parametrize("style", ["print", "room"])
def test_rows_do_not_overlap_and_stay_on_the_figure(style):
    items = [item(i.id) for i in INSTRUMENT.items]
    spread = [c for i in INSTRUMENT.items for c in classes(i.id, (1, 2, 0.3), (3, 3, 0.3), (4, 5, 0.4))]
    ax = plot_items(release(items, spread), "A", style=style)
    ax.figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in ax.texts if str(t.get_gid()).startswith(("wording", "heading"))]
    for above, below in itertools.pairwise(boxes):
        assert above.y0 >= below.y1 - 1
    whole = ax.figure.bbox
    for found in ax.texts:
        box = found.get_window_extent()
        assert box.x0 >= -1
        assert box.x1 <= whole.x1 + 1
        assert box.y0 >= -1
        assert box.y1 <= whole.y1 + 1


def test_errors_name_what_exists(three):
    shown = release([], [])
    with pytest.raises(CultureDiagError, match="Klein"):
        plot_items(shown, "Pluto")
    with pytest.raises(CultureDiagError, match="invitation, challenge"):
        plot_items(shown, "A", scales=["moed"])
    with pytest.raises(DisclosureError):
        plot_items(three.items, "A")
