"""The source in the key of a daily value: two of one day stay, and a record from before sources were noted opens."""

from __future__ import annotations

import lzma
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

import hrv
from alerts.archive import all_but_beats
from hrv.sources.source import FILE, PROGRAM, STRAP, source_of
from store import KeyRing, Store
from store.crypto.keys import SealedPlace
from store.crypto.person_keys import Vault
from store.database.engines import WRITING, engine_for
from store.database.schema import config_for_migrations
from store.erase import erase_person
from store.errors import StoreError
from store.export import everything_of
from store.subjects import Employee

BEFORE = Path(__file__).with_name("before_codes")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
WATCH, RING = source_of("watch"), source_of("ring")


@pytest.fixture
def old(tmp_path):
    """A record as version 0002 left it: values without a source, of a strap, of files and of other programs."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    (tmp_path / "old.db").write_bytes(lzma.decompress((BEFORE / "pulsro.db.xz").read_bytes()))
    key = tmp_path / "master.key"
    key.write_bytes((BEFORE / "master.key").read_bytes())
    key.chmod(0o600)
    in_migration(url, lambda config: command.upgrade(config, "0002"))
    store = Store(url, KeyRing.from_file(key))
    yield store
    store.close()


def in_migration(url, work):
    engine, config = engine_for(url), config_for_migrations()
    with engine.connect() as connection:
        connection.execution_options(**{WRITING: True})
        with connection.begin():
            config.attributes["connection"] = connection
            work(config)
    engine.dispose()


def keep_as_before(store, person_id, value):
    """Write a value as the version before did: without its source, sealed by its day and kind."""
    content = {name: each for name, each in value.to_json().items() if name != "source"}
    with store._engine.connect() as connection:
        connection.execution_options(**{WRITING: True})
        with connection.begin():
            place = SealedPlace("daily_values", "content", person_id, f"{value.day}:{value.kind}")
            sealed = Vault(connection, store._keyring).seal_json(content, place)
            statement = text("INSERT INTO daily_values VALUES (:person_id, :day, :kind, 1, :content)")
            facts = {"person_id": person_id, "day": value.day.isoformat(), "kind": str(value.kind)}
            connection.execute(statement, facts | {"content": sealed})


def people(store):
    with store._engine.connect() as connection:
        return list(connection.scalars(text("SELECT DISTINCT person_id FROM daily_values ORDER BY person_id")))


def test_old_values_get_the_source_of_their_kind_and_open(old, make):
    person = people(old)[0]
    kept = [make.value(day=date(2020, 1, n + 1), kind=kind) for n, kind in enumerate(hrv.Kind)]
    for value in kept:
        keep_as_before(old, person, value)
    old.migrate()
    with old.reading(Employee(person), now=NOW) as record:
        values = record.days.list(person)
    found = {value.kind: value.source for value in values if value.day.year == 2020}
    assert found == {
        hrv.Kind.CHECK: STRAP,
        hrv.Kind.WORKDAY: STRAP,
        hrv.Kind.BREATHING: STRAP,
        hrv.Kind.IMPORT: FILE,
        hrv.Kind.REPORTED: PROGRAM,
    }
    assert values[: len(kept)] == tuple(kept)
    assert len(values) > 40 + len(kept)


@pytest.mark.both_engines
def test_values_of_two_sources_on_a_day_both_stay(world, make):
    strap, watch, ring = (
        make.value(ln_rmssd=ln, source=source) for ln, source in ((3.5, STRAP), (3.9, WATCH), (3.1, RING))
    )
    person = world.alice.person_id
    with world.engine() as record:
        assert [record.days.upsert(person, value) for value in (strap, watch, ring)] == [1, 1, 1]
        assert record.days.upsert(person, replace(watch, ln_rmssd=4.0)) == 2
    with world.as_(world.alice) as record:
        assert record.days.list(person) == (ring, strap, replace(watch, ln_rmssd=4.0))


@pytest.mark.both_engines
def test_export_names_sources_and_erasing_leaves_none(world, make):
    person = world.alice.person_id
    with world.engine() as record:
        for source in (STRAP, WATCH):
            record.days.upsert(person, make.value(source=source))
    with world.as_(world.alice) as record:
        taken = all_but_beats(everything_of(record, person))
    assert [day["source"] for day in taken["days"]] == ["strap", "watch"]
    with world.as_(world.alice) as record:
        erase_person(record, person)
    with world.engine() as record:
        counted = text("SELECT count(*) FROM daily_values WHERE person_id = :person")
        assert record.context.connection.scalar(counted, {"person": person}) == 0


@pytest.mark.both_engines
def test_value_moved_to_another_source_does_not_open(world, make):
    person = world.alice.person_id
    with world.engine() as record:
        record.days.upsert(person, make.value(source=WATCH))
        record.context.connection.execute(text("UPDATE daily_values SET source = 'ring'"))
        with pytest.raises(StoreError, match="does not open where it stands"):
            record.days.list(person)
