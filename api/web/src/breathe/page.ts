/** The Breathe page: pacer, moving figure, and the person's own beats. */
import "./breathe.css";

import { startFeed } from "../live/feed.ts";
import { presence } from "../live/state.ts";
import { keepAwake, nowS, part, prefersReducedMotion } from "../shared/browser.ts";
import { advanceExercise, end, type Exercise, press, READY } from "./exercise.ts";
import { painterFor } from "./figure_canvas.ts";
import { FigureMotion } from "./figure_motion.ts";
import { allowedPace, breathAt } from "./pacer.ts";
import { BreathingSitting } from "./sitting.ts";
import { Sound } from "./sound.ts";
import { viewOf } from "./view.ts";

const UPDATE_EVERY_S = 1;
/** Limits the step after the page was in the background, so that nothing jumps. */
const LONGEST_STEP_S = 0.25;

const root = document.querySelector<HTMLElement>("[data-breathe]")!;
root.hidden = false; // nothing here works without this script
const view = viewOf(root);
const painter = painterFor(part<HTMLCanvasElement>(root, "figure"));
const feed = startFeed();
const motion = new FigureMotion();
const sound = new Sound();
const sitting = new BreathingSitting((begun) => view.showSitting(begun));

let exercise: Exercise = READY;
let frameAtS = nowS();
let updatedAtS = -Infinity;
let releaseScreen: () => void = () => {};

function frame(): void {
  const now = nowS();
  const stepS = Math.min(LONGEST_STEP_S, now - frameAtS);
  frameAtS = now;
  exercise = advanceExercise(exercise, stepS);
  if (now - updatedAtS >= UPDATE_EVERY_S) update(now);
  showBreath();
  if (!prefersReducedMotion()) move(now, stepS);
  requestAnimationFrame(frame);
}

function update(now: number): void {
  updatedAtS = now;
  const here = presence(feed.state, now);
  motion.measure(feed.state, exercise, now);
  if (here === "live" && exercise.stage === "running") sitting.begin(now);
  view.showBeats(feed.state, now);
  view.showCoupling(motion.level, feed.state, here);
  if (prefersReducedMotion()) {
    motion.holdStill(feed.state, now);
    paint();
  }
}

function showBreath(): void {
  const breath = breathAt(exercise.breaths, exercise.perMinute);
  view.showBreath(exercise, breath);
  if (exercise.stage === "running" && !exercise.isOwnPace) sound.play(breath.direction);
}

function move(now: number, stepS: number): void {
  motion.advance(feed.state, exercise, now, stepS);
  paint();
}

function paint(): void {
  painter.paint(motion.state, motion.beat);
  view.exposeState(motion.state, motion.measured);
}

function begin(): void {
  releaseScreen = keepAwake();
  requestAnimationFrame(() => root.scrollIntoView({ block: "start", behavior: prefersReducedMotion() ? "auto" : "smooth" }));
}

view.onPress(() => {
  if (exercise.stage === "ready" || exercise.stage === "over") begin();
  exercise = press(exercise);
  view.showStage(exercise);
});
view.onEnd(() => {
  exercise = end(exercise);
  releaseScreen();
  void sitting.finish();
  view.showStage(exercise);
});
view.onPace((perMinute, isOwnPace) => {
  exercise = { ...exercise, perMinute: allowedPace(perMinute), isOwnPace };
  view.showPace(exercise);
});
view.onSound((isOn) => sound.switch(isOn));
window.addEventListener("pagehide", () => void sitting.finish());

view.showStage(exercise);
view.showPace(exercise);
requestAnimationFrame(frame);
