"""Checkpoint of a person between two evenings, so that a light does not need the whole history again."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from hrv.cleaning.regularity import Rhythm
from hrv.json_values import Stored
from hrv.light.comparison import ROWS
from hrv.light.daily_value import DailyValue, Kind
from hrv.light.detector import FilterState
from hrv.light.prior import Prior
from hrv.light.usual_range import NUMBERS, Bands
from hrv.numeric.person_rows import unpack, width
from hrv.sources.source import Source, SourceChange
from hrv.tags import Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from hrv.numeric.arrays import Floats

RECENT: Final = timedelta(days=28)
BYTES: Final = 8
LOOKED_AT: Final = 7
SOURCE_BYTES: Final = 6  # of a digest of its code: as many as a double holds exactly
TAG_BITS: Final = {tag: 1 << number for number, tag in enumerate(Tag)}
VERSION: Final = 3
"""Raised whenever the arithmetic changes: what an older version remembers is built again from the days."""


@dataclass(frozen=True, slots=True)
class Remembered(Stored):
    """What was remembered at the end of the day `until`, with fingerprints of the days that it came from.

    It can always be built again from the days, and is when they are not the ones it came from.
    """

    kind: Kind
    first_day: date
    until: date
    fingerprint: str
    recent_fingerprint: str
    state: str
    """The numbers, as base64 of little-endian doubles."""

    prior: Prior
    """What was expected before the first day."""

    source: Source
    """In whose numbers the range is; while days of another source are given, it is built again from all of them."""

    change: SourceChange | None
    """The last change of source."""

    usual: str
    """The bands of the last days up to `until`, as base64 of little-endian doubles."""

    version: int = VERSION

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "kind": Kind,
        "first_day": date.fromisoformat,
        "until": date.fromisoformat,
        "prior": Prior.from_json,
        "source": Source,
        "change": SourceChange.from_json,
    }

    @classmethod
    def of(
        cls,
        packed: Floats,
        seen: Floats,
        *,
        kind: Kind,
        first_day: date,
        until: date,
        prior: Prior,
        source: Source,
        change: SourceChange | None,
        bands: Bands,
    ) -> Remembered:
        """Keep a packed memory that has seen these days (as `looked_at` gives them), and the bands up to `until`."""
        return cls(
            prior=prior,
            source=source,
            change=change,
            kind=kind,
            first_day=first_day,
            until=until,
            fingerprint=fingerprint(seen, until=until),
            recent_fingerprint=fingerprint(seen, until=until, since=until - RECENT),
            state=_text(packed),
            usual=_text(bands.numbers),
        )

    @classmethod
    def if_readable(cls, data: Mapping[str, Any]) -> Remembered | None:
        """What was remembered; None when another version wrote it, for then it is built again from the days."""
        try:
            kept = cls.from_json(data)
        except (ValueError, TypeError, KeyError):
            return None
        return kept if kept.version == VERSION else None

    @property
    def is_whole(self) -> bool:
        """Whether there are as many numbers as a memory has, and as many for each day of the bands."""
        try:
            state, usual = (len(base64.b64decode(each, validate=True)) for each in (self.state, self.usual))
        except binascii.Error:
            return False
        return state == ROWS * width(FilterState) * BYTES and usual % (NUMBERS * BYTES) == 0

    def memory(self) -> FilterState:
        """The numbers, ready for the next day; `ValueError` when they are not whole."""
        if not self.is_whole:
            raise ValueError("This memory is not whole. Build it again from the days.")
        return unpack(FilterState, _numbers(self.state).reshape(ROWS, -1))

    def bands(self) -> Bands:
        """Where single values usually lay on the last days, as the light saw them."""
        return Bands(self.until, _numbers(self.usual).reshape(-1, NUMBERS))

    def came_from(self, seen: Floats, *, prior: Prior) -> bool:
        """Whether it began like this and saw these very days, or the last 28 of them when no older ones are given."""
        if self.version != VERSION or self.prior != prior or not self.is_whole:
            return False
        if fingerprint(seen, until=self.until) == self.fingerprint:
            return True
        older_given = len(seen) > 0 and seen[0, 0] <= self.first_day.toordinal()
        recent = fingerprint(seen, until=self.until, since=self.until - RECENT)
        return not older_given and recent == self.recent_fingerprint


def looked_at(days: Sequence[DailyValue]) -> Floats:
    """Everything about days that the light looks at, a row for each, the day's ordinal first."""
    return np.array([_row(day) for day in days], np.float64).reshape(len(days), LOOKED_AT)


def fingerprint(seen: Floats, *, until: date, since: date = date.min) -> str:
    """A short sum over the days after `since`, up to `until`."""
    if not len(seen):
        return ""
    between = (seen[:, 0] > since.toordinal()) & (seen[:, 0] <= until.toordinal())
    return hashlib.blake2b(seen[between].tobytes(), digest_size=12).hexdigest() if between.any() else ""


def _text(numbers: Floats) -> str:
    return base64.b64encode(numbers.astype("<f8").tobytes()).decode()


def _numbers(text: str) -> Floats:
    return np.frombuffer(base64.b64decode(text), "<f8").astype(np.float64)


@cache
def _number_of(source: Source) -> int:
    """A source as a number: the same in every process."""
    return int.from_bytes(hashlib.blake2b(source.encode(), digest_size=SOURCE_BYTES).digest(), "big")


def _row(day: DailyValue) -> tuple[float, ...]:
    return (
        day.day.toordinal(),
        math.nan if day.ln_rmssd is None else day.ln_rmssd,
        math.nan if day.se is None else day.se,
        math.nan if day.resting_hr_bpm is None else day.resting_hr_bpm,
        day.rhythm is Rhythm.REGULAR,
        sum(TAG_BITS[tag] for tag in day.tags) if day.tags else 0,
        _number_of(day.source),
    )
