"""The beats that come out of a file, whatever its format."""

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
    """Nothing but RR intervals, in ms or s, perhaps beside the moments of the beats; Elite HRV and Kubios write it."""
    PULSRO_CSV = "pulsro-csv"
    """Our own form: every beat with its moment, interval, segment and flags."""
    POLAR_SENSOR_LOGGER = "polar-sensor-logger"
    """Semicolons, a phone's time stamp and an interval in each row."""
    RR_COLUMN = "rr-column"
    """A header that names a column of RR intervals in ms, perhaps beside an ECG; HRV Logger writes it."""
    SELFLOOPS = "selfloops"
    """A date in words, then rows of time, heart rate and interval."""
    POLAR_HRM = "polar-hrm"
    """Sections in square brackets; one RR interval a line in the last one."""
    FIT = "fit"
    """The binary files of Garmin and Suunto watches, with hrv messages."""
    WFDB = "wfdb-annotations"
    """Beat annotations of PhysioNet, in the MIT format."""
    KUBIOS_REPORT = "kubios-report"
    """Results of Kubios as text or csv, with the intervals they rest on."""
    HRV4TRAINING = "hrv4training"
    """One row a morning, with rMSSD."""
    ELITE_HRV = "elite-hrv-readings"
    """One row a reading, with Rmssd."""
    HRV_LOGGER_FEATURES = "hrv-logger-features"
    """One row a window, with rMSSD."""


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
