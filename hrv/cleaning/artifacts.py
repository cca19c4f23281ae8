"""Artifacts in RR intervals: detected, classified and masked, never replaced.

The idea is that of Lipponen & Tarvainen (2019, J Med Eng Technol 43:173): a difference of successive intervals is
judged by how differences are spread around it, a beat by how far it is from its neighbours. Three things are done
otherwise, because their quartile threshold breaks down when false beats come in bursts, and because on its word alone
clean beats are masked. The spread is taken from beats that are trusted so far (a low quantile to begin with). Two rules
must agree: a beat is suspected when a difference that it takes part in is implausible *and* the beat is far from what
the trusted beats around it foretell. And a suspected beat is masked only with evidence of an artifact: steps that run
in one direction, or stay small, are a change of rate, however unusual (decision 18).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv.beats import BeatFlag
from hrv.numeric.local_quantiles import UNKNOWN, local_quantiles, per_beat

if TYPE_CHECKING:
    from hrv.beats import BeatSeries
    from hrv.numeric.arrays import Bools, Bytes, Floats, Ints

REFUSED_BELOW_MS: Final = 270.0
REFUSED_ABOVE_MS: Final = 2200.0
FLOOR: Final = 0.04
"""No deviation below this share of the interval is ever called implausible: sensors and breathing make such steps."""
FEWEST_TRUSTED: Final = 10

FIRST_SUSPICION: Final = 2.2 / 0.5244  # 2.2 standard deviations, from the 40 % quantile of a normal distribution
SUSPICION: Final = 0.6
IMPLAUSIBLE_NEAR_A_MASK: Final = 0.8
IMPLAUSIBLE: Final = 2.6
FAR: Final = 2.6
"""How far beyond the 90 % quantile of clean values a limit lies, in units of (90 % quantile - 40 % quantile)."""

AGREEING_SHARE_OF_FAR: Final = 0.5
NEIGHBOUR_SHARE_OF_FAR: Final = 0.35
FAR_WITHOUT_SECOND_OPINION: Final = 1.6
BLUR_PER_BEAT: Final = 0.35
NEARBY_BEATS: Final = 3
LARGEST_STEP: Final = 0.75
"""As a share of the shorter interval: a heart may slow down by two thirds from one beat to the next, not by twice."""

CHANGE_OF_RATE: Final = 0.20
"""Between two steps of one direction, both under this share of the interval, a beat lies on a slope of the rate."""
SMALL_STEP: Final = 0.10
"""Suspected beats that no step of this share touches are the heart's own, unless one of them is plainly early."""
PLAIN_STEP: Final = 0.25
"""A step of this share beside a small one: the beat between them is clean, the one beyond is not."""
PLAINLY_EARLY: Final = 0.05
PLAINLY_EARLY_OVER_USUAL: Final = 1.5
"""Shorter than both neighbours by this share, and by so many times what nine of ten clean differences stay under."""

PREMATURE: Final = 0.88
A_PAUSE: Final = 1.03
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
    """One series while it is judged: intervals, differences (unknown across holes), what is usual around it."""

    rr: Floats
    diff: Floats
    refused: Bools
    usual: Floats

    @classmethod
    def of(cls, series: BeatSeries) -> _Scene:
        refused = _refused(series)
        known = series.joined()
        known &= ~refused
        known[1:] &= ~refused[:-1]
        diff = np.abs(np.diff(series.rr_ms, prepend=UNKNOWN))
        diff[~known] = UNKNOWN
        rr = series.rr_ms.copy()
        rr[refused] = UNKNOWN
        return cls(rr=series.rr_ms, diff=diff, refused=refused, usual=local_quantiles(rr, (0.5,))[0])

    def over(self, limit: Floats, *, floor: float = FLOOR) -> Bools:
        """Which differences are known and larger than both `limit` and the share `floor` of the usual interval."""
        return self.diff > per_beat(np.maximum(limit, floor * self.usual), self.diff.size)


class _Limits(NamedTuple):
    """What clean values hardly pass, for each block of beats: a high quantile, and the distance to the middle."""

    high: Floats
    width: Floats

    @classmethod
    def of(cls, clean: Floats) -> _Limits:
        """Limits that hold whether values are spread like noise or, in slow breathing, like a sine."""
        middle, high = local_quantiles(clean, (0.4, 0.9))
        return cls(high, np.subtract(high, middle, out=np.zeros_like(high), where=np.isfinite(high)))

    def at(self, factor: float) -> Floats:
        """The limit so many widths above the high quantile."""
        return self.high + factor * self.width


def find_artifacts(series: BeatSeries) -> Artifacts:
    """Judge every beat of a series, whatever its length; holes are respected and nothing is invented."""
    if not len(series):
        return Artifacts(kind=np.zeros(0, np.uint8))
    scene = _Scene.of(series)
    doubtful, single = _doubtful(scene)
    scene = replace(scene, diff=np.where(single, UNKNOWN, scene.diff))
    share = np.ones(len(series))
    if np.count_nonzero(~doubtful) < FEWEST_TRUSTED:
        return Artifacts(kind=_name(doubtful, scene.refused, scene.rr / per_beat(scene.usual, share.size)))
    beats = np.flatnonzero(doubtful)
    expected, blur = _foretold(scene.rr, np.flatnonzero(~doubtful), beats)
    distance = np.zeros(len(series))
    distance[beats] = np.abs(scene.rr[beats] - expected) / blur
    share[beats] = scene.rr[beats] / expected
    steps = _Limits.of(_clean_differences(scene.diff, doubtful))
    suspected = _suspected(scene, doubtful, distance, steps)
    pauses, usual_step = _pauses(suspected, share), per_beat(steps.high, share.size)
    masked = _with_evidence(scene, series.joined(), suspected | pauses, usual_step=usual_step)
    masked &= ~_beside_artifacts(scene, series.joined(), masked) | pauses
    return Artifacts(kind=_name(masked, scene.refused, share))


def _refused(series: BeatSeries) -> Bools:
    reported = (series.flags & (BeatFlag.IMPLAUSIBLE | BeatFlag.NO_CONTACT)) != 0
    refused: Bools = reported | (series.rr_ms < REFUSED_BELOW_MS) | (series.rr_ms > REFUSED_ABOVE_MS)
    return refused


def _touching(differences: Bools) -> Bools:
    """The beats that take part in the given differences (each belongs to the later of its two beats)."""
    beats = differences.copy()
    beats[:-1] |= differences[1:]
    return beats


def _doubtful(scene: _Scene) -> tuple[Bools, Bools]:
    """Beats to look at more closely, and steps: single large differences that are none of an artifact.

    First the spread is one that no burst can spoil, then that of the beats left.
    """
    limit = FIRST_SUSPICION * local_quantiles(scene.diff, (0.4,))[0]
    for _ in range(2):
        large = scene.over(limit, floor=FLOOR / 2)
        doubtful = scene.refused | _touching(large & ~_single(large, scene))
        if np.count_nonzero(~doubtful) < 2 * FEWEST_TRUSTED:
            return doubtful, np.zeros_like(large)
        limit = _Limits.of(_clean_differences(scene.diff, doubtful)).at(SUSPICION)
    large = scene.over(limit, floor=FLOOR / 2)
    steps = _single(large, scene)
    return scene.refused | _touching(large & ~steps), steps


def _single(large: Bools, scene: _Scene) -> Bools:
    """Large differences between two small ones on either side: the heart slowed down or sped up, and stayed there.

    Breathing slowly, hearts do that once a breath. A false beat makes two large differences within three; where false
    beats follow one another the step is that of a whole interval, which no breath makes.
    """
    small = ~large & ~np.isnan(scene.diff)
    single = np.zeros_like(large)
    single[2:-2] = large[2:-2] & small[:-4] & small[1:-3] & small[3:-1] & small[4:]
    later = np.flatnonzero(single)
    single[later] = scene.diff[later] < LARGEST_STEP * np.minimum(scene.rr[later], scene.rr[later - 1])
    return single


def _clean_differences(diff: Floats, doubtful: Bools) -> Floats:
    clean = diff.copy()
    clean[doubtful] = UNKNOWN
    clean[1:][doubtful[:-1]] = UNKNOWN
    return clean


def _foretold(rr: Floats, trusted: Ints, beats: Ints) -> tuple[Floats, Floats]:
    """What the nearest trusted beats foretell for the given ones, and how blurred that is where they are far apart."""
    after = np.searchsorted(trusted, beats)
    apart = trusted[np.minimum(after, trusted.size - 1)] - trusted[np.maximum(after - 1, 0)]
    return np.interp(beats, trusted, rr[trusted]), 1.0 + BLUR_PER_BEAT * np.clip(apart - 3, 0, 6)


def _far(scene: _Scene, doubtful: Bools) -> Floats:
    """How far clean beats lie from a straight line between the beat before and the second beat after them, at most."""
    rr = scene.rr
    off = np.full(rr.size, UNKNOWN)
    off[1:-2] = np.abs(rr[1:-2] - (2 * rr[:-3] + rr[3:]) / 3)
    broken = np.isnan(scene.diff)
    broken[1:-2] |= broken[2:-1] | broken[3:] | doubtful[:-3] | doubtful[1:-2] | doubtful[3:]
    off[broken] = UNKNOWN
    return _Limits.of(off).at(FAR)


def _suspected(scene: _Scene, doubtful: Bools, distance: Floats, steps: _Limits) -> Bools:
    """The beats on which two rules agree, or that are very far off, or without which an implausible step would stay."""
    far, usual = (per_beat(blocks, distance.size) for blocks in (_far(scene, doubtful), scene.usual))
    implausible = scene.over(steps.at(IMPLAUSIBLE))
    both_agree = _touching(implausible) & (distance > np.maximum(AGREEING_SHARE_OF_FAR * far, FLOOR / 2 * usual))
    very_far = distance > np.maximum(FAR_WITHOUT_SECOND_OPINION * far, FLOOR * usual)
    masked = scene.refused | both_agree | very_far
    if not (masked.any() or implausible.any()):
        return masked
    masked = _cover(implausible, masked, distance=distance, least=np.zeros_like(far))
    large = scene.over(steps.at(IMPLAUSIBLE_NEAR_A_MASK))
    for _ in range(2):
        masked = _cover(large & _nearby(masked), masked, distance=distance, least=NEIGHBOUR_SHARE_OF_FAR * far)
    return masked


def _nearby(masked: Bools) -> Bools:
    """The beats with a mask on them or on one of their neighbours; shifts, as a convolution costs thirty times more."""
    nearby = masked.copy()
    for apart in range(1, NEARBY_BEATS + 1):
        nearby[apart:] |= masked[:-apart]
        nearby[:-apart] |= masked[apart:]
    return nearby


def _pauses(masked: Bools, share: Floats) -> Bools:
    """The pauses after premature beats: longer than expected, if only a little, they are not the heart's own rhythm.

    Two short beats in a row are more likely one interval that came as two; no pause follows them.
    """
    early = masked & (share < PREMATURE)
    early[1:] &= ~early[:-1]
    pauses = np.zeros_like(masked)
    pauses[1:] = early[:-1] & (share[1:] > A_PAUSE)
    return pauses


def _with_evidence(scene: _Scene, joined: Bools, suspected: Bools, *, usual_step: Floats) -> Bools:
    """Of the suspected beats those that a change of rate does not explain; beats that were refused stay refused.

    An artifact goes there and back: one interval is short, long or cut in two, and its neighbours are not. So a beat on
    a slope is let go, and so is every run of suspected beats within small steps that holds no plainly early beat.
    """
    masked = suspected & ~scene.refused
    if not masked.any():
        return suspected
    rr = scene.rr
    step = np.append(_relative_steps(rr, joined), 0.0)
    before, after = step[:-1], step[1:]
    on_a_slope = (before * after > 0) & (np.maximum(np.abs(before), np.abs(after)) < CHANGE_OF_RATE)
    kept: Bools = scene.refused | (masked & ~on_a_slope)
    dip = np.minimum(-before, after)
    early = (dip > PLAINLY_EARLY) & (dip * rr > PLAINLY_EARLY_OVER_USUAL * usual_step)
    evidence = scene.refused | _touching(np.abs(before) >= SMALL_STEP) | _widened(early)
    begins = kept & ~np.append(False, kept)[:-1]
    if not begins.any():
        return kept
    proven = np.logical_or.reduceat(evidence & kept, np.flatnonzero(begins))
    left: Bools = kept & proven[np.maximum(np.cumsum(begins) - 1, 0)]
    return left


def _beside_artifacts(scene: _Scene, joined: Bools, masked: Bools) -> Bools:
    """Beats at the edge of a masked run that go on from the clean ones beyond, while the artifact is far from both."""
    step = np.append(np.abs(_relative_steps(scene.rr, joined)), 0.0)
    small, plain = (step < SMALL_STEP) & np.append(joined, False), step >= PLAIN_STEP
    before, after = np.append(False, masked)[:-1], np.append(masked[1:], False)
    own = masked & ~scene.refused
    first = own & ~before & after & small[:-1] & plain[1:]
    last = own & before & ~after & plain[:-1] & small[1:]
    torn = first[:-1] & last[1:]  # one large step between two quiet stretches: which of its beats is false is open
    first[:-1] &= ~torn
    last[1:] &= ~torn
    edges: Bools = first | last
    return edges


def _relative_steps(rr: Floats, joined: Bools) -> Floats:
    """Each beat's step from the one before as a share of the shorter of the two, zero across a hole."""
    before = np.append(rr[:1], rr)[:-1]
    return np.where(joined, (rr - before) / np.minimum(rr, before), 0.0)


def _widened(beats: Bools) -> Bools:
    """The given beats and the one on either side: a pause may be masked beside an early beat that is not."""
    wide = beats.copy()
    wide[1:] |= beats[:-1]
    wide[:-1] |= beats[1:]
    return wide


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


def _name(masked: Bools, refused: Bools, share: Floats) -> Bytes:
    """Give each masked beat the pattern it forms with its neighbour; `share` is interval over expected interval."""
    kind = np.zeros(masked.size, np.uint8)
    if not masked.any():
        return kind
    kind[masked] = ArtifactKind.LONG_SHORT
    kind[masked & (share > LONGER_THAN_A_PAUSE)] = ArtifactKind.MISSED
    short = masked & (share < 1.0)
    together = share[:-1] + share[1:]
    early = (short[:-1] | short[1:]) & (together > NEARLY_TWO_INTERVALS) & (share[1:] > 1.0) & masked[:-1]
    _pair(kind, early, ArtifactKind.ECTOPIC)
    _pair(kind, short[:-1] & short[1:] & (together < HARDLY_MORE_THAN_ONE), ArtifactKind.EXTRA)
    kind[refused] = ArtifactKind.OUT_OF_RANGE
    return kind


def _pair(kind: Bytes, pairs: Bools, name: ArtifactKind) -> None:
    """Name both beats of each pair that are masked."""
    for beats in (kind[:-1], kind[1:]):
        beats[pairs & (beats != ArtifactKind.NONE)] = name
