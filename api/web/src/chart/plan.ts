/** From the table's columns to what uPlot is told. */
import uPlot from "uplot";

import { drawIntervals, drawUsualRange } from "./drawing.ts";
import type { Column, TableData } from "./table.ts";

type Values = readonly (number | null)[];

/** One line of values, with its interval when the table has one. */
export interface Line {
  readonly column: Column;
  readonly low: Values | null;
  readonly high: Values | null;
}

/** The value columns, each with the `low` and `high` that follow it before the next value. */
export function linesOf(columns: readonly Column[]): readonly Line[] {
  const starts = columns.flatMap((column, place) => (column.role === "value" ? [place] : []));
  return starts.map((start, which) => {
    const own = columns.slice(start + 1, starts[which + 1]);
    return { column: columns[start]!, low: valuesOf(own, "low"), high: valuesOf(own, "high") };
  });
}

/** The values of the first column with that role, or null. */
export function valuesOf(columns: readonly Column[], role: Column["role"]): Values | null {
  return columns.find((column) => column.role === role)?.values ?? null;
}

/** Lowest and highest of everything that is drawn, with air around it. */
export function extent(columns: readonly Column[]): readonly [number, number] {
  const drawn = columns.filter((column) => column.role !== "x").flatMap((column) => column.values);
  const known = drawn.filter((value) => value !== null);
  if (known.length === 0) return [0, 1];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const air = 0.08 * (high - low) || 0.1 * Math.abs(high) || 1;
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

export interface Look {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly range: string;
  readonly values: readonly [string, string, string];
  readonly face: string;
}

/** What uPlot is told for a table in a certain look. */
export function optionsFor(table: TableData, look: () => Look, scale: "linear" | "log", language: string): Omit<uPlot.Options, "width" | "height"> {
  const lines = linesOf(table.columns);
  const [low, high] = extent(table.columns);
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 11 } },
    scales: { x: { time: table.isTime }, y: scale === "log" ? { distr: 3 } : { range: [low, high] } },
    axes: [xAxis(look, language, table.isTime), yAxis(look, lines[0]?.column.unit ?? "")],
    series: [{}, ...lines.map((line, which) => seriesOf(line, which, look))],
    hooks: { drawAxes: [(plot) => drawBelow(plot, table, lines, look())] },
  };
}

function drawBelow(plot: uPlot, table: TableData, lines: readonly Line[], look: Look): void {
  const low = valuesOf(table.columns, "usual-low");
  const high = valuesOf(table.columns, "usual-high");
  if (low && high) drawUsualRange(plot, low, high, look.range);
  lines.forEach((line, which) => {
    if (line.low && line.high) drawIntervals(plot, line.low, line.high, colourOf(look, which));
  });
}

function seriesOf(line: Line, which: number, look: () => Look): uPlot.Series {
  return {
    label: line.column.title,
    stroke: () => colourOf(look(), which),
    width: 1.75,
    dash: which === 0 ? [] : [2, 4],
    spanGaps: false,
    points: { show: true, size: 7, width: 1.75, fill: () => (which === 0 ? colourOf(look(), which) : "transparent") },
  };
}

function colourOf(look: Look, which: number): string {
  return look.values[which % look.values.length]!;
}

function xAxis(look: () => Look, language: string, isTime: boolean): uPlot.Axis {
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  const hour = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const written = (moment: number, stepS: number) => (stepS < 86_400 ? hour : day).format(moment * 1000);
  const axis: uPlot.Axis = { ...axisLook(look), grid: { show: false }, space: 70 };
  if (isTime) axis.values = (_plot, splits, _axis, _space, stepS) => splits.map((moment) => written(moment, stepS));
  return axis;
}

function yAxis(look: () => Look, unit: string): uPlot.Axis {
  const axis: uPlot.Axis = { ...axisLook(look), grid: { stroke: () => look().line, width: 1 }, space: 45, size: 52 };
  return unit === "" ? axis : { ...axis, label: unit, labelSize: 24, labelFont: look().face };
}

function axisLook(look: () => Look): uPlot.Axis {
  return { stroke: () => look().soft, font: look().face, ticks: { show: false } };
}
