/** Two soft tones for breathing with closed eyes: higher for in, lower for out. Off until switched on. */
import type { Breath } from "./pacer.ts";

const TONES_HZ = { in: 220, out: 165 } as const;
const LOUDNESS = 0.06;

export class Sound {
  #context: AudioContext | null = null;
  #last: Breath["direction"] | null = null;

  /** Switch on or off; browsers allow sound only after a click. */
  switch(isOn: boolean): void {
    if (isOn) this.#context ??= new AudioContext();
    else void this.#context?.close();
    if (!isOn) this.#context = null;
  }

  /** Play the tone when the direction of the breath changes. */
  play(direction: Breath["direction"]): void {
    if (direction !== this.#last && this.#context !== null) tone(this.#context, TONES_HZ[direction]);
    this.#last = direction;
  }
}

function tone(context: AudioContext, hz: number): void {
  const start = context.currentTime;
  const voice = new OscillatorNode(context, { frequency: hz, type: "sine" });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.4);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 2.4);
  voice.connect(volume).connect(context.destination);
  voice.start(start);
  voice.stop(start + 2.5);
}
