/** The curve of the heart rate: points that were measured, and where the line between them is broken. Pure. */
import { type Beat, isUsable } from "../../live/beats.ts";

export interface CurvePoint {
  readonly timeS: number;
  /** Beats a minute, of one interval. */
  readonly perMinute: number;
  /** Whether the beat may still move a little. */
  readonly isOpen: boolean;
}

/** The seconds that the curve looks back. */
export const CURVE_S = 75;
/** Neighbouring beats are one interval apart within this, ms. */
const JOIN_MS = 150;
/** The smallest height of the curve, beats a minute: a calm heart is not blown up to a storm. */
const LEAST_RANGE = 12;

/** The points of usable beats in stretches without a hole; nothing is drawn across one. */
export function stretchesOf(trail: readonly Beat[], open: readonly Beat[], sinceS: number): readonly (readonly CurvePoint[])[] {
  const stretches: CurvePoint[][] = [];
  let beforeS = -Infinity;
  for (const [beats, isOpen] of [[trail, false], [open, true]] as const) {
    for (const beat of beats) {
      if (beat.timeS < sinceS || !isUsable(beat)) continue;
      const isJoined = Math.abs((beat.timeS - beforeS) * 1000 - beat.rrMs) <= JOIN_MS;
      if (!isJoined) stretches.push([]);
      stretches.at(-1)!.push({ timeS: beat.timeS, perMinute: 60_000 / beat.rrMs, isOpen });
      beforeS = beat.timeS;
    }
  }
  return stretches;
}

/** The lowest and the highest rate that the curve shows, with a little room. */
export function rangeOf(stretches: readonly (readonly CurvePoint[])[]): readonly [number, number] | null {
  const rates = stretches.flat().map((point) => point.perMinute);
  if (rates.length === 0) return null;
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const [middle, half] = [(low + high) / 2, Math.max(LEAST_RANGE, 1.2 * (high - low)) / 2];
  return [middle - half, middle + half];
}

/** Where the newest rate lies between those of the last breaths, 0 lowest to 1 highest; null without beats. */
export function liftOf(stretches: readonly (readonly CurvePoint[])[]): number | null {
  const range = rangeOf(stretches);
  const newest = stretches.at(-1)?.at(-1);
  if (range === null || newest === undefined) return null;
  return Math.min(1, Math.max(0, (newest.perMinute - range[0]) / (range[1] - range[0])));
}
