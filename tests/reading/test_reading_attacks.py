"""Files in which answers, people or waves could have changed places without a word: each was read so once."""

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from culture_diag import write_mapping
from culture_diag.errors import CultureDiagError
from culture_diag.reading import ReadOptions, read_responses, warning_text
from culture_diag.reading.waves import order_of_waves, tells_order

EIGHT = 8


@pytest.fixture
def people(ids):
    """Eight people in two teams, as text, with a code of their own."""
    codes = np.random.default_rng(5).integers(1, 6, (EIGHT, len(ids)))
    answers = {item: [str(code) for code in codes[:, at]] for at, item in enumerate(ids)}
    return pd.DataFrame({"code": [f"k{at}" for at in range(EIGHT)], "team": ["noord", "zuid"] * 4, **answers})


def keys(path, instrument, **choices):
    with pytest.raises(CultureDiagError) as caught:
        read_responses(path, instrument, **choices)
    return set(caught.value.problems["key"])


@pytest.mark.parametrize(
    "labels",
    [
        ["Teamscan oktober 2024", "Teamscan april 2025"],
        ["15-04-2025", "01-10-2025"],
        ["okt-24", "apr-25"],
        ["23-24", "24-25"],
        ["T0 (okt 2024)", "T1 (apr 2025)"],
        ["Meting 1 - 2024", "Meting 2 - 2025"],
        ["nulmeting", "tussenmeting", "nameting"],
    ],
)
def test_waves_are_in_order_of_time_whatever_their_files_order(labels):
    assert order_of_waves(labels[::-1]) == tuple(labels)
    assert tells_order(labels)


def test_an_order_that_names_do_not_tell_is_said(people, instrument, save):
    paths = [save(people, f"{name}.csv") for name in ("rood", "blauw")]
    assert any("rood → blauw" in line for line in warning_text(read_responses(paths, instrument), lang="nl"))
    told = read_responses(paths, instrument, waves=["blauw", "rood"])
    assert not any("rood → blauw" in line for line in warning_text(told, lang="nl"))


def test_a_separator_in_a_text_moves_no_answer(people, instrument, save):
    people.insert(2, "cijfer", "3")
    people["opmerking"] = ""
    path = save(people, separator=",")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace(",3,", ",3,4,", 1)
    path.write_text("\n".join(lines), encoding="utf-8")
    assert keys(path, instrument) == {"row_width"}


def test_two_items_exchanged_in_a_mapping_are_not_read(people, instrument, save):
    first, second = (item.wording.nl for item in instrument.items[:2])
    path = save(people.rename(columns={"inv1": first, "inv2": second}))
    assert keys(path, instrument, mapping={"inv1": second, "inv2": first}) == {"mapping_other_item"}


def test_a_code_with_another_question_beside_it_is_pointed_at(people, instrument, save, ids):
    asked = {item.id: f"Hoe is het bij jullie? - {item.wording.nl}" for item in instrument.items}
    asked |= {"code": "Code", "team": "In welk team werk je?", "inv2": "Gaat u akkoord met deelname aan dit onderzoek?"}
    above = [[asked[name] for name in people], [f'{{"ImportId":"QID{at}"}}' for at in range(people.shape[1])]]
    export = pd.concat([pd.DataFrame(above, columns=people.columns), people], ignore_index=True)
    said = warning_text(read_responses(save(export, separator=","), instrument), lang="nl")
    assert [line for line in said if "inv" in line and "gaat u akkoord" in line]
    assert not [line for line in said if "inv1" in line or "cha" in line]


def test_a_scale_with_two_words_for_its_ends_is_a_longer_one(people, instrument, save, ids):
    labels = {"1": "Helemaal mee oneens", "2": "Mee oneens", "3": "Neutraal", "4": "Mee eens", "5": "Helemaal mee eens"}
    fine = people.replace(labels)
    read_responses(save(fine), instrument)
    longer = fine.copy()
    longer.loc[0, ids[0]], longer.loc[1, ids[0]] = "Zeer mee eens", "Helemaal mee eens"
    assert keys(save(longer, "b.csv"), instrument) == {"answer_other_scale"}


def test_sheets_with_the_same_headers_are_not_read_by_halves(people, instrument, tmp_path):
    path = tmp_path / "teams.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for team in ("noord", "zuid"):
            sheet = book.add_worksheet(team)
            sheet.write_row(0, 0, list(people.columns))
            for at, row in enumerate(people[people["team"] == team].to_numpy().tolist(), start=1):
                sheet.write_row(at, 0, row)
    assert keys(path, instrument) == {"table_sheets_alike"}


def test_another_scale_is_said_once_and_nothing_is_to_be_thrown_away(people, instrument, save, ids):
    people[ids] = people[ids].astype(int).mul(2).astype(str)
    with pytest.raises(CultureDiagError) as caught:
        read_responses(save(people), instrument, lang="nl")
    assert caught.value.problems["key"].tolist() == ["answers_other_range"]
    assert "missing_codes" not in str(caught.value)


def test_people_are_no_teams(people, instrument, save):
    assert keys(save(people.assign(team=[f"Naam {at}" for at in range(EIGHT)])), instrument) == {"role_of_people"}
    assert keys(save(people.assign(team="jan@school.example")), instrument) == {"role_is_address"}
    several = people.assign(team=["noord;", "zuid;", "noord;zuid;", "zuid;"] * 2)
    assert keys(save(several), instrument) == {"team_several"}
    one = read_responses(save(people.assign(team=people["team"] + ";")), instrument)
    assert set(one.frame["team"]) == {"noord", "zuid"}


def test_who_makes_no_code_is_nobody_else(people, instrument, save):
    people["code"] = ["geen", "-", "n.v.t.", "geen", "ab12", "cd34", "-", "?"]
    frame = read_responses(save(people), instrument, mapping={"respondent": "code"}, salt=b"").frame
    assert frame["respondent"].tolist() == ["", "", "", "", "ab12", "cd34", "", ""]


def test_headers_again_between_the_answers_are_nobody(people, instrument, save):
    pasted = pd.concat([people, pd.DataFrame([people.columns], columns=people.columns), people], ignore_index=True)
    responses = read_responses(save(pasted), instrument)
    assert len(responses.frame) == 2 * EIGHT
    assert responses.account.set_index("what").loc["rows_header_again", "count"] == 1


def test_a_file_without_headers_repeats_nobody(people, instrument, save):
    people.insert(0, "x", [f"Kanarie {at}" for at in range(EIGHT)])
    path = save(people)
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[1:]), encoding="utf-8")
    with pytest.raises(CultureDiagError) as caught:
        read_responses(path, instrument)
    assert caught.value.problems["key"].tolist() == ["table_without_headers"]
    assert "Kanarie" not in str(caught.value) + caught.value.problems.to_string()


def test_a_question_called_status_makes_nobody_a_preview(people, instrument, save):
    asked = people.assign(
        Status=["1", "2", "3", "1"] * 2, ResponseId=[f"R_{at}" for at in range(EIGHT)], Progress="100"
    )
    asked["Finished"], asked["RecordedDate"] = "1", "2026-03-01 10:00"
    responses = read_responses(save(asked), instrument, mapping=ReadOptions(platform="qualtrics"))
    assert len(responses.frame) == EIGHT


def test_the_same_answers_in_two_files_are_pointed_at(people, instrument, save):
    paths = [save(people, "2024.csv"), save(people, "2025.csv")]
    assert any("2024.csv = 2025.csv" in line for line in warning_text(read_responses(paths, instrument), lang="nl"))


def test_nothing_of_the_folder_one_works_in_is_run(people, instrument, tmp_path, monkeypatch):
    pyreadstat = pytest.importorskip("pyreadstat")
    pyreadstat.write_sav(people, str(tmp_path / "answers.sav"))
    trap = "import pathlib; pathlib.Path('trapped').write_text('x')"
    for name in ("base64", "json", "pyreadstat", "culture_diag"):
        (tmp_path / f"{name}.py").write_text(trap, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "")
    assert len(read_responses(tmp_path / "answers.sav", instrument).frame) == EIGHT
    assert not (tmp_path / "trapped").exists()


@pytest.mark.parametrize("header", ["x" + "[" * 130_000 + "]", "Vraag" + " - deel" * 15_000, "x" * 120_000])
def test_a_header_without_end_takes_no_time(people, instrument, save, header):
    assert len(read_responses(save(people.assign(**{header: "4"})), instrument).frame) == EIGHT


def test_labels_that_nobody_chose_tell_the_scale_too(people, instrument, tmp_path, ids):
    pyreadstat = pytest.importorskip("pyreadstat")
    numbers = people.assign(**{item: people[item].astype(float).clip(2, 4) for item in ids})
    path = str(tmp_path / "answers.sav")
    points = {point.code: point.label.nl for point in instrument.response_scale.points}
    turned = {1: points[5], 5: points[1], 9: "geen antwoord"}
    for labels, wrong in ((points | {9: "geen antwoord"}, False), (turned, True), ({1: points[1], 7: points[5]}, True)):
        kept = {item: {float(code): label for code, label in labels.items()} for item in ids}
        ranges = {item: [9] for item in ids}
        pyreadstat.write_sav(numbers, path, variable_value_labels=kept, missing_ranges=ranges)
        if wrong:
            assert keys(path, instrument) == {"labels_contradict"}
        else:
            assert len(read_responses(path, instrument).frame) == EIGHT


def test_a_school_in_some_files_only_is_pointed_at(people, instrument, save):
    paths = [save(people.assign(school="De Linde"), "2024.csv"), save(people[::-1], "2025.csv")]
    assert any("school | 2025.csv" in line for line in warning_text(read_responses(paths, instrument), lang="nl"))


def test_a_mapping_does_not_fit_the_row_of_another_question(people, instrument, save, tmp_path):
    worded = people.rename(columns={item.id: item.wording.nl for item in instrument.items})
    mapping = write_mapping(save(worded), instrument, tmp_path / "form.toml")
    wished = worded.rename(columns=lambda name: f"Hoe zou je het willen? [{name}]" if "team" in name[3:] else name)
    assert any("stale" in key for key in keys(save(wished, "b.csv"), instrument, mapping=mapping))


def test_the_number_of_equal_headers_is_that_of_the_export_it_was_made_for(people, instrument, save, tmp_path):
    twice = pd.concat([people, people["inv1"].rename("Vraag"), people["inv1"].rename("Vraag")], axis=1)
    twice = twice.drop(columns="inv1")
    path, mapping = save(twice), tmp_path / "form.toml"
    write_mapping(path, instrument, mapping)
    text = mapping.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("# inv1 ="))
    mapping.write_text(text.replace(line, 'inv1 = "Vraag #1"'), encoding="utf-8")
    assert len(read_responses(path, instrument, mapping=mapping).frame) == EIGHT
    thrice = pd.concat([people["inv2"].rename("Vraag"), twice], axis=1)
    assert any("stale" in key for key in keys(save(thrice, "b.csv"), instrument, mapping=mapping))


def test_another_degree_in_another_wave_is_pointed_at(people, instrument, save, ids):
    words = {"1": "Helemaal mee oneens", "3": "Neutraal", "5": "Helemaal mee eens"}
    before = people.replace({**words, "2": "Mee oneens", "4": "Mee eens"})
    after = people.replace({**words, "2": "Enigszins mee oneens", "4": "Enigszins mee eens"})
    said = warning_text(read_responses([save(before, "2024.csv"), save(after, "2025.csv")], instrument), lang="nl")
    assert [line for line in said if "2024.csv / 2025.csv" in line]


def test_a_secret_that_cannot_be_kept_is_said(people, instrument, save, monkeypatch, tmp_path):
    from culture_diag.reading.values import pseudonyms

    monkeypatch.delenv("CULTURE_DIAG_SALT_FILE")
    monkeypatch.setattr(pseudonyms, "_user_file", lambda: None)
    coded = read_responses(save(people), instrument, mapping={"respondent": "code"})
    assert any("niet worden bewaard" in line for line in warning_text(coded, lang="nl"))
    assert not any("niet worden bewaard" in line for line in warning_text(read_responses(save(people), instrument)))
