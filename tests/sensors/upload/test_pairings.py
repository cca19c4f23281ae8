from __future__ import annotations

import stat
from datetime import UTC, datetime

import pytest

from hrv.beats import BeatSeries
from hrv.recording_kind import RecordingKind
from sensors.sealing import SealingKey
from sensors.upload.blocks import BeatBlock
from sensors.upload.pairing_client import PairingRefusedError, redeem
from sensors.upload.pairings import Pairings, PairingsError
from tests.sensors.door import open_door

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def pairings(tmp_path):
    return Pairings(tmp_path / "gateway")


def add(pairings, name="my strap", strap="C0:11"):
    return pairings.add(name=name, server="http://test", token="a-token", strap=strap, now=NOW)


def test_pairings_persist_for_the_next_run(pairings, tmp_path):
    first, second = add(pairings), add(pairings, name="another", strap="")

    assert Pairings(tmp_path / "gateway").all() == (first, second)
    assert (first.number, second.number, first.token) == (1, 2, "a-token")
    assert "a-token" not in repr(first)


def test_token_is_unreadable_without_the_key_or_by_others(pairings, tmp_path):
    add(pairings)
    file = tmp_path / "gateway" / "straps" / "1" / "pairing.json"

    assert "a-token" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with pytest.raises(PairingsError, match="sealed with another key"):
        Pairings(tmp_path / "gateway", key=SealingKey(b"x" * 32)).all()


def test_removed_strap_leaves_nothing_and_frees_no_number(pairings, tmp_path):
    add(pairings)
    with pairings.spool_of(1) as spool:
        spool.open_run(source="a", kind=RecordingKind.WORKDAY)
        spool.put(BeatBlock("a", 0, BeatSeries.from_rr([800.0] * 3)))

    assert pairings.remove(1)
    assert not pairings.remove(1)
    assert pairings.all() == ()
    assert not list((tmp_path / "gateway").rglob("beats.spool*"))
    assert add(pairings).number == 2


def test_stamp_changes_when_a_strap_is_added_or_removed(pairings):
    stamps = [pairings.stamp]
    add(pairings)
    stamps.append(pairings.stamp)
    pairings.remove(1)
    stamps.append(pairings.stamp)

    assert len(set(stamps)) == 3


def test_concurrent_pairings_get_different_numbers(pairings, tmp_path):
    (tmp_path / "gateway" / "straps" / ".1").mkdir()  # somebody else is adding strap 1 at this moment

    assert add(pairings).number == 2


def test_each_strap_has_a_spool_of_its_own(pairings):
    add(pairings), add(pairings)
    with pairings.spool_of(1) as first, pairings.spool_of(2) as second:
        first.open_run(source="a", kind=RecordingKind.WORKDAY)
        first.put(BeatBlock("a", 0, BeatSeries.from_rr([800.0] * 3)))
        assert (first.count().waiting, second.count().waiting) == (1, 0)


def test_a_pairing_that_cannot_be_read_says_what_to_do(pairings, tmp_path):
    add(pairings)
    (tmp_path / "gateway" / "straps" / "1" / "pairing.json").write_text("{")

    with pytest.raises(PairingsError, match="Remove strap 1, and pair it again"):
        pairings.all()


def test_invalid_folder_is_reported(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PairingsError, match="cannot be used"):
        Pairings(tmp_path / "file", key=SealingKey(b"k" * 32))


# ---------------------------------------------------------------------------- the door
@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
async def test_a_code_becomes_a_token():
    with open_door() as door:
        door.answers = [(201, {}, '{"token": "t", "name": "my laptop"}')]
        given = await redeem(door.url, "BCDF-GHJK")

    assert (given.token, given.name) == ("t", "my laptop")
    assert "'t'" not in repr(given)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (422, '{"detail": "This code is too old."}', "This code is too old."),
        (429, '{"detail": "Wait a while."}', "Wait a while."),
        (404, "<html>", "not Pulsro"),
        (201, "[]", "not Pulsro"),
        (200, '{"token": "t", "name": "n"}', "not Pulsro"),
    ],
)
async def test_unusable_code_is_reported(status, body, says):
    with open_door() as door:
        door.answers = [(status, {}, body)]
        with pytest.raises(PairingRefusedError, match=says):
            await redeem(door.url, "BCDF-GHJK")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("server", "says"), [("http://127.0.0.1:9", "cannot be reached"), ("laptop", "is not a server")]
)
async def test_missing_server_is_reported(server, says):
    with pytest.raises(PairingRefusedError, match=says):
        await redeem(server, "BCDF-GHJK")
