"""Small exports of every product, made of public field names and of values that nobody has."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from tests.sensors.fit_files import FILE_ID, definition, packed

DAYS = {"2026-03-10": 41.0, "2026-03-11": 38.0, "2026-03-12": 52.5}
RR = [812, 790, 805, 840, 799, 810, 833, 846] * 8


def lines(*rows):
    return ("\n".join(rows) + "\n").encode()


def zipped_as(members, method=zipfile.ZIP_DEFLATED):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def as_json(value):
    return json.dumps(value).encode()


def oura_csv():
    rows = [f"{day};long_sleep;{value};{day}T06:40:00+01:00;26100" for day, value in DAYS.items()]
    nap = "2026-03-11;late_nap;90;2026-03-11T15:00:00+01:00;1200"
    return lines("day;type;average_hrv;bedtime_end;total_sleep_duration", *rows, nap)


def oura_json():
    sleeps = [{"day": day, "type": "long_sleep", "average_hrv": v, "bedtime_end": ""} for day, v in DAYS.items()]
    return as_json(
        {"activity": [{"steps": 4}], "sleep": [*sleeps, {"day": "2026-03-13", "type": "rest", "average_hrv": 9}]}
    )


def oura_trends():
    rows = [f"{day},80,{value},50,77" for day, value in DAYS.items()]
    return lines("date,Sleep Score,Average HRV,Lowest Resting Heart Rate,HRV Balance Score", *rows)


WHOOP_HEADER = (
    "Cycle start time,Cycle end time,Cycle timezone,Recovery score %,Heart rate variability (ms),Sleep onset,Wake onset"
)


def whoop_csv():
    rows = [f"{d} 22:00:00,{d} 22:00:00,UTC+01:00,60,{v},{d} 00:05:00,{d} 07:00:00" for d, v in reversed(DAYS.items())]
    return lines(WHOOP_HEADER, "2026-03-12 23:00:00,,UTC+01:00,,,,", *rows)


def whoop_zip():
    return zipped_as({"cycles_physiologiques.csv": whoop_csv(), "sommeils.csv": lines("Cycle start time,Sleep onset")})


def whoop_json():
    records = [{"created_at": f"{d}T06:00:00.000Z", "score": {"hrv_rmssd_milli": v}} for d, v in DAYS.items()]
    return as_json({"records": [*records, {"created_at": "2026-03-13T06:00:00Z", "score_state": "UNSCORABLE"}]})


def garmin_status():
    days = [
        {"calendarDate": d, "metrics": [{"type": "HRV", "value": v, "baselineUpperLimit": 60}]} for d, v in DAYS.items()
    ]
    return as_json([*days, {"calendarDate": "2026-03-13", "metrics": [{"type": "HRV", "baselineUpperLimit": -1}]}])


def garmin_web():
    nights = [
        {"calendarDate": d, "weeklyAvg": 99, "lastNightAvg": v, "lastNight5MinHigh": 120} for d, v in DAYS.items()
    ]
    return as_json({"hrvSummaries": [*nights, {"calendarDate": "2026-03-13", "weeklyAvg": 98, "lastNightAvg": None}]})


def garmin_zip():
    sleeps = as_json([{"calendarDate": d, "avgOvernightHrv": v + 0.4} for d, v in DAYS.items()])
    folder = "DI_CONNECT/DI-Connect-Wellness"
    return zipped_as({f"{folder}/1_sleepData.json": sleeps, f"{folder}/1_healthStatusData.json": garmin_status()})


def fitbit_daily():
    return lines("timestamp,rmssd,nremhr,entropy", *(f"{d}T00:00:00,{v},55.1,2.7" for d, v in DAYS.items()))


def fitbit_details():
    stamps = [(f"{day}T0{hour}:00:00", value) for day, value in DAYS.items() for hour in (1, 2)]
    evening = "2026-03-09T23:30:00,44.0,0.9,8,4"
    rows = (f"{stamp},{value + 1.5},0.9,8,4" for stamp, value in stamps)
    return lines("timestamp,rmssd,coverage,low_frequency,high_frequency", evening, *rows)


def google_daily():
    header = (
        "timestamp,average heart rate variability milliseconds,non rem heart rate beats per minute,entropy,data source"
    )
    rows = (f"{day}T00:00:00Z,{value},55.1,2.7,Pixel Watch" for day, value in DAYS.items())
    return lines(header, *rows, "2026-03-13T00:00:00Z,80,55,2.7,Apple Watch")


def fitbit_zip():
    return zipped_as(
        {"Takeout/Fitbit/A/Sommario - 2026-03.csv": fitbit_daily(), "Takeout/Fitbit/A/B.csv": fitbit_details()}
    )


def fitbit_json():
    return as_json({"hrv": [{"dateTime": d, "value": {"dailyRmssd": v, "deepRmssd": 70}} for d, v in DAYS.items()]})


RECORD = (
    ' <Record type="HKQuantityTypeIdentifier{kind}" sourceName="{who}" unit="{unit}" '
    'startDate="{start}" endDate="{end}" value="{value}">'
)


def apple_record(kind, start, value, *, end=None, who="Ring", unit="ms", inner=""):
    begins = RECORD.format(kind=kind, who=who, unit=unit, start=start, end=end or start, value=value)
    return f"{begins}{inner}</Record>"


def apple_list(times, bpm=60):
    rates = "".join(f'<InstantaneousBeatsPerMinute bpm="{bpm}" time="{time}"/>' for time in times)
    return f"<HeartRateVariabilityMetadataList>{rates}</HeartRateVariabilityMetadataList>"


def apple_xml(*records, doctype="<!DOCTYPE HealthData [\n<!ELEMENT HealthData (Record)*>\n]>"):
    return lines(
        '<?xml version="1.0" encoding="UTF-8"?>', doctype, '<HealthData locale="da_DK">', *records, "</HealthData>"
    )


def apple():
    nights = [apple_record("HeartRateVariabilityRMSSD", f"{d} 03:10:00 +0100", v) for d, v in DAYS.items()]
    times = [
        f"07:00:{second:02}.{hundredth:02}" for second, hundredth in zip(range(10, 40), range(0, 60, 2), strict=True)
    ]
    sdnn = apple_record(
        "HeartRateVariabilitySDNN",
        "2026-03-10 07:00:10 +0100",
        60,
        end="2026-03-10 07:00:40 +0100",
        inner=apple_list(times),
    )
    other = apple_record("HeartRate", "2026-03-10 07:00:00 +0100", 60, unit="count/min")
    return apple_xml(sdnn, other, *nights)


def apple_zip():
    return zipped_as(
        {"apple_health_export/esportazione.xml": apple(), "apple_health_export/export_cda.xml": b"<ClinicalDocument/>"}
    )


def health_auto_export():
    rows = [{"date": f"{d} 00:00:00 +0100", "qty": v, "source": "Ring"} for d, v in DAYS.items()]
    sdnn = {"name": "heart_rate_variability", "units": "ms", "data": rows}
    return as_json({"data": {"metrics": [sdnn, {"name": "heart_rate_variability_rmssd", "units": "ms", "data": rows}]}})


def health_connect_db(apps=(("com.example.ring", "Ring"),), shift=0.0):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        made = sqlite3.connect(path)
        made.execute(
            "CREATE TABLE application_info_table(row_id INTEGER PRIMARY KEY, package_name TEXT, app_name TEXT)"
        )
        made.execute(
            "CREATE TABLE heart_rate_variability_rmssd_record_table(row_id INTEGER PRIMARY KEY, app_info_id INTEGER, "
            "time INTEGER, zone_offset INTEGER, heart_rate_variability_millis REAL)"
        )
        for number, (package, app) in enumerate(apps, start=1):
            made.execute("INSERT INTO application_info_table VALUES (?, ?, ?)", (number, package, app))
            for day, value in DAYS.items():
                moment = int(np.datetime64(f"{day}T02:10:00").astype("datetime64[ms]").astype(np.int64))
                for step in (-1, 1):
                    made.execute(
                        "INSERT INTO heart_rate_variability_rmssd_record_table VALUES (NULL, ?, ?, 3600, ?)",
                        (number, moment + step * 60_000, value + step + number * shift - shift),
                    )
        made.commit()
        made.close()
        return path.read_bytes()


def health_connect_zip():
    return zipped_as({"health_connect_export.db": health_connect_db()})


def polar_json():
    return as_json([{"night": d, "meanNightlyRecoveryRmssd": v, "meanBaselineRmssd": 43} for d, v in DAYS.items()])


def polar_accesslink():
    return as_json(
        {
            "recharges": [
                {"date": d, "heart_rate_variability_avg": v, "hrv_samples": {"23:35": 40}} for d, v in DAYS.items()
            ]
        }
    )


SAMSUNG_HEADER = "start_time,binning_data,time_offset,end_time,datauuid"


def samsung_parts():
    """The evening of each night is UTC of the day before; at UTC+0100 it is past midnight already."""
    rows, files = [], {}
    for place, (day, value) in enumerate(DAYS.items()):
        end_ms = int(np.datetime64(f"{day}T05:05:00").astype("datetime64[ms]").astype(np.int64))
        name = f"{place}a1b.binning_data.json"
        rows.append(f"{np.datetime64(day) - 1} 23:05:00.000,{name},UTC+0100,{day} 05:05:00.000,{place}a1b,")
        windows = [
            {"start_time": end_ms - 600_000, "end_time": end_ms, "sdnn": 60.0, "rmssd": value + step}
            for step in (-1, 1)
        ]
        files[f"jsons/com.samsung.health.hrv/{place}/{name}"] = as_json(windows)
    return lines("com.samsung.health.hrv,6310001,2", SAMSUNG_HEADER, *rows), files


def samsung_zip():
    table, files = samsung_parts()
    return zipped_as({"com.samsung.health.hrv.2026.csv": table, **files})


def intervals_json():
    return as_json([{"id": d, "restingHR": 54, "hrv": v, "hrvSDNN": 61.0, "readiness": None} for d, v in DAYS.items()])


def intervals_csv():
    return lines("date,restingHR,hrv,hrvSDNN", *(f"{day},54,{value},61" for day, value in DAYS.items()))


def runalyze():
    return as_json(
        [{"id": 1, "date_time": f"{d}T06:00:00Z", "metric": v, "measurement_type": 1} for d, v in DAYS.items()]
    )


def withings():
    series = [
        {"date": d, "startdate": 1, "enddate": 2, "data": {"rmssd_start_avg": v, "rmssd_end_avg": v + 9}}
        for d, v in DAYS.items()
    ]
    return as_json({"status": 0, "body": {"series": series}})


def suunto_sml():
    data = " ".join(map(str, RR))
    return lines(
        f'<?xml version="1.0"?><sml xmlns="http://www.suunto.com/schemas/sml"><DeviceLog><Header><DateTime>2026-03-10T07:00:00</DateTime></Header><R-R><Data>{data}</Data></R-R></DeviceLog></sml>'
    )


def suunto_json():
    samples = [
        {
            "TimeISO8601": "2026-03-10T07:00:00+01:00",
            "Attributes": {"suunto/sml": {"R-R": {"Data": ",".join(map(str, part))}}},
        }
        for part in (RR[:30], RR[30:])
    ]
    return as_json({"Samples": samples})


def movesense():
    return lines(*(json.dumps({"Body": {"average": 70.0, "rrData": [rr]}, "Uri": "1/Meas/HR"}) for rr in RR))


def rr_json():
    return as_json({"start_time": "2026-03-10T07:00:00+01:00", "rr_intervals": [rr / 1000 for rr in RR]})


def vu_ams():
    moments = np.datetime64("2026-03-10T07:00:00.000") + np.cumsum([0, *RR]).astype("timedelta64[ms]")
    rows = []
    for moment, rr in zip(moments.tolist(), [0, *RR], strict=True):
        rows.append(f"{moment:%d-%m-%y/%H:%M:%S}.{moment.microsecond // 1000:03}\t0\t{rr}\tO\t-9999\t")
    return lines("Subject Id: X", "R-peak time\tibi_cumulative\tibi\tinterpolated\tLabelCode1\t", *rows)


def mmash():
    moments = np.datetime64("2026-03-10T07:00:00") + (np.cumsum([0, *RR]) // 1000).astype("timedelta64[s]")
    rows = zip(moments.tolist(), [6512, *RR], strict=True)
    return lines(
        ",Time,Interval between heartbeats (s)",
        *(f"{n},{m:%Y-%m-%d %H:%M:%S},{rr / 1000}" for n, (m, rr) in enumerate(rows)),
    )


def edf(text="R", *, extra=(), version=b"0       "):
    """EDF+ with nothing but annotations: one record a second."""
    onsets = np.cumsum([1000, *RR]) / 1000
    notes = [(float(onset), text) for onset in onsets] + list(extra)
    n_records = int(onsets[-1]) + 2
    records = []
    for second in range(n_records):
        said = f"+{second}\x14\x14\x00" + "".join(
            f"+{o:.3f}\x14{t}\x14\x00" for o, t in notes if second <= o < second + 1
        )
        records.append(said.encode().ljust(120, b"\0"))
    fields = [
        (version.decode("latin1"), 8), ("X X X X", 80), ("Startdate 10-MAR-2026 X X X", 80),
        ("10.03.26", 8), ("07.00.00", 8),
        (str(256 * 2), 8), ("EDF+C", 44), (str(n_records), 8), ("1", 8), ("1", 4), ("EDF Annotations", 16),
        ("", 80), ("", 8),
        ("-1", 8), ("1", 8), ("-32768", 8), ("32767", 8), ("", 80), ("60", 8), ("", 32),
    ]  # fmt: skip
    return "".join(value.ljust(size) for value, size in fields).encode("latin1") + b"".join(records)


STAMP = (253, 4, 0x86)
NIGHT = 1_142_058_800  # 2026-03-10 06:33:20 UTC, counted from 1989


def low_parts(events):
    """Event stamps as pairs of 12-bit parts in three bytes."""
    parts = [event & 0xFFF for event in events]
    return b"".join(
        bytes([a & 0xFF, a >> 8 | (b & 0xF) << 4, b >> 4]) for a, b in zip(parts[::2], parts[1::2], strict=True)
    )


def fit_hr(rr_ms=RR, first=4_000_000_000):
    events = np.cumsum([first, *(round(rr * 1.024) for rr in rr_ms)]).tolist()
    messages = [definition(0, FILE_ID, (0, 1, 0), (4, 4, 0x86)) + struct.pack("<BBI", 0, 4, NIGHT)]
    messages.append(definition(1, 132, STAMP, (9, 4, 0x86)) + struct.pack("<BII", 1, NIGHT, events[0]))
    messages.append(definition(2, 132, (6, 8, 0x02), (10, 12, 0x0D)))
    rest = events[1:]
    messages += [bytes([2]) + bytes([70] * 8) + low_parts(rest[place : place + 8]) for place in range(0, len(rest), 8)]
    return packed(*messages)


NIGHTS = tuple(DAYS.values())


def fit_nights(values=NIGHTS, details=(50.0, 60.0)):
    messages = [definition(0, FILE_ID, (0, 1, 0), (4, 4, 0x86)) + struct.pack("<BBI", 0, 4, NIGHT)]
    messages.append(definition(1, 370, STAMP, (0, 2, 0x84), (1, 2, 0x84), (2, 2, 0x84)))
    for place, value in enumerate(values):
        last = 0xFFFF if value is None else round(value * 128)
        messages.append(struct.pack("<BIHHH", 1, NIGHT + place * 86400, 99 * 128, last, 120 * 128))
    messages.append(definition(2, 371, STAMP, (0, 2, 0x84)))
    messages += [struct.pack("<BIH", 2, NIGHT + place, round(value * 128)) for place, value in enumerate(details)]
    return packed(*messages)


OF_DAYS = {
    "oura": [oura_csv, oura_json, oura_trends],
    "whoop": [whoop_csv, whoop_zip, whoop_json],
    "garmin": [garmin_status, garmin_web, garmin_zip],
    "fitbit": [fitbit_daily, google_daily, fitbit_zip, fitbit_json],
    "apple-health": [apple, apple_zip],
    "health-auto-export": [health_auto_export],
    "health-connect": [health_connect_db, health_connect_zip],
    "polar-flow": [polar_json, polar_accesslink],
    "samsung-health": [samsung_zip],
    "intervals-icu": [intervals_json, intervals_csv],
    "runalyze": [runalyze],
    "fit": [fit_nights],
}
OF_BEATS = {
    "suunto": [suunto_sml, suunto_json],
    "movesense": [movesense],
    "rr-json": [rr_json],
    "vu-ams": [vu_ams],
    "rr-column": [mmash],
    "edf-annotations": [edf],
    "fit": [fit_hr],
}
EVERY = [make for table in (OF_DAYS, OF_BEATS) for makes in table.values() for make in makes] + [
    withings,
    fitbit_details,
]
