import assert from "node:assert/strict";
import { test } from "node:test";

import { browserName, obstacleOf } from "../../api/web/src/strap/browser_support.ts";
import { currentHeartRate, strapHint, type StrapNow, uploadHint } from "../../api/web/src/strap/status.ts";
import { keyFrom, open, seal } from "../../api/web/src/strap/upload/sealing.ts";

const ABLE = { isSecure: true, hasBluetooth: true, isOn: true, hasStorage: true };
const HEARD: StrapNow = { link: "connected", contact: true, bpm: 62, silentS: 0.5 };
const ON_THE_WAY = { standing: "home", waitingBeats: 0, isStuck: false } as const;

test("first obstacle to fix is named", () => {
  assert.equal(obstacleOf(ABLE), null);
  assert.equal(obstacleOf({ ...ABLE, isSecure: false, hasBluetooth: false }), "not-secure");
  assert.equal(obstacleOf({ ...ABLE, hasBluetooth: false, isOn: false }), "no-bluetooth");
  assert.equal(obstacleOf({ ...ABLE, hasStorage: false }), "no-storage");
  assert.equal(obstacleOf({ ...ABLE, isOn: false }), "bluetooth-off");
});

test("most useful strap hint is shown", () => {
  assert.equal(strapHint({ ...HEARD, link: null }), "none");
  assert.equal(strapHint({ ...HEARD, link: "lost" }), "lost");
  assert.equal(strapHint({ ...HEARD, silentS: null }), "silent");
  assert.equal(strapHint({ ...HEARD, silentS: 9 }), "silent");
  assert.equal(strapHint({ ...HEARD, contact: false, bpm: 0 }), "no-contact");
  assert.equal(strapHint({ ...HEARD, contact: null, bpm: 0 }), "no-signal");
  assert.equal(strapHint({ ...HEARD, contact: null }), "heard");
});

test("a heart rate that is not one of now is not shown", () => {
  assert.equal(currentHeartRate(HEARD), 62);
  for (const not of [{ silentS: 6 }, { contact: false }, { bpm: 0 }, { link: "lost" }] as const) {
    assert.equal(currentHeartRate({ ...HEARD, ...not }), null);
  }
});

test("upload trouble is shown before other states", () => {
  assert.equal(uploadHint(ON_THE_WAY), "home");
  assert.equal(uploadHint({ ...ON_THE_WAY, waitingBeats: 3 }), "sending");
  assert.equal(uploadHint({ ...ON_THE_WAY, standing: "later", waitingBeats: 3 }), "later");
  assert.equal(uploadHint({ ...ON_THE_WAY, standing: "signed-out", waitingBeats: 3 }), "signed-out");
  assert.equal(uploadHint({ ...ON_THE_WAY, standing: "later", isStuck: true }), "full");
});

test("browser gets its common name", () => {
  const chrome = ["Not)A;Brand", "Chromium", "Google Chrome"];
  assert.equal(browserName({ brands: chrome, platform: "Windows" }), "Google Chrome, Windows");
  assert.equal(browserName({ brands: ["Chromium", "Not_A Brand"], platform: "Linux" }), "Chromium, Linux");
  assert.equal(browserName({ brands: [], platform: "" }), "Browser");
});

test("sealed block opens only with its key at its place", async () => {
  const key = await keyFrom(btoa("k".repeat(32)));
  const sealed = await seal(key, { rr_ms: [812.5] }, "browser/run/7");
  assert.ok(!new TextDecoder("latin1").decode(sealed.bytes).includes("812.5"));
  assert.deepEqual(await open(key, sealed, "browser/run/7"), { rr_ms: [812.5] });
  await assert.rejects(open(key, sealed, "browser/run/8"));
  await assert.rejects(open(await keyFrom(btoa("x".repeat(32))), sealed, "browser/run/7"));
});
