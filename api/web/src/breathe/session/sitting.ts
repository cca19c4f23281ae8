/** A breathing sitting: the part of the strap's stream that the server keeps apart from the workday recording. */
import { send } from "../../shared/browser.ts";

const ADDRESS = "/api/v1/sittings";
/** Seconds until a refused sitting is requested again. */
const RETRY_S = 15;

export interface Sitting {
  readonly id: string;
}

/** Begins and finishes the sitting, so that slow breathing never counts as an ordinary day. */
export class BreathingSitting {
  readonly #whenBegun: (sitting: Sitting) => void;
  #sitting: Promise<Sitting | null> | null = null;
  #askedAtS = -Infinity;

  constructor(whenBegun: (sitting: Sitting) => void) {
    this.#whenBegun = whenBegun;
  }

  /** Begin unless begun already; the server refuses while no strap is heard, so this tries again later. */
  begin(nowS: number): void {
    if (this.#sitting !== null || nowS - this.#askedAtS < RETRY_S) return;
    this.#askedAtS = nowS;
    this.#sitting = this.#ask();
  }

  /** Finish the sitting; works while the page is being left. */
  async finish(): Promise<void> {
    const begun = await this.#sitting;
    this.#sitting = null;
    this.#askedAtS = -Infinity;
    if (begun) await send("POST", `${ADDRESS}/${begun.id}/finish`, {});
  }

  async #ask(): Promise<Sitting | null> {
    const answer = await send("POST", ADDRESS, { kind: "breathing" });
    if (!answer?.ok) {
      this.#sitting = null;
      return null;
    }
    const sitting = (await answer.json()) as Sitting;
    this.#whenBegun(sitting);
    return sitting;
  }
}
