import dataclasses
import re

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.paths import prepare_folder
from culture_diag.report import write_csv, write_results, write_workbook
from culture_diag.report.folder import STEPS, _has_items, file_name
from culture_diag.story import summary_table


@pytest.fixture
def hostile(sample_release):
    """Give a release whose first team has a name a spreadsheet would run."""
    frames = {
        name: getattr(sample_release, name).replace({"Beuk": "=1+1"})
        for name in ("teams", "facets", "items", "distributions", "shares", "changes")
    }
    return dataclasses.replace(sample_release, **frames)


def test_the_table_says_each_team_in_words(sample_release):
    table = summary_table(sample_release, lang="nl").set_index("team")
    assert table.loc["Noord", ["n", "respons", "uitnodiging", "uitdaging"]].tolist() == ["18", "90%", "3,7", "3,6"]
    assert table.loc["Zorgteam"].str.contains("minder dan 5").any()
    culture = table["cultuur van het team (kans)"]
    assert culture["Beuk"] == "tussen groei (6 op 10) en knus (4 op 10)"
    assert culture["Noord"] == "groei (bijna 10 op 10)"
    english = summary_table(sample_release, wave="2024-10", lang="en").set_index("team")
    assert english.loc["Noord", "invitation"] == "2.4"
    assert (english["since last time"] == "").all()


def test_the_table_shows_a_change_only_where_it_is_beyond_doubt(sample_release):
    table = summary_table(sample_release, lang="nl").set_index("team")["sinds vorige keer"]
    moved = sample_release.changes.query("wave_to == '2026-04'").set_index("name")
    for name in moved.index:
        clear = (moved.loc[name, ["invitation_direction", "challenge_direction"]] != "unclear").any()
        assert (table[name] != "geen duidelijk verschil") == clear


def test_every_writer_wants_a_release(sample_diagnosis, tmp_path):
    for write in (
        lambda: summary_table(sample_diagnosis),
        lambda: write_csv(sample_diagnosis, tmp_path / "a.csv"),
        lambda: write_workbook(sample_diagnosis, tmp_path / "a.xlsx"),
        lambda: list(write_results(sample_diagnosis, tmp_path)),
    ):
        with pytest.raises(cd.DisclosureError):
            write()
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_looks_like_a_formula_stays_text(hostile, tmp_path):
    lines = write_csv(hostile, tmp_path / "teams.csv", lang="en").read_text(encoding="utf-8-sig").splitlines()
    assert any(",'=1+1," in line for line in lines)
    assert not any(cell.startswith("=") for line in lines for cell in line.split(","))
    file = write_workbook(hostile, tmp_path / "results.xlsx", lang="en")
    sheet = pd.read_excel(file, sheet_name="Teams", dtype=str, keep_default_na=False, engine="calamine")
    assert "=1+1" in sheet["team"].tolist()


@pytest.mark.parametrize(("lang", "sheets"), [("nl", "Uitleg"), ("en", "Explanation")])
def test_the_workbook_holds_the_releases_figures_and_explains_them(sample_release, tmp_path, lang, sheets):
    book = pd.read_excel(
        write_workbook(sample_release, tmp_path / "r.xlsx", lang=lang), sheet_name=None, engine="calamine"
    )
    assert list(book)[-1] == sheets
    assert len(book) == 11
    teams = book["Teams"]
    assert len(teams) == 44
    invitation = sample_release.instrument.scale("invitation").name[lang]
    newest = sample_release.teams.sort_values("wave", ascending=False, kind="stable")
    assert teams[invitation].dropna().tolist() == newest["invitation"].dropna().tolist()
    for frame in book.values():
        assert not [column for column in frame.columns if re.search("[a-z]_[a-z]", str(column))]
    said = " ".join(map(str, book[sheets].iloc[:, 0]))
    assert sample_release.instrument.note[lang][:40] in said


def test_results_of_an_instrument_without_facets_or_a_single_wave(other_instrument, tmp_path):
    sample = cd.simulate(other_instrument, teams=3, sizes=(12, 14), seed=1)
    release = cd.release(cd.diagnose(sample.responses))
    written = dict(write_results(release, tmp_path, lang="en"))
    assert tuple(written) == STEPS
    assert written["trajectories"] == []
    assert written["profile"] == []
    assert {file.name for file in written["quadrants"]} == {"quadrants.png", "quadrants.svg"}
    assert len(written["items"]) == 6


def test_results_of_a_board_where_everybody_is_hidden(instrument, tmp_path):
    sample = cd.simulate(instrument, teams=2, sizes=(3, 4), seed=1)
    release = cd.release(cd.diagnose(sample.responses))
    files = [file.name for _, files in write_results(release, tmp_path, lang="nl") for file in files]
    assert "kwadranten.png" in files
    assert not [name for name in files if name.startswith("stellingen")]


def test_a_folder_is_made_or_refused(tmp_path):
    assert prepare_folder(tmp_path / "a" / "b").is_dir()
    (tmp_path / "a" / "b" / "file").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "a" / "b", tmp_path / "a" / "b" / "file"):
        with pytest.raises(cd.CultureDiagError):
            prepare_folder(folder)
    assert prepare_folder(tmp_path / "a" / "b", force=True).is_dir()


@pytest.mark.parametrize("name", ["../../etc", "CON", "a" * 300, "Groep 1/2: “ster”", "🎉", "École é"])
def test_a_team_name_makes_a_harmless_file_name(name):
    made = file_name(name)
    assert made
    assert len(made) <= 60
    assert not set(made) & set('/\\:*?"<>|.')


def test_two_runs_write_the_same_workbook(sample_release, tmp_path):
    one, two = (write_workbook(sample_release, tmp_path / f"{name}.xlsx").read_bytes() for name in "ab")
    assert one == two


def test_no_picture_is_made_of_statements_that_are_all_hidden(instrument, tmp_path):
    """Advisor's trial: a team of seven got a picture of sixteen times "not shown"."""
    # Two teams in one wave: every other picture is drawn along.
    release = cd.release(cd.diagnose(cd.simulate(instrument, teams=2, sizes=(12, 14), seed=3).responses))
    names = release.teams["name"].tolist()
    items = release.items
    assert not items["suppressed"].all()
    hidden = items["suppressed"] | (items["name"] == names[0])
    few = dataclasses.replace(release, items=items.assign(suppressed=hidden))
    made = [_has_items(few, name) for name in names]
    assert made == [False, True]
    for name, count in zip(names, (0, 2), strict=True):
        written = dict(write_results(few, tmp_path, items_of=name))
        assert len(written["items"]) == count
