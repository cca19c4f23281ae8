from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, text

from hrv import Kind, Source
from store import Store
from store.database import schema
from store.database.engines import WRITING, engine_for
from store.database.schema import config_for_migrations
from store.errors import WrongSchema
from store.models import BreathingMode, BreathingSession, ConsentText, Purpose
from store.subjects import Employee, Engine, Role
from store.tables import metadata

pytestmark = pytest.mark.both_engines


@pytest.fixture
def empty_url(request, database_url, tmp_path, postgres_cluster):
    """The address of a database without any tables, on the same engine."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return postgres_cluster.new_database()


@pytest.fixture
def empty(empty_url, keyring):
    store = Store(empty_url, keyring)
    yield store
    store.close()


def in_migration(url, work):
    """Run an Alembic command as the store does."""
    engine, config = engine_for(url), config_for_migrations()
    with engine.connect() as connection:
        connection.execution_options(**{WRITING: True})
        with connection.begin():
            config.attributes["connection"] = connection
            work(config)
    engine.dispose()


def pretend(url, revision):
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()


def tables(url):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def try_it(store, now):
    with store.begin(Engine(), now=now) as record:
        return record.accounts.everyone()


def test_the_migrations_make_exactly_the_tables_of_the_code(database_url):
    in_migration(database_url, command.check)


def test_migrating_twice_is_harmless(now, empty, empty_url):
    empty.migrate()
    empty.migrate()
    assert tables(empty_url) == {*metadata.tables, "alembic_version"}
    assert try_it(empty, now) == ()


def test_an_empty_database_says_what_to_run(now, empty):
    with pytest.raises(WrongSchema, match=r"is empty. Run `pulsro migrate`"):
        try_it(empty, now)


def test_newer_database_is_neither_used_nor_migrated(now, database_url, keyring):
    pretend(database_url, "9999")
    store = Store(database_url, keyring)
    try:
        with pytest.raises(WrongSchema, match="newer version of the program"):
            try_it(store, now)
        with pytest.raises(WrongSchema, match="nothing was changed"):
            store.migrate()
    finally:
        store.close()
        pretend(database_url, schema._revisions().newest)


def test_an_older_database_is_used_only_after_it_was_migrated(now, database_url, keyring, monkeypatch):
    monkeypatch.setattr("alembic.script.ScriptDirectory.get_current_head", lambda _: "9998")
    monkeypatch.setattr(schema, "_revisions", schema._revisions.__wrapped__)  # as a process that has not looked yet
    store = Store(database_url, keyring)
    with pytest.raises(WrongSchema, match=r"older form\. Make a backup"):
        try_it(store, now)
    store.close()


def test_processes_that_migrate_together_migrate_once(empty_url, keyring):
    def migrate(_):
        store = Store(empty_url, keyring)
        store.migrate()
        store.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(migrate, range(3)))
    assert tables(empty_url) == {*metadata.tables, "alembic_version"}


def test_a_migration_can_be_taken_back(empty, empty_url):
    empty.migrate()
    in_migration(empty_url, lambda config: command.downgrade(config, "base"))
    assert tables(empty_url) == {"alembic_version"}


def test_values_stay_readable_through_the_migration_of_sources(empty, empty_url, now, make):
    empty.migrate()
    with empty.begin(Engine(), now=now) as record:
        person = record.accounts.create(role=Role.EMPLOYEE, name="Ada", email="ada@example.org").id
        kept = [make.value(kind=kind) for kind in Kind]
        for value in (*kept, make.value(source=Source("watch"))):
            record.days.upsert(person, value)
    in_migration(empty_url, lambda config: command.downgrade(config, "0002"))
    in_migration(empty_url, lambda config: command.upgrade(config, "head"))
    with empty.reading(Engine(), now=now) as record:
        assert sorted(record.days.list(person), key=lambda each: each.kind) == sorted(kept, key=lambda each: each.kind)
    in_migration(empty_url, command.check)


def test_taking_breathing_sessions_back_leaves_everything_else(empty, empty_url, now, make):
    empty.migrate()
    with empty.begin(Engine(), now=now) as record:
        ada = record.accounts.create(role=Role.EMPLOYEE, name="Ada", email="ada@example.org").id
        record.days.upsert(ada, make.value())
    session = BreathingSession("one", now, now + timedelta(minutes=5), BreathingMode.OWN_PACE, None, (), ())
    with empty.begin(Employee(ada), now=now) as record:
        record.consents.give(ada, purpose=Purpose.STORE, text=ConsentText(version="1", digest="0" * 64, language="en"))
        with_strap = record.recordings.begin_breathing(ada, started_at=now)
        assert record.breathing.keep(ada, session, summary_due_at=now)
    in_migration(empty_url, lambda config: command.downgrade(config, "0003"))
    assert "breathing_sessions" not in tables(empty_url)
    in_migration(empty_url, lambda config: command.upgrade(config, "head"))
    in_migration(empty_url, command.check)
    with empty.begin(Employee(ada), now=now) as record:
        assert record.breathing.list(ada) == ()
        assert record.days.list(ada) == (make.value(),)
        assert [each.id for each in record.recordings.list(ada)] == [with_strap.id]
        assert record.breathing.keep(ada, session, summary_due_at=now)
        assert record.breathing.list(ada) == (session,)


def test_taking_writings_back_leaves_the_other_consents(empty, empty_url, now):
    empty.migrate()
    text = ConsentText(version="1", digest="0" * 64, language="en")
    with empty.begin(Engine(), now=now) as record:
        ada = record.accounts.create(role=Role.EMPLOYEE, name="Ada", email="ada@example.org").id
        nora = record.accounts.create(role=Role.NURSE, name="Nora", email="nora@example.org").id
    with empty.begin(Employee(ada), now=now) as record:
        record.consents.give(ada, purpose=Purpose.STORE, text=text)
        ended, shown = (
            record.consents.give(ada, purpose=Purpose.WRITTEN, text=text, grantee_id=nora) for _ in range(2)
        )
        record.consents.withdraw(ended.id)
        card = record.writings.add(ada, exercise="stop-card", words={"own": "x"})
        assert record.writings.show(card.id, consent_id=shown.id)
    in_migration(empty_url, lambda config: command.downgrade(config, "0003"))
    in_migration(empty_url, lambda config: command.upgrade(config, "head"))
    with empty.reading(Employee(ada), now=now) as record:
        assert [consent.purpose for consent in record.consents.ledger(ada)] == [Purpose.STORE]
        assert record.writings.list(ada) == ()


def test_language_that_nobody_chose_gives_way_to_the_browsers(empty, empty_url, now):
    empty.migrate()
    with empty.begin(Engine(), now=now) as record:
        ada, bob = (
            record.accounts.create(role=Role.EMPLOYEE, name=name, email=f"{name}@example.org", language="en").id
            for name in ("ada", "bob")
        )
    with empty.begin(Employee(bob), now=now) as record:
        record.accounts.set_preferences(bob, language="en", time_zone="UTC")
    in_migration(empty_url, lambda config: command.downgrade(config, "0006"))
    in_migration(empty_url, lambda config: command.upgrade(config, "head"))
    with empty.reading(Engine(), now=now) as record:
        assert [record.accounts.get(each).language for each in (ada, bob)] == ["", "en"]


def test_a_migration_that_fails_changes_nothing(empty, empty_url, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("alembic.operations.Operations.create_index", broken)
    with pytest.raises(ZeroDivisionError):
        empty.migrate()
    assert tables(empty_url) == set()


def test_migrations_do_not_import_application_code(empty_url, tmp_path):
    def write(config):
        config.set_main_option("version_locations", str(tmp_path))
        config.set_main_option("path_separator", "os")
        command.revision(config, "everything", autogenerate=True, rev_id="0001")

    in_migration(empty_url, write)
    (written,) = [file.read_text("utf-8") for file in tmp_path.glob("0001*.py")]
    assert written.count("op.create_table") == len(metadata.tables)
    assert "store." not in written


def test_migration_template_sets_a_lock_timeout():
    template = config_for_migrations().get_main_option("script_location") + "/script.py.mako"
    with open(template, encoding="utf-8") as file:  # noqa: PTH123 - the option is text
        assert re.search(r"SET LOCAL lock_timeout = '\d+s'", file.read())
