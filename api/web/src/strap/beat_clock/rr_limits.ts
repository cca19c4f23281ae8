/** Limits of RR intervals: what counts as a beat, and what is plausible (sensors/heart_rate/rr_limits.py). */
import { HOLE_MS, LONGEST_RR_MS, REFRACTORY_MS, SHORTEST_RR_MS } from "./constants.ts";

/** Whether a beat ended this interval: 0, 65535 and words that no heart could make are none. */
export function isBeat(rrMs: number): boolean {
  return REFRACTORY_MS <= rrMs && rrMs < HOLE_MS;
}

/** Whether a heart at rest or work beats like this; anything else stays a beat, but a flagged one. */
export function isPlausible(rrMs: number): boolean {
  return SHORTEST_RR_MS <= rrMs && rrMs <= LONGEST_RR_MS;
}
