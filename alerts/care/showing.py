"""Showing one piece of writing to the nurse one talks with, and forgetting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts import texts
from alerts.care.consent_text import agreed
from alerts.care.sharing import LONGEST_SHARE
from alerts.refusals import Refused
from messages.rendering import SOURCE_READER
from store.errors import NotHere
from store.models import MAY_BE_SHOWN, Purpose

if TYPE_CHECKING:
    from datetime import datetime

    from messages import Reader
    from store import Record, Store
    from store.models import Consent, Writing
    from store.subjects import Employee


def show(
    store: Store, *, person: Employee, writing_id: str, until: datetime, now: datetime, reader: Reader = SOURCE_READER
) -> Consent:
    """Let the nurse of the open conversation see one piece until a moment; showing it again replaces what stands.

    Raises `NotHere` for what can never be shown, and `Refused` without a conversation or for a strange end.
    """
    with store.begin(person, now=now) as record:
        writing = _own(record, writing_id)
        if writing.exercise not in MAY_BE_SHOWN:
            raise NotHere
        open_cases = (case for case in record.cases.of_person(person.person_id) if not case.state.is_over)
        case = next(open_cases, None)
        if case is None:
            raise Refused(texts.TALK_FIRST())
        if not now < until <= now + LONGEST_SHARE:
            raise Refused(texts.SHARE_UNTIL())
        _stop(record, writing)
        consent = record.consents.give(
            person.person_id,
            purpose=Purpose.WRITTEN,
            text=agreed(Purpose.WRITTEN, reader=reader),
            grantee_id=case.nurse_id,
            until=until,
        )
        record.writings.show(writing.id, consent_id=consent.id)
        return consent


def forget(store: Store, *, person: Employee, writing_id: str, now: datetime) -> None:
    """Delete a piece, and end its share if it has one; raises `NotHere` when it is not the person's."""
    with store.begin(person, now=now) as record:
        writing = _own(record, writing_id)
        _stop(record, writing)
        record.writings.remove(writing.id)


def _own(record: Record, writing_id: str) -> Writing:
    writing = record.writings.get(writing_id)
    if writing is None:
        raise NotHere
    return writing


def _stop(record: Record, writing: Writing) -> None:
    if writing.shown_by is not None:
        record.consents.withdraw(writing.shown_by)
