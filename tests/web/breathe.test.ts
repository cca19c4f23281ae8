import assert from "node:assert/strict";
import { test } from "node:test";

import { couplingLevel } from "../../api/web/src/breathe/stage/coupling_level.ts";
import { advanceExercise, end, pacedPerMinute, press, READY } from "../../api/web/src/breathe/session/exercise.ts";
import { FigureMotion } from "../../api/web/src/breathe/stage/figure_motion.ts";
import { approach, type FigureState, harmonyOf, radius, RINGS, STONE } from "../../api/web/src/breathe/stage/figure_shape.ts";
import { advance, allowedPace, breathAt, IN_SHARE } from "../../api/web/src/breathe/session/pacer.ts";
import { DELAY_S, due } from "../../api/web/src/breathe/stage/playback.ts";
import { NOTHING_YET, receive } from "../../api/web/src/live/state.ts";
import { beatsOf, randomOf } from "./simulated.ts";

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

test("the pacer keeps half steps from four and a half to seven", () => {
  assert.deepEqual([3, 4.5, 5.3, 6, 6.76, 9, Number.NaN].map(allowedPace), [4.5, 4.5, 5.5, 6, 7, 7, 6]);
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

const mood = (part: Partial<FigureState> = {}): FigureState => ({ timeS: 12, harmony: 0.5, life: 1, fullness: 0.5, ...part });
const directions = Array.from({ length: 90 }, (_, step) => (2 * Math.PI * step) / 90);

test("rings are still and round without beats", () => {
  for (const timeS of [0, 30, 61]) {
    const distances = directions.map((angle) => radius(4, angle, mood({ life: 0, timeS })));
    assert.ok(Math.max(...distances) - Math.min(...distances) < 1e-12);
  }
});

test("figure always stays within its frame and off the words", () => {
  const dice = randomOf(3);
  for (let round = 0; round < 400; round += 1) {
    const some = mood({ timeS: 600 * dice(), harmony: dice(), life: dice(), fullness: dice() });
    const angle = 2 * Math.PI * dice();
    assert.ok(radius(RINGS - 1, angle, some) < 1, JSON.stringify(some));
    assert.ok(radius(0, angle, some) > 0.8 * STONE, JSON.stringify(some));
  }
});

test("rings become alike as heart and breath synchronise", () => {
  const shape = (ring: number, harmony: number) => {
    const distances = directions.map((angle) => radius(ring, angle, mood({ harmony, timeS: 0 })));
    const mean = distances.reduce((sum, value) => sum + value, 0) / distances.length;
    return distances.map((value) => value / mean - 1);
  };
  const likeness = (harmony: number) => {
    const [one, other] = [shape(4, harmony), shape(7, harmony)];
    const product = (a: number[], b: number[]) => a.reduce((sum, value, place) => sum + value * b[place]!, 0);
    return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
  };
  assert.ok(likeness(1) > 0.99 && likeness(0.5) > likeness(0) && likeness(0) < 0.6, `${likeness(0)} ${likeness(0.5)} ${likeness(1)}`);
});

test("harmony rises smoothly with the share from 0 to 1", () => {
  assert.deepEqual([harmonyOf(0), harmonyOf(0.1), harmonyOf(0.85), harmonyOf(1)], [0, 0, 1, 1]);
  for (let share = 0; share < 1; share += 0.01) assert.ok(harmonyOf(share + 0.01) >= harmonyOf(share));
});

test("drift approaches its goal and never passes it", () => {
  let value = 0;
  for (let step = 0; step < 200; step += 1) {
    const next = approach(value, 1, 0.1, 5);
    assert.ok(next > value && next <= 1);
    value = next;
  }
  assert.ok(value > 0.95);
  assert.ok(Math.abs(approach(0.3, 1, 0, 5) - 0.3) < 1e-12);
});

test("every beat is shown once, late, at its own moment", () => {
  const beats = beatsOf({ lengthS: 20 });
  const first = beats[0]!.timeS;
  const shown: number[] = [];
  for (let clockS = first; clockS < first + 40; clockS += 0.5) shown.push(...due(beats, clockS - 0.5, clockS));
  assert.deepEqual(shown, beats.map((beat) => beat.timeS + DELAY_S));
});

test("status word follows harmony without flicker", () => {
  assert.equal(couplingLevel(null, "together"), "listening");
  assert.equal(couplingLevel(0.1, "listening"), "apart");
  assert.equal(couplingLevel(0.5, "apart"), "approaching");
  assert.equal(couplingLevel(0.9, "approaching"), "together");
  assert.equal(couplingLevel(0.7, "approaching"), "approaching");
  assert.equal(couplingLevel(0.65, "together"), "together");
  assert.equal(couplingLevel(0.27, "approaching"), "approaching");
  assert.equal(couplingLevel(0.33, "apart"), "apart");
});

// ---------------------------------------------------------------------------- the motion of the figure
const RUNNING = press(READY);
const hearing = (heart: Parameters<typeof beatsOf>[0], nowS: number) =>
  receive(NOTHING_YET, { kind: "beats", beats: beatsOf(heart), ageS: 1 }, nowS);

function live(motion: FigureMotion, state: ReturnType<typeof hearing>, fromS: number, forS: number): void {
  for (let nowS = fromS; nowS < fromS + forS; nowS += 0.05) motion.advance(state, RUNNING, nowS, 0.05);
}

test("figure becomes harmonious over seconds, not at once", () => {
  const motion = new FigureMotion();
  const state = hearing({ perMinute: 6 }, 100);
  motion.measure(state, RUNNING, 101);
  motion.advance(state, RUNNING, 101, 0.05);
  assert.ok(motion.state.harmony < 0.05);
  live(motion, state, 101, 9);
  assert.ok(motion.state.harmony > 0.8);
  assert.equal(motion.level, "together");
});

test("unsynchronised heart only leaves the figure restless", () => {
  const motion = new FigureMotion();
  const state = hearing({ swingMs: 0, noiseMs: 60 }, 100);
  motion.measure(state, RUNNING, 101);
  live(motion, state, 101, 9);
  assert.ok(motion.state.harmony < 0.1 && motion.state.life > 0.9);
  assert.equal(motion.level, "apart");
});

test("figure rests and drops its measure when beats stop", () => {
  const motion = new FigureMotion();
  const state = hearing({ perMinute: 6 }, 100);
  motion.measure(state, RUNNING, 101);
  live(motion, state, 101, 5);
  motion.measure(state, RUNNING, 130);
  live(motion, state, 130, 8);
  assert.equal(motion.measured, null);
  assert.equal(motion.level, "listening");
  assert.ok(motion.state.life < 0.01);
});

test("paused, nothing moves", () => {
  const motion = new FigureMotion();
  const before = motion.state;
  motion.advance(hearing({}, 100), press(RUNNING), 101, 0.05);
  assert.equal(motion.state, before);
});

test("the figure's heart beats as often as the person's", () => {
  const motion = new FigureMotion();
  const state = hearing({ meanMs: 1000, swingMs: 0, lengthS: 60 }, 100);
  let beats = 0;
  for (let nowS = 100; nowS < 105; nowS += 0.05) {
    motion.advance(state, RUNNING, nowS, 0.05);
    if (motion.beat === 1) beats += 1;
  }
  assert.equal(beats, 5);
});

test("still figure shows the same state without moving", () => {
  const motion = new FigureMotion();
  const state = hearing({ perMinute: 6 }, 100);
  motion.measure(state, RUNNING, 101);
  motion.holdStill(state, 101);
  const first = motion.state;
  motion.holdStill(state, 103);
  assert.deepEqual(motion.state, first);
  assert.ok(first.harmony > 0.9 && first.life === 1);
});
