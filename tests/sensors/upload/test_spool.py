from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from hrv.beats import BeatSeries
from hrv.recording_kind import RecordingKind
from sensors.sealing import SealingKey
from sensors.upload import texts
from sensors.upload.blocks import BeatBlock
from sensors.upload.refusals import restored, stored
from sensors.upload.spool import Spool, SpoolCount, SpoolError

AHEAD = texts.SERVER_SAID(sentence="These beats lie in the future.")


def block(sequence, source="a", beats=5):
    return BeatBlock(source, sequence, BeatSeries.from_rr([812.5] * beats, start=1.8e9 + 10 * sequence))


@pytest.fixture
def spool(tmp_path):
    with Spool(tmp_path / "deep" / "beats.spool") as opened:
        opened.open_run(source="a", kind=RecordingKind.WORKDAY)
        yield opened


def sequences(spool, limit=100):
    batch = spool.next_batch(limit=limit)
    return [each.sequence for each in batch.blocks] if batch else []


def test_spooled_block_reads_back_unchanged(spool):
    spool.put(block(3))
    batch = spool.next_batch(limit=10)
    (taken,) = batch.blocks

    assert (batch.source, batch.kind, taken.sequence) == ("a", RecordingKind.WORKDAY, 3)
    for name in ("time_s", "rr_ms", "segment", "flags"):
        assert getattr(taken.series, name).tolist() == getattr(block(3).series, name).tolist()


def test_new_file_waits_for_whoever_writes_it_first(tmp_path):
    writer = sqlite3.connect(tmp_path / "new.spool", isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")  # no log yet: SQLite refuses the switch at once instead of waiting
    release = threading.Timer(0.3, writer.execute, ["COMMIT"])
    release.start()
    with Spool(tmp_path / "new.spool", key=SealingKey.kept_in(tmp_path)) as opened:
        assert opened.count() == SpoolCount(waiting=0, waiting_beats=0, set_aside=0)
    release.join()
    writer.close()


def test_blocks_wait_in_the_order_in_which_they_came(spool):
    for number in (0, 2, 1):
        spool.put(block(number))

    assert sequences(spool) == [0, 2, 1]
    assert sequences(spool, limit=2) == [0, 2]


def test_only_what_is_acknowledged_leaves(spool):
    for number in range(3):
        spool.put(block(number))
    spool.acknowledge("a", [1])

    assert sequences(spool) == [0, 2]
    assert spool.count() == SpoolCount(waiting=2, waiting_beats=10, set_aside=0)


def test_the_same_block_twice_waits_once(spool):
    spool.put(block(0))
    spool.put(block(0))

    assert sequences(spool) == [0]


def test_refused_block_is_kept_aside_and_not_offered_again(spool):
    spool.put(block(0))
    spool.put(block(1))
    spool.set_aside("a", 0, reason=AHEAD)

    assert sequences(spool) == [1]
    assert spool.refusals() == (AHEAD,)
    assert (spool.count().set_aside, spool.count().beats_set_aside) == (1, 5)


def test_reason_in_an_older_spool_is_the_servers_sentence(spool):
    spool.put(block(0))
    spool.set_aside("a", 0, reason=AHEAD)
    spool._database.execute("UPDATE blocks SET refusal = ?", ("These beats lie in the future. Set your clock.",))

    assert list(map(str, spool.refusals())) == ["These beats lie in the future. Set your clock."]


@pytest.mark.parametrize("text", ["12", "null", '{"code": "x"}', "{", "A sentence."])
def test_whatever_is_no_code_in_json_is_a_sentence(text):
    assert restored(text) == texts.SERVER_SAID(sentence=text)


def test_reason_comes_back_with_its_parameters():
    reason = texts.UNEXPLAINED(status="400")

    assert restored(stored(reason)) == reason


def test_batch_holds_one_run_and_the_oldest_run_comes_first(spool):
    spool.open_run(source="b", kind=RecordingKind.CHECK)
    spool.put(block(0, "a"))
    spool.put(block(0, "b"))
    spool.put(block(1, "a"))

    assert sequences(spool) == [0, 1]
    spool.acknowledge("a", [0, 1])
    assert spool.next_batch(limit=10).kind is RecordingKind.CHECK


def test_an_empty_spool_offers_nothing(spool):
    assert spool.next_batch(limit=10) is None


def test_another_process_finds_what_waits(spool, tmp_path):
    spool.put(block(0))
    with Spool(tmp_path / "deep" / "beats.spool") as again:
        assert sequences(again) == [0]


def test_block_waits_until_its_run_is_announced(spool):
    spool.put(block(0, "b"))
    assert spool.next_batch(limit=1) is None

    spool.open_run(source="b", kind=RecordingKind.IMPORT)
    assert sequences(spool) == [0]


def test_full_disk_is_reported_and_loses_no_kept_beats(spool):
    spool.put(block(0))
    (pages,) = spool._database.execute("PRAGMA page_count").fetchone()
    spool._database.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(SpoolError, match=r"is full\. Free some space\. What was kept so far is safe"):
        spool.put(block(1, beats=5000))
    assert sequences(spool) == [0]


def test_foreign_file_is_refused_and_left_unchanged(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"not a database" * 100)

    with pytest.raises(SpoolError, match="is not a spool of Pulsro"):
        Spool(path)
    assert path.read_bytes() == b"not a database" * 100


def test_a_database_of_something_else_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE accounts (x)")

    with pytest.raises(SpoolError, match=r"is not a spool of Pulsro"):
        Spool(tmp_path / "other.db")
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("accounts",)]
    other.close()


def test_a_spool_of_another_version_is_refused(spool, tmp_path):
    spool._database.execute("PRAGMA user_version = 99")

    with pytest.raises(SpoolError, match="written by another version of Pulsro"):
        Spool(tmp_path / "deep" / "beats.spool")


def test_uncreatable_folder_is_reported(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(SpoolError, match="cannot be used to keep beats"):
        Spool(tmp_path / "file" / "beats.spool")


def test_spool_in_use_is_reported(spool, tmp_path, monkeypatch):
    monkeypatch.setattr("sensors.upload.spool.BUSY_S", 0.01)
    spool._database.execute("BEGIN EXCLUSIVE")
    with pytest.raises(SpoolError, match="Another Pulsro is using"):
        Spool(tmp_path / "deep" / "beats.spool")
    spool._database.execute("ROLLBACK")


def test_an_acknowledgement_is_all_or_nothing(spool):
    spool.put(block(0))

    def interrupted():
        yield 0
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spool.acknowledge("a", interrupted())
    assert sequences(spool) == [0]


def test_set_aside_blocks_are_offered_again_on_request(spool):
    for number in range(3):
        spool.put(block(number))
        spool.set_aside("a", number, reason=AHEAD)

    assert spool.offer_again() == 3
    assert sequences(spool) == [0, 1, 2]
    assert (spool.refusals(), spool.offer_again()) == ((), 0)


def test_a_full_spool_refuses_new_beats_and_keeps_those_it_took(tmp_path):
    with Spool(tmp_path / "small.spool", most_beats=12) as spool:
        spool.open_run(source="a", kind=RecordingKind.WORKDAY)
        spool.put(block(0))
        spool.put(block(1))
        spool.set_aside("a", 1, reason=AHEAD)
        with pytest.raises(SpoolError, match="New heartbeats are not kept"):
            spool.put(block(2))
        assert sequences(spool) == [0]
        spool.acknowledge("a", [0])
        spool.put(block(2))
        assert sequences(spool) == [2]


def test_counting_sees_what_another_process_did(spool, tmp_path):
    spool.put(block(0))
    assert spool.count().waiting == 1
    with Spool(tmp_path / "deep" / "beats.spool") as again:
        again.put(block(1))
    assert spool.count().waiting == 2
    spool.put(block(2))
    assert spool.count() == SpoolCount(waiting=3, waiting_beats=15, set_aside=0)


# ---------------------------------------------------------------------------- the seal
def test_without_the_key_nothing_of_the_beats_can_be_read(spool, tmp_path):
    spool.put(block(0))
    content = (tmp_path / "deep" / "beats.spool").read_bytes() + (tmp_path / "deep" / "beats.spool-wal").read_bytes()

    assert block(0).series.rr_ms.tobytes() not in content
    assert b"812.5" not in content
    with pytest.raises(SpoolError, match="sealed with another key"):
        Spool(tmp_path / "deep" / "beats.spool", key=SealingKey(b"k" * 32))


def test_a_block_that_was_moved_to_another_place_does_not_open(spool):
    spool.put(block(0))
    spool._database.execute("UPDATE blocks SET sequence = 7")

    assert spool.next_batch(limit=1) is None
    assert (spool.count().set_aside, "cannot be read" in str(spool.refusals()[0])) == (1, True)


# ---------------------------------------------------------------------------- the clock of a run
def test_run_keeps_its_clock_and_its_first_shift(spool):
    spool.put(block(0))
    before = spool.next_batch(limit=1).clock
    spool.shift_run("a", 3600.0)
    spool.shift_run("a", 0.0)
    after = spool.next_batch(limit=1).clock

    assert (before.shift_s, after.shift_s) == (None, 3600.0)
    assert before.is_of_this_boot
    assert before.now_s() == pytest.approx(time.time(), abs=5)


def test_offering_again_accepts_an_unverifiable_clock(spool):
    spool.put(block(0))
    spool.set_aside("a", 0, reason=texts.UNSURE_TIME())
    spool.offer_again()

    assert spool.next_batch(limit=1).clock.shift_s == 0.0


WRITER = """
import sys
from pathlib import Path
from hrv.beats import BeatSeries
from sensors.upload.blocks import BeatBlock
from hrv.recording_kind import RecordingKind
from sensors.upload.spool import Spool
spool = Spool(Path(sys.argv[1]))
spool.open_run(source="a", kind=RecordingKind.WORKDAY)
for sequence in range(100000):
    spool.put(BeatBlock("a", sequence, BeatSeries.from_rr([800.0] * 5)))
    print(sequence, flush=True)
"""


def test_sigkill_loses_no_accepted_block(tmp_path):
    path = tmp_path / "beats.spool"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        accepted = [int(writer.stdout.readline()) for _ in range(random.Random(1).randint(20, 60))]
        os.kill(writer.pid, signal.SIGKILL)
        accepted += [int(line) for line in writer.stdout.read().split()]

    with Spool(path) as spool:
        assert sequences(spool, limit=100_000)[: len(accepted)] == accepted


def test_damaged_block_is_set_aside_and_later_ones_are_sent(spool):
    for number in range(4):
        spool.put(block(number))
    spool._database.execute("UPDATE blocks SET body = zeroblob(length(body)) WHERE sequence IN (0, 2)")

    assert sequences(spool, limit=1) == [1]
    assert sequences(spool) == [1, 3]
    assert spool.count() == SpoolCount(waiting=2, waiting_beats=10, set_aside=2, beats_set_aside=10)
    assert "damaged on the disk" in str(spool.refusals()[0])
    spool.acknowledge("a", [1, 3])
    assert spool.offer_again() == 2
    assert sequences(spool) == []
