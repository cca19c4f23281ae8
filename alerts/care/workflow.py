"""The conversation between a person and the nurse: every step is one transaction with its line in the audit.

Each function raises `Refused` with a sentence when the step cannot be taken now, and `store.NotHere` when the
conversation is not the subject's to see, which after a withdrawal is at once the case for the nurse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.calendar import account_of, local_day, zone_of
from alerts.care import plans, sharing
from alerts.care.cases import Party, Step, after
from alerts.refusals import Refused
from messages.rendering import SOURCE_READER
from store.errors import NotHere
from store.models import Answer, AnswerKind, PlanStatus, Scope
from store.subjects import Employee, Nurse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from alerts.care.plans import Plan
    from messages import Reader
    from store import Record, Store
    from store.models import Case

PLAN_WITHIN: Final = timedelta(days=14)
NEXT_LOOK_WITHIN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What became of one agreed thing; `review_on` is when it is looked at again if it goes on."""

    item_id: str
    status: PlanStatus
    review_on: date


def ask(
    store: Store,
    *,
    person: Employee,
    nurse_id: str,
    now: datetime,
    message: str = "",
    share_until: datetime | None = None,
    also: Scope = Scope.NOTHING,
    prompt_id: str | None = None,
    reader: Reader = SOURCE_READER,
) -> Case:
    """Ask the chosen nurse for a conversation, perhaps showing the trend; asking again gives the one there is.

    `also` is what is shown beside the trend: own ratings, notes about days. `prompt_id` is the prompt that this
    answers, if it answers one.
    """
    with store.begin(person, now=now) as record:
        case = record.cases.open(person.person_id, nurse_id=nurse_id, note=message.strip())
        if case.nurse_id != nurse_id:
            raise Refused(texts.OTHER_NURSE())
        sharing.give_case(record, person=person, nurse_id=nurse_id, reader=reader)
        if prompt_id is not None:
            record.prompts.answer(prompt_id, Answer(AnswerKind.TALK))
        if share_until is None:
            return case
        return _share(record, case, person=person, until=share_until, also=also, reader=reader)


def share_trend(
    store: Store,
    *,
    person: Employee,
    case_id: str,
    until: datetime,
    now: datetime,
    also: Scope = Scope.NOTHING,
    reader: Reader = SOURCE_READER,
) -> Case:
    """Show the trend to the nurse of a conversation until a moment that the person chose."""
    with store.begin(person, now=now) as record:
        case = sharing.case_of(record, case_id)
        return _share(record, case, person=person, until=until, also=also, reader=reader)


def withdraw(store: Store, *, person: Employee, case_id: str, now: datetime) -> Case:
    """Stop the conversation and every share in it, from the next read on; withdrawing again changes nothing."""
    with store.begin(person, now=now) as record:
        case = sharing.case_of(record, case_id)
        return case if case.state.is_over else sharing.stop(record, case, person=person)


def take(store: Store, *, nurse: Nurse, case_id: str, contact_by: date, now: datetime, note: str = "") -> Case:
    """Tell the person that the wish was seen, and by which day to expect to hear from the nurse."""
    with store.begin(nurse, now=now) as record:
        _require_ahead(contact_by, today=_today(record, nurse))
        return _move(record, sharing.case_of(record, case_id), Step.TAKE, by=nurse, note=note, next_on=contact_by)


def record_meeting(
    store: Store, *, nurse: Nurse, case_id: str, now: datetime, note: str = "", next_on: date | None = None
) -> Case:
    """Write down that they talked; the next contact is due within two weeks unless another day is chosen."""
    with store.begin(nurse, now=now) as record:
        today = _today(record, nurse)
        following = next_on or today + PLAN_WITHIN
        _require_ahead(following, today=today)
        return _move(record, sharing.case_of(record, case_id), Step.MEET, by=nurse, note=note, next_on=following)


def plan(store: Store, *, nurse: Nurse, case_id: str, plan: Plan, now: datetime) -> Case:
    """Write down what was agreed, in place of what was open of an earlier plan; raises `Refused` for a vague plan."""
    with store.begin(nurse, now=now) as record:
        plans.check(plan, today=_today(record, nurse))
        case = sharing.case_of(record, case_id)
        moved = _move(record, case, Step.PLAN, by=nurse, note=plan.words, next_on=plan.next_review_on)
        _replace_items(record, case_id, plan)
        return moved


def record_follow_up(
    store: Store,
    *,
    nurse: Nurse,
    case_id: str,
    outcomes: Sequence[ItemOutcome],
    now: datetime,
    note: str = "",
    next_on: date | None = None,
) -> Case:
    """Write down how the agreed things went; what goes on gets a new review day, and there is always a next contact."""
    with store.begin(nurse, now=now) as record:
        case, today = sharing.case_of(record, case_id), _today(record, nurse)
        for outcome in outcomes:
            _set_outcome(record, case_id, outcome, today=today)
        following = next_on or _next_review(record, case_id) or today + NEXT_LOOK_WITHIN
        _require_ahead(following, today=today)
        return _move(record, case, Step.FOLLOW_UP, by=nurse, note=note, next_on=following)


def begin_step_down(store: Store, *, nurse: Nurse, case_id: str, next_on: date, now: datetime, note: str = "") -> Case:
    """Make contact lighter, with the day of the next one."""
    with store.begin(nurse, now=now) as record:
        _require_ahead(next_on, today=_today(record, nurse))
        return _move(record, sharing.case_of(record, case_id), Step.STEP_DOWN, by=nurse, note=note, next_on=next_on)


def close(store: Store, *, by: Employee | Nurse, case_id: str, now: datetime, note: str = "") -> Case:
    """End the conversation by somebody's decision, never by a light; every share in it ends with it."""
    with store.begin(by, now=now) as record:
        return _move(record, sharing.case_of(record, case_id), Step.CLOSE, by=by, note=note, next_on=None)


def _share(record: Record, case: Case, *, person: Employee, until: datetime, also: Scope, reader: Reader) -> Case:
    sharing.give_trend(record, person=person, nurse_id=case.nurse_id, until=until, also=also, reader=reader)
    return _move(record, case, Step.SHARE, by=person, next_on=case.next_review_on)


def _move(
    record: Record, case: Case, step: Step, *, by: Employee | Nurse, next_on: date | None, note: str = ""
) -> Case:
    party = Party.NURSE if isinstance(by, Nurse) else Party.PERSON
    to = after(case.state, step, by=party)
    moved = record.cases.move(case.id, revision=case.revision, to=to, note=note.strip(), next_review_on=next_on)
    if moved is None:
        raise Refused(texts.CASE_CHANGED())
    return moved


def _replace_items(record: Record, case_id: str, plan: Plan) -> None:
    for earlier in record.cases.items(case_id):
        if earlier.status is PlanStatus.OPEN:
            record.cases.set_item(earlier.id, status=PlanStatus.DROPPED, review_on=earlier.review_on)
    for item in plan.items:
        record.cases.add_item(case_id, level=item.level, text=item.text.strip(), review_on=item.review_on)


def _set_outcome(record: Record, case_id: str, outcome: ItemOutcome, *, today: date) -> None:
    if outcome.item_id not in {item.id for item in record.cases.items(case_id)}:
        raise NotHere
    if outcome.status is PlanStatus.OPEN:
        _require_ahead(outcome.review_on, today=today)
    record.cases.set_item(outcome.item_id, status=outcome.status, review_on=outcome.review_on)


def _next_review(record: Record, case_id: str) -> date | None:
    going_on = (item.review_on for item in record.cases.items(case_id) if item.status is PlanStatus.OPEN)
    return min(going_on, default=None)


def _require_ahead(day: date, *, today: date) -> None:
    if not today < day <= today + plans.LONGEST_WAIT:
        raise Refused(texts.CONTACT_DAY())


def _today(record: Record, nurse: Nurse) -> date:
    return local_day(record.now, zone=zone_of(account_of(record, nurse.account_id)))
