/** The Strap page: this browser reads a chest strap and uploads its beats. */
import "./strap.css";

import { everySecond } from "./background_timer.ts";
import { browserSupport, type Obstacle, obstacleOf, OBSTACLES } from "./browser_support.ts";
import { StrapHost } from "./host.ts";
import { currentHeartRate, strapHint, uploadHint } from "./status.ts";
import { openSpool, type Spool, type SpoolCount } from "./upload/spool.ts";
import { View } from "./view.ts";

/** The page with its strap and one spool. */
class StrapPage {
  readonly #view: View;
  readonly #spool: Spool;
  readonly #host: StrapHost;
  #count: SpoolCount = { waitingBeats: 0, refusedBeats: 0, reasons: [] };

  constructor(view: View, spool: Spool, person: string) {
    this.#view = view;
    this.#spool = spool;
    this.#host = new StrapHost(person, spool, () => void this.draw());
    view.button("choose").addEventListener("click", () => void this.#host.begin());
    view.button("stop").addEventListener("click", () => void this.#host.end());
    view.button("retry").addEventListener("click", () => void this.#retryRefused());
    view.button("forget").addEventListener("click", () => void this.#forget());
    window.addEventListener("beforeunload", (event) => {
      if (this.#host.session !== null) event.preventDefault();
    });
  }

  /** Do what is due; called once a second. */
  async tick(): Promise<void> {
    await this.#host.tick();
    await this.draw();
  }

  async draw(): Promise<void> {
    this.#count = await this.#spool.count();
    this.#drawStrap();
    this.#drawUpload();
  }

  async #retryRefused(): Promise<void> {
    await this.#spool.tryAgain();
    this.#host.carrier.hurry();
    await this.draw();
  }

  async #forget(): Promise<void> {
    await this.#host.end();
    await this.#spool.forget();
    this.#host.say("forgotten");
    await this.draw();
  }

  #drawStrap(): void {
    const { session, strap, name, hint } = this.#host;
    const rate = currentHeartRate(strap);
    const battery = session?.battery ?? null;
    this.#view.mark("strap", strapHint(strap));
    this.#view.mark("links", String(session?.links ?? 0));
    this.#view.say("hint", hint);
    if (name === "") this.#view.say("name", "unnamed");
    else this.#view.quote("name", name);
    this.#view.say("rate", rate === null ? "no-rate" : "rate", { bpm: rate ?? 0 });
    this.#view.say("battery", battery === null ? "no-battery" : "battery", { percent: battery ?? 0 });
    this.#view.show("choose", session === null);
    this.#view.show("stop", session !== null);
    this.#view.show("which", session !== null);
    this.#view.show("unit", rate !== null);
    this.#view.show("help", session === null);
  }

  #drawUpload(): void {
    const { waitingBeats, refusedBeats, reasons } = this.#count;
    const { session, carrier } = this.#host;
    const isStuck = session?.isStuck ?? false;
    const hint = uploadHint({ standing: carrier.standing, waitingBeats, isStuck });
    this.#view.mark("homeward", hint);
    this.#view.mark("waiting", String(waitingBeats));
    this.#view.mark("heard", String(session?.heardBeats ?? 0));
    this.#view.say("heard", "beats", { beats: session?.heardBeats ?? 0 });
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
