/** *Forget me here*: sends what waits, deletes what is the person's own in this browser, and only then signs out. */
import { forget as forgetChoices } from "../breathe/session/choices.ts";
import { FORGOTTEN, Keeper } from "../breathe/session/keeper.ts";
import { part, write } from "../shared/browser.ts";
import { textsOf } from "../shared/texts.ts";
import { becomeMeasuringTab, Carrier } from "../strap/upload/carrier.ts";
import { hasSpool, openSpool, type Spool } from "../strap/upload/spool.ts";

/** Send a person's beats; returns how many could not be sent. */
async function sendAll(spool: Spool): Promise<number> {
  await new Carrier(spool).carry();
  const { waitingBeats, refusedBeats } = await spool.count();
  return waitingBeats + refusedBeats;
}

class ForgetPage {
  readonly #form: HTMLFormElement;
  readonly #person: string;
  readonly #keeper: Keeper;
  readonly #words = textsOf("forget-words");
  readonly #number = new Intl.NumberFormat(document.documentElement.lang);

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#person = form.dataset["forget"]!;
    this.#keeper = new Keeper(localStorage, this.#person);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#forget(event.submitter === part(form, "even-unsent"));
    });
  }

  async #forget(evenUnsent: boolean): Promise<void> {
    this.#say("sending");
    const beats = (await hasSpool()) ? await this.#emptySpool(evenUnsent) : 0;
    if (beats === null) return this.#say("elsewhere");
    const sessions = await this.#keeper.sendAll();
    if (beats + sessions > 0 && !evenUnsent) return this.#offer(beats, sessions);
    new BroadcastChannel(FORGOTTEN).postMessage(this.#person);
    this.#keeper.forget();
    forgetChoices(localStorage);
    this.#form.submit();
  }

  /** Send the person's beats and forget them; returns how many could not be sent, null while another tab measures. */
  async #emptySpool(evenUnsent: boolean): Promise<number | null> {
    const release = await becomeMeasuringTab(); // nothing new may come in meanwhile
    if (release === null) return null;
    try {
      const spool = await openSpool(this.#person);
      const left = await sendAll(spool);
      if (left === 0 || evenUnsent) await spool.forget();
      return left;
    } finally {
      release();
    }
  }

  /** Say what could not be sent, and let the person decide. */
  #offer(beats: number, sessions: number): void {
    const unsent = [
      ...(beats > 0 ? [this.#words("unsent-beats", { beats: this.#number.format(beats) })] : []),
      ...(sessions > 0 ? [this.#words("unsent-sessions", { sessions: this.#number.format(sessions) })] : []),
    ];
    write(part(this.#form, "said"), [...unsent, this.#words("or-delete")].join(" "));
    part(this.#form, "even-unsent").hidden = false;
  }

  #say(name: string): void {
    write(part(this.#form, "said"), this.#words(name));
  }
}

new ForgetPage(document.querySelector<HTMLFormElement>("[data-forget]")!);
