from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.care.cases import Party, Step
from api.presenters.case import conversation_page
from store.models import Case, CaseState, CaseStep, PlanItem, PlanLevel, PlanStatus

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAMES = {"p": "Alice", "n": "Nora"}


def view(state=CaseState.PLANNED, *, party=Party.NURSE, review=None, items=(), steps=()):
    case = Case("c", "p", "n", state, 2, NOW, None, review, "Too many night shifts")
    return conversation_page(
        case, party=party, name="Alice", names=NAMES, steps=steps, items=items, today=TODAY, shared_until=None
    )


def item(status=PlanStatus.OPEN, *, days=7):
    return PlanItem("i", "c", PlanLevel.LEADER, TODAY + timedelta(days=days), status, "Fewer nights")


@pytest.mark.parametrize("state", CaseState)
def test_conversation_has_exactly_one_current_step(state):
    assert [place.is_current for place in view(state).conversation.path].count(True) == 1


def test_path_marks_earlier_places_past_and_later_ones_ahead():
    assert [place.when for place in view(CaseState.PLANNED).conversation.path] == [
        "past",
        "past",
        "now",
        "ahead",
        "ahead",
        "ahead",
    ]


def test_the_nurse_is_offered_the_nurses_steps_only():
    assert view(CaseState.MET).can == {Step.MEET, Step.PLAN, Step.CLOSE}


def test_the_person_can_always_stop():
    assert Step.WITHDRAW in view(CaseState.FOLLOWED_UP, party=Party.PERSON).can


def test_an_ended_conversation_offers_nothing_and_is_never_late():
    ended = view(CaseState.WITHDRAWN, review=TODAY - timedelta(days=9))
    assert (ended.can, ended.is_late) == (frozenset(), False)
    assert (ended.conversation.is_open, ended.conversation.next_on) == (False, None)


def test_a_follow_up_that_was_due_yesterday_is_late():
    assert view(review=TODAY - timedelta(days=1)).is_late


def test_a_follow_up_today_is_not_late():
    assert not view(review=TODAY).is_late


def test_dropped_item_is_not_shown_in_the_plan():
    assert view(items=[item(PlanStatus.DROPPED)]).plan == ()


def test_done_plan_item_is_never_late():
    (line,) = view(items=[item(PlanStatus.DONE, days=-3)]).plan
    assert not line.is_late


def test_plan_item_past_its_day_is_late():
    (line,) = view(items=[item(days=-3)]).plan
    assert line.is_late


def test_history_is_newest_first_and_skips_the_wish_text():
    steps = [
        CaseStep(None, CaseState.REQUESTED, NOW, "p", "hello"),
        CaseStep(CaseState.REQUESTED, CaseState.MET, NOW + timedelta(days=1), "n", "talked"),
    ]
    assert [(line.who, line.note) for line in view(steps=steps).history] == [("Nora", "talked"), ("Alice", "")]


def test_step_of_a_deleted_account_has_no_name():
    (line,) = view(steps=[CaseStep(None, CaseState.CLOSED, NOW, "x", "")]).history
    assert line.who == ""
