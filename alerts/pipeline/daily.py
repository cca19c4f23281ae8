"""Windows become the values of a person's days; long recordings count only where the person was calm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Final

import hrv
from alerts import leave
from alerts.calendar import span_of
from alerts.pipeline.pieces import LONG
from hrv import Kind, Quality, Rhythm
from store.models import RecordingKind, without_days_away

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from hrv import DailyValue, Window
    from store import Record
    from store.models import Recording

    Measured = tuple[Kind, hrv.Source]

COUNTED: Final = (RecordingKind.CHECK, *LONG)
SITTINGS: Final = (RecordingKind.CHECK, RecordingKind.BREATHING)
RESTING_DAYS: Final = timedelta(days=60)
HIDDEN_AT_MOST: Final = timedelta(hours=2)
"""A sitting hides no more of the day than this, however late it was ended; `LEFT_OPEN_AFTER` is when one is ended."""

CALM_FACTOR: Final = 1.15
"""A window counts as calm up to this many times the person's own resting heart rate."""

FEWEST_WINDOWS_FOR_RESTING: Final = 6
BEYOND_MIDNIGHT: Final = timedelta(minutes=10)
"""A window that begins before midnight ends no later than this after it."""

_LOWEST_TENTH: Final = 10


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another, in seconds since 1970."""

    start_s: float
    end_s: float


def refresh(record: Record, person_id: str, *, days: Iterable[date], zone: ZoneInfo) -> date | None:
    """Compute the values of these local days; the first on which one is new or another than before, None without."""
    changed = []
    for day in sorted(days):
        standing = record.days.list(person_id, since=day, until=day)
        before = {(value.kind, value.source): value for value in standing}
        for value in _values(record, person_id, day, before=before, zone=zone):
            if value != before.get((value.kind, value.source)):
                record.days.upsert(person_id, value)
                changed.append(day)
    return min(changed, default=None)


def calm(
    windows: Iterable[Window], *, resting_hr_bpm: float | None, covered: Sequence[Span] = ()
) -> tuple[Window, ...]:
    """The windows of a long recording that say something about rest: well measured, near the resting heart rate.

    Left out is whatever overlaps a `covered` span: a check counts by itself, and slow breathing inflates variability.
    A rhythm that is unclear stays in, so that the day's value can say so.
    """
    if resting_hr_bpm is None:
        return ()
    return tuple(
        window
        for window in outside(windows, covered=covered)
        if window.quality is Quality.GOOD
        and window.hr_bpm is not None
        and window.hr_bpm <= CALM_FACTOR * resting_hr_bpm
    )


def outside(windows: Iterable[Window], *, covered: Sequence[Span]) -> tuple[Window, ...]:
    """The windows that share no moment with any of the spans."""
    return tuple(
        window
        for window in windows
        if not any(window.start_s < span.end_s and span.start_s < window.end_s for span in covered)
    )


def resting_level(earlier: Iterable[DailyValue], windows: Sequence[Window]) -> float | None:
    """The person's own resting heart rate: the median of their checks, or else the calmest tenth of these windows."""
    known = [v.resting_hr_bpm for v in earlier if v.kind is Kind.CHECK and v.resting_hr_bpm is not None]
    if known:
        return median(known)
    rates = sorted(w.hr_bpm for w in windows if _is_trustworthy(w) and w.hr_bpm is not None)
    return rates[len(rates) // _LOWEST_TENTH] if len(rates) >= FEWEST_WINDOWS_FOR_RESTING else None


def _values(
    record: Record, person_id: str, day: date, *, before: Collection[Measured], zone: ZoneInfo
) -> Iterable[DailyValue]:
    start, end = span_of(day, zone=zone)
    measured = record.windows.by_source(person_id, start=start, end=end, kinds=COUNTED)
    windows = {(Kind(kind), source): found for (kind, source), found in measured.items()}
    sittings = record.recordings.list(
        person_id, kinds=SITTINGS, since=start - HIDDEN_AT_MOST, before=end + BEYOND_MIDNIGHT
    )
    covered = [_span_of(sitting) for sitting in sittings]
    breathing = [_span_of(sitting) for sitting in sittings if sitting.kind is RecordingKind.BREATHING]
    computed = {Kind(kind) for kind in COUNTED}
    for kind, source in sorted({*windows, *(each for each in before if each[0] in computed)}):
        found = windows.get((kind, source), ())
        counted: Sequence[Window] = outside(found, covered=breathing)
        if RecordingKind(kind) in LONG:
            counted = calm(found, resting_hr_bpm=_resting_level(record, person_id, day, found), covered=covered)
        yield hrv.daily_value(counted, day=day, kind=kind, source=source)


def _resting_level(record: Record, person_id: str, day: date, windows: Sequence[Window]) -> float | None:
    earlier = record.days.list(person_id, kinds=[Kind.CHECK], since=day - RESTING_DAYS, until=day)
    return resting_level(without_days_away(earlier, leave.spells_away(record, person_id)), windows)


def _span_of(sitting: Recording) -> Span:
    latest = sitting.started_at + HIDDEN_AT_MOST
    return Span(sitting.started_at.timestamp(), min(sitting.ended_at or latest, latest).timestamp())


def _is_trustworthy(window: Window) -> bool:
    return window.quality is Quality.GOOD and window.rhythm is Rhythm.REGULAR
