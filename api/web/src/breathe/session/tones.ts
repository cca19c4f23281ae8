/** Soft tones for breathing with closed eyes: one that rises with the breath in and falls with the breath out. */
import type { Direction } from "./pacer.ts";

/** Where a tone begins and where it ends, Hz: a fourth apart, low enough to be soft. */
const GLIDES: Readonly<Record<Direction | "over", readonly [number, number]>> = {
  in: [165, 220],
  full: [220, 220],
  out: [220, 165],
  empty: [165, 165],
  over: [220, 110],
};
const LOUDEST = 0.12;
/** Holds are quieter, so that a change is heard. */
const HELD = 0.35;
const SILENT = 0.0001;
const HUSH_S = 0.3;

export class Tones {
  #context: AudioContext | null = null;
  #volume = 0;
  #playing: GainNode | null = null;

  /** Switch on or off; browsers allow sound only after a click. */
  setUp(isOn: boolean, volume: number): void {
    this.#volume = volume;
    if (isOn) this.#context ??= new AudioContext();
    else void this.#context?.close();
    if (!isOn) this.#context = null;
    void this.#context?.resume();
  }

  /** Play the tone of a part of the breath, for about as long as it takes. */
  play(part: Direction | "over", lengthS: number): void {
    this.hush();
    if (this.#context === null || this.#volume === 0) return;
    const loudness = LOUDEST * this.#volume * (part === "full" || part === "empty" ? HELD : 1);
    this.#playing = glide(this.#context, GLIDES[part], { loudness, lengthS });
  }

  /** End what is heard, without a click. */
  hush(): void {
    const heard = this.#playing?.gain;
    this.#playing = null;
    if (heard === undefined || this.#context === null) return;
    heard.cancelScheduledValues(this.#context.currentTime);
    heard.setTargetAtTime(SILENT, this.#context.currentTime, HUSH_S / 3);
  }
}

function glide(
  context: AudioContext,
  [fromHz, toHz]: readonly [number, number],
  { loudness, lengthS }: { loudness: number; lengthS: number },
): GainNode {
  const start = context.currentTime;
  const voice = new OscillatorNode(context, { frequency: fromHz, type: "sine" });
  const volume = new GainNode(context, { gain: SILENT });
  voice.frequency.linearRampToValueAtTime(toHz, start + lengthS);
  volume.gain.setValueAtTime(SILENT, start);
  volume.gain.exponentialRampToValueAtTime(loudness, start + Math.min(0.6, lengthS / 3));
  volume.gain.exponentialRampToValueAtTime(SILENT, start + lengthS);
  voice.connect(volume).connect(context.destination);
  voice.start(start);
  voice.stop(start + lengthS + HUSH_S);
  return volume;
}
