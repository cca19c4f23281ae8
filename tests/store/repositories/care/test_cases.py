from __future__ import annotations

from datetime import timedelta

import pytest

from store import NotHere
from store.models import AuditKind, CaseState, OverdueReview, PlanLevel, PlanStatus, Purpose
from store.subjects import Anonymous, Device, Engine

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(world):
    """A conversation that Alice asked Nora for, and lets her see."""
    world.share_case(world.alice, world.nora)
    with world.as_(world.alice) as record:
        return record.cases.open(world.alice.person_id, nurse_id=world.nora.account_id, note="Long weeks")


@pytest.fixture
def today(world):
    return world.now.date()


def move(world, case, to, *, by=None, revision=None, review=None, note="", later=timedelta()):
    with world.as_(by or world.nora, later=later) as record:
        current = case.revision if revision is None else revision
        return record.cases.move(case.id, revision=current, to=to, note=note, next_review_on=review)


def test_case_starts_with_the_persons_note(world, case):
    with world.as_(world.alice) as record:
        assert record.cases.get(case.id) == case
        (step,) = record.cases.steps(case.id)
    assert (case.state, case.note, case.nurse_id) == (CaseState.REQUESTED, "Long weeks", world.nora.account_id)
    assert (step.from_state, step.to_state, step.note) == (None, CaseState.REQUESTED, "Long weeks")
    assert (step.at, step.by) == (world.now, world.alice.person_id)


def test_asking_again_gives_the_case_that_is_open(world, case):
    with world.as_(world.alice, later=MINUTE) as record:
        again = record.cases.open(world.alice.person_id, nurse_id=world.nils.account_id, note="Again")
    assert again == case


def test_new_case_can_be_opened_after_the_last_ended(world, case):
    over = move(world, case, CaseState.CLOSED)
    assert over.closed_at == world.now
    with world.as_(world.alice, later=MINUTE) as record:
        new = record.cases.open(world.alice.person_id, nurse_id=world.nora.account_id)
        assert [each.id for each in record.cases.of_person(world.alice.person_id)] == [new.id, case.id]


def test_only_the_person_asks_and_only_a_nurse_is_asked(world):
    for subject in (world.bob, world.nora, world.olga, Engine(), Anonymous()):
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.cases.open(world.alice.person_id, nurse_id=world.nora.account_id)
    with pytest.raises(NotHere), world.as_(world.alice) as record:
        record.cases.open(world.alice.person_id, nurse_id=world.bob.person_id)


def test_a_step_changes_the_case_and_leaves_a_row_and_an_event(world, case, today):
    moved = move(world, case, CaseState.MET, review=today + 14 * DAY, note="We talked", later=MINUTE)
    assert (moved.state, moved.revision, moved.next_review_on) == (CaseState.MET, 1, today + 14 * DAY)
    with world.as_(world.alice) as record:
        step = record.cases.steps(case.id)[-1]
        event = record.audit.of_person(world.alice.person_id)[-1]
    assert (step.from_state, step.to_state, step.note) == (CaseState.REQUESTED, CaseState.MET, "We talked")
    assert (step.by, step.at) == (world.nora.account_id, world.now + MINUTE)
    assert (event.kind, event.actor_id) == (AuditKind.CASE_MOVED, world.nora.account_id)
    assert "talked" not in event.detail


def test_second_step_from_one_revision_is_refused(world, case):
    assert move(world, case, CaseState.MET) is not None
    assert move(world, case, CaseState.CLOSED) is None
    with world.as_(world.alice) as record:
        assert record.cases.get(case.id).state is CaseState.MET
        assert len(record.cases.steps(case.id)) == 2


def test_the_person_may_stop_it_at_any_time(world, case):
    stopped = move(world, case, CaseState.WITHDRAWN, by=world.alice)
    assert (stopped.state, stopped.closed_at) == (CaseState.WITHDRAWN, world.now)


def test_a_plan_holds_things_at_their_level_with_their_review(world, case, today):
    with world.as_(world.nora) as record:
        item = record.cases.add_item(
            case.id, level=PlanLevel.ORGANISATION, text="One meeting less", review_on=today + 14 * DAY
        )
    with world.as_(world.alice) as record:
        assert record.cases.items(case.id) == (item,)
        assert record.cases.set_item(item.id, status=PlanStatus.DONE, review_on=today + 28 * DAY)
        (changed,) = record.cases.items(case.id)
    assert (changed.status, changed.review_on, changed.text) == (
        PlanStatus.DONE,
        today + 28 * DAY,
        "One meeting less",
    )


def test_nurse_without_a_live_share_cannot_see_or_change_a_case(world, case, today):
    with world.as_(world.nora) as record:
        item = record.cases.add_item(case.id, level=PlanLevel.GROUP, text="A break", review_on=today)
    with world.as_(world.alice) as record:
        record.consents.withdraw(record.consents.live(world.alice.person_id, purpose=Purpose.CASE)[0].id)
    for subject in (world.nora, world.nils):
        with world.as_(subject) as record:
            assert record.cases.get(case.id) is None
            assert record.cases.worklist() == ()
            assert not record.cases.set_item(item.id, status=PlanStatus.DONE, review_on=today)
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.cases.add_item(case.id, level=PlanLevel.GROUP, text="Another", review_on=today)
        with pytest.raises(NotHere):
            move(world, case, CaseState.MET, by=subject)


def test_nurse_sees_only_their_own_cases_despite_a_share(world, case):
    world.share_case(world.alice, world.nils)
    with world.as_(world.nils) as record:
        assert record.cases.get(case.id) is None
        assert record.cases.of_person(world.alice.person_id) == ()
        assert record.cases.steps(case.id) == ()
        assert record.cases.items(case.id) == ()


def test_the_worklist_has_names_and_the_next_review_first(world, case, today):
    move(world, case, CaseState.MET, review=today + 7 * DAY)
    world.share_case(world.bob, world.nora)
    with world.as_(world.bob) as record:
        bobs = record.cases.open(world.bob.person_id, nurse_id=world.nora.account_id)
    with world.as_(world.nora) as record:
        assert [row.person_name for row in record.cases.worklist()] == ["Bob", "Alice"]
    move(world, bobs, CaseState.PLANNED, review=today + 3 * DAY)
    with world.as_(world.nora) as record:
        assert [row.person_name for row in record.cases.worklist()] == ["Bob", "Alice"]
    move(world, bobs, CaseState.CLOSED, revision=1)
    with world.as_(world.nora) as record:
        assert [row.person_name for row in record.cases.worklist()] == ["Alice"]
    with world.as_(world.alice) as record:
        assert record.cases.worklist() == ()


def test_new_requests_come_before_dated_cases(world, case, today):
    move(world, case, CaseState.MET, review=today)
    world.share_case(world.bob, world.nora)
    with world.as_(world.bob, later=DAY) as record:
        record.cases.open(world.bob.person_id, nurse_id=world.nora.account_id)
    with world.as_(world.nora, later=DAY) as record:
        assert [row.person_name for row in record.cases.worklist()] == ["Bob", "Alice"]


def test_a_review_is_overdue_on_the_day_after_it(world, case, today):
    move(world, case, CaseState.MET, review=today)
    expected = OverdueReview(case.id, world.alice.person_id, world.nora.account_id, today)
    for subject in (world.nora, Engine()):
        with world.as_(subject) as record:
            assert record.cases.overdue(on=today) == ()
            assert record.cases.overdue(on=today + DAY) == (expected,)
    for subject in (world.nils, world.olga, world.bob, Anonymous()):
        with world.as_(subject) as record:
            assert record.cases.overdue(on=today + DAY) == ()


def test_a_closed_case_is_never_overdue(world, case, today):
    move(world, case, CaseState.CLOSED, review=today)
    with world.engine() as record:
        assert record.cases.overdue(on=today + DAY) == ()


def test_overdue_review_is_reminded_once_for_each_date(world, case, today):
    move(world, case, CaseState.MET, review=today)
    with world.engine() as record:
        (review,) = record.cases.overdue(on=today + DAY)
        assert record.cases.mark_reminded(review)
        assert not record.cases.mark_reminded(review)
    move(world, case, CaseState.PLANNED, revision=1, review=today + DAY)
    with world.engine() as record:
        assert not record.cases.mark_reminded(review)
        (review,) = record.cases.overdue(on=today + 2 * DAY)
        assert record.cases.mark_reminded(review)
    with pytest.raises(NotHere), world.as_(world.nora) as record:
        record.cases.mark_reminded(review)


def test_the_program_and_the_operator_never_read_a_case(world, case):
    for subject in (Engine(), world.olga, Device("d", world.alice.person_id), Anonymous(), world.bob):
        with world.as_(subject) as record:
            assert record.cases.get(case.id) is None
            assert record.cases.of_person(world.alice.person_id) == ()
            assert record.cases.steps(case.id) == ()
            assert record.cases.items(case.id) == ()
            assert record.cases.worklist() == ()


@pytest.mark.parametrize(("state", "is_over"), [(CaseState.CLOSED, True), (CaseState.STEPPING_DOWN, False)])
def test_a_case_is_over_when_it_is_closed_or_withdrawn(state, is_over):
    assert state.is_over is is_over


def test_nurse_counts_their_own_steps_since_a_moment(world):
    world.share_case(world.alice, world.nora)
    with world.as_(world.alice) as record:
        case = record.cases.open(world.alice.person_id, nurse_id=world.nora.account_id)
    for later, to in ((timedelta(days=1), CaseState.MET), (timedelta(days=9), CaseState.PLANNED)):
        with world.as_(world.nora, later=later) as record:
            case = record.cases.move(case.id, revision=case.revision, to=to)

    def counted(subject, days):
        with world.as_(subject, later=timedelta(days=10)) as record:
            since = world.now + timedelta(days=days)
            return record.cases.count_steps(to=(CaseState.MET, CaseState.PLANNED), since=since)

    assert (counted(world.nora, 0), counted(world.nora, 2), counted(world.nora, 10)) == (2, 1, 0)
    assert counted(world.nils, 0) == counted(world.alice, 0) == 0
