import assert from "node:assert/strict";
import { test } from "node:test";

import { clock, phaseAt } from "../../api/web/src/check/phases.ts";
import { hintFor } from "../../api/web/src/check/strap_hint.ts";
import { SUSPECT } from "../../api/web/src/live/beat_flags.ts";
import { NOTHING_YET, receive } from "../../api/web/src/live/state.ts";
import { beatsOf } from "./simulated.ts";

const COURSE = { settleS: 60, measureS: 120 };
const hearing = (flags = 0) =>
  receive(NOTHING_YET, { kind: "beats", beats: beatsOf({}).map((beat) => ({ ...beat, flags })), ageS: 1 }, 100);

test("check settles for one minute and measures for two", () => {
  assert.deepEqual(phaseAt(0, COURSE), { name: "settling", leftS: 60, passed: 0 });
  assert.equal(phaseAt(59.5, COURSE).leftS, 1);
  assert.deepEqual(phaseAt(60, COURSE), { name: "measuring", leftS: 120, passed: 1 / 3 });
  assert.deepEqual(phaseAt(180, COURSE), { name: "over", leftS: 0, passed: 1 });
  assert.equal(phaseAt(900, COURSE).passed, 1);
});

test("clock slightly behind the server starts at zero", () => {
  assert.deepEqual(phaseAt(-3, COURSE), phaseAt(0, COURSE));
});

test("the countdown never runs backwards", () => {
  let left = Infinity;
  for (let elapsedS = 0; elapsedS < 60; elapsedS += 0.25) {
    const now = phaseAt(elapsedS, COURSE).leftS;
    assert.ok(now <= left);
    left = now;
  }
});

test("seconds are written as a clock writes them", () => {
  assert.deepEqual([120, 61.9, 9, 0].map(clock), ["2:00", "1:01", "0:09", "0:00"]);
});

test("the most useful hint about the strap comes first", () => {
  assert.equal(hintFor(NOTHING_YET, 1), "waiting");
  assert.equal(hintFor(hearing(), 101), "good");
  assert.equal(hintFor(hearing(SUSPECT), 101), "unclear");
  assert.equal(hintFor({ ...hearing(SUSPECT), contact: false }, 101), "no-contact");
  assert.equal(hintFor({ ...hearing(), contact: false }, 200), "silent");
  assert.equal(hintFor({ ...hearing(), link: "ended" }, 101), "ended");
});
