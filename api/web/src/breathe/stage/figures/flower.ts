/** The flower: rings around the disc.
 *
 * Apart, each ring moves by itself. The more they share, the more one wave goes through all of them, each a little turned
 * against the next, and they open to a slow flower. The heart's rise opens it, its fall closes it.
 */
import type { FigureState } from "../motion.ts";
import { between, type Brush, drawGlow, type Figure, layerOf, paintLayer, rgba } from "./figure.ts";

export const RINGS = 9;
/** Six to a petal: fewer round it off, more cost time. */
const DIRECTIONS = 42;
const PETALS = 7;
const GOLDEN = 2.399963229728653; // the golden angle, radians: neighbours never line up by chance
const INNER = 0.4;
const OUTER = 0.83;
const OPENING = 0.26;

type Point = readonly [number, number];

const TURNS = Array.from({ length: DIRECTIONS }, (_, step) => {
  const angle = (2 * Math.PI * step) / DIRECTIONS;
  return { angle, across: Math.cos(angle), down: Math.sin(angle) };
});

export const flower: Figure = (place) => {
  const { half, colours } = place;
  const glow = layerOf(place, (brush) => drawGlow(brush, place, colours.far));
  const rings = Array.from({ length: RINGS }, (_, ring) => between(colours.near, colours.far, ring / (RINGS - 1)));
  return (brush, state) => {
    brush.clearRect(-half, -half, 2 * half, 2 * half);
    paintLayer(brush, glow, state.life * (0.1 + 0.14 * state.rise + 0.08 * state.harmony));
    const presence = 0.4 + 0.6 * state.life;
    for (let ring = RINGS - 1; ring >= 0; ring -= 1) {
      trace(brush, half, ring, state);
      brush.fillStyle = rgba(rings[ring]!, (0.05 + 0.06 * (ring / (RINGS - 1)) + 0.05 * state.rise) * presence);
      brush.fill();
      brush.lineWidth = 1; // a wider line takes four times as long
      brush.strokeStyle = rgba(rings[ring]!, 0.85 * presence);
      brush.stroke();
    }
  };
};

/** A closed, round line through the middles between the points of a ring. */
function trace(brush: Brush, half: number, ring: number, state: FigureState): void {
  const points = TURNS.map(({ angle, across, down }) => {
    const length = half * radius(ring, angle, state);
    return [length * across, length * down] as const;
  });
  const middle = ([x, y]: Point, [otherX, otherY]: Point) => [(x + otherX) / 2, (y + otherY) / 2] as const;
  brush.beginPath();
  brush.moveTo(...middle(points.at(-1)!, points[0]!));
  points.forEach((point, place) => brush.quadraticCurveTo(...point, ...middle(point, points[place + 1] ?? points[0]!)));
  brush.closePath();
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
