/** What keeps the figure company: it listens to beats and breath, and moves the figure's mood slowly after them. Pure. */
import { type LiveState, presence, serverClockS } from "../live/state.ts";
import { type Exercise, pacedPerMinute } from "./exercise.ts";
import { drift, harmonyOf, type Mood } from "./figure_shape.ts";
import { inStep } from "./coupling.ts";
import { breathAt } from "./pacer.ts";
import { due } from "./playback.ts";
import { type Together, wordFor } from "./coupling_level.ts";

const HARMONY_SLOWNESS_S = 5;
const LIFE_SLOWNESS_S = 1.5;
const BREATH_SLOWNESS_S = 0.15;
const BEAT_FADES_S = 0.28;
/** How the figure lies for a reader who asked for stillness. */
const STILL = { timeS: 4, fullness: 0.6 };
const HALF_FULL = 0.5;

export class Companion {
  mood: Mood = { timeS: 0, harmony: 0, life: 0, fullness: HALF_FULL };
  /** 1 at a heart beat, fading to 0. */
  beat = 0;
  /** The harmony that the beats ask for; null while too few are heard. */
  measured: number | null = null;
  together: Together = "listening";
  #playedUntilS: number | null = null;

  /** Ask the beats how heart and breath go together; once a second is enough. */
  look(state: LiveState, exercise: Exercise, nowS: number): void {
    const isLive = presence(state, nowS) === "live";
    const measure = isLive ? inStep(state.trail, pacedPerMinute(exercise)) : null;
    this.measured = measure === null ? null : harmonyOf(measure.share);
    this.together = wordFor(this.measured, this.together);
  }

  /** Move on by one frame. Paused is paused: everything stays where it is. */
  move(state: LiveState, exercise: Exercise, nowS: number, stepS: number): void {
    if (exercise.stage === "paused") return;
    const { timeS, harmony, life, fullness } = this.mood;
    const isLive = presence(state, nowS) === "live";
    this.mood = {
      timeS: timeS + stepS,
      harmony: drift(harmony, this.measured ?? 0, stepS, HARMONY_SLOWNESS_S),
      life: drift(life, isLive ? 1 : 0, stepS, LIFE_SLOWNESS_S),
      fullness: drift(fullness, fullnessOf(exercise), stepS, BREATH_SLOWNESS_S),
    };
    this.beat = this.#hasBeat(state, nowS) ? 1 : drift(this.beat, 0, stepS, BEAT_FADES_S);
  }

  /** The figure for a reader who asked for stillness: it says how things are and does not move. */
  lieStill(state: LiveState, nowS: number): void {
    this.mood = { ...STILL, harmony: this.measured ?? 0, life: presence(state, nowS) === "live" ? 1 : 0 };
  }

  #hasBeat(state: LiveState, nowS: number): boolean {
    const clockS = serverClockS(state, nowS);
    if (clockS === null) return false;
    const before = this.#playedUntilS ?? clockS;
    this.#playedUntilS = Math.max(before, clockS);
    return due(state.trail, before, clockS).length > 0;
  }
}

/** Between exercises, and at one's own pace, the figure neither fills nor empties. */
function fullnessOf(exercise: Exercise): number {
  const isPaced = exercise.stage === "running" && !exercise.isOwnPace;
  return isPaced ? breathAt(exercise.turns, exercise.perMinute).fullness : HALF_FULL;
}
