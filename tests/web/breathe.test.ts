import assert from "node:assert/strict";
import { test } from "node:test";

import { advanceExercise, end, pacedPerMinute, press, READY } from "../../api/web/src/breathe/session/exercise.ts";
import { advance, allowedPace, breathAt, IN_SHARE } from "../../api/web/src/breathe/session/pacer.ts";

test("six breaths a minute take four seconds in and six out", () => {
  const turnsAt = (seconds: number) => advance(0, seconds, 6);
  assert.equal(breathAt(turnsAt(0), 6).countdown, 4);
  assert.equal(breathAt(turnsAt(3.9), 6).direction, "in");
  assert.deepEqual([breathAt(turnsAt(4.01), 6).direction, breathAt(turnsAt(4.01), 6).countdown], ["out", 6]);
  assert.equal(breathAt(turnsAt(9.9), 6).countdown, 1);
  assert.equal(breathAt(turnsAt(10.01), 6).direction, "in");
});

test("breath runs smoothly from empty to full and back", () => {
  let before = breathAt(0, 5).fullness;
  for (let turns = 0; turns < 3; turns += 0.001) {
    const now = breathAt(turns, 5).fullness;
    assert.ok(now >= 0 && now <= 1 && Math.abs(now - before) < 0.01);
    before = now;
  }
  assert.ok(breathAt(IN_SHARE - 1e-9, 5).fullness > 0.999);
});

test("new pace changes the speed and keeps the phase", () => {
  const turns = advance(0, 2, 6);
  assert.ok(Math.abs(breathAt(advance(turns, 0.001, 7), 7).fullness - breathAt(turns, 6).fullness) < 0.01);
});

test("the pacer keeps tenths from four to eight", () => {
  assert.deepEqual([3, 4.5, 5.32, 6, 6.76, 9, Number.NaN].map(allowedPace), [4, 4.5, 5.3, 6, 6.8, 8, 6]);
});

test("the large button starts, pauses, resumes and restarts", () => {
  const running = advanceExercise(press(READY), 12);
  assert.deepEqual([running.stage, running.breathedS], ["running", 12]);
  const paused = press(running);
  assert.equal(advanceExercise(paused, 5).breathedS, 12);
  assert.equal(press(paused).stage, "running");
  const again = press(end(paused));
  assert.deepEqual([again.stage, again.breathedS, again.breaths], ["running", 0, 0]);
});

test("without a pace there is no paced breath to compare", () => {
  assert.equal(pacedPerMinute(READY), 6);
  assert.equal(pacedPerMinute({ ...READY, isOwnPace: true }), null);
});
