"""The grades of windows at the borders of what each demands."""

from __future__ import annotations

import numpy as np
import pytest

from hrv import Quality
from hrv.cleaning.placement import Measured, Spans
from hrv.cleaning.quality import grade

BEST = {"coverage": 1.0, "n_masked": 0, "longest_gap_s": 0.0, "n_differences": 300}
BORDERS = {
    Quality.GOOD: {"coverage": 0.90, "n_masked": 50, "longest_gap_s": 10.0, "n_differences": 40},
    Quality.FAIR: {"coverage": 0.75, "n_masked": 100, "longest_gap_s": 30.0, "n_differences": 30},
    Quality.POOR: {"coverage": 0.50, "n_masked": 250, "longest_gap_s": 120.0, "n_differences": 20},
}
WORSE = {"coverage": -1e-9, "n_masked": 1, "longest_gap_s": 1e-9, "n_differences": -1}
NEXT = {Quality.GOOD: Quality.FAIR, Quality.FAIR: Quality.POOR, Quality.POOR: Quality.REJECTED}


def graded(*windows, lengths_s=None, n_beats=1000):
    """The grades of windows of 1,000 beats and 300 s."""
    columns = {name: np.array([window[name] for window in windows]) for name in BEST}
    lengths_s = np.full(len(windows), 300.0) if lengths_s is None else np.array(lengths_s)
    start_s = 1000.0 * np.arange(len(windows))
    beats = np.full(len(windows), n_beats)
    spans = Spans(start_s, start_s + lengths_s, np.zeros_like(beats), beats)
    measured = Measured(beats, columns["n_masked"], columns["coverage"], columns["longest_gap_s"])
    return grade(measured, spans, columns["n_differences"], window_s=300.0)


def test_windows_at_the_border_of_all_demands_have_the_grade():
    assert graded(BEST, *BORDERS.values()) == [Quality.GOOD, Quality.GOOD, Quality.FAIR, Quality.POOR]


@pytest.mark.parametrize("demand", BEST)
@pytest.mark.parametrize("quality", BORDERS)
def test_window_just_beyond_one_border_has_the_next_grade(quality, demand):
    border = BORDERS[quality]
    beyond = BEST | {demand: border[demand] + WORSE[demand]}
    assert graded(beyond, BEST | {demand: border[demand]}) == [NEXT[quality], quality]


def test_grade_is_that_of_the_worst_thing_about_a_window():
    window = BEST | {"coverage": 0.8, "n_masked": 200}
    assert graded(window, BEST) == [Quality.POOR, Quality.GOOD]


def test_window_shorter_than_asked_for_is_fair_at_best():
    poor = BEST | {"coverage": 0.6}
    found = graded(BEST, BEST, BEST, poor, lengths_s=[300.0 - 1e-3, 299.9995, 299.998, 200.0])
    assert found == [Quality.GOOD, Quality.GOOD, Quality.FAIR, Quality.POOR]


def test_window_without_beats_is_rejected():
    assert graded(BEST | {"n_differences": 0, "coverage": 0.0}, n_beats=0) == [Quality.REJECTED]


def test_share_of_a_single_masked_beat_is_all_of_it():
    assert graded(BEST | {"n_masked": 1}, n_beats=1) == [Quality.REJECTED]


def test_nothing_to_grade_has_no_grades():
    assert graded() == []
