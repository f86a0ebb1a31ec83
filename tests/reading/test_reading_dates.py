"""Timestamps and waves from columns of dates: every style of the platforms, and never a guess at which is the day."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.errors import ResponseError
from culture_diag.reading.exports.load import table_of_frame
from culture_diag.reading.values.dates import MAX_ROWS_NAMED, read_timestamps, wave_periods

EPOCH = dt.datetime(1970, 1, 1)


def seconds(text, order="dmy"):
    return read_timestamps(pd.Series([text], dtype=object)).seconds(order)[0]


def waves(values, **options):
    table = table_of_frame(pd.DataFrame({"Tijdstempel": values}))
    labels, problems = wave_periods(table, 0, **options)
    return labels.text().tolist(), problems


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("4-5-2026 10:59:37", "dmy", (2026, 5, 4, 10, 59, 37)),
        ("6/21/2018 23:29:42", "mdy", (2018, 6, 21, 23, 29, 42)),
        ("2020/06/05 11:34:01 AM EST", "iso", (2020, 6, 5, 11, 34, 1)),
        ("2020/06/05 12:34:01 am GMT+1", "iso", (2020, 6, 4, 23, 34, 1)),
        ("2026/03/05 3:01:12 p.m. CET", "iso", (2026, 3, 5, 15, 1, 12)),
        ("04/09/2019 04:47:21 AM", "mdy", (2019, 4, 9, 4, 47, 21)),
        ("12/24/2019 8:41", "mdy", (2019, 12, 24, 8, 41)),
        ("12/24/19 8:41", "mdy", (2019, 12, 24, 8, 41)),
        ("2026-09-01 09:00:00", "iso", (2026, 9, 1, 9)),
        ("2026-09-01T09:00:00Z", "iso", (2026, 9, 1, 9)),
        ("2026-09-01T09:00:00.250+02:00", "iso", (2026, 9, 1, 7, 0, 0, 250_000)),
        ("2026-09-01 09:00:00 +0000", "iso", (2026, 9, 1, 9)),
        ("2026-09-01 09:00:00 UTC", "iso", (2026, 9, 1, 9)),
        ("10/14/25, 3:05 PM", "mdy", (2025, 10, 14, 15, 5)),
        ("10/14/25, 3:05\u202fPM", "mdy", (2025, 10, 14, 15, 5)),
        ("31.01.2026 23:59:00", "dmy", (2026, 1, 31, 23, 59)),
        ("31.01.2026 23.59", "dmy", (2026, 1, 31, 23, 59)),
        ("4 mei 2026 10:59", "iso", (2026, 5, 4, 10, 59)),
        ("4 mei 2026 om 10:59 uur", "iso", (2026, 5, 4, 10, 59)),
        ("maandag 4 mei 2026 10:59", "iso", (2026, 5, 4, 10, 59)),
        ("4 mrt. 2026 10:59", "iso", (2026, 3, 4, 10, 59)),
        ("4-mrt-26 10:59", "iso", (2026, 3, 4, 10, 59)),
        ("4. März 2026 10:59", "iso", (2026, 3, 4, 10, 59)),
        ("May 4, 2026 3:05 PM", "iso", (2026, 5, 4, 15, 5)),
        ("Monday, 4 May 2026 3:05 PM", "iso", (2026, 5, 4, 15, 5)),
        (" 4-5-2026  10:59:37\n", "dmy", (2026, 5, 4, 10, 59, 37)),
    ],
)
def test_moments_as_platforms_write_them(text, order, moment):
    expected = (dt.datetime(*moment) - EPOCH).total_seconds()
    assert seconds(text, order) == pytest.approx(expected, abs=1e-6)
    if order == "iso":
        assert seconds(text, "dmy") == seconds(text, "mdy") == seconds(text, "iso")


@pytest.mark.parametrize(
    "text",
    ["4-5-2026 25:00", "", "soon", "2026", "18-29", "Jun-25",
     "6-25", "31-4-2026 10:00", "30-2-2026 10:00", "4-5/2026 10:00",
     "4-5-2026 10:61", "0-5-2026 10:00", "4 foo 2026 10:00", "4-5-202 10:00", "1" * 100,
     "٤-٥-٢٠٢٦ 10:00", "12:30", "45000.5"],
)  # fmt: skip
def test_what_is_no_moment(text):
    assert np.isnan(seconds(text))


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["4-5-2026 10:00", "31-5-2026 10:00"], "dmy"),
        (["4/5/2026 10:00", "5/31/2026 10:00"], "mdy"),
        (["4/5/2026 10:00 AM", "5/4/2026 10:00 PM"], "ambiguous"),  # AM and PM do not tell
        (["2026-05-04", "4 mei 2026", "May 4, 2026"], "iso"),
        (["2026-05-04", "4-5-2026"], "ambiguous"),
        (["5-5-2026", "6-6-2026"], "iso"),  # whichever it is
        (["31-5-2026", "5-31-2026"], "ambiguous"),
        (["31-4-2026", "soon", ""], "iso"),
        (["31-4-2026", "13-4-2026"], "dmy"),
    ],
)
def test_the_order_comes_from_the_whole_column(texts, order):
    assert read_timestamps(pd.Series(texts, dtype=object)).order == order
    assert read_timestamps(pd.Series(texts, dtype="category")).order == order


STYLES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d-%m-%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d %B %Y %H:%M:%S")


@given(st.lists(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2080, 1, 1)), min_size=1), st.sampled_from(STYLES))
def test_a_date_is_read_as_it_was_written_or_asked_about(moments, style):
    moments = [moment.replace(microsecond=0) for moment in moments]
    column = pd.Series([moment.strftime(style) for moment in moments], dtype=object)
    read = read_timestamps(column)
    wanted = {"%d-": "dmy", "%m/": "mdy"}.get(style[:3], "iso")
    assert read.order in {wanted, "ambiguous", "iso"}
    expected = [(moment - EPOCH).total_seconds() for moment in moments]
    assert read.seconds(wanted).tolist() == expected
    if read.order != "ambiguous":
        assert read.seconds(read.order).tolist() == expected


def test_true_datetimes_say_what_their_text_says():
    local = pd.Series(pd.date_range("2026-03-28 23:30", periods=4, freq="h", tz="Europe/Amsterdam"))
    read, told = read_timestamps(local), read_timestamps(local.map(lambda moment: moment.isoformat()))
    assert read.seconds("iso").tolist() == told.seconds("iso").tolist()
    gaps = pd.Series([pd.Timestamp("2026-03-01 10:00"), pd.NaT])
    assert np.isnan(read_timestamps(gaps).seconds("iso")).tolist() == [False, True]
    assert read_timestamps(gaps).filled.tolist() == [True, False]


def test_a_date_alone_is_midnight_only_beside_others_with_a_time():
    assert np.isnan(seconds("2026-03-05"))
    assert not np.isnan(read_timestamps(pd.Series(["2026-03-05", "2026-03-05 10:00"])).seconds("iso")).any()


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("month", ["2025-07", "2025-08", "2026-01", ""]),
        ("school-year", ["2024/2025", "2025/2026", "2025/2026", ""]),
        ("year", ["2025", "2025", "2026", ""]),
    ],
)
def test_waves_of_dates(by, labels):
    assert waves(["31-7-2025 9:00", "1-8-2025", "2 januari 2026", ""], by=by) == (labels, [])
    dates = pd.to_datetime(["2025-07-31", "2025-08-01", "2026-01-02 10:00", None], format="ISO8601")
    assert waves(dates, by=by) == (labels, [])


def test_where_both_orders_fit_the_reader_asks():
    texts = ["4-5-2026 10:59:37", "5-5-2026 10:00:00"]
    _, (problem,) = waves(texts)
    assert (problem.key, problem.column, problem.row) == ("wave_dates_ambiguous", "Tijdstempel", None)
    assert "4-5-2026 kan 2026-05 of 2026-04 zijn" in problem.text("nl")
    for lang in ("nl", "en"):
        assert 'dates = "dmy"' in problem.repair(lang)
        assert "10:59" not in problem.text(lang)
    assert waves(texts, order="dmy") == (["2026-05", "2026-05"], [])
    assert waves(texts, order="mdy") == (["2026-04", "2026-05"], [])
    # Nothing to ask where it makes no difference.
    assert waves(texts, by="school-year") == (["2025/2026"] * 2, [])
    assert waves(texts, by="year") == (["2026"] * 2, [])


def test_dates_that_cannot_be_read_are_named():
    texts = ["2026-05-04", "gisteren", "", "1980-01-01 00:00:00", "2026-02-30"]
    labels, problems = waves(texts)
    assert labels == ["2026-05", "?", "", "?", "?"]
    assert [(problem.key, problem.row) for problem in problems] == [("wave_date_unread", row) for row in (3, 5, 6)]
    assert problems[0].value == "gisteren"
    _, problems = waves(["13/4/2026", "4/13/2026"], order="dmy")
    assert [problem.row for problem in problems] == [3]
    _, problems = waves(["2026-05-04"] * 9 + ["x"] * 2_000)
    assert len(problems) == MAX_ROWS_NAMED


def test_a_column_of_names_is_not_repeated():
    _, (problem,) = waves([f"Jan van de Berg {at}" for at in range(20)])
    assert problem.key == "wave_dates_none"
    assert "Jan" not in repr(problem) + problem.text("nl") + problem.repair("nl")


@pytest.mark.parametrize("options", [{"by": "week"}, {"order": "ydm"}])
def test_unknown_choices_list_the_known(options):
    with pytest.raises(ResponseError, match=r"month, school-year, year|iso, dmy, mdy"):
        waves(["2026-01-01"], **options)
