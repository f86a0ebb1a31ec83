"""Files of one's own: read, refused in words, mended by choosing a column, and bounded."""

import re

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.errors import CultureDiagError, MappingError
from culture_diag.explorer import workbench as module
from culture_diag.sample import sample_files


@pytest.fixture
def own(tmp_path):
    """One wave of the sample under a header for the team that nobody could guess."""
    frame = pd.read_csv(sample_files()[0], sep=None, engine="python", dtype=str)
    path = tmp_path / "2024-10.csv"
    frame.rename(columns={"Team": "Clubje"}).to_csv(path, index=False, sep=";")
    return path


def choices(bench):
    return {box.description: box for box in bench.check.children[0].children}


def send(picker, files):
    """Choose files as the page does: told first, then in pieces."""
    picker._heard(None, {"kind": "begin", "files": [{"name": name, "size": len(data)} for name, data in files]}, [])
    for index, (_, data) in enumerate(files):
        for at in range(0, len(data), 1000):
            picker._heard(None, {"kind": "piece", "file": index}, [memoryview(data[at : at + 1000])])
    picker._heard(None, {"kind": "end"}, [])


def test_without_files_the_sample_is_shown_and_said_to_be_one(sample_release):
    bench = cd.explore(cd.open_study())
    assert "het voorbeeld" in bench.status.value
    assert bench.problems == ""
    pd.testing.assert_frame_equal(bench.release.teams, sample_release.teams)
    assert bench.check.children == ()


def test_a_column_that_is_not_known_is_told_and_can_be_chosen(own):
    bench = cd.explore(cd.open_study(own, lang="nl"))
    assert "team" in bench.problems.lower()
    assert 'role="alert"' in bench.status.value
    assert "Oplossing: Kies hieronder de kolom" in bench.status.value
    assert bench.place.children == ()
    with pytest.raises(MappingError):
        _ = bench.release
    choices(bench)["Team"].value = "Clubje"
    assert bench.mapping == {"team": "Clubje"}
    assert bench.problems == ""
    assert bench.release.waves == ("2024-10",)
    assert bench.place.children == (bench.explorer,)
    # What was chosen stays to be seen, and can be taken back.
    assert choices(bench)["Team"].value == "Clubje"
    choices(bench)["Team"].value = ""
    assert bench.problems


def test_the_table_tells_what_each_column_is_taken_for(own):
    bench = cd.explore(cd.open_study(own, lang="en"))
    table = bench.check.children[-1].value
    assert bench.fold.description == "Show how the columns were understood"
    assert bench.fold.value
    rows = dict(re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td></tr>", table))
    assert rows["Team"] == "no column"
    assert rows["School"] == "School"
    assert rows["Not used"] == "Clubje"
    assert len(rows) == 5 + 16 + 1


def test_files_from_the_page_are_read_under_their_own_names():
    bench = cd.explore(cd.open_study())
    send(bench.picker, [(path.name, path.read_bytes()) for path in sample_files()[:2]])
    assert bench.release.waves == ("2024-10", "2025-04")
    assert "2024-10.csv, 2025-04.csv" in bench.status.value


def test_a_name_cannot_lead_out_of_the_folder(tmp_path):
    bench = cd.explore(cd.open_study())
    send(bench.picker, [("../../2024-10.csv", sample_files()[0].read_bytes()), ("..\\x\\2025.csv", b"a")])
    assert [path.name for path in bench.files] == ["2024-10.csv", "2025.csv"]
    assert all(str(path).startswith(bench._uploads.name) for path in bench.files)


def test_more_than_is_allowed_is_dropped_and_said(monkeypatch):
    monkeypatch.setattr(module, "MAX_UPLOAD_BYTES", 5000)
    bench = cd.explore(cd.open_study())
    send(bench.picker, [("2026.csv", b"x" * 6000)])
    assert "groter dan" in bench.problems
    assert bench.picker._pieces == []
    assert bench.files == ()


def test_any_bytes_end_in_words():
    bench = cd.explore(cd.open_study())
    for content in (b"", b"\x00\xff" * 50, b"PK\x03\x04broken", b"a;b\n1;2\n"):
        send(bench.picker, [("2026-04.xlsx", content)])
        assert bench.problems
        assert "Traceback" not in bench.status.value


def test_what_nobody_thought_of_is_said_in_words_too(monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("secret")

    monkeypatch.setattr(module, "Explorer", broken)
    bench = cd.explore(cd.open_study())
    assert "RuntimeError" in bench.problems
    assert "secret" not in bench.status.value
    with pytest.raises(CultureDiagError):
        _ = bench.explorer


def test_names_and_cells_are_text_and_never_markup(own):
    frame = pd.read_csv(own, sep=";", dtype=str)
    wild = "<img src=x onerror=alert(1)>"
    frame = frame.rename(columns={"School": wild})
    frame.iloc[0, frame.columns.get_loc("inv1")] = wild
    path = own.with_name("wild.csv")
    frame.to_csv(path, index=False, sep=";")
    bench = cd.explore(cd.open_study(path))
    bench.map("team", "Clubje")
    assert "&lt;img" in bench.status.value
    assert wild not in bench.status.value
    assert wild not in bench.check.children[-1].value


def test_it_turns_to_the_language_that_is_chosen_below():
    bench = cd.explore(cd.open_study(sample_files()[:1]))
    bench.explorer.lang = "en"
    assert "no problems found" in bench.status.value
    assert bench.picker.words["label"] == "Choose files …"
    assert "Team" in choices(bench)


def customer(folder, *choices):
    """Make the folder of a customer with two waves and these choices."""
    project = cd.init_study(folder / "klant", sample_files()[:2], notebooks=False)
    file = project.folder / "diagnosis.toml"
    written = file.read_text(encoding="utf-8")
    for choice in choices:
        key = choice.split(" = ")[0]
        written = re.sub(rf"^# {key} = .*$", choice, written, count=1, flags=re.MULTILINE)
    file.write_text(written, encoding="utf-8")
    return project.folder


def test_the_folder_of_a_customer_is_shown_with_its_own_choices(tmp_path):
    folder = customer(tmp_path, "min_n = 12", "gate = [0.3, 0.75]")
    bench = cd.explore(cd.open_study(folder, lang="en"))
    assert bench.problems == ""
    assert "the folder of this customer" in bench.status.value
    assert bench.picker.said == "2024-10.csv, 2025-04.csv"
    assert "diagnosis.toml hold" in bench.status.value
    assert not bench.study.is_sample
    settings = bench.release.settings
    assert (settings.min_n, settings.gate) == (12, (0.3, 0.75))
    assert bench.release.teams["n"].dropna().min() >= 12
    # Its columns are a matter of its mappings; there is nothing to choose.
    assert bench.check.children == ()
    # They hold for a file that is chosen later, too, and what is said here comes before what the folder says.
    bench.use(sample_files()[-1:])
    assert bench.release.waves == ("2026-04",)
    assert bench.release.settings.min_n == 12
    assert cd.explore(cd.open_study(folder, min_n=6)).release.settings.min_n == 6


def test_the_names_of_a_customer_hold_for_files_that_are_chosen(tmp_path):
    folder = customer(tmp_path, "min_n = 5")
    file = folder / "diagnosis.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[names]", '[names]\n"Plein" = "West"'), encoding="utf-8")
    bench = cd.explore(cd.open_study(folder))
    bench.use(sample_files()[1:2])
    assert bench.problems == ""
    assert "West" in set(bench.release.teams["team"])
    bench.use(sample_files()[-1:])  # here nobody is called Plein any more
    assert bench.problems == ""
    assert "West" in set(bench.release.teams["team"])


def test_what_is_wrong_in_the_folder_of_a_customer_is_said_with_its_own_repair(tmp_path):
    folder = customer(tmp_path)
    mapping = folder / "mappings" / "2025-04.toml"
    kept = [line for line in mapping.read_text(encoding="utf-8").splitlines() if not line.startswith("team = ")]
    mapping.write_text("\n".join(kept), encoding="utf-8")
    bench = cd.explore(cd.open_study(folder, lang="en"))
    assert "2025-04.toml" in bench.problems
    assert 'Add a line there: team = "header of the column"' in bench.problems
    assert "Choose below" not in bench.status.value
    with pytest.raises(CultureDiagError, match="culture-diag init"):
        cd.open_study(tmp_path, lang="en")
