"""Breath from acceleration, and heart against breath: what is promised, measured.

python -m benchmarks.breath_contract
"""

from __future__ import annotations

import csv
import gzip
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from benchmarks.hrv_recordings import ABSENT, FOLDER
from hrv.breath import StepLevel, from_acceleration, in_step
from hrv.breath.synchrony import AGREEING_LOOKS, SPAN_S
from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
from sensors.simulation.breathing import Breathing, Manner, Pacer, breath_phase
from sensors.simulation.chest import Build, ChestModel
from sensors.simulation.heart import HeartModel
from sensors.simulation.paced_heart import PacedHeart, searched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hrv.breath import BreathTrack
    from hrv.breath.pace_search import PaceSearch
    from hrv.numeric.arrays import Bools, Floats

MINUTE_S: Final = 60.0
CHESTS: Final = 24
HEARTS: Final = 60
SEARCHES: Final = 150
GOOD_SWING: Final = 0.95
REFERENCE_HZ: Final = (0.1, 0.5)
PACES_PER_MIN: Final = (5.0, 5.5, 6.0, 6.5, 7.0)
TOLD_S: Final = (4, 6, 8, 10, 12, 16, 20)
RESTLESS: Final = ("hexoskin_restless/s003", "hexoskin_restless/s008", "mscardio/hard1", "mscardio/hard2")


class Minute(NamedTuple):
    """A minute of a real chest: our rate, and how far the nearer of the two references is."""

    rate: float
    off: float


def main() -> None:
    """Print all tables."""
    for table in (simulated_chests, real_chests, followers, unrelated, unrelated_looks, searches):
        print("\n".join((*table(), "")), flush=True)


def simulated_chests() -> Iterator[str]:
    yield "Simulated chests, live, after the first minute: rate (median of a minute), phase (rms, up to the sign)"
    rates, phases, shown = zip(*(each for seed in range(CHESTS) for each in _chest_minutes(seed)), strict=True)
    right = np.mean([abs(rate) <= 0.3 and phase <= 30 for rate, phase in zip(rates, phases, strict=True)])
    yield f"  minutes within 0.3 a minute and 30 degrees: {right:.1%} of {len(rates)} (goal 95 %)"
    yield f"  error of the phase, p95 {np.percentile(phases, 95):.0f} degrees"
    yield f"  error of the rate, p95 {np.percentile(np.abs(rates), 95):.2f} a minute"
    yield f"  readings shown {np.mean(shown):.1%}"


def _chest_minutes(seed: int) -> Iterator[tuple[float, float, float]]:
    dice = np.random.default_rng([seed, 22])
    pacer = Pacer(per_min=dice.uniform(4.5, 7.0)) if seed % 3 == 0 else None
    manner = Manner(per_min=dice.uniform(8, 20), scatter=dice.uniform(0.02, 0.1))
    breathing = Breathing(dice, manner, pacer)
    depth_mg = dice.uniform(10, 40) if pacer else dice.uniform(4, 24)
    time_s = np.arange(0, 4 * MINUTE_S, 1 / 50)
    chest = ChestModel(dice, breathing, Build(depth_mg=depth_mg))
    track = from_acceleration(time_s, chest.acceleration(time_s, beats_s=np.arange(0, time_s[-1], 0.9).tolist()))
    for start_s in MINUTE_S * np.arange(1, 4):
        inside = (track.time_s >= start_s) & (track.time_s < start_s + MINUTE_S)
        chosen = inside & np.isfinite(track.rate_per_min)
        breaths = float(np.diff(breathing.turns(np.array((start_s, start_s + MINUTE_S))))[0])
        rate = float(np.median(track.rate_per_min[chosen])) if chosen.any() else math.inf
        yield rate - breaths, _phase_error_deg(track, breathing, chosen), float(chosen.sum() / inside.sum())


def _phase_error_deg(track: BreathTrack, breathing: Breathing, chosen: Bools) -> float:
    if not chosen.any():
        return 180.0
    turned = np.exp(1j * (track.phase_rad[chosen] - breath_phase(breathing.turns(track.time_s[chosen]))))
    return min(float(np.degrees(np.sqrt(np.mean(np.angle(sign * turned) ** 2)))) for sign in (1, -1))


def real_chests() -> Iterator[str]:
    folder = FOLDER / "acceleration"
    if not folder.is_dir():
        yield ABSENT
        return
    yield "Real chests, live: each calm person's first and last minute; a minute has a rate if half of its readings do"
    minutes = [each for number in range(1, 21) for each in _calm_minutes(folder / "mscardio", f"p{number:02d}")]
    given = [each for each in minutes if math.isfinite(each.rate)]
    near = np.mean([each.off <= 1 for each in given])
    yield f"  a rate in {len(given)} of {len(minutes)} minutes (goal 60 %)"
    yield f"  {near:.0%} of these within 1 of RSA or of vibration size (goal 90 %)"
    told = [(60 / each, _median_rate(folder / "paced_phone" / f"pos1_{each:02d}s_acc.csv.gz")) for each in TOLD_S]
    yield "  told -> found a minute (goal 0.7): " + ", ".join(f"{pace:.2f} -> {rate:.2f}" for pace, rate in told)
    for name in RESTLESS:
        hidden = np.isnan(from_acceleration(*_samples(folder / f"{name}_acc.csv.gz")).rate_per_min).mean()
        yield f"  restless {name}: no rate in {hidden:.1%} of the time (goal 90 %)"


def _samples(path: Path) -> tuple[Floats, Floats]:
    with gzip.open(path, "rt") as file:
        rows = np.loadtxt(file, delimiter=",", skiprows=1)
    return rows[:, 0], rows[:, 1:4]


def _median_rate(path: Path) -> float:
    rates = from_acceleration(*_samples(path)).rate_per_min
    shown = rates[np.isfinite(rates)]
    return float(np.median(shown)) if shown.size else math.nan


def _calm_minutes(folder: Path, name: str) -> Iterator[Minute]:
    time_s, samples = _samples(folder / f"{name}_acc.csv.gz")
    track = from_acceleration(time_s, samples)
    with (folder / f"{name}_rr.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["ok"] == "1"]
    beat_s, *signals = (np.array([float(row[column]) for row in rows]) for column in ("t_s", "rr_ms", "scg_amp"))
    for start_s in (time_s[0], time_s[-1] - MINUTE_S):
        inside = (track.time_s >= start_s) & (track.time_s < start_s + MINUTE_S)
        chosen = inside & np.isfinite(track.rate_per_min)
        if chosen.sum() < inside.sum() / 2:
            yield Minute(math.nan, math.nan)
            continue
        rate = float(np.median(track.rate_per_min[chosen]))
        yield Minute(rate, min(abs(rate - _reference(beat_s, each, start_s)) for each in signals))


def _reference(beat_s: Floats, signal: Floats, start_s: float) -> float:
    """Where a beat-wise signal of one minute swings most between 0.1 and 0.5 Hz, a minute."""
    grid_s = start_s + np.arange(0, MINUTE_S, 0.25)
    values = np.interp(grid_s, beat_s, signal)
    values -= np.polyval(np.polyfit(grid_s, values, 1), grid_s)
    power = np.abs(np.fft.rfft(values * np.hanning(values.size), 4096))
    hz = np.fft.rfftfreq(4096, 0.25)
    power[(hz < REFERENCE_HZ[0]) | (hz > REFERENCE_HZ[1])] = 0
    return float(60 * hz[power.argmax()])


def followers() -> Iterator[str]:
    yield "Simulated hearts with a loop of their own, after the pacer: together (goal 95 %)"
    for swing_ms, span_s in ((200.0, 60.0), (120.0, 90.0)):
        steps = [_followed(seed, swing_ms, span_s) for seed in range(HEARTS)]
        hits = steps.count(StepLevel.TOGETHER) / HEARTS
        yield f"  swing {swing_ms:.0f} ms, within {span_s:.0f} s: {hits:.1%} of {HEARTS}"


def _followed(seed: int, swing_ms: float, span_s: float) -> StepLevel:
    """The heart swings so far at its pacer's pace, which is its own."""
    dice = np.random.default_rng([seed, 3])
    drawn = Baroreflex.drawn(dice)
    person = replace(drawn, swing_ms=swing_ms)
    pace = drawn.resonance_per_min
    heart = HeartModel(dice, None, BaroreflexLoop(dice, person, Breathing(dice)))
    heart.series(-MINUTE_S, MINUTE_S)
    beats = heart.series(0.0, span_s, paced_per_min=pace)
    result = in_step(beats.time_s, beats.rr_ms, 2 * np.pi * pace / 60 * beats.time_s)
    return result.level if result else StepLevel.APPROACHING


def unrelated() -> Iterator[str]:
    yield "Real resting hearts against an unrelated pacer: apart (goal 95 % of minutes)"
    if not FOLDER.is_dir():
        yield ABSENT
        return
    dice = np.random.default_rng(1)
    minutes = list(_resting_minutes(FOLDER / "polar-h10-rest"))
    for name, made in (("as they are", _as_is), ("spectrum kept, phases drawn", _surrogate)):
        steps = [_against(dice, pace, *made(dice, *minute)) for minute in minutes for pace in PACES_PER_MIN]
        together, apart = (steps.count(step) / len(steps) for step in (StepLevel.TOGETHER, StepLevel.APART))
        yield f"  {name}: together {together:.1%}, apart {apart:.1%} of {len(steps)}"


def unrelated_looks() -> Iterator[str]:
    yield "The same, looked at once a second as the page does: minutes in which together is never said"
    if not FOLDER.is_dir():
        yield ABSENT
        return
    dice = np.random.default_rng(2)
    for name, made in (("as they are", _as_is), ("spectrum kept, phases drawn", _surrogate)):
        longest = [
            _longest_together(recording, start_s, pace, dice.random())
            for recording in (made(dice, *each) for each in _resting(FOLDER / "polar-h10-rest"))
            for start_s in np.arange(SPAN_S, recording[0][-1] - MINUTE_S, MINUTE_S)
            for pace in PACES_PER_MIN
        ]
        never = {looks: np.mean([each < looks for each in longest]) for looks in (1, AGREEING_LOOKS)}
        said = ", ".join(f"after {looks} looks that agree {share:.1%}" for looks, share in never.items())
        yield f"  {name}: {said} of {len(longest)}"


def _longest_together(recording: tuple[Floats, Floats], start_s: float, pace: float, begins: float) -> int:
    """How many looks in a row, one a second for a minute, find heart and pacer together."""
    time_s, rr_ms = recording
    longest = row = 0
    for now_s in start_s + np.arange(MINUTE_S):
        seen = slice(*np.searchsorted(time_s, (now_s - SPAN_S, now_s), side="right"))
        result = in_step(time_s[seen], rr_ms[seen], 2 * np.pi * (pace / 60 * time_s[seen] + begins))
        row = row + 1 if result and result.level is StepLevel.TOGETHER else 0
        longest = max(longest, row)
    return longest


def _against(dice: np.random.Generator, pace: float, time_s: Floats, rr_ms: Floats) -> StepLevel:
    result = in_step(time_s, rr_ms, 2 * np.pi * (pace / 60 * time_s + dice.random()))
    return result.level if result else StepLevel.APPROACHING


def _resting_minutes(folder: Path) -> Iterator[tuple[Floats, Floats]]:
    for time_s, rr_ms in _resting(folder):
        for start_s in np.arange(0, time_s[-1] - MINUTE_S, MINUTE_S):
            inside = (time_s > start_s) & (time_s <= start_s + MINUTE_S)
            yield time_s[inside], rr_ms[inside]


def _resting(folder: Path) -> Iterator[tuple[Floats, Floats]]:
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt") as file:
            rr_ms = np.array([float(line.split(";")[1]) for line in file.read().splitlines()[1:]])
        yield np.cumsum(rr_ms) / 1000, rr_ms


def _as_is(_: np.random.Generator, time_s: Floats, rr_ms: Floats) -> tuple[Floats, Floats]:
    return time_s, rr_ms


def _surrogate(dice: np.random.Generator, time_s: Floats, rr_ms: Floats) -> tuple[Floats, Floats]:
    """The same spectrum of the interval series with phases drawn anew (Theiler et al. 1992, Physica D 58:77)."""
    wave = np.fft.rfft(rr_ms)
    wave[1:] *= np.exp(2j * np.pi * dice.random(wave.size - 1))
    return time_s, np.fft.irfft(wave, rr_ms.size)


def searches() -> Iterator[str]:
    yield "Find my pace, simulated hearts"
    drawn = [_searched(seed) for seed in range(SEARCHES)]
    found = [each for each in drawn if each.found.per_min is not None]
    good = np.mean([each.swing_share >= GOOD_SWING for each in found])
    covered = np.mean([each.is_covered for each in found])
    off = np.abs([each.own - (each.found.per_min or math.nan) for each in found])
    yield f"  swing 160-250 ms, Q 1.5-4: {len(found) / SEARCHES:.0%} of {SEARCHES} answered"
    yield f"  swing at the answer at least 95 % of the best: {good:.1%} of answers (goal 93 %)"
    yield f"  its 90 % interval holds the heart's own pace: {covered:.1%} (goal 86-94 %)"
    yield f"  off by {np.median(off):.2f} a minute in the median, {np.percentile(off, 90):.2f} in nine of ten"
    for sharpness, goal in ((3.0, 90), (1.5, 50)):
        answered = [_searched(1000 + seed, swing_ms=240.0, sharpness=sharpness) for seed in range(SEARCHES // 2)]
        share = np.mean([each.found.per_min is not None for each in answered])
        yield f"  240 ms and Q {sharpness}: {share:.0%} answered (goal {goal} %)"
    for name, changes in (("no answer to any pace", {"swing_ms": 0.1}), ("the same at every pace", {"sharpness": 0.1})):
        flat = [_searched(2000 + seed, **changes) for seed in range(SEARCHES // 2)]
        none = np.mean([each.found.per_min is None for each in flat])
        yield f"  flat hearts, {name}: {none:.0%} without a pace (goal 95 %)"


class Searched(NamedTuple):
    """A search, and what was true: the heart's own pace, and its swing at the answer as a share of the best."""

    found: PaceSearch
    own: float
    swing_share: float

    @property
    def is_covered(self) -> bool:
        """Whether the interval holds the heart's own pace."""
        return (self.found.low_per_min or math.inf) <= self.own <= (self.found.high_per_min or 0.0)


def _searched(seed: int, **changes: float) -> Searched:
    dice = np.random.default_rng([seed, 7])
    drawn = replace(Baroreflex.drawn(dice), swing_ms=dice.uniform(160.0, 250.0))
    heart = PacedHeart(seed, replace(drawn, **changes))
    found, person = searched(heart), heart.person
    share = person.swing_at(found.per_min) / person.swing_ms if found.per_min else math.nan
    return Searched(found, person.resonance_per_min, share)


if __name__ == "__main__":
    main()
