from __future__ import annotations

import numpy as np
import pytest

from sensors.beat_clock.schedule import TickGrid


def counted(arrivals_s):
    grid = TickGrid()
    for arrival_s in arrivals_s:
        grid.count(arrival_s, 1 + max(grid.missing(arrival_s), 0))
    return grid


def test_before_the_first_message_nothing_is_missing():
    assert TickGrid().missing(100.0) == 0


@pytest.mark.parametrize("period_s", [0.97, 1.0, 1.02])
def test_straps_own_second_is_found(period_s):
    grid = counted(10.0 + period_s * np.arange(120))

    assert grid.period_s == pytest.approx(period_s, abs=0.001)
    assert grid.time_of(grid.number) == pytest.approx(10.0 + 119 * period_s, abs=0.01)


def test_scatter_of_the_link_hardly_moves_the_schedule():
    late_s = np.random.default_rng(1).uniform(0, 0.1, 300)
    grid = counted(10.0 + np.arange(300) + late_s)

    assert grid.time_of(grid.number) - 309.0 == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize("lost", [1, 2, 30])
def test_missing_messages_are_counted(lost):
    assert counted(10.0 + np.arange(50)).missing(59.0 + 1 + lost) == lost


def test_late_message_takes_a_later_tick_never_an_earlier_one():
    grid = counted(10.0 + np.arange(50))

    assert [grid.missing(60.0 + late_s) for late_s in (0.5, 0.9, 1.5, 2.5)] == [0, 1, 1, 2]
    assert grid.missing(59.1) == -1


def test_late_first_message_is_corrected_by_the_next():
    grid = counted([10.8, 11.0, 12.0, 13.0, 14.0])

    assert grid.time_of(grid.number) == pytest.approx(14.0, abs=0.03)


def test_a_schedule_that_moved_is_followed_after_a_while():
    grid = counted([*(10.0 + np.arange(30)), *(40.5 + np.arange(20))])

    assert grid.time_of(grid.number) == pytest.approx(59.5, abs=0.05)


@pytest.mark.parametrize("gap_s", [0.6, 1.35])
def test_irregular_strap_is_noticed_and_so_is_its_recovery(gap_s):
    grid = TickGrid()
    for number in range(100):
        grid.count(gap_s * number)
    assert not grid.is_regular
    for number in range(100):
        grid.count(200.0 + number)
    assert grid.is_regular


def test_losses_keep_a_strap_regular_but_skipped_seconds_do_not():
    kept = [second for second in range(200) if second % 10]

    assert counted(map(float, kept)).is_regular
    grid = TickGrid()
    for second in range(0, 200, 2):
        grid.skip(1 if second else 0)
        grid.count(float(second))
    assert not grid.is_regular
