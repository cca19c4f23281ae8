from __future__ import annotations

import os
import signal
import threading

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.server import worker
from tests.patience import PATIENCE_S

RUN = CliRunner()


@pytest.fixture(autouse=True)
def data_dir(monkeypatch, tmp_path):
    monkeypatch.setenv("PULSRO_DATA_DIR", str(tmp_path))
    return tmp_path


def test_once_option_does_due_work_and_ends():
    result = RUN.invoke(app, ["worker", "--once"])
    assert result.exit_code == 0, result.output
    assert "What was due is done." in result.output


def test_worker_ticks_until_stopped(store, monkeypatch):
    ticked, stop = threading.Event(), threading.Event()
    monkeypatch.setattr("alerts.schedule.clock.tick", lambda *_, **__: ticked.set())
    running = threading.Thread(target=worker.tick_until_stopped, args=(store,), kwargs={"every_s": 0.1, "stop": stop})
    running.start()
    assert ticked.wait(PATIENCE_S)
    stop.set()
    running.join(PATIENCE_S)
    assert not running.is_alive()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_the_worker(number):
    former = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        stop = worker.stop_signal()
        os.kill(os.getpid(), number)
        assert stop.wait(PATIENCE_S)
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)


def test_the_command_ticks_until_a_signal_comes(monkeypatch):
    stopped = threading.Event()
    stopped.set()
    monkeypatch.setattr(worker, "stop_signal", lambda: stopped)
    result = RUN.invoke(app, ["worker"])
    assert result.exit_code == 0, result.output
    assert "The worker ticks." in result.output
