"""Unit of RR words: 1/1024 s as the specification says, or milliseconds as some straps send.

The two differ by 2.4 %, too little to see in one interval and too much for any figure. Two things tell them apart:

- **Time.** Summed up in the right unit, intervals keep step with the clock; in the other one they run away from it by
  24 ms a second. `sensors.beat_clock.placement` says what each message proves about where its beats are; whichever unit
  contradicts itself more is the wrong one.
- **The heart rate** in the same message, where a strap computes it from the same intervals. That is quick, but many
  straps smooth it, so it only counts where it agrees closely, and the clock has the last word.

Until it is clear, messages wait, so that no recording is half in one unit and half in the other.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sensors.heart_rate.measurement import HeartRateMeasurement

USUAL_GAPS_S: Final = (0.5, 1.35)  # arrivals further apart, or closer, say when the link had time, not the strap
LOST_GAP_S: Final = 1.6
WRONG_S: Final = 0.15  # a contradiction that no lateness explains ...
CLEARLY_TICKS_S: Final = 0.25  # ... and by how much it must be above that of the other unit ...
CLEARLY_MS_S: Final = 0.5  # ... more for what is rare ...
LEANING_MS_S: Final = 0.3  # ... and less where no more messages come
FEWEST_FOR_MS: Final = 20  # messages in a row without a gap
AGREES: Final = 0.012  # half of what is between the units
SURE_SE: Final = 4.0
FEWEST: Final = 8
MOST: Final = 75  # messages after which beats wait no longer: nothing speaks against what the specification says
SECONDS_A_MINUTE: Final = 60


class RRUnit(Enum):
    """What one RR word counts; the value is milliseconds."""

    TICK = 1000 / 1024
    MILLISECOND = 1.0

    def ms(self, words: tuple[int, ...]) -> tuple[float, ...]:
        """The intervals in milliseconds."""
        value = self.value
        return tuple([word * value for word in words])


class _InStep:
    """How far the intervals of a stretch without gaps contradict the clock, if they are in one unit."""

    __slots__ = ("_highest_s", "_lowest_s", "_strap_s", "_unit_s", "messages")

    def __init__(self, unit: RRUnit) -> None:
        self._unit_s = unit.value / 1000
        self.restart()

    def restart(self) -> None:
        self.messages = 0
        self._strap_s = 0.0
        self._lowest_s, self._highest_s = -math.inf, math.inf

    def push(self, words: tuple[int, ...], *, arrival_s: float, since_s: float) -> None:
        self.messages += 1
        first_s = self._strap_s + words[0] * self._unit_s
        self._strap_s += sum(words) * self._unit_s
        self._highest_s = min(self._highest_s, arrival_s - self._strap_s)
        self._lowest_s = max(self._lowest_s, since_s - first_s)

    @property
    def contradiction_s(self) -> float:
        return self._lowest_s - self._highest_s


class UnitTest:
    """Weighs the messages of one strap.

    Attributes:
        verdict: the unit, as soon as there is one.
        is_final: whether the clock has confirmed it.
    """

    __slots__ = ("_arrival_s", "_field", "_gap_s", "_ms", "_seen", "_ticks", "is_final", "verdict")

    def __init__(self) -> None:
        self.verdict: RRUnit | None = None
        self.is_final = False
        self._ticks, self._ms = _InStep(RRUnit.TICK), _InStep(RRUnit.MILLISECOND)
        self._field = _Mean()
        self._arrival_s = self._gap_s = math.nan
        self._seen = 0

    def push(self, arrival_s: float, measurement: HeartRateMeasurement, words: tuple[int, ...]) -> None:
        """Weigh one message; `words` are those of its RR words that are beats in either unit."""
        gap_s, gap_before_s = arrival_s - self._arrival_s, self._gap_s
        since_s, self._arrival_s, self._gap_s = self._arrival_s, arrival_s, gap_s
        self._seen += 1
        if not 0 <= gap_s <= LOST_GAP_S:
            self._ticks.restart()
            self._ms.restart()
        if words:
            was_punctual = USUAL_GAPS_S[0] <= gap_before_s <= USUAL_GAPS_S[1]
            for hypothesis in (self._ticks, self._ms):
                hypothesis.push(words, arrival_s=arrival_s, since_s=since_s if was_punctual else -math.inf)
            self._field.add(measurement.bpm * sum(words) / len(words) / (SECONDS_A_MINUTE * 1024))
        self._judge()

    def conclude(self) -> None:
        """No more messages come for now: decide by what there is."""
        if self.verdict is None:
            self.verdict = RRUnit.MILLISECOND if self._speaks_for_ms(LEANING_MS_S) else RRUnit.TICK

    def _speaks_for_ms(self, by_s: float) -> bool:
        ticks_s, ms_s = self._ticks.contradiction_s, self._ms.contradiction_s
        return self._ms.messages >= FEWEST_FOR_MS and ticks_s > WRONG_S and ms_s < 0 and ticks_s > ms_s + by_s

    def _judge(self) -> None:
        ticks_s, ms_s = self._ticks.contradiction_s, self._ms.contradiction_s
        if ms_s > WRONG_S and ms_s > ticks_s + CLEARLY_TICKS_S:
            self.verdict, self.is_final = RRUnit.TICK, True
        elif self._speaks_for_ms(CLEARLY_MS_S):
            self.verdict, self.is_final = RRUnit.MILLISECOND, True
        elif self.verdict is None and (self._seen >= MOST or self._field.agrees_with(1.0)):
            self.verdict = RRUnit.TICK


class _Mean:
    """A mean of few numbers and how sure it is."""

    __slots__ = ("_count", "_squares", "_sum")

    def __init__(self) -> None:
        self._count = 0
        self._sum = self._squares = 0.0

    def add(self, value: float) -> None:
        self._count += 1
        self._sum += value
        self._squares += value * value

    def agrees_with(self, value: float) -> bool:
        if self._count < FEWEST:
            return False
        mean = self._sum / self._count
        variance = max(self._squares / self._count - mean * mean, 0.0)
        return abs(mean - value) < AGREES and SURE_SE * math.sqrt(variance / self._count) < AGREES
