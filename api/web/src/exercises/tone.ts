/** One soft tone when a step begins, for whoever closes their eyes. */

const HZ = 196;
const LOUDNESS = 0.06;
const LASTS_S = 2.5;

export function softTone(context: AudioContext): void {
  const start = context.currentTime;
  const voice = new OscillatorNode(context, { frequency: HZ, type: "sine" });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + LASTS_S / 6);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + LASTS_S - 0.1);
  voice.connect(volume).connect(context.destination);
  voice.start(start);
  voice.stop(start + LASTS_S);
}
