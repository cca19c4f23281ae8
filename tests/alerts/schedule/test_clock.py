from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest

from alerts.pipeline.compute import InProcess
from alerts.schedule import clock as clock_module
from alerts.schedule.clock import Clock
from alerts.schedule.tick import Tally
from sensors.host_clock import utc_now
from tests.patience import PATIENCE_S, wait_until

LATER = timedelta(minutes=10)


class Ticks:
    """Stands for the work of a tick, and lets a test wait for it."""

    def __init__(self, *, work=lambda _stopping: None):
        self.seen = []
        self.three = threading.Event()
        self._work = work

    def __call__(self, _store, *, now, compute, stopping):
        self.seen.append(now)
        if len(self.seen) == 3:
            self.three.set()
        self._work(stopping)
        return Tally()


@pytest.fixture
def clock_with(monkeypatch, office):
    def started(ticks, **facts):
        monkeypatch.setattr(clock_module, "tick", ticks)
        return Clock(office.store, compute=InProcess(), every_s=0.02, **facts)

    return started


@pytest.fixture
def emptied_store(sqlite_record):
    return sqlite_record


def test_clock_ticks_at_once_and_repeats_with_the_given_time(clock_with, office):
    ticks = Ticks()
    with clock_with(ticks, now=lambda: office.now):
        assert ticks.three.wait(PATIENCE_S)
    assert set(ticks.seen) == {office.now}


def test_clock_defaults_to_machine_time_in_utc(clock_with):
    before, ticks = utc_now(), Ticks()
    with clock_with(ticks):
        assert ticks.three.wait(PATIENCE_S)
    assert before <= ticks.seen[0] <= utc_now()
    assert ticks.seen[0].utcoffset().total_seconds() == 0


def test_a_tick_that_fails_is_followed_by_the_next(clock_with, caplog):
    def fails(_stopping):
        raise OSError("the disk is gone for a moment")

    ticks = Ticks(work=fails)
    with caplog.at_level(logging.CRITICAL), clock_with(ticks):
        assert ticks.three.wait(PATIENCE_S)


def test_stopping_finishes_current_work_and_starts_nothing_new(clock_with):
    begun, ended = threading.Event(), []

    def slow(stopping):
        begun.set()
        while not stopping():
            pass
        ended.append(True)

    clock = clock_with(Ticks(work=slow))
    clock.start()
    assert begun.wait(PATIENCE_S)
    clock.stop()
    assert ended == [True]


def test_ticks_of_one_clock_never_overlap(clock_with):
    busy, overlaps = threading.Lock(), []

    def work(_stopping):
        if not busy.acquire(blocking=False):
            overlaps.append(True)
            return
        threading.Event().wait(0.05)
        busy.release()

    ticks = Ticks(work=work)
    with clock_with(ticks):
        assert ticks.three.wait(PATIENCE_S)
    assert overlaps == []


def test_clock_does_due_work_of_a_real_record(office, heart):
    office.send(office.strap(office.alice), heart(minutes=3.3))

    def is_analysed():
        with office.as_(office.alice, later=LATER) as record:
            return record.days.list(office.alice.person_id)

    with Clock(office.store, compute=InProcess(), every_s=0.05, now=lambda: office.now + LATER):
        wait_until(is_analysed, "the check was analysed")
