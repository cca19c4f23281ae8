/** The stages of a breathing exercise: ready, running, paused, over. Pure functions. */
import { advance, type Breath, breathAt, USUAL_PER_MIN } from "./pacer.ts";

export type Stage = "ready" | "running" | "paused" | "over";

export interface Exercise {
  readonly stage: Stage;
  readonly perMinute: number;
  /** Whether the person breathes at their own pace and the pacer is off. */
  readonly isOwnPace: boolean;
  /** Breaths of the pacer so far. */
  readonly breaths: number;
  /** Seconds of breathing without pauses. */
  readonly breathedS: number;
}

export const READY: Exercise = { stage: "ready", perMinute: USUAL_PER_MIN, isOwnPace: false, breaths: 0, breathedS: 0 };

/** The exercise `stepS` seconds later. */
export function advanceExercise(exercise: Exercise, stepS: number): Exercise {
  if (exercise.stage !== "running") return exercise;
  const breaths = advance(exercise.breaths, stepS, exercise.perMinute);
  return { ...exercise, breaths, breathedS: exercise.breathedS + stepS };
}

/** The exercise after a press of the large button: start, pause, resume, or start again. */
export function press(exercise: Exercise): Exercise {
  switch (exercise.stage) {
    case "running":
      return { ...exercise, stage: "paused" };
    case "paused":
      return { ...exercise, stage: "running" };
    case "ready":
    case "over":
      return { ...exercise, stage: "running", breaths: 0, breathedS: 0 };
  }
}

/** The exercise after the person ends it. */
export function end(exercise: Exercise): Exercise {
  return { ...exercise, stage: "over" };
}

/** Breaths per minute of the pacer; null when the person breathes at their own pace. */
export function pacedPerMinute(exercise: Exercise): number | null {
  return exercise.isOwnPace ? null : exercise.perMinute;
}

/** The breath of the pacer; null while it does not run, or the person breathes at their own pace. */
export function breathOf(exercise: Exercise): Breath | null {
  if (exercise.stage !== "running" || exercise.isOwnPace) return null;
  return breathAt(exercise.breaths, exercise.perMinute);
}
