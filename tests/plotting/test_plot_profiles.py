"""The facet profile: means, intervals, cuts."""

from __future__ import annotations

import dataclasses

import pytest
from matplotlib.colors import to_hex, to_rgb

from culture_diag.errors import CultureDiagError, DisclosureError
from culture_diag.instrument import load_instrument
from culture_diag.plotting import plot_profile
from culture_diag.plotting.style import TEAM_LOOKS
from culture_diag.story import alt_text
from tests.plotting.handmade import WAVES, make_release, team_row

INSTRUMENT = load_instrument("invitation-challenge")
WAVE = WAVES[-1]


def facet(name, identity, mean, low=None, high=None, suppressed=False):
    scale = next(s.id for s in INSTRUMENT.scales if identity in {f.id for f in s.facets})
    return {"name": name, "wave": WAVE, "scale": scale, "facet": identity, "n": None if suppressed else 12,
            "mean": mean, "low": low, "high": high, "suppressed": suppressed}  # fmt: skip


def release(count, facets=(), **more):
    rows = [team_row(INSTRUMENT, f"T{i}", WAVE, 10 + i, 3.0 + 0.1 * i, 3.5) for i in range(count)]
    rows.append(team_row(INSTRUMENT, "Klein", WAVE, None, None, None, reason="too_few"))
    return make_release(rows, facets=facets, **more)


def line(ax, gid):
    return [found for found in ax.lines if found.get_gid() == gid]


def texts(ax, gid=None):
    return [t.get_text() for t in ax.texts if gid is None or t.get_gid() == gid]


def test_means_and_intervals_are_those_of_the_release():
    ax = plot_profile(release(1, [facet("T0", "trust", 3.4, 3.1, 3.7)]))
    assert list(line(ax, "mean-0-trust")[0].get_xdata()) == [3.4]
    assert list(line(ax, "interval-0-trust")[0].get_xdata()) == [3.1, 3.7]
    assert list(line(ax, "mean-0-challenge")[0].get_xdata()) == [3.0]
    assert texts(ax, "value-trust") == ["3,4"]
    assert texts(ax, "name-trust") == ["vertrouwen en kwetsbaarheid"]


def test_teams_differ_in_shape_colour_and_height():
    facets = [facet(f"T{i}", "trust", 3.0 + 0.1 * i) for i in range(6)]
    ax = plot_profile(release(6, facets))
    dots = [line(ax, f"mean-{i}-trust")[0] for i in range(6)]
    assert [dot.get_marker() for dot in dots] == [look.marker for look in TEAM_LOOKS]
    assert [to_hex(dot.get_color()) for dot in dots] == [look.color for look in TEAM_LOOKS]
    heights = [dot.get_ydata()[0] for dot in dots]
    assert heights == sorted(set(heights))
    assert not line(ax, "interval-0-trust")
    assert {f"T{i} (n = {10 + i})" for i in range(6)} <= set(texts(ax))


def test_what_is_not_shown_leaves_no_dot():
    ax = plot_profile(release(2, [facet("T0", "trust", None, suppressed=True), facet("T1", "trust", 3.0)]))
    assert not line(ax, "mean-0-trust")
    assert line(ax, "mean-1-trust")
    assert texts(ax, "hidden-mistakes") == ["niet getoond, om mensen te beschermen"]
    assert "Niet getoond (minder dan 5 antwoorden): Klein." in texts(ax)
    assert any("Waar een teken ontbreekt" in text for text in texts(ax))


def test_cuts_are_those_of_each_scale():
    cuts = [{"wave": WAVE, "scale": "challenge", "cut": 3.4}, {"wave": WAVE, "scale": "invitation", "cut": 2.8}]
    ax = plot_profile(release(1, cuts=cuts))
    assert {float(found.get_xdata()[0]) for found in line(ax, "cut-challenge")} == {3.4}
    assert {float(found.get_xdata()[0]) for found in line(ax, "cut-invitation")} == {2.8}


def test_more_than_six_teams_become_a_table():
    facets = [facet(f"T{i}", "trust", 2.0 + 0.4 * i) for i in range(7)]
    facets[3] = facet("T3", "trust", None, suppressed=True)
    ax = plot_profile(release(7, facets))
    assert texts(ax, "team-6") == ["T6 (n = 16)"]
    assert [texts(ax, f"team-{i}") for i in range(8)][7] == []
    # Row by row: whole scales of invitation and challenge, and the one facet that has values.
    cells = {(t.get_position()[0], t.get_position()[1]): t.get_text() for t in ax.texts if t.get_gid() == "mean"}
    columns = [texts(ax, f"column-{at}")[0].replace("\n", " ") for at in range(10)]
    trust = columns.index("vertrouwen en kwetsbaarheid") + 0.5
    assert [cells.get((trust, i + 0.5)) for i in range(7)] == ["2,0", "2,4", "2,8", None, "3,6", "4,0", "4,4"]
    assert (trust, 3.5) in [t.get_position() for t in ax.texts if t.get_gid() == "absent"]
    assert [cells[columns.index("hele schaal") + 0.5, i + 0.5] for i in range(7)] == ["3,5"] * 7
    assert "Niet getoond (minder dan 5 antwoorden): Klein." in texts(ax)
    assert line(plot_profile(release(7), teams=["T0", "T6"]), "mean-0-challenge")


def test_figures_in_a_table_stand_out_from_their_cell():
    ax = plot_profile(release(9, [facet(f"T{i}", "trust", 1.0 + 0.5 * i) for i in range(9)]))
    colours = ax.collections[0].get_facecolors()
    shown = {t.get_position(): t.get_color() for t in ax.texts if t.get_gid() == "mean"}
    for (x, y), ink in shown.items():
        back = colours[int(y) * 10 + int(x)]
        light = [luminance(to_rgb(colour)) + 0.05 for colour in (ink, back[:3])]
        assert max(light) / min(light) >= 4.5


def luminance(colour):
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_only_suppressed_teams_say_so():
    ax = plot_profile(release(1), teams=["Klein"], lang="en")
    assert texts(ax, "suppressed") == ["There is no team to show."]
    assert "Not shown (fewer than 5 answers): Klein." in texts(ax)
    assert not ax.lines


def test_an_instrument_without_facets_shows_its_scales():
    other = load_instrument("learning-process-outcome")
    ax = plot_profile(make_release([team_row(other, "A", WAVE, 9, 3.1, 2.0)], instrument=other), style="room")
    assert list(line(ax, "mean-0-process")[0].get_xdata()) == [3.1]
    assert list(line(ax, "cut-process")[0].get_xdata()) == [2.5, 2.5]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["1", "2", "3", "4"]


def test_scales_can_be_chosen_and_errors_name_what_exists():
    assert texts(plot_profile(release(1), scales=["challenge"]), "heading") == ["Uitdaging"]
    with pytest.raises(CultureDiagError, match="challenge"):
        plot_profile(release(1), scales=["moed"])
    with pytest.raises(CultureDiagError, match="T0"):
        plot_profile(release(1), teams=["Pluto"])
    with pytest.raises(DisclosureError):
        plot_profile({"teams": []})


@pytest.mark.parametrize(("count", "style"), [(2, "print"), (2, "room"), (9, "print")])
def test_response_and_choices_are_noted_as_beside_the_plane(count, style):
    """Advisor's trial: only the plane warned of a low response, so the profile looked as sure as ever."""
    shown = release(count)
    gates = ["caution", "no_label", *["fine"] * (len(shown.teams) - 2)]
    shown = dataclasses.replace(shown, teams=shown.teams.assign(response_gate=gates),
                                settings=dataclasses.replace(shown.settings, target="members"))  # fmt: skip
    said = " ".join(texts(plot_profile(shown, style=style))).replace("\n", " ")
    alt = alt_text(shown, kind="profile")
    for note in ("(minder dan 75% vulde in): T0.", "minder dan 50% vulde in: T1.", "precies deze mensen, nu."):
        assert note in said
        assert note in alt
    assert "T2" not in said.partition("vulde in")[2]
