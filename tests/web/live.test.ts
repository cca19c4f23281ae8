import assert from "node:assert/strict";
import { test } from "node:test";

import { NO_CONTACT, SUSPECT } from "../../api/web/src/live/beat_flags.ts";
import { heartRate, isUsable, join, TRAIL_S, unusableShare } from "../../api/web/src/live/beats.ts";
import { read } from "../../api/web/src/live/messages.ts";
import { breathNow, dataAgeS, NOTHING_YET, presence, receive, relink, serverClockS, SILENT_AFTER_S } from "../../api/web/src/live/state.ts";
import { beatsOf, START_S } from "./simulated.ts";

const heard = (nowS: number, ageS = 2) =>
  receive(NOTHING_YET, { kind: "beats", beats: beatsOf({ lengthS: 30 }), ageS }, nowS);

test("beat message is read and implausible beats left out", () => {
  const data = JSON.stringify({ beats: [{ time_s: 1.5, rr_ms: 812.5, segment: 2, flags: 1 }, { rr_ms: 3 }, "x"], age_s: 1.25 });
  assert.deepEqual(read("beats", data), {
    kind: "beats",
    beats: [{ timeS: 1.5, rrMs: 812.5, segment: 2, flags: 1 }],
    ageS: 1.25,
  });
});

test("malformed message is rejected", () => {
  for (const data of ["", "{", "null", "3", '{"beats": 3}']) assert.equal(read("beats", data), null, data);
});

test("contact stays unknown if the strap does not report it", () => {
  assert.deepEqual(read("source", '{"connected": true}'), { kind: "source", connected: true, contact: null });
  assert.deepEqual(read("source", '{"connected": true, "contact": false}'), { kind: "source", connected: true, contact: false });
});

test("repeated beats are kept once and old ones dropped", () => {
  const beats = beatsOf({ lengthS: TRAIL_S + 60 });
  const trail = join(join([], beats.slice(40)), [...beats.slice(0, 60), ...beats.slice(30)].reverse());
  assert.deepEqual(trail, beats.filter((beat) => beat.timeS > beats.at(-1)!.timeS - TRAIL_S));
});

test("heart rate is the mean of ten seconds of good beats", () => {
  assert.equal(heartRate(beatsOf({ meanMs: 1000, swingMs: 0 })), 60);
  const suspect = beatsOf({ meanMs: 1000, swingMs: 0 }).map((beat) => ({ ...beat, flags: SUSPECT }));
  assert.equal(heartRate(suspect), null);
  assert.equal(heartRate([]), null);
});

test("unclear share is known from ten beats on", () => {
  const beats = beatsOf({ meanMs: 1000, swingMs: 0, lengthS: 60 });
  assert.equal(unusableShare(beats.slice(0, 5)), null);
  assert.equal(unusableShare(beats), 0);
  const half = beats.map((beat, place) => (place % 2 ? { ...beat, flags: NO_CONTACT } : beat));
  assert.ok(Math.abs(unusableShare(half)! - 0.5) < 0.05);
  assert.ok(!isUsable(half[1]!));
});

test("state goes from waiting to live to silent and back", () => {
  assert.equal(presence(NOTHING_YET, 100), "waiting");
  const state = heard(100);
  assert.equal(presence(state, 101), "live");
  assert.equal(presence(state, 100 + SILENT_AFTER_S - 1), "silent");
  const later = beatsOf({ lengthS: 60 });
  assert.equal(presence(receive(state, { kind: "beats", beats: later, ageS: 1 }, 130), 131), "live");
});

test("data age is the server's age plus elapsed time", () => {
  const state = heard(100, 3);
  assert.equal(dataAgeS(NOTHING_YET, 5), null);
  assert.equal(dataAgeS(state, 100), 3);
  assert.equal(dataAgeS(state, 107.5), 10.5);
});

test("repeated beats do not lower the data age", () => {
  const again = receive(heard(100), { kind: "beats", beats: beatsOf({ lengthS: 30 }), ageS: 0 }, 120);
  assert.equal(dataAgeS(again, 120), 22);
});

test("an empty message of beats changes nothing", () => {
  const state = heard(100);
  assert.equal(dataAgeS(receive(state, { kind: "beats", beats: [], ageS: 0 }, 110), 110), 12);
});

test("the server's clock is the newest beat and its age", () => {
  assert.equal(serverClockS(NOTHING_YET, 1), null);
  const newest = beatsOf({ lengthS: 30 }).at(-1)!.timeS;
  assert.equal(serverClockS(heard(100, 2), 104), newest + 6);
  assert.ok(newest > START_S);
});

test("open beats take each other's place and give way to settled ones", () => {
  const beats = beatsOf({ lengthS: 40 });
  const state = receive(NOTHING_YET, { kind: "beats", beats: beats.slice(0, 20), ageS: 0 }, 50);
  const open = receive(state, { kind: "open_beats", beats: beats.slice(18, 24), ageS: 1 }, 55);
  assert.deepEqual(open.open, beats.slice(20, 24));
  assert.deepEqual(open.trail, state.trail);
  const moved = beats.slice(20, 23).map((beat) => ({ ...beat, timeS: beat.timeS + 0.05 }));
  assert.deepEqual(receive(open, { kind: "beats", beats: moved, ageS: 1 }, 56).open, beats.slice(23, 24));
});

test("a message that was late moves the clock back for nobody", () => {
  const beats = beatsOf({ lengthS: 40 });
  const prompt = receive(NOTHING_YET, { kind: "beats", beats: beats.slice(0, 20), ageS: 1 }, 50);
  const late = receive(prompt, { kind: "beats", beats: beats.slice(0, 21), ageS: 1 }, 55);
  assert.equal(late.aheadS, prompt.aheadS);
});

test("breath is read, kept in order and old after three seconds", () => {
  const data = JSON.stringify({ samples: [{ time_s: START_S, phase_rad: 1, rate_per_min: 6, quality: 0.9 }, { phase_rad: 1 }] });
  const message = read("breath", data)!;
  const hidden = { timeS: START_S - 1, phaseRad: null, ratePerMin: null, quality: 0 };
  assert.deepEqual(message, { kind: "breath", readings: [{ timeS: START_S, ratePerMin: 6, phaseRad: 1, quality: 0.9 }] });
  const beats = beatsOf({ lengthS: 1 }).slice(0, 1);
  const state = receive(receive(NOTHING_YET, { kind: "beats", beats, ageS: 0 }, 1), message, 1);
  assert.equal(breathNow(state, 1)?.ratePerMin, 6);
  assert.equal(breathNow(state, 6), null);
  assert.equal(receive(state, { kind: "breath", readings: [hidden] }, 2).breath.length, 1);
});

test("after a goodbye the stream stays ended", () => {
  const ended = receive(heard(1), { kind: "bye", reason: "You signed out." }, 2);
  assert.equal(relink(ended, "retrying").link, "ended");
  assert.equal(ended.goodbye, "You signed out.");
  assert.equal(relink(heard(1), "retrying").link, "retrying");
});
