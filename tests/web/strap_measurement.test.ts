import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { MILLISECOND, TICK } from "../../api/web/src/strap/beat_clock/constants.ts";
import { DuplicateFilter } from "../../api/web/src/strap/beat_clock/duplicates.ts";
import { isBeat, isPlausible } from "../../api/web/src/strap/beat_clock/rr_limits.ts";
import { parse } from "../../api/web/src/strap/bluetooth/measurement.ts";
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

interface Echo {
  readonly name: string;
  readonly packets: readonly (readonly [number, string, number])[];
  readonly is_echo: readonly boolean[];
}

interface Vectors {
  readonly measurements: readonly Measurement[];
  readonly words: readonly Word[];
  readonly echoes: readonly Echo[];
}

const FILE = new URL("../sensors/heart_rate_vectors.json", import.meta.url);
const VECTORS = JSON.parse(readFileSync(FILE, "utf-8")) as Vectors;

for (const { name, hex, refused, bpm, contact, energy_kj: energyKj, rr_1024: rr1024 } of VECTORS.measurements) {
  test(`notification bytes parse to their vector: ${name}`, () => {
    const expected = refused === undefined ? { bpm, contact, energyKj, rr1024 } : null;
    assert.deepEqual(parse(bytesOf(hex)), expected);
  });
}

for (const { word, unit, rr_ms: rrMs, is_beat, is_plausible } of VECTORS.words) {
  test(`interval values match the vectors: ${word} x ${unit}`, () => {
    assert.equal(word * (unit === "1 ms" ? MILLISECOND : TICK), rrMs);
    assert.deepEqual([isBeat(rrMs), isPlausible(rrMs)], [is_beat, is_plausible]);
  });
}

for (const { name, packets, is_echo } of VECTORS.echoes) {
  test(`packet doubled by the Bluetooth stack is dropped: ${name}`, () => {
    const echoes = new DuplicateFilter();
    const heard = packets.map(([arrivalS, hex, link]) => echoes.isDuplicate({ arrivalS, payload: bytesOf(hex), link }));
    assert.deepEqual(heard, is_echo);
  });
}

test("any bytes are parsed completely or refused", () => {
  for (let seed = 0; seed < 2_000; seed++) {
    const length = seed % 23;
    const bytes = new DataView(Uint8Array.from({ length }, (_, at) => (seed * 2_654_435_761 + at * 40_503) >>> 13).buffer);
    const said = parse(bytes);
    if (said !== null) assert.ok(said.rr1024.every((ticks) => ticks >= 0 && ticks <= 0xffff));
  }
});
