from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.care.cases import Party, Step
from api.presenters.case import case_view, path_of
from store.models import Case, CaseState, CaseStep, PlanItem, PlanLevel, PlanStatus

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAMES = {"p": "Alice", "n": "Nora"}


def view(state=CaseState.PLANNED, *, party=Party.NURSE, review=None, items=(), steps=()):
    case = Case("c", "p", "n", state, 2, NOW, None, review, "Too many night shifts")
    return case_view(
        case, party=party, name="Alice", names=NAMES, steps=steps, items=items, today=TODAY, shared_until=None
    )


def item(status=PlanStatus.OPEN, *, days=7):
    return PlanItem("i", "c", PlanLevel.LEADER, TODAY + timedelta(days=days), status, "Fewer nights")


@pytest.mark.parametrize("state", CaseState)
def test_a_conversation_stands_at_exactly_one_place_of_the_way(state):
    assert [place.is_current for place in path_of(state)].count(True) == 1


def test_places_before_the_present_one_are_past_and_those_behind_it_lie_ahead():
    assert [place.when for place in path_of(CaseState.PLANNED)] == ["past", "past", "now", "ahead", "ahead", "ahead"]


def test_the_nurse_is_offered_the_nurses_steps_only():
    assert view(CaseState.MET).can == {Step.MEET, Step.PLAN, Step.CLOSE}


def test_the_person_can_always_stop():
    assert Step.WITHDRAW in view(CaseState.FOLLOWED_UP, party=Party.PERSON).can


def test_an_ended_conversation_offers_nothing_and_is_never_late():
    ended = view(CaseState.WITHDRAWN, review=TODAY - timedelta(days=9))
    assert (ended.can, ended.is_open, ended.is_late, ended.next_review_on) == (frozenset(), False, False, None)


def test_a_follow_up_that_was_due_yesterday_is_late():
    assert view(review=TODAY - timedelta(days=1)).is_late


def test_a_follow_up_today_is_not_late():
    assert not view(review=TODAY).is_late


def test_what_was_dropped_is_not_in_the_plan_any_more():
    assert view(items=[item(PlanStatus.DROPPED)]).plan == ()


def test_a_thing_that_is_done_is_never_late():
    (line,) = view(items=[item(PlanStatus.DONE, days=-3)]).plan
    assert not line.is_late


def test_a_thing_whose_day_has_passed_is_late():
    (line,) = view(items=[item(days=-3)]).plan
    assert line.is_late


def test_history_is_told_newest_first_with_names_and_the_wish_is_not_told_twice():
    steps = [
        CaseStep(None, CaseState.REQUESTED, NOW, "p", "hello"),
        CaseStep(CaseState.REQUESTED, CaseState.MET, NOW + timedelta(days=1), "n", "talked"),
    ]
    assert [(line.who, line.note) for line in view(steps=steps).history] == [("Nora", "talked"), ("Alice", "")]


def test_a_step_of_an_account_that_is_gone_has_no_name():
    (line,) = view(steps=[CaseStep(None, CaseState.CLOSED, NOW, "x", "")]).history
    assert line.who == ""
