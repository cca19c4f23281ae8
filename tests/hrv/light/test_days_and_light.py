from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

import hrv
from hrv import Colour, DailyValue, Kind, Light, Place, Quality, Reason, Rhythm, UsualRange
from tests.hrv.hearts import resting

FIRST = date(2026, 3, 1)


def day(number, ln_rmssd, **changes):
    value = DailyValue(
        day=FIRST + timedelta(days=number), kind=Kind.CHECK, ln_rmssd=ln_rmssd, se=None if ln_rmssd is None else 0.05,
        resting_hr_bpm=60.0, quality=Quality.GOOD, rhythm=Rhythm.REGULAR, n_windows=1,
    )  # fmt: skip
    return replace(value, **changes)


def steady(count, seed=0, *, level=3.7, sd=0.2):
    rng = np.random.default_rng(seed)
    return [day(number, level + sd * rng.normal()) for number in range(count)]


def fallen(count, at, by, seed=0):
    return [replace(each, ln_rmssd=each.ln_rmssd - by * (n >= at)) for n, each in enumerate(steady(count, seed))]


def lit(days, on=None, before=None):
    return hrv.evaluate(days, on=on or days[-1].day, before=before)


def windows(seed=0, seconds=130, **heart):
    return hrv.analyse(hrv.BeatSeries.from_rr(resting(seed, seconds=seconds, **heart)), window_s=120.0, hop_s=60.0)


def test_the_value_of_one_check_is_its_window():
    (window,) = windows()
    value = hrv.daily_value([window], day=FIRST, kind="check")
    assert value.ln_rmssd == pytest.approx(window.ln_rmssd)
    assert value.se == pytest.approx(window.ln_rmssd_se)
    assert value.resting_hr_bpm == pytest.approx(window.hr_bpm)
    assert (value.n_windows, value.quality, value.rhythm) == (1, Quality.GOOD, Rhythm.REGULAR)


def test_more_windows_make_a_value_surer_and_overlap_does_not():
    apart = [replace(windows(seed)[0], start_s=200.0 * seed, end_s=200.0 * seed + 120) for seed in range(6)]
    together = [replace(window, start_s=0.0, end_s=120.0) for window in apart]
    sure, unsure = (hrv.daily_value(some, day=FIRST, kind="workday") for some in (apart, together))
    assert sure.ln_rmssd == pytest.approx(unsure.ln_rmssd)
    assert sure.se < unsure.se / 2
    assert sure.n_windows == 6


def test_windows_that_are_not_good_enough_give_no_value():
    poor = replace(windows()[0], quality=Quality.POOR)
    value = hrv.daily_value([poor], day=FIRST, kind="check")
    assert (value.ln_rmssd, value.se, value.resting_hr_bpm, value.n_windows) == (None, None, None, 0)
    assert value.quality is Quality.POOR


def test_an_unclear_rhythm_gives_no_value():
    clear = windows()[0]
    unclear = replace(clear, rhythm=Rhythm.UNCLEAR)
    assert hrv.daily_value([unclear, clear], day=FIRST, kind="check").ln_rmssd is None
    assert hrv.daily_value([unclear, clear, clear], day=FIRST, kind="check").ln_rmssd is not None


def test_a_day_without_windows_has_no_value():
    value = hrv.daily_value([], day=FIRST, kind="check")
    assert (value.ln_rmssd, value.quality) == (None, Quality.REJECTED)


def test_a_value_comes_with_its_error_and_is_finite():
    with pytest.raises(ValueError, match="come together"):
        day(0, 3.7, se=None)
    with pytest.raises(ValueError, match="finite"):
        day(0, math.inf)


def test_range_starts_on_day_five_and_is_provisional_first():
    days = steady(40)
    assert hrv.usual_range(days[:4], on=days[3].day) is None
    assert hrv.usual_range(days[:5], on=days[4].day).provisional
    assert not hrv.usual_range(days, on=days[-1].day).provisional


def test_the_range_finds_centre_and_spread():
    days = steady(120, sd=0.15)
    usual = hrv.usual_range(days, on=days[-1].day)
    assert usual.centre_ln == pytest.approx(3.7, abs=0.05)
    assert usual.sd_ln == pytest.approx(0.15, rel=0.2)
    assert usual.low_ms < usual.centre_ms < usual.high_ms


def test_one_odd_day_hardly_moves_the_range():
    days = steady(60)
    odd = [*days[:-1], replace(days[-1], ln_rmssd=9.0)]
    usual, moved = (hrv.usual_range(some, on=days[-1].day) for some in (days, odd))
    assert moved.centre_ln == pytest.approx(usual.centre_ln, abs=0.02)


def test_correlated_days_make_the_centre_less_certain():
    rng, level, alike = np.random.default_rng(1), 0.0, []
    for number in range(100):
        level = 0.8 * level + 0.6 * rng.normal()
        alike.append(day(number, 3.7 + 0.2 * level))
    usual, single = (hrv.usual_range(some, on=alike[-1].day) for some in (alike, steady(100)))
    assert usual.phi > 0.4 > single.phi
    assert usual.centre_se > single.centre_se


@pytest.mark.parametrize(
    ("off", "place"),
    [(1.5, Place.HIGHER), (0.0, Place.WITHIN), (-1.5, Place.A_LITTLE_BELOW), (-2.5, Place.CLEARLY_BELOW)],
)
def test_a_single_value_has_its_place(off, place):
    usual = hrv.usual_range(steady(60), on=steady(60)[-1].day)
    assert usual.place(usual.centre_ln + off * usual.sd_ln) is place


def test_other_kinds_and_unclear_days_do_not_feed_the_range():
    days = steady(30)
    strange = [replace(each, kind=Kind.BREATHING, ln_rmssd=9.0) for each in days]
    unclear = replace(day(30, 9.0), rhythm=Rhythm.UNCLEAR)
    plain, mixed = (hrv.usual_range(some, on=day(30, 1).day) for some in (days, [*strange, *days, unclear]))
    assert plain == mixed


def test_a_day_given_twice_is_refused():
    with pytest.raises(ValueError, match="two values"):
        hrv.usual_range([day(0, 3.7), day(0, 3.8)], on=FIRST)


def test_a_steady_person_is_green():
    light = lit(steady(90))
    assert (light.colour, light.reason, light.n_days) == (Colour.GREEN, Reason.WITHIN, 90)
    assert light.since is light.shift_sd is None


def test_a_sustained_fall_is_seen_with_its_evidence():
    days = fallen(104, 90, 0.3)
    light = lit(days)
    assert light.colour in {Colour.YELLOW, Colour.RED}
    assert light.since_lo <= light.since <= light.since_hi
    assert abs((light.since - days[90].day).days) <= 5
    assert light.shift_sd_lo < light.shift_sd < light.shift_sd_hi < 0
    assert light.shift_ms < 0
    assert light.ruled_out


def test_a_large_long_fall_is_red():
    light = lit(fallen(120, 100, 0.5))
    assert (light.colour, light.reason) == (Colour.RED, Reason.CLEARLY_BELOW)
    assert light.false_alarms_per_year < lit(steady(90)).false_alarms_per_year


def test_rise_is_not_a_fall():
    assert lit(fallen(120, 100, -0.5)).colour is Colour.GREEN


def test_warning_outlasts_the_first_normal_days():
    days = steady(120)
    dip = [replace(each, ln_rmssd=each.ln_rmssd - 0.3 * (90 <= n < 104)) for n, each in enumerate(days)]
    stays = lit(dip[:106])
    assert stays.colour is not Colour.GREEN
    assert dip[105].ln_rmssd == days[105].ln_rmssd
    assert lit(dip).colour is Colour.GREEN


def test_a_recovered_person_is_green_again():
    days = steady(200)
    dip = [replace(each, ln_rmssd=each.ln_rmssd - 0.4 * (90 <= n < 104)) for n, each in enumerate(days)]
    assert lit(dip[:104]).colour is not Colour.GREEN
    assert lit(dip).colour is Colour.GREEN


def test_missing_days_never_alarm():
    days = steady(90)
    rng = np.random.default_rng(0)
    for _ in range(10):
        kept = [each for each in days[:-1] if rng.random() < 0.5] + days[-1:]
        assert lit(kept).colour is Colour.GREEN


def test_without_enough_days_the_light_is_grey():
    assert lit(steady(4)).reason is Reason.TOO_FEW
    assert lit([], on=FIRST).colour is Colour.GREY


def test_a_week_without_a_good_value_is_grey():
    days = steady(60)
    light = lit(days, on=days[-1].day + timedelta(days=8))
    assert (light.colour, light.reason) == (Colour.GREY, Reason.NOTHING_NEW)
    assert light.usual_range is not None


def test_an_unclear_rhythm_is_grey_with_a_gentle_sentence():
    days = steady(60) + [day(n, None, rhythm=Rhythm.UNCLEAR) for n in (60, 61)]
    light = lit(days)
    assert (light.colour, light.reason) == (Colour.GREY, Reason.RHYTHM)


def test_future_days_are_ignored():
    days = fallen(120, 90, 0.5)
    assert lit(days, on=days[80].day) == lit(days[:81])


def test_the_kind_with_most_days_is_the_one_that_counts():
    checks = steady(5)
    work = [replace(each, kind=Kind.WORKDAY) for each in fallen(60, 40, 0.5)]
    assert lit([*checks, *work], on=work[-1].day).usual_range.kind is Kind.WORKDAY


@pytest.mark.parametrize("days", [steady(3), steady(30), fallen(120, 100, 0.5)])
def test_lights_ranges_and_days_go_to_json_and_back_unchanged(days):
    light = lit(days)
    assert Light.from_json(light.to_json()) == light
    assert DailyValue.from_json(days[0].to_json()) == days[0]
    if light.usual_range:
        assert UsualRange.from_json(light.usual_range.to_json()) == light.usual_range
