"""Simulated hearts with a known truth, and what straps do to their beats. Seeds are always handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    from hrv.numeric.arrays import Bools, Floats

STRAP_UNIT_MS: Final = 1000.0 / 1024.0
GRID_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class Heart:
    """A stationary heart: a level, waves of breathing and of the baroreflex, drift whose power falls as 1/f, noise."""

    mean_ms: float
    breath_ms: float
    breath_hz: float
    slow_ms: float
    drift_ms: float
    noise_ms: float

    @classmethod
    def resting(cls, rng: Generator) -> Heart:
        """Anybody at rest: RMSSD from about 10 to 120 ms."""
        return cls(
            mean_ms=60_000 / rng.uniform(52, 85),
            breath_ms=float(np.exp(rng.normal(3.2, 0.6))),
            breath_hz=rng.uniform(0.18, 0.33),
            slow_ms=rng.uniform(5, 25),
            drift_ms=rng.uniform(10, 30),
            noise_ms=rng.uniform(3, 12),
        )

    @classmethod
    def very_variable(cls, rng: Generator) -> Heart:
        """A young or trained heart: RMSSD above 100 ms."""
        level = 60_000 / rng.uniform(46, 62)
        return cls(level, rng.uniform(100, 150), rng.uniform(0.16, 0.27), 20.0, 20.0, 8.0)

    @classmethod
    def breathing_slowly(cls, rng: Generator) -> Heart:
        """Paced breathing at 4.5 to 7 a minute."""
        level = 60_000 / rng.uniform(52, 80)
        return cls(level, rng.uniform(40, 160), rng.uniform(0.075, 0.117), 0.0, 15.0, 8.0)

    def beats(self, rng: Generator, seconds: float, *, wander_s: float = 300.0) -> Floats:
        """RR intervals in ms, in the strap's own unit of 1/1024 s; breathing wanders a little in rate and depth.

        The level drifts by waves of up to `wander_s` seconds.
        """
        count = int(seconds / GRID_S) + 12
        breath = np.cumsum(self.breath_hz * (1 + 0.05 * wander(rng, count))) * GRID_S
        slow = np.cumsum(0.1 * (1 + 0.1 * wander(rng, count))) * GRID_S
        level = self.mean_ms + self.drift_ms * pink(rng, count, longest_s=wander_s)
        level += self.slow_ms * (1 + 0.3 * wander(rng, count)) * np.sin(2 * np.pi * slow)
        level += self.breath_ms * (1 + 0.15 * wander(rng, count)) * np.sin(2 * np.pi * breath)
        noise = rng.normal(0, self.noise_ms, int(seconds * 4))
        time_s, rr = 0.0, []
        while time_s < seconds:
            rr.append(max(level[int(time_s / GRID_S)] + noise[len(rr)], 350.0))
            time_s += rr[-1] / 1000
        return np.round(np.array(rr) / STRAP_UNIT_MS) * STRAP_UNIT_MS


KINDS: Final = {
    "at rest": Heart.resting,
    "RMSSD above 100 ms": Heart.very_variable,
    "slow paced breathing": Heart.breathing_slowly,
}


class Spoiled(NamedTuple):
    """Intervals after the strap, and which of them are false."""

    rr: Floats
    false: Bools


def pink(rng: Generator, count: int, *, longest_s: float) -> Floats:
    """Noise of unit variance whose power falls as 1/f, level below 1 / `longest_s`."""
    frequency = np.fft.rfftfreq(count, GRID_S)
    amplitude = 1 / np.sqrt(np.maximum(frequency, 1 / longest_s))
    amplitude[0] = 0.0
    wave = np.fft.irfft(amplitude * np.exp(2j * np.pi * rng.random(frequency.size)), count)
    return wave / wave.std()


def fibrillating(rng: Generator, seconds: float) -> Floats:
    """Atrial fibrillation, simply: intervals that know nothing of one another, 12 to 28 % apart."""
    mean_ms, spread = rng.uniform(500, 900), rng.uniform(0.12, 0.28)
    count = int(1000 * seconds / mean_ms) + 1
    return np.maximum(mean_ms * rng.gamma(1 / spread**2, spread**2, count), 280.0)


def two_sines(
    seconds: float,
    *,
    mean_ms: float,
    lf_ms: float = 25.0,
    hf_ms: float = 40.0,
    hf_hz: float = 0.25,
    turns: tuple[float, float] | Floats = (0.0, 0.0),
) -> Floats:
    """Intervals of which the power is known: a wave at 0.1 Hz and one at 0.25 Hz, say, and nothing else.

    `turns` is where in their cycle the two waves begin.
    """
    slow, fast = 2 * np.pi * np.asarray(turns)
    time_s, rr = 0.0, []
    while time_s < seconds:
        slow_wave = lf_ms * np.sin(2 * np.pi * 0.1 * time_s + slow)
        rr.append(mean_ms + slow_wave + hf_ms * np.sin(2 * np.pi * hf_hz * time_s + fast))
        time_s += rr[-1] / 1000
    return np.array(rr)


def sprinkled(rng: Generator, rr: Floats, kind: str, share: float) -> Spoiled:
    """False beats here and there; `kind` is ventricular, missed, extra or mixed."""
    return _spoil(rng, rr, kind, rng.random(rr.size) < share)


def in_bursts(rng: Generator, rr: Floats, kind: str, share: float) -> Spoiled:
    """As many false beats, but in bursts of 4 to 12 beats of which most are false."""
    hit = np.zeros(rr.size, np.bool_)
    while hit.mean() < share:
        start = rng.integers(0, rr.size)
        length = rng.integers(4, 13)
        hit[start : start + length] |= rng.random(hit[start : start + length].size) < 0.8
    return _spoil(rng, rr, kind, hit)


def bigeminy(rng: Generator, rr: Floats) -> Spoiled:
    """Every second beat premature, for about 30 s."""
    hit = np.zeros(rr.size, np.bool_)
    start = rng.integers(30, rr.size // 2)
    hit[start : start + 34] = True
    return _spoil(rng, rr, "ventricular", hit)


def missing_in_bursts(rng: Generator, count: int, share: float) -> Bools:
    """Which beats were not measured: bursts of 2 to 11 beats."""
    lost = np.zeros(count, np.bool_)
    while lost.mean() < share:
        start = rng.integers(0, count)
        lost[start : start + rng.integers(2, 12)] = True
    return lost


def sigh(rng: Generator, rr: Floats) -> Floats:
    """Deep breaths now and then: the rate rises over four beats by a tenth to a fifth, falls below and settles."""
    course = np.array([0.3, 0.65, 0.9, 1.0, 0.8, 0.4, 0.0, -0.3, -0.45, -0.4, -0.25, -0.1])
    return _with_courses(rng, rr, course, lambda: -rng.uniform(0.10, 0.20), every=90)


def swallow(rng: Generator, rr: Floats) -> Floats:
    """Swallowing: the rate rises within two or three beats by a tenth and is back after three more."""
    course = np.array([0.45, 0.85, 1.0, 0.75, 0.4, 0.15])
    return _with_courses(rng, rr, course, lambda: -rng.uniform(0.06, 0.13), every=60)


def standing_up(rng: Generator, rr: Floats) -> Floats:
    """Standing up: the interval falls by a third within some 15 beats, rises halfway back within 12, and stays."""
    at, depth = int(rng.integers(60, rr.size - 90)), rng.uniform(0.22, 0.35)
    beats = np.arange(rr.size) - at
    fall = np.interp(beats, [0, 15, 20, 32], [0.0, 1.0, 1.0, 0.5])
    return np.round(rr * (1 - depth * fall) / STRAP_UNIT_MS) * STRAP_UNIT_MS


def wide_swing(rng: Generator, rr: Floats) -> Floats:
    """Slow paced breathing under which the rate swings by 30 beats a minute; takes the length from `rr`."""
    bpm, breath_hz = rng.uniform(60, 78), rng.uniform(0.085, 0.11)
    time_s, out, seconds = 0.0, [], float(rr.sum()) / 1000
    while time_s < seconds:
        swing = 15.0 * np.sin(2 * np.pi * breath_hz * time_s)
        out.append(60_000 / (bpm + swing) + rng.normal(0, 8.0))
        time_s += out[-1] / 1000
    return np.round(np.array(out) / STRAP_UNIT_MS) * STRAP_UNIT_MS


CHANGES_OF_RATE: Final = {
    "sighs": sigh,
    "swallowing": swallow,
    "standing up": standing_up,
    "a swing of 30 beats a minute": wide_swing,
}
"""What hearts do that no masking should touch."""


def sinus_pauses(rng: Generator, rr: Floats) -> Spoiled:
    """Pauses of the sinus node: now and then an interval of 1.5 to 1.9 times its usual length."""
    return _with_pauses(rng, rr, lambda: rng.uniform(1.5, 1.9))


def blocked_beats(rng: Generator, rr: Floats) -> Spoiled:
    """Beats that do not reach the ventricles: an interval twice as long, nearly."""
    return _with_pauses(rng, rr, lambda: rng.uniform(1.92, 2.02))


PAUSES: Final = {"sinus pauses": sinus_pauses, "blocked beats": blocked_beats}
"""What hearts do that is none of their variability."""


def small_early_beats(rng: Generator, rr: Floats, *, share: float = 0.03) -> Spoiled:
    """Beats 6 to 10 % early, with the pause that makes up for them."""
    out, false = rr.copy(), np.zeros(rr.size, np.bool_)
    for at in np.flatnonzero(rng.random(rr.size) < share).tolist():
        if 3 < at < rr.size - 3 and not false[at - 1 : at + 2].any():
            early = rng.uniform(0.06, 0.10) * rr[at]
            out[at] -= early
            out[at + 1] += early
            false[at : at + 2] = True
    return Spoiled(out, false)


LOCKED_TO_BEATS: Final = {
    "every second beat": (-30.0, 30.0),
    "every third beat": (-30.0, 30.0, 0.0),
    "a wave of three beats": (30.0, -15.0, -15.0),
    "every fourth beat": (-30.0, 30.0, 0.0, 0.0),
    "a wave of four beats": (30.0, 0.0, -30.0, 0.0),
}


def locked(rng: Generator, rr: Floats, pattern: tuple[float, ...], *, slips: int) -> Floats:
    """A pattern put on intervals, beat by beat, whose phase slips so many times."""
    phase = np.arange(rr.size) + rng.integers(len(pattern))
    for at in rng.integers(20, rr.size - 20, slips).tolist():
        phase[at:] += rng.integers(1, len(pattern))
    return np.maximum(rr + np.array(pattern)[phase % len(pattern)], 1.0)  # recordings hold intervals of a few ms


def _with_courses(rng: Generator, rr: Floats, course: Floats, depth: Callable[[], float], *, every: int) -> Floats:
    out = rr.copy()
    for at in range(int(rng.integers(10, every)), rr.size - course.size, every):
        out[at : at + course.size] *= 1 + depth() * course
    return np.round(out / STRAP_UNIT_MS) * STRAP_UNIT_MS


def _with_pauses(rng: Generator, rr: Floats, times: Callable[[], float]) -> Spoiled:
    out, false = rr.copy(), np.zeros(rr.size, np.bool_)
    for at in range(int(rng.integers(10, 60)), rr.size - 3, 60):
        out[at] = min(out[at] * times(), 2150.0)
        false[at] = True
    return Spoiled(out, false)


def _spoil(rng: Generator, rr: Floats, kind: str, hit: Bools) -> Spoiled:
    out: list[float] = []
    false: list[bool] = []
    beat = 0
    while beat < rr.size:
        which = rng.choice(["ventricular", "missed", "extra"]) if kind == "mixed" else kind
        new = _false_beats(rng, rr, beat, str(which)) if hit[beat] and 3 < beat < rr.size - 3 else [rr[beat]]
        out += new
        false += [len(new) != 1 or new[0] != rr[beat]] * len(new)
        untouched = len(new) == 1 and new[0] == rr[beat]
        beat += 1 if untouched or which == "extra" else 2
    return Spoiled(np.array(out), np.array(false))


def _false_beats(rng: Generator, rr: Floats, beat: int, kind: str) -> list[float]:
    if kind == "ventricular":
        early = rng.uniform(0.2, 0.45) * rr[beat]
        return [rr[beat] - early, rr[beat + 1] + early * rng.uniform(0.7, 1.0)]
    if kind == "missed":
        return [rr[beat] + rr[beat + 1]]
    split = rng.uniform(0.3, 0.7)
    return [rr[beat] * split, rr[beat] * (1 - split)]


def wander(rng: Generator, count: int) -> Floats:
    """A slow random wander of about unit variance, changing over some 15 s."""
    kernel = np.hanning(120)
    kernel /= np.sqrt((kernel**2).sum())
    return np.convolve(rng.normal(size=count + 120), kernel, "same")[:count]


def rmssd(rr: Floats, false: Bools | None = None) -> float:
    """The root mean square of successive differences, of those that touch no false beat."""
    steps = np.diff(rr)
    if false is not None:
        steps = steps[~(false[1:] | false[:-1])]
    return float(np.sqrt(np.mean(steps**2))) if steps.size else float("nan")
