/** Recent gaps between notifications and recent RR intervals, as a measure of what is usual (sensors/beat_clock/recent.py). */
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
export class RecentGaps {
  private readonly gapsS = [USUAL_GAP_S];

  /** Add the time between two notifications; very short ones only show that a backlog arrived at once. */
  add(gapS: number): void {
    if (gapS >= BACKLOG_S) keep(this.gapsS, gapS, RECENT_GAPS);
  }

  /** The shortest recent gap, so that a link that loses many does not look like a slow strap. */
  get usualS(): number {
    return Math.max(Math.min(...this.gapsS), USUAL_GAP_S);
  }

  /** Whether a gap between notifications is so long that one of them may be missing. */
  isLong(gapS: number): boolean {
    return gapS > MISSED_GAPS * this.usualS;
  }
}

/** The last intervals between beats. */
export class RecentIntervals {
  /** Mean absolute difference of successive intervals, seconds. */
  changeS = USUAL_CHANGE_S;
  private readonly rrS = [USUAL_RR_S];

  /** Add one plausible interval. */
  add(rrS: number): void {
    this.changeS += CHANGE_GAIN * (Math.abs(rrS - this.rrS.at(-1)!) - this.changeS);
    keep(this.rrS, rrS, RECENT_INTERVALS);
  }

  /** The least by which one missing beat would raise the lag. */
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
