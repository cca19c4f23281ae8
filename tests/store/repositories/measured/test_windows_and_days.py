from __future__ import annotations

from datetime import timedelta

import pytest

from hrv import Kind
from store import NotHere
from store.models import RecordingKind, Scope
from store.subjects import Anonymous, Device, Engine

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def recording(world):
    return world.measured(world.alice)


def window_starts(world, recording):
    with world.as_(world.alice) as record:
        return [window.start_s - world.now.timestamp() for window in record.windows.of_recording(recording.id)]


def test_windows_come_back_exactly_as_they_were_computed(world, recording, make):
    window = make.window()
    with world.engine() as record:
        assert record.windows.replace(recording.id, start=world.now, windows=[window]) == ()
    with world.as_(world.alice) as record:
        assert record.windows.of_recording(recording.id) == (window,)


def test_windows_from_a_moment_on_are_replaced_earlier_ones_stay(world, recording, make):
    with world.engine() as record:
        first = [make.window(start=world.now + n * MINUTE) for n in range(4)]
        record.windows.replace(recording.id, start=world.now, windows=first)
    with world.engine() as record:
        again = [make.window(start=world.now + n * MINUTE) for n in (2, 5)]
        record.windows.replace(recording.id, start=world.now + 2 * MINUTE, windows=again)
    assert window_starts(world, recording) == [0.0, 60.0, 120.0, 300.0]


def test_windows_of_several_recordings_are_told_apart(world, recording, make):
    with world.engine() as record:
        record.windows.replace(recording.id, start=world.now, windows=[make.window()])
    with world.as_(world.alice) as record:
        other = record.recordings.begin_check(world.alice.person_id, started_at=world.now)
        found = record.windows.of_recordings([other.id, recording.id])
    assert found == {other.id: (), recording.id: (make.window(),)}


def test_windows_can_be_removed_entirely(world, recording, make):
    with world.engine() as record:
        record.windows.replace(recording.id, start=world.now, windows=[make.window()])
        assert record.windows.replace(recording.id, start=world.now, windows=[]) == (world.now,)
    assert window_starts(world, recording) == []


def test_windows_of_a_person_are_listed_by_span_and_kind(world, recording, make):
    with world.engine() as record:
        windows = [make.window(start=world.now + n * MINUTE) for n in range(3)]
        record.windows.replace(recording.id, start=world.now, windows=windows)
    span = {"start": world.now + MINUTE, "end": world.now + 2 * MINUTE}
    with world.as_(world.alice) as record:
        assert record.windows.list(world.alice.person_id, **span) == (windows[1],)
        assert record.windows.list(world.alice.person_id, **span, kinds=[RecordingKind.CHECK]) == ()


def test_only_the_program_writes_windows_into_a_recording(world, recording, make):
    for subject in (world.alice, world.nora, world.olga, Anonymous()):
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.windows.replace(recording.id, start=world.now, windows=[make.window()])
    with pytest.raises(NotHere), world.engine() as record:
        record.windows.replace("nowhere", start=world.now, windows=[])


def test_windows_are_visible_to_no_other_human(world, recording, make):
    with world.engine() as record:
        record.windows.replace(recording.id, start=world.now, windows=[make.window()])
    world.share_trend(world.alice, world.nora)
    for subject in (world.bob, world.nora, world.olga, Device("d", world.alice.person_id), Anonymous()):
        with world.as_(subject) as record:
            assert record.windows.of_recording(recording.id) == ()
            assert record.windows.list(world.alice.person_id, start=world.now, end=world.now + DAY) == ()


def test_daily_value_reads_back_exactly_until_replaced(world, make):
    first, second = make.value(ln_rmssd=0.1 + 0.2), make.value(ln_rmssd=3.9)
    with world.engine() as record:
        assert record.days.upsert(world.alice.person_id, first) == 1
        assert record.days.list(world.alice.person_id) == (first,)
        assert record.days.upsert(world.alice.person_id, second) == 2
    with world.as_(world.alice) as record:
        assert record.days.list(world.alice.person_id) == (second,)


def test_days_are_listed_by_kind_and_span_in_order(world, make):
    today = world.now.date()
    values = [make.value(day=today - DAY * n) for n in range(3)] + [make.value(kind=Kind.WORKDAY)]
    with world.engine() as record:
        for value in values:
            record.days.upsert(world.alice.person_id, value)
    with world.as_(world.alice) as record:
        days = record.days
        assert [value.day for value in days.list(world.alice.person_id, kinds=[Kind.CHECK])] == [
            today - DAY * 2,
            today - DAY,
            today,
        ]
        assert days.list(world.alice.person_id, kinds=[Kind.WORKDAY]) == (values[3],)
        assert days.list(world.alice.person_id, since=today - DAY, until=today - DAY) == (values[1],)


def test_only_the_program_writes_daily_values(world, make):
    for subject in (world.alice, world.nora, world.olga, Anonymous()):
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.days.upsert(world.alice.person_id, make.value())


def test_nurse_sees_days_only_while_shared_and_in_scope(world, make):
    with world.engine() as record:
        record.days.upsert(world.alice.person_id, make.value())
    world.share_trend(world.alice, world.nora)
    world.share_trend(world.alice, world.nils, scope=Scope.LIGHT)
    with world.as_(world.nora) as record:
        assert len(record.days.list(world.alice.person_id)) == 1
    with world.as_(world.nils) as record:
        assert record.days.list(world.alice.person_id) == ()


def test_the_same_day_of_two_people_is_two_values(world, make):
    with world.engine() as record:
        record.days.upsert(world.alice.person_id, make.value(ln_rmssd=3.0))
        record.days.upsert(world.bob.person_id, make.value(ln_rmssd=4.0))
    with world.as_(Engine()) as record:
        assert record.days.list(world.bob.person_id)[0].ln_rmssd == 4.0
