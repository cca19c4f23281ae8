/** An exercise that runs in its page: one step at a time, with pauses, a tone if wished, and no server. */
import "./exercises.css";

import { keepAwake, nowS, part, write } from "../shared/browser.ts";
import { textsOf } from "../shared/texts.ts";
import { Course, type Place } from "./course.ts";
import { softTone } from "./tone.ts";

const LOOK_EVERY_MS = 250;
const words = textsOf("exercise-words");

/** Run the exercise of this card whenever somebody begins it. */
function offer(root: HTMLElement): void {
  const items = [...part(root, "steps").querySelectorAll("li")];
  const start = part(root, "start");
  start.hidden = false;
  part(root, "begin").addEventListener("click", () => {
    start.hidden = true;
    run(root, items, () => (start.hidden = false));
  });
}

function run(root: HTMLElement, items: readonly HTMLLIElement[], ended: () => void): void {
  const course = new Course(items.map((item) => Number(item.dataset["seconds"]) || null));
  const texts = items.map((item) => item.firstChild?.textContent?.trim() ?? "");
  const audio = part<HTMLInputElement>(root, "tone").checked ? new AudioContext() : null;
  const letSleep = keepAwake();
  const listening = new AbortController();
  const now = part(root, "now");
  let isPaused = false;
  let seenAtS = nowS();
  let shownStep = -1;

  const timer = window.setInterval(() => {
    const atS = nowS();
    if (!isPaused) show(course.pass(atS - seenAtS));
    seenAtS = atS;
  }, LOOK_EVERY_MS);

  function show(place: Place): void {
    if (place.isOver) return end(true);
    part<HTMLProgressElement>(root, "progress").value = place.passed;
    write(part(root, "left"), place.leftS === null ? words("own-time") : words("left", { seconds: place.leftS }));
    if (place.step === shownStep) return;
    shownStep = place.step;
    write(now, texts[place.step] ?? "");
    if (audio !== null) softTone(audio);
  }

  function pause(isNow: boolean): void {
    isPaused = isNow;
    write(part(root, "pause").lastElementChild as HTMLElement, words(isNow ? "go-on" : "pause"));
  }

  function end(isDone: boolean): void {
    window.clearInterval(timer);
    listening.abort();
    letSleep();
    pause(false);
    root.removeAttribute("data-running");
    part(root, "running").hidden = true;
    part(root, "done").hidden = !isDone;
    ended();
    if (isDone) part(root, "done").focus();
    if (audio !== null) window.setTimeout(() => void audio.close(), 3000);
  }

  const when = { signal: listening.signal };
  part(root, "pause").addEventListener("click", () => pause(!isPaused), when);
  part(root, "next").addEventListener("click", () => show(course.next()), when);
  part(root, "stop").addEventListener("click", () => end(false), when);
  root.dataset["running"] = "";
  part(root, "done").hidden = true;
  part(root, "running").hidden = false;
  show(course.place());
  now.focus();
}

for (const root of document.querySelectorAll<HTMLElement>("[data-exercise]")) {
  if (root.querySelector('[data-part="running"]') !== null) offer(root);
  if (root instanceof HTMLDetailsElement && root.dataset["address"] === location.pathname) {
    root.open = true; // the page without a connection holds them all, and stands in for this one
    root.scrollIntoView();
  }
}
