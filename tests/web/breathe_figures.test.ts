import assert from "node:assert/strict";
import { test } from "node:test";

import { type Brush, type Colours, type Figure, type Place } from "../../api/web/src/breathe/stage/figures/figure.ts";
import { flower } from "../../api/web/src/breathe/stage/figures/flower.ts";
import { trees } from "../../api/web/src/breathe/stage/figures/trees.ts";
import { water } from "../../api/web/src/breathe/stage/figures/water.ts";
import { FINEST, Fineness } from "../../api/web/src/breathe/stage/fineness.ts";

/** The pixels that are used after half a minute of frames whose length depends on them, and the seconds until they were. */
function settled(frameS: (finest: number) => number): { finest: number; afterS: number } {
  const fineness = new Fineness();
  let [passedS, afterS] = [0, 0];
  while (passedS < 30) {
    passedS += frameS(fineness.finest);
    if (fineness.follow(frameS(fineness.finest))) afterS = passedS;
  }
  return { finest: fineness.finest, afterS };
}

/** A processor that needs so long for a frame of one pixel for each of the page's, beside a screen of 60 frames a second. */
function slow(frameS: number): (finest: number) => number {
  return (finest) => Math.ceil(60 * frameS * finest ** 2) / 60;
}

test("smooth figure stays as fine as it is", () => {
  assert.equal(settled(() => 1 / 60).finest, FINEST);
  assert.equal(settled(() => 1 / 120).finest, FINEST);
});

test("figure gets as coarse as its frames need", () => {
  assert.equal(settled(slow(0.008)).finest, 1.25);
  assert.equal(settled(slow(0.0125)).finest, 1);
  assert.equal(settled(slow(0.025)).finest, 0.75);
});

test("slow figure is coarse enough within a second", () => {
  for (const frameS of [0.008, 0.0125, 0.016]) assert.ok(settled(slow(frameS)).afterS <= 1, `${frameS}`);
});

test("figure stays fine where fewer pixels do not help", () => {
  assert.equal(settled(() => 1 / 30).finest, FINEST);
  assert.equal(settled(() => 0.25).finest, FINEST);
});

test("frames of a quarter of a second make the figure coarser", () => {
  assert.equal(settled((finest) => 0.0625 * finest ** 2).finest, 0.75);
});

test("time out of sight never makes the figure coarser", () => {
  const fineness = new Fineness();
  for (let frame = 0; frame < 500; frame += 1) fineness.follow(frame % 4 === 0 ? 0.25 : 1 / 60);
  assert.equal(fineness.finest, FINEST);
});

// ---------------------------------------------------------------------------- what a frame asks of a canvas
type Asked = Map<string, number>;

/** A canvas or path that draws nothing and counts what is asked of it; what it makes counts too. */
function counting(asked: Asked): any {
  const count = (name: string, by = 1) => asked.set(name, (asked.get(name) ?? 0) + by);
  return new Proxy({} as Record<string | symbol, unknown>, {
    get: (kept, name) => {
      if (name in kept) return kept[name];
      return (...told: unknown[]) => {
        count(String(name));
        if (name === "drawImage" && told.length > 3) count("scaled images");
        return counting(asked);
      };
    },
  });
}

/** What the last of some frames of a figure asks for. */
function frameOf(figure: Figure): Asked {
  const asked: Asked = new Map();
  const stands = globalThis as { Path2D?: unknown; OffscreenCanvas?: unknown };
  stands.Path2D = function () {
    return counting(asked);
  };
  stands.OffscreenCanvas = function () {
    asked.set("layers", (asked.get("layers") ?? 0) + 1);
    return { getContext: () => counting(asked) };
  };
  const colour = [100, 120, 140] as const;
  const colours: Colours = { near: colour, far: colour, stone: colour, sky: colour, light: colour, isDark: false };
  const place: Place = { half: 200, scale: 2, colours };
  const paint = figure(place);
  const brush = counting(asked) as Brush;
  for (let frame = 0; frame < 3; frame += 1) {
    asked.clear();
    paint(brush, { timeS: 4 + frame / 60, harmony: 0.5, life: 1, rise: 0.6, pace: null, beat: 0 });
  }
  return asked;
}

for (const [name, figure] of Object.entries({ water, trees, flower })) {
  test(`frame of ${name} makes no layer or gradient, and scales nothing`, () => {
    const asked = frameOf(figure);
    for (const dear of ["layers", "createRadialGradient", "createLinearGradient", "scaled images"]) {
      assert.equal(asked.get(dear), undefined, dear);
    }
    assert.ok(asked.get("drawImage")! >= 1);
  });

  test(`frame of ${name} asks little of the canvas`, () => {
    const asked = frameOf(figure);
    const shapes = (asked.get("fill") ?? 0) + (asked.get("stroke") ?? 0);
    const lines = ["lineTo", "quadraticCurveTo", "arc"].reduce((sum, line) => sum + (asked.get(line) ?? 0), 0);
    assert.ok(shapes <= 24, `${shapes} shapes`);
    assert.ok(lines <= 700, `${lines} lines`);
  });
}
