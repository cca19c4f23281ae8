import assert from "node:assert/strict";
import { test } from "node:test";

import { inStepOf, levelOf, PhaseTrail } from "../../api/web/src/breath/synchrony.ts";
import { SUSPECT } from "../../api/web/src/live/beat_flags.ts";
import { beatsOf, START_S } from "./simulated.ts";

function pacer(perMinute: number, untilS: number, { wrapped = false, holeS = Infinity } = {}): PhaseTrail {
  const trail = new PhaseTrail();
  for (let timeS = START_S; timeS < START_S + untilS; timeS += 0.25) {
    const rad = (2 * Math.PI * perMinute * timeS) / 60;
    const isHidden = timeS > START_S + holeS && timeS < START_S + holeS + 2;
    trail.push(timeS, isHidden ? null : wrapped ? Math.atan2(Math.sin(rad), Math.cos(rad)) : rad);
  }
  return trail;
}

test("heart that follows is together, at another pace apart", () => {
  const beats = beatsOf({ noiseMs: 20 });
  assert.equal(levelOf(inStepOf(beats, pacer(6, 90))), "together");
  assert.equal(levelOf(inStepOf(beats, pacer(7.5, 90))), "apart");
});

test("phase may come wrapped into one turn", () => {
  const beats = beatsOf({ noiseMs: 20 });
  const [whole, wrapped] = [inStepOf(beats, pacer(6, 90)), inStepOf(beats, pacer(6, 90, { wrapped: true }))];
  assert.ok(Math.abs(whole!.swingMs - wrapped!.swingMs) < 1e-6);
});

test("with neither breath nor pacer nothing is claimed", () => {
  assert.equal(levelOf(inStepOf(beatsOf({}), new PhaseTrail())), "unknown");
  assert.equal(levelOf(inStepOf([], pacer(6, 90))), "unknown");
});

test("nothing is claimed for half a minute after a hidden phase", () => {
  const beats = beatsOf({});
  assert.equal(levelOf(inStepOf(beats, pacer(6, 90, { holeS: 65 }))), "unknown");
  assert.equal(levelOf(inStepOf(beats, pacer(6, 90, { holeS: 30 }))), "together");
});

test("beats that cannot be used are left out", () => {
  const spoiled = beatsOf({}).map((beat, place) => (place % 9 === 0 ? { ...beat, rrMs: 2 * beat.rrMs, flags: SUSPECT } : beat));
  assert.equal(levelOf(inStepOf(spoiled, pacer(6, 90))), "together");
});
