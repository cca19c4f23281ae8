/** The hatched usual range and the whiskers of intervals, which uPlot does not draw itself. */
import type uPlot from "uplot";

import { type Run, runs } from "./rows.ts";
import type { Mark } from "./table.ts";

type Values = readonly (number | null)[];

/** The usual range: hatched between two dashed edges, so that it does not depend on colour. */
export function drawUsualRange(plot: uPlot, low: Values, high: Values, colour: string): void {
  for (const run of runs(low, high)) {
    inside(plot, () => {
      const band = bandPath(plot, run, low, high);
      hatch(plot, band, colour);
      for (const edge of [low, high]) dash(plot, edgePath(plot, run, edge), colour);
    });
  }
}

/** The interval of each value: a line with short ends. */
export function drawIntervals(plot: uPlot, low: Values, high: Values, colour: string): void {
  const halfEnd = 3 * devicePixelRatio;
  inside(plot, () => {
    const path = new Path2D();
    for (const { first, last } of runs(low, high)) {
      for (let row = first; row <= last; row += 1) {
        const x = plot.valToPos(plot.data[0][row]!, "x", true);
        for (const y of [yOf(plot, low[row]!), yOf(plot, high[row]!)]) {
          path.moveTo(x - halfEnd, y);
          path.lineTo(x + halfEnd, y);
        }
        path.moveTo(x, yOf(plot, low[row]!));
        path.lineTo(x, yOf(plot, high[row]!));
      }
    }
    plot.ctx.globalAlpha = 0.45;
    stroke(plot, path, colour, 1.2);
  });
}

/** Each value as a point; those below the usual range point down, so that it does not depend on colour. */
export function drawPoints(plot: uPlot, values: Values, below: ReadonlySet<number>, sizePx: number, colour: string): void {
  const half = (sizePx / 2) * devicePixelRatio;
  inside(plot, () => {
    const path = new Path2D();
    values.forEach((value, row) => {
      if (value === null) return;
      const [x, y] = [plot.valToPos(plot.data[0][row]!, "x", true), yOf(plot, value)];
      if (below.has(row)) corners(path, [x - 1.3 * half, y - half], [x + 1.3 * half, y - half], [x, y + 1.4 * half]);
      else circle(path, x, y, half);
    });
    plot.ctx.fillStyle = colour;
    plot.ctx.fill(path);
  });
}

/** What else happened: a line and a lozenge where the light changed; squares and rings along the lower edge. */
export function drawMarks(plot: uPlot, kind: Mark, rows: readonly number[], colour: string): void {
  const size = 4 * devicePixelRatio;
  const { top, height } = plot.bbox;
  inside(plot, () => {
    const path = new Path2D();
    for (const row of rows) {
      const x = plot.valToPos(plot.data[0][row]!, "x", true);
      if (kind === "light") {
        dash(plot, line(x, top, top + height), colour);
        corners(path, [x, top], [x + 1.3 * size, top + 1.5 * size], [x, top + 3 * size], [x - 1.3 * size, top + 1.5 * size]);
      } else if (kind === "noted") corners(path, ...square(x, top + height - 2 * size, size));
      else circle(path, x, top + height - 5 * size, size);
    }
    plot.ctx.fillStyle = colour;
    if (kind === "breathed") stroke(plot, path, colour, 1.5);
    else plot.ctx.fill(path);
  });
}

type Corner = readonly [number, number];

function corners(path: Path2D, ...[first, ...others]: readonly Corner[]): void {
  path.moveTo(...first!);
  for (const each of others) path.lineTo(...each);
  path.closePath();
}

function square(x: number, y: number, half: number): readonly Corner[] {
  return [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]];
}

function circle(path: Path2D, x: number, y: number, radius: number): void {
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
}

function line(x: number, from: number, to: number): Path2D {
  const path = new Path2D();
  path.moveTo(x, from);
  path.lineTo(x, to);
  return path;
}

function inside(plot: uPlot, draw: () => void): void {
  const { left, top, width, height } = plot.bbox;
  plot.ctx.save();
  plot.ctx.beginPath();
  plot.ctx.rect(left, top, width, height);
  plot.ctx.clip();
  draw();
  plot.ctx.restore();
}

function bandPath(plot: uPlot, { first, last }: Run, low: Values, high: Values): Path2D {
  const path = new Path2D();
  for (let row = first; row <= last; row += 1) path.lineTo(...widened(plot, row, high, { first, last }));
  for (let row = last; row >= first; row -= 1) path.lineTo(...widened(plot, row, low, { first, last }));
  path.closePath();
  return path;
}

function edgePath(plot: uPlot, run: Run, edge: Values): Path2D {
  const path = new Path2D();
  for (let row = run.first; row <= run.last; row += 1) path.lineTo(...widened(plot, row, edge, run));
  return path;
}

/** A range of a single day would have no width: the ends of a run reach a little beyond their days. */
function widened(plot: uPlot, row: number, values: Values, { first, last }: Run): [number, number] {
  const reach = 4 * devicePixelRatio;
  const x = plot.valToPos(plot.data[0][row]!, "x", true);
  const beyond = (row === last ? reach : 0) - (row === first && first !== last ? reach : 0);
  return [x + beyond, yOf(plot, values[row]!)];
}

function hatch(plot: uPlot, band: Path2D, colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.clip(band);
  ctx.globalAlpha = 0.13;
  ctx.fillStyle = colour;
  ctx.fill(band);
  const lines = new Path2D();
  const gap = 7 * devicePixelRatio;
  for (let x = bbox.left - bbox.height; x < bbox.left + bbox.width; x += gap) {
    lines.moveTo(x, bbox.top + bbox.height);
    lines.lineTo(x + bbox.height, bbox.top);
  }
  ctx.globalAlpha = 0.3;
  stroke(plot, lines, colour, 1);
  ctx.restore();
}

function dash(plot: uPlot, path: Path2D, colour: string): void {
  plot.ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  stroke(plot, path, colour, 1.5);
  plot.ctx.setLineDash([]);
}

function stroke(plot: uPlot, path: Path2D, colour: string, width: number): void {
  plot.ctx.strokeStyle = colour;
  plot.ctx.lineWidth = width * devicePixelRatio;
  plot.ctx.stroke(path);
}

function yOf(plot: uPlot, value: number): number {
  return plot.valToPos(value, "y", true);
}
