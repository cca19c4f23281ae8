/** When to show a beat: beats arrive in blocks, so each is shown with the same delay. */
import type { Beat } from "../../live/beats.ts";

/** The delay, seconds: the length of a block plus its transport. */
export const DELAY_S = 8;

/** The times at which beats are due between two readings of the server's clock, in order. */
export function due(trail: readonly Beat[], beforeS: number, clockS: number): readonly number[] {
  return trail.map((beat) => beat.timeS + DELAY_S).filter((showS) => showS > beforeS && showS <= clockS);
}
