"""The choice of teams and waves, driven without a browser: tick a box, and picture and words follow."""

import dataclasses
import html
import re
from base64 import b64decode

import ipywidgets as widgets
import pytest

import culture_diag as cd
from culture_diag.errors import CultureDiagError, DisclosureError
from culture_diag.explorer import chooser as module
from culture_diag.explorer import opening


@pytest.fixture
def chooser(sample_release):
    return cd.choose_paths(sample_release, teams=["Noord", "Zuid"])


def alt_of(chooser):
    return html.unescape(re.search(r'<img alt="([^"]*)"', chooser.picture.value)[1])


def markers(chooser):
    """Give (team, wave) of each marker in the picture, by number."""
    svg = b64decode(re.search(r"base64,([A-Za-z0-9+/=]+)", chooser.picture.value)[1]).decode()
    return {(int(team), int(wave)) for team, wave in re.findall(r'id="team-(\d+)-(\d+)"', svg)}


def inside(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def test_it_starts_with_the_first_five_teams_that_have_something_to_show(sample_release):
    chooser = cd.choose_paths(sample_release)
    assert chooser.teams == ("Beuk", "Esdoorn", "Wilg", "Zorgteam", "Bovenbouw")
    assert chooser.waves == sample_release.waves
    assert [name for name, box in chooser.team_boxes.items() if box.value] == list(chooser.teams)
    assert all(box.value for box in chooser.wave_boxes.values())
    assert list(chooser.team_boxes) == list(dict.fromkeys(sample_release.teams["name"]))


def test_ticking_a_team_changes_the_picture_and_its_words(chooser):
    before = chooser.picture.value
    assert markers(chooser) == {(team, wave) for team in (0, 1) for wave in range(4)}
    assert "Oost" not in alt_of(chooser)
    chooser.team_boxes["Oost"].value = True
    assert chooser.teams == ("Noord", "Oost", "Zuid")
    assert chooser.picture.value != before
    assert "Oost." in alt_of(chooser)
    assert alt_of(chooser) == chooser.alt
    assert len(markers(chooser)) == 12
    chooser.team_boxes["Oost"].value = False
    assert chooser.picture.value == before


def test_unticking_a_wave_takes_it_from_the_picture_and_its_words(chooser):
    assert "2024-10" in alt_of(chooser)
    chooser.wave_boxes["2024-10"].value = False
    assert chooser.waves == ("2025-04", "2025-10", "2026-04")
    assert "2024-10" not in alt_of(chooser)
    assert len(markers(chooser)) == 6


def test_code_can_choose_too_and_the_boxes_follow(chooser):
    chooser.teams = ["Zuid", "Beuk"]
    chooser.waves = ["2026-04", "2025-10"]
    assert chooser.teams == ("Beuk", "Zuid")
    assert chooser.waves == ("2025-10", "2026-04")
    assert [name for name, box in chooser.team_boxes.items() if box.value] == ["Beuk", "Zuid"]
    assert [wave for wave, box in chooser.wave_boxes.items() if box.value] == ["2025-10", "2026-04"]
    assert "Noord" not in alt_of(chooser)


def test_one_change_draws_once(chooser, monkeypatch):
    drawn = []
    original = module.plot_trajectories
    monkeypatch.setattr(module, "plot_trajectories", lambda *a, **k: drawn.append(k["teams"]) or original(*a, **k))
    chooser.teams = tuple(chooser.team_boxes)
    assert len(drawn) == 1
    chooser.team_boxes["Noord"].value = False
    assert len(drawn) == 2


def test_the_buttons_choose_all_and_none(chooser):
    every, none = [widget for widget in inside(chooser) if isinstance(widget, widgets.Button)]
    every.click()
    assert chooser.teams == tuple(chooser.team_boxes)
    # More than five teams get a panel each.
    assert len({team for team, _ in markers(chooser)}) == 11
    none.click()
    assert chooser.teams == ()
    assert not any(box.value for box in chooser.team_boxes.values())


def test_a_suppressed_team_is_named_and_never_drawn(sample_release, sample_diagnosis):
    hidden = sample_release.teams[sample_release.teams["suppressed"]]
    chooser = cd.choose_paths(sample_release, teams=sorted(set(hidden["name"])), waves=sorted(set(hidden["wave"])))
    assert chooser.teams == ("Wilg", "Zorgteam")
    assert markers(chooser) == set()
    assert "Zorgteam" in chooser.alt
    assert chooser.alt.count("niet getoond") == len(hidden) == 4
    assert not re.findall(r"\d,\d", chooser.alt.partition("Wilg.")[2])


@pytest.mark.parametrize("empty", ["teams", "waves"])
def test_nothing_chosen_is_said_in_words(chooser, empty):
    setattr(chooser, empty, ())
    assert "Kies minstens één" in chooser.picture.value
    assert "<img" not in chooser.picture.value
    assert chooser.alt == ""


def test_a_failure_after_a_click_is_said_in_words_and_mends_itself(chooser, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("<b>inside</b>")

    with monkeypatch.context() as patch:
        patch.setattr(module, "plot_trajectories", fail)
        chooser.team_boxes["Oost"].value = True
        assert "Tekenen is nu niet gelukt (RuntimeError)" in chooser.picture.value
        assert "<img" not in chooser.picture.value
        assert chooser.alt == ""
    with monkeypatch.context() as patch:
        problem = CultureDiagError.of("plot_unknown_team", lang="nl", asked="<x>", known="Noord")
        patch.setattr(module, "plot_trajectories", lambda *_, **__: (_ for _ in ()).throw(problem))
        chooser.team_boxes["Oost"].value = False
        assert "Oplossing" in chooser.picture.value
        assert "<x>" not in chooser.picture.value
    chooser.team_boxes["Oost"].value = True
    assert "Oost" in alt_of(chooser)


def test_an_unknown_team_or_wave_is_refused_with_the_known_ones(sample_release, chooser):
    with pytest.raises(CultureDiagError, match="Noord"):
        cd.choose_paths(sample_release, teams=["Nergens"])
    with pytest.raises(CultureDiagError, match="2026-04"):
        chooser.waves = ("1999",)
    assert chooser.waves == sample_release.waves
    with pytest.raises(CultureDiagError, match="room"):
        cd.choose_paths(sample_release, style="wall")


def test_only_a_release_is_shown(sample_diagnosis):
    with pytest.raises(DisclosureError):
        cd.choose_paths(sample_diagnosis)


def test_an_instrument_without_quadrants_is_refused_at_once(sample_release):
    with pytest.raises(CultureDiagError):
        cd.choose_paths(dataclasses.replace(sample_release, model=None))


@pytest.mark.parametrize(("lang", "words"), [("nl", "niet geïnstalleerd"), ("en", "not installed")])
def test_without_ipywidgets_the_repair_is_said(sample_release, monkeypatch, lang, words):
    monkeypatch.setattr(opening, "find_spec", lambda _: None)
    with pytest.raises(CultureDiagError, match=r"pip install 'culture-diag\[lab\]'") as caught:
        cd.choose_paths(sample_release, lang=lang)
    assert words in str(caught.value)


def test_words_are_in_the_language_asked_for(sample_release):
    chooser = cd.choose_paths(sample_release, teams="Noord", waves="2026-04", lang="en")
    words = [widget.value for widget in inside(chooser) if type(widget) is widgets.HTML]
    assert words[:2] == ["<strong>Which teams?</strong>", "<strong>Which waves?</strong>"]
    assert "growth" in chooser.alt


def test_a_name_is_text_and_never_markup(sample_release):
    wild = '<b onclick="x">Noord</b>'
    teams = sample_release.teams.assign(name=sample_release.teams["name"].replace({"Noord": wild}))
    chooser = cd.choose_paths(dataclasses.replace(sample_release, teams=teams), teams=[wild])
    assert wild in alt_of(chooser)
    assert wild not in chooser.picture.value
    assert not any(box.description_allow_html for box in chooser.team_boxes.values())


def test_no_picture_stands_in_an_output_widget(chooser):
    assert not any(isinstance(widget, widgets.Output) for widget in inside(chooser))
