/** A session on the page: its exercise, its buttons and settings, its sounds, and the sitting on the server.
 *
 * The page calls `advance` at every frame and hands `exercise` to the picture; the picture knows nothing else of it.
 */
import "./session.css";

import { keepAwake } from "../../shared/browser.ts";
import { advanceExercise, breathOf, end, type Exercise, press, READY } from "./exercise.ts";
import { allowedPace } from "./pacer.ts";
import { BreathingSitting } from "./sitting.ts";
import { Sound } from "./sound.ts";
import { type SessionView, viewOf } from "./view.ts";

export class Session {
  exercise: Exercise = READY;
  readonly #view: SessionView;
  readonly #sound = new Sound();
  readonly #sitting: BreathingSitting;
  #releaseScreen: () => void = () => {};

  constructor(root: HTMLElement) {
    this.#view = viewOf(root);
    this.#sitting = new BreathingSitting((begun) => (root.dataset["sitting"] = begun.id));
    this.#view.onPress(() => this.#press());
    this.#view.onEnd(() => this.#end());
    this.#view.onPace((perMinute, isOwnPace) => {
      this.exercise = { ...this.exercise, perMinute: allowedPace(perMinute), isOwnPace };
      this.#view.showPace(this.exercise);
    });
    this.#view.onSound((isOn) => this.#sound.switch(isOn));
    window.addEventListener("pagehide", () => void this.#sitting.finish());
    this.#view.showStage(this.exercise);
    this.#view.showPace(this.exercise);
  }

  /** Advance by one frame. */
  advance(stepS: number): void {
    this.exercise = advanceExercise(this.exercise, stepS);
    const breath = breathOf(this.exercise);
    if (breath !== null) this.#sound.play(breath.direction);
  }

  /** Beats of the strap are arriving; told about once a second. */
  hear(nowS: number): void {
    if (this.exercise.stage === "running") this.#sitting.begin(nowS);
  }

  #press(): void {
    if (this.exercise.stage === "ready" || this.exercise.stage === "over") this.#releaseScreen = keepAwake();
    this.exercise = press(this.exercise);
    this.#view.showStage(this.exercise);
  }

  #end(): void {
    this.exercise = end(this.exercise);
    this.#releaseScreen();
    void this.#sitting.finish();
    this.#view.showStage(this.exercise);
  }
}
