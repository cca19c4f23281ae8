/** *Forget me here*: sends what waits, deletes what is the person's own in this browser, and only then signs out. */
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
  readonly #words = textsOf("forget-words");
  readonly #number = new Intl.NumberFormat(document.documentElement.lang);

  constructor(form: HTMLFormElement) {
    this.#form = form;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#forget(event.submitter === part(form, "even-unsent"));
    });
  }

  async #forget(evenUnsent: boolean): Promise<void> {
    this.#say("sending");
    if ((await hasSpool()) && !(await this.#isSpoolEmptied(evenUnsent))) return;
    this.#form.submit();
  }

  /** Whether nothing of the person waits here any more; says why where something does. */
  async #isSpoolEmptied(evenUnsent: boolean): Promise<boolean> {
    const release = await becomeMeasuringTab(); // nothing new may come in meanwhile
    if (release === null) {
      this.#say("elsewhere");
      return false;
    }
    try {
      return await this.#empty(await openSpool(this.#form.dataset["forget"]!), evenUnsent);
    } finally {
      release();
    }
  }

  async #empty(spool: Spool, evenUnsent: boolean): Promise<boolean> {
    const left = await sendAll(spool);
    if (left === 0 || evenUnsent) {
      await spool.forget();
      return true;
    }
    this.#say("unsent", { beats: this.#number.format(left) });
    part(this.#form, "even-unsent").hidden = false;
    return false;
  }

  #say(name: string, values: Readonly<Record<string, string>> = {}): void {
    write(part(this.#form, "said"), this.#words(name, values));
  }
}

new ForgetPage(document.querySelector<HTMLFormElement>("[data-forget]")!);
