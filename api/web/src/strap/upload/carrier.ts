/** Uploads waiting blocks; of several open tabs only one does so at a time. */
import { nowS } from "../../shared/browser.ts";
import { type Admission, offer, paired } from "./ingest_client.ts";
import { Sender, type Standing } from "./sender.ts";
import type { ClockDifference } from "./server_clock.ts";
import type { Spool } from "./spool.ts";

const SENDING = "pulsro-strap-sending";
/** Held exclusively by the tab that measures. */
const MEASURING = "pulsro-strap-measuring";
/** Other tabs hold the measuring lock only briefly; a tab that holds it longer is measuring. */
const LOCK_TIMEOUT_MS = 1_000;

/** Become the one tab that measures; returns a function to stop, or null while another tab measures. */
export function becomeMeasuringTab(): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const request = navigator.locks.request(MEASURING, { signal: AbortSignal.timeout(LOCK_TIMEOUT_MS) }, () => {
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
    this.#sender = new Sender(spool, { admission, offer, forgetAdmission: (device) => void this.#admissions.delete(device) });
    window.addEventListener("online", () => this.hurry());
  }

  get standing(): Standing {
    return this.#sender.standing;
  }

  /** Whether the server has removed a device. */
  isRemoved(device: string): boolean {
    return this.#sender.removed === device;
  }

  /** Remember an admission, so that it is not requested again. */
  remember(admission: Admission): void {
    if (admission.kind === "admitted") this.#admissions.set(admission.device, admission);
  }

  /** Measure the clock difference again; null when that is not possible now. */
  async compareClocks(device: string): Promise<ClockDifference | null> {
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
      if (lock !== null) await this.#sender.sendAll(nowS);
    });
  }

  async #admission(device: string): Promise<Admission> {
    const known = this.#admissions.get(device);
    if (known !== undefined) return known;
    const fresh = await paired(device);
    this.remember(fresh);
    return fresh;
  }
}
