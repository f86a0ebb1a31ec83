"""The folder of a customer on the command line: made, checked, diagnosed, and done again next year."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.reading.values.pseudonyms import SALT_NAME
from culture_diag.sample import sample_files, sample_path
from tests.cli.running import run as in_process

FILES = sample_files()
FIGURES = {"kwadranten.png", "verloop.png", "profiel.png", "teams.csv", "resultaten.xlsx"}


@pytest.fixture
def run():
    """Give a command to the program in the folder one is in: how it ended, what it printed, what it complained of."""

    def give(*arguments):
        done = in_process(*arguments, cwd=Path.cwd())
        return done.returncode, done.stdout, done.stderr

    return give


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a project of two waves; two teams only, for every team is drawn."""
    here = tmp_path_factory.mktemp("customer")
    for file in FILES[:2]:
        head, *lines = file.read_bytes().splitlines(keepends=True)
        few = [line for line in lines if b"Noord" in line or b"Zuid" in line]
        (here / file.name).write_bytes(b"".join([head, *few]))
    files = [here / file.name for file in FILES[:2]]
    return cd.init_study(here / "klant", files, notebooks=False, lang="nl").folder


@pytest.fixture
def klant(made, tmp_path, monkeypatch):
    """Give a fresh copy of a project of two waves, to work in."""
    folder = shutil.copytree(made, tmp_path / "klant")
    monkeypatch.chdir(folder)
    return folder


def set_to(folder, old, new):
    file = folder / "diagnosis.toml"
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), encoding="utf-8")


def teams(folder):
    return pd.read_csv(folder / "teams.csv", sep=";", decimal=",", encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("lang", "said", "readme"), [("nl", "is klaar", "Deze map"), ("en", "is ready", "This folder")]
)
def test_init_makes_a_folder_and_says_what_to_do_next(run, tmp_path, monkeypatch, lang, said, readme):
    monkeypatch.chdir(tmp_path)
    sizes = sample_path() / "team_sizes.csv"
    code, out, err = run("init", "klant", *FILES[1::-1], "--team-sizes", sizes, "--lang", lang)
    assert (code, err) == (0, "")
    assert said in out
    assert out.index("2024-10.csv") < out.index("2025-04.csv")
    assert "culture-diag check" in out
    assert {entry.name for entry in (tmp_path / "klant").iterdir() if entry.name != SALT_NAME} == {
        "diagnosis.toml", "README.md", ".gitignore", "answers", "mappings", "results", "notebooks", "team_sizes.csv"
    }  # fmt: skip
    assert readme in (tmp_path / "klant" / "README.md").read_text(encoding="utf-8")
    code, _, err = run("init", "klant", FILES[2], "--lang", lang)
    assert code == 2
    assert "diagnosis.toml" in err


@pytest.mark.parametrize(("lang", "said"), [("nl", "Zet een bestand"), ("en", "Put a file with answers")])
def test_init_without_files_says_where_to_put_them(run, tmp_path, monkeypatch, lang, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("init", "klant", "--no-notebooks", "--lang", lang)
    assert (code, err) == (0, "")
    assert said in out


def test_the_whole_job_again_with_another_wave_and_no_old_result_lost(run, klant):
    code, _, err = run("diagnose")
    assert (code, err) == (0, "")
    (first,) = (klant / "results").iterdir()
    assert {file.name for file in first.iterdir()} >= FIGURES
    before = {file: file.read_bytes() for file in first.iterdir()}
    shutil.copy(klant / "answers" / "2025-04.csv", klant / "answers" / "antwoorden-2026-10.csv")
    lines = (klant / "diagnosis.toml").read_text(encoding="utf-8").splitlines()[-4:]
    lines = [line.removeprefix("# ").replace(".xlsx", ".csv") for line in lines]
    with (klant / "diagnosis.toml").open("a", encoding="utf-8") as project:
        project.write("\n".join(lines) + "\n")
    code, _, err = run("diagnose")
    assert (code, err) == (0, "")
    (second,) = set((klant / "results").iterdir()) - {first}
    assert second.name == f"{first.name}-2"
    assert set(teams(first)["wave"]) == {"2024-10", "2025-04"}
    assert set(teams(second)["wave"]) == {"2024-10", "2025-04", "2026-10"}
    assert {file: file.read_bytes() for file in first.iterdir()} == before


def test_check_finds_what_diagnose_would_refuse(run, klant):
    few = klant / "few.csv"
    few.write_text("team;aantal\nNoord;3\nZuid;3\n", encoding="utf-8")
    code, _, err = run("check", "--team-sizes", "few.csv")
    assert code == 2
    assert "omvang van 3" in err
    set_to(klant, "# min_n = 5", "min_n = 2")
    code, out, err = run("check")
    assert code == 2
    assert "Geen problemen" not in out
    assert err


def test_init_says_what_is_left_to_fill_in_and_quotes_the_folder(run, tmp_path, monkeypatch, instrument):
    monkeypatch.chdir(tmp_path)
    content = (
        FILES[1].read_text(encoding="cp1252").replace(instrument.items[2].wording.nl, "Vertrouwen we elkaar hier?")
    )
    (tmp_path / "form.csv").write_text(content, encoding="utf-8")
    code, out, _ = run("init", "klant 1", "form.csv", "--no-notebooks")
    assert code == 0
    assert "Nog 1 regel om in te vullen in klant 1/mappings/form.toml: inv3" in out
    assert 'culture-diag check --study "klant 1"' in out
    assert run("init", "klant 2", sample_path() / "team_sizes.csv")[0] == 2
    assert not (tmp_path / "klant 2").exists()


def test_options_typed_go_before_those_of_the_project(run, klant):
    set_to(klant, "# min_n = 5", "min_n = 14")
    assert "14 antwoorden" in run("diagnose", "--out", "a")[1]
    assert "6 antwoorden" in run("diagnose", "--out", "b", "--min-n", "6")[1]
    assert teams(klant / "a")["suppressed"].sum() > teams(klant / "b")["suppressed"].sum()


def test_check_and_present_work_in_a_project_and_from_elsewhere(run, klant, monkeypatch):
    code, out, err = run("check")
    assert (code, err) == (0, "")
    assert "2024-10 → 2025-04" in out
    monkeypatch.chdir(klant.parent)
    for _ in range(2):
        code, out, err = run("present", "--study", "klant", "--team", "Noord")
        assert (code, err) == (0, "")
    names = sorted(file.name for file in (klant / "results").iterdir())
    assert len(names) == 2
    assert all(name.startswith("workshop-") and name.endswith(".html") for name in names)


def test_a_project_speaks_its_own_language(run, klant):
    set_to(klant, 'lang = "nl"', 'lang = "en"')
    assert "2 waves" in run("check")[1]
    assert "2 metingen" in run("check", "--lang", "nl")[1]


@pytest.mark.parametrize(
    ("arguments", "said", "repair"),
    [
        (["check", "--wave", "x"], "--wave kan niet bij een onderzoek", "achter label"),
        (["check", "--column", "team=x"], "--column kan niet bij een onderzoek", "in de mapping"),
        (["diagnose", "a.csv", "--study", "."], "ook een onderzoek", "Laat --study weg"),
        (["check", "--study", "elders"], "geen map van een klant", "culture-diag init"),
    ],
)
def test_what_does_not_go_with_a_project_has_a_repair(run, klant, arguments, said, repair):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert repair in err


def test_without_files_and_without_a_project_both_ways_on_are_shown(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in ("check", "diagnose", "present"):
        code, _, err = run(command, *(["--out", "x"] if command == "diagnose" else []))
        assert code == 2
        assert f"culture-diag {command} antwoorden.xlsx" in err
        assert "culture-diag init" in err


def test_map_in_a_project_goes_where_mappings_go(run, klant):
    shutil.copy(FILES[2], klant / "answers")
    code, out, err = run("map", "answers/2025-10.xlsx")
    assert (code, err) == (0, "")
    assert "mappings/2025-10.toml" in out.replace("\\", "/")
    assert run("map", "answers/2025-10.xlsx")[0] == 2
    assert run("map", "answers/2025-10.xlsx", "--force")[0] == 0


def test_map_says_what_is_left_to_do_and_diagnose_takes_the_mapping(run, tmp_path, monkeypatch, instrument):
    monkeypatch.chdir(tmp_path)
    content = FILES[1].read_text(encoding="cp1252")
    content = content.replace(instrument.items[2].wording.nl, "Vertrouwen we elkaar hier?")
    (tmp_path / "form.csv").write_text(content, encoding="utf-8")
    code, out, _ = run("map", "form.csv")
    assert code == 0
    assert "Nog 1 regel om in te vullen in form.toml: inv3" in out
    mapping = tmp_path / "form.toml"
    said = mapping.read_text(encoding="utf-8")
    line = next(line for line in said.splitlines() if line.startswith("# inv3"))
    mapping.write_text(said.replace(line, 'inv3 = "Vertrouwen we elkaar hier?"'), encoding="utf-8")
    code, out, err = run("check", "form.csv", "--mapping", "form.toml")
    assert (code, err) == (0, "")
    assert "16 items" in out


def test_nothing_of_a_person_is_printed(run, tmp_path, monkeypatch, instrument):
    monkeypatch.chdir(tmp_path)
    canaries = ["Vera Kanarie", "vera.kanarie@school.example", "Mijn directeur heet Bob", "zeer-geheim-7"]
    row = {"Naam": canaries[0], "E-mail": canaries[1], "Tip": canaries[2], "Respondentcode": canaries[3], "Team": "n"}
    rows = [{**row, "Respondentcode": f"{canaries[3]}{at}"} for at in range(6)]
    frame = pd.DataFrame(rows).assign(**{item.id: "4" for item in instrument.items})
    frame.to_csv(tmp_path / "form.csv", index=False)
    told = ""
    for arguments in (["map", "form.csv"], ["init", "klant", "form.csv"], ["check", "--study", "klant"],
                      ["diagnose", "--study", "klant"]):  # fmt: skip
        code, out, err = run(*arguments)
        assert code == 0, err
        told += out + err
    told += "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "klant" / "results").rglob("*.csv"))
    assert not [canary for canary in canaries if canary in told]


def test_the_live_page_of_a_project_is_that_of_its_folder(run, klant, monkeypatch, tmp_path):
    asked = []

    def start(study, **_):
        asked.append((study.folder and study.folder.folder.resolve(), study.options["min_n"], study.is_sample))
        return 0

    monkeypatch.setattr("culture_diag.workshop.start_workshop", start)
    set_to(klant, "# min_n = 5", "min_n = 8")
    assert run("workshop", "--no-browser")[0] == 0
    assert run("workshop", "--min-n", "6", "--instrument", "invitation-challenge")[0] == 0
    monkeypatch.chdir(tmp_path)
    assert run("workshop", "--study", "klant")[0] == 0
    assert run("workshop", str(FILES[0]))[0] == 0
    assert run("workshop")[0] == 0
    here = klant.resolve()
    assert asked == [
        (here, 8, False), (here, 6, False), (here, 8, False), (None, 5, False), (None, 5, True)
    ]  # fmt: skip
    code, _, said = run("workshop", "--study", "klant", str(FILES[0]))
    assert code != 0
    assert "diagnosis.toml" in said
