/** One wave in a stretch of samples; the mirror of hrv/breath/waves.py, whose docstrings say why.
 *
 * All stretches are sampled at `GRID_HZ`; a row holds one number for each axis.
 */
import {
  FASTEST_PER_MIN,
  FEWEST_TURNS,
  GRID_HZ,
  LOCAL_RATES,
  LOCAL_TURNS,
  MAIN_LOBE_TURNS,
  RATE_STEP_PER_MIN,
  RELUCTANCE,
  SLOWEST_PER_MIN,
  WHITENING,
} from "./constants.ts";
import { detrended, dot, leastSquares } from "./linear.ts";

export type Row = readonly number[];

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export interface Peak {
  readonly hz: number;
  /** The part of all movement that is this wave and its first overtone, 0 to 1. */
  readonly share: number;
  /** Its complex height on each axis. */
  readonly waves: readonly Complex[];
}

const RATES_HZ = Array.from(
  { length: Math.ceil((FASTEST_PER_MIN - SLOWEST_PER_MIN) / RATE_STEP_PER_MIN) },
  (_, step) => (SLOWEST_PER_MIN + step * RATE_STEP_PER_MIN) / 60,
);
const STEP_HZ = RATE_STEP_PER_MIN / 60;

/** The largest wave in a stretch; its share is 0 where it is at an edge of the range. */
export function largestWave(rows: readonly Row[]): Peak {
  const spectrum = spectrumOf(rows);
  const turnHz = GRID_HZ / rows.length;
  const power = spectrum.map((waves, place) => {
    const hz = RATES_HZ[place]!;
    return FEWEST_TURNS * turnHz > hz ? 0 : sizeOf(waves) * hz ** WHITENING;
  });
  const top = largestInside(power);
  const [before, here, after] = [power[top - 1]!, power[top]!, power[top + 1]!];
  const hz = RATES_HZ[top]!;
  const waves = spectrum[top]!;
  if (!(here > before && here >= after)) return { hz, share: 0, waves };
  const reachHz = MAIN_LOBE_TURNS * turnHz;
  const isOwn = (rate: number) => Math.abs(rate - hz) <= reachHz || Math.abs(rate - 2 * hz) <= reachHz;
  const own = power.filter((_, place) => isOwn(RATES_HZ[place]!));
  const share = sum(own) / sum(power);
  const chance = own.length / power.length;
  const aside = (0.5 * (before - after)) / (before - 2 * here + after);
  return { hz: hz + aside * STEP_HZ, share: Math.max(share - chance, 0) / (1 - chance), waves };
}

/** Trough to peak of a wave, along its axis and across it. */
export function heightOf(peak: Peak): number {
  return 2 * Math.sqrt(sizeOf(peak.waves));
}

/** The direction of unit length along which a wave is largest; which end is up is not known. */
export function mainAxis(waves: readonly Complex[]): Row {
  const re = sum(waves.map((wave) => wave.re ** 2 - wave.im ** 2));
  const im = sum(waves.map((wave) => 2 * wave.re * wave.im));
  const turn = -0.5 * Math.atan2(im, re);
  const turned = waves.map((wave) => wave.re * Math.cos(turn) - wave.im * Math.sin(turn));
  const length = Math.sqrt(dot(turned, turned));
  return turned.map((value) => value / length);
}

export interface LocalWave {
  readonly hz: number;
  readonly phaseRad: number;
}

/** Fit a wave near `hz` to the last one and a half turns, the newest samples weighed most. */
export function waveAtEnd(values: readonly number[], hz: number): LocalWave {
  const known = values.slice(-Math.floor((LOCAL_TURNS / hz) * GRID_HZ));
  const fits = LOCAL_RATES.map((rate) => fitNear(known, hz, rate));
  const best = fits.reduce((nearest, fit) => (fit.cost < nearest.cost ? fit : nearest));
  return { hz: hz * best.rate, phaseRad: best.phaseRad };
}

function fitNear(known: readonly number[], hz: number, rate: number) {
  const count = known.length;
  const timesS = known.map((_, place) => (place - count + 1) / GRID_HZ);
  const weights = known.map((_, place) => Math.sin(((Math.PI / 2) * (place + 1)) / count));
  const angle = 2 * Math.PI * hz * rate;
  const basis = [
    timesS.map(() => 1),
    timesS.map((timeS) => timeS * hz),
    timesS.map((timeS) => Math.cos(angle * timeS)),
    timesS.map((timeS) => Math.sin(angle * timeS)),
  ];
  const weighed = known.map((value, place) => value * weights[place]!);
  const right = basis.map((column) => dot(column, weighed));
  const left = basis.map((column) => {
    const heavy = column.map((value, place) => value * weights[place]!);
    return basis.map((other) => dot(heavy, other));
  });
  const fit = leastSquares(left, right);
  const leftOver = Math.max(dot(known, weighed) - dot(fit, right), 0);
  return { rate, phaseRad: Math.atan2(-fit[3]!, fit[2]!), cost: leftOver * (1 + RELUCTANCE * Math.log(rate) ** 2) };
}

/** Hann-windowed tones of all rates on each axis, blind to a level, a slope and a bend. */
function spectrumOf(rows: readonly Row[]): readonly (readonly Complex[])[] {
  const count = rows.length;
  const taper = rows.map((_, place) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (place + 1)) / (count + 1)));
  const scale = 2 / sum(taper);
  const axes = rows[0]!.map((_, axis) => {
    const flat = detrended(rows.map((row) => row[axis]!));
    return flat.map((value, place) => value * taper[place]! * scale);
  });
  return RATES_HZ.map((hz) => axes.map((values) => toneIn(values, hz)));
}

/** The sum of the values turned by `exp(-2i pi hz t)`, with t = 0 at the last; the turn is stepped, not computed anew. */
function toneIn(values: readonly number[], hz: number): Complex {
  const angle = (-2 * Math.PI * hz) / GRID_HZ;
  const [stepRe, stepIm] = [Math.cos(angle), Math.sin(angle)];
  let [turnRe, turnIm] = [Math.cos(-angle * (values.length - 1)), Math.sin(-angle * (values.length - 1))];
  let [re, im] = [0, 0];
  for (const value of values) {
    re += value * turnRe;
    im += value * turnIm;
    [turnRe, turnIm] = [turnRe * stepRe - turnIm * stepIm, turnRe * stepIm + turnIm * stepRe];
  }
  return { re, im };
}

function largestInside(power: readonly number[]): number {
  let top = 1;
  for (let place = 2; place < power.length - 1; place += 1) if (power[place]! > power[top]!) top = place;
  return top;
}

function sizeOf(waves: readonly Complex[]): number {
  return sum(waves.map((wave) => wave.re ** 2 + wave.im ** 2));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
