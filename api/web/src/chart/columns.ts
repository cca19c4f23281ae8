/** From table columns to lines, axis ranges and axis marks. Pure functions. */
import type { Column } from "./table.ts";

export type Values = readonly (number | null)[];
export type Scale = "linear" | "log";

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

/** The rows whose value lies below the usual range of its row. */
export function rowsBelow(values: Values, usualLow: Values | null): ReadonlySet<number> {
  const below = values.flatMap((value, row) => {
    const low = usualLow?.[row] ?? null;
    return value !== null && low !== null && value < low ? [row] : [];
  });
  return new Set(below);
}

/** The range of the x axis: half a step beyond the first and last row, and enough that neither point nor mark is cut. */
export function xRange(times: Values): readonly [number, number] {
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 1];
  const steps = Math.min(15, Math.max(1, times.length - 1));
  const margin = (last - first) / (2 * steps) || 43_200;
  return [first - margin, last + margin];
}

/** The range of the y axis: everything that is drawn, with some margin. */
export function yRange(columns: readonly Column[], scale: Scale): readonly [number, number] {
  const drawn = columns.filter((column) => column.role !== "x").flatMap((column) => column.values);
  const known = drawn.filter((value) => value !== null && (scale === "linear" || value > 0)) as number[];
  if (known.length === 0) return [1, 10];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (scale === "log") return [low / 1.12, high * 1.12];
  const margin = 0.08 * (high - low) || 0.1 * Math.abs(high) || 1;
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
}

/** Marks of a logarithmic axis: round numbers about a third apart, since a usual range spans no decade. */
export function logSplits(low: number, high: number): number[] {
  const round = [1, 1.5, 2, 3, 4, 5, 7];
  const decades = Array.from({ length: 8 }, (_, power) => 10 ** (power - 2));
  return decades.flatMap((decade) => round.map((digit) => digit * decade)).filter((mark) => mark >= low && mark <= high);
}

/** The rows after which at least one step is missing, the shortest step being the usual one: no line crosses there. */
export function breaksAfter(times: Values): readonly number[] {
  const steps = times.slice(1).map((time, row) => (time ?? 0) - (times[row] ?? 0));
  const usual = Math.min(...steps);
  return steps.flatMap((step, row) => (step > 1.5 * usual ? [row] : []));
}
