"""A simulated heart: for tests, demonstrations and practice without a strap.

The heart is a sum of what moves a resting heart: breathing (respiratory sinus arrhythmia), the baroreflex wave near
0.1 Hz, a slow drift whose power falls with frequency, the rhythm of the day, and a little noise of each beat (Task
Force of the ESC and NASPE, 1996, describes the bands). Every wave is a function of the moment, so one heart asked
twice, or asked piece by piece, stays in step with itself. Dice come from the `numpy.random.Generator` handed in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import BeatSeries
from sensors.simulation.breathing import Pacer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sensors.simulation.baroreflex import BaroreflexLoop

GRID_S: Final = 0.1
DAY_S: Final = 86400.0
NIGHT_LOW_S: Final = 4 * 3600.0  # the heart is slowest around four in the morning
BAROREFLEX_HZ: Final = 0.1
BAROREFLEX_SHARE: Final = 0.35  # of the breathing wave's amplitude, at rest
BEAT_NOISE_SHARE: Final = 0.12  # of the mean square difference between beats
BREATH_WANDER: Final = 0.06  # of the breathing rate, slowly up and down
DRIFT_WAVES: Final = 14
DRIFT_SLOWEST_HZ: Final = 1 / 5400
DRIFT_FASTEST_HZ: Final = 0.02
MIN_RR_MS: Final = 320.0
MAX_RR_MS: Final = 1900.0
RESONANCE_GAIN: Final = (
    2.5  # breathing at the baroreflex's own pace swings the heart this much further (Vaschillo, 2002)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Physiology:
    """What is a person's own.

    Attributes:
        hr_bpm: heart rate at rest over a day.
        rmssd_ms: RMSSD at rest with free breathing; each reading scatters around it.
        breathing_per_min: free breathing.
        day_rhythm: how strongly the hour of the day moves heart rate and RMSSD; 0 switches it off, 1 is usual.
        drift: how far the heart rate wanders within minutes; 0 switches it off, 1 is usual.
        irregularity: share of an interval that changes at random from beat to beat; 0.15 is clearly irregular.
        utc_offset_s: where the person's day begins, seconds east of UTC.
    """

    hr_bpm: float = 62.0
    rmssd_ms: float = 40.0
    breathing_per_min: float = 14.0
    day_rhythm: float = 1.0
    drift: float = 1.0
    irregularity: float = 0.0
    utc_offset_s: float = 0.0


class HeartModel:
    """One simulated heart.

    Args:
        rng: all randomness of this heart.
        physiology: whose heart it is.
        loop: a baroreflex loop with a pace of its own, in place of the plain waves of breathing and baroreflex; what
            the loop swings then says how large RMSSD is.
    """

    def __init__(
        self, rng: np.random.Generator, physiology: Physiology | None = None, loop: BaroreflexLoop | None = None
    ) -> None:
        self.physiology = physiology or Physiology()
        self._loop = loop
        self._rng = rng
        self._drift = _Drift.drawn(rng)
        self._breath_phase, self._wander_phase, self._baroreflex_phase = rng.uniform(0, 2 * math.pi, 3)

    def series(self, start_s: float, duration_s: float, *, paced_per_min: float | None = None) -> BeatSeries:
        """The beats of one stretch, as one segment without artefacts.

        Args:
            start_s: moment of a beat from which the first interval is counted, seconds since 1970.
            duration_s: how long to listen; ValueError unless above zero.
            paced_per_min: breaths a minute when breathing follows a pacer.
        """
        if duration_s <= 0:
            raise ValueError("A simulated recording must last longer than zero seconds.")
        spare_s = MAX_RR_MS / 1000 + duration_s * self.physiology.irregularity / 2
        grid_s = np.arange(0.0, duration_s + spare_s + GRID_S, GRID_S)
        wave_ms = self._mean_rr_ms(start_s, grid_s) + self._waves_ms(start_s, grid_s, paced_per_min)
        smooth_ms = _beats_along(grid_s, np.clip(wave_ms, MIN_RR_MS, MAX_RR_MS))
        rr_ms = np.clip(smooth_ms + self._beat_noise_ms(smooth_ms), MIN_RR_MS, MAX_RR_MS)
        series = BeatSeries.from_rr(rr_ms, start=start_s)
        return series.between(-math.inf, start_s + duration_s)

    def _waves_ms(
        self, start_s: float, grid_s: NDArray[np.float64], paced_per_min: float | None
    ) -> NDArray[np.float64]:
        """What breath and baroreflex do to the intervals."""
        if self._loop is None:
            return self._oscillations_ms(start_s, grid_s, paced_per_min)
        return _looped_ms(self._loop, start_s, grid_s, paced_per_min)

    def _mean_rr_ms(self, start_s: float, grid_s: NDArray[np.float64]) -> NDArray[np.float64]:
        day = self.physiology.day_rhythm * self._night(start_s)
        hr_bpm = self.physiology.hr_bpm * (1 - 0.08 * day) + 1.5 * self.physiology.drift * self._drift(start_s + grid_s)
        mean_ms: NDArray[np.float64] = 60000.0 / hr_bpm
        return mean_ms

    def _night(self, moment_s: float) -> float:
        """1 in the depth of the night, -1 twelve hours later."""
        local_s = moment_s + self.physiology.utc_offset_s
        return math.cos(2 * math.pi * (local_s - NIGHT_LOW_S) / DAY_S)

    def _rmssd_ms(self, moment_s: float) -> float:
        return self.physiology.rmssd_ms * math.exp(0.15 * self.physiology.day_rhythm * self._night(moment_s))

    def _oscillations_ms(
        self, start_s: float, grid_s: NDArray[np.float64], paced_per_min: float | None
    ) -> NDArray[np.float64]:
        breath_hz = (paced_per_min or self.physiology.breathing_per_min) / 60
        amplitude_ms = self._breathing_amplitude_ms(start_s) * _resonance(
            breath_hz, self.physiology.breathing_per_min / 60
        )
        moment_s = start_s + grid_s
        wander = 0.0 if paced_per_min else BREATH_WANDER
        breathing = np.sin(self._breath_angle(moment_s, breath_hz, wander))
        baroreflex = np.sin(2 * math.pi * BAROREFLEX_HZ * moment_s + self._baroreflex_phase)
        own_wave_ms = self._breathing_amplitude_ms(start_s) * BAROREFLEX_SHARE
        total_ms: NDArray[np.float64] = amplitude_ms * breathing + own_wave_ms * baroreflex
        return total_ms

    def _breath_angle(self, moment_s: NDArray[np.float64], breath_hz: float, wander: float) -> NDArray[np.float64]:
        """The phase of breathing, with a rate that swings slowly: the integral of `breath_hz * (1 + wander * cos)`."""
        slow = 2 * math.pi / 47.0
        swing = wander / slow * np.sin(slow * moment_s + self._wander_phase)
        angle: NDArray[np.float64] = 2 * math.pi * breath_hz * (moment_s + swing) + self._breath_phase
        return angle

    def _breathing_amplitude_ms(self, moment_s: float) -> float:
        """The amplitude with which all waves and the noise together give the wanted RMSSD.

        A sine of amplitude A and frequency f, averaged over each beat of length T, has differences of mean square
        2 A² sin²(x) (sin(x) / x)² with x = pi f T.
        """
        beat_s = 60 / self.physiology.hr_bpm
        breathing = _difference_gain(self.physiology.breathing_per_min / 60 * beat_s)
        baroreflex = BAROREFLEX_SHARE**2 * _difference_gain(BAROREFLEX_HZ * beat_s)
        wanted = self._rmssd_ms(moment_s) ** 2 * (1 - BEAT_NOISE_SHARE)
        return math.sqrt(wanted / (2 * (breathing + baroreflex)))

    def _beat_noise_ms(self, rr_ms: NDArray[np.float64]) -> NDArray[np.float64]:
        """What no wave explains, each beat for itself; differences of such noise have twice its variance."""
        usual_ms = self.physiology.rmssd_ms * math.sqrt(BEAT_NOISE_SHARE / 2)
        noise: NDArray[np.float64] = self._rng.normal(0, usual_ms, rr_ms.size)
        return noise + self.physiology.irregularity * rr_ms * self._rng.normal(0, 1, rr_ms.size)


@dataclass(frozen=True, slots=True)
class _Drift:
    """A wandering of unit size whose power falls with frequency, the same whenever it is asked about one moment."""

    hz: NDArray[np.float64]
    amplitude: NDArray[np.float64]
    phase: NDArray[np.float64]

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> _Drift:
        hz = np.geomspace(DRIFT_SLOWEST_HZ, DRIFT_FASTEST_HZ, DRIFT_WAVES) * rng.uniform(0.9, 1.1, DRIFT_WAVES)
        amplitude = hz**-0.25
        unit = amplitude / math.sqrt(float(np.sum(amplitude**2)) / 2)
        return cls(hz, unit, rng.uniform(0, 2 * math.pi, DRIFT_WAVES))

    def __call__(self, moment_s: NDArray[np.float64]) -> NDArray[np.float64]:
        wandering = np.zeros_like(moment_s)
        for hz, amplitude, phase in zip(self.hz, self.amplitude, self.phase, strict=True):
            wandering += amplitude * np.sin(2 * math.pi * hz * moment_s + phase)
        return wandering


def _looped_ms(
    loop: BaroreflexLoop, start_s: float, grid_s: NDArray[np.float64], paced_per_min: float | None
) -> NDArray[np.float64]:
    """What the loop does; a pacer whose pace is changed begins there and then."""
    pacer = loop.breathing.pacer
    if paced_per_min != (pacer.per_min if pacer else None):
        loop.breathing.pacer = Pacer(per_min=paced_per_min, begins_s=start_s) if paced_per_min else None
    return loop.wave_ms(start_s + grid_s)


def _resonance(breath_hz: float, own_hz: float) -> float:
    """How much further breathing at this pace swings the heart than free breathing does."""
    return _gain(breath_hz) / _gain(own_hz)


def _gain(breath_hz: float) -> float:
    return 1 + (RESONANCE_GAIN - 1) * math.exp(-(((breath_hz - BAROREFLEX_HZ) / 0.05) ** 2))


def _difference_gain(cycles_per_beat: float) -> float:
    x = math.pi * min(cycles_per_beat, 0.5)
    return math.sin(x) ** 2 * (math.sin(x) / x) ** 2


def _beats_along(grid_s: NDArray[np.float64], rr_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intervals of a heart whose interval is `rr_ms` at each moment (integral pulse frequency modulation)."""
    phase = np.concatenate([[0.0], np.cumsum(GRID_S * 1000.0 / rr_ms[:-1])])
    beats_s = np.interp(np.arange(0, math.floor(phase[-1]) + 1), phase, grid_s)
    return np.diff(beats_s) * 1000.0
