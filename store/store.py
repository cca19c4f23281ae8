"""The door of the record: one transaction for one subject at one moment."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from store import texts
from store.database.engines import READING, WRITING, engine_for
from store.database.schema import Schema
from store.errors import DatabaseBusy
from store.record import Record
from store.reseal import reseal
from store.subjects import Nurse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from store.crypto.keys import KeyRing
    from store.subjects import Subject


class Store:
    """One database and the key ring that opens it; safe to share between threads, not between processes.

    `url` is an SQLAlchemy URL: `sqlite:///file.db`, or `postgresql://...` with psycopg 3.
    """

    def __init__(self, url: str, keyring: KeyRing) -> None:
        self._engine = engine_for(url)
        self._keyring = keyring
        self._schema = Schema(self._engine)

    @contextmanager
    def begin(self, subject: Subject, *, now: datetime) -> Iterator[Record]:
        """One transaction: leaving the block commits it, an exception undoes it whole, with its audit events."""
        with self._transaction(WRITING, subject, now) as record:
            yield record

    @contextmanager
    def reading(self, subject: Subject, *, now: datetime) -> Iterator[Record]:
        """One transaction that only reads and waits for nobody; a nurse's looks are recorded, so those may wait."""
        mode = WRITING if isinstance(subject, Nurse) else READING
        with self._transaction(mode, subject, now) as record:
            yield record

    def migrate(self, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
        """Bring the database to this version's schema and its sealed rows to this version's form.

        Harmless when that is done already; what was interrupted goes on where it stopped. Gives the number of rows
        that were sealed again; `progress(done, total)` is called after each batch of them.
        """
        self._schema.migrate()
        return reseal(self._engine, self._keyring, progress)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, mode: str, subject: Subject, now: datetime) -> Iterator[Record]:
        self._schema.require_current()
        with self._connected() as connection:
            connection.execution_options(**{mode: True})
            with connection.begin():
                record = Record(connection, self._keyring, subject=subject, now=now)
                yield record
                record.context.trail.flush()

    def _connected(self) -> Connection:
        try:
            return self._engine.connect()
        except NoConnectionFreeError as error:
            raise DatabaseBusy(texts.BUSY()) from error
