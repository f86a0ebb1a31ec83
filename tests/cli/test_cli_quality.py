"""What the command line says of quality, and the choices that change a diagnosis."""

from __future__ import annotations

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.sample import sample_files
from culture_diag.story import choose_highlights
from tests.cli.running import run
from tests.cli.test_cli import few_teams

ITEMS = [item.id for item in cd.load_instrument("invitation-challenge").items]


def answers(folder, *, same=0, teams=6, seed=3):
    """Write answers of teams to a file; the first `same` people of each team answer everything alike."""
    sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=teams, sizes=(12, 12), icc=0.3, seed=seed)
    frame = sample.responses.frame.drop(columns=["wave", "respondent"])
    at = frame.groupby("team", observed=True).head(same).index
    frame.loc[at, ITEMS] = 4.0
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_csv(folder / "answers.csv", index=False)
    sample.team_sizes.drop(columns="wave", errors="ignore").drop_duplicates("team").to_csv(
        folder / "sizes.csv", index=False
    )
    return folder / "answers.csv"


def teams_of(folder):
    return pd.read_csv(folder / "teams.csv", encoding="utf-8-sig").set_index("team")


def test_demo_says_the_highlights_of_the_release(demo, english_demo, sample_release):
    for (done, _), lang, quality, special in (
        (demo, "nl", "Hoe goed is deze meting?", "Opvallend bij teams:"),
        (english_demo, "en", "How good is this measurement?", "Of note in teams:"),
    ):
        assert done.returncode == 0, done.stderr
        assert quality in done.stdout
        assert special in done.stdout
        found = choose_highlights(sample_release, lang=lang)
        for sentence in (*found.quality, *(f"{name}: {said}" for name, said in found.teams)):
            assert sentence in done.stdout
        assert "Wilg:" not in done.stdout


def test_flagged_people_are_left_out_only_when_asked_and_counted(tmp_path):
    file = answers(tmp_path / "in", same=4, teams=3)
    plain = run("diagnose", file, "--out", "plain", "--lang", "en", cwd=tmp_path)
    assert plain.returncode == 0, plain.stderr
    assert "left out" not in plain.stdout
    assert "12 of the 36 people the answers are conspicuous" in plain.stdout
    without = run("diagnose", file, "--out", "without", "--lang", "en", "--without-flagged", cwd=tmp_path)
    assert without.returncode == 0, without.stderr
    assert "12 people with conspicuous answers were left out. Do not also show" in without.stdout
    assert (teams_of(tmp_path / "without")["n"] == 8).all()
    assert (teams_of(tmp_path / "plain")["n"] == 12).all()


@pytest.mark.parametrize(
    ("same", "teams", "said"), [(1, 3, "Minder dan 5 mensen"), (0, 3, "Niemand gaf opvallende antwoorden")]
)
def test_a_few_that_were_left_out_are_not_counted_out(tmp_path, same, teams, said):
    done = run("diagnose", answers(tmp_path / "in", same=same, teams=teams), "--out", "uit", "--without-flagged",
               cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


def test_borrowing_draws_teams_together_and_says_so(tmp_path):
    file = answers(tmp_path / "in", teams=8)
    done = run("diagnose", file, "--out", "uit", "--lang", "en", "--borrow", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "leans a little on how the other teams score" in done.stdout
    teams = teams_of(tmp_path / "uit")
    assert teams["invitation"].std() <= teams["invitation_observed"].std()


def test_a_gate_of_ones_own(tmp_path):
    folder = tmp_path / "in"
    file = answers(folder, teams=2)
    (folder / "sizes.csv").write_text(
        "team;aantal\n" + "".join(f"team {k};20\n" for k in range(1, 3)), encoding="utf-8"
    )
    strict = run(
        "diagnose", file, "--team-sizes", folder / "sizes.csv", "--out", "a", "--gate", "0.7", "0.9", cwd=tmp_path
    )
    assert strict.returncode == 0, strict.stderr
    assert "2 teams hebben een respons onder 70% en krijgen daarom geen vak." in strict.stdout
    assert "te weinig respons voor een vak" in strict.stdout
    wrong = run("diagnose", file, "--out", "b", "--gate", "0.9", "0.5", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


def test_a_norm_of_an_earlier_results_file_in_either_language(tmp_path):
    large, small = ("Beuk", "Bovenbouw", "Noord", "Onderbouw", "Zuid"), ("Wilg", "Zorgteam")
    past = few_teams(sample_files()[1], tmp_path / "in", *large, *small)
    now = few_teams(sample_files()[3], tmp_path / "in", "Noord")
    for lang in ("nl", "en"):
        first = run("diagnose", past, "--min-n", "9", "--out", f"eerder-{lang}", "--lang", lang, cwd=tmp_path)
        assert first.returncode == 0, first.stderr
    earlier = teams_of(tmp_path / "eerder-en")
    for lang in ("nl", "en"):
        done = run("diagnose", now, "--norm", f"eerder-{lang}/teams.csv",
                   "--norm-kind", "median", "--out",
                   f"nu-{lang}", "--lang", "nl", cwd=tmp_path)  # fmt: skip
        assert done.returncode == 0, done.stderr
        book = pd.read_excel(tmp_path / f"nu-{lang}" / "resultaten.xlsx", sheet_name="Kwaliteit",
                             header=None, dtype=object,
                             engine="calamine")  # fmt: skip
        said = " ".join(map(str, book[0]))
        shown = earlier.dropna(subset=["invitation"])
        assert len(shown) == 5 < len(earlier)
        assert f"het midden (de mediaan) van {len(shown)} eigen referentieteams in meting 2025-04" in said
        cut = f"{shown['invitation'].median():.1f}".replace(".", ",").removesuffix(",0")
        assert f"{cut} voor uitnodiging" in said


def test_a_norm_in_a_table_with_dutch_headings_or_with_a_mistake(tmp_path):
    rows = [f"Team {k};{3 + k / 10:.1f};{3.2 + k / 10:.1f}".replace(".", ",") for k in range(6)]
    (tmp_path / "norm.csv").write_text("Team;Uitdaging;Uitnodiging\n" + "\n".join(rows), encoding="utf-8")
    file = answers(tmp_path / "in", teams=2)
    done = run("diagnose", file, "--norm", "norm.csv", "--out", "uit", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "fout.csv").write_text("Team;Uitdaging;Uitnodiging\nA;3,1;hoog\n", encoding="utf-8")
    wrong = run("diagnose", file, "--norm", "fout.csv", "--out", "uit2", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "fout.csv" in wrong.stderr
    assert "rij 2" in wrong.stderr
    assert "'hoog'" in wrong.stderr
    kind = run("diagnose", file, "--norm", "norm.csv", "--norm-kind", "modus", "--out", "uit3", cwd=tmp_path)
    assert kind.returncode == 2
    assert "modus" in kind.stderr


def test_a_norm_file_is_never_overwritten(tmp_path):
    file = answers(tmp_path / "in")
    (tmp_path / "teams.csv").write_text("team;challenge;invitation\n", encoding="utf-8")
    done = run("diagnose", file, "--norm", "teams.csv", "--out", ".", "--force", cwd=tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "teams.csv").read_text(encoding="utf-8") == "team;challenge;invitation\n"


def test_plan_prints_a_table_and_sentences_and_draws(tmp_path):
    from culture_diag.planning import plan
    from culture_diag.story import plan_table, plan_text

    made = plan(12)
    for lang in ("nl", "en"):
        done = run("plan", "12", "--lang", lang, "--out", f"plan-{lang}.png", cwd=tmp_path, pictures=True)
        assert done.returncode == 0, done.stderr
        for sentence in plan_text(made, lang=lang):
            assert sentence in done.stdout
        for row in plan_table(made, lang=lang).itertuples(index=False):
            assert any(all(cell in line for cell in row) for line in done.stdout.splitlines())
        assert (tmp_path / f"plan-{lang}.png").read_bytes().startswith(b"\x89PNG")
    changed = run("plan", "12", "--sd", "0.9", "--distance", "0.3", "--target", "members", cwd=tmp_path, pictures=True)
    assert changed.returncode == 0, changed.stderr
    assert "0,9 punt" in changed.stdout
    assert list(tmp_path.glob("*.svg")) == []
    assert run("plan", "12", "--out", "new/plan.svg", cwd=tmp_path, pictures=True).returncode == 0
    assert (tmp_path / "new" / "plan.svg").stat().st_size > 1000
    (tmp_path / "open.png").mkdir()
    refused = run("plan", "12", "--out", "open.png", cwd=tmp_path, pictures=True)
    assert refused.returncode == 2
    assert "open.png" in refused.stderr


@pytest.mark.parametrize(
    "arguments", [["1"], ["12", "--target", "iets"], ["12", "--sd", "9"], ["12", "--out", "plan.doc"]]
)
def test_a_plan_that_cannot_be_is_said(tmp_path, arguments):
    done = run("plan", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Oplossing" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_table_of_a_large_plan_fits_a_screen():
    from culture_diag.planning import gate_counts, plan
    from culture_diag.story import plan_table

    made = plan(60)
    table = plan_table(made, lang="en")
    shown = table.iloc[:, 0].astype(int).tolist()
    assert len(shown) <= 8
    assert shown == sorted(shown)
    assert {5, *gate_counts(made), 60} <= set(shown)
