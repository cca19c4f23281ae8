/** When to show a beat: beats arrive in blocks, so they are played a little late, each at its own moment. */
import type { Beat } from "../live/beats.ts";

/** Behind the newest beats by at least this, seconds: the length of a block and of the way here. */
export const DELAY_S = 8;

/** The moments of the beats that fall due between two looks at the server's clock, in order. */
export function due(trail: readonly Beat[], beforeS: number, clockS: number): readonly number[] {
  return trail.map((beat) => beat.timeS + DELAY_S).filter((showS) => showS > beforeS && showS <= clockS);
}
