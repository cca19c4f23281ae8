from __future__ import annotations

import os
import signal
import subprocess
import sys

import numpy as np
import pytest

import hrv
from alerts.pipeline.compute import ComputeLostError, InBulk, InProcess, WorkerProcesses, _leave_with_parent
from hrv import BeatSeries
from tests.patience import wait_until

SITTING = BeatSeries.from_rr(850 + 40 * np.sin(np.arange(400) / 4), start=1_795_248_000.0)
NOTHING = BeatSeries.from_rr(())
SERVER = """
import os, sys, time
import numpy as np
from alerts.pipeline.compute import WorkerProcesses
from hrv import BeatSeries

if __name__ == "__main__":
    workers = WorkerProcesses()
    workers.analyse(BeatSeries.from_rr(850 + 40 * np.sin(np.arange(100))), window_s=60, hop_s=60)
    print("neurokit2" in sys.modules, *workers._pool._processes, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def workers():
    with WorkerProcesses() as workers:
        yield workers


def child_of(workers):
    return next(iter(workers._pool._processes))


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - a file of the kernel
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_child_process_gives_the_same_result(workers):
    there = workers.analyse(SITTING, window_s=300, hop_s=300)
    here = InProcess().analyse(SITTING, window_s=300, hop_s=300)
    assert there == here == hrv.analyse(SITTING, window_s=300, hop_s=300)
    assert len(here) == 1


def test_error_in_the_child_is_raised_unchanged(workers):
    with pytest.raises(ValueError, match="at least 30 seconds"):
        workers.analyse(SITTING, window_s=3, hop_s=3)


def test_child_survives_ctrl_c_of_its_group(workers):
    workers.analyse(NOTHING, window_s=300, hop_s=300)
    child = child_of(workers)
    os.kill(child, signal.SIGINT)
    assert workers.analyse(NOTHING, window_s=300, hop_s=300) == ()
    assert child_of(workers) == child


def test_killed_child_is_reported_and_replaced(workers):
    workers.analyse(NOTHING, window_s=300, hop_s=300)
    killed = child_of(workers)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not is_running(killed))
    with pytest.raises(ComputeLostError, match="ended early"):
        workers.analyse(NOTHING, window_s=300, hop_s=300)
    assert workers.analyse(NOTHING, window_s=300, hop_s=300) == ()
    assert child_of(workers) != killed


def test_closing_ends_the_child():
    with WorkerProcesses() as workers:
        workers.analyse(NOTHING, window_s=300, hop_s=300)
        child = child_of(workers)
    wait_until(lambda: not is_running(child))


def test_the_process_that_nobody_started_follows_nobody():
    _leave_with_parent()


def test_closing_what_never_computed_is_harmless():
    WorkerProcesses().close()


def test_late_error_of_a_broken_pool_spares_the_new_one():
    with WorkerProcesses() as workers:
        broken = workers._current()
        workers._discard(broken)
        successor = workers._current()
        workers._discard(broken)
        assert workers._current() is successor


def test_server_never_imports_neurokit_and_kill_leaves_no_child(tmp_path):
    (tmp_path / "server.py").write_text(SERVER)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, tmp_path / "server.py"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as server:
        has_neurokit, child = server.stdout.readline().split()
        server.kill()
    assert has_neurokit == "False"
    wait_until(lambda: not is_running(int(child)))


def test_bulk_engine_equals_the_engine_of_record():
    (bulk,), (record,) = (each.analyse(SITTING, window_s=300, hop_s=300) for each in (InBulk(), InProcess()))
    assert bulk.rmssd_ms == pytest.approx(record.rmssd_ms, rel=1e-9)
    assert bulk.sdnn_ms == pytest.approx(record.sdnn_ms, rel=1e-9)
    assert bulk.lf_ms2 == pytest.approx(record.lf_ms2, rel=1e-6)
    assert bulk.quality is record.quality
