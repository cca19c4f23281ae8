import assert from "node:assert/strict";
import { test } from "node:test";

import { breaksAfter, linesOf, logSplits, rowsBelow, xRange, yRange } from "../../api/web/src/chart/columns.ts";
import { runs, stepTo } from "../../api/web/src/chart/rows.ts";
import { fill } from "../../api/web/src/shared/texts.ts";

const column = (role: string, values: (number | null)[]) => ({ role, values, title: role, unit: "" }) as never;

test("stretches end where anything is absent", () => {
  assert.deepEqual(runs([1, 2, null, 4, null], [1, 2, 3, 4, 5]), [{ first: 0, last: 1 }, { first: 3, last: 3 }]);
  assert.deepEqual(runs([null, null]), []);
  assert.deepEqual(runs([1, 1, 1]), [{ first: 0, last: 2 }]);
  assert.deepEqual(runs(), []);
});

test("each line gets only the interval columns after it", () => {
  const columns = [column("x", [1]), column("value", [2]), column("low", [1]), column("high", [3]), column("value", [5])];
  const lines = linesOf(columns);
  assert.deepEqual(lines.map((line) => [line.column.values[0], line.low?.[0], line.high?.[0]]), [[2, 1, 3], [5, undefined, undefined]]);
});

test("values below their own day's usual range are told apart", () => {
  assert.deepEqual([...rowsBelow([30, 41, null, 20, 39], [35, 40, 35, null, 40])], [0, 4]);
  assert.deepEqual([...rowsBelow([30], null)], []);
});

test("axis covers all values and omits a distant zero", () => {
  const [low, high] = yRange([column("x", [900]), column("value", [40, null, 60]), column("usual-low", [30])], "linear");
  assert.ok(low < 30 && low > 20 && high > 60 && high < 70);
  const [logLow, logHigh] = yRange([column("value", [40, 0])], "log");
  assert.ok(logLow > 0 && logLow < 40 && logHigh > 40);
});

test("an axis without a single value still has two ends", () => {
  const [low, high] = yRange([column("value", [null])], "linear");
  assert.ok(low < high);
  assert.deepEqual(yRange([column("value", [5])], "linear"), [4.5, 5.5]);
});

test("a logarithmic axis has several marks even within one decade", () => {
  assert.deepEqual(logSplits(18, 62), [20, 30, 40, 50]);
  assert.ok(logSplits(20, 45).length >= 3);
});

test("the first and last marks are not cut, nor a single one", () => {
  assert.deepEqual(xRange([0, 10, 20]), [-5, 25]);
  const days = Array.from({ length: 101 }, (_, day) => day);
  assert.ok(xRange(days)[1] - 100 > 3, "a mark is wider than half a day of a hundred");
  const [from, to] = xRange([7]);
  assert.ok(from < 7 && to > 7);
});

test("line breaks at a missing day for any usual step", () => {
  assert.deepEqual(breaksAfter([1, 2, 3, 5, 6]), [2]);
  assert.deepEqual(breaksAfter([0, 300, 600, 1500]), [2]);
  assert.deepEqual(breaksAfter([1, 2, 3]), []);
  assert.deepEqual(breaksAfter([7]), []);
});

test("the arrow keys walk the rows and stay on them", () => {
  assert.deepEqual(["ArrowRight", "ArrowLeft", "Home", "End", "x"].map((key) => stepTo(key, null, 5)), [0, 4, 0, 4, null]);
  assert.equal(stepTo("ArrowRight", 4, 5), 4);
  assert.equal(stepTo("ArrowLeft", 0, 5), 0);
});

test("template fills given values and keeps missing ones", () => {
  assert.equal(fill("{rate} beats, {other}", { rate: 61 }), "61 beats, {other}");
});
