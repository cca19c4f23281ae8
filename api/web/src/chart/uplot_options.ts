/** uPlot's options for a table. */
import type uPlot from "uplot";

import { breaksAfter, type Line, linesOf, logSplits, rowsBelow, type Scale, valuesOf, xRange, yRange } from "./columns.ts";
import { drawIntervals, drawMarks, drawPoints, drawUsualRange } from "./overlays.ts";
import type { TableData } from "./table.ts";

export interface Look {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly range: string;
  readonly values: readonly [string, string, string];
  readonly face: string;
}

/** Where and how a chart is drawn. */
export interface Place {
  readonly scale: Scale;
  readonly language: string;
  readonly widthPx: number;
}

/** Below this many pixels per row, points are smaller and intervals are not drawn. */
const ROOMY_PX = 7;

/** uPlot's options for a table, colours and place. */
export function optionsFor(table: TableData, look: () => Look, { scale, language, widthPx }: Place): Omit<uPlot.Options, "width" | "height"> {
  const lines = linesOf(table.columns);
  const [low, high] = yRange(table.columns, scale);
  const times = valuesOf(table.columns, "x") ?? [];
  const [from, to] = xRange(times);
  const gaps = gapsAfter(breaksAfter(times));
  const pointPx = widthPx / times.length < ROOMY_PX ? 4 : 7;
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 11 } },
    scales: { x: { time: table.isTime, range: [from, to] }, y: { distr: scale === "log" ? 3 : 1, range: [low, high] } },
    axes: [xAxis(look, language, table.isTime), yAxis(look, lines[0]?.column.unit ?? "", scale)],
    series: [{}, ...lines.map((line, which) => ({ ...seriesOf(line, which, look, pointPx), gaps }))],
    hooks: {
      drawAxes: [(plot) => drawBelow(plot, table, lines, look())],
      draw: [(plot) => drawAbove(plot, table, lines[0], { look: look(), pointPx })],
    },
  };
}

function drawBelow(plot: uPlot, table: TableData, lines: readonly Line[], look: Look): void {
  const low = valuesOf(table.columns, "usual-low");
  const high = valuesOf(table.columns, "usual-high");
  if (low && high) drawUsualRange(plot, low, high, look.range);
  if (plot.over.clientWidth / plot.data[0].length < ROOMY_PX) return;
  lines.forEach((line, which) => {
    if (line.low && line.high) drawIntervals(plot, line.low, line.high, colourOf(look, which));
  });
}

/** The points of the first line, whose shape tells which lie below the usual range, and what else happened. */
function drawAbove(plot: uPlot, table: TableData, first: Line | undefined, { look, pointPx }: { look: Look; pointPx: number }): void {
  if (first) {
    const values = first.column.values;
    drawPoints(plot, values, rowsBelow(values, valuesOf(table.columns, "usual-low")), pointPx, colourOf(look, 0));
  }
  for (const { mark } of table.columns) if (mark) drawMarks(plot, mark.kind, mark.rows, look.ink);
}

/** Where a line is interrupted, in canvas pixels: at rows without a value and at missing rows. */
function gapsAfter(rows: readonly number[]): uPlot.Series.GapsRefiner {
  return (plot, _series, first, last, empty) => {
    const at = (row: number) => plot.valToPos(plot.data[0][row]!, "x", true);
    const missing = rows.filter((row) => row >= first && row < last).map((row): [number, number] => [at(row), at(row + 1)]);
    return [...empty, ...missing].sort(([one], [other]) => one - other);
  };
}

function seriesOf(line: Line, which: number, look: () => Look, pointPx: number): uPlot.Series {
  return {
    label: line.column.title,
    stroke: () => colourOf(look(), which),
    width: 1.75,
    dash: which === 0 ? [] : [2, 4],
    spanGaps: false,
    points: { show: which > 0, size: pointPx, width: 1.75, fill: () => "transparent" },
  };
}

function colourOf(look: Look, which: number): string {
  return look.values[which % look.values.length]!;
}

function xAxis(look: () => Look, language: string, isTime: boolean): uPlot.Axis {
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  const hour = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const written = (timeS: number, stepS: number) => (stepS < 86_400 ? hour : day).format(timeS * 1000);
  const axis: uPlot.Axis = { ...axisLook(look), grid: { show: false }, space: 64, size: 34 };
  if (isTime) axis.values = (_plot, splits, _axis, _space, stepS) => splits.map((timeS) => written(timeS, stepS));
  return axis;
}

function yAxis(look: () => Look, unit: string, scale: Scale): uPlot.Axis {
  const axis: uPlot.Axis = { ...axisLook(look), grid: { stroke: () => look().line, width: 1 }, space: 45, size: 46 };
  if (scale === "log") {
    axis.splits = (_plot, _axis, low, high) => logSplits(low, high);
    axis.filter = (_plot, splits) => splits;
  }
  return unit === "" ? axis : { ...axis, label: unit, labelSize: 20, labelFont: look().face };
}

function axisLook(look: () => Look): uPlot.Axis {
  return { stroke: () => look().soft, font: look().face, ticks: { show: false } };
}
