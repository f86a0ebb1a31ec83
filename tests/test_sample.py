"""The bundled sample is what its data dictionary says, and can be made anew."""

import importlib.util

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag import sample
from culture_diag.reading import NOT_APPLICABLE
from culture_diag.sample import sample_files


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("generate_sample", cd.sample_path() / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_generator_makes_the_same_files(generator, tmp_path):
    generator.main(tmp_path)
    made = {file.name: file for file in tmp_path.iterdir()}
    assert {file.name for file in sample_files()} < set(made)
    for name, file in made.items():
        committed = cd.sample_path() / name
        if name.endswith(".csv"):
            assert file.read_bytes() == committed.read_bytes(), name
        else:
            read = [pd.read_excel(path, dtype=str, engine="calamine") for path in (file, committed)]
            pd.testing.assert_frame_equal(*read)


def test_three_schools_eleven_teams_four_waves():
    responses, sizes = cd.load_sample()
    frame = responses.frame
    assert frame.groupby("board")["school"].nunique().to_dict() == {"Stichting De Waterkant": 3}
    assert frame.groupby("wave", observed=True)["team"].nunique().tolist() == [11] * 4
    assert len(sizes) == 44


def test_it_has_the_quirks_of_life(sample_diagnosis):
    responses, _ = cd.load_sample()
    latest = sample_diagnosis.teams.query("wave == '2026-04'").set_index("name")
    assert latest.loc["Zorgteam", "n"] < 5
    assert latest.loc["Oost", "response_rate"] == pytest.approx(0.40)
    assert abs(latest.loc["Beuk", "challenge"] - 3) < 0.1
    assert latest.loc["Beuk", "label"] == "borderline"
    # Two camps: nobody stands at the mean of Bovenbouw, so its spread is far beyond that of any other team.
    spread = latest["invitation_sd"].sort_values()
    assert spread.index[-1] == "Bovenbouw"
    assert spread.iloc[-1] > 1.3 * spread.iloc[-2]
    assert (responses.account["what"] == "team_renamed").any()
    assert responses.frame[[item.id for item in responses.instrument.items]].isna().to_numpy().any()
    assert (responses.missing == NOT_APPLICABLE).to_numpy().any()


def test_codes_last_over_waves_so_that_people_can_be_paired():
    frame = cd.load_sample()[0].frame
    assert not frame.duplicated(["respondent", "wave"]).any()
    assert frame["respondent"].nunique() < 0.5 * len(frame)


def test_no_respondent_of_the_sample_stands_for_a_person():
    dictionary = (cd.sample_path() / "README.md").read_text(encoding="utf-8")
    assert "synthetic" in dictionary.lower()
    for column in ("Respondentcode", "Bestuur", "School", "Team", "Meting", "Aantal"):
        assert f"`{column}`" in dictionary


def test_what_somebody_puts_beside_the_sample_is_no_wave_of_it(tmp_path, monkeypatch):
    for file in sample.sample_path().iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "2026-04.toml").write_text("[columns]\n", encoding="utf-8")  # as `map` writes it, next to the export
    monkeypatch.setattr(sample, "sample_path", lambda: tmp_path)
    assert [file.name for file in sample.sample_files()] == [
        "2024-10.csv",
        "2025-04.csv",
        "2025-10.xlsx",
        "2026-04.csv",
    ]
