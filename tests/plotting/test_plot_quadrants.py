"""The quadrant plot, artist by artist, against a release whose numbers are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle

from culture_diag.errors import CultureDiagError, DisclosureError
from culture_diag.instrument import load_instrument
from culture_diag.plotting import plot_quadrants
from culture_diag.story.quadrant_looks import NEUTRAL, PAPER, QUADRANT_LOOKS
from tests.plotting.handmade import WAVES, instrument_with, make_release, team_row

INSTRUMENT = load_instrument("invitation-challenge")
WAVE = WAVES[-1]


def markers(ax):
    return [c for c in ax.collections if str(c.get_gid()).startswith("team-")]


def words(ax, gid=None):
    return [t.get_text() for t in ax.texts if gid is None or t.get_gid() == gid]


def path_of(marker):
    shape = MarkerStyle(marker)
    return shape.get_path().transformed(shape.get_transform()).vertices


def row(name, x, y, n=12, **more):
    return team_row(INSTRUMENT, name, WAVE, n, x, y, **more)


def test_markers_stand_where_the_release_says(three):
    ax = plot_quadrants(three)
    places = [tuple(c.get_offsets()[0]) for c in markers(ax)]
    assert places == [(3.9, 4.1), (3.1, 3.6), (3.7, 2.3)]


def test_shape_and_colour_tell_the_quadrant():
    corners = {"low_low": (2.0, 2.0), "low_high": (2.0, 4.0), "high_low": (4.0, 2.0), "high_high": (4.0, 4.0)}
    ax = plot_quadrants(make_release([row(place, *at) for place, at in corners.items()]))
    for found, place in zip(markers(ax), corners, strict=True):
        assert to_hex(found.get_facecolor()[0]) == QUADRANT_LOOKS[place].color
        assert np.allclose(found.get_paths()[0].vertices, path_of(QUADRANT_LOOKS[place].marker))


def test_borderline_is_hollow_in_the_shape_of_the_likeliest():
    ax = plot_quadrants(make_release([row("A", 2.9, 4.0, chance=0.6, runner_up="growth")]))
    (marker,) = markers(ax)
    assert to_hex(marker.get_facecolor()[0]) == PAPER
    assert to_hex(marker.get_edgecolor()[0]) == QUADRANT_LOOKS["low_high"].dark
    assert np.allclose(marker.get_paths()[0].vertices, path_of("^"))
    assert any("grensgeval" in text for text in words(ax))


def test_no_label_is_neutral():
    ax = plot_quadrants(make_release([row("A", 4.0, 4.0, label=None)]))
    (marker,) = markers(ax)
    assert to_hex(marker.get_facecolor()[0]) == NEUTRAL.color
    assert np.allclose(marker.get_paths()[0].vertices, path_of("X"))


@pytest.mark.parametrize(("lang", "names"), [("nl", "apathisch knus ontmoedigend groei"),
                                             ("en", "apathetic cosy discouraging growth")])  # fmt: skip
def test_names_stand_in_their_quadrant(three, lang, names):
    ax = plot_quadrants(three, lang=lang)
    ax.figure.draw_without_rendering()
    for place, name in zip(QUADRANT_LOOKS, names.split(), strict=True):
        (found,) = [t for t in ax.texts if t.get_gid() == f"name-{place}"]
        assert found.get_text() == name
        box = found.get_window_extent().transformed(ax.transData.inverted())
        middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
        assert [value > 3 for value in middle] == [part == "high" for part in place.split("_")]


def test_tints_meet_at_the_cuts_of_this_wave():
    waves = WAVES[-2:]
    cuts = [{"wave": w, "scale": s, "cut": c} for w, s, c in [
        (waves[0], "challenge", 3.0), (waves[0], "invitation", 3.0),
        (waves[1], "challenge", 3.4), (waves[1], "invitation", 2.8)]]  # fmt: skip
    release = make_release([row("A", 4.0, 4.0)], waves=waves, cuts=cuts)
    ax = plot_quadrants(release)
    boxes = {p.get_gid(): p.get_bbox().bounds for p in ax.patches if str(p.get_gid()).startswith("quadrant")}
    assert boxes["quadrant-low_low"] == pytest.approx((1.0, 1.0, 2.4, 1.8))
    assert boxes["quadrant-high_high"] == pytest.approx((3.4, 2.8, 1.6, 2.2))
    lines = {line.get_gid(): line for line in ax.lines}
    assert list(lines["cut-x"].get_xdata()) == [3.4, 3.4]
    assert list(lines["cut-y"].get_ydata()) == [2.8, 2.8]


def test_whole_response_scale_square_with_ends_in_words(three):
    ax = plot_quadrants(three)
    assert tuple(ax.get_xlim()) == tuple(ax.get_ylim()) == (1.0, 5.0)
    assert ax.get_aspect() == 1.0
    ends = [words(ax, f"end-{axis}-{end}")[0] for axis in "xy" for end in ("low", "high")]
    assert ends == ["weinig uitdaging", "veel uitdaging →", "weinig uitnodiging", "veel uitnodiging →"]


def test_region_follows_the_formula(three):
    ax = plot_quadrants(three)
    edge = next(p for p in ax.patches if p.get_gid() == "region-1")
    outline = edge.get_xy()
    # De Maan: centre (3.1, 3.6), reaches 0.5 and 0.4, correlation -0.4; the extremes are the reaches.
    assert outline[:, 0].max() == pytest.approx(3.6)
    assert outline[:, 1].max() == pytest.approx(4.0, abs=1e-3)
    u, v = (outline[:, 0] - 3.1) / 0.5, (outline[:, 1] - 3.6) / 0.4
    assert np.allclose((u**2 + 0.8 * u * v + v**2) / (1 - 0.16), 1)


def test_regions_of_three_teams_unasked_and_of_more_on_request():
    rows = [row(f"T{i}", 2.0 + 0.5 * i, 3.5) for i in range(4)]
    count = lambda ax: sum(str(p.get_gid()).startswith("region-") for p in ax.patches)  # noqa: E731
    release = make_release(rows)
    assert count(plot_quadrants(release)) == 0
    assert count(plot_quadrants(release, regions=True)) == 4
    assert count(plot_quadrants(release, regions=["T1"])) == 1
    assert count(plot_quadrants(release, teams=["T0", "T1", "T2"])) == 3
    assert count(plot_quadrants(release, teams="T0", regions=False)) == 0


def test_a_team_without_region_gets_a_point_only():
    rows = [
        row("A", 4.0, 4.0) | {"challenge_half_width": None, "invitation_half_width": None, "region_correlation": None}
    ]
    ax = plot_quadrants(make_release(rows))
    assert len(markers(ax)) == 1
    assert not any(str(p.get_gid()).startswith("region") for p in ax.patches)


def test_labels_tell_n(three):
    assert set(words(plot_quadrants(three), "label")) == {"De Ster (n = 12)", "De Maan (n = 8)", "De Zon (n = 21)"}


@pytest.mark.parametrize(("lang", "note"), [
    ("nl", "Niet getoond (minder dan 5 antwoorden): De Kleine Beer."),
    ("en", "Not shown (fewer than 5 answers): De Kleine Beer."),
])  # fmt: skip
def test_a_suppressed_team_is_named_but_never_drawn(three, lang, note):
    ax = plot_quadrants(three, lang=lang)
    assert note in words(ax)
    assert len(markers(ax)) == 3
    only = plot_quadrants(three, teams=["De Kleine Beer"], lang=lang)
    assert markers(only) == []
    assert note in words(only)


def test_every_reason_is_said_in_plain_words():
    rows = [row("A", None, None, n=None, reason="protected"), row("B", None, None, n=None, reason="no_answers"),
            row("C", 3.0, 3.0) | {"challenge": None}]  # fmt: skip
    said = " ".join(words(plot_quadrants(make_release(rows), lang="en")))
    assert "people's answers could be worked out): A." in said
    assert "No answers: B." in said
    assert "No score can be computed: C." in said


def test_a_team_of_another_wave_is_said_to_be_absent():
    release = make_release(
        [team_row(INSTRUMENT, "Toen", WAVES[0], 9, 3.5, 3.5), row("Nu", 3.5, 3.5)], waves=(WAVES[0], WAVE)
    )
    assert "Deed niet mee: Toen." in words(plot_quadrants(release))
    assert markers(plot_quadrants(release, wave=WAVES[0]))[0].get_offsets()[0].tolist() == [3.5, 3.5]


def test_ties_are_all_visible_and_labelled_and_said():
    ax = plot_quadrants(make_release([row(name, 3.5, 3.5) for name in "ABC"]), regions=False)
    places = np.array([c.get_offsets()[0] for c in markers(ax)])
    assert len({tuple(place) for place in places.round(6).tolist()}) == 3
    assert np.abs(places - 3.5).max() < 0.05
    assert set(words(ax, "label")) == {f"{name} (n = 12)" for name in "ABC"}
    assert any("naast elkaar" in text for text in words(ax))


@pytest.mark.parametrize("name", [
    "$x^2$", r"$\frac{", "<script>alert(1)</script>", "x" * 200,
    "فريق الشمال", "Team 🎉👩‍🏫", "a\nb\tc", "_onder", "{n}",
    "école é", "%s %(n)s", "\x00\x1b[31m", "\u202eknus", "团队",
])  # fmt: skip
@pytest.mark.parametrize("style", ["print", "room"])
def test_hostile_names_are_drawn_as_they_are(name, style, tmp_path):
    release = make_release(
        [row(name, 4.0, 4.0), row("gewoon", 2.0, 2.0), row(name + "!", None, None, reason="too_few")]
    )
    ax = plot_quadrants(release, style=style)
    ax.figure.savefig(tmp_path / "a.png", dpi=40)
    assert all(not found.get_parse_math() for found in ax.texts)
    assert len(words(ax, "label")) == 2


def test_long_names_keep_both_ends_and_stay_apart():
    names = ["Openbare Basisschool De Regenboog onderbouw", "Openbare Basisschool De Regenboog bovenbouw"]
    ax = plot_quadrants(make_release([row(names[0], 4, 4.0), row(names[1], 2, 2.0)]))
    assert set(words(ax, "label")) == {"Openbare … onderbouw (n = 12)", "Openbare … bovenbouw (n = 12)"}


def test_draws_on_the_callers_axes_and_leaves_the_rest_alone(three):
    import matplotlib

    before = dict(matplotlib.rcParams)
    figure = Figure(figsize=(12, 6), layout="constrained")
    left, right = figure.subplots(1, 2)
    assert plot_quadrants(three, ax=left) is left
    assert not right.texts
    assert figure.get_size_inches().tolist() == [12, 6]
    assert dict(matplotlib.rcParams) == before


def test_decimal_comma_on_ticks_of_an_uneven_scale():
    instrument = instrument_with(0, 100, continuous=True)
    rows = [team_row(instrument, "A", WAVE, 9, 60.0, 70.0, reach=(5.0, 5.0, 0.0))]
    ax = plot_quadrants(make_release(rows, instrument=instrument), lang="nl")
    assert [t.get_text() for t in ax.get_xticklabels()] == ["0", "20", "40", "60", "80", "100"]
    instrument = instrument_with(0.5, 4.5, continuous=True)
    for lang, first in (("nl", "0,5"), ("en", "0.5")):
        ax = plot_quadrants(
            make_release([team_row(instrument, "A", WAVE, 9, 3.0, 3.0)], instrument=instrument), lang=lang
        )
        assert next(t.get_text() for t in ax.get_xticklabels()) == first


def test_another_instrument_with_its_own_quadrants():
    other = load_instrument("learning-process-outcome")
    ax = plot_quadrants(make_release([team_row(other, "A", WAVE, 9, 3.1, 2.0)], instrument=other), lang="en")
    assert words(ax, "name-high_low") == ["in interaction"]
    assert to_hex(markers(ax)[0].get_facecolor()[0]) == QUADRANT_LOOKS["high_low"].color
    assert tuple(ax.get_xlim()) == (1.0, 4.0)


def test_only_a_release_is_drawn(three):
    class Diagnosis:
        teams = three.teams
        instrument = three.instrument

    for thing in (Diagnosis(), three.teams, pd.DataFrame()):
        with pytest.raises(DisclosureError):
            plot_quadrants(thing)


@pytest.mark.parametrize(("arguments", "named"), [
    ({"teams": ["De Ster", "Pluto"]}, "De Maan"), ({"wave": "zomer"}, WAVE), ({"style": "poster"}, "print"),
    ({"regions": ["Pluto"]}, "De Maan"),
])  # fmt: skip
def test_unknown_names_list_what_exists(three, arguments, named):
    with pytest.raises(CultureDiagError) as caught:
        plot_quadrants(three, **arguments)
    assert named in str(caught.value)


def test_unknown_language_and_no_model(three):
    with pytest.raises(ValueError, match="nl, en"):
        plot_quadrants(three, lang="fr")
    with pytest.raises(CultureDiagError):
        plot_quadrants(make_release([row("A", 3.0, 3.0)], model=False))


def test_a_plain_team_name_means_all_teams_of_that_name():
    rows = [row("Zon", 4.0, 4.0) | {"name": "Noord – Zon"}, row("Zon", 2.0, 2.0) | {"name": "Zuid – Zon"}]
    ax = plot_quadrants(make_release(rows), teams="Zon")
    assert len(markers(ax)) == 2
    with pytest.raises(CultureDiagError, match="Zuid – Zon"):
        plot_quadrants(make_release(rows), regions=["Zon"])


def test_a_very_large_board_is_drawn_whole():
    draw = np.random.default_rng(3)
    rows = [row(f"Team {i}", *draw.uniform(2, 5, 2).round(1).tolist()) for i in range(120)]
    ax = plot_quadrants(make_release(rows))
    assert len(markers(ax)) == 120
    assert any("30 teams zonder naam" in text for text in words(ax))
