"""Beats that came in become windows and the values of days; then the light is due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts import daily, sittings
from alerts.compute import ComputeLostError
from alerts.journal import log, trouble
from alerts.people import account_of, zone_of
from store.models import LONGEST_SITTING, Purpose
from store.subjects import Engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.compute import Compute
    from alerts.sittings import Piece
    from hrv import BeatSeries, Window
    from store import Record, Store
    from store.models import ClaimedRecording, Recording

PUT_OFF: Final = timedelta(hours=1)
_BACK: Final = timedelta(seconds=12)
"""Longer than any interval, shorter than any window: the first window of a piece may begin this little before it."""


def analyse_due(store: Store, *, now: datetime, compute: Compute, stopping: Callable[[], bool]) -> int:
    """Analyse recordings until none is due any more; says how many were."""
    done = 0
    while not stopping() and (claimed := _claim(store, now=now)) is not None:
        done += _try(store, claimed, now=now, compute=compute)
    return done


def analyse_source(store: Store, source_id: str, *, now: datetime, compute: Compute) -> bool:
    """Analyse what one source brought, right away; False when somebody else is at it, or it has to wait."""
    claimed = _claim(store, now=now, source_id=source_id)
    return claimed is not None and _try(store, claimed, now=now, compute=compute)


def _claim(store: Store, *, now: datetime, source_id: str | None = None) -> ClaimedRecording | None:
    with store.begin(Engine(), now=now) as record:
        return next(iter(record.recordings.due(limit=1, source_id=source_id)), None)


def _try(store: Store, claimed: ClaimedRecording, *, now: datetime, compute: Compute) -> bool:
    try:
        if claimed.recording.ended_at is None:
            _end(store, claimed.recording, now=now)
        elif _is_agreed(store, claimed, now=now):
            return _analyse(store, claimed, now=now, compute=compute)
        else:
            _put_off(store, claimed, now=now)
    except ComputeLostError:
        log.warning("analysis_lost", recording_id=claimed.recording.id)
    except Exception as error:  # noqa: BLE001 - one recording that cannot be analysed must not keep the others waiting
        log.error("analysis_put_off", recording_id=claimed.recording.id, **trouble(error))
        _put_off(store, claimed, now=now)
    return False


def _end(store: Store, left_open: Recording, *, now: datetime) -> None:
    """End a sitting whose page was closed; it is due at once, and counts as if it had been ended there."""
    with store.begin(Engine(), now=now) as record:
        record.recordings.finish(left_open.id, ended_at=min(now, left_open.started_at + LONGEST_SITTING))


def _analyse(store: Store, claimed: ClaimedRecording, *, now: datetime, compute: Compute) -> bool:
    """Analyse what is new in one recording.

    1. Read the beats that are not in windows yet.
    2. Compute, in another process and outside any transaction: nobody waits for a lock meanwhile.
    3. In one transaction: prove the claim, replace the windows, compute the days they touch, and make the light due.
       Somebody else may have claimed the recording after our lease, or the person may have taken the consent back
       meanwhile; then nothing is written.
    """
    recording = claimed.recording
    with store.reading(Engine(), now=now) as record:
        stored = record.windows.of_recording(recording.id)
        piece = sittings.next_piece(recording, stored=stored, now=now)
        series = _beats(record, claimed, piece)
    windows = _windows(series, piece, compute=compute)
    with store.begin(Engine(), now=now) as record:
        until = sittings.analysed_until(recording, piece, windows)
        if not _stores(record, recording.person_id) or not record.recordings.mark_analysed(claimed, until=until):
            return False
        if windows or not sittings.only_grows(recording, piece, stored):
            _keep(record, claimed, piece, windows)
        return True


def _is_agreed(store: Store, claimed: ClaimedRecording, *, now: datetime) -> bool:
    """Whether the person still wants beats to be computed on; if not, they wait until that is agreed to again."""
    with store.reading(Engine(), now=now) as record:
        return _stores(record, claimed.recording.person_id)


def _stores(record: Record, person_id: str) -> bool:
    return bool(record.consents.live(person_id, purpose=Purpose.STORE))


def _beats(record: Record, claimed: ClaimedRecording, piece: Piece) -> BeatSeries:
    recording = claimed.recording
    return record.beats.read(
        recording.person_id, start=piece.start, end=piece.end, source_id=recording.source_id, kinds=sittings.WORN
    )


def _windows(series: BeatSeries, piece: Piece, *, compute: Compute) -> tuple[Window, ...]:
    if not sittings.is_long_enough(piece, series):
        return ()
    return compute.analyse(series, window_s=piece.window_s, hop_s=piece.window_s)


def _keep(record: Record, claimed: ClaimedRecording, piece: Piece, windows: tuple[Window, ...]) -> None:
    recording = claimed.recording
    since = piece.start - _BACK
    record.windows.replace_from(recording.id, start=since, windows=windows)
    account = account_of(record, recording.person_id)
    until = max(recording.ended_at or record.now, piece.start)
    if daily.refresh(record, account.id, since=since, until=until, zone=zone_of(account)):
        record.lights.schedule(account.id, at=record.now)


def _put_off(store: Store, claimed: ClaimedRecording, *, now: datetime) -> None:
    with store.begin(Engine(), now=now) as record:
        record.recordings.put_off(claimed, until=now + PUT_OFF)
