"""Contents of a file, whatever its format: beats, readings of days, and remarks on what was left out and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from hrv.sources.source import Source
from sensors.recordings.recorded_beats import RecordedBeats

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, tzinfo

    from hrv.beats import BeatSeries
    from messages import Message
    from sensors.recordings.formats import RecordingFormat
    from sensors.recordings.seen import Seen


ANSWERS: Final = ("unit", "decimal", "dates", "column")
"""What a person can say of how a file is to be read: attributes of `About`, and options of every door for files."""

APPLE_WATCH: Final = re.compile(r"apple\s?watch", re.IGNORECASE)
OF_THE_FILE: Final = Source("")
NOT_EXAMINED: Final = "not_examined"
"""How good a value is whose beats we never saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a person says about a file, for what it does not say itself.

    Attributes:
        zone: the zone in which the clock of the recording device stood.
        began_at: when the recording began.
        samples_per_s: the rate in which a file of annotations counts.
        name: the name of the file; all that it is ever asked for is a date.
        unit: of bare intervals: `ms`, `s`, `1/1024` or samples a second, as `250/s`.
        decimal: the decimal mark, `point` or `comma`.
        dates: the order of dates, as `dmy`, `mdy`, `ymd` or `ydm`.
        column: the name of the column that holds the intervals or RMSSD, or its number from 1.
    """

    zone: tzinfo = UTC
    began_at: datetime | None = None
    samples_per_s: float | None = None
    name: str = ""
    unit: str = ""
    decimal: str = ""
    dates: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class DayReading:
    """One RMSSD that another program computed, on the person's own calendar day.

    Attributes:
        rmssd_ms: RMSSD in milliseconds, and nothing that merely resembles it.
        hr_bpm: mean heart rate of the same reading.
        n: of how many values of the file it is the mean; 1 where the file gives it as it is.
        source: of whom it is where a file holds several (`health-connect/ring`). Empty for that of the file's format.
        quality: nobody here looked at the beats behind it.
    """

    day: date
    rmssd_ms: float
    hr_bpm: float | None = None
    n: int = 1
    source: Source = OF_THE_FILE
    quality: str = NOT_EXAMINED


@dataclass(frozen=True, slots=True)
class Found:
    """All that one file holds. There are beats, or readings of days; never nothing at all.

    Attributes:
        format: as what it was read.
        left_out: what it holds and was not taken: one message a reason, each with its number `n`.
        assumptions: what nothing in the file shows and was taken to be so.
        remarks: whatever else there is to say.
        seen: how it was read.
    """

    format: RecordingFormat
    beats: RecordedBeats | None = None
    days: tuple[DayReading, ...] = ()
    left_out: tuple[Message, ...] = ()
    assumptions: tuple[Message, ...] = ()
    remarks: tuple[Message, ...] = ()
    seen: Seen | None = None

    @classmethod
    def of_beats(
        cls,
        form: RecordingFormat,
        series: BeatSeries,
        began_at: datetime | None = None,
        remarks: Iterable[Message] = (),
        **more: Unpack[_More],
    ) -> Found:
        """A file that holds nothing but beats."""
        return cls(form, RecordedBeats(series, began_at, form), remarks=tuple(remarks), **more)

    @property
    def source(self) -> Source:
        """Of which product the file is: readings of others are never compared with its own as they stand."""
        return self.format.source

    def source_of(self, reading: DayReading) -> Source:
        """Of which product, device or app one of its days is."""
        return reading.source or self.source

    @property
    def sentences(self) -> tuple[Message, ...]:
        """All that there is to say beside the numbers, assumptions first."""
        return (*self.assumptions, *self.left_out, *self.remarks)


def model_of(name: str) -> str:
    """What an app or device is, without the name that its owner gave a watch."""
    return "Apple Watch" if APPLE_WATCH.search(name) else name


class _More(TypedDict, total=False):
    left_out: tuple[Message, ...]
    assumptions: tuple[Message, ...]
    seen: Seen | None
