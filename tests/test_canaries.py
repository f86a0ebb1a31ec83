"""No text that identifies a person is found anywhere: not in what is shown or written, nor in errors, logs or memory.

Exports of the platforms hold a canary in every column that says who somebody is, in free text and in respondent codes.
Everything an advisor runs is run over them, and everything that comes out is searched.
"""

from __future__ import annotations

import base64
import io
import logging
import pickle
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.errors import CultureDiagError
from culture_diag.reading import account_text, export_text, inspect_export, read_responses, warning_text
from culture_diag.reading.mapping.draft import write_mapping
from culture_diag.reading.mapping.file import load_mapping
from tests.canaries import PLATFORMS, canaries, complaints, made, people_of, shown, told_by, with_more
from tests.cli.running import run as in_process
from tests.reading import exports
from tests.reading.export_files import text_of, workbook_of
from tests.reading.exports import CANARY, Sheet


@pytest.fixture(scope="module")
def files(instrument, tmp_path_factory):
    """Write one export of each platform."""
    folder = tmp_path_factory.mktemp("exports")
    found = {}
    for seed, platform in enumerate(PLATFORMS):
        name, content = made(platform, people_of(instrument, seed=seed), instrument)
        (folder / name).write_bytes(content)
        found[platform] = folder / name
    return found


def test_the_search_finds_a_canary_in_every_kind_of_file(tmp_path):
    from matplotlib.figure import Figure

    picture = io.BytesIO()
    Figure().savefig(picture, metadata={"Comment": f"{CANARY}"})
    (tmp_path / "a.png").write_bytes(picture.getvalue())
    (tmp_path / "b.html").write_bytes(
        b'<img src="data:image/png;base64,' + base64.b64encode(picture.getvalue()) + b'">'
    )
    (tmp_path / "c.xlsx").write_bytes(workbook_of(Sheet([["team"]], [[f"{CANARY}"]])))
    pd.DataFrame({"a": pd.Series([f"x {CANARY.upper()}"], dtype="category")}).iloc[:0].to_pickle(tmp_path / "d.pickle")
    found = " ".join(canaries({"folder": tmp_path}))
    assert [name for name in ("a.png", "b.html", "c.xlsx", "d.pickle") if name not in found] == []
    assert canaries({"text": "tel. 0655500001"})
    assert not canaries({"text": "Kana rie"})


# ------------------------------------------------------------------------------------------------------------ the watch


@pytest.fixture(autouse=True)
def watched(tmp_path_factory, monkeypatch, caplog):
    """Keep what is logged, and what stays in the folders for temporary files, of the user and of caches."""
    home = tmp_path_factory.mktemp("home")
    for name in ("tmp", "data", "cache"):
        (home / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(home / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(home / "tmp"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("IPYTHONDIR", str(home / "data" / "ipython"))
    caplog.set_level(logging.DEBUG)
    yield home
    logged = "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records)
    assert canaries({"log": logged, "left behind": home}) == []


@pytest.fixture
def run():
    """Give a command to the program in the folder one is in: how it ended, and all that it printed."""

    def give(*arguments):
        done = in_process(*arguments, cwd=Path.cwd())
        return done.returncode, done.stdout + done.stderr

    return give


# ------------------------------------------------------------------------------------------------------- what is shown


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_read_holds_no_canary(files, instrument, platform):
    export = inspect_export(files[platform], lang="nl")
    responses = read_responses(files[platform], instrument)
    diagnosis = cd.diagnose(responses)
    assert export.platform == platform
    assert len(responses.frame) == 22 + 2 * (platform != "qualtrics")
    assert responses.frame["respondent"].str.fullmatch("p[a-z2-7]{15}").all()
    told = {f"export {key}": value for key, value in shown(export).items()}
    for lang in ("nl", "en"):
        told |= {
            f"export_text {lang}": export_text(export, lang),
            f"account_text {lang}": account_text(responses, lang),
        }
        told |= {f"warning_text {lang}": warning_text(responses, lang=lang)}
    for name, thing in (("responses", responses), ("diagnosis", diagnosis), ("release", cd.release(diagnosis))):
        told |= {f"{name} {key}": value for key, value in shown(thing).items()}
    flags = cd.flag_respondents(responses)
    told |= {"flags": flags.to_csv(), "flags pickle": pickle.dumps(flags)}
    assert canaries(told) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_mapping_holds_no_canary(files, instrument, platform, tmp_path):
    written = write_mapping(files[platform], instrument, tmp_path / "made.toml")
    assert canaries({"mapping": tmp_path, "loaded": repr(load_mapping(written))}) == []
    responses = read_responses(files[platform], instrument, mapping=written)
    assert canaries(shown(responses)) == []


def test_an_spss_file_holds_no_canary(instrument, tmp_path):
    import pyreadstat

    people = people_of(instrument, seed=3)
    codes = exports.truth(people, instrument)[0].reset_index(drop=True)
    own = pd.DataFrame({
        "naam": [f"{CANARY} naam {at}" for at in range(24)],
        "email": [f"{CANARY}{at}@x.nl" for at in range(24)],
        "opm": [f"{CANARY} vond {at}" for at in range(24)],
        "leider": [1.0 + at % 2 for at in range(24)],
        "respondentcode": people["code"].tolist(),
        "team": people["team"].tolist(),
    })  # fmt: skip
    labels = {"leider": {1.0: f"{CANARY} Jansen", 2.0: f"{CANARY} Bakker"}}
    path = tmp_path / "made.sav"
    pyreadstat.write_sav(pd.concat([own, codes], axis=1), str(path), variable_value_labels=labels)
    responses, export = read_responses(path, instrument), inspect_export(path)
    told = {
        **shown(responses),
        "export": repr(export),
        "text": export_text(export, "nl"),
        "account": account_text(responses),
    }
    assert canaries(told) == []
    with pytest.raises(CultureDiagError) as caught:
        read_responses(path, instrument, mapping={"inv1": "opm", "team": "naam"})
    assert canaries(complaints(caught.value)) == []


# ------------------------------------------------------------------------------------------------ errors asked for


def odd_answers(instrument):
    """Write a table in which each person gave one answer that is none."""
    cells = ["7", "soms", "5 - oneens", "2,5", "-99"]
    sheet = with_more(exports.plain_sheet(people_of(instrument, seed=9), instrument))
    places = [at for at, header in enumerate(sheet.headers[0]) if header in exports.words(instrument, "nl")]
    for number, row in enumerate(sheet.rows):
        row[places[number % len(places)]] = cells[number % len(cells)]
    return text_of(sheet)


def moved(line):
    """Put every cell one column to the right."""
    return f"x,{line.rstrip()[: line.rstrip().rindex(',')]}\r\n"


BROKEN = {
    "no team column": lambda head, rows: [head.replace(exports.TEAM["nl"], "Waar hoor je bij"), *rows],
    "no headers": lambda head, rows: rows,
    "a title for headers": lambda head, rows: ["Vragenlijst\r\n", *rows],
    "empty teams": lambda head, rows: [head, *(row.replace("Noord", "", 1) for row in rows)],
    "a comma in a remark": lambda head, rows: [head, *rows[:2], rows[2].replace(f"{CANARY} Tip", f"{CANARY}, Tip")],
    "a remark over two lines": lambda head, rows: [head, rows[2].replace(f"{CANARY} ", f"{CANARY}\r\n"), *rows],
    "a quote that stays open": lambda head, rows: [head, *rows[:2], rows[2].replace(f",{CANARY}", f',"{CANARY}', 1)],
    "answers in the next column": lambda head, rows: [head, *map(moved, rows)],
    "a respondent twice": lambda head, rows: [head, *rows, *rows[:2]],
    "a stray byte": lambda head, rows: [head, *rows[:2], rows[2].replace(f"{CANARY} ", f"{CANARY}\0")],
}
"""What goes wrong with a file between a platform and the advisor."""


@pytest.mark.parametrize("how", ["odd answers", *BROKEN])
def test_what_is_wrong_is_said_without_a_canary(files, instrument, tmp_path, run, how):
    path = tmp_path / "broken.csv"
    head, *rows = files["plain"].read_bytes().decode("utf-8-sig").splitlines(keepends=True)
    path.write_bytes("".join(BROKEN[how](head, rows)).encode() if how in BROKEN else odd_answers(instrument))
    told = {}
    for name, read in {
        "responses": lambda: read_responses(path, instrument),
        "export": lambda: inspect_export(path),
        "sizes": lambda: cd.read_team_sizes(path),
        "mapping": lambda: write_mapping(path, instrument, tmp_path / "broken.toml"),
    }.items():
        told |= {f"{name} {key}": value for key, value in told_by(read).items()}
    told["the program"] = run("check", path)[1]
    path.unlink()
    assert canaries({**told, "written": tmp_path}) == []


IDENTIFYING = {
    "microsoftforms": ("E-mail", "Naam", "Telefoonnummer", "Token", "IP-adres", "Adres"),
    "googleforms": ("E-mailadres", "Wat is je e-mailadres?", "Personeelsnummer"),
    "limesurvey": ("Toegangscode", "IP-adres", "Verwijzende URL"),
    "qualtrics": ("IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
                  "LocationLatitude", "LocationLongitude"),
    "surveymonkey": ("IP Address", "Email Address", "First Name", "Last Name", "Custom Data 1"),
    "typeform": ("Network ID",),
}  # fmt: skip


@pytest.mark.parametrize(
    ("platform", "header"), [(platform, header) for platform, headers in IDENTIFYING.items() for header in headers]
)
def test_a_mapping_cannot_ask_for_a_column_that_tells_who_somebody_is(files, instrument, platform, header):
    for role in ("inv1", "team", "wave", "seconds"):
        with pytest.raises(CultureDiagError) as caught:
            read_responses(files[platform], instrument, mapping={role: header})
        assert canaries(complaints(caught.value)) == [], role
    told = told_by(lambda: read_responses(files[platform], instrument, mapping={"respondent": header}))
    assert canaries(told) == []  # a pseudonym of it may come in, and nothing else


@pytest.mark.parametrize("size", [24, 8], ids=["many", "few"])
@pytest.mark.parametrize("role", ["inv1", "team", "school", "board", "wave", "seconds", "respondent"])
def test_a_mapping_that_asks_for_what_people_wrote_tells_none_of_it(instrument, tmp_path, role, size):
    path = tmp_path / "form.csv"
    people = people_of(instrument, seed=4, size=size)
    path.write_bytes(text_of(with_more(exports.google_forms(people, instrument))))
    for header in (exports.REMARK["nl"], "Tip"):
        told = told_by(lambda header=header: read_responses(path, instrument, mapping={role: header}))
        assert canaries(told) == [], header


def test_a_wave_by_the_date_of_what_people_wrote_tells_none_of_it(files, instrument, tmp_path):
    written = write_mapping(files["googleforms"], instrument, tmp_path / "form.toml")
    content = written.read_text(encoding="utf-8").replace('# wave_by = "school-year"', 'wave_by = "school-year"')
    written.write_text(content.replace("[columns]", '[columns]\nwave = "Tip"'), encoding="utf-8")
    with pytest.raises(CultureDiagError) as caught:
        read_responses(files["googleforms"], instrument, mapping=written)
    assert canaries(complaints(caught.value)) == []


def test_names_and_waves_that_are_not_there_tell_no_canary(files, instrument):
    for choices in ({"renamed": {"Nergens": "Ergens"}}, {"waves": ["nooit"]}, {"mapping": {"team": "Welke groep?"}},
                    {"mapping": {"tem": "Tip"}}, {"platform": "qualtrics"}, {"platform": "surveymonkey"},
                    {"platform": "limesurvey"}):  # fmt: skip
        told = told_by(lambda choices=choices: read_responses(files["plain"], instrument, **choices))
        assert canaries(told) == [], choices


# ------------------------------------------------------------------------------------------------- the command line


@pytest.mark.parametrize("platform", PLATFORMS)
def test_check_and_map_print_and_write_no_canary(files, run, tmp_path, monkeypatch, platform):
    monkeypatch.chdir(tmp_path)
    code, checked = run("check", files[platform])
    assert code == 0, checked
    code, mapped = run("map", files[platform], "--out", "made.toml")
    assert code == 0, mapped
    assert canaries({"check": checked, "map": mapped, "written": tmp_path}) == []


def test_diagnose_and_present_print_and_write_no_canary(files, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, told = run("diagnose", files["surveymonkey"], "--out", "results")
    assert code == 0, told
    code, page = run("present", files["qualtrics"], "--out", "page.html")
    assert code == 0, page
    assert {file.suffix for file in tmp_path.rglob("*.*")} >= {".html", ".xlsx", ".png", ".csv"}
    assert canaries({"diagnose": told, "present": page, "written": tmp_path}) == []


def test_a_project_of_two_waves_prints_and_writes_no_canary(instrument, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for seed, name in enumerate(("2025-05", "2026-05")):
        name_of, content = made("microsoftforms", people_of(instrument, seed=seed), instrument)
        (tmp_path / f"{name}{name_of[-5:]}").write_bytes(content)
    told = {}
    for arguments in (
        ["init", "klant", "2025-05.xlsx", "2026-05.xlsx", "--no-notebooks"],
        ["check", "--study", "klant"],
        ["diagnose", "--study", "klant", "--style", "room"],
    ):
        code, told[" ".join(arguments)] = run(*arguments)
        assert code == 0, told
    shutil.rmtree(tmp_path / "klant" / "answers")  # the copies of what was given
    for file in tmp_path.glob("*.xlsx"):
        file.unlink()
    assert list((tmp_path / "klant" / "results").rglob("*.png"))
    assert canaries({**told, "written": tmp_path}) == []


# ------------------------------------------------------------------------------------------------------- the notebook

CELLS = """
import culture_diag as cd
instrument = cd.load_instrument("invitation-challenge")
responses = cd.read_responses("form.xlsx", instrument)
display(responses)
--
responses.account
--
from culture_diag.reading import account_text, warning_text
print(*account_text(responses), *warning_text(responses), sep="\\n")
display(cd.inspect_export("form.xlsx"), responses.frame.head(), responses.frame.describe(include="all"))
--
diagnosis = cd.diagnose(responses)
display(diagnosis, diagnosis.teams)
--
release = cd.release(diagnosis)
display(release, release.teams, cd.flag_respondents(responses))
--
cd.read_responses("form.xlsx", instrument, mapping={"inv1": "Tip", "team": "Naam"})
--
cd.read_responses("form.xlsx", instrument, mapping={"inv1": "Wil je nog iets kwijt?"})
--
cd.read_responses("torn.xlsx", instrument)
"""


def test_a_saved_notebook_holds_no_canary(instrument, tmp_path, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(Path(cd.__file__).parents[1]))
    _, content = made("microsoftforms", people_of(instrument, seed=8), instrument)
    (tmp_path / "form.xlsx").write_bytes(content)
    (tmp_path / "torn.xlsx").write_bytes(content[:-400])
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS.strip().split("\n--\n")]
    )
    NotebookClient(notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}).execute()
    nbformat.write(notebook, tmp_path / "saved.ipynb")
    ends = [[output.output_type for output in cell.outputs][-1] for cell in notebook.cells]
    assert ends == ["display_data", "execute_result", "display_data", "display_data", "display_data", *["error"] * 3]
    (tmp_path / "form.xlsx").unlink()
    (tmp_path / "torn.xlsx").unlink()
    assert canaries({"notebook": tmp_path}) == []
