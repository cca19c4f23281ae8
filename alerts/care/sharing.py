"""What a person lets happen with their own data: given with the words they read, taken back with one click."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.care.cases import Party, Step, after
from alerts.care.consent_text import agreed
from alerts.refusals import Refused
from messages.rendering import SOURCE_READER
from store.errors import NotHere
from store.models import Purpose, Scope

if TYPE_CHECKING:
    from datetime import datetime

    from messages import Reader
    from store import Record, Store
    from store.models import Case, Consent
    from store.subjects import Employee

LONGEST_SHARE: Final = timedelta(days=366)


def allow_storing(store: Store, *, person: Employee, now: datetime, reader: Reader = SOURCE_READER) -> Consent:
    """Agree that beats are stored and computed on; agreeing again changes nothing."""
    with store.begin(person, now=now) as record:
        standing = record.consents.live(person.person_id, purpose=Purpose.STORE)
        if standing:
            return standing[-1]
        return record.consents.give(person.person_id, purpose=Purpose.STORE, text=agreed(Purpose.STORE, reader=reader))


def withdraw(store: Store, *, person: Employee, consent_id: str, now: datetime) -> bool:
    """Take one consent back, from the next read on; False when the person never gave such a consent.

    Without the consent to a conversation there is no conversation: it is withdrawn as well, with every share in it.
    What no longer holds, by an earlier click or together with another consent, stays as it is.
    """
    with store.begin(person, now=now) as record:
        given = {consent.id: consent for consent in record.consents.ledger(person.person_id)}
        consent = given.get(consent_id)
        if consent is None:
            return False
        if record.consents.withdraw(consent_id) and consent.purpose is Purpose.CASE:
            _stop_conversation_with(record, person, consent.grantee_id)
        return True


def beside(*, ratings: bool, notes: bool) -> Scope:
    """What is shown beside the trend: the person's own ratings, what they noted about days, or nothing."""
    return (Scope.RATINGS if ratings else Scope.NOTHING) | (Scope.NOTES if notes else Scope.NOTHING)


def give_trend(
    record: Record, *, person: Employee, nurse_id: str, until: datetime, also: Scope, reader: Reader
) -> Consent:
    """Let a nurse see the trend, and what is named `also`, until a moment; a share that stands is replaced.

    Raises `Refused` for a strange end.
    """
    if not record.now < until <= record.now + LONGEST_SHARE:
        raise Refused(texts.SHARE_UNTIL())
    _end_trend(record, person, nurse_id)
    return record.consents.give(
        person.person_id,
        purpose=Purpose.TREND,
        text=agreed(Purpose.TREND, reader=reader),
        grantee_id=nurse_id,
        scope=Scope.TREND | also,
        until=until,
    )


def give_case(record: Record, *, person: Employee, nurse_id: str, reader: Reader) -> None:
    """Let a nurse see the conversation that the person asked for; giving it again changes nothing."""
    standing = record.consents.live(person.person_id, purpose=Purpose.CASE)
    if not any(consent.grantee_id == nurse_id for consent in standing):
        text = agreed(Purpose.CASE, reader=reader)
        record.consents.give(person.person_id, purpose=Purpose.CASE, text=text, grantee_id=nurse_id)


def case_of(record: Record, case_id: str) -> Case:
    """A conversation that the subject may see; raises `NotHere` when there is none."""
    case = record.cases.get(case_id)
    if case is None:
        raise NotHere
    return case


def stop(record: Record, case: Case, *, person: Employee) -> Case:
    """End a conversation for the person at once, and every share with it, whatever else happens at this moment."""
    to = after(case.state, Step.WITHDRAW, by=Party.PERSON)
    moved = record.cases.move(case.id, revision=case.revision, to=to)
    if moved is not None:
        return moved
    fresher = case_of(record, case.id)
    return fresher if fresher.state.is_over else stop(record, fresher, person=person)


def _stop_conversation_with(record: Record, person: Employee, nurse_id: str | None) -> None:
    for case in record.cases.of_person(person.person_id):
        if case.nurse_id == nurse_id and not case.state.is_over:
            stop(record, case, person=person)


def _end_trend(record: Record, person: Employee, nurse_id: str) -> None:
    for consent in record.consents.live(person.person_id, purpose=Purpose.TREND):
        if consent.grantee_id == nurse_id:
            record.consents.withdraw(consent.id)
