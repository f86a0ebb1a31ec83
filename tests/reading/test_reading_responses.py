"""Files and frames to Responses: the same whatever the file looks like, and nothing lost on the way."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from culture_diag.errors import InstrumentError, MappingError, ResponseError
from culture_diag.i18n import catalogue
from culture_diag.instrument import load_instrument
from culture_diag.reading import (
    EMPTY,
    NOT_APPLICABLE,
    ReadOptions,
    account_text,
    read_responses,
    read_team_sizes,
    responses_from_frame,
    warning_text,
)
from culture_diag.reading.team_names import says_no_team

INSTRUMENT = load_instrument("invitation-challenge")
IDS = [item.id for item in INSTRUMENT.items]
CARPENTRY = Path(__file__).parents[3] / "shared" / "exports" / "plain" / "carpentrycon_2020.csv"
SCALE = INSTRUMENT.response_scale
ROW = pd.DataFrame({"team": ["a"], **{identity: [3.0] for identity in IDS}})


def refusal(call, *args, **kwargs):
    with pytest.raises(ResponseError) as caught:
        call(*args, lang="en", **kwargs)
    return caught.value.problems


def counts(responses):
    return responses.account.groupby("what")["count"].sum().to_dict()


def test_the_shape_of_responses(answers, save):
    answers.loc[0, IDS[0]] = ""
    answers.loc[1, IDS[0]] = "n.v.t."
    responses = read_responses(save(answers), INSTRUMENT)
    frame = responses.frame
    assert frame.columns.tolist() == ["respondent", "team", "wave", *IDS]
    assert isinstance(frame.index, pd.RangeIndex)
    assert frame["wave"].cat.ordered
    assert frame["wave"].cat.categories.tolist() == ["2024", "2025"]
    assert (frame[IDS].dtypes == "float64").all()
    assert (responses.missing.dtypes == "int8").all()
    assert responses.missing.columns.tolist() == IDS
    assert responses.missing[IDS[0]].tolist() == [EMPTY, NOT_APPLICABLE, 0, 0, 0, 0]
    pd.testing.assert_frame_equal(frame[IDS].isna(), responses.missing > 0)
    assert frame["team"].map(type).eq(str).all()
    assert counts(responses) == {
        "rows_read": 6,
        "items_found": 16,
        "answers_empty": 1,
        "answers_not_applicable": 1,
    }


# ------------------------------------------------------------------------------- the same answers, another file

WORDS = {
    0: lambda code: str(code),
    1: lambda code: f"{code},0",
    2: lambda code: next(point.label.nl for point in SCALE.points if point.code == code).capitalize(),
    3: lambda code: next(point.label.en for point in SCALE.points if point.code == code),
    4: lambda code: f"{code} - {next(point.label.nl for point in SCALE.points if point.code == code)}",
    5: lambda code: next((p.also[0] for p in SCALE.points if p.code == code and p.also), str(code)),
}
NOTHING = {0: "", 6: "Weet ik niet / n.v.t."}


@st.composite
def people(draw):
    """Draw people with a team, a wave and codes (0: left empty; 6: not applicable)."""
    teams = st.sampled_from(["noord", "zuid; of oost", "Groep 3,4", '"De Ark"', "=1+1", "Zoë\nbouw", "NA", "0"])
    person = st.tuples(teams, st.sampled_from(["2024", "2025"]), st.lists(st.integers(0, 6), min_size=16, max_size=16))
    return draw(st.lists(person, min_size=1, max_size=8))


def as_text(drawn, spelling):
    rows = [
        [str(at), team, wave, *(NOTHING[code] if code in NOTHING else WORDS[spelling](code) for code in codes)]
        for at, (team, wave, codes) in enumerate(drawn)
    ]
    return pd.DataFrame(rows, columns=["respondent", "team", "wave", *IDS])


def expected(drawn):
    codes = np.array([codes for _, _, codes in drawn], dtype=float)
    codes[(codes == 0) | (codes == 6)] = np.nan
    return codes


def confirmed(drawn):
    """Say of names that look like none that they are names: what is asked about is taken as it is written."""
    return {name: name for name in {" ".join(team.split()) for team, _, _ in drawn} if says_no_team(name)}


def sorted_frame(responses):
    order = responses.frame["respondent"].astype(int).argsort()
    return responses.frame.iloc[order].reset_index(drop=True), responses.missing.iloc[order].reset_index(drop=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=people(),
    spelling=st.sampled_from(sorted(WORDS)),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    separator=st.sampled_from([",", ";", "\t"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    kind=st.sampled_from(["csv", "xlsx"]),
    data=st.data(),
)
def test_how_a_file_is_written_changes_nothing(drawn, spelling, encoding, separator, quoting, kind, data, save):
    text = as_text(drawn, spelling)
    assume(len(text) < 8 or text["team"].nunique() <= 0.7 * len(text))  # else it is a column of people
    columns = data.draw(st.permutations(list(text.columns)))
    rows = data.draw(st.permutations(range(len(text))))
    path = save(text.iloc[rows][columns], f"answers.{kind}", separator=separator, encoding=encoding, quoting=quoting)
    frame, missing = sorted_frame(read_responses(path, INSTRUMENT, salt=b"", renamed=confirmed(drawn)))
    np.testing.assert_array_equal(frame[IDS].to_numpy(), expected(drawn))
    assert frame["team"].tolist() == [" ".join(team.split()) for team, _, _ in drawn]
    assert frame["wave"].astype(str).tolist() == [wave for _, wave, _ in drawn]
    codes = np.array([codes for _, _, codes in drawn])
    np.testing.assert_array_equal(missing.to_numpy(), np.select([codes == 0, codes == 6], [EMPTY, NOT_APPLICABLE]))


@given(drawn=people())
@settings(max_examples=30, deadline=None)
def test_a_frame_of_numbers_is_read_as_its_file_would_be(drawn):
    codes = pd.DataFrame([codes for _, _, codes in drawn], columns=IDS, dtype=float)
    codes = codes.mask((codes == 0) | (codes == 6))
    ids = {"team": [team for team, _, _ in drawn], "wave": [int(wave) for _, wave, _ in drawn]}
    responses = responses_from_frame(pd.DataFrame({**ids, **codes}), INSTRUMENT, renamed=confirmed(drawn))
    np.testing.assert_array_equal(responses.frame[IDS].to_numpy(), expected(drawn))
    assert responses.frame["wave"].astype(str).tolist() == [wave for _, wave, _ in drawn]
    assert set(np.unique(responses.missing.to_numpy())) <= {0, EMPTY}


def test_a_frame_is_not_changed(answers):
    frame = answers.astype(dict.fromkeys(IDS, float))
    before = frame.copy(deep=True)
    responses = responses_from_frame(frame, INSTRUMENT)
    responses.frame.loc[:, IDS] = 1.0
    pd.testing.assert_frame_equal(frame, before)


# ------------------------------------------------------------------------------------------------------- waves


def test_files_are_waves_by_their_name(answers, save):
    plain = answers.drop(columns=["wave"])
    paths = [save(plain, "2025-03.csv"), save(plain, "2024-10.xlsx")]
    responses = read_responses(paths, INSTRUMENT)
    assert responses.frame["wave"].cat.categories.tolist() == ["2024-10", "2025-03"]
    assert responses.frame["wave"].astype(str).tolist() == ["2025-03"] * 6 + ["2024-10"] * 6
    assert responses.account["file"].unique().tolist() == ["2025-03.csv", "2024-10.xlsx"]
    assert read_responses(paths[0], INSTRUMENT).frame["wave"].unique().tolist() == ["2025-03"]


def test_waves_may_be_given(answers, save):
    plain = answers.drop(columns=["wave"])
    paths = [save(plain, "a.csv"), save(plain, "b.csv")]
    given_order = read_responses(paths, INSTRUMENT, wave=["voorjaar", "najaar"]).frame["wave"]
    assert given_order.cat.categories.tolist() == ["voorjaar", "najaar"]
    assert read_responses(paths[0], INSTRUMENT, wave="T1").frame["wave"].unique().tolist() == ["T1"]
    other = read_responses(paths, INSTRUMENT, wave=["voorjaar", "najaar"], waves=["najaar", "voorjaar"]).frame["wave"]
    assert other.cat.categories.tolist() == ["najaar", "voorjaar"]
    found = refusal(read_responses, paths, INSTRUMENT, wave=["een", "twee"], waves=["twee", "drie"])
    assert found[["key", "file", "value"]].values.tolist() == [["wave_not_listed", "a.csv", "een"]]


def test_a_column_for_the_wave_wins(answers, save):
    responses = read_responses(save(answers), INSTRUMENT, wave="T9")
    assert responses.frame["wave"].cat.categories.tolist() == ["2024", "2025"]
    assert counts(responses)["wave_not_used"] == 1


def test_the_order_of_an_ordered_categorical_is_kept(answers):
    answers["wave"] = pd.Categorical(["na", "voor", "na"] * 2, categories=["voor", "na"], ordered=True)
    assert responses_from_frame(answers, INSTRUMENT).frame["wave"].cat.categories.tolist() == ["voor", "na"]
    answers["wave"] = answers["wave"].astype(str)
    assert responses_from_frame(answers, INSTRUMENT).frame["wave"].cat.categories.tolist() == ["na", "voor"]


def test_files_that_cannot_be_told_apart(answers, save):
    plain = answers.drop(columns=["wave"])
    paths = [save(plain, "a/export.csv"), save(plain.assign(respondent=list("uvwxyz")), "b/export.csv")]
    assert refusal(read_responses, paths, INSTRUMENT)["key"].unique().tolist() == ["wave_names_equal"]
    assert len(read_responses(paths, INSTRUMENT, wave="2024").frame) == 12
    assert refusal(read_responses, [paths[0]] * 2, INSTRUMENT)["key"].tolist() == ["file_twice"]
    assert refusal(read_responses, paths, INSTRUMENT, wave=["a"])["key"].tolist() == ["wave_labels_count"]
    assert refusal(read_responses, [], INSTRUMENT)["key"].tolist() == ["no_files"]


def test_a_column_that_only_one_file_has_is_empty_in_the_other(answers, save):
    paths = [save(answers.assign(school="De Ark"), "a.csv"), save(answers.assign(respondent=""), "b.csv")]
    frame = read_responses(paths, INSTRUMENT, salt=b"").frame
    assert frame["school"].tolist() == ["De Ark"] * 6 + [""] * 6
    assert frame["respondent"].tolist() == [*"012345", *[""] * 6]


# ------------------------------------------------------------------------------------- rows, teams, respondents


@pytest.mark.parametrize("rows", [1, 2])
def test_one_row_one_team_one_wave(answers, save, rows):
    assert len(read_responses(save(answers.head(rows)), INSTRUMENT).frame) == rows


def test_rows_without_team(answers, save):
    answers.loc[[1, 2], "team"] = ["", " \u00a0"]
    answers.loc[1, IDS] = ""
    answers["datum"] = "2024"
    found = refusal(read_responses, save(answers), INSTRUMENT)
    assert found[["key", "row", "letter", "column"]].values.tolist() == [["team_missing", 4, "B", "team"]]
    answers.loc[2, "team"] = "zuid"
    responses = read_responses(save(answers), INSTRUMENT)
    assert len(responses.frame) == len(responses.missing) == 5
    assert counts(responses)["rows_without_team"] == 1
    answers.loc[2, ["team", IDS[0]]] = ["", "onzin"]
    answers.loc[2, IDS[1:]] = ""
    keys = refusal(read_responses, save(answers), INSTRUMENT)["key"].tolist()
    assert keys == ["answer_unknown_in_numbers", "team_missing"]


def test_rows_without_wave(answers, save):
    answers.loc[3, "wave"] = ""
    found = refusal(read_responses, save(answers), INSTRUMENT)
    assert found[["key", "row", "letter"]].values.tolist() == [["wave_missing", 5, "C"]]


def test_a_team_without_answers_stays(answers, save):
    answers.loc[answers["team"] == "zuid", IDS] = ""
    responses = read_responses(save(answers), INSTRUMENT)
    assert len(responses.frame) == 6
    assert counts(responses)["rows_without_answers"] == 2
    assert counts(responses)["answers_empty"] == 32


def test_nothing_left_to_read(answers, save):
    answers[["team", *IDS]] = ""
    assert refusal(read_responses, save(answers), INSTRUMENT)["key"].tolist() == ["table_no_rows"]
    assert refusal(responses_from_frame, answers.head(0), INSTRUMENT)["key"].tolist() == ["table_no_rows"]


def test_a_respondent_twice_in_a_wave_names_both_rows(answers, save):
    answers["respondent"] = ["jan12", "b", "jan12", "jan12", "b", "c"]
    found = refusal(read_responses, save(answers), INSTRUMENT)
    assert found[["key", "row", "letter"]].values.tolist() == [
        ["respondent_double", 5, "A"],
        ["respondent_double", 6, "A"],
    ]
    assert not found.astype(str).apply(lambda column: column.str.contains("jan12")).any(axis=None)
    assert "row 2 of answers.csv" in found["problem"][0]
    assert "row 3 of answers.csv" in found["problem"][1]
    answers["respondent"] = ""
    assert counts(read_responses(save(answers), INSTRUMENT))["cells_empty"] == 6


def test_renamed_teams(answers, save):
    path = save(answers)
    responses = read_responses(path, INSTRUMENT, renamed={" noord ": "Het Kompas"})
    assert responses.frame["team"].tolist() == ["Het Kompas", "zuid", "Het Kompas"] * 2
    account = responses.account.set_index("what")
    assert account.loc["team_renamed", ["count", "detail"]].tolist() == [4, "noord → Het Kompas"]
    assert "team_renamed_beside" not in account.index
    merged = read_responses(path, INSTRUMENT, renamed={"zuid": "noord"})
    assert counts(merged)["team_renamed_beside"] == 1
    swapped = read_responses(path, INSTRUMENT, renamed={"zuid": "noord", "noord": "zuid"})
    assert swapped.frame["team"].tolist() == ["zuid", "noord", "zuid"] * 2
    found = refusal(read_responses, path, INSTRUMENT, renamed={"west": "oost"})
    assert found["key"].tolist() == ["renamed_absent"]
    assert "noord, zuid" in found["repair"][0]


def test_white_space_and_capitals_in_names_are_one_and_it_is_told(answers, save):
    answers["team"] = ["Team\u00a0Noord ", "Team  Noord", "Team\nNoord", "team noord", "zuid", "zuid"]
    responses = read_responses(save(answers), INSTRUMENT)
    assert responses.frame["team"].tolist() == ["Team Noord"] * 4 + ["zuid"] * 2
    account = responses.account.set_index("what")
    assert account.loc["spelling_joined", ["count", "detail"]].tolist() == [1, "team noord → Team Noord"]
    assert any("team noord → Team Noord" in line for line in warning_text(responses, lang="nl"))
    answers["team"] = ["Groep 3/4", "Groep 3-4"] * 3
    assert counts(read_responses(save(answers), INSTRUMENT))["teams_alike"] == 2


def test_problems_of_all_files_come_at_once(answers, save, tmp_path):
    answers.loc[0, IDS[0]] = "9"
    paths = [save(answers, "a.csv"), tmp_path / "weg.csv", save(answers, "b.xlsx")]
    found = refusal(read_responses, paths, INSTRUMENT)
    assert found[["file", "key"]].values.tolist()[:3] == [
        ["weg.csv", "table_missing"],
        ["a.csv", "answer_out_of_range"],
        ["b.xlsx", "answer_out_of_range"],
    ]
    # The same people stand in both files, in the same waves.
    assert set(found["key"][3:]) == {"respondent_double"}
    assert "row 2 of a.csv" in found["problem"][3]


def test_a_ragged_row_stops_the_reading_with_its_row(answers, tmp_path):
    text = io.StringIO()
    answers.to_csv(text, sep=";", index=False)
    path = tmp_path / "a.csv"
    path.write_text(text.getvalue().replace("\n1;zuid;", "\n1;zuid;;"), encoding="utf-8")
    found = refusal(read_responses, path, INSTRUMENT)
    assert found[["key", "row"]].values.tolist() == [["row_width", 3]]


# ---------------------------------------------------------------------------------------------- scale, account


def test_a_large_frame_of_numbers_is_read_as_arrays():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(1, 6, (50_000, 16)).astype(float), columns=IDS)
    frame = frame.mask(rng.random(frame.shape) < 0.05)
    frame.insert(0, "team", rng.integers(0, 1000, len(frame)))
    responses = responses_from_frame(frame, INSTRUMENT)
    pd.testing.assert_frame_equal(responses.frame[IDS], frame[IDS])
    assert counts(responses)["answers_empty"] == int(frame[IDS].isna().to_numpy().sum())
    frame.loc[49_999, IDS[15]] = 6
    found = refusal(responses_from_frame, frame, INSTRUMENT)
    assert found[["row", "column", "letter", "value"]].values.tolist() == [[50_001, IDS[15], "Q", "6"]]


def test_an_undocumented_code_of_a_real_file_is_refused_in_every_cell():
    if not CARPENTRY.is_file():
        pytest.skip("the real survey exports are not beside the repository")
    with CARPENTRY.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    names = [name for name in records[0] if name.startswith(("presenters", "valuable", "session_"))]
    items = [item.model_copy(update={"id": f"q{at}"}) for at, item in enumerate(INSTRUMENT.items[: len(names) - 1])]
    scale = INSTRUMENT.scales[0].model_copy(update={"items": tuple(items), "facets": ()})
    instrument = INSTRUMENT.model_copy(update={"scales": (scale,), "quadrants": ()})
    columns = dict(zip([item.id for item in items], names, strict=False))
    found = refusal(read_responses, CARPENTRY, instrument, mapping={"team": "session", **columns})
    wrong = [
        (at, name, record[name])
        for name in columns.values()
        for at, record in enumerate(records, start=2)
        if record[name] not in {"", *"12345"}
    ]
    assert {value for *_, value in wrong} == {"0", "6"}
    seen = found[["row", "column", "value"]].itertuples(index=False, name=None)
    assert sorted(seen) == sorted(wrong)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_line_of_the_account_has_words(answers, save, lang):
    answers.loc[0, IDS] = "Mee eens"
    answers["opmerking"] = "x"
    lines = account_text(read_responses(save(answers, encoding="utf-16"), INSTRUMENT), lang)
    assert INSTRUMENT.title[lang] in lines[0]
    assert lines[1] == {"nl": "2 teams in 2 metingen.", "en": "2 teams in 2 waves."}[lang]
    assert "2024 → 2025" in lines[2]
    assert "noord (2), zuid (2)" in lines[3]
    assert any("opmerking" in line for line in lines)
    assert any(line.strip().startswith("16 ") for line in lines)


def test_account_of_everything_dropped_or_converted(answers, tmp_path):
    answers.loc[0, IDS[:3]] = ["agree", "eens", "n.v.t."]
    text = io.StringIO()
    answers.assign(Café="x").to_csv(text, sep=";", index=False)
    path = tmp_path / "a.csv"
    path.write_bytes((text.getvalue() + "\n;;\n").encode("cp1252"))
    found = counts(read_responses(path, INSTRUMENT))
    assert found == {
        "encoding": 1,
        "blank_rows": 2,
        "items_found": 16,
        "answers_from_labels": 2,
        "answers_not_applicable": 1,
        "columns_not_read": 1,
        "rows_read": 6,
    }
    for what in found:
        assert f"reading.account.{what}.one" in catalogue("nl")


def test_errors_speak_both_languages(answers, save):
    answers.loc[0, IDS[0]] = "9"
    for lang, words in (("nl", "Toegestaan: hele getallen van 1 tot en met 5"), ("en", "whole numbers from 1 to 5")):
        with pytest.raises(ResponseError, match=words):
            read_responses(save(answers), INSTRUMENT, lang=lang)
    with pytest.raises(ResponseError, match="een teamgrootte moet een heel getal"):
        read_team_sizes({"noord": 0}, lang="nl")


def test_seasons_and_months_are_put_in_order_of_time():
    frame = pd.concat([ROW.assign(wave=wave) for wave in ("voorjaar 2026", "najaar 2025", "Voorjaar 2025")])
    assert list(responses_from_frame(frame, INSTRUMENT).frame["wave"].cat.categories) == [
        "Voorjaar 2025",
        "najaar 2025",
        "voorjaar 2026",
    ]
    months = pd.concat([ROW.assign(wave=wave) for wave in ("2026 maart", "2025 oktober")])
    assert list(responses_from_frame(months, INSTRUMENT).frame["wave"].cat.categories) == ["2025 oktober", "2026 maart"]
    # Winter lies at both ends of a year: nothing is guessed, the order met is kept.
    winter = pd.concat([ROW.assign(wave=wave) for wave in ("winter 2026", "najaar 2025")])
    assert responses_from_frame(winter, INSTRUMENT).frame["wave"].cat.categories[0] == "winter 2026"


def test_what_may_be_a_mistake_is_said():
    frame = pd.concat(
        [ROW.assign(team="Blauw", wave="najaar 2025"), ROW.assign(team="blauw", wave="Najaar 2025")], ignore_index=True
    )
    responses = responses_from_frame(frame, INSTRUMENT)
    sizes = pd.DataFrame({"team": ["Blau", "BLAUW"], "n_team": [8, 9]})
    said = warning_text(responses, sizes, "nl")
    assert any("Hoofdletters" in line and "blauw → Blauw" in line for line in said)
    assert any("metingen" in line and "Najaar 2025" in line for line in said)
    assert "Wel in de teamgroottes, maar zonder antwoorden: Blau." in said
    assert not any("niet in de teamgroottes" in line for line in said)
    fine = responses_from_frame(ROW.assign(team="a", wave="1"), INSTRUMENT)
    assert warning_text(fine, pd.DataFrame({"team": ["a"], "n_team": [4]}), "nl") == []


def titled(file, *titles):
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        for at, title in enumerate(titles):
            sheet.write_row(at, 0, title)
        sheet.write_row(len(titles) + 1, 0, ["team", *IDS])
        sheet.write_row(len(titles) + 2, 0, ["a", *[3] * len(IDS)])
    return file


def test_a_title_above_the_headers_is_passed_over_and_said(tmp_path):
    responses = read_responses(titled(tmp_path / "titel.xlsx", ["Onderzoek naar onze cultuur"]), INSTRUMENT)
    assert responses.frame[IDS].to_numpy().tolist() == [[3.0] * len(IDS)]
    assert responses.origin["row"].tolist() == [4]
    assert counts(responses)["rows_above_header"] == 1


def test_headers_under_more_than_a_title_are_found_and_said(tmp_path):
    file = titled(tmp_path / "titel.xlsx", ["Onderzoek", "naar", "cultuur"], ["bij", "drie", "scholen"])
    with pytest.raises(MappingError) as caught:
        read_responses(file, INSTRUMENT, lang="nl")
    found = caught.value.problems
    lower = found[found["key"] == "column_headers_lower"].iloc[0]
    assert lower["row"] == 4
    assert "rijen 1 tot en met 3" in lower["repair"]
    assert "item_column_missing" not in set(found["key"])


def test_numbers_where_labels_are_meant_are_taken_as_labels():
    frame = responses_from_frame(ROW.assign(team=3), INSTRUMENT, wave=2024, renamed={3: 4}).frame
    assert frame[["team", "wave"]].astype(str).to_numpy().tolist() == [["4", "2024"]]


def test_an_instruments_name_is_no_instrument():
    with pytest.raises(InstrumentError, match="load_instrument"):
        responses_from_frame(ROW, "invitation-challenge")


def test_months_in_figures_and_quarters_are_put_in_order():
    for later, earlier in (("03-2025", "10-2024"), ("Q1 2025", "Q4 2024"), ("najaar 2025", "najaar 2024")):
        frame = pd.concat([ROW.assign(wave=later), ROW.assign(wave=earlier)])
        assert list(responses_from_frame(frame, INSTRUMENT).frame["wave"].cat.categories) == [earlier, later]


def test_moments_of_answering_are_no_waves_until_it_is_said_by_what(answers, save):
    many = pd.concat([answers] * 4, ignore_index=True).drop(columns=["respondent", "wave"])
    many["Begintijd"] = [f"{1 + at}-{9 + at % 3}-2025 10:{at:02d}" for at in range(len(many))]
    path = save(many)
    columns = {"wave": "Begintijd"}
    assert refusal(read_responses, path, INSTRUMENT, mapping=columns)["key"].tolist() == ["wave_of_dates"]
    waves = read_responses(path, INSTRUMENT, mapping=ReadOptions(columns=columns, wave_by="month")).frame["wave"]
    assert waves.value_counts().sort_index().to_dict() == {"2025-09": 8, "2025-10": 8, "2025-11": 8}
