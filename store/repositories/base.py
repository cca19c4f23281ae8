"""What all repositories share: the transaction, the subject, the moment, the vault and the trail."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import exists, select

from store.access.readable import Readers, asking, is_live, readable_by
from store.database.upserts import insert_once
from store.errors import NotHere
from store.models.trust import Purpose
from store.subjects import Employee, Engine, Nurse, Operator
from store.tables import consents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Executable, Row, Select, Table

    from store.access.audit_chain import Trail
    from store.access.readable import Prepared
    from store.crypto.person_keys import Vault
    from store.subjects import Subject

Value = TypeVar("Value")
AnySelect: TypeAlias = "Select[*tuple[Any, ...]]"
AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
NOBODY_ELSE = Readers()


@dataclass(frozen=True, slots=True)
class Context:
    """One transaction: who asks, at what moment, and what it writes with."""

    connection: Connection
    subject: Subject
    now: datetime
    vault: Vault
    trail: Trail


class Repository:
    """A shelf of the record, as one subject sees it during one transaction."""

    readers = NOBODY_ELSE

    def __init__(self, context: Context) -> None:
        self._connection = context.connection
        self._subject = context.subject
        self._now = context.now
        self._vault = context.vault
        self._trail = context.trail

    def _readable(self, person: ColumnElement[str], readers: Readers | None = None) -> ColumnElement[bool]:
        return readable_by(self._subject, readers or self.readers, person, now=self._now)

    def _run(self, prepared: Prepared, **facts: object) -> Sequence[AnyRow]:
        """The rows of a statement that was built before."""
        statement = prepared.of(self._subject, self.readers)
        return self._connection.execute(statement, {**asking(self._subject, now=self._now), **facts}).all()

    def _all(self, statement: Executable) -> Sequence[AnyRow]:
        return self._connection.execute(statement).all()

    def _one(self, statement: Executable) -> AnyRow | None:
        return self._connection.execute(statement).one_or_none()

    def _count_changed(self, statement: Executable) -> int:
        return self._connection.execute(statement).rowcount

    def _changed(self, statement: Executable) -> bool:
        """Whether a compare-and-set found what it compared with."""
        return self._count_changed(statement) == 1

    def _insert_once(self, table: Table[Any], values: Mapping[str, Any]) -> bool:
        return insert_once(self._connection, table, values)

    def _saw(self, person_id: str, what: str) -> None:
        """Put a look by a nurse into the person's list of looks; what others see is their own or the program's."""
        if isinstance(self._subject, Nurse):
            self._trail.saw(person_id, what)

    def _agreed_to_storing(self, person_id: str) -> bool:
        return bool(self._connection.scalar(select(self._agrees_to_storing(person_id))))

    def _agrees_to_storing(self, person: ColumnElement[str] | str) -> ColumnElement[bool]:
        return exists().where(
            consents.c.person_id == person, consents.c.purpose == Purpose.STORE, is_live(now=self._now)
        )

    def _is(self, *kinds: type[Engine | Operator]) -> bool:
        return isinstance(self._subject, kinds)

    def _is_person(self, person_id: str) -> bool:
        return self._subject == Employee(person_id)

    def _is_account(self, account_id: str) -> bool:
        match self._subject:
            case Employee(own) | Nurse(own) | Operator(own):
                return own == account_id
            case _:
                return False


def require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence: require(it is so)
    """Raise NotHere unless the subject may do it."""
    if not allowed:
        raise NotHere


def facts_of(row: AnyRow, names: Iterable[str]) -> dict[str, Any]:
    """Some columns of a row by their names."""
    return {name: row._mapping[name] for name in names}  # noqa: SLF001 - SQLAlchemy's public name begins like that


def read_as(kind: type[Value], row: AnyRow) -> Value:
    """A value from the columns that carry the names of its fields."""
    names = (field.name for field in fields(kind))  # type: ignore[arg-type] # only ever called with our dataclasses
    return kind(**facts_of(row, names))


def new_id() -> str:
    """A new id: a random UUID as text."""
    return str(uuid.uuid4())
