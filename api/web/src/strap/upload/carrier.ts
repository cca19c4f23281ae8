/** Brings home what waits in this browser; of several open tabs one does it at a time. */
import { nowS } from "../../shared/browser.ts";
import { type Admission, offer, paired } from "./ingest_client.ts";
import { Sender, type Standing } from "./sender.ts";
import type { Difference } from "./server_clock.ts";
import type { Spool } from "./spool.ts";

const SENDING = "pulsro-strap-sending";
/** Held alone by the tab that measures. */
const MEASURING = "pulsro-strap-measuring";
/** Other tabs hold the measuring lock together for moments only; who has it longer measures. */
const MOMENTS_MS = 1_000;

/** Become the one tab that measures: a way to stop being it, or null while another one is. */
export function beTheOneThatMeasures(): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const request = navigator.locks.request(MEASURING, { signal: AbortSignal.timeout(MOMENTS_MS) }, () => {
      return new Promise<void>((release) => resolve(release));
    });
    request.catch(() => resolve(null));
  });
}

export class Carrier {
  readonly #spool: Spool;
  readonly #sender: Sender;
  readonly #admissions = new Map<string, Admission>();

  constructor(spool: Spool) {
    this.#spool = spool;
    const admission = (device: string): Promise<Admission> => this.#admission(device);
    this.#sender = new Sender(spool, { admission, offer, doubt: (device) => void this.#admissions.delete(device) });
    window.addEventListener("online", () => this.hurry());
  }

  get standing(): Standing {
    return this.#sender.standing;
  }

  /** Whether the server no longer knows a device. */
  isRemoved(device: string): boolean {
    return this.#sender.removed === device;
  }

  /** What is known already about a device need not be asked for. */
  know(admission: Admission): void {
    if (admission.kind === "admitted") this.#admissions.set(admission.device, admission);
  }

  /** This computer's clock beside the server's, asked anew; null when that cannot be told now. */
  async compareClocks(device: string): Promise<Difference | null> {
    this.#admissions.delete(device);
    const admission = await this.#admission(device);
    return admission.kind === "admitted" ? admission.clock : null;
  }

  /** Send now, whatever failed before. */
  hurry(): void {
    this.#sender.hurry();
    void this.carry();
  }

  /** Send what waits, unless another tab is doing it. */
  async carry(): Promise<void> {
    await navigator.locks.request(MEASURING, { mode: "shared", ifAvailable: true }, async (lock) => {
      if (lock !== null) await this.#spool.closeOpen();
    });
    await navigator.locks.request(SENDING, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await this.#sender.pass(nowS);
    });
  }

  async #admission(device: string): Promise<Admission> {
    const known = this.#admissions.get(device);
    if (known !== undefined) return known;
    const told = await paired(device);
    this.know(told);
    return told;
  }
}
