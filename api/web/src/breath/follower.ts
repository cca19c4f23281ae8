/** The breath in the acceleration of a chest, live; the mirror of hrv/breath/acceleration.py and follower.py. */
import {
  CALM_JERK_MG,
  DISAGREEMENT,
  FEWEST_LOOKS,
  FIRST_LOOK_S,
  GRID_HZ,
  JERK_ROWS,
  JERKS_S,
  LARGEST_JERK_MG,
  LONG_S,
  LONG_TURNS,
  LONGEST_HOLE_S,
  LONGEST_S,
  LOOKS_EVERY,
  READS_EVERY,
  ROUND_S,
  SHORT_SHARE,
  SHOWN_FROM,
  SLOW_HEIGHT,
  SLOW_PER_MIN,
  SLOW_SHARE,
  STEADY_LOOKS,
  USUAL_JERKS,
} from "./constants.ts";
import { dot } from "./linear.ts";
import { heightOf, largestWave, mainAxis, type Peak, type Row, waveAtEnd } from "./waves.ts";

/** What is known of the breath at one moment. */
export interface BreathReading {
  readonly timeS: number;
  /** Breaths a minute; null where it is hidden. */
  readonly ratePerMin: number | null;
  /** 0 and pi are the turns of the breath, and which of them is full is unknown; null where it is hidden. */
  readonly phaseRad: number | null;
  /** From 0, nothing to see, to 1, one single steady wave. */
  readonly quality: number;
}

export interface AccelerationSample {
  readonly timeS: number;
  /** Milli-g, gravity included. */
  readonly xyzMg: readonly [number, number, number];
}

const NOTHING: Row = [0, 0, 0];

/** Follows a stream of acceleration of 25 to 200 samples a second: samples in, readings out, four a second. */
export class AccelerationBreath {
  readonly #follower = new WaveFollower();
  #bin: number | null = null;
  #sum = NOTHING;
  #inBin = 0;
  #recent: Row[] = [];
  readonly #jerksMg: number[] = [];

  /** Take samples in their order; the readings that they complete. */
  push(samples: readonly AccelerationSample[]): BreathReading[] {
    const readings: BreathReading[] = [];
    for (const sample of samples) {
      const here = Math.floor(sample.timeS * GRID_HZ);
      if (this.#bin === null || here < this.#bin) this.#begin(here);
      else if (here > this.#bin) readings.push(...this.#close(this.#bin, here));
      this.#sum = this.#sum.map((value, axis) => value + sample.xyzMg[axis]!);
      this.#inBin += 1;
    }
    return readings;
  }

  #begin(here: number): void {
    this.#follower.forget();
    this.#recent = [];
    this.#open(here);
  }

  #open(here: number): void {
    this.#bin = here;
    this.#sum = NOTHING;
    this.#inBin = 0;
  }

  /** The bin is whole, for a sample of a later one has come; short holes hold the last value. */
  #close(bin: number, here: number): readonly BreathReading[] {
    if (here - bin - 1 > LONGEST_HOLE_S * GRID_HZ) {
      this.#begin(here);
      return [];
    }
    const row = this.#sum.map((value) => value / Math.max(this.#inBin, 1));
    const readings: BreathReading[] = [];
    for (let each = bin; each < here; each += 1) {
      const reading = this.#take(each, row);
      if (reading !== null) readings.push(reading);
    }
    this.#open(here);
    return readings;
  }

  #take(bin: number, row: Row): BreathReading | null {
    if (this.#isJerk(row)) this.#follower.forget();
    this.#follower.push(row);
    return bin % READS_EVERY === 0 ? this.#follower.read((bin + 0.5) / GRID_HZ) : null;
  }

  #isJerk(row: Row): boolean {
    const recent = this.#recent;
    recent.push(row);
    if (recent.length <= 2 * JERK_ROWS) return false;
    const middle = recent[recent.length - 1 - JERK_ROWS]!;
    const first = recent.shift()!;
    const step = row.map((value, axis) => value - 2 * middle[axis]! + first[axis]!);
    const jerkMg = Math.sqrt(dot(step, step));
    const jerks = this.#jerksMg;
    jerks.push(jerkMg);
    if (jerks.length > Math.floor(JERKS_S * GRID_HZ)) jerks.shift();
    if (jerkMg <= CALM_JERK_MG) return false;
    const usualMg = jerks.toSorted((one, other) => one - other)[Math.floor((9 * jerks.length) / 10)]!;
    return jerkMg > Math.min(Math.max(CALM_JERK_MG, USUAL_JERKS * usualMg), LARGEST_JERK_MG);
  }
}

/** Takes rows at `GRID_HZ`, and gives the wave in those since the last `forget`. */
export class WaveFollower {
  #rows: Row[] = [];
  #axis: Row | null = null;
  #since = 0;
  #looks: number[] = [];
  #long: Peak | null = null;
  #quality = 0;

  forget(): void {
    this.#rows = [];
    this.#since = 0;
    this.#looks = [];
    this.#long = null;
    this.#quality = 0;
  }

  push(row: Row): void {
    this.#rows.push(row);
    if (this.#rows.length > LONGEST_S * GRID_HZ) this.#rows.shift();
    this.#since += 1;
    if (this.#since % LOOKS_EVERY === 0 && this.#since >= FIRST_LOOK_S * GRID_HZ) this.#look();
  }

  read(timeS: number): BreathReading {
    const axis = this.#axis;
    const quality = this.#quality;
    if (this.#long === null || axis === null || quality < SHOWN_FROM) {
      return { timeS, ratePerMin: null, phaseRad: null, quality };
    }
    const values = this.#last(LONG_S).map((row) => dot(row, axis));
    const newest = values.at(-1) ?? 0;
    const wave = waveAtEnd(values.map((value) => value - newest), this.#long.hz);
    return { timeS, ratePerMin: 60 * wave.hz, phaseRad: wave.phaseRad, quality };
  }

  #last(spanS: number): readonly Row[] {
    return this.#rows.slice(-Math.floor(spanS * GRID_HZ));
  }

  #look(): void {
    let long = largestWave(this.#last(LONG_S));
    const spanS = Math.max(LONG_S, Math.min(LONGEST_S, ROUND_S * Math.ceil(LONG_TURNS / long.hz / ROUND_S)));
    if (spanS > LONG_S) long = largestWave(this.#last(spanS));
    const short = largestWave(this.#last(SHORT_SHARE * Math.min(spanS, this.#since / GRID_HZ)));
    this.#long = long;
    if (long.share > 0) this.#followAxis(mainAxis(long.waves));
    const isWhole = this.#since >= SHORT_SHARE * spanS * GRID_HZ;
    this.#looks = [...this.#looks, isWhole ? qualityOf(short, long) : 0].slice(-STEADY_LOOKS);
    const ordered = this.#looks.toSorted((one, other) => one - other);
    this.#quality = ordered.length >= FEWEST_LOOKS ? ordered[1]! : 0;
  }

  /** Of an axis' two ends, the one nearer to the last axis keeps the phase from jumping by half a breath. */
  #followAxis(axis: Row): void {
    const isKept = this.#axis === null || dot(axis, this.#axis) >= 0;
    this.#axis = isKept ? axis : axis.map((value) => -value);
  }
}

function qualityOf(short: Peak, long: Peak): number {
  if (long.hz * 60 < SLOW_PER_MIN && long.share < SLOW_SHARE && heightOf(long) < SLOW_HEIGHT) return 0;
  const apart = Math.abs(short.hz - long.hz) / Math.max(1 / 60, 0.1 * long.hz);
  return long.share * Math.exp(-((DISAGREEMENT * apart) ** 2));
}
