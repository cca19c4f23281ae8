/** Tells the server where the pacer is, so that a simulated wearer can follow it. Nothing of it is stored. */
import { send } from "../../shared/browser.ts";
import { breathOf, type Exercise } from "../session/exercise.ts";

const ADDRESS = "/api/v1/live/pacer";
const EVERY_S = 5;

export class PacerTeller {
  #toldAtS = -Infinity;
  #told = "";

  /** Tell it every few seconds while it runs and a strap is heard, at once when the pace changes, and that it stopped. */
  tell(exercise: Exercise, isHeard: boolean, nowS: number): void {
    const isRunning = isHeard && breathOf(exercise) !== null;
    const what = isRunning ? `at ${exercise.perMinute}, ${exercise.shape.inShare}` : "";
    const isDue = what !== this.#told || (isRunning && nowS - this.#toldAtS >= EVERY_S);
    if (!isDue) return;
    this.#told = what;
    this.#toldAtS = nowS;
    const { breaths, perMinute, shape } = exercise;
    void send("POST", ADDRESS, { breaths, per_minute: perMinute, in_share: shape.inShare, is_running: isRunning });
  }
}
