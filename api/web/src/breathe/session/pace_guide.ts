/** Asks the server for the next pace while a pace is searched for, or a session is led softly. */
import { send } from "../../shared/browser.ts";
import { Breathed } from "./breathed.ts";
import type { Break } from "./journal.ts";
import { LATE_S, LEADS_EVERY_S, STEP_S } from "./pace_constants.ts";

export type GuidedMode = "find_pace" | "led_softly";

export interface NextPace {
  /** Null when a search is over. */
  readonly perMinute: number | null;
}

const ADDRESS = "/api/v1/breathing/pace";
/** After an answer that did not come, seconds. */
const AGAIN_AFTER_S = 5;

export class PaceGuide {
  readonly #mode: GuidedMode;
  readonly #beganS: number;
  readonly #everyS: number;
  readonly #steps: { at_s: number; per_minute: number; breathed: Breathed }[];
  /** Seconds of breathing, without breaks. */
  #dueS: number;
  #againAtS = -Infinity;

  constructor(mode: GuidedMode, perMinute: number, nowS: number) {
    this.#mode = mode;
    this.#beganS = nowS;
    this.#everyS = mode === "find_pace" ? STEP_S : LEADS_EVERY_S;
    this.#steps = [{ at_s: 0, per_minute: perMinute, breathed: new Breathed(nowS) }];
    this.#dueS = this.#everyS;
  }

  /** The breath as it is measured now; null where it is hidden. */
  breathe(perMinute: number | null, nowS: number): void {
    this.#steps.at(-1)?.breathed.note(perMinute, nowS);
  }

  /** The pace from now on, when it is time to ask; null while everything stays as it is. */
  async next(nowS: number, breaks: readonly Break[] = []): Promise<NextPace | null> {
    const at_s = nowS - this.#beganS;
    const breathedS = at_s - breaks.reduce((sum, { start_s, end_s }) => sum + end_s - start_s, 0);
    if (breathedS < this.#dueS || nowS < this.#againAtS) return null;
    this.#againAtS = nowS + AGAIN_AFTER_S;
    const steps = this.#steps.map(({ breathed, ...step }) => ({ ...step, breathed_per_minute: breathed.perMinute }));
    const answer = await send("POST", ADDRESS, { mode: this.#mode, began_s_ago: at_s, at_s, steps, breaks });
    if (!answer?.ok) return null;
    const { per_minute } = (await answer.json()) as { per_minute: number | null };
    this.#dueS = this.#nextDueS(breathedS);
    if (per_minute === null) return { perMinute: null };
    const isSame = per_minute === this.#steps.at(-1)?.per_minute;
    // a search counts its steps, also two of one pace
    if (!isSame || this.#mode === "find_pace") this.#steps.push({ at_s, per_minute, breathed: new Breathed(nowS) });
    return isSame ? null : { perMinute: per_minute };
  }

  /** The steps of a search are on time though each answer is a little late; the server lets a soft lead move only after its whole time. */
  #nextDueS(breathedS: number): number {
    const wholeS = breathedS + this.#everyS;
    return this.#mode === "find_pace" ? Math.max(this.#dueS + this.#everyS, wholeS - LATE_S) : wholeS;
  }
}
