"""Polar Sensor Logger: rows of `09:44:18.796000;541`, a time of day at which the phone logged an interval in ms."""

from __future__ import annotations

from datetime import time
from typing import Final

from sensors.formats.recorded_beats import RecordedBeats, RecordingFormat, UnreadableRecordingError
from sensors.formats.timelines import by_arrival

HEADER: Final = "phone timestamp;rr-interval [ms]"
HALF_DAY_S: Final = 43200.0
DAY_S: Final = 86400.0


def recognises(first_line: str) -> bool:
    """Whether a file with this header is one of them."""
    return first_line.strip().lower() == HEADER


def read(text: str) -> RecordedBeats:
    """Read it; UnreadableRecordingError names the first row that cannot be understood.

    The stamps say when an interval came in, in batches, and carry no date: times count from the first row, and a clock
    that falls back by half a day has passed midnight.
    """
    rows = [_row(line, number) for number, line in enumerate(text.splitlines()[1:], start=2) if line.strip()]
    arrivals_s = _unwrapped([arrival_s for arrival_s, _ in rows])
    series = by_arrival(arrivals_s, [rr_ms for _, rr_ms in rows])
    return RecordedBeats(series=series, started_at=None, format=RecordingFormat.POLAR_SENSOR_LOGGER)


def _row(line: str, number: int) -> tuple[float, float]:
    stamp, _, rr_ms = line.partition(";")
    try:
        return _second_of_day(time.fromisoformat(stamp.strip())), float(rr_ms)
    except ValueError as error:
        raise UnreadableRecordingError(
            f"Line {number} is not a time of day and an interval, like 09:44:18.796;541. Export the recording again."
        ) from error


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
