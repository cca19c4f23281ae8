"""Real hearts: what must hold on them, whatever their numbers are."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date

import numpy as np
import pytest

import hrv
from alerts.pipeline.pieces import why_no_value
from alerts.texts import NO_OWN_VARIABILITY
from hrv import BeatSeries, Quality, Rhythm, find_artifacts
from hrv.cleaning.nn_intervals import CleanBeats
from hrv.cleaning.placement import measure, place_windows
from hrv.cleaning.quality import grade
from hrv.cleaning.regularity import judge_rhythm
from hrv.windows.absence import Absence
from sensors.recordings.registry import read
from tests.sampling import one_by_day

pytestmark = pytest.mark.real


def plain_seconds(path):
    """RR in seconds, one a line; the first row is an offset."""
    with gzip.open(path, "rt") as file:
        return BeatSeries.from_rr(np.loadtxt(file)[1:] * 1000)


def strap_of_24_hours(path):
    """Whole-second stamps, RR in s: beats in a row share a segment as long as the clock agrees with their sum."""
    with gzip.open(path, "rt") as file:
        rows = [(row[1], float(row[2])) for row in list(csv.reader(file))[1:]]
    stamps = (
        np.array([np.datetime64(stamp.replace(" ", "T")) for stamp, _ in rows]).astype("datetime64[s]").astype(float)
    )
    rr = np.array([seconds for _, seconds in rows])
    times, segments, now, segment = [], [], stamps[0], 0
    for stamp, interval in zip(stamps, rr, strict=True):
        now += interval
        if stamp - now > 2.5:
            now, segment = float(stamp), segment + 1
        times.append(now)
        segments.append(segment)
    return BeatSeries(time_s=times, rr_ms=rr * 1000, segment=segments, flags=np.zeros(rr.size))


def evidence_of(series, window_s=300.0):
    spans = place_windows(series, window_s=window_s, hop_s=window_s)
    artifacts = find_artifacts(series)
    clean = CleanBeats.of(series, artifacts.masked, spans)
    evidence = measure(series, artifacts.masked, spans)
    qualities = grade(evidence, spans, clean.n_differences(), window_s=window_s)
    return evidence, qualities, judge_rhythm(series, artifacts, spans)


def test_constant_extra_beats_are_unclear_in_every_window(real_data):
    with gzip.open(real_data / "pvc" / "polar_h10.csv.gz", "rt") as file:
        rr = [float(row["rr"]) for row in csv.DictReader(file) if row["rr"]]
    windows = hrv.analyse(BeatSeries.from_rr(rr), window_s=120.0)
    assert windows
    assert all(window.rhythm is Rhythm.UNCLEAR for window in windows)
    assert hrv.daily_value(windows, day=np.datetime64("2024-05-05").item(), kind="import").ln_rmssd is None


@pytest.mark.parametrize("name", one_by_day("nsr001", "nsr003", "nsr006", "nsr012", "nsr020", "nsr031", "nsr042"))
def test_healthy_days_are_mostly_regular_and_well_measured(real_data, name):
    _, qualities, rhythms = evidence_of(plain_seconds(real_data / "nsr-24h" / f"{name}_rr_secs.txt.gz"))
    assert Counter(rhythms)[Rhythm.UNCLEAR] <= 0.02 * len(rhythms)
    assert Counter(qualities)[Quality.GOOD] + Counter(qualities)[Quality.FAIR] >= 0.85 * len(qualities)


def test_failing_heart_is_unclear_more_often_than_a_healthy_one(real_data):
    _, _, failing = evidence_of(plain_seconds(real_data / "chf-24h" / "chf202_rr_secs.txt.gz"))
    _, _, healthy = evidence_of(plain_seconds(real_data / "nsr-24h" / "nsr001_rr_secs.txt.gz"))
    assert Counter(failing)[Rhythm.UNCLEAR] > Counter(healthy)[Rhythm.UNCLEAR]


@pytest.mark.parametrize("person", one_by_day(1, 2, 3, 4))
def test_strap_with_regular_holes_shows_them_and_no_nonsense(real_data, person):
    series = strap_of_24_hours(real_data / "h7-24h" / f"subject_{person}.txt.gz")
    evidence, qualities, _ = evidence_of(series)
    assert 0.6 < np.median(evidence.coverage) < 0.95
    assert np.median(evidence.longest_gap_s) > 3
    assert Counter(qualities)[Quality.GOOD] < 0.5 * len(qualities)
    night = series.between(series.time_s[0] + 15 * 3600, series.time_s[0] + 15.5 * 3600)
    for window in hrv.analyse(night, hop_s=300.0):
        if window.rmssd_ms is not None:
            assert window.rmssd_ms < 150
            assert window.lf_ms2 is None


def test_a_strap_at_rest_is_good_most_of_the_time(real_data):
    with gzip.open(real_data / "polar-h10-rest" / "control_24.csv.gz", "rt") as file:
        rr = [float(line.split(";")[1]) for line in file.read().splitlines()[1:]]
    _, qualities, rhythms = evidence_of(BeatSeries.from_rr(rr))
    assert Counter(qualities)[Quality.GOOD] > 0.8 * len(qualities)
    assert set(rhythms) == {Rhythm.REGULAR}


def test_paced_heart_has_no_value_at_any_door(real_data):
    series = read(real_data / "hard-files" / "pacemaker.txt").series
    windows = hrv.analyse_in_bulk(series, window_s=120.0)
    assert {window.why["rmssd_ms"] for window in windows} == {Absence.NO_VARIATION}
    assert hrv.daily_value(windows, day=date(2026, 3, 1), kind="check").ln_rmssd is None
    assert why_no_value(windows) == NO_OWN_VARIABILITY()
    live = hrv.LiveIndices()
    readings = [live.push(*beat) for beat in zip(series.time_s.tolist(), series.rr_ms.tolist(), strict=True)]
    assert {reading.last_60_s.why for reading in readings[60:]} == {Absence.NO_VARIATION}


@pytest.mark.parametrize("name", one_by_day("polar-h10-rest", "nsr-24h", "chf-24h", "selfloops"))
def test_no_real_heart_is_taken_for_a_paced_one(real_data, name):
    for path in sorted((real_data / name).glob("*.gz"))[:2]:
        windows = hrv.analyse_in_bulk(read(path).series, window_s=30.0, hop_s=30.0)
        assert not any(Absence.NO_VARIATION in window.why.values() for window in windows)
