"""Tables with one reading a row: HRV4Training in its dialects, Elite HRV, and whatever names its columns as they do.

Only a column that is called RMSSD is RMSSD, and one that is called its logarithm its logarithm. SDNN is not, nor are
the scores that products make of it: recovery points, an HRV from 1 to 100, readiness.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hrv.light.daily_value import HIGHEST_LN_RMSSD, LOWEST_LN_RMSSD
from hrv.sources.source import part_of
from messages import define
from sensors.recordings.daily.days_of import day_reader, seen_in
from sensors.recordings.decision.column_names import INTERVALS
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import OF_THE_FILE, DayReading, Found, model_of
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.seen import Offer, Question, Seen
from sensors.recordings.text.tables import Header, Row, first_line, header_of, is_given, rows_below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from hrv.sources.source import Source
    from messages import Message, Text
    from sensors.recordings.model import About

HRV4TRAINING: Final = RecordingFormat(
    "hrv4training",
    define("sensors.format.hrv4training", "HRV4Training"),
    docs=DocsLine(
        "HRV4Training",
        "iPhone, iPhone with a 12-hour clock, Android (year-day-month), and the orthostatic form",
        "readings of days, lying only",
        "recovery points, RMSSD while standing",
    ),
)
ELITE_HRV: Final = RecordingFormat(
    "elite-hrv-readings",
    define("sensors.format.elite_hrv_readings", "a table of readings, as Elite HRV writes it"),
    docs=DocsLine(
        "Elite HRV readings, any table with a day and RMSSD",
        "a column `Rmssd` or its logarithm; days as dates in any one order, in words, or as a spreadsheet numbers "
        "them; what a bare `hrv` is is asked",
        "readings of days at rest, the morning's before others; each `source` by itself",
        "scores, readings with guided breathing or not at rest",
    ),
)
FORMATS: Final = (HRV4TRAINING, ELITE_HRV)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

RMSSD: Final = re.compile(r"rmssd(_lying)?( ?[(\[]?ms[)\]]?)?")
LN_RMSSD: Final = re.compile(r"ln[ _]?rmssd(_lying)?")
UNNAMED: Final = re.compile(r"(daily |average |mean )?hrv([ _]?[(\[]?ms[)\]]?)?")
"""A number that may be RMSSD, its logarithm, SDNN or a score: only the person can know."""

HEART_RATE: Final = re.compile(r"(mean |average )?(hr|heart ?rate)(_lying)?( ?[(\[]?bpm[)\]]?)?")
STANDING: Final = re.compile(r"rmssd_standing")
SCORES: Final = re.compile(
    r"hrv4t_recovery_points|recovery[ _]points|hrv|hrv score|morning readiness|readiness|balance|hrv cv"
)
SCORED: Final = re.compile(r"hrv4t_recovery_points|morning readiness")
PERSON: Final = re.compile(r"id|user_id|user|person|member|athlete|name")
KIND: Final = re.compile(r"type")
SOURCE: Final = re.compile(r"(data[ _])?source")
BREATHING: Final = re.compile(r"breathing pattern")
DAY: Final = re.compile(r"date|timestamp_measurement|date time start|datetime|day")
HRV4TRAINING_MARKS: Final = frozenset({"timestamp_measurement", "hrv4t_recovery_points", "rmssd_lying"})
WINDOW_MARKS: Final = frozenset({"timestamp", "since_start", "since start", "alpha1", "filtered", "window"})
LOWEST_MS, HIGHEST_MS = math.exp(LOWEST_LN_RMSSD), math.exp(HIGHEST_LN_RMSSD)
"""What lies outside of this is no RMSSD in ms."""

LOGARITHMS: Final = (2.0, 6.5)
"""Hardly a heart has an RMSSD as low as these logarithms on most days."""

MOST: Final = 0.5
"""A few odd days, or days in the other unit, do not hide what all the others look like."""

FIRST_ROWS: Final = 3
MOST_APART: Final = 0.05
"""So far may RMSSD and its own logarithm in the next column be apart, for they are rounded."""

OWN_BREATHING: Final = frozenset({"natural", "normal", "free", "spontaneous", "none", "unguided", "default"})
MORNING: Final = re.compile(r"readiness|morning", re.IGNORECASE)
NOT_AT_REST: Final = re.compile(r"exercis|train|breath|biofeedback|workout", re.IGNORECASE)

SEVERAL_PEOPLE: Final = define(
    "sensors.days.several_people",
    "This file holds readings of several people. Import a file that holds only your own.",
)
SCORE: Final = define(
    "sensors.days.score",
    "The column %(name)s holds a score of the product and no RMSSD. It was not taken.",
)
STANDING_TOO: Final = define(
    "sensors.days.standing_too",
    "RMSSD while standing was not taken: only the reading while lying down is one at rest.",
)
NO_VALUE: Final = define(
    "sensors.days.no_value",
    "Rows left out because they have no RMSSD: %(n)s. Lines: %(lines)s.",
)
NO_DAY: Final = define(
    "sensors.days.no_day",
    "Rows left out because they have no day that can be read: %(n)s. Lines: %(lines)s.",
)
NO_RMSSD: Final = define(
    "sensors.days.no_rmssd",
    "Rows left out because what they give is no RMSSD in ms: %(n)s. Lines: %(lines)s.",
)
APART: Final = define(
    "sensors.days.apart",
    "Rows left out because RMSSD and its logarithm contradict each other: %(n)s. Lines: %(lines)s.",
)
ACTIVE: Final = define(
    "sensors.days.active",
    "Readings left out because they were not taken at rest: %(n)s. Lines: %(lines)s.",
)
PACED: Final = define(
    "sensors.days.paced",
    "Readings left out because guided breathing raises the value: %(n)s. Lines: %(lines)s.",
)
SEVERAL: Final = define(
    "sensors.days.several",
    "Readings left out because their day had one already: %(n)s. Lines: %(lines)s.",
)
SOURCES: Final = define(
    "sensors.days.sources",
    "The readings come from several devices or apps: %(sources)s. Each is kept by itself, and two of one day are never "
    "mixed.",
)
MS_OR_LN: Final = define(
    "sensors.days.ms_or_ln",
    "Most values of RMSSD in this file are very low. Are they milliseconds, or is each the logarithm of them?",
)
WHAT_IS_HRV: Final = define(
    "sensors.days.what_is_hrv",
    "The column %(name)s does not say what it holds. Is it RMSSD in milliseconds, or its logarithm? "
    "If it is SDNN or a score, do not import it.",
)
SCORES_ONLY: Final = define(
    "sensors.days.scores_only",
    "This file holds scores of a product and no RMSSD, so there is nothing to take. Export RMSSD as well.",
)
NO_READING: Final = define(
    "sensors.days.no_reading", "No row of this file holds a day and an RMSSD. Check that the export was complete."
)


def recognises(text: str) -> bool:
    """Whether the header names RMSSD, a product's score, or just HRV, beside a day."""
    header = header_of(first_line(text))
    if header is None or header.place_of(DAY) is None or not WINDOW_MARKS.isdisjoint(header.names):
        return False
    return any(header.place_of(each) is not None for each in (RMSSD, LN_RMSSD, SCORED)) or _is_bare(header)


def _is_bare(header: Header) -> bool:
    """Whether its only number of variability is called HRV and nothing else."""
    others = (RMSSD, LN_RMSSD, SCORED, INTERVALS)
    return header.place_of(UNNAMED) is not None and all(header.place_of(each) is None for each in others)


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError when it names no RMSSD, or its days cannot be told."""
    lines = text.splitlines()
    header = header_of(lines[0]) or Header(",", ())
    columns = _Columns.of(header)
    if columns.rmssd is None and columns.ln_rmssd is None:
        raise UnreadableRecordingError(SCORES_ONLY(), seen=seen_in(header, rows_below(lines, header)))
    rows = rows_below(lines, header)
    if len({row.text(header.place_of(PERSON)) for row in rows}) > 1:
        raise UnreadableRecordingError(SEVERAL_PEOPLE(), seen=seen_in(header, rows))
    day_of = day_reader(header, rows, about)
    is_ln = _is_said_to_be_ln(header, rows, about) if _is_bare(header) else _holds_logarithms(columns, rows, about)
    form = ELITE_HRV if HRV4TRAINING_MARKS.isdisjoint(header.names) else HRV4TRAINING
    reader = _Reader(columns, day_of, is_ln=is_ln, product=form.source)
    days = _one_a_day([reading for row in rows if (reading := reader.reading(row)) is not None], reader)
    if not days:
        raise UnreadableRecordingError(NO_READING(), seen=seen_in(header, rows), left_out=tuple(reader.left_out()))
    return Found(
        form,
        days=days,
        left_out=(*_left_columns(header, rows), *reader.left_out()),
        remarks=tuple(_on_sources(days)),
        seen=seen_in(header, rows),
    )


def _on_sources(days: Sequence[DayReading]) -> Iterable[Message]:
    """What is said where one day can have several values, for they are of several devices or apps."""
    sources = sorted({each.source.partition("/")[2] or "-" for each in days})
    if len(sources) > 1:
        yield SOURCES(sources=tuple(sources))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where what stands."""

    rmssd: int | None
    ln_rmssd: int | None
    heart_rate: int | None
    kind: int | None
    breathing: int | None
    source: int | None

    @classmethod
    def of(cls, header: Header) -> _Columns:
        rmssd = UNNAMED if _is_bare(header) else RMSSD
        return cls(*(header.place_of(names) for names in (rmssd, LN_RMSSD, HEART_RATE, KIND, BREATHING, SOURCE)))


def _plausible(rows: Sequence[Row], place: int | None) -> list[float]:
    """The numbers of a column that can be RMSSD in ms; those that stand for a missing one say nothing of the others."""
    numbers = (row.number_or_none(place) for row in rows)
    return [value for value in numbers if value is not None and LOWEST_MS <= value <= HIGHEST_MS]


def _is_logarithm(value: float) -> bool:
    return LOGARITHMS[0] <= value <= LOGARITHMS[1]


def _may_be_logarithms(values: Sequence[float]) -> bool:
    return bool(values) and sum(map(_is_logarithm, values)) >= MOST * len(values)


def _holds_logarithms(columns: _Columns, rows: Sequence[Row], about: About) -> bool:
    """Whether the column of RMSSD holds its logarithm; a question where only a person can know."""
    values = _plausible(rows, columns.rmssd)
    if columns.ln_rmssd is not None or not _may_be_logarithms(values):
        return False
    if about.unit not in {"ms", "ln"}:
        raise _asked(MS_OR_LN(), values)
    return about.unit == "ln"


def _is_said_to_be_ln(header: Header, rows: Sequence[Row], about: About) -> bool:
    """Whether a column that is called HRV holds logarithms of RMSSD; a question until the person says it."""
    place = header.place_of(UNNAMED)
    values = _plausible(rows, place)
    if about.unit not in {"ms", "ln"} and place is not None:
        raise _asked(WHAT_IS_HRV(name=header.names[place]), values, seen=seen_in(header, rows))
    return about.unit == "ln"


def _asked(said: Message, values: Sequence[float], seen: Seen | None = None) -> UnreadableRecordingError:
    """A question that offers the logarithm only where one can be meant."""
    offers = [Offer("ms", _as_rows(values))]
    if _may_be_logarithms(values):
        offers.append(Offer("ln", _as_rows([math.exp(value) for value in values if _is_logarithm(value)])))
    return UnreadableRecordingError(said, seen=seen, questions=(Question("unit", said, tuple(offers)),))


def _as_rows(values: Sequence[float]) -> tuple[str, ...]:
    return tuple(f"{value:.1f} ms" for value in values[:FIRST_ROWS])


def _exp(ln: float) -> float:
    """RMSSD of its logarithm; of one that is far too large something that is far too large as well."""
    return math.exp(min(ln, HIGHEST_MS))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One row that can be taken."""

    row: Row
    value: DayReading
    is_of_the_morning: bool


class _Reader:
    """Reads rows, and keeps the lines of those that it left out."""

    def __init__(
        self, columns: _Columns, day_of: Callable[[Row], date | None], *, is_ln: bool, product: Source
    ) -> None:
        self._columns = columns
        self._product = product
        self._is_ln = is_ln
        self._day_of = day_of
        self._left_out: dict[Text, list[int]] = defaultdict(list)

    def reading(self, row: Row) -> _Reading | None:
        """The reading of a row; None when it was left out."""
        day, rmssd_ms = self._day_of(row), self._rmssd(row)
        reason = self._why_not(row, day, rmssd_ms)
        if reason is not None or day is None or rmssd_ms is None:
            self.leave_out(row, reason or NO_VALUE)
            return None
        hr_bpm = row.number_or_none(self._columns.heart_rate)
        value = DayReading(
            day,
            rmssd_ms,
            hr_bpm if hr_bpm is not None and 20 <= hr_bpm <= 200 else None,  # noqa: PLR2004 - no heart at rest is slower or faster
            source=self._source(row),
        )
        return _Reading(row, value, bool(MORNING.search(row.text(self._columns.kind))))

    def _source(self, row: Row) -> Source:
        name = row.text(self._columns.source)
        return part_of(self._product, model_of(name)) if is_given(name) else OF_THE_FILE

    def leave_out(self, row: Row, reason: Text) -> None:
        """Note a row that is not taken."""
        self._left_out[reason].append(row.line)

    def left_out(self) -> Iterable[Message]:
        """A sentence for each reason."""
        for reason, numbers in self._left_out.items():
            yield reason(n=len(numbers), lines=tuple(map(str, numbers)))

    def _rmssd(self, row: Row) -> float | None:
        """RMSSD in ms, from its own column or else from that of its logarithm; None where there is none at all."""
        value, ln = row.number_or_none(self._columns.rmssd), row.number_or_none(self._columns.ln_rmssd)
        if value is not None:
            in_ms = _exp(value) if value and self._is_ln else value
            return in_ms or None  # nought stands for a day without a reading
        return _exp(ln) if ln else None

    def _why_not(self, row: Row, day: date | None, rmssd_ms: float | None) -> Text | None:
        kind, breathing = row.text(self._columns.kind), row.text(self._columns.breathing).lower()
        checks = (
            (rmssd_ms is None, NO_VALUE),
            (day is None, NO_DAY),
            (not LOWEST_MS <= (rmssd_ms or LOWEST_MS) <= HIGHEST_MS, NO_RMSSD),
            (self._is_apart(row), APART),
            (bool(NOT_AT_REST.search(kind)), ACTIVE),
            (is_given(breathing) and breathing not in OWN_BREATHING, PACED),
        )
        return next((reason for holds, reason in checks if holds), None)

    def _is_apart(self, row: Row) -> bool:
        value, ln = row.number_or_none(self._columns.rmssd), row.number_or_none(self._columns.ln_rmssd)
        return bool(value and ln and value > 0 and abs(math.log(value) - ln) > MOST_APART)


def _one_a_day(readings: Sequence[_Reading], reader: _Reader) -> tuple[DayReading, ...]:
    """One reading for each day and source: one that is called a morning's, or else the first in the file."""
    chosen: dict[tuple[date, Source], _Reading] = {}
    for reading in sorted(readings, key=lambda each: not each.is_of_the_morning):
        if chosen.setdefault((reading.value.day, reading.value.source), reading) is not reading:
            reader.leave_out(reading.row, SEVERAL)
    return tuple(chosen[key].value for key in sorted(chosen))


def _left_columns(header: Header, rows: Sequence[Row]) -> Iterable[Message]:
    """What is named for each column that resembles RMSSD, with its number of values."""
    for place, name in enumerate(header.names):
        n = sum(is_given(row.text(place)) for row in rows)
        if SCORES.fullmatch(name) and not _is_bare(header):
            yield SCORE(name=name, n=n)
        elif STANDING.fullmatch(name):
            yield STANDING_TOO(n=n)
