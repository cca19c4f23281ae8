"""What became of a file, in plain sentences: what was taken, what was not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from messages import define, define_plural
from store.retention import HALF_A_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from messages import Message
    from sensors.recordings.registry import DayReading, Found, RecordingFormat

RECORDED: Final = define("import.recorded", "Recorded from %(began)s to %(ended)s, time zone %(zone)s.")
BEATS: Final = define_plural("import.beats", "One heartbeat was added.", "%(n)s heartbeats were added.")
BEATS_KNOWN: Final = define_plural(
    "import.beats_known",
    "One heartbeat was left out because it was there already.",
    "%(n)s heartbeats were left out because they were there already.",
)
WINDOWS: Final = define_plural(
    "import.windows",
    "They gave one window of five minutes.",
    "They gave %(n)s windows of five minutes.",
)
BEING_COMPUTED: Final = define(
    "import.being_computed", "Their values are being worked out and will be there in a minute."
)
NO_WINDOW: Final = define("import.no_window", "They don't fill a window of five minutes.")
SOON_GONE: Final = define_plural(
    "import.soon_gone",
    "Heartbeats are kept for one day. These are older, so they will soon be deleted. The values of the days stay.",
    "Heartbeats are kept for %(days)s days. These are older, so they will soon be deleted. The values "
    "of the days stay.",
    by="days",
)
DAYS: Final = define_plural(
    "import.days",
    "One day was added, %(first)s. Another program measured it, so it is never compared with your checks.",
    "%(n)s days were added, from %(first)s to %(last)s. Another program measured them, so they are "
    "never compared with your checks.",
)
DAYS_KNOWN: Final = define_plural(
    "import.days_known",
    "One day was left out because it was there already.",
    "%(n)s days were left out because they were there already.",
)
DAYS_OTHER: Final = define_plural(
    "import.days_other",
    "One day was left out because an earlier file gave it another value, which stays: %(days)s.",
    "%(n)s days were left out because an earlier file gave them other values, which stay: %(days)s.",
)
DAYS_AHEAD: Final = define_plural(
    "import.days_ahead",
    "One day was left out because it is in the future: %(days)s.",
    "%(n)s days were left out because they are in the future: %(days)s.",
)
NOTHING_NEW: Final = define("import.nothing_new", "There was nothing new in this file, so nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBeats:
    """What became of the beats: how many were new, how many were there already, how many windows they gave.

    `windows` is None while somebody else is computing them.
    """

    began: datetime
    ended: datetime
    new: int
    known: int
    windows: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedDays:
    """What became of readings of days: taken, there already, there with another value, not come yet."""

    new: tuple[DayReading, ...] = ()
    known: tuple[date, ...] = ()
    other: tuple[date, ...] = ()
    ahead: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of one file.

    Attributes:
        sentences: what was taken, what was not, and why.
        seen: how the file was read, for whoever wants to know.
    """

    format: RecordingFormat
    beats: TakenBeats | None
    days: ReportedDays
    sentences: tuple[Message, ...]
    seen: tuple[Message, ...] = ()


def sentences_of(
    found: Found, *, beats: TakenBeats | None, days: ReportedDays, zone: ZoneInfo, now: datetime
) -> tuple[Message, ...]:
    """The report, one sentence for each group of rows."""
    sentences: list[Message] = [*(_on_beats(beats, zone=zone, now=now) if beats else ()), *_on_days(days)]
    if not (beats and beats.new) and not days.new:
        sentences.append(NOTHING_NEW())
    return (*sentences, *found.sentences)


def _on_beats(beats: TakenBeats, *, zone: ZoneInfo, now: datetime) -> Iterator[Message]:
    began, ended = beats.began.astimezone(zone), beats.ended.astimezone(zone)
    yield RECORDED(began=began, ended=ended, zone=str(zone))
    if beats.new:
        yield BEATS(n=beats.new)
    if beats.known:
        yield BEATS_KNOWN(n=beats.known)
    if beats.new:
        yield _on_windows(beats.windows)
    if beats.new and beats.ended < now - HALF_A_YEAR:
        yield SOON_GONE(days=HALF_A_YEAR.days)


def _on_windows(windows: int | None) -> Message:
    if windows is None:
        return BEING_COMPUTED()
    return WINDOWS(n=windows) if windows else NO_WINDOW()


def _on_days(days: ReportedDays) -> Iterator[Message]:
    if days.new:
        first, last = min(each.day for each in days.new), max(each.day for each in days.new)
        yield DAYS(n=len(days.new), first=first, last=last)
    if days.known:
        yield DAYS_KNOWN(n=len(days.known))
    for text, some in ((DAYS_OTHER, days.other), (DAYS_AHEAD, days.ahead)):
        if some:
            yield text(n=len(some), days=some)
