"""The plan in sentences."""

from __future__ import annotations

import pytest

from culture_diag.errors import ResponseError
from culture_diag.planning import plan
from culture_diag.story.plans import plan_text
from culture_diag.story.tables import plan_table


def test_eight_of_twelve_in_dutch():
    assert plan_text(plan(12), n=8) == [
        "Stel dat 8 van de 12 mensen antwoorden. Het echte gemiddelde ligt dan waarschijnlijk (95%) niet meer dan 0,5 "
        "punt boven of onder het gemeten gemiddelde.",
        "Een verschil met een vorige meting (met evenveel antwoorden) telt dan vanaf ongeveer 0,6 punt. Een kleiner "
        "verschil kan toeval zijn.",
        "Is met een code te zien wie twee keer antwoordde, dan telt het al vanaf ongeveer 0,5 punt.",
        "Een team dat in werkelijkheid 0,5 punt van beide grenzen af ligt, krijgt met een kans van 9 op 10 een "
        "duidelijk vak. Anders is het een grensgeval.",
        "Als alle 12 mensen antwoorden, is de marge 0,4 punt en telt een verschil vanaf 0,5 punt.",
        "Een echte verandering van 0,5 punt missen we bij dit team vaker dan 2 van de 10 keer, ook als iedereen "
        "antwoordt.",
        "Bij minder dan 5 antwoorden tonen we geen scores. Antwoorden er minder dan 6 mensen, dan noemen we geen vak. "
        "Bij 6 t/m 8 antwoorden zijn we voorzichtig.",
        "Gerekend met een spreiding van 0,6 punt tussen mensen in het team.",
        "Deze cijfers gaan alleen over toeval. Wie niet antwoordt, kan er anders over denken, en dat zit er niet in.",
    ]


def test_it_speaks_of_the_least_response_that_is_fine():
    said = plan_text(plan(30), lang="en")
    assert said[0].startswith("Suppose 23 of the 30 people answer.")
    assert "A true change of 0.5 points is seen 8 times out of 10 if at least 24 people answer in each wave." in said
    assert plan_text(plan(6), lang="en")[0].startswith("Suppose 5 of the 6")
    assert plan_text(plan(12, responses=[4, 7]), lang="en")[0].startswith("Suppose 7 of the 12")


def test_a_code_helps_where_it_does():
    said = plan_text(plan(20), lang="en")
    assert "With a code for each person it can be done, if at least 14 people answer both times." in said
    assert not any("code" in sentence for sentence in plan_text(plan(12, waves_correlation=-0.5), lang="en"))


def test_too_few_for_a_label_or_for_a_margin():
    said = plan_text(plan(12), n=5, lang="en")
    assert "With so few answers we name no quadrant." in said
    assert not any("clear quadrant" in sentence for sentence in said)
    alone = plan_text(plan(12, responses=1), lang="en")
    assert alone[:2] == ["1 of the 12 answers are too few to show.", "With so few answers we name no quadrant."]
    # Three of six is half of the team, but of three nothing is shown.
    three = plan_text(plan(6), n=3, lang="en")
    assert three[:2] == ["3 of the 6 answers are too few to show.", "With so few answers we name no quadrant."]
    unknown = plan_text(plan(12, responses=1, min_n=1), lang="en")
    assert unknown[0] == "With 1 of 12 answers no margin can be given."
    assert plan_table(plan(4)).iloc[0].tolist() == ["4", "100%", "te weinig om te tonen", "–", "–", "geen vak"]


@pytest.mark.parametrize("size", [2, 3, 4])
def test_of_a_team_that_can_never_be_shown_nothing_is_promised(size):
    """Advisor's trial: the table said "100%, good, 6 in 10" where the text said that nothing is shown below 5."""
    table = plan_table(plan(size), lang="en")
    assert table.iloc[:, 2].tolist() == ["too few to show"] * len(table)
    assert not table.apply(lambda column: column.str.contains(" in 10|±|good", regex=True)).any(axis=None)
    assert plan_text(plan(size)) == [
        f"Een team van {size} mensen is te klein: bij minder dan 5 antwoorden tonen we geen scores, ook als iedereen "
        "antwoordt.",
        "Voeg het team samen met een ander, of meet niet per team.",
    ]


def test_members_of_whom_all_answer():
    made = plan(14, target="members")
    assert plan_text(made, lang="en")[0].endswith("above or below the measured mean.")
    assert "The mean of all 14" in plan_text(made, lang="en")[0]
    said = plan_text(made, n=14, lang="en")
    assert said[0] == "If all 14 people answer, the mean of these people is known exactly."
    assert not any("0.0" in sentence for sentence in said)


def test_a_wrong_label_is_said_where_it_is_likely():
    said = plan_text(plan(20, distance=0.1), n=10, lang="en")
    assert any(sentence.endswith("% of all measurements that is the wrong quadrant.") for sentence in said)
    assert not any("wrong" in sentence for sentence in plan_text(plan(20), n=10, lang="en"))


@pytest.mark.parametrize("size", [2, 4, 6, 9, 12, 61])
@pytest.mark.parametrize("more", [{}, {"target": "members"}, {"bounds": (0, 100)}, {"pooling": 0, "gate": (0, 1)}])
def test_every_plan_can_be_said(size, more):
    made = plan(size, **more)
    said = plan_text(made), plan_text(made, lang="en")
    assert len(said[0]) == len(said[1])
    assert (2 if size < made.min_n else 4) <= len(said[0]) <= 11
    for sentence in said[0] + said[1]:
        assert sentence.endswith(".")
        assert "nan" not in sentence
        assert "–" not in sentence
        assert "{" not in sentence


def test_a_number_the_plan_does_not_have():
    with pytest.raises(ResponseError, match=r"responses=\[13\]"):
        plan_text(plan(12), n=13)
