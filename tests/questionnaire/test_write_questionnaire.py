"""Writing a questionnaire: nothing is overwritten, and every refusal says what there is."""

import re

import pytest

import culture_diag as cd
from culture_diag.questionnaire import PLATFORMS, make_questionnaire, next_step, read_privacy


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_file_is_replaced_only_when_told(instrument, tmp_path, platform):
    pytest.importorskip("docx", reason="python-docx is not installed")
    path = tmp_path / "new" / f"survey{PLATFORMS[platform].suffix}"
    assert cd.write_questionnaire(instrument, path, platform=platform) == path
    first = path.read_bytes()
    with pytest.raises(cd.CultureDiagError, match="bestaat al") as caught:
        cd.write_questionnaire(instrument, str(path), platform=platform, teams=["Noord"])
    assert "force=True" in str(caught.value)
    assert path.read_bytes() == first
    cd.write_questionnaire(instrument, path, platform=platform, teams=["Noord"], force=True)
    assert path.read_bytes() == make_questionnaire(instrument, platform=platform, teams=["Noord"]) != first
    assert list(path.parent.iterdir()) == [path]
    assert all(next_step(platform, lang) for lang in ("nl", "en"))


def test_unknown_platforms_and_languages_are_refused_with_a_list(instrument, tmp_path):
    with pytest.raises(cd.CultureDiagError, match=r"'surveyx'.*limesurvey, qualtrics, googleforms, word, excel"):
        cd.write_questionnaire(instrument, tmp_path / "a.txt", platform="surveyx", lang="en")
    for lang in ("fr", "", "nl+nl", "nl+en+nl"):
        with pytest.raises(cd.CultureDiagError, match=r"nl, en, nl\+en, en\+nl"):
            cd.write_questionnaire(instrument, tmp_path / "a.txt", platform="limesurvey", lang=lang)
    for platform in set(PLATFORMS) - {"limesurvey"}:
        with pytest.raises(cd.CultureDiagError, match=r"één taal[\s\S]*limesurvey"):
            make_questionnaire(instrument, platform=platform, lang="nl+en")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "platform"),
    [
        ("Word", "word"), ("docx", "word"), ("paper", "word"), ("Papier", "word"), ("microsoftforms", "word"),
        ("Microsoft Forms", "word"), ("ms-forms", "word"), ("forms", "word"), ("XLSX", "excel"), ("Excel", "excel"),
        ("google", "googleforms"), ("Google Forms", "googleforms"), ("google_forms", "googleforms"),
        ("LimeSurvey", "limesurvey"), (" Qualtrics ", "qualtrics"),
    ],
)  # fmt: skip
def test_a_platform_is_known_by_what_people_call_it(instrument, tmp_path, said, platform):
    pytest.importorskip("docx", reason="python-docx is not installed")
    path = tmp_path / f"survey{PLATFORMS[platform].suffix}"
    cd.write_questionnaire(instrument, path, platform=said)
    assert path.read_bytes() == make_questionnaire(instrument, platform=platform)
    assert next_step(said, "nl") == next_step(platform, "nl")
    with pytest.raises(cd.CultureDiagError, match=re.escape(said)):
        cd.write_questionnaire(instrument, tmp_path / "survey.doc", platform=said)


def test_an_unknown_platform_is_told_which_is_for_what(instrument):
    for refused in ("", "surveymonkey", "word2"):
        with pytest.raises(cd.CultureDiagError, match=r"papier en voor Microsoft Forms is het --platform word"):
            make_questionnaire(instrument, platform=refused)
        with pytest.raises(cd.CultureDiagError):
            next_step(refused, "nl")


@pytest.mark.parametrize(
    ("platform", "nl", "en"),
    [
        ("word", "'Naam vastleggen' uit", "switch off 'Record name'"),
        ("googleforms", "geen e-mailadressen", "not collect email addresses"),
        ("limesurvey", "Anonymized responses", "'Anonymized responses'"),
        ("qualtrics", "'Anonymize responses' aan", "switch on 'Anonymize responses'"),
        ("excel", "Stuur het niet rond", "Do not send it round"),
    ],
)
def test_what_comes_next_keeps_names_away_from_answers(platform, nl, en):
    assert nl in next_step(platform, "nl")
    assert en in next_step(platform, "en")


def test_a_wrong_ending_is_refused_with_a_good_name(instrument, tmp_path):
    with pytest.raises(cd.CultureDiagError, match=r"survey\.txt"):
        cd.write_questionnaire(instrument, tmp_path / "survey.lss", platform="limesurvey", lang="en")
    with pytest.raises(cd.CultureDiagError):
        cd.write_questionnaire(instrument, tmp_path, platform="excel")


def test_a_file_that_cannot_be_written_is_an_error_in_words(instrument, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(cd.CultureDiagError):
        cd.write_questionnaire(instrument, tmp_path / "file" / "a.txt", platform="qualtrics")
    (tmp_path / "a.txt").mkdir()
    for force in (False, True):
        with pytest.raises(cd.CultureDiagError):
            cd.write_questionnaire(instrument, tmp_path / "a.txt", platform="qualtrics", force=force)


def test_teams_are_named_once(instrument):
    with pytest.raises(cd.CultureDiagError) as caught:
        make_questionnaire(instrument, platform="qualtrics", teams=["Noord", " noord ", "", "Zuid"])
    assert caught.value.problems["key"].tolist() == ["questionnaire_team_twice", "questionnaire_team_empty"]
    assert b"\nNoord\n" in make_questionnaire(instrument, platform="qualtrics", teams="Noord")


def test_a_privacy_statement_of_ones_own(instrument, tmp_path):
    (tmp_path / "privacy.txt").write_text("Eerste\nregel.\n\n  Tweede <alinea>.\n", encoding="utf-8-sig")
    own = read_privacy(tmp_path / "privacy.txt")
    made = make_questionnaire(instrument, platform="googleforms", privacy=own).decode()
    assert "Eerste regel.\\n\\nTweede <alinea>." in made
    assert "Niemand van de school" not in made
    both = {"nl": "Hier.", "en": "Here."}
    made = make_questionnaire(instrument, platform="limesurvey", lang="en+nl", privacy=both).decode()
    assert "<p>Hier.</p>" in made
    assert "<p>Here.</p>" in made
    with pytest.raises(cd.CultureDiagError, match="'nl'"):
        make_questionnaire(instrument, platform="limesurvey", lang="en+nl", privacy={"en": "Here."})
    (tmp_path / "privacy.bin").write_bytes(b"\xff\xfe\x00")
    for name in ("privacy.bin", "absent.txt"):
        with pytest.raises(cd.CultureDiagError, match=name):
            read_privacy(tmp_path / name)
