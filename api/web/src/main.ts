/** The script of every page: styles, and what only some pages need: htmx, charts drawn from tables. */
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/components.css";
import "./styles/pages.css";
import "./chart/chart.css";

import { keepFiles, sayWhenOffline } from "./offline/connection.ts";

/** Load htmx only where something is fetched into the page; it is a third of what a page weighs. */
async function startHtmx(): Promise<void> {
  if (document.querySelector("[hx-get], [hx-post]") !== null) await import("htmx.org");
}

/** Load uPlot only on pages with something to draw. */
async function drawChartsOnPage(): Promise<void> {
  if (document.querySelector("figure[data-chart]:not([data-drawn])") === null) return;
  const { drawCharts } = await import("./chart/chart.ts");
  drawCharts(document);
}

keepFiles();
sayWhenOffline();
void startHtmx();
void drawChartsOnPage();
document.addEventListener("htmx:after:process", () => void drawChartsOnPage()); // after a swap, also of the element itself

/** Send beats that a strap measured in this browser and that could not be sent then. */
async function sendWaitingBeats(): Promise<void> {
  const person = document.body.dataset["person"];
  if (person === undefined || document.querySelector("[data-strap-page]") !== null) return;
  if (!("locks" in navigator) || !("bluetooth" in navigator)) return; // nothing was ever measured in such a browser
  const { sendWaiting } = await import("./strap/upload/send_waiting.ts");
  await sendWaiting(person);
}

void sendWaitingBeats();
