from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv import BeatSeries, Quality, Rhythm, analyse_in_bulk, next_reading, next_readings
from hrv.cleaning.standard_errors import NORMAL_90
from hrv.windows.next_reading import (
    FORETOLD,
    HABITS,
    Between,
    Habit,
    Known,
    NextReading,
    Unforetold,
    foretold,
    known_of,
    lies_beyond,
)
from hrv.windows.window import Window
from tests.hrv.hearts import resting

SCALED = [name + end for name in FORETOLD for end in ("", "_lo", "_hi")]
T_90 = {4: 2.1318, 4.8: 2.0337}
"""The 95 % quantile of Student's t (scipy.stats.t.ppf)."""

STUDENT = 0.01
"""How far the expansion that stands for it is off where degrees of freedom are few."""


@pytest.fixture(scope="module")
def window():
    """A window that was really computed."""
    (computed,) = analyse_in_bulk(BeatSeries.from_rr(resting(1, seconds=301)))
    return computed


def at(window, place, factor=1.0, **changed):
    """The window at another time, of a heart whose intervals are longer by a factor."""
    length_s = window.end_s - window.start_s
    numbers = {name: getattr(window, name) * factor for name in SCALED}
    numbers |= {"ln_rmssd": window.ln_rmssd + math.log(factor), "hr_bpm": window.hr_bpm / factor}
    moved = {"start_s": place * length_s, "end_s": (place + 1) * length_s}
    return replace(window, **numbers, **moved, **changed)


def rejected(window):
    names = list(window.to_json())
    indices = names[names.index("rmssd_ms") : names.index("why")]
    nothing = dict.fromkeys(indices)
    return replace(window, **nothing, quality=Quality.REJECTED, why=dict.fromkeys(indices, "Nothing was measured."))


def spans(found):
    return [getattr(found, name) for name in FORETOLD]


factors = st.lists(st.floats(0.5, 2.0), min_size=1, max_size=30)
readings = st.lists(st.tuples(st.floats(-1, 1), st.floats(0.001, 0.1)), min_size=1, max_size=30).map(
    lambda rows: [Known(float(n), n + 1.0, ln, variance) for n, (ln, variance) in enumerate(rows)]
)
habits = st.builds(Habit, st.floats(0.05, 0.5), st.floats(0.5, 8.0), st.floats(0.2, 1.0))


def test_a_first_reading_has_the_prior_alone(window):
    (low, high), se = next_reading([window]).rmssd_ms, window.ln_rmssd_se
    half = T_90[4] * math.sqrt(0.235**2 + 3.5 * se**2)

    assert math.log(window.rmssd_ms / low) == pytest.approx(half, rel=STUDENT)
    assert math.log(high / window.rmssd_ms) == pytest.approx(half, rel=STUDENT)
    assert 1.6 < high / window.rmssd_ms < 1.9


def test_a_second_reading_is_averaged_and_its_error_learnt(window):
    habit, first, second = Habit(0.2, 2.0, 0.3), Known(0.0, 1.0, 0.0, 0.01), Known(1.0, 2.0, 0.5, 0.02)
    low, high = foretold([first, second], habit)[1]
    scale = (0.95 * 4 + 0.5**2 / (0.2**2 + 2 * 0.01)) / (0.95 * 4 + 1)

    assert math.log(high * low) / 2 == pytest.approx(0.25)
    half = T_90[4.8] * math.sqrt(scale * (0.2**2 + 2 * 0.02))
    assert math.log(high / low) / 2 == pytest.approx(half, rel=STUDENT)


def test_an_odd_reading_counts_as_three_times_what_was_expected():
    habit, first = Habit(0.2, 1.0, 1.0), Known(0.0, 1.0, 0.0, 0.0)
    three, ten = (foretold([first, Known(1.0, 2.0, sds * 0.2, 0.0)], habit)[1] for sds in (3.0, 10.0))

    assert math.log(ten.hi / ten.lo) == pytest.approx(math.log(three.hi / three.lo))


def test_a_steady_heart_foretells_a_narrow_interval(window):
    steady = next_readings([at(window, n) for n in range(60)])
    widths = [math.log(each.rmssd_ms.hi / each.rmssd_ms.lo) for each in steady]

    assert all(later < earlier for earlier, later in pairwise(widths))
    assert widths[-1] < widths[0] / 3


@given(factors=factors, factor=st.floats(0.2, 3.0))
def test_all_readings_times_a_factor_give_the_interval_times_it(window, factors, factor):
    plain, larger = (
        next_reading([at(window, n, times * each) for n, each in enumerate(factors)]) for times in (1.0, factor)
    )
    for one, other in zip(spans(plain), spans(larger), strict=True):
        assert other == pytest.approx((one.lo * factor, one.hi * factor))


@given(factors=factors, later=factors)
def test_later_windows_change_nothing_that_was_said(window, factors, later):
    windows = [at(window, n, each) for n, each in enumerate([*factors, *later])]

    assert next_readings(windows)[: len(factors)] == next_readings(windows[: len(factors)])
    assert next_readings(windows)[len(factors) - 1] == next_reading(windows[: len(factors)])


@given(factors=factors, dice=st.randoms(use_true_random=False))
def test_the_order_in_which_windows_are_handed_over_is_the_same(window, factors, dice):
    windows = [at(window, n, each) for n, each in enumerate(factors)]
    told = next_reading(windows)
    dice.shuffle(windows)

    assert next_reading(windows) == told


@given(readings=readings, habit=habits, more=st.floats(1.001, 3.0))
def test_a_wider_prior_foretells_no_narrower_first_interval(readings, habit, more):
    wider = habit._replace(spread=habit.spread * more)
    (one, *_), (other, *_) = foretold(readings, habit), foretold(readings, wider)

    assert other.lo < one.lo < one.hi < other.hi


@given(readings=readings, habit=habits)
def test_every_interval_is_finite_and_in_order(readings, habit):
    for low, high in foretold(readings, habit):
        assert 0 < low < high < math.inf


@given(readings=readings, habit=habits)
def test_a_restless_reading_widens_what_it_foretells(readings, habit):
    restless = [*readings[:-1], readings[-1]._replace(variance=2 * readings[-1].variance)]
    calm, wide = (foretold(each, habit)[-1] for each in (readings, restless))

    assert wide.hi / wide.lo > calm.hi / calm.lo


@pytest.mark.parametrize("unusable", [{"quality": Quality.POOR}, {"rhythm": Rhythm.UNCLEAR}])
def test_windows_that_do_not_count_change_nothing(window, unusable):
    good = [at(window, n, 1.1**n) for n in (0, 2)]
    told = next_readings([good[0], at(window, 1, 5.0, **unusable), good[1], rejected(at(window, 3))])

    assert told[1] == told[0]
    assert told[3] == told[2] == next_reading(good)


def test_nothing_is_foretold_from_nothing_and_it_says_so(window):
    for windows in ([], [rejected(window)]):
        told = next_reading(windows)
        assert spans(told) == [None] * 3
        assert told.why == dict.fromkeys(FORETOLD, Unforetold.NO_READING)


def test_a_heart_that_does_not_vary_has_a_next_mean_rr_alone():
    (window,) = analyse_in_bulk(BeatSeries.from_rr(np.full(400, 800.0)), hop_s=300)
    told = next_reading([window])

    assert (told.rmssd_ms, told.sdnn_ms) == (None, None)
    assert set(told.why) == {"rmssd_ms", "sdnn_ms"}
    assert told.mean_rr_ms.lo < 800 < told.mean_rr_ms.hi


def test_overlapping_windows_count_once(window):
    length_s = window.end_s - window.start_s
    overlapping = [at(window, n / 5, 1.05**n) for n in range(16)]
    beside = [each for n, each in enumerate(overlapping) if n % 5 == 0]

    assert overlapping[1].start_s < length_s
    assert next_reading(overlapping) == next_reading(beside)


def test_windows_that_a_heart_really_gave_go_to_json_and_back():
    windows = analyse_in_bulk(BeatSeries.from_rr(resting(2, seconds=400)), window_s=60, hop_s=30)
    told = next_reading(windows)

    assert told.to_json()["rmssd_ms"] == {"lo": told.rmssd_ms.lo, "hi": told.rmssd_ms.hi}
    assert NextReading.from_json(told.to_json()) == told
    assert NextReading.from_json(next_reading([]).to_json()) == next_reading([])
    assert [Window.from_json(window.to_json()) for window in windows] == list(windows)


def test_the_next_reading_lies_beyond_only_outside_of_both_ends():
    assert [lies_beyond(Between(30.0, 60.0), value) for value in (29.9, 30.0, 60.0, 60.1)] == [True, False, False, True]
    assert not lies_beyond(None, 10.0)


def test_nine_in_ten_are_held_where_a_heart_wanders_as_expected():
    dice, spread = np.random.default_rng(7), HABITS[0].spread
    held = []
    for _ in range(200):
        level = np.cumsum(dice.normal(0, spread / math.sqrt(2), 20)) + dice.normal(0, spread / 2, 20)
        known = [Known(n, n + 1.0, value, 0.05**2) for n, value in enumerate(level)]
        told = foretold(known, HABITS[0])
        held += [each.lo <= math.exp(after.ln) <= each.hi for each, after in zip(told[:-1], known[1:], strict=True)]

    assert 0.88 < np.mean(held) < 0.95


def test_how_well_a_window_is_known_is_in_its_own_interval(window):
    wider = replace(window, rmssd_ms_lo=window.rmssd_ms / 1.5, rmssd_ms_hi=window.rmssd_ms * 1.5)
    told = next_reading([wider]).rmssd_ms
    half = T_90[4] * math.sqrt(0.235**2 + 3.5 * (math.log(1.5) / NORMAL_90) ** 2)

    assert math.log(told.hi / told.lo) / 2 == pytest.approx(half, rel=STUDENT)


def student_by_hand(freedom):
    """Abramowitz & Stegun 26.7.5, as far as the program goes."""
    z = NORMAL_90
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def expected_by_hand(readings, habit):
    """The recursion of exponential smoothing with a learnt variance, written out for readings side by side."""
    level, scale, freedom, prior, told = readings[0].ln, 1.0, 4.0, math.nan, []
    for n, reading in enumerate(readings):
        if n:
            error = reading.ln - level
            surprise = min(error**2 / prior, 9 * scale)
            scale = (0.95 * freedom * scale + surprise) / (0.95 * freedom + 1)
            freedom = 0.95 * freedom + 1
            level += max(habit.follow, 1 / (n + 1)) * error
        prior = habit.spread**2 + habit.restless * reading.variance
        half = student_by_hand(freedom) * math.sqrt(scale * prior)
        told.append((math.exp(level - half), math.exp(level + half)))
    return told


@pytest.mark.parametrize("habit", [*HABITS, Habit(0.1, 1.5, 0.1)])
def test_expectation_is_the_recursion_written_out(habit):
    dice = np.random.default_rng(5)
    ln = np.append(dice.normal(3.6, 0.2, 12), [5.5, 1.0, *dice.normal(3.9, 0.1, 12)])
    known = [Known(300.0 * n, 300.0 * n + 300, value, dice.uniform(0.001, 0.02)) for n, value in enumerate(ln)]
    for found, expected in zip(foretold(known, habit), expected_by_hand(known, habit), strict=True):
        assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("early_s", "beside"), [(0.0, True), (0.000_9, True), (0.001_1, False)])
def test_windows_are_side_by_side_to_a_millisecond(early_s, beside):
    first, second = Known(0.0, 60.0, 3.5, 0.01), Known(60.0 - early_s, 120.0, 3.9, 0.01)
    told = foretold([first, second], HABITS[0])[1]
    alone = expected_by_hand([second], HABITS[0])[0]
    both = expected_by_hand([first, second], HABITS[0])[1]
    assert told == pytest.approx(both if beside else alone)


def test_short_reading_within_a_long_one_follows_the_past():
    first, long, short = Known(0, 60, 3.5, 0.01), Known(60, 400, 3.9, 0.01), Known(100, 160, 3.2, 0.01)
    after = Known(300, 360, 3.6, 0.01)
    told = foretold([None, first, long, None, short, after], HABITS[0])
    assert told[0] is None
    assert told[3] == told[2] == pytest.approx(expected_by_hand([first, long], HABITS[0])[1])
    assert told[4] == pytest.approx(expected_by_hand([first, short], HABITS[0])[1])
    assert told[5] == pytest.approx(expected_by_hand([first, after], HABITS[0])[1])


def test_other_habits_foretell_otherwise(window):
    windows = [at(window, n, 1.1**n) for n in range(4)]
    others = [Habit(0.5, 1.0, 0.2), Habit(0.4, 1.0, 0.3), Habit(0.2, 1.0, 0.5)]
    told = next_reading(windows, habits=others)
    assert told == next_readings(windows, habits=others)[-1]
    for name, habit in zip(FORETOLD, others, strict=True):
        known = [known_of(each, name) for each in windows]
        assert getattr(told, name) == pytest.approx(expected_by_hand(known, habit)[-1])
    with pytest.raises(ValueError, match="zip"):
        next_readings(windows, habits=[*others, others[0]])


def test_what_is_known_of_a_window_is_its_logarithm_and_variance(window):
    for name in FORETOLD:
        known = known_of(window, name)
        low, value, high = (getattr(window, name + end) for end in ("_lo", "", "_hi"))
        assert (known.start_s, known.end_s) == (window.start_s, window.end_s)
        assert known.ln == pytest.approx(math.log(value))
        assert known.variance == pytest.approx(((math.log(high) - math.log(low)) / (2 * 1.6448536)) ** 2)


@pytest.mark.parametrize("low", [0.0, -5.0])
def test_interval_that_reaches_zero_is_not_used(window, low):
    told = next_reading([replace(window, mean_rr_ms_lo=low)])
    assert told.mean_rr_ms is None
    assert told.why == {"mean_rr_ms": Unforetold.NO_READING}
    assert told.rmssd_ms == next_reading([window]).rmssd_ms


def test_fair_windows_count_like_good_ones(window):
    assert next_reading([replace(window, quality=Quality.FAIR)]) == next_reading([window])


def test_reading_within_the_first_leaves_its_end_in_place():
    long, short, after = Known(0, 400, 3.9, 0.01), Known(100, 160, 3.2, 0.01), Known(300, 360, 3.6, 0.01)
    told = foretold([long, short, after], HABITS[0])
    assert told[2] == pytest.approx(expected_by_hand([after], HABITS[0])[0])


def test_interval_from_under_a_millisecond_is_used(window):
    told = next_reading([replace(window, rmssd_ms_lo=0.8)])
    assert told.rmssd_ms is not None


@pytest.mark.parametrize(
    ("low", "high", "counts"), [(2.0, 200.0, True), (2.0, 201.0, False), (1e-320, 200.0, False), (2.0, math.inf, False)]
)
def test_reading_that_is_hardly_known_foretells_nothing(window, low, high, counts):
    told = next_reading([replace(window, sdnn_ms_lo=low, sdnn_ms_hi=high)])
    assert (told.sdnn_ms is not None) is counts
    assert ("sdnn_ms" in told.why) is not counts
    assert told.rmssd_ms is not None


def test_odd_reading_leaves_what_was_expected_as_it_was(window):
    steady = [at(window, place) for place in range(5)]
    odd = replace(at(window, 5), rmssd_ms_lo=1e-300)
    assert next_reading([*steady, odd]).rmssd_ms == next_reading(steady).rmssd_ms
