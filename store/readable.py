"""Who may read a row, as a condition inside the query itself: what nobody allowed stays invisible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from store.models.trust import Purpose, Scope
from store.subjects import Employee, Engine, Nurse, Operator
from store.tables import accounts, consent_withdrawals, consents

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import BindParameter

    from store.subjects import Subject

nurse = accounts.alias("nurse")  # names of their own, so that a query around them never takes them for its own rows
withdrawal = consent_withdrawals.alias("withdrawal")


@dataclass(frozen=True, slots=True)
class Share:
    """The consent that a nurse needs."""

    purpose: Purpose
    scope: Scope = Scope.NOTHING


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may read the rows of a person besides that person; nobody, unless said so here."""

    engine: bool = False
    operator: bool = False
    nurse: Share | None = None


def readable_by(
    subject: Subject, readers: Readers, person: ColumnElement[str], *, now: datetime
) -> ColumnElement[bool]:
    """The condition under which `subject` may read a row that belongs to the person in the column `person`."""
    match subject:
        case Employee(person_id):
            return person == person_id
        case Nurse(account_id) if readers.nurse is not None:
            return shared_with(account_id, readers.nurse, person, now=now)
        case Engine() if readers.engine:
            return true()
        case Operator() if readers.operator:
            return true()
        case _:
            return false()


def shared_with(nurse_id: str, share: Share, person: ColumnElement[str], *, now: datetime) -> ColumnElement[bool]:
    """A consent of the person for this purpose and scope names the nurse and is live at `now`."""
    return exists().where(
        consents.c.person_id == person,
        consents.c.purpose == share.purpose,
        consents.c.grantee_id == nurse_id,
        consents.c.scope.bitwise_and(share.scope) == share.scope,
        is_live(now=now),
        exists().where(nurse.c.id == nurse_id, nurse.c.closed_at.is_(None)),
    )


def is_live(*, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """A consent was given by now, has not run out and was not withdrawn."""
    return and_(consents.c.given_at <= now, is_standing(now=now))


def is_standing(*, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """A consent has not run out and was not withdrawn, whenever it was given."""
    return and_(
        or_(consents.c.until.is_(None), consents.c.until > now),
        ~exists().where(withdrawal.c.consent_id == consents.c.id),
    )
