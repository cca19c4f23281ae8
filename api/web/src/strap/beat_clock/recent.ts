/** What is usual for a strap and its wearer just now: gaps between notifications, and intervals between beats. */

const RECENT_INTERVALS = 16;
const RECENT_GAPS = 15;
const USUAL_GAP_S = 1; // Heart Rate Service 1.0, 3.1.1.5: "approximately 1 time per second"
const USUAL_RR_S = 0.8; // before the first interval came in
const BACKLOG_S = 0.3; // notifications closer together than this waited somewhere and came in one go
const MISSED_GAPS = 1.6; // usual gaps of silence that a lost notification leaves behind
const CHANGE_GAIN = 1 / 16;
const USUAL_CHANGE_S = 0.03;

/** The gaps between the last notifications. */
export class Gaps {
  private readonly gapsS = [USUAL_GAP_S];

  /** Take in the time between two notifications; those that came in one go after a silence say nothing. */
  add(gapS: number): void {
    if (gapS >= BACKLOG_S) keep(this.gapsS, gapS, RECENT_GAPS);
  }

  /** The shortest of the last gaps, so that a link that loses many does not pass for a strap that speaks seldom. */
  get usualS(): number {
    return Math.max(Math.min(...this.gapsS), USUAL_GAP_S);
  }

  /** Whether a gap between notifications is so long that one of them may be missing. */
  isLong(gapS: number): boolean {
    return gapS > MISSED_GAPS * this.usualS;
  }
}

/** The last intervals between beats. */
export class Intervals {
  /** How far an interval is from the one before, on average, seconds. */
  changeS = USUAL_CHANGE_S;
  private readonly rrS = [USUAL_RR_S];

  /** Take in one plausible interval. */
  add(rrS: number): void {
    this.changeS += CHANGE_GAIN * (Math.abs(rrS - this.rrS.at(-1)!) - this.changeS);
    keep(this.rrS, rrS, RECENT_INTERVALS);
  }

  /** The least that one missing beat would add to the lag. */
  get shortestS(): number {
    return Math.min(...this.rrS);
  }

  /** The longest that a beat usually waits for the next one. */
  get longestS(): number {
    return Math.max(...this.rrS);
  }
}

function keep(values: number[], value: number, room: number): void {
  values.push(value);
  if (values.length > room) values.shift();
}
