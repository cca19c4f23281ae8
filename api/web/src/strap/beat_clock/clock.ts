/**
 * The beat clock: packets of a strap in, beats with strap time out. It mirrors sensors/beat_clock/clock.py rule for rule;
 * a test compares the two on random links.
 *
 * Arrival times say when a packet got through, not when the heart beat. So the clock counts: the time of a beat is the
 * running sum of the strap's own RR intervals plus an offset (placement.ts). The strap's schedule (schedule.ts) says how
 * many packets are missing. Where beats may be missing a new segment starts, and no difference crosses it. When in doubt
 * the clock waits a few packets (pending.ts), and starts a new segment if they do not settle it.
 */
import type { Beat } from "../../live/beats.ts";
import type { Packet } from "../bluetooth/packet.ts";
import {
  AFTER_GAP,
  CLEAR_AFTER_LATENESS,
  CLEAR_AFTER_SILENCE,
  CLEAR_SURELY_S,
  CRUMB_S,
  DOUBT_ABOVE,
  DOUBT_S,
  ENOUGH,
  IMPLAUSIBLE,
  LONGEST_RR_MS,
  MATURE,
  MUCH_LONGER,
  NO_CONTACT,
  OVERRUN_S,
  OVERRUN_SLEW,
  SHORTEST_RR_MS,
  SHORTEST_RR_S,
  SILENCE_S,
  SLEW,
  SUSPECT,
} from "./constants.ts";
import { beatsOf, type Joined, type PendingPacket, PendingPackets, runs, type StrapBeat } from "./pending.ts";
import { Placement } from "./placement.ts";
import { PacketReader, type Reading } from "./reader.ts";
import { RecentGaps, RecentIntervals } from "./recent.ts";
import { isBeat, isPlausible } from "./rr_limits.ts";
import { Schedule } from "./schedule.ts";

/** Turns the packets of one run of one strap into beats. */
export class BeatClock {
  private readonly unixOffsetS: number;
  private readonly reader = new PacketReader();
  private schedule = new Schedule();
  private readonly gaps = new RecentGaps();
  private readonly rr = new RecentIntervals();
  private link = 0;
  private arrivalS = NaN;
  private goesBack = false;
  private beatsCameS = NaN;
  private strapS = 0;
  private crumbs = 0;
  private waiting: PendingPackets | null = new PendingPackets(false);
  private suspected = 0;
  private ticksMissing = 0;
  private clearBelow = CLEAR_AFTER_SILENCE;
  private placement = new Placement();
  private isPlaced = false;
  private offsetS = 0;
  private segment = 0;
  private lastTimeS = -Infinity;
  private lastRrS = 0;
  private nextFlags = 0;

  /** `unixOffsetS` is seconds since 1970 minus the monotonic clock, read once: a clock set later never moves a beat. */
  constructor(unixOffsetS: number) {
    this.unixOffsetS = unixOffsetS;
  }

  /** How many beats came in and still wait for their time; `flush` releases them. */
  get pending(): number {
    const inPackets = this.waiting?.packets.reduce((total, each) => total + each.beats.length, 0) ?? 0;
    return this.reader.pending + inPackets;
  }

  /** Add one packet and return the beats whose times are now known. */
  push(packet: Packet): Beat[] {
    return this.reader.push(packet).flatMap((reading) => this.pushReading(reading));
  }

  /** Return the beats that still wait: the source ended, or will be silent for a while. */
  flush(): Beat[] {
    const beats = this.reader.flush().flatMap((reading) => this.pushReading(reading));
    return [...beats, ...this.release(this.isInDoubt ? SUSPECT : 0)];
  }

  private get isInDoubt(): boolean {
    return this.waiting?.isDoubt ?? false;
  }

  private pushReading(reading: Reading): Beat[] {
    const before = reading.isCorrected ? this.cut() : [];
    return [...before, ...this.pushIntervals(reading)];
  }

  private pushIntervals({ arrivalS, rrMs, link, contact }: Reading): Beat[] {
    const beatsMs = rrMs.filter(isBeat);
    const before = this.partFromBefore(arrivalS, beatsMs, link);
    const gapS = Number.isNaN(this.arrivalS) ? 0 : Math.max(arrivalS - this.arrivalS, 0);
    this.arrivalS = arrivalS;
    const touch = contact === false ? NO_CONTACT : 0;
    const beats = beatsMs.map((rr) => this.count(rr, arrivalS, touch));
    if (beats.length > 0) this.beatsCameS = arrivalS;
    return [...before, ...this.place(arrivalS, beats, gapS)];
  }

  /** Start a new segment where beats are missing for certain: new connection, step back in time, long silence. */
  private partFromBefore(arrivalS: number, beatsMs: readonly number[], link: number): Beat[] {
    const changesLink = link !== this.link;
    this.link = link;
    const isOutOfOrder = this.goesBack; // a packet out of order has no neighbour on either side
    this.goesBack = arrivalS < this.arrivalS;
    const begins = changesLink || this.goesBack || isOutOfOrder;
    if (!begins && !this.isSilence(arrivalS, beatsMs)) return [];
    const beats = this.cut();
    if (begins) this.schedule = new Schedule();
    return beats;
  }

  private isSilence(arrivalS: number, beatsMs: readonly number[]): boolean {
    const plausibleMs = beatsMs.filter(isPlausible).reduce((total, rr) => total + rr, 0);
    return beatsMs.length > 0 && arrivalS - this.beatsCameS - plausibleMs / 1000 > SILENCE_S;
  }

  private cut(): Beat[] {
    const beats = this.release(this.isInDoubt ? SUSPECT : 0);
    this.waiting = new PendingPackets(false);
    this.suspected = 0;
    this.placement = new Placement();
    this.isPlaced = false;
    this.markCut(0);
    return beats;
  }

  /** Advance the strap's time by one interval, if the interval took any time. */
  private count(rrMs: number, arrivalS: number, touch: number): StrapBeat {
    const plausible = isPlausible(rrMs);
    const advanceS = this.tookTime(rrMs, arrivalS) ? rrMs / 1000 : 0;
    this.strapS += advanceS;
    this.crumbs = advanceS !== 0 ? 0 : this.crumbs + 1;
    if (plausible) this.rr.add(advanceS);
    const flags = touch | (plausible ? 0 : IMPLAUSIBLE);
    return { strapS: this.strapS + this.crumbs * CRUMB_S, rrMs, advanceS, flags };
  }

  /** Whether this much time passed: too short a word is garbage, too long a one counts only if the clock agrees. */
  private tookTime(rrMs: number, arrivalS: number): boolean {
    if (rrMs <= LONGEST_RR_MS) return rrMs >= SHORTEST_RR_MS;
    return this.isPlaced && arrivalS - (this.strapS + rrMs / 1000) > this.placement.offsetS - OVERRUN_S;
  }

  /** Give times to the beats of one packet, or keep them waiting until that is possible. */
  private place(arrivalS: number, beats: readonly StrapBeat[], gapS: number): Beat[] {
    const missing = this.missing(arrivalS, beats, gapS);
    if (this.waiting === null) {
      if (missing <= 0 && !this.isOutOfPlace(arrivalS, beats)) return this.goOn(arrivalS, beats);
      this.suspected = Number(missing <= 0);
      this.waiting = new PendingPackets(true, this.suspected);
      this.clearBelow = missing > 0 ? CLEAR_AFTER_SILENCE : CLEAR_AFTER_LATENESS;
    }
    return this.wait(this.waiting, arrivalS, beats, missing);
  }

  /** How many packets may be missing before this one; negative when it came too early for the schedule. */
  private missing(arrivalS: number, beats: readonly StrapBeat[], gapS: number): number {
    const isLong = this.gaps.isLong(gapS);
    this.gaps.add(gapS);
    if (this.schedule.isRegular) return this.schedule.missing(arrivalS);
    return Number(isLong && gapS > beats.reduce((total, beat) => total + beat.advanceS, 0));
  }

  /** Whether the beats could only be where they are if others are missing before them. */
  private isOutOfPlace(arrivalS: number, beats: readonly StrapBeat[]): boolean {
    const first = beats[0];
    const last = beats.at(-1);
    if (first === undefined || last === undefined) return false;
    if (!this.schedule.isRegular) return arrivalS - last.strapS - this.placement.offsetS > DOUBT_ABOVE * this.rr.shortestS;
    const sinceS = this.schedule.timeOf(this.schedule.number);
    const leftS = this.schedule.timeOf(this.schedule.number + 1);
    const isTooEarly = sinceS - first.strapS > this.placement.highestS + DOUBT_S;
    return isTooEarly || leftS - last.strapS - this.placement.offsetS > MUCH_LONGER * this.rr.longestS + DOUBT_S;
  }

  private goOn(arrivalS: number, beats: readonly StrapBeat[]): Beat[] {
    this.schedule.count(arrivalS);
    if (beats.length === 0) return [];
    this.look(this.placement, arrivalS, beats, this.schedule.isRegular ? this.schedule.number : null);
    return this.stamp(beats);
  }

  private wait(waiting: PendingPackets, arrivalS: number, beats: readonly StrapBeat[], missing: number): Beat[] {
    waiting.add(this.pendingNow(waiting, arrivalS, beats, missing));
    const last = beats.at(-1);
    if (waiting.isDoubt && last !== undefined && this.isClear(arrivalS - last.strapS)) {
      waiting.nothingWasLost();
      this.suspected = 0;
    }
    if (!waiting.isDoubt && this.schedule.isRegular && waiting.withBeats >= ENOUGH) waiting.recount(this.schedule);
    return waiting.isSettled ? this.release(0) : [];
  }

  /** A packet that has to wait, with the losses suspected before it so far. */
  private pendingNow(waiting: PendingPackets, arrivalS: number, beats: readonly StrapBeat[], missing: number): PendingPacket {
    if (!this.schedule.isRegular) {
      this.schedule.count(arrivalS);
      this.suspected += Math.max(missing, 0);
      return { arrivalS, beats, suspected: this.suspected, number: null };
    }
    if (waiting.isDoubt) {
      this.schedule.advance(1);
      this.ticksMissing = missing;
      return { arrivalS, beats, suspected: missing + this.suspected, number: this.schedule.number };
    }
    this.schedule.count(arrivalS, 1 + Math.max(missing, 0));
    this.suspected += waiting.packets.length > 0 ? Math.max(missing, 0) : 0;
    return { arrivalS, beats, suspected: this.suspected, number: this.schedule.number - this.suspected };
  }

  /** Whether the lag is so small that no beat can be missing. */
  private isClear(lagS: number): boolean {
    if (this.placement.seen < MATURE) return false;
    if (this.schedule.isRegular && this.suspected === 0) return lagS - this.placement.lowestS < CLEAR_SURELY_S;
    return lagS - this.placement.offsetS < this.clearBelow * this.rr.shortestS;
  }

  /** Give times to everything that waits, in new segments where something may have been lost. */
  private release(flags: number): Beat[] {
    const waiting = this.waiting;
    if (waiting === null || waiting.packets.length === 0) return [];
    this.waiting = null;
    this.schedule.skip(Math.max(this.ticksMissing, 0));
    this.ticksMissing = this.suspected = 0;
    if (this.schedule.isRegular && !waiting.isDoubt) waiting.recount(this.schedule);
    const parts = waiting.joined(this.schedule);
    const beats = waiting.isDoubt && parts[0]!.continues ? this.continueWith(parts.shift()!) : [];
    if (parts.length > 0) this.markCut(flags);
    if (this.isToBegin) beats.push(...this.begin(parts.filter((part) => beatsOf(part).length > 0), flags));
    if (this.isToBegin) this.waiting = new PendingPackets(false);
    return beats;
  }

  private get isToBegin(): boolean {
    return !this.isPlaced || (this.nextFlags & AFTER_GAP) !== 0;
  }

  private continueWith(part: Joined): Beat[] {
    this.see(this.placement, part);
    return this.stamp(beatsOf(part));
  }

  /** Start a segment with each part, none earlier than the last beat of the one before. */
  private begin(parts: readonly Joined[], flags: number): Beat[] {
    const placements = this.placements(parts);
    return parts.flatMap((part, place) => {
      this.markCut(flags);
      this.placement = placements[place]!;
      this.isPlaced = true;
      const beats = beatsOf(part);
      const earliestS = this.lastTimeS + CRUMB_S - (beats[0]!.strapS - beats[0]!.advanceS);
      this.offsetS = Math.max(this.placement.offsetS, earliestS);
      return this.stamp(beats);
    });
  }

  /** The placement of each part; parts with no tick between them share one, as most likely nothing was lost. */
  private placements(parts: readonly Joined[]): Placement[] {
    let before = this.isPlaced ? this.placement : null;
    let lastRrS = this.lastRrS;
    return runs(parts).flatMap((run) => {
      const placement = new Placement();
      for (const part of run) this.see(placement, part);
      const beats = run.flatMap(beatsOf);
      if (before !== null) this.expectAfterLoss(placement, before, (lastRrS + beats[0]!.advanceS) / 2);
      before = placement;
      lastRrS = beats.at(-1)!.advanceS;
      return run.map(() => placement);
    });
  }

  /** Expect the offset after a loss: lost intervals were about as long as their neighbours; the range says how many. */
  private expectAfterLoss(placement: Placement, before: Placement, rrS: number): void {
    const usualS = Math.max(rrS, SHORTEST_RR_S);
    const fewest = Math.max(0, Math.floor((placement.middleS - before.offsetS) / usualS));
    const fewer = this.guess(before, fewest, usualS);
    const more = this.guess(before, fewest + 1, usualS);
    const miss = ([guessS, sdS]: Guess): number => placement.outsideS(guessS) / sdS;
    placement.expect(...(miss(more) < miss(fewer) ? more : fewer));
  }

  private guess(before: Placement, lost: number, rrS: number): Guess {
    return [before.offsetS + lost * rrS, Math.hypot(before.sdS, lost * this.rr.changeS)];
  }

  private see(placement: Placement, part: Joined): void {
    for (const packet of part.packets) this.look(placement, packet.arrivalS, packet.beats, packet.number);
  }

  /** Narrow a placement by what one packet says about its segment. */
  private look(placement: Placement, arrivalS: number, beats: readonly StrapBeat[], number: number | null): void {
    if (beats.length === 0) return;
    const lastS = beats.at(-1)!.strapS;
    if (number === null) {
      placement.narrow({ leftS: arrivalS, lastS, sinceS: -Infinity, firstS: 0 });
    } else {
      const [leftS, sinceS] = [this.schedule.timeOf(number), this.schedule.timeOf(number - 1)];
      placement.narrow({ leftS, lastS, sinceS, firstS: beats[0]!.strapS });
    }
  }

  /** Put the next beat into a new segment, unless it is the first beat of all. */
  private markCut(flags: number): void {
    if (this.lastTimeS === -Infinity) return;
    if ((this.nextFlags & AFTER_GAP) === 0) this.segment += 1;
    this.nextFlags |= AFTER_GAP | flags;
  }

  private stamp(beats: readonly StrapBeat[]): Beat[] {
    const targetS = this.placement.offsetS;
    return beats.map((each) => this.beat(each, targetS));
  }

  private beat(each: StrapBeat, targetS: number): Beat {
    const overrun = this.slew(targetS - this.offsetS, each.advanceS);
    this.lastTimeS = each.strapS + this.offsetS;
    this.lastRrS = each.advanceS || this.lastRrS;
    const flags = each.flags | this.nextFlags | overrun;
    this.nextFlags = 0;
    return { timeS: this.unixOffsetS + this.lastTimeS, rrMs: each.rrMs, segment: this.segment, flags };
  }

  /** Follow the placement slowly; quickly, and with a flag, where more beats came than there was time for. */
  private slew(distanceS: number, advanceS: number): number {
    const overruns = distanceS < -OVERRUN_S;
    const limitS = (overruns ? OVERRUN_SLEW : SLEW) * advanceS;
    this.offsetS += Math.max(-limitS, Math.min(limitS, distanceS));
    return overruns ? SUSPECT : 0;
  }
}

/** An offset, and the standard deviation of it. */
type Guess = [guessS: number, sdS: number];
