/** The hatched usual range and the whiskers of intervals, which uPlot does not draw itself. */
import type uPlot from "uplot";

import { type Run, runs } from "./rows.ts";

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
