from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from alerts.care import reviews, workflow

DAY = timedelta(days=1)
CONTACT_BY = date(2026, 11, 20)


def taken(office):
    case = workflow.ask(office.store, person=office.alice, nurse_id=office.nora.account_id, now=office.now)
    return workflow.take(office.store, nurse=office.nora, case_id=case.id, contact_by=CONTACT_BY, now=office.now)


def flag(office, at):
    return reviews.flag_overdue(office.store, now=at)


def test_overdue_review_is_flagged_once_by_the_nurses_clock(office):
    taken(office)
    assert flag(office, datetime(2026, 11, 20, 22, 59, tzinfo=UTC)) == 0
    assert flag(office, datetime(2026, 11, 20, 23, 1, tzinfo=UTC)) == 1
    assert flag(office, datetime(2026, 11, 25, tzinfo=UTC)) == 0


def test_a_new_review_day_can_be_overdue_again(office):
    case = taken(office)
    assert flag(office, office.now + 5 * DAY) == 1
    workflow.take(
        office.store, nurse=office.nora, case_id=case.id, contact_by=date(2026, 11, 25), now=office.now + 5 * DAY
    )
    assert flag(office, office.now + 6 * DAY) == 0
    assert flag(office, office.now + 9 * DAY) == 1


def test_only_the_nurse_of_the_conversation_sees_what_is_overdue(office):
    case = taken(office)
    flag(office, office.now + 5 * DAY)
    seen = {}
    for nurse in (office.nora, office.nils):
        with office.as_(nurse, later=5 * DAY) as record:
            seen[nurse] = [review.case_id for review in record.cases.overdue(on=date(2026, 11, 23))]
    assert seen == {office.nora: [case.id], office.nils: []}


def test_ended_conversation_is_never_overdue(office):
    case = taken(office)
    workflow.withdraw(office.store, person=office.alice, case_id=case.id, now=office.now)
    assert flag(office, office.now + 30 * DAY) == 0
