import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { setImmediate as settled } from "node:timers/promises";

import { AccelerationStream, type StrapSamples } from "../../api/web/src/strap/polar/acceleration_stream.ts";
import { bytesOf } from "./strap_packets.ts";

const H10_SETTINGS = "0004c8006400320019000101100002030200 04000800";
const FRAME = "02 00ca9a3b00000000 01 0100 0200 e803 0300 0400 de03";

/** A characteristic that says what the test has it say. */
class Characteristic extends EventTarget {
  value: DataView | undefined = undefined;

  say(hex: string): void {
    this.value = bytesOf(hex);
    this.dispatchEvent(new Event("characteristicvaluechanged"));
  }

  async startNotifications(): Promise<void> {}
}

/** A strap with Polar's service, and what may go wrong with it. */
class Polar {
  readonly control = Object.assign(new Characteristic(), {
    readValue: async () => bytesOf(this.features),
    writeValueWithResponse: async (question: Uint8Array) => this.#answer(Buffer.from(question).toString("hex")),
  });
  readonly data = new Characteristic();
  readonly log: string[] = [];
  readonly taken: StrapSamples[] = [];
  readonly stream: AccelerationStream;
  readonly features: string;
  readonly answers: Record<string, readonly string[]>;

  constructor({ features = "0f05", answers = {}, isThere = true }: { features?: string; answers?: Record<string, readonly string[]>; isThere?: boolean } = {}) {
    this.features = features;
    this.answers = { "01": [`f001020000${H10_SETTINGS}`], "02": ["f002020000"], "03": ["f003020000"], ...answers };
    const characteristics = [this.control, this.data];
    const service = { getCharacteristic: async () => characteristics.shift() };
    const server = {
      getPrimaryService: async () => {
        if (!isThere) throw new DOMException("pmd", "NotFoundError");
        return service;
      },
    };
    this.stream = new AccelerationStream(server as unknown as BluetoothRemoteGATTServer, (samples) => this.taken.push(samples), () => 7);
  }

  async #answer(question: string): Promise<void> {
    this.log.push(question);
    for (const answer of this.answers[question.slice(0, 2)]!) this.control.say(answer);
  }
}

test("acceleration comes while it is wanted, and is stopped", async () => {
  const polar = new Polar();
  await polar.stream.want(true);
  polar.data.say(FRAME);
  await polar.stream.want(false);
  polar.data.say(FRAME);
  assert.deepEqual(polar.log, ["0102", "02020001320001011000020108 00".replace(" ", ""), "0302"]);
  assert.equal(polar.taken.length, 1);
  const [{ arrivalS, timesS, xyzMg }] = polar.taken as [StrapSamples];
  assert.deepEqual([arrivalS, timesS, xyzMg], [7, [0.98, 1], [[1, 2, 1000], [3, 4, 990]]]);
});

test("stream that is wanted again begins again", async () => {
  const polar = new Polar();
  await polar.stream.want(true);
  void polar.stream.want(false);
  await polar.stream.want(true);
  await polar.stream.want(true);
  polar.data.say(FRAME);
  assert.equal(polar.taken.length, 1);
});

test("wish that changes while the strap answers is kept", async () => {
  const polar = new Polar();
  const begun = polar.stream.want(true);
  void polar.stream.want(false);
  await begun;
  assert.equal(polar.log.at(-1), "0302");
});

test("settings in two messages and unasked words are understood", async () => {
  const settings = H10_SETTINGS.replace(" ", "");
  const polar = new Polar({ answers: { "01": ["0102", `f001020001${settings.slice(0, 12)}`, `00${settings.slice(12)}`] } });
  await polar.stream.want(true);
  assert.equal(polar.log[1], "0202000132000101100002010800");
});

const WITHOUT = {
  "a strap without the service": { isThere: false },
  "a strap without acceleration": { features: "0f01" },
  "a refusal of settings and start": { answers: { "01": ["f0010203"], "02": ["f002020d"] } },
  "a start that is refused": { answers: { "02": ["f002020d"] } },
  "settings that are cut off": { answers: { "01": ["f00102000000"] } },
  "a factor that is cut off": { answers: { "02": ["f002020000 63"] } },
};
for (const [what, special] of Object.entries(WITHOUT)) {
  test(`${what} is left alone`, async () => {
    const polar = new Polar(special);
    await polar.stream.want(true);
    const asked = polar.log.length;
    await polar.stream.want(true);
    polar.data.say(FRAME);
    assert.deepEqual([polar.taken.length, polar.log.length], [0, asked]);
  });
}

test("silent control point is given up after a while", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const polar = new Polar({ answers: { "01": [] } });
  const wanted = polar.stream.want(true);
  for (let step = 0; step < 5; step += 1) {
    await settled();
    mock.timers.tick(1_000);
  }
  await wanted;
  mock.timers.reset();
  assert.deepEqual(polar.log, ["0102"]);
});

test("frames that cannot be read are left out", async () => {
  const polar = new Polar();
  await polar.stream.want(true);
  for (const frame of ["", "02", "00ca9a3b0000000001 0001", "02 00ca9a3b00000000 07 0102"]) polar.data.say(frame);
  polar.data.say(FRAME);
  assert.equal(polar.taken.length, 1);
});
