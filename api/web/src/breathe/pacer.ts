/** The pacer: where in a breath we are. Pure; whoever draws it brings the time. */

export const SLOWEST_PER_MIN = 4.5;
export const FASTEST_PER_MIN = 7;
export const USUAL_PER_MIN = 6;
/** The part of a breath that goes in; out takes a little longer. */
export const IN_SHARE = 0.4;

export interface Breath {
  readonly direction: "in" | "out";
  /** 0 is empty, 1 is full; eased, because lungs do not move in straight lines. */
  readonly fullness: number;
  /** Whole seconds still to go in this direction, counted down to 1. */
  readonly countdown: number;
}

/** How many breaths have passed, `stepS` seconds later. Changing the pace on the way never makes the breath jump. */
export function advance(turns: number, stepS: number, perMinute: number): number {
  return turns + (stepS * perMinute) / 60;
}

/** The breath at a moment, told by how many breaths have passed. */
export function breathAt(turns: number, perMinute: number): Breath {
  const within = turns - Math.floor(turns);
  const lengthS = 60 / perMinute;
  if (within < IN_SHARE) return { direction: "in", fullness: ease(within / IN_SHARE), countdown: left(IN_SHARE - within, lengthS) };
  const part = (within - IN_SHARE) / (1 - IN_SHARE);
  return { direction: "out", fullness: 1 - ease(part), countdown: left(1 - within, lengthS) };
}

/** A pace that the pacer can keep: a half step between the slowest and the fastest. */
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
