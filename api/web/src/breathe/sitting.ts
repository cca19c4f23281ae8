/** A breathing sitting: the span of the strap's stream that the server sets apart from the working day. */

const ADDRESS = "/api/v1/sittings";
/** A refused sitting is asked for again after this, seconds. */
const ASK_AGAIN_S = 15;

export interface Sitting {
  readonly id: string;
}

/** Sets beats apart while somebody breathes, so that slow breathing never looks like an ordinary day. */
export class Apart {
  readonly #whenBegun: (sitting: Sitting) => void;
  #sitting: Promise<Sitting | null> | null = null;
  #askedAtS = -Infinity;

  constructor(whenBegun: (sitting: Sitting) => void) {
    this.#whenBegun = whenBegun;
  }

  /** Begin unless it has begun; the server refuses while no strap is heard, and is asked again later. */
  begin(nowS: number): void {
    if (this.#sitting !== null || nowS - this.#askedAtS < ASK_AGAIN_S) return;
    this.#askedAtS = nowS;
    this.#sitting = this.#ask();
  }

  /** End what has begun; works while the page is being left. */
  async finish(): Promise<void> {
    const begun = await this.#sitting;
    this.#sitting = null;
    this.#askedAtS = -Infinity;
    if (begun) await post(`${ADDRESS}/${begun.id}/finish`, {});
  }

  async #ask(): Promise<Sitting | null> {
    const answer = await post(ADDRESS, { kind: "breathing" });
    if (!answer?.ok) {
      this.#sitting = null;
      return null;
    }
    const sitting = (await answer.json()) as Sitting;
    this.#whenBegun(sitting);
    return sitting;
  }
}

async function post(address: string, body: object): Promise<Response | null> {
  const headers = { "Content-Type": "application/json" };
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body), keepalive: true }).catch(() => null);
}
