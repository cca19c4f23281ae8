"""Quirks of a strap, found in its messages and never by its name.

The same make behaves differently from one firmware to the next, and two makes with one name exist; the bytes do not
lie. What is found here is already dealt with on the way to beats; it is told so that whoever looks after a strap can
see why its figures are what they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sensors.heart_rate.rr_limits import HOLE_MS, REFRACTORY_MS
from sensors.heart_rate.rr_unit import RRUnit

if TYPE_CHECKING:
    from sensors.heart_rate.measurement import HeartRateMeasurement

OFTEN: Final = 0.1  # share of messages from which on something is a habit ...
SHORTEST_WORD: Final = REFRACTORY_MS / RRUnit.MILLISECOND.value
LONGEST_WORD: Final = HOLE_MS / RRUnit.TICK.value
LATE_S: Final = 1.5  # an interval waits up to a second for its message, and a beat is noticed half a second late
FEW: Final = 8  # ... once so many came
MANY: Final = 30  # messages without a single interval, of a strap that has a heart rate


class Quirk(StrEnum):
    """Something that a strap or its link does, and that was put right or has to be known."""

    MILLISECONDS = "milliseconds"
    EXTRA_WORDS = "extra words"
    ZERO_INTERVALS = "zero intervals"
    ECHOES = "echoes"
    NO_INTERVALS = "no intervals"
    WIDE_HEART_RATE = "wide heart rate"
    UNSURE_OF_CONTACT = "unsure of contact"
    LATE_INTERVALS = "late intervals"
    NO_SCHEDULE = "no schedule"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrapHabits:
    """What is known about one strap by now.

    Attributes:
        rr_unit: in what it counts intervals; None while that is undecided, and then its beats wait.
        tells_contact: whether it can say that it touches the skin; None before its first message.
        tells_energy: whether it counts energy.
        quirks: what else was found.
        lag_s: how old its intervals are when they come, where something measured that.
    """

    rr_unit: RRUnit | None = None
    tells_contact: bool | None = None
    tells_energy: bool = False
    quirks: frozenset[Quirk] = frozenset()
    lag_s: float | None = None

    @property
    def in_order(self) -> tuple[Quirk, ...]:
        """What was found, in a settled order."""
        return tuple(quirk for quirk in Quirk if quirk in self.quirks)

    def with_lag(self, lag_s: float) -> StrapHabits:
        """The same, and how old intervals are when they come, as somebody measured it against an ECG."""
        late = {Quirk.LATE_INTERVALS} if lag_s > LATE_S else set()
        return replace(self, lag_s=lag_s, quirks=self.quirks - {Quirk.LATE_INTERVALS} | late)


@dataclass(slots=True)
class HabitCounter:
    """Counts what the messages of one strap have in common.

    Attributes:
        rr_unit: as far as it is decided.
        keeps_schedule: whether messages come once a second.
    """

    rr_unit: RRUnit | None = None
    keeps_schedule: bool = True
    messages: int = 0
    echoes: int = 0
    with_intervals: int = 0
    with_heart_rate: int = 0
    with_extra_words: int = 0
    with_zeros: int = 0
    wide: int = 0
    tells_contact: bool | None = None
    changed_its_mind: bool = False
    tells_energy: bool = False

    def push_echo(self) -> None:
        """A message came again."""
        self.echoes += 1

    def push(self, measurement: HeartRateMeasurement, *, is_wide: bool) -> None:
        """Take in one message that was no echo."""
        tells_contact = measurement.contact is not None
        self.changed_its_mind |= self.tells_contact is not None and tells_contact != self.tells_contact
        self.tells_contact = tells_contact
        self.tells_energy |= measurement.energy_kj is not None
        self.messages += 1
        self.wide += is_wide
        self.with_heart_rate += measurement.bpm > 0
        self.with_intervals += bool(measurement.rr_1024)
        self.with_zeros += 0 in measurement.rr_1024
        self.with_extra_words += any(map(_is_extra, measurement.rr_1024))

    @property
    def found(self) -> StrapHabits:
        """What that amounts to."""
        quirks = {
            Quirk.MILLISECONDS: self.rr_unit is RRUnit.MILLISECOND,
            Quirk.EXTRA_WORDS: self._is_often(self.with_extra_words),
            Quirk.ZERO_INTERVALS: self.with_zeros > 1,
            Quirk.ECHOES: self._is_often(self.echoes),
            Quirk.NO_INTERVALS: not self.with_intervals and self.with_heart_rate >= MANY,
            Quirk.WIDE_HEART_RATE: self.wide > 0,
            Quirk.UNSURE_OF_CONTACT: self.changed_its_mind,
            Quirk.NO_SCHEDULE: not self.keeps_schedule,
        }
        return StrapHabits(
            rr_unit=self.rr_unit,
            tells_contact=self.tells_contact,
            tells_energy=self.tells_energy,
            quirks=frozenset(quirk for quirk, is_so in quirks.items() if is_so),
        )

    def _is_often(self, count: int) -> bool:
        return self.messages >= FEW and count > OFTEN * self.messages


def _is_extra(word: int) -> bool:
    """Whether a word can be no interval in either unit; zero has a name of its own."""
    return 0 < word < SHORTEST_WORD or word > LONGEST_WORD
