/** The motion of the figure: its state follows beats and breath slowly. Pure, without a canvas. */
import { type LiveState, presence, serverClockS } from "../../live/state.ts";
import { breathOf, type Exercise, pacedPerMinute } from "../session/exercise.ts";
import { breathCoupling } from "./coupling.ts";
import { type CouplingLevel, couplingLevel } from "./coupling_level.ts";
import { approach, type FigureState, harmonyOf } from "./figure_shape.ts";
import { due } from "./playback.ts";

const HARMONY_TIME_CONSTANT_S = 5;
const LIFE_TIME_CONSTANT_S = 1.5;
const BREATH_TIME_CONSTANT_S = 0.15;
const BEAT_TIME_CONSTANT_S = 0.28;
/** The figure for a reader who asked for less motion. */
const STILL = { timeS: 4, fullness: 0.6 };
const HALF_FULL = 0.5;

export class FigureMotion {
  state: FigureState = { timeS: 0, harmony: 0, life: 0, fullness: HALF_FULL };
  /** 1 at a heart beat, fading to 0. */
  beat = 0;
  /** The harmony measured from the beats; null with too few of them. */
  measured: number | null = null;
  level: CouplingLevel = "listening";
  #playedUntilS: number | null = null;

  /** Measure the breath coupling; once a second is enough. */
  measure(state: LiveState, exercise: Exercise, nowS: number): void {
    const isLive = presence(state, nowS) === "live";
    const coupling = isLive ? breathCoupling(state.trail, pacedPerMinute(exercise)) : null;
    this.measured = coupling === null ? null : harmonyOf(coupling.share);
    this.level = couplingLevel(this.measured, this.level);
  }

  /** Advance by one frame; nothing moves while the exercise is paused. */
  advance(state: LiveState, exercise: Exercise, nowS: number, stepS: number): void {
    if (exercise.stage === "paused") return;
    const { timeS, harmony, life, fullness } = this.state;
    const isLive = presence(state, nowS) === "live";
    this.state = {
      timeS: timeS + stepS,
      harmony: approach(harmony, this.measured ?? 0, stepS, HARMONY_TIME_CONSTANT_S),
      life: approach(life, isLive ? 1 : 0, stepS, LIFE_TIME_CONSTANT_S),
      fullness: approach(fullness, fullnessOf(exercise), stepS, BREATH_TIME_CONSTANT_S),
    };
    this.beat = this.#hasBeat(state, nowS) ? 1 : approach(this.beat, 0, stepS, BEAT_TIME_CONSTANT_S);
  }

  /** Show the current state without motion. */
  holdStill(state: LiveState, nowS: number): void {
    this.state = { ...STILL, harmony: this.measured ?? 0, life: presence(state, nowS) === "live" ? 1 : 0 };
  }

  #hasBeat(state: LiveState, nowS: number): boolean {
    const clockS = serverClockS(state, nowS);
    if (clockS === null) return false;
    const before = this.#playedUntilS ?? clockS;
    this.#playedUntilS = Math.max(before, clockS);
    return due(state.trail, before, clockS).length > 0;
  }
}

/** How full the figure is; constant between exercises and at the person's own pace. */
function fullnessOf(exercise: Exercise): number {
  return breathOf(exercise)?.fullness ?? HALF_FULL;
}
