"""At which hours a person may be reached, by the clock on their own wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

_DAY: Final = timedelta(days=1)
_MINUTES: Final = 24 * 60
LOOKED_AHEAD: Final = timedelta(days=366)
"""No further, so that somebody who is away for a thousand years costs no more than somebody who is away for one."""

Span = tuple[int, int]
"""Minutes since local midnight: from, up to but not including."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """From `opens_at` up to, not including, `shuts_at`."""

    opens_at: time = time(9)
    shuts_at: time = time(17)

    def __post_init__(self) -> None:
        if self.opens_at >= self.shuts_at:
            raise ValueError("The hour at which prompts begin must lie before the hour at which they end.")


OFFICE_HOURS: Final = WorkingHours()


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours in which the person wants to be left alone; they may reach over midnight, and equal hours mean none."""

    since: time
    until: time


NO_QUIET: Final = QuietHours(time(0), time(0))


def open_spans(hours: WorkingHours, quiet: QuietHours = NO_QUIET) -> tuple[Span, ...]:
    """The open minutes of an allowed day.

    Somebody whose quiet hours cover all working hours, such as after night shifts, is reached at any other hour.
    """
    opens, shuts = _minute(hours.opens_at), _minute(hours.shuts_at)
    free = tuple(_free(_minute(quiet.since), _minute(quiet.until)))
    within = tuple((max(start, opens), min(end, shuts)) for start, end in free)
    return tuple(span for span in within if span[0] < span[1]) or free


def next_open(
    earliest: datetime,
    *,
    zone: ZoneInfo,
    allowed: Callable[[date], bool],
    hours: WorkingHours = OFFICE_HOURS,
    quiet: QuietHours = NO_QUIET,
) -> datetime:
    """The first moment at or after `earliest`, on an `allowed` day, at which a person in `zone` may be reached; UTC.

    Where there is none for a year, the moment a year ahead: time to ask again.
    """
    spans = open_spans(hours, quiet)
    first = earliest.astimezone(zone).date()
    for day in (first + n * _DAY for n in range(LOOKED_AHEAD.days)):
        if allowed(day):
            for span in spans:
                moment = max(earliest, _instant(day, span[0], zone=zone))
                if _lies_in(span, moment, day=day, zone=zone):
                    return moment
    return earliest + LOOKED_AHEAD


def _minute(of_day: time) -> int:
    return of_day.hour * 60 + of_day.minute


def _free(since: int, until: int) -> Iterator[Span]:
    if since == until:
        yield (0, _MINUTES)
    elif since > until:
        yield (until, since)
    else:
        if since > 0:
            yield (0, since)
        yield (until, _MINUTES)


def _instant(day: date, minute: int, *, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone).astimezone(UTC)


def _lies_in(span: Span, moment: datetime, *, day: date, zone: ZoneInfo) -> bool:
    # Asked of the wall clock itself: where clocks are changed, a span may be shorter, longer or missing that day.
    there = moment.astimezone(zone)
    return there.date() == day and span[0] <= _minute(there.time()) < span[1]
