"""Polar Sensor Logger: rows of `2026-04-24T09:44:18.796;541`, when the phone logged an interval in ms.

Older versions, and studies that wanted no dates, write the time of day alone.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.recordings.decision.texts import REPEATED_HEADER
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.logged import logged
from sensors.recordings.text.tables import first_line
from sensors.recordings.text.wall_clock import in_utc, wall_s

if TYPE_CHECKING:
    from messages import Message
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "polar-sensor-logger",
    define("sensors.format.polar_sensor_logger", "Polar Sensor Logger"),
    docs=DocsLine("Polar Sensor Logger", "`Phone timestamp;RR-interval [ms]`, with dates or times of day", "beats"),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

BEGINNING: Final = "phone timestamp;"
HEADER: Final = "phone timestamp;rr-interval [ms]"
HALF_DAY_S: Final = 43200.0
DAY_S: Final = 86400.0
OTHER_STREAM: Final = define(
    "sensors.polar_sensor_logger.other_stream",
    "This file of Polar Sensor Logger holds another stream of the sensor and no RR intervals. "
    "Import the file whose name ends in RR.",
)
PULSE_INTERVALS: Final = "pp-interval"
OPTICAL: Final = define(
    "sensors.polar_sensor_logger.optical",
    "This file of Polar Sensor Logger holds pulse intervals (PPI) of an optical sensor. Single ones are often wrong, "
    "so they are not taken for heartbeats. Wear a chest strap, and import the file whose name ends in RR.",
)
NOT_A_ROW: Final = define(
    "sensors.polar_sensor_logger.not_a_row",
    "Line %(line)s is not a time of day and an interval, like 09:44:18.796;541. Export the recording again.",
)


def recognises(text: str) -> bool:
    """Whether a file with this header is one of them."""
    return first_line(text).strip().lower().startswith(BEGINNING)


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError names the first row that cannot be understood.

    The stamps say when an interval came in, in batches. Without a date times count from the first row, and a clock
    that falls back by half a day has passed midnight.
    """
    lines = text.splitlines()
    if PULSE_INTERVALS in lines[0].lower():
        raise UnreadableRecordingError(OPTICAL())
    if not _is_header(lines[0]):
        raise UnreadableRecordingError(OTHER_STREAM())
    below = [(number, line) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    numbered = [(number, line) for number, line in below if not _is_header(line)]
    again = tuple(str(number) for number, line in below if _is_header(line))
    repeated_header = (REPEATED_HEADER(n=len(again), lines=again),) if again else ()
    rows = [_row(line, number) for number, line in numbered]
    rr_ms = [rr for _, rr in rows]
    moments, began_at = np.array(_unwrapped([stamp_s for stamp_s, _ in rows])), None
    remarks: tuple[Message, ...] = ()
    if rows and wall_s(numbered[0][1].partition(";")[0]) is not None:
        moments, remarks = in_utc(np.array([stamp_s for stamp_s, _ in rows]), about.zone)
        began_at = datetime.fromtimestamp(float(moments[0]), UTC)
    found = logged(moments.tolist(), rr_ms, [number for number, _ in numbered])
    left_out = (*repeated_header, *found.left_out)
    return Found.of_beats(FORMAT, found.series, began_at, (*remarks, *found.remarks), left_out=left_out)


def _is_header(line: str) -> bool:
    return line.strip().lower().rstrip(";") == HEADER


def _row(line: str, number: int) -> tuple[float, float]:
    stamp, _, rr_ms = line.partition(";")
    try:
        dated_s = wall_s(stamp)
        stamp_s = dated_s if dated_s is not None else _second_of_day(time.fromisoformat(stamp.strip()))
        return stamp_s, float(rr_ms.strip().rstrip(";"))
    except ValueError as error:
        raise UnreadableRecordingError(NOT_A_ROW(line=str(number))) from error


def _second_of_day(moment: time) -> float:
    return moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6


def _unwrapped(seconds_of_day: list[float]) -> list[float]:
    """Seconds since the first row, across midnights."""
    unwrapped: list[float] = []
    midnights_s, before_s = 0.0, 0.0
    for second in seconds_of_day:
        if before_s - second > HALF_DAY_S:
            midnights_s += DAY_S
        before_s = second
        unwrapped.append(second + midnights_s - seconds_of_day[0])
    return unwrapped
