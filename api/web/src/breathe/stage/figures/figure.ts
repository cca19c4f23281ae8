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

/** Where a figure is drawn: around the middle of a square. */
export interface Place {
  /** Half the side of the square, in pixels of the canvas. */
  readonly half: number;
  /** Pixels of the canvas for one of the page's. */
  readonly scale: number;
  readonly colours: Colours;
}

export type Brush = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
/** Draws one state; the middle of the square is the origin. */
export type Paint = (brush: Brush, state: FigureState) => void;
/** Makes a figure ready for a place: what is the same in each frame is drawn only once, into layers. */
export type Figure = (place: Place) => Paint;

/** Radius of the disc in the middle, as a part of half the side. */
export const STONE = 0.33;
/** The farthest that anything is drawn from the middle, as a part of half the side. */
export const RIM = 0.97;
const PACE_FROM = 0.4;

/** A part of a figure that was drawn before, from one height of the square to another. */
export interface Layer {
  readonly image: OffscreenCanvas;
  readonly left: number;
  readonly top: number;
}

/** Draw a layer once, in pixels of the canvas, so that showing it is only copying; heights are parts of half the side. */
export function layerOf({ half }: Place, draw: (brush: Brush) => void, from = -1, to = 1): Layer {
  const [top, bottom] = [Math.floor((1 + from) * half), Math.ceil((1 + to) * half)];
  const image = new OffscreenCanvas(Math.max(1, Math.round(2 * half)), Math.max(1, bottom - top));
  const brush = image.getContext("2d")!;
  brush.translate(half, half - top);
  draw(brush);
  return { image, left: -half, top: top - half };
}

export function paintLayer(brush: Brush, { image, left, top }: Layer, strength = 1): void {
  brush.globalAlpha = Math.min(1, Math.max(0, strength));
  brush.drawImage(image, left, top);
  brush.globalAlpha = 1;
}

/** A disc of light that fades outwards over the whole square. */
export function drawGlow(brush: Brush, { half }: Place, colour: Colour): void {
  const light = brush.createRadialGradient(0, 0, 0.15 * half, 0, 0, half);
  light.addColorStop(0, rgba(colour, 1));
  light.addColorStop(0.5, rgba(colour, 0.42));
  light.addColorStop(1, rgba(colour, 0));
  brush.fillStyle = light;
  brush.fillRect(-half, -half, 2 * half, 2 * half);
}

/** The disc in the middle; it grows a little with the heart and warms at a beat. */
export function paintStone(brush: Brush, { half, scale, colours }: Place, state: FigureState): void {
  const size = half * STONE * (0.96 + 0.04 * state.rise) * (1 + 0.02 * state.beat * state.life);
  brush.beginPath();
  brush.arc(0, 0, size, 0, 2 * Math.PI);
  brush.fillStyle = rgba(colours.stone, 0.95);
  brush.fill();
  brush.lineWidth = (1.5 + 1.5 * state.beat) * scale;
  brush.strokeStyle = rgba(colours.near, 0.45 + 0.45 * state.beat * state.life);
  brush.stroke();
}

/** The pacer: a thin ring that goes out with the inhale and comes back with the exhale. */
export function paintPace(brush: Brush, { half, scale, colours }: Place, pace: number): void {
  brush.beginPath();
  brush.arc(0, 0, half * (PACE_FROM + (RIM - PACE_FROM - 0.02) * pace), 0, 2 * Math.PI);
  brush.lineWidth = 5 * scale;
  brush.strokeStyle = rgba(colours.stone, 0.55);
  brush.stroke();
  brush.lineWidth = 2 * scale;
  brush.strokeStyle = rgba(colours.far, 0.95);
  brush.stroke();
}

export function between(one: Colour, other: Colour, part: number): Colour {
  const mix = (place: 0 | 1 | 2) => Math.round(one[place] + (other[place] - one[place]) * part);
  return [mix(0), mix(1), mix(2)];
}

export function rgba([red, green, blue]: Colour, opacity: number): string {
  return `rgb(${red} ${green} ${blue} / ${Math.max(0, opacity).toFixed(3)})`;
}
