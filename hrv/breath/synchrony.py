"""Whether the heart keeps step with the breath, or with a pacer, and how sure that is.

A wave that is locked to the breath is a line in the spectrum: all its power is at the breath's own frequency. A heart's
own slow wave is a hump, wide as it is unsteady, whether or not it lies near the breath. So the power that is locked to
the phase of the breath is held against the power of the same span a few bins to either side, as in the harmonic F test
of Thomson (1982, Proc. IEEE 70:1055, section XIII), with the given phase in the place of an even frequency.
"""

from __future__ import annotations

import cmath
import enum
import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv.numeric.normal import NORMAL_90

if TYPE_CHECKING:
    from hrv.numeric.arrays import Floats

FEWEST_BREATHS: Final = 4.0
FEWEST_S: Final = 30.0
SPAN_S: Final = 90.0
"""How far back a live judgement looks: a swing of 120 ms needs so long to be sure of."""
LONGEST_PHASE_HOLE_S: Final = 1.0
"""A phase that is hidden for longer begins anew: how many breaths were in between is not known."""
GRID_S: Final = 0.5
ASIDE_BINS: Final = (-3.0, -2.0, 2.0, 3.0)
"""Bins of 1/span beside the breath; the next ones hold what a change of depth does to the line, and are left out."""
FEWEST_ASIDE_TURNS: Final = 2.0
"""A slower wave beside the breath cannot be told from a level, a slope and a bend, and is left out."""
TOGETHER_BELOW: Final = 0.007
APART_ABOVE: Final = 0.01
"""Chances that a heart that follows nothing looks so much in step: 99 in 100 minutes of it are apart."""
AGREEING_LOOKS: Final = 3
"""Looks in a row, one a second, before a page says together: one look alone is there and gone again in a second."""


class StepLevel(enum.Enum):
    """What may be said of heart and breath."""

    APART = "apart"
    APPROACHING = "approaching"
    TOGETHER = "together"


class InStep(NamedTuple):
    """Heart against breath over a span.

    Attributes:
        level: what may be said.
        chance: how often a heart that follows nothing would look so much in step.
        locked: the share of the power around the breath's frequency that is locked to it, 0 to 1.
        swing_ms: trough to peak of what is locked; `swing_lo_ms` to `swing_hi_ms` holds it nine times in ten.
        lag_rad: how far the longest interval comes after phase 0 of the breath.
    """

    level: StepLevel
    chance: float
    locked: float
    swing_ms: float
    swing_lo_ms: float
    swing_hi_ms: float
    lag_rad: float


class LockedWave(NamedTuple):
    """What is locked to a phase, against what is not.

    Attributes:
        wave: its size is half the swing in ms, its angle how far the longest interval comes after phase 0.
        aside: the mean squared size of the bins to either side: what noise alone would put where the wave is.
        pairs: how many bins these are, each a pair of waves.
    """

    wave: complex
    aside: float
    pairs: int


def in_step(time_s: Floats, rr_ms: Floats, phase_rad: Floats) -> InStep | None:
    """Heart against breath, from clean beats of one stretch and the unwrapped phase of the breath at each.

    None when the stretch holds fewer than four breaths or half a minute: then nothing can be said.
    """
    if not len(time_s) or time_s[-1] - time_s[0] < FEWEST_S:
        return None
    if abs(phase_rad[-1] - phase_rad[0]) < FEWEST_BREATHS * 2 * np.pi:
        return None
    return _judge(locked_wave(time_s, rr_ms, phase_rad))


def locked_wave(time_s: Floats, rr_ms: Floats, phase_rad: Floats) -> LockedWave:
    """The wave in the intervals that is locked to a phase, and the power beside it."""
    moment_s = np.arange(time_s[0], time_s[-1], GRID_S)
    along = np.linspace(-1.0, 1.0, moment_s.size)
    phase = np.interp(moment_s, time_s, phase_rad)
    turns = abs(phase[-1] - phase[0]) / (2 * np.pi)
    bins = np.array((0.0, *(each for each in ASIDE_BINS if turns + each >= FEWEST_ASIDE_TURNS)))
    angle = phase + np.multiply.outer(bins, np.pi * along)
    columns = np.concatenate(([along**0, along, along**2], np.cos(angle), np.sin(angle)))
    fit = np.linalg.lstsq(columns.T, np.interp(moment_s, time_s, rr_ms), rcond=None)[0][3:]
    waves = fit[: bins.size] + 1j * fit[bins.size :]
    power = waves.real**2 + waves.imag**2
    return LockedWave(complex(waves[0]), float(power[1:].mean()), bins.size - 1)


def _judge(found: LockedWave) -> InStep:
    locked, aside, pairs = abs(found.wave) ** 2, found.aside, found.pairs
    ratio = locked / aside if aside > 0 else math.inf
    chance = (1.0 + ratio / pairs) ** -pairs  # the upper tail of F with 2 and 2 x pairs degrees of freedom
    swing_ms = 2 * math.sqrt(locked)
    off_ms = 2 * NORMAL_90 * math.sqrt(aside / 2)
    return InStep(
        level=_level(chance),
        chance=chance,
        locked=max(locked - aside, 0.0) / (locked + aside) if locked + aside else 0.0,
        swing_ms=swing_ms,
        swing_lo_ms=max(swing_ms - off_ms, 0.0),
        swing_hi_ms=swing_ms + off_ms,
        lag_rad=cmath.phase(found.wave),
    )


def _level(chance: float) -> StepLevel:
    if chance < TOGETHER_BELOW:
        return StepLevel.TOGETHER
    return StepLevel.APART if chance > APART_ABOVE else StepLevel.APPROACHING
