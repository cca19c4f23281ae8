/** The phases of a guided check: settling, measuring, over. Pure functions of the elapsed time. */

export type PhaseName = "settling" | "measuring" | "over";

export interface Phase {
  readonly name: PhaseName;
  /** Whole seconds left in this phase. */
  readonly leftS: number;
  /** How much of the whole check has passed, 0 to 1. */
  readonly passed: number;
}

export interface Course {
  readonly settleS: number;
  readonly measureS: number;
}

/** The phase of a check `elapsedS` seconds after it began. */
export function phaseAt(elapsedS: number, course: Course): Phase {
  const wholeS = course.settleS + course.measureS;
  const sinceS = Math.max(0, elapsedS);
  const passed = Math.min(1, sinceS / wholeS);
  if (sinceS >= wholeS) return { name: "over", leftS: 0, passed };
  if (sinceS >= course.settleS) return { name: "measuring", leftS: Math.ceil(wholeS - sinceS), passed };
  return { name: "settling", leftS: Math.ceil(course.settleS - sinceS), passed };
}

/** Seconds written as m:ss. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
