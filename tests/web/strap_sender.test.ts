import assert from "node:assert/strict";
import { test } from "node:test";

import { type Admission, type Answer, answerOf, timed, uploadOf } from "../../api/web/src/strap/upload/ingest_client.ts";
import { REMOVED, Sender, type WaitingBlocks } from "../../api/web/src/strap/upload/sender.ts";
import { clockDifference } from "../../api/web/src/strap/upload/server_clock.ts";
import type { Batch, RunId } from "../../api/web/src/strap/upload/spool.ts";
import { randomOf } from "./simulated.ts";

const DEVICE = "browser";
const CLOCK = { offsetS: 0.25, roundTripS: 0.5, shiftS: 0 };
const ADMITTED: Admission = { kind: "admitted", device: DEVICE, key: {} as CryptoKey, clock: CLOCK };

/** A spool in memory, that knows what it lost and why. */
class Kept implements WaitingBlocks {
  readonly refusals: [number, string][] = [];
  waiting: number[];
  isLocked = false;

  constructor(count: number) {
    this.waiting = Array.from({ length: count }, (_, sequence) => sequence);
  }

  async nextDevice(): Promise<string | null> {
    return this.waiting.length > 0 ? DEVICE : null;
  }

  async nextBatch(_: CryptoKey, limit: number): Promise<Batch | null> {
    if (this.isLocked) throw new Error("the disk is busy");
    const blocks = this.waiting.slice(0, limit).map(blockOf);
    return blocks.length > 0 ? { device: DEVICE, source: "run", shiftS: 0, blocks } : null;
  }

  async acknowledge(_: RunId, sequences: readonly number[]): Promise<void> {
    this.waiting = this.waiting.filter((sequence) => !sequences.includes(sequence));
  }

  async refuse(_: RunId, sequence: number, reason: string): Promise<void> {
    this.refusals.push([sequence, reason]);
    await this.acknowledge(_, [sequence]);
  }

  async setAside(_: string, reason: string): Promise<void> {
    this.refusals.push(...this.waiting.map((sequence): [number, string] => [sequence, reason]));
    this.waiting = [];
  }
}

function blockOf(sequence: number) {
  return { sequence, time_s: [sequence], rr_ms: [1000], segment: [0], flags: [0] };
}

function senderOf(kept: Kept, offer: (batch: Batch) => Answer, admission: Admission = ADMITTED): Sender {
  return new Sender(kept, { admission: async () => admission, offer: async (batch) => offer(batch), forgetAdmission: () => {} });
}

const settled = (batch: Batch, refused = new Map<number, string>()): Answer => ({
  kind: "settled",
  acknowledged: batch.blocks.map((block) => block.sequence).filter((sequence) => !refused.has(sequence)),
  refused,
});

test("blocks go in ordered batches until acknowledged", async () => {
  const kept = new Kept(150);
  const sizes: number[] = [];
  const sender = senderOf(kept, (batch) => (sizes.push(batch.blocks.length), settled(batch)));
  assert.equal(await sender.sendAll(() => 0), "home");
  assert.deepEqual(sizes, [60, 60, 30]);
  assert.deepEqual(kept.waiting, []);
});

test("unreachable server is retried without losing blocks", async () => {
  const kept = new Kept(3);
  let now = 0;
  const asked: number[] = [];
  const sender = senderOf(kept, () => (asked.push(now), { kind: "not-now", afterS: 0 }));
  for (; now <= 250; now++) assert.equal(await sender.sendAll(() => now), "later");
  assert.deepEqual(asked, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  assert.equal(kept.waiting.length, 3);
});

test("retry-after is kept unless the network returns", async () => {
  const kept = new Kept(1);
  let answer: Answer = { kind: "not-now", afterS: 30 };
  const sender = senderOf(kept, (batch) => (answer.kind === "settled" ? settled(batch) : answer));
  await sender.sendAll(() => 0);
  answer = { kind: "settled", acknowledged: [], refused: new Map() };
  assert.equal(await sender.sendAll(() => 29), "later");
  sender.hurry();
  assert.equal(await sender.sendAll(() => 29), "home");
});

test("signed-out browser keeps blocks until the next sign-in", async () => {
  const kept = new Kept(2);
  let isIn = false;
  const sender = senderOf(kept, (batch) => (isIn ? settled(batch) : { kind: "signed-out" }));
  assert.equal(await sender.sendAll(() => 0), "signed-out");
  isIn = true;
  assert.equal(await sender.sendAll(() => 2), "home");
});

test("refused block is set aside and the others are sent", async () => {
  const kept = new Kept(5);
  await senderOf(kept, (batch) => settled(batch, new Map([[2, "The block lies in the future."]]))).sendAll(() => 0);
  assert.deepEqual(kept.waiting, []);
  assert.deepEqual(kept.refusals, [[2, "The block lies in the future."]]);
});

test("block that spoils a batch is found at any position", async () => {
  for (let bad = 0; bad < 70; bad += 7) {
    const kept = new Kept(70);
    const spoils = (batch: Batch): boolean => batch.blocks.some((block) => block.sequence === bad);
    const refused: Answer = { kind: "not-like-this", sentence: "Too large." };
    await senderOf(kept, (batch) => (spoils(batch) ? refused : settled(batch))).sendAll(() => 0);
    assert.deepEqual(kept.refusals, [[bad, "Too large."]]);
    assert.deepEqual(kept.waiting, []);
  }
});

test("blocks of a removed browser are always set aside", async () => {
  const told = new Kept(3);
  const sender = senderOf(told, () => ({ kind: "removed", sentence: "It was removed." }));
  await sender.sendAll(() => 0);
  assert.deepEqual(told.refusals.map(([, reason]) => reason), Array(3).fill("It was removed."));
  assert.equal(sender.removed, DEVICE);
  const found = new Kept(1);
  await senderOf(found, () => assert.fail("nothing is offered"), { kind: "removed" }).sendAll(() => 0);
  assert.deepEqual(found.refusals, [[0, REMOVED]]);
});

test("unreadable spool is read later without loss", async () => {
  const kept = new Kept(1);
  kept.isLocked = true;
  const sender = senderOf(kept, settled);
  assert.equal(await sender.sendAll(() => 0), "later");
  assert.deepEqual(kept.refusals, []);
  kept.isLocked = false;
  assert.equal(await sender.sendAll(() => 60), "home");
});

test("lost answers never lose or repeat a block", async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const dice = randomOf(seed);
    const kept = new Kept(1 + Math.floor(200 * dice()));
    const wanted = [...kept.waiting];
    const stored = new Set<number>();
    const sender = senderOf(kept, (batch) => {
      if (dice() < 0.2) return { kind: "not-now", afterS: 0 };
      batch.blocks.forEach((block) => stored.add(block.sequence));
      if (dice() < 0.3) return { kind: "not-now", afterS: 0 }; // stored, but the answer got lost
      return settled(batch);
    });
    let now = 0;
    while ((await sender.sendAll(() => now)) !== "home") now += 60;
    assert.deepEqual([...stored], wanted);
    assert.deepEqual(kept.waiting, []);
  }
});

test("every answer of the server means one thing", async () => {
  const meant = async (status: number, body: object, headers = {}) =>
    answerOf(new Response(JSON.stringify(body), { status, headers }));
  const receipt = { acknowledged: [0], refused: [{ sequence: 1, reason: "No." }] };
  assert.deepEqual(await meant(200, receipt), { kind: "settled", acknowledged: [0], refused: new Map([[1, "No."]]) });
  assert.deepEqual(await meant(200, { something: "else" }), { kind: "not-now", afterS: 0 });
  for (const status of [400, 409, 413, 422]) {
    assert.deepEqual(await meant(status, { detail: "Not so." }), { kind: "not-like-this", sentence: "Not so." });
  }
  const kept = { acknowledged: [], refused: [], kept_out: "The clock of the sending computer is behind." };
  assert.deepEqual(await meant(200, kept), { kind: "wrong-clock" });
  assert.deepEqual(await meant(401, {}), { kind: "signed-out" });
  assert.deepEqual(await meant(410, { detail: "Gone." }), { kind: "removed", sentence: "Gone." });
  assert.deepEqual(await meant(503, {}, { "Retry-After": "7" }), { kind: "not-now", afterS: 7 });
  assert.deepEqual(await answerOf(new Response("<html>", { status: 502 })), { kind: "not-now", afterS: 0 });
});

test("changed clock is compared again before sending", async () => {
  const kept = new Kept(1);
  const doubted: string[] = [];
  let clock = { ...CLOCK };
  const sender = new Sender(kept, {
    admission: async () => ({ ...ADMITTED, clock }),
    offer: async (batch, { shiftS }) => (shiftS === 3_600 ? settled(batch) : { kind: "wrong-clock" }),
    forgetAdmission: (device) => void doubted.push(device),
  });
  assert.equal(await sender.sendAll(() => 0), "wrong-clock");
  assert.deepEqual([doubted, kept.waiting], [[DEVICE], [0]]);
  clock = { offsetS: 3_600, roundTripS: 0.1, shiftS: 3_600 };
  assert.equal(await sender.sendAll(() => 2), "home");
});

test("wrong clock is distinguished from a close one", () => {
  assert.deepEqual(clockDifference(100, 100.5, 100.2), { offsetS: 100.5 - 100.1, roundTripS: 100.2 - 100, shiftS: 0 });
  const { offsetS, shiftS } = clockDifference(100, 3_700, 102);
  assert.deepEqual([offsetS, shiftS], [3_599, 3_599]);
});

test("clock changed during comparison is compared again", async (t) => {
  let aheadS = 0;
  const now = Date.now;
  t.mock.method(Date, "now", () => now() + aheadS * 1_000);
  const admitted = (): Response =>
    Response.json({ id: DEVICE, key: Buffer.alloc(32).toString("base64"), now: new Date(now() + 7_200_000).toISOString() });
  const meanwhile = await timed(async () => {
    aheadS = 7_200;
    return admitted();
  });
  assert.equal(meanwhile.kind, "not-now");
  const after = await timed(async () => admitted());
  assert.equal(after.kind === "admitted" && after.clock.shiftS, 0);
});

test("batch has the ingest format", () => {
  const batch: Batch = { device: DEVICE, source: "run", shiftS: 60, blocks: [blockOf(0)] };
  assert.deepEqual(uploadOf(batch, 0, { offsetS: 60, roundTripS: 0.5, shiftS: 60 }), {
    source: "run",
    kind: "workday",
    sent_at: "1970-01-01T00:01:00.000Z",
    clock: { offset_s: 60, round_trip_s: 0.5, shift_s: 60 },
    blocks: [{ sequence: 0, time_s: [0], rr_ms: [1000], segment: [0], flags: [0] }],
  });
});
