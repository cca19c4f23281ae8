"""Readings of days: RMSSD and nothing like it, one a day, on the person's own calendar."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors.recordings.registry import About, UnreadableRecordingError, understand

IPHONE = "date, timestamp_measurement, user_id, HR, AVNN, SDNN, rMSSD, pNN50, HRV4T_Recovery_Points"
ELITE = (
    "Member,Type,Position,Breathing Pattern,Date Time Start,Date Time End,Duration,HRV,Morning Readiness,Balance,HR,"
    "lnRmssd,Rmssd,Nn50,Pnn50,Sdnn,Low Frequency Power"
)


def read(*rows, **about):
    return understand("\n".join(rows).encode(), About(**about))


def refusal(*rows):
    with pytest.raises(UnreadableRecordingError) as error:
        read(*rows)
    return str(error.value)


def days(found):
    return [(each.day.isoformat(), each.rmssd_ms, each.hr_bpm) for each in found.days]


def said(found):
    return " ".join(map(str, found.sentences))


def test_low_values_of_rmssd_are_asked_about():
    rows = ("date,rmssd", "2026-03-30,3.9", "2026-03-31,4.1")
    with pytest.raises(UnreadableRecordingError) as asked:
        read(*rows)

    assert {offer.answer for offer in asked.value.questions[0].offers} == {"ms", "ln"}
    assert [each.rmssd_ms for each in read(*rows, unit="ln").days] == [math.exp(3.9), math.exp(4.1)]
    assert [each.rmssd_ms for each in read(*rows, unit="ms").days] == [3.9, 4.1]


@pytest.mark.parametrize("odd", ["45", "800", "-1", "65535", "0"])
def test_one_odd_day_does_not_hide_that_the_others_are_low(odd):
    rows = ("date,rmssd", f"2026-03-28,{odd}", "2026-03-29,3.9", "2026-03-30,4.1", "2026-03-31,3.8")
    with pytest.raises(UnreadableRecordingError) as asked:
        read(*rows)
    found = read(*rows, unit="ln")

    assert "Most values of RMSSD in this file are very low" in str(asked.value)
    assert {offer.answer for offer in asked.value.questions[0].offers} == {"ms", "ln"}
    assert [each.rmssd_ms for each in found.days] == [math.exp(value) for value in (3.9, 4.1, 3.8)]
    assert [each.parameters["n"] for each in found.left_out] == [1]


def test_one_low_day_among_usual_ones_is_no_question():
    found = read("date,rmssd", "2026-03-28,5.1", "2026-03-29,39", "2026-03-30,41")

    assert [each.rmssd_ms for each in found.days] == [5.1, 39, 41]


def test_logarithm_of_hrv_is_offered_beside_one_odd_day():
    with pytest.raises(UnreadableRecordingError) as asked:
        read("date,hrv,note", "2026-03-29,45,x", "2026-03-30,4.1,x", "2026-03-31,3.8,x")

    assert [offer.answer for offer in asked.value.questions[0].offers] == ["ms", "ln"]


def test_logarithm_beyond_all_numbers_is_left_out():
    found = read("date,ln_rmssd", "2026-03-30,4.1", "2026-03-31,4100")

    assert [each.rmssd_ms for each in found.days] == [math.exp(4.1)]


def test_sources_of_one_day_are_kept_apart_and_told():
    rows = ("date,rmssd,source", "2026-03-30,41,Ring", "2026-03-30,56,Karin's Apple Watch", "2026-03-31,38,Ring")
    found = read(*rows, "2026-03-31,39,ring", "2026-03-31,60,")

    assert [(each.day.day, each.source, each.rmssd_ms) for each in found.days] == [
        (30, "elite-hrv-readings/apple watch", 56),
        (30, "elite-hrv-readings/ring", 41),
        (31, "elite-hrv-readings", 60),
        (31, "elite-hrv-readings/ring", 38),
    ]
    assert "several devices or apps: -, apple watch, ring." in said(found)
    assert "their day had one already: 1. Lines: 5" in said(found)


@pytest.mark.parametrize("header", ["date,rmssd,source", "date,rmssd,data source"])
def test_one_source_of_all_days_is_named_and_no_remark(header):
    found = read(header, "2026-03-30,41,Ring", "2026-03-31,38,Ring")

    assert {each.source for each in found.days} == {"elite-hrv-readings/ring"}
    assert not found.sentences


@pytest.mark.parametrize(("values", "answers"), [(("39", "41"), ["ms"]), (("3.9", "4.1"), ["ms", "ln"])])
def test_what_hrv_is_is_asked_where_nothing_says_it(values, answers):
    rows = ("date,hrv,note", *(f"2026-03-3{day},{value},ok" for day, value in enumerate(values)))
    with pytest.raises(UnreadableRecordingError) as asked:
        read(*rows)

    assert "The column hrv does not say what it holds." in str(asked.value)
    assert [offer.answer for offer in asked.value.questions[0].offers] == answers
    assert [each.rmssd_ms for each in read(*rows, unit="ms").days] == list(map(float, values))


def test_hrv_is_a_logarithm_where_a_person_says_so():
    found = read("Day;HRV (ms);HR", "31.03.2026;3,9;52", unit="ln")

    assert days(found) == [("2026-03-31", math.exp(3.9), 52.0)]
    assert not found.left_out


@pytest.mark.parametrize("header", ["date,hrv,morning readiness", "date,hrv,rmssd", "date,hrv,rr"])
def test_hrv_beside_what_is_known_is_not_asked_about(header):
    try:
        asked = read(header, "2026-03-30,60,800", "2026-03-31,62,810") and ()
    except UnreadableRecordingError as error:
        asked = error.questions

    assert not asked


# ---------------------------------------------------------------------------- HRV4Training


def test_hrv4training_on_an_iphone():
    found = read(
        IPHONE,
        "2026-03-01 00:01:00 +0000, 2026-03-01 06:12:33 +0000, 7, 52, 1150, 88.0, 61.5, 30, 8.3",
        "2026-03-02 00:01:00 +0000, -, 7, -, -, -, -, -, -",
        "2026-03-03 00:01:00 +0000, 2026-03-03 06:10:00 +0000, 7, 55, 1090, 71.0, 48.0, 22, 7.9",
    )

    assert found.format.value == "hrv4training"
    assert days(found) == [("2026-03-01", 61.5, 52.0), ("2026-03-03", 48.0, 55.0)]
    assert "Rows left out because they have no RMSSD: 1. Lines: 3." in said(found)


def test_hrv4training_on_an_iphone_with_a_clock_of_twelve_hours():
    found = read("timestamp_measurement,HR,rMSSD", "2026-03-01 6:12:33 AM,52,61.5", "2026-03-02 11:59:00 PM,50,60")

    assert [day for day, _, _ in days(found)] == ["2026-03-01", "2026-03-02"]


def test_hrv4training_on_android_puts_the_day_before_the_month():
    found = read("date,time,HR,rMSSD", "2026-01-03,06:10,52,61.5", "2026-13-03,06:11,53,60.5")

    assert [day for day, _, _ in days(found)] == ["2026-03-01", "2026-03-13"]


def test_android_days_in_the_usual_order_are_read_as_such():
    found = read("date,time,HR,rMSSD", "2026-03-01,06:10,52,61.5", "2026-03-13,06:11,53,60.5")

    assert [day for day, _, _ in days(found)] == ["2026-03-01", "2026-03-13"]


def test_ambiguous_day_and_month_order_is_refused():
    assert "does not show which is meant" in refusal(
        "date,time,HR,rMSSD", "2026-01-03,06:10,52,61.5", "2026-02-03,06:10,52,60"
    )
    assert days(read("date,time,HR,rMSSD", "2026-03-03,06:10,52,61.5"))[0][0] == "2026-03-03"


def test_lying_reading_is_used_and_standing_is_reported():
    found = read("date,timestamp_measurement,rMSSD_lying,rMSSD_standing,HR_lying", "2026-03-01,-,61.5,22.0,52")

    assert days(found) == [("2026-03-01", 61.5, 52.0)]
    assert "standing was not taken" in said(found)


# ---------------------------------------------------------------------------- Elite HRV


def elite(*, kind="Readiness", breathing="", start="2026-03-01 06:10:11", hrv=61, ln=3.912, rmssd=50.0):
    return f"me,{kind},Seated,{breathing},{start},{start},150,{hrv},7,Balanced,54,{ln},{rmssd},20,30,66,800"


def test_elite_hrv_gives_rmssd_and_never_its_score():
    found = read(ELITE, elite())

    assert found.format.value == "elite-hrv-readings"
    assert days(found) == [("2026-03-01", 50.0, 54.0)]
    assert "The column hrv holds a score" in said(found)
    assert "The column morning readiness holds a score" in said(found)


def test_a_reading_that_was_not_at_rest_is_left_out():
    found = read(ELITE, elite(), elite(kind="Exercise", start="2026-03-02 06:00:00"))

    assert len(found.days) == 1
    assert "not taken at rest" in said(found)


@pytest.mark.parametrize(("breathing", "taken"), [("", 1), ("Natural", 1), ("5s in 5s out", 0)])
def test_guided_breathing_raises_the_value_and_is_left_out(breathing, taken):
    found = read(ELITE, elite(), elite(breathing=breathing, start="2026-03-02 06:00:00"))

    assert len(found.days) == 1 + taken


def test_morning_reading_counts_among_several():
    found = read(ELITE, elite(kind="Snapshot", rmssd=40.0, ln=3.689), elite(rmssd=50.0), elite(rmssd=60.0, ln=4.094))

    assert [rmssd for _, rmssd, _ in days(found)] == [50.0]
    assert "their day had one already: 2." in said(found)


def test_a_value_that_contradicts_its_own_logarithm_is_left_out():
    found = read(ELITE, elite(), elite(ln=3.2, start="2026-03-02 06:00:00"))

    assert len(found.days) == 1
    assert "contradict" in said(found)


def test_the_older_form_has_a_moment_with_an_offset():
    found = read(
        "Datetime,HR,Rmssd,lnRmssd", "2026-03-01T20:10:11+00:00,54,50.0,3.912", zone=ZoneInfo("Australia/Perth")
    )

    assert days(found) == [("2026-03-02", 50.0, 54.0)]


def test_year_last_dates_take_their_order_from_the_whole_file():
    found = read("Date Time Start;HR;Rmssd", "03/01/2026 06:10;54;50,5", "13/01/2026 06:10;54;51,5")

    assert days(found) == [("2026-01-03", 50.5, 54.0), ("2026-01-13", 51.5, 54.0)]


# ---------------------------------------------------------------------------- what is RMSSD


@given(st.floats(0.67, 660).filter(lambda rmssd_ms: rmssd_ms != 1.0))
def test_a_logarithm_alone_is_turned_into_milliseconds(rmssd_ms):
    (reading,) = read("date,lnRMSSD", f"2026-03-01,{math.log(rmssd_ms)!r}").days

    assert reading.rmssd_ms == pytest.approx(rmssd_ms)


@pytest.mark.parametrize("column", ["SDNN", "HRV", "SDNN (ms)", "HRV Score", "AVNN", "pNN50"])
def test_no_other_number_is_taken_for_rmssd(column):
    assert refusal(f"date,HR,{column}", "2026-03-01,52,61.5")


def test_a_file_of_scores_alone_says_what_is_missing():
    assert "scores of a product and no RMSSD" in refusal("date,HRV4T_Recovery_Points", "2026-03-01,8.3")


@pytest.mark.parametrize("value", ["-3", "0.2", "6000"])
def test_implausible_rmssd_is_left_out(value):
    found = read("date,rMSSD", "2026-03-01,50", f"2026-03-02,{value}")

    assert len(found.days) == 1
    assert "no RMSSD in ms" in said(found)


@given(st.floats(0.001, 0.66))
def test_rmssd_in_seconds_is_never_taken_for_milliseconds(rmssd_s):
    found = read("date,rMSSD", "2026-03-01,50", f"2026-03-02,{rmssd_s!r}")

    assert len(found.days) == 1


def test_low_rmssd_alone_is_no_reason_to_leave_it_out():
    assert days(read("date,rMSSD", "2026-03-01,0.8")) == [("2026-03-01", 0.8, None)]


def test_unreadable_day_and_empty_table_are_reported():
    found = read("date,rMSSD", "2026-03-01,50", "someday,51", "2026-02-30,52", "0026-03-02,53")

    assert "no day that can be read: 3." in said(found)
    assert "No row of this file" in refusal("date,rMSSD", "2026-03-01,-")


def test_readings_of_several_people_are_refused():
    assert "several people" in refusal("id,date,rmssd", "1,2026-03-01,50", "2,2026-03-01,60")


def test_invalid_heart_rate_is_left_out():
    assert days(read("date,HR,rMSSD", "2026-03-01,0,50")) == [("2026-03-01", 50.0, None)]


# ---------------------------------------------------------------------------- HRV Logger features

BEGAN = 1_772_000_000_000  # 2026-02-25 06:13:20 UTC
FEATURES = "timestamp,HR,AVNN,SDNN,rMSSD,pNN50,LF,HF"


def features(*, every_s=60, n=5, rmssd=lambda place: 50.0):
    return [f"{BEGAN + 1000 * every_s * place},60,1000,70,{rmssd(place)},20,900,800" for place in range(n)]


def test_windows_of_one_short_sitting_make_one_daily_reading():
    found = read(FEATURES, *features(rmssd=lambda place: 40.0 if place % 2 else 62.5), zone=UTC)

    assert found.format.value == "hrv-logger-features"
    assert days(found) == [("2026-02-25", pytest.approx(52.28, abs=0.01), 60.0)]
    assert "one short sitting, 5 in all" in said(found)


def test_windows_without_rmssd_are_counted():
    assert "no RMSSD in ms: 1." in said(read(FEATURES, *features(), f"{BEGAN + 1000},60,1,2,-,4,5,6"))
    assert "No row of this file holds an RMSSD" in refusal(FEATURES, *features(rmssd=lambda _: 0))


def test_windows_over_hours_are_not_daily_readings():
    assert "windows of 2 hours" in refusal(FEATURES, *features(every_s=300, n=25))
    assert "windows of 20 minutes" in refusal("timestamp,rmssd,alpha1", *(f"{60 * n},40,1" for n in range(21)))


def test_windows_without_a_date_need_one():
    rows = ("timestamp,rmssd,alpha1", *(f"{60 * n},40,1" for n in range(5)))

    assert "does not say when" in refusal(*rows)
    assert read(*rows, began_at=datetime(2026, 1, 2, 6, tzinfo=UTC)).days[0].day == date(2026, 1, 2)


def test_windows_with_phone_time_fall_on_the_persons_day():
    found = read("date,timestamp,rMSSD", *(f"2026-02-25 06:0{n}:00,{n},50" for n in range(5)))

    assert found.days[0].day == date(2026, 2, 25)
