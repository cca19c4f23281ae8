/** Sample times: straps stamp only the last sample of a frame; the mirror of sensors/ble/polar/times.py. */
import { TOLERANCE } from "./constants.ts";

/** Spreads the samples of each frame between the stamp before and its own. */
export class SampleTimes {
  readonly #nominalS: number;
  #previousNs: bigint | null = null;

  constructor(rateHz: number) {
    this.#nominalS = 1 / rateHz;
  }

  /** The moments of a frame's samples, seconds since 2000 on the strap's clock; the last one is the stamp. */
  of(stampNs: bigint, count: number): readonly number[] {
    const spacingS = this.#spacingS(stampNs, count);
    this.#previousNs = stampNs;
    return Array.from({ length: count }, (_, place) => Number(stampNs) / 1e9 - spacingS * (count - 1 - place));
  }

  /** The nominal spacing for the first frame, and for one after a hole. */
  #spacingS(stampNs: bigint, count: number): number {
    if (this.#previousNs === null) return this.#nominalS;
    const spacingS = Number(stampNs - this.#previousNs) / 1e9 / count;
    return Math.abs(spacingS / this.#nominalS - 1) <= TOLERANCE ? spacingS : this.#nominalS;
  }
}
