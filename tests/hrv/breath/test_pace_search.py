"""The search for a heart's own pace, on simulated hearts that have one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.beats import BeatSeries
from hrv.breath.pace_search import (
    FIRST_PACES,
    LEADS_EVERY_S,
    LONGEST_S,
    STEP_S,
    Outcome,
    PaceSearch,
    lead_softly,
    search_pace,
)
from sensors.simulation.baroreflex import Baroreflex
from sensors.simulation.paced_heart import START_S, PacedHeart, searched
from tests.properties import examples


@pytest.mark.parametrize(("own", "seed"), [(5.0, 1), (5.8, 2), (6.6, 3)])
def test_own_pace_is_found(own, seed):
    heart = PacedHeart(seed, Baroreflex(resonance_per_min=own, sharpness=3.0, swing_ms=240.0, background_ms2_hz=1500.0))
    found = searched(heart)
    assert found.outcome is Outcome.FOUND
    assert heart.person.swing_at(found.per_min) >= 0.95 * heart.person.swing_ms
    assert found.low_per_min - 0.1 <= own <= found.high_per_min + 0.1
    assert len(found.trials) == LONGEST_S / STEP_S


@pytest.mark.parametrize("changes", [{"swing_ms": 0.1}, {"sharpness": 0.1}])
def test_heart_that_answers_no_pace_more_has_no_clear_one(changes):
    found = searched(PacedHeart(4, Baroreflex(**changes)))
    assert found.outcome is Outcome.NO_CLEAR_PACE
    assert (found.per_min, found.low_per_min, found.next_per_min) == (None, None, None)


def test_search_begins_with_the_same_paces():
    nothing = BeatSeries.from_rr(())
    steps = []
    for place, pace in enumerate(FIRST_PACES):
        search = search_pace(nothing, steps, start_s=START_S, now_s=STEP_S * place)
        assert (search.outcome, search.next_per_min) == (Outcome.SEARCHING, pace)
        steps.append((STEP_S * place, pace))


def test_search_has_eight_steps_though_each_is_a_little_late():
    steps = [(60.6 * place, 6.0) for place in range(7)]
    nothing = BeatSeries.from_rr(())
    assert search_pace(nothing, steps, start_s=START_S, now_s=7 * 60.6).outcome is Outcome.SEARCHING
    steps.append((7 * 60.6, 6.0))
    assert search_pace(nothing, steps, start_s=START_S, now_s=8 * 60.6).outcome is Outcome.NO_CLEAR_PACE


def test_search_without_beats_ends_without_an_answer():
    steps = [(STEP_S * place, 6.0) for place in range(int(LONGEST_S / STEP_S))]
    search = search_pace(BeatSeries.from_rr(()), steps, start_s=START_S, now_s=LONGEST_S)
    assert (search.outcome, search.trials) == (Outcome.NO_CLEAR_PACE, ())


@pytest.mark.parametrize(
    ("breathed", "followed"),
    [((), None), ((6.8, None, None), None), ((6.7, 5.9, 5.0), True), ((14.0, 13.0, 5.0), False)],
)
def test_measured_breath_says_whether_the_pacer_was_followed(breathed, followed):
    steps = [(STEP_S * place, pace) for place, pace in enumerate(FIRST_PACES)]
    search = search_pace(BeatSeries.from_rr(()), steps, start_s=START_S, now_s=3 * STEP_S, breathed=breathed)
    assert search.followed is followed


PAUSE_S = 107.0


def paused(beats, at_s):
    """The same heart, which beats on at no pace during a pause in between."""
    before, after = beats.between(-np.inf, START_S + at_s), beats.between(START_S + at_s, np.inf)
    meanwhile = np.random.default_rng(1).normal(850, 40, int(PAUSE_S / 0.85))
    return BeatSeries.concatenate(
        [
            before,
            BeatSeries.from_rr(meanwhile, float(before.time_s[-1])).between(-np.inf, START_S + at_s + PAUSE_S),
            replace(after, time_s=after.time_s + PAUSE_S),
        ]
    )


@pytest.mark.parametrize(("within_s", "missing"), [(0.0, None), (25.0, 3)])
def test_pause_counts_at_no_pace_of_a_search(within_s, missing):
    heart = PacedHeart(2, Baroreflex(resonance_per_min=5.8, sharpness=3.0, swing_ms=240.0, background_ms2_hz=1500.0))
    before = searched(heart)
    begin_s = 3 * STEP_S + within_s
    starts_s = [STEP_S * place + (PAUSE_S if place > 3 else 0.0) for place in range(8)]
    found = search_pace(
        paused(heart.beats(), begin_s),
        [(at_s, trial.per_min) for at_s, trial in zip(starts_s, before.trials, strict=True)],
        start_s=START_S,
        now_s=LONGEST_S + PAUSE_S,
        breaks=[(begin_s, begin_s + PAUSE_S)],
    )
    kept = [trial for place, trial in enumerate(before.trials) if place != missing]
    assert [trial.per_min for trial in found.trials] == [trial.per_min for trial in kept]
    assert [trial.swing_ms for trial in found.trials] == pytest.approx([trial.swing_ms for trial in kept], rel=0.02)
    assert found.per_min == pytest.approx(before.per_min, abs=0.1)
    if missing is None:
        assert (found.low_per_min, found.high_per_min) == pytest.approx(
            (before.low_per_min, before.high_per_min), abs=0.02
        )


def test_search_goes_on_for_its_whole_time_after_a_pause():
    steps = [(STEP_S * place + PAUSE_S, 6.0) for place in range(5)]
    nothing, now_s = BeatSeries.from_rr(()), 5 * STEP_S + PAUSE_S
    search = search_pace(nothing, steps, start_s=START_S, now_s=now_s, breaks=[(0.0, PAUSE_S), (10.0, 60.0)])
    assert search.outcome is Outcome.SEARCHING


@examples(20)
@given(seed=st.integers(0, 9), count=st.integers(0, 300))
def test_search_on_any_beats_is_kept_and_read_back(seed, count):
    beats = BeatSeries.from_rr(np.random.default_rng(seed).normal(900, 60, count), START_S)
    steps = [(STEP_S * place, pace) for place, pace in enumerate(FIRST_PACES)]
    search = search_pace(beats, steps, start_s=START_S, now_s=3 * STEP_S)
    assert 4.0 <= search.next_per_min <= 8.0
    assert PaceSearch.from_json(search.to_json()) == search


def led(steps, *, known=None, now_s=None, beats=None, breaks=()):
    now_s = steps[-1][0] + LEADS_EVERY_S if now_s is None else now_s
    return lead_softly(beats or BeatSeries.from_rr(()), steps, start_s=START_S, now_s=now_s, known=known, breaks=breaks)


def test_pace_moves_a_tenth_towards_what_an_earlier_search_found():
    assert led([(0.0, 6.0)], known=(5.3, 5.7)) == 5.9
    assert led([(0.0, 6.0)], known=(6.3, 6.7)) == 6.1


def test_pace_stays_where_nothing_says_which_way_is_better():
    heart = PacedHeart(5, Baroreflex(resonance_per_min=5.5, swing_ms=200.0))
    heart.breathe(6.0, 240.0)
    assert led([(0.0, 6.0)], beats=heart.beats()) == 6.0
    assert led([(0.0, 6.0)], known=(5.7, 6.3)) == 6.0


def test_pace_stays_until_two_minutes_have_passed():
    assert led([(0.0, 6.0)], known=(5.3, 5.7), now_s=LEADS_EVERY_S - 1) == 6.0
    assert led([(0.0, 6.0)], known=(5.3, 5.7), breaks=[(20.0, 30.0)]) == 6.0


def test_pace_goes_no_farther_than_half_a_breath():
    assert led([(0.0, 6.0), (600.0, 5.5)], known=(4.6, 5.0)) == 5.5


def test_paces_of_the_session_itself_say_which_way_is_better():
    heart = PacedHeart(6, Baroreflex(resonance_per_min=5.4, sharpness=3.5, swing_ms=240.0, background_ms2_hz=1000.0))
    steps = [(0.0, 6.0), (180.0, 6.6), (360.0, 5.4), (540.0, 6.0)]
    for _, pace in steps:
        heart.breathe(pace, 180.0)
    assert led(steps, beats=heart.beats(), now_s=720.0) == 5.9
