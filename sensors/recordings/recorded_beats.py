"""Beats of a file, whatever its format, and the error of a file that holds none that can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensors.errors import SensorsError

if TYPE_CHECKING:
    from datetime import datetime

    from hrv.beats import BeatSeries
    from sensors.recordings.formats import RecordingFormat


class UnreadableRecordingError(SensorsError, ValueError):
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
