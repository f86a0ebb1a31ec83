"""The alternative text says what the picture says, in either language."""

from __future__ import annotations

import pytest

from culture_diag.errors import CultureDiagError, DisclosureError
from culture_diag.i18n import catalogue
from culture_diag.instrument import load_instrument
from culture_diag.story import alt_text
from tests.plotting.handmade import WAVES, make_release, team_row

INSTRUMENT = load_instrument("invitation-challenge")
WAVE = WAVES[-1]


def test_quadrants_in_dutch(three):
    said = alt_text(three)
    assert said.startswith("Kwadrantenfiguur “Cultuur van het team”, meting voorjaar 2026.")
    assert "weinig uitdaging naar veel uitdaging, grens op 3,0" in said
    assert "3 teams zijn getekend." in said
    assert "De Ster (n = 12): uitdaging 3,9, uitnodiging 4,1; groeicultuur (kans 8 op 10)." in said
    assert "grensgeval: groeicultuur (kans 6 op 10) of knusse cultuur (kans 4 op 10)." in said
    assert "ontmoedigende cultuur (kans bijna 10 op 10)" in said
    assert said.endswith("Niet getoond (minder dan 5 antwoorden): De Kleine Beer.")


def test_quadrants_in_english_for_one_team(three):
    said = alt_text(three, teams="De Ster", lang="en")
    assert "1 team is drawn." in said.replace("1 Team", "1 team")
    assert "De Ster (n = 12): challenge 3.9, invitation 4.1; growth culture (chance 8 in 10)." in said
    assert "De Maan" not in said


def test_no_label_is_said():
    said = alt_text(make_release([team_row(INSTRUMENT, "A", WAVE, 9, 4.0, 4.0, label=None)]), lang="en")
    assert "nothing can be said about the quadrant" in said


def test_a_suppressed_team_has_no_numbers(three):
    said = alt_text(three, teams="De Kleine Beer")
    assert "0 teams" in said
    assert "De Kleine Beer (n" not in said


def test_trajectories_tell_the_path_the_gap_and_the_change():
    rows = [
        team_row(INSTRUMENT, "A", WAVES[0], 12, 2.0, 4.0),
        team_row(INSTRUMENT, "A", WAVES[1], None, None, None, reason="too_few"),
        team_row(INSTRUMENT, "A", WAVES[2], 14, 3.8, 4.0),
    ]
    change = {"name": "A", "wave_from": WAVES[0], "wave_to": WAVES[2], "challenge_direction": "up",
              "invitation_direction": "unclear"}  # fmt: skip
    said = alt_text(make_release(rows, waves=WAVES[:3], changes=[change]), kind="trajectories")
    steps = [said.index(part) for part in ("knusse cultuur", "niet getoond (minder dan 5", "groeicultuur")]
    assert steps == sorted(steps)
    assert "Van najaar 2024 naar najaar 2025: uitdaging hoger, uitnodiging: verandering niet duidelijk." in said


def test_items_tell_shares_means_and_what_is_hidden():
    base = {"name": "A", "wave": WAVE, "scale": "invitation", "facet": "mistakes", "n_not_applicable": None}
    items = [base | {"item": "inv1", "n": 20, "mean": 3.0, "suppressed": False},
             base | {"item": "inv2", "n": 8, "mean": 2.5, "suppressed": False},
             base | {"item": "inv3", "n": None, "mean": None, "suppressed": True}]  # fmt: skip
    spread = [{"name": "A", "wave": WAVE, "item": "inv1", "low_code": low, "high_code": high, "share": share}
              for low, high, share in ((1.0, 3.0, 0.4), (4.0, 4.0, 0.35), (5.0, 5.0, 0.25))]  # fmt: skip
    release = make_release([team_row(INSTRUMENT, "A", WAVE, 20, 3.0, 3.0)], items=items, distributions=spread)
    said = alt_text(release, kind="items", team="A", lang="en")
    assert "“In our team, you are allowed to make mistakes.”: 1–3 40%, agree 35%, strongly agree 25%." in said
    assert "(reversed statement): mean 2.5." in said
    assert "“In our team, we trust each other.”: not shown, to protect people." in said


def test_profile_tells_means_with_intervals():
    facet = {"name": "A", "wave": WAVE, "scale": "invitation", "facet": "trust", "n": 9, "mean": 3.4, "low": 3.1,
             "high": 3.7, "suppressed": False}  # fmt: skip
    rows = [team_row(INSTRUMENT, "A", WAVE, 9, 3.0, 3.0), team_row(INSTRUMENT, "B", WAVE, None, None, None,
                                                                 reason="protected")]  # fmt: skip
    said = alt_text(make_release(rows, facets=[facet]), kind="profile")
    assert "vertrouwen en kwetsbaarheid 3,4 (van 3,1 tot 3,7)" in said
    assert "af te leiden): B." in said


def test_names_are_told_whole_on_one_line():
    name = "Team\n" + "x" * 150 + "\x07 🎉"
    said = alt_text(make_release([team_row(INSTRUMENT, name, WAVE, 9, 4.0, 4.0)]))
    assert "Team " + "x" * 150 + " 🎉 (n = 9)" in said
    assert "\n" not in said
    assert "\x07" not in said


def test_errors(three):
    for arguments in ({"kind": "pie"}, {"kind": "items"}, {"teams": ["Pluto"]}, {"wave": "zomer"}):
        with pytest.raises(CultureDiagError):
            alt_text(three, **arguments)
    with pytest.raises(DisclosureError):
        alt_text("De Ster")


def test_both_languages_have_the_same_keys():
    keys = [{key for key in catalogue(lang) if key.startswith("story.")} for lang in ("nl", "en")]
    assert keys[0] == keys[1]
    assert keys[0]
