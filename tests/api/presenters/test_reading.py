from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hrv
from alerts.texts import TOO_PATCHY, TOO_SHORT
from api.presenters.reading import NOTHING_TO_COMPARE, NoReading, Reading, reading_of
from hrv import BeatSeries, Kind, Quality, UsualRange

USUAL = UsualRange(
    kind=Kind.CHECK, on=date(2026, 11, 20), centre_ln=math.log(40), centre_se=0.02, sd_ln=0.2, phi=0.1, n_days=40,
    provisional=False,
)  # fmt: skip
positive_ms = st.floats(2, 400)


@pytest.fixture(scope="module")
def window():
    """A window that was really computed."""
    dice = np.random.default_rng(3)
    (computed,) = hrv.analyse(BeatSeries.from_rr(dice.normal(950, 35, 140)), window_s=120, hop_s=120)
    return computed


@pytest.mark.parametrize(
    ("rmssd_ms", "words"),
    [
        (20, "Clearly below your usual range"),
        (30, "A little below your usual range"),
        (40, "Within your usual range"),
        (60, "Above your usual range"),
    ],
)
def test_reading_headline_compares_it_with_the_range(rmssd_ms, words):
    assert Reading(rmssd_ms, 0.9 * rmssd_ms, 1.1 * rmssd_ms, USUAL).headline == words


def test_reading_without_usual_range_compares_nothing():
    reading = Reading(40, 35, 46, None)
    assert reading.headline == NOTHING_TO_COMPARE
    assert reading.drawn is None


@given(value=positive_ms, below=st.floats(1, 2), above=st.floats(1, 2))
def test_drawn_positions_are_ordered_and_on_the_scale(value, below, above):
    drawn = Reading(value, value / below, value * above, USUAL).drawn
    places = [drawn.low, drawn.value, drawn.high]
    assert places == sorted(places)
    assert all(0 < place < 100 for place in (*places, drawn.usual_low, drawn.usual_high))
    assert drawn.usual_width > 0


def test_the_windows_own_interval_is_shown(window):
    reading = reading_of([window], usual=USUAL)
    following = hrv.next_reading([window]).rmssd_ms
    assert reading == Reading(window.rmssd_ms, window.rmssd_ms_lo, window.rmssd_ms_hi, USUAL, None, following)
    assert reading.low_ms < reading.rmssd_ms < reading.high_ms


@pytest.mark.parametrize(("factor", "as_expected"), [(1.2, True), (1 / 1.2, True), (2.5, False), (1 / 2.5, False)])
def test_a_reading_is_compared_with_what_was_expected(window, factor, as_expected):
    earlier = replace(
        window,
        start_s=window.start_s - 86_400,
        end_s=window.end_s - 86_400,
        rmssd_ms=window.rmssd_ms * factor,
        rmssd_ms_lo=window.rmssd_ms_lo * factor,
        rmssd_ms_hi=window.rmssd_ms_hi * factor,
        ln_rmssd=window.ln_rmssd + math.log(factor),
    )
    reading = reading_of([window], usual=USUAL, before=[earlier])

    assert reading.expected == hrv.next_reading([earlier]).rmssd_ms
    assert reading.next == hrv.next_reading([earlier, window]).rmssd_ms
    assert reading.is_as_expected == as_expected


def test_a_check_without_a_window_was_too_short():
    assert reading_of([], usual=USUAL) == NoReading(TOO_SHORT())


def test_patchy_check_gives_no_number(window):
    assert reading_of([replace(window, quality=Quality.POOR)], usual=USUAL) == NoReading(TOO_PATCHY())


def test_window_without_rmssd_is_never_a_reading(window):
    numberless = SimpleNamespace(quality=Quality.GOOD, rhythm=window.rhythm, rmssd_ms=None, why={})
    assert reading_of([numberless], usual=USUAL) == NoReading(TOO_PATCHY())
    assert reading_of([numberless, window], usual=USUAL).rmssd_ms == window.rmssd_ms
