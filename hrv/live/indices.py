"""Live indices: each beat costs the same few operations, however long the session lasts."""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

from hrv.beats import JOIN_TOLERANCE_MS, BeatFlag
from hrv.cleaning.artifacts import REFUSED_ABOVE_MS, REFUSED_BELOW_MS
from hrv.cleaning.nn_intervals import LONGEST_HOLE_IN_A_SPECTRUM_S
from hrv.live.breath_swing import BreathSwings
from hrv.live.coherence import COHERENCE_EVERY_S, COHERENCE_WINDOW_S, Coherence, coherence
from hrv.live.rolling import LiveSpan, RollingSpan
from hrv.windows.absence import Absence

USUAL_BEATS: Final = 9
FARTHEST_FROM_USUAL: Final = 0.3
"""A live beat this far off the median of the last nine is not counted: no later beat can vouch for it yet."""
UNTRUSTED: Final = int(BeatFlag.IMPLAUSIBLE | BeatFlag.NO_CONTACT)
AFTER_GAP: Final = int(BeatFlag.AFTER_GAP)


class LiveReading(NamedTuple):
    """What the last beats say, at the moment of the newest one, `time_s`.

    `hr_bpm` is that of the last 30 s, or of the last beat before there are enough. `coherence` is renewed every 5 s and
    rests on 64 s without a hole; `swing_ms` is the peak-to-trough height of the last breath. Neither is given while the
    last 60 s do not vary by themselves. `counted` says whether the newest beat was clean.
    """

    time_s: float
    hr_bpm: float
    counted: bool
    last_30_s: LiveSpan
    last_60_s: LiveSpan
    last_300_s: LiveSpan
    coherence: Coherence | None
    swing_ms: float | None

    def age_s(self, now_s: float) -> float:
        """How old the newest beat is at `now_s`; show it beside every live number."""
        return now_s - self.time_s


class _Previous(NamedTuple):
    time_s: float
    rr_ms: float
    segment: int


class LiveIndices:
    """Indices of the last 30, 60 and 300 s, coherence and breath swing, one beat at a time.

    On the same clean beats the numbers equal those of a window. Beats are counted unless their source marked them as
    impossible, they are out of range, or they are more than 30 % off the beats just before; nothing takes their place.
    """

    def __init__(self) -> None:
        self._spans = (RollingSpan(30), RollingSpan(60), RollingSpan(300))
        self._recent: deque[float] = deque(maxlen=USUAL_BEATS)
        self._curve: deque[tuple[float, float]] = deque()
        self._breaths = BreathSwings()
        self._coherence: Coherence | None = None
        self._newest: _Previous | None = None
        self._clean: _Previous | None = None

    def push(self, time_s: float, rr_ms: float, segment: int = 0, flags: int = 0) -> LiveReading:
        """Take one more beat; raises `ValueError` when it is not after the one before, or no interval at all."""
        newest = self._newest
        if not rr_ms > 0 or not (newest is None or time_s > newest.time_s):
            raise ValueError("A live beat must come after the one before it, with an RR interval above zero.")
        beat = _Previous(time_s, rr_ms, segment)
        follows = newest is not None and not flags & AFTER_GAP and _follows(beat, newest)
        if not follows:
            self._forget_the_curve()
        counted = self._is_clean(rr_ms, flags)
        if counted:
            self._count(beat, joined=follows and self._clean is newest)
        else:
            for span in self._spans:
                span.advance(time_s)
        self._newest = beat
        if counted:
            self._clean = beat
        return self._read(time_s, rr_ms, counted=counted)

    def _is_clean(self, rr_ms: float, flags: int) -> bool:
        if flags & UNTRUSTED or not REFUSED_BELOW_MS <= rr_ms <= REFUSED_ABOVE_MS:
            return False
        self._recent.append(rr_ms)
        usual = sorted(self._recent)[len(self._recent) // 2]
        return abs(rr_ms - usual) <= FARTHEST_FROM_USUAL * usual

    def _count(self, beat: _Previous, *, joined: bool) -> None:
        step_ms = beat.rr_ms - self._clean.rr_ms if joined and self._clean is not None else None
        for span in self._spans:
            span.push(beat.time_s, beat.rr_ms, step_ms)
        if self._curve and beat.time_s - self._curve[-1][0] > LONGEST_HOLE_IN_A_SPECTRUM_S:
            self._forget_the_curve()
        self._breaths.push(beat.rr_ms)
        self._extend_the_curve(beat)

    def _extend_the_curve(self, beat: _Previous) -> None:
        curve = self._curve
        curve.append((beat.time_s, beat.rr_ms))
        start_s = beat.time_s - COHERENCE_WINDOW_S
        while len(curve) > 1 and curve[1][0] <= start_s:
            curve.popleft()
        due = self._coherence is None or beat.time_s - self._coherence.time_s >= COHERENCE_EVERY_S
        if due and curve[0][0] <= start_s:
            times, intervals = zip(*curve, strict=True)
            self._coherence = coherence(times, intervals)

    def _forget_the_curve(self) -> None:
        self._curve.clear()
        self._breaths.forget()
        self._coherence = None

    def _read(self, time_s: float, rr_ms: float, *, counted: bool) -> LiveReading:
        shortest, middle, longest = self._spans
        last_30_s, last_60_s, last_300_s = shortest.read(time_s), middle.read(time_s), longest.read(time_s)
        varies = last_60_s.why is not Absence.NO_VARIATION
        return LiveReading(
            time_s,
            last_30_s.hr_bpm or 60_000.0 / rr_ms,
            counted,
            last_30_s,
            last_60_s,
            last_300_s,
            self._coherence if varies else None,
            self._breaths.swing_ms if varies else None,
        )


def _follows(beat: _Previous, before: _Previous) -> bool:
    apart_ms = (beat.time_s - before.time_s) * 1000.0
    return beat.segment == before.segment and abs(apart_ms - beat.rr_ms) <= JOIN_TOLERANCE_MS
