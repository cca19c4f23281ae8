from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import structlog

import hrv
from alerts.pipeline import evaluation
from hrv import Colour, Kind, Reason, Rhythm

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def evaluate(office, *, later=timedelta(), now=None):
    return evaluation.evaluate_due(office.store, now=now or office.now + later, stopping=lambda: False)


def light(office, person=None):
    with office.as_(person or office.alice, later=900 * DAY) as record:
        return record.lights.current((person or office.alice).person_id)


def due_again(office, *people):
    with office.engine() as record:
        for person in people or (office.alice, office.bob):
            record.lights.schedule(person.person_id, at=office.now)


def test_steady_days_are_green(office, steady):
    office.days(office.alice, steady(60))
    evaluate(office)
    assert light(office).light.colour is Colour.GREEN
    assert office.colours(office.alice) == [Colour.GREEN]


def test_sustained_fall_flips_the_light_with_its_onset(office, steady):
    office.days(office.alice, steady(60, seed=2))
    evaluate(office)
    later = 21 * DAY
    office.days(office.alice, steady(21, level=3.3), until=TODAY + later)
    assert evaluate(office, later=later) == 1
    standing = light(office).light
    assert standing.colour in {Colour.YELLOW, Colour.RED}
    assert abs(standing.since - TODAY) <= 5 * DAY
    assert office.colours(office.alice) == [Colour.GREEN, standing.colour]


def test_a_light_that_stays_is_kept_without_a_flip(office, steady):
    office.days(office.alice, steady(60))
    assert evaluate(office) == 1
    due_again(office, office.alice)
    assert evaluate(office, later=HOUR) == 0
    assert light(office).light.day == TODAY
    assert office.colours(office.alice) == [Colour.GREEN]


def test_missing_days_never_alarm(office, steady):
    office.days(office.alice, steady(60))
    evaluate(office)
    for days in (5, 30, 200):
        evaluate(office, later=days * DAY)
    assert office.colours(office.alice) == [Colour.GREEN, Colour.GREY]
    assert light(office).light.reason is not Reason.BELOW


def test_unclear_rhythm_makes_the_light_grey_with_its_reason(office, steady):
    office.days(office.alice, steady(60), until=TODAY - 5 * DAY)
    office.days(office.alice, [3.0] * 5, rhythm=Rhythm.UNCLEAR)
    evaluate(office)
    assert (light(office).light.colour, light(office).light.reason) == (Colour.GREY, Reason.RHYTHM)


def test_newcomer_is_grey_not_green(office):
    office.days(office.alice, [3.7] * 3)
    evaluate(office)
    assert light(office).light.colour is Colour.GREY


def test_next_evaluation_is_in_the_persons_evening(office):
    due_again(office)
    evaluate(office)
    assert light(office).next_evaluation_at == datetime(2026, 11, 18, 19, tzinfo=UTC)
    evaluate(office, later=11 * HOUR)
    assert light(office).next_evaluation_at == datetime(2026, 11, 19, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("evening", "following"),
    [
        (datetime(2027, 3, 27, 19, 30, tzinfo=UTC), datetime(2027, 3, 28, 18, tzinfo=UTC)),
        (datetime(2027, 10, 30, 18, 30, tzinfo=UTC), datetime(2027, 10, 31, 19, tzinfo=UTC)),
    ],
)
def test_evaluation_stays_in_the_evening_over_clock_change(office, evening, following):
    due_again(office)
    evaluate(office, now=evening)
    assert light(office).next_evaluation_at == following


def test_clock_jumping_ahead_and_back_leaves_one_light_a_day(office, steady):
    office.days(office.alice, steady(60))
    evaluate(office, later=3 * DAY)
    assert evaluate(office) == 0
    assert evaluate(office, later=3 * DAY) == 0
    assert office.colours(office.alice) == [Colour.GREEN]


def test_day_follows_the_persons_time_zone(office, steady):
    office.days(office.alice, steady(60), until=TODAY + DAY)
    evaluate(office, now=datetime(2026, 11, 18, 23, 30, tzinfo=UTC))
    assert light(office).light.day == TODAY + DAY


def test_failing_person_is_postponed_and_others_are_evaluated(office, monkeypatch):
    real = hrv.evaluate_all

    def poisoned(cases, **facts):
        if any(case.days for case in cases):
            raise ArithmeticError("Alice's 3.7 is bad")
        return real(cases, **facts)

    office.days(office.alice, [3.7] * 9)
    due_again(office)
    monkeypatch.setattr(hrv, "evaluate_all", poisoned)
    with structlog.testing.capture_logs() as logs:
        assert evaluate(office) == 1
    assert light(office, office.bob).light.colour is Colour.GREY
    assert light(office).light is None
    assert light(office).next_evaluation_at == office.now + HOUR
    assert [(line["event"], line["error"]) for line in logs] == [("evaluation_put_off", "ArithmeticError")]
    assert "3.7" not in repr(logs)


def test_light_from_memory_equals_light_from_all_days(office, steady, value_of):
    """With a fall, weeks without a value, an older day that changes and another kind of day."""
    values = [*steady(75, seed=7), *steady(20, level=3.2, seed=8), *[None] * 15, *steady(21, seed=9)]
    kinds = [Kind.CHECK if number < 110 else Kind.WORKDAY for number in range(len(values))]
    ago = {number: (number - len(values)) * DAY for number in range(len(values))}
    told = set()
    for evening in (69, 70, 83, 90, 92, 105, 112, 120, 130):
        with office.engine(later=ago[evening]) as record:
            for number, value in enumerate(values[: evening + 1]):
                if value is not None:
                    day = value_of(TODAY + ago[number], value, kind=kinds[number])
                    record.days.upsert(office.alice.person_id, day)
            record.lights.schedule(office.alice.person_id, at=record.now, anew=evening == 92)
        evaluate(office, later=ago[evening])
        with office.engine() as record:
            days, standing = record.days.list(office.alice.person_id), record.lights.current(office.alice.person_id)
        assert standing.light == hrv.evaluate(days, on=TODAY + ago[evening])
        told.add(standing.light.colour)
        values[40] = 4.4 if evening == 90 else values[40]
    assert told == {Colour.GREEN, Colour.RED, Colour.GREY}


@pytest.mark.parametrize("both", [0, 8])
def test_light_equals_that_of_all_days_across_a_new_device(office, steady, value_of, both):
    """Only the last weeks are read where nothing changes; where a device comes or goes, all days are."""
    values, person = steady(110, seed=11), office.alice.person_id
    for evening in (59, 60, 63, 64, 65, 80, 109):
        ago = (evening - len(values)) * DAY
        with office.engine(later=ago) as record:
            for number, value in enumerate(values[: evening + 1]):
                day = TODAY + (number - len(values)) * DAY
                if number < 60:
                    record.days.upsert(person, value_of(day, value))
                if number >= 60 - both:
                    record.days.upsert(person, replace(value_of(day, value - 0.5), source=hrv.Source("watch")))
            record.lights.schedule(person, at=record.now, anew=evening == 59)
        evaluate(office, later=ago)
        with office.engine() as record:
            days, standing = record.days.list(person), record.lights.current(person)
        assert standing.light == hrv.evaluate(days, on=TODAY + ago)
        assert standing.light.colour is Colour.GREEN
    assert standing.light.source == "watch"
    assert (standing.light.source_change.offset is not None) is bool(both)


def test_nobody_is_evaluated_when_stopping(office):
    due_again(office)
    assert evaluation.evaluate_due(office.store, now=office.now, stopping=lambda: True) == 0
    assert light(office).light is None


def test_overtaken_evaluation_changes_nothing(office, steady):
    office.days(office.alice, steady(60))
    with office.engine() as record:
        (claimed,) = [c for c in record.lights.due(limit=9) if c.person_id == office.alice.person_id]
    due_again(office)
    assert evaluation._evaluate(office.store, [claimed], now=office.now + HOUR) == [False]
    assert light(office).light is None


def test_closed_account_is_no_longer_evaluated(office):
    with office.as_(office.alice) as record:
        record.accounts.close(office.alice.person_id)
    due_again(office)
    evaluate(office)
    with office.engine() as record:
        standing = record.lights.current(office.alice.person_id)
    assert standing is None or standing.next_evaluation_at is None
