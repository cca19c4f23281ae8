import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { milliseconds, parse } from "../../api/web/src/strap/heart_rate.ts";
import { isBeat, isPlausible } from "../../api/web/src/strap/clock/intervals.ts";
import { bytesOf } from "./strap_packets.ts";

interface Measurement {
  readonly name: string;
  readonly hex: string;
  readonly refused?: string;
  readonly bpm: number;
  readonly contact: boolean | null;
  readonly energy_kj: number | null;
  readonly rr_1024: readonly number[];
}

interface Word {
  readonly word: number;
  readonly unit: string;
  readonly rr_ms: number;
  readonly is_beat: boolean;
  readonly is_plausible: boolean;
}

interface Vectors {
  readonly measurements: readonly Measurement[];
  readonly words: readonly Word[];
}

const FILE = new URL("../sensors/heart_rate_vectors.json", import.meta.url);
const VECTORS = JSON.parse(readFileSync(FILE, "utf-8")) as Vectors;

for (const { name, hex, refused, bpm, contact, energy_kj: energyKj, rr_1024: rr1024 } of VECTORS.measurements) {
  test(`a notification says what its literal bytes say: ${name}`, () => {
    const expected = refused === undefined ? { bpm, contact, energyKj, rr1024 } : null;
    assert.deepEqual(parse(bytesOf(hex)), expected);
  });
}

for (const { word, unit, rr_ms: rrMs, is_beat, is_plausible } of VECTORS.words.filter((each) => each.unit !== "1 ms")) {
  test(`a word is worth what the file says: ${word} x ${unit}`, () => {
    assert.deepEqual(milliseconds([word]), [rrMs]);
    assert.deepEqual([isBeat(rrMs), isPlausible(rrMs)], [is_beat, is_plausible]);
  });
}

test("no bytes whatever make the parser stumble, and a message is read or refused whole", () => {
  for (let seed = 0; seed < 2_000; seed++) {
    const length = seed % 23;
    const bytes = new DataView(Uint8Array.from({ length }, (_, at) => (seed * 2_654_435_761 + at * 40_503) >>> 13).buffer);
    const said = parse(bytes);
    if (said !== null) assert.ok(said.rr1024.every((ticks) => ticks >= 0 && ticks <= 0xffff));
  }
});
