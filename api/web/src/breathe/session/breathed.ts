/** How fast somebody breathed while one pace lasted, where the breath was measured. It is told with the pace, and kept nowhere. */
import { SETTLES_S } from "./pace_constants.ts";

/** The breath must have been seen for this share of the time. */
const SEEN_SHARE = 0.5;

export class Breathed {
  readonly #sinceS: number;
  readonly #rates: number[] = [];
  #looks = 0;

  constructor(sinceS: number) {
    this.#sinceS = sinceS;
  }

  /** The breath as it is measured now, null where it is hidden; while it settles on the pace it is left out. */
  note(perMinute: number | null, nowS: number): void {
    if (nowS - this.#sinceS < SETTLES_S) return;
    this.#looks += 1;
    if (perMinute !== null) this.#rates.push(perMinute);
  }

  /** The median; null where too little was seen. */
  get perMinute(): number | null {
    const rates = this.#rates.toSorted((one, other) => one - other);
    const middle = rates[Math.floor(rates.length / 2)];
    if (middle === undefined || rates.length < SEEN_SHARE * this.#looks) return null;
    return Math.round(100 * middle) / 100;
  }
}
