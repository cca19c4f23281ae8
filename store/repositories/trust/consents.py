"""The ledger of consents: rows are added, never changed, and every query of others' data looks here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, distinct, exists, func, insert, select

from store.access.readable import Readers, is_live
from store.database.columns import Utc
from store.models.trust import AuditKind, Consent, ConsentText, Purpose, Scope
from store.repositories.base import Repository, new_id, require
from store.subjects import Engine, Nurse, Role
from store.tables import accounts, consent_withdrawals, consents

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from store.repositories.base import AnyRow, AnySelect


AGREED = select(consents.c.person_id).where(
    consents.c.person_id.in_(bindparam("people", expanding=True)),
    consents.c.purpose == bindparam("purpose"),
    is_live(now=bindparam("now", type_=Utc())),
)


class Consents(Repository):
    """Given and withdrawn by the person alone; a nurse sees the live ones that name this nurse."""

    def give(
        self,
        person_id: str,
        *,
        purpose: Purpose,
        text: ConsentText,
        grantee_id: str | None = None,
        scope: Scope = Scope.NOTHING,
        until: datetime | None = None,
    ) -> Consent:
        """Write down what the person agreed to; TREND and CASE name a nurse, STORE names nobody."""
        require(self._is_person(person_id))
        require(self._is_nurse(grantee_id) if purpose is not Purpose.STORE else grantee_id is None)
        consent_id = new_id()
        facts = {"purpose": purpose, "grantee_id": grantee_id, "scope": scope, "given_at": self._now, "until": until}
        wording = {"text_version": text.version, "text_digest": text.digest, "language": text.language}
        self._connection.execute(insert(consents).values(id=consent_id, person_id=person_id, **facts, **wording))
        self._trail.record(AuditKind.CONSENT_GIVEN, person_id=person_id, detail=_words(purpose, scope, grantee_id))
        return Consent(
            id=consent_id,
            person_id=person_id,
            text=text,
            withdrawn_at=None,
            withdrawn_by=None,
            **facts,  # type: ignore[arg-type] # the facts above, under the same names
        )

    def withdraw(self, consent_id: str) -> bool:
        """Take a consent back, from the next query on; False when there is nothing to take back."""
        row = self._one(self._consents().where(consents.c.id == consent_id, self._may_withdraw()))
        if row is None:
            return False
        by = row.person_id
        values = {"consent_id": consent_id, "person_id": row.person_id, "at": self._now, "by": by}
        if not self._insert_once(consent_withdrawals, values):
            return False
        detail = _words(row.purpose, row.scope, row.grantee_id)
        self._trail.record(AuditKind.CONSENT_WITHDRAWN, person_id=row.person_id, detail=detail)
        return True

    def live(self, person_id: str, *, purpose: Purpose | None = None) -> tuple[Consent, ...]:
        """The consents of a person that hold now and that the subject may know of, oldest first."""
        statement = self._consents().where(consents.c.person_id == person_id, is_live(now=self._now), self._may_see())
        wanted = statement if purpose is None else statement.where(consents.c.purpose == purpose)
        return tuple(_consent(row) for row in self._all(wanted.order_by(consents.c.given_at, consents.c.id)))

    def people_showing(self, scope: Scope) -> int:
        """How many people show this part of their trend to the nurse who asks, as a number alone."""
        if not isinstance(self._subject, Nurse):
            return 0
        shown = (
            consents.c.purpose == Purpose.TREND,
            consents.c.grantee_id == self._subject.account_id,
            consents.c.scope.bitwise_and(scope) == scope,
            is_live(now=self._now),
        )
        return self._connection.scalar(select(func.count(distinct(consents.c.person_id))).where(*shown)) or 0

    def who_agreed(self, person_ids: Collection[str], *, purpose: Purpose) -> frozenset[str]:
        """Which of these people have a consent for this purpose that holds now; for the program."""
        if not isinstance(self._subject, Engine):
            return frozenset()
        facts = {"people": list(person_ids), "purpose": purpose, "now": self._now}
        return frozenset(self._connection.scalars(AGREED, facts))

    def ledger(self, person_id: str) -> tuple[Consent, ...]:
        """Everything a person ever agreed to and took back, oldest first; for that person only."""
        if not self._is_person(person_id):
            return ()
        statement = self._consents().where(consents.c.person_id == person_id)
        return tuple(_consent(row) for row in self._all(statement.order_by(consents.c.given_at, consents.c.id)))

    def _consents(self) -> AnySelect:
        withdrawn = (consent_withdrawals.c.at.label("withdrawn_at"), consent_withdrawals.c.by.label("withdrawn_by"))
        return select(consents, *withdrawn).outerjoin(
            consent_withdrawals, consent_withdrawals.c.consent_id == consents.c.id
        )

    def _may_see(self) -> ColumnElement[bool]:
        if isinstance(self._subject, Nurse):
            return consents.c.grantee_id == self._subject.account_id
        return self._readable(consents.c.person_id, Readers(engine=True))

    def _may_withdraw(self) -> ColumnElement[bool]:
        return self._readable(consents.c.person_id)

    def _is_nurse(self, account_id: str | None) -> bool:
        nurse = exists().where(
            accounts.c.id == account_id, accounts.c.role == Role.NURSE, accounts.c.closed_at.is_(None)
        )
        return bool(self._connection.scalar(select(nurse)))


def _consent(row: AnyRow) -> Consent:
    return Consent(
        id=row.id,
        person_id=row.person_id,
        purpose=row.purpose,
        grantee_id=row.grantee_id,
        scope=row.scope,
        text=ConsentText(row.text_version, row.text_digest, row.language),
        given_at=row.given_at,
        until=row.until,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
    )


def _words(purpose: Purpose, scope: Scope, grantee_id: str | None) -> str:
    return f"purpose={purpose} scope={int(scope)} grantee={grantee_id or '-'}"
