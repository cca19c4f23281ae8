"""A model of what happens between a heart and a computer, for tests of the beat clock."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.heart_rate.packets import Packet


@dataclass(kw_only=True)
class Air:
    """A strap that counts beats exactly and sends about once a second, over a link that may lose packets.

    `sent` holds the numbers of the beats of every packet, `packets` what arrived, `arrived` the numbers in their order.
    """

    seed: int
    minutes: float = 5.0
    mean_rr_s: float = 0.9
    loss: float = 0.0
    stalls: float = 0.0
    drift_ppm: float = 0.0
    beats_s: list[float] = field(default_factory=list)
    packets: list[Packet] = field(default_factory=list)
    arrived: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        dice = np.random.default_rng(self.seed)
        count = int(self.minutes * 60 / self.mean_rr_s)
        waves = 0.05 * np.sin(2 * np.pi * 0.1 * self.mean_rr_s * np.arange(count) + dice.uniform(0, 6))
        rr_1024 = np.round(1024 * self.mean_rr_s * (1 + waves + 0.02 * dice.normal(size=count))).astype(int)
        drift = 1 - self.drift_ppm * 1e-6
        self.beats_s = (np.cumsum(rr_1024) / 1024 * drift).tolist()
        self._send(rr_1024.tolist(), drift, dice)

    def _send(self, rr_1024: list[int], drift: float, dice: np.random.Generator) -> None:
        number, tick_s, busy_until_s = 0, float(dice.uniform(0, 1)), 0.0
        while number < len(rr_1024):
            tick_s += drift
            first = number
            while number < len(rr_1024) and self.beats_s[number] + 0.3 <= tick_s:
                number += 1
            at_s = max(tick_s + 0.005 + min(float(dice.exponential(0.015)), 0.1), busy_until_s)
            if dice.random() < self.stalls and self.packets:  # whether the first one is late, nobody could say
                busy_until_s = at_s = at_s + float(dice.uniform(0.5, 2.5))
            busy_until_s += 0.001
            if dice.random() >= self.loss:
                self._arrive(at_s, rr_1024[first:number], range(first, number))

    def _arrive(self, at_s: float, rr_1024: list[int], numbers: range) -> None:
        self.packets.append(Packet(at_s, build(HeartRateMeasurement(bpm=60, rr_1024=tuple(rr_1024)))))
        self.arrived.extend(numbers)
