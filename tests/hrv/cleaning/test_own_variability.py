from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv import BeatSeries
from hrv.cleaning import own_variability
from hrv.cleaning.nn_intervals import CleanBeats
from hrv.cleaning.own_variability import varies, varies_in_order, varying
from hrv.cleaning.placement import Spans
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


def ramp(spread_ms, beats=101):
    """Intervals whose middle 90 % spans so many milliseconds, evenly spread."""
    return 800 + np.linspace(0, spread_ms / 0.9, beats)


@pytest.mark.parametrize(("spread_ms", "enough"), [(4.000_001, True), (3.999, False), (30.0, True), (0.0, False)])
def test_middle_nine_tenths_must_span_four_milliseconds(spread_ms, enough):
    assert varies(ramp(spread_ms)) is enough


def test_odd_beats_at_both_ends_do_not_make_a_heart_vary():
    rr = np.full(200, 800.0)
    rr[:9], rr[-9:] = 500.0, 1500.0
    assert varies(rr) is False


def test_middle_is_that_between_the_percentiles():
    dice = np.random.default_rng(1)
    for beats in range(1, 70):
        for _ in range(6):
            rr = 800 + dice.uniform(0.5, 1.5) * dice.uniform(0, 4 / 0.9, beats)
            low, high = np.percentile(rr, (5, 95))
            assert varies(rr) is bool(high - low >= 4.0)


def test_middle_reaches_a_twentieth_of_the_way_to_the_next_beat():
    rr = np.array([800.0] * 3 + [802.0] * 35 + [804.0] + [804.02] * 3)
    assert np.percentile(rr, 95) - np.percentile(rr, 5) == pytest.approx(3.919)
    assert varies(rr) is False
    assert varies(rr - 1.8 * (rr == 800.0)) is True


def test_middle_of_just_four_ms_between_beats_is_enough():
    rr = np.array([798.0, *[800.0] * 8, 802.0, 804.0])
    assert np.percentile(rr, 95) - np.percentile(rr, 5) == 4.0
    assert varies(rr) is True
    assert varies(rr - 0.001 * (rr == 804.0)) is False


def test_no_interval_does_not_vary():
    assert varies(np.zeros(0)) is False


def clean_of(*parts):
    """One recording whose windows are the given parts, one after the other."""
    series = BeatSeries.from_rr(np.concatenate(parts))
    ends = np.cumsum([len(part) for part in parts])
    first = np.append(0, ends[:-1])
    end_s = series.time_s[ends - 1]
    return CleanBeats.of(series, np.zeros(len(series), bool), Spans(np.append(0.0, end_s[:-1]), end_s, first, ends))


def test_windows_of_a_recording_are_judged_like_their_intervals():
    dice = np.random.default_rng(0)
    parts = [800 + spread * dice.standard_normal(beats) for spread in (0.1, 1.0, 1.21, 1.3, 5.0) for beats in (40, 300)]
    parts += [ramp(3.99, 60), dice.permutation(ramp(3.99, 60)), dice.permutation(ramp(4.01, 60)), np.full(50, 900.0)]
    clean, windows = clean_of(*parts), range(len(parts))
    expected = [varies(part) for part in parts]
    assert varying(clean, windows) == expected
    assert varying(clean, reversed(windows)) == expected[::-1]
    assert 3 < sum(expected) < len(expected) - 3


def zigzag(beats, close):
    """Steps of 1 ms first, then steps of 4 ms, which count as large."""
    rr = 800.0 + np.arange(beats) % 2
    rr[close + 1 :] = 900.0 + 4.0 * (np.arange(beats - close - 1) % 2)
    return rr


@pytest.mark.parametrize(
    ("beats", "close", "looked_at"), [(41, 26, True), (41, 25, False), (42, 27, True), (42, 26, False)]
)
def test_only_windows_of_small_steps_are_looked_at(beats, close, looked_at):
    window = zigzag(beats, close)
    clean = clean_of(np.full(30, 700.0), window, np.array([0.0, 300.0] * 20) + 500, window[::-1])
    assert own_variability._may_be_narrow(clean).tolist() == [True, looked_at, False, looked_at]
