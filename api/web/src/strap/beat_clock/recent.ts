/** What is usual for a strap and its wearer just now: gaps between notifications, and intervals between beats. */
import {
  BACKLOG_S,
  CHANGE_GAIN,
  MISSED_GAPS,
  RECENT_GAPS,
  RECENT_INTERVALS,
  USUAL_CHANGE_S,
  USUAL_GAP_S,
  USUAL_RR_S,
} from "./constants.ts";

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
