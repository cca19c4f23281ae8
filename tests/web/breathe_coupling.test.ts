import assert from "node:assert/strict";
import { test } from "node:test";

import { breathCoupling, NEEDED_S } from "../../api/web/src/breathe/stage/coupling.ts";
import { IMPLAUSIBLE, SUSPECT } from "../../api/web/src/live/beat_flags.ts";
import { beatsOf, randomOf, START_S } from "./simulated.ts";

test("heart swinging only with the pacer is fully in step", () => {
  for (const perMinute of [4.5, 5, 5.5, 6, 6.5, 7]) {
    const measure = breathCoupling(beatsOf({ perMinute, swingMs: 50 }), perMinute);
    assert.ok(measure!.share > 0.97, `${perMinute}: ${measure!.share}`);
    assert.ok(Math.abs(measure!.swingMs - 100) < 8, `${perMinute}: ${measure!.swingMs}`);
  }
});

test("a heart that swings at another pace is not in step", () => {
  for (const perMinute of [12, 15, 2]) {
    assert.ok(breathCoupling(beatsOf({ perMinute }), 6)!.share < 0.2, String(perMinute));
  }
});

test("slightly slower or faster breathing still counts", () => {
  assert.ok(breathCoupling(beatsOf({ perMinute: 5.7 }), 6)!.share > 0.9);
});

test("without a pace the best fitting breath is found", () => {
  for (const perMinute of [5, 9, 13.5]) assert.ok(breathCoupling(beatsOf({ perMinute }), null)!.share > 0.9, String(perMinute));
});

test("noise lowers the share, and pure noise is far from in step", () => {
  const clean = breathCoupling(beatsOf({ swingMs: 40, noiseMs: 10 }), 6)!.share;
  const noisy = breathCoupling(beatsOf({ swingMs: 40, noiseMs: 80 }), 6)!.share;
  const nothing = breathCoupling(beatsOf({ swingMs: 0, noiseMs: 60 }), 6)!.share;
  assert.ok(clean > noisy && noisy > nothing && nothing < 0.25, `${clean} ${noisy} ${nothing}`);
});

test("a slow drift of the heart rate does not hide the breath", () => {
  const drifting = beatsOf({}).map((beat) => ({ ...beat, rrMs: beat.rrMs + 2 * (beat.timeS - START_S) }));
  assert.ok(breathCoupling(drifting, 6)!.share > 0.95);
});

test("too few seconds of beats give no measure", () => {
  assert.equal(breathCoupling([], 6), null);
  assert.equal(breathCoupling(beatsOf({ lengthS: NEEDED_S - 3 }), 6), null);
  assert.notEqual(breathCoupling(beatsOf({ lengthS: NEEDED_S + 3 }), 6), null);
});

test("only the last 64 seconds count", () => {
  const before = beatsOf({ perMinute: 15, lengthS: 300 }).map((beat) => ({ ...beat, timeS: beat.timeS - 301 }));
  assert.ok(breathCoupling([...before, ...beatsOf({ perMinute: 6, lengthS: 70 })], 6)!.share > 0.97);
});

test("beats that cannot be used are left out and never filled in", () => {
  const beats = beatsOf({}).map((beat, place) => (place % 9 === 0 ? { ...beat, rrMs: 2000, flags: SUSPECT | IMPLAUSIBLE } : beat));
  assert.ok(breathCoupling(beats, 6)!.share > 0.97);
});

test("a gap of lost beats leaves the measure whole", () => {
  const beats = beatsOf({ lengthS: 64 }).filter((beat) => beat.timeS < START_S + 20 || beat.timeS > START_S + 35);
  assert.ok(breathCoupling(beats, 6)!.share > 0.97);
});

test("constant heart rate has no share in step", () => {
  assert.deepEqual(breathCoupling(beatsOf({ swingMs: 0 }), 6), { share: 0, swingMs: 0 });
});

test("share stays within 0 and 1 for any level and scale", () => {
  const dice = randomOf(7);
  for (let round = 0; round < 60; round += 1) {
    const heart = { meanMs: 500 + 700 * dice(), perMinute: 4 + 14 * dice(), swingMs: 90 * dice(), noiseMs: 90 * dice(), seed: round };
    const beats = beatsOf(heart);
    const share = breathCoupling(beats, 6)!.share;
    assert.ok(share >= 0 && share <= 1, JSON.stringify(heart));
    const other = beats.map((beat) => ({ ...beat, rrMs: 3 * beat.rrMs - 200 }));
    assert.ok(Math.abs(breathCoupling(other, 6)!.share - share) < 1e-9, JSON.stringify(heart));
  }
});
