/** Whether the heart keeps step with the breath, or with a pacer; the mirror of hrv/breath/synchrony.py. */
import {
  APART_ABOVE,
  ASIDE_BINS,
  FEWEST_ASIDE_TURNS,
  FEWEST_S,
  FEWEST_BREATHS,
  GRID_S,
  LONGEST_PHASE_HOLE_S,
  NORMAL_90,
  SPAN_S,
  TOGETHER_BELOW,
} from "./constants.ts";
import { leastSquares } from "./linear.ts";
import { type Beat, isUsable } from "../live/beats.ts";

/** `unknown` while nothing can be said: no phase, too few breaths, too few beats. */
export type StepLevel = "unknown" | "apart" | "approaching" | "together";

/** Heart against breath over a span. */
export interface InStep {
  readonly level: Exclude<StepLevel, "unknown">;
  /** How often a heart that follows nothing would look so much in step. */
  readonly chance: number;
  /** The share of the power around the breath's frequency that is locked to it, 0 to 1. */
  readonly locked: number;
  /** Trough to peak of what is locked, ms; the interval holds it nine times in ten. */
  readonly swingMs: number;
  readonly swingLoMs: number;
  readonly swingHiMs: number;
  /** How far the longest interval comes after phase 0 of the breath. */
  readonly lagRad: number;
}

/** The phase of a breath or a pacer along time, as it becomes known. */
export class PhaseTrail {
  #timesS: number[] = [];
  #phasesRad: number[] = [];

  /** The phase at a moment after all before it; only its difference to the last one within half a turn counts.
   *
   * Null says that the phase is hidden. After a hole the trail begins anew.
   */
  push(timeS: number, phaseRad: number | null): void {
    if (phaseRad === null) return;
    const beforeS = this.#timesS.at(-1);
    if (beforeS === undefined || timeS - beforeS > LONGEST_PHASE_HOLE_S || timeS < beforeS) this.forget();
    const before = this.#phasesRad.at(-1) ?? phaseRad;
    const step = phaseRad - before;
    this.#timesS.push(timeS);
    this.#phasesRad.push(before + step - 2 * Math.PI * Math.round(step / (2 * Math.PI)));
    if (timeS - this.#timesS[0]! > 2 * SPAN_S) this.#drop(timeS - SPAN_S);
  }

  /** Begin anew, after a pause. */
  forget(): void {
    this.#timesS = [];
    this.#phasesRad = [];
  }

  /** The stretch of time in which the phase is known; null when there is none. */
  get reach(): readonly [number, number] | null {
    const first = this.#timesS[0];
    return first === undefined ? null : [first, this.#timesS.at(-1)!];
  }

  /** The phase at rising moments within reach. */
  at(timesS: readonly number[]): readonly number[] {
    return interpolated(timesS, this.#timesS, this.#phasesRad);
  }

  #drop(untilS: number): void {
    const kept = this.#timesS.findIndex((timeS) => timeS >= untilS);
    this.#timesS = this.#timesS.slice(kept);
    this.#phasesRad = this.#phasesRad.slice(kept);
  }
}

/** Heart and phase over the last ninety seconds that both are known without a break; null while nothing can be said. */
export function inStepOf(trail: readonly Beat[], phase: PhaseTrail): InStep | null {
  const reach = phase.reach;
  if (reach === null) return null;
  const within = trail.filter((beat) => beat.timeS >= reach[0] && beat.timeS <= reach[1]);
  const last = within.at(-1);
  if (last === undefined) return null;
  const beats = within.filter((beat) => isUsable(beat) && beat.segment === last.segment && beat.timeS > last.timeS - SPAN_S);
  const timesS = beats.map((beat) => beat.timeS);
  return inStep(timesS, beats.map((beat) => beat.rrMs), phase.at(timesS));
}

/** The word for a result, or for none. */
export function levelOf(result: InStep | null): StepLevel {
  return result?.level ?? "unknown";
}

/** Heart against breath, from clean beats of one stretch and the unwrapped phase of the breath at each. */
export function inStep(timesS: readonly number[], rrMs: readonly number[], phasesRad: readonly number[]): InStep | null {
  const [firstS, lastS] = [timesS[0] ?? 0, timesS.at(-1) ?? 0];
  if (lastS - firstS < FEWEST_S) return null;
  if (Math.abs(phasesRad.at(-1)! - phasesRad[0]!) < FEWEST_BREATHS * 2 * Math.PI) return null;
  const moments = Array.from({ length: Math.ceil((lastS - firstS) / GRID_S) }, (_, step) => firstS + step * GRID_S);
  const along = moments.map((_, place) => (2 * place) / (moments.length - 1) - 1);
  const phase = interpolated(moments, timesS, phasesRad);
  const turns = Math.abs(phase.at(-1)! - phase[0]!) / (2 * Math.PI);
  const bins = [0, ...ASIDE_BINS.filter((bin) => turns + bin >= FEWEST_ASIDE_TURNS)];
  const angles = bins.map((bin) => phase.map((rad, place) => rad + bin * Math.PI * along[place]!));
  const drift = [along.map(() => 1), along, along.map((value) => value ** 2)];
  const columns = [...drift, ...angles.map((angle) => angle.map(Math.cos)), ...angles.map((angle) => angle.map(Math.sin))];
  const fit = leastSquares(columns, interpolated(moments, timesS, rrMs)).slice(drift.length);
  const power = bins.map((_, place) => fit[place]! ** 2 + fit[place + bins.length]! ** 2);
  const pairs = bins.length - 1;
  const aside = power.slice(1).reduce((total, value) => total + value, 0) / pairs;
  return judged(power[0]!, aside, pairs, Math.atan2(fit[bins.length]!, fit[0]!));
}

function judged(locked: number, aside: number, pairs: number, lagRad: number): InStep {
  const ratio = aside > 0 ? locked / aside : Infinity;
  const chance = (1 + ratio / pairs) ** -pairs;
  const swingMs = 2 * Math.sqrt(locked);
  const offMs = 2 * NORMAL_90 * Math.sqrt(aside / 2);
  return {
    level: chance < TOGETHER_BELOW ? "together" : chance > APART_ABOVE ? "apart" : "approaching",
    chance,
    locked: locked + aside > 0 ? Math.max(locked - aside, 0) / (locked + aside) : 0,
    swingMs,
    swingLoMs: Math.max(swingMs - offMs, 0),
    swingHiMs: swingMs + offMs,
    lagRad,
  };
}

/** Straight lines between known points, level before the first and after the last; moments rise. */
function interpolated(moments: readonly number[], timesS: readonly number[], values: readonly number[]): readonly number[] {
  let after = 1;
  return moments.map((moment) => {
    while (after < timesS.length - 1 && timesS[after]! < moment) after += 1;
    const [startS, endS] = [timesS[after - 1]!, timesS[after] ?? Infinity];
    const [start, end] = [values[after - 1]!, values[after] ?? values[after - 1]!];
    const part = Math.min(1, Math.max(0, (moment - startS) / (endS - startS)));
    return start + part * (end - start);
  });
}
