"""The slow loop of heart and blood pressure of a simulated person: breathing drives it, and it has a pace of its own.

A second-order band-pass stands for the loop: driven at its own pace it swings furthest, half an octave away much less,
and after a change of breathing it takes some breaths to follow (Vaschillo et al. 2002, Appl Psychophysiol Biofeedback
27:1, found such a resonance in the transfer function from breathing to heart rate). Noise that no breath explains lies
under it. So that tests have a truth, all of it is known: pace, sharpness, swing, background and lag.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.simulation.breathing import Breathing, breath_phase

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP_S: Final = 0.1
LEAD_IN_S: Final = 60.0  # by then the loop has forgotten how it began
KEPT_S: Final = 600.0
AHEAD_S: Final = 120.0  # who asks for later than this begins anew
NOISE_CORNER_HZ: Final = 0.2
SHALLOWEST: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Baroreflex:
    """One person's loop.

    Attributes:
        resonance_per_min: the breathing at which the heart swings furthest.
        sharpness: Q, the resonance divided by the width of its peak at half the power.
        swing_ms: trough to peak of the intervals there.
        background_ms2_hz: density of what no breath explains, at the resonance.
        depth_scatter: spread of the depth from breath to breath, as a share of it.
        lag_rad: how far the longest interval comes after the fullest chest, at the resonance.
    """

    resonance_per_min: float = 5.7
    sharpness: float = 2.5
    swing_ms: float = 160.0
    background_ms2_hz: float = 2000.0
    depth_scatter: float = 0.2
    lag_rad: float = 0.0

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Baroreflex:
        """Somebody from the range in which real people at rest lie."""
        return cls(
            resonance_per_min=rng.uniform(4.5, 6.8),
            sharpness=rng.uniform(1.5, 4.0),
            swing_ms=rng.uniform(80.0, 250.0),
            background_ms2_hz=rng.uniform(1000.0, 4000.0),
            lag_rad=math.radians(rng.uniform(-40.0, 40.0)),
        )

    def swing_at(self, per_min: float) -> float:
        """Trough to peak in ms at steady breathing of this pace: the truth that a search for it should find."""
        off = per_min / self.resonance_per_min
        return self.swing_ms / math.hypot(1.0, self.sharpness * (off - 1.0 / off))


class BaroreflexLoop:
    """The loop of one person, along time; asked again about the last ten minutes it says the same.

    Args:
        rng: all randomness of this loop.
        baroreflex: whose it is.
        breathing: the breath that drives it.
    """

    def __init__(self, rng: np.random.Generator, baroreflex: Baroreflex, breathing: Breathing) -> None:
        self.breathing = breathing
        self._baroreflex = baroreflex
        self._rng = rng
        self._depths: list[float] = []
        self._begin(0.0)

    def _begin(self, start_s: float) -> None:
        self._start_s = start_s
        self._wave_ms = np.zeros(1)
        self._state = (0.0, 0.0)
        self._noise_ms = 0.0

    def wave_ms(self, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far the interval is from its mean at moments that rise."""
        end_s = self._start_s + STEP_S * (self._wave_ms.size - 1)
        if not self._start_s <= time_s[0] <= end_s + AHEAD_S:
            self._begin(float(time_s[0]) - LEAD_IN_S)
        self._extend(float(time_s[-1]))
        moments_s = self._start_s + STEP_S * np.arange(self._wave_ms.size)
        wave_ms = np.interp(time_s, moments_s, self._wave_ms)
        self._forget_before(float(time_s[0]) - KEPT_S)
        return wave_ms

    def _extend(self, until_s: float) -> None:
        known = self._wave_ms.size
        steps = math.ceil((until_s - self._start_s) / STEP_S) + 1 - known
        if steps > 0:
            moments_s = self._start_s + STEP_S * np.arange(known, known + steps, dtype=np.float64)
            added_ms = self._driven(self._drive_ms(moments_s)) + self._background(steps)
            self._wave_ms = np.concatenate((self._wave_ms, added_ms))

    def _forget_before(self, moment_s: float) -> None:
        old = int((moment_s - self._start_s) / STEP_S)
        if old > 0:
            self._wave_ms = self._wave_ms[old:]
            self._start_s += old * STEP_S

    def _drive_ms(self, moments_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The breath as the loop feels it: longest intervals with the fullest chest, later by the lag."""
        turns = self.breathing.turns(moments_s)
        while len(self._depths) < turns[-1] + 2:
            deep = 1.0 + self._baroreflex.depth_scatter * self._rng.normal()
            self._depths.append(max(deep, SHALLOWEST))
        depth = np.interp(turns, np.arange(len(self._depths)), self._depths)
        angle = breath_phase(turns) - self._baroreflex.lag_rad
        drive: NDArray[np.float64] = -self._baroreflex.swing_ms / 2 * depth * np.cos(angle)
        return drive

    def _driven(self, drive_ms: NDArray[np.float64]) -> NDArray[np.float64]:
        """The band-pass x'' + w/Q x' + w^2 x = w/Q u', with x' = w/Q (u - x) - z and z' = w^2 x, by implicit steps."""
        own = 2 * math.pi * self._baroreflex.resonance_per_min / 60
        width = own / self._baroreflex.sharpness
        half = STEP_S / 2
        scale = 1.0 / (1.0 + half * width + half * half * own * own)
        wave, held = self._state
        driven_ms = np.empty_like(drive_ms)
        for step, drive in enumerate(drive_ms.tolist()):
            before = wave
            wave = scale * (wave * (1 - half * width - half * half * own * own) + STEP_S * (width * drive - held))
            held += half * own * own * (before + wave)
            driven_ms[step] = wave
        self._state = (wave, held)
        return driven_ms

    def _background(self, steps: int) -> NDArray[np.float64]:
        """Noise that is even up to a corner and falls beyond, with the wanted density at the resonance."""
        kept = math.exp(-2 * math.pi * NOISE_CORNER_HZ * STEP_S)
        turn = 2 * math.pi * self._baroreflex.resonance_per_min / 60 * STEP_S
        passed = 1.0 / abs(1.0 - kept * complex(math.cos(turn), -math.sin(turn)))
        spread_ms = math.sqrt(self._baroreflex.background_ms2_hz / (2 * STEP_S)) / passed
        noise_ms = np.empty(steps)
        for step, kick_ms in enumerate(self._rng.normal(0, spread_ms, steps).tolist()):
            self._noise_ms = kept * self._noise_ms + kick_ms
            noise_ms[step] = self._noise_ms
        return noise_ms
