from __future__ import annotations

from datetime import date, timedelta

import pytest

from alerts.care.plans import MAX_ITEMS, Agreed, Plan, check
from alerts.refusals import Refused
from store.models import PlanLevel

TODAY = date(2026, 11, 21)
PROBLEM = "Two evening shifts every week since August, and the handover report on top of them."
LEADER_ITEM = Agreed("Move the handover report to the day team", PlanLevel.LEADER, TODAY + timedelta(days=14))
OWN_ITEM = Agreed("A pause after lunch", PlanLevel.INDIVIDUAL, TODAY + timedelta(days=21))


def plan(*items, problem=PROBLEM, because=""):
    return Plan(problem, items, because)


def test_a_plan_with_a_change_around_the_person_is_accepted():
    check(plan(OWN_ITEM, LEADER_ITEM), today=TODAY)


def test_the_next_review_is_the_earliest_of_the_items():
    assert plan(OWN_ITEM, LEADER_ITEM).next_review_on == TODAY + timedelta(days=14)


@pytest.mark.parametrize(
    "problem", ["", "stress", "Stress.", "just too busy", "travlt på arbejdet", "mye å gjøre", "I am so tired"]
)
def test_a_vague_problem_is_sent_back_with_what_to_write(problem):
    with pytest.raises(Refused, match="what is difficult, when it happens"):
        check(plan(LEADER_ITEM, problem=problem), today=TODAY)


def test_more_than_three_plan_items_are_refused():
    with pytest.raises(Refused, match="at most three"):
        check(plan(*[LEADER_ITEM] * (MAX_ITEMS + 1)), today=TODAY)


def test_plan_without_items_is_refused():
    with pytest.raises(Refused, match="at least one thing"):
        check(plan(), today=TODAY)


def test_plan_item_without_text_is_refused():
    with pytest.raises(Refused, match="what will be tried"):
        check(plan(Agreed("  ", PlanLevel.LEADER, TODAY + timedelta(days=7))), today=TODAY)


@pytest.mark.parametrize("days", [-1, 0])
def test_plan_review_must_be_after_today(days):
    with pytest.raises(Refused, match="after today"):
        check(plan(Agreed("Fewer shifts", PlanLevel.LEADER, TODAY + timedelta(days=days))), today=TODAY)


def test_review_later_than_six_months_is_refused():
    with pytest.raises(Refused, match="six months"):
        check(plan(Agreed("Fewer shifts", PlanLevel.LEADER, TODAY + timedelta(days=184))), today=TODAY)


def test_a_plan_about_the_person_alone_needs_a_reason():
    alone = Agreed("Breathe before the shift", PlanLevel.INDIVIDUAL, TODAY + timedelta(days=7))
    with pytest.raises(Refused, match="around the person"):
        check(plan(alone), today=TODAY)
    with pytest.raises(Refused, match="around the person"):
        check(plan(alone, because="busy"), today=TODAY)
    check(plan(alone, because="The department closes in March and shifts are fixed until then."), today=TODAY)


@pytest.mark.parametrize("level", [PlanLevel.LEADER, PlanLevel.ORGANISATION, PlanLevel.GROUP])
def test_any_level_around_the_person_is_enough(level):
    check(plan(Agreed("Something around", level, TODAY + timedelta(days=7))), today=TODAY)
