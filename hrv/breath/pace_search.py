"""The pace of breathing at which this heart swings furthest, searched for while somebody breathes.

Breathing drives the loop of heart and blood pressure, which answers most at a pace of its own (Vaschillo et al. 2002,
Appl Psychophysiol Biofeedback 27:1). Each pace that was breathed gives one complex height of the heart's wave: its
swing, and how far it comes after the pacer. A resonance of second order is held against all of them: its pace, its
sharpness and a delay are looked through on a grid (Bayes), its height and its lag are what fits best. The next pace is
the one whose answer is least foreseen. The phase counts for little by itself, since each person has a lag of their own
(Lehrer, Vaschillo and Vidali 2020 found 109 degrees, neither 0 nor 180): only how it changes from pace to pace counts.
"""

from __future__ import annotations

import enum
import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

import numpy as np

from hrv.breath import synchrony
from hrv.breath.paced_beats import StretchedBeats, breathing_time, pacer_turns
from hrv.json_values import Stored
from hrv.numeric.normal import NORMAL_90

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from hrv.beats import BeatSeries
    from hrv.numeric.arrays import Floats, Waves

SLOWEST_PER_MIN: Final = 4.0
FASTEST_PER_MIN: Final = 8.0
PACE_STEP_PER_MIN: Final = 0.1
FIRST_PACES: Final = (6.8, 5.8, 4.9)
STEP_S: Final = 60.0
LONGEST_S: Final = 480.0
LATE_S: Final = 15.0
"""A page asks a little late, and once more where no answer came: so much later the search may end."""
SETTLES_S: Final = 14.0
"""The loop takes some breaths to follow another pace."""
FEWEST_MEASURED_S: Final = 30.0

USUAL_PER_MIN: Final = 5.7
SPREAD_PER_MIN: Final = 1.0
"""What is known of people before anything was measured."""
DEPTH_SCATTER: Final = 0.2
"""Of the depth of one breath, as a share of it: what else moves the swing beside the pace."""
TRUST: Final = 0.6
"""How much is made of a misfit: real loops are not quite of second order, and people not quite with the pacer."""
GOOD_SHARE: Final = 0.95
SURE_ENOUGH: Final = 0.85
"""How probable it must be that the swing at the answer is nearly the best, for there to be an answer."""
STRONG_ENOUGH: Final = 2.5
"""The heart's answer against what lies beside it, in heights of noise, below which nothing is answered."""


SEEN_SHARE: Final = 0.5
FOLLOWED_SHARE: Final = 0.8
FOLLOWED_WITHIN: Final = 0.1
"""The pacer was followed if in four of five steps the measured breath was within a tenth of its pace."""
LEADS_EVERY_S: Final = 120.0
FARTHEST_LEAD_PER_MIN: Final = 0.5
BETTER_BY_CHANCE: Final = 0.8
PEAKED_FROM: Final = 1.0
"""The sharpness from which a resonance is one: below it, half the pace or twice as much is nearly as good."""

_PACES = np.round(np.arange(SLOWEST_PER_MIN, FASTEST_PER_MIN + 0.05, PACE_STEP_PER_MIN), 1)
_OWN = np.arange(SLOWEST_PER_MIN, FASTEST_PER_MIN + 0.025, 0.05)
_SHARPNESS = np.array((0.3, 0.6, 1.0, 1.4, 1.9, 2.5, 3.2, 4.0, 5.0))
_DELAYS_S = np.array((0.0, 0.4, 0.8, 1.2))


class Outcome(enum.StrEnum):
    """How far a search has come."""

    SEARCHING = "searching"
    FOUND = "found"
    NO_CLEAR_PACE = "no_clear_pace"


@dataclass(frozen=True, slots=True)
class Trial(Stored):
    """A pace that was breathed, and how far the heart swung, peak to trough, with what holds it nine times in ten."""

    per_min: float
    swing_ms: float
    low_ms: float
    high_ms: float


@dataclass(frozen=True, slots=True)
class PaceSearch(Stored):
    """What a search says.

    Attributes:
        outcome: whether it goes on.
        next_per_min: the pace to breathe next, for `STEP_S`; None when it is over.
        per_min: the pace that was found; None while there is none.
        low_per_min: with `high_per_min` what holds this heart's own pace nine times in ten.
        high_per_min: its upper end.
        followed: whether the measured breath kept to the pacer; None where it was not seen.
        trials: what was measured, in order of time.
    """

    outcome: Outcome
    next_per_min: float | None
    per_min: float | None
    low_per_min: float | None
    high_per_min: float | None
    followed: bool | None
    trials: tuple[Trial, ...]

    readers: ClassVar[Mapping[str, Any]] = {
        "outcome": Outcome,
        "trials": lambda trials: tuple(map(Trial.from_json, trials)),
    }


class _Answer(NamedTuple):
    """The heart's wave at one pace: complex height in ms, its noise as a variance in each direction, breaths."""

    per_min: float
    wave: complex
    noise: float
    breaths: float

    @property
    def scatter(self) -> float:
        """The variance that comes from breaths of unequal depth."""
        return DEPTH_SCATTER**2 * abs(self.wave) ** 2 / self.breaths

    @property
    def variance(self) -> float:
        return self.noise + self.scatter


def search_pace(
    beats: BeatSeries,
    steps: Sequence[tuple[float, float]],
    *,
    start_s: float,
    now_s: float,
    breathed: Sequence[float | None] = (),
    breaks: Sequence[tuple[float, float]] = (),
) -> PaceSearch:
    """What the beats so far say, and the pace to breathe next.

    Args:
        beats: all since the search began.
        steps: the pacer's breaths a minute from a moment on, in seconds from the beginning.
        start_s: the beginning, on the clock of the beats.
        now_s: the end of the newest step, in seconds from the beginning.
        breathed: the measured breaths a minute of each step, None where the breath was hidden; empty without a sensor.
        breaks: stretches (from, until) in seconds from the beginning in which nobody breathed at any pace.
    """
    answers = _answers(beats, steps, breaks, start_s=start_s, now_s=now_s)
    so_far = PaceSearch(
        outcome=Outcome.SEARCHING,
        next_per_min=None,
        per_min=None,
        low_per_min=None,
        high_per_min=None,
        followed=kept_to_pacer(steps, breathed),
        trials=tuple(map(_trial, answers)),
    )
    if len(steps) < len(FIRST_PACES):
        return replace(so_far, next_per_min=FIRST_PACES[len(steps)])
    belief = Belief.of(answers, spread_per_min=SPREAD_PER_MIN, usual_per_min=USUAL_PER_MIN)
    breathed_s = float(breathing_time(np.array(now_s), breaks))
    if len(steps) < LONGEST_S / STEP_S and breathed_s + STEP_S <= LONGEST_S + LATE_S:
        return replace(so_far, next_per_min=belief.least_foreseen())
    found, sure = belief.best()
    if sure < SURE_ENOUGH or not belief.is_peaked or _strength(answers) < STRONG_ENOUGH:
        return replace(so_far, outcome=Outcome.NO_CLEAR_PACE)
    low, high = belief.interval()
    return replace(so_far, outcome=Outcome.FOUND, per_min=found, low_per_min=low, high_per_min=high)


def lead_softly(
    beats: BeatSeries,
    steps: Sequence[tuple[float, float]],
    *,
    start_s: float,
    now_s: float,
    known: tuple[float, float] | None = None,
    breaks: Sequence[tuple[float, float]] = (),
) -> float:
    """The pace from now on: the present one, or one a tenth faster or slower if that is better four times in five.

    From one pace alone nothing says which way is better, so without an earlier search or a change of pace in this
    session it stays. Asked more often than every `LEADS_EVERY_S`, it stays as well.

    Args:
        beats: all since the session began.
        steps: the pacer's breaths a minute from a moment on, in seconds from the beginning.
        start_s: the beginning, on the clock of the beats.
        now_s: the moment, in seconds from the beginning.
        known: what an earlier search found to hold this heart's own pace nine times in ten.
        breaks: stretches (from, until) in seconds from the beginning in which nobody breathed at any pace.
    """
    (newest_s, present), (_, first) = steps[-1], steps[0]
    if np.ptp(breathing_time(np.array((newest_s, now_s)), breaks)) < LEADS_EVERY_S:
        return present
    usual, spread = (first, FARTHEST_LEAD_PER_MIN)
    if known is not None:
        usual, spread = (known[0] + known[1]) / 2, (known[1] - known[0]) / (2 * NORMAL_90)
    answers = _answers(beats, steps, breaks, start_s=start_s, now_s=now_s)
    belief = Belief.of(answers, usual_per_min=usual, spread_per_min=max(spread, PACE_STEP_PER_MIN))
    for other in (present - PACE_STEP_PER_MIN, present + PACE_STEP_PER_MIN):
        is_near = abs(other - first) <= FARTHEST_LEAD_PER_MIN + 1e-9
        if is_near and belief.is_better(other, present) >= BETTER_BY_CHANCE:
            return round(other, 1)
    return present


def kept_to_pacer(steps: Sequence[tuple[float, float]], breathed: Sequence[float | None]) -> bool | None:
    """Whether the measured breath of each step kept the pacer's pace; None where too little of it was seen."""
    seen = [(pace, rate) for (_, pace), rate in zip(steps, breathed, strict=False) if rate is not None]
    if len(seen) < SEEN_SHARE * max(len(steps), 1):
        return None
    kept = sum(abs(rate - pace) <= FOLLOWED_WITHIN * pace for pace, rate in seen)
    return kept >= FOLLOWED_SHARE * len(seen)


def _answers(
    beats: BeatSeries,
    steps: Sequence[tuple[float, float]],
    breaks: Sequence[tuple[float, float]],
    *,
    start_s: float,
    now_s: float,
) -> list[_Answer]:
    """The wave of each step by the pacer's clock, which stands still in a break; after it the heart settles anew."""
    unsettled = ((start_s + from_s, start_s + until_s + SETTLES_S) for from_s, until_s in breaks)
    clean = StretchedBeats.of(beats).without(unsettled)
    clean = replace(clean, time_s=breathing_time(clean.time_s - start_s, breaks))
    middle_s = clean.time_s - clean.rr_ms / 2000.0
    cuts_s = breathing_time(np.array([*(at_s for at_s, _ in steps), now_s]), breaks).tolist()
    paces = [(at_s, per_min) for at_s, (_, per_min) in zip(cuts_s, steps, strict=False)]
    found = []
    for (at_s, per_min), until_s in zip(paces, cuts_s[1:], strict=True):
        here = clean.where((middle_s > at_s + SETTLES_S) & (middle_s <= until_s))
        if (answer := _answer(here, per_min, paces)) is not None:
            found.append(answer)
    return found


def _answer(here: StretchedBeats, per_min: float, paces: Sequence[tuple[float, float]]) -> _Answer | None:
    """The wave in the longest unbroken stretch of one step."""
    time_s, rr_ms = max(here.stretches(), key=lambda each: each[0].size, default=(np.empty(0), np.empty(0)))
    if not time_s.size or np.ptp(time_s) < FEWEST_MEASURED_S:
        return None
    middle_s = time_s - rr_ms / 2000.0
    found = synchrony.locked_wave(middle_s, rr_ms, 2 * np.pi * pacer_turns(middle_s, paces))
    flattened = np.sinc(float(rr_ms.mean()) / 1000.0 * per_min / 60.0)  # an interval is the mean over its beat
    return _Answer(per_min, found.wave / flattened, found.aside, float(np.ptp(time_s)) * per_min / 60.0)


def _trial(answer: _Answer) -> Trial:
    swing_ms = 2 * abs(answer.wave)
    off_ms = 2 * NORMAL_90 * math.sqrt(answer.variance / 2)
    return Trial(answer.per_min, round(swing_ms, 1), round(max(swing_ms - off_ms, 0.0), 1), round(swing_ms + off_ms, 1))


def _strength(answers: Sequence[_Answer]) -> float:
    """How far the heart's answers stand above noise: the root of the mean power over that beside it."""
    if not answers:
        return 0.0
    return math.sqrt(sum(abs(each.wave) ** 2 for each in answers) / sum(each.noise for each in answers))


class Belief:
    """What is believed of a heart's resonance: weights over its pace, its sharpness and a delay."""

    def __init__(self, weight: Floats, height: Waves, height_variance: Floats, noise: float) -> None:
        self._weight = weight
        self._height = height
        self._height_variance = height_variance
        self._noise = noise

    @classmethod
    def of(cls, answers: Sequence[_Answer], *, usual_per_min: float, spread_per_min: float) -> Belief:
        """Hold every resonance of the grid against the answers; before them, its pace is normal around the usual."""
        noise = float(np.mean([each.noise for each in answers])) if answers else 1.0
        wave = np.array([each.wave for each in answers], np.complex128)
        variance = np.array([noise + each.scatter for each in answers])
        shape = _responses(tuple(each.per_min for each in answers))
        precision = (np.abs(shape) ** 2 / variance).sum(axis=1) + 1e-9
        height = (shape.conj() * wave / variance).sum(axis=1) / precision
        misfit = (np.abs(wave - height[:, np.newaxis] * shape) ** 2 / variance).sum(axis=1)
        prior = -0.5 * ((np.repeat(_OWN, _SHARPNESS.size * _DELAYS_S.size) - usual_per_min) / spread_per_min) ** 2
        score = prior - TRUST * misfit - np.log(precision)
        weight = np.exp(score - score.max())
        return cls(weight / weight.sum(), height, 1.0 / precision, noise)

    def least_foreseen(self) -> float:
        """The pace whose answer is least certain, in units of how well it can be measured."""
        breaths = (STEP_S - SETTLES_S) * _PACES / 60.0
        predicted = self._height[:, np.newaxis] * _responses(tuple(_PACES.tolist()))
        power = np.abs(_responses(tuple(_PACES.tolist()))) ** 2
        mean = self._weight @ predicted
        spread = (
            self._weight @ (np.abs(predicted) ** 2 + power * self._height_variance[:, np.newaxis]) - np.abs(mean) ** 2
        )
        noise = self._noise + DEPTH_SCATTER**2 * np.abs(mean) ** 2 / breaths
        return round(float(_PACES[int((spread / noise).argmax())]), 1)

    def best(self) -> tuple[float, float]:
        """The pace that most probably swings nearly as far as the best one, and how probably."""
        good = self._weight @ (np.abs(_responses(tuple(_PACES.tolist()))) >= GOOD_SHARE)
        place = int(good.argmax())
        return round(float(_PACES[place]), 1), float(good[place])

    def is_better(self, pace: float, than: float) -> float:
        """How probably the heart swings further at one pace than at another."""
        here, there = np.abs(_responses((pace, than))).T
        return float(self._weight @ (here > there))

    def interval(self) -> tuple[float, float]:
        """What holds the heart's own pace nine times in ten."""
        share = np.cumsum(self._weight.reshape(_OWN.size, -1).sum(axis=1))
        low, high = np.interp((0.05, 0.95), share, _OWN)
        return round(float(low), 2), round(float(high), 2)

    @property
    def is_peaked(self) -> bool:
        """Whether paces differ at all in what they do to this heart."""
        by_sharpness = self._weight.reshape(_OWN.size, _SHARPNESS.size, -1).sum(axis=(0, 2))
        return float(by_sharpness[_SHARPNESS >= PEAKED_FROM].sum()) >= SURE_ENOUGH


@functools.lru_cache(maxsize=256)
def _responses(paces: tuple[float, ...]) -> Waves:
    """How each resonance of the grid answers at each pace, its height left out: 1 at its own pace."""
    own, sharpness, delay_s = (
        each.ravel()[:, np.newaxis] for each in np.meshgrid(_OWN, _SHARPNESS, _DELAYS_S, indexing="ij")
    )
    pace = np.array(paces, np.float64)
    off = pace / own
    turned = np.exp(2j * np.pi * delay_s * (pace - USUAL_PER_MIN) / 60.0)
    answered: Waves = turned / (1.0 - 1j * sharpness * (off - 1.0 / off))
    return answered
