/** Draws the chosen figure on its canvas. */
import { Fineness } from "../fineness.ts";
import { sheetOf } from "../canvas.ts";
import type { FigureState } from "../motion.ts";
import { type Figure, type Paint, paintPace, paintStone, type Place } from "./figure.ts";
import { flower } from "./flower.ts";
import { trees } from "./trees.ts";
import { water } from "./water.ts";

export type FigureName = "water" | "trees" | "flower";

const FIGURES: Readonly<Record<FigureName, Figure>> = { water, trees, flower };

export function isFigureName(name: string | null | undefined): name is FigureName {
  return name !== null && name !== undefined && name in FIGURES;
}

export interface Painter {
  choose(name: FigureName): void;
  /** Paint a state, so many seconds after the one before; a screen that is slow gets a coarser picture. */
  paint(state: FigureState, stepS: number): void;
}

/** A painter for a canvas; it paints the last state again when the size, the colours or the figure change.
 *
 * `coarser` is told how fine the picture is from now on, when that changes.
 */
export function painterFor(canvas: HTMLCanvasElement, coarser: (finest: number) => void): Painter {
  const fineness = new Fineness();
  let figure: Figure = water;
  let ready: { readonly place: Place; readonly paint: Paint } | null = null;
  let last: FigureState | null = null;
  const sheet = sheetOf(canvas, again);

  /** Make the figure ready anew for what has changed. */
  function again(): void {
    ready = null;
    if (last !== null) draw(last);
  }

  function draw(state: FigureState): void {
    last = state;
    const { context, scale, colours } = sheet;
    const { width, height } = context.canvas;
    if (ready === null) {
      const place = { half: Math.min(width, height) / 2, scale, colours };
      ready = { place, paint: figure(place) };
    }
    const { place, paint } = ready;
    context.setTransform(1, 0, 0, 1, width / 2, height / 2);
    paint(context, state);
    if (state.pace !== null) paintPace(context, place, state.pace);
    paintStone(context, place, state);
  }

  return {
    paint: (state, stepS) => {
      if (fineness.follow(stepS)) {
        sheet.setFinest(fineness.finest);
        coarser(fineness.finest);
      }
      draw(state);
    },
    choose: (name) => {
      figure = FIGURES[name];
      again();
    },
  };
}
