"""The command writes the file, says where it is and what comes next."""

import pytest
import typer
from typer.testing import CliRunner

import culture_diag as cd
from culture_diag.cli.preparation import questionnaire
from culture_diag.questionnaire import make_questionnaire, next_step

program = typer.Typer()
program.command()(questionnaire)


def run(*arguments):
    return CliRunner().invoke(program, list(map(str, arguments)))


def test_the_command_writes_what_the_function_makes(instrument, tmp_path):
    (tmp_path / "privacy.txt").write_text("Alleen wij.", encoding="utf-8")
    out = tmp_path / "survey.txt"
    asked = ["--platform", "limesurvey", "--out", out, "--lang", "en+nl", "--team", "Noord", "--team", "Zuid", "--code"]
    done = run(*asked, "--privacy", tmp_path / "privacy.txt")
    assert done.exit_code == 0, done.output
    choices = {"lang": "en+nl", "teams": ["Noord", "Zuid"], "code": True, "privacy": "Alleen wij."}
    assert out.read_bytes() == make_questionnaire(instrument, platform="limesurvey", **choices)
    said = " ".join(done.output.split())
    assert next_step("limesurvey", "en") in said
    assert "survey.txt" in said


@pytest.mark.parametrize("platform", ["qualtrics", "Qualtrics"])
def test_a_name_that_may_be_several_teams_is_asked_about(tmp_path, platform):
    """It is still one team: a name may hold a comma."""
    out = tmp_path / "survey.txt"
    done = run(
        "--platform", platform, "--out", out, "--lang", "nl", "--team", "Onderbouw, Bovenbouw", "--team", "Noord,"
    )
    said = " ".join(done.output.split())
    assert 'Let op: "Onderbouw, Bovenbouw" staat er nu in als één team.' in said
    assert '--team "Onderbouw" --team "Bovenbouw"' in said
    assert said.count("Let op") == 1
    assert "\nOnderbouw, Bovenbouw\n" in out.read_text(encoding="utf-8")
    assert (
        "Let op" not in run("--platform", platform, "--out", out, "--lang", "nl", "--team", "Noord", "--force").output
    )


def test_the_command_refuses_in_words(tmp_path):
    out = tmp_path / "survey.gs"
    assert run("--platform", "googleforms", "--out", out).exit_code == 0
    again = run("--platform", "googleforms", "--out", out)
    assert isinstance(again.exception, cd.CultureDiagError)
    assert run("--platform", "googleforms", "--out", out, "--force").exit_code == 0
    with pytest.raises(cd.CultureDiagError, match="limesurvey"):
        raise run("--platform", "survey", "--out", tmp_path / "a.txt", "--lang", "nl").exception
