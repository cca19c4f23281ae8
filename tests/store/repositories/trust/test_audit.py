from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from store import NotHere, Store
from store.access.audit_chain import Trail
from store.crypto.keys import KeyRing
from store.models import AuditKind
from store.subjects import Anonymous, Device, Employee, Engine
from store.tables import accounts, audit_events

MINUTE = timedelta(minutes=1)


@pytest.fixture
def shared(world, make):
    """Alice has a daily value, a light, and shares both with Nora."""
    with world.engine() as record:
        record.days.upsert(world.alice.person_id, make.value())
        record.lights.schedule(world.alice.person_id, at=world.now)
        (claimed,) = record.lights.due(limit=1)
        record.lights.flip(
            world.alice.person_id, revision=claimed.revision, light=make.light(), next_evaluation_at=None
        )
    return world.share_trend(world.alice, world.nora)


def looks(world):
    with world.as_(world.alice) as record:
        return record.audit.reads_of(world.alice.person_id)


def verify(world):
    with world.engine() as record:
        return record.audit.verify()


def test_nurses_look_lists_name_time_and_what_was_seen(world, shared):
    with world.as_(world.nora, later=MINUTE) as record:
        record.days.list(world.alice.person_id)
        record.lights.current(world.alice.person_id)
        record.lights.flips(world.alice.person_id)
    (look,) = looks(world)
    assert (look.at, look.reader_id, look.reader_name) == (world.now + MINUTE, world.nora.account_id, "Nora")
    assert look.what == ("days", "light")


def test_a_look_through_a_reading_transaction_is_listed_too(world, shared):
    with world.store.reading(world.nora, now=world.now) as record:
        record.days.list(world.alice.person_id)
    assert [look.what for look in looks(world)] == [("days",)]


def test_looks_are_listed_newest_first(world, shared):
    for later in (MINUTE, 2 * MINUTE):
        with world.as_(world.nora, later=later) as record:
            record.days.list(world.alice.person_id)
    assert [look.at - world.now for look in looks(world)] == [2 * MINUTE, MINUTE]


def test_refused_read_is_not_listed_as_a_look(world, shared):
    with world.as_(world.nils) as record:
        record.days.list(world.alice.person_id)
        record.lights.current(world.alice.person_id)
    assert looks(world) == ()


def test_look_at_a_missing_light_is_listed(world):
    world.share_trend(world.alice, world.nora)
    with world.as_(world.nora) as record:
        assert record.lights.current(world.alice.person_id).light is None
    assert [look.what for look in looks(world)] == [("light",)]


def test_reading_own_data_is_not_listed_as_a_look(world, shared):
    with world.as_(world.alice) as record:
        record.days.list(world.alice.person_id)
    with world.engine() as record:
        record.days.list(world.alice.person_id)
    assert looks(world) == ()


def test_rolled_back_read_is_not_listed_as_a_look(world, shared):
    def interrupted():
        with world.as_(world.nora) as record:
            record.days.list(world.alice.person_id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert looks(world) == ()


def test_look_of_an_erased_nurse_stays_listed(world, shared):
    with world.as_(world.nora) as record:
        record.days.list(world.alice.person_id)
    with world.engine() as record:
        named = update(audit_events).where(audit_events.c.kind == AuditKind.READ)
        record.context.connection.execute(named.values(actor_id="gone"))
    assert (looks(world)[0].reader_id, looks(world)[0].reader_name) == ("gone", "")


def test_person_reads_only_their_own_audit(world, shared):
    with world.as_(world.nora) as record:
        record.days.list(world.alice.person_id)
    for subject in (world.bob, world.nora, world.olga, Engine(), Device("d", world.alice.person_id), Anonymous()):
        with world.as_(subject) as record:
            assert record.audit.reads_of(world.alice.person_id) == ()
            assert record.audit.of_person(world.alice.person_id) == ()
    with world.as_(world.alice) as record:
        kinds = [event.kind for event in record.audit.of_person(world.alice.person_id)]
    assert kinds == [AuditKind.ACCOUNT_CREATED, AuditKind.CONSENT_GIVEN, AuditKind.READ]


def test_when_the_event_cannot_be_written_the_change_is_undone(world, monkeypatch):
    def broken(self):
        raise OSError("the event cannot be written")

    monkeypatch.setattr(Trail, "flush", broken)
    with pytest.raises(OSError, match="cannot be written"), world.as_(world.alice) as record:
        record.accounts.close(world.alice.person_id)
    monkeypatch.undo()
    with world.as_(world.alice) as record:
        assert record.accounts.get(world.alice.person_id).closed_at is None


def test_intact_chain_verifies_and_has_a_head(world, shared):
    report = verify(world)
    assert (report.n_events, report.broken_at) == (6, None)
    with world.as_(world.olga) as record:
        record.accounts.close(world.nils.account_id)
        assert record.audit.verify() == report
    assert verify(world).head != report.head


def test_changed_event_breaks_the_chain_at_its_position(world, shared):
    with world.engine() as record:
        record.context.connection.execute(
            update(audit_events).where(audit_events.c.position == 3).values(detail="something else")
        )
    assert verify(world).broken_at == 3


def test_a_removed_event_breaks_the_chain_after_it(world, shared):
    with world.engine() as record:
        record.context.connection.execute(delete(audit_events).where(audit_events.c.position == 2))
    assert verify(world).broken_at == 3


def test_chain_of_another_master_key_does_not_verify(world, shared, database_url):
    other = Store(database_url, KeyRing.fresh())
    with other.begin(Engine(), now=world.now) as record:
        assert record.audit.verify().broken_at == 1
    other.close()


def test_only_the_operator_and_the_program_verify(world):
    for subject in (world.alice, world.nora, Anonymous()):
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.audit.verify()


def test_other_packages_can_add_audit_events(world):
    with world.as_(world.olga) as record:
        record.audit.record(AuditKind.EXPORTED, person_id=world.alice.person_id, detail="to a file")
    with world.as_(world.alice) as record:
        event = record.audit.of_person(world.alice.person_id)[-1]
    assert (event.kind, event.actor_role, event.actor_id) == (
        AuditKind.EXPORTED,
        "operator",
        world.olga.account_id,
    )


def test_audit_events_outlive_their_person(world):
    with world.engine() as record:
        record.audit.record(AuditKind.EXPORTED, person_id="nobody")
    with world.as_(Employee("nobody")) as record:
        assert len(record.audit.of_person("nobody")) == 1
        assert record.context.connection.scalar(select(accounts.c.id).where(accounts.c.id == "nobody")) is None
