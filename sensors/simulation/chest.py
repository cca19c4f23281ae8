"""The acceleration of a simulated chest: gravity that tilts with the breath, the heart's knock, and what is in the way.

A strap does not travel as much as it turns: each breath tilts it by a fraction of a degree, which moves gravity on its
axes by 3-24 mg between empty and full. The belly follows the chest a little later and along another axis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.simulation.breathing import fullness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sensors.simulation.breathing import Breathing

GRAVITY_MG: Final = 1000.0
BELLY_SHARE: Final = 0.3
BELLY_LATER_TURNS: Final = 0.05
KNOCK_HZ: Final = 11.0
KNOCK_FADES_S: Final = 0.06
SWAY_S: Final = 8.0  # how long the posture remembers where it was
MOVES_HZ: Final = 1.5
MOVES_MG: Final = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """How a chest moves.

    Attributes:
        depth_mg: how far a breath moves gravity, from empty to full.
        knock_mg: the height of a heartbeat's vibration.
        sway_mg: how far the posture wanders within some ten seconds.
        noise_mg: noise of each sample.
    """

    depth_mg: float = 10.0
    knock_mg: float = 15.0
    sway_mg: float = 0.6
    noise_mg: float = 3.0


class ChestModel:
    """A chest with a strap around it.

    Args:
        rng: all randomness of this chest.
        breathing: the breath that moves it.
        build: how it moves.
    """

    def __init__(self, rng: np.random.Generator, breathing: Breathing, build: Build | None = None) -> None:
        self._rng = rng
        self._breathing = breathing
        self._build = build or Build()
        self._axes = np.linalg.qr(rng.normal(size=(3, 3)))[0]
        self._sway_mg = np.zeros(3)

    def acceleration(
        self, time_s: NDArray[np.float64], *, beats_s: Sequence[float] = (), moves: Sequence[tuple[float, float]] = ()
    ) -> NDArray[np.float64]:
        """What the strap measures at evenly spaced moments, milli-g, one row each.

        Args:
            time_s: the moments, rising.
            beats_s: the moments of heartbeats.
            moves: stretches (from, until) in which the person moves about.
        """
        down, chest, belly = self._axes
        build, turns = self._build, self._breathing.turns(time_s)
        breath_mg = build.depth_mg / 2 * fullness(turns)
        belly_mg = BELLY_SHARE * build.depth_mg / 2 * fullness(turns - BELLY_LATER_TURNS)
        knock_mg = build.knock_mg * _knocks(time_s, beats_s)
        measured = np.outer(breath_mg, chest) + np.outer(belly_mg, belly) + np.outer(GRAVITY_MG + knock_mg, down)
        measured += self._sway(time_s) + self._moving(time_s, moves)
        rounded: NDArray[np.float64] = np.round(measured + self._rng.normal(0, build.noise_mg, measured.shape))
        return rounded

    def _sway(self, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """A wandering that is drawn back to its middle (Ornstein and Uhlenbeck), carried on from call to call."""
        step_s = float(time_s[1] - time_s[0]) if time_s.size > 1 else 0.0
        kept = math.exp(-step_s / SWAY_S)
        kicks = self._rng.normal(0, self._build.sway_mg * math.sqrt(1 - kept**2), (time_s.size, 3))
        swayed = np.empty_like(kicks)
        for row, kick in enumerate(kicks):
            self._sway_mg = kept * self._sway_mg + kick
            swayed[row] = self._sway_mg
        return swayed

    def _moving(self, time_s: NDArray[np.float64], moves: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
        """Restless stretches: the strap swings, and ends up lying otherwise than before."""
        moved = np.zeros((time_s.size, 3))
        for from_s, until_s in moves:
            inside = (time_s >= from_s) & (time_s < until_s)
            swing = np.sin(2 * np.pi * MOVES_HZ * (time_s[inside] - from_s))
            moved[inside] += np.outer(swing, self._rng.normal(0, MOVES_MG, 3))
            moved[time_s >= until_s] += self._rng.normal(0, MOVES_MG / 3, 3)
        return moved


def _knocks(time_s: NDArray[np.float64], beats_s: Sequence[float]) -> NDArray[np.float64]:
    """The vibration of each heartbeat: a short ringing."""
    knocks = np.zeros_like(time_s)
    for beat_s in beats_s:
        reach = slice(*np.searchsorted(time_s, (beat_s, beat_s + 8 * KNOCK_FADES_S)))
        since_s = time_s[reach] - beat_s
        knocks[reach] += np.exp(-since_s / KNOCK_FADES_S) * np.sin(2 * np.pi * KNOCK_HZ * since_s)
    return knocks
