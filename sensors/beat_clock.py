"""The beat clock: packets of any source in, beats with strap time out.

Arrival times say when a packet got through, not when the heart beat. The clock therefore counts: a beat's moment is the
running sum of the strap's own RR intervals plus the slowly slewed lower edge of how late packets are
(`sensors.envelope`). Where beats may be missing the count is broken, a new segment starts, and nothing is ever computed
across. When in doubt it waits a few packets for an answer, and cuts if there is none: a needless cut costs one
difference, a missed one costs the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hrv.beats import BeatFlag
from sensors import heart_rate, intervals
from sensors.beats import Beat
from sensors.envelope import BACKLOG_S, Envelope, Rhythm

if TYPE_CHECKING:
    from sensors.packets import Packet

HOLD_PACKETS: Final = 8  # packets after which a doubt is decided and the first beats of a segment are stamped
SILENCE_S: Final = 4.0  # silence beyond the RR sum that always ends a segment
DUPLICATE_S: Final = 0.05  # a strap speaks once a second; the same bytes sooner are an echo of the Bluetooth stack
CLEAR_AFTER_SILENCE: Final = 0.5  # share of an interval below which a lag proves that nothing is missing ...
CLEAR_AFTER_LATENESS: Final = 0.85  # ... and the same when there was no silence that speaks for a loss
SLEW: Final = 0.002  # s per s: far above any crystal's drift, far below what matters between two beats
OVERRUN_S: Final = 0.5  # strap time this far ahead of the clock means that beats were counted twice
OVERRUN_SLEW: Final = 0.5
CRUMB_S: Final = 1e-5  # distance of beats that took no time, so that times still run forward


@dataclass(slots=True)
class Tally:
    """What the clock met and did not turn into beats, for whoever looks after the strap."""

    packets: int = 0
    duplicates: int = 0
    unreadable: int = 0
    not_beats: int = 0
    implausible: int = 0
    cuts: int = 0


@dataclass(frozen=True, slots=True)
class _Pending:
    """A beat on the strap's own time axis, not yet placed on the clock."""

    strap_s: float
    rr_ms: float
    advance_s: float
    flags: BeatFlag


@dataclass(slots=True)
class _Hold:
    """Packets with beats that wait: for the lower edge to settle, or for a doubt to be decided."""

    clear_below: float | None = None  # share of an interval; None while a segment settles
    beats: list[_Pending] = field(default_factory=list)
    lags_s: list[float] = field(default_factory=list)


class BeatClock:
    """Turns the packets of one run of one strap into beats.

    Args:
        unix_offset_s: seconds since 1970 minus the monotonic clock, read once at the start of the run.
            A wall clock that is set later never moves a beat.
    """

    def __init__(self, *, unix_offset_s: float = 0.0) -> None:
        self.tally = Tally()
        self._unix_offset_s = unix_offset_s
        self._rhythm = Rhythm()
        self._last_packet: Packet | None = None
        self._last_arrival_s: float | None = None
        self._last_beats_s: float | None = None
        self._last_time_s: float | None = None
        self._is_catching_up = False
        self._link = 0
        self._segment = 0
        self._strap_s = 0.0
        self._crumbs = 0
        self._next_flags = BeatFlag.NONE
        self._envelope = Envelope()
        self._floor_s = 0.0
        self._hold: _Hold | None = _Hold()

    @property
    def held(self) -> int:
        """Beats that came in and still wait to be placed; `flush` releases them."""
        return len(self._hold.beats) if self._hold else 0

    def push(self, packet: Packet) -> tuple[Beat, ...]:
        """Take in one packet and give out the beats whose moments are settled by now."""
        self.tally.packets += 1
        if self._is_duplicate(packet):
            self.tally.duplicates += 1
            return ()
        self._last_packet = packet
        try:
            measurement = heart_rate.parse(packet.payload)
        except ValueError:
            self.tally.unreadable += 1
            return ()
        return self.push_intervals(packet.arrival_s, measurement.rr_ms, link=packet.link, contact=measurement.contact)

    def push_intervals(
        self, arrival_s: float, rr_ms: tuple[float, ...], *, link: int = 0, contact: bool | None = None
    ) -> tuple[Beat, ...]:
        """As `push`, for intervals that were read from something else than a strap's bytes."""
        beat_rr_ms = self._only_beats(rr_ms)
        beats = self._judge_silence(arrival_s, beat_rr_ms, link)
        now_s = arrival_s if self._last_arrival_s is None else max(arrival_s, self._last_arrival_s)
        self._last_arrival_s = now_s
        if not beat_rr_ms:
            return beats
        self._last_beats_s = now_s
        touch = BeatFlag.NO_CONTACT if contact is False else BeatFlag.NONE
        pending = [self._count(rr, now_s, touch) for rr in beat_rr_ms]
        return beats + self._place(pending, now_s - self._strap_s)

    def flush(self) -> tuple[Beat, ...]:
        """Give out what is held: the source ended, or will be silent for a while."""
        if self._is_in_doubt:
            self._mark_cut(BeatFlag.SUSPECT)  # nothing settled the doubt; the times go on as if nothing were missing
        return self._release()

    @property
    def _is_in_doubt(self) -> bool:
        return self._hold is not None and self._hold.clear_below is not None

    def _is_duplicate(self, packet: Packet) -> bool:
        before = self._last_packet
        return (
            before is not None
            and packet.payload == before.payload
            and packet.link == before.link
            and not self._is_catching_up
            and 0 <= packet.arrival_s - before.arrival_s < DUPLICATE_S
        )

    def _only_beats(self, rr_ms: tuple[float, ...]) -> list[float]:
        beats = [rr for rr in rr_ms if intervals.is_beat(rr)]
        self.tally.not_beats += len(rr_ms) - len(beats)
        return beats

    def _judge_silence(self, arrival_s: float, rr_ms: list[float], link: int) -> tuple[Beat, ...]:
        """Decide from the time since the last packet whether beats are missing, may be, or not."""
        changes_link, self._link = link != self._link, link
        if self._last_arrival_s is None:
            return ()
        gap_s = arrival_s - self._last_arrival_s
        rr_sum_s = sum(rr for rr in rr_ms if intervals.is_plausible(rr)) / 1000
        if changes_link or gap_s < 0 or (rr_ms and self._unfilled_s(arrival_s, rr_sum_s) > SILENCE_S):
            return self._cut(BeatFlag.NONE)
        is_long = self._rhythm.is_long(gap_s)
        self._rhythm.add_gap(gap_s)
        self._is_catching_up = is_long or (self._is_catching_up and gap_s < BACKLOG_S)
        return self._doubt_silence() if is_long and gap_s > rr_sum_s else ()

    def _unfilled_s(self, arrival_s: float, rr_sum_s: float) -> float:
        """Time since beats last came in that these intervals do not account for."""
        return 0.0 if self._last_beats_s is None else arrival_s - self._last_beats_s - rr_sum_s

    def _doubt_silence(self) -> tuple[Beat, ...]:
        if self._hold is not None or not self._envelope.is_mature:
            return self._cut(BeatFlag.SUSPECT)
        self._hold = _Hold(clear_below=CLEAR_AFTER_SILENCE)
        return ()

    def _cut(self, flags: BeatFlag) -> tuple[Beat, ...]:
        """End the segment here; what is known about the link's lag is worth nothing for the next one."""
        if self._is_in_doubt:
            self._start_segment(BeatFlag.SUSPECT)
        beats = self._release()
        self._hold = _Hold()
        self._start_segment(flags)
        return beats

    def _start_segment(self, flags: BeatFlag) -> None:
        self._envelope = Envelope()
        self._mark_cut(flags)

    def _mark_cut(self, flags: BeatFlag) -> None:
        """Put the next beat into a new segment, unless there is no beat yet that it could be cut from."""
        if self._last_time_s is None:
            return
        if not self._next_flags & BeatFlag.AFTER_GAP:
            self._segment += 1
            self.tally.cuts += 1
        self._next_flags |= BeatFlag.AFTER_GAP | flags

    def _count(self, rr_ms: float, arrival_s: float, touch: BeatFlag) -> _Pending:
        """Move the strap's time on by one interval, if the interval took any time."""
        plausible = intervals.is_plausible(rr_ms)
        advance_s = rr_ms / 1000 if self._took_time(rr_ms, arrival_s) else 0.0
        self._strap_s += advance_s
        self._crumbs = 0 if advance_s else self._crumbs + 1
        if plausible:
            self._rhythm.add_interval(advance_s)
        else:
            self.tally.implausible += 1
        flags = touch | (BeatFlag.NONE if plausible else BeatFlag.IMPLAUSIBLE)
        return _Pending(self._strap_s + self._crumbs * CRUMB_S, rr_ms, advance_s, flags)

    def _took_time(self, rr_ms: float, arrival_s: float) -> bool:
        """Whether this much time passed: a word too short is garbage, one too long is believed if the clock agrees."""
        if rr_ms <= intervals.LONGEST_RR_MS:
            return rr_ms >= intervals.SHORTEST_RR_MS
        if self._envelope.is_empty:
            return False
        return arrival_s - (self._strap_s + rr_ms / 1000) > self._envelope.floor_s - OVERRUN_S

    def _place(self, pending: list[_Pending], lag_s: float) -> tuple[Beat, ...]:
        """Put the beats of one packet on the clock, or hold them until that can be done."""
        if self._hold is None and self._lateness(lag_s) > CLEAR_AFTER_LATENESS:
            self._hold = _Hold(clear_below=CLEAR_AFTER_LATENESS)
        if self._hold is not None:
            return self._add_to_hold(self._hold, pending, lag_s)
        self._envelope.add(lag_s)
        return self._stamp(pending)

    def _lateness(self, lag_s: float) -> float:
        """How far a lag is above the lower edge, in intervals: 1 is where one beat may be missing."""
        return (lag_s - self._envelope.floor_s) / self._rhythm.shortest_rr_s

    def _add_to_hold(self, hold: _Hold, pending: list[_Pending], lag_s: float) -> tuple[Beat, ...]:
        hold.beats.extend(pending)
        hold.lags_s.append(lag_s)
        if hold.clear_below is not None and self._lateness(lag_s) < hold.clear_below:
            return self._release()
        if len(hold.lags_s) < HOLD_PACKETS:
            return ()
        if hold.clear_below is not None:
            self._start_segment(BeatFlag.NONE)  # the doubt was right
        return self._release()

    def _release(self) -> tuple[Beat, ...]:
        """Place everything that was held; the lower edge of a segment starts at the least lag among it."""
        hold, self._hold = self._hold, None
        starts_segment = self._envelope.is_empty
        if hold is None or not hold.beats:
            self._hold = _Hold() if starts_segment else None
            return ()
        for lag_s in hold.lags_s:
            self._envelope.add(lag_s)
        if starts_segment:
            self._floor_s = self._first_floor(hold.beats[0])
        return self._stamp(hold.beats)

    def _first_floor(self, first: _Pending) -> float:
        """Where a segment starts: at the lower edge, but never before the last beat of the segment before."""
        floor_s = self._envelope.floor_s
        if self._last_time_s is None:
            return floor_s
        return max(floor_s, self._last_time_s + CRUMB_S - (first.strap_s - first.advance_s))

    def _stamp(self, pending: list[_Pending]) -> tuple[Beat, ...]:
        return tuple(self._beat(each) for each in pending)

    def _beat(self, pending: _Pending) -> Beat:
        overrun = self._slew(pending.advance_s)
        self._last_time_s = pending.strap_s + self._floor_s
        flags = pending.flags | self._next_flags | overrun
        self._next_flags = BeatFlag.NONE
        return Beat(self._unix_offset_s + self._last_time_s, pending.rr_ms, self._segment, flags)

    def _slew(self, advance_s: float) -> BeatFlag:
        """Follow the lower edge slowly; quickly, and saying so, where more beats came than there was time for."""
        distance_s = self._envelope.floor_s - self._floor_s
        overruns = distance_s < -OVERRUN_S
        limit_s = (OVERRUN_SLEW if overruns else SLEW) * advance_s
        self._floor_s += max(-limit_s, min(limit_s, distance_s))
        return BeatFlag.SUSPECT if overruns else BeatFlag.NONE
