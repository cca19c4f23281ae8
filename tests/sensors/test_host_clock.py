from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors import host_clock
from sensors.host_clock import RunClock, difference

SECONDS = st.floats(0, 20)


@given(offset_s=st.floats(-1e6, 1e6), there_s=SECONDS, work_s=SECONDS, back_s=SECONDS)
def test_clock_difference_is_right_to_half_the_round_trip(offset_s, there_s, work_s, back_s):
    sent_s = 1.8e9
    received_s = sent_s + there_s + offset_s
    answered_s = received_s + work_s
    moments = (datetime.fromtimestamp(each, UTC) for each in (received_s, answered_s))
    found = difference(sent_s, *moments, answered_s - offset_s + back_s)

    assert found.round_trip_s == pytest.approx(there_s + back_s, abs=1e-4)
    assert abs(found.offset_s - offset_s) <= found.round_trip_s / 2 + 1e-4


def test_run_clock_ignores_changes_of_the_wall_clock(monkeypatch):
    clock, wall = RunClock.of_now(), time.time
    monkeypatch.setattr(time, "time", lambda: wall() + 86_400)

    assert clock.now_s() == pytest.approx(wall(), abs=5)
    assert RunClock.of_now().now_s() == pytest.approx(wall() + 86_400, abs=5)


def test_after_a_reboot_only_the_wall_clock_is_left():
    clock = RunClock("an earlier start", 0.0)

    assert not clock.is_of_this_boot
    assert clock.now_s() == pytest.approx(time.time(), abs=5)


def test_system_without_boot_id_gets_one_per_program_run(monkeypatch, tmp_path):
    monkeypatch.setattr(host_clock, "BOOT_ID", tmp_path / "nothing")
    host_clock.boot_id.cache_clear()
    try:
        assert host_clock.boot_id() == host_clock.boot_id()
    finally:
        host_clock.boot_id.cache_clear()


def test_system_not_counting_sleep_uses_its_monotonic_clock(monkeypatch):
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)

    assert host_clock.since_start_s() == pytest.approx(time.monotonic(), abs=5)


def test_a_clock_with_a_battery_is_trusted(monkeypatch, tmp_path):
    monkeypatch.setattr(host_clock, "HARDWARE_CLOCK", tmp_path)
    assert host_clock.is_trusted()


@pytest.mark.parametrize(("state", "is_trusted"), [(0, True), (5, False)])
def test_clock_without_battery_is_trusted_after_network_time(monkeypatch, tmp_path, state, is_trusted):
    monkeypatch.setattr(host_clock, "HARDWARE_CLOCK", tmp_path / "nothing")
    monkeypatch.setattr(host_clock, "_adjtimex", lambda: state)
    assert host_clock.is_trusted() is is_trusted


def test_clock_is_trusted_if_the_kernel_cannot_be_asked(monkeypatch):
    assert host_clock._adjtimex() in range(-1, 6)
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    assert host_clock._adjtimex() == 0
