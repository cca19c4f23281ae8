from __future__ import annotations

from datetime import timedelta

import pytest

from store import NotHere
from store.models import LEFT_OPEN_AFTER, Appended, RecordingKind
from store.subjects import Anonymous, Device, Engine

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=5)


@pytest.fixture
def strap(world):
    return world.strap(world.alice)


@pytest.fixture
def source_id(world, strap):
    return world.source(strap)


@pytest.fixture
def send(world, strap, source_id, make):
    """The strap sends one block of eight seconds that begins at `second`."""

    def send(sequence, *, second=None, later=timedelta()):
        start = world.now + (8 * sequence if second is None else second) * SECOND
        answer = world.send(strap, source_id, sequence=sequence, series=make.beats(start=start), later=later)
        assert isinstance(answer, Appended)

    return send


def recordings(world):
    with world.as_(world.alice) as record:
        return record.recordings.list(world.alice.person_id)


def due(world, *, limit=10, later=timedelta()):
    with world.engine(later=later) as record:
        return record.recordings.due(limit=limit, lease=LEASE)


def test_source_has_one_recording_that_grows_with_its_blocks(world, send):
    for sequence in (1, 0, 2):
        send(sequence)
    (recording,) = recordings(world)
    assert recording.kind is RecordingKind.WORKDAY
    assert recording.started_at == world.now + timedelta(milliseconds=800)
    assert recording.ended_at == world.now + 24 * SECOND


def test_committed_beats_are_due_for_analysis_at_once(world, send):
    send(0, later=MINUTE)
    assert recordings(world)[0].analysis_due_at == world.now + MINUTE
    (claimed,) = due(world, later=MINUTE)
    assert claimed.recording.analysed_until is None


def test_claimed_recording_stays_claimed_until_the_lease_ends(world, send):
    send(0)
    first = due(world)
    assert due(world) == ()
    second = due(world, later=LEASE)
    assert [claimed.recording.id for claimed in first] == [claimed.recording.id for claimed in second]
    with world.engine(later=LEASE) as record:
        assert not record.recordings.mark_analysed(first[0], until=world.now)
        assert record.recordings.mark_analysed(second[0], until=world.now + 8 * SECOND)


def test_analysed_recording_is_not_due(world, send):
    send(0)
    (claimed,) = due(world)
    with world.engine() as record:
        assert record.recordings.mark_analysed(claimed, until=world.now + 8 * SECOND)
    (recording,) = recordings(world)
    assert (recording.analysis_due_at, recording.analysed_until) == (None, world.now + 8 * SECOND)
    assert due(world, later=timedelta(days=1)) == ()


def test_beats_that_come_during_an_analysis_are_due_after_it(world, send):
    send(0)
    (claimed,) = due(world)
    send(1)
    assert due(world) == ()
    with world.engine(later=MINUTE) as record:
        assert record.recordings.mark_analysed(claimed, until=world.now + 8 * SECOND)
    (recording,) = recordings(world)
    assert recording.analysis_due_at == world.now + MINUTE
    assert recording.analysed_until == world.now + 8 * SECOND


def test_late_block_rewinds_the_analysis_to_its_start(world, send):
    send(0)
    send(2)
    (claimed,) = due(world)
    with world.engine() as record:
        record.recordings.mark_analysed(claimed, until=world.now + 24 * SECOND)
    send(1)
    (again,) = due(world)
    assert again.recording.analysed_until == world.now + 8.8 * SECOND


def test_a_late_block_during_an_analysis_counts_too(world, send):
    send(0)
    send(2)
    (claimed,) = due(world)
    send(1)
    with world.engine() as record:
        record.recordings.mark_analysed(claimed, until=world.now + 24 * SECOND)
    assert recordings(world)[0].analysed_until == world.now + 8.8 * SECOND
    assert len(due(world)) == 1


def test_recording_put_off_is_due_again_at_its_time(world, send):
    send(0)
    (claimed,) = due(world)
    with world.engine() as record:
        assert record.recordings.put_off(claimed, until=world.now + timedelta(hours=1))
    assert due(world, later=LEASE) == ()
    assert len(due(world, later=timedelta(hours=1))) == 1
    with world.engine() as record:
        assert not record.recordings.put_off(claimed, until=world.now)


def test_claims_are_limited_and_the_longest_waiting_comes_first(world, make):
    for later, person in ((2 * MINUTE, world.alice), (MINUTE, world.bob)):
        strap = world.strap(person)
        world.send(strap, world.source(strap), sequence=0, series=make.beats(), later=later)
    (claimed,) = due(world, limit=1, later=LEASE)
    assert claimed.recording.person_id == world.bob.person_id


def test_check_is_a_slice_of_the_beats_and_due_when_finished(world, send):
    with world.as_(world.alice) as record:
        check = record.recordings.begin_check(world.alice.person_id, started_at=world.now)
    send(0)
    (claimed,) = due(world)
    assert claimed.recording.kind is RecordingKind.WORKDAY
    with world.as_(world.alice, later=MINUTE) as record:
        assert record.recordings.finish(check.id, ended_at=world.now + MINUTE)
        assert not record.recordings.finish(check.id, ended_at=world.now + 2 * MINUTE)
        finished = record.recordings.get(check.id)
    assert (finished.kind, finished.source_id) == (RecordingKind.CHECK, None)
    assert (finished.ended_at, finished.analysis_due_at) == (world.now + MINUTE, world.now + MINUTE)


def test_sitting_left_open_ends_where_the_next_begins(world):
    with world.as_(world.alice) as record:
        left = record.recordings.begin_check(world.alice.person_id, started_at=world.now)
    with world.as_(world.alice, later=MINUTE) as record:
        record.recordings.begin_breathing(world.alice.person_id, started_at=world.now + MINUTE)
        ended = record.recordings.get(left.id)
    assert (ended.ended_at, ended.analysis_due_at) == (world.now + MINUTE, world.now + MINUTE)


def test_unended_sitting_becomes_due_after_the_longest_time(world):
    with world.as_(world.alice) as record:
        left = record.recordings.begin_check(world.alice.person_id, started_at=world.now)
    assert due(world, later=LEFT_OPEN_AFTER - SECOND) == ()
    (claimed,) = due(world, later=LEFT_OPEN_AFTER)
    assert (claimed.recording.id, claimed.recording.ended_at) == (left.id, None)


def test_sitting_does_not_end_another_persons_sitting(world):
    with world.as_(world.alice) as record:
        mine = record.recordings.begin_check(world.alice.person_id, started_at=world.now)
    with world.as_(world.bob) as record:
        record.recordings.begin_check(world.bob.person_id, started_at=world.now)
    with world.as_(world.alice) as record:
        assert record.recordings.get(mine.id).ended_at is None


def test_late_beats_of_a_finished_check_make_it_due_again(world, send):
    with world.as_(world.alice) as record:
        check = record.recordings.begin_check(world.alice.person_id, started_at=world.now)
        record.recordings.finish(check.id, ended_at=world.now + MINUTE)
    (claimed,) = due(world)
    with world.engine() as record:
        record.recordings.mark_analysed(claimed, until=world.now + MINUTE)
    send(0, later=MINUTE)
    again = {claimed.recording.id: claimed.recording for claimed in due(world, later=MINUTE)}
    assert again[check.id].analysed_until == world.now + timedelta(milliseconds=800)


def test_beats_outside_a_check_leave_it_alone(world, send):
    with world.as_(world.alice) as record:
        check = record.recordings.begin_breathing(world.alice.person_id, started_at=world.now)
        record.recordings.finish(check.id, ended_at=world.now + MINUTE)
    (claimed,) = due(world)
    with world.engine() as record:
        record.recordings.mark_analysed(claimed, until=world.now + MINUTE)
    send(0, second=120)
    with world.as_(world.alice) as record:
        assert record.recordings.get(check.id).analysis_due_at is None
        assert record.recordings.get(check.id).kind is RecordingKind.BREATHING


def test_only_the_person_and_program_begin_a_sitting(world):
    with world.engine() as record:
        record.recordings.begin_check(world.alice.person_id, started_at=world.now)
    for subject in (world.bob, world.nora, world.olga, Device("d", world.alice.person_id), Anonymous()):
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.recordings.begin_check(world.alice.person_id, started_at=world.now)


def test_recordings_are_listed_by_kind_and_time(world, send):
    send(0)
    with world.as_(world.alice) as record:
        check = record.recordings.begin_check(world.alice.person_id, started_at=world.now + MINUTE)
        mine = record.recordings.list(world.alice.person_id)
        assert [recording.kind for recording in mine] == [RecordingKind.WORKDAY, RecordingKind.CHECK]
        assert record.recordings.list(world.alice.person_id, kinds=[RecordingKind.CHECK]) == (check,)
        assert record.recordings.list(world.alice.person_id, since=world.now + MINUTE) == (check,)


def test_newest_recordings_are_the_end_of_the_list(world):
    person_id = world.alice.person_id
    for minute in (2, 0, 1):
        with world.as_(world.alice, later=minute * MINUTE) as record:
            record.recordings.begin_check(person_id, started_at=record.now)
    listed = recordings(world)
    with world.as_(world.alice) as record:
        assert record.recordings.newest(person_id, limit=2) == listed[:0:-1]
        assert record.recordings.newest(person_id, limit=9, before=listed[2].started_at) == listed[1::-1]
        assert record.recordings.newest(person_id, limit=9, since=listed[1].started_at) == listed[:0:-1]


def test_recording_is_private_to_person_and_program(world, send):
    send(0)
    (recording,) = recordings(world)
    world.share_trend(world.alice, world.nora)
    for subject in (world.bob, world.nora, world.olga, Device("d", world.alice.person_id), Anonymous()):
        with world.as_(subject) as record:
            assert record.recordings.get(recording.id) is None
            assert record.recordings.list(world.alice.person_id) == ()
            assert record.recordings.due(limit=10) == ()
            assert not record.recordings.finish(recording.id, ended_at=world.now)
    (claimed,) = due(world)
    for subject in (world.bob, world.nora):
        with world.as_(subject) as record:
            assert not record.recordings.mark_analysed(claimed, until=world.now)
            assert not record.recordings.put_off(claimed, until=world.now)
    with world.as_(Engine()) as record:
        assert record.recordings.get(recording.id) is not None
