"""One wave in a stretch of samples: its rate, how much of the movement it is, its axis, and its phase at the end.

All stretches are sampled at `GRID_HZ`; columns are axes that share the wave, each with its own height and delay.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from hrv.numeric.arrays import Floats, Waves

GRID_HZ: Final = 8.0
SLOWEST_PER_MIN: Final = 2.5
FASTEST_PER_MIN: Final = 42.0
RATE_STEP_PER_MIN: Final = 0.25
FEWEST_TURNS: Final = 1.5
"""A slower wave than this many turns in the stretch cannot be told from a drift."""
MAIN_LOBE_TURNS: Final = 1.6
"""Half the width of a single wave's peak under a Hann window, in turns over the stretch (Harris 1978)."""
WHITENING: Final = 0.5
"""Posture wanders more the slower one looks; power is weighed by the rate to this power before peaks are compared."""

LOCAL_TURNS: Final = 1.5
LOCAL_RATES: Final = (0.75, 0.85, 0.92, 1.0, 1.08, 1.17, 1.3)
"""The breath under way differs from those before it: rates around theirs are tried."""
RELUCTANCE: Final = 0.5
"""How much better a rate must fit the farther it lies from the usual one."""

_RATES_HZ = np.arange(SLOWEST_PER_MIN, FASTEST_PER_MIN, RATE_STEP_PER_MIN) / 60.0
_LOCAL_RATES = np.array(LOCAL_RATES)


class Peak(NamedTuple):
    """The largest wave of a stretch.

    Attributes:
        hz: its frequency.
        share: the part of all movement that is this wave and its first overtone, beyond what plain noise would hold in
            as wide a band; 0 to 1.
        waves: its complex height in each column.
    """

    hz: float
    share: float
    waves: Waves

    @property
    def height(self) -> float:
        """From trough to peak, along the axis and across it."""
        return 2.0 * float(np.linalg.norm(self.waves))


def largest_wave(rows: Floats) -> Peak:
    """The largest wave in a stretch (samples x columns); its share is 0 where it is at an edge of the range."""
    waves = _tones(len(rows)) @ rows
    power = (waves.real**2 + waves.imag**2).sum(axis=1) * _RATES_HZ**WHITENING
    turn_hz = GRID_HZ / len(rows)
    power[FEWEST_TURNS * turn_hz > _RATES_HZ] = 0.0
    top = 1 + int(power[1:-1].argmax())
    hz, total = float(_RATES_HZ[top]), float(power.sum())
    before, here, after = power[top - 1 : top + 2].tolist()
    if not (here > before and here >= after):
        return Peak(hz, 0.0, waves[top])
    reach_hz = MAIN_LOBE_TURNS * turn_hz
    own = (np.abs(_RATES_HZ - hz) <= reach_hz) | (np.abs(_RATES_HZ - 2 * hz) <= reach_hz)
    aside = 0.5 * (before - after) / (before - 2 * here + after)
    share, chance = float(power[own].sum()) / total, float(own.mean())
    return Peak(hz + aside * RATE_STEP_PER_MIN / 60.0, max(share - chance, 0.0) / (1 - chance), waves[top])


@functools.lru_cache(maxsize=512)
def _tones(count: int) -> Waves:
    """What a stretch is multiplied with: Hann-windowed tones, blind to a level, a slope and a bend."""
    time_s = (np.arange(count) - count + 1) / GRID_HZ
    along = np.linspace(-1, 1, count)
    drift, _ = np.linalg.qr(np.stack((along**0, along, along**2), axis=1))
    taper = np.hanning(count + 2)[1:-1]
    tones = np.exp(-2j * np.pi * np.outer(_RATES_HZ, time_s)) * (taper * 2 / taper.sum())
    blind: Waves = tones - (tones @ drift) @ drift.T
    return blind


def main_axis(waves: Waves) -> Floats:
    """The direction of unit length along which a wave of several columns is largest; which end is up is not known."""
    turned = waves * np.exp(-0.5j * np.angle((waves**2).sum()))
    axis: Floats = turned.real / np.linalg.norm(turned.real)
    return axis


class LocalWave(NamedTuple):
    """The wave as it is at the end of a stretch."""

    hz: float
    phase_rad: float


def wave_at_end(values: Floats, hz: float) -> LocalWave:
    """Fit a wave near `hz` to the last one and a half turns, the newest samples weighed most.

    A level, a slope and one wave, by weighted least squares; the phase is 0 where the wave is highest.
    """
    count = min(len(values), int(LOCAL_TURNS / hz * GRID_HZ))
    time_s = (np.arange(count) - count + 1) / GRID_HZ
    weight = np.sin(np.pi / 2 * np.arange(1, count + 1) / count)
    angle = np.multiply.outer(2 * np.pi * hz * _LOCAL_RATES, time_s)
    basis = np.empty((_LOCAL_RATES.size, 4, count))
    basis[:, 0], basis[:, 1] = 1.0, time_s * hz
    np.cos(angle, out=basis[:, 2])
    np.sin(angle, out=basis[:, 3])
    known = values[-count:]
    right = basis @ (weight * known)
    fit = np.linalg.solve((basis * weight) @ basis.transpose(0, 2, 1), right[:, :, np.newaxis])[:, :, 0]
    left_over = np.maximum(known @ (weight * known) - (fit * right).sum(axis=1), 0.0)
    best = int((left_over * (1 + RELUCTANCE * np.log(_LOCAL_RATES) ** 2)).argmin())
    return LocalWave(hz * float(_LOCAL_RATES[best]), float(np.arctan2(-fit[best, 3], fit[best, 2])))
