/** The controls of a session: buttons, settings, and what comes after it. */
import { part, write } from "../../shared/browser.ts";
import { textsOf } from "../../shared/texts.ts";
import type { Exercise } from "./exercise.ts";

export interface SessionView {
  showStage(exercise: Exercise): void;
  showPace(exercise: Exercise): void;
  onPress(act: () => void): void;
  onEnd(act: () => void): void;
  onPace(act: (perMinute: number, isOwnPace: boolean) => void): void;
  onSound(act: (isOn: boolean) => void): void;
}

/** The view of a page; every part is found by its `data-part`. */
export function viewOf(root: HTMLElement): SessionView {
  const words = textsOf("breathe-session-words");
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const pace = part<HTMLInputElement>(root, "pace");
  const own = part<HTMLInputElement>(root, "own-pace");
  const sound = part<HTMLInputElement>(root, "sound");

  function showStage(exercise: Exercise): void {
    root.dataset["stage"] = exercise.stage;
    write(part(root, "press-word"), words(`press-${exercise.stage}`));
    part(root, "end").hidden = exercise.stage === "ready" || exercise.stage === "over";
    const after = part(root, "after");
    after.hidden = exercise.stage !== "over";
    if (exercise.stage === "over") after.focus();
  }

  function showPace(exercise: Exercise): void {
    pace.disabled = exercise.isOwnPace;
    const text = exercise.isOwnPace ? words("own-pace") : words("pace", { pace: number.format(exercise.perMinute) });
    write(part(root, "pace-word"), text);
    pace.setAttribute("aria-valuetext", text);
  }

  return {
    showStage,
    showPace,
    onPress: (act) => part(root, "press").addEventListener("click", act),
    onEnd: (act) => part(root, "end").addEventListener("click", act),
    onPace: (act) => {
      const changed = () => act(pace.valueAsNumber, own.checked);
      pace.addEventListener("input", changed);
      own.addEventListener("change", changed);
    },
    onSound: (act) => sound.addEventListener("change", () => act(sound.checked)),
  };
}
