from __future__ import annotations

import asyncio
import json
import socket
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2 as httpx
import pytest

from hrv.beats import BeatFlag, BeatSeries
from hrv.recording_kind import RecordingKind
from sensors.beat_clock.beat import Beat, to_series
from sensors.upload import sender as sending
from sensors.upload.blocks import BeatBlock
from sensors.upload.sender import Sender, SendingStoppedError, TokenRefusedError, TryLaterError, client_for
from sensors.upload.spool import Spool
from tests.patience import PATIENCE_S, until
from tests.sensors.door import TOKEN, open_door

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
HTML = "<html>welcome</html>"


@pytest.fixture
def door():
    with open_door() as opened:
        yield opened


@pytest.fixture
def spool(tmp_path):
    with Spool(tmp_path / "beats.spool") as opened:
        opened.open_run(source="a", kind=RecordingKind.CHECK)
        for number in range(5):
            series = BeatSeries.from_rr([812.5] * 4, start=1.8e9 + 10 * number)
            opened.put(BeatBlock("a", number, series))
        yield opened


@pytest.fixture
async def sender(spool, door):
    async with client_for(door.url) as client:
        yield Sender(spool, client, TOKEN, now_s=NOW.timestamp)


def waiting(spool):
    return spool.count().waiting


async def test_waiting_blocks_arrive_and_leave_the_spool(sender, spool, door):
    await sender.drain()

    assert sorted(door.taken) == [("a", number) for number in range(5)]
    assert waiting(spool) == 0
    assert sender.progress.acknowledged_beats == 20


async def test_beats_are_sent_in_the_ingest_format(tmp_path, door):
    flagged = to_series([Beat(1795248000.5, 812.5, 3, BeatFlag.AFTER_GAP)])
    with Spool(tmp_path / "one.spool") as spool:
        spool.open_run(source="b", kind=RecordingKind.BREATHING)
        spool.put(BeatBlock("b", 7, flagged))
        spool.shift_run("b", 0.0)
        async with client_for(door.url) as client:
            await Sender(spool, client, TOKEN, now_s=NOW.timestamp).drain()

    assert door.requests == [
        {
            "source": "b",
            "kind": "breathing",
            "sent_at": "2026-11-21T08:00:00+00:00",
            "clock": {"offset_s": None, "round_trip_s": None, "shift_s": 0.0},
            "blocks": [{"sequence": 7, "time_s": [1795248000.5], "rr_ms": [812.5], "segment": [3], "flags": [1]}],
        }
    ]


async def test_many_blocks_go_in_several_batches(sender, door, monkeypatch):
    sender._limit = 2
    monkeypatch.setattr(sending, "BATCH_BLOCKS", 2)
    await sender.drain()

    assert [len(request["blocks"]) for request in door.requests] == [2, 2, 1]


async def test_an_unreachable_server_keeps_the_beats_here(spool):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    async with client_for(url) as client:
        sender = Sender(spool, client, TOKEN)
        with pytest.raises(TryLaterError, match=f"at {url} cannot be reached. Heartbeats are kept"):
            await sender.drain()

    assert waiting(spool) == 5
    assert "cannot be reached" in str(sender.progress.trouble)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_busy_or_failing_server_is_retried_later(sender, spool, door, status):
    door.answers = [(status, {}, "")]

    with pytest.raises(TryLaterError, match=f"status {status}"):
        await sender.drain()
    assert waiting(spool) == 5


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0.0)])
async def test_retry_after_pause_is_read(sender, door, header, seconds):
    door.answers = [(503, {"Retry-After": header}, "")]

    with pytest.raises(TryLaterError) as error:
        await sender.send_batch()
    assert error.value.after_s == seconds


async def test_a_token_that_is_not_accepted_needs_a_person(sender, spool, door):
    door.answers = [(401, {}, "")]

    with pytest.raises(TokenRefusedError, match="does not accept this device any more"):
        await sender.drain()
    assert waiting(spool) == 5


@pytest.mark.parametrize("body", ["", HTML, "{}"])
async def test_forbidding_proxy_is_not_taken_for_a_refused_token(sender, spool, door, body):
    door.answers = [(403, {}, body)]

    with pytest.raises(SendingStoppedError, match="not Pulsro") as error:
        await sender.drain()
    assert not isinstance(error.value, TokenRefusedError)
    assert waiting(spool) == 5


@pytest.mark.parametrize(("status", "error"), [(403, TokenRefusedError), (503, TryLaterError)])
async def test_the_servers_own_sentence_is_passed_on(sender, spool, door, status, error):
    door.answers = [(status, {}, '{"detail": "Agree on your page that beats are stored."}')]

    with pytest.raises(error, match=r"^Agree on your page that beats are stored\.$"):
        await sender.drain()
    assert waiting(spool) == 5


@pytest.mark.parametrize(
    "answer",
    [(404, {}, ""), (200, {}, HTML), (301, {"Location": "/x"}, ""), (200, {}, "[]"), (200, {}, "{}"), (599, {}, "")],
)
async def test_a_server_that_is_not_pulsro_is_recognised(sender, spool, door, answer):
    door.answers = [answer]

    with pytest.raises((SendingStoppedError, TryLaterError)) as error:
        await sender.drain()
    assert ("not Pulsro" in str(error.value)) is (answer[0] != 599)
    assert waiting(spool) == 5


async def test_refused_blocks_are_set_aside_and_the_others_arrive(sender, spool, door):
    door.refuses = {
        1: "These beats differ from what was sent before.",
        3: "These beats differ from what was sent before.",
    }
    await sender.drain()

    assert sorted(door.taken) == [("a", 0), ("a", 2), ("a", 4)]
    assert list(map(str, spool.refusals())) == ["These beats differ from what was sent before."]
    assert (waiting(spool), sender.progress.refused_blocks) == (0, 2)
    assert list(map(str, sender.progress.refusals)) == ["These beats differ from what was sent before."]


async def test_trouble_lasts_until_the_server_accepts_something(sender, spool, door):
    agree = "This person has not said yes that beats are stored."
    door.refuses = dict.fromkeys(range(5), agree)
    await sender.drain()
    assert (str(sender.progress.trouble), spool.count().set_aside) == (agree, 5)

    door.refuses = {}
    spool.offer_again()
    await sender.drain()
    assert sender.progress.trouble is None


async def test_block_that_spoils_its_batch_is_found_and_others_arrive(sender, spool, door):
    door.chokes_on = {3}
    await sender.drain()

    assert sorted(door.taken) == [("a", 0), ("a", 1), ("a", 2), ("a", 4)]
    assert list(map(str, spool.refusals())) == ["These beats lie in the future. Set this computer's clock."]


@pytest.mark.parametrize("body", ["", "[]", '{"detail": [1]}'])
async def test_refusal_without_a_reason_says_so(sender, spool, door, body):
    door.answers = [(400, {}, body)] * 3
    sender._limit = 1
    await sender.send_batch()

    assert "status 400) without saying why" in str(spool.refusals()[0])


async def test_a_server_that_takes_nothing_is_not_asked_in_a_rush(sender, spool, door):
    door.forgets = True

    with pytest.raises(TryLaterError, match="but took no heartbeats"):
        await sender.drain()
    assert waiting(spool) == 5


async def test_lost_acknowledgement_is_made_good_by_resending(sender, spool, door):
    await sender.drain()
    spool.put(BeatBlock("a", 0, BeatSeries.from_rr([812.5] * 4, start=1.8e9)))
    await sender.drain()

    assert len(door.taken) == 5
    assert waiting(spool) == 0


async def test_acknowledged_unsent_sequences_are_ignored(sender, spool, door):
    door.answers = [(200, {}, '{"acknowledged": [0, 77], "refused": [{"sequence": 99, "reason": "No."}]}')]
    await sender.send_batch()

    assert (waiting(spool), sender.progress.acknowledged_beats) == (4, 4)
    assert spool.refusals() == ()


async def test_sender_retries_until_the_server_is_back_and_sends_all(sender, spool, door, monkeypatch):
    monkeypatch.setattr(sending, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(sending, "IDLE_PAUSE_S", 0.01)
    door.answers = [(503, {}, "")] * 3
    stop = asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    await until(lambda: not waiting(spool))
    assert sender.progress.trouble is None
    stop.set()
    await task


async def test_pauses_grow_but_not_beyond_a_minute(sender, door, monkeypatch):
    pauses = []

    async def note(stop, seconds):
        pauses.append(seconds)
        if len(pauses) == 9:
            stop.set()

    monkeypatch.setattr(sending, "_wait", note)
    door.answers = [(503, {}, "")] * 8 + [(503, {"Retry-After": "500"}, "")]
    await sender.run(asyncio.Event())

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 500]


async def test_requested_pause_of_a_year_is_shortened(sender, door, monkeypatch):
    pauses, stop = [], asyncio.Event()

    async def wait(stop, seconds):
        pauses.append(seconds)
        stop.set()

    monkeypatch.setattr(sending, "_wait", wait)
    door.answers = [(503, {"Retry-After": "31536000"}, "")]
    await sender.run(stop)

    assert pauses == [sending.LONGEST_ASKED_PAUSE_S]


async def test_waiting_sender_can_be_stopped(sender, monkeypatch):
    monkeypatch.setattr(sending, "IDLE_PAUSE_S", 10 * PATIENCE_S)
    stop = asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    await until(lambda: sender.progress.acknowledged_beats)
    stop.set()

    await asyncio.wait_for(task, PATIENCE_S)


@pytest.mark.parametrize("server", ["", "localhost:8000", "ftp://example.org", "http://", "http://[::1", "/beats"])
def test_invalid_server_address_is_refused(server):
    with pytest.raises(SendingStoppedError, match="is not a server's address"):
        client_for(server)


@pytest.mark.parametrize("token", ["", "two\nlines", "tøken"])
async def test_invalid_token_is_refused(spool, token):
    async with client_for("http://127.0.0.1:8000") as client:
        with pytest.raises(SendingStoppedError, match="plain letters and digits"):
            Sender(spool, client, token)


# ---------------------------------------------------------------------------- clocks
@dataclass
class Timekeeper:
    """A server that looks at `sent_at` as the real one does, with a clock that is ahead of this computer's."""

    ahead_s: float
    spool: Spool
    taken: list[float] = field(default_factory=list)
    uploads: list[dict] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        upload = json.loads(request.content)
        self.uploads.append(upload)
        now = datetime.now(UTC) + timedelta(seconds=self.ahead_s)
        moments = {"received_at": now.isoformat(), "answered_at": now.isoformat()}
        if abs(now - datetime.fromisoformat(upload["sent_at"])) > timedelta(seconds=30):
            return httpx.Response(200, json={"acknowledged": [], "refused": [], "kept_out": "Your clock.", **moments})
        self.taken += [moment for block in upload["blocks"] for moment in block["time_s"]]
        taken = [block["sequence"] for block in upload["blocks"]]
        return httpx.Response(200, json={"acknowledged": taken, "refused": [], "kept_out": None, **moments})

    def sender(self) -> Sender:
        client = httpx.AsyncClient(base_url="http://test", transport=httpx.MockTransport(self.answer))
        return Sender(self.spool, client, TOKEN)


def times(spool):
    batch = spool.next_batch(limit=9)
    return [moment for block in batch.blocks for moment in block.series.time_s.tolist()]


@pytest.mark.parametrize("ahead_s", [86_400.0, -7200.0])
async def test_beats_from_a_wrong_clock_are_corrected_by_the_servers(spool, ahead_s):
    server, before = Timekeeper(ahead_s, spool), times(spool)
    sender = server.sender()
    await sender.drain()

    assert server.taken == pytest.approx([moment + ahead_s for moment in before], abs=0.5)
    assert server.uploads[-1]["clock"]["shift_s"] == pytest.approx(ahead_s, abs=0.5)
    assert sender.progress.clock.offset_s == pytest.approx(ahead_s, abs=0.5)
    assert sender.progress.clock.round_trip_s < 5
    assert waiting(spool) == 0


async def test_a_clock_that_is_right_moves_nothing(spool):
    server, before = Timekeeper(2.0, spool), times(spool)
    await server.sender().drain()

    assert server.taken == before
    assert len(server.uploads) == 1


async def test_clock_shift_of_a_run_survives_a_restart(spool):
    server = Timekeeper(7200.0, spool)
    server.sender().progress.clock = None
    await server.sender().send_batch()
    again = server.sender()
    await again.drain()

    first, *later = [upload["clock"]["shift_s"] for upload in server.uploads]
    assert first == 0.0
    assert len(set(later)) == 1
    assert waiting(spool) == 0


async def test_run_that_began_right_is_unchanged_by_a_later_bad_clock(spool, monkeypatch):
    server, before = Timekeeper(0.0, spool), times(spool)
    sender = server.sender()
    sender._limit = 1
    await sender.send_batch()
    wall = time.time
    sender._now_s = lambda: wall() - 86_400
    await sender.drain()

    assert server.taken == before
    assert {upload["clock"]["shift_s"] for upload in server.uploads} == {0.0}


async def test_server_that_keeps_everything_out_is_retried_later(spool):
    server = Timekeeper(0.0, spool)
    server.answer = lambda _: httpx.Response(
        200,
        json={
            "acknowledged": [],
            "refused": [],
            "kept_out": "Set your clock.",
            "received_at": "2026-01-01T00:00:00Z",
            "answered_at": "2026-01-01T00:00:00Z",
        },
    )
    sender = server.sender()
    with pytest.raises(TryLaterError, match="Set your clock"):
        await sender.drain()
    assert waiting(spool) == 5


@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00", "yesterday", 5])
async def test_answer_with_an_invalid_moment_is_not_pulsro(sender, spool, door, moment):
    door.answers = [(200, {}, json.dumps({"acknowledged": [0], "refused": [], "received_at": moment}))]

    with pytest.raises(SendingStoppedError, match="not Pulsro"):
        await sender.send_batch()
    assert waiting(spool) == 5


async def test_beats_without_a_known_time_wait_for_a_person(spool, monkeypatch):
    spool._database.execute("UPDATE runs SET boot = 'an earlier one', is_trusted = 0")
    server = Timekeeper(0.0, spool)
    await server.sender().drain()
    assert (server.uploads, spool.count().set_aside) == ([], 5)
    assert "before this computer knew the time" in str(spool.refusals()[0])

    spool.offer_again()
    await server.sender().drain()
    assert len(server.taken) == 20


async def test_run_before_a_reboot_with_trusted_clock_is_unchanged(spool):
    before = times(spool)
    spool._database.execute("UPDATE runs SET boot = 'an earlier one', is_trusted = 1")
    server = Timekeeper(0.0, spool)
    await server.sender().drain()

    assert server.taken == before


async def test_clock_set_during_the_exchange_decides_nothing(spool):
    """The time comes with the network: half of the exchange is by one clock, half by another."""
    server, before = Timekeeper(7200.0, spool), times(spool)
    moments = iter([time.time(), time.time() + 7200])
    sender = server.sender()
    sender._now_s = lambda: next(moments)
    with pytest.raises(TryLaterError, match="Your clock"):
        await sender.send_batch()
    assert spool.next_batch(limit=1).clock.shift_s is None

    sender._now_s = lambda: time.time() + 7200
    await sender.drain()

    assert server.taken == pytest.approx([moment + 7200 for moment in before], abs=0.5)


async def test_wrong_clock_after_a_reboot_moves_no_earlier_beats(spool):
    before = times(spool)
    spool._database.execute("UPDATE runs SET boot = 'an earlier one', is_trusted = 1")
    server = Timekeeper(7200.0, spool)
    sender = server.sender()
    with pytest.raises(TryLaterError, match="Your clock"):
        await sender.drain()

    server.ahead_s = 0.0  # the network has brought the time
    await sender.drain()

    assert server.taken == before


async def test_beats_before_a_reboot_wait_if_the_clock_stays_wrong(spool):
    before = times(spool)
    spool._database.execute("UPDATE runs SET boot = 'an earlier one', is_trusted = 1")
    server = Timekeeper(7200.0, spool)
    sender = server.sender()
    for _ in range(sending.CLOCK_MAY_COME_RIGHT - 1):
        with pytest.raises(TryLaterError):
            await sender.drain()
    await sender.drain()
    assert (server.taken, spool.count().set_aside) == ([], 5)
    assert "wrong now" in str(spool.refusals()[0])

    spool.offer_again()
    await sender.drain()
    assert server.taken == before
