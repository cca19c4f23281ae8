from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.presenters.worklist import NEXT, worklist, workload_of
from store.models import Case, CaseState, WorklistRow
from tests.properties import examples

ZONE = ZoneInfo("Europe/Copenhagen")
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def row(state=CaseState.PLANNED, *, review=None, opened_days_ago=10, name="Alice", case_id="c"):
    opened = NOW - timedelta(days=opened_days_ago)
    return WorklistRow(Case(case_id, f"p-{case_id}", "n", state, 3, opened, None, review, ""), name)


def listed(*rows):
    return worklist(rows, today=TODAY, zone=ZONE)


def test_a_review_day_in_the_past_is_late():
    assert [line.name for line in listed(row(review=TODAY - timedelta(days=1))).late] == ["Alice"]


def test_a_review_today_is_not_late_yet():
    assert [line.name for line in listed(row(review=TODAY)).coming] == ["Alice"]


def test_somebody_who_asked_today_is_new_and_should_hear_within_three_days():
    (line,) = listed(row(CaseState.REQUESTED, opened_days_ago=0)).new
    assert line.due_on == TODAY + timedelta(days=3)


@pytest.mark.parametrize("state", [CaseState.REQUESTED, CaseState.SHARED])
def test_a_request_that_nobody_answered_within_three_days_is_late(state):
    assert listed(row(state, opened_days_ago=4)).late


def test_a_conversation_without_a_day_comes_last():
    lines = listed(row(CaseState.MET, name="Without", case_id="a"), row(review=TODAY + timedelta(days=30), case_id="b"))
    assert [line.name for line in lines.coming] == ["Alice", "Without"]


def test_an_empty_list_counts_nobody():
    assert listed().count == 0


def test_every_state_says_what_is_next():
    assert set(NEXT) == {state.value for state in CaseState}


def test_five_hundred_people_bring_fewer_than_two_red_lights_a_week_by_chance():
    price = workload_of(people=500, last_week=2, last_four_weeks=9)
    assert 1.8 < price.red_a_week < 2
    assert price.contacts_a_week == 2.25


def test_chance_grows_with_the_people_who_show_their_light():
    one = workload_of(people=1, last_week=0, last_four_weeks=0)
    assert one.weeks_for_one_red == pytest.approx(5 * 365.25 / 7)
    assert workload_of(people=10, last_week=0, last_four_weeks=0).red_a_week == pytest.approx(10 * one.red_a_week)


def test_where_nobody_shows_a_light_there_is_nothing_to_expect():
    nobody = workload_of(people=0, last_week=0, last_four_weeks=0)
    assert (nobody.red_a_week, nobody.weeks_for_one_red) == (0, None)


states = st.sampled_from([state for state in CaseState if not state.is_over])
rows = st.lists(
    st.builds(
        lambda state, days, ago, n: row(
            state, review=None if days is None else TODAY + timedelta(days=days), opened_days_ago=ago, case_id=str(n)
        ),
        states,
        st.none() | st.integers(-40, 40),
        st.integers(0, 40),
        st.integers(0, 999),
    ),
    max_size=12,
)


@examples(50)
@given(rows)
def test_everybody_is_on_exactly_one_part_of_the_list_and_each_part_is_in_order_of_days(some):
    found = listed(*some)
    assert found.count == len(some)
    for part in (found.late, found.new, found.coming):
        days = [line.due_on or date.max for line in part]
        assert days == sorted(days)
