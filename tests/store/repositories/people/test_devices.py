from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from store import NotHere
from store.models import RecordingKind
from store.pairing_codes import ALPHABET, fresh_code, plain_code
from store.subjects import Anonymous, Device, Engine
from store.tables import devices, pairing_codes

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
def test_only_allowed_subjects_pair_for_a_person(world, who):
    with pytest.raises(NotHere), world.as_(getattr(world, who)) as record:
        record.devices.pair(world.alice.person_id, name="Gateway")


def test_only_an_open_employee_has_devices(world):
    with pytest.raises(NotHere), world.as_(world.olga) as record:
        record.devices.pair(world.nora.account_id, name="Gateway")
    with world.as_(world.olga) as record:
        record.accounts.close(world.alice.person_id)
    with pytest.raises(NotHere), world.as_(world.olga) as record:
        record.devices.pair(world.alice.person_id, name="Gateway")


def test_revoked_device_is_unknown_on_the_next_request(world):
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


def test_devices_are_listed_for_person_operator_and_program(world):
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


# ---------------------------------------------------------------------------- codes
LIFETIME = timedelta(minutes=10)


def code_for(world, person=None, *, later=timedelta()):
    person = person or world.alice
    with world.as_(person, later=later) as record:
        return record.devices.create_code(person.person_id, name="my laptop", lifetime=LIFETIME)


def use(world, code, *, later=timedelta()):
    with world.as_(Anonymous(), later=later) as record:
        return record.devices.use_code(code)


@pytest.mark.parametrize(
    "written", [str, str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[0]} {code[1:]}\n"]
)
def test_code_pairs_a_device_however_it_is_written(world, written):
    made = code_for(world)
    paired = use(world, written(made.code), later=MINUTE)
    assert (paired.device.person_id, paired.device.name) == (world.alice.person_id, "my laptop")
    with world.as_(Anonymous(), later=MINUTE) as record:
        assert record.devices.by_token(paired.token) == paired.device
    with world.as_(world.alice, later=MINUTE) as record:
        assert record.devices.read_code(made.id).used_at == world.now + MINUTE


def test_a_code_works_once(world):
    made = code_for(world)
    assert use(world, made.code) is not None
    assert use(world, made.code) is None


def test_pairing_code_expires(world):
    made = code_for(world)
    assert use(world, made.code, later=LIFETIME) is None
    assert use(world, made.code, later=LIFETIME - MINUTE) is not None


def test_new_code_ends_only_the_persons_previous_code(world):
    first, others, second = code_for(world), code_for(world, world.bob), code_for(world)
    assert use(world, first.code) is None
    assert use(world, second.code).device.person_id == world.alice.person_id
    assert use(world, others.code).device.person_id == world.bob.person_id


def test_code_of_a_closed_account_is_refused(world):
    made = code_for(world)
    with world.as_(world.olga) as record:
        record.accounts.close(world.alice.person_id)
    assert use(world, made.code) is None


def test_a_code_is_kept_only_as_its_keyed_hash(world):
    made = code_for(world)
    with world.as_(Anonymous()) as record:
        stored = record.context.connection.execute(select(pairing_codes)).one()
    assert plain_code(made.code) not in str(stored).replace("-", "")
    assert use(world, "") is None


def test_codes_use_only_unambiguous_letters(world):
    codes = {fresh_code() for _ in range(500)}
    assert len(codes) == 500
    assert {letter for code in codes for letter in code} == {*ALPHABET, "-"}
    assert {len(plain_code(code)) for code in codes} == {8}


def test_device_clock_error_is_stored_with_the_device(world):
    strap = world.strap(world.alice)
    with world.as_(strap) as record:
        assert record.devices.note_clock(offset_s=-3.25, round_trip_s=0.5)
    with world.as_(world.olga) as record:
        (device,) = record.devices.list(world.alice.person_id)
    assert (device.clock_offset_s, device.round_trip_s) == (-3.25, 0.5)


def test_clock_shift_of_a_run_is_kept_from_its_opening(world):
    strap, source_id = world.strap(world.alice), str(uuid.uuid4())
    with world.as_(strap) as record:
        assert record.beats.open_source(source_id, kind=RecordingKind.WORKDAY, shift_s=86_400.0).shift_s == 86_400.0
        assert record.beats.open_source(source_id, kind=RecordingKind.WORKDAY).shift_s == 86_400.0
