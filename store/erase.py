"""Erasing a person: the key goes, the rows go, and a stone stays so that a restored backup is erased again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from store.database.upserts import insert_once
from store.errors import NotHere
from store.models.trust import AuditKind
from store.retention import RETENTION
from store.subjects import Employee, Engine, Operator, Role
from store.tables import accounts, metadata, sessions, sign_in_links, tombstones

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.record import Record

KEPT = {line.table.name for line in RETENTION if line.outlives_erasure}


def erase_person(record: Record, person_id: str) -> None:
    """Erase everything of a person, for that person, the operator or the program; the audit keeps ids.

    1. Hold the person's key, so that no beat is being added meanwhile, and destroy it.
    2. Delete every row that belongs to the person, and the account.
    3. Set the stone and write the event.
    """
    if not _may_erase(record, person_id):
        raise NotHere
    record.context.vault.lock(person_id)
    record.context.vault.destroy_key(person_id)
    _delete_rows(record, person_id)
    stone = {"person_id": person_id, "erased_at": record.now}
    insert_once(record.context.connection, tombstones, stone)
    record.audit.record(AuditKind.ERASED, person_id=person_id)


def erased_people(record: Record) -> tuple[str, ...]:
    """The ids of everybody who was erased; a backup tool keeps them outside the database. For operator and program."""
    if not isinstance(record.subject, Operator | Engine):
        return ()
    stones = select(tombstones.c.person_id).order_by(tombstones.c.person_id)
    return tuple(record.context.connection.scalars(stones))


def erase_again(record: Record, person_ids: Iterable[str]) -> tuple[str, ...]:
    """After a backup was restored: erase those of them who came back; says who did."""
    came_back = tuple(person_id for person_id in person_ids if _is_employee(record, person_id))
    for person_id in came_back:
        erase_person(record, person_id)
    return came_back


def _may_erase(record: Record, person_id: str) -> bool:
    match record.subject:
        case Employee(own):
            return own == person_id
        case Operator() | Engine():
            return _is_employee(record, person_id)
        case _:
            return False


def _is_employee(record: Record, person_id: str) -> bool:
    employee = select(accounts.c.id).where(accounts.c.id == person_id, accounts.c.role == Role.EMPLOYEE)
    return record.context.connection.scalar(employee) is not None


def _delete_rows(record: Record, person_id: str) -> None:
    connection = record.context.connection
    for table in (sessions, sign_in_links):
        connection.execute(delete(table).where(table.c.account_id == person_id))
    for table in reversed(metadata.sorted_tables):  # children before what they refer to
        if "person_id" in table.c and table.name not in KEPT:
            connection.execute(delete(table).where(table.c.person_id == person_id))
    connection.execute(delete(accounts).where(accounts.c.id == person_id))
