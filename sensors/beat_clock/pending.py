"""Notifications that wait until it is known whether beats are missing between them, and where.

Each one that waits has a count of *suspected* losses: the ticks that passed beyond those that were heard, if it was
sent just now. A late one makes the count too high, never too low; so what was really lost before a notification is at
most the least of the counts from there on. One that counts that least itself and came near its tick looks punctual. It
may still be late by a whole tick, so only a few of them in a row say for sure what was lost. Two neighbours are joined
only if nothing can have been lost between them: if the most that may be lost up to the second is what was surely lost
up to the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from sensors.beat_clock.schedule import TickGrid

STEADY: Final = 4  # punctual ones in a row that end a doubt
ENOUGH: Final = 8  # notifications with beats that place a segment, or end a doubt that nothing else ended
TOO_MANY: Final = 24
PUNCTUAL: Final = 2  # punctual ones in a row that are believed, as one may be late by exactly a tick ...
PUNCTUAL_AFTER_LATE: Final = 3  # ... and where others were late, so may two


class StrapBeat(NamedTuple):
    """A beat on the strap's own time axis, not yet placed on the clock."""

    strap_s: float
    rr_ms: float
    advance_s: float
    flags: int


@dataclass(slots=True)
class Held:
    """One notification that waits.

    Attributes:
        arrival_s: when it came in.
        beats: what it brought; may be none.
        suspected: losses before it, counted from the first one that waits, if it was sent just now.
        number: of the tick at which it left, if nothing was lost; None where no schedule is known.
    """

    arrival_s: float
    beats: list[StrapBeat]
    suspected: int
    number: int | None


@dataclass(slots=True)
class Joined:
    """Neighbouring notifications between which nothing was lost.

    Attributes:
        continues: whether nothing was lost before the first of them either.
        held: the notifications; the `number` of each is now that of the tick at which it most likely left.
    """

    continues: bool
    held: list[Held] = field(default_factory=list)

    @property
    def beats(self) -> list[StrapBeat]:
        """All that they brought."""
        return [beat for held in self.held for beat in held.beats]


@dataclass(slots=True)
class Waiting:
    """All that waits, in its order.

    Attributes:
        is_doubt: whether beats may be missing before the first one; else a new segment waits to be placed.
        unscheduled: suspected losses that are no missing ticks: beats are not where they should be.
    """

    is_doubt: bool
    unscheduled: int = 0
    held: list[Held] = field(default_factory=list)
    with_beats: int = 0

    def add(self, held: Held) -> None:
        """Let one more wait."""
        self.held.append(held)
        self.with_beats += bool(held.beats)

    def nothing_was_lost(self) -> None:
        """It turned out that no beat is missing up to here, though ticks are: the strap left some out."""
        for each in self.held:
            each.suspected, each.number = 0, None

    def recount(self, grid: TickGrid) -> None:
        """Count losses anew, now that the schedule is known that the first ones could not be held against."""
        grid.hold_against([held.arrival_s for held in self.held])
        extra = [grid.number_at(held.arrival_s) - place for place, held in enumerate(self.held)]
        least = min(extra)
        for place, (held, each) in enumerate(zip(self.held, extra, strict=True)):
            held.suspected, held.number = each - least, least + place

    @property
    def is_settled(self) -> bool:
        """Whether waiting longer would tell no more."""
        if self.is_doubt and self.held[-1].suspected <= 0:
            return True
        return (self.with_beats >= ENOUGH and self._is_steady) or len(self.held) >= TOO_MANY

    @property
    def _is_steady(self) -> bool:
        return len({each.suspected for each in self.held[-STEADY:]}) == 1

    def joined(self, grid: TickGrid) -> list[Joined]:
        """What waits, parted wherever something may have been lost."""
        parts: list[Joined] = []
        surely: int | None = 0 if self.is_doubt else None
        punctual_at, in_a_row, needed = surely, 0, PUNCTUAL
        for held, at_most in zip(self.held, self._most_lost(), strict=True):
            is_joined = surely is not None and at_most <= surely
            if not is_joined or not parts:
                parts.append(Joined(is_joined))
            parts[-1].held.append(held)
            if not self._is_punctual(held, at_most, grid):
                in_a_row, needed = 0, PUNCTUAL_AFTER_LATE
                continue
            in_a_row = in_a_row + 1 if at_most == punctual_at else 1
            punctual_at = at_most
            if in_a_row >= needed or (surely is None and held is self.held[0]):
                surely = at_most
        return parts

    def _is_punctual(self, held: Held, at_most: int, grid: TickGrid) -> bool:
        """Whether it looks as if it came in time after so many losses; its tick is then the one that it seems to be."""
        if held.number is None:
            return held.suspected <= at_most
        held.number += max(at_most - self.unscheduled, 0)
        return held.suspected <= at_most and grid.is_punctual(held.arrival_s, held.number)

    def _most_lost(self) -> list[int]:
        least, counts = TOO_MANY, []
        for held in reversed(self.held):
            least = max(min(least, held.suspected), 0)
            counts.append(least)
        return counts[::-1]


def runs(parts: list[Joined]) -> list[list[Joined]]:
    """Parts that follow each other tick by tick, together."""
    together: list[list[Joined]] = []
    for part in parts:
        before = together[-1][-1].held[-1].number if together else None
        if before is not None and part.held[0].number == before + 1:
            together[-1].append(part)
        else:
            together.append([part])
    return together
