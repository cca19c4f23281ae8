"""The evidence of a fall, held against least squares of all days at once and against sums written out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from hrv.light import changepoint, kalman
from hrv.light.changepoint import AGES, Falls, Scratch
from hrv.light.kalman import AUTOCORRELATIONS, HYPOTHESES, Levels

PEOPLE, DAYS, FIRST_DAY = 3, 40, 739_001
SE, LEVEL, LEVEL_SD = 0.05, 3.6, 0.5


@pytest.fixture
def gaussian(monkeypatch):
    """The spread is known and nothing is bounded, so that least squares knows the answer."""
    monkeypatch.setattr(kalman, "INFORMATION_AT_FIRST", 1e15)
    monkeypatch.setattr(kalman, "BOUND_SD", 1e9)
    monkeypatch.setattr(kalman, "NEWCOMER_DRIFT_SD", 0.0)


def values():
    """Three people's values, some missing; the last one has none on the first and the last days."""
    dice = np.random.default_rng(0)
    value = LEVEL + 0.2 * dice.standard_normal((PEOPLE, DAYS))
    value[dice.random(value.shape) < 0.3] = np.nan
    value[:, 0] = LEVEL
    value[2, -2:] = np.nan
    return value


def walked(value, may_open):
    """Levels and falls at the end of the days."""
    levels = Levels.at_first(np.full(PEOPLE, LEVEL), np.full(PEOPLE, LEVEL_SD))
    falls, scratch = Falls.none_yet(PEOPLE), Scratch.of(PEOPLE)
    for column in range(DAYS):
        if column:
            levels = kalman.predict(levels, np.zeros(PEOPLE), np.ones(PEOPLE, bool))
        falls.begin_day(FIRST_DAY + column, may_open[:, column])
        seen = kalman.innovation(levels, value[:, column], np.full(PEOPLE, SE**2))
        falls.update(levels, seen, scratch)
        levels = kalman.update(levels, seen)
    return levels, falls


def covariance_of(days, phi):
    later, variance = np.minimum.outer(days, days), kalman.SPREAD_AT_FIRST**2
    apart = np.abs(np.subtract.outer(days, days))
    wandering = variance * (kalman.DRIFT_SD**2 * later + phi**apart)
    return LEVEL_SD**2 + wandering + np.eye(days.size) * SE**2


@pytest.mark.usefixtures("gaussian")
def test_candidates_hold_the_sums_of_generalised_least_squares():
    value, may_open = values(), np.ones((PEOPLE, DAYS), bool)
    may_open[1, DAYS - 5] = False
    _, falls = walked(value, may_open)
    for person in range(PEOPLE):
        days = np.flatnonzero(np.isfinite(value[person]))
        for first in range(DAYS - AGES, DAYS):
            step, place = (days >= first).astype(float), (FIRST_DAY + first) % AGES
            assert falls.n_values[person, place] == step.sum()
            assert falls.is_open[person, place] == may_open[person, first]
            for hypothesis, phi in enumerate(AUTOCORRELATIONS):
                weighed = np.linalg.solve(covariance_of(days, phi), step)
                score, information = weighed @ (value[person, days] - LEVEL), weighed @ step
                assert falls.score[person, place, hypothesis] == pytest.approx(score, rel=1e-6, abs=1e-9)
                assert falls.information[person, place, hypothesis] == pytest.approx(information, rel=1e-6, abs=1e-9)


@pytest.mark.usefixtures("gaussian")
def test_level_response_is_what_a_unit_fall_does_to_the_level():
    value, may_open = values(), np.ones((PEOPLE, DAYS), bool)
    fallen = value.copy()
    fallen[:, DAYS - 10 :] += 1.0
    plain, falls = walked(value, may_open)
    moved, _ = walked(fallen, may_open)
    place = (FIRST_DAY + DAYS - 10) % AGES
    np.testing.assert_allclose(falls.level_response[:, place], moved.level - plain.level, rtol=1e-6)
    np.testing.assert_allclose(falls.swing_response[:, place], moved.swing - plain.swing, rtol=1e-6)


def test_wild_day_counts_for_no_more_than_its_bound():
    levels = Levels.at_first(np.full(1, LEVEL), np.full(1, LEVEL_SD))
    sums = []
    for value in (LEVEL - 9.0, LEVEL - 90.0):
        falls, scratch = Falls.none_yet(1), Scratch.of(1)
        falls.begin_day(0, np.ones(1, bool))
        falls.update(levels, kalman.innovation(levels, np.array([value]), np.zeros(1)), scratch)
        sums.append(falls.score[0, 0])
    variance = LEVEL_SD**2 + kalman.SPREAD_AT_FIRST**2
    np.testing.assert_allclose(sums, np.full((2, HYPOTHESES), -2.5 / math.sqrt(variance)))


def test_day_of_28_days_ago_makes_room_for_today():
    falls = gathered()
    falls.begin_day(AGES + 4, np.array([True, False, True]))
    untouched = gathered()
    for name in ("level_response", "score", "information", "n_values", "is_open"):
        found, before = getattr(falls, name), getattr(untouched, name)
        assert np.array_equal(np.delete(found, 4, axis=1), np.delete(before, 4, axis=1))
        assert name == "is_open" or (found[:, 4] == 0).all()
    assert falls.is_open[:, 4].tolist() == [1, 0, 1]
    assert (falls.swing_response[:, 4] == 0).all()
    np.testing.assert_allclose(
        np.delete(falls.swing_response, 4, axis=1), np.delete(untouched.swing_response, 4, axis=1) * AUTOCORRELATIONS
    )


def test_closed_candidates_are_those_of_the_given_people():
    falls = gathered()
    falls.is_open[:] = 1.0
    falls.close(np.array([False, True, False]))
    assert falls.is_open.sum(axis=1).tolist() == [AGES, 0, AGES]


@pytest.mark.parametrize(("typical", "spread"), [(1.0, 0.5), (1.2, 0.4)])
def test_ratio_is_the_average_over_sizes_of_a_fall(monkeypatch, typical, spread):
    monkeypatch.setattr(changepoint, "TYPICAL_FALL_SD", typical)
    monkeypatch.setattr(changepoint, "FALL_SPREAD_SD", spread)
    score, information, variance = (np.array(each) for each in ([-9.0, 4.0, 0.0], [12.0, 30.0, 0.0], [0.04, 0.09, 1.0]))
    found = changepoint.likelihood_ratio(score, information, variance)
    for n, sd in enumerate(np.sqrt(variance)):

        def weighed(size, n=n, sd=sd):
            prior = stats.norm.pdf(size, -typical * sd, spread * sd)
            return prior * math.exp(size * score[n] - size**2 * information[n] / 2)

        expected, _ = integrate.quad(weighed, -7 * sd, 5 * sd, epsabs=1e-12, limit=200)
        assert found[n] == pytest.approx(expected, rel=1e-6)
    assert found[2] == pytest.approx(1.0)


def nothing_yet():
    """Room to work in, of which it shows whether it was used."""
    scratch = Scratch.of(PEOPLE)
    scratch.one[:] = scratch.other[:] = np.nan
    assert scratch.one.shape == scratch.other.shape == (PEOPLE, AGES, HYPOTHESES)
    return scratch


def test_sums_are_taken_in_the_room_that_is_there():
    falls, levels, variance = gathered(), believed(), np.full((PEOPLE, 1, HYPOTHESES), 0.04)
    scratch = nothing_yet()
    assert changepoint.likelihood_ratio(falls.score, falls.information, variance, scratch) is scratch.other
    used = []
    for work in (
        lambda room: changepoint.likelihood_ratio(falls.score, falls.information, variance, room),
        lambda room: changepoint.evidence(falls, levels, 10_003, room),
        lambda room: falls.update(levels, kalman.innovation(levels, np.full(PEOPLE, 3.5), np.zeros(PEOPLE)), room),
    ):
        scratch = nothing_yet()
        work(scratch)
        used += [np.isfinite(scratch.one).all(), np.isfinite(scratch.other).all()]
    assert all(used)


def gathered(seed=0):
    """Candidates with sums of every size."""
    dice = np.random.default_rng(seed)

    def numbers(low, high, *shape):
        return dice.uniform(low, high, (PEOPLE, AGES, *shape))

    return Falls(
        level_response=numbers(0, 0.8, HYPOTHESES),
        swing_response=numbers(0, 0.4, HYPOTHESES),
        score=numbers(-40, 5, HYPOTHESES),
        information=numbers(0.5, 80, HYPOTHESES),
        n_values=np.floor(numbers(0, 8)),
        is_open=np.floor(numbers(0, 2)),
    )


def believed(seed=0):
    dice = np.random.default_rng(seed)

    def numbers(low, high):
        return dice.uniform(low, high, (PEOPLE, HYPOTHESES))

    weight = numbers(0.5, 1.5)
    return Levels(
        level=numbers(3.4, 3.8),
        swing=numbers(-0.1, 0.1),
        level_variance=numbers(0.01, 0.02),
        covariance=numbers(-0.001, 0.001),
        swing_variance=numbers(0.02, 0.04),
        log_variance=2 * np.log(numbers(0.15, 0.3)),
        information=numbers(3, 30),
        weight=weight / weight.sum(axis=1, keepdims=True),
    )


def test_evidence_is_the_weighed_sum_over_open_candidates():
    falls, levels, day = gathered(), believed(), 10_003
    found = changepoint.evidence(falls, levels, day, Scratch.of(PEOPLE))
    counted = 0
    for person in range(PEOPLE):
        by_age = np.zeros(AGES)
        for age in range(AGES):
            place = (day - age) % AGES
            if falls.n_values[person, place] >= 3 and falls.is_open[person, place]:
                counted += 1
                ratios = changepoint.likelihood_ratio(
                    falls.score[person, place], falls.information[person, place], np.exp(levels.log_variance[person])
                )
                by_age[age] = ratios @ levels.weight[person]
        assert found.log_odds[person] == pytest.approx(math.log(by_age.sum()))
        np.testing.assert_allclose(found.by_age[person], by_age / by_age.sum(), rtol=1e-9)
    assert (falls.n_values == 3).any()
    assert 0 < counted < PEOPLE * AGES


def test_no_open_candidate_is_no_evidence():
    falls = Falls.none_yet(PEOPLE)
    falls.n_values[:] = 5.0
    found = changepoint.evidence(falls, believed(), 10_003, Scratch.of(PEOPLE))
    np.testing.assert_allclose(found.log_odds, math.log(1e-20))
    assert (found.by_age == 0).all()


def test_shift_is_the_weighed_estimate_of_one_candidate_each():
    falls, levels, first_day = gathered(1), believed(1), np.array([10_003, 10_010, 10_029])
    falls.information[1, 10_010 % AGES, 2] = 0.0
    falls.score[1, 10_010 % AGES, 2] = 1e-9
    found = changepoint.shift(falls, levels, first_day)
    for person, day in enumerate(first_day):
        place, weight = day % AGES, levels.weight[person]
        information = falls.information[person, place].copy()
        if person == 1:
            information[2] = 1e-9
        size = weight @ (falls.score[person, place] / information)
        assert found.size[person] == pytest.approx(size)
        assert found.information[person] == pytest.approx(weight @ information)
        without = levels.level[person] - falls.level_response[person, place] * size
        assert found.reference[person] == pytest.approx(weight @ without)
        assert found.reference_variance[person] == pytest.approx(weight @ levels.level_variance[person])
        assert found.n_values[person] == falls.n_values[person, place]
