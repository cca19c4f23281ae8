/** From the table's columns to what uPlot is told. */
import type uPlot from "uplot";

import { breaksAfter, extent, type Line, linesOf, logSplits, reach, type Scale, valuesOf } from "./columns.ts";
import { drawIntervals, drawUsualRange } from "./overlays.ts";
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

/** Marks shrink, and intervals are left to the table, where rows have less room than this, in pixels. */
const ROOMY_PX = 7;

/** What uPlot is told for a table in a certain look. */
export function optionsFor(table: TableData, look: () => Look, { scale, language, widthPx }: Place): Omit<uPlot.Options, "width" | "height"> {
  const lines = linesOf(table.columns);
  const [low, high] = extent(table.columns, scale);
  const moments = valuesOf(table.columns, "x") ?? [];
  const [from, to] = reach(moments);
  const gaps = gapsAfter(breaksAfter(moments));
  const pointPx = widthPx / moments.length < ROOMY_PX ? 4 : 7;
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 11 } },
    scales: { x: { time: table.isTime, range: [from, to] }, y: { distr: scale === "log" ? 3 : 1, range: [low, high] } },
    axes: [xAxis(look, language, table.isTime), yAxis(look, lines[0]?.column.unit ?? "", scale)],
    series: [{}, ...lines.map((line, which) => ({ ...seriesOf(line, which, look, pointPx), gaps }))],
    hooks: { drawAxes: [(plot) => drawBelow(plot, table, lines, look())] },
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

/** Where a line is not drawn, in pixels of the canvas: over rows without a value, and over rows that are not there. */
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
    points: { show: true, size: pointPx, width: 1.75, fill: () => (which === 0 ? colourOf(look(), which) : "transparent") },
  };
}

function colourOf(look: Look, which: number): string {
  return look.values[which % look.values.length]!;
}

function xAxis(look: () => Look, language: string, isTime: boolean): uPlot.Axis {
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  const hour = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const written = (moment: number, stepS: number) => (stepS < 86_400 ? hour : day).format(moment * 1000);
  const axis: uPlot.Axis = { ...axisLook(look), grid: { show: false }, space: 64, size: 34 };
  if (isTime) axis.values = (_plot, splits, _axis, _space, stepS) => splits.map((moment) => written(moment, stepS));
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
