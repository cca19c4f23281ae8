/** The course of an exercise: which step one is at, and how long it still takes. It reads no clock. */

/** Seconds of each step; null where the person goes on by hand. */
export type Steps = readonly (number | null)[];

export interface Place {
  readonly step: number;
  /** Seconds left in this step; null where it takes as long as it takes. */
  readonly leftS: number | null;
  /** How far the whole exercise is, 0 to 1. */
  readonly passed: number;
  readonly isOver: boolean;
}

export class Course {
  readonly #steps: Steps;
  #step = 0;
  #inStepS = 0;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** Let time pass; what is left of it counts for the next step. */
  pass(seconds: number): Place {
    this.#inStepS += seconds;
    for (;;) {
      const lasts = this.#steps[this.#step];
      if (lasts === undefined || lasts === null || this.#inStepS < lasts) return this.place();
      this.#inStepS -= lasts;
      this.#step += 1;
      if (this.#steps[this.#step] === null) this.#inStepS = 0;
    }
  }

  /** Go on to the next step now. */
  next(): Place {
    this.#step = Math.min(this.#step + 1, this.#steps.length);
    this.#inStepS = 0;
    return this.place();
  }

  place(): Place {
    const lasts = this.#steps[this.#step];
    const share = lasts ? this.#inStepS / lasts : 0;
    return {
      step: this.#step,
      leftS: lasts === undefined || lasts === null ? null : Math.ceil(lasts - this.#inStepS),
      passed: this.#steps.length === 0 ? 1 : (this.#step + share) / this.#steps.length,
      isOver: this.#step >= this.#steps.length,
    };
  }
}
