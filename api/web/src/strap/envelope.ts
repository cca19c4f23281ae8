/**
 * How late packets are, and what that says about missing beats: sensors/envelope.py in the browser.
 *
 * A packet's lag is its arrival minus the running sum of the strap's intervals: a constant, plus the latency of the link,
 * plus the wait of the last beat for its packet. A lag that stays a whole interval above the lower edge of the lags means
 * that a beat is missing.
 */

const WINDOW_PACKETS = 60;
const MATURE_PACKETS = 16; // from here on the lower edge can be trusted to within a small part of an interval
const RECENT_INTERVALS = 16;
const RECENT_GAPS = 15;
const USUAL_GAP_S = 1; // Heart Rate Service 1.0, 3.1.1.5: "approximately 1 time per second"
const USUAL_RR_S = 0.8; // before the first interval came in
const MISSED_PACKET_GAPS = 1.6; // usual gaps of silence that a lost packet leaves behind
/** Packets closer together than this waited somewhere and came in one go. */
export const BACKLOG_S = 0.3;

/** The newest values, as many as fit. */
class Recent {
  readonly #values: number[];
  readonly #room: number;

  constructor(room: number, ...values: number[]) {
    this.#room = room;
    this.#values = values;
  }

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#room) this.#values.shift();
  }

  get length(): number {
    return this.#values.length;
  }

  get least(): number {
    return Math.min(...this.#values);
  }
}

/** The lower edge of the lags of one segment. */
export class Envelope {
  readonly #lagsS = new Recent(WINDOW_PACKETS);

  /** Take in the lag of one packet that brought beats. */
  add(lagS: number): void {
    this.#lagsS.add(lagS);
  }

  get isEmpty(): boolean {
    return this.#lagsS.length === 0;
  }

  /** Whether enough packets came in for `floorS` to be close to the truth. */
  get isMature(): boolean {
    return this.#lagsS.length >= MATURE_PACKETS;
  }

  /** The smallest lag of the last minute. */
  get floorS(): number {
    return this.#lagsS.least;
  }
}

/** What is usual for this strap just now: the gap between packets and the shortest interval. */
export class Rhythm {
  readonly #gapsS = new Recent(RECENT_GAPS, USUAL_GAP_S);
  readonly #rrS = new Recent(RECENT_INTERVALS, USUAL_RR_S);

  /** Take in the time between two packets; those that come in one go after a silence say nothing about it. */
  addGap(gapS: number): void {
    if (gapS >= BACKLOG_S) this.#gapsS.add(gapS);
  }

  /** Take in one plausible interval. */
  addInterval(rrS: number): void {
    this.#rrS.add(rrS);
  }

  /** The least that one missing beat would add to the lag. */
  get shortestRrS(): number {
    return this.#rrS.least;
  }

  /**
   * Whether a gap between packets is so long that one of them may be missing. The usual gap is the shortest of the last
   * ones, so that a link that loses many packets does not pass for a strap that speaks seldom; but not below a second.
   */
  isLong(gapS: number): boolean {
    return gapS > MISSED_PACKET_GAPS * Math.max(this.#gapsS.least, USUAL_GAP_S);
  }
}
