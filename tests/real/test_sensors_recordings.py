"""Real recordings, read, analysed, and worn again."""

from __future__ import annotations

import asyncio
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from cli.main import app
from hrv import Quality, analyse
from sensors.beat_clock.beat import to_series
from sensors.beat_clock.clock import BeatClock
from sensors.recordings.registry import UnreadableRecordingError, read
from sensors.simulation.replay import ReplayedStrap

pytestmark = pytest.mark.real

READABLE = {
    "polar-h10-rest/*": "polar-sensor-logger",
    "nsr-24h/*": "rr-text",
    "chf-24h/*": "rr-text",
    "h10-short/*.txt": "rr-text",
    "hrm/*.txt": "rr-text",
    "hrm/*.hrm": "polar-hrm",
    "selfloops/*": "selfloops",
    "fit/garmin-fenix-5-*.fit": "fit",
    "pvc/*.gz": "rr-column",
    "h10-run/rr*": "rr-column",
    "five-devices/test_[ehkr][!v]*.csv": "rr-column",
    "five-devices/test_vu.txt": "vu-ams",
    "h7-24h/*": "rr-column",
    "acceleration/[hm]*/*rr.csv": "rr-column",
    "acceleration/polar*/rr.csv": "rr-column",
}
FEWEST = {"acceleration/polar*/rr.csv": 30}
"""Half a minute beside a sample of acceleration, too short for a window."""

UNREADABLE = [
    "fit/invalid/*.fit",
    "daily/*",
    "toolbox-reference/*.[ceh]*",
    "*/LICENSE*",
    "*/*/LICENSE*",
    "README.md",
    "*/README.md",
    "*/*/README.md",
    "h10-run/features*",
    "five-devices/test_events.csv",
    "acceleration/*/*acc.csv.gz",
    "acceleration/*/*belts.csv.gz",
    "acceleration/*/people.csv",
]
OWN_TESTS = {"wearables", "hard-files"}
SOME = [slice(1), pytest.param(slice(None), marks=pytest.mark.nightly)]
FIRST_OR_ALL = pytest.mark.parametrize("some", SOME, ids=["first", "all"])
UNDATED = {"rr-text", "polar-sensor-logger"}
WITHOUT_DATES = {"acceleration/[hm]*/*rr.csv", "acceleration/polar*/rr.csv"}


def files(folder, patterns):
    """The files of each pattern, the smallest first."""
    found = [
        file
        for pattern in patterns
        for file in sorted(folder.glob(pattern), key=lambda file: (file.stat().st_size, file))
    ]
    assert found
    return found


@FIRST_OR_ALL
@pytest.mark.parametrize("pattern", READABLE)
def test_every_recording_is_recognised_by_its_content(real_data, pattern, some):
    for file in files(real_data, [pattern])[some]:
        recorded = read(file)

        assert recorded.format.value == READABLE[pattern], file
        assert len(recorded.series) > FEWEST.get(pattern, 60), file
        is_undated = recorded.format.value in UNDATED or pattern in WITHOUT_DATES
        assert (recorded.started_at is None) is is_undated, file


def test_every_file_is_read_or_refused_by_some_test(real_data):
    tried = {path for path in files(real_data, [*READABLE, *UNREADABLE]) if path.parent.name not in OWN_TESTS}
    there = {path for path in real_data.rglob("*") if path.is_file() and path.parent.name not in OWN_TESTS}

    assert there == tried


@FIRST_OR_ALL
@pytest.mark.parametrize("pattern", UNREADABLE)
def test_other_files_are_refused_in_one_sentence(real_data, pattern, some):
    for file in files(real_data, [pattern])[some]:
        with pytest.raises(UnreadableRecordingError, match=r"^(This|Line \d+) [^\n]*\.$"):
            read(file)


def test_the_first_row_of_a_day_in_seconds_is_an_offset(real_data):
    series = read(real_data / "nsr-24h" / "nsr001_rr_secs.txt.gz").series

    assert series.time_s[0] == pytest.approx(225.79687500 + 0.69531250)
    assert series.rr_ms[0] == 695.3125


def test_hours_of_a_chest_strap_at_rest_are_hardly_cut(real_data):
    for file in files(real_data, ["polar-h10-rest/*"]):
        series = read(file).series

        assert len(set(series.segment.tolist())) <= 3, file
        assert series.rr_ms.sum() / 1000 == pytest.approx(np.ptp(series.time_s), rel=0.001)


def test_wrist_device_losing_many_beats_is_cut_many_times(real_data):
    series = read(real_data / "five-devices" / "test_rhythm.csv").series

    assert len(set(series.segment.tolist())) > 100


@pytest.mark.parametrize("name", ["control_24.csv.gz", "control_45.csv.gz"])
def test_replayed_recording_gives_the_same_beats(real_data, name):
    recorded = read(real_data / "polar-h10-rest" / name).series
    strap = ReplayedStrap(recorded, ends_at_s=1.8e9, speed=0)
    clock = BeatClock(unix_offset_s=strap.unix_offset_s)

    async def worn():
        return [beat async for packet in strap for beat in clock.push(packet)]

    series = to_series([*asyncio.run(worn()), *clock.flush()])
    moved_s = series.time_s - recorded.time_s

    assert np.abs(series.rr_ms - recorded.rr_ms).max() <= 1000 / 1024
    assert np.ptp(moved_s) < 0.5
    assert clock.tally.cuts < len(series) / 200


@FIRST_OR_ALL
@pytest.mark.parametrize("pattern", [pattern for pattern in READABLE if pattern not in FEWEST])
def test_every_recording_gives_windows(real_data, pattern, some):
    """A minute out of every two hours: all of a whole day takes minutes and says nothing else."""
    for file in files(real_data, [pattern])[some]:
        result = CliRunner().invoke(app, ["analyse", str(file), "--json", "--window", "60", "--hop", "7200"])
        told = json.loads(result.stdout)

        assert result.exit_code == 0, file
        assert told["n_beats"] == len(read(file).series)
        assert told["windows"], file
        assert all(window["rmssd_ms"] or window["why"]["rmssd_ms"] for window in told["windows"]), file


def test_a_strap_at_rest_gives_good_windows(real_data):
    for file in files(real_data, ["polar-h10-rest/*"]):
        series = read(file).series
        windows = analyse(series.between(series.time_s[0], series.time_s[0] + 900), window_s=300, hop_s=300)

        assert {window.quality for window in windows} <= {Quality.GOOD, Quality.FAIR}, file
