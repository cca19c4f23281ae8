"""Values that are no beats are counted in every format, for nobody sees a timeline leave them out."""

from __future__ import annotations

import io
import json
import struct
from datetime import datetime, timedelta

import edfio
import numpy as np
import pytest

from sensors.recordings.registry import About, understand
from tests.sensors.recordings.export_samples import as_json, lines

RR = [812, 790, 805, 840, 799, 810] * 4
WITH_STRAYS = [*RR, 0, *RR, 65535, *RR]
BEGAN = datetime(2026, 2, 10, 8, 50, 31)  # noqa: DTZ001 - the clock on the wall


def suunto():
    return as_json({"DeviceLog": {"R-R": {"Data": WITH_STRAYS}}})


def movesense():
    return lines(*(json.dumps({"Body": {"rrData": [rr]}}) for rr in WITH_STRAYS))


def polar_hrm():
    return lines("[Params]", "Interval=238", "", "[HRData]", *map(str, WITH_STRAYS))


def polar_sensor_logger():
    stamps = np.cumsum(np.minimum(WITH_STRAYS, 1000)) / 1000
    rows = (f"{BEGAN + timedelta(seconds=s):%H:%M:%S.%f};{rr}" for s, rr in zip(stamps, WITH_STRAYS, strict=True))
    return lines("Phone timestamp;RR-interval [ms]", *rows)


def selfloops():
    stamps = np.cumsum(np.minimum(WITH_STRAYS, 1000)).tolist()
    rows = (f"{stamp},75,{rr}" for stamp, rr in zip(stamps, WITH_STRAYS, strict=True))
    return lines("04 August 2025 12:53:19", "Time (ms),HR (bpm),R-R (ms)", *rows)


def vu_ams():
    rows = []
    moment = BEGAN
    for rr in [0, *WITH_STRAYS]:
        moment += timedelta(milliseconds=min(rr, 1000) or 5)
        rows.append(f"{moment:%d-%m-%y/%H:%M:%S}.{moment.microsecond // 1000:03}\t0\t{rr}\tO\t-9999\t")
    return lines("Subject Id: 1", "R-peak time\tibi_cumulative\tibi\tinterpolated\tlabel", *rows)


def kubios():
    moments = np.cumsum(np.minimum(WITH_STRAYS, 1000) + 1) / 1000
    rows = (f" , {moment:.3f}, {rr / 1000:.3f}" for moment, rr in zip(moments, WITH_STRAYS, strict=True))
    begins = "Measurement date: 10-Feb-2026 08:15:00"
    return lines("HRV ANALYSIS RESULTS - 13-Sep-2026", begins, "RR INTERVAL DATA and SPECTRUM ESTIMATES", *rows)


def moments_s():
    """With an R peak found twice, and a pause of twelve seconds."""
    steps = [*RR, 50, *RR, 12_000, *RR]
    return np.cumsum([1000, *steps]) / 1000


def wfdb():
    samples = np.diff(np.round(moments_s() * 1000).astype(int), prepend=0)
    words = [struct.pack("<HhH", 59 << 10, 0, step) + struct.pack("<H", 1 << 10) for step in samples.tolist()]
    return b"".join(words) + bytes(2)


def edf():
    beats = [edfio.EdfAnnotation(onset, None, "R") for onset in moments_s().tolist()]
    written = io.BytesIO()
    edfio.Edf([], annotations=beats).write(written)
    return written.getvalue()


@pytest.mark.parametrize(
    "make", [suunto, movesense, polar_hrm, polar_sensor_logger, selfloops, vu_ams, kubios, wfdb, edf]
)
def test_value_that_is_no_beat_is_counted_and_cuts(make):
    found = understand(make(), About(samples_per_s=1000.0))

    assert [each.parameters["n"] for each in found.left_out] == [2]
    assert found.left_out[0].code.startswith("sensors.decision.no_beat")
    assert found.beats.series.rr_ms == pytest.approx(RR * 3, abs=0.5)
    assert len(np.unique(found.beats.series.segment)) > 1


@pytest.mark.parametrize(("make", "first"), [(polar_hrm, 29), (polar_sensor_logger, 26), (selfloops, 27), (vu_ams, 28)])
def test_lines_of_values_that_are_no_beats_are_named(make, first):
    (said,) = understand(make()).left_out

    assert said.parameters["lines"] == (str(first), str(first + len(RR) + 1))


def test_first_row_of_vu_ams_ends_no_interval_and_is_not_counted():
    rows = vu_ams().decode().splitlines()
    assert understand(lines(*rows[: 3 + len(RR)])).left_out == ()


@pytest.mark.parametrize("lost", [[None], None])
def test_null_of_movesense_leaves_a_gap_and_is_counted(lost):
    listed = [[rr] for rr in RR] + [lost] + [[rr] for rr in RR]
    found = understand(lines(*(json.dumps({"Body": {"rrData": each}}) for each in listed)))

    assert found.beats.series.segment.tolist() == [0] * len(RR) + [1] * len(RR)
    assert [str(each) for each in found.left_out] == ["Rows without an interval: 1."]
