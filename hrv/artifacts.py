"""Beats that are not what they seem: found, named and left out, never replaced.

The idea is that of Lipponen & Tarvainen (2019, J Med Eng Technol 43:173): a difference of successive intervals is
judged by how differences are spread around it, a beat by how far it is from its neighbours. Two things are done
otherwise, because their quartile threshold breaks down when false beats come in bursts, and because on its word alone
clean beats are masked: the spread is taken from beats that are trusted so far (a low quantile to begin with), and two
rules must agree. A beat is masked when a difference that it takes part in is implausible *and* the beat is far from
what the trusted beats around it foretell.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import BeatFlag
from hrv.spread import UNKNOWN, local_quantiles

if TYPE_CHECKING:
    from hrv.arrays import Bools, Bytes, Floats, Ints
    from hrv.beats import BeatSeries

SHORTEST_RR_MS: Final = 270.0
LONGEST_RR_MS: Final = 2200.0
FLOOR: Final = 0.04
"""No deviation below this share of the interval is ever called implausible: sensors and breathing make such steps."""
FEWEST_TRUSTED: Final = 10

FIRST_SUSPICION: Final = 2.2 / 0.5244  # 2.2 standard deviations, from the 40 % quantile of a normal distribution
SUSPICION: Final = 0.6
IMPLAUSIBLE_NEAR_A_MASK: Final = 1.2
IMPLAUSIBLE: Final = 2.8
FAR: Final = 2.6
"""How far beyond the 90 % quantile of clean values a limit lies, in units of (90 % quantile - 40 % quantile)."""

AGREEING_SHARE_OF_FAR: Final = 0.5
NEIGHBOUR_SHARE_OF_FAR: Final = 0.35
FAR_WITHOUT_SECOND_OPINION: Final = 1.6
BLUR_PER_BEAT: Final = 0.35
NEARBY_BEATS: Final = 3

LONGER_THAN_A_PAUSE: Final = 1.6
NEARLY_TWO_INTERVALS: Final = 1.5
HARDLY_MORE_THAN_ONE: Final = 1.35
"""Shares of the expected interval that tell the patterns apart."""


class ArtifactKind(enum.IntEnum):
    """Why a beat is left out."""

    NONE = 0
    ECTOPIC = 1
    """A premature beat: a short interval and the pause that makes up for it."""
    MISSED = 2
    """A beat was not seen, so that two intervals came as one."""
    EXTRA = 3
    """A beat was seen that was not there, so that one interval came as two."""
    LONG_SHORT = 4
    """Too long or too short for its neighbours, in no known pattern."""
    OUT_OF_RANGE = 5
    """No interval that a heart makes, or measured without contact to the skin."""


@dataclass(frozen=True, slots=True, eq=False)
class Artifacts:
    """What each beat of a series was found to be: `kind` holds one `ArtifactKind` for each beat."""

    kind: Bytes

    @property
    def masked(self) -> Bools:
        """Whether each beat is left out."""
        masked: Bools = self.kind != ArtifactKind.NONE
        return masked

    def counts(self) -> dict[ArtifactKind, int]:
        """How many beats were left out for each reason."""
        return {kind: int(np.count_nonzero(self.kind == kind)) for kind in ArtifactKind if kind}


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """One series while it is judged: intervals, differences (unknown across holes), the smallest step that counts."""

    rr: Floats
    diff: Floats
    refused: Bools
    floor: Floats

    @classmethod
    def of(cls, series: BeatSeries) -> _Scene:
        refused = _refused(series)
        known = series.joined()
        known &= ~refused
        known[1:] &= ~refused[:-1]
        diff = np.full(len(series), UNKNOWN)
        diff[1:] = np.where(known[1:], np.abs(np.diff(series.rr_ms)), UNKNOWN)
        usual = local_quantiles(np.where(refused, UNKNOWN, series.rr_ms), (0.5,))[0]
        return cls(rr=series.rr_ms, diff=diff, refused=refused, floor=FLOOR * usual)

    def over(self, limit: Floats, *, floor_share: float = 1.0) -> Bools:
        """Which differences are known and larger than both `limit` and the share of the floor."""
        return self.diff > np.maximum(limit, floor_share * self.floor)


def find_artifacts(series: BeatSeries) -> Artifacts:
    """Judge every beat of a series, whatever its length; holes are respected and nothing is invented."""
    if not len(series):
        return Artifacts(kind=np.zeros(0, np.uint8))
    scene = _Scene.of(series)
    doubtful = _doubtful(scene)
    trusted = np.flatnonzero(~doubtful)
    if trusted.size < FEWEST_TRUSTED:
        return Artifacts(kind=_name(scene, doubtful, expected=scene.floor / FLOOR))
    expected, blur = _foretold(scene.rr, trusted)
    masked = _masked(scene, doubtful, distance=np.abs(scene.rr - expected) / blur)
    return Artifacts(kind=_name(scene, masked, expected=expected))


def _refused(series: BeatSeries) -> Bools:
    reported = (series.flags & (BeatFlag.IMPLAUSIBLE | BeatFlag.NO_CONTACT)) != 0
    refused: Bools = reported | (series.rr_ms < SHORTEST_RR_MS) | (series.rr_ms > LONGEST_RR_MS)
    return refused


def _touching(differences: Bools) -> Bools:
    """The beats that take part in the given differences (each belongs to the later of its two beats)."""
    beats = differences.copy()
    beats[:-1] |= differences[1:]
    return beats


def _doubtful(scene: _Scene) -> Bools:
    """Beats to look at more closely: first by a spread that no burst can spoil, then by that of the beats left."""
    limit = FIRST_SUSPICION * local_quantiles(scene.diff, (0.4,))[0]
    doubtful = scene.refused | _touching(scene.over(limit, floor_share=0.5))
    for _ in range(2):
        if np.count_nonzero(~doubtful) < 2 * FEWEST_TRUSTED:
            break
        (limit,) = _limits(_clean_differences(scene.diff, doubtful), SUSPICION)
        doubtful = scene.refused | _touching(scene.over(limit, floor_share=0.5))
    return doubtful


def _clean_differences(diff: Floats, doubtful: Bools) -> Floats:
    clean = np.where(doubtful, UNKNOWN, diff)
    clean[1:][doubtful[:-1]] = UNKNOWN
    return clean


def _limits(clean: Floats, *factors: float) -> list[Floats]:
    """Limits that clean values hardly pass, be they spread like noise or, in slow breathing, like a sine."""
    middle, high = local_quantiles(clean, (0.4, 0.9))
    if np.isinf(high).any():
        return [high for _ in factors]
    return [high + factor * (high - middle) for factor in factors]


def _foretold(rr: Floats, trusted: Ints) -> tuple[Floats, Floats]:
    """What the nearest trusted beats foretell for each beat, and how blurred that is where they are far apart."""
    beats = np.arange(rr.size)
    expected = np.interp(beats, trusted, rr[trusted])
    after = np.searchsorted(trusted, beats)
    apart = trusted[np.minimum(after, trusted.size - 1)] - trusted[np.maximum(after - 1, 0)]
    return expected, 1.0 + BLUR_PER_BEAT * np.clip(apart - 3, 0, 6)


def _far(scene: _Scene, doubtful: Bools) -> Floats:
    """How far clean beats lie from a straight line between the beat before and the second beat after them, at most."""
    rr = scene.rr
    off = np.full(rr.size, UNKNOWN)
    off[1:-2] = np.abs(rr[1:-2] - (2 * rr[:-3] + rr[3:]) / 3)
    off[1:-2][doubtful[:-3] | doubtful[1:-2] | doubtful[3:]] = UNKNOWN
    off[1:-2][np.isnan(scene.diff[1:-2] + scene.diff[2:-1] + scene.diff[3:])] = UNKNOWN
    return _limits(off, FAR)[0]


def _masked(scene: _Scene, doubtful: Bools, *, distance: Floats) -> Bools:
    far = _far(scene, doubtful)
    near_mask, anywhere = _limits(_clean_differences(scene.diff, doubtful), IMPLAUSIBLE_NEAR_A_MASK, IMPLAUSIBLE)
    distance = np.where(doubtful, distance, 0.0)
    implausible = scene.over(anywhere)
    both_agree = _touching(implausible) & (distance > np.maximum(AGREEING_SHARE_OF_FAR * far, scene.floor / 2))
    very_far = distance > np.maximum(FAR_WITHOUT_SECOND_OPINION * far, scene.floor)
    masked = _cover(implausible, scene.refused | both_agree | very_far, distance=distance, least=np.zeros_like(far))
    for _ in range(2):
        nearby = np.convolve(masked, np.ones(2 * NEARBY_BEATS + 1), "same") > 0
        masked = _cover(scene.over(near_mask) & nearby, masked, distance=distance, least=NEIGHBOUR_SHARE_OF_FAR * far)
    return masked


def _cover(differences: Bools, masked: Bools, *, distance: Floats, least: Floats) -> Bools:
    """Mask one beat of every given difference that no mask touches yet: the one farther from what is foretold."""
    open_ones = differences.copy()
    open_ones[0] = False
    open_ones[1:] &= ~(masked[1:] | masked[:-1])
    later = np.flatnonzero(open_ones)
    beat = np.where(distance[later] >= distance[later - 1], later, later - 1)
    covered = masked.copy()
    covered[beat[distance[beat] > least[beat]]] = True
    return covered


def _name(scene: _Scene, masked: Bools, *, expected: Floats) -> Bytes:
    """Give each masked beat the pattern that it forms with its neighbour."""
    share = scene.rr / expected
    kind = np.where(masked, ArtifactKind.LONG_SHORT, ArtifactKind.NONE).astype(np.uint8)
    kind[masked & (share > LONGER_THAN_A_PAUSE)] = ArtifactKind.MISSED
    short = masked & (share < 1.0)
    together = share[:-1] + share[1:]
    _pair(
        kind,
        (short[:-1] | short[1:]) & (together > NEARLY_TWO_INTERVALS) & (share[1:] > 1.0) & masked[:-1],
        ArtifactKind.ECTOPIC,
    )
    _pair(kind, short[:-1] & short[1:] & (together < HARDLY_MORE_THAN_ONE), ArtifactKind.EXTRA)
    kind[scene.refused] = ArtifactKind.OUT_OF_RANGE
    return kind


def _pair(kind: Bytes, pairs: Bools, name: ArtifactKind) -> None:
    """Name both beats of each pair that are masked."""
    for beats in (kind[:-1], kind[1:]):
        beats[pairs & (beats != ArtifactKind.NONE)] = name
