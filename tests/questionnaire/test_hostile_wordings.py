"""Quotes, tags, formulas, placeholders, emoji and long texts reach the respondent as they are written."""

import json

import pytest

import culture_diag as cd
from culture_diag.i18n.safe_text import one_line
from culture_diag.questionnaire import make_questionnaire
from tests.questionnaire import google_export, limesurvey_export, office_export, qualtrics_export
from tests.questionnaire.people import assert_read, make_people

pytest.importorskip("docx", reason="python-docx is not installed")

TEAMS = ('=1+1 "team"', "<b>Noord</b> & {co}", "${x} 😀")


def shown_by(platform, made):
    """Give the wordings as the platform shows them, in order."""
    if platform == "limesurvey":
        return [row["nl"] for row in limesurvey_export.import_structure(made)[3]["items"].rows.values()]
    if platform == "qualtrics":
        return qualtrics_export.import_text(made)[0][-1]["choices"]
    if platform == "googleforms":
        return google_export.build(made)["items"][-1]["setRows"]
    if platform == "word":
        return [asked for asked, choices in office_export.questions_of(made)[1:]]
    return office_export.sheet_rows(made, 0)[0][1:]


@pytest.mark.parametrize("platform", ["limesurvey", "qualtrics", "googleforms", "word", "excel"])
def test_wordings_are_shown_as_written(hostile, platform):
    made = make_questionnaire(hostile, platform=platform, teams=TEAMS)
    assert shown_by(platform, made) == [one_line(item.wording.nl) for item in hostile.items]


def test_limesurvey_computes_nothing_and_loses_no_quotes(hostile):
    made = make_questionnaire(hostile, platform="limesurvey", lang="nl+en", teams=TEAMS).decode()
    assert not set('"{}') & set(made)
    assert all(line.count("\t") == made.split("\n")[0].count("\t") for line in made.rstrip("\n").split("\n"))
    made.encode()[:1000].decode("ascii")
    _, texts, _, questions = limesurvey_export.import_structure(made.encode())
    assert texts["nl"]["surveyls_title"] == '"Team" <i>=1+1</i> {x}'
    assert [words["nl"] for words in questions["team"].choices.values()] == list(TEAMS)


def test_qualtrics_takes_no_wording_for_a_tag(hostile):
    questions, _ = qualtrics_export.import_text(make_questionnaire(hostile, platform="qualtrics", teams=TEAMS))
    assert [one["kind"] for one in questions] == ["DB", "MC:SingleAnswer:Vertical", "DB", "Matrix"]
    assert questions[1]["choices"] == list(TEAMS)


def test_the_script_holds_nothing_that_ends_a_script(hostile):
    made = make_questionnaire(hostile, platform="googleforms", teams=TEAMS).decode()
    assert "</script" not in made
    assert "<!--" not in made
    assert not set("\u2028\u2029") & set(made)
    built = google_export.build(made.encode())
    assert built["form"]["created"] == '"Team" <i>=1+1</i> {x}'
    assert built["items"][0]["setChoiceValues"] == list(TEAMS)


def test_nothing_in_the_template_is_a_formula_or_a_link(hostile):
    made = make_questionnaire(hostile, platform="excel", teams=TEAMS)
    for sheet in ("sheet1", "sheet2", "sheet3"):
        written = office_export.part(made, f"xl/worksheets/{sheet}.xml")
        assert "<f>" not in written
        assert "hyperlink" not in written
    assert [row[0] for row in office_export.sheet_rows(made, 2)][:3] == list(TEAMS)


@pytest.mark.parametrize("platform", ["limesurvey", "qualtrics", "googleforms", "word", "excel"])
def test_hostile_wordings_come_back(hostile, tmp_path, platform):
    made = make_questionnaire(hostile, platform=platform, teams=TEAMS, code=True)
    people = make_people(hostile, wave="2026", teams=TEAMS)
    if platform == "limesurvey":
        content = limesurvey_export.export(made, people, hostile, lang="nl", headings="full", answers="label")
    else:
        export = {
            "qualtrics": qualtrics_export.export,
            "googleforms": google_export.export,
            "word": office_export.forms_export,
            "excel": office_export.filled_in,
        }[platform]
        content = export(made, people, hostile, lang="nl")
    path = tmp_path / ("2026.xlsx" if platform in ("word", "excel") else "2026.csv")
    path.write_bytes(content)
    assert_read([path], [people], hostile)


def test_a_literal_is_what_it_says():
    from culture_diag.questionnaire.google import literal

    value = {"a": ['"', "\\", "</script>", "<!--", "\u2028\u2029\n\t", "👩‍🏫", "é"]}
    assert json.loads(literal(value)) == value


def test_an_own_instrument_with_awkward_ids_keeps_them_apart(instrument, tmp_path):
    raw = instrument.model_dump()
    for number, item in enumerate(raw["scales"][0]["items"]):
        item["id"] = ["asks-help", "asks_help", "a" * 40, "q-1", "q2", "q3", "q4", "q5"][number]
    own = cd.Instrument.model_validate(raw)
    made = make_questionnaire(own, platform="limesurvey", lang="en")
    codes = list(limesurvey_export.import_structure(made)[3]["items"].rows)
    assert codes[:5] == ["SQ001", "SQ002", "SQ003", "q1", "q2"]
    assert all(code.isalnum() and code[0].isalpha() and len(code) <= 20 for code in codes)
    people = make_people(own, wave="2026", teams=("Team",))
    path = tmp_path / "2026.csv"
    path.write_bytes(limesurvey_export.export(made, people, own, lang="en", headings="both", answers="label"))
    assert_read([path], [people], own, codes=False)
