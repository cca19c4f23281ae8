/** The words and numbers beside the picture, and its alternative for those who do not see it. */
import type { StepLevel } from "../../breath/synchrony.ts";
import { type Beat, heartRate } from "../../live/beats.ts";
import { breathNow, dataAgeS, type LiveState, presence } from "../../live/state.ts";
import { part, write } from "../../shared/browser.ts";
import { textsOf } from "../../shared/texts.ts";
import { breathOf, type Exercise } from "../session/exercise.ts";
import type { FigureName } from "./figures/painter.ts";
import { InferredBreath } from "./inferred_breath.ts";
import type { FigureState } from "./motion.ts";
import type { StepNow } from "./step.ts";

/** So often a screen reader is told how it is, seconds. */
const TOLD_EVERY_S = 30;
/** Above this age, seconds, the newest beat's age is worth a word. */
const OLD_S = 4;

export interface StageView {
  showBreath(exercise: Exercise): void;
  showBeats(state: LiveState, nowS: number): void;
  showStep(step: StepNow, state: LiveState, nowS: number): void;
  showFigure(name: FigureName): void;
  /** Write the state of the figure into the page, for tests. */
  exposeState(figure: FigureState, step: StepNow): void;
  /** Write the moment of the newest beat that is drawn into the page, for tests. */
  exposeNewest(state: LiveState): void;
}

/** The view of a page; every part is found by its `data-part`. */
export function viewOf(root: HTMLElement): StageView {
  const words = textsOf("breathe-stage-words");
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const parts = {
    cue: part(root, "cue"),
    count: part(root, "count"),
    together: part(root, "together"),
    presence: part(root, "presence"),
    age: part(root, "age"),
    rate: part(root, "heart-rate"),
    breath: part(root, "breath-rate"),
    heard: part(root, "heard"),
    numbers: part(root, "numbers"),
    told: part(root, "told"),
    figure: part(root, "figure"),
  };
  const shown = part<HTMLInputElement>(root, "show-numbers");
  shown.addEventListener("change", () => (parts.numbers.hidden = !shown.checked));
  const inferred = new InferredBreath();
  let toldAtS = -Infinity;
  let drawn: Beat | undefined;

  function showBeats(state: LiveState, nowS: number): void {
    const here = state.link === "ended" ? "ended" : presence(state, nowS);
    const ageS = dataAgeS(state, nowS);
    root.dataset["presence"] = here;
    write(parts.presence, here === "ended" ? state.goodbye || words("ended") : words(here));
    const age = ageS === null ? "" : words("age", { seconds: Math.round(ageS) });
    write(parts.age, ageS !== null && ageS > OLD_S ? age : "");
    write(parts.heard, age === "" ? words("unknown") : age);
    const perMinute = here === "live" ? heartRate(state.trail) : null;
    write(parts.rate, perMinute === null ? words("unknown") : words("heart-rate", { rate: Math.round(perMinute) }));
    write(parts.breath, breathInWords(state, nowS));
  }

  function breathInWords(state: LiveState, nowS: number): string {
    const measured = breathNow(state, nowS)?.ratePerMin ?? null;
    const fromHeart = inferred.of(state);
    if (measured !== null) return words("breath-rate", { rate: number.format(measured) });
    if (fromHeart === null || presence(state, nowS) !== "live") return words("unknown");
    return words("breath-from-heart", { rate: Math.round(fromHeart) });
  }

  function showStep(step: StepNow, state: LiveState, nowS: number): void {
    root.dataset["together"] = step.level;
    root.dataset["against"] = step.against;
    const here = presence(state, nowS);
    write(parts.together, here === "live" ? words(sentenceOf(step)) : "");
    if (nowS - toldAtS < TOLD_EVERY_S || root.dataset["stage"] !== "running" || here !== "live") return;
    toldAtS = nowS;
    write(parts.told, `${parts.rate.textContent}. ${parts.together.textContent}`);
  }

  function showBreath(exercise: Exercise): void {
    const breath = breathOf(exercise);
    const still = exercise.stage === "running" ? "own-pace" : exercise.stage;
    write(parts.cue, words(breath === null ? still : breath.direction));
    write(parts.count, breath === null ? "" : String(breath.countdown));
  }

  return {
    showBreath,
    showBeats,
    showStep,
    showFigure: (name) => {
      root.dataset["figure"] = name;
      parts.figure.setAttribute("aria-label", words(`figure-${name}`));
    },
    exposeState: (figure, step) => {
      root.dataset["harmony"] = step.harmony.toFixed(3);
      root.dataset["life"] = figure.life.toFixed(3);
      root.dataset["rise"] = figure.rise.toFixed(3);
    },
    exposeNewest: (state) => {
      const newest = state.open.at(-1) ?? state.trail.at(-1);
      if (newest === drawn) return;
      drawn = newest;
      root.dataset["newest"] = String(newest?.timeS ?? "");
    },
  };
}

/** The text for what may be said; without breath and pacer nothing is said of a step. */
function sentenceOf({ against, level }: StepNow): `${"pacer" | "breath"}-${StepLevel}` | "heart-only" {
  return against === "nothing" ? "heart-only" : `${against}-${level}`;
}
