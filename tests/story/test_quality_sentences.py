"""What is said of a measurement as a whole."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.console import show_release
from culture_diag.story import alt_text, choose_highlights, quality_text
from culture_diag.story.notes import explanation
from culture_diag.story.tables import sentence_table
from tests.story.handmade import BEFORE, NOW, agree, clustering, flags, item, make, move, reliability, team


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
    assert "Bij 1 team is het vak anders dan vorige keer, maar is er nog geen duidelijke verandering." in nl
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
        (flags(n=None, flagged=None, straight=None), "tellen we alleen in een meting met minstens 30 mensen"),
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
    assert "Minder dan 5 keer, nooit, of niet bekend: heel snel invullen." in nl
    assert "leeg" not in nl


def test_hidden_and_gated_teams_are_counted_in_one_and_many():
    rows = [team(reason="too_few"), team("Zuid", n=8, gate="no_label"), team("Oost", n=13, gate="caution")]
    one = said(make(rows))
    assert "1 van de 3 teams is niet getoond" in one
    assert "1 team heeft een respons onder 50% en krijgt daarom geen vak." in one
    assert "1 team heeft een respons tussen 50% en 75%" in one
    assert (
        "Wie niet meedoet, kan er anders over denken. Vaak valt het beeld bij een lage respons te gunstig uit." in one
    )
    two = said(make([*rows, team("West", reason="protected"), team("Beuk", n=8, gate="no_label")]), "en")
    assert "2 of the 5 teams are not shown" in two
    assert "2 teams have a response below 50% and so get no quadrant." in two
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
        choose_highlights(pd.DataFrame())


def test_frames_without_columns_are_no_reason_to_stop(sample_release):
    empty = {name: pd.DataFrame() for name in ("reliability", "item_analysis", "clustering", "agreement", "quality")}
    bare = dataclasses.replace(sample_release, changes=pd.DataFrame(), **empty)
    assert quality_text(bare)
    assert choose_highlights(bare).quality


def test_highlights_are_few_and_the_worst_comes_first():
    rows = [team(f"Team {k}", n=13, gate="caution") for k in range(10)]
    up = ("changed", 0.5, 0.1, 0.9)
    rows += [team("Oost", n=8, gate="no_label"), team("West"), team("Zuid", reason="too_few")]
    found = choose_highlights(
        make(rows, changes=[move("West", challenge=up)], quality=[flags(flagged=12, straight=12)])
    )
    assert [name for name, _ in found.teams[:3]] == ["Oost", "West", "Team 0"]
    assert len(found.teams) == 8
    assert found.left == 4
    assert "Uitdaging is gestegen" in found.teams[1][1]
    assert 3 <= len(found.quality) <= 6
    assert "12 van de ongeveer 120" in " ".join(found.quality)
    assert "Zuid" not in dict(found.teams)


def test_highlights_of_the_sample_fit_a_screen(sample_release):
    for lang in ("nl", "en"):
        found = choose_highlights(sample_release, lang=lang)
        assert 3 <= len(found.quality) <= 6
        assert len(found.teams) + found.left >= len(found.teams) > 0


NORM = [
    {"wave": wave, "scale": scale, "cut": cut, "source": "norm", "n_teams": 7, "norm_wave": of}
    for wave, of in ((BEFORE, "2025 voorjaar"), (NOW, "2025 voorjaar"))
    for scale, cut in (("challenge", 3.1), ("invitation", 3.3))
]


def moved_norm():
    """Give cuts of which each wave has its own."""
    return [row | {"norm_wave": row["wave"], "cut": row["cut"] + 0.1 * (row["wave"] == NOW)} for row in NORM]


@pytest.mark.parametrize(
    ("settings", "cuts", "nl"),
    [
        ({"target": "members"}, None, "De onzekerheid gaat over precies deze mensen, nu."),
        ({"left_out": True}, None, "Zonder mensen met opvallende antwoorden; zij tellen hier als niet ingevuld."),
        ({"norm": "mean"}, NORM, "De lijnen liggen op een eigen norm (gemiddelde van 7 teams, 2025 voorjaar): 3,3 voor "
         "uitnodiging, 3,1 voor uitdaging."),
        ({"norm": "median"}, NORM, "(mediaan van 7 teams, 2025 voorjaar)"),
        ({"norm": "mean"}, moved_norm(), "Dan ligt altijd ongeveer de helft van de teams eronder."),
        ({"norm": "mean"}, moved_norm(), "Vakken van verschillende metingen zijn dan niet te vergelijken."),
        ({"borrow": True}, None, "leunt een beetje op hoe de andere teams scoren. Met minder dan tien teams is dit "
         "minder betrouwbaar."),
    ],
)  # fmt: skip
def test_choices_that_are_not_the_usual_are_seen_everywhere(settings, cuts, nl, tmp_path, capsys):
    """Advisor's trial: nobody who saw the results could see which choices made them."""
    release = make([team(wave=BEFORE), team()], settings=settings, cuts=cuts)
    show_release(release, tmp_path, [], lang="nl")
    line, *rest = capsys.readouterr().out.splitlines()
    assert nl in line
    assert not any(nl in other for other in rest)
    told = " ".join(explanation(release, "nl"))
    assert nl in told or (settings == {"target": "members"} and "precies deze mensen, nu" in told)
    assert nl in alt_text(release)
    for kind in ("profile", "trajectories"):
        assert nl.lower() in alt_text(release, kind=kind).lower()
    said = " ".join(quality_text(release))
    assert nl.split(". ")[-1] in said or ("7 eigen referentieteams" in said and "3,3 voor uitnodiging" in said)


def test_usual_choices_are_not_spoken_of(tmp_path, capsys):
    release = make([team(wave=BEFORE), team()])
    show_release(release, tmp_path, [], lang="nl")
    assert capsys.readouterr().out.lstrip().startswith("Teams in meting 2026")
    assert len(explanation(release, "nl")) == 9
    assert "lijnen" not in alt_text(release)


def test_the_explanation_does_not_leave_the_midpoint_uncorrected():
    said = explanation(make([team()], settings={"norm": "mean"}, cuts=NORM), "nl")
    midpoint = next(place for place, sentence in enumerate(said) if "het midden van de antwoordschaal" in sentence)
    assert said[midpoint + 1].startswith("Let op: voor deze uitkomst ligt de grens tussen weinig en veel ergens anders")
    assert "eigen norm (gemiddelde van 7 teams" in said[midpoint + 2]
    change = next(sentence for sentence in said if sentence.startswith("Verandering"))
    assert "alleen als ook de mensen die beide keren invulden haar laten zien" in change


def test_with_ten_teams_borrowing_needs_no_warning():
    rows = [team(f"Team {k}") for k in range(10)]
    assert "minder betrouwbaar" not in said(make(rows, settings={"borrow": True}))
    few = [*rows[:9], team("Klein", reason="too_few")]
    assert "Met minder dan tien teams is dit minder betrouwbaar." in said(make(few, settings={"borrow": True}))


def test_a_release_knows_that_flagged_answers_were_left_out(instrument):
    answers = cd.simulate(instrument, teams=1, sizes=(12, 12), seed=1).responses
    fewer = cd.without_respondents(answers, [True] + [False] * 11)
    assert [cd.release(cd.diagnose(one)).settings.left_out for one in (answers, fewer)] == [False, True]


def test_a_divided_team_is_among_the_highlights():
    """Advisor's trial: a team of which the verdict is 'divided' was not named."""
    divided = [agree("West", rwg=0.3, apart=1.2, verdict="divided"), agree("Oost", verdict="mixed")]
    found = choose_highlights(make([team("Oost"), team("West")], agreement=divided))
    assert found.teams == (
        ("West", "De mensen kijken heel verschillend naar uitnodiging; het gemiddelde is misschien van niemand."),
    )
    camps = choose_highlights(make([team("West")], agreement=[agree("West", verdict="divided", camps=True)]))
    assert len(camps.teams) == 1
    assert "twee groepen" in camps.teams[0][1]


def test_lines_of_one_team_stand_together_and_a_doubtful_change_says_so_itself():
    up, rows = ("changed", 0.5, 0.1, 0.9), [team(name, wave) for name in ("Oost", "West") for wave in (BEFORE, NOW)]
    moves = [move("Oost", challenge=up), move("West", challenge=up, invitation=up, holds=(True, False))]
    found = choose_highlights(make(rows, changes=moves, agreement=[agree("Oost", verdict="divided")])).teams
    assert [name for name, _ in found] == ["Oost", "Oost", "West", "West"]
    caveat = "Dat kan toeval zijn: wie alle teams bekijkt, vindt al gauw ergens een verschil."
    assert [caveat in sentence for _, sentence in found] == [False, True, False, True]
    alone = choose_highlights(make(rows[:2], changes=moves[:1])).teams
    assert caveat not in alone[0][1]


def test_sentences_of_many_teams_take_time_in_proportion():
    """600 teams took minutes where each sentence went through every frame; frames are counted, not seconds."""
    rows = [team(f"Team {k}", wave) for k in range(40) for wave in (BEFORE, NOW)]
    release = make(rows, changes=[move(f"Team {k}", flip="noise") for k in range(40)],
                   agreement=[agree(f"Team {k}") for k in range(40)])  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        made, records = [], pd.DataFrame.to_dict
        patch.setattr(
            pd.DataFrame, "to_dict", lambda self, *given, **more: made.append(1) or records(self, *given, **more)
        )
        sentence_table(release, "nl")
        choose_highlights(release)
    assert len(made) < 40
