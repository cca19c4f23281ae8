/** Breath of a strap that this browser itself listens to, from the tab that does so to the pages of the same person.
 *
 * A strap is asked for its acceleration only while a page wants to see it: measuring it costs the strap's battery. The
 * acceleration stays in the tab of the strap; what is told keeps nothing, and leaves neither the browser nor the site.
 */
import type { BreathReading } from "../breath/follower.ts";
import { nowS } from "../shared/browser.ts";
import type { LiveMessage } from "./messages.ts";

const CHANNEL = "pulsro-own-breath";
const SAY_EVERY_MS = 5_000;
/** A page that was not heard of for longer, seconds, is gone or out of sight. */
export const WATCHED_FOR_S = 15;

type Said =
  | { readonly kind: "asking"; readonly person: string }
  | { readonly kind: "watching"; readonly person: string }
  | { readonly kind: "breath"; readonly person: string; readonly readings: readonly BreathReading[] };

/** In the tab of the strap: whether a page of the person watches, and the way to it; `close` when the strap goes. */
export class OwnBreathTeller {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #person: string;
  #watchedAtS = -Infinity;

  /** `noticed` is called as soon as a page begins to watch. */
  constructor(person: string, noticed: () => void) {
    this.#person = person;
    this.#channel.addEventListener("message", ({ data }: MessageEvent<Said>) => {
      if (data.kind !== "watching" || data.person !== person) return;
      const isNew = !this.isWatched;
      this.#watchedAtS = nowS();
      if (isNew) noticed();
    });
    this.#channel.postMessage({ kind: "asking", person } satisfies Said); // else they would be silent for seconds
  }

  get isWatched(): boolean {
    return nowS() - this.#watchedAtS < WATCHED_FOR_S;
  }

  tell(readings: readonly BreathReading[]): void {
    if (readings.length === 0) return;
    const said: Said = { kind: "breath", person: this.#person, readings };
    this.#channel.postMessage(said);
  }

  close(): void {
    this.#channel.close();
  }
}

/** Watch the breath of this browser's strap for as long as the page can be seen. */
export function watchOwnBreath(person: string, hear: (message: LiveMessage) => void): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", ({ data }: MessageEvent<Said>) => {
    if (data.person !== person) return;
    if (data.kind === "breath") hear({ kind: "breath", readings: data.readings });
    if (data.kind === "asking") say();
  });
  const say = () => {
    if (document.visibilityState === "visible") channel.postMessage({ kind: "watching", person } satisfies Said);
  };
  setInterval(say, SAY_EVERY_MS);
  document.addEventListener("visibilitychange", say);
  say();
}
