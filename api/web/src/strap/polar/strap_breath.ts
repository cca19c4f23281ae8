/** The breath of a wearer at moments of this computer's clock; the mirror of sensors/upload/shown_breath.py. */
import { AccelerationBreath, type BreathReading } from "../../breath/follower.ts";
import type { StrapSamples } from "./acceleration_stream.ts";

/** Turns a strap's notifications of acceleration into readings of the breath, four a second. */
export class StrapBreath {
  readonly #following = new AccelerationBreath();
  /** The arrival that was fastest tells how far the two clocks are apart. */
  #apartS = Infinity;
  #newestS = -Infinity;

  /** Take in the samples of one notification; the readings that they complete, `unixOffsetS` later. */
  push({ arrivalS, timesS, xyzMg }: StrapSamples, unixOffsetS: number): readonly BreathReading[] {
    const lastS = timesS.at(-1);
    if (lastS === undefined) return [];
    if (lastS < this.#newestS) this.#apartS = Infinity; // switched off and on: its clock began anew
    this.#newestS = lastS;
    this.#apartS = Math.min(this.#apartS, arrivalS - lastS);
    const toUnixS = this.#apartS + unixOffsetS;
    const readings = this.#following.push(timesS.map((timeS, place) => ({ timeS, xyzMg: xyzMg[place]! })));
    return readings.map((reading) => ({ ...reading, timeS: reading.timeS + toUnixS }));
  }
}
