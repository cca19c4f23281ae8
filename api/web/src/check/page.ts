/** The Check page while a check runs: countdown and strap status. */
import "./check.css";

import { startFeed } from "../live/feed.ts";
import { dataAgeS } from "../live/state.ts";
import { keepAwake, nowS, part, write } from "../shared/browser.ts";
import { textsOf } from "../shared/texts.ts";
import { clock, type Course, type Phase, phaseAt } from "./phases.ts";
import { hintFor } from "./strap_hint.ts";

const LOOK_EVERY_MS = 250;
/** Seconds to wait for the last block of beats before the check is submitted. */
const GRACE_S = 6;

const words = textsOf("check-words");
const feed = startFeed();
const strap = document.querySelector<HTMLElement>("[data-strap]");
const running = document.querySelector<HTMLElement>("[data-check]");

function showStrap(root: HTMLElement): void {
  const now = nowS();
  const hint = hintFor(feed.state, now);
  const ageS = dataAgeS(feed.state, now);
  root.dataset["hint"] = hint;
  write(part(root, "hint"), hint === "ended" && feed.state.goodbye ? feed.state.goodbye : words(hint));
  write(part(root, "age"), ageS === null ? "" : words("age", { seconds: Math.round(ageS) }));
}

/** Show a running check to its end, then submit it. */
function runCheck(root: HTMLElement): void {
  const course: Course = { settleS: Number(root.dataset["settleS"]), measureS: Number(root.dataset["measureS"]) };
  const beganAtS = nowS() - Number(root.dataset["elapsedS"]);
  const releaseScreen = keepAwake();
  const timer = window.setInterval(() => {
    const elapsedS = nowS() - beganAtS;
    showPhase(root, phaseAt(elapsedS, course));
    if (elapsedS < course.settleS + course.measureS + GRACE_S) return;
    window.clearInterval(timer);
    releaseScreen();
    part<HTMLFormElement>(root, "finish").requestSubmit();
  }, LOOK_EVERY_MS);
}

function showPhase(root: HTMLElement, phase: Phase): void {
  root.dataset["phase"] = phase.name;
  write(part(root, "phase"), words(phase.name));
  write(part(root, "advice"), words(`${phase.name}-advice`));
  write(part(root, "left"), phase.name === "over" ? "" : clock(phase.leftS));
  part(root, "ring").setAttribute("stroke-dashoffset", (100 * (1 - phase.passed)).toFixed(2));
}

if (strap !== null) {
  window.setInterval(() => showStrap(strap), LOOK_EVERY_MS);
  showStrap(strap);
}
if (running !== null) runCheck(running);
