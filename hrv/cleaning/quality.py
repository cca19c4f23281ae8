"""Quality grade of a window, from its coverage and the share of masked beats."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from hrv.cleaning.placement import Measured, Spans
    from hrv.numeric.arrays import Bools, Floats, Ints


class Quality(enum.StrEnum):
    """How far a window can be trusted."""

    GOOD = "good"
    """Nearly everything was measured; fit for the usual range."""
    FAIR = "fair"
    """Some beats are missing, or the window is short; still fit for the usual range, with a wider interval."""
    POOR = "poor"
    """Too much is missing for the usual range; shown, and said so."""
    REJECTED = "rejected"
    """Nothing can be said; no index is given."""


class _Demands(NamedTuple):
    coverage: float
    masked_share: float
    longest_gap_s: float
    differences: int


DEMANDS: Final = {
    Quality.GOOD: _Demands(coverage=0.90, masked_share=0.05, longest_gap_s=10.0, differences=40),
    Quality.FAIR: _Demands(coverage=0.75, masked_share=0.10, longest_gap_s=30.0, differences=30),
    Quality.POOR: _Demands(coverage=0.50, masked_share=0.25, longest_gap_s=120.0, differences=20),
}
"""What a window must offer; the bands of masked beats are near Firstbeat's (support note 9000076067)."""


RISING: Final = (Quality.REJECTED, Quality.POOR, Quality.FAIR, Quality.GOOD)
CLOCK_SLACK_S: Final = 1e-3


def grade(evidence: Measured, spans: Spans, n_differences: Ints, *, window_s: float) -> list[Quality]:
    """The best grade whose demands each window meets; a window shorter than was asked for is fair at best."""
    rank = np.zeros(len(spans), np.int64)
    share = evidence.n_masked / np.maximum(evidence.n_beats, 1)
    for better, quality in enumerate(RISING[1:], start=1):
        rank[_meets(DEMANDS[quality], evidence, share, n_differences)] = better
    short = spans.length_s < window_s - CLOCK_SLACK_S
    rank[short] = np.minimum(rank[short], RISING.index(Quality.FAIR))
    return [RISING[each] for each in rank.tolist()]


def _meets(demands: _Demands, evidence: Measured, share: Floats, n_differences: Ints) -> Bools:
    met: Bools = (
        (evidence.coverage >= demands.coverage)
        & (share <= demands.masked_share)
        & (evidence.longest_gap_s <= demands.longest_gap_s)
        & (n_differences >= demands.differences)
    )
    return met
