/**
 * The beat clock: packets of a strap in, beats with strap time out. It is sensors/beat_clock/clock.py, rule for rule, and a test
 * holds the two together on random links.
 *
 * Arrival times say when a packet got through, not when the heart beat. The clock therefore counts: a beat's moment is the
 * running sum of the strap's own intervals plus an offset (placement.ts). The strap's schedule (ticks.ts) says how many
 * packets are missing. Where beats may be missing a new segment starts, and nothing is ever computed across. When in doubt
 * the clock waits a few packets for an answer (held.ts), and cuts if there is none.
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
import { beatsOf, type Held, type Joined, runs, type StrapBeat, Waiting } from "./pending.ts";
import { isBeat, isPlausible } from "./rr_limits.ts";
import { Placement } from "./placement.ts";
import { PacketReader, type Reading } from "./reader.ts";
import { Gaps, Intervals } from "./recent.ts";
import { TickGrid } from "./schedule.ts";

/** Turns the packets of one run of one strap into beats. */
export class BeatClock {
  private readonly unixOffsetS: number;
  private readonly reader = new PacketReader();
  private grid = new TickGrid();
  private readonly gaps = new Gaps();
  private readonly rr = new Intervals();
  private link = 0;
  private arrivalS = NaN;
  private goesBack = false;
  private beatsCameS = NaN;
  private strapS = 0;
  private crumbs = 0;
  private waiting: Waiting | null = new Waiting(false);
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

  /** Beats that came in and still wait to be placed; `flush` releases them. */
  get held(): number {
    const placedSoon = this.waiting?.held.reduce((total, each) => total + each.beats.length, 0) ?? 0;
    return this.reader.held + placedSoon;
  }

  /** Take in one packet and give out the beats whose moments are settled by now. */
  push(packet: Packet): Beat[] {
    return this.reader.take(packet).flatMap((reading) => this.takeReading(reading));
  }

  /** Give out what is held: the source ended, or will be silent for a while. */
  flush(): Beat[] {
    const beats = this.reader.flush().flatMap((reading) => this.takeReading(reading));
    return [...beats, ...this.release(this.isInDoubt ? SUSPECT : 0)];
  }

  private get isInDoubt(): boolean {
    return this.waiting?.isDoubt ?? false;
  }

  private takeReading(reading: Reading): Beat[] {
    const before = reading.isCorrected ? this.cut() : [];
    return [...before, ...this.takeIntervals(reading)];
  }

  private takeIntervals({ arrivalS, rrMs, link, contact }: Reading): Beat[] {
    const beatsMs = rrMs.filter(isBeat);
    const before = this.partFromBefore(arrivalS, beatsMs, link);
    const gapS = Number.isNaN(this.arrivalS) ? 0 : Math.max(arrivalS - this.arrivalS, 0);
    this.arrivalS = arrivalS;
    const touch = contact === false ? NO_CONTACT : 0;
    const beats = beatsMs.map((rr) => this.count(rr, arrivalS, touch));
    if (beats.length > 0) this.beatsCameS = arrivalS;
    return [...before, ...this.take(arrivalS, beats, gapS)];
  }

  /** Begin anew where beats are missing for certain: another connection, a step back, a long silence. */
  private partFromBefore(arrivalS: number, beatsMs: readonly number[], link: number): Beat[] {
    const changesLink = link !== this.link;
    this.link = link;
    const isOutOfOrder = this.goesBack; // whoever came too late has its neighbours elsewhere, on both sides
    this.goesBack = arrivalS < this.arrivalS;
    const begins = changesLink || this.goesBack || isOutOfOrder;
    if (!begins && !this.isSilence(arrivalS, beatsMs)) return [];
    const beats = this.cut();
    if (begins) this.grid = new TickGrid();
    return beats;
  }

  private isSilence(arrivalS: number, beatsMs: readonly number[]): boolean {
    const plausibleMs = beatsMs.filter(isPlausible).reduce((total, rr) => total + rr, 0);
    return beatsMs.length > 0 && arrivalS - this.beatsCameS - plausibleMs / 1000 > SILENCE_S;
  }

  private cut(): Beat[] {
    const beats = this.release(this.isInDoubt ? SUSPECT : 0);
    this.waiting = new Waiting(false);
    this.suspected = 0;
    this.placement = new Placement();
    this.isPlaced = false;
    this.markCut(0);
    return beats;
  }

  /** Move the strap's time on by one interval, if the interval took any time. */
  private count(rrMs: number, arrivalS: number, touch: number): StrapBeat {
    const plausible = isPlausible(rrMs);
    const advanceS = this.tookTime(rrMs, arrivalS) ? rrMs / 1000 : 0;
    this.strapS += advanceS;
    this.crumbs = advanceS !== 0 ? 0 : this.crumbs + 1;
    if (plausible) this.rr.add(advanceS);
    const flags = touch | (plausible ? 0 : IMPLAUSIBLE);
    return { strapS: this.strapS + this.crumbs * CRUMB_S, rrMs, advanceS, flags };
  }

  /** Whether this much time passed: a word too short is garbage, one too long is believed if the clock agrees. */
  private tookTime(rrMs: number, arrivalS: number): boolean {
    if (rrMs <= LONGEST_RR_MS) return rrMs >= SHORTEST_RR_MS;
    return this.isPlaced && arrivalS - (this.strapS + rrMs / 1000) > this.placement.offsetS - OVERRUN_S;
  }

  /** Place the beats of one packet, or let them wait until that can be done. */
  private take(arrivalS: number, beats: readonly StrapBeat[], gapS: number): Beat[] {
    const missing = this.missing(arrivalS, beats, gapS);
    if (this.waiting === null) {
      if (missing <= 0 && !this.isOutOfPlace(arrivalS, beats)) return this.goOn(arrivalS, beats);
      this.suspected = Number(missing <= 0);
      this.waiting = new Waiting(true, this.suspected);
      this.clearBelow = missing > 0 ? CLEAR_AFTER_SILENCE : CLEAR_AFTER_LATENESS;
    }
    return this.wait(this.waiting, arrivalS, beats, missing);
  }

  /** Packets that may be missing before this one; below zero when it came too soon for the schedule. */
  private missing(arrivalS: number, beats: readonly StrapBeat[], gapS: number): number {
    const isLong = this.gaps.isLong(gapS);
    this.gaps.add(gapS);
    if (this.grid.isRegular) return this.grid.missing(arrivalS);
    return Number(isLong && gapS > beats.reduce((total, beat) => total + beat.advanceS, 0));
  }

  /** Whether beats are where they cannot be unless others are missing before them. */
  private isOutOfPlace(arrivalS: number, beats: readonly StrapBeat[]): boolean {
    const first = beats[0];
    const last = beats.at(-1);
    if (first === undefined || last === undefined) return false;
    if (!this.grid.isRegular) return arrivalS - last.strapS - this.placement.offsetS > DOUBT_ABOVE * this.rr.shortestS;
    const sinceS = this.grid.timeOf(this.grid.number);
    const leftS = this.grid.timeOf(this.grid.number + 1);
    const isTooEarly = sinceS - first.strapS > this.placement.highestS + DOUBT_S;
    return isTooEarly || leftS - last.strapS - this.placement.offsetS > MUCH_LONGER * this.rr.longestS + DOUBT_S;
  }

  private goOn(arrivalS: number, beats: readonly StrapBeat[]): Beat[] {
    this.grid.count(arrivalS);
    if (beats.length === 0) return [];
    this.look(this.placement, arrivalS, beats, this.grid.isRegular ? this.grid.number : null);
    return this.stamp(beats);
  }

  private wait(waiting: Waiting, arrivalS: number, beats: readonly StrapBeat[], missing: number): Beat[] {
    waiting.add(this.heldNow(waiting, arrivalS, beats, missing));
    const last = beats.at(-1);
    if (waiting.isDoubt && last !== undefined && this.isClear(arrivalS - last.strapS)) {
      waiting.nothingWasLost();
      this.suspected = 0;
    }
    if (!waiting.isDoubt && this.grid.isRegular && waiting.withBeats >= ENOUGH) waiting.recount(this.grid);
    return waiting.isSettled ? this.release(0) : [];
  }

  /** A packet that waits, with what can be said about losses before it by now. */
  private heldNow(waiting: Waiting, arrivalS: number, beats: readonly StrapBeat[], missing: number): Held {
    if (!this.grid.isRegular) {
      this.grid.count(arrivalS);
      this.suspected += Math.max(missing, 0);
      return { arrivalS, beats, suspected: this.suspected, number: null };
    }
    if (waiting.isDoubt) {
      this.grid.advance(1);
      this.ticksMissing = missing;
      return { arrivalS, beats, suspected: missing + this.suspected, number: this.grid.number };
    }
    this.grid.count(arrivalS, 1 + Math.max(missing, 0));
    this.suspected += waiting.held.length > 0 ? Math.max(missing, 0) : 0;
    return { arrivalS, beats, suspected: this.suspected, number: this.grid.number - this.suspected };
  }

  /** Whether so small a lag proves that no beat is missing. */
  private isClear(lagS: number): boolean {
    if (this.placement.seen < MATURE) return false;
    if (this.grid.isRegular && this.suspected === 0) return lagS - this.placement.lowestS < CLEAR_SURELY_S;
    return lagS - this.placement.offsetS < this.clearBelow * this.rr.shortestS;
  }

  /** Place everything that waits, in new segments where something may have been lost. */
  private release(flags: number): Beat[] {
    const waiting = this.waiting;
    if (waiting === null || waiting.held.length === 0) return [];
    this.waiting = null;
    this.grid.skip(Math.max(this.ticksMissing, 0));
    this.ticksMissing = this.suspected = 0;
    if (this.grid.isRegular && !waiting.isDoubt) waiting.recount(this.grid);
    const parts = waiting.joined(this.grid);
    const beats = waiting.isDoubt && parts[0]!.continues ? this.continueWith(parts.shift()!) : [];
    if (parts.length > 0) this.markCut(flags);
    if (this.isToBegin) beats.push(...this.begin(parts.filter((part) => beatsOf(part).length > 0), flags));
    if (this.isToBegin) this.waiting = new Waiting(false);
    return beats;
  }

  private get isToBegin(): boolean {
    return !this.isPlaced || (this.nextFlags & AFTER_GAP) !== 0;
  }

  private continueWith(part: Joined): Beat[] {
    this.see(this.placement, part);
    return this.stamp(beatsOf(part));
  }

  /** Start a segment with each part, none before the last beat of the one before. */
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

  /** Where each part lies; those with no tick between them are most likely of one piece, though nobody knows. */
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

  /** Lost intervals were each about as long as their neighbours; how many there were, if any, the range tells. */
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
    for (const held of part.held) this.look(placement, held.arrivalS, held.beats, held.number);
  }

  /** What one packet says about where its segment lies. */
  private look(placement: Placement, arrivalS: number, beats: readonly StrapBeat[], number: number | null): void {
    if (beats.length === 0) return;
    const lastS = beats.at(-1)!.strapS;
    if (number === null) {
      placement.take({ leftS: arrivalS, lastS, sinceS: -Infinity, firstS: 0 });
    } else {
      const [leftS, sinceS] = [this.grid.timeOf(number), this.grid.timeOf(number - 1)];
      placement.take({ leftS, lastS, sinceS, firstS: beats[0]!.strapS });
    }
  }

  /** Put the next beat into a new segment, unless there is no beat yet that it could be cut from. */
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

  /** Follow the placement slowly; quickly, and saying so, where more beats came than there was time for. */
  private slew(distanceS: number, advanceS: number): number {
    const overruns = distanceS < -OVERRUN_S;
    const limitS = (overruns ? OVERRUN_SLEW : SLEW) * advanceS;
    this.offsetS += Math.max(-limitS, Math.min(limitS, distanceS));
    return overruns ? SUSPECT : 0;
  }
}

/** An offset, and the standard deviation of it. */
type Guess = [guessS: number, sdS: number];
