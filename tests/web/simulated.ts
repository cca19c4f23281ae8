/** Hearts to try the live pages' arithmetic on. */
import type { Beat } from "../../api/web/src/live/beats.ts";

export const START_S = 1_795_248_000;

export interface Heart {
  readonly meanMs?: number;
  /** Breaths per minute that the intervals swing with. */
  readonly perMinute?: number;
  /** Half the swing, ms. */
  readonly swingMs?: number;
  /** Half-width of even noise, ms. */
  readonly noiseMs?: number;
  readonly lengthS?: number;
  readonly seed?: number;
}

/** Beats of a heart that swings with the breath, with noise on top. */
export function beatsOf({ meanMs = 900, perMinute = 6, swingMs = 60, noiseMs = 0, lengthS = 90, seed = 1 }: Heart): Beat[] {
  const dice = randomOf(seed);
  const beats: Beat[] = [];
  for (let timeS = START_S; timeS < START_S + lengthS; ) {
    const rrMs = meanMs + swingMs * Math.sin((2 * Math.PI * perMinute * timeS) / 60) + noiseMs * (2 * dice() - 1);
    timeS += rrMs / 1000;
    beats.push({ timeS, rrMs, segment: 0, flags: 0 });
  }
  return beats;
}

/** Repeatable numbers from 0 to 1 (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
