"""Exports of wearables: which values become nights, which are left out, and what is said."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sensors.recordings.registry import About, UnreadableRecordingError, understand
from tests.sensors.recordings import export_samples as made

HERE = About(zone=ZoneInfo("Europe/Copenhagen"))
CASES = [pytest.param(value, make, id=make.__name__) for value, makes in made.OF_DAYS.items() for make in makes]
BEAT_CASES = [pytest.param(value, make, id=make.__name__) for value, makes in made.OF_BEATS.items() for make in makes]


def days(found):
    return {(each.source, each.day.isoformat()): each.rmssd_ms for each in found.days}


def counted(messages):
    return {message.code.rpartition(".")[2]: message.parameters.get("n") for message in messages}


def refusal(content, about=HERE):
    with pytest.raises(UnreadableRecordingError) as error:
        understand(content, about)
    assert "\n" not in str(error.value)
    return error.value


@pytest.mark.parametrize(("value", "make"), CASES)
def test_export_gives_one_value_for_each_day_of_waking(value, make):
    found = understand(make(), HERE)

    assert found.format.value == value
    assert {day: rmssd for (_, day), rmssd in days(found).items()} == pytest.approx(made.DAYS)
    assert len({each.source for each in found.days}) == 1
    assert {each.quality for each in found.days} == {"not_examined"}


@pytest.mark.parametrize(("value", "make"), BEAT_CASES)
def test_beats_are_read_as_they_were_measured(value, make):
    found = understand(make(), HERE)

    assert found.format.value == value
    assert found.beats.series.rr_ms == pytest.approx(made.RR, abs=0.5)
    assert set(found.beats.series.segment.tolist()) == {0}


@pytest.mark.parametrize("make", [made.suunto_sml, made.suunto_json, made.rr_json, made.vu_ams, made.edf])
def test_beats_begin_when_their_file_says(make):
    began_at = understand(make(), HERE).beats.started_at

    assert abs((began_at - datetime(2026, 3, 10, 6, tzinfo=UTC)).total_seconds()) <= 1


def test_naps_and_deleted_sleeps_are_counted():
    assert counted(understand(made.oura_csv()).left_out) == {"naps": 1}
    assert counted(understand(made.oura_json()).left_out) == {"naps": 1}


def test_longest_sleep_of_a_day_is_its_night():
    header = "day;type;average_hrv;bedtime_end;total_sleep_duration"
    rows = ["2026-03-10;long_sleep;70;x;10000", "2026-03-10;long_sleep;41;x;26100", "2026-03-10;long_sleep;60;x;300"]
    found = understand(made.lines(header, *rows))

    assert [each.rmssd_ms for each in found.days] == [41.0]
    assert counted(found.left_out) == {"shorter": 2}


@pytest.mark.parametrize("missing", ["", "0", "-1", "nan", "NO_DATA", "65535"])
def test_missing_value_is_no_value_however_written(missing):
    rows = f"2026-03-13;long_sleep;{missing};2026-03-13T06:00:00+01:00;26100"
    found = understand(made.oura_csv() + made.lines(rows))

    assert len(found.days) == len(made.DAYS)
    assert counted(found.left_out)["no_value"] == 1


def test_scores_beside_oura_nights_are_named():
    assert counted(understand(made.oura_trends()).left_out) == {"scores": 3}


def test_whoop_day_is_that_of_waking_and_open_cycles_count():
    assert counted(understand(made.whoop_csv()).left_out) == {"scores": 3, "no_value": 1}


def test_whoop_cycles_without_waking_count_from_their_evening():
    found = understand(
        b"Cycle start time,Cycle end time,Heart rate variability (ms)\n"
        b"2026-03-09 23:10:00,2026-03-10 22:50:00,41\n"
        b"2026-03-11 00:40:00,2026-03-11 23:30:00,38\n"
    )

    assert {each.day.isoformat(): each.rmssd_ms for each in found.days} == {"2026-03-10": 41, "2026-03-11": 38}
    assert [each.code for each in found.assumptions] == ["sensors.whoop.of_cycle_start"]


def test_garmin_week_never_stands_in_for_a_night():
    found = understand(made.garmin_web())

    assert "2026-03-13" not in {each.day.isoformat() for each in found.days}
    assert counted(found.left_out) == {"weekly": 4, "highest": 3, "no_value": 1}


def test_garmin_health_status_goes_before_the_sleep():
    assert [each.rmssd_ms for each in understand(made.garmin_zip()).days] == list(made.DAYS.values())


def test_garmin_values_beside_that_of_a_night_are_counted():
    assert counted(understand(made.garmin_zip()).left_out)["another"] == len(made.DAYS)
    again = [{"calendarDate": "2026-03-10", "lastNightAvg": value} for value in (41.0, 41.0, 9999.0, 38.0)]
    found = understand(made.as_json([*again, {"calendarDate": "soon", "lastNightAvg": 40.0}]))

    assert [each.rmssd_ms for each in found.days] == [41.0]
    assert counted(found.left_out) == {"repeated": 1, "no_rmssd": 1, "another": 1, "no_day": 1}


def test_fitbit_details_are_counted_beside_daily_values():
    assert counted(understand(made.fitbit_zip()).left_out) == {"details": 7}


def test_fitbit_details_alone_are_a_source_of_their_own():
    found = understand(made.fitbit_details(), HERE)

    assert days(found)["fitbit/details", "2026-03-10"] == pytest.approx((44.0 + 2 * 42.5) / 3)
    assert [each.n for each in found.days] == [3, 2, 2]
    assert "only_details" in counted(found.assumptions)


def test_google_midnight_with_a_false_z_is_the_local_day():
    far_west = About(zone=ZoneInfo("Pacific/Honolulu"))

    assert min(each.day for each in understand(made.google_daily(), far_west).days) == date(2026, 3, 10)


def test_rows_of_an_apple_device_are_no_rmssd():
    assert counted(understand(made.google_daily()).left_out) == {"foreign": 1}


def test_apps_of_health_connect_are_sources_and_never_averaged():
    database = made.health_connect_db(apps=(("com.a", "Ring"), ("com.b", "")), shift=10.0)
    found = understand(database, HERE)

    assert days(found)["health-connect/ring", "2026-03-10"] == pytest.approx(41.0)
    assert days(found)["health-connect/com.b", "2026-03-10"] == pytest.approx(51.0)
    assert {each.n for each in found.days} == {2}


def test_other_database_is_refused_by_what_it_lacks():
    assert refusal(made.health_connect_db().replace(b"heart_rate_variability_rmssd", b"heart_rate_variability_xmssd"))


def test_samsung_table_without_its_files_asks_for_the_folder():
    table, files = made.samsung_parts()

    assert refusal(table).message.code == "sensors.samsung_health.folder"
    assert understand(made.zipped_as({"a.csv": table, **dict(list(files.items())[:1])})).days[0].n == 2


def test_samsung_account_table_has_its_windows_in_a_cell():
    cell = json.dumps([{"start_time": 1773118800000, "end_time": 1773122400000, "rmssd": 41.0, "sdnn": 60}])
    row = f'1773118800000,3600000,"{cell.replace(chr(34), chr(34) * 2)}"'
    found = understand(made.lines("start_time,time_offset,hrv_data", row), HERE)

    assert days(found) == {("samsung-health", "2026-03-10"): 41.0}


def test_polar_baselines_and_optical_intervals_are_left_out():
    ppi = made.as_json([{"date": "2026-03-10", "devicePpiSamplesList": [{"ppiSamples": [{"pulseLength": 900}]}]}])

    assert refusal(ppi).message.code == "sensors.polar_flow.optical"
    both = understand(made.zipped_as({"a.json": ppi, "b.json": made.polar_json()}))
    assert counted(both.left_out) == {"optical_files": 1, "baselines": 3}


def test_polar_sensor_logger_pulse_intervals_are_refused():
    header = "Phone timestamp;PP-interval [ms];error estimate [ms];blocker;contact;contact;hr [bpm]"

    assert "optical" in str(refusal(made.lines(header, "2026-03-10T07:00:00.000;812;5;0;1;1;70;")))


def test_withings_keeps_first_and_last_hours_apart():
    found = understand(made.withings())

    assert days(found)["withings/first-90-minutes", "2026-03-10"] == 41.0
    assert days(found)["withings/last-90-minutes", "2026-03-10"] == 50.0


def test_withings_course_of_a_sleep_is_a_mean():
    piece = {
        "startdate": 1773094000,
        "enddate": 1773120000,
        "rmssd": {"1773094000": 40, "1773095000": 44},
        "sdnn_1": {"1": 9},
    }
    found = understand(made.as_json({"body": {"series": [piece]}}), HERE)

    assert days(found) == {("withings", "2026-03-10"): 42.0}
    assert counted(found.left_out) == {"sdnn": 1}


def test_withings_values_that_no_mean_holds_are_counted():
    pieces = [
        {"date": "2026-03-10", "rmssd": {"1": 40, "2": None, "3": 0, "4": 9999, "5": 44}},
        {"date": "2026-03-11", "rmssd": {}},
        {"rmssd": {"1": 41}},
    ]
    found = understand(made.as_json({"body": {"series": pieces}}), HERE)

    assert days(found) == {("withings", "2026-03-10"): 42.0}
    assert counted(found.left_out) == {"empty_details": 2, "no_rmssd": 1, "no_value": 1, "no_day": 1}


def test_runalyze_numbers_below_ten_are_a_question():
    content = made.runalyze().replace(b"41.0", b"3.7136")
    error = refusal(content)

    assert [offer.answer for offer in error.questions[0].offers] == ["ms", "ln"]
    assert understand(content, About(unit="ln")).days[0].rmssd_ms == pytest.approx(41.0, abs=0.01)
    assert understand(content, About(unit="ms")).left_out == ()


def test_intervals_icu_says_what_it_takes_for_rmssd():
    found = understand(made.intervals_json())

    assert counted(found.assumptions) == {"as_synced": None}
    assert counted(found.left_out) == {"sdnn": 3}


def test_health_auto_export_without_rmssd_is_refused_as_sdnn():
    content = made.health_auto_export().replace(b"heart_rate_variability_rmssd", b"heart_rate_variability")
    error = refusal(content)

    assert (error.message.code, error.message.parameters["n"]) == ("sensors.health_auto_export.only_sdnn", 6)
    assert counted(error.left_out) == {"sdnn": 6}


def test_health_auto_export_table_names_its_columns():
    header = "Date/Time,Heart Rate Variability (ms),Heart Rate Variability RMSSD (ms)"
    found = understand(made.lines(header, "2026-03-09 23:00:00,60,40", "2026-03-10 02:00:00,60,42"))

    assert days(found) == {("health-auto-export", "2026-03-10"): 41.0}


# ---------------------------------------------------------------------------- FIT


def test_strap_memory_is_unrolled_from_its_low_parts():
    found = understand(made.fit_hr(), HERE)

    assert found.beats.started_at == datetime(2026, 3, 10, 6, 33, 20, tzinfo=UTC)
    assert len(found.beats.series) == len(made.RR)


def test_fit_details_count_only_without_a_summary():
    assert counted(understand(made.fit_nights()).left_out) == {"weekly": 3, "highest": 3, "details": 2}
    alone = understand(made.fit_nights(values=()))
    assert [(each.source, each.rmssd_ms, each.n) for each in alone.days] == [("garmin/details", 55.0, 2)]


def test_fit_fill_value_is_a_night_without_a_value():
    assert counted(understand(made.fit_nights(values=(None, 41.0), details=())).left_out)["no_value"] == 1


# ---------------------------------------------------------------------------- beats of laboratories


def test_interpolated_intervals_of_vu_ams_are_left_out():
    text = made.vu_ams().decode()
    lines = text.splitlines()
    lines[20] = lines[20].replace("\tO\t", "\tI\t")
    found = understand("\n".join(lines).encode())

    assert counted(found.left_out) == {"made_up": 1}
    assert len(set(found.beats.series.segment.tolist())) == 2


def test_first_offset_of_mmash_is_counted():
    assert counted(understand(made.mmash()).left_out) == {"offset": 1}


def test_edf_takes_the_annotations_that_beat():
    found = understand(made.edf("N", extra=[(3.3, "sleep stage W"), (1.8 + sum(made.RR) / 1000, "V")]), HERE)

    assert len(found.beats.series) == len(made.RR) + 1
    assert counted(found.left_out) == {"others": 1}


def test_edf_without_beats_says_what_to_do():
    assert "mark the R peaks" in str(refusal(made.edf("")))


def test_json_rows_with_times_are_cut_at_holes():
    moments = np.cumsum(made.RR) / 1000
    moments[30:] += 60
    rows = [{"timestamp": float(moment), "rr": rr} for moment, rr in zip(moments, made.RR, strict=True)]
    series = understand(made.as_json(rows)).beats.series

    assert series.rr_ms.tolist() == made.RR
    assert len(set(series.segment.tolist())) == 2


def test_bare_json_list_is_read_and_other_lists_counted():
    assert understand(made.as_json(made.RR)).beats.series.rr_ms.tolist() == made.RR
    assert counted(understand(made.as_json({"rr": made.RR, "nn": made.RR[:9]})).left_out) == {"other_lists": 9}


# ---------------------------------------------------------------------------- Apple Health


def clock(moments, form):
    return [form(moment) for moment in moments]


def seconds(first, n=30):
    return [first + 1.01 * place for place in range(n)]


def hms(second, *, half=False):
    hour = int(second // 3600 % 24)
    shown = (hour % 12 or 12) if half else hour
    return f"{shown}:{int(second // 60 % 60):02}:{second % 60:05.2f}"


FORMS = {
    "24 hours": hms,
    "comma": lambda second: hms(second).replace(".", ","),
    "narrow space": lambda second: f"{hms(second, half=True)}\u202f{'PM' if second // 3600 % 24 >= 12 else 'AM'}",
    "before": lambda second: f"\u5348\u5f8c{hms(second, half=True)}",
    "utc": lambda second: hms(second - 3600),
}


@pytest.mark.parametrize("form", FORMS, ids=list(FORMS))
@pytest.mark.parametrize("begins", [16 * 3600 + 1031, 23 * 3600 + 3590], ids=["afternoon", "midnight"])
def test_apple_times_lie_within_their_record_in_any_locale(form, begins):
    start = np.datetime64("2026-03-10T00:00:00") + np.timedelta64(begins, "s")
    stamps = [str(moment).replace("T", " ") + " +0100" for moment in (start, start + np.timedelta64(32, "s"))]
    inner = made.apple_list(clock(seconds(begins + 0.5), FORMS[form]), bpm=59)
    content = made.apple_xml(made.apple_record("HeartRateVariabilitySDNN", stamps[0], 60, end=stamps[1], inner=inner))
    found = understand(content)

    assert found.beats.series.rr_ms == pytest.approx([1010.0] * 29)
    assert found.beats.started_at.timestamp() == pytest.approx(
        start.astype("datetime64[s]").astype(float) - 3600 + 0.5, abs=0.01
    )
    assert counted(found.left_out) == {"sdnn": 1}
    assert "coarse" in counted(found.assumptions)


def test_apple_list_that_came_twice_counts_once():
    record = made.apple().decode().splitlines()[5]
    found = understand(made.apple().replace(record.encode(), (record + record).encode()))

    assert counted(found.left_out) == {"sdnn": 2, "unplaced": 1}


def test_apple_source_never_holds_the_name_of_its_owner():
    records = [
        made.apple_record("HeartRateVariabilityRMSSD", "2026-03-10 03:00:00 +0100", 40, who="Annas Apple\u00a0Watch"),
        made.apple_record("HeartRateVariabilityRMSSD", "2026-03-10 03:00:00 +0100", 50, who="Anna").replace(
            "unit=", 'device="&lt;&lt;HKDevice: 0x1&gt;, name:Apple Watch, hardware:Watch6,1, software:27.0&gt;" unit='
        ),
    ]

    assert {each.source for each in understand(made.apple_xml(*records)).days} == {
        "apple-health/apple watch",
        "apple-health/watch6,1",
    }


def test_apple_night_is_the_mean_of_its_moments():
    records = [made.apple_record("HeartRateVariabilityRMSSD", f"2026-03-{stamp} +0100", value) for stamp, value in
               (("09 23:30:00", 40), ("10 03:00:00", 44), ("10 03:00:00", 44), ("10 19:00:00", 90))]  # fmt: skip
    found = understand(made.apple_xml(*records))

    assert [(each.day.day, each.rmssd_ms, each.n) for each in found.days] == [(10, 42.0, 2), (11, 90.0, 1)]
    assert counted(found.left_out) == {"repeated": 1}


def test_apple_export_with_sdnn_alone_is_refused_by_that_name():
    record = made.apple_record("HeartRateVariabilitySDNN", "2026-03-10 03:00:00 +0100", 40)

    assert counted(refusal(made.apple_xml(record)).left_out) == {"sdnn": 1}
    assert "no heart-rate variability" in str(refusal(made.apple_xml()))


def test_wrong_document_type_of_a_phone_does_no_harm():
    broken = "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (\n<!ATTLIST HealthData >>\n]>"
    record = made.apple_record("HeartRateVariabilityRMSSD", "2026-03-10 03:00:00 +0100", 40)

    assert len(understand(made.apple_xml(record, doctype=broken)).days) == 1


def test_xml_with_entities_is_not_read():
    bomb = '<!DOCTYPE HealthData [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

    assert "entities" in str(refusal(made.apple_xml("<Me x='&b;'/>", doctype=bomb)))
    assert "entities" in str(refusal(b'<!DOCTYPE sml [<!ENTITY a "b">]><sml><R-R><Data>&a;</Data></R-R></sml>'))


def test_number_that_no_rmssd_can_be_is_counted():
    content = made.polar_json().replace(b"52.5", b"4000")

    assert counted(understand(content).left_out) == {"baselines": 3, "no_rmssd": 1}
