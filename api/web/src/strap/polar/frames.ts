/** Frames of acceleration: from the bytes of one notification to milli-g; the mirror of sensors/ble/polar/frames.py. */
import { ACCELERATION } from "./constants.ts";

export type XyzMg = readonly [number, number, number];

/** One notification of samples. */
export interface Frame {
  /** The moment of the last sample on the strap's own clock, nanoseconds since the year 2000. */
  readonly stampNs: bigint;
  /** One row a sample, oldest first. */
  readonly samples: readonly XyzMg[];
}

const HEADER_BYTES = 10;
const COMPRESSED = 0x80;
const AXES = 3;
/** Bytes of one value in the forms that are not compressed, all in milli-g. */
const RAW_BYTES: Readonly<Record<number, number>> = { 0: 1, 1: 2, 2: 3 };
/** What one unit of a compressed form is in milli-g, before the factor that the strap named at the start. */
const COMPRESSED_UNITS: Readonly<Record<number, number>> = { 0: 1000, 1: 1 };
const REFERENCE_BYTES = 2;
const WIDEST_BITS = 32;

/** The samples of one notification; null when it holds something else, is cut off, or its form is not known. */
export function parseFrame(payload: DataView, factor: number): Frame | null {
  if (payload.byteLength <= HEADER_BYTES || payload.getUint8(0) !== ACCELERATION) return null;
  const form = payload.getUint8(HEADER_BYTES - 1);
  const content = new DataView(payload.buffer, payload.byteOffset + HEADER_BYTES, payload.byteLength - HEADER_BYTES);
  const samples = form & COMPRESSED ? compressed(content, form & ~COMPRESSED, factor) : raw(content, form);
  return samples === null ? null : { stampNs: payload.getBigUint64(1, true), samples };
}

function raw(content: DataView, form: number): readonly XyzMg[] | null {
  const size = RAW_BYTES[form];
  if (size === undefined || content.byteLength % (AXES * size) !== 0) return null;
  return rowsOf(Array.from({ length: content.byteLength / size }, (_, place) => signed(content, place * size, size)));
}

function compressed(content: DataView, form: number, factor: number): readonly XyzMg[] | null {
  const unit = COMPRESSED_UNITS[form];
  const rows = unit === undefined ? null : undelta(content);
  return rows === null ? null : rows.map(([x, y, z]) => [x * factor * unit!, y * factor * unit!, z * factor * unit!]);
}

/** Undo the compression: a reference sample, then blocks of differences, each with its own number of bits. */
function undelta(content: DataView): readonly XyzMg[] | null {
  let position = AXES * REFERENCE_BYTES;
  if (content.byteLength < position) return null;
  const reference = [0, 1, 2].map((axis) => signed(content, axis * REFERENCE_BYTES, REFERENCE_BYTES));
  const rows = [...rowsOf(reference)];
  while (position < content.byteLength) {
    if (position + 2 > content.byteLength) return null;
    const [bits, count] = [content.getUint8(position), content.getUint8(position + 1)];
    const end = position + 2 + Math.ceil((bits * count * AXES) / 8);
    if (end > content.byteLength || bits === 0 || bits > WIDEST_BITS) return null;
    for (const [x, y, z] of rowsOf(differences(content, position + 2, bits, count * AXES))) {
      const before = rows.at(-1)!;
      rows.push([before[0] + x, before[1] + y, before[2] + z]);
    }
    position = end;
  }
  return rows;
}

/** Numbers of so many bits each, packed without gaps, lowest bit first, in two's complement. */
function differences(content: DataView, from: number, bits: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => {
    let value = 0;
    for (let bit = 0; bit < bits; bit += 1) {
      const at = place * bits + bit;
      if ((content.getUint8(from + (at >> 3)) >> (at & 7)) & 1) value += bit === bits - 1 ? -(2 ** bit) : 2 ** bit;
    }
    return value;
  });
}

function signed(content: DataView, from: number, size: number): number {
  let value = 0;
  for (let byte = 0; byte < size; byte += 1) value += content.getUint8(from + byte) * 256 ** byte;
  return value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
}

function rowsOf(values: readonly number[]): readonly XyzMg[] {
  return Array.from({ length: values.length / AXES }, (_, row) => {
    const [x, y, z] = values.slice(row * AXES, (row + 1) * AXES);
    return [x!, y!, z!] as const;
  });
}
