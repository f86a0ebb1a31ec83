"""What is printed: questions stay whole, explanations stand with what they explain, and pages are not cut off."""

import io
from itertools import pairwise

import pytest

from culture_diag.questionnaire import make_questionnaire
from tests.questionnaire import office_export
from tests.questionnaire.limesurvey_export import import_structure

TEAMS = ("Noord", "Zuid")
docx = pytest.importorskip("docx", reason="python-docx is not installed")


def document_of(instrument, **choices):
    return docx.Document(io.BytesIO(make_questionnaire(instrument, platform="word", **choices)))


def kept_with_next(paragraph):
    own = paragraph.paragraph_format.keep_with_next
    return paragraph.style.paragraph_format.keep_with_next if own is None else own


@pytest.mark.parametrize("teams", [(), TEAMS])
def test_a_question_is_never_parted_from_its_answers(instrument, teams):
    """Everything but the last line of a question is kept with what follows, from its heading on."""
    paragraphs = document_of(instrument, teams=teams, code=True).paragraphs
    last = [
        at
        for at, (one, after) in enumerate(pairwise(paragraphs))
        if one.style.name in ("Answer", "Line to write on") and after.style.name not in ("Answer", "Thanks")
    ]
    begin = next(at for at, one in enumerate(paragraphs) if one.text == "Over jou")
    for at, one in enumerate(paragraphs[begin:-1], start=begin):
        if one.text:  # an empty one holds nothing but the end of the part in one column
            assert bool(kept_with_next(one)) == (at not in last), one.text
    assert {paragraphs[at].style.paragraph_format.keep_together for at in last[2:]} == {True}


def test_the_explanation_of_the_code_has_a_heading_of_its_own(instrument):
    paragraphs = document_of(instrument, teams=TEAMS, code=True).paragraphs
    at = next(at for at, one in enumerate(paragraphs) if one.text.startswith("Maak je code zo"))
    around = [(one.style.name, one.text) for one in paragraphs[at - 2 : at + 2]]
    assert around[0] == ("Answer", "Zuid")
    assert around[1] == ("Heading 2", "Je persoonlijke code")
    assert around[3] == ("Question", "Wat is je persoonlijke code?")
    assert "Heading 2" not in {one.style.name for one in document_of(instrument).paragraphs}


def test_statements_stand_in_two_columns_on_the_same_page(instrument):
    first, second = (part._sectPr for part in document_of(instrument, teams=TEAMS, code=True).sections)
    name = docx.oxml.ns.qn
    assert first.find(name("w:cols")).get(name("w:num")) in (None, "1")
    assert second.find(name("w:cols")).get(name("w:num")) == "2"
    assert second.find(name("w:type")).get(name("w:val")) == "continuous"
    # Nothing but paragraphs: the import of Microsoft Forms reads no tables.
    assert not document_of(instrument).tables


def test_there_is_air_before_the_thanks_and_they_are_not_alone(instrument):
    *_, answer, thanks = document_of(instrument, lang="en").paragraphs
    assert thanks.text == "Thank you for filling this in!"
    assert thanks.style.paragraph_format.space_before.pt >= 12
    assert answer.paragraph_format.keep_with_next


@pytest.mark.parametrize("sheet", ["sheet1", "sheet2"])
def test_the_template_prints_lying_down_and_as_wide_as_a_page(instrument, sheet):
    written = office_export.part(make_questionnaire(instrument, platform="excel"), f"xl/worksheets/{sheet}.xml")
    assert '<pageSetUpPr fitToPage="1"/>' in written
    setup = written.partition("<pageSetup ")[2].partition("/>")[0]
    assert 'orientation="landscape"' in setup
    assert 'paperSize="9"' in setup
    assert 'fitToHeight="0"' in setup
    assert 'fitToWidth="0"' not in setup


@pytest.mark.parametrize(("lang", "whose"), [("nl", "voor de adviseur"), ("en", "for the adviser")])
@pytest.mark.parametrize("teams", [(), TEAMS])
def test_the_template_says_it_is_the_advisers(instrument, lang, whose, teams):
    made = make_questionnaire(instrument, platform="excel", lang=lang, teams=teams)
    said = [row[0] for row in office_export.sheet_rows(made, 1)]
    assert whose in said[1]
    lines = "\n".join(said)
    assert ("steeds hetzelfde" in lines or "the same way" in lines) == (not teams)
    assert ("uit de lijst in de cel.\nK" in lines or "the list in the cell.\nC" in lines) == bool(teams)
    assert "code" not in lines
    # A long line gets the height of several.
    rows = office_export.part(made, "xl/worksheets/sheet2.xml")
    assert 'r="2" spans="1:1" ht="30"' in rows


def test_limesurvey_offers_one_way_out(instrument):
    """A column "No answer" only where the instrument has no such answer of its own."""
    raw = instrument.model_dump()
    raw["response_scale"]["not_applicable"] = []
    without = type(instrument).model_validate(raw)
    shown = [
        import_structure(make_questionnaire(one, platform="limesurvey", lang="nl+en"))[0]["shownoanswer"]
        for one in (instrument, without)
    ]
    assert shown == ["N", "Y"]
