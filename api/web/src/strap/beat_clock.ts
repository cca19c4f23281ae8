/**
 * The beat clock: packets of a strap in, beats with strap time out. It is sensors/beat_clock.py, rule for rule, and a test
 * holds the two together on random links.
 *
 * A beat's moment is the running sum of the strap's own intervals plus the slowly slewed lower edge of how late packets
 * are. Where beats may be missing the count is broken and a new segment starts. When in doubt the clock waits a few
 * packets for an answer, and cuts if there is none: a needless cut costs one difference, a missed one costs the truth.
 */
import { AFTER_GAP, type Beat, IMPLAUSIBLE, NO_CONTACT, SUSPECT } from "../live/beats.ts";
import { BACKLOG_S, Envelope, Rhythm } from "./envelope.ts";
import { milliseconds, parse } from "./heart_rate.ts";
import { isBeat, isPlausible, LONGEST_RR_MS, SHORTEST_RR_MS } from "./intervals.ts";
import { type Packet, sameBytes } from "./packet.ts";

const HOLD_PACKETS = 8; // packets after which a doubt is decided and the first beats of a segment are stamped
const SILENCE_S = 4; // silence beyond the RR sum that always ends a segment
const DUPLICATE_S = 0.05; // a strap speaks once a second; the same bytes sooner are an echo of the Bluetooth stack
const CLEAR_AFTER_SILENCE = 0.5; // share of an interval below which a lag proves that nothing is missing ...
const CLEAR_AFTER_LATENESS = 0.85; // ... and the same when there was no silence that speaks for a loss
const SLEW = 0.002; // s per s: far above any crystal's drift, far below what matters between two beats
const OVERRUN_S = 0.5; // strap time this far ahead of the clock means that beats were counted twice
const OVERRUN_SLEW = 0.5;
const CRUMB_S = 1e-5; // distance of beats that took no time, so that times still run forward

/** A beat on the strap's own time axis, not yet placed on the clock. */
interface Pending {
  readonly strapS: number;
  readonly rrMs: number;
  readonly advanceS: number;
  readonly flags: number;
}

/** Packets with beats that wait: for the lower edge to settle, or for a doubt to be decided. */
class Hold {
  /** Share of an interval below which the doubt is over; null while a segment settles. */
  readonly clearBelow: number | null;
  readonly beats: Pending[] = [];
  readonly lagsS: number[] = [];

  constructor(clearBelow: number | null = null) {
    this.clearBelow = clearBelow;
  }
}

/** Turns the packets of one run of one strap into beats. */
export class BeatClock {
  readonly #unixOffsetS: number;
  readonly #rhythm = new Rhythm();
  #lastPacket: Packet | null = null;
  #lastArrivalS: number | null = null;
  #lastBeatsS: number | null = null;
  #lastTimeS: number | null = null;
  #isCatchingUp = false;
  #link = 0;
  #segment = 0;
  #strapS = 0;
  #crumbs = 0;
  #nextFlags = 0;
  #envelope = new Envelope();
  #floorS = 0;
  #hold: Hold | null = new Hold();

  /** `unixOffsetS` is seconds since 1970 minus the monotonic clock, read once: a clock set later never moves a beat. */
  constructor(unixOffsetS: number) {
    this.#unixOffsetS = unixOffsetS;
  }

  /** Beats that came in and still wait to be placed; `flush` releases them. */
  get held(): number {
    return this.#hold?.beats.length ?? 0;
  }

  /** Take in one packet and give out the beats whose moments are settled by now. */
  push(packet: Packet): Beat[] {
    if (this.#isDuplicate(packet)) return [];
    this.#lastPacket = packet;
    const measurement = parse(packet.payload);
    if (measurement === null) return [];
    const rrMs = milliseconds(measurement.rr1024).filter(isBeat);
    const beats = this.#judgeSilence(packet.arrivalS, rrMs, packet.link);
    const nowS = Math.max(packet.arrivalS, this.#lastArrivalS ?? -Infinity);
    this.#lastArrivalS = nowS;
    if (rrMs.length === 0) return beats;
    this.#lastBeatsS = nowS;
    const touch = measurement.contact === false ? NO_CONTACT : 0;
    const pending = rrMs.map((rr) => this.#count(rr, nowS, touch));
    return [...beats, ...this.#place(pending, nowS - this.#strapS)];
  }

  /** Give out what is held: the source ended, or will be silent for a while. */
  flush(): Beat[] {
    if (this.#isInDoubt) this.#markCut(SUSPECT); // nothing settled the doubt; times go on as if nothing were missing
    return this.#release();
  }

  get #isInDoubt(): boolean {
    return this.#hold !== null && this.#hold.clearBelow !== null;
  }

  #isDuplicate(packet: Packet): boolean {
    const before = this.#lastPacket;
    if (before === null || before.link !== packet.link || this.#isCatchingUp) return false;
    const sinceS = packet.arrivalS - before.arrivalS;
    return 0 <= sinceS && sinceS < DUPLICATE_S && sameBytes(packet.payload, before.payload);
  }

  /** Decide from the time since the last packet whether beats are missing, may be, or not. */
  #judgeSilence(arrivalS: number, rrMs: readonly number[], link: number): Beat[] {
    const changesLink = link !== this.#link;
    this.#link = link;
    if (this.#lastArrivalS === null) return [];
    const gapS = arrivalS - this.#lastArrivalS;
    const rrSumS = rrMs.filter(isPlausible).reduce((sum, rr) => sum + rr, 0) / 1000;
    const isSilence = rrMs.length > 0 && this.#unfilledS(arrivalS, rrSumS) > SILENCE_S;
    if (changesLink || gapS < 0 || isSilence) return this.#cut(0);
    const isLong = this.#rhythm.isLong(gapS);
    this.#rhythm.addGap(gapS);
    this.#isCatchingUp = isLong || (this.#isCatchingUp && gapS < BACKLOG_S);
    return isLong && gapS > rrSumS ? this.#doubtSilence() : [];
  }

  /** Time since beats last came in that these intervals do not account for. */
  #unfilledS(arrivalS: number, rrSumS: number): number {
    return this.#lastBeatsS === null ? 0 : arrivalS - this.#lastBeatsS - rrSumS;
  }

  #doubtSilence(): Beat[] {
    if (this.#hold !== null || !this.#envelope.isMature) return this.#cut(SUSPECT);
    this.#hold = new Hold(CLEAR_AFTER_SILENCE);
    return [];
  }

  /** End the segment here; what is known about the link's lag is worth nothing for the next one. */
  #cut(flags: number): Beat[] {
    if (this.#isInDoubt) this.#startSegment(SUSPECT);
    const beats = this.#release();
    this.#hold = new Hold();
    this.#startSegment(flags);
    return beats;
  }

  #startSegment(flags: number): void {
    this.#envelope = new Envelope();
    this.#markCut(flags);
  }

  /** Put the next beat into a new segment, unless there is no beat yet that it could be cut from. */
  #markCut(flags: number): void {
    if (this.#lastTimeS === null) return;
    if ((this.#nextFlags & AFTER_GAP) === 0) this.#segment += 1;
    this.#nextFlags |= AFTER_GAP | flags;
  }

  /** Move the strap's time on by one interval, if the interval took any time. */
  #count(rrMs: number, arrivalS: number, touch: number): Pending {
    const plausible = isPlausible(rrMs);
    const advanceS = this.#tookTime(rrMs, arrivalS) ? rrMs / 1000 : 0;
    this.#strapS += advanceS;
    this.#crumbs = advanceS ? 0 : this.#crumbs + 1;
    if (plausible) this.#rhythm.addInterval(advanceS);
    const flags = touch | (plausible ? 0 : IMPLAUSIBLE);
    return { strapS: this.#strapS + this.#crumbs * CRUMB_S, rrMs, advanceS, flags };
  }

  /** Whether this much time passed: a word too short is garbage, one too long is believed if the clock agrees. */
  #tookTime(rrMs: number, arrivalS: number): boolean {
    if (rrMs <= LONGEST_RR_MS) return rrMs >= SHORTEST_RR_MS;
    if (this.#envelope.isEmpty) return false;
    return arrivalS - (this.#strapS + rrMs / 1000) > this.#envelope.floorS - OVERRUN_S;
  }

  /** Put the beats of one packet on the clock, or hold them until that can be done. */
  #place(pending: readonly Pending[], lagS: number): Beat[] {
    if (this.#hold === null && this.#lateness(lagS) > CLEAR_AFTER_LATENESS) this.#hold = new Hold(CLEAR_AFTER_LATENESS);
    if (this.#hold !== null) return this.#addToHold(this.#hold, pending, lagS);
    this.#envelope.add(lagS);
    return this.#stamp(pending);
  }

  /** How far a lag is above the lower edge, in intervals: 1 is where one beat may be missing. */
  #lateness(lagS: number): number {
    return (lagS - this.#envelope.floorS) / this.#rhythm.shortestRrS;
  }

  #addToHold(hold: Hold, pending: readonly Pending[], lagS: number): Beat[] {
    hold.beats.push(...pending);
    hold.lagsS.push(lagS);
    if (hold.clearBelow !== null && this.#lateness(lagS) < hold.clearBelow) return this.#release();
    if (hold.lagsS.length < HOLD_PACKETS) return [];
    if (hold.clearBelow !== null) this.#startSegment(0); // the doubt was right
    return this.#release();
  }

  /** Place everything that was held; the lower edge of a segment starts at the least lag among it. */
  #release(): Beat[] {
    const hold = this.#hold;
    const startsSegment = this.#envelope.isEmpty;
    const first = hold?.beats[0];
    this.#hold = null;
    if (hold === null || first === undefined) {
      this.#hold = startsSegment ? new Hold() : null;
      return [];
    }
    for (const lagS of hold.lagsS) this.#envelope.add(lagS);
    if (startsSegment) this.#floorS = this.#firstFloor(first);
    return this.#stamp(hold.beats);
  }

  /** Where a segment starts: at the lower edge, but never before the last beat of the segment before. */
  #firstFloor(first: Pending): number {
    const floorS = this.#envelope.floorS;
    if (this.#lastTimeS === null) return floorS;
    return Math.max(floorS, this.#lastTimeS + CRUMB_S - (first.strapS - first.advanceS));
  }

  #stamp(pending: readonly Pending[]): Beat[] {
    return pending.map((each) => this.#beat(each));
  }

  #beat(pending: Pending): Beat {
    const overrun = this.#slew(pending.advanceS);
    this.#lastTimeS = pending.strapS + this.#floorS;
    const flags = pending.flags | this.#nextFlags | overrun;
    this.#nextFlags = 0;
    return { timeS: this.#unixOffsetS + this.#lastTimeS, rrMs: pending.rrMs, segment: this.#segment, flags };
  }

  /** Follow the lower edge slowly; quickly, and saying so, where more beats came than there was time for. */
  #slew(advanceS: number): number {
    const distanceS = this.#envelope.floorS - this.#floorS;
    const overruns = distanceS < -OVERRUN_S;
    const limitS = (overruns ? OVERRUN_SLEW : SLEW) * advanceS;
    this.#floorS += Math.max(-limitS, Math.min(limitS, distanceS));
    return overruns ? SUSPECT : 0;
  }
}
