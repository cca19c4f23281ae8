"""Eight hours of a heart, a strap with a crystal of its own, and a link, with the truth beside: for the beat clock.

Unlike `beats_streams`, which breaks everything at once for a few seconds, this is one long wear with one link. A
strap notices a beat 0.3 s late and sends once a second by its own clock; the link adds a wait for its next connection
event, now and then a second try, and loses notifications singly or in rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.beat_clock.clock import BeatClock
from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.heart_rate.packets import Packet
from sensors.simulation.heart import HeartModel, Physiology

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOTICED_S: Final = 0.3
CHUNK_S: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What one wear goes through.

    Attributes:
        drift_ppm: by how much the strap's clock runs fast.
        lost: share of notifications that are lost; in_a_row: how many at a time, on average.
        interval_s: of the connection; a notification waits for the next event.
        again: share of notifications that need another try, 0.1 to 1 s.
        wobble_s: of the strap's own second.
        truncates: whether the strap cuts intervals to 1/1024 s, each for itself, instead of carrying the rest.
        period_s: how often it sends.
    """

    drift_ppm: float = 120.0
    lost: float = 0.05
    in_a_row: float = 1.0
    interval_s: float = 0.03
    again: float = 0.02
    wobble_s: float = 0.01
    truncates: bool = False
    period_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Wear:
    """One wear as it came in; `arrived` are the numbers of the beats that did, `beat_s` when each beat was."""

    packets: list[Packet]
    arrived: NDArray[np.int64]
    beat_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Errors of beat moments in ms, against the truth after one constant for the whole wear.

    The constant is the median error: how late a strap notices a beat and how long the fastest packet takes, cannot be
    seen by anybody who only listens.
    """

    median_ms: float
    p95_ms: float
    p99_ms: float
    last_hour_ms: float
    joined_across_losses: int
    cuts_per_loss: float


def resting_heart(seed: int, hours: float) -> NDArray[np.float64]:
    """Intervals in s of somebody at rest, whoever the seed makes it."""
    dice = np.random.default_rng(seed)
    physiology = Physiology(hr_bpm=dice.uniform(48, 85), rmssd_ms=float(np.exp(dice.normal(3.4, 0.5))))
    heart, moment_s, parts = HeartModel(dice, physiology), 0.0, []
    while moment_s < hours * 3600:
        part = heart.series(moment_s, CHUNK_S)
        moment_s = float(part.time_s[-1])
        parts.append(part.rr_ms / 1000)
    return np.concatenate(parts)


def worn(rr_s: NDArray[np.float64], link: Link, seed: int) -> Wear:
    """Wear a strap on a heart over a link."""
    dice = np.random.default_rng(seed)
    beat_s = np.cumsum(rr_s)
    strap_s = beat_s * (1 + link.drift_ppm * 1e-6)
    rounded = np.floor(np.diff(strap_s, prepend=0) * 1024)
    words = (rounded if link.truncates else np.diff(np.round(strap_s * 1024), prepend=0)).astype(int).tolist()
    tick_s = dice.uniform(0, 1) + link.period_s * np.arange(1, int(strap_s[-1] / link.period_s))
    tick_s += dice.normal(0, link.wobble_s, tick_s.size)
    until = np.searchsorted(strap_s + NOTICED_S, tick_s, side="right").tolist()
    late_s = dice.uniform(0, link.interval_s, tick_s.size) + dice.exponential(0.004, tick_s.size)
    late_s += (dice.random(tick_s.size) < link.again) * dice.uniform(0.1, 1.0, tick_s.size)
    came_s = np.maximum.accumulate(tick_s / (1 + link.drift_ppm * 1e-6) + late_s).tolist()
    packets, arrived, first = [], [], 0
    for at_s, last, is_lost in zip(came_s, until, _lost(link, tick_s.size, dice), strict=True):
        if not is_lost:
            bpm = round(60 * 1024 / words[last - 1]) if last else 60
            packets.append(Packet(at_s, build(HeartRateMeasurement(bpm=bpm, rr_1024=tuple(words[first:last])))))
            arrived.extend(range(first, last))
        first = last
    return Wear(packets, np.array(arrived), beat_s)


def _lost(link: Link, count: int, dice: np.random.Generator) -> list[bool]:
    """Losses in rows (Gilbert, 1960)."""
    begins, goes_on = link.lost / link.in_a_row / (1 - link.lost), 1 - 1 / link.in_a_row
    lost, was_lost = [], False
    for chance in dice.random(count).tolist():
        was_lost = chance < (goes_on if was_lost else begins)
        lost.append(was_lost)
    return lost


def accuracy(wear: Wear) -> Accuracy:
    """How near the clock comes to the truth."""
    clock = BeatClock()
    beats = [beat for packet in wear.packets for beat in clock.push(packet)]
    beats += clock.flush()
    error_ms = (np.array([beat.time_s for beat in beats]) - wear.beat_s[wear.arrived]) * 1000
    error_ms = np.abs(error_ms - np.median(error_ms))
    segment = np.array([beat.segment for beat in beats])
    lost = np.diff(wear.arrived) > 1
    last_hour = wear.beat_s[wear.arrived] > wear.beat_s[-1] - 3600
    return Accuracy(
        median_ms=float(np.median(error_ms)),
        p95_ms=float(np.percentile(error_ms, 95)),
        p99_ms=float(np.percentile(error_ms, 99)),
        last_hour_ms=float(np.percentile(error_ms[last_hour], 95)),
        joined_across_losses=int(np.sum(lost & (np.diff(segment) == 0))),
        cuts_per_loss=clock.tally.cuts / max(int(lost.sum()), 1),
    )
