/** What one RR interval is worth: whether it is a beat at all, and whether a heart would beat so (sensors/heart_rate/rr_limits.py). */

export const SHORTEST_RR_MS = 273; // 220 beats a minute
export const LONGEST_RR_MS = 2000; // 30 beats a minute
const REFRACTORY_MS = 100; // no ventricle can be excited again sooner; some straps append such a word to every packet
const HOLE_MS = 10_000; // no heart pauses so long between beats; words up there are noise, or "no value" (65535)

/** Whether a beat ended this interval; 0, all bits set and words that no heart could make are none. */
export function isBeat(rrMs: number): boolean {
  return REFRACTORY_MS <= rrMs && rrMs < HOLE_MS;
}

/** Whether a heart at rest or work beats like this; what is outside stays a beat, but a flagged one. */
export function isPlausible(rrMs: number): boolean {
  return SHORTEST_RR_MS <= rrMs && rrMs <= LONGEST_RR_MS;
}
