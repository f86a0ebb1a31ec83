"""The commands as a user gives them: what is printed, what is written, how it ends."""

import time
from pathlib import Path

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.report.folder import WRITTEN
from culture_diag.sample import sample_files
from tests.cli.running import process, run


def test_demo_prints_a_table_and_where_to_go_next(demo):
    done, _ = demo
    assert done.returncode == 0, done.stderr
    assert "uitnodiging" in done.stdout
    assert "groei (9 op 10)" in done.stdout
    assert "2,6" in done.stdout
    assert "niet getoond (minder dan 5 antwoorden" in done.stdout
    assert "culture-diag diagnose" in done.stdout
    assert done.stderr == ""


def test_demo_writes_what_it_promises(demo):
    _, folder = demo
    names = {file.name for file in folder.glob("[!.]*")}
    assert names == {
        "kwadranten.png", "kwadranten.svg", "verloop.png", "verloop.svg", "profiel.png", "profiel.svg",
        "stellingen-bovenbouw.png", "stellingen-bovenbouw.svg", "teams.csv", "resultaten.xlsx",
    }  # fmt: skip
    assert set((folder / WRITTEN).read_text(encoding="utf-8").splitlines()) == names
    for file in folder.glob("[!.]*"):
        assert file.stat().st_size > 1000
    assert (folder / "kwadranten.png").read_bytes().startswith(b"\x89PNG")
    picture = (folder / "kwadranten.svg").read_text(encoding="utf-8")
    assert "Bovenbouw (n = 22)" in picture
    assert "Wilg (n" not in picture


def test_teams_csv_opens_in_a_dutch_spreadsheet_and_hides_the_hidden(demo):
    _, folder = demo
    teams = pd.read_csv(folder / "teams.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert len(teams) == 44
    hidden = teams[teams["suppressed"]]
    assert set(hidden["team"]) == {"Wilg", "Zorgteam"}
    assert hidden[["n", "invitation", "challenge_low", "p_growth"]].isna().all().all()
    noord = teams.query("team == 'Noord' and wave == '2026-04'").iloc[0]
    assert noord["invitation"] == 3.7


def test_a_folder_that_holds_something_is_left_alone_unless_forced(demo, english_demo):
    _, folder = demo
    before = (folder / "teams.csv").stat().st_mtime_ns
    done = run("demo", cwd=folder.parent)
    assert done.returncode == 2
    assert "bestaat al" in done.stderr
    assert "--force" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "teams.csv").stat().st_mtime_ns == before
    forced, replaced = english_demo
    assert forced.returncode == 0, forced.stderr
    assert (replaced / "quadrants.png").is_file()
    assert not (replaced / "kwadranten.png").exists()


def test_english_before_or_after_the_command(tmp_path):
    after = process("check", sample_files()[0], "--lang", "en", cwd=tmp_path)
    before = process("--lang", "en", "check", sample_files()[0], cwd=tmp_path)
    assert after.returncode == before.returncode == 0
    assert "No problems found" in after.stdout
    assert after.stdout == before.stdout


def test_check_understands_the_sample_without_scoring(tmp_path):
    done = run("check", *sample_files(), "--rename", "Plein=West", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Geen problemen gevonden" in done.stdout
    assert "11 teams" in done.stdout
    assert "Plein → West" in done.stdout
    assert list(tmp_path.iterdir()) == []


def few_teams(file, folder, *teams):
    """Copy the answers of some teams of the sample: each team more is a picture more to draw."""
    head, *lines = file.read_bytes().splitlines(keepends=True)
    folder.mkdir(exist_ok=True)
    chosen = [line for line in lines if {team.encode() for team in teams} & set(line.split(b";"))]
    (folder / file.name).write_bytes(b"".join([head, *chosen]))
    return folder / file.name


def test_diagnose_on_a_file_of_ones_own(tmp_path):
    sizes = cd.sample_path() / "team_sizes.csv"
    file = few_teams(sample_files()[3], tmp_path / "in", "Noord", "Wilg")
    done = process("diagnose", file, "--team-sizes", sizes, "--out", "results", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    names = {file.name for file in (tmp_path / "results").iterdir()}
    assert {"quadrants.png", "quadrants.svg", "teams.csv", "results.xlsx", "items-noord.png"} <= names
    assert "items-wilg.png" not in names
    assert "trajectories.png" not in names


def test_all_problems_come_at_once_with_place_and_repair(tmp_path):
    rows = (sample_files()[0]).read_text(encoding="utf-8").splitlines()[:8]
    rows[2] = rows[2].replace(",4,", ",9,", 1)
    rows[4] = ",".join([*rows[4].split(",")[:4], "ja hoor", *rows[4].split(",")[5:]])
    (tmp_path / "antwoorden.csv").write_text("\n".join(rows), encoding="utf-8")
    done = run("diagnose", "antwoorden.csv", "--out", "resultaten", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Er zijn 2 problemen" in done.stderr
    assert "rij 3" in done.stderr
    assert "rij 5" in done.stderr
    assert "kolom E" in done.stderr
    assert "'ja hoor'" in done.stderr
    assert "Oplossing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("give", "arguments", "said"),
    [
        (process, ["check", "nergens.csv"], "nergens.csv"),
        (run, ["check", "x.csv", "--lang", "fr"], "taal 'fr'"),
        (run, ["check", "x.csv", "--instrument", "onbekend"], "invitation-challenge"),
        (run, ["demo", "--style", "muur"], "stijl 'muur'"),
        (run, ["check", "x.csv", "--rename", "West"], "--rename"),
        (process, ["diagnose", "x.csv"], "--out"),
    ],
)
def test_what_a_user_can_mend_ends_in_words_and_code_2(tmp_path, give, arguments, said):
    done = give(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_broken_toml_names_line_and_key(tmp_path):
    broken = (Path(cd.__file__).parent / "instrument/bundled/invitation-challenge.toml").read_text(encoding="utf-8")
    (tmp_path / "broken.toml").write_text(broken.replace("minimum = 1", "minimum = "), encoding="utf-8")
    (tmp_path / "wrong.toml").write_text(broken.replace("minimum = 1", 'minimum = "laag"'), encoding="utf-8")
    line = broken.splitlines().index("minimum = 1") + 1
    for name, said in (("broken.toml", f"rij {line}"), ("wrong.toml", "response_scale.minimum")):
        done = run("check", sample_files()[0], "--instrument", name, cwd=tmp_path)
        assert done.returncode == 2
        assert said in done.stderr
        assert f"rij {line}" in done.stderr


def test_a_console_that_does_not_know_every_sign_is_no_reason_to_stop(tmp_path):
    done = process("demo", cwd=tmp_path, env={"PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0, done.stderr


def test_help_is_quick_and_speaks_the_language(tmp_path):
    start = time.perf_counter()
    done = process("--help", "--lang", "en", cwd=tmp_path)
    took = time.perf_counter() - start
    assert done.returncode == 0
    assert "from answers to a placed and plotted team" in " ".join(done.stdout.split())
    # No bar on time in a test; this only catches an import gone astray by an order of magnitude.
    assert took < 10


def test_lab_copies_the_notebooks_and_keeps_what_is_there(tmp_path):
    from culture_diag.sample import copy_notebooks

    copied = copy_notebooks(tmp_path / "mine")
    assert {file.name for file in copied} == {file.name for file in cd.notebooks_path().glob("*.ipynb")}
    copied[0].write_text("mine", encoding="utf-8")
    assert copy_notebooks(tmp_path / "mine") == []
    assert copied[0].read_text(encoding="utf-8") == "mine"


def own_answers(folder, *, teams=("Rood", "Blauw"), n=8, seed=1, wave=None):
    """Write answers of one's own to a file."""
    sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=len(teams), sizes=(n, n), icc=0.3, seed=seed)
    frame = sample.responses.frame.replace({"team": dict(zip(["team 1", "team 2"], teams, strict=True))})
    frame = frame.drop(columns=["wave", "respondent"]) if wave is None else frame.assign(wave=wave)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "antwoorden.csv"
    frame.to_csv(file, index=False)
    return file


def test_pictures_of_an_earlier_time_do_not_stay(tmp_path):
    file = own_answers(tmp_path / "in")
    first = run("diagnose", file, "--out", "uit", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    own = ("mijn notities.txt", "stellingen-mijn.png", "profile.png", "results.xlsx")
    for name in own:  # also by names that another run, or another language, would give
        (tmp_path / "uit" / name).write_text("blijft", encoding="utf-8")
    second = run("diagnose", file, "--out", "uit", "--force", "--min-n", "9", cwd=tmp_path)
    assert second.returncode == 0, second.stderr
    names = {made.name for made in (tmp_path / "uit").iterdir()}
    assert [name for name in names if name.startswith("stellingen-")] == ["stellingen-mijn.png"]
    assert {(tmp_path / "uit" / name).read_text(encoding="utf-8") for name in own} == {"blijft"}
    assert "mijn notities.txt" not in second.stdout


def test_ones_own_file_is_never_overwritten(tmp_path):
    file = own_answers(tmp_path)
    (tmp_path / "teams.csv").write_text("Team;Aantal\nRood;9\nBlauw;9\n", encoding="utf-8")
    before = (tmp_path / "teams.csv").read_bytes()
    done = run("diagnose", file, "--team-sizes", "teams.csv", "--out", ".", "--force", cwd=tmp_path)
    assert done.returncode == 2
    assert "--out" in done.stderr
    assert (tmp_path / "teams.csv").read_bytes() == before


def test_a_result_that_is_open_elsewhere_is_said(tmp_path):
    file = own_answers(tmp_path / "in")
    (tmp_path / "uit" / "kwadranten.png").mkdir(parents=True)
    done = run("diagnose", file, "--out", "uit", "--force", cwd=tmp_path)
    assert done.returncode == 2
    assert "kwadranten.png" in done.stderr
    assert "Excel" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_may_be_a_mistake_is_said_by_check_and_diagnose(tmp_path):
    file = own_answers(tmp_path / "in")
    (tmp_path / "in" / "teams.csv").write_text("Team;Aantal\nRood;9\nBlau;9\n", encoding="utf-8")
    for command in (["check", file], ["diagnose", file, "--out", "uit"]):
        done = run(*command, "--team-sizes", tmp_path / "in" / "teams.csv", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "zonder antwoorden: Blau" in done.stdout
        assert "niet in de teamgroottes: Blauw" in done.stdout
        assert "Geen problemen" not in done.stdout


def test_order_of_waves_and_a_column_left_out(tmp_path):
    files = [own_answers(tmp_path / name, seed=at, wave=name) for at, name in enumerate(("nameting", "voormeting"))]
    done = run("check", *files, "--order", "voormeting", "--order", "nameting", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "voormeting → nameting" in done.stdout
    doubled = pd.concat([pd.read_csv(files[0])] * 2)
    doubled.to_csv(tmp_path / "dubbel.csv", index=False)
    refused = run("check", "dubbel.csv", cwd=tmp_path)
    assert refused.returncode == 2
    assert '--column "respondent="' in refused.stderr
    assert run("check", "dubbel.csv", "--column", "respondent=", cwd=tmp_path).returncode == 0
