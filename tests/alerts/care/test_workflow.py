from __future__ import annotations

from datetime import date, timedelta

import pytest

from alerts.care import sharing, workflow
from alerts.care.plans import Agreed, Plan
from alerts.care.workflow import ItemOutcome
from alerts.refusals import Refused
from messages.rendering import SOURCE_READER
from store import NotHere
from store.access.audit_chain import Trail
from store.models import AuditKind, CaseState, PlanLevel, PlanStatus, Purpose, Scope

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)
PLAN = Plan(
    "Two evening shifts every week since August, and the handover report on top of them.",
    (
        Agreed("The day team writes the handover report", PlanLevel.LEADER, TODAY + 14 * DAY),
        Agreed("A pause after lunch", PlanLevel.INDIVIDUAL, TODAY + 21 * DAY),
    ),
)


def ask(office, **facts):
    return workflow.ask(
        office.store, **{"person": office.alice, "nurse_id": office.nora.account_id, "now": office.now, **facts}
    )


def meet(office, case):
    return workflow.record_meeting(office.store, nurse=office.nora, case_id=case.id, now=office.now)


def planned(office):
    case = meet(office, ask(office))
    return workflow.plan(office.store, nurse=office.nora, case_id=case.id, plan=PLAN, now=office.now)


def stepping_down(office):
    case = planned(office)
    workflow.record_follow_up(office.store, nurse=office.nora, case_id=case.id, outcomes=[], now=office.now)
    return workflow.begin_step_down(
        office.store, nurse=office.nora, case_id=case.id, next_on=TODAY + 30 * DAY, now=office.now
    )


def seen_by(office, nurse, case, *, later=timedelta()):
    with office.as_(nurse, later=later) as record:
        return record.cases.get(case.id)


def trend_seen_by(office, nurse, *, later=timedelta()):
    with office.as_(nurse, later=later) as record:
        return record.lights.current(office.alice.person_id) is not None


def events(office, kind):
    with office.as_(office.alice) as record:
        return [event for event in record.audit.of_person(office.alice.person_id) if event.kind is kind]


# ---------------------------------------------------------------------------- asking and sharing
def test_asking_shows_only_the_wish_to_the_chosen_nurse(office):
    case = ask(office, message="I would like to talk about the night shifts. ")
    assert case.state is CaseState.REQUESTED
    assert seen_by(office, office.nora, case).note == "I would like to talk about the night shifts."
    assert seen_by(office, office.nils, case) is None
    assert not trend_seen_by(office, office.nora)


def test_asking_with_a_share_shows_trend_until_chosen_day(office):
    case = ask(office, share_until=office.now + 30 * DAY)
    assert case.state is CaseState.SHARED
    assert trend_seen_by(office, office.nora)
    assert not trend_seen_by(office, office.nils)
    assert not trend_seen_by(office, office.nora, later=31 * DAY)
    assert seen_by(office, office.nora, case, later=31 * DAY) is not None


def test_asking_twice_is_one_conversation_and_one_consent(office):
    first, second = ask(office), ask(office)
    assert first.id == second.id
    assert len(events(office, AuditKind.CASE_OPENED)) == 1
    assert len(events(office, AuditKind.CONSENT_GIVEN)) == 1


def test_a_second_nurse_is_not_brought_in_by_accident(office):
    ask(office)
    with pytest.raises(Refused, match="another nurse"):
        ask(office, nurse_id=office.nils.account_id)
    with office.as_(office.alice) as record:
        assert {consent.grantee_id for consent in record.consents.live(office.alice.person_id)} == {
            office.nora.account_id
        }


def test_sharing_again_replaces_the_earlier_share(office):
    case = ask(office, share_until=office.now + 30 * DAY)
    workflow.share_trend(
        office.store,
        person=office.alice,
        case_id=case.id,
        until=office.now + 3 * DAY,
        also=Scope.RATINGS,
        now=office.now,
    )
    with office.as_(office.alice) as record:
        (share,) = record.consents.live(office.alice.person_id, purpose=Purpose.TREND)
    assert share.until == office.now + 3 * DAY
    assert share.scope == Scope.TREND | Scope.RATINGS


def test_share_with_one_nurse_leaves_another_share_alone(office):
    def share(nurse, days):
        with office.as_(office.alice) as record:
            sharing.give_trend(
                record,
                person=office.alice,
                nurse_id=nurse.account_id,
                until=office.now + days * DAY,
                also=Scope.NOTHING,
                reader=SOURCE_READER,
            )

    share(office.nils, 10)
    share(office.nora, 20)
    assert trend_seen_by(office, office.nils)
    assert trend_seen_by(office, office.nora)


@pytest.mark.parametrize("away", [timedelta(), -DAY, 367 * DAY])
def test_a_share_has_an_end_within_a_year(office, away):
    with pytest.raises(Refused, match="within the next year"):
        ask(office, share_until=office.now + away)
    with office.as_(office.alice) as record:
        assert record.cases.of_person(office.alice.person_id) == ()


def test_consent_stores_version_and_digest_of_its_text(office):
    ask(office)
    with office.as_(office.alice) as record:
        (consent,) = record.consents.live(office.alice.person_id)
    assert (consent.text.version, consent.text.language, len(consent.text.digest)) == ("2026-11.2", "en", 64)


# ---------------------------------------------------------------------------- the nurse's steps
def test_taking_a_request_sets_the_day_of_first_contact(office):
    case = ask(office)
    taken = workflow.take(
        office.store, nurse=office.nora, case_id=case.id, contact_by=TODAY + 3 * DAY, note="I call you.", now=office.now
    )
    assert (taken.state, taken.next_review_on) == (CaseState.REQUESTED, TODAY + 3 * DAY)
    with office.as_(office.alice) as record:
        assert record.cases.steps(case.id)[-1].note == "I call you."


def test_after_a_meeting_the_next_contact_is_due_in_two_weeks(office):
    case = meet(office, ask(office))
    assert (case.state, case.next_review_on) == (CaseState.MET, TODAY + 14 * DAY)


def test_a_plan_sets_the_first_review_and_both_can_read_it(office):
    case = planned(office)
    assert (case.state, case.next_review_on) == (CaseState.PLANNED, TODAY + 14 * DAY)
    for subject in (office.alice, office.nora):
        with office.as_(subject) as record:
            assert {item.text for item in record.cases.items(case.id)} == {item.text for item in PLAN.items}
            assert record.cases.steps(case.id)[-1].note == PLAN.problem


def test_a_refused_plan_leaves_the_conversation_as_it_was(office):
    case = meet(office, ask(office))
    with pytest.raises(Refused, match="what is difficult"):
        workflow.plan(office.store, nurse=office.nora, case_id=case.id, plan=Plan("stress", PLAN.items), now=office.now)
    after = seen_by(office, office.nora, case)
    assert (after.state, after.revision) == (CaseState.MET, case.revision)


def test_new_plan_replaces_open_items(office):
    case = planned(office)
    other = Plan(PLAN.problem, (Agreed("One shift less", PlanLevel.ORGANISATION, TODAY + 7 * DAY),))
    workflow.plan(office.store, nurse=office.nora, case_id=case.id, plan=other, now=office.now)
    with office.as_(office.nora) as record:
        going_on = [item.text for item in record.cases.items(case.id) if item.status is PlanStatus.OPEN]
    assert going_on == ["One shift less"]


def test_done_items_stay_done_in_a_new_plan(office):
    case = planned(office)
    with office.as_(office.nora) as record:
        done, *_ = record.cases.items(case.id)
    outcome = ItemOutcome(done.id, PlanStatus.DONE, done.review_on)
    workflow.record_follow_up(office.store, nurse=office.nora, case_id=case.id, outcomes=[outcome], now=office.now)
    workflow.plan(office.store, nurse=office.nora, case_id=case.id, plan=PLAN, now=office.now)
    with office.as_(office.nora) as record:
        statuses = sorted(item.status for item in record.cases.items(case.id))
    assert statuses == [PlanStatus.DONE, PlanStatus.DROPPED, PlanStatus.OPEN, PlanStatus.OPEN]


def test_follow_up_moves_the_review_to_continuing_items(office):
    case = planned(office)
    with office.as_(office.nora) as record:
        leader, own = sorted(record.cases.items(case.id), key=lambda item: item.review_on)
    followed = workflow.record_follow_up(
        office.store,
        nurse=office.nora,
        case_id=case.id,
        outcomes=[
            ItemOutcome(leader.id, PlanStatus.DONE, leader.review_on),
            ItemOutcome(own.id, PlanStatus.OPEN, TODAY + 40 * DAY),
        ],
        now=office.now,
    )
    assert (followed.state, followed.next_review_on) == (CaseState.FOLLOWED_UP, TODAY + 40 * DAY)


def test_a_follow_up_of_a_finished_plan_still_has_a_next_contact(office):
    case = planned(office)
    with office.as_(office.nora) as record:
        done = [ItemOutcome(item.id, PlanStatus.DONE, item.review_on) for item in record.cases.items(case.id)]
    followed = workflow.record_follow_up(
        office.store, nurse=office.nora, case_id=case.id, outcomes=done, now=office.now
    )
    assert followed.next_review_on == TODAY + 30 * DAY


def test_outcome_of_another_conversation_is_refused(office):
    case = planned(office)
    with pytest.raises(NotHere):
        workflow.record_follow_up(
            office.store,
            nurse=office.nora,
            case_id=case.id,
            outcomes=[ItemOutcome("somebody-elses", PlanStatus.DONE, TODAY)],
            now=office.now,
        )


def test_contact_day_must_be_after_today(office):
    case = ask(office)
    with pytest.raises(Refused, match="after today"):
        workflow.take(office.store, nurse=office.nora, case_id=case.id, contact_by=TODAY, now=office.now)


def test_closing_a_conversation_ends_its_shares(office):
    case = stepping_down(office)
    workflow.share_trend(
        office.store, person=office.alice, case_id=case.id, until=office.now + 90 * DAY, now=office.now
    )
    assert trend_seen_by(office, office.nora)
    closed = workflow.close(office.store, by=office.nora, case_id=case.id, note="Until another time.", now=office.now)
    assert closed.state is CaseState.CLOSED
    assert not trend_seen_by(office, office.nora)
    assert seen_by(office, office.nora, case) is None
    with office.as_(office.alice) as record:
        assert record.cases.get(case.id).state is CaseState.CLOSED
        assert record.consents.live(office.alice.person_id) == ()


def test_the_person_can_end_it_from_any_step(office):
    case = planned(office)
    assert workflow.close(office.store, by=office.alice, case_id=case.id, now=office.now).state is CaseState.CLOSED


def test_after_the_end_a_new_conversation_can_be_asked_for(office):
    first = ask(office)
    workflow.close(office.store, by=office.alice, case_id=first.id, now=office.now)
    second = ask(office, nurse_id=office.nils.account_id)
    assert second.id != first.id
    assert second.state is CaseState.REQUESTED


# ---------------------------------------------------------------------------- withdrawing
def test_withdrawal_refuses_the_next_read(office):
    case = ask(office, share_until=office.now + 30 * DAY)
    assert trend_seen_by(office, office.nora)
    withdrawn = workflow.withdraw(office.store, person=office.alice, case_id=case.id, now=office.now)
    assert withdrawn.state is CaseState.WITHDRAWN
    assert not trend_seen_by(office, office.nora)
    assert seen_by(office, office.nora, case) is None
    with pytest.raises(NotHere):
        meet(office, case)


def test_withdrawing_twice_is_harmless(office):
    case = ask(office)
    first = workflow.withdraw(office.store, person=office.alice, case_id=case.id, now=office.now)
    assert workflow.withdraw(office.store, person=office.alice, case_id=case.id, now=office.now) == first


def test_other_persons_conversation_cannot_be_withdrawn(office):
    case = ask(office)
    with pytest.raises(NotHere):
        workflow.withdraw(office.store, person=office.bob, case_id=case.id, now=office.now)


def test_withdrawing_talk_consent_withdraws_the_conversation(office):
    case = ask(office, share_until=office.now + 30 * DAY)
    with office.as_(office.alice) as record:
        (consent,) = record.consents.live(office.alice.person_id, purpose=Purpose.CASE)
    assert sharing.withdraw(office.store, person=office.alice, consent_id=consent.id, now=office.now)
    assert not trend_seen_by(office, office.nora)
    with office.as_(office.alice) as record:
        assert record.cases.get(case.id).state is CaseState.WITHDRAWN


def test_taking_back_only_the_trend_keeps_the_conversation(office):
    case = ask(office, share_until=office.now + 30 * DAY)
    with office.as_(office.alice) as record:
        (consent,) = record.consents.live(office.alice.person_id, purpose=Purpose.TREND)
    assert sharing.withdraw(office.store, person=office.alice, consent_id=consent.id, now=office.now)
    assert not trend_seen_by(office, office.nora)
    assert seen_by(office, office.nora, case).state is CaseState.SHARED


def test_consents_can_be_withdrawn_in_any_order_and_twice(office):
    ask(office, share_until=office.now + 30 * DAY)
    with office.as_(office.alice) as record:
        given = record.consents.live(office.alice.person_id)
    conversation_first = sorted(given, key=lambda consent: consent.purpose is not Purpose.CASE)
    for consent in [*conversation_first, *given]:
        assert sharing.withdraw(office.store, person=office.alice, consent_id=consent.id, now=office.now)
    with office.as_(office.alice) as record:
        ledger = record.consents.ledger(office.alice.person_id)
    assert all(consent.withdrawn_at is not None for consent in ledger)
    assert len(ledger) == len(given)


def test_other_persons_consent_cannot_be_withdrawn(office):
    ask(office)
    with office.as_(office.alice) as record:
        (consent,) = record.consents.live(office.alice.person_id)
    assert not sharing.withdraw(office.store, person=office.bob, consent_id=consent.id, now=office.now)


def test_agreeing_to_storing_twice_is_one_consent(office):
    first = sharing.allow_storing(office.store, person=office.alice, now=office.now)
    assert sharing.allow_storing(office.store, person=office.alice, now=office.now) == first


# ---------------------------------------------------------------------------- races and the audit
def test_two_steps_at_once_do_not_overwrite_one_another(office, monkeypatch):
    case = ask(office)
    stale = seen_by(office, office.nora, case)
    meet(office, case)
    monkeypatch.setattr(sharing, "case_of", lambda _record, _case_id: stale)
    with pytest.raises(Refused, match="changed a moment ago"):
        meet(office, case)


def test_withdrawing_wins_over_a_step_taken_at_the_same_moment(office):
    case = ask(office)
    with office.as_(office.alice) as record:
        stale = record.cases.get(case.id)
    meet(office, case)
    with office.as_(office.alice) as record:
        assert sharing.stop(record, stale, person=office.alice).state is CaseState.WITHDRAWN


def test_stopping_a_closed_conversation_keeps_it_closed(office):
    case = ask(office)
    workflow.close(office.store, by=office.alice, case_id=case.id, now=office.now)
    with office.as_(office.alice) as record:
        assert sharing.stop(record, case, person=office.alice).state is CaseState.CLOSED


def test_withdrawing_old_consent_keeps_case_with_other_nurse(office):
    workflow.close(office.store, by=office.alice, case_id=ask(office).id, now=office.now)
    with office.as_(office.alice) as record:
        sharing.give_case(record, person=office.alice, nurse_id=office.nora.account_id, reader=SOURCE_READER)
        (old,) = record.consents.live(office.alice.person_id)
    case = ask(office, nurse_id=office.nils.account_id, share_until=office.now + 30 * DAY)
    assert sharing.withdraw(office.store, person=office.alice, consent_id=old.id, now=office.now)
    assert seen_by(office, office.nils, case).state is CaseState.SHARED
    assert trend_seen_by(office, office.nils)


STEPS = {
    "ask": lambda office, case: ask(office, nurse_id=office.nils.account_id, person=office.bob),
    "share": lambda office, case: workflow.share_trend(
        office.store, person=office.alice, case_id=case.id, until=office.now + DAY, now=office.now
    ),
    "meet": meet,
    "withdraw": lambda office, case: workflow.withdraw(
        office.store, person=office.alice, case_id=case.id, now=office.now
    ),
    "close": lambda office, case: workflow.close(office.store, by=office.alice, case_id=case.id, now=office.now),
}


@pytest.mark.parametrize("step", STEPS)
def test_step_is_not_taken_if_its_audit_event_fails(office, monkeypatch, step):
    case = ask(office)

    def fails(_trail):
        raise OSError("no room for the audit")

    with monkeypatch.context() as broken:
        broken.setattr(Trail, "flush", fails)
        with pytest.raises(OSError, match="no room"):
            STEPS[step](office, case)
    with office.as_(office.alice) as record:
        after = record.cases.get(case.id)
        assert (after.state, after.revision) == (case.state, case.revision)
        assert len(record.consents.live(office.alice.person_id)) == 1
    with office.as_(office.bob) as record:
        assert record.cases.of_person(office.bob.person_id) == ()


def test_every_case_move_is_audited(office):
    case = stepping_down(office)
    workflow.close(office.store, by=office.nora, case_id=case.id, now=office.now)
    moves = [event.detail.rpartition("to=")[2] for event in events(office, AuditKind.CASE_MOVED)]
    assert sorted(moves) == sorted(["met", "planned", "followed_up", "stepping_down", "closed"])
