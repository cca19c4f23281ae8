/** What all figures have in common: where they are drawn, with which colours, and the disc in the middle that carries words. */
import type { FigureState } from "../motion.ts";

export type Colour = readonly [number, number, number];

export interface Colours {
  readonly near: Colour;
  readonly far: Colour;
  readonly stone: Colour;
  readonly sky: Colour;
  readonly light: Colour;
  readonly isDark: boolean;
}

/** Draws one state around the middle of a square; `half` is half its side in pixels of the canvas. */
export type Figure = (context: CanvasRenderingContext2D, half: number, colours: Colours, state: FigureState) => void;

/** Radius of the disc in the middle, as a part of half the side. */
export const STONE = 0.33;
/** The farthest that anything is drawn from the middle, as a part of half the side. */
export const RIM = 0.97;
const PACE_FROM = 0.4;

const GLOW_SIZE = 128;
let glow: { readonly of: string; readonly image: OffscreenCanvas } | null = null;

/** A disc of light that fades outwards: drawn once for a colour, since a gradient at each frame costs most of its time. */
export function paintGlow(context: CanvasRenderingContext2D, half: number, colour: Colour, strength: number, reach: number): void {
  const of = colour.join(" ");
  if (glow?.of !== of) glow = { of, image: glowOf(colour) };
  context.globalAlpha = Math.min(1, Math.max(0, strength));
  context.drawImage(glow.image, -reach * half, -reach * half, 2 * reach * half, 2 * reach * half);
  context.globalAlpha = 1;
}

function glowOf(colour: Colour): OffscreenCanvas {
  const image = new OffscreenCanvas(GLOW_SIZE, GLOW_SIZE);
  const context = image.getContext("2d")!;
  const middle = GLOW_SIZE / 2;
  const light = context.createRadialGradient(middle, middle, 0.15 * middle, middle, middle, middle);
  light.addColorStop(0, rgba(colour, 1));
  light.addColorStop(0.5, rgba(colour, 0.42));
  light.addColorStop(1, rgba(colour, 0));
  context.fillStyle = light;
  context.fillRect(0, 0, GLOW_SIZE, GLOW_SIZE);
  return image;
}

/** The disc in the middle; it grows a little with the heart and warms at a beat. */
export function paintStone(context: CanvasRenderingContext2D, half: number, colours: Colours, state: FigureState): void {
  const size = half * STONE * (0.96 + 0.04 * state.rise) * (1 + 0.02 * state.beat * state.life);
  context.beginPath();
  context.arc(0, 0, size, 0, 2 * Math.PI);
  context.fillStyle = rgba(colours.stone, 0.95);
  context.fill();
  context.lineWidth = (1.5 + 1.5 * state.beat) * devicePixelRatio;
  context.strokeStyle = rgba(colours.near, 0.45 + 0.45 * state.beat * state.life);
  context.stroke();
}

/** The pacer: a thin ring that goes out with the inhale and comes back with the exhale. */
export function paintPace(context: CanvasRenderingContext2D, half: number, colours: Colours, pace: number): void {
  context.beginPath();
  context.arc(0, 0, half * (PACE_FROM + (RIM - PACE_FROM - 0.02) * pace), 0, 2 * Math.PI);
  context.lineWidth = 5 * devicePixelRatio;
  context.strokeStyle = rgba(colours.stone, 0.55);
  context.stroke();
  context.lineWidth = 2 * devicePixelRatio;
  context.strokeStyle = rgba(colours.far, 0.95);
  context.stroke();
}

export function between(one: Colour, other: Colour, part: number): Colour {
  const mix = (place: 0 | 1 | 2) => Math.round(one[place] + (other[place] - one[place]) * part);
  return [mix(0), mix(1), mix(2)];
}

export function rgba([red, green, blue]: Colour, opacity: number): string {
  return `rgb(${red} ${green} ${blue} / ${Math.max(0, opacity).toFixed(3)})`;
}
