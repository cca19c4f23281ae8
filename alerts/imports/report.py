"""What became of a file, in plain sentences: what was taken, what was not, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from messages.message import N_
from store.retention import HALF_A_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from messages import Message
    from sensors.recordings.registry import DayReading, Found, RecordingFormat

SHOWN_DAYS: Final = 5

RECORDED: Final = N_("Recorded from %(began)s to %(ended)s, %(zone)s.")
BEATS: Final = N_("Beats taken: %(n)s.")
BEATS_KNOWN: Final = N_("Beats left out because they were there already: %(n)s.")
WINDOWS: Final = N_("Windows of five minutes computed from them: %(n)s.")
BEING_COMPUTED: Final = N_("Their windows are being computed and will be there in a minute.")
NO_WINDOW: Final = N_("They give no whole window of five minutes.")
SOON_GONE: Final = N_(
    "Beats are kept for %(days)s days. These are older, so they go with the next cleaning; the values of days stay."
)
DAYS: Final = N_(
    "Days taken: %(n)s, from %(first)s to %(last)s. They are another program's kind of measurement and are never "
    "compared with your checks."
)
DAYS_KNOWN: Final = N_("Days left out because they were there already: %(n)s.")
DAYS_OTHER: Final = N_(
    "Days left out because an earlier import gave them another value, which stays: %(n)s (%(days)s)."
)
DAYS_AHEAD: Final = N_("Days left out because they have not come yet: %(n)s (%(days)s).")
NOTHING_NEW: Final = N_("There was nothing new in this file. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Remark:
    """One plain sentence about rows of a file; `text` is the English one, with the places of `values` in it."""

    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values


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
    """What became of one file."""

    format: RecordingFormat
    beats: TakenBeats | None
    days: ReportedDays
    sentences: tuple[Remark, ...]

    @property
    def format_words(self) -> str:
        """The format in words, marked for translation."""
        return self.format.label.one


def sentences_of(
    found: Found, *, beats: TakenBeats | None, days: ReportedDays, zone: ZoneInfo, now: datetime
) -> tuple[Remark, ...]:
    """The report, one sentence for each group of rows."""
    sentences = [*(_on_beats(beats, zone=zone, now=now) if beats else ()), *_on_days(days)]
    if not (beats and beats.new) and not days.new:
        sentences.append(Remark(NOTHING_NEW))
    return (*sentences, *map(_of_file, found.remarks))


def _of_file(message: Message) -> Remark:
    return Remark("%(sentence)s", {"sentence": str(message)})


def _on_beats(beats: TakenBeats, *, zone: ZoneInfo, now: datetime) -> Iterator[Remark]:
    began, ended = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (beats.began, beats.ended))
    yield Remark(RECORDED, {"began": began, "ended": ended, "zone": str(zone)})
    if beats.new:
        yield Remark(BEATS, {"n": beats.new})
    if beats.known:
        yield Remark(BEATS_KNOWN, {"n": beats.known})
    if beats.new:
        yield _on_windows(beats.windows)
    if beats.new and beats.ended < now - HALF_A_YEAR:
        yield Remark(SOON_GONE, {"days": HALF_A_YEAR.days})


def _on_windows(windows: int | None) -> Remark:
    if windows is None:
        return Remark(BEING_COMPUTED)
    return Remark(WINDOWS, {"n": windows}) if windows else Remark(NO_WINDOW)


def _on_days(days: ReportedDays) -> Iterator[Remark]:
    if days.new:
        first, last = min(each.day for each in days.new), max(each.day for each in days.new)
        yield Remark(DAYS, {"n": len(days.new), "first": first.isoformat(), "last": last.isoformat()})
    if days.known:
        yield Remark(DAYS_KNOWN, {"n": len(days.known)})
    for text, some in ((DAYS_OTHER, days.other), (DAYS_AHEAD, days.ahead)):
        if some:
            yield Remark(text, {"n": len(some), "days": _listed(some)})


def _listed(days: Sequence[date]) -> str:
    shown = ", ".join(day.isoformat() for day in days[:SHOWN_DAYS])
    return f"{shown} …" if len(days) > SHOWN_DAYS else shown
