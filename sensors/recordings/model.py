"""Contents of a file, whatever its format: beats, readings of days, and remarks on what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from hrv.sources.source import Source
from sensors.recordings.recorded_beats import RecordedBeats

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, tzinfo

    from hrv.beats import BeatSeries
    from messages import Message
    from sensors.recordings.formats import RecordingFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a person says about a file, for what it does not say itself.

    Attributes:
        zone: the zone in which the clock of the recording device stood.
        began_at: when the recording began.
        samples_per_s: the rate in which a file of annotations counts.
        name: the name of the file; all that it is ever asked for is a date.
    """

    zone: tzinfo = UTC
    began_at: datetime | None = None
    samples_per_s: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class DayReading:
    """One RMSSD that another program computed, on the person's own calendar day.

    Attributes:
        rmssd_ms: RMSSD in milliseconds, and nothing that merely resembles it.
        hr_bpm: mean heart rate of the same reading.
    """

    day: date
    rmssd_ms: float
    hr_bpm: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """All that one file holds. There are beats, or readings of days; never nothing at all."""

    format: RecordingFormat
    beats: RecordedBeats | None = None
    days: tuple[DayReading, ...] = ()
    remarks: tuple[Message, ...] = ()

    @property
    def source(self) -> Source:
        """Whose values these are: readings of other formats are never compared with them as they stand."""
        return Source(self.format.value)

    @classmethod
    def of_beats(
        cls,
        form: RecordingFormat,
        series: BeatSeries,
        began_at: datetime | None = None,
        remarks: Iterable[Message] = (),
    ) -> Found:
        """A file that holds nothing but beats."""
        return cls(form, RecordedBeats(series, began_at, form), remarks=tuple(remarks))
