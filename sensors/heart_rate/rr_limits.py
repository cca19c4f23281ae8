"""Limits of one RR interval at its source: whether it is a beat at all, and whether it is flagged.

Three pairs of limits answer three questions. Here, 100 ms to 10 s is what a beat can end, and 273 to 2000 ms (220 to 30
a minute) is what is kept without a flag: the round numbers of straps, and those of the beat clock in the browser. The
science refuses less, 270 to 2200 ms (`hrv.cleaning.artifacts`), because it also looks at the beats around; a flag says
more than it needs. A median outside of 10 ms to 10 s is another unit (`hrv.beats`).
"""

from __future__ import annotations

from typing import Final

SHORTEST_RR_MS: Final = 273.0  # 220 beats a minute
LONGEST_RR_MS: Final = 2000.0  # 30 beats a minute
REFRACTORY_MS: Final = 100.0  # no ventricle can be excited again sooner; some straps append such a word to every packet
HOLE_MS: Final = 10_000.0  # no heart pauses so long between beats; words up there are noise, or "no value" (65535)


def is_beat(rr_ms: float) -> bool:
    """Whether a beat ended this interval; 0, all bits set and words that no heart could make are none."""
    return REFRACTORY_MS <= rr_ms < HOLE_MS


def is_plausible(rr_ms: float) -> bool:
    """Whether a heart at rest or work beats like this; what is outside stays a beat, but a flagged one."""
    return SHORTEST_RR_MS <= rr_ms <= LONGEST_RR_MS
