/** The Strap page: this browser reads a chest strap and uploads its beats. */
import "./strap.css";

import { keepAwake } from "../shared/browser.ts";
import { everySecond } from "./background_timer.ts";
import { choose } from "./bluetooth/connection.ts";
import { browserSupport, type Obstacle, obstacleOf, OBSTACLES, thisBrowserName } from "./browser_support.ts";
import { StrapSession } from "./session.ts";
import { currentHeartRate, strapHint, uploadHint } from "./status.ts";
import { becomeMeasuringTab, Carrier } from "./upload/carrier.ts";
import { pair } from "./upload/ingest_client.ts";
import { openSpool, type Spool, type SpoolCount } from "./upload/spool.ts";
import { View } from "./view.ts";

const NOTHING = { link: null, contact: null, bpm: 0, silentS: null };

/** The page with at most one strap session and one spool. */
class StrapPage {
  readonly #view: View;
  readonly #spool: Spool;
  readonly #person: string;
  readonly #carrier: Carrier;
  #session: StrapSession | null = null;
  #ending: Promise<void> | null = null;
  #count: SpoolCount = { waitingBeats: 0, refusedBeats: 0, reasons: [] };
  #releaseTab: () => void = () => {};
  #releaseScreen: () => void = () => {};
  #message = "";

  constructor(view: View, spool: Spool, person: string) {
    this.#person = person;
    this.#view = view;
    this.#spool = spool;
    this.#carrier = new Carrier(spool);
    view.button("choose").addEventListener("click", () => void this.#begin());
    view.button("stop").addEventListener("click", () => void this.#end());
    view.button("retry").addEventListener("click", () => void this.#retryRefused());
    view.button("forget").addEventListener("click", () => void this.#forget());
    window.addEventListener("beforeunload", (event) => {
      if (this.#session !== null) event.preventDefault();
    });
    window.addEventListener("pagehide", () => this.#session?.rest());
  }

  /** Do what is due; called once a second. */
  async tick(): Promise<void> {
    this.#session?.tick();
    if (this.#session?.isOver || this.#isRemoved) await this.#end();
    await this.#carrier.carry();
    await this.draw();
  }

  async draw(): Promise<void> {
    this.#count = await this.#spool.count();
    this.#drawStrap();
    this.#drawUpload();
  }

  get #isRemoved(): boolean {
    return this.#session !== null && this.#carrier.isRemoved(this.#session.device);
  }

  /** Start a session after a click; if the person cancels, nothing changes. */
  async #begin(): Promise<void> {
    this.#message = "";
    const strap = await choose(navigator.bluetooth).catch((error: unknown) => this.#notChosen(error));
    if (strap === null) return this.draw();
    const release = await becomeMeasuringTab(); // two tabs would count every beat twice
    if (release === null) return this.#cancel("elsewhere");
    this.#releaseTab = release;
    const admission = await pair(thisBrowserName());
    if (admission.kind !== "admitted") return this.#cancel(admission.kind);
    this.#carrier.remember(admission);
    void navigator.storage.persist();
    this.#session = new StrapSession(strap, admission, {
      person: this.#person,
      spool: this.#spool,
      changed: () => void this.draw(),
      compareClocks: () => this.#carrier.compareClocks(admission.device),
    });
    if (strap.name) this.#view.quote("name", strap.name);
    else this.#view.say("name", "unnamed");
    this.#releaseScreen = keepAwake();
    await this.tick();
  }

  #notChosen(error: unknown): null {
    const name = error instanceof DOMException ? error.name : "";
    this.#message = name === "NotFoundError" ? "not-chosen" : "not-allowed";
    return null;
  }

  async #cancel(why: string): Promise<void> {
    this.#message = why;
    this.#release();
    await this.draw();
  }

  /** End the session; it is over only when all of its beats are on disk. */
  #end(): Promise<void> {
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
  }

  #release(): void {
    this.#releaseScreen();
    this.#releaseTab();
  }

  async #retryRefused(): Promise<void> {
    await this.#spool.tryAgain();
    this.#carrier.hurry();
    await this.draw();
  }

  async #forget(): Promise<void> {
    await this.#end();
    await this.#spool.forget();
    this.#message = "forgotten";
    await this.draw();
  }

  #drawStrap(): void {
    const strap = this.#session?.strap ?? NOTHING;
    const hint = strapHint(strap);
    const rate = currentHeartRate(strap);
    const battery = this.#session?.battery ?? null;
    this.#view.mark("strap", hint);
    this.#view.mark("links", String(this.#session?.links ?? 0));
    this.#view.say("hint", this.#session === null && this.#message !== "" ? this.#message : hint);
    this.#view.say("rate", rate === null ? "no-rate" : "rate", { bpm: rate ?? 0 });
    this.#view.say("battery", battery === null ? "no-battery" : "battery", { percent: battery ?? 0 });
    this.#view.show("choose", this.#session === null);
    this.#view.show("stop", this.#session !== null);
    this.#view.show("which", this.#session !== null);
    this.#view.show("unit", rate !== null);
    this.#view.show("help", this.#session === null);
  }

  #drawUpload(): void {
    const { waitingBeats, refusedBeats, reasons } = this.#count;
    const isStuck = this.#session?.isStuck ?? false;
    const hint = uploadHint({ standing: this.#carrier.standing, waitingBeats, isStuck });
    this.#view.mark("homeward", hint);
    this.#view.mark("waiting", String(waitingBeats));
    this.#view.mark("heard", String(this.#session?.heardBeats ?? 0));
    this.#view.say("heard", "beats", { beats: this.#session?.heardBeats ?? 0 });
    this.#view.say("waiting", "beats", { beats: waitingBeats });
    this.#view.say("homeward", hint);
    this.#view.show("refused", refusedBeats > 0);
    this.#view.say("refused-beats", "refused", { beats: refusedBeats });
    this.#view.list("reasons", reasons);
  }
}

/** Show what prevents measuring; returns null when nothing does. */
async function drawObstacle(view: View): Promise<Obstacle | null> {
  const obstacle = obstacleOf(await browserSupport());
  view.mark("obstacle", obstacle ?? "");
  for (const each of OBSTACLES) view.show(each, each === obstacle);
  view.show("strap", obstacle === null || obstacle === "bluetooth-off");
  return obstacle;
}

async function start(root: HTMLElement): Promise<void> {
  const view = new View(root);
  const obstacle = await drawObstacle(view);
  if (obstacle !== null && obstacle !== "bluetooth-off") return;
  navigator.bluetooth.addEventListener?.("availabilitychanged", () => void drawObstacle(view)); // not on an iPhone
  const page = new StrapPage(view, await openSpool(root.dataset["strapPage"]!), root.dataset["strapPage"]!);
  await page.draw();
  everySecond(() => void page.tick());
}

void start(document.querySelector<HTMLElement>("[data-strap-page]")!);
