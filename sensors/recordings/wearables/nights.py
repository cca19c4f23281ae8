"""Nights of a wearable: one value for each source and day of waking, and a count of all that was left out."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Final

from sensors.recordings.daily.day_tables import HIGHEST_MS, LOWEST_MS
from sensors.recordings.model import OF_THE_FILE, DayReading, Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.wearables import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hrv.sources.source import Source
    from messages import Message, Text
    from sensors.recordings.formats import RecordingFormat

ISO_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
MISSING_WORDS: Final = frozenset({"", "-", "--", "nan", "null", "none", "n/a", "na", "no_data", "inf", "-inf"})
FILLS: Final = frozenset({65535.0, 65535 / 128})
"""What binary formats write where they know nothing, as it is and in their unit."""

EVENING: Final = timedelta(hours=6)
"""Before midnight: what was measured after 18:00 belongs to the night that ends the next day."""

EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)
HEART_RATES: Final = (20.0, 200.0)
SECONDS_FROM: Final = 1e11
"""Stamps above count milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One value as a product gives it.

    Attributes:
        day: the day of waking.
        length_s: how long the sleep was, as far as it is known; the longest of a day is the night.
        n: of how many values it is the mean.
    """

    day: date
    rmssd_ms: float
    hr_bpm: float | None = None
    length_s: float = 0.0
    n: int = 1
    source: Source = OF_THE_FILE


class Nights:
    """Collects the nights of an export."""

    def __init__(self) -> None:
        self._longest: dict[tuple[Source, date], Night] = {}
        self._left_out: Counter[Text] = Counter()
        self._assumed: list[Message] = []

    def add(self, day: date | None, value: object, *, reason: Text | None = None, **more: Any) -> None:  # noqa: ANN401 - the other fields of a night
        """Take the value of a day, or count why not; `reason` is one that goes before others."""
        rmssd_ms = number(value)
        reason = reason or why_not(day, rmssd_ms)
        if reason is not None or day is None or rmssd_ms is None:
            self.leave_out(reason or texts.NO_VALUE)
            return
        self._keep(Night(day=day, rmssd_ms=rmssd_ms, **more))

    def _keep(self, night: Night) -> None:
        key = (night.source, night.day)
        standing = self._longest.get(key)
        if standing is None:
            self._longest[key] = night
            return
        is_same = math.isclose(standing.rmssd_ms, night.rmssd_ms, abs_tol=1e-9)
        differs = texts.ANOTHER if standing.length_s == night.length_s else texts.SHORTER
        self.leave_out(texts.REPEATED if is_same else differs)
        if night.length_s > standing.length_s:
            self._longest[key] = night

    def leave_out(self, reason: Text, n: int = 1) -> None:
        """Count something that is not taken."""
        if n:
            self._left_out[reason] += n

    def assume(self, message: Message) -> None:
        """Say what nothing in the file shows."""
        if message not in self._assumed:
            self._assumed.append(message)

    @property
    def left_out(self) -> tuple[Message, ...]:
        """One message for each reason."""
        return tuple(reason(n=n) for reason, n in self._left_out.items())

    @property
    def assumptions(self) -> tuple[Message, ...]:
        """What nothing in the file shows and was taken to be so."""
        return tuple(self._assumed)

    def readings(self) -> tuple[DayReading, ...]:
        """The nights by source and day."""
        ordered = sorted(self._longest.values(), key=lambda each: (each.source, each.day))
        return tuple(DayReading(each.day, each.rmssd_ms, each.hr_bpm, each.n, each.source) for each in ordered)

    def found(self, form: RecordingFormat) -> Found:
        """What the export holds; UnreadableRecordingError with what was left out when that is all."""
        days = self.readings()
        if not days:
            raise UnreadableRecordingError(self._nothing(form), left_out=self.left_out)
        return Found(form, days=days, left_out=self.left_out, assumptions=self.assumptions)

    def _nothing(self, form: RecordingFormat) -> Message:
        if not self._left_out:
            return texts.NO_NIGHT(product=form.label())
        ((reason, n),) = self._left_out.most_common(1)
        return texts.NO_NIGHT_BUT(product=form.label(), left_out=reason(n=n))


def why_not(day: date | None, rmssd_ms: float | None) -> Text | None:
    """Why a value cannot be that of a night; None where it can."""
    if rmssd_ms is None:
        return texts.NO_VALUE
    if day is None or not EARLIEST <= day < LATEST:
        return texts.NO_DAY
    return None if LOWEST_MS <= rmssd_ms <= HIGHEST_MS else texts.NO_RMSSD


class Moments:
    """Collects single values with their moments, of which a night is the mean."""

    def __init__(self) -> None:
        self._by_night: dict[tuple[str, date], list[float]] = defaultdict(list)
        self._seen: set[tuple[str, datetime, float]] = set()

    def add(self, nights: Nights, moment: datetime | None, value: object, *, source: Source = OF_THE_FILE) -> None:
        """Take one value, or count why not; the same value at the same moment counts once."""
        rmssd_ms = number(value)
        reason = why_not(night_of(moment) if moment else None, rmssd_ms)
        if reason is not None or moment is None or rmssd_ms is None:
            nights.leave_out(reason or texts.NO_VALUE)
            return
        key = (source, moment, rmssd_ms)
        if key in self._seen:
            nights.leave_out(texts.REPEATED)
            return
        self._seen.add(key)
        self._by_night[source, night_of(moment)].append(rmssd_ms)

    def give(self, nights: Nights) -> None:
        """The mean of each night."""
        for (source, day), values in self._by_night.items():
            nights.add(day, sum(values) / len(values), n=len(values), source=source)
        if any(len(values) > 1 for values in self._by_night.values()):
            nights.assume(texts.MEANS_OF_MOMENTS())


def night_of(moment: datetime) -> date:
    """The day of waking of a moment on the person's own clock."""
    return (moment + EVENING).date()


def number(value: object) -> float | None:
    """The number in a cell or a field; None where it stands for a missing one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str) and value.strip().lower() in MISSING_WORDS:
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) and read > 0 and read not in FILLS else None


def heart_rate(value: object) -> float | None:
    """A mean heart rate, where one is given that a heart can have."""
    read = number(value)
    return read if read is not None and HEART_RATES[0] <= read <= HEART_RATES[1] else None


def day_in(text: object) -> date | None:
    """The day with which a text begins, as in ISO 8601; None where there is none."""
    found = ISO_DAY.match(text.strip()) if isinstance(text, str) else None
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def moment_of(stamp: object, zone: tzinfo) -> datetime | None:
    """The moment of a number of seconds or milliseconds since 1970, on the clock of a zone."""
    if isinstance(stamp, bool) or not isinstance(stamp, (int, float)):
        return None
    try:
        return datetime.fromtimestamp(stamp / 1000 if stamp > SECONDS_FROM else stamp, UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None


def dicts_in(value: Any) -> Iterable[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Every object in a JSON value, the outer ones first."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(reversed(each.values()))
        elif isinstance(each, list):
            waiting.extend(reversed(each))
