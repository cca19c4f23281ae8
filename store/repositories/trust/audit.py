"""The audit as it is read: who looked at a person's things, and whether the chain is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from store.access.audit_chain import GENESIS, link
from store.models.trust import AccessEvent, AuditEvent, AuditKind, ChainReport
from store.repositories.base import Repository, facts_of, read_as, require
from store.subjects import Engine, Operator
from store.tables import accounts, audit_events

if TYPE_CHECKING:
    from store.crypto.keys import KeyRing
    from store.repositories.base import AnyRow, Context

FACTS = ("position", "at", "kind", "actor_role", "actor_id", "person_id", "detail")


class Audit(Repository):
    """A person reads what concerns that person, the operator what concerns nobody's health; nobody changes it."""

    def __init__(self, context: Context, keyring: KeyRing) -> None:
        super().__init__(context)
        self._keyring = keyring

    def record(self, kind: AuditKind, *, person_id: str | None, detail: str = "") -> None:
        """Add an event of the subject to the chain, in the transaction of the change that it is about."""
        self._trail.record(kind, person_id=person_id, detail=detail)

    def reads_of(self, person_id: str) -> tuple[AccessEvent, ...]:
        """Every look by another human at something of the person's, newest first; for that person only."""
        self._trail.flush()
        if not self._is_person(person_id):
            return ()
        statement = (
            select(audit_events, accounts.c.name)
            .outerjoin(accounts, accounts.c.id == audit_events.c.actor_id)
            .where(audit_events.c.person_id == person_id, audit_events.c.kind == AuditKind.READ)
        )
        return tuple(_look(row) for row in self._all(statement.order_by(audit_events.c.position.desc())))

    def of_person(self, person_id: str) -> tuple[AuditEvent, ...]:
        """Everything the audit says about a person, oldest first; for that person only."""
        if not self._is_person(person_id):
            return ()
        statement = select(audit_events).where(audit_events.c.person_id == person_id)
        return tuple(read_as(AuditEvent, row) for row in self._all(statement.order_by(audit_events.c.position)))

    def verify(self) -> ChainReport:
        """Compute the whole chain anew; for the operator and the program."""
        require(self._is(Operator, Engine))
        head, n_events, broken_at = GENESIS, 0, None
        for row in self._connection.execute(select(audit_events).order_by(audit_events.c.position)):
            n_events += 1
            facts = facts_of(row, FACTS)
            whole = (row.prev_hash, row.position, row.hash) == (head, n_events, link(self._keyring, head, facts))
            broken_at = broken_at if whole or broken_at is not None else row.position
            head = row.hash
        return ChainReport(n_events=n_events, head=head, broken_at=broken_at)


def _look(row: AnyRow) -> AccessEvent:
    return AccessEvent(at=row.at, reader_id=row.actor_id, reader_name=row.name or "", what=tuple(row.detail.split(",")))
