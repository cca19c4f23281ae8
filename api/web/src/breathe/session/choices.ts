/** What a person chose for their sessions; it stays in this browser. */
import { allowedPace, type Shape, USUAL_PER_MIN, USUAL_SHAPE } from "./pacer.ts";

export const LENGTHS_MIN = [2, 5, 10, 20] as const;
export const IN_SHARES = [0.5, 0.4, 1 / 3] as const;
export const LONGEST_HOLD_S = 3;

/** `soft` moves the pacer's pace towards the heart, `find` searches for it, `heart` is one's own pace with a hint. */
export const LEADS = ["pacer", "soft", "find", "own", "heart"] as const;
export type Lead = (typeof LEADS)[number];

export interface Choices {
  /** Null is as long as one likes. */
  readonly lengthMin: number | null;
  readonly lead: Lead;
  readonly perMinute: number;
  readonly shape: Shape;
  readonly tones: boolean;
  /** 0 to 1. */
  readonly volume: number;
  readonly voice: boolean;
  readonly vibration: boolean;
  readonly eyesClosed: boolean;
  readonly fullScreen: boolean;
}

export const USUAL: Choices = {
  lengthMin: 5,
  lead: "pacer",
  perMinute: USUAL_PER_MIN,
  shape: USUAL_SHAPE,
  tones: false,
  volume: 0.5,
  voice: false,
  vibration: false,
  eyesClosed: false,
  fullScreen: false,
};

/** Whether sound leads in place of the screen; at one's own pace there is nothing that could. */
export function areEyesClosed({ eyesClosed, lead }: Choices): boolean {
  return eyesClosed && lead !== "own";
}

const KEY = "pulsro.breathe.choices";
/** The figure that was chosen last. */
export const FIGURE_KEY = "pulsro-figure";

/** The choices of last time, the usual ones where there are none or a stored one is not possible any more. */
export function load(storage: Storage): Choices {
  try {
    return allowed(JSON.parse(storage.getItem(KEY) ?? "{}") as Partial<Choices>);
  } catch {
    return USUAL; // what another version or the person wrote there is no choice of ours
  }
}

/** Keep the choices; a browser that keeps nothing forgets them with the page. */
export function save(storage: Storage, choices: Choices): void {
  try {
    storage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // private windows may refuse; the session goes on all the same
  }
}

/** Forget all choices; they are no one person's, whoever uses this browser finds them. */
export function forget(storage: Storage): void {
  for (const key of [KEY, FIGURE_KEY]) storage.removeItem(key);
}

/** The nearest possible choices. */
export function allowed(wanted: Partial<Choices>): Choices {
  const shape: Partial<Shape> = wanted.shape ?? {};
  const yes = (name: "tones" | "voice" | "vibration" | "eyesClosed" | "fullScreen") => wanted[name] === true;
  return {
    lengthMin: wanted.lengthMin === null ? null : oneOf(LENGTHS_MIN, wanted.lengthMin, USUAL.lengthMin),
    lead: oneOf<Lead>(LEADS, wanted.lead, USUAL.lead),
    perMinute: allowedPace(wanted.perMinute ?? USUAL_PER_MIN),
    shape: {
      inShare: IN_SHARES.find((share) => Math.abs(share - (shape.inShare ?? Number.NaN)) < 0.01) ?? USUAL_SHAPE.inShare,
      holdFullS: hold(shape.holdFullS),
      holdEmptyS: hold(shape.holdEmptyS),
    },
    tones: yes("tones"),
    volume: typeof wanted.volume === "number" && wanted.volume >= 0 && wanted.volume <= 1 ? wanted.volume : USUAL.volume,
    voice: yes("voice"),
    vibration: yes("vibration"),
    eyesClosed: yes("eyesClosed"),
    fullScreen: yes("fullScreen"),
  };
}

function oneOf<T>(possible: readonly T[], wanted: T | undefined, usual: T): T {
  return wanted !== undefined && possible.includes(wanted) ? wanted : usual;
}

function hold(seconds: number | undefined): number {
  return seconds !== undefined && seconds >= 0 && seconds <= LONGEST_HOLD_S ? Math.round(2 * seconds) / 2 : 0;
}
