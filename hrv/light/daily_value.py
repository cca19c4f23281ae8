"""Daily value: one value for a day, from the windows that count."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from datetime import date
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from hrv.cleaning.quality import Quality
from hrv.cleaning.regularity import Rhythm
from hrv.json_values import Stored
from hrv.recording_kind import RecordingKind
from hrv.sources.source import FILE, PROGRAM, STRAP, Source
from hrv.tags import Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from hrv.windows.window import Window

OF_THE_KIND: Final = Source("")
"""Stands for the usual source of a kind."""

HIGHEST_LN_RMSSD: Final = 6.5
"""665 ms. In a list of daily numbers a larger logarithm is most likely RMSSD itself."""
LOWEST_LN_RMSSD: Final = HIGHEST_LN_RMSSD - math.log(1000.0)
"""0.665 ms. A smaller number in such a list may as well be in seconds. Whether a heart varies by itself is another
question, which its intervals answer (`hrv.cleaning.own_variability`)."""
COUNTED: Final = frozenset({Quality.GOOD, Quality.FAIR})
BEST_FIRST: Final = (Quality.GOOD, Quality.FAIR, Quality.POOR, Quality.REJECTED)


class Kind(enum.StrEnum):
    """What kind of recording a value comes from; values of different kinds are never compared."""

    CHECK = RecordingKind.CHECK.value
    WORKDAY = RecordingKind.WORKDAY.value
    BREATHING = RecordingKind.BREATHING.value
    IMPORT = RecordingKind.IMPORT.value
    REPORTED = "reported"
    """Another program computed it, in its own way; its beats were never seen here."""

    @property
    def usual_source(self) -> Source:
        """The source of a value of this kind where none was noted."""
        return USUAL_SOURCES.get(self, STRAP)


USUAL_SOURCES: Final[Mapping[Kind, Source]] = MappingProxyType({Kind.IMPORT: FILE, Kind.REPORTED: PROGRAM})


@dataclass(frozen=True, slots=True)
class DailyValue(Stored):
    """The value of one kind from one source on one of the person's own calendar days.

    `ln_rmssd` (of ms) and its standard error `se` are None when there is no good value; `quality` is the best of the
    windows, and `n_windows` the number that counted. Values of two sources are never compared as they stand.
    """

    day: date
    kind: Kind
    ln_rmssd: float | None
    se: float | None
    resting_hr_bpm: float | None
    quality: Quality
    rhythm: Rhythm
    n_windows: int
    tags: tuple[Tag, ...] = ()
    """What the person said about the day."""

    source: Source = OF_THE_KIND
    """The product that measured it; that of its kind where nothing is said."""

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "day": date.fromisoformat,
        "kind": Kind,
        "quality": Quality,
        "rhythm": Rhythm,
        "tags": lambda listed: tuple(Tag(each) for each in listed),
        "source": Source,
    }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DailyValue:
        """The value that `to_json` was called on; one from before sources were noted has the usual one of its kind."""
        return super(DailyValue, cls).from_json({"source": OF_THE_KIND, **data})

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        object.__setattr__(self, "source", self.source or self.kind.usual_source)
        if (self.ln_rmssd is None) != (self.se is None):
            raise ValueError("A daily value and its standard error come together or not at all.")
        if self.ln_rmssd is not None and not (math.isfinite(self.ln_rmssd) and self.se is not None and self.se >= 0):
            raise ValueError(
                "A daily value must be the finite logarithm of RMSSD in ms, its standard error not negative."
            )


class _Reading(NamedTuple):
    ln_rmssd: float
    se: float
    hr_bpm: float


def daily_value(windows: Iterable[Window], *, day: date, kind: Kind | str, source: Source = OF_THE_KIND) -> DailyValue:
    """The day's value from windows of one kind and source: their mean ln RMSSD, each weighted by how well it is known.

    Windows of good or fair quality and regular rhythm count. Where half or more of the usable windows have an unclear
    rhythm there is no value, nor from windows without one, such as those that do not vary by themselves. Windows that
    overlap share their beats; their standard errors are not counted twice.

    The standard error is that within the readings: how far readings of one heart wander is part of how far its days lie
    apart, which the light learns by itself.
    """
    known = tuple(windows)
    usable = [window for window in known if window.quality in COUNTED]
    unclear = sum(window.rhythm is Rhythm.UNCLEAR for window in (usable or known))
    rhythm = Rhythm.UNCLEAR if unclear and 2 * unclear >= len(usable or known) else Rhythm.REGULAR
    counted = [window for window in usable if window.rhythm is Rhythm.REGULAR] if rhythm is Rhythm.REGULAR else []
    readings = [
        _Reading(window.ln_rmssd, window.ln_rmssd_se, window.hr_bpm)
        for window in counted
        if window.ln_rmssd is not None and window.ln_rmssd_se is not None and window.hr_bpm is not None
    ]
    value, se = _pool(readings, independent=_independent(counted)) if readings else (None, None)
    return DailyValue(
        day=day,
        kind=Kind(kind),
        ln_rmssd=value,
        se=se,
        resting_hr_bpm=median(reading.hr_bpm for reading in readings) if readings else None,
        quality=_best(known),
        rhythm=rhythm,
        n_windows=len(readings),
        source=source,
    )


def _best(windows: Sequence[Window]) -> Quality:
    return min((window.quality for window in windows), key=BEST_FIRST.index, default=Quality.REJECTED)


def _independent(windows: Sequence[Window]) -> float:
    """How many windows side by side would hold the same beats: the time covered over the length of a window."""
    length_s = sum(window.end_s - window.start_s for window in windows) / len(windows)
    covered_s, reached_s = 0.0, -math.inf
    for window in sorted(windows, key=lambda each: each.start_s):
        covered_s += max(0.0, window.end_s - max(window.start_s, reached_s))
        reached_s = max(reached_s, window.end_s)
    return covered_s / length_s


def _pool(readings: Sequence[_Reading], *, independent: float) -> tuple[float, float]:
    """The mean of readings that may differ by more than their errors (DerSimonian & Laird 1986, Contr Clin Trials)."""
    count = len(readings)
    plain = sum(reading.ln_rmssd for reading in readings) / count
    between = sum((reading.ln_rmssd - plain) ** 2 for reading in readings) / max(count - 1, 1)
    own = sum(reading.se**2 for reading in readings) / count
    extra = max(between - own, 0.0)
    weights = [1.0 / max(reading.se**2 + extra, 1e-12) for reading in readings]
    value = sum(w * reading.ln_rmssd for w, reading in zip(weights, readings, strict=True)) / sum(weights)
    return value, math.sqrt(count / sum(weights) / min(independent, count))
