import assert from "node:assert/strict";
import { test } from "node:test";

import { press, READY } from "../../api/web/src/breathe/session/exercise.ts";
import { radius, RINGS } from "../../api/web/src/breathe/stage/figures/flower.ts";
import { RIM, STONE } from "../../api/web/src/breathe/stage/figures/figure.ts";
import { liftOf, rangeOf, stretchesOf } from "../../api/web/src/breathe/stage/heart_curve.ts";
import { InferredBreath } from "../../api/web/src/breathe/stage/inferred_breath.ts";
import { approach, type FigureState, Motion } from "../../api/web/src/breathe/stage/motion.ts";
import { NOT_SAID, smoothnessOf, StepWatch } from "../../api/web/src/breathe/stage/step.ts";
import { IMPLAUSIBLE, SUSPECT } from "../../api/web/src/live/beat_flags.ts";
import type { Beat } from "../../api/web/src/live/beats.ts";
import { type LiveState, NOTHING_YET, receive } from "../../api/web/src/live/state.ts";
import { beatsOf, type Heart, randomOf, START_S } from "./simulated.ts";

const RUNNING = press(READY);
const PAGE_S = 100;

/** What a page knows after the beats of a heart came, the last of them just now. */
const hearing = (heart: Heart): LiveState => receive(NOTHING_YET, { kind: "beats", beats: beatsOf(heart), ageS: 0.5 }, PAGE_S);

// ---------------------------------------------------------------------------- the curve
test("curve goes through each usable beat and no other", () => {
  const beats = beatsOf({ lengthS: 30 });
  const [stretch, ...others] = stretchesOf(beats, [], START_S);
  assert.equal(others.length, 0);
  assert.deepEqual(stretch!.map((point) => [point.timeS, point.perMinute]), beats.map((beat) => [beat.timeS, 60_000 / beat.rrMs]));
});

test("curve is broken where beats are missing or unusable", () => {
  const dice = randomOf(5);
  for (let round = 0; round < 50; round += 1) {
    const beats = beatsOf({ seed: round, noiseMs: 40 });
    const lost = Math.floor(dice() * (beats.length - 2)) + 1;
    const missing = beats.filter((_, place) => place !== lost);
    const spoiled = beats.map((beat, place): Beat => (place === lost ? { ...beat, flags: SUSPECT | IMPLAUSIBLE } : beat));
    for (const trail of [missing, spoiled]) {
      const stretches = stretchesOf(trail, [], START_S);
      assert.deepEqual(stretches.map((stretch) => stretch.length), [lost, beats.length - lost - 1]);
    }
  }
});

test("open beats continue the curve and are marked", () => {
  const beats = beatsOf({ lengthS: 20 });
  const stretches = stretchesOf(beats.slice(0, -3), beats.slice(-3), START_S);
  assert.equal(stretches.length, 1);
  assert.deepEqual(stretches[0]!.slice(-4).map((point) => point.isOpen), [false, true, true, true]);
});

test("calm heart is not blown up to a storm", () => {
  const [low, high] = rangeOf(stretchesOf(beatsOf({ meanMs: 1000, swingMs: 5 }), [], START_S))!;
  assert.ok(high - low >= 12 && low < 60 && high > 60);
  assert.equal(rangeOf([]), null);
  assert.equal(liftOf([]), null);
});

// ---------------------------------------------------------------------------- the motion of the figure
function live(motion: Motion, state: LiveState, forS: number, step = NOT_SAID): void {
  for (let nowS = PAGE_S; nowS < PAGE_S + forS; nowS += 0.02) motion.advance(state, RUNNING, step, nowS, 0.02);
}

test("figure is at the measured place within a second", () => {
  const beats = beatsOf({ swingMs: 80, lengthS: 40 });
  const fastest = beats.reduce((best, beat, place) => (beat.rrMs < beats[best]!.rrMs ? place : best), 0);
  const slowest = beats.reduce((best, beat, place) => (beat.rrMs > beats[best]!.rrMs && place > fastest ? place : best), fastest);
  const at = (last: number) => {
    const motion = new Motion();
    live(motion, receive(NOTHING_YET, { kind: "beats", beats: beats.slice(0, last + 1), ageS: 0 }, PAGE_S), 1.2);
    return motion.state.rise;
  };
  assert.ok(at(fastest) > 0.8, String(at(fastest)));
  assert.ok(at(slowest) < 0.25, String(at(slowest)));
});

test("figure beats once with each packet and invents none", () => {
  const beats = beatsOf({ lengthS: 30 });
  const motion = new Motion();
  let state = receive(NOTHING_YET, { kind: "beats", beats: beats.slice(0, 20), ageS: 0 }, PAGE_S);
  let seen = 0;
  for (let frame = 0; frame < 200; frame += 1) {
    if (frame === 50 || frame === 120) {
      const more = beats.slice(0, frame === 50 ? 21 : 23);
      state = receive(state, { kind: "beats", beats: more, ageS: 0 }, PAGE_S + frame / 50);
    }
    motion.advance(state, RUNNING, NOT_SAID, PAGE_S + frame / 50, 0.02);
    if (motion.state.beat === 1) seen += 1;
  }
  assert.equal(seen, 2);
});

test("settled beat that was open before is no new beat", () => {
  const beats = beatsOf({ lengthS: 30 });
  const open = receive(hearing({ lengthS: 20 }), { kind: "open_beats", beats, ageS: 0.5 }, PAGE_S);
  const settled = receive(open, { kind: "beats", beats, ageS: 1 }, PAGE_S + 0.5);
  const motion = new Motion();
  motion.advance(open, RUNNING, NOT_SAID, PAGE_S, 0.02);
  motion.advance(settled, RUNNING, NOT_SAID, PAGE_S + 0.5, 0.02);
  assert.equal(motion.state.beat, 0);
  assert.deepEqual(settled.open, []);
});

test("without a strap the figure follows the pacer", () => {
  const motion = new Motion();
  let exercise = RUNNING;
  for (let frame = 0; frame < 200; frame += 1) {
    exercise = { ...RUNNING, breaths: frame / 500 };
    motion.advance(NOTHING_YET, exercise, NOT_SAID, frame / 50, 0.02);
  }
  assert.ok(motion.state.pace! > 0.9 && motion.state.rise > 0.8 && motion.state.life < 0.01);
});

test("paused, nothing moves", () => {
  const motion = new Motion();
  const before = motion.state;
  motion.advance(hearing({}), press(RUNNING), NOT_SAID, PAGE_S, 0.05);
  assert.equal(motion.state, before);
});

test("figure rests when beats stop", () => {
  const motion = new Motion();
  live(motion, hearing({}), 40);
  assert.ok(motion.state.life < 0.01 && motion.state.beat < 0.01);
});

test("drift approaches its goal and never passes it", () => {
  let value = 0;
  for (let step = 0; step < 200; step += 1) {
    const next = approach(value, 1, 0.1, 5);
    assert.ok(next > value && next <= 1);
    value = next;
  }
  assert.ok(value > 0.95);
});

// ---------------------------------------------------------------------------- in step
/** The words, once a second, after a heart and a pacer, or a breath, went on beside each other. */
function words(heart: Heart, { ownPace = false, breathPerMin = 0, hiddenFromS = 90 } = {}) {
  const beats = beatsOf(heart);
  const exercise = { ...RUNNING, isOwnPace: ownPace };
  const watch = new StepWatch();
  const said = [];
  let state = NOTHING_YET;
  for (let timeS = START_S + 1; timeS <= START_S + 90; timeS += 0.25) {
    const nowS = timeS - START_S;
    const heard = beats.filter((beat) => beat.timeS <= timeS);
    if (heard.length > state.trail.length) state = receive(state, { kind: "beats", beats: heard, ageS: timeS - heard.at(-1)!.timeS }, nowS);
    if (breathPerMin > 0) {
      const isHidden = nowS > hiddenFromS;
      const phaseRad = isHidden ? null : (2 * Math.PI * breathPerMin * timeS) / 60;
      const reading = { timeS, ratePerMin: isHidden ? null : breathPerMin, phaseRad, quality: 1 };
      state = receive(state, { kind: "breath", readings: [reading] }, nowS);
    }
    watch.note(state, { ...exercise, breaths: (6 * timeS) / 60 - (6 * START_S) / 60 }, nowS);
    if (Number.isInteger(nowS)) said.push(watch.judge(state, exercise, nowS));
  }
  return said;
}

/** The last word. */
function judged(heart: Heart, how = {}) {
  return words(heart, how).at(-1)!;
}

test("together is said by the third look in a row that agrees", () => {
  const levels = words({ noiseMs: 20 }).map((each) => each.level);
  const first = levels.indexOf("together");
  assert.deepEqual(levels.slice(first - 3, first), ["unknown", "approaching", "approaching"]);
  assert.ok(levels.slice(first).every((level) => level === "together"));
});

test("looks against breath and against the pacer do not count together", () => {
  const said = words({ noiseMs: 20 }, { breathPerMin: 6, hiddenFromS: 80 });
  const change = said.findIndex((each, place) => each.against === "pacer" && said[place - 1]?.against === "breath");
  assert.deepEqual(said.slice(change, change + 3).map((each) => each.level), ["approaching", "approaching", "together"]);
});

test("heart that follows the pacer is told so, against the pacer", () => {
  const { against, level, harmony } = judged({ noiseMs: 20 });
  assert.deepEqual([against, level], ["pacer", "together"]);
  assert.ok(harmony > 0.5);
  assert.equal(judged({ perMinute: 8.3, noiseMs: 20 }).level, "apart");
});

test("at one's own pace without measured breath nothing is claimed", () => {
  const { against, level, harmony } = judged({ noiseMs: 20 }, { ownPace: true });
  assert.deepEqual([against, level], ["nothing", "unknown"]);
  assert.ok(harmony > 0.5, "the figure still follows the smooth heart");
});

test("measured breath comes before the pacer", () => {
  assert.deepEqual({ ...judged({ perMinute: 7, noiseMs: 20 }, { breathPerMin: 7 }), harmony: 0 }, { against: "breath", level: "together", harmony: 0 });
  assert.equal(judged({ perMinute: 7, noiseMs: 20 }, { breathPerMin: 7, ownPace: true }).level, "together");
});

test("breath that is hidden now claims nothing of a while ago", () => {
  const hidden = { breathPerMin: 7, hiddenFromS: 85 };
  assert.equal(judged({ perMinute: 7, noiseMs: 20 }, { ...hidden, ownPace: true }).against, "nothing");
  assert.deepEqual({ ...judged({ noiseMs: 20 }, hidden), harmony: 0 }, { against: "pacer", level: "together", harmony: 0 });
});

test("smoothness is of the heart alone", () => {
  assert.ok(smoothnessOf(beatsOf({ swingMs: 60 })) > 0.8);
  assert.ok(smoothnessOf(beatsOf({ swingMs: 0, noiseMs: 60 })) < 0.4);
  assert.equal(smoothnessOf([]), 0);
});

// ---------------------------------------------------------------------------- the flower
test("flower stays within its frame and off the words", () => {
  const dice = randomOf(3);
  for (let round = 0; round < 400; round += 1) {
    const some: FigureState = { timeS: 600 * dice(), harmony: dice(), life: dice(), rise: dice(), pace: null, beat: 0 };
    const angle = 2 * Math.PI * dice();
    assert.ok(radius(RINGS - 1, angle, some) < RIM, JSON.stringify(some));
    assert.ok(radius(0, angle, some) > STONE, JSON.stringify(some));
  }
});

test("breath is inferred from the heart only where none is measured", () => {
  const beats: Beat[] = [];
  for (let timeS = 1000; timeS < 1115; ) {
    const rrMs = 850 + 60 * Math.sin((2 * Math.PI * 13 * timeS) / 60);
    timeS += rrMs / 1000;
    beats.push({ timeS, rrMs, segment: 0, flags: 0 });
  }
  const inferred = new InferredBreath();
  assert.equal(inferred.of({ ...NOTHING_YET, trail: beats.slice(0, 5) }), null);
  const perMin = inferred.of({ ...NOTHING_YET, trail: beats });
  assert.ok(perMin !== null && Math.abs(perMin - 13) < 1, String(perMin));

  const measured = { timeS: 1115, phaseRad: 0, ratePerMin: 6, quality: 1 };
  assert.equal(inferred.of({ ...NOTHING_YET, trail: beats, breath: [measured] }), null);
});
