from __future__ import annotations

import sqlite3
import stat
import sys
import threading

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import StatementError

from store import KeyRing, Store, StoreError
from store.database.failures import failure_of
from store.errors import DatabaseBusy, DatabaseFull, DatabaseUnreachable, Taken
from store.subjects import Device, Employee, Engine, Nurse, Operator, Role, account_id_of, id_of, subject_of

pytestmark = pytest.mark.both_engines


def create(record, name="Carol"):
    return record.accounts.create(role=Role.EMPLOYEE, name=name, email=f"{name}@example.org")


def test_an_exception_undoes_the_whole_transaction(world):
    def interrupted():
        with world.engine() as record:
            create(record)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    with world.engine() as record:
        assert "Carol" not in [account.name for account in record.accounts.everyone()]


def test_a_reading_transaction_refuses_to_write(world):
    with (
        pytest.raises(StoreError, match="can only be read here"),
        world.store.reading(Engine(), now=world.now) as record,
    ):
        create(record)


def test_reading_transaction_never_drops_an_event(world):
    with (
        pytest.raises(StoreError, match="can only be read here"),
        world.store.reading(Engine(), now=world.now) as record,
    ):
        record.sign_in.refused(None)


def test_a_connection_that_only_read_may_write_the_next_time(world):
    with world.store.reading(Engine(), now=world.now) as record:
        record.accounts.everyone()
    with world.engine() as record:
        create(record)


def test_reading_sees_one_snapshot_and_waits_for_nobody(world):
    with world.store.reading(Engine(), now=world.now) as reader:
        before = reader.accounts.everyone()
        with world.engine() as writer:
            create(writer)
        assert reader.accounts.everyone() == before


def test_a_moment_without_a_zone_is_refused(world):
    naive = world.now.replace(tzinfo=None)
    with pytest.raises(StatementError, match="has no time zone"), world.store.begin(Engine(), now=naive) as record:
        create(record)


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "sqlite+nodriver:///x", "oracle://host/name"])
def test_invalid_database_address_is_refused(url):
    with pytest.raises(StoreError, match="The database address is not one"):
        Store(url, KeyRing.fresh())


def test_postgresql_without_its_driver_names_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"the extra scaled brings .* pip install 'pulsro\[scaled\]'"):
        Store("postgresql://host/name", KeyRing.fresh())


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_record_in_memory_is_refused_because_it_forgets(url):
    with pytest.raises(StoreError, match="forgets everything"):
        Store(url, KeyRing.fresh())


def test_a_new_database_belongs_to_its_owner_alone(tmp_path, keyring, now):
    store = Store(f"sqlite:///{tmp_path / 'new.db'}", keyring)
    store.migrate()
    with store.begin(Engine(), now=now) as record:
        create(record)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    store.close()
    assert modes == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}


def test_exhausted_connection_pool_says_busy(sqlite_url, keyring, now, monkeypatch):
    monkeypatch.setattr("store.database.engines.SQLITE_CONNECTIONS", 1)
    store = Store(sqlite_url, keyring)
    store._engine.pool._max_overflow, store._engine.pool._timeout = 0, 0.01
    with store.reading(Engine(), now=now), pytest.raises(DatabaseBusy), store.reading(Engine(), now=now):
        pass
    store.close()


def test_file_that_is_no_database_is_reported(tmp_path, now):
    file = tmp_path / "notes.db"
    file.write_text("My shopping list, which is long enough to be looked at." * 100)
    store = Store(f"sqlite:///{file}", KeyRing.fresh())
    with pytest.raises(StoreError, match="is damaged or is not a database"), store.begin(Engine(), now=now):
        pass
    store.close()


def test_missing_folder_is_reported(tmp_path, now):
    store = Store(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}", KeyRing.fresh())
    with pytest.raises(DatabaseUnreachable, match="cannot be opened"), store.begin(Engine(), now=now):
        pass
    store.close()


@pytest.mark.postgres
def test_missing_database_server_is_reported(tmp_path, now):
    store = Store(f"postgresql://postgres@/x?host={tmp_path}", KeyRing.fresh())
    with pytest.raises(DatabaseUnreachable, match="cannot be reached"), store.begin(Engine(), now=now):
        pass
    store.close()


def test_full_disk_keeps_stored_data_and_is_reported(sqlite_url, keyring, now):
    store = Store(sqlite_url, keyring)

    def no_room(connection, _record):
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(store._engine, "connect", no_room)
    store._engine.dispose()

    def fill():
        with store.begin(Engine(), now=now) as record:
            for n in range(2000):
                create(record, f"Carol{n}")

    with pytest.raises(DatabaseFull, match="disk of the database is full"):
        fill()
    with store.reading(Engine(), now=now) as record:
        assert record.accounts.everyone() == ()
    store.close()


def test_locked_database_is_reported(sqlite_url, keyring, now, monkeypatch):
    monkeypatch.setattr("store.database.engines.BUSY_TIMEOUT_S", 0.05)
    store = Store(sqlite_url, keyring)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    with store.reading(Engine(), now=now):
        pass
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match="busy with something else"), store.begin(Engine(), now=now):
        pass
    other.close()
    store.close()


@pytest.mark.postgres
def test_locked_row_is_reported(postgres_url, keyring, now, monkeypatch):
    monkeypatch.setattr("store.database.engines.LOCK_TIMEOUT", "50ms")
    store = Store(postgres_url, keyring)
    with store.begin(Engine(), now=now) as record:
        person_id = create(record).id
    with store.begin(Engine(), now=now) as holder:
        holder.context.vault.lock(person_id)
        with pytest.raises(DatabaseBusy), store.begin(Engine(), now=now) as record:
            record.context.vault.lock(person_id)
    store.close()


def test_programming_error_is_not_explained_away():
    assert failure_of(sqlite3.OperationalError("no such table")) is None
    assert failure_of(ZeroDivisionError()) is None
    assert failure_of(None) is None


def test_sqlite_syncs_fully_and_overwrites_deleted_data(sqlite_url, keyring, now):
    store = Store(sqlite_url, keyring)
    with store.begin(Engine(), now=now) as record:
        pragmas = {
            name: record.context.connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    store.close()


def test_new_file_waits_for_whoever_writes_it_first(keyring, now, tmp_path):
    writer = sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")  # no log yet: SQLite refuses the switch at once instead of waiting
    store = Store(f"sqlite:///{tmp_path / 'new.db'}", keyring)
    release = threading.Timer(0.3, writer.execute, ["COMMIT"])
    release.start()
    store.migrate()
    release.join()
    writer.close()
    with store.begin(Engine(), now=now) as record:
        assert record.context.connection.scalar(text("PRAGMA journal_mode")) == "wal"
    store.close()


def test_a_taken_address_leaves_the_transaction_usable(world):
    with world.engine() as record:
        with pytest.raises(Taken):
            create(record, "Alice")
        create(record, "Carol")
    with world.engine() as record:
        assert "Carol" in [account.name for account in record.accounts.everyone()]


@pytest.mark.parametrize(
    ("role", "subject"),
    [(Role.EMPLOYEE, Employee("1")), (Role.NURSE, Nurse("1")), (Role.OPERATOR, Operator("1"))],
)
def test_a_session_becomes_the_subject_of_its_role(role, subject):
    assert subject_of(role, "1") == subject
    assert id_of(subject) == account_id_of(subject) == "1"


def test_device_has_no_account_and_the_program_no_id():
    assert (id_of(Device("d", "p")), account_id_of(Device("d", "p"))) == ("d", None)
    assert (id_of(Engine()), account_id_of(Engine())) == (None, None)
