"""Samples of exports beside the repository, each with what it must give."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sensors.recordings.registry import About, UnreadableRecordingError, understand_file

pytestmark = pytest.mark.real
HERE = About(zone=ZoneInfo("Europe/Copenhagen"))
OF_DAYS = [
    "oura_sleepmodel.csv",
    "whoop_export.zip",
    "2026-01-01_2026-03-01_1000001_healthStatusData.json",
    "takeout_fitbit.zip",
    "apple_export.xml",
    "nightly_recovery_1000001-0a1b2c3d-0000-4000-8000-000000000001.json",
    "samsunghealth.zip",
]
OF_BEATS = ["suunto_move.sml", "swim_hr.fit", "movesense_hr.json", "vu_ams.txt", "rpeaks.edf"]
LEFT_OUT = {
    "oura_sleepmodel.csv": {"naps": 1, "no_value": 1},
    "whoop_export.zip": {"no_value": 1, "scores": 6},
    "2026-01-01_2026-03-01_1000001_healthStatusData.json": {"no_value": 1, "baselines": 6},
    "takeout_fitbit.zip": {"details": 96},
    "apple_export.xml": {"sdnn": 3},
    "nightly_recovery_1000001-0a1b2c3d-0000-4000-8000-000000000001.json": {"baselines": 6},
    "samsunghealth.zip": {"sdnn": 72},
}


@pytest.fixture(scope="module")
def folder(real_data):
    return real_data / "wearables"


@pytest.fixture(scope="module")
def expected(folder):
    return json.loads((folder / "expected.json").read_text())


def days(found, source=""):
    return {each.day.isoformat(): each.rmssd_ms for each in found.days if source in each.source}


def counted(messages):
    return {message.code.rpartition(".")[2]: message.parameters["n"] for message in messages}


def test_every_sample_is_tried(expected):
    assert set(expected) == {*OF_DAYS, *OF_BEATS, "health_auto_export.json", "health_connect.zip"}


@pytest.mark.parametrize("name", OF_DAYS)
def test_sample_gives_its_days_and_counts_the_rest(folder, expected, name):
    found = understand_file(folder / name, HERE)

    assert days(found) == pytest.approx(expected[name]["days"], abs=1e-9)
    assert len({each.source for each in found.days}) == 1
    assert counted(found.left_out) == LEFT_OUT[name]


@pytest.mark.parametrize("name", OF_BEATS)
def test_sample_gives_its_beats(folder, expected, name):
    series = understand_file(folder / name, HERE).beats.series

    assert len(series) == expected[name]["beats"]
    assert set(series.segment.tolist()) == {0}
    assert np.sqrt(np.mean(np.diff(series.rr_ms) ** 2)) == pytest.approx(expected[name]["rmssd"], abs=0.05)


def test_sample_of_two_apps_gives_two_sources(folder, expected):
    found = understand_file(folder / "health_connect.zip", HERE)

    for app, its_days in expected["health_connect.zip"]["days_by_app"].items():
        assert days(found, app.lower()) == its_days
    assert len({each.source for each in found.days}) == 2


def test_sample_of_sdnn_is_refused_as_that(folder):
    with pytest.raises(UnreadableRecordingError, match="is 6 values of Apple's SDNN"):
        understand_file(folder / "health_auto_export.json", HERE)


def test_apple_lists_are_beats_whose_resolution_is_said(folder):
    found = understand_file(folder / "apple_export.xml", HERE)

    assert len(found.beats.series) == 3 * 59
    assert found.beats.series.segment[-1] == 2
    assert [(each.code, dict(each.parameters)) for each in found.assumptions] == [
        ("sensors.apple_health.coarse", {"n": 3, "ms": 10})
    ]
