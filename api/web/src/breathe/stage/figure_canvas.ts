/** Draws the figure on a canvas. */
import { type FigureState, radius, RINGS, STONE } from "./figure_shape.ts";

const DIRECTIONS = 120;
type Colour = readonly [number, number, number];

export interface Painter {
  /** Draw the figure in a state; `beat` is 1 at a heart beat and fades to 0. */
  paint(state: FigureState, beat: number): void;
}

/** A painter for a canvas; it follows the canvas's size and the reader's light or dark. */
export function painterFor(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext("2d")!;
  let colours = coloursOf(canvas);
  const fit = () => {
    canvas.width = canvas.clientWidth * devicePixelRatio;
    canvas.height = canvas.clientHeight * devicePixelRatio;
  };
  new ResizeObserver(fit).observe(canvas);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (colours = coloursOf(canvas)));
  fit();
  return { paint: (state, beat) => paintAll(context, colours, state, beat) };
}

interface Colours {
  readonly near: Colour;
  readonly far: Colour;
  readonly stone: Colour;
}

function paintAll(context: CanvasRenderingContext2D, colours: Colours, state: FigureState, beat: number): void {
  const { width, height } = context.canvas;
  const half = Math.min(width, height) / 2;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  paintGlow(context, colours, half, state, beat);
  for (let ring = RINGS - 1; ring >= 0; ring -= 1) paintRing(context, colours, half, ring, state);
  paintStone(context, colours, half, state, beat);
}

function paintGlow(context: CanvasRenderingContext2D, colours: Colours, half: number, state: FigureState, beat: number): void {
  const glow = context.createRadialGradient(0, 0, 0.15 * half, 0, 0, half);
  const strength = state.life * (0.12 + 0.12 * state.harmony + 0.05 * beat);
  glow.addColorStop(0, rgba(colours.far, strength));
  glow.addColorStop(1, rgba(colours.far, 0));
  context.fillStyle = glow;
  context.fillRect(-half, -half, 2 * half, 2 * half);
}

function paintRing(context: CanvasRenderingContext2D, colours: Colours, half: number, ring: number, state: FigureState): void {
  const place = ring / (RINGS - 1);
  const colour = between(colours.near, colours.far, place);
  const presence = 0.35 + 0.65 * state.life;
  const outline = ringPath(half, ring, state);
  context.fillStyle = rgba(colour, 0.06 * presence);
  context.fill(outline);
  context.lineWidth = (1 + 0.7 * (1 - place)) * devicePixelRatio;
  context.strokeStyle = rgba(colour, (0.5 + 0.3 * (1 - place)) * presence);
  context.stroke(outline);
}

function ringPath(half: number, ring: number, state: FigureState): Path2D {
  const path = new Path2D();
  for (let step = 0; step <= DIRECTIONS; step += 1) {
    const angle = (2 * Math.PI * step) / DIRECTIONS;
    const length = half * radius(ring, angle, state);
    path.lineTo(length * Math.cos(angle), length * Math.sin(angle));
  }
  path.closePath();
  return path;
}

/** The stone in the middle carries the text, so it is plain. */
function paintStone(context: CanvasRenderingContext2D, colours: Colours, half: number, state: FigureState, beat: number): void {
  const size = half * STONE * (0.95 + 0.05 * state.fullness) * (1 + 0.025 * beat * state.life);
  context.beginPath();
  context.arc(0, 0, size, 0, 2 * Math.PI);
  context.fillStyle = rgba(colours.stone, 0.94);
  context.fill();
  context.lineWidth = 1.6 * devicePixelRatio;
  context.strokeStyle = rgba(colours.near, 0.5 + 0.4 * beat * state.life);
  context.stroke();
}

function coloursOf(canvas: HTMLCanvasElement): Colours {
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim().split(/\s+/).map(Number) as unknown as Colour;
  return { near: colour("--figure-near"), far: colour("--figure-far"), stone: colour("--figure-stone") };
}

function between(one: Colour, other: Colour, part: number): Colour {
  const mix = (place: 0 | 1 | 2) => Math.round(one[place] + (other[place] - one[place]) * part);
  return [mix(0), mix(1), mix(2)];
}

function rgba([red, green, blue]: Colour, opacity: number): string {
  return `rgb(${red} ${green} ${blue} / ${opacity.toFixed(3)})`;
}
