"""How old a strap's intervals are when they come: its beats held against R peaks that somebody saw for themselves.

Some straps hand their intervals on seconds late, and nothing in the heart rate service says so. Where the strap also
sends an ECG, the same beats are in both, and the pattern of their intervals shows which is which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_LAG_S: Final = 10.0
FEWEST: Final = 20
SAME_MS: Final = 25.0  # two ways of timing one R wave; neighbouring beats of a resting heart differ by about as much


def measured_lag_s(beat_s: NDArray[np.float64], peak_s: NDArray[np.float64]) -> float | None:
    """By how much a strap's beats come after the R peaks of the same heart.

    Args:
        beat_s: moments of beats as a strap's clock has them, shape (n,), in their order, of one segment.
        peak_s: moments of R peaks on the same clock, shape (m,), in their order.

    Returns:
        Seconds, below zero when beats come first; None when the two are too short or do not belong together.
    """
    beat_s, peak_s = np.asarray(beat_s, dtype=np.float64), np.asarray(peak_s, dtype=np.float64)
    shifts = range(FEWEST - beat_s.size, peak_s.size - FEWEST + 1)
    best = min((_compared(beat_s, peak_s, shift) for shift in shifts), default=(np.inf, 0.0))
    mismatch_ms, lag_s = best
    return lag_s if mismatch_ms < SAME_MS else None


def _compared(beat_s: NDArray[np.float64], peak_s: NDArray[np.float64], shift: int) -> tuple[float, float]:
    """How badly intervals agree if beat `k` is peak `k + shift`, in ms, and how late beats then are."""
    first, last = max(0, -shift), min(beat_s.size, peak_s.size - shift)
    beats, peaks = beat_s[first:last], peak_s[first + shift : last + shift]
    lag_s = float(np.median(beats - peaks))
    if abs(lag_s) > LONGEST_LAG_S:
        return np.inf, lag_s
    return float(np.mean(np.abs(np.diff(beats) - np.diff(peaks)))) * 1000, lag_s
