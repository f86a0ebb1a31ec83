"""What is said of a team: the words, that the numbers are the release's, and that a hidden team leaks nothing."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.story.team_sentences import team_parts, team_text
from tests.story.handmade import BEFORE, agree, make, move, team


def said(release, *, lang="nl", name="Noord", **more):
    return "\n".join(team_text(release, name, lang=lang, **more))


def test_response_scores_and_place():
    release = make([team(reach=(0.4, 0.3, 0.2), chance=0.9)])
    nl, en = said(release), said(release, lang="en")
    assert "18 van de 20 mensen vulden genoeg in voor een score: een respons van 90%." in nl
    assert "3,7 voor uitnodiging (met 95% zekerheid tussen 3,4 en 4,0)" in nl
    assert "3,6 voor uitdaging (met 95% zekerheid tussen 3,2 en 4,0), op een schaal van 1 tot 5." in nl
    assert "Het team ligt waarschijnlijk in het vak ‘groei’: de kans daarop is 9 op 10." in nl
    assert "18 of the 20 people answered enough for a score: a response of 90%." in en
    assert "3.7 for invitation (95% sure to be between 3.4 and 4.0)" in en
    assert "The team probably lies in the quadrant ‘growth’: the chance of that is 9 in 10." in en
    border = make([team(chance=0.6, runner_up="cosy")])
    assert (
        "grensgeval. Het meest waarschijnlijk zijn de vakken ‘groei’ (kans 6 op 10) en ‘knus’ (kans 4 op 10)."
        in said(border)
    )
    assert "Leg je de lijn" not in said(border)


def test_everyone_answered_and_an_unknown_size():
    everyone = make([team(n=20)])
    assert "Alle 20 mensen vulden genoeg in" in said(everyone)
    assert "niet (genoeg) invul" not in said(everyone)
    exact = make([team(n=20, reach=(0.0, 0.0, 0.0))])
    assert "Gemiddelde score: 3,7 voor uitnodiging en 3,6 voor uitdaging, op een schaal" in said(exact)
    unknown = make([team(size=None, gate="unknown")])
    assert "De grootte van het team is niet bekend, en de respons dus ook niet." in said(unknown)


@pytest.mark.parametrize(
    ("tenths", "nl", "en"),
    [
        (0.6, "(tot 0,5 punt), dan houdt het team in 6 van de 10 gevallen dit vak.", "With 6 in 10 lines that lie"),
        (1.0, "dan houdt het team in (bijna) alle gevallen dit vak.", "With (nearly) all lines that lie"),
        (0.0, "dan houdt het team bijna nooit dit vak.", "With hardly any line that lies"),
    ],
)
def test_how_much_hangs_on_the_cut(tenths, nl, en):
    release = make([team(kept=tenths)])
    assert nl in said(release)
    assert en in said(release, lang="en")


def test_too_low_a_response_gives_no_label_and_no_chance():
    release = make([team(n=8, gate="no_label")])
    nl = said(release)
    assert "Een respons van 40% is te weinig voor een vak: dat noemen we vanaf 50%." in nl
    assert "nog zijn: 2,1 tot 4,2 voor uitnodiging en 2,1 tot 4,2 voor uitdaging." in nl
    assert "het vak" not in nl
    assert "kans" not in nl
    careful = make([team(n=13, gate="caution")])
    assert "Bij een respons van 65% is voorzichtigheid nodig" in said(careful)
    assert "Vanaf 75% is de respons goed." in said(careful)
    assert "With a response of 65%, be careful" in said(careful, lang="en")


def test_the_silent_tip_from_the_side_where_the_mean_lies():
    above = said(make([team(n=16, challenge=3.3, needed=(2.1, None))]))
    assert (
        "De 4 mensen die niet (genoeg) invulden, zouden voor uitdaging gemiddeld ongeveer 2,1 of lager moeten scoren "
        "om het gemiddelde onder de grens van 3 te brengen." in above
    )
    assert "uitnodiging gemiddeld ongeveer" not in above
    below = said(make([team(n=16, challenge=2.8, needed=(3.6, None))]), lang="en")
    assert (
        "The 4 people who did not answer (enough) would have to score a mean of about 3.6 or higher for challenge to "
        "bring the mean up to the cut of 3." in below
    )
    lowest = said(make([team(n=17, challenge=3.1, needed=(1.0, None))]))
    assert "De 3 mensen die niet (genoeg) invulden, zouden voor uitdaging gemiddeld bijna het laagste dat kan" in lowest
    on_cut = said(make([team(n=16, challenge=3.0, needed=(3.0, None))]))
    assert "Het gemiddelde voor uitdaging ligt, afgerond, op de grens van 3." in on_cut
    assert "0 of lager" not in on_cut


def test_the_silent_who_cannot_tip_are_counted_right():
    assert "Wat de 3 mensen die niet (genoeg) invulden ook hadden geantwoord" in said(make([team(n=17)]))
    assert "on both axes the mean stays on the same side" in said(make([team(n=17)]), lang="en")


@pytest.mark.parametrize("n", [18, 19])
@pytest.mark.parametrize("gate", ["fine", "caution"])
@pytest.mark.parametrize("chance", [0.9, 0.6])
def test_no_sentence_points_at_one_or_two_silent_people(n, gate, chance):
    tip, stays = (
        said(make([team(n=n, gate=gate, chance=chance, needed=needed)])) for needed in ((2.1, 1.4), (None, None))
    )
    assert "De respons is niet volledig: de uitkomst kan nog naar beide kanten." in tip
    assert "op beide assen blijft het gemiddelde aan dezelfde kant van de lijn." in stays
    for text in (tip, stays):
        assert not re.search("niet (genoeg|invulde)|persoon|zweeg|meedoet|2,1|1,4", text.replace("2,1 tot", ""))
    assert not re.search("silent|did not|person", said(make([team(n=n, gate=gate, chance=chance)]), lang="en"))


def test_a_chance_beside_a_response_that_asks_for_caution_says_what_it_leaves_out():
    careful = said(make([team(n=13, gate="caution", chance=0.9)]))
    assert "de kans daarop is 9 op 10 (alleen toeval; wie zweeg zit er niet in)." in careful
    assert "wie niet meedoet, kan er anders over denken" in careful
    border = said(make([team(n=13, gate="caution", chance=0.6)]))
    assert "Die kansen gaan alleen over toeval; wie zweeg zit er niet in." in border
    assert "toeval" not in said(make([team(chance=0.9)]))


def test_a_response_just_short_of_the_limit_is_not_told_as_the_limit():
    row = team(n=149, size=200, gate="caution") | {"response_rate": 0.75}
    assert "Bij een respons van net geen 75% is voorzichtigheid nodig" in said(make([row]))


def test_a_school_is_all_its_people_together():
    release = make([team(n=16)])
    schools = release.teams.assign(name="De Ster")
    sure = "\n".join(team_text(dataclasses.replace(release, schools=schools), "De Ster", level="school"))
    assert "Alle mensen van De Ster samen liggen waarschijnlijk in het vak ‘groei’" in sure
    assert "dan houden alle mensen van De Ster samen in 8 van de 10 gevallen dit vak." in sure
    assert "De school ligt" not in sure


def test_a_difference_of_nothing_leans_nowhere():
    still = ("cannot_tell", 0.0, -0.4, 0.4)
    text = said(make([team(wave=BEFORE), team()], changes=[move(challenge=still, rose=(0.9, 0.9))]))
    assert "Of uitdaging is veranderd, is niet te zeggen: het verschil is 0,0" in text
    assert "Uitdaging lijkt" not in text


def test_agreement_in_words_with_its_numbers():
    rows = [agree(), agree(scale="challenge", rwg=0.1, apart=1.2, verdict="divided", camps=True)]
    release = make([team()], agreement=rows)
    nl, en = said(release), said(release, lang="en")
    assert "De teamleden kijken ongeveer gelijk naar uitnodiging: gemiddeld ligt een antwoord 0,7 punt" in nl
    assert "(r_WG 0,8; 1 is helemaal gelijk)" in nl
    assert "De teamleden kijken verdeeld naar uitdaging: gemiddeld ligt een antwoord 1,2 punt" in nl
    assert "Voor uitdaging is het gemiddelde van 3,6 van bijna niemand: er lijken twee groepen te zijn" in nl
    assert "Team members are divided about challenge" in en
    assert "For challenge the mean of 3.6 is that of hardly anyone: there seem to be two groups" in en
    both = said(make([team()], agreement=[agree(), agree(scale="challenge", rwg=0.7, apart=0.6)]))
    assert "naar uitnodiging en uitdaging: gemiddeld ligt een antwoord 0,7 en 0,6 punt" in both
    hidden = team_parts(make([team()], agreement=[agree(hidden=True)]), "Noord")
    assert not {"agreement", "camps"} & set(hidden)


@pytest.mark.parametrize(
    ("verdict", "nl", "en"),
    [
        (
            ("changed", 0.5, 0.1, 0.9),
            "Uitdaging is gestegen: het verschil is +0,5",
            "Challenge went up: the difference",
        ),
        (("changed", -0.5, -0.9, -0.1), "Uitdaging is gedaald: het verschil is −0,5", "Challenge went down"),
        (
            ("changed_little", 0.1, 0.1, 0.2),
            "Uitdaging is iets gestegen, maar te weinig",
            "up a little, but too little",
        ),
        (("same", 0.0, -0.1, 0.1), "Uitdaging is praktisch gelijk gebleven", "Challenge stayed practically the same"),
        (("cannot_tell", 0.2, -0.3, 0.7), "Of uitdaging is veranderd, is niet te zeggen", "cannot be told"),
    ],
)
def test_each_verdict_has_its_sentence(verdict, nl, en):
    release = make([team(wave=BEFORE), team()], changes=[move(challenge=verdict)])
    assert nl in said(release)
    assert en in said(release, lang="en")


def test_an_unsure_change_tells_where_it_leans_and_its_range():
    nl = said(make([team(wave=BEFORE), team()], changes=[move(rose=(0.7, 0.9))]))
    assert "is niet te zeggen: het verschil is +0,2, maar kan liggen tussen −0,3 en +0,7 (95%)." in nl
    assert "lijkt gestegen, maar zeker is het niet" in nl
    assert "lijkt gedaald" in said(make([team(wave=BEFORE), team()], changes=[move(rose=(0.1, 0.5))]))
    assert "iedereen die toen of nu invulde" in nl
    paired = make([team(wave=BEFORE), team()], changes=[move(paired=True, n_matched=14)])
    assert "De vergelijking met meting 2025 gaat over 14 mensen die beide keren invulden." in said(paired)


def test_a_change_among_many_teams():
    up = ("changed", 0.5, 0.1, 0.9)
    many = [move("Zuid"), move("Oost")]
    firm = make([team(wave=BEFORE), team()], changes=[move(challenge=up, holds=(True, False)), *many])
    assert "De verandering voor uitdaging blijft staan als je alle teams tegelijk bekijkt." in said(firm)
    loose = make([team(wave=BEFORE), team()], changes=[move(challenge=up), *many])
    assert "De verandering voor uitdaging kan toeval zijn: wie alle teams bekijkt" in said(loose)
    alone = make([team(wave=BEFORE), team()], changes=[move(challenge=up)])
    assert "alle teams" not in said(alone)


def test_another_label_is_called_noise_or_not():
    earlier = team(wave=BEFORE, challenge=2.8, invitation=3.7)
    unclear = make([earlier, team()], changes=[move(flip="noise")])
    assert "Vorige keer ‘knus’, nu ‘groei’, maar in die richting is er nog geen duidelijke verandering." in said(
        unclear
    )
    assert "ruis" not in said(unclear)
    assert "noise" not in said(unclear, lang="en")
    border = make([earlier | {"label": "borderline"}, team()], changes=[move(flip="noise")])
    assert "Vorige keer een grensgeval, nu ‘groei’: dat kan ruis bij de grens zijn" in said(border)
    assert "that may be noise at the border" in said(border, lang="en")
    real = make([earlier, team()], changes=[move(challenge=("changed", 0.8, 0.3, 1.3), flip="real")])
    assert "Vorige keer ‘knus’, nu ‘groei’." in said(real)
    assert "ruis" not in said(real)
    for flip in ("none", None):
        assert "Vorige keer" not in said(make([earlier, team()], changes=[move(flip=flip)]))


def test_with_borrowing_the_teams_own_answers_are_told_too():
    row = team() | {"invitation_observed": 3.9, "challenge_observed": 3.8}
    nl = said(make([row], settings={"borrow": True}))
    assert "De antwoorden van het team zelf geven 3,9 voor uitnodiging en 3,8 voor uitdaging." in nl


@pytest.mark.parametrize("reason", ["too_few", "protected", "no_answers"])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_hidden_team_says_its_reason_and_nothing_else(reason, lang):
    release = make([team(reason=reason, size=7), team("Zuid")], agreement=[agree("Zuid")], changes=[move("Zuid")])
    sentences = team_text(release, "Noord", lang=lang)
    assert len(sentences) == 1
    assert set(re.findall(r"\d+", sentences[0])) <= {"5"}


def test_a_team_that_did_not_take_part_and_one_that_is_not_there():
    release = make([team(wave=BEFORE), team("Zuid")])
    assert team_text(release, "Noord") == ["Deed niet mee."]
    with pytest.raises(cd.CultureDiagError, match="Zuid"):
        team_text(release, "West")
    with pytest.raises(cd.DisclosureError):
        team_text(release.teams, "Noord")


def test_an_empty_or_old_release_is_no_reason_to_stop():
    release = make([team(n=18, gate="fine")])
    bare = release.teams.drop(columns=[c for c in release.teams if c.startswith(("label_kept", "silent", "can_tip"))])
    assert team_text(dataclasses.replace(release, teams=bare.drop(columns="response_gate")), "Noord")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_sentence_of_the_sample_holds_a_figure_the_release_does_not(sample_release, lang):
    known = _figures(sample_release)
    for wave in sample_release.waves:
        for level, frame in (("team", "teams"), ("school", "schools"), ("board", "boards")):
            for name in getattr(sample_release, frame)["name"].unique():
                text = " ".join(team_text(sample_release, name, wave=wave, level=level, lang=lang))
                for label in sample_release.waves:
                    text = text.replace(label, "")
                numbers = re.findall(r"\d+(?:[.,]\d+)?", text)
                assert {float(number.replace(",", ".")) for number in numbers} <= known
                assert "_" not in text.replace("r_WG", "")
                assert "{" not in text
                assert "nan" not in text.lower().split()


def _figures(release) -> set[float]:
    """All figures of a release, as they are, as a percentage, in tenths, and without their sign."""
    found = {0.0, 1.0, 5.0, 10.0, 95.0, 50.0, 75.0, 0.5, 0.2, 3.0}
    for name in ("teams", "schools", "boards", "changes", "school_changes", "board_changes", "agreement"):
        numbers = getattr(release, name).select_dtypes("number")
        for column in numbers:
            values = numbers[column].dropna().astype(float).abs()
            found |= set(values.round(2)) | set((values * 10).round()) | set((values * 100).round())
    return found


def test_a_hidden_team_of_the_sample_leaks_nothing(sample_release):
    hidden = sample_release.teams[sample_release.teams["suppressed"]]
    for row in hidden.itertuples():
        sentences = team_text(sample_release, row.name, wave=str(row.wave))
        assert len(sentences) == 1
        assert set(re.findall(r"\d+", sentences[0])) <= {str(sample_release.settings.min_n)}
    assert pd.isna(hidden["n"]).all()
