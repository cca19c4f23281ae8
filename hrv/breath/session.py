"""What a session of slow breathing was like: the heart's curve, its swing and rate before, during and after.

A description of one session, no verdict: nothing here is compared with other sessions or other people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from hrv.breath.paced_beats import StretchedBeats, pacer_turns
from hrv.breath.synchrony import StepLevel, in_step
from hrv.cleaning.standard_errors import student_90
from hrv.json_values import Stored
from hrv.live.breath_swing import BreathSwings
from hrv.numeric.normal import NORMAL_90

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from hrv.beats import BeatSeries
    from hrv.numeric.arrays import Floats

ASIDE_S: Final = 300.0
"""How far before and after a session its beats are looked at."""
CURVE_POINTS: Final = 120
SHORTEST_POINT_S: Final = 2.0
RATE_BIN_S: Final = 10.0
FEWEST_VALUES: Final = 6
"""Swings, or stretches of 10 s, below which no mean is given."""
STRONGEST_MEMORY: Final = 0.8
STEP_WINDOW_S: Final = 60.0
STEP_EVERY_S: Final = 15.0
WHOLE_WINDOW: Final = 0.85
"""The share of a window that its beats must span."""


@dataclass(frozen=True, slots=True)
class Estimate(Stored):
    """A mean, and what holds it nine times in ten."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CurvePoint(Stored):
    """The slowest and the fastest heart rate from `at_s` on, in seconds from the beginning of the session."""

    at_s: float
    low_bpm: float
    high_bpm: float


@dataclass(frozen=True, slots=True)
class SessionPart(Stored):
    """The heart before, during or after a session.

    Attributes:
        swing_ms: how far the intervals swing with a breath, peak to trough.
        heart_rate_bpm: the mean heart rate.
    """

    swing_ms: Estimate | None
    heart_rate_bpm: Estimate | None

    readers: ClassVar[Mapping[str, Any]] = {
        "swing_ms": Estimate.from_json,
        "heart_rate_bpm": Estimate.from_json,
    }


@dataclass(frozen=True, slots=True)
class SessionSummary(Stored):
    """One session.

    Attributes:
        curve: the heart rate along the session, a point where there were beats.
        point_s: how long a point of the curve lasts.
        before: up to five minutes before it; None without beats.
        during: the session without its breaks; None without beats.
        after: up to five minutes after it; None without beats.
        together: the share of its time in which heart and pacer kept step, 0 to 1; None without a pacer, or too little
            of it to judge.
    """

    curve: tuple[CurvePoint, ...]
    point_s: float
    before: SessionPart | None
    during: SessionPart | None
    after: SessionPart | None
    together: Estimate | None

    readers: ClassVar[Mapping[str, Any]] = {
        "curve": lambda points: tuple(map(CurvePoint.from_json, points)),
        "before": SessionPart.from_json,
        "during": SessionPart.from_json,
        "after": SessionPart.from_json,
        "together": Estimate.from_json,
    }


def session_summary(
    beats: BeatSeries,
    *,
    start_s: float,
    end_s: float,
    breaks: Sequence[tuple[float, float]] = (),
    paces: Sequence[tuple[float, float | None]] = (),
) -> SessionSummary:
    """Look back at a session.

    Args:
        beats: those of the session, and of `ASIDE_S` before and after it where there are any.
        start_s: its beginning, on the clock of the beats.
        end_s: its end.
        breaks: stretches (from, until) in seconds from the beginning in which it stood still.
        paces: the pacer's breaths a minute from a moment on, in seconds from the beginning; None where there was none.
    """
    clean = StretchedBeats.of(beats)
    is_inside = (clean.time_s > start_s) & (clean.time_s <= end_s)
    during = clean.where(is_inside).without((start_s + from_s, start_s + until_s) for from_s, until_s in breaks)
    point_s = max(SHORTEST_POINT_S, (end_s - start_s) / CURVE_POINTS)
    return SessionSummary(
        curve=tuple(_curve(during, start_s, point_s)),
        point_s=point_s,
        before=_stage(clean.where((clean.time_s > start_s - ASIDE_S) & (clean.time_s <= start_s))),
        during=_stage(during),
        after=_stage(clean.where((clean.time_s > end_s) & (clean.time_s <= end_s + ASIDE_S))),
        together=_together(during, start_s, end_s, paces),
    )


def _curve(clean: StretchedBeats, start_s: float, point_s: float) -> Iterator[CurvePoint]:
    bins = np.floor((clean.time_s - start_s) / point_s)
    firsts = np.flatnonzero(np.diff(bins, prepend=-1.0))
    if not firsts.size:
        return
    rates = 60_000.0 / clean.rr_ms
    lows, highs = np.minimum.reduceat(rates, firsts), np.maximum.reduceat(rates, firsts)
    for bin_, low, high in zip(bins[firsts].tolist(), lows.tolist(), highs.tolist(), strict=True):
        yield CurvePoint(round(bin_ * point_s, 1), round(low, 1), round(high, 1))


def _stage(clean: StretchedBeats) -> SessionPart | None:
    if not clean.time_s.size:
        return None
    swings_ms = [swing for _, rr_ms in clean.stretches() for swing in _swings_ms(rr_ms)]
    return SessionPart(swing_ms=_mean(np.array(swings_ms)), heart_rate_bpm=_mean(_rates_bpm(clean)))


def _swings_ms(rr_ms: Floats) -> Iterator[float]:
    following, seen = BreathSwings(), 0
    for each in rr_ms.tolist():
        swing_ms = following.push(each)
        if swing_ms is not None and following.swings > seen:
            seen = following.swings
            yield swing_ms


def _rates_bpm(clean: StretchedBeats) -> Floats:
    """The mean rate of each 10 s."""
    firsts = np.flatnonzero(np.diff(np.floor(clean.time_s / RATE_BIN_S), prepend=-1.0))
    counts = np.diff(firsts, append=clean.time_s.size)
    rates: Floats = 60_000.0 * counts / np.add.reduceat(clean.rr_ms, firsts)
    return rates


def _mean(values: Floats) -> Estimate | None:
    """The mean of values that remember one another, as those of an AR(1) do, and its interval."""
    if values.size < FEWEST_VALUES:
        return None
    mean, off = float(values.mean()), values - values.mean()
    power = float(off @ off)
    memory = float(off[1:] @ off[:-1]) / power if power else 0.0
    memory = min(max(memory, 0.0), STRONGEST_MEMORY)
    own = values.size * (1 - memory) / (1 + memory)  # so many values without memory would say as much
    spread = math.sqrt(power / (values.size - 1) / own)
    reach = float(student_90(np.array(max(own - 1, 1.0)))) * spread
    return Estimate(round(mean, 2), round(mean - reach, 2), round(mean + reach, 2))


def _together(
    clean: StretchedBeats, start_s: float, end_s: float, paces: Sequence[tuple[float, float | None]]
) -> Estimate | None:
    results = [each for each in _steps(clean, start_s, end_s, paces) if each is not None]
    if not results:
        return None
    share = sum(each is StepLevel.TOGETHER for each in results) / len(results)
    return _share(share, max(len(results) * STEP_EVERY_S / STEP_WINDOW_S, 1.0))


def _steps(
    clean: StretchedBeats, start_s: float, end_s: float, paces: Sequence[tuple[float, float | None]]
) -> Iterator[StepLevel | None]:
    """A judgement of each minute that begins 15 s after the one before; None where there is nothing to judge."""
    for time_s, rr_ms in clean.stretches():
        for from_s in np.arange(start_s, end_s - STEP_WINDOW_S + 1.0, STEP_EVERY_S):
            inside = (time_s > from_s) & (time_s <= from_s + STEP_WINDOW_S)
            if not inside.any() or np.ptp(time_s[inside]) < WHOLE_WINDOW * STEP_WINDOW_S:
                continue
            turns = pacer_turns(time_s[inside] - start_s, paces)
            result = in_step(time_s[inside], rr_ms[inside], 2 * np.pi * turns) if np.isfinite(turns).all() else None
            yield result.level if result else None


def _share(share: float, count: float) -> Estimate:
    """The interval of Wilson (1927, J Am Stat Assoc 22:209) for a share of so many independent minutes."""
    z2 = NORMAL_90**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    reach = NORMAL_90 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return Estimate(round(share, 3), round(max(middle - reach, 0.0), 3), round(min(middle + reach, 1.0), 3))
