/** The strap of this browser on the Breathe page: connected here when none is live, by the code of the Strap page. */
import type { Presence } from "../live/state.ts";
import { part, write } from "../shared/browser.ts";
import { textsOf } from "../shared/texts.ts";
import { everySecond } from "../strap/background_timer.ts";
import { browserSupport, obstacleOf } from "../strap/browser_support.ts";
import type { StrapHost } from "../strap/host.ts";

export class StrapCorner {
  readonly #root: HTMLElement;
  readonly #words = textsOf("breathe-strap-words");
  readonly #person = document.body.dataset["person"] ?? "";
  #opening: Promise<StrapHost> | null = null;
  #host: StrapHost | null = null;
  #isAble = false;
  #here: Presence = "waiting";

  constructor(root: HTMLElement) {
    this.#root = root;
    part(root, "connect").addEventListener("click", () => void this.#connect());
    part(root, "disconnect").addEventListener("click", () => void this.#host?.end());
    void this.#see();
  }

  /** Show what fits to how the beats are. */
  show(here: Presence): void {
    this.#here = here;
    const hasSession = (this.#host?.session ?? null) !== null;
    const isOffered = !hasSession && here !== "live";
    part(this.#root, "connect").hidden = !isOffered || !this.#isAble;
    part(this.#root, "connect-elsewhere").hidden = !isOffered || this.#isAble;
    part(this.#root, "disconnect").hidden = !hasSession;
    write(part(this.#root, "strap-hint"), this.#host === null ? "" : this.#words(this.#host.hint));
  }

  async #see(): Promise<void> {
    const obstacle = obstacleOf(await browserSupport());
    this.#isAble = obstacle === null || obstacle === "bluetooth-off"; // whose list of straps says so itself
    this.show(this.#here);
    if (this.#isAble) void this.#load().catch(() => {}); // before the click: a few seconds after it no list is shown
  }

  async #connect(): Promise<void> {
    const host = await this.#load().catch(() => null);
    if (host === null) return write(part(this.#root, "strap-hint"), this.#words("not-now"));
    if (this.#host === null) everySecond(() => void host.tick());
    this.#host = host;
    await host.begin();
  }

  /** What a strap needs; loading that failed is tried again. */
  #load(): Promise<StrapHost> {
    return (this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    }));
  }

  async #open(): Promise<StrapHost> {
    const [{ StrapHost }, { openSpool }] = await Promise.all([import("../strap/host.ts"), import("../strap/upload/spool.ts")]);
    return new StrapHost(this.#person, await openSpool(this.#person), () => this.show(this.#here));
  }
}
