"""What the command line says when something was typed wrong: in the language of the user, with a repair."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.cli.options import parse_number_option, parse_share_pair
from tests.cli.running import ROOT, run
from tests.cli.test_cli_quality import ITEMS, answers

DRIVER = """
import contextlib, io, json, sys
import culture_diag.cli
for arguments in json.load(sys.stdin):
    sys.argv = ["culture-diag", *arguments]
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            culture_diag.cli.main()
        except SystemExit as end:
            code = end.code
    print(json.dumps([code, said.getvalue()]))
"""

WRONG = [
    (["chek", "x.csv"], "de opdracht 'chek' bestaat niet", "Bedoel je check?", "Do you mean check?"),
    (["qqq"], "de opdracht 'qqq' bestaat niet", "Kies uit: demo, diagnose", "Choose from: demo, diagnose"),
    (["diagnose", "x.csv"], "de optie --out ontbreekt", "--out resultaten", "--out results"),
    (["check"], "geen bestand met antwoorden genoemd", "culture-diag check antwoorden.xlsx", "check answers.xlsx"),
    (["plan"], "geen aantal mensen genoemd", "culture-diag plan 12", "culture-diag plan 12"),
    (["plan", "12", "--ssd", "1"], "de optie --ssd bestaat hier niet", "Bedoel je --sd?", "Do you mean --sd?"),
    (["plan", "12", "--zzzz", "1"], "de optie --zzzz bestaat hier niet", "plan --help", "plan --help"),
    (["plan", "12", "--sd"], "achter --sd ontbreekt een waarde", "culture-diag plan --help", "plan --help"),
    (["plan", "12", "13"], "'13' hoort hier niet", "aanhalingstekens", "quotes"),
    (["plan", "-5"], "'-5' is geen aantal mensen", "heel getal", "whole number"),
    (["plan", "-12,5"], "'-12,5' is geen aantal mensen", "heel getal", "whole number"),
    (["plan", "twaalf"], "'twaalf' is geen aantal mensen", "heel getal", "whole number"),
    (["plan", "12", "--sd", "veel"], "bij --sd staat 'veel'", "--sd 0,6", "--sd 0.6"),
    (["plan", "12", "--sd", "9"], "--sd 9 kan niet", "boven 0 en onder 2", "above 0 and below 2"),
    (["plan", "12", "--distance", "-1"], "--distance -1 kan niet", "vanaf 0 en onder 4", "from 0 on and below 4"),
    (["plan", "12", "--target", "iets"], "--target iets kan niet", "culture, members", "culture, members"),
    (["diagnose", "x", "--out", "u", "--norm-kind", "modus"], "--norm-kind modus kan niet", "mean, median", "mean"),
    (["diagnose", "x", "--out", "u", "--gate", "0.5"], "--gate 0.5 kan niet", "--gate 0,5 0,75", "--gate 0.5 0.75"),
    (["diagnose", "x", "--out", "u", "--gate", "90", "50"], "--gate 90 50 kan niet", "--gate 50 75", "--gate 50 75"),
    (["diagnose", "x", "--out", "u", "--min-n", "vijf"], "bij --min-n staat 'vijf'", "--min-n 5", "--min-n 5"),
    (["--"], "geen opdracht genoemd", "culture-diag demo", "culture-diag demo"),
]  # fmt: skip


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Give all wrong commands in one process a language: starting Python for each takes long."""
    import os
    import subprocess
    import sys

    found = {}
    for lang in ("nl", "en"):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", DRIVER],
            input=json.dumps([arguments for arguments, *_ in WRONG]),
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path_factory.mktemp("wrong"),
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "CULTURE_DIAG_LANG": lang},
        )
        assert done.returncode == 0, done.stderr
        for (arguments, *_), told in zip(WRONG, done.stdout.splitlines(), strict=True):
            found[tuple(arguments), lang] = json.loads(told)
    return found


@pytest.mark.parametrize(("arguments", "problem", "repair", "english"), WRONG, ids=lambda value: str(value)[:40])
def test_the_parser_speaks_the_language_and_names_what_was_typed(said, arguments, problem, repair, english):
    code, text = said[tuple(arguments), "nl"]
    assert code == 2
    assert problem in text
    assert repair in text.partition("Oplossing: ")[2]
    code, text = said[tuple(arguments), "en"]
    assert code == 2
    assert english in text.partition("Repair: ")[2]
    assert not any(word in text for word in ("Traceback", "Usage:", "Error"))


@pytest.mark.parametrize(
    ("typed", "gate"),
    [
        (("0,5", "0,75"), (0.5, 0.75)),
        (("0.5", "0.75"), (0.5, 0.75)),
        (("50", "75"), (0.5, 0.75)),
        (("50%", "75 %"), (0.5, 0.75)),
        (("62,5", "75"), (0.625, 0.75)),
        (("0", "1"), (0, 1)),
        (("0", "75"), (0, 0.75)),
    ],
)
def test_a_gate_as_shares_or_percentages(typed, gate):
    assert parse_share_pair(typed, "nl") == pytest.approx(gate)


@pytest.mark.parametrize("typed", [("0,5", "75"), ("75", "50"), ("50", "101"), ("half", "1"), ("-1", "0")])
def test_a_gate_that_cannot_be(typed):
    with pytest.raises(cd.CultureDiagError, match="--gate"):
        parse_share_pair(typed, "nl")


def test_a_decimal_comma_is_a_number(tmp_path):
    assert parse_number_option("--sd", "0,6", "", "nl") == 0.6
    comma, point = (run("plan", "12", "--sd", f"0{mark}9", cwd=tmp_path) for mark in ",.")
    assert comma.returncode == 0, comma.stderr
    assert comma.stdout == point.stdout


def test_check_shows_the_advisor_what_stands_out_and_similar_names_once(tmp_path):
    file = answers(tmp_path / "in", same=2, teams=3)
    frame = pd.read_csv(file).replace({"team": {"team 1": "Noord", "team 2": "noord"}})
    frame.assign(Duur=7).to_csv(file, index=False)
    flags = cd.flag_respondents(cd.read_responses(file, cd.load_instrument("invitation-challenge")))
    rows = ", ".join(str(at + 2) for at in flags.index[flags["straight_lining"]])
    checked = run("check", file, cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    assert f"Opvallend: rij {rows} (overal of heel lang hetzelfde antwoord)." in checked.stdout
    done = run("diagnose", file, "--out", "uit", cwd=tmp_path)
    for text in (checked.stdout, done.stdout):
        assert text.count("Hoofdletters maken geen verschil") == 1
        assert text.count("De tijden in 'Duur' zijn heel kort (midden: 7). Staan daar minuten?") == 1
        assert "Geen problemen" not in text


def test_when_all_stand_out_leaving_them_out_is_refused(tmp_path):
    file = answers(tmp_path / "in", same=12, teams=2)
    done = run("diagnose", file, "--out", "uit", "--without-flagged", cwd=tmp_path)
    assert done.returncode == 2
    assert "er blijft niemand over: alle 24 ingevulde vragenlijsten" in done.stderr
    assert "laat --without-flagged weg" in done.stderr


def test_a_wrong_file_is_named_and_so_is_the_right_one(tmp_path):
    file = answers(tmp_path / "in")
    norm = run("diagnose", file, "--norm", file, "--out", "uit", cwd=tmp_path)
    assert norm.returncode == 2
    assert "answers.csv" in norm.stderr
    assert "teams.csv uit een eerdere resultatenmap" in norm.stderr
    few = pd.DataFrame({"challenge": [3.0], "invitation": [3.0]})
    few.to_csv(tmp_path / "klein.csv", index=False)
    assert "klein.csv" in run("diagnose", file, "--norm", "klein.csv", "--out", "uit", cwd=tmp_path).stderr
    folder = run("check", tmp_path / "in", cwd=tmp_path)
    assert folder.returncode == 2
    assert "dit is een map, geen bestand" in folder.stderr
    assert not set(ITEMS) & set(folder.stderr.split())


def test_check_reads_each_file_once(tmp_path, monkeypatch):
    from culture_diag.reading.exports import load as tables

    read, seen = tables.read_grid, []
    monkeypatch.setattr(tables, "read_grid", lambda path, **choices: seen.append(path) or read(path, **choices))
    file = answers(tmp_path / "in", same=0, teams=2)
    done = run("check", file, cwd=tmp_path)
    assert "is een gewone tabel" in done.stdout
    assert [path.name for path in seen] == [file.name]
