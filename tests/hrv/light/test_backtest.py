"""Days that are past: the same lights as evening after evening, for many people in one walk."""

from __future__ import annotations

import csv
import gzip
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

import hrv
from hrv import Tag
from hrv.light.backtest import Series, backtest
from tests.hrv.people import FIRST, day_values, histories


def series_of(many, person=0, name="anna", tags=None):
    days = np.flatnonzero(np.isfinite(many.value[person]))
    return Series(
        person=name,
        day=days + many.first_day,
        ln_rmssd=many.value[person, days],
        se=many.se[person, days],
        tags=() if tags is None else tuple(frozenset(tags.get(int(day), ())) for day in days),
    )


def evenings(days, last):
    before = None
    for column in range((last - days[0].day).days + 1):
        on = days[0].day + timedelta(days=column)
        before = hrv.evaluate([day for day in days if day.day <= on], on=on, before=before)
        yield before


@pytest.mark.parametrize("tags", [None, {40: [Tag.ALCOHOL], 41: [Tag.ILLNESS], 60: [Tag.MEDICATION]}])
def test_flips_match_an_evening_by_evening_evaluation(tags):
    many = histories(1, 110, seed=4, missing=0.2, fall_sd=2.5, fall_day=80)
    lights = list(evenings(day_values(many, tags=tags), FIRST + timedelta(days=109)))
    flips = backtest([series_of(many, tags=tags)])["anna"].flips
    seen = [
        (later.day, earlier.colour, later.colour)
        for earlier, later in pairwise(lights)
        if earlier.colour is not later.colour
    ]
    assert [(flip.day, flip.before, flip.after) for flip in flips] == seen
    by_day = {light.day: light for light in lights}
    for flip in flips:
        if flip.fall is not None:
            light = by_day[flip.day]
            assert (flip.fall.since, flip.fall.n_values) == (light.since, light.n_days)
            assert flip.fall.sd.value == pytest.approx(light.shift_sd, rel=1e-9)
            assert flip.fall.sd.lo == pytest.approx(light.shift_sd_lo, rel=1e-9)


def test_people_with_other_date_spans_do_not_affect_each_other():
    many = histories(3, 200, seed=5, fall_sd=2.0, fall_day=120, missing=0.1)
    many.value[1, :35] = np.nan
    many.value[2, 90:] = np.nan
    group = [series_of(many, person, name) for person, name in enumerate("abc")]
    together = backtest(group)
    assert list(together) == ["a", "b", "c"]
    for each in group:
        alone = backtest([each])[each.person]
        assert together[each.person].flips == alone.flips
        assert together[each.person].sd_ln == pytest.approx(alone.sd_ln, rel=1e-9)
        assert together[each.person].provisional_until == alone.provisional_until


def test_person_without_days_is_dropped_and_a_short_one_unrated():
    nothing = Series("nobody", np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    short = series_of(histories(1, 40), name="short")
    found = backtest([nothing, short])
    assert list(found) == ["short"]
    assert (found["short"].years_counted, found["short"].yellow_episodes) == (0.0, 0)


def test_only_episodes_after_the_first_sixty_days_are_counted():
    early = histories(1, 200, seed=6, fall_sd=2.5, fall_day=40)
    late = histories(1, 200, seed=6, fall_sd=2.5, fall_day=120)
    early.value[0, 60:] += 2.5 * 0.2
    found = backtest([series_of(early, name="early"), series_of(late, name="late")])
    assert any(flip.fall for flip in found["early"].flips)
    assert found["early"].yellow_episodes == 0
    assert found["late"].yellow_episodes >= 1
    assert found["late"].years_counted == pytest.approx(140 / 365)


@pytest.mark.real
def test_real_nights_have_the_spread_the_light_assumes(real_data):
    nights = {}
    with gzip.open(real_data / "daily" / "lifesnaps.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            if row["rmssd"] and float(row["rmssd"]) > 0:
                day = date.fromisoformat(row["date"]).toordinal()
                nights.setdefault(row["id"], {})[day] = np.log(float(row["rmssd"]))
    people = [
        Series(who, np.array(sorted(known)), np.array([known[day] for day in sorted(known)]), np.zeros(len(known)))
        for who, known in nights.items()
        if len(known) >= 60
    ]
    found = backtest(people)
    assert len(found) == len(people) >= 15
    assert 0.12 < np.median([each.sd_ln for each in found.values()]) < 0.30
    assert 0.0 < np.median([each.autocorrelation for each in found.values()]) < 0.6
    lit = sum(flip.after.value in {"yellow", "red"} for each in found.values() for flip in each.flips)
    assert lit <= 2 * len(people)
