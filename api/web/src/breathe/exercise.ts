/** The course of a breathing exercise: waiting, running, paused, over. Pure. */
import { advance, USUAL_PER_MIN } from "./pacer.ts";

export type Stage = "ready" | "running" | "paused" | "over";

export interface Exercise {
  readonly stage: Stage;
  readonly perMinute: number;
  /** Whether the person breathes as they like and the pacer is silent. */
  readonly isOwnPace: boolean;
  /** Breaths of the pacer so far. */
  readonly turns: number;
  /** Seconds breathed, pauses left out. */
  readonly breathedS: number;
}

export const READY: Exercise = { stage: "ready", perMinute: USUAL_PER_MIN, isOwnPace: false, turns: 0, breathedS: 0 };

/** The exercise a moment later. */
export function pass(exercise: Exercise, stepS: number): Exercise {
  if (exercise.stage !== "running") return exercise;
  const turns = advance(exercise.turns, stepS, exercise.perMinute);
  return { ...exercise, turns, breathedS: exercise.breathedS + stepS };
}

/** What the large button does: begin, pause, go on; after the end, begin anew. */
export function press(exercise: Exercise): Exercise {
  switch (exercise.stage) {
    case "running":
      return { ...exercise, stage: "paused" };
    case "paused":
      return { ...exercise, stage: "running" };
    case "ready":
    case "over":
      return { ...exercise, stage: "running", turns: 0, breathedS: 0 };
  }
}

/** The person has had enough, which is always enough. */
export function end(exercise: Exercise): Exercise {
  return { ...exercise, stage: "over" };
}

/** Breathing at one's own pace has no paced frequency to look at. */
export function pacedPerMinute(exercise: Exercise): number | null {
  return exercise.isOwnPace ? null : exercise.perMinute;
}
