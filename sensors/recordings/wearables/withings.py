"""Withings: JSON of the API's sleeps.

A summary has the mean RMSSD of the first and of the last 90 minutes, and a sleep its course: three different things,
which are kept apart as sources.
"""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hrv.sources.source import part_of
from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Nights, day_in, dicts_in, heart_rate, moment_of, number, why_not

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part

FORMAT: Final = RecordingFormat(
    "withings",
    define("sensors.format.withings", "Withings"),
    docs=DocsLine(
        "Withings",
        "JSON of the API with `series` of sleeps",
        "RMSSD of a sleep, of its first and of its last 90 minutes, each a source of its own",
        "SDNN",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

IN_JSON: Final = re.compile(r'"(?:rmssd_start_avg|rmssd_end_avg|sdnn_1|sdnn1)"\s*:|"rmssd"\s*:\s*\{')
SERIES: Final = re.compile(r'"series"\s*:')
PARTS: Final = {"rmssd_start_avg": "first-90-minutes", "rmssd_end_avg": "last-90-minutes"}
SDNN: Final = ("sdnn_1", "sdnn1")


def recognises_part(part: Part) -> bool:
    """Whether it is JSON with a series and their fields."""
    if not part.is_json:
        return False
    text = part.head_text()
    return bool(SERIES.search(text) and IN_JSON.search(text))


def read_parts(parts: Sequence[Part], about: About) -> Found:
    """The nights of each kind of value."""
    nights = Nights()
    courses: dict[date, list[float]] = {}
    for part in parts:
        for item in dicts_in(part.json()):
            _add_summary(nights, item, about.zone)
            _add_course(nights, item, courses, about.zone)
    for day, values in courses.items():
        nights.add(day, sum(values) / len(values), n=len(values))
    return nights.found(FORMAT)


def _add_summary(nights: Nights, item: Mapping[str, Any], zone: tzinfo) -> None:
    data = item.get("data")
    if not isinstance(data, dict) or PARTS.keys().isdisjoint(data):
        return
    for name, source in PARTS.items():
        if name in data:
            nights.add(
                _day(item, zone),
                data[name],
                source=part_of(FORMAT.source, source),
                length_s=(number(item.get("enddate")) or 0.0) - (number(item.get("startdate")) or 0.0),
                hr_bpm=heart_rate(data.get("hr_average")),
            )


def _add_course(nights: Nights, item: Mapping[str, Any], courses: dict[date, list[float]], zone: tzinfo) -> None:
    """The values of one stretch of sleep, which stand by their moments; the night is the mean of all its stretches."""
    for name in SDNN:
        nights.leave_out(texts.SDNN, len(item[name]) if isinstance(item.get(name), dict) else 0)
    course, day = item.get("rmssd"), _day(item, zone)
    if not isinstance(course, dict):
        return
    nights.leave_out(texts.NO_VALUE, int(not course))
    for value in map(number, course.values()):
        reason = texts.EMPTY_DETAILS if value is None else why_not(day, value)
        if reason is not None or day is None or value is None:
            nights.leave_out(reason or texts.EMPTY_DETAILS)
        else:
            courses.setdefault(day, []).append(value)


def _day(item: Mapping[str, Any], zone: tzinfo) -> date | None:
    """The day that Withings gives a sleep, or that on which it ended."""
    moment = moment_of(item.get("enddate"), _own_zone(item, zone))
    return day_in(item.get("date")) or (None if moment is None else moment.date())


def _own_zone(item: Mapping[str, Any], zone: tzinfo) -> tzinfo:
    try:
        return ZoneInfo(str(item["timezone"]))
    except (KeyError, ValueError, ZoneInfoNotFoundError, OSError):
        return zone or UTC
