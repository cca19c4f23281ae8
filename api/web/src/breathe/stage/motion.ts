/** The motion of the figure: it eases to what was measured, and invents nothing. Pure, without a canvas. */
import { type LiveState, presence, serverClockS } from "../../live/state.ts";
import { breathOf, type Exercise } from "../session/exercise.ts";
import { CURVE_S, liftOf, stretchesOf } from "./heart_curve.ts";
import type { StepNow } from "./step.ts";

/** What a figure shows. */
export interface FigureState {
  /** Seconds of movement so far. */
  readonly timeS: number;
  /** 0: its parts move each for itself; 1: as one. */
  readonly harmony: number;
  /** 0: no beats, at rest; 1: beats arrive. */
  readonly life: number;
  /** The heart between the lowest and the highest of the last minute, 0 to 1; without beats, the pacer. */
  readonly rise: number;
  /** How full the pacer's breath is, 0 to 1; null while it does not run. */
  readonly pace: number | null;
  /** 1 when a beat came in, fading to 0. */
  readonly beat: number;
}

const HARMONY_TIME_CONSTANT_S = 3;
const LIFE_TIME_CONSTANT_S = 1.2;
/** The figure is at the measured place by two thirds so many seconds after a packet. */
const RISE_TIME_CONSTANT_S = 0.35;
const BEAT_TIME_CONSTANT_S = 0.28;
const MIDDLE = 0.5;
/** The figure for a reader who asked for less motion. */
const STILL_TIME_S = 4;
/** What of the last seconds decides how far up and down the heart goes. */
const RANGE_S = Math.min(CURVE_S, 40);

export class Motion {
  state: FigureState = { timeS: 0, harmony: 0, life: 0, rise: MIDDLE, pace: null, beat: 0 };
  #newestS: number | null = null;
  #measured: LiveState | null = null;
  #goal: number | null = null;

  /** Advance by one frame; nothing moves while the exercise is paused. */
  advance(live: LiveState, exercise: Exercise, step: StepNow, nowS: number, stepS: number): void {
    const isFresh = this.#hears(live);
    if (exercise.stage === "paused") return;
    const before = this.state;
    const isLive = presence(live, nowS) === "live";
    const pace = breathOf(exercise)?.fullness ?? null;
    const heart = isLive ? this.#lift(live, nowS) : null;
    this.state = {
      timeS: before.timeS + stepS,
      harmony: approach(before.harmony, isLive ? step.harmony : 0, stepS, HARMONY_TIME_CONSTANT_S),
      life: approach(before.life, isLive ? 1 : 0, stepS, LIFE_TIME_CONSTANT_S),
      rise: approach(before.rise, heart ?? pace ?? MIDDLE, stepS, RISE_TIME_CONSTANT_S),
      pace,
      beat: isFresh ? 1 : approach(before.beat, 0, stepS, BEAT_TIME_CONSTANT_S),
    };
  }

  /** Show the present state without motion. */
  holdStill(live: LiveState, step: StepNow, nowS: number): void {
    const isLive = presence(live, nowS) === "live";
    this.state = { timeS: STILL_TIME_S, harmony: isLive ? step.harmony : 0, life: isLive ? 1 : 0, rise: MIDDLE, pace: null, beat: 0 };
  }

  /** Whether a beat came in since the last frame. */
  #hears(live: LiveState): boolean {
    const newestS = (live.open.at(-1) ?? live.trail.at(-1))?.timeS ?? null;
    const isFresh = newestS !== null && this.#newestS !== null && newestS > this.#newestS;
    this.#newestS = newestS;
    return isFresh;
  }

  #lift(live: LiveState, nowS: number): number | null {
    if (live.trail !== this.#measured?.trail || live.open !== this.#measured.open) {
      this.#measured = live;
      this.#goal = liftOf(stretchesOf(live.trail, live.open, serverClockS(live, nowS)! - RANGE_S));
    }
    return this.#goal;
  }
}

/** Exponential approach to a goal: after `timeConstantS` seconds about two thirds are done. */
export function approach(value: number, goal: number, stepS: number, timeConstantS: number): number {
  return goal + (value - goal) * Math.exp(-Math.max(0, stepS) / timeConstantS);
}
