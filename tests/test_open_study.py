"""A study is the same thing however it is opened, and every choice is declared once."""

import json
import re

import pandas as pd
import pytest
import typer

import culture_diag as cd
from culture_diag.cli import app
from culture_diag.i18n import LANGUAGES, catalogue
from culture_diag.sample import sample_files, sample_path
from culture_diag.study.folder import FileOptions, StudyFile
from culture_diag.study.options import OPTIONS
from tests.cli.running import run

SIZES = sample_path() / "team_sizes.csv"
COMMANDS = ("diagnose", "check", "present", "workshop")


@pytest.fixture
def folder(tmp_path):
    return cd.init_study(tmp_path / "klant", sample_files()[:2], team_sizes=SIZES, notebooks=False).folder


def same(one, other):
    pd.testing.assert_frame_equal(one.release.teams, other.release.teams)
    pd.testing.assert_frame_equal(one.release.changes, other.release.changes)


def test_files_a_folder_and_read_answers_are_the_same_thing(folder):
    of_files = cd.open_study(sample_files()[:2], team_sizes=SIZES)
    of_folder = cd.open_study(folder)
    of_answers = cd.open_study(of_files.responses, team_sizes=SIZES)
    same(of_files, of_folder)
    same(of_files, of_answers)
    by_hand = cd.diagnose(cd.read_responses(sample_files()[:2], cd.load_instrument()), team_sizes=SIZES)
    pd.testing.assert_frame_equal(cd.release(by_hand).teams, of_files.release.teams)


def test_each_step_is_made_once():
    study = cd.open_study("sample")
    assert study.responses is study.responses
    assert study.release is study.release
    assert study.with_choices(min_n=9).release is not study.release


@pytest.mark.parametrize("opened", ["sample", "files", "folder", "other files"])
def test_settings_open_the_same_study_again_from_plain_text(folder, opened, tmp_path):
    study = {
        "sample": lambda: cd.open_study("sample", min_n=8, lang="en"),
        "files": lambda: cd.open_study(sample_files()[:2], team_sizes=SIZES, rename={"Plein": "West"}, gate=(0.4, 0.8)),
        "folder": lambda: cd.open_study(folder, borrow=True, lang="en"),
        "other files": lambda: cd.open_study(sample_files()[2:], folder=folder, margin=0.4),
    }[opened]()
    again = cd.open_study(**json.loads(json.dumps(study.settings)))
    assert again.settings == study.settings
    assert again.release.settings == study.release.settings
    assert repr(again) == repr(study)
    same(again, study)


def test_answers_in_memory_have_no_settings():
    with pytest.raises(cd.CultureDiagError, match="open_study"):
        _ = cd.open_study(cd.load_sample()[0], lang="en").settings


def test_a_notebook_finds_the_folder_it_stands_in_and_refuses_other_choices(folder, monkeypatch):
    (folder / "notebooks").mkdir()
    for here in (folder, folder / "notebooks"):
        monkeypatch.chdir(here)
        assert cd.open_study().folder.folder.resolve() == folder.resolve()
        assert cd.open_study([]).responses.frame["wave"].nunique() == 2
        with pytest.raises(cd.CultureDiagError, match=r"diagnosis\.toml"):
            cd.open_study(sample_files()[0])
    assert cd.open_study("sample").is_sample
    monkeypatch.chdir(folder.parent)
    assert cd.open_study().is_sample


def test_what_the_sample_brings_along_says_nothing_of_other_files():
    other = cd.open_study("sample", min_n=7).with_answers(sample_files()[0])
    assert other.options["min_n"] == 7
    assert other.team_sizes is None
    assert other.options["rename"] == {}


def test_a_choice_that_does_not_exist_is_told_with_the_one_that_was_meant():
    with pytest.raises(cd.CultureDiagError, match="min_n"):
        cd.open_study("sample", minn=5)
    with pytest.raises(cd.CultureDiagError, match="cut_range"):
        cd.open_study("sample", colour="red")


def test_a_column_of_one_file_is_no_choice_of_a_folder(folder):
    with pytest.raises(cd.CultureDiagError, match="mapping"):
        cd.open_study(folder, column={"team": "Groep"}, lang="nl")


def test_what_was_chosen_is_told_with_who_chose_it(folder):
    file = folder / "diagnosis.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("# min_n = 5", "min_n = 8"), encoding="utf-8")
    for lang in LANGUAGES:
        said = cd.open_study(folder, gate=(0.4, 0.8), lang=lang).choices
        origin = said.iloc[:, 2].to_dict()
        words = {key: catalogue(lang)[f"study.origin.{key}"] for key in ("given", "preset", "default")}
        assert (origin["gate"], origin["min_n"], origin["target"]) == (
            words["given"],
            words["preset"],
            words["default"],
        )
        assert said.iloc[:, 1]["min_n"] == "8"


def test_every_command_about_a_study_takes_every_option_that_is_declared():
    commands = typer.main.get_command(app).commands
    for name in COMMANDS:
        flags = {flag for one in commands[name].params for flag in one.opts}
        declared = {one.flag for one in OPTIONS if name == "diagnose" or one.name != "style"}
        assert declared <= flags, name
    assert set(FileOptions.model_fields) == {one.name for one in OPTIONS if one.table == "options"}
    assert {one.name for one in OPTIONS if one.table == "top"} <= set(StudyFile.model_fields)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_option_has_its_help_and_its_line(folder, lang):
    written = (folder / "diagnosis.toml").read_text(encoding="utf-8")
    for option in OPTIONS:
        assert f"cli.help.{option.name}" in catalogue(lang)
        if option.table == "options":
            assert f"study.option.{option.name}" in catalogue(lang)
            assert re.search(rf"^# {option.name} = {re.escape(option.example)} ", written, flags=re.MULTILINE)
        elif option.table is None:
            assert f"study.where.{option.name}" in catalogue(lang)


TYPED = {
    "target": ("members",), "gate": ("0,3", "0,6"), "margin": ("0,4",), "cut_range": ("0,3",), "borrow": (),
    "min_n": ("9",), "without_flagged": (), "norm_kind": ("median",),
}  # fmt: skip
MEANT = {
    "target": "members", "gate": (0.3, 0.6), "margin": 0.4, "cut_range": 0.3, "borrow": True,
    "min_n": 9, "without_flagged": True, "norm_kind": "median",
}  # fmt: skip


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("command", ["present", "diagnose", "workshop"])
def test_what_is_typed_is_what_the_study_holds(command, name, monkeypatch, tmp_path):
    seen = []

    class Seen(Exception):  # noqa: N818
        pass

    def stop(study, *_, **__):
        seen.append(study)
        raise Seen

    for place in ("study.results.results_folder", "study.results.results_file", "workshop.start_workshop"):
        monkeypatch.setattr(f"culture_diag.{place}", stop)
    option = next(one for one in OPTIONS if one.name == name)
    with pytest.raises(Seen):
        run(command, sample_files()[0], option.flag, *TYPED[name], cwd=tmp_path)
    assert seen[0].options[name] == MEANT[name]
    assert seen[0].options.origin(name) == "given"
    others = {one.name for one in OPTIONS if one.name != name}
    assert {other for other in others if seen[0].options.origin(other) != "default"} == set()
