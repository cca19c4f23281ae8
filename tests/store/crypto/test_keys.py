from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from store import KeyRing, Store, StoreError
from store.crypto.keys import KEY_BYTES, DataKey, SealedPlace
from store.errors import WrongKey
from store.subjects import Engine
from store.tables import beat_blocks, daily_values
from tests.properties import examples

PLACE = SealedPlace("windows", "content", "alice", "1")
MASTER = bytes(range(KEY_BYTES))


@pytest.fixture
def key():
    ring = KeyRing(MASTER)
    return ring.unwrap(ring.new_wrapped_key("alice"), "alice")


@examples(50)
@given(st.binary(max_size=300))
def test_sealed_value_opens_again_at_its_place(plain):
    key = DataKey(MASTER)
    assert key.open(key.seal(plain, PLACE), PLACE) == plain


@pytest.mark.parametrize(
    "elsewhere",
    [
        SealedPlace("days", "content", "alice", "1"),
        SealedPlace("windows", "note", "alice", "1"),
        SealedPlace("windows", "content", "bob", "1"),
        SealedPlace("windows", "content", "alice", "2"),
    ],
)
def test_a_sealed_value_opens_nowhere_else(key, elsewhere):
    sealed = key.seal(b"secret", PLACE)
    with pytest.raises(StoreError, match="does not open where it stands"):
        key.open(sealed, elsewhere)


def test_a_changed_or_cut_value_does_not_open(key):
    sealed = key.seal(b"secret", PLACE)
    for broken in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:5], b""):
        with pytest.raises(StoreError):
            key.open(broken, PLACE)


def test_the_same_value_is_never_sealed_to_the_same_bytes(key):
    assert key.seal(b"secret", PLACE) != key.seal(b"secret", PLACE)


def test_digest_shows_equal_contents_under_one_key_only(key):
    assert key.digest(b"beats") == key.digest(b"beats")
    assert key.digest(b"beats") != key.digest(b"other beats")
    assert key.digest(b"beats") != DataKey(MASTER).digest(b"beats")


def test_wrapped_key_opens_only_for_its_person_and_master_key():
    wrapped = KeyRing(MASTER).new_wrapped_key("alice")
    for ring, person in ((KeyRing.fresh(), "alice"), (KeyRing(MASTER), "bob")):
        with pytest.raises(WrongKey, match="sealed with another master key"):
            ring.unwrap(wrapped, person)


def test_token_hash_depends_on_token_kind_and_master_key():
    ring = KeyRing(MASTER)
    hashes = {
        ring.token_hash("session", "a"),
        ring.token_hash("session", "b"),
        ring.token_hash("device", "a"),
        KeyRing.fresh().token_hash("session", "a"),
    }
    assert len(hashes) == 4
    assert ring.token_hash("session", "a") == KeyRing(MASTER).token_hash("session", "a")


def test_a_key_file_is_made_once_and_for_its_owner_alone(tmp_path):
    file = tmp_path / "deep" / "master.key"
    first, second = KeyRing.from_file(file), KeyRing.from_file(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_size == KEY_BYTES
    assert first.token_hash("session", "a") == second.token_hash("session", "a")
    assert [path.name for path in file.parent.iterdir()] == ["master.key"]


def test_processes_that_start_together_agree_on_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(KeyRing.from_file, [tmp_path / "master.key"] * 16))
    assert len({ring.token_hash("session", "a") for ring in rings}) == 1


def test_a_key_file_of_the_wrong_length_is_refused(tmp_path):
    file = tmp_path / "master.key"
    file.write_bytes(b"short")
    with pytest.raises(StoreError, match="has 32 bytes, this one has 5"):
        KeyRing.from_file(file)


def test_a_key_file_that_cannot_be_read_says_where(tmp_path):
    with pytest.raises(StoreError, match="cannot be used: Is a directory"):
        KeyRing.from_file(tmp_path)


def test_a_store_with_another_master_key_says_so(world, database_url, make):
    with world.engine() as record:
        record.days.upsert(world.alice.person_id, make.value())
    other = Store(database_url, KeyRing.fresh())
    with pytest.raises(WrongKey), other.begin(Engine(), now=world.now) as record:
        record.days.list(world.alice.person_id)
    other.close()


def test_no_beat_and_no_value_can_be_read_in_the_database(world, make):
    world.measured(world.alice, series=make.beats(rr_ms=777.0))
    with world.engine() as record:
        record.days.upsert(world.alice.person_id, make.value(ln_rmssd=3.14159))
        rows = [
            record.context.connection.scalar(select(column))
            for column in (beat_blocks.c.payload, daily_values.c.content)
        ]
    assert b"3.14159" not in rows[1]
    assert (777).to_bytes(2, "little") * 2 not in rows[0]


def test_a_row_moved_to_another_person_does_not_open(world, make):
    with world.engine() as record:
        record.days.upsert(world.alice.person_id, make.value())
        record.context.connection.execute(update(daily_values).values(person_id=world.bob.person_id))
    with pytest.raises(StoreError, match="does not open where it stands"), world.as_(world.bob) as record:
        record.days.list(world.bob.person_id)
