"""The beat clock: packets of any source in, beats with strap time out.

Arrival times say when a packet got through, not when the heart beat. The clock therefore counts. Within a segment a
beat's moment is the running sum of the strap's own RR intervals plus an offset (`sensors.beat_clock.placement`) that
follows the strap's crystal slowly. The strap's schedule (`sensors.beat_clock.schedule`) says when each packet left,
however late it came, and how many are missing. Where beats may be missing the count is broken, a new segment starts,
and nothing is ever computed across. When in doubt it waits a few packets for an answer
(`sensors.beat_clock.pending`), and cuts if there is none: a needless cut costs one difference, a missed one costs the
truth.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final

from hrv.beats import BeatFlag
from sensors.beat_clock.beat import Beat
from sensors.beat_clock.counters import PacketTally
from sensors.beat_clock.pending import ENOUGH, Held, StrapBeat, Waiting, runs
from sensors.beat_clock.placement import Placement
from sensors.beat_clock.reader import PacketReader
from sensors.beat_clock.recent import Gaps, Intervals
from sensors.beat_clock.schedule import TickGrid
from sensors.heart_rate import rr_limits

if TYPE_CHECKING:
    from sensors.beat_clock.pending import Joined
    from sensors.beat_clock.reader import PacketReading
    from sensors.heart_rate.packets import Packet

__all__ = ["BeatClock", "PacketTally"]

IMPLAUSIBLE: Final = int(BeatFlag.IMPLAUSIBLE)  # plain numbers while they are put together: ten times as fast
NO_CONTACT: Final = int(BeatFlag.NO_CONTACT)
AFTER_GAP: Final = int(BeatFlag.AFTER_GAP)
SUSPECT: Final = int(BeatFlag.SUSPECT)

SILENCE_S: Final = 4.0  # silence beyond the RR sum that always ends a segment
CLEAR_SURELY_S: Final = 0.24  # a lag less than any interval proves that no beat is missing
CLEAR_AFTER_SILENCE: Final = 0.5  # share of the shortest interval that does so where there is no schedule ...
CLEAR_AFTER_LATENESS: Final = 0.85  # ... and the same when there was no silence that speaks for a loss
MATURE: Final = 16  # packets from which on a placement can be trusted to prove anything
DOUBT_ABOVE: Final = 0.85  # share of the shortest interval above which something may be missing, without a schedule ...
DOUBT_S: Final = 0.12  # ... and how far a beat must be out of its tick with one
MUCH_LONGER: Final = 1.25  # than the longest interval of late: what a heart may do from one beat to the next
SLEW: Final = 0.004  # s per s: far above any crystal's drift, far below what matters between two beats
OVERRUN_S: Final = 0.5  # strap time this far ahead of the clock means that beats were counted twice
OVERRUN_SLEW: Final = 0.5
SHORTEST_RR_S: Final = rr_limits.SHORTEST_RR_MS / 1000
CRUMB_S: Final = 1e-5  # distance of beats that took no time, so that times still run forward


class BeatClock:
    """Turns the packets of one run of one strap into beats.

    Args:
        unix_offset_s: seconds since 1970 minus the monotonic clock, read once at the start of the run.
            A wall clock that is set later never moves a beat.
    """

    def __init__(self, *, unix_offset_s: float = 0.0) -> None:
        self.tally = PacketTally()
        self._unix_offset_s = unix_offset_s
        self._reader = PacketReader(self.tally)
        self._grid = TickGrid()
        self._gaps = Gaps()
        self._rr = Intervals()
        self._link = 0
        self._arrival_s = math.nan
        self._goes_back = False
        self._beats_came_s = math.nan
        self._strap_s = 0.0
        self._crumbs = 0
        self._waiting: Waiting | None = Waiting(is_doubt=False)
        self._suspected = 0
        self._ticks_missing = 0
        self._clear_below = CLEAR_AFTER_SILENCE
        self._placement = Placement()
        self._is_placed = False
        self._offset_s = 0.0
        self._segment = 0
        self._last_time_s = -math.inf
        self._last_rr_s = 0.0
        self._next_flags = 0

    @property
    def held(self) -> int:
        """Beats that came in and still wait to be placed; `flush` releases them."""
        placed_soon = sum(len(each.beats) for each in self._waiting.held) if self._waiting else 0
        return self._reader.held + placed_soon

    @property
    def is_in_doubt(self) -> bool:
        """Whether beats may be missing just now; those that wait are then the ones after the possible hole."""
        return self._waiting is not None and self._waiting.is_doubt

    def push(self, packet: Packet) -> tuple[Beat, ...]:
        """Take in one packet and give out the beats whose moments are settled by now."""
        readings = self._reader.push(packet)
        return tuple(itertools.chain.from_iterable(map(self._push_reading, readings)))

    def push_intervals(
        self, arrival_s: float, rr_ms: tuple[float, ...], *, link: int = 0, contact: bool | None = None
    ) -> tuple[Beat, ...]:
        """As `push`, for intervals that were read from something else than a strap's bytes."""
        beats_ms = self._only_beats(rr_ms)
        self.tally.coverage.push(arrival_s, sum(filter(rr_limits.is_plausible, beats_ms)) / 1000)
        before = self._part_from_before(arrival_s, beats_ms, link)
        gap_s = 0.0 if math.isnan(self._arrival_s) else max(arrival_s - self._arrival_s, 0.0)
        self._arrival_s = arrival_s
        touch = NO_CONTACT if contact is False else 0
        beats = [self._count(rr, arrival_s, touch) for rr in beats_ms]
        if beats:
            self._beats_came_s = arrival_s
        return before + self._push(arrival_s, beats, gap_s)

    def flush(self) -> tuple[Beat, ...]:
        """Give out what is held: the source ended, or will be silent for a while."""
        beats = itertools.chain.from_iterable(map(self._push_reading, self._reader.flush()))
        return (*beats, *self._release(SUSPECT if self.is_in_doubt else 0))

    def _push_reading(self, reading: PacketReading) -> tuple[Beat, ...]:
        before = self._cut() if reading.is_corrected else ()
        return before + self.push_intervals(
            reading.arrival_s, reading.rr_ms, link=reading.link, contact=reading.contact
        )

    def _only_beats(self, rr_ms: tuple[float, ...]) -> list[float]:
        beats = [rr for rr in rr_ms if rr_limits.is_beat(rr)]
        self.tally.not_beats += len(rr_ms) - len(beats)
        return beats

    def _part_from_before(self, arrival_s: float, beats_ms: list[float], link: int) -> tuple[Beat, ...]:
        """Begin anew where beats are missing for certain: another connection, a step back, a long silence."""
        changes_link, self._link = link != self._link, link
        is_out_of_order = self._goes_back  # whoever came too late has its neighbours elsewhere, on both sides
        self._goes_back = arrival_s < self._arrival_s
        begins = changes_link or self._goes_back or is_out_of_order
        if not begins and not self._is_silence(arrival_s, beats_ms):
            return ()
        beats = self._cut()
        if begins:
            self._grid = TickGrid()
        return beats

    def _is_silence(self, arrival_s: float, beats_ms: list[float]) -> bool:
        unfilled_s = arrival_s - self._beats_came_s - sum(filter(rr_limits.is_plausible, beats_ms)) / 1000
        return bool(beats_ms) and unfilled_s > SILENCE_S

    def _cut(self) -> tuple[Beat, ...]:
        beats = self._release(SUSPECT if self.is_in_doubt else 0)
        self._waiting = Waiting(is_doubt=False)
        self._suspected = 0
        self._placement, self._is_placed = Placement(), False
        self._mark_cut(0)
        return beats

    def _count(self, rr_ms: float, arrival_s: float, touch: int) -> StrapBeat:
        """Move the strap's time on by one interval, if the interval took any time."""
        plausible = rr_limits.is_plausible(rr_ms)
        advance_s = rr_ms / 1000 if self._took_time(rr_ms, arrival_s) else 0.0
        self._strap_s += advance_s
        self._crumbs = 0 if advance_s else self._crumbs + 1
        if plausible:
            self._rr.add(advance_s)
        else:
            self.tally.implausible += 1
        flags = touch if plausible else touch | IMPLAUSIBLE
        return StrapBeat(self._strap_s + self._crumbs * CRUMB_S, rr_ms, advance_s, flags)

    def _took_time(self, rr_ms: float, arrival_s: float) -> bool:
        """Whether this much time passed: a word too short is garbage, one too long is believed if the clock agrees."""
        if rr_ms <= rr_limits.LONGEST_RR_MS:
            return rr_ms >= rr_limits.SHORTEST_RR_MS
        if not self._is_placed:
            return False
        return arrival_s - (self._strap_s + rr_ms / 1000) > self._placement.offset_s - OVERRUN_S

    def _push(self, arrival_s: float, beats: list[StrapBeat], gap_s: float) -> tuple[Beat, ...]:
        """Place the beats of one packet, or let them wait until that can be done."""
        missing = self._missing(arrival_s, beats, gap_s)
        if self._waiting is None:
            if missing <= 0 and not self._is_out_of_place(arrival_s, beats):
                return self._go_on(arrival_s, beats)
            self._suspected = int(missing <= 0)
            self._waiting = Waiting(is_doubt=True, unscheduled=self._suspected)
            self._clear_below = CLEAR_AFTER_SILENCE if missing > 0 else CLEAR_AFTER_LATENESS
        return self._wait(self._waiting, arrival_s, beats, missing)

    def _missing(self, arrival_s: float, beats: list[StrapBeat], gap_s: float) -> int:
        """Packets that may be missing before this one; below zero when it came too soon for the schedule."""
        is_long = self._gaps.is_long(gap_s)
        self._gaps.add(gap_s)
        self.tally.habits.keeps_schedule = self._grid.is_regular
        if self._grid.is_regular:
            return self._grid.missing(arrival_s)
        return int(is_long and gap_s > sum(beat.advance_s for beat in beats))

    def _is_out_of_place(self, arrival_s: float, beats: list[StrapBeat]) -> bool:
        """Whether beats are where they cannot be unless others are missing before them."""
        if not beats:
            return False
        if not self._grid.is_regular:
            late_s = arrival_s - beats[-1].strap_s - self._placement.offset_s
            return late_s > DOUBT_ABOVE * self._rr.shortest_s
        since_s, left_s = self._grid.time_of(self._grid.number), self._grid.time_of(self._grid.number + 1)
        too_early = since_s - beats[0].strap_s > self._placement.highest_s + DOUBT_S
        late_s = left_s - beats[-1].strap_s - self._placement.offset_s
        return too_early or late_s > MUCH_LONGER * self._rr.longest_s + DOUBT_S

    def _go_on(self, arrival_s: float, beats: list[StrapBeat]) -> tuple[Beat, ...]:
        self._grid.count(arrival_s)
        if not beats:
            return ()
        self._look(self._placement, arrival_s, beats, self._grid.number if self._grid.is_regular else None)
        return self._stamp(beats)

    def _wait(self, waiting: Waiting, arrival_s: float, beats: list[StrapBeat], missing: int) -> tuple[Beat, ...]:
        waiting.add(self._held(waiting, arrival_s, beats, missing))
        if waiting.is_doubt and beats and self._is_clear(arrival_s - beats[-1].strap_s):
            waiting.nothing_was_lost()
            self._suspected = 0
        if not waiting.is_doubt and self._grid.is_regular and waiting.with_beats >= ENOUGH:
            waiting.recount(self._grid)
        return self._release(0) if waiting.is_settled else ()

    def _held(self, waiting: Waiting, arrival_s: float, beats: list[StrapBeat], missing: int) -> Held:
        """A packet that waits, with what can be said about losses before it by now."""
        if not self._grid.is_regular:
            self._grid.count(arrival_s)
            self._suspected += max(missing, 0)
            return Held(arrival_s, beats, self._suspected, None)
        if waiting.is_doubt:
            self._grid.advance(1)
            self._ticks_missing = missing
            return Held(arrival_s, beats, missing + self._suspected, self._grid.number)
        self._grid.count(arrival_s, 1 + max(missing, 0))
        self._suspected += max(missing, 0) if waiting.held else 0
        return Held(arrival_s, beats, self._suspected, self._grid.number - self._suspected)

    def _is_clear(self, lag_s: float) -> bool:
        """Whether so small a lag proves that no beat is missing."""
        if self._placement.seen < MATURE:
            return False
        if self._grid.is_regular and not self._suspected:
            return lag_s - self._placement.lowest_s < CLEAR_SURELY_S
        return lag_s - self._placement.offset_s < self._clear_below * self._rr.shortest_s

    def _release(self, flags: int) -> tuple[Beat, ...]:
        """Place everything that waits, in new segments where something may have been lost."""
        waiting, self._waiting = self._waiting, None
        if waiting is None or not waiting.held:
            self._waiting = waiting
            return ()
        self._grid.skip(max(self._ticks_missing, 0))
        self._ticks_missing = self._suspected = 0
        if self._grid.is_regular and not waiting.is_doubt:
            waiting.recount(self._grid)
        parts = waiting.joined(self._grid)
        beats = self._continue(parts.pop(0)) if waiting.is_doubt and parts[0].continues else ()
        if parts:
            self._mark_cut(flags)
        if not self._is_placed or self._next_flags & AFTER_GAP:
            beats += self._begin([part for part in parts if part.beats], flags)
        if not self._is_placed or self._next_flags & AFTER_GAP:
            self._waiting = Waiting(is_doubt=False)
        return beats

    def _continue(self, part: Joined) -> tuple[Beat, ...]:
        self._see(self._placement, part)
        return self._stamp(part.beats)

    def _begin(self, parts: list[Joined], flags: int) -> tuple[Beat, ...]:
        """Start a segment with each part, none before the last beat of the one before."""
        beats: tuple[Beat, ...] = ()
        for part, placement in zip(parts, self._placements(parts), strict=True):
            self._mark_cut(flags)
            self._placement, self._is_placed = placement, True
            first = part.beats[0]
            earliest_s = self._last_time_s + CRUMB_S - (first.strap_s - first.advance_s)
            self._offset_s = max(placement.offset_s, earliest_s)
            beats += self._stamp(part.beats)
        return beats

    def _placements(self, parts: list[Joined]) -> list[Placement]:
        """Where each part lies; those with no tick between them are most likely of one piece, though nobody knows."""
        placements: list[Placement] = []
        before, last_rr_s = self._placement if self._is_placed else None, self._last_rr_s
        for run in runs(parts):
            placement = Placement()
            for part in run:
                self._see(placement, part)
            if before is not None:
                self._expect_after_loss(placement, before, (last_rr_s + run[0].beats[0].advance_s) / 2)
            placements += [placement] * len(run)
            before, last_rr_s = placement, run[-1].beats[-1].advance_s
        return placements

    def _expect_after_loss(self, placement: Placement, before: Placement, rr_s: float) -> None:
        """Lost intervals were each about as long as their neighbours; how many there were, if any, the range tells."""
        usual_s = max(rr_s, SHORTEST_RR_S)
        fewest = max(0, math.floor((placement.middle_s - before.offset_s) / usual_s))
        likely = (self._guess(before, lost, usual_s) for lost in (fewest, fewest + 1))
        guess_s, sd_s = min(likely, key=lambda guess: placement.outside_s(guess[0]) / guess[1])
        placement.expect(guess_s, sd_s=sd_s)

    def _guess(self, before: Placement, lost: int, rr_s: float) -> tuple[float, float]:
        return before.offset_s + lost * rr_s, math.hypot(before.sd_s, lost * self._rr.change_s)

    def _see(self, placement: Placement, part: Joined) -> None:
        for held in part.held:
            self._look(placement, held.arrival_s, held.beats, held.number)

    def _look(self, placement: Placement, arrival_s: float, beats: list[StrapBeat], number: int | None) -> None:
        """What one packet says about where its segment lies."""
        if not beats:
            return
        first_s, last_s = beats[0].strap_s, beats[-1].strap_s
        if number is None:
            placement.push(left_s=arrival_s, last_s=last_s)
        else:
            left_s, since_s = self._grid.time_of(number), self._grid.time_of(number - 1)
            placement.push(left_s=left_s, last_s=last_s, since_s=since_s, first_s=first_s)

    def _mark_cut(self, flags: int) -> None:
        """Put the next beat into a new segment, unless there is no beat yet that it could be cut from."""
        if self._last_time_s == -math.inf:
            return
        if not self._next_flags & AFTER_GAP:
            self._segment += 1
            self.tally.cuts += 1
        self._next_flags |= AFTER_GAP | flags

    def _stamp(self, beats: list[StrapBeat]) -> tuple[Beat, ...]:
        target_s = self._placement.offset_s
        return tuple(self._beat(each, target_s) for each in beats)

    def _beat(self, each: StrapBeat, target_s: float) -> Beat:
        overrun = self._slew(target_s - self._offset_s, each.advance_s)
        self._last_time_s = each.strap_s + self._offset_s
        self._last_rr_s = each.advance_s or self._last_rr_s
        flags = each.flags | self._next_flags | overrun
        self._next_flags = 0
        return Beat(self._unix_offset_s + self._last_time_s, each.rr_ms, self._segment, BeatFlag(flags))

    def _slew(self, distance_s: float, advance_s: float) -> int:
        """Follow the placement slowly; quickly, and saying so, where more beats came than there was time for."""
        overruns = distance_s < -OVERRUN_S
        limit_s = (OVERRUN_SLEW if overruns else SLEW) * advance_s
        self._offset_s += max(-limit_s, min(limit_s, distance_s))
        return SUSPECT if overruns else 0
