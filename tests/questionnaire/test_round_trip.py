"""What comes back from each platform is read without a mapping, and is exactly what people answered."""

import itertools

import pytest

import culture_diag as cd
from culture_diag.errors import CultureDiagError
from culture_diag.questionnaire import make_questionnaire
from culture_diag.questionnaire.limesurvey import team_codes
from tests.questionnaire import google_export, limesurvey_export, office_export, qualtrics_export
from tests.questionnaire.people import TEAMS, assert_read, make_people

pytest.importorskip("docx", reason="python-docx is not installed")

IDS = ("invitation-challenge", "learning-process-outcome")
LANGS = ("nl", "en")


@pytest.fixture(params=list(itertools.product(IDS, LANGS)), ids=lambda pair: "-".join(pair))
def asked(request):
    identity, lang = request.param
    return cd.load_instrument(identity), lang


def written(folder, export, waves, suffix):
    paths = []
    for label, people in waves.items():
        paths.append(folder / f"{label}.{suffix}")
        paths[-1].write_bytes(export(people))
    return paths


def two_waves(instrument, **choices):
    return {wave: make_people(instrument, wave=wave, **choices) for wave in ("2025-03", "2026-03")}


@pytest.mark.parametrize(
    ("headings", "answers", "separator"),
    [
        ("code", "code", ","),
        ("code", "label", ";"),
        ("full", "label", ","),
        ("both", "label", ";"),
        ("full", "code", ","),
    ],
)
def test_limesurvey(asked, tmp_path, headings, answers, separator):
    instrument, lang = asked
    made = make_questionnaire(instrument, platform="limesurvey", lang="nl+en", teams=TEAMS, code=True)
    waves = two_waves(instrument)
    choices = {"lang": lang, "headings": headings, "answers": answers, "separator": separator}
    paths = written(
        tmp_path, lambda people: limesurvey_export.export(made, people, instrument, **choices), waves, "csv"
    )
    # An export of codes names a team by its code, too.
    named = team_codes(TEAMS).get if answers == "code" else str
    assert_read(paths, list(waves.values()), instrument, team=named)


def test_qualtrics_by_label(asked, tmp_path):
    instrument, lang = asked
    made = make_questionnaire(instrument, platform="qualtrics", lang=lang, teams=TEAMS, code=True)
    waves = two_waves(instrument)
    paths = written(tmp_path, lambda people: qualtrics_export.export(made, people, instrument, lang=lang), waves, "csv")
    assert_read(paths, list(waves.values()), instrument)


def test_qualtrics_by_number(asked, tmp_path):
    instrument, lang = asked
    made = make_questionnaire(instrument, platform="qualtrics", lang=lang, code=True)

    def export(people):
        return qualtrics_export.export(made, people, instrument, lang=lang, answers="number")

    waves = two_waves(instrument, not_applicable=False)
    assert_read(written(tmp_path, export, waves, "csv"), list(waves.values()), instrument)
    # The number of the answer that is none must be declared: it is never guessed.
    waves = {"2027-03": make_people(instrument, wave="2027-03")}
    with pytest.raises(CultureDiagError) as caught:
        cd.read_responses(written(tmp_path, export, waves, "csv"), instrument)
    assert set(caught.value.problems["value"]) == {"-99"}


def test_google_forms(asked, tmp_path):
    instrument, lang = asked
    made = make_questionnaire(instrument, platform="googleforms", lang=lang, teams=TEAMS, code=True)
    waves = two_waves(instrument)
    paths = written(tmp_path, lambda people: google_export.export(made, people, instrument, lang=lang), waves, "csv")
    assert_read(paths, list(waves.values()), instrument)


def test_microsoft_forms_made_of_the_word_document(asked, tmp_path):
    instrument, lang = asked
    made = make_questionnaire(instrument, platform="word", lang=lang, teams=TEAMS, code=True)
    waves = two_waves(instrument)

    def export(people):
        return office_export.forms_export(made, people, instrument, lang=lang)

    assert_read(written(tmp_path, export, waves, "xlsx"), list(waves.values()), instrument)


def test_excel_template_filled_in(asked, tmp_path):
    instrument, lang = asked
    made = make_questionnaire(instrument, platform="excel", lang=lang, teams=TEAMS, code=True)
    waves = two_waves(instrument)
    paths = written(
        tmp_path, lambda people: office_export.filled_in(made, people, instrument, lang=lang), waves, "xlsx"
    )
    assert_read(paths, list(waves.values()), instrument)


@pytest.mark.parametrize("platform", ["limesurvey", "qualtrics", "googleforms", "word", "excel"])
def test_without_code_and_with_typed_teams(instrument, tmp_path, platform):
    made = make_questionnaire(instrument, platform=platform, lang="nl")
    export = {
        "limesurvey": limesurvey_export.export,
        "qualtrics": qualtrics_export.export,
        "googleforms": google_export.export,
        "word": office_export.forms_export,
        "excel": office_export.filled_in,
    }[platform]
    waves = two_waves(instrument)
    suffix = "xlsx" if platform in ("word", "excel") else "csv"
    paths = written(tmp_path, lambda people: export(made, people, instrument, lang="nl"), waves, suffix)
    assert_read(paths, list(waves.values()), instrument, codes=False)
