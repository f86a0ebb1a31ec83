"""What is said of a measurement as a whole."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.report import highlights, quality_text
from tests.report.handmade import BEFORE, clustering, flags, item, make, move, reliability, team


def said(release, lang="nl", **more):
    return "\n".join(quality_text(release, lang=lang, **more))


def test_reliability_with_its_interval_and_band():
    release = make([team()], reliability=[reliability(), reliability("challenge", alpha=0.65, omega=None, band="low")])
    nl, en = said(release), said(release, "en")
    assert "De stellingen over uitnodiging passen goed bij elkaar: de betrouwbaarheid (alfa) is 0,87" in nl
    assert "tussen 0,84 en 0,90 (omega, een tweede maat: 0,88)." in nl
    assert "De stellingen over uitdaging passen niet zo goed bij elkaar" in nl
    assert nl.count("omega") == 1
    assert "Vuistregel voor alfa" in nl
    assert "The statements about invitation fit together well: reliability (alpha) is 0.87" in en
    few = make([team()], reliability=[reliability(alpha=None, omega=None, band="", reason="too_few_rows")])
    assert "daarvoor zijn minstens 30 volledig ingevulde vragenlijsten nodig" in said(few)
    assert "Vuistregel" not in said(few)


def test_weak_statements_are_named():
    release = make([team()], item_analysis=[item(), item("cha4", r=0.12, weak=True)])
    assert "De stelling ‘In ons team werkt ieder voor zich aan eigen doelen.’ past niet goed" in said(release)
    assert "(samenhang 0,12; gewenst is minstens 0,20)" in said(release)
    assert "Alle stellingen passen" in said(make([team()], item_analysis=[item()]))


def test_how_much_teams_differ_and_how_dependable_their_means_are():
    rows = [clustering(), clustering("challenge", icc1=0.05, icc2=0.4, p=0.2, needed=45)]
    release = make([team()], clustering=rows, reliability=[reliability()])
    nl = said(release)
    assert "hangt ongeveer 18% samen met het team waarin iemand werkt (ICC(1): 0,18)." in nl
    assert "zijn betrouwbaar genoeg om teams te vergelijken (ICC(2): 0,74; gewenst is 0,70)." in nl
    assert "Deel je elk team bij toeval in tweeën, dan komt die betrouwbaarheid uit op 0,72." in nl
    assert "Voor 0,70 zijn ongeveer 11 mensen per team nodig." in nl
    assert "Dat teams verschillen in hun score voor uitdaging, is niet aangetoond (ICC(1): 0,05)." in nl
    assert "uitdaging zijn nog niet betrouwbaar genoeg" in nl
    negative = said(make([team()], clustering=[clustering(icc1=-0.02, icc2=-0.3, p=0.7, needed=None)]), "en")
    assert "ICC(1): −0.02" in negative
    assert "ICC(2)" not in negative


def test_change_over_all_teams_and_what_may_be_chance():
    up = ("changed", 0.5, 0.1, 0.9)
    same = ("same", 0.0, -0.1, 0.1)
    teams = [team(name, wave) for name in ("Noord", "Zuid", "Oost", "West") for wave in (BEFORE, "2026")]
    moves = [move(challenge=up, holds=(True, False)), move("Zuid", invitation=up), move("Oost", challenge=same,
             invitation=same), move("West", flip="noise")]  # fmt: skip
    nl, en = (said(make(teams, changes=moves), lang) for lang in ("nl", "en"))
    assert "Bij 2 van de 4 teams met een eerdere meting is een duidelijke verandering te zien" in nl
    assert "Bij 1 van die teams kan het toeval zijn: wie alle teams bekijkt" in nl
    assert (
        "Bij 1 team bleven beide assen praktisch gelijk: een verschil is er vrijwel zeker kleiner dan 0,2 punt." in nl
    )
    assert "Bij 1 team is het etiket anders dan vorige keer" in nl
    assert "In 2 of the 4 teams with an earlier wave a clear change is seen" in en
    none = said(make(teams, changes=[move(), move("Zuid")]))
    assert "Bij geen van de 2 teams" in none
    assert "toeval" not in none
    firm = said(make(teams, changes=[moves[0], move("Zuid", flip=None)]))
    assert "Die verandering blijft staan als je alle teams tegelijk bekijkt." in firm
    loose = said(make(teams, changes=[moves[1], move("Noord")]))
    assert "Die verandering kan toeval zijn" in loose


@pytest.mark.parametrize(
    ("row", "nl"),
    [
        (flags(), "Bij niemand van de 120 mensen vallen de antwoorden op"),
        (flags(flagged=None, fast=None), "Bij minder dan 5 van de 120 mensen, of bij niemand, vallen de antwoorden op"),
        (flags(n=22, flagged=None, straight=None), "tellen we alleen in een meting met minstens 30 mensen"),
        (flags(flagged=12, straight=7, double=5), "Bij 12 van de 120 mensen vallen de antwoorden op."),
    ],
)
def test_flagged_answers_are_never_counted_out_when_few(row, nl):
    assert nl in said(make([team()], quality=[row]))
    assert "enkele" not in said(make([team()], quality=[row]))


def test_kinds_of_flags():
    nl = said(make([team()], quality=[flags(flagged=12, straight=7, fast=None, double=5)]))
    assert (
        "7 mensen gaven lang achter elkaar hetzelfde antwoord en 5 keer staan dezelfde antwoorden er dubbel in." in nl
    )
    assert "Minder dan 5 keer, of nooit, zien we: heel snel invullen." in nl
    assert "leeg" not in nl


def test_hidden_and_gated_teams_are_counted_in_one_and_many():
    rows = [team(reason="too_few"), team("Zuid", n=8, gate="no_label"), team("Oost", n=13, gate="caution")]
    one = said(make(rows))
    assert "1 van de 3 teams is niet getoond" in one
    assert "1 team heeft een respons onder 50% en krijgt daarom geen etiket." in one
    assert "1 team heeft een respons tussen 50% en 75%" in one
    assert "Een lage respons geeft daardoor al gauw een te gunstig beeld." in one
    two = said(make([*rows, team("West", reason="protected"), team("Beuk", n=8, gate="no_label")]), "en")
    assert "2 of the 5 teams are not shown" in two
    assert "2 teams have a response below 50% and so get no label." in two
    assert "gunstig" not in said(make([team()]))


def test_the_cuts_and_where_they_come_from():
    assert "het midden van de antwoordschaal: 3 voor uitnodiging en 3 voor uitdaging" in said(make([team()]))
    norm = [
        {"wave": "2026", "scale": scale, "cut": cut, "source": "norm", "n_teams": 24, "norm_wave": "2024"}
        for scale, cut in (("challenge", 3.4), ("invitation", 3.6))
    ]
    release = make([team()], cuts=norm, settings={"norm": "median", "borrow": True})
    assert (
        "is het midden (de mediaan) van 24 eigen referentieteams in meting 2024: 3,6 voor uitnodiging en 3,4 voor "
        "uitdaging. Dat is geen landelijke norm." in said(release)
    )
    assert "weegt mee hoe de andere teams scoren" in said(release)
    assert "24 reference teams of your own in wave 2024" in said(release, "en")


def test_only_a_release_is_told():
    with pytest.raises(cd.DisclosureError):
        quality_text(pd.DataFrame())
    with pytest.raises(cd.DisclosureError):
        highlights(pd.DataFrame())


def test_frames_without_columns_are_no_reason_to_stop(sample_release):
    empty = {name: pd.DataFrame() for name in ("reliability", "item_analysis", "clustering", "agreement", "quality")}
    bare = dataclasses.replace(sample_release, changes=pd.DataFrame(), **empty)
    assert quality_text(bare)
    assert highlights(bare).quality


def test_highlights_are_few_and_the_worst_comes_first():
    rows = [team(f"Team {k}", n=13, gate="caution") for k in range(10)]
    up = ("changed", 0.5, 0.1, 0.9)
    rows += [team("Oost", n=8, gate="no_label"), team("West"), team("Zuid", reason="too_few")]
    found = highlights(make(rows, changes=[move("West", challenge=up)], quality=[flags(flagged=12, straight=12)]))
    assert [name for name, _ in found.teams[:3]] == ["Oost", "West", "Team 0"]
    assert len(found.teams) == 8
    assert found.left == 4
    assert "Uitdaging is gestegen" in found.teams[1][1]
    assert 3 <= len(found.quality) <= 6
    assert "12 van de 120" in " ".join(found.quality)
    assert "Zuid" not in dict(found.teams)


def test_highlights_of_the_sample_fit_a_screen(sample_release):
    for lang in ("nl", "en"):
        found = highlights(sample_release, lang=lang)
        assert 3 <= len(found.quality) <= 6
        assert len(found.teams) + found.left >= len(found.teams) > 0
