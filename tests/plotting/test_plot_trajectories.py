"""Paths over the waves: arrows, gaps, wave labels, and panels for many teams."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from culture_diag.errors import CultureDiagError, DisclosureError
from culture_diag.instrument import load_instrument
from culture_diag.plotting import plot_trajectories
from culture_diag.story import alt_text
from culture_diag.story.quadrant_looks import PAPER, QUADRANT_LOOKS
from tests.plotting.handmade import WAVES, make_release, team_row

INSTRUMENT = load_instrument("invitation-challenge")


def path(name, *places, **more):
    """A team's rows: a place, a reason why there is none, or None for a wave without a row."""
    rows = []
    for wave, place in zip(WAVES, places, strict=False):
        if isinstance(place, str):
            rows.append(team_row(INSTRUMENT, name, wave, None, None, None, reason=place))
        elif place:
            rows.append(team_row(INSTRUMENT, name, wave, 12, *place, **more))
    return rows


def gids(ax, start):
    return sorted(str(p.get_gid()) for p in ax.patches if str(p.get_gid()).startswith(start))


def texts(ax, gid=None):
    return [t.get_text() for t in ax.texts if gid is None or t.get_gid() == gid]


def markers(ax):
    return {c.get_gid(): c for c in ax.collections if str(c.get_gid()).startswith("team-")}


def test_arrows_run_from_wave_to_wave():
    ax = plot_trajectories(make_release(path("A", (2.0, 4.0), (2.5, 4.2), (3.5, 4.4)), waves=WAVES[:3]))
    assert gids(ax, "path-") == ["path-0-0", "path-0-1"]
    arrow = next(p for p in ax.patches if p.get_gid() == "path-0-0")
    assert arrow.get_arrowstyle().__class__.__name__ == "CurveFilledB"
    assert [tuple(map(float, place)) for place in arrow._posA_posB] == [(2.0, 4.0), (2.5, 4.2)]
    assert [tuple(c.get_offsets()[0]) for c in markers(ax).values()] == [(2.0, 4.0), (2.5, 4.2), (3.5, 4.4)]
    assert set(texts(ax, "wave")) == set(WAVES[:3])
    assert texts(ax, "label") == ["A (n = 12)"]


@pytest.mark.parametrize("missing", ["too_few", "protected", "no_answers", None])
def test_a_missing_wave_is_a_gap_without_a_point(missing):
    ax = plot_trajectories(make_release(path("A", (2.0, 4.0), missing, (3.5, 4.4)), waves=WAVES[:3]))
    assert gids(ax, "path-") == []
    assert gids(ax, "gap-") == ["gap-0-0"]
    gap = next(p for p in ax.patches if p.get_gid() == "gap-0-0")
    assert gap.get_linestyle() != "-"
    assert gap.get_arrowstyle().__class__.__name__ == "Curve"
    assert sorted(markers(ax)) == ["team-0-0", "team-0-2"]
    assert any("streepjes" in text for text in texts(ax))
    assert any(f"A ({WAVES[1]})" in text for text in texts(ax))


def test_a_missing_first_or_last_wave_leaves_nothing():
    ax = plot_trajectories(make_release(path("A", "too_few", (2.0, 4.0), (3.0, 4.0), "too_few"), waves=WAVES))
    assert gids(ax, "gap-") == []
    assert gids(ax, "path-") == ["path-0-0"]


def test_shape_colour_and_hollow_follow_each_wave():
    rows = path("A", (2.0, 4.0), None, (4.0, 4.0))
    rows.append(team_row(INSTRUMENT, "A", WAVES[1], 12, 2.9, 4.0, chance=0.6, runner_up="growth"))
    found = list(markers(plot_trajectories(make_release(rows, waves=WAVES[:3]))).values())
    faces = [to_hex(c.get_facecolor()[0]) for c in found]
    assert faces == [QUADRANT_LOOKS["low_high"].color, PAPER, QUADRANT_LOOKS["high_high"].color]


def test_standing_still_shows_both_waves():
    ax = plot_trajectories(make_release(path("A", (3.5, 3.5), (3.5, 3.5)), waves=WAVES[:2]))
    places = {tuple(c.get_offsets()[0].round(6)) for c in markers(ax).values()}
    assert len(places) == 2


def test_many_points_carry_numbers_with_a_key():
    rows = [r for i in range(3) for r in path(f"T{i}", *[(2.0 + 0.5 * w, 2.0 + i) for w in range(4)])]
    ax = plot_trajectories(make_release(rows, waves=WAVES))
    assert sorted(texts(ax, "wave")) == sorted(["1", "2", "3", "4"] * 3)
    for number, wave in enumerate(WAVES, start=1):
        assert f"{number} = {wave}" in texts(ax)


def test_waves_can_be_chosen_and_keep_their_order():
    release = make_release(path("A", (2.0, 2.0), (3.0, 3.0), (4.0, 4.0)), waves=WAVES[:3])
    ax = plot_trajectories(release, waves=[WAVES[2], WAVES[0]])
    assert [tuple(c.get_offsets()[0]) for c in markers(ax).values()] == [(2.0, 2.0), (4.0, 4.0)]
    assert gids(ax, "path-") == ["path-0-0"]


def many(count):
    draw = np.random.default_rng(1)
    rows = []
    for index in range(count):
        rows += path(f"Team {index}", *[tuple(draw.uniform(1.5, 4.5, 2).round(1).tolist()) for _ in WAVES])
    return make_release(rows + path("Klein", "too_few", "too_few", "too_few", "too_few"), waves=WAVES)


@pytest.mark.parametrize("style", ["print", "room"])
@pytest.mark.parametrize("count", [6, 11, 40])
def test_more_than_five_teams_get_a_panel_each(count, style):
    axes = plot_trajectories(many(count), style=style)
    assert axes.shape == (count,)
    assert len({ax.figure for ax in axes}) == 1
    assert [texts(ax, "label")[0] for ax in axes] == [f"Team {i}" for i in range(count)]
    assert all(len(markers(ax)) == 4 for ax in axes)
    assert all(tuple(ax.get_xlim()) == (1.0, 5.0) for ax in axes)
    said = [text for ax in axes for text in texts(ax)]
    assert sum("Klein (" in text for text in said) == 1
    boxes = [ax.get_position() for ax in axes]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_axes_of_ones_own_are_for_five_teams_at_most():
    with pytest.raises(CultureDiagError, match="teams="):
        plot_trajectories(many(6), ax=Figure().add_subplot())
    ax = Figure(figsize=(7, 7)).add_subplot()
    assert plot_trajectories(many(6), teams=["Team 0", "Team 1"], ax=ax) is ax


def test_one_wave_is_points_only(three):
    ax = plot_trajectories(three)
    assert len(markers(ax)) == 3
    assert gids(ax, "path-") == gids(ax, "gap-") == []


def test_moving_cuts_are_said():
    cuts = [{"wave": w, "scale": s, "cut": 3.0 + 0.2 * i} for i, w in enumerate(WAVES[:2])
            for s in ("challenge", "invitation")]  # fmt: skip
    ax = plot_trajectories(make_release(path("A", (2.0, 2.0), (3.5, 3.5)), waves=WAVES[:2], cuts=cuts))
    assert any("liggen niet in elke meting op dezelfde plek" in text for text in texts(ax))


def test_hostile_names_and_only_releases(tmp_path, three):
    names = ["$x$", "🎉" * 30, "x" * 200, "a\nb", "_a", "שם"]
    rows = [r for i, name in enumerate(names) for r in path(name, (2.0 + i / 5, 2.0), (3.0, 3.0 + i / 5))]
    axes = plot_trajectories(make_release(rows, waves=WAVES[:2]))
    axes[0].figure.savefig(tmp_path / "a.png", dpi=30)
    plot_trajectories(make_release(rows, waves=WAVES[:2]), teams=names[:5]).figure.savefig(tmp_path / "b.png", dpi=30)
    with pytest.raises(DisclosureError):
        plot_trajectories(three.teams)
    with pytest.raises(CultureDiagError, match="De Ster"):
        plot_trajectories(three, teams=["Pluto"])
    with pytest.raises(CultureDiagError, match="voorjaar 2026"):
        plot_trajectories(three, waves=["zomer"])


@pytest.mark.parametrize("count", [2, 7])
def test_response_and_choices_are_noted_with_their_waves(count):
    """Advisor's trial: a path through waves in which few answered bore no warning."""
    rows = [r for i in range(count) for r in path(f"T{i}", (2.0, 2.0 + 0.2 * i), (2.5, 2.5), (3.5, 3.0))]
    shown = make_release(rows, waves=WAVES[:3])
    low = (shown.teams["name"] == "T1") & (shown.teams["wave"] != WAVES[1])
    teams = shown.teams.assign(response_gate=np.where(low, "caution", "fine"))
    shown = dataclasses.replace(shown, teams=teams, settings=dataclasses.replace(shown.settings, borrow=True))
    axes = np.atleast_1d(plot_trajectories(shown))
    said = " ".join(text for ax in axes for text in texts(ax)).replace("\n", " ")
    for words in (said, alt_text(shown, kind="trajectories")):
        assert f"(minder dan 75% vulde in): T1 ({WAVES[0]}, {WAVES[2]})." in words
        assert "leunt een beetje op hoe de andere teams scoren" in words
