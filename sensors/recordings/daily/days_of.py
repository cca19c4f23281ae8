"""The day of each row of a table, in the order of year, month and day in which that program writes it.

HRV4Training on Android writes the year, then the day, then the month; programs that follow a computer's own settings
write either. Which it is follows from the whole file: some day is always the thirteenth or later.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from messages import define
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.wall_clock import utc_s

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from sensors.recordings.text.tables import Header, Row

DAY_COLUMNS: Final = (
    re.compile(r"date"),
    re.compile(r"day"),
    re.compile(r"timestamp_measurement"),
    re.compile(r"date time start"),
    re.compile(r"datetime"),
)
ANDROID: Final = re.compile(r"time")
IPHONE: Final = re.compile(r"timestamp_measurement")
_PARTS: Final = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?!\d)")
YEAR_FIRST, YEAR_LAST = ("ymd", "ydm"), ("dmy", "mdy")
LONGEST_PART: Final = 2
EARLIEST: Final = date(1990, 1, 1)  # nobody wrote down RMSSD at home before; the year is a slip

NOT_TOLD: Final = define(
    "sensors.days.not_told",
    "The days in this file can be read with the month or with the day first, and it does not show which is meant. "
    "Export a longer time, so that a day after the twelfth is in it.",
)


def day_reader(header: Header, rows: Sequence[Row], zone: tzinfo) -> Callable[[Row], date | None]:
    """What reads the day of a row; UnreadableRecordingError when the file does not show day from month.

    A moment that says its offset from UTC is of the day that it was in `zone`.
    """
    place = next((place for names in DAY_COLUMNS if (place := header.place_of(names)) is not None), None)
    of_days = {header.place_of(names) for names in DAY_COLUMNS[:2]}
    written = [parts for row in rows if (parts := _PARTS.match(row.text(place))) is not None]
    order = _order(written, is_android=_is_android(header))

    def read(row: Row) -> date | None:
        moment_s = None if place in of_days else utc_s(row.text(place))
        if moment_s is not None:
            return datetime.fromtimestamp(moment_s, zone).date()
        parts = _PARTS.match(row.text(place))
        return None if parts is None else _day(parts, order)

    return read


def _is_android(header: Header) -> bool:
    return header.place_of(ANDROID) is not None and header.place_of(IPHONE) is None


def _order(written: Sequence[re.Match[str]], *, is_android: bool) -> str:
    """The one order in which every day is one. Years come first as in ISO 8601, but for the programs that do not."""
    year_first = not written or len(written[0][1]) > LONGEST_PART
    if year_first and not is_android:
        return YEAR_FIRST[0]
    fitting = [order for order in (YEAR_FIRST if year_first else YEAR_LAST) if _all_days(written, order)]
    if len(fitting) > 1 and any(_day(parts, fitting[0]) != _day(parts, fitting[1]) for parts in written):
        raise UnreadableRecordingError(NOT_TOLD())
    return fitting[0] if fitting else YEAR_FIRST[0]


def _all_days(written: Sequence[re.Match[str]], order: str) -> bool:
    return all(_day(parts, order) is not None for parts in written)


def _day(parts: re.Match[str], order: str) -> date | None:
    values = dict(zip(order, map(int, parts.groups()), strict=True))
    try:
        day = date(values["y"], values["m"], values["d"])
    except ValueError:
        return None
    return day if day >= EARLIEST else None
