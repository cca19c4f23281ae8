/** The Strap page: this browser reads a chest strap and brings its beats home. */
import "./strap.css";

import { keepAwake } from "../shared/browser.ts";
import { beTheOneThatMeasures, Carrier } from "./upload/carrier.ts";
import { pair } from "./upload/ingest_client.ts";
import { choose } from "./bluetooth/connection.ts";
import { Measuring } from "./session.ts";
import { meansOfThisBrowser, nameOfThisBrowser } from "./browser_support.ts";
import { openSpool, type Spool, type SpoolCount } from "./upload/spool.ts";
import { heartRateNow, homewardHint, type Obstacle, obstacleOf, OBSTACLES, strapHint } from "./status.ts";
import { everySecond } from "./background_timer.ts";
import { View } from "./view.ts";

const NOTHING = { link: null, contact: null, bpm: 0, silentS: null };

/** The page at work: one strap at most, and one spool. */
class StrapPage {
  readonly #view: View;
  readonly #spool: Spool;
  readonly #carrier: Carrier;
  #measuring: Measuring | null = null;
  #count: SpoolCount = { waitingBeats: 0, refusedBeats: 0, reasons: [] };
  #release: () => void = () => {};
  #letSleep: () => void = () => {};
  #said = "";

  constructor(view: View, spool: Spool) {
    this.#view = view;
    this.#spool = spool;
    this.#carrier = new Carrier(spool);
    view.button("choose").addEventListener("click", () => void this.#begin());
    view.button("stop").addEventListener("click", () => void this.#end());
    view.button("retry").addEventListener("click", () => void this.#offerAgain());
    view.button("forget").addEventListener("click", () => void this.#forget());
    window.addEventListener("beforeunload", (event) => {
      if (this.#measuring !== null) event.preventDefault();
    });
  }

  /** One second later. */
  async tick(): Promise<void> {
    this.#measuring?.tick();
    if (this.#measuring?.isOver || this.#isRemoved) await this.#end();
    await this.#carrier.carry();
    await this.draw();
  }

  async draw(): Promise<void> {
    this.#count = await this.#spool.count();
    this.#drawStrap();
    this.#drawHomeward();
  }

  get #isRemoved(): boolean {
    return this.#measuring !== null && this.#carrier.isRemoved(this.#measuring.device);
  }

  /** From a click to a strap; whatever the person does not finish leaves everything as it was. */
  async #begin(): Promise<void> {
    this.#said = "";
    const strap = await choose(navigator.bluetooth).catch((error: unknown) => this.#notChosen(error));
    if (strap === null) return this.draw();
    const release = await beTheOneThatMeasures(); // two tabs would count every beat twice
    if (release === null) return this.#giveUp("elsewhere");
    this.#release = release;
    const admission = await pair(nameOfThisBrowser());
    if (admission.kind !== "admitted") return this.#giveUp(admission.kind);
    this.#carrier.know(admission);
    void navigator.storage.persist();
    this.#measuring = new Measuring(strap, admission, {
      spool: this.#spool,
      changed: () => void this.draw(),
      compareClocks: () => this.#carrier.compareClocks(admission.device),
    });
    if (strap.name) this.#view.quote("name", strap.name);
    else this.#view.say("name", "unnamed");
    this.#letSleep = keepAwake();
    await this.tick();
  }

  #notChosen(error: unknown): null {
    const name = error instanceof DOMException ? error.name : "";
    this.#said = name === "NotFoundError" ? "not-chosen" : "not-allowed";
    return null;
  }

  async #giveUp(why: string): Promise<void> {
    this.#said = why;
    this.#letGo();
    await this.draw();
  }

  async #end(): Promise<void> {
    const ended = this.#measuring;
    if (ended === null) return;
    const hint = strapHint(ended.strap);
    this.#said = this.#isRemoved ? "removed" : hint === "no-heart-rate" ? hint : "stopped";
    this.#measuring = null;
    await ended.end();
    this.#letGo();
    await this.tick();
  }

  #letGo(): void {
    this.#letSleep();
    this.#release();
  }

  async #offerAgain(): Promise<void> {
    await this.#spool.tryAgain();
    this.#carrier.hurry();
    await this.draw();
  }

  async #forget(): Promise<void> {
    await this.#end();
    await this.#spool.forget();
    this.#said = "forgotten";
    await this.draw();
  }

  #drawStrap(): void {
    const strap = this.#measuring?.strap ?? NOTHING;
    const hint = strapHint(strap);
    const rate = heartRateNow(strap);
    const battery = this.#measuring?.battery ?? null;
    this.#view.mark("strap", hint);
    this.#view.mark("links", String(this.#measuring?.links ?? 0));
    this.#view.say("hint", this.#measuring === null && this.#said !== "" ? this.#said : hint);
    this.#view.say("rate", rate === null ? "no-rate" : "rate", { bpm: rate ?? 0 });
    this.#view.say("battery", battery === null ? "no-battery" : "battery", { percent: battery ?? 0 });
    this.#view.show("choose", this.#measuring === null);
    this.#view.show("stop", this.#measuring !== null);
    this.#view.show("which", this.#measuring !== null);
    this.#view.show("unit", rate !== null);
    this.#view.show("help", this.#measuring === null);
  }

  #drawHomeward(): void {
    const { waitingBeats, refusedBeats, reasons } = this.#count;
    const isStuck = this.#measuring?.isStuck ?? false;
    const hint = homewardHint({ standing: this.#carrier.standing, waitingBeats, isStuck });
    this.#view.mark("homeward", hint);
    this.#view.mark("waiting", String(waitingBeats));
    this.#view.mark("heard", String(this.#measuring?.heardBeats ?? 0));
    this.#view.say("heard", "beats", { beats: this.#measuring?.heardBeats ?? 0 });
    this.#view.say("waiting", "beats", { beats: waitingBeats });
    this.#view.say("homeward", hint);
    this.#view.show("refused", refusedBeats > 0);
    this.#view.say("refused-beats", "refused", { beats: refusedBeats });
    this.#view.list("reasons", reasons);
  }
}

/** Say what stands in the way of measuring; null when nothing does. */
async function drawObstacle(view: View): Promise<Obstacle | null> {
  const obstacle = obstacleOf(await meansOfThisBrowser());
  view.mark("obstacle", obstacle ?? "");
  for (const each of OBSTACLES) view.show(each, each === obstacle);
  view.show("strap", obstacle === null || obstacle === "bluetooth-off");
  return obstacle;
}

async function start(root: HTMLElement): Promise<void> {
  const view = new View(root);
  const obstacle = await drawObstacle(view);
  if (obstacle !== null && obstacle !== "bluetooth-off") return;
  navigator.bluetooth.addEventListener("availabilitychanged", () => void drawObstacle(view));
  const page = new StrapPage(view, await openSpool(root.dataset["strapPage"]!));
  await page.draw();
  everySecond(() => void page.tick());
}

void start(document.querySelector<HTMLElement>("[data-strap-page]")!);
