/** Whether heart and breath keep step just now: with measured breath, else with the pacer, else it is not said. */
import { AGREEING_LOOKS } from "../../breath/constants.ts";
import { type InStep, inStepOf, levelOf, PhaseTrail, type StepLevel } from "../../breath/synchrony.ts";
import { type Beat, isUsable, lastOf } from "../../live/beats.ts";
import { breathNow, type LiveState, presence, serverClockS } from "../../live/state.ts";
import { breathOf, type Exercise } from "../session/exercise.ts";

/** What is held against the heart: nothing, the pacer, or the breath that the strap measures. */
export type Against = "nothing" | "pacer" | "breath";

export interface StepNow {
  readonly against: Against;
  readonly level: StepLevel;
  /** How calm and common the figure moves, 0 to 1. */
  readonly harmony: number;
}

export const NOT_SAID: StepNow = { against: "nothing", level: "unknown", harmony: 0 };

export class StepWatch {
  now: StepNow = NOT_SAID;
  readonly #pacer = new PhaseTrail();
  readonly #breath = new PhaseTrail();
  #breathSeenS = -Infinity;
  #looksTogether = 0;

  /** Note where the pacer is; call it some times a second. */
  note(live: LiveState, exercise: Exercise, nowS: number): void {
    const clockS = serverClockS(live, nowS);
    if (clockS === null) return;
    if (breathOf(exercise) === null) this.#pacer.forget();
    else this.#pacer.push(clockS, 2 * Math.PI * exercise.breaths);
    for (const { timeS, phaseRad } of live.breath) if (timeS > this.#breathSeenS) this.#breath.push(timeS, phaseRad);
    this.#breathSeenS = live.breath.at(-1)?.timeS ?? this.#breathSeenS;
  }

  /** Judge, once a second: together is said when some looks in a row agree. */
  judge(live: LiveState, exercise: Exercise, nowS: number): StepNow {
    const seen = this.#seen(live, exercise, nowS);
    const before = seen.against === this.now.against ? this.#looksTogether : 0;
    this.#looksTogether = seen.level === "together" ? before + 1 : 0;
    const isEarly = seen.level === "together" && this.#looksTogether < AGREEING_LOOKS;
    return (this.now = isEarly ? { ...seen, level: "approaching" } : seen);
  }

  #seen(live: LiveState, exercise: Exercise, nowS: number): StepNow {
    if (presence(live, nowS) !== "live") return NOT_SAID;
    const breath = breathNow(live, nowS) === null ? null : inStepOf(live.trail, this.#breath); // hidden or stalled: no claim
    if (breath !== null) return told("breath", breath);
    if (breathOf(exercise) === null) return { ...NOT_SAID, harmony: smoothnessOf(live.trail) };
    return told("pacer", inStepOf(live.trail, this.#pacer));
  }
}

const SMOOTH_OVER_S = 40;
const FEWEST_BEATS = 20;

/** How smoothly the heart rises and falls, 0 to 1, whatever the breath does: what does not jump from beat to beat. */
export function smoothnessOf(trail: readonly Beat[]): number {
  const rrMs = lastOf(trail, SMOOTH_OVER_S).filter(isUsable).map((beat) => beat.rrMs);
  if (rrMs.length < FEWEST_BEATS) return 0;
  const mean = rrMs.reduce((sum, rr) => sum + rr, 0) / rrMs.length;
  const spread = rrMs.reduce((sum, rr) => sum + (rr - mean) ** 2, 0);
  const jumps = rrMs.slice(1).reduce((sum, rr, place) => sum + (rr - rrMs[place]!) ** 2, 0);
  return spread === 0 ? 0 : Math.max(0, 1 - jumps / (2 * spread));
}

/** The figure shares one wave as the locked part grows; flat at both ends, so that there is no target to reach. */
function told(against: Against, result: InStep | null): StepNow {
  const level = levelOf(result);
  const part = level === "apart" || result === null ? 0 : Math.min(1, Math.max(0, (result.locked - 0.3) / 0.6));
  return { against, level, harmony: part * part * (3 - 2 * part) };
}
