/** Draws the chosen figure on its canvas. */
import { sheetOf } from "../canvas.ts";
import type { FigureState } from "../motion.ts";
import { type Figure, paintPace, paintStone } from "./figure.ts";
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
  paint(state: FigureState): void;
}

/** A painter for a canvas; it paints the last state again when the size, the colours or the figure change. */
export function painterFor(canvas: HTMLCanvasElement): Painter {
  let figure: Figure = water;
  let last: FigureState | null = null;
  const sheet = sheetOf(canvas, () => last && paint(last));

  function paint(state: FigureState): void {
    last = state;
    const { context, colours } = sheet;
    const { width, height } = context.canvas;
    const half = Math.min(width, height) / 2;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.translate(width / 2, height / 2);
    figure(context, half, colours, state);
    if (state.pace !== null) paintPace(context, half, colours, state.pace);
    paintStone(context, half, colours, state);
  }

  return {
    paint,
    choose: (name) => {
      figure = FIGURES[name];
      if (last !== null) paint(last);
    },
  };
}
