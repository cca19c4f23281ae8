from __future__ import annotations

import uuid
from datetime import timedelta

import numpy as np
import pytest

from hrv import BeatSeries
from store import NotHere, texts
from store.models import AlreadyThere, Appended, Conflict, Declined, Purpose, RecordingKind
from store.subjects import Anonymous, Device, Engine

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def strap(world):
    return world.strap(world.alice)


@pytest.fixture
def source_id(world, strap):
    return world.source(strap)


def read(world, subject, *, start=-MINUTE, end=timedelta(hours=1), source_id=None):
    with world.as_(subject) as record:
        return record.beats.read(
            world.alice.person_id, start=world.now + start, end=world.now + end, source_id=source_id
        )


def equal(one: BeatSeries, other: BeatSeries) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("time_s", "rr_ms", "flags"))


def test_block_is_stored_once_however_often_sent(world, strap, source_id, beats):
    first = world.send(strap, source_id, sequence=0, series=beats())
    again = world.send(strap, source_id, sequence=0, series=beats())
    assert isinstance(first, Appended)
    assert again == AlreadyThere(first.cursor)
    assert equal(read(world, world.alice), beats())


def test_reused_sequence_is_refused_and_stored_beats_stay(world, strap, source_id, beats):
    world.send(strap, source_id, sequence=0, series=beats())
    answer = world.send(strap, source_id, sequence=0, series=beats(rr_ms=900.0))
    assert isinstance(answer, Conflict)
    assert "Start a new source" in str(answer.reason)
    assert equal(read(world, world.alice), beats())


def test_blocks_may_come_in_any_order(world, strap, source_id, beats):
    late, early = beats(start=world.now + 8 * SECOND), beats()
    for sequence, series in ((1, late), (0, early)):
        world.send(strap, source_id, sequence=sequence, series=series)
    whole = read(world, world.alice)
    assert equal(whole, BeatSeries.concatenate([early, late]))
    assert len(set(whole.segment)) == 1


def test_an_empty_block_is_declined(world, strap, source_id, beats):
    answer = world.send(strap, source_id, sequence=0, series=beats(n=0))
    assert answer == Declined(texts.EMPTY_BLOCK())


def test_blocks_sent_together_are_answered_like_single_ones(world, strap, source_id, beats):
    apart = world.source(strap)
    first, other = beats(), beats(rr_ms=900.0)
    sent = [(0, first), (1, BeatSeries.from_rr(())), (0, first), (0, other), (2, other), (0, first)]
    with world.as_(strap) as record:
        together = record.beats.append_all(source_id, sent)
    one_by_one = [world.send(strap, apart, sequence=sequence, series=series) for sequence, series in sent]
    assert [type(answer) for answer in together] == [type(answer) for answer in one_by_one]
    assert [type(answer) for answer in together] == [Appended, Declined, AlreadyThere, Conflict, Appended, AlreadyThere]
    assert together[0].cursor == together[2].cursor < together[4].cursor
    assert equal(read(world, world.alice, source_id=source_id), read(world, world.alice, source_id=apart))


def test_blocks_sent_together_reopen_only_their_own_sittings(world, strap, source_id, beats):
    starts = {0: world.now, 1: world.now + timedelta(hours=1)}
    with world.as_(world.alice) as record:
        for start in (*starts.values(), world.now + timedelta(minutes=30)):
            sitting = record.recordings.begin_check(world.alice.person_id, started_at=start)
            record.recordings.finish(sitting.id, ended_at=start + MINUTE)
    with world.engine() as record:
        for claimed in record.recordings.due(limit=9):
            record.recordings.mark_analysed(claimed, until=claimed.recording.ended_at)
    with world.as_(strap) as record:
        record.beats.append_all(source_id, [(sequence, beats(start=start)) for sequence, start in starts.items()])
    with world.as_(world.alice) as record:
        found = record.recordings.list(world.alice.person_id, kinds=[RecordingKind.CHECK])
    assert [recording.analysis_due_at is not None for recording in found] == [True, False, True]


@pytest.mark.parametrize("rr_ms", [5.0, 12_000.0])
def test_no_stored_block_ever_makes_the_others_unreadable(world, strap, source_id, beats, rr_ms):
    world.send(strap, source_id, sequence=0, series=beats())
    for n in range(9):
        one = BeatSeries.from_rr([rr_ms], start=world.now.timestamp() + 60 * (n + 1))
        answer = world.send(strap, source_id, sequence=n + 1, series=one)
        assert isinstance(answer, Declined)
        assert "which no heart makes" in str(answer.reason)
    assert equal(read(world, world.alice), beats())


def test_withdrawn_consent_stops_storing_from_the_next_block(world, strap, source_id, beats):
    world.send(strap, source_id, sequence=0, series=beats())
    with world.as_(world.alice) as record:
        (consent,) = record.consents.live(world.alice.person_id, purpose=Purpose.STORE)
        record.consents.withdraw(consent.id)
    answer = world.send(strap, source_id, sequence=1, series=beats(start=world.now + 8 * SECOND))
    assert isinstance(answer, Declined)
    assert "has not said yes to saving heartbeats" in str(answer.reason)
    assert len(read(world, world.alice)) == 10


def test_block_interrupted_by_an_exception_is_not_stored(world, strap, source_id, beats):
    def interrupted():
        with world.as_(strap) as record:
            record.beats.append(source_id, sequence=0, series=beats())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert len(read(world, world.alice)) == 0
    assert isinstance(world.send(strap, source_id, sequence=0, series=beats()), Appended)


def test_announcing_a_source_again_is_harmless(world, strap, source_id):
    with world.as_(strap, later=MINUTE) as record:
        again = record.beats.open_source(source_id, kind=RecordingKind.WORKDAY)
    assert again.opened_at == world.now
    with world.as_(world.alice) as record:
        assert record.beats.sources(world.alice.person_id) == (again,)


def test_source_of_another_device_or_person_is_refused(world, strap, source_id, beats):
    other_strap, bobs = world.strap(world.alice), world.strap(world.bob)
    for device, kind in (
        (other_strap, RecordingKind.WORKDAY),
        (strap, RecordingKind.CHECK),
        (bobs, RecordingKind.WORKDAY),
        (world.alice, RecordingKind.WORKDAY),
    ):
        with pytest.raises(NotHere, match="Start a new source"), world.as_(device) as record:
            record.beats.open_source(source_id, kind=kind)
    for stranger in (bobs, world.bob):
        with pytest.raises(NotHere), world.as_(stranger) as record:
            record.beats.append(source_id, sequence=0, series=beats())


def test_unannounced_source_is_refused(world, strap, beats):
    with pytest.raises(NotHere, match="Start a new source"), world.as_(strap) as record:
        record.beats.append(str(uuid.uuid4()), sequence=0, series=beats())


def test_the_person_may_send_from_their_own_browser(world, beats):
    world.agree(world.alice, Purpose.STORE)
    source_id = world.source(world.alice, kind=RecordingKind.CHECK)
    assert isinstance(world.send(world.alice, source_id, sequence=0, series=beats()), Appended)
    with world.as_(world.alice) as record:
        assert record.beats.sources(world.alice.person_id)[0].device_id is None


def test_beats_cannot_be_sent_for_another_person(world, source_id, beats):
    for subject in (world.nora, world.olga, Engine(), Anonymous()):
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.beats.append(source_id, sequence=0, series=beats())


def test_a_span_holds_the_beats_after_its_start_up_to_its_end(world, strap, source_id, beats):
    world.send(strap, source_id, sequence=0, series=beats(rr_ms=1000.0))
    part = read(world, world.alice, start=2 * SECOND, end=5 * SECOND)
    assert (part.time_s - world.now.timestamp()).tolist() == [3.0, 4.0, 5.0]


def test_block_ending_exactly_at_the_end_is_included(world, strap, source_id, beats):
    world.send(strap, source_id, sequence=0, series=beats(n=1, rr_ms=1000.0))
    assert len(read(world, world.alice, start=timedelta(), end=SECOND)) == 1
    assert len(read(world, world.alice, start=SECOND, end=MINUTE)) == 0


def test_a_missing_block_cuts_the_segment(world, strap, source_id, beats):
    for sequence, start in ((0, 0), (2, 16)):
        world.send(strap, source_id, sequence=sequence, series=beats(start=world.now + start * SECOND))
    assert read(world, world.alice).segment.tolist() == [0] * 10 + [1] * 10


def test_first_of_two_simultaneous_straps_counts(world, strap, source_id, beats):
    other = world.strap(world.alice)
    other_source = world.source(other)
    world.send(other, other_source, sequence=0, series=beats(start=world.now + 4 * SECOND, rr_ms=900.0))
    world.send(strap, source_id, sequence=0, series=beats())
    whole = read(world, world.alice)
    assert whole.rr_ms.tolist() == [800.0] * 10 + [900.0] * 6
    assert whole.segment.tolist() == [0] * 10 + [1] * 6 or whole.segment.tolist() == [1] * 10 + [0] * 6
    assert len(read(world, world.alice, source_id=other_source)) == 10


def test_a_recording_that_was_sent_twice_counts_once(world, strap, source_id, beats):
    world.send(strap, source_id, sequence=0, series=beats())
    world.send(strap, world.source(strap), sequence=0, series=beats())
    assert equal(read(world, world.alice), beats())


def test_a_live_page_follows_block_by_block(world, strap, source_id, beats):
    person_id = world.alice.person_id
    with world.as_(world.alice) as record:
        assert record.beats.latest_cursor(person_id) == 0
        assert record.beats.latest_moment(person_id) is None
    for sequence in range(3):
        world.send(strap, source_id, sequence=sequence, series=beats(start=world.now + 8 * sequence * SECOND))
    with world.as_(world.alice) as record:
        first, second = record.beats.read_after(person_id, cursor=0, limit=2)
        (third,) = record.beats.read_after(person_id, cursor=second.cursor)
        assert [block.sequence for block in (first, second, third)] == [0, 1, 2]
        assert equal(third.series, beats(start=world.now + 16 * SECOND))
        assert record.beats.latest_cursor(person_id) == third.cursor
        assert record.beats.latest_moment(person_id) == world.now + 24 * SECOND


def test_opened_page_starts_with_the_last_minutes(world, strap, source_id, beats):
    person_id = world.alice.person_id
    with world.as_(world.alice) as record:
        assert record.beats.cursor_before(person_id, world.now) == 0
    for sequence in range(3):
        world.send(strap, source_id, sequence=sequence, series=beats(start=world.now + sequence * MINUTE))
    with world.as_(world.alice) as record:
        begin = record.beats.cursor_before(person_id, world.now + MINUTE + SECOND)
        assert [block.sequence for block in record.beats.read_after(person_id, cursor=begin)] == [1, 2]
        after_all = record.beats.cursor_before(person_id, world.now + 9 * MINUTE)
        assert after_all == record.beats.latest_cursor(person_id)


def test_only_the_person_and_the_program_see_beats(world, strap, source_id, beats):
    world.send(strap, source_id, sequence=0, series=beats())
    world.share_trend(world.alice, world.nora)
    person_id = world.alice.person_id
    assert len(read(world, Engine())) == 10
    for subject in (world.bob, world.nora, world.olga, strap, Device("d", person_id), Anonymous()):
        with world.as_(subject) as record:
            assert record.beats.read_after(person_id, cursor=0) == ()
            assert record.beats.latest_cursor(person_id) == 0
            assert record.beats.latest_moment(person_id) is None
            assert record.beats.sources(person_id) == ()
        assert len(read(world, subject)) == 0
