"""The day of each row of a table, in the order of year, month and day in which that program writes it.

HRV4Training on Android writes the year, then the day, then the month; programs that follow a computer's own settings
write either. Which it is follows from the whole file: some day is always the thirteenth or later.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.recordings.decision import stamps
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.seen import Offer, Question, Seen
from sensors.recordings.text.tables import is_given
from sensors.recordings.text.wall_clock import utc_s

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sensors.recordings.model import About
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
NOT_TOLD: Final = define(
    "sensors.days.not_told",
    "The days in this file can be read with the month or with the day first, and it does not show which is meant. "
    "Which one is right?",
)
NO_DAYS: Final = define(
    "sensors.days.no_days",
    "The column %(column)s holds '%(found)s', which is no day. Export the dates as well, like 2026-03-31.",
)
SHOWN: Final = 3


def day_reader(header: Header, rows: Sequence[Row], about: About) -> Callable[[Row], date | None]:
    """What reads the day of a row; UnreadableRecordingError when the file does not show day from month.

    A moment that says its offset from UTC is of the day that it was in the person's zone.
    """
    place = next((place for names in DAY_COLUMNS if (place := header.place_of(names)) is not None), None)
    of_days = {header.place_of(names) for names in DAY_COLUMNS[:2]}
    given = [cell for row in rows if is_given(cell := row.text(place))]
    serials = _serials(rows, place)
    order = _order(given, is_android=_is_android(header), wanted=about.dates)
    if given and serials is None and not any(stamps.day_of(cell, order) for cell in given):
        name = header.names[place] if place is not None else ""
        raise UnreadableRecordingError(NO_DAYS(column=name, found=given[0][:30]), seen=seen_in(header, rows))

    def read(row: Row) -> date | None:
        if serials is not None:
            return serials.get(row.line)
        moment_s = None if place in of_days else utc_s(row.text(place))
        if moment_s is not None:
            return datetime.fromtimestamp(moment_s, about.zone).date()
        return stamps.day_of(row.text(place), order)

    return read


def _serials(rows: Sequence[Row], place: int | None) -> dict[int, date] | None:
    """The day of each line where a spreadsheet wrote its own numbers of days; None where it did not."""
    values = {row.line: value for row in rows if (value := row.number_or_none(place)) is not None}
    numbers = np.array(list(values.values()))
    if not stamps.is_serial(numbers) or any(is_given(row.text(place)) and row.line not in values for row in rows):
        return None
    return {line: date.fromordinal(int(value) + stamps.SERIAL_ZERO) for line, value in values.items()}


def _is_android(header: Header) -> bool:
    return header.place_of(ANDROID) is not None and header.place_of(IPHONE) is None


def _order(given: Sequence[str], *, is_android: bool, wanted: str) -> str:
    """The one order in which most cells are days, the usual one first; a question where two differ.

    Years come first as in ISO 8601, but for the programs that put the day behind them.
    """
    orders = next((orders for cell in given if (orders := stamps.orders_of(cell))), ("ymd",))
    if wanted in orders:
        return wanted
    if orders == stamps.YEAR_FIRST and not is_android:
        return orders[0]
    different = list(dict.fromkeys(given))
    days = {order: [stamps.day_of(cell, order) for cell in different] for order in orders}
    most = max(sum(day is not None for day in found) for found in days.values())
    fitting = [order for order in orders if sum(day is not None for day in days[order]) == most]
    if len({tuple(days[order]) for order in fitting}) > 1:
        raise _asked(different, fitting)
    return fitting[0]


def _asked(cells: Sequence[str], orders: Sequence[str]) -> UnreadableRecordingError:
    offers = tuple(
        Offer(order, tuple(f"{cell} -> {stamps.day_of(cell, order)}" for cell in cells[:SHOWN]), _first(cells, order))
        for order in orders
    )
    said = NOT_TOLD()
    return UnreadableRecordingError(said, questions=(Question("dates", said, offers),))


def _first(cells: Sequence[str], order: str) -> date | None:
    return next((day for cell in cells if (day := stamps.day_of(cell, order))), None)


def seen_in(header: Header, rows: Sequence[Row]) -> Seen:
    """What a table of days shows."""
    first_row = dict(zip(header.names, rows[0].cells, strict=False)) if rows else {}
    decimal = rows[0].numerals.decimal if rows else ""
    return Seen(
        separator=header.separator,
        header=header.names,
        decimal=decimal,
        first_row=first_row,
        rows={"seen": len(rows)},
    )
