/** Sends finished sessions to the server; what could not be sent waits in this browser. */
import { send } from "../../shared/browser.ts";
import type { Told } from "./journal.ts";

export interface Draft {
  readonly id: string;
  readonly startedAtMs: number;
  readonly savedAtMs: number;
  readonly told: Told;
}

/** `refused` is for good: nobody agreed to keeping, or it is no session. */
export type Outcome = "kept" | "refused" | "waiting";

/** By then a page that was left has sent its session by itself, together with the breath that no draft holds. */
const LEFT_AFTER_MS = 60_000;
const MOST_WAITING = 20;
const REFUSALS = new Set([403, 404, 409, 413, 422]);
/** On this channel *Forget me here* tells other tabs whose session is not to be kept any more. */
export const FORGOTTEN = "pulsro-forgotten";

export class Keeper {
  readonly #storage: Storage;
  readonly #key: string;

  constructor(storage: Storage, person: string) {
    this.#storage = storage;
    this.#key = `pulsro.breathe.waiting.${person}`;
  }

  /** Keep a session in this browser until it is sent; the breath that was measured stays in the page. */
  save(draft: Draft): void {
    const paces = draft.told.paces.map((pace) => ({ ...pace, breathed_per_minute: null }));
    const kept = { ...draft, told: { ...draft.told, paces } };
    this.#write([...this.#read().filter((other) => other.id !== draft.id), kept].slice(-MOST_WAITING));
  }

  /** Show other tabs that a session goes on here, also paused or out of sight; returns a function to let go of it. */
  hold(id: string): () => void {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    void navigator.locks.request(lockOf(id), () => held);
    return release;
  }

  /** Send a session; works while the page is being left. */
  async send(draft: Draft): Promise<Outcome> {
    this.save(draft);
    const { lasted_s } = draft.told;
    const began_s_ago = Math.max(lasted_s, (Date.now() - draft.startedAtMs) / 1000);
    const answer = await send("PUT", `/api/v1/breathing/${draft.id}`, { ...draft.told, began_s_ago });
    if (answer === null || !(answer.ok || REFUSALS.has(answer.status))) return "waiting";
    this.#write(this.#read().filter((other) => other.id !== draft.id));
    return answer.ok ? "kept" : "refused";
  }

  /** Send what earlier pages could not. */
  async sendWaiting(): Promise<void> {
    const left = this.#read().filter((draft) => Date.now() - draft.savedAtMs > LEFT_AFTER_MS);
    if (left.length === 0) return;
    const { held = [] } = await navigator.locks.query();
    const running = new Set(held.map(({ name }) => name));
    for (const draft of left) if (!running.has(lockOf(draft.id))) await this.send(draft);
  }

  /** Send everything, whether or not its page is gone; returns how many sessions could not be sent. */
  async sendAll(): Promise<number> {
    for (const draft of this.#read()) await this.send(draft);
    return this.#read().length;
  }

  /** Delete what waits of the person; another person's sessions stay. */
  forget(): void {
    this.#write([]);
  }

  #read(): readonly Draft[] {
    try {
      return JSON.parse(this.#storage.getItem(this.#key) ?? "[]") as Draft[];
    } catch {
      return [];
    }
  }

  #write(drafts: readonly Draft[]): void {
    try {
      if (drafts.length > 0) this.#storage.setItem(this.#key, JSON.stringify(drafts));
      else this.#storage.removeItem(this.#key);
    } catch {
      // a browser that keeps nothing: the session is sent now or not at all
    }
  }
}

/** Held by the page in which a session goes on. */
function lockOf(id: string): string {
  return `pulsro-breathe-${id}`;
}
