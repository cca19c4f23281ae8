/** The words and numbers beside the picture. */
import { heartRate, isUsable, lastOf } from "../../live/beats.ts";
import { dataAgeS, type LiveState, type Presence, presence } from "../../live/state.ts";
import { part, write } from "../../shared/browser.ts";
import { textsOf } from "../../shared/texts.ts";
import { breathOf, type Exercise } from "../session/exercise.ts";
import { NEEDED_S, secondsOf, WINDOW_S } from "./coupling.ts";
import type { CouplingLevel } from "./coupling_level.ts";
import type { FigureState } from "./figure_shape.ts";

export interface StageView {
  showBreath(exercise: Exercise): void;
  showBeats(state: LiveState, nowS: number): void;
  showCoupling(level: CouplingLevel, state: LiveState, presence: Presence): void;
  /** Write the state of the figure into the page, for tests. */
  exposeState(state: FigureState, measured: number | null): void;
}

/** The view of a page; every part is found by its `data-part`. */
export function viewOf(root: HTMLElement): StageView {
  const words = textsOf("breathe-stage-words");
  const numbers = part(root, "numbers");
  const shown = part<HTMLInputElement>(root, "show-numbers");
  shown.addEventListener("change", () => (numbers.hidden = !shown.checked));

  function showBeats(state: LiveState, nowS: number): void {
    const here = state.link === "ended" ? "ended" : presence(state, nowS);
    const ageS = dataAgeS(state, nowS);
    root.dataset["presence"] = here;
    write(part(root, "presence"), here === "ended" ? state.goodbye || words("ended") : words(here));
    const age = ageS === null ? "" : words("age", { seconds: Math.round(ageS) });
    write(part(root, "age"), age);
    const perMinute = here === "live" ? heartRate(state.trail) : null;
    write(part(root, "heart-rate"), perMinute === null ? words("unknown") : words("heart-rate", { rate: Math.round(perMinute) }));
    write(part(root, "heard"), age === "" ? words("unknown") : age);
  }

  function showCoupling(level: CouplingLevel, state: LiveState, here: Presence): void {
    const leftS = Math.max(0, Math.ceil(NEEDED_S - secondsOf(lastOf(state.trail, WINDOW_S).filter(isUsable))));
    root.dataset["together"] = level;
    const isListening = level === "listening" && here === "live";
    write(part(root, "together"), here === "live" ? words(level) : "");
    write(part(root, "listening-left"), isListening && leftS > 0 ? words("listening-left", { seconds: leftS }) : "");
  }

  function showBreath(exercise: Exercise): void {
    const breath = breathOf(exercise);
    const still = exercise.stage === "running" ? "own-pace" : exercise.stage;
    write(part(root, "cue"), words(breath === null ? still : breath.direction));
    write(part(root, "count"), breath === null ? "" : String(breath.countdown));
  }

  return {
    showBreath,
    showBeats,
    showCoupling,
    exposeState: (state, measured) => {
      root.dataset["harmony"] = state.harmony.toFixed(3);
      root.dataset["life"] = state.life.toFixed(3);
      root.dataset["measured"] = measured === null ? "" : measured.toFixed(3);
    },
  };
}
