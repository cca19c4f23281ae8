/** The rate of the breath as the heart itself shows it, for those whose strap does not measure breath. */
import { HeartBreath } from "../../breath/from_heart.ts";
import { isUsable } from "../../live/beats.ts";
import type { LiveState } from "../../live/state.ts";

export class InferredBreath {
  readonly #inHeart = new HeartBreath();
  #followedS = -Infinity;
  #perMin: number | null = null;

  /** Breaths a minute; null where it cannot be told, or where the breath is measured and nothing need be inferred. */
  of(state: LiveState): number | null {
    for (const beat of state.trail) {
      if (beat.timeS <= this.#followedS) continue;
      this.#followedS = beat.timeS;
      if (isUsable(beat)) this.#perMin = this.#inHeart.push(beat.timeS, beat.rrMs).ratePerMin;
    }
    return state.breath.length > 0 ? null : this.#perMin;
  }
}
