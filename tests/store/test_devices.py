from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from store import NotHere
from store.models import RecordingKind
from store.subjects import Anonymous, Device, Engine
from store.tables import devices

MINUTE = timedelta(minutes=1)


def test_a_paired_device_is_known_by_the_token_it_was_given_once(world):
    with world.as_(world.alice) as record:
        paired = record.devices.pair(world.alice.person_id, name="Gateway")
    with world.as_(Anonymous()) as record:
        assert record.devices.by_token(paired.token) == paired.device
        assert record.devices.by_token("nothing") is None
        assert record.context.connection.scalar(select(devices.c.token_hash)) != paired.token


def test_the_operator_and_the_program_pair_for_a_person(world):
    for subject in (world.olga, Engine()):
        with world.as_(subject) as record:
            assert record.devices.pair(world.alice.person_id, name="Gateway").device.person_id == world.alice.person_id


@pytest.mark.parametrize("who", ["bob", "nora"])
def test_nobody_else_pairs_for_a_person(world, who):
    with pytest.raises(NotHere), world.as_(getattr(world, who)) as record:
        record.devices.pair(world.alice.person_id, name="Gateway")


def test_only_an_open_employee_has_devices(world):
    with pytest.raises(NotHere), world.as_(world.olga) as record:
        record.devices.pair(world.nora.account_id, name="Gateway")
    with world.as_(world.olga) as record:
        record.accounts.close(world.alice.person_id)
    with pytest.raises(NotHere), world.as_(world.olga) as record:
        record.devices.pair(world.alice.person_id, name="Gateway")


def test_a_revoked_device_is_a_stranger_from_the_next_request_on(world):
    strap = world.strap(world.alice)
    source_id = world.source(strap)
    with world.as_(world.bob) as record:
        assert not record.devices.revoke(strap.device_id)
    with world.as_(world.alice) as record:
        assert record.devices.revoke(strap.device_id)
        assert not record.devices.revoke(strap.device_id)
    with pytest.raises(NotHere), world.as_(strap) as record:
        record.beats.open_source(str(uuid.uuid4()), kind=RecordingKind.WORKDAY)
    with pytest.raises(NotHere), world.as_(strap) as record:
        record.beats.open_source(source_id, kind=RecordingKind.WORKDAY)
    with world.as_(world.alice) as record:
        assert [device.revoked_at for device in record.devices.list(world.alice.person_id)] == [world.now]


def test_a_revoked_token_opens_nothing(world):
    with world.as_(world.alice) as record:
        paired = record.devices.pair(world.alice.person_id, name="Gateway")
        record.devices.revoke(paired.device.id)
    with world.as_(Anonymous()) as record:
        assert record.devices.by_token(paired.token) is None


def test_devices_are_listed_for_the_person_the_operator_and_the_program(world):
    with world.as_(world.alice) as record:
        first = record.devices.pair(world.alice.person_id, name="First").device
    with world.as_(world.alice, later=MINUTE) as record:
        second = record.devices.pair(world.alice.person_id, name="Second").device
    for subject in (world.alice, world.olga, Engine()):
        with world.as_(subject) as record:
            assert record.devices.list(world.alice.person_id) == (first, second)
    for subject in (world.bob, world.nora, Device(first.id, world.alice.person_id), Anonymous()):
        with world.as_(subject) as record:
            assert record.devices.list(world.alice.person_id) == ()


def test_a_device_was_seen_when_it_last_sent(world, beats):
    strap = world.strap(world.alice)
    source_id = world.source(strap)
    world.send(strap, source_id, sequence=0, series=beats(), later=MINUTE)
    with world.as_(world.alice) as record:
        assert record.devices.list(world.alice.person_id)[0].last_seen_at == world.now + MINUTE
