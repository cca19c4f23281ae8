/** A strap in this tab, for the page that shows it: chosen, listened to, and its beats carried home. */
import { keepAwake } from "../shared/browser.ts";
import { choose } from "./bluetooth/connection.ts";
import { thisBrowserName } from "./browser_support.ts";
import { StrapSession } from "./session.ts";
import { strapHint, type StrapNow } from "./status.ts";
import { becomeMeasuringTab, Carrier } from "./upload/carrier.ts";
import { pair } from "./upload/ingest_client.ts";
import type { Spool } from "./upload/spool.ts";

const NOTHING: StrapNow = { link: null, contact: null, bpm: 0, silentS: null };

/** At most one strap session at a time. Pages that host a strap share the name of each text. */
export class StrapHost {
  readonly carrier: Carrier;
  readonly #person: string;
  readonly #spool: Spool;
  readonly #changed: () => void;
  #session: StrapSession | null = null;
  #ending: Promise<void> | null = null;
  #message = "";
  #name = "";
  #releaseTab: () => void = () => {};
  #releaseScreen: () => void = () => {};

  /** `changed` is called when there is something new to show. */
  constructor(person: string, spool: Spool, changed: () => void) {
    this.#person = person;
    this.#spool = spool;
    this.#changed = changed;
    this.carrier = new Carrier(spool);
    window.addEventListener("pagehide", () => this.#session?.rest());
  }

  /** The session that goes on; null without one. */
  get session(): StrapSession | null {
    return this.#session;
  }

  get strap(): StrapNow {
    return this.#session?.strap ?? NOTHING;
  }

  /** What the chosen strap calls itself; empty when it does not say. */
  get name(): string {
    return this.#name;
  }

  /** The name of the text that tells how it is: why there is no strap, or how the strap is. */
  get hint(): string {
    return this.#session === null && this.#message !== "" ? this.#message : strapHint(this.strap);
  }

  /** Say this while there is no strap, until one is chosen. */
  say(message: string): void {
    this.#message = message;
  }

  /** Do what is due; call it about once a second. */
  async tick(): Promise<void> {
    this.#session?.tick();
    if (this.#session?.isOver || this.#isRemoved) await this.end();
    await this.carrier.carry();
  }

  /** Start a session after a click; if the person cancels, nothing changes. */
  async begin(): Promise<void> {
    this.#message = "";
    const strap = await choose(navigator.bluetooth).catch((error: unknown) => this.#notChosen(error));
    if (strap === null) return this.#changed();
    const release = await becomeMeasuringTab(); // two tabs would count every beat twice
    if (release === null) return this.#cancel("elsewhere");
    this.#releaseTab = release;
    const admission = await pair(thisBrowserName());
    if (admission.kind !== "admitted") return this.#cancel(admission.kind);
    this.carrier.remember(admission);
    void navigator.storage.persist();
    this.#session = new StrapSession(strap, admission, {
      person: this.#person,
      spool: this.#spool,
      changed: this.#changed,
      compareClocks: () => this.carrier.compareClocks(admission.device),
    });
    this.#name = strap.name ?? "";
    this.#releaseScreen = keepAwake();
    await this.tick();
    this.#changed();
  }

  /** End the session; it is over only when all of its beats are on disk. */
  end(): Promise<void> {
    return (this.#ending ??= this.#endNow().finally(() => (this.#ending = null)));
  }

  async #endNow(): Promise<void> {
    const ended = this.#session;
    if (ended === null) return;
    const hint = strapHint(ended.strap);
    await ended.end();
    this.#message = this.#isRemoved ? "removed" : hint === "no-heart-rate" ? hint : "stopped";
    this.#session = null;
    this.#release();
    await this.tick();
    this.#changed();
  }

  get #isRemoved(): boolean {
    return this.#session !== null && this.carrier.isRemoved(this.#session.device);
  }

  #notChosen(error: unknown): null {
    const name = error instanceof DOMException ? error.name : "";
    this.#message = name === "NotFoundError" ? "not-chosen" : "not-allowed";
    return null;
  }

  #cancel(why: string): void {
    this.#message = why;
    this.#release();
    this.#changed();
  }

  #release(): void {
    this.#releaseScreen();
    this.#releaseTab();
  }
}
