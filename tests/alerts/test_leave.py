"""Days away: the light and the questions rest, and what was measured then says nothing later either."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts import leave
from alerts.leave import with_away
from alerts.pipeline import evaluation
from hrv import Colour
from store.models import Away, PromptWishes

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)
DAYS = st.integers(-60, 60).map(lambda n: TODAY + n * DAY)
SPELLS = st.builds(
    lambda first, n: Away(first, None if n is None else first + n * DAY), DAYS, st.none() | st.integers(0, 30)
)


def wishes_of(office):
    with office.engine() as record:
        return record.wishes.of(office.alice.person_id)


def evaluate(office, *, later):
    with office.engine(later=later) as record:
        record.lights.schedule(office.alice.person_id, at=record.now)
    evaluation.evaluate_due(office.store, now=office.now + later, stopping=lambda: False)
    return office.colours(office.alice)


@given(before=SPELLS, after=SPELLS | st.none(), on=DAYS)
def test_past_days_away_stay_away_unless_corrected(before, after, on):
    kept = with_away(PromptWishes(away=before), after, today=TODAY)
    is_away = any(spell.holds(on) for spell in kept.spells_away)
    is_corrected = after is not None and after.touches(before)
    was = before.holds(on) and on < TODAY and not is_corrected
    assert is_away == (was or (after is not None and after.holds(on)))


def test_spells_are_kept_as_long_as_a_light_looks_back():
    assert leave.REMEMBERED >= evaluation.LOOK_BACK


def test_pausing_twice_and_ending_twice_change_nothing_more(office):
    now = office.now
    for _ in range(2):
        leave.pause(office.store, person=office.alice, now=now)
        assert wishes_of(office) == PromptWishes(away=Away(TODAY, None))
    for _ in range(2):
        leave.end(office.store, person=office.alice, now=now + 3 * DAY)
        assert wishes_of(office) == PromptWishes(been_away=(Away(TODAY, TODAY + 2 * DAY),))


def test_pause_that_ends_the_same_day_leaves_nothing(office):
    leave.pause(office.store, person=office.alice, now=office.now)
    leave.end(office.store, person=office.alice, now=office.now)
    assert wishes_of(office) == PromptWishes()


def test_planned_days_away_are_not_ended_by_being_back(office):
    planned = PromptWishes(away=Away(TODAY + DAY, TODAY + 9 * DAY))
    with office.as_(office.alice) as record:
        record.wishes.set(office.alice.person_id, planned)
    leave.end(office.store, person=office.alice, now=office.now)
    assert wishes_of(office) == planned


def test_fall_on_days_away_never_changes_the_light(office, steady):
    office.days(office.alice, steady(60, seed=2))
    evaluate(office, later=timedelta())
    leave.pause(office.store, person=office.alice, now=office.now + DAY)
    office.days(office.alice, steady(14, level=3.3), until=TODAY + 14 * DAY)
    assert set(evaluate(office, later=14 * DAY)) <= {Colour.GREEN, Colour.GREY}
    leave.end(office.store, person=office.alice, now=office.now + 15 * DAY)
    office.days(office.alice, steady(10, seed=3), until=TODAY + 24 * DAY)
    assert set(evaluate(office, later=24 * DAY)) <= {Colour.GREEN, Colour.GREY}


def test_days_that_were_not_away_after_all_count_again(office, steady):
    office.days(office.alice, [*steady(60, seed=2), *steady(21, level=3.3)])
    with office.as_(office.alice) as record:
        record.wishes.set(office.alice.person_id, PromptWishes(away=Away(TODAY - 20 * DAY, TODAY)))
    assert evaluate(office, later=timedelta())[-1] not in {Colour.YELLOW, Colour.RED}
    with office.as_(office.alice) as record:
        before = record.wishes.of(office.alice.person_id)
        record.wishes.set(office.alice.person_id, replace(before, away=None))
    assert evaluate(office, later=timedelta())[-1] in {Colour.YELLOW, Colour.RED}
