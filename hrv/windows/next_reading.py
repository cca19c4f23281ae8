"""Where the next reading of the same kind will lie, foretold from the readings up to this one alone.

The interval of a window says how well its own number is known. Real hearts wander besides, and how much differs from
person to person and from hour to hour, so that two readings in a row lie farther apart than both intervals allow. What
is expected of the next one is therefore learnt from how far earlier readings of the same heart lay from what had been
expected of them: exponential smoothing of the logarithm (Brown 1956; as a state-space model Hyndman et al. 2008,
Forecasting with Exponential Smoothing, 2.5), with a variance that is learnt anew and slowly forgotten, and Student's t
of as many degrees of freedom as are remembered (West & Harrison 1997, Bayesian Forecasting and Dynamic Models, 10.8).
A first reading has the prior alone. One error counts as three times what was expected at most (Huber 1964), so that a
single odd reading does not widen everything after it.
"""

from __future__ import annotations

import enum
import math
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Self

from hrv.cleaning.quality import Quality
from hrv.cleaning.regularity import Rhythm
from hrv.cleaning.standard_errors import student_90
from hrv.json_values import Stored
from hrv.numeric.normal import NORMAL_90

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hrv.windows.window import Window

FORETOLD: Final = ("rmssd_ms", "sdnn_ms", "mean_rr_ms")
USABLE: Final = frozenset({Quality.GOOD, Quality.FAIR})
SAME_MOMENT_S: Final = 1e-3

PRIOR_FREEDOM: Final = 4.0
"""So many errors the prior is worth."""

REMEMBERED: Final = 0.95
"""What is left of an error at the next reading: about the last twenty count, an hour and a half of five minutes."""

LARGEST_SQUARE: Final = 9.0

WIDEST_OWN: Final = 100.0
"""A reading whose own interval reaches from one to more than so many times that says nothing of the next. The widest of
windows of 30 s, most of it missing, reaches to seven times."""


class Habit(NamedTuple):
    """What is held of everybody before anything is known of one heart, for one index on the logarithmic scale."""

    spread: float
    """How far readings lie apart, as a standard deviation, beyond what follows from how well each is known."""

    restless: float
    """How much of a reading's own variance shows in the next: a window that was restless foretells a wide one."""

    follow: float
    """How far what is expected follows the newest reading; the rest is what was expected before."""


HABITS: Final[tuple[Habit, ...]] = (Habit(0.235, 3.5, 0.7), Habit(0.32, 2.0, 0.4), Habit(0.06, 6.0, 0.7))
"""For RMSSD, SDNN and mean RR, set on two sets of real recordings together; `make bench` sets them on either alone."""


class Between(NamedTuple):
    """From and to."""

    lo: float
    hi: float


class Known(NamedTuple):
    """What is known of one reading: when it was, its logarithm, and the variance of that within the reading."""

    start_s: float
    end_s: float
    ln: float
    variance: float


class Unforetold(enum.StrEnum):
    """Why nothing can be expected of the next reading."""

    NO_READING = "no_reading"
    """No window so far is good or fair and regular and holds this index with its interval."""


@dataclass(frozen=True, slots=True)
class NextReading(Stored):
    """Where nine in ten next readings lie, from and to; None with a code in `why` where nothing can be said."""

    rmssd_ms: Between | None
    sdnn_ms: Between | None
    mean_rr_ms: Between | None
    why: Mapping[str, Unforetold] = field(default_factory=dict)

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        **dict.fromkeys(FORETOLD, lambda ends: Between(**ends)),
        "why": lambda codes: {name: Unforetold(code) for name, code in codes.items()},
    }

    @classmethod
    def of(cls, found: Sequence[Between | None]) -> Self:
        """From what is expected of each index."""
        absent = {name: Unforetold.NO_READING for name, each in zip(FORETOLD, found, strict=True) if each is None}
        rmssd_ms, sdnn_ms, mean_rr_ms = found
        return cls(rmssd_ms, sdnn_ms, mean_rr_ms, why=absent)


@dataclass(frozen=True, slots=True)
class _Expected:
    """What is expected after a reading."""

    ln: float
    variance: float
    """What an error is measured against before anything is learnt of this heart."""

    scale: float = 1.0
    freedom: float = PRIOR_FREEDOM
    readings: int = 1

    @classmethod
    def first(cls, reading: Known, habit: Habit) -> Self:
        """After a first reading: the prior around it."""
        return cls(reading.ln, _prior(reading, habit))

    def after(self, reading: Known, habit: Habit) -> _Expected:
        """What is expected once one more reading is known; few readings are averaged before they are smoothed."""
        error, readings = reading.ln - self.ln, self.readings + 1
        surprise = min(error**2 / self.variance, LARGEST_SQUARE * self.scale)
        kept = REMEMBERED * self.freedom
        return _Expected(
            ln=self.ln + max(habit.follow, 1.0 / readings) * error,
            variance=_prior(reading, habit),
            scale=(kept * self.scale + surprise) / (kept + 1.0),
            freedom=kept + 1.0,
            readings=readings,
        )

    def between(self) -> Between:
        """Nine in ten next readings."""
        half = student_90(self.freedom) * math.sqrt(self.scale * self.variance)
        return Between(math.exp(self.ln - half), math.exp(self.ln + half))


def next_reading(windows: Iterable[Window], *, habits: Sequence[Habit] = HABITS) -> NextReading:
    """Where the next window of the same kind will lie: nine in ten good regular ones within, for each index.

    `windows` are those of one kind and length of one person, in any order; only what they hold is used, so whoever
    hands over the windows up to a moment gets what could be said then. Windows of good or fair quality and regular
    rhythm count. Of windows that overlap, those count that lie side by side before the newest one.
    """
    told = next_readings(windows, habits=habits)
    return told[-1] if told else NextReading.of([None] * len(FORETOLD))


def next_readings(windows: Iterable[Window], *, habits: Sequence[Habit] = HABITS) -> tuple[NextReading, ...]:
    """`next_reading` at the end of each window, in order of time: each from the windows up to that one alone."""
    known = sorted(windows, key=lambda window: window.start_s)
    columns = [
        foretold([known_of(window, name) for window in known], habit)
        for name, habit in zip(FORETOLD, habits, strict=True)
    ]
    return tuple(NextReading.of(row) for row in zip(*columns, strict=True))


def foretold(readings: Sequence[Known | None], habit: Habit) -> list[Between | None]:
    """What is expected after each reading, in order of time; one that cannot be used (None) changes nothing."""
    ends_s: list[float] = []
    states: list[_Expected] = []
    told: list[Between | None] = []
    for reading in readings:
        if reading is None:
            told.append(told[-1] if told else None)
            continue
        before = bisect_right(ends_s, reading.start_s + SAME_MOMENT_S)
        states.append(states[before - 1].after(reading, habit) if before else _Expected.first(reading, habit))
        ends_s.append(max([reading.end_s, *ends_s[-1:]]))
        told.append(states[-1].between())
    return told


def lies_beyond(expected: Between | None, value: float) -> bool:
    """Whether a reading differs from what was expected of it; never where nothing was."""
    return expected is not None and not expected.lo <= value <= expected.hi


def known_of(window: Window, name: str) -> Known | None:
    """One index of a window, if it counts; how well it is known follows from its own 90 % interval."""
    if window.quality not in USABLE or window.rhythm is not Rhythm.REGULAR:
        return None
    value, low, high = (getattr(window, name + end) for end in ("", "_lo", "_hi"))
    if not (value and low and high and low > 0 and high / low <= WIDEST_OWN):
        return None
    error = math.log(high / low) / (2 * NORMAL_90)
    return Known(window.start_s, window.end_s, math.log(value), error**2)


def _prior(reading: Known, habit: Habit) -> float:
    return habit.spread**2 + habit.restless * reading.variance
