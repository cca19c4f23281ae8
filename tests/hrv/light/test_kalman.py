"""The filter of the level, held against the matrices of the textbook and against scipy."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from scipy import integrate, stats

from hrv.light import kalman
from hrv.light.kalman import AUTOCORRELATIONS, HYPOTHESES, Levels

PEOPLE = 4
NAMES = [each.name for each in fields(Levels)]


def levels(seed=0):
    """What may be believed of a few people, no two numbers alike."""
    dice = np.random.default_rng(seed)

    def numbers(low, high):
        return dice.uniform(low, high, (PEOPLE, HYPOTHESES))

    weight = numbers(0.5, 1.5)
    return Levels(
        level=numbers(3.0, 4.0),
        swing=numbers(-0.2, 0.2),
        level_variance=numbers(0.01, 0.03),
        covariance=numbers(-0.008, 0.008),
        swing_variance=numbers(0.02, 0.05),
        log_variance=2 * np.log(numbers(0.12, 0.3)),
        information=numbers(3.0, 40.0),
        weight=weight / weight.sum(axis=1, keepdims=True),
    )


def covariance_of(believed, person, hypothesis):
    both = believed.covariance[person, hypothesis]
    level, swing = believed.level_variance[person, hypothesis], believed.swing_variance[person, hypothesis]
    return np.array([[level, both], [both, swing]])


def each_one():
    return [(person, hypothesis) for person in range(PEOPLE) for hypothesis in range(HYPOTHESES)]


def seen(believed, off, noise=0.01):
    """The innovation of values that lie so far from what was foreseen under the first hypothesis."""
    value = believed.level[:, 0] + believed.swing[:, 0] + np.array(off)
    return kalman.innovation(believed, value, np.full(PEOPLE, noise))


def test_bounded_variance_is_its_integral():
    for bound in (1.0, 2.5):
        inside, _ = integrate.quad(lambda z: z * z * stats.norm.pdf(z), -bound, bound)
        expected = inside + 2 * bound**2 * stats.norm.sf(bound)
        assert kalman._bounded_variance(bound) == pytest.approx(expected, rel=1e-9)
    assert kalman._bounded_variance(2.5) == kalman.BOUNDED_VARIANCE


def test_newcomers_are_the_prior_under_every_hypothesis():
    level, sd = np.array([3.5, 3.9]), np.array([0.4, 0.6])
    first = Levels.at_first(level, sd)

    def everywhere(column):
        return np.repeat(np.broadcast_to(column, 2)[:, np.newaxis], HYPOTHESES, axis=1)

    expected = {
        "level": everywhere(level),
        "swing": everywhere(0.0),
        "level_variance": everywhere(sd * sd),
        "covariance": everywhere(0.0),
        "swing_variance": everywhere(0.19 * 0.19),
        "log_variance": everywhere(math.log(0.19 * 0.19)),
        "information": everywhere(3.0),
        "weight": np.array([[0.26, 0.24, 0.20, 0.14, 0.10, 0.06]] * 2),
    }
    for name in NAMES:
        np.testing.assert_allclose(getattr(first, name), expected[name], rtol=1e-12)


def test_spread_and_autocorrelation_are_weighted_means():
    believed = levels()
    for person in range(PEOPLE):
        of_person = believed.weight[person] @ believed.log_variance[person]
        assert believed.spread[person] == pytest.approx(math.exp(of_person / 2))
        assert believed.autocorrelation[person] == pytest.approx(believed.weight[person] @ AUTOCORRELATIONS)


def test_prediction_is_that_of_the_state_space_matrices():
    believed, n_values = levels(1), np.array([0.0, 2.0, 12.0, 400.0])
    begun = np.array([True, True, True, False])
    later = kalman.predict(believed, n_values, begun)
    for person, hypothesis in each_one():
        variance = math.exp(believed.log_variance[person, hypothesis])
        drift_sd = (1 / 35 + 1.2 * math.exp(-n_values[person] / 6)) if begun[person] else 0.0
        phi = AUTOCORRELATIONS[hypothesis]
        moves, noise = np.diag([1.0, phi]), np.diag([drift_sd**2 * variance, (1 - phi**2) * variance])
        expected = moves @ covariance_of(believed, person, hypothesis) @ moves.T + noise
        np.testing.assert_allclose(covariance_of(later, person, hypothesis), expected, rtol=1e-12)
        assert later.swing[person, hypothesis] == pytest.approx(phi * believed.swing[person, hypothesis])
    for name in ("level", "log_variance", "information", "weight"):
        assert np.array_equal(getattr(later, name), getattr(believed, name))


def test_innovation_is_the_distance_from_level_and_swing():
    believed, noise = levels(2), np.array([0.0, 0.01, 0.02, 0.03])
    value = np.array([3.4, 3.6, np.nan, 3.8])
    found = kalman.innovation(believed, value, noise)
    assert found.observed.tolist() == [True, True, False, True]
    for person, hypothesis in each_one():
        own = covariance_of(believed, person, hypothesis).sum()
        place = (person, hypothesis)
        assert found.variance[place] == pytest.approx(own + noise[person])
        assert found.own_share[place] == pytest.approx(own / (own + noise[person]))
        if found.observed[person]:
            foreseen = believed.level[place] + believed.swing[place]
            assert found.error[place] == pytest.approx(value[person] - foreseen)
    assert np.isfinite(found.bounded).all()


def test_missing_value_is_compared_as_zero():
    believed = levels(2)
    found = kalman.innovation(believed, np.full(PEOPLE, np.nan), np.zeros(PEOPLE))
    np.testing.assert_allclose(found.error, -believed.level - believed.swing)


def test_errors_are_bounded_at_two_and_a_half_sd():
    found = seen(levels(3), [-9.0, 0.1, 9.0, -0.1])
    limit = 2.5 * np.sqrt(found.variance)
    np.testing.assert_allclose(found.bounded[0], -limit[0])
    np.testing.assert_allclose(found.bounded[2], limit[2])
    within = np.abs(found.error) < limit
    assert within[[1, 3]].any(axis=1).all()
    np.testing.assert_allclose(found.bounded[within], found.error[within])


def test_update_is_that_of_the_textbook_filter():
    believed = levels(4)
    found = seen(believed, [-0.3, 0.2, 5.0, -0.05])
    later = kalman.update(believed, found)
    see = np.array([1.0, 1.0])
    for person, hypothesis in each_one():
        place, before = (person, hypothesis), covariance_of(believed, person, hypothesis)
        gain = before @ see / (see @ before @ see + 0.01)
        np.testing.assert_allclose(np.stack(kalman.gains(believed, found), -1)[place], gain, rtol=1e-12)
        moved = np.array([believed.level[place], believed.swing[place]]) + gain * found.bounded[place]
        np.testing.assert_allclose([later.level[place], later.swing[place]], moved, rtol=1e-12)
        expected = (np.eye(2) - np.outer(gain, see)) @ before
        np.testing.assert_allclose(covariance_of(later, person, hypothesis), expected, rtol=1e-9)


def test_spread_follows_by_fishers_information_of_a_day():
    believed = levels(5)
    found = seen(believed, [-0.4, 0.01, 0.3, -0.1])
    later = kalman.update(believed, found)
    for place in each_one():
        share, squared = found.own_share[place], found.bounded[place] ** 2 / found.variance[place]
        information = believed.information[place] * 0.5 ** (1 / 300) + share**2 / 2
        score = share * (squared / kalman.BOUNDED_VARIANCE - 1) / 2
        assert later.information[place] == pytest.approx(information)
        assert later.log_variance[place] == pytest.approx(believed.log_variance[place] + score / information)


@pytest.mark.parametrize(("spread", "off", "end"), [(0.0501, 0.0, 0.05), (0.599, 5.0, 0.6)])
def test_spread_stays_between_its_ends(spread, off, end):
    believed = levels(6)
    believed = replace(
        believed,
        log_variance=np.full_like(believed.level, 2 * math.log(spread)),
        information=np.full_like(believed.level, 0.1),
    )
    far = seen(believed, [off] * PEOPLE)
    error = far.bounded if off else np.zeros_like(far.bounded)
    later = kalman.update(believed, replace(far, error=error, bounded=error))
    np.testing.assert_allclose(np.exp(later.log_variance / 2), end)


def test_hypotheses_are_weighed_by_students_t():
    believed = levels(7)
    found = seen(believed, [-0.4, 0.01, 3.0, -0.1])
    logs = kalman._log_likelihood(found)
    expected = stats.t.logpdf(found.error, df=6, scale=np.sqrt(found.variance * 5 / 6))
    np.testing.assert_allclose(np.diff(logs, axis=1), np.diff(expected, axis=1), atol=1e-12)
    np.testing.assert_allclose(np.diff(logs, axis=0), np.diff(expected, axis=0), atol=1e-12)
    later = kalman.update(believed, found)
    weight = believed.weight**0.998 * np.exp(expected)
    np.testing.assert_allclose(later.weight, weight / weight.sum(axis=1, keepdims=True), atol=1e-7)


def test_no_hypothesis_is_given_up_for_good():
    weight = np.full((2, HYPOTHESES), 1 / HYPOTHESES)
    likelihood = np.full((2, HYPOTHESES), -700.0)
    likelihood[0, 0] = 0.0
    shares = kalman._reweighted(weight, likelihood)
    np.testing.assert_allclose(shares[0], [1 - 5e-9, *[1e-9] * 5], rtol=1e-6)
    np.testing.assert_allclose(shares[1], weight[1], rtol=1e-12)


def test_who_has_no_value_keeps_what_was_believed():
    believed = levels(8)
    value = np.array([3.4, np.nan, 3.6, np.nan])
    later = kalman.update(believed, kalman.innovation(believed, value, np.full(PEOPLE, 0.01)))
    alone = kalman.update(believed, kalman.innovation(believed, np.nan_to_num(value), np.full(PEOPLE, 0.01)))
    for name in NAMES:
        found = getattr(later, name)
        assert np.array_equal(found[[1, 3]], getattr(believed, name)[[1, 3]])
        assert np.array_equal(found[[0, 2]], getattr(alone, name)[[0, 2]])
        assert found.dtype == np.float64
