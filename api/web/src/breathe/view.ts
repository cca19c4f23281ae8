/** The Breathe page's words, buttons and numbers: everything on it but the figure. */
import { heartRate, isUsable, lastOf } from "../live/beats.ts";
import type { Sitting } from "./sitting.ts";
import { dataAgeS, type LiveState, type Presence, presence } from "../live/state.ts";
import { part, write } from "../shared/browser.ts";
import { wordsOf } from "../shared/texts.ts";
import type { Exercise } from "./exercise.ts";
import type { Mood } from "./figure_shape.ts";
import { heardS, NEEDED_S, WINDOW_S } from "./coupling.ts";
import type { Breath } from "./pacer.ts";
import type { Together } from "./coupling_level.ts";

export interface BreatheView {
  showBreath(exercise: Exercise, breath: Breath): void;
  showBeats(state: LiveState, nowS: number): void;
  showTogether(together: Together, state: LiveState, presence: Presence): void;
  showStage(exercise: Exercise): void;
  showPace(exercise: Exercise): void;
  /** These beats are set apart now. */
  setApart(sitting: Sitting): void;
  /** What the figure is doing, for tests and for the curious. */
  tell(mood: Mood, measured: number | null): void;
  onPress(act: () => void): void;
  onEnd(act: () => void): void;
  onPace(act: (perMinute: number, isOwnPace: boolean) => void): void;
  onSound(act: (isOn: boolean) => void): void;
}

/** The view of a page that carries every part by its name. */
export function viewOf(root: HTMLElement): BreatheView {
  const words = wordsOf("breathe-words");
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

  function showTogether(together: Together, state: LiveState, here: Presence): void {
    const leftS = Math.max(0, Math.ceil(NEEDED_S - heardS(lastOf(state.trail, WINDOW_S).filter(isUsable))));
    root.dataset["together"] = together;
    const isListening = together === "listening" && here === "live";
    write(part(root, "together"), here === "live" ? words(together) : "");
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
    showTogether,
    showStage,
    showPace,
    setApart: (sitting) => (root.dataset["sitting"] = sitting.id),
    tell: (mood, measured) => {
      root.dataset["harmony"] = mood.harmony.toFixed(3);
      root.dataset["life"] = mood.life.toFixed(3);
      root.dataset["measured"] = measured === null ? "" : measured.toFixed(3);
    },
    onPress: (act) => part(root, "press").addEventListener("click", act),
    onEnd: (act) => part(root, "end").addEventListener("click", act),
    onPace: (act) => {
      const tell = () => act(inputs.pace.valueAsNumber, inputs.own.checked);
      inputs.pace.addEventListener("input", tell);
      inputs.own.addEventListener("change", tell);
    },
    onSound: (act) => inputs.sound.addEventListener("change", () => act(inputs.sound.checked)),
  };
}
