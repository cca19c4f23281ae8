from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sensors.motion.stillness import Movement, deviation_mg, is_calm

RATE_HZ = 50


def still(seconds: float) -> np.ndarray:
    return np.tile([30.0, -20.0, 995.0], (int(seconds * RATE_HZ), 1))


def times(rows: np.ndarray, start_s: float = 0.0) -> np.ndarray:
    return start_s + np.arange(len(rows)) / RATE_HZ


def test_motionless_person_has_zero_deviation():
    assert deviation_mg(still(5)) == 0


def test_the_deviation_is_the_mean_distance_from_the_mean():
    assert deviation_mg(np.array([[0, 0, 900.0], [0, 0, 1000.0], [0, 0, 1100.0]])) == pytest.approx(200 / 3)
    assert np.isnan(deviation_mg(np.empty((0, 3))))


@given(arrays(np.float64, (20, 3), elements=st.floats(-4000, 4000)), st.floats(0, 6.3))
def test_posture_does_not_matter(rows, angle):
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])

    assert deviation_mg(rows @ turn.T) == pytest.approx(deviation_mg(rows), abs=1e-6)


def test_sitting_is_calm_and_walking_is_not():
    sitting = still(5) + [0, 0, 8] * np.sin(np.arange(250) / 40)[:, None]
    walking = still(5) + [0, 0, 250] * np.sin(2 * np.pi * 2 * times(still(5)))[:, None]

    assert is_calm(deviation_mg(sitting))
    assert not is_calm(deviation_mg(walking))


def test_each_span_of_five_seconds_counts_once():
    movement = Movement()
    rows = still(20.5)
    for at in range(0, len(rows), 36):  # as frames come
        movement.push(times(rows)[at : at + 36], rows[at : at + 36])

    assert movement.spans_mg == [0, 0, 0, 0]
    assert (movement.now_mg, movement.calm_share) == (0, 1.0)


def test_the_share_of_calm_spans_is_a_share_of_time():
    movement = Movement()
    rows = np.concatenate([still(5.2), still(5.2) + [0, 0, 300] * np.sin(np.arange(260))[:, None]])
    movement.push(times(rows), rows)

    assert movement.calm_share == 0.5


def test_movement_is_unknown_before_a_whole_span():
    movement = Movement()
    movement.push(times(still(4)), still(4))

    assert movement.now_mg is movement.calm_share is None


def test_a_hole_is_not_counted_as_stillness():
    movement = Movement()
    movement.push(times(still(4)), still(4))
    movement.push(times(still(4), start_s=60), still(4))

    assert movement.spans_mg == []
