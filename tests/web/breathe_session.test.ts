import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";

import { allowed, FIGURE_KEY, forget, load, save, USUAL } from "../../api/web/src/breathe/session/choices.ts";
import { advanceExercise, type Exercise, press, READY } from "../../api/web/src/breathe/session/exercise.ts";
import { heartHint } from "../../api/web/src/breathe/session/heart_hint.ts";
import { lackOf, Sight } from "../../api/web/src/breathe/session/interruptions.ts";
import { Journal } from "../../api/web/src/breathe/session/journal.ts";
import { type Draft, Keeper } from "../../api/web/src/breathe/session/keeper.ts";
import { PaceGuide } from "../../api/web/src/breathe/session/pace_guide.ts";
import { breathAt } from "../../api/web/src/breathe/session/pacer.ts";
import { NOTHING_YET } from "../../api/web/src/live/state.ts";
import { randomOf } from "./simulated.ts";

/** A shelf of a browser. */
function shelf(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}

test("parts of a breath last what was chosen and fill it, at any pace", () => {
  const dice = randomOf(5);
  for (let round = 0; round < 50; round += 1) {
    const perMinute = 4 + 4 * dice();
    const shape = { inShare: 0.3 + 0.3 * dice(), holdFullS: 2 * dice(), holdEmptyS: 2 * dice() };
    const movingS = 60 / perMinute - shape.holdFullS - shape.holdEmptyS;
    const wanted = { in: shape.inShare * movingS, full: shape.holdFullS, out: (1 - shape.inShare) * movingS, empty: shape.holdEmptyS };
    const lived = { in: 0, full: 0, out: 0, empty: 0 };
    const steps = 5000;
    let before = 0;
    for (let step = 0; step < steps; step += 1) {
      const breath = breathAt(step / steps, perMinute, shape);
      lived[breath.direction] += 60 / perMinute / steps;
      assert.ok(Math.abs(breath.fullness - before) < 0.01);
      before = breath.fullness;
    }
    for (const part of ["in", "full", "out", "empty"] as const) assert.ok(Math.abs(lived[part] - wanted[part]) < 0.02);
  }
});

function lived(exercise: Exercise, seconds: number): Exercise {
  let now = exercise;
  for (let step = 0; step < 10 * seconds; step += 1) now = advanceExercise(now, 0.1);
  return now;
}

test("a session ends with the breath in which its time is up", () => {
  const begun = press({ ...READY, perMinute: 4, lengthS: 120 });
  assert.equal(lived(begun, 119).stage, "running");
  const unfinished = press({ ...READY, perMinute: 4, lengthS: 125 });
  assert.equal(lived(unfinished, 134).stage, "running");
  assert.equal(lived(unfinished, 136).stage, "over");
  assert.equal(lived(press({ ...READY, isOwnPace: true, lengthS: 125 }), 126).stage, "over");
  assert.equal(lived(press(READY), 4000).stage, "running");
});

test("choices come back as they were and impossible ones are the usual ones", () => {
  const storage = shelf();
  assert.deepEqual(load(storage), USUAL);
  const chosen = allowed({ lengthMin: null, lead: "heart", perMinute: 5.37, shape: { inShare: 1 / 3, holdFullS: 1.5, holdEmptyS: 0 }, tones: true, volume: 0 });
  save(storage, chosen);
  assert.deepEqual(load(storage), chosen);
  assert.deepEqual([chosen.lengthMin, chosen.perMinute, chosen.volume], [null, 5.4, 0]);
  storage.setItem("pulsro.breathe.choices", '{"lengthMin": 7, "lead": "x", "perMinute": 99, "volume": "loud", "shape": {"holdFullS": 60}}');
  assert.deepEqual(load(storage), { ...USUAL, perMinute: 8 });
  storage.setItem("pulsro.breathe.choices", "{");
  assert.deepEqual(load(storage), USUAL);
});

test("the journal tells paces and breaks from the beginning of the session", () => {
  const journal = new Journal("paced", { ...READY, lengthS: 300 }, 1000);
  journal.note("paused", true, 1010);
  journal.note("paused", true, 1012);
  journal.note("paused", false, 1025.04);
  journal.note("strap_off", false, 1026);
  journal.note("link_lost", true, 1030);
  journal.note("link_lost", false, 1030.4);
  journal.pace({ ...READY, perMinute: 5.5 }, 1060);
  journal.note("strap_off", true, 1090);
  const told = journal.told(1100);
  assert.deepEqual([told.lasted_s, told.chosen_s, told.mode], [100, 300, "paced"]);
  assert.deepEqual(told.breaks, [
    { start_s: 10, end_s: 25, reason: "paused" },
    { start_s: 90, end_s: 100, reason: "strap_off" },
  ]);
  assert.deepEqual(told.paces.map((pace) => [pace.at_s, pace.per_minute]), [[0, 6], [60, 5.5]]);
});

test("the breath of each pace is the median of what was seen", () => {
  const journal = new Journal("find_pace", READY, 0);
  for (let second = 0; second < 60; second += 1) journal.breathe(second < 14 ? 12 : 6.1 + (second % 3) / 10, second);
  journal.pace({ ...READY, perMinute: 5 }, 60);
  for (let second = 60; second < 120; second += 1) journal.breathe(second % 3 === 0 ? 5 : null, second);
  assert.deepEqual(journal.told(120).paces.map((pace) => pace.breathed_per_minute), [6.2, null]);
});

test("beats that never came are no gap", () => {
  assert.equal(lackOf({ ...NOTHING_YET, link: "retrying" }, "waiting"), null);
  const heard = { ...NOTHING_YET, link: "open" as const, aheadS: 5 };
  assert.deepEqual(
    [lackOf(heard, "live"), lackOf(heard, "silent"), lackOf({ ...heard, contact: false }, "live"), lackOf({ ...heard, link: "retrying" }, "silent")],
    [null, "strap_off", "strap_off", "link_lost"],
  );
});

test("no connection is missed while this browser's strap beats", () => {
  for (const link of ["retrying", "ended"] as const) {
    const cut = { ...NOTHING_YET, link, aheadS: 5, contact: false };
    assert.deepEqual([lackOf(cut, "live"), lackOf(cut, "silent")], [null, "link_lost"]);
  }
});

test("a sleep is told by the first look after it", (t) => {
  Object.assign(globalThis, { document: { addEventListener: () => {}, visibilityState: "visible" } });
  t.after(() => Reflect.deleteProperty(globalThis, "document"));
  t.mock.timers.enable({ apis: ["setInterval"] });
  let nowS = 100;
  t.mock.method(performance, "now", () => 1000 * nowS);
  const told: unknown[] = [];
  const sight = new Sight((...away) => told.push(away));
  for (nowS of [101, 150, 3750, 3751]) sight.look();
  assert.deepEqual(told, [["asleep", 150, 3750]]);
});

test("the heart's hint turns with the heart and holds in between", () => {
  let timeS = 0;
  const beats = Array.from({ length: 120 }, () => {
    const rrMs = 1000 - 60 * Math.sin((2 * Math.PI * timeS) / 10);
    timeS += rrMs / 1000;
    return { timeS, rrMs, segment: 0, flags: 0 };
  });
  let hint: ReturnType<typeof heartHint> = null;
  let right = 0;
  for (let last = 20; last < beats.length; last += 1) {
    hint = heartHint(beats.slice(0, last), hint);
    const risesThen = Math.cos((2 * Math.PI * ((beats[last - 1]?.timeS ?? 0) - 2)) / 10) > 0;
    right += hint === (risesThen ? "in" : "out") ? 1 : 0;
  }
  assert.ok(right > 85, `right ${right} times of 100`);
  assert.equal(heartHint(beats.slice(0, 2), "in"), null);
});

const DRAFT: Draft = {
  id: "one",
  startedAtMs: Date.now() - 400_000,
  savedAtMs: Date.now() - 100_000,
  told: { lasted_s: 300, mode: "paced", chosen_s: null, paces: [], breaks: [] },
};

/** The page that Anna opened. */
function annasPage(t: TestContext): void {
  Object.assign(globalThis, { document: { body: { dataset: { person: "anna" } } } });
  t.after(() => Reflect.deleteProperty(globalThis, "document"));
}

/** A server that answers in turn; null is no connection. */
function server(t: TestContext, ...answers: (number | null)[]) {
  annasPage(t);
  const bodies: Record<string, number>[] = [];
  t.mock.method(globalThis, "fetch", async (_: string, { body, headers }: { body: string; headers: Record<string, string> }) => {
    assert.equal(headers["Pulsro-Person"], "anna");
    bodies.push(JSON.parse(body) as Record<string, number>);
    const status = answers.shift();
    if (typeof status !== "number") throw new TypeError("no connection");
    return new Response(null, { status });
  });
  return bodies;
}

test("a session that could not be sent waits and is sent once later", async (t) => {
  const bodies = server(t, null, 503, 204);
  const storage = shelf();
  assert.equal(await new Keeper(storage, "anna").send(DRAFT), "waiting");
  await new Keeper(storage, "bo").sendWaiting();
  assert.equal(bodies.length, 1);
  for (let round = 0; round < 3; round += 1) await new Keeper(storage, "anna").sendWaiting();
  assert.equal(bodies.length, 3);
  assert.ok(Math.abs((bodies[2]?.["began_s_ago"] ?? 0) - 400) < 60);
});

test("breath that was measured is told and never kept in the browser", async (t) => {
  const bodies = server(t, null, 204);
  const storage = shelf();
  const pace = { at_s: 0, per_minute: 6, in_share: 0.4, hold_full_s: 0, hold_empty_s: 0, breathed_per_minute: 6.13 };
  await new Keeper(storage, "anna").send({ ...DRAFT, told: { ...DRAFT.told, paces: [pace] } });
  await new Keeper(storage, "anna").sendWaiting();
  assert.deepEqual(bodies.map((body) => JSON.stringify(body).includes("6.13")), [true, false]);
});

test("a session that is refused for good is not sent again", async (t) => {
  const bodies = server(t, 409);
  const keeper = new Keeper(shelf(), "anna");
  assert.equal(await keeper.send(DRAFT), "refused");
  await keeper.sendWaiting();
  assert.equal(bodies.length, 1);
});

test("forgetting sends and deletes one's own sessions, and no other's", async (t) => {
  const bodies = server(t, 204, null, 204);
  const storage = shelf();
  const [annas, bos] = [new Keeper(storage, "anna"), new Keeper(storage, "bo")];
  for (const id of ["left", "still running"]) annas.save({ ...DRAFT, id, savedAtMs: Date.now() });
  bos.save(DRAFT);
  assert.equal(await annas.sendAll(), 1);
  annas.forget();
  assert.equal(await annas.sendAll(), 0);
  assert.equal(bodies.length, 2);
  assert.equal(storage.getItem("pulsro.breathe.waiting.anna"), null);
  assert.notEqual(storage.getItem("pulsro.breathe.waiting.bo"), null);
});

test("choices are forgotten together with the figure", () => {
  const storage = shelf();
  save(storage, { ...USUAL, lengthMin: 20 });
  storage.setItem(FIGURE_KEY, "flower");
  forget(storage);
  assert.deepEqual(load(storage), USUAL);
  assert.equal(storage.getItem(FIGURE_KEY), null);
});

test("a draft of a page that still runs is left alone", async (t) => {
  const bodies = server(t, 204);
  const keeper = new Keeper(shelf(), "anna");
  keeper.save({ ...DRAFT, savedAtMs: Date.now() });
  await keeper.sendWaiting();
  assert.equal(bodies.length, 0);
});

test("a session that is paused in another tab is not sent for it", async (t) => {
  const bodies = server(t, 204);
  const storage = shelf();
  const [paused, opened] = [new Keeper(storage, "anna"), new Keeper(storage, "anna")];
  const release = paused.hold(DRAFT.id);
  paused.save(DRAFT);
  await opened.sendWaiting();
  assert.equal(bodies.length, 0);
  release();
  await setImmediate(); // the lock is free a turn later
  await opened.sendWaiting();
  assert.equal(bodies.length, 1);
});

test("the guide asks every minute of a search and ends it when told", async (t) => {
  const answers = [{ per_minute: 5.8 }, null, { per_minute: 5.8 }, { per_minute: null }];
  const orders: { at_s: number; steps: { breathed_per_minute: number | null }[] }[] = [];
  annasPage(t);
  t.mock.method(globalThis, "fetch", async (_: string, { body }: { body: string }) => {
    orders.push(JSON.parse(body) as (typeof orders)[number]);
    const answer = answers.shift();
    if (!answer) throw new TypeError("no connection");
    return Response.json(answer);
  });
  let second = 0;
  const guide = new PaceGuide("find_pace", 6.8, () => 1000 + second);
  const told = [];
  for (; second <= 245; second += 1) {
    guide.breathe(6.5);
    const next = await guide.next();
    if (next) told.push([second, next.perMinute]);
  }
  assert.deepEqual(told, [[60, 5.8], [180, null]]);
  assert.deepEqual(orders.slice(0, 4).map((order) => [order.at_s, order.steps.length]), [[60, 1], [120, 2], [125, 2], [180, 3]]);
  assert.deepEqual(orders[3]!.steps.map((step) => step.breathed_per_minute), [6.5, 6.5, 6.5]);
});

/** A server that says a pace each time it is asked, later than at once if wished; gives what it was asked. */
function paceServer(t: TestContext, answer: () => Promise<Response> = async () => Response.json({ per_minute: 6 })) {
  annasPage(t);
  const orders: { at_s: number; steps: { at_s: number; per_minute: number }[]; breaks: object[] }[] = [];
  t.mock.method(globalThis, "fetch", async (_: string, { body }: { body: string }) => {
    orders.push(JSON.parse(body) as (typeof orders)[number]);
    return answer();
  });
  return orders;
}

test("a step of a search lasts a minute without its breaks", async (t) => {
  const orders = paceServer(t);
  const journal = new Journal("find_pace", READY, 1000);
  let second = 0;
  const guide = new PaceGuide("find_pace", 6, () => 1000 + second);
  for (; second <= 190; second += 1) {
    if (second === 40) journal.note("paused", true, 1010);
    if (second === 40) journal.note("paused", false, 1040);
    if (second === 100) journal.add("hidden", 1095, 1100);
    if (second === 110) journal.add("link_lost", 1101, 1110);
    if (second < 10 || second >= 40) await guide.next(journal.away);
  }
  assert.deepEqual(orders.map((order) => order.at_s), [90, 155]);
  assert.deepEqual(orders[1]?.breaks, [
    { start_s: 10, end_s: 40, reason: "paused" },
    { start_s: 95, end_s: 100, reason: "hidden" },
  ]);
});

test("steps of a search stay a minute though the page looks late", async (t) => {
  const orders = paceServer(t);
  let look = 0;
  const guide = new PaceGuide("find_pace", 6, () => 1.01 * look);
  for (; look < 490; look += 1) await guide.next();
  assert.equal(orders.length, 8);
  orders.forEach(({ at_s }, place) => assert.ok(at_s < 60 * (place + 1) + 1.01, `step ${place} ends at ${at_s}`));
});

test("an awaited pace is asked for once and begins when it comes", async (t) => {
  const waiting: (() => void)[] = [];
  const orders = paceServer(t, () => new Promise((answer) => waiting.push(() => answer(Response.json({ per_minute: 5 })))));
  let second = 60;
  const guide = new PaceGuide("led_softly", 6, () => second);
  second = 180;
  const first = guide.next();
  for (; second < 190; second += 1) void guide.next();
  assert.equal(orders.length, 1);
  waiting.shift()?.();
  assert.deepEqual(await first, { perMinute: 5 });
  for (; orders.length < 2 && second < 400; second += 1) void guide.next();
  assert.deepEqual(orders.map((order) => order.at_s), [120, 250]);
  assert.deepEqual(orders[1]?.steps.map((step) => step.at_s), [0, 130]);
});

test("an answer that was given up changes nothing any more", async (t) => {
  const waiting: (() => void)[] = [];
  const orders = paceServer(t, () => new Promise((answer) => waiting.push(() => answer(Response.json({ per_minute: 5 })))));
  let second = 0;
  const guide = new PaceGuide("find_pace", 6, () => second);
  second = 60;
  const first = guide.next();
  second = 80;
  const again = guide.next();
  waiting.forEach((come) => come());
  assert.deepEqual([await first, await again], [null, { perMinute: 5 }]);
  assert.deepEqual(orders.map((order) => order.at_s), [60, 80]);
});
