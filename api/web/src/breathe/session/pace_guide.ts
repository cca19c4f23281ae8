/** Asks the server for the next pace while a pace is searched for, or a session is led softly. */
import { nowS, send } from "../../shared/browser.ts";
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
/** An answer that is awaited for longer, seconds, is given up. */
const LONGEST_WAIT_S = 20;

export class PaceGuide {
  readonly #mode: GuidedMode;
  readonly #clock: () => number;
  readonly #beganS: number;
  readonly #everyS: number;
  /** The server lets a soft lead move only after its whole time; a search that an answer kept waiting catches up a little. */
  readonly #leastS: number;
  readonly #steps: { at_s: number; per_minute: number; breathed: Breathed }[];
  /** Seconds of breathing, without breaks; it does not move with each answer that is a little late. */
  #dueS: number;
  #answeredAtS = 0;
  #againAtS = -Infinity;
  #asked = 0;

  constructor(mode: GuidedMode, perMinute: number, clock: () => number = nowS) {
    this.#mode = mode;
    this.#clock = clock;
    this.#beganS = clock();
    this.#everyS = mode === "find_pace" ? STEP_S : LEADS_EVERY_S;
    this.#leastS = mode === "find_pace" ? STEP_S - LATE_S : LEADS_EVERY_S;
    this.#steps = [{ at_s: 0, per_minute: perMinute, breathed: new Breathed(this.#beganS) }];
    this.#dueS = this.#everyS;
  }

  /** The breath as it is measured now; null where it is hidden. */
  breathe(perMinute: number | null): void {
    this.#steps.at(-1)?.breathed.note(perMinute, this.#clock());
  }

  /** The pace from now on, when it is time to ask; null while everything stays as it is, or an answer is awaited. */
  async next(breaks: readonly Break[] = []): Promise<NextPace | null> {
    const at_s = this.#clock() - this.#beganS;
    const breathedS = breathedBy(at_s, breaks);
    const stepS = breathedS - breathedBy(this.#answeredAtS, breaks);
    if (breathedS < this.#dueS || stepS < this.#leastS || at_s < this.#againAtS) return null;
    const answer = await this.#ask(at_s, breaks);
    if (answer === null) return null;
    this.#dueS = Math.max(this.#dueS + this.#everyS, breathedS + this.#leastS);
    this.#answeredAtS = this.#clock() - this.#beganS;
    return this.#step(answer.per_minute);
  }

  async #ask(at_s: number, breaks: readonly Break[]): Promise<{ per_minute: number | null } | null> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#againAtS = at_s + LONGEST_WAIT_S;
    const steps = this.#steps.map(({ breathed, ...step }) => ({ ...step, breathed_per_minute: breathed.perMinute }));
    const answer = await send("POST", ADDRESS, { mode: this.#mode, began_s_ago: at_s, at_s, steps, breaks });
    if (asked !== this.#asked) return null; // it was given up
    if (answer?.ok) return (await answer.json()) as { per_minute: number | null };
    this.#againAtS = this.#clock() - this.#beganS + AGAIN_AFTER_S;
    return null;
  }

  /** Take an answer; its step begins when it came. */
  #step(per_minute: number | null): NextPace | null {
    if (per_minute === null) return { perMinute: null };
    const isSame = per_minute === this.#steps.at(-1)?.per_minute;
    // a search counts its steps, also two of one pace
    if (!isSame || this.#mode === "find_pace") {
      this.#steps.push({ at_s: this.#answeredAtS, per_minute, breathed: new Breathed(this.#clock()) });
    }
    return isSame ? null : { perMinute: per_minute };
  }
}

/** Seconds of breathing until a moment of the session. */
function breathedBy(at_s: number, breaks: readonly Break[]): number {
  return breaks.reduce((left, { start_s, end_s }) => left - Math.max(0, Math.min(at_s, end_s) - start_s), at_s);
}
