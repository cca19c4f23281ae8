import assert from "node:assert/strict";
import { test } from "node:test";

import { messagesOf } from "../../api/web/src/live/own_strap.ts";
import { heard, NOTHING_YET, receive } from "../../api/web/src/live/state.ts";
import type { Packet } from "../../api/web/src/strap/bluetooth/packet.ts";
import type { Block } from "../../api/web/src/strap/upload/blocks.ts";
import { type Readiness, Run } from "../../api/web/src/strap/upload/run.ts";
import type { SpoolItem } from "../../api/web/src/strap/upload/spool.ts";
import { SpoolWriter } from "../../api/web/src/strap/upload/spool_writer.ts";
import { randomOf, START_S } from "./simulated.ts";
import { steady } from "./strap_packets.ts";

/** What is on disk of one run: blocks by their number. */
function kept(packets: readonly Packet[], { settles = true } = {}): Map<number, Block> {
  const disk = new Map<number, Block>();
  const run = new Run(START_S, (block) => void disk.set(block.sequence, block));
  for (const packet of packets) run.push(packet);
  if (settles) run.settle();
  return disk;
}

const all = (disk: Map<number, Block>, of: "rr_ms" | "time_s" | "segment"): number[] =>
  [...disk.keys()].sort((one, other) => one - other).flatMap((sequence) => [...disk.get(sequence)![of]]);

test("page sees the beats of each packet with it, settled or open", () => {
  let state = NOTHING_YET;
  const run = new Run(START_S, () => {}, (beats, open) => {
    for (const message of messagesOf({ person: "anna", beats, open, clockS: START_S + 1 })) state = receive(state, message, 1);
  });
  const dice = randomOf(4);
  const packets = steady(80).filter(() => dice() > 0.03);
  packets.forEach((packet, place) => {
    run.push(packet);
    assert.equal(heard(state).length, place + 1);
  });
  assert.ok(state.trail.length > 40);
});

test("page keeps the beats that were open when the link was lost", () => {
  let state = NOTHING_YET;
  const run = new Run(START_S, () => {}, (beats, open) => {
    for (const message of messagesOf({ person: "anna", beats, open, clockS: START_S + 1 })) state = receive(state, message, 1);
  });
  const [before, after] = [steady(12).filter((_, place) => place !== 8), steady(12, { fromS: 40, link: 1 })];
  before.forEach((packet) => run.push(packet));
  assert.ok(state.open.length > 1, "a lost packet leaves the times of the next beats open");
  run.settle();
  assert.deepEqual([state.trail.length, state.open.length], [11, 0]);
  after.forEach((packet) => run.push(packet));
  assert.equal(heard(state).length, 23);
});

test("killed page has stored each beat exactly once", () => {
  const packets = steady(80);
  for (let heard = 1; heard <= packets.length; heard++) {
    const disk = kept(packets.slice(0, heard), { settles: false });
    assert.equal(all(disk, "rr_ms").length, heard);
  }
});

test("killed run stores the same intervals as an ended one", () => {
  const dice = randomOf(3);
  const packets = steady(120).filter(() => dice() > 0.05);
  assert.deepEqual(all(kept(packets, { settles: false }), "rr_ms"), all(kept(packets), "rr_ms"));
});

test("a complete block never changes again", () => {
  const whole = new Map<number, Block>();
  const run = new Run(START_S, (block: Block, readiness: Readiness) => {
    assert.ok(!whole.has(block.sequence), `block ${block.sequence}`);
    if (readiness === "waiting") whole.set(block.sequence, block);
  });
  for (const packet of steady(90)) run.push(packet);
  run.settle();
  assert.deepEqual([...whole.keys()], [...whole.keys()].map((_, place) => place));
  assert.equal(run.beats, 90);
});

test("times increase and lost packets cut segments", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const dice = randomOf(seed);
    const arrived = [...steady(150).entries()].filter(() => dice() > 0.1);
    const disk = kept(arrived.map(([, packet]) => packet));
    const [times, segments] = [all(disk, "time_s"), all(disk, "segment")];
    assert.equal(times.length, arrived.length, `seed ${seed}`);
    arrived.slice(1).forEach(([number], at) => {
      assert.ok(times[at + 1]! > times[at]!, `seed ${seed}`);
      const wasLost = number > arrived[at]![0] + 1;
      if (wasLost) assert.ok(segments[at + 1]! > segments[at]!, `seed ${seed}: a difference across a lost packet`);
    });
  }
});

test("run ends on sleep or clock change, not on drift", () => {
  const run = new Run(START_S, () => {});
  assert.equal(run.isOverAt(START_S + 1.5), false);
  assert.equal(run.isOverAt(START_S + 60), true);
  assert.equal(run.isOverAt(START_S - 3_600), true);
});

const item = (sequence: number, readiness: Readiness, beats = 1): SpoolItem => ({
  run: { device: "browser", source: "run", shiftS: 0 },
  readiness,
  block: { sequence, time_s: [], rr_ms: Array<number>(beats).fill(1000), segment: [], flags: [] },
});

test("blocks are stored in order with only the newest open one", async () => {
  const put: SpoolItem[] = [];
  const keeping = new SpoolWriter(async (items) => void put.push(...items));
  const items = [item(0, "waiting"), item(1, "open", 1), item(1, "open", 2), item(1, "waiting", 3), item(2, "open")];
  items.forEach((each) => keeping.add(each));
  await keeping.settle();
  assert.deepEqual(put.map(({ block, readiness }) => [block.sequence, readiness, block.rr_ms.length]), [
    [0, "waiting", 1],
    [1, "waiting", 3],
    [2, "open", 1],
  ]);
});

test("a page killed between two writes has stored each beat once", async () => {
  const packets = steady(80);
  for (let heard = 1; heard <= packets.length; heard++) {
    const disk = new Map<number, number>();
    const keeping = new SpoolWriter(async (items) => {
      for (const { block } of items) disk.set(block.sequence, block.rr_ms.length);
      const stored = [...disk.values()].reduce((sum, beats) => sum + beats, 0);
      assert.ok(stored >= heard - 1, `${stored} of ${heard}`);
    });
    const run = new Run(START_S, (block, readiness) => keeping.add({ ...item(block.sequence, readiness), block }));
    packets.slice(0, heard - 1).forEach((packet) => run.push(packet));
    await keeping.settle();
    run.push(packets[heard - 1]!);
    run.settle();
    await keeping.settle();
    assert.equal([...disk.values()].reduce((sum, beats) => sum + beats, 0), heard);
  }
});

test("full disk loses nothing while the page is open", async () => {
  const put: number[] = [];
  let hasRoom = false;
  const keeping = new SpoolWriter(async (items) => {
    if (!hasRoom) throw new DOMException("no room", "QuotaExceededError");
    put.push(...items.map(({ block }) => block.sequence));
  });
  [0, 1, 2].forEach((sequence) => keeping.add(item(sequence, "waiting")));
  await keeping.settle();
  assert.equal(keeping.isStuck, true);
  hasRoom = true;
  keeping.add(item(3, "waiting"));
  await keeping.settle();
  assert.deepEqual(put, [0, 1, 2, 3]);
  assert.equal(keeping.isStuck, false);
});
