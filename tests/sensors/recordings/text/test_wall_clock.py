from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors.recordings.text.wall_clock import began_in_utc, in_utc, utc_s, wall_s
from sensors.recordings.texts import NEVER, TWICE
from tests.properties import examples

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def moments(*stamps, zone=COPENHAGEN):
    seconds, remarks = in_utc(np.array([wall_s(stamp) for stamp in stamps], np.float64), zone)
    return [f"{datetime.fromtimestamp(second, UTC):%H:%M}" for second in seconds], [each.code for each in remarks]


@pytest.mark.parametrize(
    ("stamp", "seconds"),
    [
        ("1970-01-01 00:00", 0),
        ("1970-01-01T00:01:00.5", 60.5),
        ("1970-01-01  1:00:00 PM", 13 * 3600),
        ("1970-01-01 12:30:00 a.m.", 1800),
        ("1970-01-01 1:00:00 p. m. +0000", 13 * 3600),
        ("1970-01-01 00:00:01,25", 1.25),
        ("1970-01-01 00:00:09 +0200", 9),
        ("1970-02-30 00:00:00", None),
        ("12:30", None),
        ("", None),
    ],
)
def test_wall_time_is_read_in_every_notation(stamp, seconds):
    assert wall_s(stamp) == seconds


@pytest.mark.parametrize("stamp", ["0001-01-01 00:00:00", "9999-12-31 23:59:59", "1066-10-14 09:00"])
def test_stamp_at_the_calendar_limits_is_rejected(stamp):
    assert wall_s(stamp) is None
    assert utc_s(f"{stamp} +0200") is None


def test_a_stamp_with_an_offset_is_a_moment():
    assert utc_s("1970-01-01T02:00:00+02:00") == 0
    assert utc_s("1970-01-01T00:00:00Z") == 0
    assert utc_s("1970-01-01T02:00:00") is None


def test_summer_and_winter_time_are_applied():
    assert moments("2026-07-01 12:00:00")[0] == ["10:00"]
    assert moments("2026-01-01 12:00:00")[0] == ["11:00"]
    assert in_utc(np.array([]), COPENHAGEN)[0].size == 0


def test_clock_going_forward_leaves_no_hole():
    assert moments("2026-03-29 01:59:00", "2026-03-29 03:00:00") == (["00:59", "01:00"], [])


def test_time_runs_on_when_the_clock_goes_back():
    shown = ("2026-10-25 02:10:00", "2026-10-25 02:59:00", "2026-10-25 02:00:00", "2026-10-25 03:01:00")

    assert moments(*shown) == (["00:10", "00:59", "01:00", "02:01"], [])


def test_recording_from_before_is_in_the_first_repeated_hour():
    assert moments("2026-10-25 01:59:00", "2026-10-25 02:10:00") == (["23:59", "00:10"], [])


def test_recording_going_past_the_hour_is_in_the_second_one():
    assert moments("2026-10-25 02:50:00", "2026-10-25 02:59:00", "2026-10-25 03:01:00") == (
        ["01:50", "01:59", "02:01"],
        [],
    )


def test_ambiguous_repeated_hour_gets_a_remark():
    assert moments("2026-10-25 02:10:00", "2026-10-25 02:20:00") == (["00:10", "00:20"], [TWICE.code])


def test_skipped_hour_gets_a_remark():
    assert moments("2026-03-29 02:30:00") == (["01:30"], [NEVER.code])


def test_remark_names_the_hour():
    _, remarks = began_in_utc(wall_s("2026-10-25 02:10:00"), COPENHAGEN)

    assert "2026-10-25 02:10:00" in str(remarks[0])
    assert began_in_utc(None, COPENHAGEN) == (None, ())


@examples(60)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001 - a clock on the wall
    st.sampled_from(
        ["Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]
    ),
)
def test_wall_clock_logged_all_day_converts_back_in_any_zone(start, name):
    zone = ZoneInfo(name)
    truth = start.replace(tzinfo=UTC).timestamp() + 300.0 * np.arange(288)
    walls = [datetime.fromtimestamp(second, zone) for second in truth]
    shown = np.array([wall.replace(tzinfo=UTC, fold=0).timestamp() for wall in walls])
    read, remarks = in_utc(shown, zone)

    assert remarks or np.array_equal(read, truth)
