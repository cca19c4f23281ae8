"""A small file of every format that is no export: text of other programs and our own, and annotations."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import numpy as np

from hrv import BeatSeries
from sensors.recordings.registry import understand
from sensors.recordings.text import extract
from sensors.recordings.text.own_forms import Form, written
from tests.sensors.recordings.export_samples import lines, whoop_csv

RR = [812, 790, 805, 840, 799, 810, 833, 846] * 8
BEGAN = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)


def kubios_report():
    rows = [f",{moment / 1000:.3f},{rr / 1000:.3f}" for moment, rr in zip(np.cumsum(RR), RR, strict=True)]
    head = "HRV ANALYSIS RESULTS - 13-Sep-2026 13:15:19", "Measurement date: 10-Feb-2026 08:15:00"
    return lines(*head, "RR INTERVAL DATA and SPECTRUM ESTIMATES", ",Time,RR interval", *rows)


def polar_hrm():
    params = "[Params]", "Version=106", "Date=20260210", "StartTime=08:50:31.0", "Interval=238"
    return lines(*params, "", "[HRData]", *map(str, RR))


def polar_sensor_logger():
    rows = (f"2026-04-24T14:{n // 60:02}:{n % 60:02}.000;{rr}" for n, rr in enumerate(RR))
    return lines("Phone timestamp;RR-interval [ms]", *rows)


def selfloops():
    rows = (f"{moment},75,{rr}" for moment, rr in zip(np.cumsum(RR), RR, strict=True))
    return lines("04 August 2025 12:53:19", "Time (ms),HR (bpm),R-R (ms)", *rows)


def pulsro_csv():
    return written(BeatSeries.from_rr(np.array(RR, float), start=BEGAN.timestamp()), Form.CSV).encode()


def pulsro_extract():
    return extract.written(understand(whoop_csv()))


def hrv4training():
    rows = (
        f"2026-03-{day}, 2026-03-{day} 06:10:00 +0000, me, 52, 1100, 60, 6{day % 10}.5, 20, 8" for day in range(10, 20)
    )
    return lines("date, timestamp_measurement, user_id, HR, AVNN, SDNN, rMSSD, pNN50, HRV4T_Recovery_Points", *rows)


def elite_hrv():
    rows = (f"me,readiness,2026-03-{day} 06:10:00,55,52,6{day % 10}.5" for day in range(10, 20))
    return lines("Member,Type,Date Time Start,HRV,HR,Rmssd", *rows)


def hrv_logger_features():
    rows = (f"2026-03-15 09:0{n}:00 +0000,60,4{n}.5" for n in range(6))
    return lines("timestamp,heart rate,rMSSD", *rows)


def wfdb():
    note = b"## time resolution: 1000"
    words = b"".join(struct.pack("<H", 1 << 10 | rr) for rr in RR)
    return struct.pack("<HH", 22 << 10, 63 << 10 | len(note)) + note + words + b"\0\0"


def plain():
    return lines(*map(str, RR))


TEXTS = (
    kubios_report,
    polar_hrm,
    polar_sensor_logger,
    selfloops,
    pulsro_csv,
    hrv4training,
    elite_hrv,
    hrv_logger_features,
    plain,
)
BOUNDED = (pulsro_extract, wfdb)
"""Formats in which a part is no whole file."""
