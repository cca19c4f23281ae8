/** The flower: rings around the disc.
 *
 * Apart, each ring moves by itself. The more they share, the more one wave goes through all of them, each a little turned
 * against the next, and they open to a slow flower. The heart's rise opens it, its fall closes it.
 */
import type { FigureState } from "../motion.ts";
import { between, type Figure, paintGlow, rgba } from "./figure.ts";

export const RINGS = 9;
const DIRECTIONS = 72;
/** One ring in so many is filled: filling is what costs. */
const FILLED_EVERY = 3;
const PETALS = 7;
const GOLDEN = 2.399963229728653; // the golden angle, radians: neighbours never line up by chance
const INNER = 0.4;
const OUTER = 0.83;
const OPENING = 0.26;

export const flower: Figure = (context, half, colours, state) => {
  paintGlow(context, half, colours.far, state.life * (0.1 + 0.14 * state.rise + 0.08 * state.harmony), 1);
  const presence = 0.4 + 0.6 * state.life;
  for (let ring = RINGS - 1; ring >= 0; ring -= 1) {
    const place = ring / (RINGS - 1);
    const colour = between(colours.near, colours.far, place);
    const outline = ringPath(half, ring, state);
    if (ring % FILLED_EVERY === FILLED_EVERY - 1) {
      context.fillStyle = rgba(colour, (0.14 + 0.08 * state.rise) * presence);
      context.fill(outline);
    }
    context.lineWidth = (1 + 0.7 * (1 - place)) * devicePixelRatio;
    context.strokeStyle = rgba(colour, (0.5 + 0.3 * (1 - place)) * presence);
    context.stroke(outline);
  }
};

function ringPath(half: number, ring: number, state: FigureState): Path2D {
  const path = new Path2D();
  for (let step = 0; step < DIRECTIONS; step += 1) {
    const angle = (2 * Math.PI * step) / DIRECTIONS;
    const length = half * radius(ring, angle, state);
    path.lineTo(length * Math.cos(angle), length * Math.sin(angle));
  }
  path.closePath();
  return path;
}

/** Distance from the middle, as a part of half the side, of one ring in one direction. */
export function radius(ring: number, angle: number, state: FigureState): number {
  const place = ring / (RINGS - 1);
  const open = 1 - (0.25 + 0.75 * place) * OPENING * (1 - state.rise);
  const base = INNER + (OUTER - INNER) * place * open;
  const movement = state.harmony * commonWave(place, angle, state.timeS) + (1 - state.harmony) * ownWave(ring, angle, state.timeS);
  return base * (1 + state.life * movement);
}

/** The common wave: petals that grow outwards and turn slowly. */
function commonWave(place: number, angle: number, timeS: number): number {
  const turn = 0.09 * timeS + 0.9 * place * Math.sin(0.13 * timeS);
  return (0.02 + 0.13 * place) * Math.cos(PETALS * (angle + turn));
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
