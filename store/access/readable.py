"""Who may read a row, as a condition inside the query itself: what nobody allowed stays invisible."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, false, or_, select, true

from store.database.columns import Utc, id_type
from store.models.trust import Purpose, Scope
from store.subjects import Employee, Engine, Nurse, Operator, id_of
from store.tables import accounts, consent_withdrawals, consents

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Executable, Table

    from store.subjects import Subject

nurse = accounts.alias("nurse")  # names of their own, so that a query around them never takes them for its own rows
READER: BindParameter[str] = bindparam("asking_reader", type_=id_type())
NOW: BindParameter[datetime] = bindparam("asking_now", type_=Utc())
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
    return _readable(type(subject), readers, person, reader=id_of(subject), now=now)


class Prepared:
    """A statement that is built once for each kind of subject: building one takes longer than running it.

    `build` gets what says who may read a row, by the column of its person. When it runs it is given `asking`.
    """

    def __init__(self, build: Callable[[Callable[[ColumnElement[str]], ColumnElement[bool]]], Executable]) -> None:
        self._build = build
        self._built: dict[tuple[type[Subject], Readers], Executable] = {}

    def of(self, subject: Subject, readers: Readers) -> Executable:
        """The statement for a subject of this kind."""
        key = (type(subject), readers)
        if key not in self._built:
            self._built[key] = self._build(partial(_readable, key[0], readers, reader=READER, now=NOW))
        return self._built[key]


def of_days(table: Table, *conditions: ColumnElement[bool], then: tuple[ColumnElement[Any], ...] = ()) -> Prepared:
    """A person's rows of a table from the day `since` to `until`, both included, in order of days and `then`."""
    return Prepared(
        lambda may_read: (
            select(table)
            .where(
                table.c.person_id == bindparam("person"),
                table.c.day >= bindparam("since"),
                table.c.day <= bindparam("until"),
                may_read(table.c.person_id),
                *conditions,
            )
            .order_by(table.c.day, *then)
        )
    )


def asking(subject: Subject, *, now: datetime) -> dict[str, Any]:
    """Who asks and when, for a prepared statement."""
    return {READER.key: id_of(subject), NOW.key: now}


def _readable(
    kind: type[Subject],
    readers: Readers,
    person: ColumnElement[str],
    *,
    reader: str | BindParameter[str] | None,
    now: datetime | BindParameter[datetime],
) -> ColumnElement[bool]:
    if kind is Employee:
        return person == reader
    if kind is Nurse and readers.nurse is not None and reader is not None:
        return shared_with(reader, readers.nurse, person, now=now)
    return true() if (kind is Engine and readers.engine) or (kind is Operator and readers.operator) else false()


def shared_with(
    nurse_id: str | BindParameter[str],
    share: Share,
    person: ColumnElement[str],
    *,
    now: datetime | BindParameter[datetime],
    only: ColumnElement[str | None] | None = None,
) -> ColumnElement[bool]:
    """A consent of the person for this purpose and scope names the nurse and is live at `now`.

    With `only` it is the consent of this id and no other.
    """
    return exists().where(
        true() if only is None else consents.c.id == only,
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
