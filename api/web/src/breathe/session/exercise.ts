/** The stages of a breathing exercise: ready, running, paused, over. Pure functions. */
import { advance, type Breath, breathAt, type Shape, USUAL_PER_MIN, USUAL_SHAPE } from "./pacer.ts";

export type Stage = "ready" | "running" | "paused" | "over";

export interface Exercise {
  readonly stage: Stage;
  readonly perMinute: number;
  readonly shape: Shape;
  /** Whether the person breathes at their own pace and the pacer is off. */
  readonly isOwnPace: boolean;
  /** Seconds of breathing that were chosen; null is as long as one likes. */
  readonly lengthS: number | null;
  /** Breaths of the pacer so far. */
  readonly breaths: number;
  /** Seconds of breathing without pauses. */
  readonly breathedS: number;
}

export const READY: Exercise = {
  stage: "ready",
  perMinute: USUAL_PER_MIN,
  shape: USUAL_SHAPE,
  isOwnPace: false,
  lengthS: null,
  breaths: 0,
  breathedS: 0,
};

/** A breath that ends this little before the time is up is the last one: sums of frames are never exact. */
const NEARLY_S = 0.5;

/** The exercise `stepS` seconds later; its end waits for the breath that was begun. */
export function advanceExercise(exercise: Exercise, stepS: number): Exercise {
  if (exercise.stage !== "running") return exercise;
  const breaths = advance(exercise.breaths, stepS, exercise.perMinute);
  const breathedS = exercise.breathedS + stepS;
  const isNewBreath = exercise.isOwnPace || Math.floor(breaths) > Math.floor(exercise.breaths);
  const isOver = exercise.lengthS !== null && breathedS > exercise.lengthS - NEARLY_S && isNewBreath;
  return { ...exercise, breaths, breathedS, stage: isOver ? "over" : "running" };
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
  return breathAt(exercise.breaths, exercise.perMinute, exercise.shape);
}
