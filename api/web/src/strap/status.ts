/** What the page says about strap and beats: pure, so that every honest sentence can be tested. Names of texts go out. */
import type { LinkState } from "./bluetooth/connection.ts";
import type { Standing } from "./upload/sender.ts";

/** Past this age, seconds, a heart rate is no longer shown as the one of now. */
const STALE_AFTER_S = 5;

/** Why this browser cannot measure. */
export const OBSTACLES = ["not-secure", "no-bluetooth", "no-storage", "bluetooth-off"] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** What a browser offers, as far as measuring needs it. */
export interface Means {
  readonly isSecure: boolean;
  readonly hasBluetooth: boolean;
  readonly isOn: boolean;
  readonly hasStorage: boolean;
}

/** What stands in the way, the first thing to mend first; null when nothing does. */
export function obstacleOf(means: Means): Obstacle | null {
  if (!means.isSecure) return "not-secure";
  if (!means.hasBluetooth) return "no-bluetooth";
  if (!means.hasStorage) return "no-storage";
  return means.isOn ? null : "bluetooth-off";
}

/** What is known of the strap at a moment. */
export interface StrapNow {
  readonly link: LinkState | null;
  readonly contact: boolean | null;
  readonly bpm: number;
  /** Seconds since the strap last spoke; null before its first word. */
  readonly silentS: number | null;
}

/** The one thing to say about the strap, the most useful first. */
export function strapHint(strap: StrapNow): string {
  if (strap.link === null) return "none";
  if (strap.link !== "connected") return strap.link;
  if (strap.silentS === null || strap.silentS > STALE_AFTER_S) return "silent";
  if (strap.contact === false) return "no-contact";
  return strap.bpm === 0 ? "no-signal" : "heard";
}

/** The heart rate to show, per minute; null where it would not be true now. */
export function heartRateNow(strap: StrapNow): number | null {
  return strapHint(strap) === "heard" ? strap.bpm : null;
}

/** What is known of the way home at a moment. */
export interface HomewardNow {
  readonly standing: Standing;
  readonly waitingBeats: number;
  readonly isStuck: boolean;
}

/** The one thing to say about beats on their way. */
export function homewardHint({ standing, waitingBeats, isStuck }: HomewardNow): string {
  if (isStuck) return "full";
  if (standing !== "home") return standing;
  return waitingBeats > 0 ? "sending" : "home";
}

interface Names {
  readonly brands: readonly string[];
  readonly platform: string;
}

/** What to call this browser in the list of devices. */
export function browserName({ brands, platform }: Names): string {
  const known = brands.filter((brand) => !/not.?a.?brand/i.test(brand));
  const brand = known.find((each) => each !== "Chromium") ?? known[0] ?? "Browser";
  return platform === "" ? brand : `${brand}, ${platform}`;
}
