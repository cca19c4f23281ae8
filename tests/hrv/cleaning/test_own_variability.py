from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.cleaning.own_variability import varies, varies_in_order
from tests.properties import examples


@given(st.lists(st.floats(790, 800), min_size=1, max_size=60))
@examples(60)
def test_middle_is_what_numpy_calls_it(rr_ms):
    low, high = np.percentile(rr_ms, (5, 95))
    if abs(high - low - 4.0) > 1e-9:
        assert varies(np.array(rr_ms)) == varies_in_order(sorted(rr_ms)) == (high - low > 4.0)


@pytest.mark.parametrize(("high_ms", "enough"), [(803.999, False), (804.0, True)])
def test_middle_of_just_four_ms_is_enough(high_ms, enough):
    assert varies(np.array([800.0, high_ms] * 50)) is enough


def test_few_odd_beats_are_outside_the_middle():
    assert not varies(np.array([800.0] * 96 + [1000.0] * 4))
    assert varies(np.array([800.0] * 94 + [1000.0] * 6))


def test_no_intervals_do_not_vary():
    assert not varies(np.array([]))
