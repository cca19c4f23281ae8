from __future__ import annotations

import numpy as np
import pytest

from sensors.interval_lag import measured_lag_s

PEAKS_S = np.cumsum(np.random.default_rng(1).normal(0.85, 0.05, 60))


@pytest.mark.parametrize("lag_s", [-0.4, 0.0, 0.3, 3.4])
def test_the_age_of_intervals_is_found_to_a_few_hundredths_of_a_second(lag_s):
    beats_s = PEAKS_S + lag_s + np.random.default_rng(2).normal(0, 0.005, PEAKS_S.size)

    assert measured_lag_s(beats_s, PEAKS_S) == pytest.approx(lag_s, abs=0.02)


def test_each_may_have_beats_that_the_other_has_not():
    assert measured_lag_s(PEAKS_S[5:50] + 3.0, PEAKS_S[:55]) == pytest.approx(3.0, abs=0.02)


def test_another_heart_has_no_lag():
    other_s = np.cumsum(np.random.default_rng(3).normal(0.85, 0.05, 60))

    assert measured_lag_s(other_s, PEAKS_S) is None


def test_too_few_beats_tell_nothing():
    assert measured_lag_s(PEAKS_S[:10], PEAKS_S) is None


def test_nobody_is_ten_seconds_late():
    assert measured_lag_s(PEAKS_S + 12.0, PEAKS_S) is None
