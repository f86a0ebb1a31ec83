"""The notebooks are stored clean, tell the truth about the sample, and run as an advisor runs them."""

import ast
import inspect
import re
from base64 import b64decode
from itertools import pairwise
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import culture_diag as cd
from culture_diag.i18n import catalogue
from culture_diag.sample import sample_files

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "notebooks"
NAMES = ("01_first_diagnosis", "02_over_time", "03_how_sure_are_we", "04_explore")
FILES = {
    "01_first_diagnosis": ("kwadranten", "kwadranten-mijn-team", "stellingen", "profiel"),
    "02_over_time": ("verloop",),
    "03_how_sure_are_we": ("hoe-zeker-mijn-team", "twaalf-keer", "volgende-meting"),
    "04_explore": ("verkenning",),
}
PICTURES = {
    "01_first_diagnosis": {"quadrants", "region", "items", "profile"},
    "02_over_time": {"static"},
    "03_how_sure_are_we": {"region", "again-dots", "norm", "plan"},
    "04_explore": {"static"},
}
ONLY_FOR_THE_ADVISOR = {"same-people", "norm", "careless-own"}
IMPORTS = {"import culture_diag as cd", "import pandas as pd"}
LONGEST_CELL = 3
PLUMBING = (ast.Assert, ast.If, ast.IfExp, ast.FunctionDef, ast.Lambda, ast.While, ast.Try)
DATA = re.compile(r"base64,[A-Za-z0-9+/=]+")


def read(name):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run(name, folder, monkeypatch, settings=""):
    """Run a copy in a folder of its own, with the settings an advisor would change."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
    monkeypatch.delenv("CULTURE_DIAG_LANG", raising=False)
    notebook = read(name)
    next(cell for cell in notebook.cells if cell.id == "settings").source += f"\n{settings}"
    work = folder / "werk"
    work.mkdir()
    NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(work)}}).execute()
    return notebook, work


def run_cells(client, notebook):
    for index, cell in enumerate(notebook.cells):
        client.execute_cell(cell, index)


@pytest.mark.parametrize("name", NAMES)
def test_in_the_folder_of_a_customer_its_choices_hold(name, tmp_path, monkeypatch):
    # A notebook that suppresses fewer teams than the folder of results would tell what the door keeps in.
    project = cd.init_study(tmp_path / "klant", sample_files()[:2], notebooks=False)
    file = project.folder / "diagnosis.toml"
    written = (
        file.read_text(encoding="utf-8").replace("# min_n = 5", "min_n = 12").replace("# gate = [0.5,", "gate = [0.3,")
    )
    file.write_text(written, encoding="utf-8")
    notebook = read(name)
    at = next(
        index
        for index, cell in enumerate(notebook.cells)
        if re.search(r"= (study\.release|cd\.explore\()", cell.source)
    )
    shown = "plek.release" if name == "04_explore" else "release"
    last = nbformat.v4.new_code_cell(f"print({shown}.settings.min_n, {shown}.settings.gate, *{shown}.waves)")
    notebook.cells = [*notebook.cells[: at + 1], last]
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    work = project.folder / "notebooks"
    work.mkdir()
    client = NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(work)}})
    with client.setup_kernel():
        run_cells(client, notebook)
        assert last.outputs[0].text == "12 (0.3, 0.75) 2024-10 2025-04\n"
        # Answers beside those of the customer would be read without its sizes, names and choices.
        notebook.cells[1].source = re.sub(r"antwoorden = None", 'antwoorden = ["x.csv"]', notebook.cells[1].source)
        with pytest.raises(CellExecutionError, match=r"Zet deze meting in \S*diagnosis\.toml"):
            run_cells(client, notebook)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Run each notebook once, as it is."""
    done = {}

    def get(name):
        if name not in done:
            with pytest.MonkeyPatch.context() as patch:
                done[name] = run(name, tmp_path_factory.mktemp(name), patch)
        return done[name]

    return get


def outputs(notebook):
    return [(cell.id, output) for cell in code_cells(notebook) for output in cell.outputs]


def pictures(notebook):
    return {cell for cell, output in outputs(notebook) if "image/png" in output.get("data", {})}


def said(notebook):
    """Everything a person can read in the outputs, the widgets included; without the bytes of pictures."""
    parts = []
    for _, output in outputs(notebook):
        data = output.get("data", {})
        parts += [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
    widgets = notebook.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    parts += [str(model["state"].get("value", "")) for model in widgets.values()]
    return DATA.sub("", "\n".join(parts))


def test_no_notebook_is_missing_or_unexpected():
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == list(NAMES)
    assert cd.notebooks_path() == FOLDER


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_stored_clean(name):
    notebook = read(name)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert dict(notebook.metadata) == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
    }
    for cell in code_cells(notebook):
        assert cell.outputs == []
        assert cell.execution_count is None
    assert all(cell.metadata == {} for cell in notebook.cells)
    # Ids that say what a cell is do not change when a notebook is saved again.
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", cell.id) for cell in notebook.cells)


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_use_public_names_only_and_one_language_everywhere(name):
    for cell in code_cells(read(name)):
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert ast.unparse(node) in IMPORTS
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_")
                if isinstance(node.value, ast.Name) and node.value.id == "cd":
                    assert node.attr in cd.__all__
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = getattr(cd, node.func.attr, None) if ast.unparse(node.func).startswith("cd.") else None
                if called and "lang" in inspect.signature(called).parameters and called is not cd.load_instrument:
                    given = {word.arg: ast.unparse(word.value) for word in node.keywords}
                    assert given.get("lang") == "taal", ast.unparse(node)


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_for_someone_who_cannot_program(name):
    notebook = read(name)
    assert notebook.cells[0].source.startswith("*This notebook ")
    settings = code_cells(notebook)[0]
    assert settings.source.startswith("# PAS DIT AAN")
    assert 'taal = "nl"' in settings.source
    for cell in code_cells(notebook):
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, PLUMBING)], cell.id
        assert "Path" not in cell.source, cell.id
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert cell is settings or len(lines) <= LONGEST_CELL, cell.id
        assert max(map(len, cell.source.splitlines())) <= 120, cell.id
    # Each block of code is introduced: no two directly after one another, but for the first lines of reading.
    kinds = [(cell.cell_type, cell.id) for cell in notebook.cells]
    bare = {after for (before, _), (kind, after) in pairwise(kinds) if before == kind == "code"}
    assert not bare


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_run_from_top_to_bottom(name, finished):
    before = sorted(FOLDER.rglob("*"))
    notebook, work = finished(name)
    assert not [output for _, output in outputs(notebook) if output.output_type == "error"]
    assert not [output.text for _, output in outputs(notebook) if output.get("name") == "stderr"]
    assert pictures(notebook) == PICTURES[name]
    assert sorted(path.name for path in work.iterdir()) == ["resultaten-notebook"]
    written = {path.name for path in (work / "resultaten-notebook").iterdir()}
    assert written == {f"{stem}.png" for stem in FILES[name]}
    assert sorted(FOLDER.rglob("*")) == before


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_has_its_alternative_text(name, finished):
    notebook, _ = finished(name)
    for cell, output in outputs(notebook):
        if cell in PICTURES[name]:
            alt = re.search(r'<img alt="([^"]+)"', output.data["text/html"])
            assert alt, cell
            assert "data:image/svg+xml" in output.data["text/html"]
            assert len(alt[1]) > 100


@pytest.mark.parametrize("name", NAMES)
def test_no_table_has_two_columns_of_one_name(name, finished):
    for cell, output in outputs(finished(name)[0]):
        head = re.search(r"<thead>(.*?)</thead>", output.get("data", {}).get("text/html", ""), re.DOTALL)
        columns = re.findall(r"<th>(.+?)</th>", head[1]) if head else []
        assert len(columns) == len(set(columns)), cell


def test_the_quadrant_figure_shows_the_teams_that_may_be_shown(finished, sample_release):
    notebook, _ = finished("01_first_diagnosis")
    (figure,) = [output for cell, output in outputs(notebook) if cell == "quadrants"]
    assert figure.data["text/plain"] == cd.alt_text(sample_release)
    svg = drawn(figure.data["text/html"])
    latest = sample_release.teams[sample_release.teams["wave"] == sample_release.latest]
    assert len(set(re.findall(r'id="team-\d+"', svg))) == (~latest["suppressed"]).sum()


def drawn(html):
    return b64decode(re.search(r"base64,([A-Za-z0-9+/=]+)", html)[1]).decode()


def test_the_chosen_paths_are_a_picture_by_value_and_not_in_an_output_widget(finished):
    notebook, _ = finished("02_over_time")
    (view,) = [output for cell, output in outputs(notebook) if cell == "choose"]
    assert "application/vnd.jupyter.widget-view+json" in view.data
    models = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert "OutputModel" not in {model["model_name"] for model in models}
    shown = [model["state"]["value"] for model in models if "<img alt=" in str(model["state"].get("value"))]
    assert len(shown) == 1
    # The figure below the controls draws what is ticked in them.
    (static,) = [output for cell, output in outputs(notebook) if cell == "static"]
    assert drawn(static.data["text/html"]) == drawn(shown[0])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_hidden_team_can_be_read(name, finished, sample_diagnosis, sample_release):
    words = said(finished(name)[0])
    hidden = sample_release.teams[sample_release.teams["suppressed"]]
    assert len(hidden) == 4
    exact = sample_diagnosis.teams.set_index(["name", "wave"])
    for row in hidden.itertuples():
        known = exact.loc[(row.name, row.wave)]
        for scale in ("invitation", "challenge"):
            for decimals in (2, 3):
                figure = f"{known[scale]:.{decimals}f}"
                assert figure not in words
                assert figure.replace(".", ",") not in words
        # A sentence or a row of a table that names the team tells nothing of this wave.
        assert f"{row.name} (n = {known['n']})" not in words
        assert not re.search(rf"\b{row.wave}: uitdaging", words.partition(f"{row.name}. ")[2].partition(". Van ")[0])


def test_what_the_text_tells_of_the_sample_is_so(sample_release, sample_diagnosis):
    text = "\n".join(cell.source for name in NAMES for cell in read(name).cells if cell.cell_type == "markdown")
    changes = sample_release.changes
    clear = {
        (row["name"], scale, row["wave_to"])
        for row in changes.to_dict("records")
        for scale in ("invitation", "challenge")
        if row[f"{scale}_direction"] == "up"
    }
    assert clear == {
        ("Noord", "challenge", "2025-04"),
        ("Noord", "invitation", "2026-04"),
    }
    assert not (changes[["invitation_direction", "challenge_direction"]] == "down").any(axis=None)
    assert f"{2 * len(changes)} verschillen" in text
    assert "We vinden er twee." in text
    esdoorn = sample_diagnosis.changes.query("name == 'Esdoorn' and wave_to == '2026-04'").set_index("paired")
    assert esdoorn["invitation_verdict"].to_dict() == {False: "changed", True: "cannot_tell"}
    labels = sample_release.teams.pivot(index="name", columns="wave", values="label")
    assert labels.loc["Noord"].iloc[[0, -1]].tolist() == ["apathetic", "growth"]
    assert labels.loc["Beuk"].tolist() == ["borderline", "cosy", "borderline", "borderline"]
    assert labels.loc["Esdoorn"].tolist() == ["cosy"] * 4
    latest = sample_release.teams[sample_release.teams["wave"] == sample_release.latest].set_index("name")
    assert latest.loc["Oost", "response_rate"] == 0.4
    assert latest.loc["Bovenbouw", "invitation"] == 3.0
    # "In the middle hardly anyone stands."
    people = sample_diagnosis.respondents
    scores = people.loc[(people["team"] == "Bovenbouw") & (people["wave"] == sample_release.latest), "invitation"]
    assert ((scores - 3).abs() < 0.25).mean() < 0.1


def table(notebook, name):
    """Give a table as it is shown: texts, with the first column as names of the rows."""
    (output,) = [output for cell, output in outputs(notebook) if cell == name]
    rows = [
        re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", output.data["text/html"], re.S)
    ]
    body = [row for row in rows[1:] if any(row[1:])]
    return pd.DataFrame([row[1:] for row in body], index=[row[0] for row in body], columns=rows[0][1:])


def printed(notebook, name):
    return "".join(output.text for cell, output in outputs(notebook) if cell == name)


def test_what_is_for_the_advisor_alone_says_so():
    notebook = read("03_how_sure_are_we")
    for before, cell in pairwise(notebook.cells):
        if cell.id in ONLY_FOR_THE_ADVISOR:
            assert cell.source.startswith("# ALLEEN VOOR JOU")
            assert "**Alleen voor jou.**" in before.source
            # Nothing of it becomes a file that lands in a presentation.
            assert "cd.save" not in cell.source
        elif cell.cell_type == "code":
            assert not re.search(r"\bdiagnosis\.(?!toml)|study\.(responses|diagnosis)", cell.source)


def test_the_text_about_the_same_team_twelve_times_is_so(finished):
    notebook, _ = finished("03_how_sure_are_we")
    (figure,) = [output for cell, output in outputs(notebook) if cell == "again-dots"]
    words = figure.data["text/plain"]
    said = [re.search(rf"\. {number} \(n = 10\)[^.]*", words)[0] for number in range(1, 13)]
    borderline = sum("grensgeval" in one for one in said)
    growth = sum("groei" in one and "grensgeval" not in one for one in said)
    cosy = sum("knus" in one and "grensgeval" not in one for one in said)
    assert (growth, borderline, cosy) == (7, 4, 1)


def test_the_text_about_how_sure_the_sample_is_is_so(finished, sample_release):
    notebook, _ = finished("03_how_sure_are_we")
    response = table(notebook, "gate")
    assert response["genoeg respons?"].drop(["Oost", "West"]).eq("goed").all()
    assert response.index[response["kunnen zij het gemiddelde over een grens brengen?"] == "nee"].tolist() == [
        "Onderbouw",
        "Noord",
    ]
    needed = response.filter(like="score waarmee")
    assert [column.partition(":")[0] for column in needed] == ["uitnodiging", "uitdaging"]
    assert needed.loc[["Esdoorn", "Zuid", "Beuk", "Oost"]].to_numpy().tolist() == [
        ["–", "4,0"], ["4,8", "–"], ["–", "3,0"], ["3,3", "2,8"]
    ]  # fmt: skip
    divided = table(notebook, "agreement").eq("verdeeld")
    assert sorted(divided.stack()[lambda cell: cell].index) == [("Bovenbouw", "uitnodiging"), ("Esdoorn", "uitdaging")]
    groups = table(notebook, "camps")
    assert (groups.index.tolist(), groups["meting"].tolist()) == (["Bovenbouw"], [sample_release.waves[0]])
    counts = table(notebook, "flips")["aantal"]
    assert counts[["ander vak", "ander vak, met een duidelijke verandering"]].tolist() == ["8", "0"]
    # Of one step a label is missing.
    assert int(counts.iloc[0]) - int(counts["ander vak"]) - 1 == 20
    nothing = table(notebook, "nothing")["aantal"]
    keys = ["ander vak", "duidelijk verschil, in één schaal of meer"]
    keys += ["duidelijk verschil dat blijft staan met alle teams samen"]
    assert nothing[keys].tolist() == ["9", "3", "0"]
    changes, same = table(notebook, "changes"), table(notebook, "same-people")
    assert changes.loc["Esdoorn", "uitnodiging"] == same.loc["Esdoorn", "uitnodiging"] == "niet te zeggen"
    assert changes.loc["Noord"].tolist() == ["veranderd", "niet te zeggen"]
    assert same.loc["Noord"].tolist() == ["veranderd", "veranderd"]
    assert same.eq("praktisch gelijk").any(axis=1).sum() == 2
    ends = table(notebook, "ends-table")
    assert ends.loc["Noord"].eq("veranderd, en blijft staan").all()
    assert ends.loc["Onderbouw"].tolist() == ["niet te zeggen", "veranderd, en blijft staan"]
    assert ends.eq("niet te zeggen").all(axis=1).sum() == 6
    lines = table(notebook, "lines")
    assert lines.loc["Middenbouw"].tolist() == ["groei", "ontmoedigend", "6 op 10"]
    for team in ("Noord", "Onderbouw"):
        assert lines.loc[team].tolist() == ["groei", "groei", "10 op 10"]
    careless = table(notebook, "careless-both").loc["Esdoorn"]
    assert careless[["n", "n zonder wie opvalt"]].tolist() == ["14", "11"]
    assert careless[["vak", "vak zonder wie opvalt"]].tolist() == ["grensgeval", "knus"]
    assert printed(notebook, "quality").strip() == "\n".join(cd.quality_text(sample_release))
    assert printed(notebook, "say").strip() == "\n".join(cd.team_text(sample_release, "Esdoorn"))


@pytest.mark.parametrize("name", NAMES)
def test_an_advisor_can_use_files_of_their_own_in_english(name, tmp_path, monkeypatch):
    files = [str(path) for path in sample_files()[-2:]]
    sizes = str(cd.sample_path() / "team_sizes.csv")
    settings = f'antwoorden, teamgroottes, taal, mijn_team = {files!r}, {sizes!r}, "en", "Noord"'
    notebook, _ = run(name, tmp_path, monkeypatch, settings)
    assert not [output for _, output in outputs(notebook) if output.get("name") == "stderr"]
    assert pictures(notebook) == PICTURES[name]
    words = said(notebook)
    assert "little challenge to much challenge" in words
    assert "weinig uitdaging" not in words
    assert not [word for word in dutch_words() if re.search(rf">{re.escape(word)}<", words)]


def dutch_words():
    """List the headings and words of tables that are other in Dutch than in English."""
    nl, en = catalogue("nl"), catalogue("en")
    rooms = ("story.column.", "story.code.", "story.heading.", "words.borderline", "tables.")
    words = {nl[key] for key in nl if key.startswith(rooms)} - {en[key] for key in en if key.startswith(rooms)}
    instrument = cd.load_instrument()
    words |= {scale.name["nl"] for scale in instrument.scales}
    return words | {quadrant.short["nl"] for quadrant in instrument.quadrants[0].quadrants}


def test_invented_answers_are_never_mixed_with_real_ones(tmp_path, monkeypatch):
    """Advisor's trial: question 11 put invented people in the advisor's own team, and compared five to four."""
    files = [str(path) for path in sample_files()[-1:]]
    settings = f'antwoorden, teamgroottes, mijn_team = {files!r}, None, "Noord"'
    cells = {cell.id: cell for cell in code_cells(read("03_how_sure_are_we"))}
    for name in ("careless", "careless-both"):
        assert not re.search(r"\bstudy\.|mijn_team|teamgroottes\b", cells[name].source)
    notebook, _ = run("03_how_sure_are_we", tmp_path, monkeypatch, settings)
    assert table(notebook, "careless-both")[["n", "n zonder wie opvalt"]].to_numpy().tolist() == [["14", "11"]]
    assert cells["careless-own"].source.endswith("cd.without_flagged_table(eigen, release, lang=taal)")


def test_figures_of_the_example_are_told_as_such():
    """Whoever uses files of their own must not take the example's figures for theirs."""
    notebook = read("03_how_sure_are_we")
    names = ("Esdoorn", "Noord", "Oost", "Beuk", "Zuid", "Onderbouw", "Middenbouw", "Bovenbouw")
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and any(f"**{name}" in cell.source for name in names):
            assert "n het voorbeeld" in cell.source, cell.id
    words = {cell.id: cell.source for cell in notebook.cells}
    for name in ("changes-help", "flips-help", "same-people-help", "ends-help", "norm-help", "careless-help"):
        assert "n het voorbeeld" in words[name], name
    assert "We zien geen verschil" not in words["say-help"]
