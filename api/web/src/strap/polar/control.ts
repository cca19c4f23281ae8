/** The control point of Polar's measurement data: requests and answers; the mirror of sensors/ble/polar/control.py. */
import {
  ACCELERATION,
  CHANNELS,
  FACTOR,
  GET_SETTINGS,
  RANGE,
  RANGE_MILLI,
  RESOLUTION_BITS,
  SAMPLE_RATE_HZ,
  START,
  STOP,
} from "./constants.ts";

const FEATURES = 0x0f;
const RESPONSE = 0xf0;

/** An answer of the control point. */
export interface Answer {
  readonly command: number;
  readonly measurement: number;
  readonly status: number;
  /** Whether another message continues the parameters. */
  readonly more: boolean;
  readonly parameters: readonly number[];
}

/** Values by the number of the setting. */
export type Offered = ReadonlyMap<number, readonly number[]>;
export type Chosen = ReadonlyMap<number, number>;

const SIZES: ReadonlyMap<number, number> = new Map([
  [SAMPLE_RATE_HZ, 2],
  [RESOLUTION_BITS, 2],
  [RANGE, 2],
  [RANGE_MILLI, 4],
  [CHANNELS, 1],
  [FACTOR, 4],
]);
/** 50 Hz and 8 g hold every movement of a person. */
const WISHES: Chosen = new Map([[SAMPLE_RATE_HZ, 50], [RESOLUTION_BITS, 16], [RANGE, 8]]);

/** Whether a strap can stream acceleration, from a read of the control point. */
export function offersAcceleration(value: DataView): boolean {
  return value.byteLength >= 2 && value.getUint8(0) === FEATURES && ((value.getUint8(1) >> ACCELERATION) & 1) === 1;
}

/** An answer; null for what the control point says unasked, and for what is cut off. */
export function parseAnswer(value: readonly number[]): Answer | null {
  const [mark, command, measurement, status, more] = value;
  if (mark !== RESPONSE || command === undefined || measurement === undefined || status === undefined) return null;
  return { command, measurement, status, more: more !== undefined && more !== 0, parameters: value.slice(5) };
}

/** What can be chosen; null when it ends in the middle of a value or names a setting that nobody published. */
export function parseSettings(parameters: readonly number[]): Offered | null {
  const offered = new Map<number, readonly number[]>();
  let position = 0;
  while (position < parameters.length) {
    const size = SIZES.get(parameters[position]!);
    const count = parameters[position + 1];
    if (size === undefined || count === undefined) return null;
    const from = position + 2;
    if (from + size * count > parameters.length) return null;
    offered.set(parameters[position]!, Array.from({ length: count }, (_, place) => unsigned(parameters, from + place * size, size)));
    position = from + size * count;
  }
  return offered;
}

/** One value of each offered setting: the one nearest to the wish, or else the first. */
export function choose(offered: Offered): Chosen {
  const chosen = new Map<number, number>();
  for (const [setting, values] of offered) {
    if (values.length === 0 || setting === FACTOR) continue;
    const wish = WISHES.get(setting) ?? values[0]!;
    chosen.set(setting, values.reduce((best, value) => (Math.abs(value - wish) < Math.abs(best - wish) ? value : best)));
  }
  return chosen;
}

/** The rate of a stream with these settings. */
export function rateOf(chosen: Chosen): number {
  return chosen.get(SAMPLE_RATE_HZ) ?? WISHES.get(SAMPLE_RATE_HZ)!;
}

/** The factor of compressed frames, from the answer to a start; 1 when the strap names none, null when it is cut off. */
export function factorOf(parameters: readonly number[]): number | null {
  const named = parseSettings(parameters);
  if (named === null) return null;
  const [factor] = named.get(FACTOR) ?? [];
  if (factor === undefined) return 1;
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setUint32(0, factor);
  return bytes.getFloat32(0);
}

/** Ask what can be chosen. */
export function askSettings(): readonly number[] {
  return [GET_SETTINGS, ACCELERATION];
}

/** Begin the stream. */
export function start(chosen: Chosen): readonly number[] {
  const settings = [...chosen].flatMap(([setting, value]) => {
    const size = SIZES.get(setting)!;
    return [setting, 1, ...Array.from({ length: size }, (_, byte) => Math.floor(value / 256 ** byte) % 256)];
  });
  return [START, ACCELERATION, ...settings];
}

/** End the stream. */
export function stop(): readonly number[] {
  return [STOP, ACCELERATION];
}

function unsigned(bytes: readonly number[], from: number, size: number): number {
  return bytes.slice(from, from + size).reduce((sum, byte, place) => sum + byte * 256 ** place, 0);
}
