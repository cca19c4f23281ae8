"""Counters of a beat clock: packets, copies, cuts and whatever else was met on the way to beats."""

from __future__ import annotations

from dataclasses import dataclass, field

from sensors.beat_clock.quirks import HabitCounter
from sensors.beat_clock.rr_balance import Coverage


@dataclass(slots=True)
class PacketTally:
    """Counts of what came in and did not simply become beats.

    Attributes:
        packets: all that came in.
        duplicates: copies by the Bluetooth stack.
        unreadable: that ended before the values which they announced.
        not_beats: words that no heart could make.
        implausible: intervals that are kept and flagged.
        cuts: segments that began because beats are missing, or may be.
        coverage: whether intervals add up to the time that passed.
        habits: what the strap turned out to do; `habits.found` is the short of it.
    """

    packets: int = 0
    duplicates: int = 0
    unreadable: int = 0
    not_beats: int = 0
    implausible: int = 0
    cuts: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    habits: HabitCounter = field(default_factory=HabitCounter)
