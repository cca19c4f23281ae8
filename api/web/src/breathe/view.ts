/** Texts, buttons and numbers of the Breathe page: everything but the figure. */
import { heartRate, isUsable, lastOf } from "../live/beats.ts";
import { dataAgeS, type LiveState, type Presence, presence } from "../live/state.ts";
import { part, write } from "../shared/browser.ts";
import { textsOf } from "../shared/texts.ts";
import { NEEDED_S, secondsOf, WINDOW_S } from "./coupling.ts";
import type { CouplingLevel } from "./coupling_level.ts";
import type { Exercise } from "./exercise.ts";
import type { FigureState } from "./figure_shape.ts";
import type { Breath } from "./pacer.ts";
import type { Sitting } from "./sitting.ts";

export interface BreatheView {
  showBreath(exercise: Exercise, breath: Breath): void;
  showBeats(state: LiveState, nowS: number): void;
  showCoupling(level: CouplingLevel, state: LiveState, presence: Presence): void;
  showStage(exercise: Exercise): void;
  showPace(exercise: Exercise): void;
  /** The server has begun a sitting. */
  showSitting(sitting: Sitting): void;
  /** Write the state of the figure into the page, for tests. */
  exposeState(state: FigureState, measured: number | null): void;
  onPress(act: () => void): void;
  onEnd(act: () => void): void;
  onPace(act: (perMinute: number, isOwnPace: boolean) => void): void;
  onSound(act: (isOn: boolean) => void): void;
}

/** The view of a page; every part is found by its `data-part`. */
export function viewOf(root: HTMLElement): BreatheView {
  const words = textsOf("breathe-words");
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const inputs = {
    pace: part<HTMLInputElement>(root, "pace"),
    own: part<HTMLInputElement>(root, "own-pace"),
    sound: part<HTMLInputElement>(root, "sound"),
    numbers: part<HTMLInputElement>(root, "show-numbers"),
  };
  const numbers = part(root, "numbers");
  inputs.numbers.addEventListener("change", () => (numbers.hidden = !inputs.numbers.checked));

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

  function showBreath(exercise: Exercise, breath: Breath): void {
    const isPacing = exercise.stage === "running" && !exercise.isOwnPace;
    const cue = isPacing ? words(breath.direction) : words(exercise.stage === "running" ? "own-pace" : exercise.stage);
    write(part(root, "cue"), cue);
    write(part(root, "count"), isPacing ? String(breath.countdown) : "");
  }

  function showStage(exercise: Exercise): void {
    root.dataset["stage"] = exercise.stage;
    write(part(root, "press-word"), words(`press-${exercise.stage}`));
    part(root, "end").hidden = exercise.stage === "ready" || exercise.stage === "over";
    const after = part(root, "after");
    after.hidden = exercise.stage !== "over";
    if (exercise.stage === "over") after.focus();
  }

  function showPace(exercise: Exercise): void {
    inputs.pace.disabled = exercise.isOwnPace;
    const text = exercise.isOwnPace ? words("own-pace") : words("pace", { pace: number.format(exercise.perMinute) });
    write(part(root, "pace-word"), text);
    inputs.pace.setAttribute("aria-valuetext", text);
  }

  return {
    showBreath,
    showBeats,
    showCoupling,
    showStage,
    showPace,
    showSitting: (sitting) => (root.dataset["sitting"] = sitting.id),
    exposeState: (state, measured) => {
      root.dataset["harmony"] = state.harmony.toFixed(3);
      root.dataset["life"] = state.life.toFixed(3);
      root.dataset["measured"] = measured === null ? "" : measured.toFixed(3);
    },
    onPress: (act) => part(root, "press").addEventListener("click", act),
    onEnd: (act) => part(root, "end").addEventListener("click", act),
    onPace: (act) => {
      const changed = () => act(inputs.pace.valueAsNumber, inputs.own.checked);
      inputs.pace.addEventListener("input", changed);
      inputs.own.addEventListener("change", changed);
    },
    onSound: (act) => inputs.sound.addEventListener("change", () => act(inputs.sound.checked)),
  };
}
