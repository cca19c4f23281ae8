/** The Breathe page: a pacer, a calm figure, and the person's own beats. */
import "./breathe.css";

import { painterFor } from "./figure_canvas.ts";
import { Companion } from "./figure_motion.ts";
import { end, type Exercise, pass, press, READY } from "./exercise.ts";
import { allowedPace, breathAt } from "./pacer.ts";
import { Sound } from "./sound.ts";
import { viewOf } from "./view.ts";
import { startFeed } from "../live/feed.ts";
import { Apart } from "./sitting.ts";
import { presence } from "../live/state.ts";
import { keepAwake, nowS, part, wantsStillness } from "../shared/browser.ts";

const LOOK_EVERY_S = 1;
/** A window that was in the background comes back without a jump. */
const LONGEST_STEP_S = 0.25;

const root = document.querySelector<HTMLElement>("[data-breathe]")!;
root.hidden = false; // without this script there is nothing here that would work
const view = viewOf(root);
const painter = painterFor(part<HTMLCanvasElement>(root, "figure"));
const feed = startFeed();
const companion = new Companion();
const sound = new Sound();
const apart = new Apart((sitting) => view.setApart(sitting));

let exercise: Exercise = READY;
let frameAtS = nowS();
let lookedAtS = -Infinity;
let letSleep: () => void = () => {};

function frame(): void {
  const now = nowS();
  const stepS = Math.min(LONGEST_STEP_S, now - frameAtS);
  frameAtS = now;
  exercise = pass(exercise, stepS);
  if (now - lookedAtS >= LOOK_EVERY_S) look(now);
  showBreath();
  if (!wantsStillness()) move(now, stepS);
  requestAnimationFrame(frame);
}

function look(now: number): void {
  lookedAtS = now;
  const here = presence(feed.state, now);
  companion.look(feed.state, exercise, now);
  if (here === "live" && exercise.stage === "running") apart.begin(now);
  view.showBeats(feed.state, now);
  view.showTogether(companion.together, feed.state, here);
  if (wantsStillness()) {
    companion.lieStill(feed.state, now);
    paint();
  }
}

function showBreath(): void {
  const breath = breathAt(exercise.turns, exercise.perMinute);
  view.showBreath(exercise, breath);
  if (exercise.stage === "running" && !exercise.isOwnPace) sound.follow(breath.direction);
}

function move(now: number, stepS: number): void {
  companion.move(feed.state, exercise, now, stepS);
  paint();
}

function paint(): void {
  painter.paint(companion.mood, companion.beat);
  view.tell(companion.mood, companion.measured);
}

function begin(): void {
  letSleep = keepAwake();
  requestAnimationFrame(() => root.scrollIntoView({ block: "start", behavior: wantsStillness() ? "auto" : "smooth" }));
}

view.onPress(() => {
  if (exercise.stage === "ready" || exercise.stage === "over") begin();
  exercise = press(exercise);
  view.showStage(exercise);
});
view.onEnd(() => {
  exercise = end(exercise);
  letSleep();
  void apart.finish();
  view.showStage(exercise);
});
view.onPace((perMinute, isOwnPace) => {
  exercise = { ...exercise, perMinute: allowedPace(perMinute), isOwnPace };
  view.showPace(exercise);
});
view.onSound((isOn) => sound.switch(isOn));
window.addEventListener("pagehide", () => void apart.finish());

view.showStage(exercise);
view.showPace(exercise);
requestAnimationFrame(frame);
