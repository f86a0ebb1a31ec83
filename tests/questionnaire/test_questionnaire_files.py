"""Each file keeps the rules of its platform, says what must be said, and is the same every time."""

import io
import re
import zipfile

import pytest

import culture_diag as cd
from culture_diag.instrument import Instrument
from culture_diag.questionnaire import PLATFORMS, make_questionnaire
from culture_diag.questionnaire.content import questionnaire_content
from culture_diag.questionnaire.limesurvey import COLUMNS, team_codes
from tests.questionnaire import google_export, limesurvey_export, office_export, qualtrics_export

TEAMS = ("Noord", "Zuid")
STANDARD = ["class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other",
            "default", "same_default"]  # fmt: skip


def text_of(platform, made):
    """Give all that a reader of the file can see."""
    if platform not in ("word", "excel"):
        return made.decode()
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        names = ("word/document.xml", "xl/sharedStrings.xml")
        return "".join(package.read(name).decode() for name in package.namelist() if name in names)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_file_says_what_happens_to_answers(instrument, platform, lang):
    pytest.importorskip("docx", reason="python-docx is not installed")
    content = questionnaire_content(instrument, lang=lang, teams=TEAMS, code=True)
    made = make_questionnaire(instrument, platform=platform, lang=lang, teams=TEAMS, code=True)
    said = text_of(platform, made).replace("&#x27;", "'")
    told = (content.privacy_title, *content.privacy, content.code.help)
    for words in (content.title, *TEAMS, *content.labels):
        assert words in said, words
    # The template is the adviser's: it asks and promises respondents nothing.
    assert [words in said for words in told] == [platform != "excel"] * len(told)
    assert ("5 mensen" in said or "5 people" in said) == (platform != "excel")
    assert made == make_questionnaire(instrument, platform=platform, lang=lang, teams=TEAMS, code=True)
    if platform in ("word", "excel"):
        dates = {info.date_time for info in zipfile.ZipFile(io.BytesIO(made)).infolist()}
        assert dates == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_without_a_code_nothing_is_said_of_one(instrument, platform):
    pytest.importorskip("docx", reason="python-docx is not installed")
    said = text_of(platform, make_questionnaire(instrument, platform=platform)).lower()
    assert "moeder" not in said
    assert "persoonlijke code" not in said


def test_limesurvey_keeps_the_rules_of_its_structure(instrument):
    made = make_questionnaire(instrument, platform="limesurvey", lang="nl+en", teams=TEAMS, code=True)
    lines = made.decode().rstrip("\n").split("\n")
    header = lines[0].split("\t")
    assert header[:12] == STANDARD
    assert header == list(COLUMNS)
    assert {line.count("\t") for line in lines} == {len(header) - 1}
    made[:1000].decode("ascii")
    rows = [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]
    order = [row["class"] for row in rows]
    assert order == sorted(order, key=lambda kind: ("S", "SL").index(kind) if kind in ("S", "SL") else 2)
    settings, texts, groups, questions = limesurvey_export.import_structure(made)
    assert (settings["language"], settings["additional_languages"]) == ("nl", "en")
    assert {settings[key] for key in ("ipaddr", "refurl", "savetimings", "publicstatistics")} == {"N"}
    assert settings["anonymized"] == "Y"
    assert set(texts) == {"nl", "en"}
    assert all(set(names) == {"nl", "en"} for names in groups.values())
    assert {code: one.kind for code, one in questions.items()} == {"team": "!", "respondentcode": "S", "items": "F"}
    for one in questions.values():
        assert re.fullmatch("[a-z][a-z0-9]{0,19}", one.code)
        assert all(set(words) == {"nl", "en"} for words in (one.texts, *one.rows.values(), *one.choices.values()))
        assert all(re.fullmatch("[A-Za-z0-9]{1,5}", code) for code in one.choices)
    items = questions["items"]
    assert list(items.rows) == [item.id for item in instrument.items]
    for point in instrument.response_scale.points:
        assert items.choices[f"{point.code:g}"] == {"nl": point.label.nl, "en": point.label.en}
    # The translation stands as a whole below the base language, in the same order.
    by_language = [
        [row["class"] + row["name"] for row in rows if row["language"] == lang and row["class"] not in ("S", "SL", "G")]
        for lang in ("nl", "en")
    ]
    assert by_language[0] == by_language[1]


def test_codes_of_teams_are_told_apart():
    names = [*(f"Team {number}" for number in range(1, 120)), "team1", "T0003", "日本", "日本語"]
    codes = team_codes(names)
    assert len(set(codes.values())) == len(names)
    assert all(re.fullmatch("[a-z0-9]{1,5}", code) for code in codes.values())


def test_qualtrics_gives_every_answer_its_score(instrument):
    made = make_questionnaire(instrument, platform="qualtrics", lang="en", teams=TEAMS, code=True)
    questions, blocks = qualtrics_export.import_text(made)
    assert blocks == ["About you", "Statements"]
    assert [one["tag"] for one in questions if one["kind"] != "DB"] == ["team", "respondentcode", "items"]
    points = [(f"{point.code:g}", [point.label.en]) for point in instrument.response_scale.points]
    assert questions[-1]["answers"] == [*points, ("-99", ["don't know / not applicable"])]
    assert questions[-1]["choices"] == [item.wording.en for item in instrument.items]


def test_google_asks_no_address_and_forces_no_statement(instrument):
    built = google_export.build(make_questionnaire(instrument, platform="googleforms", teams=TEAMS, code=True))
    team, code, grid = built["items"]
    assert built["form"]["setCollectEmail"] is False
    assert built["form"]["setPublishingSummary"] is False
    assert [one["kind"] for one in built["items"]] == ["addListItem", "addTextItem", "addGridItem"]
    assert [one["setRequired"] for one in (team, code, grid)] == [True, False, False]
    labels = [point.label.nl for point in instrument.response_scale.points]
    assert grid["setColumns"] == [*labels, "weet ik niet / n.v.t."]
    assert len(built["log"]) == 2
    typed = google_export.build(make_questionnaire(instrument, platform="googleforms"))["items"]
    assert [one["kind"] for one in typed] == ["addTextItem", "addGridItem"]


def test_a_browser_runs_the_script_as_well(instrument):
    made = make_questionnaire(instrument, platform="googleforms", teams=TEAMS).decode()
    ran = google_export.in_browser(
        f"(() => {{ {google_export.STAND_IN}\n{made}\nmakeQuestionnaire(); return made.items.length; }})()"
    )
    assert ran == 2


def test_the_document_is_made_of_real_headings_and_lists(instrument):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    made = make_questionnaire(instrument, platform="word", lang="nl", teams=TEAMS, code=True)
    document = docx.Document(io.BytesIO(made))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == 3
    assert document.core_properties.title == instrument.title.nl
    assert document.core_properties.language == "nl-NL"
    assert 'w:lang w:val="nl-NL"' in office_export.part(made, "word/styles.xml")
    team, code, *statements = office_export.questions_of(made)
    assert team == ("In welk team werk je?", list(TEAMS))
    assert code[1] == []
    labels = [*(point.label.nl for point in instrument.response_scale.points), "weet ik niet / n.v.t."]
    assert statements == [(item.wording.nl, labels) for item in instrument.items]
    # Numbers and boxes come from one list of two levels, which the styles are bound to.
    numbering = office_export.part(made, "word/numbering.xml")
    assert numbering.index("<w:abstractNum ") < numbering.rindex("<w:abstractNum ") < numbering.index("<w:num ")
    for name, level, sign in (("Question", 0, "%1."), ("Answer", 1, "☐")):
        bound = document.styles[name].element.pPr.numPr
        kind = numbering.split(f'<w:num w:numId="{bound.numId.val}"')[1].split('w:val="')[1].split('"')[0]
        listed = numbering.split(f'w:abstractNumId="{kind}"')[1].split("</w:abstractNum>")[0]
        assert (bound.ilvl.val if bound.ilvl is not None else 0) == level
        assert f'<w:lvlText w:val="{sign}"/>' in listed


def test_the_template_offers_lists_and_freezes_its_headings(instrument):
    made = make_questionnaire(instrument, platform="excel", lang="nl", teams=TEAMS, code=True)
    headings = office_export.sheet_rows(made, 0)
    assert headings == [["Team", "Persoonlijke code", *(item.wording.nl for item in instrument.items)]]
    sheet = office_export.part(made, "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    rules = dict(re.findall(r'sqref="([A-Z0-9:]+)"><formula1>([^<]+)</formula1>', sheet))
    assert rules == {"A2:A501": "'Lijsten'!$A$1:$A$2", "C2:R501": "'Lijsten'!$B$1:$B$6"}
    refusals = re.findall(r'error="([^"]+)" sqref="([A-Z])', sheet)
    assert refusals == [
        ("Kies een team uit de lijst.", "A"),
        ("Kies een antwoord uit de lijst, of laat de cel leeg.", "C"),
    ]
    teams, labels = zip(*office_export.sheet_rows(made, 2)[:2], strict=True)
    assert teams == TEAMS
    assert labels == ("helemaal mee oneens", "mee oneens")
    book = office_export.part(made, "xl/workbook.xml")
    assert re.findall(r'<sheet name="([^"]+)"', book) == ["Antwoorden", "Uitleg", "Lijsten"]
    assert book.count('state="hidden"') == 1
    assert "2000-01-01" in office_export.part(made, "docProps/core.xml")


def test_scales_that_are_not_all_labelled(instrument):
    raw = instrument.model_dump()
    ends = [("helemaal niet", "not at all"), ("helemaal", "completely")]
    points = [{"code": code, "label": {"nl": nl, "en": en}} for code, (nl, en) in zip((0, 10), ends, strict=True)]
    raw["response_scale"] = {"minimum": 0, "maximum": 10, "points": points, "missing_codes": [-1]}
    content = questionnaire_content(Instrument.model_validate(raw), lang="en")
    assert content.labels == ("0 - not at all", *map(str, range(1, 10)), "10 - completely")
    assert (content.not_applicable, content.not_applicable_code) == ("", -1)
    raw["response_scale"]["maximum"], raw["response_scale"]["not_applicable"] = 100, ["weiß nicht"]
    raw["quadrants"] = []
    with pytest.raises(cd.CultureDiagError, match="101"):
        questionnaire_content(Instrument.model_validate(raw))
    raw["response_scale"]["maximum"], raw["response_scale"]["minimum"] = 2, -2
    raw["response_scale"]["points"] = raw["response_scale"]["missing_codes"] = []
    own = Instrument.model_validate(raw)
    assert questionnaire_content(own).labels == ("-2", "-1", "0", "1", "2", "weiß nicht")
    choices = limesurvey_export.import_structure(make_questionnaire(own, platform="limesurvey"))[3]["items"].choices
    assert list(choices) == ["A1", "A2", "0", "1", "2", "nvt"]
