import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as settled } from "node:timers/promises";

import { type ConnectionListener, type ConnectionState, SILENCE_S, StrapConnection } from "../../api/web/src/strap/bluetooth/connection.ts";
import type { Packet } from "../../api/web/src/strap/bluetooth/packet.ts";
import { PMD_SERVICE } from "../../api/web/src/strap/polar/acceleration_stream.ts";
import { bytesOf, notification } from "./strap_packets.ts";

/** A strap as a browser shows it. It answers when the test says so, or not at all. */
class FakeStrap extends EventTarget {
  readonly characteristics: EventTarget[] = [];
  /** What the control point of the acceleration was asked, and what it answers to each command; nothing by default. */
  readonly asked: string[] = [];
  answers: Readonly<Record<string, string>> = {};
  connects = 0;
  disconnects = 0;
  answer: "yes" | "no" | "never" | "not-found" = "yes";

  readonly gatt = {
    connect: () => this.connect(),
    disconnect: () => void (this.disconnects += 1),
  };

  async connect() {
    this.connects += 1;
    if (this.answer === "never") await new Promise(() => {});
    if (this.answer === "no") throw new DOMException("out of range", "NetworkError");
    return { getPrimaryService: (name: string) => this.service(name) };
  }

  async service(name: string) {
    if (name === PMD_SERVICE) return this.polar();
    if (name !== "heart_rate" || this.answer === "not-found") throw new DOMException(name, "NotFoundError");
    const characteristic = Object.assign(new EventTarget(), { value: undefined, startNotifications: async () => {} });
    this.characteristics.push(characteristic);
    return { getCharacteristic: async () => characteristic };
  }

  polar() {
    const writeValueWithResponse = async (bytes: Uint8Array) => {
      const question = Buffer.from(bytes).toString("hex");
      this.asked.push(question);
      Object.assign(characteristic, { value: bytesOf(this.answers[question.slice(0, 2)] ?? "") });
      characteristic.dispatchEvent(new Event("characteristicvaluechanged"));
    };
    const parts = { readValue: async () => bytesOf("0f05"), startNotifications: async () => {}, writeValueWithResponse };
    const characteristic = Object.assign(new EventTarget(), parts);
    return { getCharacteristic: async () => characteristic };
  }

  notify(payload: DataView, connection = -1): void {
    const characteristic = this.characteristics.at(connection)!;
    Object.assign(characteristic, { value: payload });
    characteristic.dispatchEvent(new Event("characteristicvaluechanged"));
  }

  loseLink(): void {
    this.dispatchEvent(new Event("gattserverdisconnected"));
  }
}

/** A link that a test drives second by second. */
class Told implements ConnectionListener {
  readonly packets: Packet[] = [];
  readonly states: ConnectionState[] = [];
  readonly strap = new FakeStrap();
  readonly link: StrapConnection;
  nowS = 100;

  constructor() {
    this.link = new StrapConnection(this.strap as unknown as BluetoothDevice, this, () => this.nowS);
  }

  packet(packet: Packet): void {
    this.packets.push(packet);
  }

  state(state: ConnectionState): void {
    this.states.push(state);
  }

  battery(): void {}

  acceleration(): void {}

  async live(seconds: number, each: () => void = () => {}): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.nowS += 1;
      each();
      this.link.tick();
      await settled();
    }
  }
}

test("nearby strap connects and packets carry time and link", async () => {
  const told = new Told();
  await told.live(1);
  told.strap.notify(notification(1000));
  assert.deepEqual(told.states, ["connecting", "connected"]);
  assert.deepEqual(told.packets.map(({ arrivalS, link }) => [arrivalS, link]), [[101, 1]]);
});

test("lost strap is searched with growing pauses until back", async () => {
  const told = new Told();
  await told.live(1);
  told.strap.answer = "no";
  told.strap.loseLink();
  await settled();
  const tries: number[] = [];
  let before = told.strap.connects;
  await told.live(40, () => {
    if (told.strap.connects > before) tries.push(told.nowS);
    before = told.strap.connects;
  });
  const pauses = tries.slice(1).map((at, place) => at - tries[place]!);
  assert.ok(pauses.every((pause, place) => pause >= (pauses[place - 1] ?? 0)), String(pauses));
  assert.equal(pauses.at(-1), 8);
  told.strap.answer = "yes";
  await told.live(9);
  assert.deepEqual(told.states, ["connecting", "connected", "lost", "connected"]);
});

test("acceleration that stalls costs no beats", async () => {
  const told = new Told();
  told.link.wantAcceleration(true);
  await told.live(20, () => {
    if (told.strap.characteristics.length > 0) told.strap.notify(notification(1000));
  });
  assert.deepEqual(told.strap.asked, ["0102"]);
  assert.equal(told.packets.length, 19);
  assert.deepEqual([told.strap.connects, told.states], [1, ["connecting", "connected"]]);
});

test("strap that is released measures nothing though a page watches", async () => {
  const told = new Told();
  told.strap.answers = { "01": "f0010200000004c8006400320019000101100002030200 04000800", "02": "f002020000", "03": "f003020000" };
  told.link.wantAcceleration(true);
  await told.live(3);
  const ended = told.link.end();
  told.link.wantAcceleration(true);
  await ended;
  assert.deepEqual(told.strap.asked.map((question) => question.slice(0, 4)), ["0102", "0202", "0302"]);
});

test("nothing is asked of a strap that nobody watches", async () => {
  const told = new Told();
  await told.live(3);
  assert.deepEqual(told.strap.asked, []);
});

test("new link gets a new number and ends the old one", async () => {
  const told = new Told();
  await told.live(1);
  told.strap.notify(notification(1000));
  told.strap.loseLink();
  await told.live(1);
  told.strap.notify(notification(900), 0);
  told.strap.notify(notification(800));
  assert.equal(told.packets.length, 2);
  assert.ok(told.packets[1]!.link > told.packets[0]!.link);
});

test("silent link is reopened even if reported connected", async () => {
  const told = new Told();
  await told.live(1);
  await told.live(SILENCE_S, () => told.strap.notify(notification(1000)));
  assert.equal(told.strap.connects, 1);
  await told.live(SILENCE_S + 2);
  assert.equal(told.strap.connects, 2);
  assert.deepEqual(told.states, ["connecting", "connected", "lost", "connected"]);
});

test("connection attempt that hangs is abandoned and retried", async () => {
  const told = new Told();
  told.strap.answer = "never";
  await told.live(25);
  assert.equal(told.strap.connects, 2);
  told.strap.answer = "yes";
  await told.live(25);
  assert.equal(told.states.at(-1), "connected");
});

test("device that is no chest strap is released and reported", async () => {
  const told = new Told();
  told.strap.answer = "not-found";
  await told.live(30);
  assert.deepEqual(told.states, ["connecting", "no-heart-rate"]);
  assert.equal(told.strap.connects, 1);
});

test("released strap is not reconnected", async () => {
  const told = new Told();
  await told.live(1);
  told.link.end();
  told.strap.notify(notification(1000));
  told.strap.loseLink();
  await told.live(30);
  assert.equal(told.packets.length, 0);
  assert.deepEqual(told.states, ["connecting", "connected", "ended"]);
  assert.ok(told.strap.disconnects > 0);
});
