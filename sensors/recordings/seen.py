"""What was seen in a file while it was read, and the questions that it leaves open.

Both go with what was found and with a refusal alike: nobody has to guess what a reader made of their file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from messages import define

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from messages import Message

HEADER: Final = define("sensors.seen.header", "Header in line %(line)s: %(columns)s.")
SEPARATOR: Final = define("sensors.seen.separator", "Columns are separated by %(mark)s.")
COLUMNS: Final = define("sensors.seen.columns", "Columns that were taken: %(columns)s.")
WRITTEN: Final = define("sensors.seen.written", "Read as: %(what)s.")
UNIT: Final = define("sensors.seen.unit", "unit %(unit)s")
DECIMALS: Final = {
    ".": define("sensors.seen.points", "decimal points"),
    ",": define("sensors.seen.decimal_commas", "decimal commas"),
}
THOUSANDS: Final = define("sensors.seen.thousands", "thousands parted by %(mark)s")
IN_LETTERS: Final = define("sensors.seen.in_letters", "dates with the month in letters")
SERIAL: Final = define("sensors.seen.serial", "days counted from 1900, as a spreadsheet does")
COUNTED: Final = define("sensors.seen.counted", "times counted in %(unit)s")
IN_ORDER: Final = {
    "dmy": define("sensors.seen.dmy", "dates with the day first (%(form)s)"),
    "mdy": define("sensors.seen.mdy", "dates with the month first (%(form)s)"),
    "ymd": define("sensors.seen.ymd", "dates with the year first, then the month (%(form)s)"),
    "ydm": define("sensors.seen.ydm", "dates with the year first, then the day (%(form)s)"),
}
CLOCK: Final = define("sensors.seen.clock", "times of day (%(form)s)")
ZONE: Final = define("sensors.seen.zone", "time zone %(zone)s")
ENCODING: Final = define("sensors.seen.encoding", "Encoding: %(encoding)s.")
FIRST_ROW: Final = define("sensors.seen.first_row", "First row as read: %(cells)s.")
ROWS: Final = define("sensors.seen.rows", "Rows in all: %(seen)s.")
TAKEN: Final = define("sensors.seen.taken", "Rows that were taken: %(n)s.")
ROLES: Final = {
    "interval": define("sensors.seen.interval", "interval %(value)s"),
    "intervals": define("sensors.seen.intervals", "intervals from column %(value)s"),
    "stamp": define("sensors.seen.stamp", "time %(value)s"),
    "stamps": define("sensors.seen.stamps", "times from column %(value)s"),
    "day": define("sensors.seen.day", "day %(value)s"),
    "rmssd": define("sensors.seen.rmssd", "RMSSD %(value)s"),
}
CELL: Final = define("sensors.seen.cell", "%(name)s: %(value)s")
UNITS_OF_CLOCKS: Final = frozenset({"s", "ms", "us", "ns"})
MARKS: Final = {
    "\t": define("sensors.seen.tab", "tabs"),
    " ": define("sensors.seen.blanks", "blanks"),
    ",": define("sensors.seen.commas", "commas"),
    ";": define("sensors.seen.semicolons", "semicolons"),
    "|": define("sensors.seen.bars", "vertical bars"),
    ".": define("sensors.seen.full_stops", "points"),
    "'": define("sensors.seen.apostrophes", "apostrophes"),
}
ORDERS: Final = {
    "dmy": define("sensors.answer.dmy", "Day first: %(day)s"),
    "mdy": define("sensors.answer.mdy", "Month first: %(day)s"),
    "ymd": define("sensors.answer.ymd", "Year, month, day: %(day)s"),
    "ydm": define("sensors.answer.ydm", "Year, day, month: %(day)s"),
}
WORDS: Final = {
    "ms": define("sensors.answer.ms", "Milliseconds"),
    "s": define("sensors.answer.s", "Seconds"),
    "1/1024": define("sensors.answer.ticks", "1/1024 of a second"),
    "ln": define("sensors.answer.ln", "The natural logarithm of milliseconds"),
    "comma": define("sensors.answer.comma", "Decimal commas"),
    "point": define("sensors.answer.point", "Decimal points"),
}
SAMPLES: Final = define("sensors.answer.samples", "%(n)s samples a second")
COLUMN: Final = define("sensors.answer.column", "Column %(name)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How a file was read. What does not apply to a format stays empty.

    Attributes:
        encoding: of its text, in Python's name.
        separator: what stands between cells, as it is: `;` or a tab.
        header: the names of the columns as they are written.
        header_line: the number of that line, from 1.
        columns: which column was taken for what: role to name, or to its number where it has no name.
        unit: of the intervals: `ms`, `s`, `1/1024 s` or how many samples a second.
        decimal: the decimal mark.
        thousands: the mark between thousands.
        dates: the form of the dates, in the letters of `strptime`, or in words.
        zone: the time zone in which stamps were read.
        first_row: the first row as it was read: role to value.
        rows: how many rows went where: what became of them to their number, which add up to all rows.
    """

    encoding: str = ""
    separator: str = ""
    header: tuple[str, ...] = ()
    header_line: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    decimal: str = ""
    thousands: str = ""
    dates: str = ""
    zone: str = ""
    first_row: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """What is known, by these names."""
        return {
            name: dict(value) if hasattr(value, "items") else value
            for name in self.__slots__
            if (value := getattr(self, name)) not in ("", None, (), {})
        }

    def sentences(self) -> Iterator[Message]:
        """The same for a person, one sentence a thing; what is not known is left out."""
        if self.header:
            columns = tuple(name or "-" for name in self.header)
            yield HEADER(line=self.header_line or 1, columns=columns)
        if self.separator and len(self.header) != 1:
            yield SEPARATOR(mark=_mark(self.separator))
        if self.columns:
            yield COLUMNS(columns=_pairs(self.columns))
        if what := tuple(self._written()):
            yield WRITTEN(what=what)
        if self.encoding:
            yield ENCODING(encoding=self.encoding)
        if self.first_row:
            yield FIRST_ROW(cells=_pairs(self.first_row))
        yield from self._counted()

    def _counted(self) -> Iterator[Message]:
        if "seen" in self.rows:
            yield ROWS(seen=self.rows["seen"])
        if "taken" in self.rows:
            yield TAKEN(n=self.rows["taken"])

    def _written(self) -> Iterator[Message]:
        if self.unit:
            yield UNIT(unit=self.unit)
        if self.decimal:
            yield DECIMALS[self.decimal]()
        if self.thousands:
            yield THOUSANDS(mark=_mark(self.thousands))
        if self.dates:
            yield _in_dates(self.dates)
        if self.zone:
            yield ZONE(zone=self.zone)


def _mark(sign: str) -> Message | str:
    """A mark by its name: at the end of a sentence a sign is easily overlooked."""
    return MARKS[sign]() if sign in MARKS else sign


def _in_dates(form: str) -> Message:
    """How moments are written, said so that nobody has to know what the letters of a form mean."""
    order = form.partition(" ")[0]
    if form in UNITS_OF_CLOCKS:
        return COUNTED(unit=form)
    if order in IN_ORDER:
        return IN_ORDER[order](form=form)
    if order.startswith("h:"):
        return CLOCK(form=form)
    return SERIAL() if form.startswith("days") else IN_LETTERS()


def _pairs(values: Mapping[str, str]) -> tuple[Message, ...]:
    return tuple(
        ROLES[name](value=value) if name in ROLES else CELL(name=name, value=value) for name, value in values.items()
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer to a question.

    Attributes:
        answer: what is given back, as the value of the question's option.
        first_rows: the first rows as this answer would take them, for a person to compare.
        first_day: the first day as this answer would take it, where dates are asked about.
    """

    answer: str
    first_rows: tuple[str, ...]
    first_day: date | None = None

    def label(self, option: str) -> Message:
        """The answer in words, as a person would say it."""
        if option == "dates" and self.first_day is not None:
            return ORDERS[self.answer](day=self.first_day)
        if self.answer.endswith("/s"):
            return SAMPLES(n=float(self.answer.removesuffix("/s")))
        return WORDS[self.answer]() if option in {"unit", "decimal"} else COLUMN(name=self.answer)


@dataclass(frozen=True, slots=True)
class Question:
    """What a file does not show and a person has to say, for the readings differ.

    Attributes:
        option: the attribute of `About` that answers it: `unit`, `decimal`, `dates` or `column`.
        message: the question itself.
        offers: the readings that are equally good.
    """

    option: str
    message: Message
    offers: tuple[Offer, ...]

    def to_json(self) -> dict[str, Any]:
        """The message's code and parameters, with option and offers beside them."""
        offers = [{"answer": each.answer, "first_rows": list(each.first_rows)} for each in self.offers]
        return self.message.to_json() | {"option": self.option, "offers": offers}
