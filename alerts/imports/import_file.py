"""Taking in a file: its beats and readings go where all others are, each once, and a report says what became of them.

A file is read as it is and judged row by row. What the record already has, from the same file, from another one or from
the strap itself, is left out; so the same file twice changes nothing. Readings of days that another program computed
are a kind of their own: they are never compared with what was computed here. Each value says what it came with, so that
those of two programs or devices are kept apart, also on one day.
"""

from __future__ import annotations

import hashlib
import math
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from alerts import texts
from alerts.calendar import account_of, local_day, zone_of
from alerts.imports.report import Report, ReportedDays, TakenBeats, sentences_of
from alerts.pipeline.analysis import analyse_source
from alerts.pipeline.compute import InBulk
from alerts.refusals import Refused
from hrv import DailyValue, Kind, Quality, Rhythm
from hrv.beats import BeatFlag, BeatSeries
from sensors.recordings.registry import About, UnreadableRecordingError, understand
from store.models import AuditKind, Declined, Purpose, RecordingKind
from store.subjects import Device, Employee, Engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from hrv import Source
    from sensors.recordings.registry import DayReading, Found
    from store import Record, Store
    from store.models import Account

Sender = Device | Employee

BLOCK_S: Final = 300.0
BRIDGED_S: Final = 5.0
"""A shorter hole in what is there already is not filled from a file: two clocks may differ by more than that."""

SAME_MOMENT_S: Final = 1e-3
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
FURTHEST_AHEAD: Final = timedelta(minutes=10)

LARGEST_FILE: Final = 8 * 1024 * 1024
"""A week of RR intervals, or two days of a watch that records much else besides."""

MOST_BEATS: Final = 1_000_000
"""More than a week of them; reading and computing more at once would keep others waiting."""


class FileRefused(Refused):
    """A file that cannot be read: why, what was seen in it, and what a person has to say before it can be."""

    def __init__(self, error: UnreadableRecordingError) -> None:
        super().__init__(error.message)
        self.seen = error.seen
        self.questions = error.questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A file that a person gives, and what they say about it.

    Attributes:
        content: its bytes, or an open file that is larger than memory should hold.
        zone: in which the clock of the recording device stood; None for the person's own.
        answers: what they say of how the file is to be read, by the names in `sensors.recordings.model.ANSWERS`.
        largest_bytes: how large it may be once it is unpacked.
    """

    content: bytes | BinaryIO
    name: str = ""
    zone: ZoneInfo | None = None
    began_at: datetime | None = None
    samples_per_s: float | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    largest_bytes: int = 32 * 1024 * 1024


def accept(store: Store, *, sender: Sender, offered: Offered, now: datetime) -> Report:
    """Take in all of a file that is new. Raises `Refused` with one sentence when nothing of it can be taken.

    1. The person must have agreed that beats are kept.
    2. The file is understood, in their own time zone.
    3. Beats that nobody has brought yet are stored as one source, and analysed right away by the vectorised engine.
    4. Readings of days that have none yet become values of their kind, and the light is due.
    """
    account = _account(store, sender, now=now)
    zone = offered.zone or zone_of(account)
    if offered.began_at is not None:
        _require_credible(offered.began_at.timestamp(), offered.began_at.timestamp(), now=now)
    found = _understood(offered, zone)
    beats = _add_beats(store, sender, found, now=now)
    days = _add_days(store, account, found, now=now)
    sentences = sentences_of(found, beats=beats, days=days, zone=zone, now=now)
    seen = tuple(found.seen.sentences()) if found.seen is not None else ()
    return Report(format=found.format, beats=beats, days=days, sentences=sentences, seen=seen)


def _account(store: Store, sender: Sender, *, now: datetime) -> Account:
    with store.reading(Engine(), now=now) as record:
        account = account_of(record, sender.person_id)
        _require_agreement(record, account.id)
    return account


def _require_agreement(record: Record, person_id: str) -> None:
    if not record.consents.live(person_id, purpose=Purpose.STORE):
        raise Refused(texts.NOT_AGREED())


def _understood(offered: Offered, zone: ZoneInfo) -> Found:
    about = About(
        zone=zone,
        began_at=offered.began_at,
        samples_per_s=offered.samples_per_s,
        name=offered.name.rpartition("/")[2],
        **offered.answers,
    )
    try:
        return understand(offered.content, about, largest_bytes=offered.largest_bytes)
    except UnreadableRecordingError as error:
        raise FileRefused(error) from error


# ---------------------------------------------------------------------------- beats
def _add_beats(store: Store, sender: Sender, found: Found, *, now: datetime) -> TakenBeats | None:
    if found.beats is None:
        return None
    if found.beats.started_at is None:
        raise Refused(texts.NO_DATE())
    series = found.beats.series
    if len(series) > MOST_BEATS:
        raise Refused(texts.TOO_MANY_BEATS())
    began_s, ended_s = float(series.time_s[0] - series.rr_ms[0] / 1000.0), float(series.time_s[-1])
    _require_credible(began_s, ended_s, now=now)
    began, ended = datetime.fromtimestamp(began_s, UTC), datetime.fromtimestamp(ended_s, UTC)
    new = _not_there_yet(series, _stored(store, sender, began, ended, now=now))
    taken = TakenBeats(began=began, ended=ended, new=len(new), known=len(series) - len(new), windows=0)
    if not len(new):
        return taken
    source_id = _source_id(sender, new)
    _store(store, sender, source_id, new, product=found.source, now=now)
    analysed = analyse_source(store, source_id, now=now, compute=InBulk())  # or a tick was quicker
    return replace(taken, windows=_n_windows(store, sender, source_id, now=now) if analysed else None)


def _require_credible(began_s: float, ended_s: float, *, now: datetime) -> None:
    """In seconds since 1970, for a file may name a moment that no calendar has."""
    if ended_s > (now + FURTHEST_AHEAD).timestamp():
        raise Refused(texts.AHEAD())
    if began_s < EARLIEST.timestamp():
        raise Refused(texts.TOO_OLD())


def _stored(store: Store, sender: Sender, began: datetime, ended: datetime, *, now: datetime) -> BeatSeries:
    """What the record has of that time, whoever brought it, and a little to both sides."""
    margin = timedelta(seconds=2 * BRIDGED_S)
    with store.reading(Engine(), now=now) as record:
        return record.beats.read(sender.person_id, start=began - margin, end=ended + margin)


def _not_there_yet(series: BeatSeries, stored: BeatSeries) -> BeatSeries:
    """The beats that share no moment with what is there; where something was left out a new stretch begins."""
    if not len(stored):
        return series
    starts, ends = _measured(stored)
    over = np.searchsorted(ends, series.time_s - series.rr_ms / 1000.0 + SAME_MOMENT_S, side="right")
    next_start = np.append(starts, np.inf)[over]
    places = np.flatnonzero(series.time_s <= next_start + SAME_MOMENT_S)
    left_out = np.diff(places, prepend=-1) > 1
    another = np.diff(series.segment[places], prepend=series.segment[places[:1]]) != 0
    return BeatSeries(
        time_s=series.time_s[places],
        rr_ms=series.rr_ms[places],
        segment=np.cumsum(left_out | another).astype(np.int32),
        flags=series.flags[places] | np.where(left_out, int(BeatFlag.AFTER_GAP), 0).astype(np.uint8),
    )


def _measured(stored: BeatSeries) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """From when to when beats were measured, short holes bridged."""
    begins_s = stored.time_s - stored.rr_ms / 1000.0
    apart = np.flatnonzero(begins_s[1:] - stored.time_s[:-1] > BRIDGED_S) + 1
    return begins_s[np.concatenate(([0], apart))], stored.time_s[np.concatenate((apart - 1, [len(stored) - 1]))]


def _source_id(sender: Sender, series: BeatSeries) -> str:
    """The same for the same beats of the same sender: bringing them twice at one moment stores them once."""
    digest = hashlib.sha256(series.time_s.tobytes() + series.rr_ms.tobytes())
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{sender}:{digest.hexdigest()}"))


def _store(store: Store, sender: Sender, source_id: str, series: BeatSeries, *, product: Source, now: datetime) -> None:
    with store.begin(sender, now=now) as record:
        record.beats.open_source(source_id, kind=RecordingKind.IMPORT, product=product)
        for outcome in record.beats.append_all(source_id, enumerate(_blocks(series))):
            if isinstance(outcome, Declined):
                raise Refused(outcome.reason)
        record.audit.record(AuditKind.IMPORTED, person_id=sender.person_id, detail=f"beats={len(series)}")


def _blocks(series: BeatSeries) -> Iterator[BeatSeries]:
    """Blocks of some minutes; none reaches over a hole, for what lies in a block counts as measured."""
    hole = np.diff(series.time_s, prepend=series.time_s[0]) - series.rr_ms / 1000.0 > BRIDGED_S
    minute = np.floor((series.time_s - series.time_s[0]) / BLOCK_S)
    firsts = np.flatnonzero(hole | (np.diff(minute, prepend=-1.0) > 0))
    for first, last in zip(firsts, [*firsts[1:], len(series)], strict=True):
        yield series.slice(int(first), int(last))


def _n_windows(store: Store, sender: Sender, source_id: str, *, now: datetime) -> int:
    with store.reading(Engine(), now=now) as record:
        recordings = record.recordings.list(sender.person_id, kinds=(RecordingKind.IMPORT,))
        own = next(recording for recording in recordings if recording.source_id == source_id)
        return len(record.windows.of_recording(own.id))


# ---------------------------------------------------------------------------- days
def _add_days(store: Store, account: Account, found: Found, *, now: datetime) -> ReportedDays:
    readings = found.days
    if not readings:
        return ReportedDays()
    today = local_day(now, zone=zone_of(account))
    with store.begin(Engine(), now=now) as record:
        _require_agreement(record, account.id)
        first, last = min(each.day for each in readings), max(each.day for each in readings)
        standing = record.days.list(account.id, kinds=(Kind.REPORTED,), since=first, until=last)
        there = {(value.source, value.day): value for value in standing}
        days = _sorted_out(found, there=there, today=today)
        for reading in days.new:
            record.days.upsert(account.id, _value(reading, found.source_of(reading)))
        if days.new:
            record.lights.schedule(account.id, at=now)
            record.audit.record(AuditKind.IMPORTED, person_id=account.id, detail=f"days={len(days.new)}")
    return days


def _sorted_out(found: Found, *, there: Mapping[tuple[Source, date], DailyValue], today: date) -> ReportedDays:
    """Which days are new, which are there already, which have another value, and which have not come yet."""
    days = ReportedDays()
    for reading in found.days:
        source = found.source_of(reading)
        standing = there.get((source, reading.day))
        if reading.day > today:
            days = replace(days, ahead=(*days.ahead, reading.day))
        elif standing is None:
            days = replace(days, new=(*days.new, reading))
        elif standing == _value(reading, source):
            days = replace(days, known=(*days.known, reading.day))
        else:
            days = replace(days, other=(*days.other, reading.day))
    return days


def _value(reading: DayReading, source: Source) -> DailyValue:
    """The value of a day as another program has it: how sure it is nobody says, and no window of ours is behind it."""
    return DailyValue(
        day=reading.day,
        kind=Kind.REPORTED,
        ln_rmssd=math.log(reading.rmssd_ms),
        se=0.0,
        resting_hr_bpm=reading.hr_bpm,
        quality=Quality.FAIR,
        rhythm=Rhythm.REGULAR,
        n_windows=0,
        source=source,
    )
