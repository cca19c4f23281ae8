"""Intervals that stand in a file twice are read once and counted; a heart that repeats values is left alone."""

from __future__ import annotations

import json

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
