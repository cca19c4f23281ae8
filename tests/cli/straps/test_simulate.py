from __future__ import annotations

import time

import numpy as np
import pytest
from typer.testing import CliRunner

from cli.main import app
from hrv.breath import StepLevel, in_step
from sensors.recordings.registry import read_text
from tests.sensors.door import TOKEN, open_door


def simulate(*arguments):
    return CliRunner().invoke(app, ["simulate", *map(str, arguments)])


@pytest.fixture
def one_moment(monkeypatch):
    """A seed gives one heart for each moment at which it begins, so the moment is the same on every day."""
    monkeypatch.setattr(time, "time", lambda: 1.8e9)


def test_simulate_prints_an_analysable_recording(one_moment):
    result = simulate("--minutes", 5, "--past", "--print", "--seed", 1, "--hr", 60)
    series = read_text(result.stdout).series

    assert result.exit_code == 0
    assert series.time_s[-1] == pytest.approx(300, abs=5)
    assert series.rr_ms.mean() == pytest.approx(1000, rel=0.12)


def test_the_same_seed_prints_the_same_heart(one_moment):
    once, again = (simulate("--minutes", 1, "--past", "--print", "--seed", 7).stdout for _ in range(2))

    assert once == again


def test_artifacts_and_losses_are_enabled_by_name(one_moment):
    clean, spoiled, lossy = (
        read_text(simulate("--minutes", 10, "--past", "--print", "--seed", 1, *more).stdout).series
        for more in ((), ("--ectopic", 0.05, "--missed", 0.01, "--extra", 0.01), ("--lost", 0.2, "--breaks", 30))
    )

    assert np.diff(spoiled.rr_ms).std() > 2 * np.diff(clean.rr_ms).std()
    assert len(lossy) < 0.9 * len(clean)


def test_simulate_sends_past_minutes_at_once(tmp_path, monkeypatch):
    began_s = time.time()
    with open_door() as door:
        monkeypatch.setenv("PULSRO_DEVICE_TOKEN", TOKEN)
        result = simulate("--minutes", 2, "--past", "--server", door.url, "--spool", tmp_path / "s", "--paced", 6)
        times = [moment for block in door.taken.values() for moment in block["time_s"]]

    assert result.exit_code == 0
    assert {request["kind"] for request in door.requests} == {"workday"}
    assert began_s - 130 < min(times) < max(times) < time.time() + 0.5


def test_paced_heart_follows_the_pace_and_no_other(one_moment):
    paced = ("--minutes", 4, "--past", "--print", "--paced", 6, "--rmssd", 20)
    follows, strays = [], []
    for seed in range(5):
        series = read_text(simulate(*paced, "--seed", seed).stdout).series
        last = series.time_s > 120
        time_s, rr_ms = series.time_s[last], series.rr_ms[last]
        told, other = (in_step(time_s, rr_ms, 2 * np.pi * per_min / 60 * time_s).level for per_min in (6.0, 7.4))
        follows.append(told)
        strays.append(other)

    assert follows.count(StepLevel.TOGETHER) >= 4
    assert strays.count(StepLevel.TOGETHER) <= 1


def test_past_without_minutes_is_refused():
    result = simulate("--past")

    assert (result.exit_code, result.stderr) == (2, "How many minutes of the past? Say so with --minutes.\n")


def test_missing_token_error_says_where_to_get_one(monkeypatch, tmp_path):
    monkeypatch.delenv("PULSRO_DEVICE_TOKEN", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    result = simulate("--minutes", 1)

    assert result.exit_code == 2
    assert "connect a device" in result.stderr
