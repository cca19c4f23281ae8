from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.presenters.glance.effects import WIDTH, drawn_effects
from api.presenters.noted import Learned

percents = st.floats(-80, 200)
effects = st.lists(st.tuples(percents, percents).map(sorted), max_size=6).map(
    lambda pairs: [Learned("Travel", 8, is_clear=False, percent_lo=lo, percent_hi=hi) for lo, hi in pairs]
)


@given(effects)
def test_intervals_keep_their_order_and_side_of_the_line(listed):
    for learned, drawn in zip(listed, drawn_effects(listed), strict=True):
        assert 0 <= drawn.low <= drawn.high <= WIDTH
        assert (drawn.low < drawn.nothing) <= (learned.percent_lo < 0)
        assert (drawn.high > drawn.nothing) <= (learned.percent_hi > 0)


def test_a_larger_effect_reaches_farther():
    small, large = drawn_effects([Learned("A", 5, True, -10, -5), Learned("B", 5, True, -20, -5)])
    assert large.low < small.low < small.high == large.high < small.nothing
