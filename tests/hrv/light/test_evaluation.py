"""Lights with their evidence, evening after evening."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hrv
from hrv import ANYBODY, AgeBand, Colour, Kind, Light, PersonDays, Prior, Reason, RuledOut, Sex, Tag
from hrv.light.checkpoint import Remembered, looked_at
from hrv.light.comparison import heart_rate_bpm, heart_rate_level
from tests.hrv.people import FIRST, SPREAD, day_values, histories
from tests.properties import examples

WARNINGS = {Colour.YELLOW, Colour.RED}


def on(column):
    return FIRST + timedelta(days=column)


def until(days, column):
    return [day for day in days if day.day <= on(column)]


def fallen(n_days=120, fall_day=100, fall_sd=2.0, **more):
    return histories(1, n_days, seed=1, fall_sd=fall_sd, fall_day=fall_day, **more)


@cache
def light_of_fallen(column):
    """The light of that evening, walked through all days before it."""
    return hrv.evaluate(until(day_values(fallen()), column), on=on(column))


@examples(3)
@given(seed=st.integers(0, 10_000), missing=st.floats(0, 0.6), fall=st.floats(-1, 3))
def test_daily_evaluation_equals_evaluating_all_days_at_once(seed, missing, fall):
    many = histories(1, 60, seed=seed, missing=missing, fall_sd=fall, fall_day=40)
    days, before = day_values(many), None
    for column in range(60):
        before = hrv.evaluate(until(days, column), on=on(column), before=before)
        if column % 13 == 0 or column == 59:
            again = hrv.evaluate(until(days, column), on=on(column))
            assert same(before, again)


def evenings(days, columns):
    """The lights of one evening after the other."""
    before = None
    for column in columns:
        before = hrv.evaluate(days, on=on(column), before=before)
        yield before


def same(light, again):
    """Equal but for the last digits of numbers."""
    one, other = (replace(each, memory=None).to_json() for each in (light, again))
    return _close(one, other)


def _close(one, other):
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_close(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(_close(*pair) for pair in zip(one, other, strict=True))
    return one == (pytest.approx(other, rel=1e-9, abs=1e-9) if isinstance(other, float) else other)


def test_batch_evaluation_equals_single_evaluations():
    people = [day_values(histories(1, 60 + 7 * n, seed=n, fall_sd=n, fall_day=45)) for n in range(4)]
    stood = hrv.evaluate(until(people[1], 50), on=on(50))
    cases = [
        PersonDays(people[0]),
        PersonDays(people[1], before=stood),
        PersonDays(people[2]),
        PersonDays(people[3]),
        PersonDays([]),
    ]
    together = hrv.evaluate_all(cases, on=on(66))
    for case, light in zip(cases, together, strict=True):
        assert same(light, hrv.evaluate(case.days, on=on(66)))


def test_memory_is_used_only_for_the_days_it_came_from():
    days = day_values(fallen())
    stood = hrv.evaluate(until(days, 110), on=on(110))
    assert stood.memory.came_from(looked_at(until(days, 115)), prior=ANYBODY)
    changed = [replace(day, ln_rmssd=day.ln_rmssd + 0.4) if day.day == on(105) else day for day in days]
    assert not stood.memory.came_from(looked_at(changed), prior=ANYBODY)
    light = hrv.evaluate(changed, on=on(115), before=stood)
    assert same(light, hrv.evaluate(changed, on=on(115)))


def test_erased_days_are_not_remembered():
    days = day_values(fallen())
    stood = hrv.evaluate(days, on=on(119))
    light = hrv.evaluate([], on=on(120), before=stood)
    assert (light.colour, light.reason, light.usual_range) == (Colour.GREY, Reason.TOO_FEW, None)


def test_old_days_may_be_left_out_when_they_are_remembered():
    days = day_values(fallen())
    stood = hrv.evaluate(until(days, 110), on=on(110))
    recent = [day for day in days if day.day > on(75)]
    assert same(hrv.evaluate(recent, on=on(112), before=stood), hrv.evaluate(days, on=on(112)))


def test_an_old_day_that_comes_late_is_seen():
    days = day_values(fallen())
    known = [day for day in days if day.day != on(20)]
    stood = hrv.evaluate(until(known, 110), on=on(110))
    assert not stood.memory.came_from(looked_at(until(days, 112)), prior=ANYBODY)


def test_light_of_a_later_day_is_not_used_as_start():
    days = day_values(fallen())
    stood = hrv.evaluate(days, on=on(119))
    assert same(hrv.evaluate(days, on=on(60), before=stood), hrv.evaluate(days, on=on(60)))


def test_repeated_evaluation_gives_the_same_light():
    days = day_values(fallen())
    stood = hrv.evaluate(until(days, 118), on=on(118))
    first = hrv.evaluate(until(days, 119), on=on(119), before=stood)
    assert same(hrv.evaluate(until(days, 119), on=on(119), before=first), first)
    assert hrv.evaluate(until(days, 119), on=on(119), before=first).memory == first.memory


def test_truncated_memory_is_refused():
    memory = hrv.evaluate(day_values(fallen()), on=on(119)).memory
    with pytest.raises(ValueError, match="Build it again"):
        replace(memory, state=memory.state[:400]).memory()


def test_memory_of_another_version_is_rebuilt():
    stood = light_of_fallen(110)
    older = replace(stood, memory=replace(stood.memory, version=0, state=""))
    assert same(hrv.evaluate(day_values(fallen()), on=on(119), before=older), light_of_fallen(119))


@pytest.mark.parametrize(
    "older",
    [
        lambda memory: {name: value for name, value in memory.items() if name != "prior"},
        lambda memory: memory | {"version": 1},
        lambda memory: memory | {"kind": "of old"},
        lambda memory: memory | {"more": 1},
        lambda _: {},
        lambda _: "of old",
    ],
)
def test_light_stored_with_older_memory_is_rebuilt_from_days(older):
    stood = light_of_fallen(110).to_json()
    opened = Light.from_json(stood | {"memory": older(stood["memory"])})
    assert opened.memory is None
    assert opened == Light.from_json(stood)
    light = hrv.evaluate(day_values(fallen()), on=on(119), before=opened)
    assert same(light, light_of_fallen(119))
    assert light.memory is not None


@pytest.mark.parametrize(
    "torn_text",
    [{"state": ""}, {"state": "AAAA"}, {"state": "no base64!"}, {"usual": "AAAA"}, {"usual": "no base64!"}],
)
def test_truncated_memory_is_rebuilt_from_the_days(torn_text):
    stood = light_of_fallen(110)
    torn = Light.from_json(stood.to_json() | {"memory": stood.memory.to_json() | torn_text})
    assert same(hrv.evaluate(day_values(fallen()), on=on(119), before=torn), light_of_fallen(119))


def test_changed_prior_rebuilds_the_light_from_the_days():
    days = day_values(fallen())[:8]
    prior = hrv.prior_for(age_years=AgeBand.FROM_60.middle_years)
    stood = hrv.evaluate(days, on=on(7))
    light = hrv.evaluate(days, on=on(8), before=stood, prior=prior)
    assert same(light, hrv.evaluate(days, on=on(8), prior=prior))
    assert not same(light, hrv.evaluate(days, on=on(8)))


def test_notes_can_be_removed_from_a_light():
    tags = {column: [Tag.ALCOHOL] for column in range(101, 140, 2)}
    light = hrv.evaluate(day_values(fallen(140, fall_sd=2.5), tags=tags), on=on(139))
    plain = light.without_notes()
    assert (plain.explained_by, plain.memory) == ((), None)
    assert "alcohol" not in str(plain.to_json())
    assert (plain.colour, plain.since, plain.shift_sd) == (light.colour, light.since, light.shift_sd)
    untagged = hrv.evaluate(day_values(fallen(140)), on=on(139))
    assert untagged.without_notes().ruled_out == plain.ruled_out  # so that its absence says nothing


def test_light_without_notes_hides_that_a_change_was_noted():
    light = hrv.evaluate(day_values(fallen(140), tags={100: [Tag.PREGNANCY]}), on=on(103))
    assert light.without_notes().reason is Reason.TOO_FEW


def test_tag_effect_is_learned_as_a_narrowing_interval():
    tags = {column: [Tag.ALCOHOL] for column in range(20, 200, 6)} | {33: [Tag.TRAVEL]}
    many = histories(1, 200, seed=3)
    many.value[:, list(range(20, 200, 6))] -= 1.2 * SPREAD
    days = day_values(many, tags=tags)
    early, late = (hrv.tag_effects(hrv.evaluate(days, on=on(day)), days) for day in (60, 199))
    alcohol, travel = late
    assert (alcohol.tag, travel.tag) == (Tag.ALCOHOL, Tag.TRAVEL)
    assert alcohol.n_days == 30
    assert alcohol.percent_lo < 100 * math.expm1(-1.2 * SPREAD) < alcohol.percent_hi < 0
    assert alcohol.is_clear
    assert not travel.is_clear
    wide = early[0]
    assert wide.percent_hi - wide.percent_lo > 1.5 * (alcohol.percent_hi - alcohol.percent_lo)


def test_light_without_memory_has_no_tag_effects():
    days = day_values(fallen(), tags={100: [Tag.ALCOHOL]})
    light = hrv.evaluate(days, on=on(119))
    assert hrv.tag_effects(light.without_notes(), days) == ()
    assert hrv.tag_effects(light, [replace(day, kind=Kind.WORKDAY) for day in days]) == ()


def test_age_bands_lower_what_is_expected_step_by_step():
    levels = [hrv.prior_for(age_years=band.middle_years).ln_level for band in AgeBand]
    assert levels == sorted(levels, reverse=True)


def test_light_and_memory_survive_json():
    light = hrv.evaluate(day_values(fallen(), heart_rate=np.full(120, 60.0) + np.arange(120) % 3), on=on(119))
    again = Light.from_json(light.to_json())
    assert again == light
    assert again.memory == light.memory
    assert Remembered.from_json(light.memory.to_json()) == light.memory


def test_a_fall_comes_with_all_its_evidence():
    light = hrv.evaluate(day_values(fallen()), on=on(119))
    assert light.colour in WARNINGS
    assert light.since_lo <= light.since <= light.since_hi
    assert abs((light.since - on(100)).days) <= 7
    assert light.shift_sd_lo < light.shift_sd < light.shift_sd_hi < 0
    assert light.shift_ms_lo < light.shift_ms < light.shift_ms_hi < 0
    assert light.n_days == (on(119) - light.since).days + 1
    assert set(light.ruled_out) == set(RuledOut)
    assert light.explained_by == ()
    assert light.usual_range.centre_ln == pytest.approx(3.6, abs=0.1)
    assert not light.provisional


def test_light_states_its_false_alarm_rate():
    red = hrv.evaluate(day_values(fallen(140, fall_sd=2.5)), on=on(139))
    green = hrv.evaluate(day_values(fallen(90)), on=on(89))
    assert (red.colour, red.false_alarms_per_year) == (Colour.RED, 0.2)
    assert (green.colour, green.false_alarms_per_year, green.ruled_out) == (Colour.GREEN, 1.0, ())


def test_frequent_tag_may_explain_a_fall_but_never_hides_it():
    tags = {column: [Tag.ALCOHOL] for column in range(101, 140, 2)}
    light = hrv.evaluate(day_values(fallen(140, fall_sd=2.5), tags=tags), on=on(139))
    assert light.colour in WARNINGS
    (share,) = light.explained_by
    assert share.tag is Tag.ALCOHOL
    assert share.n_days >= light.n_days / 3
    assert share.effect_sd_lo < share.effect_sd < share.effect_sd_hi
    assert RuledOut.TAGS not in light.ruled_out
    assert Light.from_json(light.to_json()).explained_by == light.explained_by


def test_a_tag_on_few_of_the_days_is_ruled_out():
    light = hrv.evaluate(day_values(fallen(140), tags={130: [Tag.TRAVEL]}), on=on(139))
    assert light.explained_by == ()
    assert RuledOut.TAGS in light.ruled_out


def test_a_lasting_tag_begins_a_new_range_and_says_so():
    days = day_values(fallen(140), tags={100: [Tag.MEDICATION]})
    light = hrv.evaluate(days, on=on(103))
    assert (light.colour, light.reason) == (Colour.GREY, Reason.NEW_RANGE)
    later = hrv.evaluate(days, on=on(110))
    assert later.colour is Colour.GREEN
    assert later.provisional


def test_recovery_is_reported_for_a_week():
    many = fallen(170)
    many.value[:, 115:] += 2.0 * SPREAD
    days = day_values(many)
    told = list(evenings(days, range(110, 150)))
    greens = [light for light in told if light.colour is Colour.GREEN]
    assert {light.reason for light in greens[:7]} == {Reason.RECOVERED}
    assert greens[8].reason is Reason.WITHIN
    assert 3 <= (greens[0].day - on(115)).days <= 20


def test_fall_lasting_twelve_weeks_becomes_the_range():
    days = day_values(fallen(200))
    lights = list(evenings(days, range(180, 198)))
    assert Reason.MOVED in {light.reason for light in lights}
    assert lights[-1].usual_range.centre_ln == pytest.approx(3.6 - 2 * SPREAD, abs=0.1)


def test_the_same_value_again_and_again_gets_a_sentence():
    many = histories(1, 60)
    many.value[:, 40:] = 3.7
    light = hrv.evaluate(day_values(many), on=on(59))
    assert (light.colour, light.reason) == (Colour.GREY, Reason.SAME_VALUES)


def test_warning_survives_ten_days_without_values_not_fifteen():
    days = day_values(fallen(120))
    assert hrv.evaluate(days, on=on(119 + 10)).colour in WARNINGS
    assert hrv.evaluate(days, on=on(119 + 15)).reason is Reason.NOTHING_NEW


def test_resting_heart_rate_arm_never_changes_the_light():
    dice = np.random.default_rng(2)
    rate = 58 + 2 * dice.standard_normal(130)
    rate[105:] += 7
    light = hrv.evaluate(day_values(fallen(130, fall_sd=0.0), heart_rate=rate), on=on(129))
    assert light.colour is Colour.GREEN
    arm = light.resting_hr
    assert arm.colour in WARNINGS
    assert arm.usual_bpm == pytest.approx(58, abs=1.5)
    assert arm.shift_bpm_lo < arm.shift_bpm < arm.shift_bpm_hi
    assert arm.shift_bpm == pytest.approx(7, abs=2.5)
    assert abs((arm.since - on(105)).days) <= 4


def test_no_heart_rate_gives_no_arm_and_a_calm_one_no_shift():
    days = day_values(histories(1, 60))
    assert hrv.evaluate(days, on=on(59)).resting_hr is None
    calm = hrv.evaluate(day_values(histories(1, 60), heart_rate=60 + np.arange(60) % 4), on=on(59)).resting_hr
    assert (calm.colour, calm.since, calm.shift_bpm) == (Colour.GREEN, None, None)


@given(st.floats(25, 190))
def test_a_heart_rate_comes_back_from_its_scale(bpm):
    assert heart_rate_bpm(heart_rate_level(bpm)) == pytest.approx(bpm)
    assert heart_rate_level(bpm + 1) < heart_rate_level(bpm)


def test_a_person_with_three_days_in_a_year_is_grey():
    days = [day for day in day_values(histories(1, 360)) if day.day in {on(10), on(180), on(350)}]
    assert hrv.evaluate(days, on=on(350)).reason is Reason.TOO_FEW


def test_days_of_another_kind_leave_no_trace():
    days = day_values(fallen())
    work = [replace(day, kind=Kind.WORKDAY, ln_rmssd=2.0) for day in days[:30]]
    assert same(hrv.evaluate([*days, *work], on=on(119)), hrv.evaluate(days, on=on(119)))


def test_a_prior_moves_the_first_range_and_is_soon_forgotten():
    days = day_values(histories(1, 100))
    low = Prior(ln_level=2.6, ln_level_sd=0.3)
    early, late = (
        [hrv.usual_range(days, on=on(column), prior=prior).centre_ln for prior in (hrv.ANYBODY, low)]
        for column in (4, 99)
    )
    assert early[1] < early[0] - 0.01
    assert late[1] == pytest.approx(late[0], abs=0.01)


def test_prior_falls_with_age_as_published():
    young, old = (hrv.prior_for(age_years=age, sex=Sex.WOMAN) for age in (14, 80))
    assert np.exp([young.ln_level, old.ln_level]) == pytest.approx([66.5, 16.1])
    middle = hrv.prior_for(age_years=40)
    assert old.ln_level < middle.ln_level < young.ln_level
    assert hrv.prior_for() == hrv.prior_for(sex=Sex.MAN) == hrv.ANYBODY


def test_ranges_of_all_days_equal_single_ranges():
    days = day_values(fallen(60, fall_day=40, missing=0.3))
    ranges = hrv.usual_ranges(days)
    assert min(ranges) == days[4].day
    for column in (20, 45, 59):
        if on(column) in ranges:
            assert _close(ranges[on(column)].to_json(), hrv.usual_range(days, on=on(column)).to_json())
    assert hrv.usual_ranges([]) == {}
    assert hrv.usual_range([], on=FIRST) is None


def test_range_shows_weekday_effects_given_evidence():
    many = histories(1, 200)
    many.value[:, 5::7] -= 1.5 * SPREAD
    usual = hrv.usual_range(day_values(many), on=on(199))
    assert usual.weekday_ln[5] == pytest.approx(-1.5 * SPREAD, rel=0.35)
    assert hrv.usual_range(day_values(histories(1, 30)), on=on(29)).weekday_ln == (0.0,) * 7
    assert usual.value_sd > usual.sd_ln


@pytest.mark.parametrize("fewer", [0, 3])
def test_a_slow_season_moves_the_range_along(fewer):
    many = histories(1, 365, seed=5)
    season = 0.3 * SPREAD * np.sin(2 * np.pi * np.arange(365) / 365)
    many.value[:] += season
    usual = hrv.usual_range(day_values(many)[fewer:], on=on(270))
    assert usual.centre_ln == pytest.approx(3.6 + season[270], abs=0.35 * SPREAD)
