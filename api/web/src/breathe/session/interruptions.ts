/** What comes between a person and their session: another tab, a locked phone, a lost connection, a strap that is off. */
import type { LiveState, Presence } from "../../live/state.ts";
import { nowS } from "../../shared/browser.ts";
import type { Reason } from "./journal.ts";

/** How often a page that is out of sight looks at the clock; browsers let it do so at least once a minute. */
const LOOK_EVERY_MS = 1000;
/** A page that could not look for this long, seconds, stood still together with its device. */
const ASLEEP_AFTER_S = 90;

export type Lack = Extract<Reason, "link_lost" | "strap_off">;
export type Away = Extract<Reason, "hidden" | "asleep">;

/** What the beats lack: their link, or the strap; null when nothing, or when there never were any. */
export function lackOf(state: LiveState, here: Presence): Lack | null {
  if (state.aheadS === null) return null;
  // beats may come without the server; what it said of the contact is old by then
  if (state.link === "retrying" || state.link === "ended") return here === "live" ? null : "link_lost";
  return here === "silent" || state.contact === false ? "strap_off" : null;
}

/** Watches whether the page is seen, and tells how it was away when it is seen again. */
export class Sight {
  readonly #back: (how: Away, fromS: number, untilS: number) => void;
  #hiddenAtS: number | null = null;
  #lookedAtS = nowS();
  #longestS = 0;

  constructor(back: (how: Away, fromS: number, untilS: number) => void) {
    this.#back = back;
    document.addEventListener("visibilitychange", () => this.#change());
    setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** When the page was last seen: now, or when it went out of sight. */
  get seenS(): number {
    return this.#hiddenAtS ?? nowS();
  }

  #change(): void {
    const now = nowS();
    if (document.visibilityState === "hidden") {
      this.#hiddenAtS = now;
      this.#longestS = 0;
      this.#lookedAtS = now;
      return;
    }
    this.look();
    if (this.#hiddenAtS !== null) this.#back(this.#longestS > ASLEEP_AFTER_S ? "asleep" : "hidden", this.#hiddenAtS, now);
    this.#hiddenAtS = null;
  }

  /** Look at the clock: a page in sight that could not do so for long slept too, since its computer was shut. */
  look(): void {
    const now = nowS();
    const awayS = now - this.#lookedAtS;
    this.#longestS = Math.max(this.#longestS, awayS);
    if (this.#hiddenAtS === null && awayS > ASLEEP_AFTER_S) this.#back("asleep", this.#lookedAtS, now);
    this.#lookedAtS = now;
  }
}
