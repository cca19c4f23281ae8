"""Intervals that stand in a file twice are read once and counted; a heart that repeats values is left alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from sensors.recordings.decision import repeats
from sensors.recordings.registry import understand

N = 60
HEART = np.round(850 + 40 * np.sin(np.arange(N) / 3) + np.random.default_rng(5).normal(0, 15, N))


def as_text(rr_ms):
    return "".join(f"{rr:g}\n" for rr in rr_ms).encode()


def as_short_table(rr_ms):
    stamps = np.cumsum(np.full(len(rr_ms), 0.95))
    rows = (f"{second:.1f},{rr:g}\n" for second, rr in zip(stamps, rr_ms, strict=True))
    return "".join(["time,rr\n", *rows]).encode()


def as_json(rr_ms):
    return json.dumps({"rr": rr_ms.tolist()}).encode()


@pytest.mark.parametrize("write", [as_text, as_short_table, as_json], ids=lambda write: write.__name__)
@pytest.mark.parametrize("doubled", [np.tile(HEART, 2), np.repeat(HEART, 2)], ids=["list", "values"])
def test_doubled_intervals_are_read_once_and_counted(write, doubled):
    found = understand(write(doubled))

    assert found.beats.series.rr_ms.tolist() == HEART.tolist()
    assert [said.parameters["n"] for said in found.left_out] == [N]


def test_list_that_stands_there_three_times_is_read_once():
    assert repeats.once(np.tile(HEART, 3)) == slice(None, N)


@pytest.mark.parametrize(
    "rr_ms",
    [
        HEART,
        np.append(np.tile(HEART, 2), 800.0),
        np.full(700, 1000.0),
        np.tile([812.0, 790.0, 805.0], 40),
        np.repeat([1000.0, 990.0], 60),
        np.tile(HEART[:10], 2),
    ],
    ids=["heart", "one more", "paced", "pattern", "paced at two rates", "short"],
)
def test_list_that_is_not_doubled_is_left_alone(rr_ms):
    assert repeats.once(rr_ms) is None


# ---------------------------------------------------------------------------- with stamps
STAMP_S = 1_776_000_000.0 + np.cumsum(HEART) / 1000 + 0.3


def as_sensor_logger(stamp_s, rr_ms):
    at = [datetime.fromtimestamp(each, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] for each in stamp_s]
    rows = [f"{stamp};{rr:g}" for stamp, rr in zip(at, rr_ms, strict=True)]
    return "\n".join(["Phone timestamp;RR-interval [ms]", *rows]).encode()


def as_selfloops(stamp_s, rr_ms):
    rows = [f"{(at - STAMP_S[0]) * 1000:.0f},70,{rr:g}" for at, rr in zip(stamp_s, rr_ms, strict=True)]
    return "\n".join(["12 April 2026 07:00:00", "Time (ms),HR (bpm),R-R (ms)", *rows]).encode()


def as_table(stamp_s, rr_ms):
    at = [datetime.fromtimestamp(each, UTC).isoformat() for each in stamp_s]
    return "\n".join(["date,rr", *(f"{stamp},{rr:g}" for stamp, rr in zip(at, rr_ms, strict=True))]).encode()


WRITERS = pytest.mark.parametrize("write", [as_sensor_logger, as_selfloops, as_table], ids=lambda each: each.__name__)
AGAIN = {
    "all again": [*range(N), *range(N)],
    "three times": [*range(N)] * 3,
    "overlapping": [*range(40), *range(25, N)],
    "overlapping twice": [*range(30), *range(15, 45), *range(20, N)],
    "inside": [*range(N), *range(20, 35)],
    "in pairs": np.repeat(np.arange(N), 2).tolist(),
}


@WRITERS
@pytest.mark.parametrize("rows", AGAIN.values(), ids=AGAIN)
def test_rows_of_an_overlapping_export_are_read_once_and_counted(write, rows):
    once, again = understand(write(STAMP_S, HEART)), understand(write(STAMP_S[rows], HEART[rows]))

    assert again.beats.series.rr_ms.tolist() == HEART.tolist()
    assert np.array_equal(again.beats.series.time_s, once.beats.series.time_s)
    assert [said.parameters["n"] for said in again.left_out] == [len(rows) - N]


def test_sensor_logger_files_one_after_the_other_keep_one_header():
    first, second = as_sensor_logger(STAMP_S[:40], HEART[:40]), as_sensor_logger(STAMP_S[25:], HEART[25:])
    found = understand(first + b"\n" + second)

    assert found.beats.series.rr_ms.tolist() == HEART.tolist()
    assert [said.parameters["n"] for said in found.left_out] == [1, 15]


def test_stamps_that_step_back_a_little_keep_their_rows():
    stamp_s = STAMP_S.copy()
    stamp_s[20] -= 1.0  # a phone's clock was set
    assert repeats.once_by_stamps(stamp_s, HEART).all()
    assert repeats.once_by_stamps(np.tile(STAMP_S, 2), np.append(HEART, HEART[::-1])).all()
    assert repeats.once_by_stamps(STAMP_S[[*range(N), *range(9)]], HEART[[*range(N), *range(9)]]).all()
