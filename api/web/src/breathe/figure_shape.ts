/** The shape of the calm figure: rings of water around a stone. Pure geometry; canvas.ts gives it colour.
 *
 * Each ring wanders in its own way while heart and breath go their own ways. As they fall in step the rings take up one
 * common wave, each a little turned against the next, and become a slow flower. Without beats every ring lies still.
 */

export interface Mood {
  /** Seconds since the figure began. */
  readonly timeS: number;
  /** 0: each ring for itself; 1: all in one wave. */
  readonly harmony: number;
  /** 0: no beats, at rest; 1: beats are heard. */
  readonly life: number;
  /** The breath, 0 empty to 1 full. */
  readonly fullness: number;
}

export const RINGS = 12;
const PETALS = 7;
const GOLDEN = 2.399963229728653; // the golden angle, radians: neighbours never line up by chance
const INNER = 0.37;
const OUTER = 0.83;
const BREATH = 0.22;
/** The stone in the middle, which carries the words, as a part of half the figure's size. */
export const STONE = 0.33;

/** Distance from the middle, as a part of half the figure's size, of one ring in one direction. */
export function radius(ring: number, angle: number, mood: Mood): number {
  const place = ring / (RINGS - 1);
  const swell = 1 - (0.4 + 0.6 * place) * BREATH * (1 - mood.fullness);
  const base = (INNER + (OUTER - INNER) * place) * swell;
  const movement = mood.harmony * together(place, angle, mood.timeS) + (1 - mood.harmony) * alone(ring, angle, mood.timeS);
  return base * (1 + mood.life * movement);
}

/** The common wave: petals that grow outwards and turn slowly. */
function together(place: number, angle: number, timeS: number): number {
  const turn = 0.09 * timeS + 0.9 * place * Math.sin(0.13 * timeS);
  return (0.035 + 0.115 * place) * Math.cos(PETALS * (angle + turn));
}

/** A ring's own wandering: three waves that never repeat together. */
function alone(ring: number, angle: number, timeS: number): number {
  const own = ring * GOLDEN;
  const way = ring % 2 === 0 ? 1 : -1;
  return (
    0.055 * Math.sin(2 * angle + own + way * 0.55 * timeS) +
    0.045 * Math.sin(3 * angle - 2 * own - way * 0.8 * timeS) +
    0.028 * Math.sin(5 * angle + 3 * own + 1.15 * timeS)
  );
}

/** The harmony that a measure asks for: gentle at both ends, so that there is nothing to reach. */
export function harmonyOf(share: number): number {
  const part = Math.min(1, Math.max(0, (share - 0.12) / 0.68));
  return part * part * (3 - 2 * part);
}

/** A value on its slow way to another: after `slownessS` seconds about two thirds of the way are gone. */
export function drift(value: number, goal: number, stepS: number, slownessS: number): number {
  return goal + (value - goal) * Math.exp(-Math.max(0, stepS) / slownessS);
}
