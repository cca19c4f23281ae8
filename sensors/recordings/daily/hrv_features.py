"""HRV Logger's features: a row for each window of a recording, with rMSSD among other things.

A row says nothing of what the person was doing. Where all rows lie within one short sitting their mean logarithm is the
reading of that day. A longer file is left alone: its intervals say the same, and which windows were calm besides.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.recordings.daily.day_tables import HEART_RATE, HIGHEST_MS, LOWEST_MS, RMSSD
from sensors.recordings.decision.column_names import is_of_intervals
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import DayReading, Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.tables import Header, Row, first_line, header_of, rows_below
from sensors.recordings.text.wall_clock import in_utc, utc_s, wall_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from messages import Message
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "hrv-logger-features",
    define("sensors.format.hrv_logger_features", "HRV Logger features"),
    docs=DocsLine(
        "HRV Logger features",
        "a table of windows with `rMSSD` and a time",
        "one reading, if all windows lie within 15 minutes; else nothing",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.ANY_COLUMN

LONGEST_SITTING_S: Final = 900.0
MILLISECONDS_FROM: Final = 1e11
"""Numbers above count milliseconds since 1970; seconds reach them in the year 5138."""

CLOCK: Final = re.compile(r"(phone )?(time|timestamp|date|datetime)([ _]?[(\[]?(ms|s|ns|us)[)\]]?)?")
EARLIEST_DATE_S: Final = 315532800.0  # 1980: a smaller number of seconds counts from the start of the recording
TAKEN: Final = define(
    "sensors.features.taken",
    "Taken as the reading of its day: the mean of the windows of one short sitting, %(n)s in all.",
)
NO_RMSSD: Final = define(
    "sensors.features.no_rmssd",
    "Windows left out because they have no RMSSD in ms: %(n)s. Lines: %(lines)s.",
)
HOURS: Final = define(
    "sensors.features.hours",
    "This file holds windows of %(hours)s hours of whatever was done, without the intervals. "
    "Import the RR file of the same recording instead: Pulsro finds its calm parts.",
)
MINUTES: Final = define(
    "sensors.features.minutes",
    "This file holds windows of %(minutes)s minutes of whatever was done, without the intervals. "
    "Import the RR file of the same recording instead: Pulsro finds its calm parts.",
)
NO_DATE: Final = define(
    "sensors.features.no_date",
    "This file does not say when it was recorded. Give the date and time at which it began.",
)


NO_WINDOW: Final = define(
    "sensors.features.no_window", "No row of this file holds an RMSSD. Check that the export was complete."
)


def recognises(text: str) -> bool:
    """Whether the header names RMSSD beside a time, and no intervals."""
    header = header_of(first_line(text))
    if header is None or any(map(is_of_intervals, header.names)):
        return False
    return header.place_of(RMSSD) is not None and header.place_of(CLOCK) is not None


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError when it is no short sitting, or has no date."""
    lines = text.splitlines()
    header = header_of(lines[0]) or Header(",", ())
    rows = rows_below(lines, header)
    place = header.place_of(RMSSD)
    good = [row for row in rows if LOWEST_MS <= (row.number_or_none(place) or 0.0) <= HIGHEST_MS]
    if not good:
        raise UnreadableRecordingError(NO_WINDOW())
    began_at, length_s = _when(good, header, about)
    if length_s > LONGEST_SITTING_S:
        raise _too_long(length_s)
    mean_ln = float(np.mean([math.log(row.number(place)) for row in good]))
    rates = [rate for row in good if (rate := row.number_or_none(header.place_of(HEART_RATE)))]
    reading = DayReading(
        began_at.astimezone(about.zone).date(), math.exp(mean_ln), float(np.mean(rates)) if rates else None, n=len(good)
    )
    return Found(FORMAT, days=(reading,), remarks=(TAKEN(n=len(good)),), left_out=_left_out(rows, good))


def _left_out(rows: Sequence[Row], good: Sequence[Row]) -> tuple[Message, ...]:
    kept = {row.line for row in good}
    lost = [row.line for row in rows if row.line not in kept]
    return (NO_RMSSD(n=len(lost), lines=tuple(map(str, lost))),) if lost else ()


def _when(rows: Sequence[Row], header: Header, about: About) -> tuple[datetime, float]:
    """When the first window was, and how many seconds later the last one."""
    place = header.place_of(CLOCK)
    stamps = [_stamp_s(row, place) for row in rows]
    length_s = max(stamps) - min(stamps)
    if utc_s(rows[0].text(place)) is None and wall_s(rows[0].text(place)) is not None:
        stamps = in_utc(np.array(stamps), about.zone)[0].tolist()
    if stamps[0] > EARLIEST_DATE_S:
        return datetime.fromtimestamp(stamps[0], UTC), length_s
    if length_s > LONGEST_SITTING_S:
        raise _too_long(length_s)
    if about.began_at is None:
        raise UnreadableRecordingError(NO_DATE())
    return about.began_at, length_s


def _stamp_s(row: Row, place: int | None) -> float:
    text = row.text(place)
    for read_as in (utc_s, wall_s):
        if (second := read_as(text)) is not None:
            return second
    number = row.number(place)
    return number / 1000 if number > MILLISECONDS_FROM else number


def _too_long(seconds: float) -> UnreadableRecordingError:
    is_hours = seconds >= 3600  # noqa: PLR2004 - seconds of an hour
    return UnreadableRecordingError(
        HOURS(hours=round(seconds / 3600, 1)) if is_hours else MINUTES(minutes=round(seconds / 60))
    )
