"""The small picture of a session: the heart's curve as a band, and the numbers before, during and after it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv.breath.session import CurvePoint, Estimate, SessionPart, SessionSummary

WIDTH: Final = 300.0
HEIGHT: Final = 90.0
NARROWEST_BPM: Final = 20.0
"""What the picture shows at least from bottom to top, so that a calm heart does not look like a wild one."""


@dataclass(frozen=True, slots=True)
class StageLine:
    """One line of the table: when, heart rate and swing."""

    when: str
    heart_rate: Estimate | None
    swing: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The curve as SVG paths, one for each unbroken run, between the lowest and the highest heart rate."""

    paths: tuple[str, ...]
    low_bpm: float
    high_bpm: float
    has_gaps: bool
    stages: tuple[StageLine, ...]
    together: Estimate | None


def picture_of(summary: SessionSummary, *, length_s: float) -> Picture | None:
    """The picture; None without a curve."""
    if not summary.curve:
        return None
    low, high = min(each.low_bpm for each in summary.curve), max(each.high_bpm for each in summary.curve)
    middle, span = (low + high) / 2, max(high - low, NARROWEST_BPM)
    runs = _runs(summary.curve, summary.point_s)

    def y(bpm: float) -> float:
        return HEIGHT * (0.5 - (bpm - middle) / span)

    def x(seconds: float) -> float:
        return WIDTH * min(seconds / length_s, 1.0)

    def band(run: Sequence[CurvePoint]) -> str:
        """Along the fastest of each point and back along the slowest; a point is as wide as it lasts."""
        there = [(x(each.at_s + part), y(each.high_bpm)) for each in run for part in (0.0, summary.point_s)]
        back = [(x(each.at_s + part), y(each.low_bpm)) for each in reversed(run) for part in (summary.point_s, 0.0)]
        return "M" + "L".join(f"{across:.1f} {down:.1f}" for across, down in (*there, *back)) + "Z"

    parts = (
        (N_("Before"), summary.before),
        (N_("During"), summary.during),
        (N_("After"), summary.after),
    )
    return Picture(
        paths=tuple(band(run) for run in runs),
        low_bpm=low,
        high_bpm=high,
        has_gaps=len(runs) > 1,
        stages=tuple(line for when, part in parts if part is not None and (line := _line(when, part)) is not None),
        together=summary.together,
    )


def _line(when: str, part: SessionPart) -> StageLine | None:
    """One line; None for so few beats that nothing can be said."""
    if part.heart_rate_bpm is None and part.swing_ms is None:
        return None
    return StageLine(when, part.heart_rate_bpm, part.swing_ms)


def _runs(curve: Sequence[CurvePoint], point_s: float) -> list[list[CurvePoint]]:
    """The points that follow one another; a gap in the beats is a gap in the curve."""
    runs = [[curve[0]]]
    for one, other in pairwise(curve):
        if other.at_s - one.at_s > 1.5 * point_s:
            runs.append([])
        runs[-1].append(other)
    return runs
