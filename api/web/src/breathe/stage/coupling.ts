/** Breath coupling: the share of the variance of RR intervals that oscillates at the breathing frequency.
 *
 * A straight line and one sine wave are fitted to the usable intervals of the last 64 seconds by least squares (a Lomb-Scargle
 * periodogram at one frequency; Lomb 1976, doi:10.1007/BF00648343). Nothing is interpolated across gaps.
 */
import { type Beat, isUsable, lastOf } from "../../live/beats.ts";

export interface BreathCoupling {
  /** Share of the variance around the straight line that the wave explains, 0 to 1. */
  readonly share: number;
  /** Peak-to-trough amplitude of the wave, ms. */
  readonly swingMs: number;
}

export const WINDOW_S = 64;
/** Seconds of usable beats below which there is no result. */
export const NEEDED_S = 40;
/** Nobody keeps a pace exactly: frequencies this much lower or higher are tried too. */
const LEEWAY = [0.94, 0.97, 1, 1.03, 1.06];
const OWN_PACES_PER_MIN = Array.from({ length: 29 }, (_, step) => 4 + step / 2);
/** Variation below this, ms, is the strap's rounding. */
const STILL_MS = 1;

/** The coupling at the pacer's frequency, or at the best fitting one when `perMinute` is null; null with too few beats. */
export function breathCoupling(trail: readonly Beat[], perMinute: number | null): BreathCoupling | null {
  const beats = lastOf(trail, WINDOW_S).filter(isUsable);
  if (secondsOf(beats) < NEEDED_S) return null;
  const paces = perMinute === null ? OWN_PACES_PER_MIN : LEEWAY.map((factor) => factor * perMinute);
  const fits = paces.map((pace) => fitAt(beats, pace / 60));
  return fits.reduce((best, fit) => (fit.share > best.share ? fit : best));
}

/** Seconds of beats: the sum of their intervals. */
export function secondsOf(beats: readonly Beat[]): number {
  return beats.reduce((sum, beat) => sum + beat.rrMs, 0) / 1000;
}

/** The share and the swing of a sine wave of `hz` in the beats' intervals. */
function fitAt(beats: readonly Beat[], hz: number): BreathCoupling {
  const start = beats[0]?.timeS ?? 0;
  const times = beats.map((beat) => beat.timeS - start);
  const basis = orthonormal([
    times.map(() => 1),
    times,
    times.map((timeS) => Math.cos(2 * Math.PI * hz * timeS)),
    times.map((timeS) => Math.sin(2 * Math.PI * hz * timeS)),
  ]);
  const deviation = without(beats.map((beat) => beat.rrMs), basis.slice(0, 2));
  const total = dot(deviation, deviation);
  if (total < beats.length * STILL_MS ** 2) return { share: 0, swingMs: 0 };
  const explained = basis.slice(2).reduce((sum, wave) => sum + dot(deviation, wave) ** 2, 0);
  return { share: Math.min(1, explained / total), swingMs: 2 * Math.sqrt((2 * explained) / beats.length) };
}

/** The columns made orthonormal (Gram and Schmidt). */
function orthonormal(columns: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const basis: (readonly number[])[] = [];
  for (const column of columns) {
    const rest = without(column, basis);
    const length = Math.sqrt(dot(rest, rest)) || 1;
    basis.push(rest.map((value) => value / length));
  }
  return basis;
}

function without(column: readonly number[], basis: readonly (readonly number[])[]): readonly number[] {
  return basis.reduce((rest, unit) => {
    const size = dot(rest, unit);
    return rest.map((value, place) => value - size * (unit[place] ?? 0));
  }, column);
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
}
