/** The Breathe page: a pacer, a calm figure, and the person's own beats. */
import "./styles/breathe.css";

import { type BreatheView, viewOf } from "./breathe/view.ts";
import { painterFor } from "./breathe/canvas.ts";
import { end, type Exercise, pacedPerMinute, pass, press, READY } from "./breathe/exercise.ts";
import { drift, harmonyOf, type Mood } from "./breathe/figure.ts";
import { inStep } from "./breathe/in_step.ts";
import { allowedPace, breathAt } from "./breathe/pacer.ts";
import { due } from "./breathe/playback.ts";
import { Sound } from "./breathe/sound.ts";
import { type Together, wordFor } from "./breathe/together.ts";
import { startFeed } from "./live/feed.ts";
import { beginBreathing, finish, type Sitting } from "./live/sitting.ts";
import { presence, serverClockS } from "./live/state.ts";
import { keepAwake, nowS, part, wantsStillness } from "./page.ts";

/** The figure follows what it hears slowly, seconds. */
const HARMONY_SLOWNESS_S = 5;
const LIFE_SLOWNESS_S = 1.5;
const BEAT_FADES_S = 0.28;
const LOOK_EVERY_S = 1;
/** A refused sitting is asked for again after this, seconds. */
const ASK_AGAIN_S = 15;
const STILL_MOOD = { timeS: 4, fullness: 0.6 };

const root = document.querySelector<HTMLElement>("[data-breathe]")!;
root.hidden = false; // without this script there is nothing here that would work
const view: BreatheView = viewOf(root);
const painter = painterFor(part<HTMLCanvasElement>(root, "figure"));
const feed = startFeed();
const sound = new Sound();

let exercise: Exercise = READY;
let mood: Mood = { timeS: 0, harmony: 0, life: 0, fullness: 0 };
let measured: number | null = null;
let together: Together = "listening";
let beat = 0;
let playedUntilS = 0;
let frameAtS = nowS();
let lookedAtS = -Infinity;
let sitting: Promise<Sitting | null> | null = null;
let askedAtS = -Infinity;
let letSleep: () => void = () => {};

function frame(): void {
  const now = nowS();
  const stepS = Math.min(0.25, now - frameAtS);
  frameAtS = now;
  exercise = pass(exercise, stepS);
  if (now - lookedAtS >= LOOK_EVERY_S) look(now);
  move(stepS, now);
  requestAnimationFrame(frame);
}

/** Once a second: what do the beats say? */
function look(now: number): void {
  lookedAtS = now;
  const here = presence(feed.state, now);
  const measure = here === "live" ? inStep(feed.state.trail, pacedPerMinute(exercise)) : null;
  measured = measure === null ? null : harmonyOf(measure.share);
  together = wordFor(measured, together);
  if (here === "live" && exercise.stage === "running") setApart(now);
  view.showBeats(feed.state, now);
  view.showTogether(together, feed.state, here);
  if (wantsStillness()) rest(here === "live");
}

/** Every frame: breath, beat and water. Paused is paused: everything stays where it is. */
function move(stepS: number, now: number): void {
  const breath = breathAt(exercise.turns, exercise.perMinute);
  view.showBreath(exercise, breath);
  if (exercise.stage === "running" && !exercise.isOwnPace) sound.follow(breath.direction);
  if (wantsStillness() || exercise.stage === "paused") return;
  const isLive = presence(feed.state, now) === "live";
  mood = {
    timeS: mood.timeS + stepS,
    harmony: drift(mood.harmony, measured ?? 0, stepS, HARMONY_SLOWNESS_S),
    life: drift(mood.life, isLive ? 1 : 0, stepS, LIFE_SLOWNESS_S),
    fullness: drift(mood.fullness, fullnessNow(breath.fullness), stepS, 0.15),
  };
  beat = pulse(stepS, now);
  painter.paint(mood, beat);
  view.tell(mood, measured);
}

/** Between exercises, and at one's own pace, the figure neither fills nor empties. */
function fullnessNow(paced: number): number {
  if (exercise.isOwnPace || exercise.stage === "ready" || exercise.stage === "over") return 0.5;
  return paced;
}

function pulse(stepS: number, now: number): number {
  const clockS = serverClockS(feed.state, now);
  if (clockS === null) return 0;
  const isBeat = playedUntilS > 0 && due(feed.state.trail, playedUntilS, clockS).length > 0;
  playedUntilS = Math.max(playedUntilS, clockS);
  return isBeat ? 1 : drift(beat, 0, stepS, BEAT_FADES_S);
}

/** A reader who asked for stillness gets a picture that is drawn anew once a second and does not move. */
function rest(isLive: boolean): void {
  mood = { ...STILL_MOOD, harmony: measured ?? 0, life: isLive ? 1 : 0 };
  painter.paint(mood, 0);
  view.tell(mood, measured);
}

/** These beats belong to a breathing sitting, so that slow breathing never looks like an ordinary day. */
function setApart(now: number): void {
  if (sitting !== null || now - askedAtS < ASK_AGAIN_S) return;
  askedAtS = now;
  sitting = beginBreathing().then((begun) => {
    if (begun === null) sitting = null;
    else view.setApart(begun);
    return begun;
  });
}

function begin(): void {
  letSleep = keepAwake();
  requestAnimationFrame(() => root.scrollIntoView({ block: "start", behavior: wantsStillness() ? "auto" : "smooth" }));
}

async function leaveSitting(): Promise<void> {
  const begun = await sitting;
  sitting = null;
  if (begun) await finish(begun);
}

view.onPress(() => {
  const isBeginning = exercise.stage === "ready" || exercise.stage === "over";
  exercise = press(exercise);
  if (isBeginning) begin();
  view.showStage(exercise);
});
view.onEnd(() => {
  exercise = end(exercise);
  letSleep();
  void leaveSitting();
  view.showStage(exercise);
});
view.onPace((perMinute, isOwnPace) => {
  exercise = { ...exercise, perMinute: allowedPace(perMinute), isOwnPace };
  view.showPace(exercise);
});
view.onSound((isOn) => sound.switch(isOn));
window.addEventListener("pagehide", () => void leaveSitting());

view.showStage(exercise);
view.showPace(exercise);
requestAnimationFrame(frame);
