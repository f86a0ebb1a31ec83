"""Team sizes from a file, a frame or a dictionary, all checked alike."""

import pandas as pd
import pytest

from culture_diag.errors import MappingError, ResponseError
from culture_diag.reading import read_team_sizes, responses_from_frame
from culture_diag.reading.sizes import sizes_as_answered


def keys(source, kind=ResponseError):
    with pytest.raises(kind) as caught:
        read_team_sizes(source, lang="en")
    return caught.value.problems["key"].tolist()


@pytest.mark.parametrize("header", ["n_team", "Aantal", "teamgrootte", "omvang", "Size", "N"])
def test_sizes_from_a_file(save, header):
    path = save(pd.DataFrame({"School": ["a", "b"], "Team": ["Onder\u00a0bouw", "x"], header: ["12", "9,0"]}))
    sizes = read_team_sizes(path)
    assert sizes.columns.tolist() == ["school", "team", "n_team"]
    assert sizes.values.tolist() == [["a", "Onder bouw", 12], ["b", "x", 9]]
    assert sizes["n_team"].dtype == "int64"


def test_sizes_from_a_workbook_frame_and_dictionary_are_the_same(save):
    frame = pd.DataFrame({"team": ["a", "b"], "n_team": [12, 9]})
    for source in (frame, {"a": 12, "b": 9}, save(frame, "sizes.xlsx"), save(frame, "sizes.csv")):
        pd.testing.assert_frame_equal(read_team_sizes(source), read_team_sizes(frame))


def test_a_size_may_differ_by_wave():
    frame = pd.DataFrame({"team": ["a", "a"], "meting": [2024, 2025], "aantal": [12, 13]})
    assert read_team_sizes(frame).values.tolist() == [["a", "2024", 12], ["a", "2025", 13]]


def test_everything_wrong_comes_at_once(save):
    frame = pd.DataFrame(
        [["a", "12"], ["a", "9"], ["b", "veel"], ["c", "0"], ["d", ""], ["e", "7,5"], ["", "4"], ["f", "-3"]],
        columns=["team", "aantal"],
    )
    with pytest.raises(ResponseError) as caught:
        read_team_sizes(save(frame), lang="nl")
    found = caught.value.problems
    assert found[["key", "row", "letter", "value"]].fillna("-").values.tolist() == [
        ["size_wrong", 4, "B", "veel"],
        ["size_wrong", 5, "B", "0"],
        ["size_wrong", 6, "B", ""],
        ["size_wrong", 7, "B", "7,5"],
        ["size_wrong", 9, "B", "-3"],
        ["size_double", 3, "A", "a"],
        ["size_without_team", 8, "A", "-"],
    ]


def test_columns_that_are_missing_or_double():
    assert keys(pd.DataFrame({"groep": ["a"], "hoeveel": [3]}), MappingError) == ["sizes_column_missing"] * 2
    frame = pd.DataFrame({"team": ["a"], "aantal": [3], "omvang": [4]})
    assert keys(frame, MappingError) == ["sizes_column_double"]


def test_no_sizes(tmp_path):
    assert keys({}) == ["table_no_rows"]
    assert keys(tmp_path / "weg.csv") == ["table_missing"]
    assert keys({"a": True}) == ["size_wrong"]
    assert keys({"a": None}) == ["size_wrong"]


def test_a_size_of_the_keyboard_is_refused_in_words():
    with pytest.raises(ResponseError):
        read_team_sizes({"a": 99999999999999999999999})


def test_a_results_file_is_not_a_list_of_sizes(sample_release, save):
    found = sample_release.teams[["team", "name", "wave", "n", "n_team", "response_rate"]].astype(str)
    with pytest.raises(MappingError) as caught:
        read_team_sizes(save(found), lang="nl")
    assert caught.value.problems["key"].tolist() == ["sizes_of_results"]
    assert "resultatenbestand" in str(caught.value)
    assert "team en aantal" in str(caught.value)


def test_a_missing_column_is_named_in_words():
    with pytest.raises(MappingError) as caught:
        read_team_sizes(pd.DataFrame({"team": ["a"], "hoeveel": [3]}), lang="nl")
    assert "geen kolom 'aantal'" in str(caught.value)
    assert "koppen team en aantal" in str(caught.value)


def answered_as(teams, waves, renamed, instrument):
    frame = pd.DataFrame({"team": teams, "wave": waves, **{item.id: [4] * len(teams) for item in instrument.items}})
    return responses_from_frame(frame, instrument, renamed=renamed)


def test_a_team_with_an_arrow_in_its_name_keeps_its_size(instrument):
    responses = answered_as(["Bouw 1 → 2", "Bouw 1"], ["2025", "2025"], {"Bouw 1 → 2": "Middenbouw"}, instrument)
    assert responses.renamed.values.tolist() == [["Bouw 1 → 2", "Middenbouw", "2025", 1]]
    sizes = sizes_as_answered(read_team_sizes({"Bouw 1": 9, "Bouw 1 → 2": 8}), responses)
    assert sizes.values.tolist() == [["Bouw 1", 9], ["Middenbouw", 8]]


def test_an_old_name_counts_in_the_wave_it_was_answered_under_also_in_one_file(instrument):
    renamed = {"Bouw 1": "Onderbouw"}
    responses = answered_as(["Bouw 1", "Onderbouw"], ["2024", "2025"], renamed, instrument)
    sizes = sizes_as_answered(read_team_sizes({"Bouw 1": 9, "Onderbouw": 10}), responses)
    assert sizes.set_index("wave")["n_team"].to_dict() == {"2024": 9, "2025": 10}
