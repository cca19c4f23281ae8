"""Sittings that a person begins and ends on a page or over the API: a check, or slow breathing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.refusals import NotNow
from store.errors import NotHere
from store.models import Purpose, RecordingKind

if TYPE_CHECKING:
    from datetime import datetime

    from store import Record, Store
    from store.models import Recording
    from store.subjects import Employee

HEARD_WITHIN: Final = timedelta(seconds=30)
CLOCK_AHEAD: Final = timedelta(seconds=5)
SITTINGS: Final = frozenset({RecordingKind.CHECK, RecordingKind.BREATHING})


def begin(store: Store, *, person: Employee, kind: RecordingKind, now: datetime) -> Recording:
    """Begin a sitting: from now on, beats of the person's straps belong to it too, until it is finished.

    Raises `NotNow` without consent to storing, while no strap is heard, and while its clock is wrong.
    """
    with store.begin(person, now=now) as record:
        _require_beats(record, person)
        if kind is RecordingKind.CHECK:
            return record.recordings.begin_check(person.person_id, started_at=now)
        return record.recordings.begin_breathing(person.person_id, started_at=now)


def read(store: Store, *, person: Employee, sitting_id: str, now: datetime) -> Recording:
    """One of the person's sittings; raises `NotHere` when there is none."""
    with store.reading(person, now=now) as record:
        return _found(record, sitting_id)


def finish(store: Store, *, person: Employee, sitting_id: str, now: datetime) -> Recording:
    """End a sitting and have it analysed; twice is harmless."""
    with store.begin(person, now=now) as record:
        sitting = _found(record, sitting_id)
        record.recordings.finish(sitting.id, ended_at=now)
        return _found(record, sitting_id)


def cancel(store: Store, *, person: Employee, sitting_id: str, now: datetime) -> Recording:
    """Break a sitting off: nothing of it is measured. One that is over already stays as it is."""
    with store.begin(person, now=now) as record:
        sitting = _found(record, sitting_id)
        record.recordings.finish(sitting.id, ended_at=sitting.started_at)
        return _found(record, sitting_id)


def _require_beats(record: Record, person: Employee) -> None:
    if not record.consents.live(person.person_id, purpose=Purpose.STORE):
        raise NotNow(texts.STORING_NOT_AGREED())
    latest = record.beats.latest_moment(person.person_id)
    if latest is None or record.now - latest > HEARD_WITHIN:
        raise NotNow(texts.UNHEARD())
    if latest - record.now > CLOCK_AHEAD:  # the minute to settle would be measured instead
        raise NotNow(texts.STRAP_CLOCK_AHEAD())


def _found(record: Record, sitting_id: str) -> Recording:
    recording = record.recordings.get(sitting_id)
    if recording is None or recording.kind not in SITTINGS:
        raise NotHere
    return recording
