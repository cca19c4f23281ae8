/** The shape of the figure: rings around a stone. Pure geometry; figure_canvas.ts draws it.
 *
 * Without breath coupling each ring moves by itself. With more coupling the rings share one wave, each a little turned
 * against the next, and form a slow flower. Without beats the rings do not move.
 */

export interface FigureState {
  /** Seconds since the figure began. */
  readonly timeS: number;
  /** 0: each ring by itself; 1: all in one wave. */
  readonly harmony: number;
  /** 0: no beats, at rest; 1: beats arrive. */
  readonly life: number;
  /** The breath, from 0 empty to 1 full. */
  readonly fullness: number;
}

export const RINGS = 12;
const PETALS = 7;
const GOLDEN = 2.399963229728653; // the golden angle, radians: neighbours never line up by chance
const INNER = 0.37;
const OUTER = 0.83;
const BREATH = 0.22;
/** Size of the stone in the middle, which carries the text, as a part of half the figure's size. */
export const STONE = 0.33;

/** Distance from the middle, as a part of half the figure's size, of one ring in one direction. */
export function radius(ring: number, angle: number, state: FigureState): number {
  const place = ring / (RINGS - 1);
  const swell = 1 - (0.4 + 0.6 * place) * BREATH * (1 - state.fullness);
  const base = (INNER + (OUTER - INNER) * place) * swell;
  const movement = state.harmony * commonWave(place, angle, state.timeS) + (1 - state.harmony) * ownWave(ring, angle, state.timeS);
  return base * (1 + state.life * movement);
}

/** The common wave: petals that grow outwards and turn slowly. */
function commonWave(place: number, angle: number, timeS: number): number {
  const turn = 0.09 * timeS + 0.9 * place * Math.sin(0.13 * timeS);
  return (0.035 + 0.115 * place) * Math.cos(PETALS * (angle + turn));
}

/** A ring's own movement: three waves that never repeat together. */
function ownWave(ring: number, angle: number, timeS: number): number {
  const own = ring * GOLDEN;
  const sign = ring % 2 === 0 ? 1 : -1;
  return (
    0.055 * Math.sin(2 * angle + own + sign * 0.55 * timeS) +
    0.045 * Math.sin(3 * angle - 2 * own - sign * 0.8 * timeS) +
    0.028 * Math.sin(5 * angle + 3 * own + 1.15 * timeS)
  );
}

/** The harmony for a share of coupling: flat at both ends, so that there is no target to reach. */
export function harmonyOf(share: number): number {
  const part = Math.min(1, Math.max(0, (share - 0.12) / 0.68));
  return part * part * (3 - 2 * part);
}

/** Exponential approach to a goal: after `timeConstantS` seconds about two thirds are done. */
export function approach(value: number, goal: number, stepS: number, timeConstantS: number): number {
  return goal + (value - goal) * Math.exp(-Math.max(0, stepS) / timeConstantS);
}
