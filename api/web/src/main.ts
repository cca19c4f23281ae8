/** What every page carries: the styles, htmx for links and forms that ask for it, and charts drawn from tables. */
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/components.css";
import "./styles/pages.css";
import "./chart/chart.css";

import "htmx.org";

/** uPlot is fetched only by pages that have something to draw. */
async function drawWhatIsThere(): Promise<void> {
  if (document.querySelector("figure[data-chart]:not([data-drawn])") === null) return;
  const { drawCharts } = await import("./chart/chart.ts");
  drawCharts(document);
}

void drawWhatIsThere();
document.addEventListener("htmx:after:process", () => void drawWhatIsThere()); // also where an element replaced itself

/** What a strap measured in this browser and could not be sent then is sent now. */
async function bringHomeWhatWaits(): Promise<void> {
  const person = document.body.dataset["person"];
  if (person === undefined || document.querySelector("[data-strap-page]") !== null) return;
  if (!("locks" in navigator) || !("bluetooth" in navigator)) return; // nothing was ever measured in such a browser
  const { bringHome } = await import("./strap/upload/send_waiting.ts");
  await bringHome(person);
}

void bringHomeWhatWaits();
