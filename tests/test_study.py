"""The folder of a customer: made once, done again every year, and never losing or telling anything."""

import re
import shutil

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.paths import prepare_file
from culture_diag.reading.values.pseudonyms import SALT_FILE, SALT_NAME
from culture_diag.sample import sample_files, sample_path
from culture_diag.study.folder import load_folder
from culture_diag.study.results import results_file
from tests.cli.running import run as in_process

FILES = sample_files()
SIZES = sample_path() / "team_sizes.csv"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give a folder with the first two waves of the sample, given in the wrong order."""
    monkeypatch.delenv(SALT_FILE, raising=False)
    return cd.init_study(tmp_path / "klant", FILES[1::-1], team_sizes=SIZES, notebooks=False, lang="nl").folder


def edit(folder, old, new, file="diagnosis.toml"):
    content = (folder / file).read_text(encoding="utf-8")
    assert old in content
    (folder / file).write_text(content.replace(old, new, 1), encoding="utf-8")


def lines_of(folder):
    return (folder / "diagnosis.toml").read_text(encoding="utf-8").splitlines()


def refused(folder, lang="nl"):
    with pytest.raises(cd.CultureDiagError) as caught:
        _ = cd.open_study(folder, lang=lang).responses
    return caught.value.problems


def add_wave(folder, label, file, mapping):
    """Do what the comment at the end of the file says."""
    shutil.copy(file, folder / "answers")
    with (folder / "diagnosis.toml").open("a", encoding="utf-8") as project:
        project.write(f'[[waves]]\nlabel = "{label}"\nfile = "answers/{file.name}"\nmapping = "mappings/{mapping}"\n')


def test_a_project_is_read_as_its_files_are(folder):
    project = load_folder(folder)
    assert [wave.label for wave in project.waves] == ["2024-10", "2025-04"]
    responses, sizes = cd.open_study(folder).responses, cd.open_study(folder).team_sizes
    plain = cd.read_responses(FILES[:2], project.instrument)
    pd.testing.assert_frame_equal(responses.frame.drop(columns="respondent"), plain.frame.drop(columns="respondent"))
    pd.testing.assert_frame_equal(sizes, cd.read_team_sizes(SIZES))


def test_next_year_is_a_file_and_the_four_lines_that_stand_there(folder):
    example = [line.removeprefix("# ") for line in lines_of(folder)[-4:]]
    assert example[0] == "[[waves]]"
    assert [line.split(" = ")[0] for line in example[1:]] == ["label", "file", "mapping"]
    add_wave(folder, "2025-10", FILES[2], "2025-04.toml")  # the same form, so the same mapping
    edit(folder, '# "Team 3" = "Bovenbouw"', '"Plein" = "West"')
    responses = cd.open_study(folder).responses
    assert list(responses.frame["wave"].cat.categories) == ["2024-10", "2025-04", "2025-10"]
    assert "Plein" not in set(responses.frame["team"])


def test_options_come_from_the_file(folder):
    edit(folder, "# min_n = 5", "min_n = 8")
    edit(folder, "# gate = [0.5, 0.75]", "gate = [0.4, 0.6]")
    edit(folder, "# margin = 0.2", "margin = 0.3")
    project = load_folder(folder)
    assert project.options == {"min_n": 8, "gate": (0.4, 0.6), "margin": 0.3}


def test_every_option_that_is_shown_may_be_switched_on(folder):
    shutil.copy(SIZES, folder / "norm.csv")
    content = "\n".join(lines_of(folder))
    start, stop = content.index("[options]"), content.index("[names]")
    block = re.sub(r"^# (\w+ = )", r"\1", content[start:stop], flags=re.MULTILINE)
    (folder / "diagnosis.toml").write_text(content[:start] + block + content[stop:], encoding="utf-8")
    assert len(load_folder(folder).options) == 11


def test_whoever_gets_the_folder_can_pair_its_waves(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "colleague")
    codes = [cd.open_study(place).responses.frame["respondent"] for place in (folder, copy)]
    pd.testing.assert_series_equal(*codes)
    assert (folder / SALT_NAME).is_file()
    other = cd.init_study(tmp_path / "other", FILES[:2], notebooks=False)
    assert not set(cd.open_study(other.folder).responses.frame["respondent"]) & set(codes[0])


def test_git_sees_neither_answers_nor_secret_nor_results(tmp_path):
    (tmp_path / ".gitignore").write_text("mine/\n", encoding="utf-8")
    cd.init_study(tmp_path, FILES[:1], notebooks=False)
    ignored = (tmp_path / ".gitignore").read_text(encoding="utf-8").split()
    assert ignored[0] == "mine/"
    assert {"answers/*", "results/*", SALT_NAME} <= set(ignored)


def test_nothing_is_replaced(folder, tmp_path):
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(cd.CultureDiagError, match="regels"):
        cd.init_study(folder, FILES[2:3], lang="nl")
    half = tmp_path / "half"
    (half / "answers").mkdir(parents=True)
    (half / "answers" / FILES[0].name).write_text("mine", encoding="utf-8")
    with pytest.raises(cd.CultureDiagError, match="bestaat al"):
        cd.init_study(half, FILES[:2], lang="nl")
    assert [file.name for file in half.rglob("*") if file.is_file()] == [FILES[0].name]
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_answers_that_are_there_already_may_stay(tmp_path):
    (tmp_path / "answers").mkdir()
    mine = shutil.copy(FILES[0], tmp_path / "answers")
    assert [wave.label for wave in cd.init_study(tmp_path, [mine], notebooks=False).waves] == ["2024-10"]


def test_what_cannot_be_read_leaves_no_folder_behind(tmp_path):
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    again = tmp_path / "b" / FILES[0].name
    again.parent.mkdir()
    shutil.copy(FILES[0], again)
    with pytest.raises(cd.CultureDiagError) as caught:
        cd.init_study(tmp_path / "new", [tmp_path / "empty.csv", tmp_path / "no.csv", FILES[0], again])
    assert set(caught.value.problems["key"]) == {"table_empty", "table_missing", "study_same_names"}
    assert not (tmp_path / "new").exists()


def test_an_instrument_of_ones_own_is_copied(tmp_path):
    from importlib.resources import files

    own = tmp_path / "mijn-lijst.toml"
    bundled = files("culture_diag.instrument") / "bundled" / "learning-process-outcome.toml"
    own.write_text(bundled.read_text(encoding="utf-8"), encoding="utf-8")
    project = cd.init_study(tmp_path / "klant", instrument=own, notebooks=False)
    assert project.instrument.id == "learning-process-outcome"
    assert (project.folder / own.name).is_file()


def test_a_project_without_waves_says_what_to_do(tmp_path):
    project = cd.init_study(tmp_path / "klant", notebooks=False, lang="nl")
    with pytest.raises(cd.CultureDiagError, match="regels"):
        _ = cd.open_study(project.folder).responses
    with pytest.raises(cd.CultureDiagError, match="culture-diag init"):
        load_folder(tmp_path, lang="nl")


TYPED = [
    ("# margin = 0.2", "margin = 0,2", "toml_comma", "margin = 0.2"),
    ("# gate = [0.5, 0.75]", "gate = [50%, 75%]", "toml_percent", "[0.5, 0.75]"),
    ("# borrow = false", "borrow = ja", "toml_yes_no", "borrow = true"),
    ("# borrow = false", "borrow = True", "toml_yes_no", "borrow = true"),
    ('label = "2025-04"', "label = “2025-04”", "toml_quotes_curly", 'label = "2025-04"'),
    ('label = "2025-04"', 'label = "2025-04', "toml_quote_missing", "ervoor en een erachter"),
    ('label = "2025-04"', "label = voorjaar", "toml_text_bare", 'label = "voorjaar"'),
    ('label = "2025-04"', "label = 2025-04", "toml_text_bare", 'label = "2025-04"'),
    ('label = "2025-04"', "label = 2025/2026", "toml_text_bare", 'label = "2025/2026"'),
    ('instrument = "', 'min_n = 9\ninstrument = "', "toml_key_elsewhere", "onder [options]"),
    ('label = "2025-04"', "label =", "toml_no_value", "waarde"),
    ('label = "2025-04"', "label 2025-04", "toml_no_value", "waarde"),
    ("# gate = [0.5, 0.75]", "gate = [0.5, 0.75", "toml_bracket", "haken"),
    ('label = "2025-04"', 'label = "2025-04"\nlabel = "x"', "toml_twice", "hekje"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "repair"), TYPED, ids=[f"{m[2]}-{m[1][:14]}" for m in TYPED])
def test_a_slip_of_the_keyboard_is_called_by_its_name(folder, old, new, key, repair):
    edit(folder, old, new)
    (found,) = refused(folder).itertuples()
    assert found.key == key
    assert repair in found.repair
    if key != "toml_twice":
        assert lines_of(folder)[found.row - 1].startswith(new.partition("\n")[0])
    said = str(found.problem) + found.repair
    assert not re.search(r"Expected|Illegal|Unterminated|at line", said)


def test_other_slips_in_a_project_name_the_file_the_line_and_the_table(folder):
    edit(folder, "[[waves]]", "[waves]")
    edit(folder, "\n[[waves]]", "\n[golven]")
    assert "[[waves]]" in refused(folder).set_index("key").loc["toml_value_wrong", "repair"]
    edit(folder, "[golven]", "[waves]")
    (found,) = refused(folder).itertuples()
    assert (found.key, lines_of(folder)[found.row - 1]) == ("toml_twice_table", "[waves]")
    assert "[[waves]]" in found.repair


def test_a_new_name_for_a_team_that_is_not_there_names_its_line(folder):
    edit(folder, '# "Team 3" = "Bovenbouw"', '"Team 3" = "Bovenbouw"')
    (found,) = refused(folder).itertuples()
    assert (found.key, found.file) == ("study_name_absent", "diagnosis.toml")
    assert lines_of(folder)[found.row - 1] == '"Team 3" = "Bovenbouw"'
    assert "[names]" in found.problem


def test_without_a_mapping_a_project_asks_for_one(folder):
    content = FILES[1].read_text(encoding="cp1252")
    (folder / "answers" / "2025-04.csv").write_text(content.replace("In ons team", "Bij ons"), encoding="utf-8")
    edit(folder, 'mapping = "mappings/2025-04.toml"\n', "")
    found = refused(folder)
    assert set(found["key"]) == {"study_column"}
    assert 'map "answers/2025-04.csv" --out "mappings/2025-04-2.toml"' in found["repair"].iloc[0]


def test_a_renamed_team_keeps_its_size(folder):
    edit(folder, '# "Team 3" = "Bovenbouw"', '"Noord" = "Nieuw"')
    before = cd.read_team_sizes(SIZES)
    known = before.loc[before["team"] == "Noord", "n_team"].tolist()
    teams = cd.open_study(folder).diagnosis.teams
    assert "Noord" not in set(teams["team"])
    assert teams.loc[teams["team"] == "Nieuw", "n_team"].tolist() == known[: (teams["team"] == "Nieuw").sum()]


def test_a_file_called_by_its_form_becomes_the_month_of_its_answers(tmp_path, instrument):
    row = {"Tijdstempel": "2026-03-09 10:00", "Team": "n"} | dict.fromkeys((item.id for item in instrument.items), "4")
    export = tmp_path / "Samen werken (antwoorden).csv"
    pd.DataFrame([row]).to_csv(export, index=False)
    project = cd.init_study(tmp_path / "klant", [export], notebooks=False)
    assert [wave.label for wave in project.waves] == ["2026-03"]
    assert project.waves[0].file.name == export.name


MISTAKES = [
    ('lang = "nl"', 'lang = "fr"', "toml_value_wrong", '"nl", "en"'),
    ('label = "2025-04"', 'label = "2024-10"', "study_wave_twice", "eigen naam"),
    ('label = "2025-04"', "label = 2025", "toml_value_wrong", '"2025"'),
    ('label = "2025-04"', 'lable = "2025-04"', "toml_key_unknown_near", "'label'"),
    ('file = "answers/2025-04.csv"', 'file = "answers/2025.csv"', "study_file_missing", "2025-04.csv"),
    ('file = "answers/2025-04.csv"', 'file = "answers\\2025-04.csv"', "toml_backslash", "answers/2025-04.csv"),
    ('file = "answers/2025-04.csv"', 'file = "answers\\new.csv"', "toml_backslash", 'file = "answers/new.csv"'),
    ('mapping = "mappings/2025-04.toml"', 'mapping = "mappings/x.toml"', "study_mapping_missing", "culture-diag map"),
    ('team_sizes = "team_sizes.csv"', 'team_sizes = "sizes.csv"', "study_file_missing", "team_sizes.csv"),
    ("# min_n = 5", 'min_n = "vijf"', "toml_value_wrong", "een heel getal"),
    ("# min_n = 5", "min_n = 0", "toml_value_wrong", "≥ 3"),
    ("# min_n = 5", "min_n = 2", "toml_value_wrong", "≥ 3"),
    ("# gate = [0.5, 0.75]", "gate = [0.5]", "toml_value_wrong", "[0.5, 0.75]"),
    ("# target", 'targt = "members"\n# target', "toml_key_unknown_near", "'target'"),
    ('instrument = "invitation-challenge"', 'instrument = "invitation"', "study_instrument", "pad"),
    ("[names]", "[namen]", "toml_key_unknown_near", "'names'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "repair"), MISTAKES, ids=[f"{m[2]}-{m[1][:14]}" for m in MISTAKES])
def test_a_mistake_by_hand_is_told_with_its_line_and_repair(folder, old, new, key, repair):
    edit(folder, old, new)
    for lang in ("nl", "en"):
        found = refused(folder, lang).set_index("key").loc[[key]].iloc[0]
        assert found["file"] == "diagnosis.toml"
        assert lines_of(folder)[found["row"] - 1].startswith(new.split("\n")[0].split(" =")[0])
        assert lang == "en" or repair in found["repair"]


@pytest.mark.parametrize(
    ("old", "key"),
    [
        ('file = "answers/2025-04.csv"', "study_file_missing"),
        ('mapping = "mappings/2025-04.toml"', "study_mapping_missing"),
        ('team_sizes = "team_sizes.csv"', "study_file_missing"),
        ('instrument = "invitation-challenge"', "study_instrument"),
    ],
)
def test_a_name_longer_than_a_name_may_be_is_told_as_one_that_is_not_there(folder, old, key):
    edit(folder, old, f'{old.split(" = ")[0]} = "{"9" * 5000}/x.toml"')
    assert key in set(refused(folder)["key"])


def test_results_with_too_long_a_name_are_refused_when_their_folder_is_made(folder):
    edit(folder, 'out = "results"', f'out = "{"9" * 5000}"')
    place = results_file(cd.open_study(folder), None, "workshop.html")
    with pytest.raises(cd.CultureDiagError) as caught:
        prepare_file(place)
    assert list(caught.value.problems["key"]) == ["folder_unwritable"]


def test_no_folder_is_made_under_too_long_a_name():
    for make in (load_folder, cd.init_study):
        with pytest.raises(cd.CultureDiagError):
            make("9" * 5000)


def test_a_path_in_single_quotes_may_be_as_windows_writes_it(folder):
    edit(folder, 'file = "answers/2025-04.csv"', "file = 'answers\\2025-04.csv'")
    assert len(cd.open_study(folder).responses.frame) == 314


def test_a_mapping_that_no_longer_fits_is_named_with_its_line_in_the_project(folder, instrument):
    changed = folder.parent / "2025-10.csv"
    content = FILES[1].read_text(encoding="cp1252")
    changed.write_text(content.replace(instrument.items[0].wording.nl, "Fouten maken mag bij ons."), encoding="utf-8")
    add_wave(folder, "2025-10", changed, "2025-04.toml")
    found = refused(folder).set_index("key")
    told = found.loc["study_mapping_shared"]
    assert lines_of(folder)[told["row"] - 1] == 'mapping = "mappings/2025-04.toml"'
    assert told["row"] == len(lines_of(folder))
    assert 'culture-diag map "answers/2025-10.csv" --out "mappings/2025-10.toml"' in told["repair"]
    assert "2025-04" in told["repair"]  # the wave that the mapping must stay right for
    assert set(found.index) == {"study_mapping_shared", "mapping_stale_shared"}
    assert not any("regel" in repair for repair in found["repair"] if repair != told["repair"])


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_answer_is_in_what_is_written_down(tmp_path, instrument, lang):
    canaries = ["Vera Kanarie", "vera.kanarie@school.example", "Mijn directeur heet Bob", "zeer-geheim-7"]
    row = {"Naam": canaries[0], "E-mail": canaries[1], "Tip": canaries[2], "Respondentcode": canaries[3], "Team": "n"}
    row |= dict.fromkeys((item.id for item in instrument.items), "4")
    export = tmp_path / "form.csv"
    pd.DataFrame([row]).to_csv(export, index=False)
    project = cd.init_study(tmp_path / "klant", [export], lang=lang)
    kept = [file for file in project.folder.rglob("*") if file.is_file() and file.parent.name != "answers"]
    assert len(kept) >= 8
    said = "\n".join(file.read_text(encoding="utf-8") for file in kept) + repr(project)
    assert not [canary for canary in canaries if canary in said]
    assert {"nl": "Deze map", "en": "This folder"}[lang] in said


def test_a_notebook_shows_the_teams_that_the_command_shows(folder, tmp_path, monkeypatch):
    edit(folder, "[names]", '[names]\n"Plein" = "West"')
    answers = folder / "answers" / FILES[1].name
    frame = pd.read_csv(answers, sep=";", dtype=str)
    frame.iloc[:3, -16:] = "5"  # whoever ticks one box throughout, on reverse-keyed items too, stands out
    frame.to_csv(answers, sep=";", index=False)
    norm = folder / "norm.csv"
    norm.write_text("wave;uitnodiging;uitdaging\n" + "\n".join(f"2024;{3 + i / 20};{3.2 + i / 30}" for i in range(9)))
    for line in ('norm = "norm.csv"', "min_n = 7", "gate = [0.4, 0.8]", 'target = "members"', "without_flagged = true"):
        old = next(each for each in lines_of(folder) if each.startswith(f"# {line.split(' = ')[0]} = "))
        edit(folder, old, line)
    done = in_process("diagnose", "--study", str(folder), "--out", str(tmp_path / "out"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    study = cd.open_study(folder)
    shown = study.release.teams
    written = pd.read_csv(tmp_path / "out" / "teams.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert len(study.diagnosed_responses.frame) == len(study.responses.frame) - 3
    assert shown["suppressed"].any()
    for column in ("team", "wave", "suppressed"):
        assert written[column].tolist() == shown[column].tolist()
    pd.testing.assert_series_equal(written["invitation"], shown["invitation"].astype(float), check_dtype=False)
    assert written["label"].fillna("").tolist() == shown["label"].fillna("").tolist()
    assert study.diagnosis_choices["cuts"] == "norm"


def test_bounds_of_the_response_the_wrong_way_round_are_told_with_their_line(folder):
    edit(folder, "# gate = [0.5, 0.75]", "gate = [0.9, 0.5]")
    with pytest.raises(cd.CultureDiagError) as caught:
        load_folder(folder, lang="nl")
    (problem,) = caught.value.problem_list
    assert problem.key == "study_gate"
    assert lines_of(folder)[problem.row - 1].startswith("gate = [0.9")
    assert "gate = [0.5, 0.75]" in problem.repair("nl")


def test_first_and_last_wave_are_compared_directly():
    study = cd.open_study("sample")
    ends = study.with_waves(study.release.latest, study.release.waves[0])
    assert ends.release.waves == (study.release.waves[0], study.release.latest)
    assert (ends.options, ends.lang) == (study.options, study.lang)
    # The same people are paired still.
    assert ends.diagnosis.changes["paired"].any()
    assert study.with_waves(study.release.latest).release.changes.empty
    with pytest.raises(cd.CultureDiagError, match="1999"):
        study.with_waves("1999")


def test_an_own_norm_needs_teams_enough():
    study = cd.open_study("sample", min_n=9)
    own = study.with_own_norm()
    assert set(own.release.cuts["source"]) == {"norm"}
    assert own.release.settings.min_n == 9
    assert "norm = DataFrame (" in repr(own)
    few = cd.simulate(cd.load_instrument(), teams=4, sizes=(8, 8), seed=1)
    study = cd.open_study(few.responses)
    assert study.with_own_norm() is study
