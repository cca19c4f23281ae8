from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from sensors import systemd, texts
from sensors.ble.strap import BleakStrap
from sensors.bluetooth_errors import StrapError
from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.heart_rate.packets import Packet
from sensors.simulation.sources import source_for
from sensors.simulation.strap import SimulatedStrap
from sensors.upload import carrier as carrying
from sensors.upload import gateway as running
from sensors.upload import sender as sending
from sensors.upload.gateway import Gateway
from sensors.upload.pairings import Pairings, PairingsError
from tests.patience import PATIENCE_S, until
from tests.sensors.door import TOKEN, open_door

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class Worn:
    """A strap that says sixty beats at once and then nothing more, and remembers whether somebody listens."""

    unix_offset_s = 1.8e9
    trouble = None

    def __init__(self):
        self.state = "listening"
        self.is_heard = False
        self.said_all = False

    async def __aiter__(self):
        self.is_heard = True
        try:
            for second in range(60):
                await asyncio.sleep(0)
                yield Packet(float(second), build(HeartRateMeasurement(bpm=61, rr_1024=(1000 + second % 9,))))
            self.said_all = True
            await asyncio.Event().wait()
        finally:
            self.is_heard = False


class Broken(Worn):
    """A strap that cannot be listened to as long as there are `faults`."""

    faults: ClassVar[list[Exception]] = []

    async def __aiter__(self):
        if self.faults:
            raise self.faults[0]
        async for packet in super().__aiter__():
            yield packet


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Nobody waits long, and whoever ends has the time to send what is left."""
    for module, name in (
        (carrying, "RETRY_S"),
        (running, "LOOK_EVERY_S"),
        (sending, "FIRST_PAUSE_S"),
        (sending, "IDLE_PAUSE_S"),
    ):
        monkeypatch.setattr(module, name, 0.02)
    monkeypatch.setattr(carrying, "LAST_WORDS_S", PATIENCE_S)


@pytest.fixture
def door():
    with open_door() as opened:
        yield opened


@pytest.fixture
def pairings(tmp_path):
    return Pairings(tmp_path / "gateway")


class Straps(dict):
    """Makes one strap of a kind for each name that is asked for."""

    def __init__(self, **kinds):
        self.kinds = kinds

    def __call__(self, name):
        self[name] = self.kinds.get(name, Worn)()
        return self[name]


def add(pairings, door, strap, token=TOKEN):
    return pairings.add(name=f"strap of {strap}", server=door.url, token=token, strap=strap, now=NOW)


@asynccontextmanager
async def running_gateway(pairings, straps):
    gateway, stop = Gateway(pairings, source_for=straps), asyncio.Event()
    task = asyncio.create_task(gateway.run(stop))
    try:
        yield gateway
    finally:
        stop.set()
        await asyncio.wait_for(task, PATIENCE_S)


def line_of(gateway, number):
    return next((line for line in gateway.lines() if line.number == number), None)


def trouble_of(gateway, number):
    line = line_of(gateway, number)
    return str(line.trouble) if line and line.trouble else ""


async def test_each_straps_beats_arrive_under_its_own_token(pairings, door):
    for strap in ("a", "b", "c"):
        add(pairings, door, strap)
    straps = Straps()
    async with running_gateway(pairings, straps) as gateway:
        await until(lambda: len(straps) == 3 and all(strap.said_all for strap in straps.values()))
        assert [line.bpm for line in gateway.lines()] == [61] * 3
    assert len({source for source, _ in door.taken}) == 3
    assert door.beats == 180  # the last words of each were sent as it ended
    assert {request["kind"] for request in door.requests} == {"workday"}


async def test_status_line_describes_a_strap(pairings, door):
    add(pairings, door, "a")
    async with running_gateway(pairings, Straps()) as gateway:
        await until(lambda: (line := line_of(gateway, 1)) is not None and line.beats > 20 and door.beats > 20)
        line = line_of(gateway, 1)
    assert (line.name, line.state, line.bpm, line.trouble, line.is_stopped) == (
        "strap of a",
        "listening",
        61,
        None,
        False,
    )
    assert line.age_s < PATIENCE_S
    assert line.battery_percent is None


async def test_straps_added_or_removed_while_running_are_followed(pairings, door):
    straps = Straps()
    async with running_gateway(pairings, straps) as gateway:
        assert gateway.lines() == ()
        add(pairings, door, "a")
        await until(lambda: "a" in straps and straps["a"].is_heard)
        pairings.remove(1)
        await until(lambda: not straps["a"].is_heard and gateway.lines() == ())


async def test_revoked_token_stops_only_its_own_strap(pairings, door):
    add(pairings, door, "a"), add(pairings, door, "b", token="taken-away")
    straps = Straps()
    async with running_gateway(pairings, straps) as gateway:
        await until(lambda: (line := line_of(gateway, 2)) is not None and line.is_stopped)
        await until(lambda: not straps["b"].is_heard)
        await until(lambda: door.beats > 20)
        stopped, other = line_of(gateway, 2), line_of(gateway, 1)
        assert straps["a"].is_heard
    assert stopped.state == "stopped"
    assert "Pair it again with a new code" in str(stopped.trouble)
    assert stopped.spool.waiting_beats > 0
    assert (other.is_stopped, other.trouble) == (False, None)


async def test_strap_in_trouble_is_retried_and_spares_the_others(pairings, door, caplog):
    add(pairings, door, "a"), add(pairings, door, "b")
    Broken.faults[:] = [StrapError(texts.POWERED_OFF()), ZeroDivisionError("a mistake of ours")]
    async with running_gateway(pairings, Straps(b=Broken)) as gateway:
        for words in (texts.POWERED_OFF.one, "unexpected.*ZeroDivisionError"):
            await until(lambda words=words: re.search(words, trouble_of(gateway, 2)))
            Broken.faults.pop(0)
        await until(lambda: (line := line_of(gateway, 2)) is not None and line.beats > 20)
    assert "a mistake of ours" in caplog.text


async def test_unreachable_server_is_shown_and_beats_wait(pairings, door):
    door.answers = [(503, {}, "")] * 1000
    add(pairings, door, "a")
    straps = Straps()
    async with running_gateway(pairings, straps) as gateway:
        await until(lambda: trouble_of(gateway, 1) and straps["a"].said_all)
        assert "busy or has a problem" in trouble_of(gateway, 1)
    with pairings.spool_of(1) as spool:
        assert spool.count().waiting_beats == 60


async def test_other_software_at_the_address_is_retried(pairings, door):
    door.answers = [(404, {}, "")] * 10_000
    add(pairings, door, "a")
    async with running_gateway(pairings, Straps()) as gateway:
        await until(lambda: "not Pulsro" in trouble_of(gateway, 1))
        door.answers.clear()
        await until(lambda: door.beats > 20)


async def test_unusable_spool_is_shown_on_its_line(pairings, door, tmp_path):
    add(pairings, door, "a")
    (tmp_path / "gateway" / "straps" / "1" / "beats.spool").write_bytes(b"x" * 5000)
    async with running_gateway(pairings, Straps()) as gateway:
        await until(lambda: "is not a spool of Pulsro" in trouble_of(gateway, 1))


async def test_bug_in_sending_does_not_stop_the_strap(pairings, door, monkeypatch):
    plain, failed = sending.Sender.run, []

    async def once_wrong(self, stop):
        if not failed:
            failed.append(1)
            raise ZeroDivisionError
        await plain(self, stop)

    monkeypatch.setattr(sending.Sender, "run", once_wrong)
    add(pairings, door, "a")
    async with running_gateway(pairings, Straps()):
        await until(lambda: door.beats > 20)


async def test_unreadable_pairings_stop_the_start_but_not_a_run(pairings, door, tmp_path):
    add(pairings, door, "a")
    file = tmp_path / "gateway" / "straps" / "1" / "pairing.json"
    good = file.read_text()
    file.write_text("{")
    with pytest.raises(PairingsError, match="Remove strap 1"):
        await Gateway(pairings).run(asyncio.Event())
    file.write_text(good)
    async with running_gateway(pairings, Straps()) as gateway:
        await until(gateway.lines)
        file.write_text("{")
        add(pairings, door, "b")
        await until(lambda: gateway.trouble)
        file.write_text(good)
        await until(lambda: len(gateway.lines()) == 2)
        assert gateway.trouble is None


async def test_invalid_address_is_reported_with_the_strap_number(pairings):
    pairings.add(name="x", server="nowhere", token=TOKEN, strap="", now=NOW)
    with pytest.raises(PairingsError, match="Strap 1: 'nowhere' is not a server's address"):
        await Gateway(pairings).run(asyncio.Event())


# ---------------------------------------------------------------------------- where packets come from
def test_source_text_names_a_strap_or_a_simulation():
    assert isinstance(source_for("simulated:7"), SimulatedStrap)
    strap = source_for("C0:11")
    assert isinstance(strap, BleakStrap)
    assert (strap._wanted, strap._insists) == ("C0:11", True)
    assert source_for("")._wanted is None


def test_same_simulated_source_gives_the_same_beats(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1.8e9)
    first, second = (next(iter(source_for("simulated:7").packets())) for _ in range(2))
    assert first.payload == second.payload


# ---------------------------------------------------------------------------- systemd
def test_systemd_gets_messages_only_if_it_listens(tmp_path, monkeypatch):
    systemd.tell("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        for address, name in ((str(tmp_path / "ear"), str(tmp_path / "ear")), (f"\0{tmp_path}", f"@{tmp_path}")):
            ear.close()
            ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)  # noqa: PLW2901 - one ear after the other
            ear.bind(address)
            monkeypatch.setenv("NOTIFY_SOCKET", name)
            systemd.tell("READY=1")
            assert ear.recv(100) == b"READY=1"
            ear.close()


async def test_gateway_tells_systemd_ready_watchdog_and_stopping(pairings, door, monkeypatch):
    words = []
    monkeypatch.setattr(systemd, "tell", words.append)
    add(pairings, door, "a")
    async with running_gateway(pairings, Straps()):
        await until(lambda: "WATCHDOG=1\nSTATUS=1 of 1 straps heard, 0 beats wait" in words)
    assert (words[0], words[-1]) == ("READY=1", "STOPPING=1")


# ---------------------------------------------------------------------------- lightness
HEAVY = ["neurokit2", "scipy", "pandas", "sklearn", "matplotlib", "sqlalchemy", "fastapi", "pydantic", "typer"]


def test_a_running_gateway_loads_nothing_heavy():
    code = (
        "import sys, cli.straps.gateway_run, sensors.ble.strap, sensors.simulation.strap\n"
        "from cli.straps.gateway_view import GatewayTable\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "COVERAGE_PROCESS_CONFIG"}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert said.stdout == "[]\n"
