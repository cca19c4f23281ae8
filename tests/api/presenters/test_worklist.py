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
    assert [line.person_name for line in listed(row(review=TODAY - timedelta(days=1))).late] == ["Alice"]


def test_a_review_today_is_not_late_yet():
    assert [line.person_name for line in listed(row(review=TODAY)).coming] == ["Alice"]


def test_request_from_today_is_new_and_due_in_three_days():
    (line,) = listed(row(CaseState.REQUESTED, opened_days_ago=0)).new
    assert line.due_on == TODAY + timedelta(days=3)


@pytest.mark.parametrize("state", [CaseState.REQUESTED, CaseState.SHARED])
def test_request_unanswered_for_over_three_days_is_late(state):
    assert listed(row(state, opened_days_ago=4)).late


def test_a_conversation_without_a_day_comes_last():
    lines = listed(row(CaseState.MET, name="Without", case_id="a"), row(review=TODAY + timedelta(days=30), case_id="b"))
    assert [line.person_name for line in lines.coming] == ["Alice", "Without"]


def test_an_empty_list_counts_nobody():
    assert listed().count == 0


def test_every_case_state_has_a_next_step():
    assert set(NEXT) == {state.value for state in CaseState}


def test_chance_gives_500_people_under_two_red_lights_a_week():
    price = workload_of(people=500, last_week=2, last_four_weeks=9)
    assert 1.8 < price.red_a_week < 2
    assert price.contacts_a_week == 2.25


def test_chance_grows_with_the_people_who_show_their_light():
    one = workload_of(people=1, last_week=0, last_four_weeks=0)
    assert one.weeks_for_one_red == pytest.approx(5 * 365.25 / 7)
    assert workload_of(people=10, last_week=0, last_four_weeks=0).red_a_week == pytest.approx(10 * one.red_a_week)


def test_no_shared_light_means_no_expected_alarms():
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
def test_worklist_has_everybody_once_and_sorts_parts_by_day(some):
    found = listed(*some)
    assert found.count == len(some)
    for part in (found.late, found.new, found.coming):
        days = [line.due_on or date.max for line in part]
        assert days == sorted(days)
