"""How long each took: from the columns that survey platforms write, and never a reason to refuse a file."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

import culture_diag as cd
from culture_diag.errors import InstrumentError, MappingError
from culture_diag.reading import account_text, read_responses, responses_from_frame, warning_text
from culture_diag.reading.exports.load import read_table
from culture_diag.reading.values.durations import parse_duration, read_durations

EXPORTS = Path(__file__).parents[3] / "shared" / "exports"


def seconds_of(answers, instrument, **columns):
    return responses_from_frame(answers.assign(**columns), instrument).frame["seconds"].tolist()


def told(responses):
    return responses.account.set_index("what")[["count", "detail"]].agg(tuple, axis=1).to_dict()


def real(name):
    file = EXPORTS / name
    if not file.is_file():
        pytest.skip("the real survey exports are not beside the repository")
    return read_table(file)


@pytest.mark.parametrize(
    "header",
    [
        "Duration (in seconds)",
        "interviewtime",
        "Totale tijd",
        "Total time",
        "duur",
        "seconds",
        "Tijdsduur",
        "Invultijd",
    ],
)
def test_a_duration_is_known_by_its_header(answers, ids, instrument, header):
    took = ["61", "61,5", "61.25", "0:01:01", "1:00:00", "600"]
    frame = responses_from_frame(answers.assign(**{header: took}), instrument).frame
    assert frame.columns.tolist() == ["respondent", "team", "wave", "seconds", *ids]
    assert frame["seconds"].dtype == float
    assert frame["seconds"].tolist() == [61, 61.5, 61.25, 61, 3600, 600]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Begintijd", "Tijd van voltooien"),
        ("Start time", "Completion time"),
        ("Start Date", "End Date"),
        ("StartDate", "EndDate"),
        ("startdate", "submitdate"),
        ("Start Date (UTC)", "Submit Date (UTC)"),
    ],
)
def test_a_start_and_an_end_make_a_duration_and_go_no_further(answers, instrument, start, end):
    times = {start: ["2026-03-05 10:00:00"] * 6, end: ["2026-03-05 10:04:30"] * 6}
    responses = responses_from_frame(answers.assign(**times), instrument)
    assert responses.frame["seconds"].tolist() == [270] * 6
    assert told(responses)["seconds_read"] == (6, f"{start} → {end}")
    assert "columns_not_read" not in told(responses)
    assert "2026" not in responses.frame.drop(columns="wave").to_csv() + responses.account.to_csv()


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("4-5-2026 10:59:37", "4-5-2026 11:00:07", 30),
        ("12/24/2019 8:41", "12/24/2019 8:43", 120),
        ("12/24/19 8:41:05", "12/24/19 8:43:05", 120),
        ("04/09/2019 04:47:21 AM", "04/09/2019 04:49:59 AM", 158),
        ("2020/06/05 11:59:30 AM EST", "2020/06/05 12:00:30 PM EST", 60),
        ("2026-03-05T10:00:00Z", "2026-03-05T10:00:45.500Z", 45.5),
        ("2026-03-29 01:59:00+01:00", "2026-03-29 03:01:00+02:00", 120),
        ("31.01.2026 23:59:00", "01.02.2026 00:01:00", 120),
        # Both orders can be read: a night, not a month.
        ("4/5/2026 23:59:00", "4/6/2026 00:01:00", 120),
        # A workbook tells midnight as a date alone.
        ("2026-03-04 23:58:00", "2026-03-05", 120),
    ],
)
def test_moments_as_platforms_write_them(answers, instrument, start, end, seconds):
    other = "2026-01-02 10:00:00", "2026-01-02 10:01:00"
    if "-03-0" not in start:
        other = start, end
    starts, ends = [start, *[other[0]] * 5], [end, *[other[1]] * 5]
    assert seconds_of(answers, instrument, **{"Start time": starts, "Completion time": ends})[0] == seconds


def test_one_order_of_day_and_month_for_the_whole_file(answers, instrument):
    starts = ["3/4/2026 10:00", "3/4/2026 23:50", "12/24/2026 9:00", *["3/4/2026 10:00"] * 3]
    ends = ["3/4/2026 10:05", "3/5/2026 0:10", "12/24/2026 9:10", *["3/4/2026 10:05"] * 3]
    found = seconds_of(answers, instrument, **{"Begintijd": starts, "Tijd van voltooien": ends})
    assert found == [300, 1200, 600, 300, 300, 300]


def test_a_time_nobody_took_is_unknown_and_counted(answers, ids, instrument):
    starts = ["2026-03-05 10:00:00"] * 6
    ends = ["2026-03-05 10:05:00", "2026-03-05 10:00:00", "2026-03-05 09:00:00", "1980-01-01 00:00:00", "soon", ""]
    responses = responses_from_frame(answers.assign(startdate=starts, submitdate=ends), instrument)
    assert responses.frame["seconds"].tolist()[0] == 300
    assert responses.frame["seconds"].isna().tolist() == [False, *[True] * 5]
    assert told(responses)["seconds_not_read"] == (4, "startdate → submitdate")  # an empty cell says nothing
    whole = answers.assign(duur=["-5", "4 min", "12:30", "#N/A", "", "40"])
    responses = responses_from_frame(whole, instrument)
    assert responses.frame["seconds"].isna().tolist() == [True] * 5 + [False]
    assert told(responses)["seconds_not_read"] == (4, "duur")
    for lang, said in (
        ("nl", "Invultijd van 1 ingevulde vragenlijst gelezen (duur)."),
        ("en", "Completion time of"),
    ):
        assert any(said in line for line in account_text(responses, lang))
    pd.testing.assert_frame_equal(responses.frame[ids], responses_from_frame(answers, instrument).frame[ids])


def test_dates_alone_are_no_times(answers, instrument):
    days = {"Startdatum": ["2026-03-05"] * 6, "Einddatum": ["2026-03-06"] * 6}
    assert np.isnan(seconds_of(answers, instrument, **days)).all()


def test_a_duration_goes_before_start_and_end_and_two_are_no_choice(answers, instrument):
    times = {"Start Date": ["2026-03-05 10:00:00"] * 6, "End Date": ["2026-03-05 10:05:00"] * 6}
    both = responses_from_frame(answers.assign(**times, seconds=77), instrument)
    assert both.frame["seconds"].tolist() == [77] * 6
    assert told(both)["columns_not_read"] == (2, "Start Date | End Date")
    two = responses_from_frame(answers.assign(duur=77, Totaletijd=1, **{"Totale tijd": 66}), instrument)
    assert "seconds" not in two.frame
    assert told(two)["columns_not_read"] == (3, "duur | Totaletijd | Totale tijd")
    assert "seconds" not in responses_from_frame(answers, instrument).frame
    assert "seconds" not in responses_from_frame(answers.assign(begintijd="x"), instrument).frame


def test_a_mapping_names_it_or_leaves_it_out(answers, instrument):
    frame = answers.assign(duur=77, **{"Hoe lang?": 66})
    assert set(responses_from_frame(frame, instrument, mapping={"seconds": "Hoe lang?"}).frame["seconds"]) == {66}
    assert "seconds" not in responses_from_frame(frame, instrument, mapping={"seconds": None}).frame
    with pytest.raises(MappingError) as caught:
        responses_from_frame(frame, instrument, mapping={"seconds": "er niet"})
    assert caught.value.problems["key"].tolist() == ["mapping_header_absent"]


@pytest.mark.parametrize("dtype", ["float64", "Int64", "timedelta64[s]", "object"])
def test_a_frame_may_hold_numbers_of_any_kind(answers, instrument, dtype):
    took = pd.Series([60, 61, 62, 63, 64, None])
    took = pd.to_timedelta(took, unit="s") if dtype.startswith("timedelta") else took.astype(dtype)
    found = seconds_of(answers, instrument, seconds=took)
    assert found[:5] == [60, 61, 62, 63, 64]
    assert np.isnan(found[5])
    start = pd.Series(pd.date_range("2026-03-05 10:00", periods=6, freq="h", tz="Europe/Amsterdam"))
    end = start + pd.Timedelta(seconds=90)
    assert seconds_of(answers, instrument, **{"start time": start, "end time": end}) == [90] * 6


def test_a_workbook_of_microsoft_forms(answers, instrument, tmp_path):
    begun = dt.datetime(2026, 3, 5, 23, 58, 30)
    with xlsxwriter.Workbook(tmp_path / "forms.xlsx") as book:
        sheet, moment = book.add_worksheet("Sheet1"), book.add_format({"num_format": "m/d/yy h:mm:ss"})
        sheet.write_row(0, 0, ["ID", "Begintijd", "Tijd van voltooien", "Naam", *answers.columns[1:]])
        for at, row in enumerate(answers.itertuples(index=False)):
            sheet.write_number(at + 1, 0, at + 1)
            sheet.write_datetime(at + 1, 1, begun, moment)
            sheet.write_datetime(at + 1, 2, begun + dt.timedelta(seconds=60 + 15 * at), moment)
            sheet.write_row(at + 1, 3, ["geheim", *row[1:]])
    responses = read_responses(tmp_path / "forms.xlsx", instrument)
    assert responses.frame["seconds"].tolist() == [60, 75, 90, 105, 120, 135]
    assert "geheim" not in responses.frame.to_csv() + responses.account.to_csv()


def test_a_file_that_says_no_time_leaves_it_unknown(answers, instrument, save):
    first, second = answers[answers["wave"] == "2024"], answers[answers["wave"] == "2025"]
    responses = read_responses([save(first.assign(duur=30), "a.csv"), save(second, "b.csv")], instrument)
    assert responses.frame["seconds"].dropna().tolist() == [30] * 4
    assert responses.frame.groupby("wave", observed=True)["seconds"].count().tolist() == [4, 0]


def test_rows_that_are_skipped_take_their_time_with_them(answers, ids, instrument):
    frame = answers.assign(seconds=range(60, 66))
    frame.loc[2, ["team", *ids]] = ""
    responses = responses_from_frame(frame, instrument)
    assert responses.frame["seconds"].tolist() == [60, 61, 63, 64, 65]
    assert told(responses)["seconds_read"][0] == 5
    again = responses_from_frame(responses.frame, instrument).frame
    pd.testing.assert_frame_equal(again, responses.frame)


def test_the_time_touches_no_score_and_no_diagnosis(simulated, instrument):
    timed = responses_from_frame(simulated.responses.frame.assign(seconds=3.0), instrument, salt=b"")
    diagnosis, plain = cd.diagnose(timed), cd.diagnose(simulated.responses)
    assert "seconds" not in diagnosis.respondents
    pd.testing.assert_frame_equal(*(each.respondents.drop(columns="respondent") for each in (diagnosis, plain)))
    pd.testing.assert_frame_equal(diagnosis.teams, plain.teams)


def test_no_item_or_scale_may_be_called_so(tmp_path):
    bundled = Path(cd.__file__).parent / "instrument" / "bundled" / "invitation-challenge.toml"
    own = tmp_path / "own.toml"
    own.write_text(bundled.read_text(encoding="utf-8").replace('id = "inv1"', 'id = "seconds"'), encoding="utf-8")
    with pytest.raises(InstrumentError):
        cd.load_instrument(own)


@pytest.mark.parametrize(("text", "seconds"), [("1e3", None), ("inf", None), ("nan", None), ("1 day, 0:00:01", 86401)])
def test_odd_durations(text, seconds):
    found = parse_duration(text)
    assert found == seconds or (seconds is None and np.isnan(found))


@pytest.mark.parametrize(
    "header",
    ["Duur (minuten)", "tijd (min)", "duration (minutes)", "Invultijd in minuten", "Minuten", "Hoe lang (min.)?"],
)
def test_minutes_are_not_taken_for_seconds(answers, instrument, header):
    took = ["7", "6,5", "0:05:00", "8", "9", ""]
    mapping = {"duur": header} if header == "Hoe lang (min.)?" else None
    responses = responses_from_frame(answers.assign(**{header: took}), instrument, mapping=mapping)
    assert responses.frame["seconds"].tolist()[:5] == [420, 390, 300, 480, 540]
    assert told(responses)["seconds_from_minutes"] == (5, header)
    numbers = answers.assign(**{header: [7.0, 6.5, 8, 8, 9, None]})
    assert responses_from_frame(numbers, instrument, mapping=mapping).frame["seconds"][1] == 390
    assert not cd.flag_respondents(responses)["fast"].any()


@pytest.mark.parametrize(
    ("header", "lang", "said"),
    [
        ("Duur", "nl", "De tijden in 'Duur' zijn heel kort (midden: 7). Staan daar minuten?"),
        ("Duur", "en", "The times in 'Duur' are very short (middle: 7). Are they minutes?"),
        ("Uren | minuten", "nl", "'Uren | minuten' zijn heel kort, ook als minuten (midden: 0,2)"),
    ],
)
def test_times_too_short_for_anyone_are_not_used_and_said(answers, instrument, header, lang, said):
    took = [6, 7, 7, 8, 9, None] if header == "Duur" else [0.1, 0.2, 0.2, 0.2, 0.3, None]
    responses = responses_from_frame(answers.assign(**{header: took}), instrument, mapping={"duur": header})
    assert responses.frame["seconds"].isna().all()
    assert not {"seconds_read", "seconds_not_read"} & set(told(responses))
    assert any(said in line for line in warning_text(responses, lang=lang))
    assert any(said in line for line in account_text(responses, lang))
    # Sixteen items in sixteen seconds: just possible.
    assert responses_from_frame(answers.assign(Duur=16), instrument).frame["seconds"].notna().all()


# ------------------------------------------------------------------------------------------------- real exports


def test_seconds_of_a_real_qualtrics_export():
    table = real("qualtrics/luanee_feedback.csv")
    times = read_durations(table, [table.header.index("Duration (in seconds)")])
    assert times.seconds.tolist() == [42, 35, 68]


@pytest.mark.parametrize(
    ("name", "start", "end", "rows", "first"),
    [
        ("surveymonkey/cncf_ambassadors_2019_h1.csv", "Start Date", "End Date", 21, 158),
        ("surveymonkey/cncf_ambassadors_2019_h2.csv", "Start Date", "End Date", 42, 67),
        ("typeform/fcc_newcoder_2016_part1_head101.csv", "Start Date (UTC)", "Submit Date (UTC)", 100, None),
    ],
)
def test_seconds_of_real_starts_and_ends(name, start, end, rows, first):
    table = real(name)
    times = read_durations(table, [table.header.index(start), table.header.index(end)])
    seconds = times.seconds[-rows:]
    assert np.isfinite(seconds).all()
    assert (seconds > 0).all()
    assert first is None or seconds[0] == first
