/** The controls of a session: buttons, settings, calm words, and what comes after it. */
import { part, prefersReducedMotion, write } from "../../shared/browser.ts";
import { allowed, areEyesClosed, type Choices, type Lead } from "./choices.ts";
import { canVibrate, deviceVoice } from "./cues.ts";
import type { Exercise } from "./exercise.ts";
import type { Turn } from "./heart_hint.ts";
import type { Reason } from "./journal.ts";
import type { Outcome } from "./keeper.ts";

type Words = (name: string, values?: Readonly<Record<string, string | number>>) => string;

export interface SessionView {
  showStage(exercise: Exercise): void;
  showChoices(choices: Choices): void;
  /** Minutes that are left of a chosen length. */
  showLeft(exercise: Exercise): void;
  showHint(hint: Turn | null): void;
  /** One calm sentence about what came between; null takes it away. */
  say(what: Reason | "back" | "no-strap" | null, awayS?: number): void;
  /** The pace has changed by itself. */
  showPaceNow(perMinute: number): void;
  /** A session begins: full screen and eyes closed, where chosen. */
  enter(choices: Choices): void;
  leave(): void;
  showKept(id: string, outcome: Outcome): Promise<void>;
  onPress(act: () => void): void;
  onEnd(act: () => void): void;
  onChoice(act: (choices: Choices) => void): void;
}

/** The view of a page; every part is found by its `data-part`. */
export function viewOf(root: HTMLElement, words: Words): SessionView {
  const form = part<HTMLFormElement>(root, "choices");
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  hideWhatIsMissing(root);

  function showStage(exercise: Exercise): void {
    root.dataset["stage"] = exercise.stage;
    write(part(root, "press-word"), words(`press-${exercise.stage}`));
    part(root, "end").hidden = exercise.stage === "ready" || exercise.stage === "over";
    const after = part(root, "after");
    after.hidden = exercise.stage !== "over";
    if (exercise.stage === "over") after.focus();
    else part(root, "card").replaceChildren();
  }

  function showPace({ lead, perMinute }: Choices): void {
    const isPaced = lead === "pacer" || lead === "soft";
    const text = isPaced ? words("pace", { pace: number.format(perMinute) }) : words(lead === "find" ? "searched" : "own-pace");
    write(part(root, "pace-word"), text);
    part(root, "pace").setAttribute("aria-valuetext", text);
    for (const rhythm of root.querySelectorAll<HTMLInputElement>("[data-rhythm]")) rhythm.disabled = !isPaced;
    part(root, "eyes").hidden = lead === "own";
  }

  function showLeft({ lengthS, breathedS }: Exercise): void {
    const leftMin = lengthS === null ? 0 : Math.ceil((lengthS - breathedS) / 60);
    write(part(root, "left"), leftMin > 0 ? words("left", { minutes: leftMin }) : "");
  }

  async function showKept(id: string, outcome: Outcome): Promise<void> {
    write(part(root, "kept"), outcome === "kept" ? "" : words(`keeping-${outcome}`));
    if (outcome !== "kept") return;
    const answer = await fetch(`/breathe/sessions/${id}`).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = [...page.querySelectorAll("[data-card], [data-next]")].map((each) => document.adoptNode(each));
    part(root, "card").replaceChildren(...shown);
  }

  return {
    showStage,
    showLeft,
    showKept,
    showChoices: (choices) => {
      fill(form, choices);
      showPace(choices);
    },
    showHint: (hint) => write(part(root, "hint"), hint === null ? "" : words(`heart-${hint}`)),
    say: (what, awayS = 0) => write(part(root, "calm"), what === null ? "" : words(`calm-${what}`, { seconds: Math.round(awayS) })),
    showPaceNow: (perMinute) => write(part(root, "calm"), words("calm-pace", { pace: number.format(perMinute) })),
    enter: (choices) => {
      root.dataset["eyes"] = areEyesClosed(choices) ? "closed" : "open";
      write(part(root, "calm"), "");
      if (choices.fullScreen) void root.requestFullscreen().catch(() => {}); // the session goes on in its window
      else requestAnimationFrame(() => root.scrollIntoView({ block: "start", behavior: prefersReducedMotion() ? "auto" : "smooth" }));
    },
    leave: () => {
      root.dataset["eyes"] = "open";
      for (const name of ["left", "hint", "calm"]) write(part(root, name), "");
      if (document.fullscreenElement === root) void document.exitFullscreen();
    },
    onPress: (act) => part(root, "press").addEventListener("click", act),
    onEnd: (act) => part(root, "end").addEventListener("click", act),
    onChoice: (act) => form.addEventListener("input", () => {
      const choices = read(form);
      showPace(choices);
      act(choices);
    }),
  };
}

/** What this device or browser cannot do is not offered. */
function hideWhatIsMissing(root: HTMLElement): void {
  part(root, "vibration").hidden = !canVibrate();
  part(root, "full-screen").hidden = !document.fullscreenEnabled;
  const offerVoice = () => (part(root, "voice").hidden = deviceVoice() === null);
  offerVoice();
  if ("speechSynthesis" in window) speechSynthesis.addEventListener("voiceschanged", offerVoice); // they come late
}

function fill(form: HTMLFormElement, choices: Choices): void {
  const values: Record<string, string | boolean> = {
    length: String(choices.lengthMin ?? ""),
    lead: choices.lead,
    pace: String(choices.perMinute),
    in_share: choices.shape.inShare.toFixed(2),
    hold_full: String(choices.shape.holdFullS),
    hold_empty: String(choices.shape.holdEmptyS),
    volume: String(choices.volume),
    tones: choices.tones,
    voice: choices.voice,
    vibration: choices.vibration,
    eyes_closed: choices.eyesClosed,
    full_screen: choices.fullScreen,
  };
  for (const [name, value] of Object.entries(values)) {
    const input = form.elements.namedItem(name) as HTMLInputElement | RadioNodeList;
    if (typeof value === "boolean") (input as HTMLInputElement).checked = value;
    else input.value = value;
  }
}

function read(form: HTMLFormElement): Choices {
  const said = new FormData(form);
  const word = (name: string) => String(said.get(name) ?? "");
  return allowed({
    lengthMin: word("length") === "" ? null : Number(word("length")),
    lead: word("lead") as Lead,
    perMinute: part<HTMLInputElement>(form, "pace").valueAsNumber,
    shape: { inShare: shareOf(form, "in_share"), holdFullS: shareOf(form, "hold_full"), holdEmptyS: shareOf(form, "hold_empty") },
    volume: Number(word("volume")),
    tones: said.has("tones"),
    voice: said.has("voice"),
    vibration: said.has("vibration"),
    eyesClosed: said.has("eyes_closed"),
    fullScreen: said.has("full_screen"),
  });
}

/** The number of a field, also while it is disabled. */
function shareOf(form: HTMLFormElement, name: string): number {
  return Number((form.elements.namedItem(name) as HTMLSelectElement).value);
}
