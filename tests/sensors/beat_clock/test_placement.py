from __future__ import annotations

import math

import numpy as np
import pytest

from sensors.beat_clock.placement import Placement


def told(offset_s=5.0, *, count=60, seed=1, drift=0.0, with_schedule=True, period_s=1.0):
    """What packets of a heart say whose strap time is `offset_s` behind the clock."""
    beats_s = np.cumsum(np.random.default_rng(seed).normal(0.83, 0.05, 3 * count))
    placement = Placement()
    for tick in range(1, count):
        seen = beats_s[(beats_s > (tick - 1) * period_s) & (beats_s <= tick * period_s)]
        if not seen.size:
            continue
        moved_s = offset_s + drift * tick
        since = {"since_s": moved_s + (tick - 1) * period_s, "first_s": float(seen[0])} if with_schedule else {}
        placement.push(left_s=moved_s + tick * period_s, last_s=float(seen[-1]), **since)
    return placement


@pytest.mark.parametrize("seed", range(4))
def test_one_minute_places_a_segment_within_0_04_s(seed):
    assert told(seed=seed).offset_s == pytest.approx(5.0, abs=0.04)


def test_offset_without_a_schedule_is_the_earliest_arrival():
    placement = told(with_schedule=False)

    assert placement.lowest_s == -math.inf
    assert placement.offset_s == placement.highest_s
    assert 5.0 <= placement.offset_s < 5.1


@pytest.mark.parametrize("drift", [-0.0003, 0.0003])
def test_a_crystal_that_drifts_is_followed(drift):
    assert told(count=3000, drift=drift).offset_s == pytest.approx(5.0 + 3000 * drift, abs=0.05)


def test_expected_offset_counts_only_while_little_is_known():
    early, late = told(count=3), told()
    for placement in (early, late):
        placement.expect(5.1, sd_s=0.03)

    assert early.offset_s == pytest.approx(5.1, abs=0.03)
    assert late.offset_s == pytest.approx(5.0, abs=0.05)


def test_expected_offset_stays_within_the_range():
    placement = told()
    placement.expect(9.0, sd_s=0.001)

    assert placement.offset_s == placement.highest_s
    assert placement.outside_s(9.0) == pytest.approx(9.0 - placement.highest_s, abs=0.01)


def test_placement_narrows_and_starts_over_after_a_surprise():
    placement = told()
    assert placement.sd_s < 0.05
    assert placement.seen > 40
    placement.push(left_s=100.0, last_s=98.0)

    assert placement.seen == 1
    assert placement.offset_s == 2.0
