/** The breathing pacer: phase and fullness of the breath. Pure functions of the breaths so far. */

export const SLOWEST_PER_MIN = 4.5;
export const FASTEST_PER_MIN = 7;
export const USUAL_PER_MIN = 6;
/** Share of a breath that is the inhale; the exhale takes a little longer. */
export const IN_SHARE = 0.4;

export interface Breath {
  readonly direction: "in" | "out";
  /** 0 is empty, 1 is full; eased at both ends. */
  readonly fullness: number;
  /** Whole seconds left in this direction, counted down to 1. */
  readonly countdown: number;
}

/** The number of breaths `stepS` seconds later. A change of pace never makes the breath jump. */
export function advance(breaths: number, stepS: number, perMinute: number): number {
  return breaths + (stepS * perMinute) / 60;
}

/** The breath after so many breaths, the fraction included. */
export function breathAt(breaths: number, perMinute: number): Breath {
  const within = breaths - Math.floor(breaths);
  const lengthS = 60 / perMinute;
  if (within < IN_SHARE) return { direction: "in", fullness: ease(within / IN_SHARE), countdown: left(IN_SHARE - within, lengthS) };
  const part = (within - IN_SHARE) / (1 - IN_SHARE);
  return { direction: "out", fullness: 1 - ease(part), countdown: left(1 - within, lengthS) };
}

/** The nearest allowed pace: a multiple of one half between the slowest and the fastest. */
export function allowedPace(perMinute: number): number {
  if (!Number.isFinite(perMinute)) return USUAL_PER_MIN;
  return Math.min(FASTEST_PER_MIN, Math.max(SLOWEST_PER_MIN, Math.round(2 * perMinute) / 2));
}

function ease(part: number): number {
  return (1 - Math.cos(Math.PI * part)) / 2;
}

function left(share: number, lengthS: number): number {
  return Math.max(1, Math.ceil(share * lengthS - 1e-9));
}
