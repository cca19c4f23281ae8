"""Bands that the light keeps: the numbers that a walk through all days gives, evening after evening."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hrv
from hrv import Tag
from hrv.light.usual_range import BANDS_KEPT, Bands
from hrv.sources.source import source_of
from tests.hrv.people import FIRST, day_values, histories
from tests.properties import examples

DAY = timedelta(days=1)


def on(column):
    return FIRST + column * DAY


def until(days, column):
    return [day for day in days if day.day <= on(column)]


def kept(days, columns):
    """The bands after one evening after the other."""
    light = None
    for column in columns:
        light = hrv.evaluate(until(days, column), on=on(column), before=light)
    return light.memory.bands()


def assert_walked(bands, days, *, prior=hrv.ANYBODY):
    walked = {day: usual.band for day, usual in hrv.usual_ranges(days, prior=prior).items()}
    known = {day: band for day, band in bands.by_day().items() if day <= days[-1].day}
    assert known.keys() == {day for day in walked if bands.first <= day <= bands.until}
    for day, band in known.items():
        assert (band.centre_ln, band.value_sd) == pytest.approx(
            (walked[day].centre_ln, walked[day].value_sd), rel=1e-12
        )


@examples(3)
@given(
    seed=st.integers(0, 10_000),
    missing=st.floats(0, 0.6),
    fall=st.floats(-1, 3),
    begun=st.integers(0, 40),
    travelled=st.sets(st.integers(0, 59)),
    moved=st.sets(st.integers(0, 59), max_size=2),
)
def test_bands_of_evenings_equal_a_walk_through_all_days(seed, missing, fall, begun, travelled, moved):
    tags = dict.fromkeys(travelled, (Tag.TRAVEL,)) | dict.fromkeys(moved, (Tag.MEDICATION,))
    days = day_values(histories(1, 60, seed=seed, missing=missing, fall_sd=fall, fall_day=40), tags=tags)
    bands = kept(days, range(begun, 60))
    assert bands.until == on(58)
    assert_walked(bands, days)
    assert bands.cover(days[0].day, on(58))


def test_bands_of_people_walked_together_are_their_own():
    people = [day_values(histories(1, 50, seed=seed)) for seed in range(3)]
    for days, light in zip(people, hrv.evaluate_all([hrv.PersonDays(days) for days in people], on=on(49)), strict=True):
        assert_walked(light.memory.bands(), days)


def test_bands_begin_where_the_deciding_source_took_over():
    days = day_values(histories(1, 60))
    new = [replace(day, source=source_of("new watch")) for day in days[30:]]
    mixed = [*days[:30], *new]
    bands = kept(mixed, [59])
    assert bands.first > on(29)
    assert_walked(bands, mixed)
    assert not bands.cover(on(20), on(50))


def test_bands_are_kept_for_a_year_and_a_day():
    longer = Bands(on(0), np.ones((BANDS_KEPT, 2))).followed_by(np.full((2, 2), 3.0))
    assert (longer.until, longer.first) == (on(2), on(2) - (BANDS_KEPT - 1) * DAY)
    assert longer.by_day()[on(2)].centre_ln == 3.0
