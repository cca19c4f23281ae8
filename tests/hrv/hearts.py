"""Simple hearts for tests: intervals in ms from a few waves and dice that the caller hands in."""

from __future__ import annotations

import numpy as np


def resting(seed, *, seconds=300.0, mean_ms=900.0, breath_ms=30.0, breath_hz=0.25, slow_ms=25.0, noise_ms=8.0):
    """A heart at rest: breathing, a wave near 0.1 Hz, and a little noise."""
    rng = np.random.default_rng(seed)
    time_s, rr = 0.0, []
    while time_s < seconds:
        wave = breath_ms * np.sin(2 * np.pi * breath_hz * time_s) + slow_ms * np.sin(2 * np.pi * 0.095 * time_s)
        rr.append(max(mean_ms + wave + rng.normal(0, noise_ms), 350.0))
        time_s += rr[-1] / 1000
    return np.array(rr)


def rmssd(rr):
    return float(np.sqrt(np.mean(np.diff(rr) ** 2)))


def with_premature_beat(rr, at, *, early=0.35):
    """A beat comes too early and the pause after it makes up for that."""
    changed = rr.copy()
    shift = early * rr[at]
    changed[at] -= shift
    changed[at + 1] += shift
    return changed


def with_missed_beat(rr, at):
    return np.concatenate((rr[:at], [rr[at] + rr[at + 1]], rr[at + 2 :]))


def with_extra_beat(rr, at, *, share=0.45):
    return np.concatenate((rr[:at], [share * rr[at], (1 - share) * rr[at]], rr[at + 1 :]))
