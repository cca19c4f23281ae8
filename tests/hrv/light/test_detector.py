"""The arithmetic of the light, held against the exact answers of linear algebra and against itself."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.light import changepoint, covariates, detector, kalman, thresholds
from hrv.light.calendar import Histories, chunks, side_by_side, walk, walk_through
from hrv.light.covariates import TagEffects, Weekdays
from hrv.light.detector import DayOfPeople, Filter, FilterState, weekday_of
from hrv.light.readout import GREEN, GREY, RED, YELLOW, Readout, colours
from hrv.numeric.person_rows import choose, join, pack, take, unpack, width
from hrv.tags import PASSING, Tag
from tests.hrv.people import FIRST, SPREAD, blank, histories, shown
from tests.properties import examples
from tests.sampling import nightly

PHI_PLACE = 2
PHI = kalman.AUTOCORRELATIONS[PHI_PLACE]


def without_values(many, keep):
    return Histories(many.first_day, np.where(keep, many.value, np.nan), many.se)


def flips_a_year(colour_codes, warm_up=60):
    warned = (colour_codes == YELLOW) | (colour_codes == RED)
    return (warned[:, warm_up:] & ~warned[:, warm_up - 1 : -1]).sum() / warned[:, warm_up:].size * 365


@contextmanager
def only_gaussian_arithmetic():
    """The spread is known; no bounds, weekdays or newcomers: then linear algebra knows the answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kalman, "INFORMATION_AT_FIRST", 1e15)
        patch.setattr(kalman, "BOUND_SD", 1e9)
        patch.setattr(kalman, "NEWCOMER_DRIFT_SD", 0.0)
        patch.setattr(covariates, "WEEKDAY_DOUBT", 1e9)
        patch.setattr(detector, "FIRST_CANDIDATE_AFTER", 0)
        yield


def dense(many, ln_level=3.6, sd=0.5):
    """Mean and covariance of one person's values under one answer, days counted from the first."""
    days = np.flatnonzero(np.isfinite(many.value[0]))
    later = np.minimum.outer(days, days) - days[0] + 1
    variance = kalman.SPREAD_AT_FIRST**2
    covariance = (
        sd**2
        + variance * (kalman.DRIFT_SD**2 * (later - 1) + PHI ** np.abs(np.subtract.outer(days, days)))
        + np.diag(many.se[0, days] ** 2)
    )
    return days, many.value[0, days] - ln_level, covariance


@examples(6)
@given(seed=st.integers(0, 10_000), missing=st.floats(0, 0.6))
def test_the_level_is_what_linear_algebra_says(seed, missing):
    with only_gaussian_arithmetic():
        many = histories(1, 40, seed=seed, missing=missing)
        memory = walk_through(blank(1), many)
        days, centred, covariance = dense(many)
        with_level = 0.5**2 + kalman.SPREAD_AT_FIRST**2 * kalman.DRIFT_SD**2 * (days - days[0])
        expected = 3.6 + with_level @ np.linalg.solve(covariance, centred)
        assert memory.levels.level[0, PHI_PLACE] == pytest.approx(expected, abs=1e-9)


def test_a_candidate_gathers_exactly_the_evidence_of_a_step():
    with only_gaussian_arithmetic():
        many = histories(1, 40, seed=3, missing=0.3)
        memory = walk_through(blank(1), many)
        days, centred, covariance = dense(many)
    for first in (15, 22, 30, 36):
        step = (days >= first).astype(float)
        place = (many.first_day + first) % changepoint.AGES
        score, information = step @ np.linalg.solve(covariance, centred), step @ np.linalg.solve(covariance, step)
        assert memory.falls.score[0, place, PHI_PLACE] == pytest.approx(score, rel=1e-9)
        assert memory.falls.information[0, place, PHI_PLACE] == pytest.approx(information, rel=1e-9)
        assert memory.falls.n_values[0, place] == step.sum()


def test_fall_ratio_averages_over_its_possible_sizes():
    score, information, variance = -9.0, 12.0, 0.04
    sizes = np.linspace(-2, 2, 200_001)
    prior = np.exp(-(((sizes + 0.2) / 0.1) ** 2) / 2) / (0.1 * np.sqrt(2 * np.pi))
    expected = np.trapezoid(prior * np.exp(sizes * score - sizes**2 * information / 2), sizes)
    found = changepoint.likelihood_ratio(np.array([score]), np.array([information]), np.array([variance]))
    assert found[0] == pytest.approx(expected, rel=1e-6)


@examples(4)
@given(seed=st.integers(0, 10_000), missing=st.floats(0, 0.7), fall=st.floats(-1, 3))
def test_lights_are_equal_for_groups_single_people_and_steps(seed, missing, fall):
    many = histories(3, 80, seed=seed, missing=missing, fall_sd=fall, fall_day=50)
    many = without_values(many, np.arange(80) >= np.array([[0], [13], [40]]))
    together = shown(many)
    for person in range(3):
        assert (shown(many.of(slice(person, person + 1)))[0] == together[person]).all()
    memory = blank(3)
    for column in range(80):
        watch = Filter(unpack(FilterState, pack(memory)))
        watch.advance(many.day(column))
        memory = watch.memory
        assert (colours(memory) == together[:, column]).all()


def test_nothing_changes_before_the_first_value():
    nothing = Histories(FIRST.toordinal(), np.full((2, 50), np.nan), np.zeros((2, 50)))
    before, after = blank(2), walk_through(blank(2), nothing)
    assert np.array_equal(pack(before), pack(after), equal_nan=True)


def test_watch_does_not_change_the_given_memory():
    many = histories(2, 30)
    memory = walk_through(blank(2), many)
    packed = pack(memory).copy()
    walk_through(memory, histories(2, 30, seed=5))
    assert np.array_equal(pack(memory), packed)


@examples(5)
@given(seed=st.integers(0, 10_000), missing=st.floats(0.1, 0.8))
def test_a_light_turns_only_on_days_with_a_value_or_to_grey(seed, missing):
    many = histories(6, 200, seed=seed, missing=missing, fall_sd=1.5)
    seen = shown(many)
    turned = (seen[:, 1:] != seen[:, :-1]) & (seen[:, 1:] != GREY) & (seen[:, :-1] != GREY)
    assert not (turned & np.isnan(many.value[:, 1:])).any()


@pytest.mark.parametrize(
    ("phi", "missing"), [(0.0, 0.0), nightly(0.3, 0.0), (0.6, 0.5), nightly(0.0, 0.5)], ids=lambda value: f"{value}"
)
def test_healthy_people_are_warned_about_once_a_year(phi, missing):
    many = histories(160, 425, seed=11, phi=phi, missing=missing)
    seen = shown(many)
    assert 0.65 < flips_a_year(seen) < 1.35
    red = seen == RED
    assert (red[:, 60:] & ~red[:, 59:-1]).sum() / 160 <= 0.25


@pytest.mark.parametrize(("fall_sd", "days"), [(1.0, 9), (1.5, 6)])
def test_a_fall_shows_within_the_promised_days(fall_sd, days):
    many = histories(200, 160, seed=2, se=0.0, fall_sd=fall_sd, fall_day=120)
    warned = (shown(many) == YELLOW) | (shown(many) == RED)
    calm = ~warned[:, 119]
    delay = np.where(warned[calm, 120:].any(axis=1), warned[calm, 120:].argmax(axis=1) + 1, np.inf)
    assert np.median(delay) <= days


def test_misleading_first_week_is_forgotten_and_rarely_warns():
    many = histories(200, 30, seed=4)
    many.value[:, :7] += 1.5 * SPREAD
    warned = (shown(many) == YELLOW) | (shown(many) == RED)
    assert warned.any(axis=1).mean() <= 0.1
    memory = walk_through(blank(200), Histories(many.first_day, many.value[:, :11], many.se[:, :11]))
    left = np.median(memory.levels.average(memory.levels.level) - 3.6) / SPREAD
    assert left < 0.5


def test_spread_and_autocorrelation_are_found():
    for phi, low, high in ((0.0, -0.01, 0.12), (0.6, 0.45, 0.72)):
        memory = walk_through(blank(100), histories(100, 400, seed=1, phi=phi))
        assert low < memory.levels.autocorrelation.mean() < high
        assert memory.levels.spread.mean() == pytest.approx(SPREAD, rel=0.1)


def test_wild_day_moves_level_and_spread_no_more_than_a_far_one():
    calm = histories(1, 61, seed=6)
    far, wild = calm.value.copy(), calm.value.copy()
    far[0, 60], wild[0, 60] = 3.6 - 5 * SPREAD, 3.6 - 50 * SPREAD
    ends = [walk_through(blank(1), Histories(calm.first_day, value, calm.se)) for value in (far, wild)]
    assert ends[0].levels.level == pytest.approx(ends[1].levels.level, abs=0.01)
    assert ends[0].levels.spread == pytest.approx(ends[1].levels.spread, rel=0.02)


def test_weekday_effects_stay_zero_without_evidence():
    many = histories(60, 200, seed=8)
    memory = walk_through(blank(60), many)
    unmoved = memory.weekdays.offsets(np.full(60, SPREAD**2))
    assert (unmoved == 0).all(axis=1).mean() > 0.6
    weekend = np.array([weekday_of(many.first_day + column) >= 5 for column in range(200)])
    many.value[:, weekend] -= 1.0 * SPREAD
    memory = walk_through(blank(60), many)
    moved = memory.weekdays.offsets(np.full(60, SPREAD**2)).mean(axis=0)
    assert moved[5:].max() < -0.4 * SPREAD < 0.1 * SPREAD < moved[:5].min()


def test_weekday_of_january_1_2024_is_monday():
    assert weekday_of(FIRST.toordinal()) == FIRST.weekday() == 0


def test_effect_of_a_tag_on_a_person_is_learned():
    dice = np.random.default_rng(0)
    many = histories(40, 300, seed=9)
    tags = np.zeros((40, 300, len(PASSING)), bool)
    tags[:, :, PASSING.index(Tag.ALCOHOL)] = dice.random((40, 300)) < 0.15
    many.value[tags.any(axis=2)] -= 1.2 * SPREAD
    memory = walk_through(blank(40), Histories(many.first_day, many.value, many.se, tags))
    effect = memory.tag_effects.effect[:, PASSING.index(Tag.ALCOHOL)]
    assert effect.mean() == pytest.approx(-1.2, abs=0.25)
    unknown = TagEffects.unknown(1)
    assert (memory.tag_effects.effect[:, PASSING.index(Tag.TRAVEL)] == unknown.effect[0, 0]).all()


def test_a_tagged_week_does_not_alarm_and_an_untagged_one_does():
    many = histories(60, 200, seed=10)
    many.value[:, 190:196] -= 1.8 * SPREAD
    tags = np.zeros((60, 200, len(PASSING)), bool)
    tags[:, 190:196, PASSING.index(Tag.ILLNESS)] = True
    untold = shown(many)[:, 190:196]
    told = shown(Histories(many.first_day, many.value, many.se, tags))[:, 190:196]
    assert ((untold == YELLOW) | (untold == RED)).any(axis=1).mean() > 0.6
    assert ((told == YELLOW) | (told == RED)).any(axis=1).mean() < 0.15


def test_a_lasting_tag_opens_a_new_range_instead_of_an_alarm():
    many = histories(40, 200, seed=12, fall_sd=2.0, fall_day=120)
    lasting = np.zeros((40, 200), bool)
    lasting[:, 120:] = True
    told = shown(Histories(many.first_day, many.value, many.se, lasting=lasting))
    assert (told[:, 120:124] == GREY).all()
    assert ((told[:, 120:] == YELLOW) | (told[:, 120:] == RED)).any(axis=1).mean() < 0.2
    assert (shown(many)[:, 140] != GREEN).mean() > 0.9
    memory = walk_through(blank(40), Histories(many.first_day, many.value, many.se, lasting=lasting))
    assert np.median(memory.levels.average(memory.levels.level)) == pytest.approx(3.6 - 2 * SPREAD, abs=0.05)


def test_a_lasting_tag_that_is_repeated_begins_once():
    many = histories(1, 160, seed=13)
    lasting = np.zeros((1, 160), bool)
    lasting[0, [100, 110, 120]] = True
    counts = [
        each.counts.n_values[0]
        for each in walk(blank(1), Histories(many.first_day, many.value, many.se, None, lasting))
    ]
    assert counts[100] == 1
    assert counts[159] == 60


def test_ended_fall_turns_green_and_a_lasting_one_becomes_usual():
    many = histories(40, 260, seed=14, fall_sd=1.5, fall_day=100)
    stays = shown(many)
    assert (stays[:, 120] != GREEN).mean() > 0.9
    assert ((stays[:, 230:] == YELLOW) | (stays[:, 230:] == RED)).mean() < 0.15
    memory = walk_through(blank(40), many)
    assert np.median(memory.levels.average(memory.levels.level)) == pytest.approx(3.6 - 1.5 * SPREAD, abs=0.05)
    many.value[:, 125:] += 1.5 * SPREAD
    ends = shown(many)
    assert (ends[:, 150] == GREEN).mean() > 0.85


def test_a_red_light_steps_down_through_yellow():
    many = histories(40, 180, seed=15, fall_sd=1.5, fall_day=100)
    many.value[:, 130:] += 1.2 * SPREAD
    seen = shown(many)
    stepped = (seen[:, 130:-1] == RED) & (seen[:, 131:] == YELLOW)
    assert stepped.any(axis=1).mean() > 0.3


def test_the_same_value_again_and_again_is_grey():
    same = Histories(FIRST.toordinal(), np.full((1, 60), 3.6), np.zeros((1, 60)))
    seen = shown(same)[0]
    assert (seen[9:] == GREY).all()


def test_flips_above_the_promise_raise_the_bar_quiet_lowers_it():
    plain_bar = thresholds.caution(np.array([200.0]), np.array([0.0]))
    assert thresholds.caution(np.array([200.0]), np.array([2.0])) > plain_bar
    assert thresholds.caution(np.array([200.0]), np.array([-0.5])) < plain_bar
    assert thresholds.caution(np.array([12.0]), np.array([0.0])) > plain_bar + 1


@given(phi=st.floats(-1, 1), density=st.floats(0, 1.2))
def test_bars_stay_within_the_table(phi, density):
    yellow, red = thresholds.bars(np.array([phi]), np.array([density]))
    assert thresholds.YELLOW_BARS.min() - 1e-9 <= yellow[0] <= thresholds.YELLOW_BARS.max() + 1e-9
    assert yellow[0] < red[0]


def test_bars_at_a_knot_are_those_of_the_table():
    yellow, red = thresholds.bars(thresholds.AUTOCORRELATION_KNOTS, np.full(5, 0.7))
    assert yellow == pytest.approx(thresholds.YELLOW_BARS[:, 1])
    assert red == pytest.approx(thresholds.RED_BARS[:, 1])


def test_records_are_packed_cut_joined_and_chosen_without_loss():
    memory = walk_through(blank(3), histories(3, 40))
    again = unpack(FilterState, pack(memory))
    assert np.array_equal(pack(again), pack(memory))
    assert pack(memory).shape == (3, width(FilterState))
    swapped = join([take(memory, np.array([2])), take(memory, slice(0, 2))])
    assert np.array_equal(pack(swapped), pack(memory)[[2, 0, 1]])
    one = choose(np.array([True, False, False]), memory, blank(3))
    assert np.array_equal(pack(one)[0], pack(memory)[0])
    assert np.array_equal(pack(one)[1:], pack(blank(3))[1:], equal_nan=True)


@pytest.mark.parametrize("numbers", [np.zeros((1, 7)), np.zeros(7)])
def test_numbers_of_another_version_are_refused(numbers):
    with pytest.raises(ValueError, match="Build it again"):
        unpack(FilterState, numbers)


def test_joined_groups_keep_their_people():
    many = histories(5, 20)
    again = side_by_side([many.of(slice(0, 2)), many.of(slice(2, 5))])
    assert np.array_equal(again.value, many.value)
    assert not again.tags.any()
    assert not again.lasting.any()
    assert [group.start for group in chunks(1001)] == [0, 500, 1000]


def test_the_evidence_of_a_fall_covers_the_truth():
    many = histories(300, 140, seed=16, fall_sd=1.2, fall_day=120)
    covered, since, n = 0, 0, 0
    for column, memory in enumerate(walk(blank(300), many)):
        if column == 139:
            readout = Readout.of(memory, many.first_day + column)
    for person in range(300):
        fall = readout.fall(person)
        if fall is not None and fall.since.toordinal() > many.first_day + 105:
            n += 1
            covered += fall.sd.lo <= -1.2 <= fall.sd.hi
            since += fall.since_lo.toordinal() <= many.first_day + 120 <= fall.since_hi.toordinal()
    assert n > 200
    assert covered / n > 0.8
    assert since / n > 0.75


def test_an_unobserved_day_teaches_nothing():
    memory = walk_through(blank(2), histories(2, 50))
    watch = Filter(memory)
    nan = np.full(2, np.nan)
    watch.advance(DayOfPeople(FIRST.toordinal() + 50, nan, np.zeros(2), np.zeros((2, len(PASSING))), np.zeros(2, bool)))
    assert np.array_equal(watch.memory.levels.log_variance, memory.levels.log_variance)
    assert np.array_equal(watch.memory.levels.weight, memory.levels.weight)
    assert (watch.memory.levels.level_variance > memory.levels.level_variance).all()


def test_weekday_sums_start_empty():
    assert (Weekdays.unknown(2).offsets(np.ones(2)) == 0).all()
