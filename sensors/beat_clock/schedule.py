"""The strap's own schedule: it speaks once a second by its own clock, and how late a message comes is another matter.

A strap puts the beats since its last tick into one notification and sends it (Heart Rate Service 1.0, 3.1.1.5). On the
air the message waits for a connection event, up to a third of a second, and now and then for a second try, up to
seconds. So arrivals scatter, but ticks do not: a phase-locked loop follows their moments, and since every tick is one
notification, counting ticks against notifications says how many were lost, whatever the heart does.

Straps that do not speak regularly (one message a beat, say) are noticed; then only arrivals are left to go by.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL_PERIOD_S: Final = 1.0
PERIOD_RANGE: Final = 0.08  # how far a strap's second may be from ours
USUAL_SPREAD_S: Final = 0.02
SPREAD_GAIN: Final = 1 / 16
EARLY: Final = 0.3  # share of a period before its tick from which on a message may belong to it, on the slowest link
EARLY_SPREADS: Final = 3.0  # and what is clearly not too early: this much, as the link at hand goes ...
EARLY_RANGE_S: Final = (0.06, 0.3)  # ... but not less, as clocks wobble
NEAR_S: Final = 0.25  # a message this close to its tick says something about the schedule; later ones only waited
DOUBTFUL: Final = 0.1  # weight of a message that is rather late for this link
PHASE_GAIN: Final = 0.05
PERIOD_GAIN: Final = 0.0006  # a quarter of the square of the phase gain: the loop settles without swinging
FIRST_PERIOD_GAIN: Final = 0.03  # while little is known; a first message that was late must not bend the schedule
UNSTEADY_GAIN: Final = 1 / 32
UNSTEADY_SHARE: Final = 0.4  # messages out of the schedule, above which there is none ...
STEADY_SHARE: Final = 0.25  # ... until there are as few as this
YOUNG: Final = 16  # messages until which a schedule may be wrong altogether
LATE_IN_A_ROW: Final = 6  # so many late messages were not late: the schedule moved


class TickGrid:
    """The schedule of one connection.

    Attributes:
        number: of the last tick that was counted.
        period_s: seconds of our clock between two ticks.
        is_regular: whether the strap keeps a schedule that can be counted on.
    """

    __slots__ = ("_counted", "_late", "_spread_s", "_tick_s", "_unsteady", "is_regular", "number", "period_s")

    def __init__(self) -> None:
        self.number = 0
        self.period_s = USUAL_PERIOD_S
        self.is_regular = True
        self._tick_s = math.nan
        self._spread_s = USUAL_SPREAD_S
        self._counted = 0
        self._late = 0
        self._unsteady = 0.0

    def missing(self, arrival_s: float) -> int:
        """Ticks that passed without a message, if this message was sent just now; below zero when it is too early."""
        return self.number_at(arrival_s) - self.number - 1 if self._counted else 0

    def number_at(self, arrival_s: float) -> int:
        """The last tick at which a message can have left that came in now."""
        return self.number + math.floor((arrival_s - self._tick_s) / self.period_s + EARLY)

    def is_punctual(self, arrival_s: float, number: int) -> bool:
        """Whether a message that came in then left at this tick, as far as one can tell from the moment alone."""
        return -self._early_s <= arrival_s - self.time_of(number) < NEAR_S

    def time_of(self, number: int) -> float:
        """The moment of a tick on our clock."""
        return self._tick_s - (self.number - number) * self.period_s

    def hold_against(self, arrivals_s: Iterable[float]) -> None:
        """Put a young schedule right that was found while messages were late: nothing arrives before it was sent."""
        earliest_s = min(arrival_s - self.time_of(self.number_at(arrival_s)) for arrival_s in arrivals_s)
        if self._counted < YOUNG and earliest_s < -self._early_s:
            self._tick_s += earliest_s

    def advance(self, ticks: int) -> None:
        """Count ticks of which no message says when they were."""
        self.number += ticks
        self._tick_s += ticks * self.period_s

    def skip(self, ticks: int) -> None:
        """Count ticks whose messages were lost, or which there never were: many of them are no schedule."""
        self.advance(ticks)
        if ticks:
            self._note(is_steady=False)

    def count(self, arrival_s: float, ticks: int = 1) -> None:
        """Count a message, the first one after so many ticks, and follow the schedule by when it came."""
        self.number += ticks
        self._counted += 1
        expected_s = self._tick_s + ticks * self.period_s
        late_s = arrival_s - expected_s
        if self._counted == 1:
            self._tick_s = arrival_s
        elif late_s < -EARLY * self.period_s or self._late >= LATE_IN_A_ROW:
            self._begin_again(arrival_s)
        elif late_s < NEAR_S:
            self._follow(expected_s, late_s, ticks)
        else:
            self._tick_s = expected_s
            self._late += 1
            self._note(is_steady=False)

    @property
    def _early_s(self) -> float:
        least_s, most_s = EARLY_RANGE_S
        return min(max(EARLY_SPREADS * self._spread_s + 0.03, least_s), most_s)

    def _begin_again(self, arrival_s: float) -> None:
        """Nothing arrives before it was sent: the tick cannot have been later than this."""
        self._counted, self._late = 1, 0
        self._tick_s = arrival_s
        self._note(is_steady=False)

    def _follow(self, expected_s: float, late_s: float, ticks: int) -> None:
        """Correct phase and period; at first as the line through all points would, later as a loop that forgets."""
        self._late = 0
        self._note(is_steady=True)
        trust = 1.0 if abs(late_s) < 2 * self._early_s else DOUBTFUL
        self._spread_s += SPREAD_GAIN * trust * (abs(late_s) - self._spread_s)
        n = self._counted
        phase_gain = trust * max(PHASE_GAIN, 2 * (2 * n - 1) / (n * (n + 1)))
        period_gain = trust * max(PERIOD_GAIN, min(6 / (n * (n + 1)), FIRST_PERIOD_GAIN))
        self._tick_s = expected_s + phase_gain * late_s
        period_s = self.period_s + period_gain * late_s / ticks
        self.period_s = min(max(period_s, USUAL_PERIOD_S - PERIOD_RANGE), USUAL_PERIOD_S + PERIOD_RANGE)

    def _note(self, *, is_steady: bool) -> None:
        self._unsteady += UNSTEADY_GAIN * ((not is_steady) - self._unsteady)
        if self._unsteady > UNSTEADY_SHARE:
            self.is_regular = False
        elif self._unsteady < STEADY_SHARE:
            self.is_regular = True
