/** The breathing pacer: phase and fullness of the breath. Pure functions of the breaths so far. */

export const SLOWEST_PER_MIN = 4;
export const FASTEST_PER_MIN = 8;
export const USUAL_PER_MIN = 6;
/** Share of the moving breath that is the inhale; the exhale takes a little longer. */
export const IN_SHARE = 0.4;

/** How a breath is divided; the holds are part of its length, so that they leave the pace as it is. */
export interface Shape {
  readonly inShare: number;
  readonly holdFullS: number;
  readonly holdEmptyS: number;
}

export const USUAL_SHAPE: Shape = { inShare: IN_SHARE, holdFullS: 0, holdEmptyS: 0 };

/** `full` and `empty` are the holds after the inhale and after the exhale. */
export type Direction = "in" | "full" | "out" | "empty";

export interface Breath {
  readonly direction: Direction;
  /** 0 is empty, 1 is full; eased at both ends. */
  readonly fullness: number;
  /** Whole seconds left in this direction, counted down to 1. */
  readonly countdown: number;
  /** Seconds that this direction takes as a whole. */
  readonly lengthS: number;
}

/** The number of breaths `stepS` seconds later. A change of pace never makes the breath jump. */
export function advance(breaths: number, stepS: number, perMinute: number): number {
  return breaths + (stepS * perMinute) / 60;
}

/** The breath after so many breaths, the fraction included. */
export function breathAt(breaths: number, perMinute: number, shape: Shape = USUAL_SHAPE): Breath {
  let atS = ((breaths - Math.floor(breaths)) * 60) / perMinute;
  const parts = partsOf(perMinute, shape);
  for (const [direction, lengthS] of parts) {
    if (atS < lengthS) return { direction, fullness: fullnessOf(direction, atS / lengthS), countdown: left(lengthS - atS), lengthS };
    atS -= lengthS;
  }
  return { direction: "out", fullness: 0, countdown: 1, lengthS: parts[2]![1] }; // rounding at the very end of a breath
}

/** The parts of a breath in their order, with their seconds. */
function partsOf(perMinute: number, { inShare, holdFullS, holdEmptyS }: Shape): readonly (readonly [Direction, number])[] {
  const movingS = 60 / perMinute - holdFullS - holdEmptyS;
  return [
    ["in", inShare * movingS],
    ["full", holdFullS],
    ["out", (1 - inShare) * movingS],
    ["empty", holdEmptyS],
  ];
}

/** The nearest allowed pace: a multiple of a tenth between the slowest and the fastest. */
export function allowedPace(perMinute: number): number {
  if (!Number.isFinite(perMinute)) return USUAL_PER_MIN;
  return Math.min(FASTEST_PER_MIN, Math.max(SLOWEST_PER_MIN, Math.round(10 * perMinute) / 10));
}

function fullnessOf(direction: Direction, part: number): number {
  switch (direction) {
    case "in":
      return ease(part);
    case "full":
      return 1;
    case "out":
      return 1 - ease(part);
    case "empty":
      return 0;
  }
}

function ease(part: number): number {
  return (1 - Math.cos(Math.PI * part)) / 2;
}

function left(seconds: number): number {
  return Math.max(1, Math.ceil(seconds - 1e-9));
}
