/** A canvas that follows its size on the page and the reader's light or dark. */
import type { Colour, Colours } from "./figures/figure.ts";
import { FINEST } from "./fineness.ts";

export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  /** Pixels of the canvas for one of the page's. */
  readonly scale: number;
  readonly colours: Colours;
  /** Use at most so many pixels for one of the page's. */
  setFinest(finest: number): void;
}

/** The sheet of a canvas; it always holds the present size and colours. `changed` is called after either changed. */
export function sheetOf(canvas: HTMLCanvasElement, changed: () => void): Sheet {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let finest = FINEST;
  const sheet = {
    context: canvas.getContext("2d")!,
    scale: 1,
    colours: coloursOf(canvas, dark.matches),
    setFinest: (now: number) => {
      finest = now;
      fit();
    },
  };
  const fit = () => {
    sheet.scale = Math.min(finest, devicePixelRatio);
    canvas.width = Math.round(canvas.clientWidth * sheet.scale);
    canvas.height = Math.round(canvas.clientHeight * sheet.scale);
    changed();
  };
  new ResizeObserver(fit).observe(canvas);
  dark.addEventListener("change", () => {
    sheet.colours = coloursOf(canvas, dark.matches);
    changed();
  });
  fit();
  return sheet;
}

function coloursOf(canvas: HTMLCanvasElement, isDark: boolean): Colours {
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(`--figure-${name}`).trim().split(/\s+/).map(Number) as unknown as Colour;
  return { near: colour("near"), far: colour("far"), stone: colour("stone"), sky: colour("sky"), light: colour("light"), isDark };
}
