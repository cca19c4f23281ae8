/** The breath in the heart itself, where no acceleration was measured; the mirror of hrv/breath/from_heart.py.
 *
 * It is inferred, and is to be called so.
 */
import { GRID_HZ, LONGEST_INTERVAL_S, SHOWN_FROM, SLOWEST_FROM_HEART_PER_MIN } from "./constants.ts";
import { type BreathReading, WaveFollower } from "./follower.ts";

/** Follows clean beats, live: beats in, readings out, one a beat. */
export class HeartBreath {
  readonly #follower = new WaveFollower();
  #last: readonly [number, number] | null = null;

  /** The next clean beat. */
  push(timeS: number, rrMs: number): BreathReading {
    const last = this.#last;
    this.#last = [timeS, rrMs];
    if (last === null || timeS <= last[0] || timeS - last[0] > LONGEST_INTERVAL_S) this.#follower.forget();
    else this.#between(last, timeS, rrMs);
    const reading = this.#follower.read(timeS);
    const isSlow = reading.ratePerMin !== null && reading.ratePerMin < SLOWEST_FROM_HEART_PER_MIN;
    return isSlow ? { timeS, ratePerMin: null, phaseRad: null, quality: Math.min(reading.quality, SHOWN_FROM) } : reading;
  }

  /** The straight line between both beats at the rows that lie between them. */
  #between([fromS, fromMs]: readonly [number, number], timeS: number, rrMs: number): void {
    for (let row = Math.floor(fromS * GRID_HZ) + 1; row <= Math.floor(timeS * GRID_HZ); row += 1) {
      const part = (row / GRID_HZ - fromS) / (timeS - fromS);
      this.#follower.push([fromMs + part * (rrMs - fromMs)]);
    }
  }
}
