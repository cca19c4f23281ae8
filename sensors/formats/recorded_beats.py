"""What comes out of a file, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from hrv.beats import BeatSeries


class RecordingFormat(StrEnum):
    """The formats that are understood."""

    RR_TEXT = "rr-text"
    """Nothing but RR intervals, in ms or s."""
    POLAR_SENSOR_LOGGER = "polar-sensor-logger"
    """Semicolons, a time of day and an interval in each row."""
    RR_COLUMN = "rr-column"
    """Commas, a header that names a column of RR intervals in ms, perhaps beside an ECG."""


class UnreadableRecordingError(ValueError):
    """A file that cannot be read as a recording; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class RecordedBeats:
    """One recording.

    Attributes:
        series: the beats, in seconds since 1970 where the file knows the date, else since its own first moment.
        started_at: when it began, in UTC; None when the file does not know the date.
        format: how it was written down.
    """

    series: BeatSeries
    started_at: datetime | None
    format: RecordingFormat
