"""Beats that came in become windows and the values of days; then the light is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from alerts.batches import together
from alerts.calendar import account_of, days_between, local_day, zone_of
from alerts.log import log, trouble
from alerts.pipeline import daily
from alerts.pipeline.compute import ComputeLostError
from alerts.pipeline.evaluation import REMEMBERED
from alerts.pipeline.pieces import (
    LONG,
    WORN,
    analysed_until,
    beginnings,
    from_first_beat,
    is_long_enough,
    next_piece,
    only_grows,
)
from store import StoreError
from store.models import LEFT_OPEN_AFTER, Purpose, Trouble
from store.subjects import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from alerts.pipeline.compute import Compute
    from alerts.pipeline.pieces import Piece
    from hrv import BeatSeries, Window
    from store import Record, Store
    from store.models import ClaimedRecording, Recording

BATCH: Final = 16
"""So many recordings are read and written together: few enough that another writer need not wait for long."""

MOST_WINDOWS: Final = 5_000
"""After so many windows in one tick, about a minute of NeuroKit2, lights and prompts have their turn."""

PUT_OFF: Final = timedelta(hours=1)
RETRIES: Final = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))
"""How long after each failure an analysis is tried again; after one more the recording is given up."""

_BACK: Final = timedelta(seconds=12)
"""Longer than any interval, shorter than any window: the first window of a piece may begin this little before it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """A claimed recording: the windows it has, the piece that is to be analysed, and its beats."""

    claimed: ClaimedRecording
    stored: tuple[Window, ...]
    piece: Piece
    series: BeatSeries


@dataclass(frozen=True, slots=True, eq=False)
class _Computed:
    """The windows of a piece."""

    work: _Work
    windows: tuple[Window, ...]


class _Tally(NamedTuple):
    """How many pieces were stored, and how many windows were computed."""

    pieces: int
    windows: int


def analyse_due(store: Store, *, now: datetime, compute: Compute, stopping: Callable[[], bool]) -> int:
    """Analyse recordings until none is due any more, or enough for one tick; says how many pieces were."""
    pieces = windows = 0
    while windows < MOST_WINDOWS and not stopping() and (claimed := _claim(store, now=now)):
        tally = _analyse(store, claimed, now=now, compute=compute, stopping=stopping)
        pieces, windows = pieces + tally.pieces, windows + tally.windows
    return pieces


def analyse_source(store: Store, source_id: str, *, now: datetime, compute: Compute) -> bool:
    """Analyse what one source brought, right away; False when somebody else is at it, or it has to wait."""
    pieces = 0
    while claimed := _claim(store, now=now, source_id=source_id):
        pieces += _analyse(store, claimed, now=now, compute=compute, stopping=lambda: False).pieces
    return pieces > 0


def _claim(store: Store, *, now: datetime, source_id: str | None = None) -> Sequence[ClaimedRecording]:
    with store.begin(Engine(), now=now) as record:
        return record.recordings.due(limit=BATCH, source_id=source_id)


def _analyse(
    store: Store, claimed: Sequence[ClaimedRecording], *, now: datetime, compute: Compute, stopping: Callable[[], bool]
) -> _Tally:
    """Analyse what is new in some recordings: read, compute, store; each in one go for all of them."""
    works = _read(store, claimed, now=now)
    computed = _compute(store, works, now=now, compute=compute, stopping=stopping)
    stored = together(computed, partial(_keep, store, now=now), failed=partial(_fail, store, now=now))
    return _Tally(sum(stored), sum(len(each.windows) for each in computed))


def _read(store: Store, claimed: Sequence[ClaimedRecording], *, now: datetime) -> list[_Work]:
    """What is to be analysed; people who took their consent to storing back wait until they agree again."""
    agreed = _agreed(store, claimed, now=now)
    wanted = []
    for each in claimed:
        if each.recording.ended_at is None:
            _end(store, each.recording, now=now)
        elif each.recording.person_id in agreed:
            wanted.append(each)
        else:
            _put_off(store, each, until=now + PUT_OFF, now=now)
    return together(wanted, partial(_works, store, now=now), failed=partial(_put_aside, store, now=now))


def _end(store: Store, left_open: Recording, *, now: datetime) -> None:
    """End a sitting whose page was closed; it is due at once, and counts as if it had been ended there."""
    with store.begin(Engine(), now=now) as record:
        record.recordings.finish(left_open.id, ended_at=min(now, left_open.started_at + LEFT_OPEN_AFTER))


def _agreed(store: Store, claimed: Sequence[ClaimedRecording], *, now: datetime) -> frozenset[str]:
    with store.reading(Engine(), now=now) as record:
        return record.consents.who_agreed({each.recording.person_id for each in claimed}, purpose=Purpose.STORE)


def _works(store: Store, claimed: Sequence[ClaimedRecording], *, now: datetime) -> list[_Work]:
    with store.reading(Engine(), now=now) as record:
        return [_work(record, each) for each in claimed]


def _work(record: Record, claimed: ClaimedRecording) -> _Work:
    """The part of a recording that is not in windows yet, and its beats."""
    recording = claimed.recording
    stored = record.windows.of_recording(recording.id)
    piece = next_piece(recording, stored=stored, now=record.now)
    if recording.source_id is not None and recording.kind in LONG:
        begins = record.beats.begins_after(recording.person_id, source_id=recording.source_id, moment=piece.start)
        piece = from_first_beat(piece, begins)
    series = record.beats.read(
        recording.person_id, start=piece.start, end=piece.end, source_id=recording.source_id, kinds=WORN
    )
    return _Work(claimed, stored, piece, series)


def _compute(
    store: Store, works: Sequence[_Work], *, now: datetime, compute: Compute, stopping: Callable[[], bool]
) -> list[_Computed]:
    """Compute, in another process and outside any transaction: nobody waits for a lock meanwhile."""
    computed = []
    for work in works:
        if stopping():
            _put_off(store, work.claimed, until=now, now=now)
            continue
        try:
            computed.append(_Computed(work, _windows(work, compute=compute)))
        except Exception as error:  # noqa: BLE001 - one recording that cannot be analysed must not keep the others waiting
            _count_failure(store, work.claimed, error, now=now)
    return computed


def _windows(work: _Work, *, compute: Compute) -> tuple[Window, ...]:
    if not is_long_enough(work.piece, work.series):
        return ()
    window_s = work.piece.window_s
    return compute.analyse(work.series, window_s=window_s, hop_s=window_s)


def _keep(store: Store, computed: Sequence[_Computed], *, now: datetime) -> list[bool]:
    """Store what was computed; says for each whether it was.

    In one transaction: prove the claim, replace the windows, compute the days they touch, and make the light due.
    Somebody else may have claimed the recording after our lease, or the person may have taken the consent back
    meanwhile; then nothing is written.
    """
    with store.begin(Engine(), now=now) as record:
        people = {each.work.claimed.recording.person_id for each in computed}
        agreed = record.consents.who_agreed(people, purpose=Purpose.STORE)
        return [each.work.claimed.recording.person_id in agreed and _keep_one(record, each) for each in computed]


def _keep_one(record: Record, computed: _Computed) -> bool:
    work, windows = computed.work, computed.windows
    recording, piece = work.claimed.recording, work.piece
    until = analysed_until(recording, piece, windows)
    if not record.recordings.mark_analysed(work.claimed, until=until, is_all=piece.is_last):
        return False
    if windows or not only_grows(recording, piece, work.stored):
        _replace(record, work, windows)
    return True


def _replace(record: Record, work: _Work, windows: tuple[Window, ...]) -> None:
    recording, piece = work.claimed.recording, work.piece
    zone = zone_of(account_of(record, recording.person_id))
    end = None if piece.is_last else piece.end
    gone = record.windows.replace(recording.id, start=piece.start - _BACK, end=end, windows=windows)
    days = {local_day(moment, zone=zone) for moment in (*gone, *beginnings(windows))}
    changed = daily.refresh(record, recording.person_id, days=days | _covered_days(work, zone=zone), zone=zone)
    if changed is not None:
        today = local_day(record.now, zone=zone)
        record.lights.schedule(recording.person_id, at=record.now, anew=today - changed >= REMEMBERED)


def _covered_days(work: _Work, *, zone: ZoneInfo) -> set[date]:
    """The days of a sitting: it is left out of longer recordings even where it gave no window itself."""
    recording, start = work.claimed.recording, work.piece.start - _BACK
    if recording.kind in LONG:
        return set()
    until = min(recording.ended_at or start, start + daily.HIDDEN_AT_MOST)
    return set(days_between(start, until, zone=zone))


def _count_failure(store: Store, claimed: ClaimedRecording, error: Exception, *, now: datetime) -> None:
    """Try again later, or give the recording up after a few times; the person is told so where it is listed."""
    recording = claimed.recording
    why = Trouble.LOST if isinstance(error, ComputeLostError) else Trouble.FAULTY
    later = RETRIES[recording.failures] if recording.failures < len(RETRIES) else None
    event = "analysis_given_up" if later is None else "analysis_failed"
    log.error(event, recording_id=recording.id, failures=recording.failures + 1, **trouble(error))
    with store.begin(Engine(), now=now) as record:
        record.recordings.failed(claimed, why, retry_at=None if later is None else now + later)


def _fail(store: Store, computed: _Computed, error: Exception, *, now: datetime) -> None:
    """What could not be kept: the record says why, and it is no fault of the recording's; or the arithmetic failed."""
    if isinstance(error, StoreError):
        _put_aside(store, computed.work.claimed, error, now=now)
    else:
        _count_failure(store, computed.work.claimed, error, now=now)


def _put_aside(store: Store, claimed: ClaimedRecording, error: Exception, *, now: datetime) -> None:
    log.error("analysis_put_off", recording_id=claimed.recording.id, **trouble(error))
    _put_off(store, claimed, until=now + PUT_OFF, now=now)


def _put_off(store: Store, claimed: ClaimedRecording, *, until: datetime, now: datetime) -> None:
    with store.begin(Engine(), now=now) as record:
        record.recordings.put_off(claimed, until=until)
