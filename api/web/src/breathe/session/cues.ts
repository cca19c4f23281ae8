/** What tells the breath without a look: tones, a voice of the device, and vibration. Each is off until chosen. */
import { areEyesClosed, type Choices } from "./choices.ts";
import type { Breath, Direction } from "./pacer.ts";
import { Tones } from "./tones.ts";

/** The end is soft: nobody is to be startled who sits with closed eyes. */
export type Cue = Direction | "over";

/** Milliseconds on and off; told apart without counting. */
const VIBRATIONS: Readonly<Record<Cue, readonly number[]>> = {
  in: [120],
  full: [30],
  out: [50, 90, 50],
  empty: [30],
  over: [60, 200, 60, 200, 200],
};

export class Cues {
  readonly #tones = new Tones();
  readonly #words: (name: string) => string;
  #choices: Choices;
  #last: Direction | null = null;

  constructor(choices: Choices, words: (name: string) => string) {
    this.#choices = choices;
    this.#words = words;
  }

  /** Take other choices; browsers allow sound only after a click, so this is called by one. */
  choose(choices: Choices): void {
    this.#choices = choices;
    this.#tones.setUp(choices.tones || areEyesClosed(choices), choices.volume);
  }

  /** Give the cue when the breath turns; none while nothing leads it. */
  follow(breath: Pick<Breath, "direction" | "lengthS"> | null): void {
    if (breath !== null && breath.direction !== this.#last) {
      this.#tones.play(breath.direction, breath.lengthS);
      this.#give(breath.direction);
    }
    if (breath === null && this.#last !== null) this.#tones.hush();
    this.#last = breath?.direction ?? null;
  }

  /** The session is over. */
  over(): void {
    this.#last = null;
    this.#tones.play("over", OVER_S);
    this.#give("over");
  }

  #give(cue: Cue): void {
    if ((this.#choices.vibration || areEyesClosed(this.#choices)) && canVibrate()) navigator.vibrate([...VIBRATIONS[cue]]);
    const voice = this.#choices.voice ? deviceVoice() : null;
    if (voice === null) return;
    const said = new SpeechSynthesisUtterance(this.#words(`say-${cue}`));
    said.voice = voice;
    said.lang = voice.lang;
    said.volume = this.#choices.volume;
    speechSynthesis.cancel(); // late words would be worse than none
    speechSynthesis.speak(said);
  }
}

const OVER_S = 6;

/** Whether this device can vibrate, as far as the browser tells. */
export function canVibrate(): boolean {
  return "vibrate" in navigator;
}

/** A voice in the page's language that is on the device: what is said never leaves it. Null when there is none. */
export function deviceVoice(): SpeechSynthesisVoice | null {
  if (!("speechSynthesis" in window)) return null;
  const language = document.documentElement.lang.slice(0, 2).toLowerCase();
  const speaks = (voice: SpeechSynthesisVoice) => voice.lang.slice(0, 2).toLowerCase() === language;
  return speechSynthesis.getVoices().find((voice) => voice.localService && speaks(voice)) ?? null;
}
