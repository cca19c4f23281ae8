"""Fitbit and Google Health: daily summaries, details of five minutes, and JSON of their web APIs.

The value of a day is computed by Fitbit in its own way, so details are no part of it: where the export has daily values
they alone are taken. Stamps are of the person's own clock, also where midnight is written with a Z.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from hrv.sources.source import Source
from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.parts import table
from sensors.recordings.text.wall_clock import utc_s, wall_s
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Moments, Nights, day_in, dicts_in, heart_rate, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part
    from sensors.recordings.text.tables import Header, Row

FORMAT: Final = RecordingFormat(
    "fitbit",
    define("sensors.format.fitbit", "Fitbit or Google Health"),
    docs=DocsLine(
        "Fitbit, Google Health",
        "zip of Google Takeout, `Daily Heart Rate Variability Summary`, `daily_heart_rate_variability.csv`, details of "
        "five minutes, JSON of the web APIs",
        "RMSSD of each day; where there are only details the mean of a night, as a source of its own",
        "details where there are daily values, deep sleep alone, rows of Apple devices, SDNN",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

DETAILS_SOURCE: Final = Source("fitbit/details")
STAMP: Final = re.compile(r"timestamp")
DAILY: Final = re.compile(r"rmssd|average heart rate variability milliseconds")
DETAIL: Final = re.compile(r"rmssd|root mean square of successive differences milliseconds")
HEART_RATE: Final = re.compile(r"nremhr|non rem heart rate beats per minute")
SDNN: Final = re.compile(r"standard deviation milliseconds")
DEEP_SLEEP: Final = re.compile(r"deep sleep root mean square of successive differences milliseconds")
DEVICE: Final = re.compile(r"data source")
APPLE: Final = re.compile(r"apple|iphone|healthkit", re.IGNORECASE)
DAILY_MARKS: Final = frozenset({"nremhr", "entropy", "average heart rate variability milliseconds"})
DETAIL_MARKS: Final = frozenset(
    {"coverage", "low_frequency", "high_frequency", "root mean square of successive differences milliseconds"}
)
IN_JSON: Final = re.compile(
    r'"(?:dailyRmssd|rootMeanSquareOfSuccessiveDifferencesMilliseconds|averageHeartRateVariabilityMilliseconds)"\s*:'
)

OF_APPLE: Final = texts.FOREIGN
ONLY_DETAILS: Final = define(
    "sensors.fitbit.only_details",
    "The export holds values of five minutes and none of whole days. A night is their mean, kept apart from the daily "
    "values of Fitbit, which are computed in another way.",
)


def recognises_part(part: Part) -> bool:
    """Whether it is one of their tables, or JSON with one of their fields."""
    if part.is_json:
        return bool(IN_JSON.search(part.head_text()))
    names = set(part.names_in_line())
    return "timestamp" in names and not names.isdisjoint(DAILY_MARKS | DETAIL_MARKS) and _has_rmssd(names)


def _has_rmssd(names: set[str]) -> bool:
    return any(DAILY.fullmatch(name) or DETAIL.fullmatch(name) for name in names)


def read_parts(parts: Sequence[Part], about: About) -> Found:
    """The value of each day, or else the mean of each night's details."""
    nights, details = Nights(), _Details(about.zone)
    for part in parts:
        if part.is_json:
            _add_json(nights, details, part.json())
        else:
            header, rows = table(part)
            is_daily = not DAILY_MARKS.isdisjoint(header.names)
            (_add_days if is_daily else details.add_rows)(nights, header, rows)
    details.give(nights)
    return nights.found(FORMAT)


def _add_days(nights: Nights, header: Header, rows: Sequence[Row]) -> None:
    for row in rows:
        if APPLE.search(row.text(header.place_of(DEVICE))):
            nights.leave_out(OF_APPLE)
            continue
        hr_bpm = heart_rate(row.number_or_none(header.place_of(HEART_RATE)))
        value = row.number_or_none(header.place_of(DAILY))
        nights.add(day_in(row.text(header.place_of(STAMP))), value, hr_bpm=hr_bpm)
        if number(row.number_or_none(header.place_of(DEEP_SLEEP))):
            nights.leave_out(texts.DEEP_SLEEP)


class _Details:
    """Values of five minutes, which count only where there are no daily ones."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._values: list[tuple[str, object]] = []

    def add_rows(self, nights: Nights, header: Header, rows: Sequence[Row]) -> None:
        """Keep the rows of a table."""
        for row in rows:
            if APPLE.search(row.text(header.place_of(DEVICE))):
                nights.leave_out(OF_APPLE)
                continue
            self.add(row.text(header.place_of(STAMP)), row.number_or_none(header.place_of(DETAIL)))
            if number(row.number_or_none(header.place_of(SDNN))):
                nights.leave_out(texts.SDNN)

    def add(self, stamp: str, value: object) -> None:
        """Keep one value."""
        self._values.append((stamp, value))

    def give(self, nights: Nights) -> None:
        """Make nights of them, or count them."""
        if nights.readings():
            nights.leave_out(texts.DETAILS, len(self._values))
            return
        moments = Moments()
        for stamp, value in self._values:
            moments.add(nights, self._moment(stamp), value, source=DETAILS_SOURCE)
        moments.give(nights)
        if nights.readings():
            nights.assume(ONLY_DETAILS())

    def _moment(self, stamp: str) -> datetime | None:
        second = utc_s(stamp)
        if second is not None:
            return datetime.fromtimestamp(second, self._zone)
        wall = wall_s(stamp)
        return None if wall is None else datetime.fromtimestamp(wall, UTC)


def _add_json(nights: Nights, details: _Details, value: Any) -> None:  # noqa: ANN401 - any JSON
    for item in dicts_in(value):
        inner = item.get("value")
        if isinstance(inner, dict) and "dailyRmssd" in inner:
            nights.add(day_in(item.get("dateTime")), inner["dailyRmssd"])
            if number(inner.get("deepRmssd")):
                nights.leave_out(texts.DEEP_SLEEP)
        if "averageHeartRateVariabilityMilliseconds" in item:
            nights.add(_google_day(item.get("date")), item["averageHeartRateVariabilityMilliseconds"])
        if "rootMeanSquareOfSuccessiveDifferencesMilliseconds" in item:
            sample_time = item.get("sampleTime")
            stamp = sample_time.get("physicalTime") if isinstance(sample_time, dict) else item.get("time")
            details.add(str(stamp or ""), item["rootMeanSquareOfSuccessiveDifferencesMilliseconds"])
        if number(item.get("standardDeviationMilliseconds")):
            nights.leave_out(texts.SDNN)


def _google_day(value: Any) -> Any:  # noqa: ANN401 - a date of Google's, or whatever stands there instead
    if not isinstance(value, dict):
        return day_in(value)
    return day_in("{:04}-{:02}-{:02}".format(*(int(number(value.get(name)) or 0) for name in ("year", "month", "day"))))
