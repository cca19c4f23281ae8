"""The sums behind a window's errors, held against the plain way of taking block by block."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from hrv import BeatSeries
from hrv.cleaning import standard_errors
from hrv.cleaning.nn_intervals import CleanBeats
from hrv.cleaning.placement import Spans, place_windows
from hrv.cleaning.standard_errors import NORMAL_90, errors, student_90


@pytest.mark.parametrize(("freedom", "off"), [(2.5, 0.08), (4, 0.018), (8, 0.0021), (20, 1.3e-4), (100, 1e-6)])
def test_students_quantile_comes_as_near_as_its_terms_allow(freedom, off):
    exact = stats.t.ppf(0.95, freedom)
    assert student_90(float(freedom)) == pytest.approx(exact, abs=off)
    assert student_90(np.array([float(freedom)] * 2)) == pytest.approx([exact] * 2, abs=off)


def student_by_hand(freedom):
    """Abramowitz & Stegun 26.7.5 to the second power of the degrees of freedom."""
    z = stats.norm.ppf(0.95)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def recording(seed, seconds=700.0):
    """A drifting heart with noise, holes and masked beats, some in bursts of half a block."""
    dice = np.random.default_rng(seed)
    rr = 850 + 40 * np.sin(np.arange(1200) / 90) + dice.normal(0, 30, 1200)
    rr = rr[np.cumsum(rr) < seconds * 1000]
    time_s = 500.0 + np.cumsum(rr) / 1000
    time_s[200:] += 25.0
    segment = np.zeros(rr.size, np.int32)
    segment[200:] = 1
    masked = dice.random(rr.size) < 0.05
    masked[60:75] = masked[400:440] = True
    return BeatSeries(time_s=time_s, rr_ms=rr, segment=segment, flags=np.zeros(rr.size, np.uint8)), masked


def clean_windows(seed=0, *, window_s=100.0, hop_s=70.0):
    series, masked = recording(seed)
    spans = place_windows(series, window_s=window_s, hop_s=hop_s)
    return CleanBeats.of(series, masked, spans), spans


def half_blocks(clean, spans, window):
    """The clean beats of each half block of about 10 s."""
    halves = 2 * max(3, round(spans.length_s[0] / 20.0))
    borders = spans.start_s[window] + spans.length_s[window] * np.arange(halves + 1) / halves
    beats = range(clean.first[window], clean.last[window])
    place = [sum(clean.time_s[beat] > border for border in borders[1:-1]) for beat in beats]
    return [[beat for beat, at in zip(beats, place, strict=True) if at == half] for half in range(halves)]


def batch_means(blocks):
    """Mean, standard error and degrees of freedom of overlapping batch means of the values of half blocks."""
    values = [value for block in blocks for value in block]
    count, n = max(len(values), 1), max(sum(bool(block) for block in blocks) / 2, 2.0)
    mean = sum(values) / count
    off = [sum(value - mean for value in block) for block in blocks]
    pairs = sum((a + b) ** 2 for a, b in zip(off[1:], off[:-1], strict=True))
    variance = n / (n - 1) * n / (2 * n - 1) * pairs / count**2
    return mean, math.sqrt(variance) * (1 + 0.4 / math.sqrt(n - 1)), max(4 / 3 * (n - 1), 2.0)


def octaves_by_hand(clean, spans, window, halves):
    """The variance of an octave of slow waves, from whole blocks of three beats and more."""
    whole = [halves[at] + halves[at + 1] for at in range(0, len(halves), 2)]
    block_ms = 1000 * spans.length_s[window] / len(whole)
    means, chance = [], []
    for block in whole:
        rr = clean.rr_ms[block]
        missing = min(max(1 - rr.sum() / block_ms, 0.0), 1.0)
        if rr.size >= 3:
            means.append(rr.mean())
            chance.append((missing * 0.5) ** 2 * rr.var())
    n = len(means)
    if n < 2:
        return 0.0
    apart = sum((mean - np.mean(means)) ** 2 for mean in means) - (n - 1) / n * sum(chance)
    unseen = max(math.log(1800.0 / spans.length_s[window]), 0.0)
    return unseen * max(apart, 0.0) / ((n - 1) * math.log(n))


def errors_by_hand(clean, spans, window):
    halves = half_blocks(clean, spans, window)
    own = [[beat for beat in half if clean.joined[beat] and beat not in clean.first] for half in halves]
    squares = [[(clean.rr_ms[beat] - clean.rr_ms[beat - 1]) ** 2 for beat in half] for half in own]
    squared, squared_se, freedom = batch_means(squares)
    rmssd = math.exp(student_by_hand(freedom) * squared_se / squared / 2)
    beats = [beat for half in halves for beat in half]
    centre = clean.rr_ms[beats].mean()
    variance, variance_se, freedom = batch_means([[(clean.rr_ms[b] - centre) ** 2 for b in half] for half in halves])
    below = math.exp(student_by_hand(freedom) * variance_se / variance / 2)
    octaves = octaves_by_hand(clean, spans, window, halves)
    _, mean_se, freedom = batch_means([list(clean.rr_ms[half]) for half in halves])
    return (
        math.log(rmssd) / stats.norm.ppf(0.95),
        rmssd,
        below,
        math.sqrt(below**2 + 0.4 * octaves / variance),
        student_by_hand(freedom) * math.sqrt(mean_se**2 + 0.19 * octaves),
    )


@pytest.mark.parametrize(("window_s", "hop_s"), [(100.0, 175.0), (35.0, 80.0), (300.0, 120.0)])
@pytest.mark.parametrize("seed", range(2))
def test_errors_are_those_of_batch_means_taken_one_by_one(seed, window_s, hop_s):
    clean, spans = clean_windows(seed, window_s=window_s, hop_s=hop_s)
    found, checked = errors(clean, spans), 0
    for window in range(len(spans)):
        if clean.last[window] - clean.first[window] < 30:
            continue
        checked += 1
        assert found.of(window) == pytest.approx(errors_by_hand(clean, spans, window), rel=1e-6)
        assert all(isinstance(number, float) for number in found.of(window))
    assert checked > 1


def test_window_longer_than_half_an_hour_has_no_unseen_waves():
    dice = np.random.default_rng(1)
    series = BeatSeries.from_rr(900 + 20 * np.sin(np.arange(2300) / 200) + dice.normal(0, 20, 2300))
    spans = place_windows(series, window_s=2000.0, hop_s=2000.0)
    clean = CleanBeats.of(series, np.zeros(len(series), bool), spans)
    found = errors(clean, spans)
    assert found.sdnn_above == pytest.approx(found.sdnn_below, rel=1e-12)
    assert found.of(0) == pytest.approx(errors_by_hand(clean, spans, 0), rel=1e-6)


def test_tiny_variation_keeps_its_digits():
    dice = np.random.default_rng(2)
    series = BeatSeries.from_rr(2000 + 1e-4 * dice.standard_normal(160))
    spans = place_windows(series, window_s=300.0, hop_s=300.0)
    clean = CleanBeats.of(series, np.zeros(len(series), bool), spans)
    assert errors(clean, spans).of(0) == pytest.approx(errors_by_hand(clean, spans, 0), rel=1e-6)


def test_beat_on_the_border_of_a_block_belongs_to_the_earlier():
    series = BeatSeries.from_rr([900.0, 1100.0] * 50)
    spans = place_windows(series, window_s=100.0, hop_s=100.0)
    clean = CleanBeats.of(series, np.zeros(100, bool), spans)
    assert standard_errors._edges(clean, spans).tolist() == [list(range(0, 101, 10))]


def test_single_beat_is_its_own_mean():
    one, values = np.array([[0.0, 1.0, 0.0, 0.0]]), np.array([[0.0, 5.0, 0.0, 0.0]])
    blocks = standard_errors._Blocks(values, one)
    around = standard_errors._around_the_mean(blocks, standard_errors._Blocks(values**2, one))
    assert around.total.tolist() == [[0.0] * 4]
    assert standard_errors._mean(blocks).value.tolist() == [5.0]


def test_three_half_blocks_count_as_two_blocks():
    blocks = [[3.0, 4.0], [], [9.0], [1.0, 2.0], [], []]
    found = standard_errors._mean(
        standard_errors._Blocks(
            np.array([[float(sum(block)) for block in blocks]]), np.array([[float(len(block)) for block in blocks]])
        )
    )
    mean, error, freedom = batch_means(blocks)
    assert (found.value[0], found.error[0]) == pytest.approx((mean, error))
    assert found.quantile[0] == pytest.approx(student_by_hand(freedom))


def test_windows_of_equal_beats_have_no_error():
    series = BeatSeries.from_rr(np.full(400, 800.0))
    spans = place_windows(series, window_s=100.0, hop_s=100.0)
    found = errors(CleanBeats.of(series, np.zeros(400, bool), spans), spans)
    for column, exact in zip(found, (0.0, 1.0, 1.0, 1.0, 0.0), strict=True):
        np.testing.assert_allclose(column, exact, atol=1e-9)


def test_windows_without_a_clean_beat_have_no_error():
    series, masked = recording(0)
    spans = place_windows(series, window_s=100.0, hop_s=100.0)
    found = errors(CleanBeats.of(series, np.ones_like(masked), spans), spans)
    for column, exact in zip(found, (0.0, 1.0, 1.0, 1.0, 0.0), strict=True):
        assert column.tolist() == [exact] * len(spans)


def test_no_window_has_no_errors():
    series = BeatSeries.from_rr(np.full(20, 800.0))
    spans = place_windows(series, window_s=30.0, hop_s=30.0)
    found = errors(CleanBeats.of(series, np.zeros(20, bool), spans), spans)
    assert [column.size for column in found] == [0] * 5
    assert standard_errors._edges(CleanBeats.of(series, np.zeros(20, bool), spans), spans).shape == (0, 2)


def test_two_beats_in_a_block_are_too_few_for_a_mean():
    totals, counts = np.array([[300.0, 300.0, 200.0, 0.0, 300.0, 0.0]]), np.array([[2.0, 1.0, 2.0, 0.0, 3.0, 0.0]])
    rr = standard_errors._Blocks(totals, counts)
    squares = standard_errors._Blocks(np.array([[7e4, 6e4, 9e4, 0.0, 5e4, 0.0]]), counts)
    means = np.array([200.0, 100.0])
    expected = means.var(ddof=1) / math.log(2)
    assert standard_errors._wander(rr, squares, np.zeros((1, 3)))[0] == pytest.approx(expected)


def test_missing_share_of_a_block_is_between_none_and_all():
    spans = Spans(np.array([0.0]), np.array([60.0]), np.array([0]), np.array([3]))
    totals = np.array([[-100.0, 100.0, 500.0, 500.0, 0.0, 0.0]])
    counts = np.array([[10.0, 2.0, 10.0, 15.0, 0.0, 0.0]])
    found = standard_errors._missing(standard_errors._Blocks(totals, counts), 800.0, spans)
    assert found[0].tolist() == pytest.approx([1 - 9600 / 20_000, 0.0, 1.0])


def test_quantile_of_few_blocks_is_that_of_two_degrees():
    blocks = standard_errors._Blocks(
        np.array([[3.0, 0.0, 0.0, 0.0, 0.0, 0.0]]), np.array([[3.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    )
    found = standard_errors._mean(blocks)
    assert found.quantile[0] == pytest.approx(student_by_hand(2.0))
    assert (found.value[0], found.error[0]) == (1.0, 0.0)
    assert pytest.approx(stats.norm.ppf(0.95), abs=1e-6) == NORMAL_90
